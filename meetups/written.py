"""Days, weekly times and quiet hours as people write them; never reads the clock, never guesses a day not named."""

import re
from typing import Final, Literal

Prefer = Literal["past", "future"]

_LONGEST: Final = 60  # characters; dateparser's patterns are slow on long text, and a day is never longer
_YEARS: Final = range(1900, 2200)  # other years are slips of the finger
_DAY: Final = 24 * 60

_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBERS: Final = re.compile(r"(\d{1,4})([./-])(\d{1,2})(?:\2(\d{1,4}))?\.?")
_ORDINAL: Final = re.compile(r"(?:on )?(?:the )?(\d{1,2})(?:st|nd|rd|th)")
_CLOCK: Final = re.compile(r"(?:\bat |@ ?)?\b(?:\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.?m\b\.?)?|\d{1,2} ?[ap]\.?m\b\.?)")
_PART_OF_DAY: Final = re.compile(r" (?:in the )?(?:morning|afternoon|evening|night)$")
_LAST_WEEK: Final = re.compile(r"(?:on )?(\w+) (?:of )?last week|last week (?:on )?(\w+)")
_A_WHOLE_WEEK: Final = re.compile(r"(?!.*(?:\d|\bago\b|\bin\b|\bfrom\b))")

_TIME: Final = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))? ?(?:h|uhr|o'clock)? ?(?:(a|p)\.? ?m\.?)?(?: ?uhr)?", re.ASCII)
_NAMED_TIMES: Final = {"noon": 12 * 60, "midday": 12 * 60, "midnight": 0}
_JOINTS: Final = re.compile(r"^(?:every|each|on) |,? (?:at|um|à|a las|às|alle|@)$|,$")
_UNTIL: Final = re.compile(r"(?:from )?(.+?) ?(?:[-–—~]|\b(?:to|till|until|bis)\b) ?(.+)")


class UnreadableDate(ValueError):  # noqa: N818 - the name the catalogue of refusals uses
    """The text names no day; `text` is what was written."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class UnreadableTime(ValueError):  # noqa: N818
    """The text names no time of day, weekly time or quiet hours; `text` is what was written."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

"""Times of day inside a text: "half past 7", "18h30", "noon", and words for a part of the day; no day is read here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, Literal, NamedTuple, cast

from babel import Locale

PartOfDay = Literal["morning", "afternoon", "evening"]

_NOON, _MIDNIGHT, _HALF = 12 * 60, 24 * 60, 12 * 60  # minutes
# Of a half of the day that nobody named: people meet at 9 in the morning and at 8 in the evening.
_FIRST_MORNING: Final = 9 * 60

# "Samstagabend", "Mittwochmittag": one word. "Sonnabend" is none of them.
_JOINED: Final = r"(?:\b|(?<=tag)|(?<=woch))"
_IN: Final = r"(?:\b(?:in|at|am|du|dans|de|por|en|di|da|pela) )?(?:\b(?:(?:the|der|le|la|della|a) |l'))?"
# The part of the day, and whether the word says the day as well.
_PARTS: Final[tuple[tuple[PartOfDay, bool, re.Pattern[str]], ...]] = tuple(
    (cast(PartOfDay, part), is_today, re.compile(pattern))
    for part, is_today, pattern in (
        ("evening", True, r"\b(?:tonight|this evening|ce soir|cette nuit|esta noche|stasera|stanotte|esta noite)\b"),
        ("morning", True, r"\b(?:this morning|ce matin|esta mañana|stamattina|esta manhã)\b"),
        ("afternoon", True, r"\b(?:this afternoon|cet? apr[eè]s-midi|esta tarde|questo pomeriggio)\b"),
        ("evening", False, rf"{_IN}{_JOINED}(?:evening|night|abends?|nachts?|soir(?:ée)?|noche|sera|noite)\b"),
        ("afternoon", False, rf"{_IN}{_JOINED}(?:afternoon|nachmittags?|apr[eè]s-midi|tarde|pomeriggio)\b"),
        ("morning", False, rf"{_IN}{_JOINED}(?:morning|morgens|vormittags?|früh|matin(?:ée)?|mattina|manhã)\b"),
        # "morgen" and "mañana" alone are tomorrow.
        ("morning", False, r"(?:(?<=tag)|(?<=woch)|(?<=heute)|\bam) ?morgen\b|\b(?:de|por|en) la ma[nñ]ana\b"),
    )
)
_RANGES: Final[dict[PartOfDay, range]] = {
    "morning": range(12 * 60),
    "afternoon": range(12 * 60, 21 * 60),
    "evening": range(16 * 60, 28 * 60),
}
"""Minutes from the midnight that begins the day; an evening lasts past the one that ends it."""

_AT: Final = r"(?P<at>(?:(?:at|around|about|um|gegen|vers|às?|à|(?:sobre |a )?las?|alle|kl\.?|om|a) |@ ?)?)"
_SPOKEN: Final = {
    "half past": 30, "quarter past": 15, "quarter to": -15, "halb": -30, "viertel nach": 15, "viertel vor": -15,
    "et demie": 30, "et quart": 15, "moins le quart": -15, "y media": 30, "y cuarto": 15, "menos cuarto": -15,
}  # fmt: skip
_NAMED: Final = (
    r"(?P<noon>noon|midday|mittags?|midi|mediod[ií]a|mezzogiorno)"
    r"|(?P<midnight>midnight|mitternacht|minuit|medianoche|mezzanotte)"
)
_CLOCK: Final = (
    rf"(?:(?:(?:zu|am|al|au) )?(?:12(?::00)?(?: uhr)? )?(?:{_NAMED})"
    rf"|(?:(?P<before>{'|'.join(_SPOKEN)}) )?(?P<hour>\d{{1,2}})"
    r"(?:(?P<separator>[:.]| ?h ?| uhr | heures? |[時点시])(?P<minute>\d\d)(?::\d\d)?)?"
    r"(?P<mark> ?(?:uhr|heures?|horas?|h|uur|o'clock|[時点시分])(?!\w))?"
    rf"(?: (?P<after>{'|'.join(_SPOKEN)}))?"
)
_OF_TWELVE: Final = r"(?:{}(?P<half>[ap])\.? ?m(?!\w)\.?)?)"
_LAST: Final = re.compile(rf"(?:^|(?<=[\s,])|(?<=[^\x00-\x7f])|(?<=tag)){_AT}{_CLOCK}{_OF_TWELVE.format(' ?')}$", re.A)
_FIRST: Final = re.compile(rf"{_AT}{_CLOCK}{_OF_TWELVE.format(' ?')}(?=[\s,])", re.ASCII)
_FIRST_IN_GERMAN: Final = re.compile(rf"{_AT}{_CLOCK}{_OF_TWELVE.format('')}(?=[\s,])", re.ASCII)  # "um 7 am Freitag"
HAS_CLOCK: Final = re.compile(
    r"\d:\d|\d ?(?:[ap]\.? ?m\b|uhr\b|h\b|o'clock)|\bnoon\b|\bmidnight\b|(?:^|\s)(?:at|um|gegen|à|a las|alle|às) \d|@ ?\d"
)


class Clock(NamedTuple):
    """A time of day as written, in minutes from midnight, up to 1440."""

    minute: int
    is_either: bool
    """Whether a word for a part of the day may move it to the other half."""
    is_open: bool
    """Whether its half of the day is open even without such a word."""
    is_weak: bool
    """Whether it is a number that may be a date's as well."""

    def minutes(self, part: PartOfDay | None) -> list[int]:
        """What it can mean, the likeliest first, in minutes from the midnight that begins the day; they may pass its end.

        Nothing where the part of the day contradicts it.
        """
        if part:
            possible = [self.minute, *([self.minute % _MIDNIGHT + _HALF] if self.is_either else [])]
            found = [each for each in possible if each in _RANGES[part]]
            return (found or [each + _MIDNIGHT for each in possible if each + _MIDNIGHT in _RANGES[part]])[:1]
        if not self.is_open:
            return [self.minute]
        morning, evening = self.minute % _HALF, self.minute % _HALF + _HALF
        return [evening, morning] if morning < _FIRST_MORNING or self.minute >= _HALF else [morning, evening]


def without_part(written: str) -> tuple[str, PartOfDay | None, bool]:
    """The text without the words for a part of the day, that part, and whether they say today as well."""
    for part, is_today, pattern in _PARTS:
        words, count = pattern.subn(" ", written, count=1)
        if count:
            return " ".join(words.split()).strip(" ,"), part, is_today
    return written, None, False


def clocks(words: str, languages: tuple[str, ...]) -> Iterator[tuple[Clock, str]]:
    """The times a text may end or begin with, each with the rest of the text."""
    if (found := _LAST.search(words)) and (clock := _clock(found, languages)):
        yield clock, words[: found.start()].strip(" ,-–—")
    first = _FIRST_IN_GERMAN if languages[:1] and languages[0].startswith("de") else _FIRST
    if (found := first.match(words)) and (clock := _clock(found, languages)):
        yield clock, words[found.end() :].strip(" ,-–—")


def _clock(found: re.Match[str], languages: tuple[str, ...]) -> Clock | None:
    if found["noon"] or found["midnight"]:
        return Clock(_NOON if found["noon"] else _MIDNIGHT, False, False, False)
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"]
    spoken = found["before"] or found["after"]
    total = hour * 60 + minute
    if minute > 59 or total > _MIDNIGHT or (spoken and (found["minute"] or not 1 <= hour <= 12)):
        return None
    if half:
        if not 1 <= hour <= 12:
            return None
        total = total % _HALF + (_HALF if half == "p" else 0)
    total += _SPOKEN[spoken] if spoken else 0
    is_either = not half and 1 <= hour <= 12 and found["hour"][0] != "0"
    is_open = spoken or found["mark"] == " o'clock" or not (found["mark"] or found["minute"])
    is_open = is_open or (not found["mark"] and found["separator"] in {":", "."} and _has_twelve_hours(languages))
    is_weak = not (spoken or half or found["mark"] or found["at"]) and found["separator"] in {None, "."}
    return Clock(total, is_either, is_either and bool(is_open), is_weak)


@lru_cache(maxsize=64)
def _has_twelve_hours(languages: tuple[str, ...]) -> bool:
    """Whether the clocks of the first language show twelve hours (CLDR, by Babel); English ones may."""
    tag = next(iter(languages), "en").replace("-", "_")
    return tag.startswith("en") or "a" in str(Locale.parse(tag).time_formats["short"])

"""Links that open Google's or Outlook's form for a new event, filled in; whoever follows one saves it themselves.

Neither company documents them; both have kept them for years. Outlook's ``/deeplink/`` form ended in a blank page for many,
hence ``/action/``. Times are in UTC: each calendar shows them in its owner's zone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from typing import Final
from urllib.parse import quote

from meetups.calendar.event import Event
from meetups.calendar.texts import lines, link, one_line

LONGEST_BUTTON: Final = 512
"""Characters of a link button's address; Discord refuses a longer one."""

LONGEST_LINK: Final = 2_000
"""Characters of a link in a text that browsers, proxies and mail programs all pass on."""

_GOOGLE: Final = "https://calendar.google.com/calendar/render?action=TEMPLATE"
_OUTLOOK: Final = "https://outlook.live.com/calendar/action/compose?rru=addevent"
_OFFICE: Final = "https://outlook.office.com/calendar/action/compose?rru=addevent"
_CUT: Final = "…"
_JOINERS: Final = "\u200d\ufe0e\ufe0f"  # half an emoji

_Field = tuple[str, str]


def google_link(event: Event, longest: int = LONGEST_BUTTON) -> str | None:
    """Adds the event to a Google calendar. None where even without notes and place it is longer, or nothing is on.

    Notes are cut first, then the place; the title and the times never are. Beside the times a button has room for some
    370 English letters, 40 Japanese ones (nine characters each) or 30 emoji; past that the file serves.
    """
    begins, ends = (each.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") for each in (event.begins, event.ends))
    fixed = f"{_GOOGLE}&text={_quoted(one_line(event.title))}&dates={begins}/{ends}"
    return _fitted(event, fixed, ("location", "details"), longest, _quoted)


def outlook_link(event: Event, longest: int = LONGEST_BUTTON) -> str | None:
    """Adds the event to a private Outlook calendar; else as `google_link`."""
    return _outlook(event, _OUTLOOK, longest)


def office_link(event: Event, longest: int = LONGEST_BUTTON) -> str | None:
    """Adds the event to the Outlook calendar of a firm or a school; else as `google_link`."""
    return _outlook(event, _OFFICE, longest)


def _outlook(event: Event, base: str, longest: int) -> str | None:
    begins, ends = (_iso(each) for each in (event.begins, event.ends))
    fixed = f"{base}&subject={_quoted(one_line(event.title))}&startdt={begins}&enddt={ends}"
    return _fitted(event, fixed, ("location", "body"), longest, _marked_up)


def _iso(instant: datetime) -> str:
    return _quoted(instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


def _fitted(
    event: Event, fixed: str, names: tuple[str, str], longest: int, notes_quoted: Callable[[str], str]
) -> str | None:
    if event.is_cancelled or len(fixed) > longest:
        return None
    found, (place, notes) = fixed, names
    for name, text, more, quoted in (
        (place, one_line(event.place), "", _quoted),
        (notes, lines(event.notes), link(event.url or ""), notes_quoted),
    ):
        room = longest - len(found) - len(f"&{name}=")
        whole = "\n\n".join(filter(None, (text, more)))
        # Half an address leads nowhere.
        if kept := whole if len(quoted(whole)) <= room else _cut(text, room, quoted):
            found += f"&{name}={quoted(kept)}"
    return found


def _cut(text: str, room: int, quoted: Callable[[str], str]) -> str:
    """As much of the beginning as there is room for once quoted, with a mark where it ends early."""
    if len(quoted(text)) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if len(quoted(text[:middle] + _CUT)) <= room else (low, middle - 1)
    kept = text[:low].rstrip().rstrip(_JOINERS)
    return kept + _CUT if kept else ""


def _marked_up(text: str) -> str:
    """Outlook takes the notes for HTML."""
    return _quoted(escape(text, quote=False).replace("\n", "<br>"))


def _quoted(text: str) -> str:
    """Outlook shows the "+" that a form makes of a space."""
    return quote(text, safe="")

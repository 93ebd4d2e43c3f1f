"""Instants as people write them for a coming meeting ("Fri 19:00 or Sunday noon"); it reads no clock and invents no hour.

Days are read as everywhere else (``written``); here the time is found in a text, and which half of the day and which
of several days it means. Times become instants as in ``rules.weeks``: one that the clocks show twice is the first of
the two, one that they skip is the end of the gap. What is read keeps no seconds, except an instant given exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from meetups.moments.days import SAID, Seen, counted, day_of
from meetups.moments.hours import HAS_CLOCK, Clock, PartOfDay, clocks, without_part
from meetups.rules.weeks import DAY, WEEK, at_local, local_day
from meetups.written import tidy

MOST: Final = 3
"""A plan offers no more times than this."""

FARTHEST: Final = timedelta(days=731)
"""Two years, a leap day included. What lies behind is a slip of the finger."""

_LONGEST_LIST: Final = 160
_MOST_PIECES: Final = 6  # between commas; three moments take no more, and each way to join some is tried

_TIMESTAMP: Final = re.compile(r"<t:(-?\d{1,12})(?::[tdfrs])?>", re.A | re.I)
_ISO: Final = re.compile(r"(\d{4}-\d\d-\d\d)[t ](\d\d:\d\d(?::\d\d)?)(?:\.\d{1,6})? ?(z|[+-]\d\d:?\d\d)?", re.ASCII)
_HOURS: Final = re.compile(r"(?<!\d)\d{1,2}, \d{1,2}$", re.ASCII)  # "tomorrow 8, 9": dateparser reads on over them
_OR: Final = re.compile(
    r"[;\n|、]|\s/\s|(?<=>)\s|\s(?:or|and|oder|und|ou|o|oppure|eller|of|lub|albo|или|або|veya|또는)\s", re.IGNORECASE
)


class UnreadableMoment(ValueError):  # noqa: N818
    """The text names no time of a day; its only argument is what was written."""


class MissingHour(UnreadableMoment):
    """A day, or a part of one, without its hour ("tonight", "Friday").

    The hour is asked for, with the day kept, rather than guessed: a guess lands in two calendars as if somebody had
    said it, and is noticed by whoever comes at another hour. Asking is one tap. ``day`` is None for "in the evening".
    """

    def __init__(self, written: str, day: date | None, part: PartOfDay | None) -> None:
        super().__init__(written)
        self.day = day
        self.part = part


class PastMoment(ValueError):  # noqa: N818
    """It is over, or now; its argument is what was written."""


class FarMoment(ValueError):  # noqa: N818
    """It is more than two years ahead; its argument is what was written."""


class TooManyMoments(ValueError):  # noqa: N818
    """More times than a plan offers; its argument is what was written."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What a text says: an instant, or a day and a time of it, of which either may be missing."""

    text: str
    day: date | None = None
    rolls: bool = False
    """Whether the day is a weekday, so that today's over means next week's."""
    part: PartOfDay | None = None
    clock: Clock | None = None
    instant: datetime | None = None
    after: datetime | None = None
    """The moment before it in a list, whose day it has."""


def parse_moment(
    text: str,
    *,
    now: datetime,
    zone: str,
    languages: Iterable[str] = ("en",),
    first_weekday: int = 0,
    day_first: bool = False,
) -> datetime:
    """The coming instant, in UTC, that a text names to somebody in `zone`; `languages` begin with their own.

    A time alone is the next such time. A weekday is the coming one, today's if its time is still ahead; "next" never
    means today or tomorrow. Hours from 1 to 12 that say no half of the day: in words for a part of the day ("tonight
    at 8") the half that fits; else from 1 to 8 the afternoon and evening, from 9 to 11 the morning, for these are hours at
    which people meet, unless that is over today and the other half is not. With minutes ("7:30") that is so
    where clocks show twelve hours; elsewhere, and with "Uhr" or "h", it is as written. "Midnight" ends its day.

    Raises UnreadableMoment, MissingHour, PastMoment, FarMoment.
    """
    seen = Seen(now, zone, tuple(languages), first_weekday, day_first)
    said = _understood(text, seen)
    if said is None or _is_number(said):
        raise UnreadableMoment(text)
    return _placed(said, text, seen)[1]


def parse_moments(
    text: str,
    *,
    now: datetime,
    zone: str,
    languages: Iterable[str] = ("en",),
    first_weekday: int = 0,
    day_first: bool = False,
) -> tuple[datetime, ...]:
    """Up to three instants as `parse_moment` reads them, in the order written, none twice.

    "or", commas, semicolons and new lines separate them. A time without a day has the day before it, and is later on it
    where that is open ("Fri 7, 8 or 9"); a day without a time has the time behind it ("Friday or Saturday at 7").

    Raises what `parse_moment` raises, with the part of the text that is to blame, and TooManyMoments.
    """
    if len(text) > _LONGEST_LIST:
        raise UnreadableMoment(text)
    seen = Seen(now, zone, tuple(languages), first_weekday, day_first)
    said = [each for chunk in _OR.split(text) if chunk.strip(" ,.") for each in _listed(chunk, seen)]
    if not said:
        raise UnreadableMoment(text)
    if len(said) > MOST:
        raise TooManyMoments(text)
    for index in reversed(range(len(said) - 1)):
        each, clock = said[index], said[index + 1].clock
        if each.clock is None and each.instant is None and clock and clock.minutes(each.part):
            said[index] = replace(each, clock=clock)
    placed: list[tuple[date, datetime]] = []
    before: _Said | None = None
    for each in said:
        here = each
        if each.clock and each.day is None and before and before.instant is None:
            day, instant = placed[-1]
            here = replace(each, day=day, part=each.part or before.part, after=instant)
        elif _is_number(each):
            raise UnreadableMoment(each.text)
        placed.append(_placed(here, each.text, seen))
        before = here
    return tuple(dict.fromkeys(instant for _, instant in placed))


def coming(instant: datetime, *, now: datetime) -> datetime:
    """An instant picked rather than written (Discord's time picker), in UTC. Raises PastMoment, FarMoment."""
    return _checked(instant, instant.isoformat(), now)


def _checked(instant: datetime, text: str, now: datetime) -> datetime:
    if instant <= now:
        raise PastMoment(text)
    if instant - now > FARTHEST:
        raise FarMoment(text)
    return instant.astimezone(UTC)


def _checked_day(day: date, text: str, seen: Seen) -> None:
    """Nobody is asked for the hour of a day that will not do."""
    if day < seen.today:
        raise PastMoment(text)
    if day - seen.today > FARTHEST:
        raise FarMoment(text)


def _listed(chunk: str, seen: Seen) -> list[_Said]:
    """The moments between which there are only commas, which are also inside dates: as few as can be read."""
    pieces = [piece for piece in chunk.split(",") if piece.strip(" .")]
    if len(pieces) > _MOST_PIECES:
        raise TooManyMoments(chunk.strip())
    known: dict[str, _Said | None] = {}

    def read(start: int) -> list[_Said] | None:
        if start == len(pieces):
            return []
        for end in range(min(start + 3, len(pieces)), start, -1):
            text = ",".join(pieces[start:end]).strip()
            if text not in known:
                known[text] = _understood(text, seen)
            first = known[text]
            if first and (rest := read(end)) is not None:
                return [first, *rest]
        return None

    if found := read(0):
        return found
    raise UnreadableMoment(next((piece for piece in pieces if known.get(piece.strip()) is None), chunk).strip())


def _tidy(text: str) -> str:
    return tidy(text.replace("’", "'")) or ""


def _is_number(said: _Said) -> bool:
    """Whether nothing says that the number is an hour, except in a list."""
    return said.part is None and _tidy(said.text).isdigit()


def _understood(text: str, seen: Seen) -> _Said | None:
    written = _tidy(text)
    if not written:
        return None
    if instant := _exact(written):
        return _Said(text, instant=instant)
    written = SAID.get(written, written)
    words, part, is_today = without_part(re.sub(r"^(\d{4}-\d\d-\d\d)t(?=\d)", r"\1 ", written))
    if is_today:
        words = f"today {words}".strip()
    weak: _Said | None = None
    for clock, rest in clocks(words, seen.languages):
        if HAS_CLOCK.search(rest) or (clock.is_weak and re.search(r"\d", rest)):
            continue
        day, rolls = day_of(rest, seen)
        if day or not rest:
            said = _Said(text, day, rolls, part, clock)
            if not clock.is_weak:
                return said
            weak = weak or said
    is_day = words == "today" or not (is_today or HAS_CLOCK.search(words) or _HOURS.search(words))
    day, rolls = day_of(words, seen) if is_day else (None, False)
    # "Tomorrow 8" has an hour, "8 December" has none, and "Friday 8", when that is the eighth, may have one.
    if weak and weak.clock and (day is None or (weak.day == day and weak.clock.minute // 60 != day.day)):
        return weak
    if day or (part and not words):
        return _Said(text, day, rolls, part)
    instant = counted(written, seen) if not part else None
    return _Said(text, instant=instant) if instant else None


def _exact(written: str) -> datetime | None:
    """Discord's timestamps, and ISO 8601 with its offset."""
    if found := _TIMESTAMP.fullmatch(written):
        seconds = int(found[1])
        return datetime.fromtimestamp(min(max(seconds, 0), 2**37), UTC)
    if (found := _ISO.fullmatch(written)) and found[3]:
        try:
            return datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3].upper()}").astimezone(UTC)
        except (ValueError, OverflowError):
            return None
    return None


def _placed(said: _Said, text: str, seen: Seen) -> tuple[date, datetime]:
    """The instant of what was said, the first that is ahead where several are meant, and the day it was said of."""
    if said.instant:
        return local_day(said.instant, seen.zone), _checked(said.instant, text, seen.now)
    if said.clock is None:
        _checked_day(said.day or seen.today, text, seen)
        raise MissingHour(text, said.day, said.part)
    days = [said.day] if said.day else [seen.today + ahead * DAY for ahead in range(3)]
    if said.rolls:
        days += [days[0] + WEEK]
    # At one in the morning "tonight at 2" is an hour away.
    if said.part == "evening" and days[0] == seen.today and not said.rolls and not said.after:
        days = [days[0] - DAY, *days]
    found = [(day, instant) for day in days for instant in _on_day(day, said, seen)]
    if not found:  # contradictory, or a day that the zone skips
        raise UnreadableMoment(text)
    day, instant = next((each for each in found if each[1] > seen.now), found[-1])
    return day, _checked(instant, text, seen.now)


def _on_day(day: date, said: _Said, seen: Seen) -> list[datetime]:
    """What it can mean on a day, the likeliest first; only of today's halves one may be over."""
    minutes = said.clock.minutes(said.part) if said.clock else []
    found = [at_local(day + minute // (24 * 60) * DAY, minute % (24 * 60), seen.zone) for minute in minutes]
    instants = [instant for instant in found if instant]
    if said.after:
        return [next((instant for instant in instants if instant > said.after), *instants[:1])] if instants else []
    return instants if day == seen.today else instants[:1]

"""Spans of days as people write them ("3–9 October", "next weekend"); it reads no clock and guesses no day not named."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Protocol

from babel import Locale

from meetups.written import Prefer, UnreadableDate, parse_day

_LONGEST: Final = 100  # characters; two days take no more
_MOST_TRIES: Final = 5  # places where a text may fall into two days; dateparser is slow
_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
USUAL: Final = timedelta(days=183)
"""A span whose years nobody wrote is seldom longer, unless it runs backwards."""

_WEEKEND: Final = re.compile(
    r"(?:(?:on |at |over )?the |this |(?:this |the )?coming |am |dieses |(?:am )?kommende[ns] )?(?:weekend|wochenende)"
)
_NEXT_WEEKEND: Final = re.compile(r"next weekend|(?:am )?nächste[ns] wochenende")
_THIS_WEEK: Final = re.compile(r"this week|diese woche")
_NEXT_WEEK: Final = re.compile(r"(?:all )?(?:next|the coming) week|(?:nächste|kommende) woche")

# Between two days: dashes of every kind, arrows, and words of the languages most often met.
_BETWEEN: Final = re.compile(
    r" ?(?:\.{2,}|[‒–—―−〜~→⇒]|-+>|--+) ?| -+ |(?<=\d{4}-\d\d-\d\d)/"
    r"| (?:to|till|til|until|through|thru|bis zum|bis|au|jusqu'au|al|hasta el|hasta|até|tot|do) "
)
_HYPHEN: Final = re.compile(r" ?[-‐‑] ?")
_AND: Final = re.compile(r" (?:and|und|&|\+) ")
_LEAD: Final = re.compile(
    r"(?:from|between|starting|vom|von|ab|zwischen|du|del?|dal|van|od|the|am|den|coming|kommende[nmrs]?|nächste[nmrs]?) "
)
_PAIR: Final = re.compile(r"(?:between|zwischen) ")

_ORDINAL: Final = r"(?:st|nd|rd|th|er|[.ªº日])?"
# A day without its month, perhaps with its weekday before it and the year behind: "3", "9th", "9, 2026", "fri 2".
_BARE: Final = re.compile(rf"(?P<word>[^\W\d_]+\.?,? )?(?P<day>\d{{1,2}}){_ORDINAL}(?:,? (?P<year>\d{{4}}))?", re.A)
_DAY_NUMBER: Final = re.compile(r"(?<!\d)\d{1,2}(?:st|nd|rd|th|er)?(?![\d月])")
_NUMERIC: Final = re.compile(r"[\d./-]+", re.ASCII)
_YEAR: Final = re.compile(r"(?<!\d)\d{4}(?!\d)")


class _Read(Protocol):
    """A day as written, seen from another day. Raises UnreadableDate."""

    def __call__(self, text: str, seen_from: date, prefer: Prefer = "future") -> date: ...


def parse_days(
    typed: str,
    *,
    today: date,
    languages: Iterable[str] = ("en",),
    day_first: bool = False,
    first_weekday: int = 0,
    longest: timedelta = USUAL,
) -> tuple[date, date]:
    """The first and the last day a text names, the coming ones or those going on; raises UnreadableDate.

    What one day lacks the other gives: in "3–9 October 2027" month and year are those of both. The last day is never
    before the first; where no years are written it is at most `longest` behind it. `day_first` and `languages` are those of
    `parse_day`; `first_weekday` (0 is Monday) begins a week.
    """
    tags = tuple(languages)

    def read(text: str, seen_from: date, prefer: Prefer = "future") -> date:
        try:
            return parse_day(text, today=seen_from, languages=tags, day_first=day_first, prefer=prefer)
        except UnreadableDate:
            if (lead := _LEAD.match(text)) is None:
                raise
            return read(text[lead.end() :], seen_from, prefer)

    written = _tidy(typed)
    found = (
        _named(written, today, first_weekday)
        or _short_weekdays(written, today, ("en", *tags))
        or _one_day(written, today, read)
        or _two_days(written, today, read, longest)
    )
    if found is None:
        raise UnreadableDate(typed)
    return found


def _tidy(typed: str) -> str:
    """Small letters and single spaces; nothing where the text is too long."""
    text = " ".join(unicodedata.normalize("NFKC", typed[: 2 * _LONGEST]).casefold().split()).strip(" ,;!?")
    return text if len(text) <= _LONGEST else ""


def _named(written: str, today: date, first_weekday: int) -> tuple[date, date] | None:
    """Weekends and weeks. On a Sunday this weekend is the one that ends."""
    sunday = today + (6 - today.weekday()) * _DAY
    if _WEEKEND.fullmatch(written):
        return sunday - _DAY, sunday
    if _NEXT_WEEKEND.fullmatch(written):
        return sunday - _DAY + _WEEK, sunday + _WEEK
    next_week = today + _WEEK - (today.weekday() - first_weekday) % 7 * _DAY
    if _THIS_WEEK.fullmatch(written):
        return today, next_week - _DAY
    return (next_week, next_week + 6 * _DAY) if _NEXT_WEEK.fullmatch(written) else None


def _short_weekdays(written: str, today: date, tags: tuple[str, ...]) -> tuple[date, date] | None:
    """ "Fr-So", "Mo–Fr": of two letters each, which alone are words before they are weekdays."""
    short = _short_names(tags)
    for left, right, _ in _halves(written):
        if (one := short.get(left.strip("."))) is not None and (other := short.get(right.strip("."))) is not None:
            first = today + (one - today.weekday()) % 7 * _DAY
            return first, first + ((other - one) % 7 or 7) * _DAY
    return None


@lru_cache(maxsize=64)
def _short_names(tags: tuple[str, ...]) -> dict[str, int]:
    """The shortest names of weekdays, 0 being Monday (CLDR, by Babel); a name shared by two is the later locale's."""
    return {
        name.casefold().strip("."): day
        for tag in tags
        for day, name in Locale.parse(tag, sep="-").days["format"]["short"].items()
    }


def _one_day(written: str, today: date, read: _Read) -> tuple[date, date] | None:
    """A day alone. What looks like two is not read as one of them: to dateparser "3-9 October" is the third."""
    if _is_two(written):
        return None
    try:
        day = read(written, today)
    except UnreadableDate:
        return None
    return day, day


def _is_two(written: str) -> bool:
    return not _NUMERIC.fullmatch(written) and any(each.search(written) for each in (_BETWEEN, _HYPHEN, _AND))


def _two_days(written: str, today: date, read: _Read, longest: timedelta) -> tuple[date, date] | None:
    for left, right, is_list in _halves(written):
        # What still looks like two days is not read as one of them.
        if any(_is_two(each) for each in (left, right)):
            continue
        try:
            first, last = _span(*_complete(left, right, today, read), today, read, longest)
        except UnreadableDate:
            continue
        # "Saturday and Sunday" are days in a row, "3 and 9 October" are not.
        if first <= last and (not is_list or last - first == _DAY or _PAIR.match(written)):
            return first, last
    return None


def _halves(written: str) -> Iterator[tuple[str, str, bool]]:
    """The ways in which a text may be two days, and whether they are joined by an "and"."""
    separators = list(_BETWEEN.finditer(written)) or list(_AND.finditer(written)) or list(_HYPHEN.finditer(written))
    for each in separators[:_MOST_TRIES]:
        yield written[: each.start()], written[each.end() :], _AND.fullmatch(each[0]) is not None


def _complete(left: str, right: str, today: date, read: _Read) -> tuple[str, str]:
    """Both days with month and year, where one of them alone says these."""
    first, last = _bare(left, today, read), _bare(right, today, read)
    if first and last:
        return left, right
    if first:
        return _with_day(right, first["day"], today, read), right
    if last:
        year = f" {last['year']}" if last["year"] else ""
        return left + year, _with_day(left, last["day"], today, read) + year
    return left, right


def _bare(text: str, today: date, read: _Read) -> re.Match[str] | None:
    """A day that lacks its month; a word before it that is one is no lack."""
    lead = _LEAD.match(text)
    found = _BARE.fullmatch(text[lead.end() :] if lead else text)
    return found if found and not (found["word"] and _is_day(text, today, read)) else None


def _with_day(text: str, day: str, today: date, read: _Read) -> str:
    """A written day with another number, and without a weekday before it, which will be another one too."""
    if _NUMERIC.fullmatch(text) and "." not in text:
        raise UnreadableDate(text)  # which of its numbers is the day?
    for each in (text, text.partition(" ")[2]):
        changed = _DAY_NUMBER.sub(day, each, count=1)
        if changed != each and _is_day(changed, today, read):
            return changed
    return text


def _is_day(text: str, today: date, read: _Read) -> bool:
    try:
        read(text, today)
    except UnreadableDate:
        return False
    return True


def _span(left: str, right: str, today: date, read: _Read, longest: timedelta) -> tuple[date, date]:
    """The coming days, or those going on, where both are dates; weekdays and the like begin with the coming first."""
    first, last = read(left, today), read(right, today)
    if re.search(r"\d", left) and re.search(r"\d", right):
        if first > last or (_YEAR.search(right) and not _YEAR.search(left)):
            earlier = read(left, last, "past")
            first = earlier if earlier <= last else first
        if first > last:
            last = read(right, first)
    elif last < first or left == right:
        last = read(right, first + _DAY)
    has_years = _YEAR.search(left) and _YEAR.search(right)
    if last - first > longest and not has_years:
        raise UnreadableDate(f"{left} {right}")
    return first, last

"""A time zone as RFC 5545 describes one: every change of its clocks over some years, each for itself.

Not by ``icalendar.Timezone.from_tzinfo``, which has clocks that go forward do so an hour too late (7.3.0): it looks
for the change on the wall, where the hour that is skipped still counts as the old time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_STEP: Final = timedelta(days=1)  # no zone has changed its clocks twice in a day; Morocco's Ramadan lasts a month
_SECOND: Final = timedelta(seconds=1)


@lru_cache(maxsize=256)
def described(zone: str, first_year: int, last_year: int) -> Timezone:
    """The zone, right from the first of January of one year to the last of December of another."""
    described = Timezone()
    described.add("TZID", zone)
    for observance in _observances(ZoneInfo(zone), first_year, last_year):
        described.add_component(observance)
    return described


def _observances(zone: ZoneInfo, first_year: int, last_year: int) -> Iterator[TimezoneStandard | TimezoneDaylight]:
    """What the clocks show as the first year begins, then each change.

    None is a rule that repeats (RRULE): governments change rules, and what is written here would outlive them.
    """
    start, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    # A day earlier, because the year begins at another instant in each zone.
    yield _observance(zone, start - _STEP, _offset(start - _STEP, zone))
    for change in _changes(zone, start - _STEP, end + _STEP):
        yield _observance(zone, change, _offset(change - _SECOND, zone))


def _observance(zone: ZoneInfo, instant: datetime, before: timedelta) -> TimezoneStandard | TimezoneDaylight:
    """From an instant on; it is written as the clocks showed it that were about to change."""
    local = instant.astimezone(zone)
    observance = TimezoneDaylight() if local.dst() else TimezoneStandard()
    observance.DTSTART = (instant + before).replace(tzinfo=None)
    observance.TZOFFSETFROM = before
    observance.TZOFFSETTO = _offset(instant, zone)
    observance.add("TZNAME", local.tzname() or zone.key)
    return observance


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    before = start
    while before < end:
        after = before + _STEP
        if _offset(before, zone) != _offset(after, zone):
            yield _change_between(before, after, zone)
        before = after


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first second of the new offset."""
    old = _offset(before, zone)
    while after - before > _SECOND:
        middle = before + _SECOND * ((after - before) // _SECOND // 2)
        before, after = (middle, after) if _offset(middle, zone) == old else (before, middle)
    return after


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta(0)

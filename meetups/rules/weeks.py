"""The weeks of a mission and the instants of its nudges; it knows the calendar, not what happened in it.

Days are local dates of the mission's zone, instants are UTC. A wall-clock time that the clocks show twice
means the first of the two; one they skip, the end of the gap; one on a day that the zone skips whole, never.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zlib import crc32
from zoneinfo import ZoneInfo

from meetups.values import Mission, PersonId

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
FULL_WEEK_DAYS = 4
"""A first or last week of fewer days asks for nothing; an absence of as many excuses a week (rules 5, 6)."""

MIDWEEK_MINUTE = 12 * 60
THURSDAY = 3
LAST_CALL_MINUTE = 17 * 60
WIDEST_SPREAD = timedelta(minutes=4)


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from ``starts_on`` to ``ends_on``, of which ``first_on`` to ``last_on`` are in the mission.

    ``number`` counts from 1 within the mission.
    """

    number: int
    starts_on: date
    ends_on: date
    first_on: date
    last_on: date

    @property
    def days(self) -> int:
        """How many of its days are in the mission."""
        return (self.last_on - self.first_on).days + 1

    @property
    def is_short(self) -> bool:
        """Whether it is a first or last week with too few days to ask for a meeting (rule 6)."""
        return self.days < FULL_WEEK_DAYS

    def __contains__(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on


def week_start(day: date, first_weekday: int) -> date:
    """The first day of the week that ``day`` is in; weekdays count from Monday, 0."""
    return day - timedelta(days=(day.weekday() - first_weekday) % 7)


def local_day(instant: datetime, zone: str) -> date:
    """The date on the calendars of ``zone`` at an aware ``instant``."""
    return instant.astimezone(ZoneInfo(zone)).date()


def is_ended_early(mission: Mission) -> bool:
    """Whether the member ended the mission before its last day was over."""
    return mission.ended_at is not None and local_day(mission.ended_at, mission.time_zone) <= mission.ends_on


def last_day(mission: Mission) -> date:
    """The last day that is in the mission: the promised one, or the day it was ended on."""
    if mission.ended_at is None:
        return mission.ends_on
    return min(mission.ends_on, local_day(mission.ended_at, mission.time_zone))


@lru_cache(maxsize=2_000)
def weeks_of(mission: Mission) -> tuple[Week, ...]:
    """All weeks of the mission in order; none for a mission that ended before its first day."""
    first, last = week_start(mission.starts_on, mission.first_weekday), last_day(mission)
    if last < mission.starts_on:
        return ()
    count = (last - first).days // 7 + 1
    return tuple(_week(number, first + (number - 1) * WEEK, mission, last) for number in range(1, count + 1))


def week_at(mission: Mission, day: date) -> Week | None:
    """The week of the mission that ``day`` is in, or None for a day outside the mission (rule 2)."""
    last = last_day(mission)
    if not mission.starts_on <= day <= last:
        return None
    start = week_start(day, mission.first_weekday)
    number = (start - week_start(mission.starts_on, mission.first_weekday)).days // 7 + 1
    return _week(number, start, mission, last)


def _week(number: int, start: date, mission: Mission, last: date) -> Week:
    end = start + 6 * DAY
    return Week(number, start, end, max(start, mission.starts_on), min(end, last))


def covered_weeks(first_on: date, last_on: date, first_weekday: int) -> tuple[date, ...]:
    """The first days of the whole weeks of which these days cover enough to excuse them (rule 5)."""
    start, found = week_start(first_on, first_weekday), []
    while start <= last_on:
        days = (min(last_on, start + 6 * DAY) - max(first_on, start)).days + 1
        if days >= FULL_WEEK_DAYS:
            found.append(start)
        start += WEEK
    return tuple(found)


def first_start(today: date, first_weekday: int, *, from_today: bool) -> date:
    """The first day of a new mission: "it starts next week", unless today is chosen (rule 6)."""
    return today if from_today else week_start(today, first_weekday) + WEEK


def default_end(starts_on: date) -> date:
    """31 December, or twelve weeks after the start where fewer than six weeks remain (rule 6)."""
    new_years_eve = date(starts_on.year, 12, 31)
    if new_years_eve - starts_on + DAY < 6 * WEEK:
        return starts_on + 12 * WEEK - DAY
    return new_years_eve


def at_local(day: date, minute: int, zone: str) -> datetime | None:
    """The instant at which the clocks of ``zone`` show ``minute`` of ``day``; None if it skips that day.

    Samoa had no 30 December 2011. A time inside any smaller gap gives the first instant after the gap.
    """
    clock = datetime.combine(day, time(*divmod(minute, 60)), ZoneInfo(zone))
    instant = clock.astimezone(UTC)
    if instant.astimezone(clock.tzinfo).replace(tzinfo=None) == clock.replace(tzinfo=None):
        return instant
    # PEP 495: in a gap fold 0 reads the clock as if it had not yet jumped, fold 1 as if it already had,
    # so the jump lies after the second instant and not after the first.
    before_jump = clock.replace(fold=1).astimezone(UTC)
    if instant - before_jump >= DAY:
        return None
    return _jump_between(before_jump, instant, ZoneInfo(zone))


def at_local_or_next(day: date, minute: int, zone: str) -> datetime:
    """The same, a day later where the clocks of ``zone`` skip that one."""
    instant = at_local(day, minute, zone) or at_local(day + DAY, minute, zone)
    assert instant is not None, "no zone skips two days in a row"
    return instant


def _jump_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant, to the second, from which ``zone`` no longer has the offset it has at ``before``."""
    old_offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before).total_seconds() // 2)
        if middle.astimezone(zone).utcoffset() == old_offset:
            before = middle
        else:
            after = middle
    return after


def kickoff_at(mission: Mission, week: Week) -> datetime | None:
    """When the week's kickoff is due: at the member's weekly time, by default Monday 09:00 (§4).

    Where that weekday of a first or last week is outside the mission: the same time on its first day inside.
    """
    weekly = week.starts_on + timedelta(days=(mission.kickoff_weekday - mission.first_weekday) % 7)
    return at_local(weekly if weekly in week else week.first_on, mission.kickoff_minute, mission.time_zone)


def midweek_at(mission: Mission, week: Week) -> datetime | None:
    """When the week's midweek reminder is due: Thursday 12:00, if that day is in the mission (§4)."""
    thursday = week.starts_on + timedelta(days=(THURSDAY - mission.first_weekday) % 7)
    return at_local(thursday, MIDWEEK_MINUTE, mission.time_zone) if thursday in week else None


def second_midweek_at(mission: Mission, week: Week) -> datetime | None:
    """When the second one is due: 12:00 two days before the last, unless the first has that day (§4)."""
    day = week.last_on - 2 * DAY
    instant = at_local(day, MIDWEEK_MINUTE, mission.time_zone) if day in week else None
    return None if instant == midweek_at(mission, week) else instant


def last_call_at(mission: Mission, week: Week) -> datetime | None:
    """When the week's last call is due: 17:00 on its last day in the mission (§4)."""
    return at_local(week.last_on, LAST_CALL_MINUTE, mission.time_zone)


def closing_at(mission: Mission) -> datetime | None:
    """When the closing is due: the day after the last, at the weekly time; never if ended early (§4)."""
    if is_ended_early(mission):
        return None
    days = (mission.ends_on + DAY, mission.ends_on + 2 * DAY)
    # No zone skips two days in a row, and without a closing a mission would never end.
    return next(filter(None, (at_local(day, mission.kickoff_minute, mission.time_zone) for day in days)), None)


def spread(person_id: PersonId) -> timedelta:
    """A person's own delay of up to four minutes, always the same: not all are written to at once (§4).

    A checksum, because the low digits of Discord's ids are hardly spread at all.
    """
    return timedelta(seconds=crc32(str(person_id).encode()) % (int(WIDEST_SPREAD.total_seconds()) + 1))


def out_of_quiet(instant: datetime, zone: str, quiet_from: int, quiet_until: int) -> datetime:
    """The instant itself, or the end of the quiet hours it lies in (§4).

    Both bounds are minutes of the local day; the hours may run over midnight, and equal bounds mean none.
    Quiet hours that end inside a doubled hour end the first time the clocks show it.
    """
    local = instant.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    # Minutes since the quiet began, modulo a day, make hours that run over midnight an ordinary interval.
    if (minute - quiet_from) % 1440 >= (quiet_until - quiet_from) % 1440:
        return instant
    day = local.date() if minute < quiet_until else local.date() + DAY
    end = at_local(day, quiet_until, zone) or at_local(day + DAY, quiet_until, zone) or instant
    return max(instant, end)

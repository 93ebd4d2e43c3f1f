"""Until when a nudge may be put off: ways that suit the hour, and others in what is left of its week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from meetups.rules.weeks import DAY, Week, at_local, local_day, out_of_quiet
from meetups.values import Mission

HOUR = timedelta(hours=1)
EVENING_MINUTE = 19 * 60
SLOTS = (9 * 60, 12 * 60, 15 * 60, EVENING_MINUTE)
"""The minutes of a day at which a nudge may come back, where no nearer way was chosen."""


class Until(StrEnum):
    """What one tap puts a nudge off until."""

    HOUR = "hour"
    EVENING = "evening"
    TOMORROW = "tomorrow"


@dataclass(frozen=True, slots=True)
class Snooze:
    """The instants a nudge can be put off until: by one tap, and ``later`` ones in order."""

    soon: dict[Until, datetime]
    later: tuple[datetime, ...]

    def __bool__(self) -> bool:
        return bool(self.soon or self.later)


def snooze(mission: Mission, week: Week, now: datetime, quiet: tuple[int, int]) -> Snooze:
    """How the nudge of a week can be put off ``now``: outside the quiet hours, and while the week lasts (§4).

    ``quiet`` are the minutes of the local day between which nothing comes.
    """
    today = local_day(now, mission.time_zone)

    def at(day: date, minute: int) -> datetime | None:
        return at_local(day, minute, mission.time_zone)

    def is_open(instant: datetime | None, after: datetime) -> bool:
        return (
            instant is not None
            and instant > after
            and local_day(instant, mission.time_zone) in week
            and out_of_quiet(instant, mission.time_zone, *quiet) == instant
        )

    wanted = {
        Until.HOUR: (now + HOUR, now),
        # An hour and the evening are two answers only while they are two times.
        Until.EVENING: (at(today, EVENING_MINUTE), now + 2 * HOUR),
        Until.TOMORROW: (at(today + DAY, mission.kickoff_minute), now),
    }
    soon = {until: instant for until, (instant, after) in wanted.items() if instant and is_open(instant, after)}
    days = (max(today, week.first_on) + number * DAY for number in range(week.days))
    slots = (at(day, minute) for day in days for minute in SLOTS)
    later = (each for each in slots if each and is_open(each, now + HOUR) and each not in soon.values())
    return Snooze(soon, tuple(later))

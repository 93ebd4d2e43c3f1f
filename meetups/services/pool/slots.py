"""When a pool is matched and its members hear of it, by the clocks of their community; knows no storage and no now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from meetups.rules.weeks import DAY, WEEK, at_local_or_next, local_day, week_start
from meetups.values import Community, Delivery, MatchRun, RunPart

LEAD: Final = timedelta(hours=1)
"""How long before its announcement a run is made, so that an organiser can undo it."""
NOTICE: Final = timedelta(minutes=10)
"""The same for a run that is started by hand, or made late."""
MIDWEEK_AFTER: Final = 3 * DAY
LATEST: Final = {RunPart.WEEKLY: MIDWEEK_AFTER, RunPart.MIDWEEK: DAY}
"""How late a run is still worth making."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One run of a week: which part of it, and when its members hear of it."""

    week_on: date
    part: RunPart
    announce_at: datetime

    @property
    def make_at(self) -> datetime:
        return self.announce_at - LEAD

    @property
    def occasion(self) -> str:
        return f"{self.week_on}:{self.part}"

    @classmethod
    def of(cls, delivery: Delivery) -> Slot:
        """The slot a delivery was planned for."""
        week_on, _, part = delivery.occasion.partition(":")
        return cls(date.fromisoformat(week_on), RunPart(part), delivery.due + LEAD)

    def late(self, now: datetime) -> Slot:
        """The slot as it is where its run is made at this moment: nobody hears of it without notice."""
        return Slot(self.week_on, self.part, max(self.announce_at, now + NOTICE))


def week_of(community: Community, instant: datetime) -> date:
    """The first day of the community's week."""
    return week_start(local_day(instant, community.time_zone), community.first_weekday)


def weekly_slot(community: Community, week_on: date) -> Slot:
    """When the first run of a week is announced: at the weekly time the organiser chose."""
    day = week_on + (community.match_weekday - community.first_weekday) % 7 * DAY
    return Slot(week_on, RunPart.WEEKLY, at_local_or_next(day, community.match_minute, community.time_zone))


def midweek_slot(community: Community, run: MatchRun) -> Slot | None:
    """When those are matched anew whose partner cannot; None where the next week's run comes first."""
    clock = run.announce_at.astimezone(ZoneInfo(community.time_zone))
    instant = at_local_or_next(clock.date() + MIDWEEK_AFTER, clock.hour * 60 + clock.minute, community.time_zone)
    if instant >= weekly_slot(community, run.week_on + WEEK).make_at:
        return None
    return Slot(run.week_on, RunPart.MIDWEEK, instant)


def days_of(community: Community, slot: Slot | MatchRun) -> tuple[date, date]:
    """The seven days an introduction is for: from the day on which those of its week were announced first."""
    day = local_day(slot.announce_at, community.time_zone)
    first_on = day - MIDWEEK_AFTER if slot.part is RunPart.MIDWEEK else day
    return first_on, first_on + 6 * DAY


def is_over(community: Community, run: MatchRun, now: datetime) -> bool:
    return local_day(now, community.time_zone) > days_of(community, run)[1]

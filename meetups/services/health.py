"""How a community is doing, for its organisers: counts of people in it, never names, and nothing of fewer than five (§9).

What is hidden is hidden alike, nobody as well as four, and no sum is told from which it would follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from meetups.ports import Desk, UnitOfWork
from meetups.rows import CareWeek, Step
from meetups.rules.weeks import DAY, WEEK, at_local_or_next, local_day, week_start
from meetups.services.common import organised
from meetups.services.pool import FLOOR
from meetups.services.progress.showing import look_of
from meetups.services.reaching import Budget, quarantined_since
from meetups.values import Actor, Community, Look

FULL_WEEKS: Final = 8
"""How many weeks that are over are looked at, beside the current one."""
SETTLED, STILL_NEW = timedelta(days=14), timedelta(days=60)
"""A newcomer began at least so long ago, and not longer."""
PASSING_WEEKS: Final = 12
OFTEN: Final = 3
"""Whoever was named so often in these weeks and never first was often passed over."""
_LEVEL: Final = 0.1


class Trend(StrEnum):
    UP = "up"
    LEVEL = "level"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class WeekFunnel:
    """One week of a community from ``first_on``, in how many of its members took each step in it; None is too few to tell.

    A member has a mission here or is in the pool at some time of the week, also where they left since; each counts once in
    a step, however often they took it.

    - suggested: their mission here proposed somebody to them
    - asked: they invited somebody by it, sent a plan, or hosted an open invitation here
    - agreed: they said yes to an invitation, plan, introduction or place here, or somebody said yes to theirs
    - planned: a plan they agreed on, or an open invitation here with somebody in, begins in the week
    - met: a meeting in person counts for them that was in the week, wherever and by whomever it was recorded
    - told: they posted a recap here that still stands

    Plans are people's own and count wherever they were made; declined and unanswered is counted nowhere.
    """

    first_on: date
    people: Mapping[Step, int | None]


@dataclass(frozen=True, slots=True)
class Letters:
    """Direct-message channels this bot opened, in all its communities, of those it may; None is too few to tell.

    ``is_stopped``: Discord lets it open none.
    """

    budget: Budget
    an_hour: int | None
    a_day: int | None
    is_stopped: bool


@dataclass(frozen=True, slots=True)
class Care:
    """How a community is doing; of one with fewer than ``FLOOR`` members nothing is told but that.

    ``weeks`` are oldest first, the current one last. ``newcomers`` began their first mission here lately and had no meeting
    yet; ``alone`` live in a city where no other member does; ``passed_over`` stood often among others' suggestions and never
    first. None is fewer than ``FLOOR``. ``look`` is the reader's.
    """

    community: Community
    weeks: tuple[WeekFunnel, ...] = field(default=())
    newcomers: int | None = None
    alone: int | None = None
    passed_over: int | None = None
    letters: Letters | None = None
    look: Look = Look.DARK

    @property
    def is_enough(self) -> bool:
        return bool(self.weeks)

    @property
    def last(self) -> WeekFunnel:
        """The last week that is over."""
        return self.weeks[-2]

    def trend(self, step: Step) -> Trend | None:
        """The last week that is over beside the average of those before it that can be told; None without both."""
        now = self.last.people[step]
        before = [count for each in self.weeks[:-2] if (count := each.people[step]) is not None]
        if now is None or not before:
            return None
        usual = sum(before) / len(before)
        if abs(now - usual) < max(1, usual * _LEVEL):
            return Trend.LEVEL
        return Trend.UP if now > usual else Trend.DOWN


class Health:
    def __init__(self, desk: Desk, budget: Budget) -> None:
        self._desk = desk
        self._budget = budget

    async def of(self, actor: Actor) -> Care:
        """The care view of the community of this act. Raises ``Refusal`` ``community.organisers_only``."""
        async with self._desk.store.read() as work:
            community = await organised(work, actor)
            if await work.health.members(community.id) < FLOOR:
                return Care(community)
            weeks = care_weeks(community, self._desk.clock())
            today = local_day(self._desk.clock(), community.time_zone)
            counts = {(each.first_on, each.step): each.people for each in await work.health.funnel(community.id, weeks)}
            newcomers = await work.health.newcomers(community.id, today - STILL_NEW, today - SETTLED)
            since = weeks[-1].first_on - (PASSING_WEEKS - 1) * WEEK
            return Care(
                community=community,
                weeks=tuple(
                    WeekFunnel(each.first_on, {step: _told(counts.get((each.first_on, step), 0)) for step in Step})
                    for each in weeks
                ),
                newcomers=_told(newcomers),
                alone=_told(await work.health.alone(community.id)),
                passed_over=_told(await work.health.passed_over(community.id, since, OFTEN)),
                letters=await self._letters(work),
                look=await look_of(work, actor.person_id),
            )

    async def _letters(self, work: UnitOfWork) -> Letters:
        now = self._desk.clock()
        return Letters(
            budget=self._budget,
            an_hour=_told(await work.persons.opened_since(now - timedelta(hours=1))),
            a_day=_told(await work.persons.opened_since(now - DAY)),
            is_stopped=await quarantined_since(work) is not None,
        )


def care_weeks(community: Community, now: datetime) -> tuple[CareWeek, ...]:
    """The weeks looked at, oldest first and the current one last, as the calendars and clocks of the community have them."""
    current = week_start(local_day(now, community.time_zone), community.first_weekday)
    days = [current + (number - FULL_WEEKS) * WEEK for number in range(FULL_WEEKS + 2)]
    instants = [at_local_or_next(each, 0, community.time_zone) for each in days]
    return tuple(map(CareWeek, days, instants, instants[1:]))


def _told(people: int) -> int | None:
    return people if people >= FLOOR else None

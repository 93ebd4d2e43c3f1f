"""Breaks of a whole community: weeks that ask nothing of anybody, which an organiser takes and takes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.weeks import covered_weeks, local_day
from meetups.services.common import organised
from meetups.values import Actor, Break, Community

LONGEST: Final = timedelta(weeks=26)


@dataclass(frozen=True, slots=True)
class CommunityBreaks:
    """The breaks that are not over, and the first days of the weeks a new one would excuse, while it is only shown."""

    community: Community
    breaks: tuple[Break, ...]
    shown: tuple[date, date] | None = None
    weeks: tuple[date, ...] = ()


class Breaks:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def coming(self, actor: Actor) -> CommunityBreaks:
        async with self._desk.store.read() as work:
            return await self._coming(work, await organised(work, actor))

    async def propose(self, actor: Actor, first_on: date, last_on: date) -> CommunityBreaks:
        """The weeks a break would excuse; nothing is excused yet. Raises ``Refusal`` ``break.long``, ``break.short``."""
        async with self._desk.store.read() as work:
            return await self._proposed(work, await organised(work, actor), first_on, last_on)

    async def take(self, actor: Actor, first_on: date, last_on: date) -> CommunityBreaks:
        """Excuse everybody in these days; a second press finds it taken."""
        async with self._desk.store.write() as work:
            community = await organised(work, actor)
            await self._proposed(work, community, first_on, last_on)
            if not await work.breaks.find(community_id=community.id, first_on=first_on, last_on=last_on):
                await work.breaks.add(Break(self._desk.new_id(), community.id, first_on, last_on, self._desk.clock()))
            return await self._coming(work, community)

    async def take_back(self, actor: Actor, break_id: int) -> CommunityBreaks:
        """Its weeks ask for a meeting again, as if it had not been; twice is once."""
        async with self._desk.store.write() as work:
            community = await organised(work, actor)
            await work.breaks.remove(id=break_id, community_id=community.id)
            return await self._coming(work, community)

    async def _proposed(self, work: UnitOfWork, community: Community, first_on: date, last_on: date) -> CommunityBreaks:
        if last_on - first_on > LONGEST:
            raise Refusal("break.long", limit=LONGEST.days // 7)
        weeks = covered_weeks(first_on, last_on, community.first_weekday)
        if not weeks:
            raise Refusal("break.short")
        return CommunityBreaks(community, (await self._coming(work, community)).breaks, (first_on, last_on), weeks)

    async def _coming(self, work: UnitOfWork, community: Community) -> CommunityBreaks:
        today = local_day(self._desk.clock(), community.time_zone)
        found = await work.breaks.find(community_id=community.id)
        coming = [each for each in found if each.last_on >= today]
        return CommunityBreaks(community, tuple(sorted(coming, key=lambda each: each.first_on)))

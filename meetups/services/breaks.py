"""Breaks of a whole community: weeks that ask nothing of anybody, which an organiser takes and takes back."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    """The breaks that are not over; of a new one, whether it is only ``shown`` or ``taken`` just now, its days."""

    community: Community
    today: date
    breaks: tuple[Break, ...]
    shown: tuple[date, date] | None = None
    taken: tuple[date, date] | None = None

    def weeks(self, first_on: date, last_on: date) -> tuple[date, ...]:
        """The first days of the weeks that a break of these days excuses."""
        return covered_weeks(first_on, last_on, self.community.first_weekday)


class Breaks:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def coming(self, actor: Actor) -> CommunityBreaks:
        async with self._desk.store.read() as work:
            return await self._coming(work, await organised(work, actor))

    async def propose(self, actor: Actor, first_on: date, last_on: date) -> CommunityBreaks:
        """The break as it would be; nothing is excused yet.

        Raises ``Refusal`` ``break.long``, ``break.short``, ``break.overlaps``.
        """
        async with self._desk.store.read() as work:
            found = await self._coming(work, await organised(work, actor))
        _check(found, first_on, last_on)
        return replace(found, shown=(first_on, last_on))

    async def take(self, actor: Actor, first_on: date, last_on: date) -> CommunityBreaks:
        """Excuse everybody in these days; a second press finds it taken."""
        async with self._desk.store.write() as work:
            community = await organised(work, actor)
            if not await work.breaks.find(community_id=community.id, first_on=first_on, last_on=last_on):
                _check(await self._coming(work, community), first_on, last_on)
                await work.breaks.add(Break(self._desk.new_id(), community.id, first_on, last_on, self._desk.clock()))
            return replace(await self._coming(work, community), taken=(first_on, last_on))

    async def take_back(self, actor: Actor, break_id: int) -> CommunityBreaks:
        """Its weeks ask for a meeting again, as if it had not been; twice is once."""
        async with self._desk.store.write() as work:
            community = await organised(work, actor)
            await work.breaks.remove(id=break_id, community_id=community.id)
            return await self._coming(work, community)

    async def _coming(self, work: UnitOfWork, community: Community) -> CommunityBreaks:
        today = local_day(self._desk.clock(), community.time_zone)
        found = await work.breaks.find(community_id=community.id)
        coming = [each for each in found if each.last_on >= today]
        return CommunityBreaks(community, today, tuple(sorted(coming, key=lambda each: each.first_on)))


def _check(found: CommunityBreaks, first_on: date, last_on: date) -> None:
    """Raises the ``Refusal`` for days that are no break beside those there are."""
    if last_on - first_on > LONGEST:
        raise Refusal("break.long", limit=LONGEST.days // 7, starts_on=first_on, ends_on=last_on)
    if not found.weeks(first_on, last_on):
        raise Refusal("break.short")
    for each in found.breaks:
        if each.first_on <= last_on and each.last_on >= first_on:
            raise Refusal("break.overlaps", starts_on=each.first_on, ends_on=each.last_on)

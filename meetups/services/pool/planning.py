"""Which runs of a pool are to come, as deliveries; planning twice plans nothing twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from meetups.ports import Desk, UnitOfWork
from meetups.rules.outcomes import is_break
from meetups.rules.weeks import WEEK, out_of_quiet
from meetups.services.pool.slots import Slot, days_of, midweek_slot, week_of, weekly_slot
from meetups.values import (
    Community,
    CommunityId,
    Delivery,
    DeliveryId,
    DeliveryKind,
    DeliveryState,
    MatchRun,
    Person,
    RunPart,
)

_AHEAD: Final = 3
"""In how many weeks a run that is not taken yet is looked for."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next weekly run that brings somebody together, None where none is planned.

    ``break_until`` is the last day of the community's break that it waits for.
    """

    weekly: Slot | None
    break_until: date | None = None

    @property
    def announce_at(self) -> datetime | None:
        return self.weekly.announce_at if self.weekly else None


async def plan_weekly(work: UnitOfWork, desk: Desk, community: Community) -> None:
    """Plan the next weekly run, unless one is planned, or there is nobody to match."""
    if community.left_at is not None or not community.has_pool or not await work.pool.count(community_id=community.id):
        return
    if await _has_weekly(work, community.id):
        return
    this_week = week_of(community, desk.clock())
    for ahead in range(_AHEAD):
        slot = weekly_slot(community, this_week + ahead * WEEK)
        if slot.make_at > desk.clock() and not await _is_taken(work, community, slot):
            await _plan(work, desk, community, slot)
            return


async def replan_weekly(work: UnitOfWork, desk: Desk, community: Community) -> None:
    """Move what is planned to the community's new times; what is due already stays."""
    for each in await _waiting(work, community.id):
        is_to_come = each.state is DeliveryState.PLANNED and each.due > desk.clock()
        if is_to_come and Slot.of(each).part is RunPart.WEEKLY:
            await work.deliveries.remove(id=each.id)
    await plan_weekly(work, desk, community)


async def plan_midweek(work: UnitOfWork, desk: Desk, community: Community, run: MatchRun) -> None:
    """Plan the second run of a week behind its first."""
    slot = midweek_slot(community, run)
    if slot is not None:
        await _plan(work, desk, community, slot)


async def withdraw_runs(work: UnitOfWork, community_id: CommunityId) -> None:
    await work.deliveries.remove(kind=DeliveryKind.MATCHES, subject=community_id, state=DeliveryState.PLANNED)


async def withdraw_midweek(work: UnitOfWork, run: MatchRun) -> None:
    """Take back the second run of a week whose first was undone, so that it can be planned behind another first."""
    occasion = f"{run.week_on}:{RunPart.MIDWEEK}"
    await work.deliveries.remove(kind=DeliveryKind.MATCHES, subject=run.community_id, occasion=occasion)


async def lacks_plan(work: UnitOfWork, community_id: CommunityId) -> bool:
    """Whether somebody waits to be matched and no run is planned."""
    return not await _has_weekly(work, community_id) and await work.pool.count(community_id=community_id) > 0


async def coming(work: UnitOfWork, community_id: CommunityId) -> list[Slot]:
    """The runs that are planned, the next one first."""
    slots = [Slot.of(each) for each in await _waiting(work, community_id)]
    return sorted(slots, key=lambda each: each.announce_at)


async def ahead(work: UnitOfWork, community: Community) -> Ahead:
    """The planned weekly run, or the first after it whose days no break of the community covers."""
    slot = next((each for each in await coming(work, community.id) if each.part is RunPart.WEEKLY), None)
    if slot is None:
        return Ahead(None)
    breaks = await work.breaks.find(community_id=community.id)
    spans, until = [(each.first_on, each.last_on) for each in breaks], None
    while is_break(days_of(community, slot)[0], spans):
        first_on, last_on = days_of(community, slot)
        until = max(last for first, last in spans if first <= last_on and last >= first_on)
        slot = weekly_slot(community, slot.week_on + WEEK)
    return Ahead(slot, until)


async def run_of(work: UnitOfWork, community_id: CommunityId, slot: Slot) -> MatchRun | None:
    """The run made for a slot, unless it was undone."""
    runs = await work.runs.find(community_id=community_id, week_on=slot.week_on, part=slot.part, undone_at=None)
    return runs[-1] if runs else None


def awake_at(person: Person, community: Community, instant: datetime) -> datetime:
    """When a person may be written to about what happens at an instant: outside their quiet hours."""
    return out_of_quiet(instant, person.time_zone or community.time_zone, person.quiet_from, person.quiet_until)


async def _has_weekly(work: UnitOfWork, community_id: CommunityId) -> bool:
    return any(Slot.of(each).part is RunPart.WEEKLY for each in await _waiting(work, community_id))


async def _waiting(work: UnitOfWork, community_id: CommunityId) -> list[Delivery]:
    states = [DeliveryState.PLANNED, DeliveryState.CLAIMED]
    return await work.deliveries.find(kind=DeliveryKind.MATCHES, subject=community_id, state=states)


async def _is_taken(work: UnitOfWork, community: Community, slot: Slot) -> bool:
    if await work.deliveries.count(kind=DeliveryKind.MATCHES, subject=community.id, occasion=slot.occasion):
        return True
    return await run_of(work, community.id, slot) is not None


async def _plan(work: UnitOfWork, desk: Desk, community: Community, slot: Slot) -> None:
    row = Delivery(
        id=DeliveryId(desk.new_id()),
        kind=DeliveryKind.MATCHES,
        subject=community.id,
        occasion=slot.occasion,
        lane=f"pool:{community.id}",
        due=slot.make_at,
        created_at=desk.clock(),
        community_id=community.id,
    )
    await work.deliveries.plan([row])

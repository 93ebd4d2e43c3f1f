"""Making a run: facts are read, matched aside, and written down with everything that follows, all at once or not at all.

Nothing is decided from what may have changed meanwhile: the transaction that writes looks again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from meetups.matching import make_ready
from meetups.ports import Desk, UnitOfWork
from meetups.rules.outcomes import is_break
from meetups.rules.weeks import spread
from meetups.services.common import private_delivery
from meetups.services.pool.entrants import chunks
from meetups.services.pool.facts import Facts, midweek_facts, weekly_facts
from meetups.services.pool.outcome import Outcome, work_out
from meetups.services.pool.planning import awake_at, lacks_plan, plan_midweek, plan_weekly, replan_weekly, run_of
from meetups.services.pool.slots import LATEST, LEAD, Slot, days_of
from meetups.values import (
    Community,
    CommunityId,
    Delivery,
    DeliveryKind,
    DeliveryState,
    MatchAnswer,
    Matched,
    MatchRun,
    Person,
    PersonId,
    RunId,
    RunPart,
)

LEFT_OVER, RESTED, BOTH_IN = "left_over", "rested", "both_in"
"""The news there is about matches."""
OUT_OF_REACH: Final = "out_of_reach"
"""Of the news that nobody was left: that all others live too far."""
FLOOR: Final = 5
"""Of fewer people nothing is told by which one of them could be recognised."""


class Making:
    """Makes the runs that deliveries ask for, and those an organiser starts by hand."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def carry(self, delivery: Delivery) -> None:
        """Make the run a claimed delivery was planned for, once however often it is carried, and plan the next."""
        community_id, slot = CommunityId(delivery.subject), Slot.of(delivery)
        await self.make(community_id, slot.late(self._desk.clock()), delivery)

    async def make(self, community_id: CommunityId, slot: Slot, delivery: Delivery | None = None) -> MatchRun | str:
        """Make a run, or give what is in its way; a delivery that asked for it is dropped with that reason."""
        while True:
            facts = await self.look(community_id, slot, delivery)
            outcome = None if isinstance(facts, str) else await self.work_out(facts)
            async with self._desk.store.write() as work:
                if delivery is not None and not await _is_claimed(work, delivery):
                    return "carried_already"
                obstacle = await self._obstacle(work, community_id, slot, delivery)
                if isinstance(facts, Facts) and outcome is not None and obstacle is None:
                    if not await _still_holds(work, facts, outcome):
                        continue
                    run = await self._land(work, facts, outcome)
                    reason = "made" if run else "nobody"
                else:
                    run, reason = None, obstacle or str(facts)
                if delivery is not None:
                    await self._settle(work, delivery, reason, run)
                await self._plan_on(work, community_id, run, is_by_hand=delivery is None)
                return run or reason

    async def look(self, community_id: CommunityId, slot: Slot, delivery: Delivery | None = None) -> Facts | str:
        """What a run would be made of, or why there is none."""
        async with self._desk.store.read() as work:
            obstacle = await self._obstacle(work, community_id, slot, delivery)
            if obstacle is not None:
                return obstacle
            community = await work.communities.get(community_id)
            assert community is not None
            if slot.part is RunPart.WEEKLY:
                return await weekly_facts(work, community, slot)
            first = await run_of(work, community_id, replace(slot, part=RunPart.WEEKLY))
            return "no_first_run" if first is None else await midweek_facts(work, community, slot, first)

    async def work_out(self, facts: Facts) -> Outcome:
        return await self._desk.aside(partial(work_out, facts, self._desk.places))

    async def mend(self) -> None:
        """Plan for pools that have nothing planned; where there is any, matching will be needed, and is made ready."""
        async with self._desk.store.read() as work:
            communities = await work.communities.find(has_pool=True, left_at=None)
            lacking = [each for each in communities if await lacks_plan(work, each.id)]
            has_members = await work.pool.count() > 0
        if has_members:
            await self._desk.aside(make_ready)
        for community in lacking:
            async with self._desk.store.write() as work:
                current = await work.communities.get(community.id)
                if current is not None:
                    await plan_weekly(work, self._desk, current)

    async def _obstacle(
        self, work: UnitOfWork, community_id: CommunityId, slot: Slot, delivery: Delivery | None
    ) -> str | None:
        community = await work.communities.get(community_id)
        if community is None or community.left_at is not None:
            return "community_left"
        if not community.has_pool:
            return "pool_closed"
        if await run_of(work, community_id, slot) is not None:
            return "made_already"
        breaks = await work.breaks.find(community_id=community_id)
        if is_break(days_of(community, slot)[0], ((each.first_on, each.last_on) for each in breaks)):
            return "break"
        if delivery is not None and self._desk.clock() - (delivery.due + LEAD) > LATEST[slot.part]:
            return "too_late"
        return None

    async def _land(self, work: UnitOfWork, facts: Facts, outcome: Outcome) -> MatchRun | None:
        """Write a run down with all that its members will hear; None where there is nobody to match."""
        await self._rest(work, facts)
        told = facts.told.intersection(outcome.left_over)
        if _is_for_nobody(facts, outcome):
            return None
        slot, community = facts.slot, facts.community
        run = MatchRun(
            id=RunId(self._desk.new_id()),
            community_id=community.id,
            week_on=slot.week_on,
            part=slot.part,
            made_at=self._desk.clock(),
            announce_at=slot.announce_at,
            weight=outcome.weight,
            bound=outcome.bound,
        )
        await work.runs.add(run)
        for places in chunks(list(_places(run, outcome))):
            await work.matched.add(*places)
        persons = {each.person.id: each.person for each in facts.entrants}
        for matched in chunks([each for group in outcome.groups for each in group]):
            await work.deliveries.plan(self._introduction(run, community, persons[each]) for each in matched)
        for left_over in chunks([each for each in outcome.left_over if each not in told]):
            await work.deliveries.plan(self._news(run, community, persons[each], outcome) for each in left_over)
        return run

    def _introduction(self, run: MatchRun, community: Community, person: Person) -> Delivery:
        return private_delivery(
            self._desk,
            DeliveryKind.INTRODUCTION,
            person.id,
            subject=run.id,
            occasion=str(person.id),
            due=awake_at(person, community, run.announce_at) + spread(person.id),
            community_id=community.id,
        )

    def _news(self, run: MatchRun, community: Community, person: Person, outcome: Outcome) -> Delivery:
        """For somebody for whom nobody was left.

        Whether all others live too far is as it was for the run: were it asked of the moment, trying cities would tell where
        they live.
        """
        is_far = run.part is RunPart.WEEKLY and person.id in outcome.out_of_reach
        return private_delivery(
            self._desk,
            DeliveryKind.NEWS,
            person.id,
            subject=run.id,
            occasion=f"{LEFT_OVER}:{person.id}",
            due=awake_at(person, community, run.announce_at) + spread(person.id),
            community_id=community.id,
            data={"key": LEFT_OVER} | ({OUT_OF_REACH: True} if is_far else {}),
        )

    async def _rest(self, work: UnitOfWork, facts: Facts) -> None:
        """Let those rest who answered nothing for a while, and tell them once."""
        community, slot = facts.community, facts.slot
        for some in chunks(list(facts.silent)):
            run_ids = {run_id for each in some for run_id in facts.silent[each]}
            places = await work.matched.find(person_id=some, run_id=run_ids)
            answered = {
                each.person_id
                for each in places
                if each.answer is not MatchAnswer.NONE and each.run_id in facts.silent[each.person_id]
            }
            members = await work.pool.find(person_id=set(some) - answered, community_id=community.id)
            for member in members:
                await work.pool.save(replace(member, rested_at=self._desk.clock()))
            persons = await work.persons.find(id=[each.person_id for each in members])
            await work.deliveries.plan(
                private_delivery(
                    self._desk,
                    DeliveryKind.NEWS,
                    each.id,
                    subject=community.id,
                    occasion=f"{RESTED}:{each.id}:{slot.week_on}",
                    due=awake_at(each, community, slot.announce_at) + spread(each.id),
                    community_id=community.id,
                    data={"key": RESTED},
                )
                for each in persons
            )

    async def _settle(self, work: UnitOfWork, delivery: Delivery, reason: str, run: MatchRun | None) -> None:
        state = DeliveryState.SENT if run is not None else DeliveryState.DROPPED
        await work.deliveries.save(replace(delivery, state=state, settled_at=self._desk.clock(), reason=reason))

    async def _plan_on(
        self, work: UnitOfWork, community_id: CommunityId, run: MatchRun | None, *, is_by_hand: bool
    ) -> None:
        """Plan the runs after this one; one by hand takes the place of that which was planned for its week."""
        community = await work.communities.get(community_id)
        if community is None:
            return
        if is_by_hand:
            await replan_weekly(work, self._desk, community)
        else:
            await plan_weekly(work, self._desk, community)
        if run is not None and run.part is RunPart.WEEKLY:
            await plan_midweek(work, self._desk, community, run)


def _is_for_nobody(facts: Facts, outcome: Outcome) -> bool:
    """Whether a run would bring nobody together and have no news for anybody.

    Of few people none can be told that nobody was left for them: who knows how many they are would know why.
    """
    if outcome.groups:
        return False
    return len(facts.entrants) < FLOOR if facts.slot.part is RunPart.WEEKLY else facts.told >= set(outcome.left_over)


def _places(run: MatchRun, outcome: Outcome) -> Iterator[Matched]:
    for number, group in enumerate(outcome.groups, start=1):
        for person_id in group:
            yield Matched(run.id, person_id, number)
    for person_id in outcome.left_over:
        yield Matched(run.id, person_id, 0)


async def _is_claimed(work: UnitOfWork, delivery: Delivery) -> bool:
    current = await work.deliveries.get(delivery.id)
    return current is not None and current.state is DeliveryState.CLAIMED


async def _still_holds(work: UnitOfWork, facts: Facts, outcome: Outcome) -> bool:
    """Whether everybody matched is still in the pool and nobody took a partner onto their never-list meanwhile."""
    community_id = facts.community.id
    members = {each.person_id async for each in work.pool.of(community_id) if each.rested_at is None}
    everybody = {each for group in outcome.groups for each in group} | set(outcome.left_over)
    nevers = await work.pool.nevers(community_id)
    group_of: dict[PersonId, int] = {each: n for n, group in enumerate(outcome.groups) for each in group}
    return everybody <= members and not any(
        one in group_of and group_of[one] == group_of.get(other) for one, other in nevers
    )

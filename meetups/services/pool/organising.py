"""An organiser's side of a pool: its weekly time, a dry run, starting and undoing one; numbers, never names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from meetups.matching import ReasonKey
from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.services.common import organised
from meetups.services.pool.entrants import resting
from meetups.services.pool.facts import parties_of
from meetups.services.pool.making import FLOOR, Making
from meetups.services.pool.planning import ahead, coming, plan_weekly, replan_weekly, withdraw_midweek, withdraw_runs
from meetups.services.pool.slots import NOTICE, Slot, days_of, week_of, weekly_slot
from meetups.values import (
    Actor,
    Community,
    DeliveryKind,
    DeliveryState,
    MatchAnswer,
    MatchRun,
    RunPart,
)

_MESSAGES: Final = [DeliveryKind.INTRODUCTION, DeliveryKind.NEWS]
_ON_ITS_WAY: Final = [each for each in DeliveryState if each is not DeliveryState.PLANNED]
_TRIO: Final = 3


@dataclass(frozen=True, slots=True)
class RunCounts:
    """What a run came to; how many were matched, and how many of those answered, only from ``FLOOR`` people up,
    and while there are as many members.
    """

    run: MatchRun
    can_undo: bool
    pairs: int | None = None
    trios: int | None = None
    left_over: int | None = None
    answered: int | None = None
    said_yes: int | None = None


@dataclass(frozen=True, slots=True)
class PoolState:
    """A pool as its organiser sees it; ``resting`` of its ``members`` are left out of the next run, told from ``FLOOR`` up.

    ``next`` waits for the end of the community's break, ``break_until``.
    """

    community: Community
    members: int
    resting: int | None
    next: Slot | None
    last: RunCounts | None
    break_until: date | None = None


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a run would come to if it were made now; nothing is told of fewer than ``FLOOR`` people.

    ``share`` is the weight in percent of what no matching exceeds; ``reasons`` counts the groups a reason speaks for.
    """

    community: Community
    entrants: int | None = None
    pairs: int | None = None
    trios: int | None = None
    left_over: int | None = None
    again: int | None = None
    share: int | None = None
    reasons: Mapping[ReasonKey, int] = field(default_factory=dict)


class Runs:
    def __init__(self, desk: Desk, making: Making) -> None:
        self._desk = desk
        self._making = making

    async def state(self, actor: Actor) -> PoolState:
        async with self._desk.store.read() as work:
            return await self._state(work, await organised(work, actor))

    async def settle(
        self, actor: Actor, *, weekly: tuple[int, int] | None = None, is_open: bool | None = None
    ) -> PoolState:
        """Choose when introductions go out, by weekday and minute, and whether there is a pool at all.

        Nobody leaves by a pool's closing: it goes on with its members when it opens again.
        """
        async with self._desk.store.write() as work:
            community = await organised(work, actor)
            weekday, minute = weekly or (community.match_weekday, community.match_minute)
            has_pool = community.has_pool if is_open is None else is_open
            changed = replace(community, match_weekday=weekday, match_minute=minute, has_pool=has_pool)
            if changed != community:
                await work.communities.save(changed)
                if not has_pool:
                    await withdraw_runs(work, community.id)
                elif community.has_pool:
                    await replan_weekly(work, self._desk, changed)
                else:
                    await plan_weekly(work, self._desk, changed)
            return await self._state(work, changed)

    async def dry_run(self, actor: Actor) -> DryRun:
        """Match as if it were time to, and store nothing. Raises ``Refusal`` ``pool.closed`` or ``pool.break``."""
        async with self._desk.store.read() as work:
            community = await organised(work, actor)
            slot = await self._next(work, community)
        if not community.has_pool:
            raise Refusal("pool.closed")
        facts = await self._making.look(community.id, slot)
        if facts == "break":
            raise Refusal("pool.break")
        if isinstance(facts, str) or len(facts.entrants) < FLOOR:
            return DryRun(community)
        outcome = await self._making.work_out(facts)
        return DryRun(
            community=community,
            entrants=len(facts.entrants),
            pairs=outcome.pairs,
            trios=outcome.trios,
            left_over=len(outcome.left_over),
            again=outcome.again,
            share=_share(outcome.weight, outcome.bound),
            reasons=outcome.reasons,
        )

    async def start(self, actor: Actor) -> PoolState:
        """Make this week's run now; its members hear of it shortly.

        Raises ``Refusal`` ``pool.closed``, ``pool.break``, ``pool.few``, or ``pool.made`` where this week has one.
        """
        async with self._desk.store.read() as work:
            community = await organised(work, actor)
        now = self._desk.clock()
        made = await self._making.make(community.id, Slot(week_of(community, now), RunPart.WEEKLY, now + NOTICE))
        _check(made)
        return await self.state(actor)

    async def undo(self, actor: Actor, run_id: int) -> PoolState:
        """Take back a run of which nobody has heard; the next week's stays planned. A second press finds it undone.

        Raises ``Refusal`` ``pool.announced`` where somebody has.
        """
        async with self._desk.store.write() as work:
            community = await organised(work, actor)
            run = await work.runs.get(run_id)
            if run is None or run.community_id != community.id:
                raise Refusal("choice.unreadable")
            if run.undone_at is None:
                if not await self._is_unheard(work, run):
                    raise Refusal("pool.announced")
                await work.runs.save(replace(run, undone_at=self._desk.clock()))
                await work.deliveries.remove(kind=_MESSAGES, subject=run.id)
                if run.part is RunPart.WEEKLY:
                    await withdraw_midweek(work, run)
            return await self._state(work, community)

    async def mend(self) -> None:
        """Plan for pools that have nothing planned."""
        await self._making.mend()

    async def _state(self, work: UnitOfWork, community: Community) -> PoolState:
        members = [each async for each in work.pool.of(community.id)]
        following = await ahead(work, community)
        first_on, _ = days_of(community, following.weekly or await self._next(work, community))
        away = await resting(work, community.id, first_on)
        runs = await work.runs.find(community_id=community.id, undone_at=None)
        last = max(runs, key=lambda each: each.made_at, default=None)
        rest = sum(each.rested_at is not None or each.person_id in away for each in members)
        return PoolState(
            community=community,
            members=len(members),
            resting=rest if len(members) >= FLOOR else None,
            next=following.weekly,
            last=await self._counts(work, last, len(members)) if last else None,
            break_until=following.break_until,
        )

    async def _counts(self, work: UnitOfWork, run: MatchRun, members: int) -> RunCounts:
        """As it was matched: what came between two of a pair before they read of it is theirs."""
        places = [each async for each in work.pool.places(run.community_id, run.week_on) if each.run_id == run.id]
        can_undo = await self._is_unheard(work, run)
        if min(len(places), members) < FLOOR:
            return RunCounts(run, can_undo)
        sizes = [len(party) for party in parties_of(places).values()]
        answers = [each.answer for each in places if each.group]
        is_told = len(answers) >= FLOOR
        return RunCounts(
            run=run,
            can_undo=can_undo,
            pairs=sizes.count(2),
            trios=sizes.count(_TRIO),
            # Whoever lost their only partner by somebody's leaving is left over too.
            left_over=sum(not each.group for each in places) + sizes.count(1),
            answered=sum(each is not MatchAnswer.NONE for each in answers) if is_told else None,
            said_yes=answers.count(MatchAnswer.IN) if is_told else None,
        )

    async def _is_unheard(self, work: UnitOfWork, run: MatchRun) -> bool:
        if run.announce_at <= self._desk.clock():
            return False
        return not await work.deliveries.count(kind=_MESSAGES, subject=run.id, state=_ON_ITS_WAY)

    async def _next(self, work: UnitOfWork, community: Community) -> Slot:
        """The run that comes next, or would come now if nothing is planned."""
        slots = [each for each in await coming(work, community.id) if each.part is RunPart.WEEKLY]
        return slots[0] if slots else weekly_slot(community, week_of(community, self._desk.clock()))


def _check(made: MatchRun | str) -> None:
    """Raises the ``Refusal`` for what was in a run's way."""
    match made:
        case "made_already":
            raise Refusal("pool.made")
        case "pool_closed":
            raise Refusal("pool.closed")
        case "break":
            raise Refusal("pool.break")
        case str():
            raise Refusal("pool.few")


def _share(weight: int, bound: int | None) -> int | None:
    """In whole percent, of which a hundred is said only where nothing is better."""
    return 100 * weight // bound if bound is not None and bound > 0 and weight > 0 else None

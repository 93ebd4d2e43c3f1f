"""All a run is made of, read in one transaction: who takes part, who must not meet, and what was before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from meetups.ports import UnitOfWork
from meetups.rows import PoolRun
from meetups.services.pool.entrants import Entrant, chunks, entrants_of, resting
from meetups.services.pool.slots import Slot, days_of
from meetups.values import (
    Community,
    DeliveryKind,
    DeliveryState,
    MatchAnswer,
    MatchRun,
    PersonId,
    PoolMember,
    RunId,
    RunPart,
)

SMALL: Final = 200
MEMORY, LONG_MEMORY = timedelta(weeks=60), timedelta(weeks=156)
"""How far back it is known who was matched with whom; a pool of few people needs to know longer."""
SILENCES: Final = 3
"""After so many weekly introductions in a row without any answer somebody rests."""
_LATELY: Final = timedelta(weeks=10)

Pair = tuple[PersonId, PersonId]


@dataclass(frozen=True, slots=True)
class Facts:
    """``nevers`` and ``met`` are pairs in either order; ``silent`` rest from now on, with the runs they let pass.

    ``told`` are those who heard in this week's first run that nobody was left for them.
    """

    community: Community
    slot: Slot
    entrants: tuple[Entrant, ...]
    nevers: frozenset[Pair]
    earlier: tuple[PoolRun, ...]
    met: tuple[tuple[PersonId, PersonId, date], ...]
    silent: dict[PersonId, list[RunId]] = field(default_factory=dict)
    told: frozenset[PersonId] = frozenset()


async def weekly_facts(work: UnitOfWork, community: Community, slot: Slot) -> Facts:
    """What the first run of a week is made of."""
    earlier: list[PoolRun] = []
    lately: dict[PersonId, list[PoolRun]] = defaultdict(list)
    async for place in work.pool.places(community.id, await _since(work, community, slot)):
        earlier.append(place)
        if not place.is_left_over and place.week_on >= slot.week_on - _LATELY:
            lately[place.person_id].append(place)
    runs = await work.runs.find(community_id=community.id, part=RunPart.WEEKLY, undone_at=None)
    made_at = {each.id: each.made_at for each in runs}
    members, passed = [], {}
    async for member in work.pool.of(community.id):
        members.append(member)
        if last := _passed(member, lately[member.person_id], made_at, slot):
            passed[member.person_id] = last
    silent = await _reached(work, passed)
    awake = [each for each in members if each.person_id not in silent]
    return replace(await _facts(work, community, slot, awake, earlier), silent=silent)


async def midweek_facts(work: UnitOfWork, community: Community, slot: Slot, first: MatchRun) -> Facts:
    """The same for those whose partners said no or nothing, or for whom nobody was left."""
    earlier, places = [], []
    async for place in work.pool.places(community.id, await _since(work, community, slot)):
        earlier.append(place)
        if place.run_id == first.id:
            places.append(place)
    stranded = _stranded(places, frozenset(await work.pool.nevers(community.id)))
    members = [each async for each in work.pool.of(community.id) if each.person_id in stranded]
    told = frozenset(each.person_id for each in places if each.is_left_over)
    return replace(await _facts(work, community, slot, members, earlier), told=told)


def parties_of(places: Iterable[PoolRun]) -> dict[tuple[RunId, int], list[PoolRun]]:
    """Who was matched together, by run and group."""
    parties: dict[tuple[RunId, int], list[PoolRun]] = defaultdict(list)
    for each in places:
        if each.group:
            parties[each.run_id, each.group].append(each)
    return parties


async def _since(work: UnitOfWork, community: Community, slot: Slot) -> date:
    is_small = await work.pool.count(community_id=community.id) <= SMALL
    return slot.week_on - (LONG_MEMORY if is_small else MEMORY)


async def _facts(
    work: UnitOfWork, community: Community, slot: Slot, members: Sequence[PoolMember], earlier: Sequence[PoolRun]
) -> Facts:
    days = days_of(community, slot)
    absent = await resting(work, community.id, days[0])
    awake = [each for each in members if each.rested_at is None and each.person_id not in absent]
    return Facts(
        community=community,
        slot=slot,
        entrants=tuple(await entrants_of(work, awake, days)),
        nevers=frozenset(await work.pool.nevers(community.id)),
        earlier=tuple(earlier),
        met=tuple(await work.pool.met(community.id, await _since(work, community, slot))),
    )


def _stranded(places: Sequence[PoolRun], nevers: Collection[Pair]) -> set[PersonId]:
    """Those of a run who said yes and nobody to them, and those for whom nobody was left."""
    parties = parties_of(places)
    return {
        mine.person_id
        for mine in places
        if (mine.answer is MatchAnswer.IN and not _is_met(mine, parties.get((mine.run_id, mine.group), ()), nevers))
        or (mine.answer is MatchAnswer.NONE and mine.is_left_over)
    }


def _is_met(mine: PoolRun, party: Sequence[PoolRun], nevers: Collection[Pair]) -> bool:
    me = mine.person_id
    return not mine.is_alone and any(
        each.answer is MatchAnswer.IN and not each.is_alone
        for each in party
        if each != mine and (me, each.person_id) not in nevers and (each.person_id, me) not in nevers
    )


def _passed(
    member: PoolMember, theirs: Sequence[PoolRun], made_at: Mapping[RunId, datetime], slot: Slot
) -> list[RunId]:
    """The last weekly introductions since somebody joined or came back, where they answered nothing to so many."""
    shown = [each for each in theirs if each.run_id in made_at and made_at[each.run_id] >= member.joined_at]
    last = [each.run_id for each in shown[-SILENCES:]]
    since = min((each.week_on for each in shown[-SILENCES:]), default=slot.week_on)
    is_silent = all(each.answer is MatchAnswer.NONE for each in theirs if each.week_on >= since)
    return last if member.rested_at is None and len(last) == SILENCES and is_silent else []


async def _reached(work: UnitOfWork, passed: Mapping[PersonId, list[RunId]]) -> dict[PersonId, list[RunId]]:
    """Those to whom each of these introductions came, or for whom it waited in their inbox."""
    reached: Counter[PersonId | None] = Counter()
    for some in chunks(list(passed)):
        rows = await work.deliveries.find(
            kind=DeliveryKind.INTRODUCTION,
            subject={run_id for each in some for run_id in passed[each]},
            occasion=[str(each) for each in some],
            state=[DeliveryState.SENT, DeliveryState.UNDELIVERABLE],
        )
        reached.update(each.person_id for each in rows if each.person_id and each.subject in passed[each.person_id])
    return {each: run_ids for each, run_ids in passed.items() if reached[each] == len(run_ids)}

"""All a run is made of, read in one transaction: who takes part, who must not meet, and what was before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, TypeVar

from meetups.ports import PoolRun, UnitOfWork
from meetups.services.pool.entrants import Entrant, entrants_of, resting
from meetups.services.pool.slots import Slot, days_of
from meetups.values import (
    Community,
    DeliveryKind,
    DeliveryState,
    MatchAnswer,
    Matched,
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
Place = TypeVar("Place", Matched, PoolRun)


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
    members = await work.pool.find(community_id=community.id)
    facts = await _facts(work, community, slot, members)
    silent = await _silent(work, facts, members)
    entrants = tuple(each for each in facts.entrants if each.person.id not in silent)
    return Facts(community, slot, entrants, facts.nevers, facts.earlier, facts.met, silent)


async def midweek_facts(work: UnitOfWork, community: Community, slot: Slot, first: MatchRun) -> Facts:
    """The same for those whose partners said no or nothing, or for whom nobody was left."""
    members = await work.pool.find(community_id=community.id)
    places = await work.matched.find(run_id=first.id)
    facts = await _facts(work, community, slot, members)
    stranded = _stranded(places, facts.nevers)
    entrants = tuple(each for each in facts.entrants if each.person.id in stranded)
    told = frozenset(each.person_id for each in places if not each.group)
    return Facts(community, slot, entrants, facts.nevers, facts.earlier, facts.met, told=told)


def parties_of(places: Iterable[Place]) -> dict[tuple[RunId, int], list[Place]]:
    """Who was matched together, by run and group."""
    parties: dict[tuple[RunId, int], list[Place]] = defaultdict(list)
    for each in places:
        if each.group:
            parties[each.run_id, each.group].append(each)
    return parties


async def _facts(work: UnitOfWork, community: Community, slot: Slot, members: Sequence[PoolMember]) -> Facts:
    days = days_of(community, slot)
    since = slot.week_on - (LONG_MEMORY if len(members) <= SMALL else MEMORY)
    absent = await resting(work, community.id, days[0])
    awake = [each for each in members if each.rested_at is None and each.person_id not in absent]
    return Facts(
        community=community,
        slot=slot,
        entrants=tuple(await entrants_of(work, awake, days)),
        nevers=frozenset(await work.pool.nevers(community.id)),
        earlier=tuple(await work.pool.places(community.id, since)),
        met=tuple(await work.pool.met(community.id, since)),
    )


def _stranded(places: Sequence[Matched], nevers: Collection[Pair]) -> set[PersonId]:
    """Those of a run who said yes and nobody to them, and those for whom nobody was left."""
    parties = parties_of(places)
    return {
        mine.person_id
        for mine in places
        if (mine.answer is MatchAnswer.IN and not _is_met(mine, parties.get((mine.run_id, mine.group), ()), nevers))
        or (mine.answer is MatchAnswer.NONE and not mine.group)
    }


def _is_met(mine: Matched, party: Sequence[Matched], nevers: Collection[Pair]) -> bool:
    me = mine.person_id
    return any(
        each.answer is MatchAnswer.IN
        for each in party
        if each != mine and (me, each.person_id) not in nevers and (each.person_id, me) not in nevers
    )


async def _silent(work: UnitOfWork, facts: Facts, members: Sequence[PoolMember]) -> dict[PersonId, list[RunId]]:
    """Who answered nothing to the last weekly introductions that reached them since they joined or came back."""
    runs = await work.runs.find(community_id=facts.community.id, part=RunPart.WEEKLY, undone_at=None)
    weekly = {each.id: each.made_at for each in runs}
    own: dict[PersonId, list[PoolRun]] = defaultdict(list)
    for each in facts.earlier:
        if each.group and each.week_on >= facts.slot.week_on - _LATELY:
            own[each.person_id].append(each)
    found = {}
    for member in members:
        theirs = own[member.person_id]
        shown = [each for each in theirs if each.run_id in weekly and weekly[each.run_id] >= member.joined_at]
        last = [each.run_id for each in shown[-SILENCES:]]
        since = min((each.week_on for each in shown[-SILENCES:]), default=facts.slot.week_on)
        is_silent = all(each.answer is MatchAnswer.NONE for each in theirs if each.week_on >= since)
        is_candidate = member.rested_at is None and len(last) == SILENCES and is_silent
        if is_candidate and await _reached(work, member.person_id, last) == SILENCES:
            found[member.person_id] = last
    return found


async def _reached(work: UnitOfWork, person_id: PersonId, run_ids: list[RunId]) -> int:
    """How many of these introductions came to a person, or waited for them in their inbox."""
    return await work.deliveries.count(
        kind=DeliveryKind.INTRODUCTION,
        subject=run_ids,
        person_id=person_id,
        state=[DeliveryState.SENT, DeliveryState.UNDELIVERABLE],
    )

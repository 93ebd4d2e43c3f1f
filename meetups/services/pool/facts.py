"""All a run is made of, read in one transaction: who takes part, who must not meet, and what was before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, TypeVar

from meetups.ports import PoolRun, UnitOfWork
from meetups.services.pool.entrants import Entrant, entrants_of
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
    stranded = _stranded(places, {each.person_id for each in members}, facts.nevers)
    entrants = tuple(each for each in facts.entrants if each.person.id in stranded)
    told = frozenset(each for each, answer in stranded.items() if answer is not MatchAnswer.IN)
    return Facts(community, slot, entrants, facts.nevers, facts.earlier, facts.met, told=told)


def remaining(
    me: PersonId, places: Iterable[Place], members: Collection[PersonId], nevers: Collection[Pair]
) -> list[Place]:
    """Those of a party whom one may still meet: no never-list keeps the two apart, and they have not left unasked."""
    return [
        each
        for each in places
        if each.person_id != me
        and (each.person_id in members or each.answer is MatchAnswer.IN)
        and (me, each.person_id) not in nevers
        and (each.person_id, me) not in nevers
    ]


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
    resting = await work.pool.resting(community.id, *days)
    awake = [each for each in members if each.rested_at is None and each.person_id not in resting]
    return Facts(
        community=community,
        slot=slot,
        entrants=tuple(await entrants_of(work, awake, days)),
        nevers=frozenset(await work.pool.nevers(community.id)),
        earlier=tuple(await work.pool.places(community.id, since)),
        met=tuple(await work.pool.met(community.id, since)),
    )


def _stranded(
    places: Sequence[Matched], members: Collection[PersonId], nevers: Collection[Pair]
) -> dict[PersonId, MatchAnswer]:
    """Those of a run without anybody to meet, who did not say that they cannot, with what they said."""
    parties = parties_of(places)
    found = {}
    for mine in places:
        others = remaining(mine.person_id, parties.get((mine.run_id, mine.group), ()), members, nevers)
        is_wished = mine.answer is MatchAnswer.IN or (mine.answer is MatchAnswer.NONE and not others)
        if is_wished and all(each.answer is not MatchAnswer.IN for each in others):
            found[mine.person_id] = mine.answer
    return found


async def _silent(work: UnitOfWork, facts: Facts, members: Sequence[PoolMember]) -> dict[PersonId, list[RunId]]:
    """Who answered nothing to the last weekly introductions that reached them since they joined or came back."""
    weekly = {
        each.id: each
        for each in await work.runs.find(community_id=facts.community.id, part=RunPart.WEEKLY, undone_at=None)
    }
    lately = [each for each in facts.earlier if each.week_on >= facts.slot.week_on - _LATELY]
    parties, own = parties_of(lately), defaultdict(list)
    for each in lately:
        own[each.person_id].append(each)
    ids = {each.person_id for each in members}
    found = {}
    for member in members:
        shown = [
            each
            for each in own[member.person_id]
            if each.group
            and each.run_id in weekly
            and weekly[each.run_id].made_at >= member.joined_at
            and remaining(member.person_id, parties[each.run_id, each.group], ids, facts.nevers)
        ][-SILENCES:]
        weeks = {each.week_on for each in shown}
        is_quiet = all(each.answer is MatchAnswer.NONE for each in own[member.person_id] if each.week_on in weeks)
        if member.rested_at is None and len(shown) == SILENCES and is_quiet:
            runs = [each.run_id for each in shown]
            if await _reached(work, member.person_id, runs) == SILENCES:
                found[member.person_id] = runs
    return found


async def _reached(work: UnitOfWork, person_id: PersonId, run_ids: list[RunId]) -> int:
    """How many of these introductions came to a person, or waited for them in their inbox."""
    return await work.deliveries.count(
        kind=DeliveryKind.INTRODUCTION,
        subject=run_ids,
        person_id=person_id,
        state=[DeliveryState.SENT, DeliveryState.UNDELIVERABLE],
    )

"""Who met whom in a community, of those who want to be seen in its picture, and who met most, of those who want to be listed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from meetups.ports import UnitOfWork
from meetups.values import Community, Showing

MOST_RANKED = 10


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who met, by their places among the members shown; ``first_on`` is when they did first."""

    one: int
    other: int
    meetings: int
    first_on: date


@dataclass(frozen=True, slots=True)
class Ranked:
    """Somebody who wants to be listed, and how many people they met in person this year."""

    name: str
    people: int


async def pairs_of(work: UnitOfWork, community: Community, members: list[Showing]) -> tuple[Pair, ...]:
    """Who of them met whom in person, at meetings recorded in the community that count for both."""
    places = {each.person_id: place for place, each in enumerate(members)}
    days: dict[tuple[int, int], list[date]] = defaultdict(list)
    for one, other, met_on in await work.showings.pairs(community.id):
        days[places[one], places[other]].append(met_on)
    return tuple(Pair(*pair, len(met_on), met_on[0]) for pair, met_on in sorted(days.items()))


async def ranking_of(work: UnitOfWork, community: Community, since: date) -> tuple[Ranked, ...]:
    """Those who want to be listed, most people met first; nobody where the organisers have no ranking."""
    if not community.has_ranking:
        return ()
    ranked = [Ranked(*each) for each in await work.showings.ranked(community.id, since)]
    return tuple(each for each in ranked[:MOST_RANKED] if each.people)

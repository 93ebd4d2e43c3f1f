"""Who takes part in a run, where they are that week as far as they told, and what they are to the matching."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from meetups.folding import fold
from meetups.matching import Member
from meetups.places import Places
from meetups.ports import UnitOfWork
from meetups.rules.outcomes import is_free
from meetups.rules.weeks import DAY, FULL_WEEK_DAYS
from meetups.values import CommunityId, Person, PersonId, PoolMember, Visit

_AT_ONCE: Final = 50
"""So many rows are read or written in one go, which holds up nobody."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entrant:
    """A member of a pool who takes part, and the city they are in on most days of the week.

    That is where they live, or a visit they told of; one that is nobody's business moves nobody.
    """

    member: PoolMember
    person: Person
    city_id: int | None


async def entrants_of(work: UnitOfWork, members: Sequence[PoolMember], days: tuple[date, date]) -> list[Entrant]:
    """Those of these members who may meet in person at all, which is for adults; in order of their identifiers."""
    entrants: list[Entrant] = []
    for some in chunks(sorted(members, key=lambda each: each.person_id)):
        ids = [each.person_id for each in some]
        persons = {each.id: each for each in await work.persons.find(id=ids)}
        away: dict[PersonId, int] = {}
        for visit in await work.visits.overlapping(ids, *days):
            if visit.told_at is not None and _days_of(visit, days) >= FULL_WEEK_DAYS:
                away.setdefault(visit.person_id, visit.city_id)
        entrants += [
            Entrant(member, person, away.get(person.id, person.city_id))
            for member in some
            if (person := persons.get(member.person_id)) is not None and person.adult_since is not None
        ]
    return entrants


async def resting(work: UnitOfWork, community_id: CommunityId, first_on: date) -> set[PersonId]:
    """Those whose mission in this community asks for no meeting in the seven days from this one."""
    absences = await work.pool.absences(community_id, first_on, first_on + 6 * DAY)
    return {each.person_id for each, excuses in absences if is_free(each, first_on, excuses)}


def as_member(places: Places, entrant: Entrant, *, left_out: int = 0, trios: int = 0) -> Member:
    """An entrant as the matching sees them; tags are folded, because people write them differently."""
    person, member = entrant.person, entrant.member
    city = places.by_id(entrant.city_id) if entrant.city_id is not None else None
    return Member(
        latitude=city.latitude if city else None,
        longitude=city.longitude if city else None,
        reach_km=person.reach_km,
        tags=frozenset(map(fold, person.tags)),
        languages=frozenset(person.languages),
        parts=person.availability,
        in_person_only=member.in_person_only,
        likes_three=member.likes_three,
        left_out=left_out,
        trios=trios,
    )


def _days_of(visit: Visit, days: tuple[date, date]) -> int:
    """How many of these days a visit covers."""
    return (min(visit.last_on, days[1]) - max(visit.first_on, days[0])) // DAY + 1


def chunks(items: Sequence[T]) -> Iterator[list[T]]:
    return (list(items[start : start + _AT_ONCE]) for start in range(0, len(items), _AT_ONCE))

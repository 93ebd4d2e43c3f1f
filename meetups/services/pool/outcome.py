"""From facts to a matching: pure arithmetic, which takes a while and therefore runs aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final
from zlib import crc32

from meetups.distance import km_between
from meetups.matching import Matching, Member, ReasonKey, match, pool_of, reasons
from meetups.places import Places
from meetups.rows import PoolRun
from meetups.rules.weeks import WEEK
from meetups.services.pool.entrants import as_member
from meetups.services.pool.facts import Facts, parties_of
from meetups.values import PersonId

_LATELY: Final = 8
"""Over how many runs it is counted who was left over or one of three."""
_TRIO: Final = 3

Met = Mapping[tuple[PersonId, PersonId], int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who shall meet, and who is left over.

    ``again`` counts groups in which two meet who were matched or met before; ``reasons`` how many groups each reason speaks
    for as a whole. ``weight`` and ``bound`` are those of the matching. ``out_of_reach`` are those left over whom nobody who
    takes part would usually travel as far as to; cities and reach alone say so, and no never-list.
    """

    groups: tuple[tuple[PersonId, ...], ...]
    left_over: tuple[PersonId, ...]
    weight: int = 0
    bound: int | None = None
    again: int = 0
    out_of_reach: frozenset[PersonId] = frozenset()
    reasons: Mapping[ReasonKey, int] = field(default_factory=dict)

    @property
    def pairs(self) -> int:
        return len(self.groups) - self.trios

    @property
    def trios(self) -> int:
        return sum(len(each) == _TRIO for each in self.groups)


def work_out(facts: Facts, places: Places) -> Outcome:
    """The best matching of these facts; the same for the same facts."""
    ids = [each.person.id for each in facts.entrants]
    if len(ids) < 2:
        return Outcome((), tuple(ids))
    members, met = _members(facts, places), _weeks_ago(facts)
    numbers = {person_id: number for number, person_id in enumerate(ids)}
    past = [
        (numbers[one], numbers[other], weeks)
        for (one, other), weeks in met.items()
        if one in numbers and other in numbers
    ]
    never = [(numbers[one], numbers[other]) for one, other in facts.nevers if one in numbers and other in numbers]
    matching = match(pool_of(members, past, never), _seed(facts))
    return _told(matching, ids, members, met)


def _told(matching: Matching, ids: list[PersonId], members: list[Member], met: Met) -> Outcome:
    counts: Counter[ReasonKey] = Counter()
    again = 0
    groups: list[tuple[int, ...]] = [*matching.pairs, *matching.trios]
    for group in groups:
        shared = [
            {each.key for each in reasons(members[one], members[other]) if each.weight > 0}
            for one, other in combinations(group, 2)
        ]
        counts.update(set.intersection(*shared))
        again += any(_pair(ids[one], ids[other]) in met for one, other in combinations(group, 2))
    return Outcome(
        groups=tuple(tuple(ids[each] for each in group) for group in groups),
        left_over=tuple(ids[each] for each in matching.alone),
        weight=matching.weight,
        bound=matching.bound,
        again=again,
        out_of_reach=frozenset(ids[each] for each in _out_of_reach(members, matching.alone)),
        reasons=counts,
    )


def _out_of_reach(members: Sequence[Member], alone: Iterable[int]) -> Iterator[int]:
    """Those of some members from whom all others live too far; nobody where it is not known where each lives."""
    reach: dict[tuple[float, float], int] = {}
    living: Counter[tuple[float, float]] = Counter()
    for each in members:
        if (place := _place(each)) is None:
            return
        reach[place] = max(each.reach_km, reach.get(place, 0))
        living[place] += 1
    for number in alone:
        me, mine = members[number], _place(members[number])
        assert mine is not None
        if living[mine] == 1 and all(
            round(km_between(*mine, *place)) > max(me.reach_km, theirs)
            for place, theirs in reach.items()
            if place != mine
        ):
            yield number


def _place(member: Member) -> tuple[float, float] | None:
    if member.latitude is None or member.longitude is None:
        return None
    return member.latitude, member.longitude


def _members(facts: Facts, places: Places) -> list[Member]:
    runs = set(list(dict.fromkeys(each.run_id for each in facts.earlier))[-_LATELY:])
    lately = [each for each in facts.earlier if each.run_id in runs]
    left_out, trios = _left_out(lately), Counter(_of_three(lately))
    return [
        as_member(places, each, left_out=left_out[each.person.id], trios=trios[each.person.id])
        for each in facts.entrants
    ]


def _left_out(lately: Iterable[PoolRun]) -> Counter[PersonId]:
    """In how many weeks nobody was left for somebody, in the end."""
    last = {(each.person_id, each.week_on): each.is_left_over for each in lately}
    return Counter(person_id for (person_id, _), is_left_over in last.items() if is_left_over)


def _of_three(lately: Iterable[PoolRun]) -> Iterator[PersonId]:
    for party in parties_of(lately).values():
        if len(party) == _TRIO:
            yield from (each.person_id for each in party if not each.is_alone)


def _weeks_ago(facts: Facts) -> Met:
    """How many weeks ago two were last matched, or met by themselves."""
    weeks: dict[tuple[PersonId, PersonId], int] = {}
    for party in parties_of(facts.earlier).values():
        ago = (facts.slot.week_on - party[0].week_on) // WEEK
        for one, other in combinations([each.person_id for each in party], 2):
            _keep(weeks, one, other, ago)
    for one, other, met_on in facts.met:
        _keep(weeks, one, other, max(0, (facts.slot.week_on - met_on) // WEEK))
    return weeks


def _keep(weeks: dict[tuple[PersonId, PersonId], int], one: PersonId, other: PersonId, ago: int) -> None:
    pair = _pair(one, other)
    weeks[pair] = min(ago, weeks.get(pair, ago))


def _pair(one: PersonId, other: PersonId) -> tuple[PersonId, PersonId]:
    return (one, other) if one < other else (other, one)


def _seed(facts: Facts) -> int:
    return crc32(f"{facts.community.id}:{facts.slot.occasion}".encode())

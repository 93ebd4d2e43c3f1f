"""A year of weekly matches in pools as they are, of 20 to 200: who meets again though others were left, and who is alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

from benchmarks import matching_ways as ways
from benchmarks.synthetic import community
from meetups.matching import Pool, match, pool_of

WEEKS = 52
POOLS = (20, 50, 100, 200)
ODD = (21, 51, 101, 201, 1_001)

Way = Callable[[Pool, int], tuple[set[tuple[int, int]], int]]


@dataclass(frozen=True, slots=True)
class Year:
    """How many pairs met again in it, of that many; ``fewest`` is how many had to, because a year is long for few."""

    repeats: int
    fewest: int
    pairs: int
    alone: int


def ours(pool: Pool, week: int) -> tuple[set[tuple[int, int]], int]:
    """Every two who meet, and how many are alone."""
    found = match(pool, week)
    return {*found.pairs, *(two for three in found.trios for two in combinations(three, 2))}, len(found.alone)


def by_chance(pool: Pool, week: int) -> tuple[set[tuple[int, int]], int]:
    return {(min(pair), max(pair)) for pair in ways.shuffle(pool.n, week)}, pool.n % 2


def year(n: int, way: Way) -> Year:
    """In a pool whose members can all meet, so that a repeat is never for want of another."""
    members = [each._replace(in_person_only=False) for each in community(n).members]
    met: dict[tuple[int, int], int] = {}
    repeats = alone = pairs = 0
    for week in range(WEEKS):
        found, left_over = way(pool_of(members, [(*pair, week - before) for pair, before in met.items()]), week)
        repeats += len(found & met.keys())
        pairs += len(found)
        alone += left_over
        met |= dict.fromkeys(found, week)
    return Year(repeats, max(0, pairs - n * (n - 1) // 2), pairs, alone)


def trios_of_odd() -> int:
    """How many trios pools of odd numbers are given in all: one each, if nobody is alone."""
    return sum(len(match(community(n).pool, 1).trios) for n in ODD)

"""Who meets whom in a pool: everybody somebody, nobody twice, never those who must not, and as well as can be."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetups.matching import EXACT, FORBIDDEN, Matching, Member, Pool, match, pool_of
from meetups.matching.arrays import Indices, Weights, trio_weights, weights_among
from meetups.matching.assignment import upper_bound
from meetups.matching.blocks import BLOCK
from meetups.matching.blossom import pairs

Edges = frozenset[tuple[int, int]]


def pool(weights: Weights, groups: list[int] | None = None, trio: tuple[int, ...] = ()) -> Pool:
    def score(rows: Indices, columns: Indices) -> Weights:
        return weights[np.ix_(rows, columns)]

    return Pool(len(weights), groups or [0] * len(weights), score, trio)


def some_weights(n: int, seed: int, forbidden: float = 0.0) -> Weights:
    """Symmetric, with this share of pairs forbidden."""
    chance = np.random.default_rng(seed)
    weights = np.triu(chance.integers(-50, 100, (n, n)), 1)
    weights[np.triu(chance.random((n, n)) < forbidden, 1)] = FORBIDDEN
    return (weights + weights.T).astype(np.int32)


def met(matching: Matching) -> set[tuple[int, int]]:
    """Every two who meet."""
    return {two for three in matching.trios for two in combinations(three, 2)} | set(matching.pairs)


def everybody(matching: Matching) -> list[int]:
    return sorted([*sum(matching.pairs, ()), *sum(matching.trios, ()), *matching.alone])


def best(weights: Weights) -> tuple[int, int]:
    """How many at least are alone, and twice the most weight then, found by trying everything."""

    @cache
    def of(left: frozenset[int]) -> tuple[int, int]:
        if not left:
            return 0, 0
        one = min(left)
        rest = left - {one}
        alone, weight = of(rest)
        found = (alone + 1, -weight)
        others = [each for each in rest if weights[one, each] != FORBIDDEN]
        for other in others:
            alone, weight = of(rest - {other})
            found = min(found, (alone, -weight - 2 * int(weights[one, other])))
        for other, third in combinations(others, 2):
            if weights[other, third] != FORBIDDEN:
                alone, weight = of(rest - {other, third})
                three = int(weights[one, other] + weights[one, third] + weights[other, third])
                found = min(found, (alone, -weight - three))
        return found[0], -found[1]

    return of(frozenset(range(len(weights))))


def best_of_pairs(weights: Weights) -> int:
    @cache
    def of(left: frozenset[int]) -> int:
        if not left:
            return 0
        one = min(left)
        return max(int(weights[one, each]) + of(left - {one, each}) for each in left - {one})

    return of(frozenset(range(len(weights))))


@given(st.integers(1, 6), st.integers(0, 2**32), st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_of_an_even_few_the_pairs_are_the_best(half: int, community: int, seed: int) -> None:
    weights = some_weights(2 * half, community)

    matching = match(pool(weights), seed)

    assert matching.weight == best_of_pairs(weights)
    assert not matching.trios
    assert matching.bound is not None
    assert matching.weight <= matching.bound


@given(st.integers(0, 11), st.integers(0, 2**32), st.sampled_from([0.0, 0.3, 0.6, 0.8]), st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_nobody_is_alone_for_whom_there_is_a_way(n: int, community: int, forbidden: float, seed: int) -> None:
    weights = some_weights(n, community, forbidden)

    matching = match(pool(weights), seed)

    assert everybody(matching) == list(range(n))
    assert all(weights[pair] != FORBIDDEN for pair in met(matching))
    assert len(matching.alone) == best(weights)[0]


def test_an_odd_few_lose_little_to_the_best() -> None:
    shares = []
    for seed in range(40):
        weights = some_weights(9, seed) + np.int32(100)
        shares.append(2 * match(pool(weights), seed).weight / best(weights)[1])

    assert min(shares) > 0.93
    assert sum(shares) / len(shares) > 0.985


@given(st.integers(EXACT - 30, EXACT + 250), st.integers(0, 2**32), st.sampled_from([0.0, 0.5, 0.9]))
@settings(max_examples=12, deadline=None)
def test_many_are_matched_as_carefully_as_few(n: int, community: int, forbidden: float) -> None:
    weights = some_weights(n, community, forbidden)
    many = pool(weights, groups=np.random.default_rng(community).integers(0, 5, n).tolist())

    matching = match(many, seed=7, rounds=1)

    assert everybody(matching) == list(range(n))
    assert all(weights[pair] != FORBIDDEN for pair in met(matching))
    assert not matching.alone
    assert len(matching.trios) == n % 2
    assert 0.9 * upper_bound(many) < matching.weight <= upper_bound(many)
    assert matching == match(many, seed=7, rounds=1)


@given(st.integers(2, 14), st.integers(0, 2**32), st.sampled_from([0.5, 0.7, 0.85]), st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_a_bound_is_never_exceeded(n: int, community: int, forbidden: float, seed: int) -> None:
    weights = some_weights(n, community, forbidden)

    matching = match(pool(weights), seed)

    alone, twice = best(weights)
    if matching.bound is not None:
        assert 2 * matching.weight <= twice <= 2 * matching.bound + 1
        assert len(matching.alone) == alone


def test_of_a_ring_of_five_a_bound_is_not_known() -> None:
    """Each may meet two others, so that half the time all five would have somebody; pairs leave one alone."""
    weights = np.full((5, 5), FORBIDDEN, np.int32)
    for one in range(5):
        weights[one, (one + 1) % 5] = weights[(one + 1) % 5, one] = -10

    matching = match(pool(weights), seed=0)

    assert (matching.weight, len(matching.alone), matching.bound) == (-20, 1, None)


def test_two_hundred_are_matched_all_but_exactly() -> None:
    some = pool_of(strangers(200, 8))
    weights = weights_among(some, np.arange(200))
    partner = pairs(weights, trio_weights(some))
    the_best = int(weights[np.arange(200), partner].sum()) // 2

    assert 0.999 * the_best < match(some, seed=1).weight <= the_best


def test_a_large_place_and_many_villages_are_matched_across_where_they_are_cut() -> None:
    groups = [0] * (BLOCK + 101) + [1 + each // 3 for each in range(400)]
    many = pool(some_weights(len(groups), 9), groups)

    matching = match(many, seed=2)

    assert everybody(matching) == list(range(many.n))
    assert not matching.alone
    assert len(matching.trios) == 1
    assert 0.95 * upper_bound(many) < matching.weight <= upper_bound(many)


def test_more_rounds_are_never_worse() -> None:
    many = pool(some_weights(1_300, 5), groups=list(range(1_300)))
    weights = [match(many, seed=1, rounds=rounds).weight for rounds in range(3)]

    assert weights == sorted(weights)


def test_those_whom_nobody_may_meet_are_alone_and_cost_nobody_a_place() -> None:
    weights = some_weights(300, 3)
    weights[[5, 77, 200]] = FORBIDDEN
    weights[:, [5, 77, 200]] = FORBIDDEN

    matching = match(pool(weights), seed=0)

    assert matching.alone == (5, 77, 200)
    assert len(matching.trios) == 1


@pytest.mark.parametrize("size", [5, 301])
def test_two_communities_that_never_mix_have_a_trio_each(size: int) -> None:
    weights = some_weights(2 * size, 4)
    weights[:size, size:] = weights[size:, :size] = FORBIDDEN

    matching = match(pool(weights), seed=0)

    assert len(matching.trios) == 2
    assert not matching.alone


def test_who_likes_three_is_one_of_three() -> None:
    trio = tuple(1_000 if each in {3, 4, 8} else 0 for each in range(11))

    matching = match(pool(some_weights(11, 6), trio=trio), seed=0)

    assert matching.trios == ((3, 4, 8),)


def test_a_pool_of_few_or_none() -> None:
    assert match(pool(some_weights(0, 0)), 0) == Matching((), (), (), 0, 0)
    assert match(pool(some_weights(1, 0)), 0).alone == (0,)
    assert match(pool(some_weights(2, 0)), 0).pairs == ((0, 1),)
    assert match(pool(some_weights(3, 0)), 0).trios == ((0, 1, 2),)


@given(st.integers(2, 12), st.integers(0, 2**32))
@settings(max_examples=15, deadline=None)
def test_nobody_is_repeated_while_another_way_must_exist(half: int, seed: int) -> None:
    members = strangers(2 * half, seed)
    weeks = half - 1 if half > 2 else 1

    assert repeats(members, weeks, seed) == 0


def test_a_hundred_meet_somebody_new_for_a_year() -> None:
    assert repeats(strangers(100, 1), weeks=52, seed=1) == 0


def test_when_all_have_met_the_longest_ago_meet_again() -> None:
    members = strangers(4, 1)
    past = [(0, 1, 1), (2, 3, 1), (0, 2, 5), (1, 3, 5), (0, 3, 3), (1, 2, 3)]

    assert match(pool_of(members, past), seed=0).pairs == ((0, 2), (1, 3))


def strangers(n: int, seed: int) -> list[Member]:
    chance = Random(seed)
    cities = [(39.17, -86.53), (37.97, -87.57), (52.52, 13.4)]
    members = []
    for _ in range(n):
        latitude, longitude = chance.choice(cities)
        tags = frozenset(chance.sample("abcdefgh", 3))
        members.append(Member(latitude, longitude, tags=tags, parts=chance.getrandbits(21)))
    return members


def repeats(members: list[Member], weeks: int, seed: int) -> int:
    """How many of the pairs of so many weeks had met before in them."""
    weeks_met: dict[tuple[int, int], int] = {}
    found = 0
    for week in range(weeks):
        past = [(*pair, week - before) for pair, before in weeks_met.items()]
        pairs = met(match(pool_of(members, past), seed + week))
        found += len(pairs & weeks_met.keys())
        weeks_met |= dict.fromkeys(pairs, week)
    return found


def test_the_package_is_cheap_to_import() -> None:
    code = "import sys, meetups.matching; print(sorted({'numpy', 'lap', 'rustworkx'} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b"[]"

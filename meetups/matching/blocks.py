"""Matches a small pool exactly, and a large one nearly so, block by block: first by where members live, then cut elsewhere.

Above ``EXACT`` members nothing but the size of the blocks and the number of rounds limits the time it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from meetups.matching import EXACT, Matching, Pool, trios
from meetups.matching.arrays import Indices, Weights, chunks, trio_weights, weights_among
from meetups.matching.assignment import assign, read
from meetups.matching.blossom import pairs

BLOCK = 2_000
"""Members assigned together at first: the assignment takes time in more than the square of it, and most of the work."""
FEW = 300
"""Up to how many who live near each other share a block; a place of more has its own."""
VILLAGE, AGAIN = 12, 800
"""Who lives with fewer, or in a place cut in two, may have somebody better across the end of the block: these are matched
anew, so many together.
"""
WHOLE, LIKELY = 250, 30
"""Up to how many members blossom also matches all at once, and how many of everybody's best pairs it sees: of 200 that is
the best there is, or a few points short, in a quarter of the time that all pairs take.
"""
BAG, NEAREST = 120, 20
"""How many of those whom cycles left over blossom matches at a time, and how many of everybody's best pairs it sees."""
WORST = 10
"""One in so many pairs, those furthest from what both could have, are taken apart after each round."""
FURTHEST, TOGETHER, WANTED, SEEN = 20, 12, 12, 3_000
"""One in so many, so many at a time, together with so many whom each would rather have of so many who live around."""

Trio = NDArray[np.int64]
Solver = Callable[[Weights, Trio], Indices]


def match(pool: Pool, seed: int, rounds: int) -> Matching:
    """See ``meetups.matching.match``."""
    chance = np.random.default_rng(seed)
    if pool.n <= EXACT:
        return _exactly(pool, chance)
    state = Blocks(pool)
    for some in state.by_places():
        state.improve(some)
    if pool.n <= WHOLE:
        state.improve(np.arange(pool.n), _solved_at_once)
    for _ in range(rounds):
        state.cut_elsewhere(chance)
        state.repair()
    return trios.seat(pool, state.partner, None)


def _exactly(pool: Pool, chance: np.random.Generator) -> Matching:
    everybody = chance.permutation(pool.n)
    weights = weights_among(pool, everybody)
    others, twice = assign(weights)
    partner = np.arange(pool.n)
    partner[everybody] = everybody[pairs(weights, trio_weights(pool)[everybody])]
    matching = trios.seat(pool, partner, twice // 2)
    # A ring of five reaches all of them though pairs and trios may not; a matching that leaves one alone is another matter.
    is_reached = np.count_nonzero(others == np.arange(pool.n)) == len(matching.alone)
    return matching if is_reached else replace(matching, bound=None)


def _solved_at_once(weights: Weights, trio: Trio) -> Indices:
    return pairs(weights, trio, LIKELY)


def _solved(weights: Weights, trio: Trio) -> Indices:
    if len(weights) <= BAG // 2:
        return pairs(weights, trio)
    partner, left = read(assign(weights)[0], weights)
    for some in chunks(left, BAG):
        partner[some] = some[pairs(weights[np.ix_(some, some)], trio[some], NEAREST)]
    return partner


class Blocks:
    """A matching that only becomes better: ``partner`` of each member, themselves while they have none."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.trio = trio_weights(pool)
        self.groups = np.asarray(pool.groups, np.intp)
        self.likeness = np.asarray(pool.likeness if len(pool.likeness) else range(pool.n), np.intp)
        self.partner = np.arange(pool.n)
        self.worth = np.zeros(pool.n, np.int64)
        self.by_place = np.argsort(self.groups, kind="stable")
        self.place = np.argsort(self.by_place)
        self.hope = np.full(pool.n, -(2**30), np.int64)
        _, place, sizes = np.unique(self.groups, return_inverse=True, return_counts=True)
        self.is_cut = (pool.n > BLOCK) & ((sizes > BLOCK) | (sizes < VILLAGE))[place]

    def order(self, within: Indices) -> Indices:
        """Everybody by where they live, and in this order within a place."""
        return np.lexsort((within, self.groups))

    def by_places(self) -> Iterator[Indices]:
        """Everybody in blocks: all together, or those of a large place, or of small ones near each other."""
        everybody = self.order(self.likeness)
        if len(everybody) <= BLOCK:
            yield everybody
            return
        ends = np.flatnonzero(np.diff(self.groups[everybody], append=-1)) + 1
        start = end = 0
        for following in ends.tolist():
            if following - start > FEW and end > start:
                yield everybody[start:end]
                start = end
            if following - start > FEW:
                yield from chunks(everybody[start:following], BLOCK)
                start = following
            end = following
        if end > start:
            yield everybody[start:end]

    def improve(self, members: Indices, solved: Solver = _solved) -> None:
        """Match these anew, who must be without partner or have them among these, and keep what is better."""
        weights = weights_among(self.pool, members)
        self.hope[members] = np.maximum(self.hope[members], weights.max(axis=1))
        found = solved(weights, self.trio[members])
        is_paired = found != np.arange(len(members))
        worth = np.where(is_paired, weights[np.arange(len(members)), found], 0)
        had = np.count_nonzero(self.partner[members] != members), self.worth[members].sum()
        if (np.count_nonzero(is_paired), worth.sum()) > had:
            self.partner[members] = members[found]
            self.worth[members] = worth

    def cut_elsewhere(self, chance: np.random.Generator) -> None:
        """Match those whom the ends of blocks cut off anew in blocks that end elsewhere, large places mixed otherwise."""
        place = np.empty(self.pool.n, np.intp)
        place[self.order(chance.permutation(self.pool.n))] = np.arange(self.pool.n)
        one, other = self._units(np.flatnonzero(self.is_cut | self.is_cut[self.partner]))
        by_place = np.argsort(np.minimum(place[one], place[other]))
        by_place = np.roll(by_place, AGAIN // 4)
        self._improve_units(one[by_place], other[by_place])

    def repair(self) -> None:
        """Match those without partner and the pairs furthest from what both could have anew: among themselves, then
        the furthest of them together with those they would rather have, and their partners.
        """
        one, other = self._worst(WORST)
        self._improve_units(one, other)
        one, other = self._worst(FURTHEST)
        for some in chunks(np.arange(len(one)), TOGETHER):
            self.improve(self._around(np.unique(np.r_[one[some], other[some]])))

    def _worst(self, share: int) -> tuple[Indices, Indices]:
        """All without partner, and one in ``share`` pairs, by where they live."""
        one, other = self._units(np.arange(self.pool.n))
        regret = self.hope[one] + self.hope[other] - 2 * self.worth[one]
        regret[one == other] = np.iinfo(np.int64).max
        worst = np.argsort(-regret, kind="stable")[: max(len(one) // share, np.count_nonzero(one == other))]
        worst = worst[np.argsort(self.groups[one[worst]], kind="stable")]
        return one[worst], other[worst]

    def _around(self, members: Indices) -> Indices:
        """These, whom they would gain most by having though it costs others their partner, and those partners."""
        middle = int(np.median(self.place[members]))
        start = max(0, min(middle - SEEN // 2, self.pool.n - SEEN))
        seen = self.by_place[start : start + SEEN]
        gains = self.pool.score(members, seen) - self.worth[seen]
        wanted = np.argpartition(-gains, WANTED, axis=1)[:, :WANTED] if len(seen) > WANTED else np.arange(len(seen))
        around = np.unique(np.r_[members, seen[wanted.ravel()]])
        return np.union1d(around, self.partner[around])

    def _units(self, members: Indices) -> tuple[Indices, Indices]:
        one = members[members <= self.partner[members]]
        return one, self.partner[one]

    def _improve_units(self, one: Indices, other: Indices) -> None:
        for some in chunks(np.arange(len(one)), AGAIN // 2):
            self.improve(np.unique(np.r_[one[some], other[some]]))

"""What no matching of a pool exceeds: the optimum where that can be found, else two bounds on it, a loose and a close one.

The loose bound is an assignment's, in which one may meet two others half the time each: three in a town lose nothing by
it, though one of the three has to go elsewhere. The close bound puts a price on every pair within a town of an odd
number 2h + 1 and gives it back h times. However high the prices, no matching exceeds that, for it has at most h pairs
there (Edmonds' odd sets, by Lagrange); they are raised while all of a town stay at home, and lowered while more leave
than must.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.matching_ways import all_pairs, apart, by_rustworkx
from meetups.matching import FORBIDDEN, Pool
from meetups.matching.arrays import Indices, Weights, weights_among
from meetups.matching.assignment import assign

OPTIMUM_UP_TO = 200
STEPS = 16
"""How often prices are changed; after these a pool of 10,000 gains a point or two by each more."""
FIRST_PRICE, FIRST_STEP = 20, 8.0
FASTER, SLOWER = 1.3, 0.5
"""How a price's step changes while it goes on in one direction, and when it turns (Rprop, Riedmiller and Braun 1993)."""


@dataclass(frozen=True, slots=True)
class Bound:
    """No matching weighs more than ``loose``, and none more than ``close``, which is at most as much."""

    loose: int
    close: int
    is_reached: bool
    """Whether ``close`` is the weight of a matching: the best there is."""


def bound(pool: Pool) -> Bound:
    """Of a pool of an even number that can all be paired; takes some 16 n² bytes, in a process of its own."""
    found: Bound = apart(lambda: _bound(pool))[0]
    return found


def _bound(pool: Pool) -> Bound:
    weights = weights_among(pool, np.arange(pool.n))
    if pool.n <= OPTIMUM_UP_TO:
        best = sum(int(weights[one, other]) for one, other in by_rustworkx(pool.n, all_pairs(pool)))
        return Bound(assign(weights)[1] // 2, best, is_reached=True)
    loose = assign(weights)[1] // 2
    return Bound(loose, min(loose, _priced(weights, _odd_towns(np.asarray(pool.groups)))), is_reached=False)


def _odd_towns(groups: NDArray[np.intp]) -> list[Indices]:
    towns = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    return [town for town in towns if len(town) % 2 and len(town) > 1]


def _priced(weights: Weights, towns: list[Indices]) -> int:
    """The least bound found on the way; changes the weights."""
    pairs = np.array([len(town) // 2 for town in towns])
    prices, step, before = np.zeros(len(towns), np.intp), np.full(len(towns), FIRST_STEP), np.zeros(len(towns))
    asked = np.full(len(towns), FIRST_PRICE)
    best = np.iinfo(np.int64).max
    for _ in range(STEPS):
        for town, more in zip(towns, asked - prices, strict=True):
            _make_dearer(weights, town, int(more))
        prices = asked
        others, twice = assign(weights)
        best = min(best, twice + 2 * int((prices * pairs).sum()))
        at_home = np.array([np.count_nonzero(np.isin(others[town], town)) for town in towns])
        direction = np.sign(at_home - 2 * pairs)
        step *= np.where(direction * before > 0, FASTER, np.where(direction * before < 0, SLOWER, 1.0))
        before = direction
        asked = np.maximum(0, prices + np.rint(np.maximum(step, 1.0) * direction).astype(np.intp))
    return int(best) // 2


def _make_dearer(weights: Weights, town: Indices, more: int) -> None:
    if more:
        within = np.ix_(town, town)
        block = weights[within]
        block[block != FORBIDDEN] -= more
        weights[within] = block

"""A block of members assigned to itself: the matching in which one may meet two others half the time each.

That is a permutation; its cycles of two are pairs already. The solver is Jonker's and Volgenant's, of ``lapx``, which
releases the interpreter's lock.
"""

from __future__ import annotations

import lap
import numpy as np

from meetups.matching import FORBIDDEN, Pool
from meetups.matching.arrays import Indices, Weights, weights_among

BARRED = 2.0**40
"""What a forbidden pair costs: more than all others of a block together, and exact in a float with them."""


def assign(weights: Weights) -> tuple[Indices, int]:
    """For each member another, or themselves where nobody is left for them; and twice the weight of that."""
    if not len(weights):
        return np.arange(0), 0
    best = weights.max(axis=1)
    # What is taken from a whole row and column changes no choice; measured from everybody's best, it is made in half the time.
    halves = np.where(best == FORBIDDEN, 0.0, best / 2)
    costs = weights.astype(np.float64)
    costs[weights == FORBIDDEN] = -BARRED
    np.subtract(halves, costs, out=costs)
    costs += halves[:, None]
    _, others, _ = lap.lapjv(costs)
    others = others.astype(np.intp)
    everybody = np.arange(len(others))
    chosen = weights[everybody, others]
    others[chosen == FORBIDDEN] = everybody[chosen == FORBIDDEN]
    return others, int(chosen[chosen != FORBIDDEN].sum(dtype=np.int64))


def upper_bound(pool: Pool) -> int:
    """What no matching of the pool that leaves as few alone as the assignment does exceeds.

    It takes 16 n² bytes, and longer than matching.
    """
    return assign(weights_among(pool, np.arange(pool.n)))[1] // 2


def read(others: Indices, weights: Weights) -> tuple[Indices, Indices]:
    """Each member's partner, themselves where there is none yet, by the cycles; and those without.

    An even cycle splits into the better of its two alternating halves. Odd cycles, and what is left of cycles that
    broke at somebody left over, have no partners yet.
    """
    everybody = np.arange(len(others))
    partner = np.where(others[others] == everybody, others, everybody)
    open_ = (partner == everybody) & (others != everybody)
    for start in np.flatnonzero(open_).tolist():
        if not open_[start]:
            continue
        cycle = _cycle(others, start)
        open_[cycle] = False
        if others[cycle[-1]] == start and len(cycle) % 2 == 0:
            one, other = cycle[::2], cycle[1::2]
            shifted = other[-1:] + other[:-1]
            if weights[one, shifted].sum() > weights[one, other].sum():
                other = shifted
            partner[one], partner[other] = other, one
    return partner, np.flatnonzero(partner == everybody)


def _cycle(others: Indices, start: int) -> list[int]:
    """From ``start`` until round to it again, or to where the cycle was broken."""
    cycle = [start]
    while (following := int(others[cycle[-1]])) not in (start, cycle[-1]):
        cycle.append(following)
    return cycle

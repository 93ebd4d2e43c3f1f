"""Seats whoever a matching left over beside a pair, so that three meet; nobody is alone for whom there is a way.

``partner`` holds each member's partner: themselves where they are left over, ``SEATED`` where they are one of three.
"""

from __future__ import annotations

from itertools import combinations

import lap
import numpy as np
from numpy.typing import NDArray

from meetups.matching import FORBIDDEN, Matching, Pool
from meetups.matching.arrays import Indices, Weights, chunks, trio_weights, weights_among
from meetups.matching.assignment import BARRED
from meetups.matching.blossom import pairs

SEATED = -1
AT_ONCE, CONSIDERED = 32, 32
"""How many leftover members are seated together, and how many pairs each of them looks at."""
SURROUNDINGS = 150
"""How many members are matched anew to find somebody a seat; blossom takes time in the cube of it."""
TRIES = 60
"""How many threes are tried as a trio before somebody stays alone; the first does where pairs are many."""
FEW = 8
"""Up to how many trios are improved by exchanges with pairs: it looks at all pairs for each."""

Trio = tuple[int, int, int]
SPLITS = [(three, [each for each in range(5) if each not in three]) for three in combinations(range(5), 3)]


def seat(pool: Pool, partner: Indices, bound: int | None) -> Matching:
    """The matching of these partners with the leftover seated; changes ``partner``."""
    trios: list[Trio] = []
    hopeless: set[int] = set()
    for some in chunks(_left(partner), AT_ONCE):
        has_anybody = (_rows(pool, some) != FORBIDDEN).any(axis=1)
        hopeless.update(some[~has_anybody].tolist())
        left = some[has_anybody]
        while len(left) and (seated := _beside_pairs(pool, partner, left)):
            trios += seated
            left = left[partner[left] == left]
    while left_over := [one for one in _left(partner).tolist() if one not in hopeless]:
        if found := _by_matching_anew(pool, partner, left_over[0]):
            trios.append(found)
        else:
            hopeless.add(left_over[0])
    if len(trios) <= FEW:
        trios = [_exchanged(pool, partner, trio) for trio in trios]
    return _told(pool, partner, trios, bound)


def _left(partner: Indices) -> Indices:
    return np.flatnonzero(partner == np.arange(len(partner)))


def _paired(partner: Indices) -> tuple[Indices, Indices]:
    one = np.flatnonzero(partner > np.arange(len(partner)))
    return one, partner[one]


def _rows(pool: Pool, members: Indices) -> Weights:
    """Their weights with everybody."""
    everybody = np.arange(pool.n)
    weights = pool.score(members, everybody)
    weights[np.arange(len(members)), members] = FORBIDDEN
    return weights


def _weights_of(pool: Pool, one: Indices, other: Indices) -> NDArray[np.int64]:
    """Of these pairs, in small blocks of which only the diagonal is of use."""
    parts = [np.diagonal(pool.score(one[each], other[each])) for each in chunks(np.arange(len(one)), 64)]
    return np.concatenate([np.zeros(0, np.int64), *parts]).astype(np.int64)


def _beside_pairs(pool: Pool, partner: Indices, left: Indices) -> list[Trio]:
    """Seats of these as many as can be, each beside another pair, so that all together gain the most."""
    one, other = _paired(partner)
    if not len(one):
        return []
    trio, rows = trio_weights(pool), _rows(pool, left).astype(np.int64)
    gains = rows[:, one] + rows[:, other] + 2 * (trio[one] + trio[other])
    gains[(rows[:, one] == FORBIDDEN) | (rows[:, other] == FORBIDDEN)] = FORBIDDEN
    if len(one) > CONSIDERED:
        best = np.unique(np.argpartition(-gains, CONSIDERED, axis=1)[:, :CONSIDERED])
        one, other, gains = one[best], other[best], gains[:, best]
    costs = np.where(gains == FORBIDDEN, BARRED, -(gains - _weights_of(pool, one, other)).astype(np.float64))
    _, chosen, _ = lap.lapjv(costs, extend_cost=True)
    trios = []
    for row, column in enumerate(chosen.tolist()):
        if 0 <= column < len(one) and costs[row, column] < BARRED:
            trios.append((int(left[row]), int(one[column]), int(other[column])))
            partner[list(trios[-1])] = SEATED
    return trios


def _by_matching_anew(pool: Pool, partner: Indices, stuck: int) -> Trio | None:
    """A trio that lets all who had a partner around this member keep one, though another, and one more is seated."""
    members = _surroundings(pool, partner, stuck)
    weights, trio = weights_among(pool, members), trio_weights(pool)[members]
    places = {int(member): place for place, member in enumerate(members)}
    partners = np.array([places[int(each)] for each in partner[members]])
    left_before = np.count_nonzero(partners == np.arange(len(members)))
    for three in _threes(weights, _freeable(weights, partners, places[stuck])):
        rest = np.setdiff1d(np.arange(len(members)), three)
        found = pairs(weights[np.ix_(rest, rest)], trio[rest])
        if np.count_nonzero(found == np.arange(len(rest))) < left_before:
            partner[members[rest]] = members[rest[found]]
            seated = members[list(three)]
            partner[seated] = SEATED
            return int(seated[0]), int(seated[1]), int(seated[2])
    return None


def _surroundings(pool: Pool, partner: Indices, stuck: int) -> Indices:
    """Members with their partners, going out from this one by who may meet whom; nobody who is seated."""
    inside, edge = np.zeros(pool.n, np.bool_), np.array([stuck])
    while len(edge) and np.count_nonzero(inside) + len(edge) <= SURROUNDINGS:
        inside[edge] = True
        inside[partner[edge]] = True
        rows = _rows(pool, edge)
        best = np.argsort(-rows.max(axis=0), kind="stable")
        best = best[(rows.max(axis=0)[best] != FORBIDDEN) & ~inside[best] & (partner[best] != SEATED)]
        room = (SURROUNDINGS - np.count_nonzero(inside)) // 2
        edge = np.union1d(best[:room], partner[best[:room]])
    return np.flatnonzero(inside)


def _freeable(weights: Weights, partners: Indices, stuck: int) -> Indices:
    """Who may be left over in place of this member, by turns of breaking a pair and making one; some may be too many."""
    allowed = weights != FORBIDDEN
    free = np.zeros(len(weights), np.bool_)
    free[stuck] = True
    while True:
        more = free.copy()
        more[partners[allowed[free].any(axis=0)]] = True
        if (more == free).all():
            return np.flatnonzero(free)
        free = more


def _threes(weights: Weights, among: Indices) -> list[tuple[int, int, int]]:
    """The first of those who may all meet each other."""
    allowed = weights != FORBIDDEN
    found: list[tuple[int, int, int]] = []
    for one, other in combinations(among.tolist(), 2):
        if not allowed[one, other]:
            continue
        third = among[(among > other) & allowed[one, among] & allowed[other, among]]
        found += [(one, other, each) for each in third.tolist()]
        if len(found) > TRIES:
            break
    return found[:TRIES]


def _exchanged(pool: Pool, partner: Indices, trio: Trio) -> Trio:
    """The trio after the exchanges with one pair at a time that gain the most, until none gains."""
    worth = trio_weights(pool)
    for _ in range(FEW):
        one, other = _paired(partner)
        if not len(one):
            break
        rows = _rows(pool, np.array(trio)).astype(np.int64)
        weights = np.full((5, 5, len(one)), FORBIDDEN, np.int64)
        weights[:3, :3] = rows[:, list(trio), None]
        weights[:3, 3], weights[:3, 4] = rows[:, one], rows[:, other]
        weights[3, 4] = _weights_of(pool, one, other)
        five = np.stack([*(np.full(len(one), each) for each in trio), one, other])
        values = np.stack([_value(weights, worth[five], *split) for split in SPLITS])
        gains = values - values[0]
        split, place = np.unravel_index(int(gains.argmax()), gains.shape)
        if gains[split, place] <= 0:
            break
        three, two = SPLITS[int(split)]
        found = five[:, place]
        partner[found[two]] = found[two[::-1]]
        partner[found[list(three)]] = SEATED
        trio = (int(found[three[0]]), int(found[three[1]]), int(found[three[2]]))
    return trio


def _value(
    weights: NDArray[np.int64], worth: NDArray[np.int64], three: tuple[int, ...], two: list[int]
) -> NDArray[np.int64]:
    """Twice what five are worth as a trio and a pair, less what is needed is far below any: of each pair at once."""
    edges = [weights[one, other] for one, other in combinations(three, 2)]
    pair = weights[two[0], two[1]]
    value = sum(edges) + 2 * pair + 2 * worth[list(three)].sum(axis=0)
    return np.where(np.min([*edges, pair], axis=0) == FORBIDDEN, FORBIDDEN * 8, value)


def _told(pool: Pool, partner: Indices, trios: list[Trio], bound: int | None) -> Matching:
    one, other = _paired(partner)
    weight = int(_weights_of(pool, one, other).sum())
    for trio in trios:
        among = weights_among(pool, np.array(trio))
        weight += int(among[np.triu_indices(3, 1)].sum()) // 2
    return Matching(
        pairs=tuple(zip(one.tolist(), other.tolist(), strict=True)),
        trios=tuple(sorted((sorted_[0], sorted_[1], sorted_[2]) for sorted_ in map(sorted, trios))),
        alone=tuple(_left(partner).tolist()),
        weight=weight,
        bound=bound,
    )

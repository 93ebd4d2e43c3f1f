"""The sum of ``ground`` for whole blocks of members at once, as matrices of weights.

It refuses no pair but the never-pairs, and those who want to meet in person and live too far apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meetups.matching import FORBIDDEN, Pool, ground
from meetups.matching.arrays import Indices, Weights
from meetups.matching.ground import Member
from meetups.matching.sparse import Sparse

MOST_TAGS, MOST_LANGUAGES = 256, 64
"""How many different ones are compared, the most common first; the rarest beyond count nothing."""
LONG_AGO = 20 * ground.HALF_LIFE
"""Weeks after which a repeat costs nothing that could be seen."""

Points = NDArray[np.int16]
Few = NDArray[np.int8]
Bits = NDArray[np.uint64]

_BANDS = np.array([most for most, _ in ground.BANDS])
_NEAR = np.array([*(weight for _, weight in ground.BANDS), 0], np.int8)
_PRICES = np.array([ground.met_price(weeks) for weeks in range(LONG_AGO + 1)], np.int32)


def pool_of(
    members: Sequence[Member], past: Iterable[tuple[int, int, int]] = (), never: Iterable[tuple[int, int]] = ()
) -> Pool:
    """See ``meetups.matching.pool_of``."""
    features = Features.of(members)
    met = Sparse.of(len(members), past)
    kept_apart = Sparse.of(len(members), [(one, other, 0) for one, other in never])

    def score(rows: Indices, columns: Indices) -> Weights:
        weights = features.weights(rows, columns)
        row, column, weeks = met.within(rows, columns)
        weights[row, column] -= ground.FIRST_TIME + _PRICES[np.minimum(weeks, LONG_AGO)]
        weights[weights < FORBIDDEN // 2] = FORBIDDEN
        row, column, _ = kept_apart.within(rows, columns)
        weights[row, column] = FORBIDDEN
        return weights

    groups = features.order[features.place].tolist()
    trio = [ground.trio_weight(member) for member in members]
    return Pool(len(members), groups, score, trio, features.likeness().tolist())


@dataclass(frozen=True, slots=True)
class Features:
    """Members as arrays of length n, and their p different places as arrays of length p, in radians, NaN where unknown.

    ``tags`` is (n, words); ``order`` numbers the places so that near ones are near.
    """

    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    order: Indices
    place: Indices
    reach: Points
    in_person: NDArray[np.bool_]
    tags: Bits
    languages: Bits
    parts: NDArray[np.uint32]
    left_out: Points

    @classmethod
    def of(cls, members: Sequence[Member]) -> Features:
        places = {(member.latitude, member.longitude): 0 for member in members}
        places = {place: number for number, place in enumerate(places)}
        degrees = np.array(list(places), np.float64).reshape(-1, 2)  # None becomes NaN
        return cls(
            latitude=np.radians(degrees[:, 0]),
            longitude=np.radians(degrees[:, 1]),
            order=along_a_curve(degrees),
            place=np.array([places[member.latitude, member.longitude] for member in members], np.intp),
            reach=np.array([min(member.reach_km, ground.FAR - 1) for member in members], np.int16),
            in_person=np.array([member.in_person_only for member in members], np.bool_),
            tags=_bits([member.tags for member in members], MOST_TAGS, held_by=2),
            languages=_bits([member.languages for member in members], MOST_LANGUAGES, held_by=1)[:, 0],
            parts=np.array([member.parts for member in members], np.uint32),
            left_out=np.array([ground.LEFT_OUT * member.left_out for member in members], np.int16),
        )

    def likeness(self) -> Indices:
        """The place of each in an order in which those who share a rare tag stand together."""
        return np.argsort(np.lexsort(self.tags.T))

    def weights(self, rows: Indices, columns: Indices) -> Weights:
        """As if nobody had met before; FORBIDDEN where one wants to meet in person and neither would travel as far."""
        near, reachable = self._distances(rows, columns)
        points = np.add.outer(self.left_out[rows], self.left_out[columns] + np.int16(ground.FIRST_TIME))
        points += near
        points += reachable * np.int8(ground.WITHIN_REACH)
        points += self._shared_tags(rows, columns)
        points += _agreement(self.languages[rows], self.languages[columns], ground.LANGUAGE, 1, ground.NO_LANGUAGE)
        points += _agreement(self.parts[rows], self.parts[columns], ground.PART, ground.MOST_PARTS, ground.NO_PART)
        weights: Weights = points.astype(np.int32)
        picky, picked = np.flatnonzero(self.in_person[rows]), np.flatnonzero(self.in_person[columns])
        weights[picky] = np.where(reachable[picky], weights[picky], FORBIDDEN)
        weights[:, picked] = np.where(reachable[:, picked], weights[:, picked], FORBIDDEN)
        return weights

    def _distances(self, rows: Indices, columns: Indices) -> tuple[Few, NDArray[np.bool_]]:
        """Points for being near, and whether one of the two would travel as far; distances are those of places."""
        from_places, row = np.unique(self.place[rows], return_inverse=True)
        to_places, column = np.unique(self.place[columns], return_inverse=True)
        km = self._km(from_places, to_places)
        near = _NEAR[np.searchsorted(_BANDS, km)]
        reach = np.maximum.outer(self.reach[rows], self.reach[columns])
        return near[:, column][row], km[:, column][row] <= reach

    def _km(self, rows: Indices, columns: Indices) -> Points:
        """Great-circle distances between places by the haversine formula, as ``ground.km_between``."""
        phi, other_phi = self.latitude[rows][:, None], self.latitude[columns]
        half_along = (self.longitude[columns] - self.longitude[rows][:, None]) / 2
        haversine = np.sin((other_phi - phi) / 2) ** 2 + np.cos(phi) * np.cos(other_phi) * np.sin(half_along) ** 2
        km = 2 * ground.EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(haversine)))
        whole: Points = np.rint(np.where(np.isnan(km), ground.FAR, km)).astype(np.int16)
        return whole

    def _shared_tags(self, rows: Indices, columns: Indices) -> Few:
        shared = np.zeros((len(rows), len(columns)), np.uint8)
        for word in self.tags.T:
            shared += np.bitwise_count(np.bitwise_and.outer(word[rows], word[columns]))
            np.minimum(shared, ground.MOST_TAGS, out=shared)
        return shared.view(np.int8) * np.int8(ground.TAG)


def along_a_curve(degrees: NDArray[np.float64]) -> Indices:
    """The place in a row of each (latitude, longitude), along Morton's curve, on which near places are mostly near."""
    shares = np.add(np.nan_to_num(degrees), (90, 180)) / (180, 360)
    cells = (shares * 2**16).astype(np.uint64)
    code = np.zeros(len(degrees), np.uint64)
    for bit in range(17):
        for axis in range(2):
            code |= ((cells[:, axis] >> np.uint64(bit)) & np.uint64(1)) << np.uint64(2 * bit + axis)
    return np.argsort(np.argsort(code, kind="stable"))


def _agreement(rows: NDArray[Any], columns: NDArray[Any], each: int, most: int, none: int) -> Few:
    """Points for each bit shared, up to ``most``, and ``none`` for no bit; nothing where one of the two has no bit."""
    shared = np.bitwise_count(np.bitwise_and.outer(rows, columns))
    agreement: Few = np.minimum(shared, np.uint8(most)).view(np.int8) * np.int8(each)
    agreement += (shared == 0) * np.int8(none)
    agreement[rows == 0] = 0
    agreement[:, columns == 0] = 0
    return agreement


def _bits(said: Sequence[frozenset[str]], most: int, held_by: int) -> Bits:
    """What each said as bits, in as many words of 64 as it takes of what so many said, the most common first."""
    counts = Counter(each for one in said for each in one)
    common = sorted((each for each in counts if counts[each] >= held_by), key=lambda each: (-counts[each], each))[:most]
    numbers = {each: number for number, each in enumerate(common)}
    bits = np.zeros((len(said), max(1, -(-len(common) // 64))), np.uint64)
    for row, one in enumerate(said):
        for each in one:
            if (number := numbers.get(each)) is not None:
                bits[row, number // 64] |= np.uint64(1 << number % 64)
    return bits

"""What members are alike in, scored once for all who are: where they live, how far they go, what they speak.

A few hundred members are of a few dozen kinds; what one has for oneself, tags and times, is scored in ``scoring``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meetups.distance import EARTH_KM
from meetups.matching import FORBIDDEN, ground
from meetups.matching.arrays import Indices, Weights
from meetups.matching.ground import Member

MOST_LANGUAGES = 64
"""How many different ones are compared, the most common first; the rarest beyond count nothing."""

Points = NDArray[np.int16]
Few = NDArray[np.int8]
Bits = NDArray[np.uint64]

_BANDS = np.array([most for most, _ in ground.BANDS])
_NEAR = np.array([*(weight for _, weight in ground.BANDS), 0], np.int8)


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds as arrays of length k, and their p different places as arrays of length p, in radians, NaN where unknown.

    ``order`` numbers the places so that near ones are near.
    """

    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    order: Indices
    place: Indices
    reach: Points
    in_person: NDArray[np.bool_]
    languages: Bits
    left_out: Points

    @classmethod
    def of(cls, members: Sequence[Member]) -> tuple[Kinds, Indices]:
        """The kinds there are, and of which each of these members is."""
        kinds: dict[Member, int] = {}
        kind = [kinds.setdefault(_without_what_differs(member), len(kinds)) for member in members]
        places = {(each.latitude, each.longitude): 0 for each in kinds}
        places = {place: number for number, place in enumerate(places)}
        degrees = np.array(list(places), np.float64).reshape(-1, 2)  # None becomes NaN
        found = cls(
            latitude=np.radians(degrees[:, 0]),
            longitude=np.radians(degrees[:, 1]),
            order=along_a_curve(degrees),
            place=np.array([places[each.latitude, each.longitude] for each in kinds], np.intp),
            reach=np.array([min(each.reach_km, ground.FAR - 1) for each in kinds], np.int16),
            in_person=np.array([each.in_person_only for each in kinds], np.bool_),
            languages=bits([each.languages for each in kinds], MOST_LANGUAGES, held_by=1)[:, 0],
            left_out=np.array([ground.LEFT_OUT * each.left_out for each in kinds], np.int16),
        )
        return found, np.array(kind, np.intp)

    def groups(self) -> Indices:
        """The number of each kind's place."""
        return self.order[self.place]

    def weights(self, rows: Indices, columns: Indices) -> Weights:
        """As if nobody had met before; FORBIDDEN where one wants to meet in person and neither would travel as far.

        Where a place is not known, nothing is: it is not too far.
        """
        near, reachable, too_far = self._distances(rows, columns)
        points = np.add.outer(self.left_out[rows], self.left_out[columns] + np.int16(ground.FIRST_TIME))
        points += near
        points += reachable * np.int8(ground.WITHIN_REACH)
        points += _in_common(self.languages[rows], self.languages[columns])
        weights: Weights = points.astype(np.int32)
        weights[np.logical_or.outer(self.in_person[rows], self.in_person[columns]) & too_far] = FORBIDDEN
        return weights

    def _distances(self, rows: Indices, columns: Indices) -> tuple[Few, NDArray[np.bool_], NDArray[np.bool_]]:
        """Points for being near, whether one of the two would travel as far, and whether neither would.

        Distances are those of places; where one is not known, none of it is so.
        """
        from_places, row = np.unique(self.place[rows], return_inverse=True)
        to_places, column = np.unique(self.place[columns], return_inverse=True)
        km = self._km(from_places, to_places)
        near = _NEAR[np.searchsorted(_BANDS, km)]
        reach = np.maximum.outer(self.reach[rows], self.reach[columns])
        between = km[:, column][row]
        return near[:, column][row], between <= reach, (between > reach) & (between < ground.FAR)

    def _km(self, rows: Indices, columns: Indices) -> Points:
        """Great-circle distances between places by the haversine formula, as ``distance.km_between``."""
        phi, other_phi = self.latitude[rows][:, None], self.latitude[columns]
        half_along = (self.longitude[columns] - self.longitude[rows][:, None]) / 2
        haversine = np.sin((other_phi - phi) / 2) ** 2 + np.cos(phi) * np.cos(other_phi) * np.sin(half_along) ** 2
        km = 2 * EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(haversine)))
        whole: Points = np.rint(np.where(np.isnan(km), ground.FAR, km)).astype(np.int16)
        return whole


def along_a_curve(degrees: NDArray[np.float64]) -> Indices:
    """The place in a row of each (latitude, longitude), along Morton's curve, on which near places are mostly near."""
    shares = np.add(np.nan_to_num(degrees), (90, 180)) / (180, 360)
    cells = (shares * 2**16).astype(np.uint64)
    code = np.zeros(len(degrees), np.uint64)
    for bit in range(17):
        for axis in range(2):
            code |= ((cells[:, axis] >> np.uint64(bit)) & np.uint64(1)) << np.uint64(2 * bit + axis)
    return np.argsort(np.argsort(code, kind="stable"))


def bits(said: Sequence[frozenset[str]], most: int, held_by: int) -> Bits:
    """What each said as bits, in as many words of 64 as it takes of what so many said, the most common first."""
    counts = Counter(each for one in said for each in one)
    common = sorted((each for each in counts if counts[each] >= held_by), key=lambda each: (-counts[each], each))[:most]
    numbers = {each: number for number, each in enumerate(common)}
    found = np.zeros((len(said), max(1, -(-len(common) // 64))), np.uint64)
    for row, one in enumerate(said):
        for each in one:
            if (number := numbers.get(each)) is not None:
                found[row, number // 64] |= np.uint64(1 << number % 64)
    return found


def _without_what_differs(member: Member) -> Member:
    return member._replace(tags=frozenset(), parts=0, likes_three=False, trios=0)


def _in_common(rows: Bits, columns: Bits) -> Few:
    """Points for any language shared and for none; nothing where one of the two said none."""
    points: Few = np.where(
        np.bitwise_and.outer(rows, columns) != 0, np.int8(ground.LANGUAGE), np.int8(ground.NO_LANGUAGE)
    )
    points[rows == 0] = 0
    points[:, columns == 0] = 0
    return points

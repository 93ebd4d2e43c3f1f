"""The sum of ``ground`` for whole blocks of members at once, as matrices of weights.

It refuses no pair but the never-pairs, and those who want to meet in person and live too far apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meetups.matching import FORBIDDEN, Pool, ground
from meetups.matching.arrays import Indices, Weights
from meetups.matching.ground import Member
from meetups.matching.kinds import Few, Kinds, bits
from meetups.matching.sparse import Sparse

MOST_TAGS = 255
"""How many different ones are compared, the most common first; the rarest beyond count nothing."""
SAID = 1 << 21
"""Set beside the 21 parts of the week of whoever said any: two who share this bit have both said theirs."""
STRIP = 2**17
"""Pairs scored at a time, so that what is computed on the way stays in the processor's cache."""
LONG_AGO = 20 * ground.HALF_LIFE
"""Weeks after which a repeat costs nothing that could be seen."""

Bytes = NDArray[np.uint8]

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
        if weights.min(initial=0) < FORBIDDEN // 2:
            weights[weights < FORBIDDEN // 2] = FORBIDDEN
        row, column, _ = kept_apart.within(rows, columns)
        weights[row, column] = FORBIDDEN
        return weights

    trio = [ground.trio_weight(member) for member in members]
    return Pool(len(members), features.groups().tolist(), score, trio, features.likeness().tolist())


@dataclass(frozen=True, slots=True)
class Features:
    """Members as arrays of length n: of which kind each is, and their tags and parts of the week as bits, (n, bytes)."""

    kinds: Kinds
    kind: Indices
    tags: Bytes
    parts: Bytes

    @classmethod
    def of(cls, members: Sequence[Member]) -> Features:
        kinds, kind = Kinds.of(members)
        parts = np.array([member.parts and member.parts | SAID for member in members], "<u4")
        tags = bits([member.tags for member in members], MOST_TAGS, held_by=2)
        return cls(kinds, kind, tags=_bytes(tags), parts=_bytes(parts[:, None]))

    def groups(self) -> Indices:
        """The number of each one's place, near ones near."""
        return self.kinds.groups()[self.kind]

    def likeness(self) -> Indices:
        """The place of each in an order in which those who share a rare tag stand together."""
        return np.argsort(np.lexsort(self.tags.T))

    def weights(self, rows: Indices, columns: Indices) -> Weights:
        """As if nobody had met before; about FORBIDDEN where one wants to meet in person and neither would travel as far."""
        from_kinds, row = np.unique(self.kind[rows], return_inverse=True)
        to_kinds, column = np.unique(self.kind[columns], return_inverse=True)
        weights: Weights = self.kinds.weights(from_kinds, to_kinds)[:, column][row]
        tags, parts = self.tags[columns].T.copy(), self.parts[columns].T.copy()
        step = max(1, STRIP // max(1, len(columns)))
        for start in range(0, len(rows), step):
            strip = slice(start, start + step)
            some = rows[strip]
            weights[strip] += _of_tags(_shared(self.tags[some], tags)) + _of_parts(_shared(self.parts[some], parts))
        return weights


def _bytes(words: NDArray[np.unsignedinteger]) -> Bytes:
    """Of (n, words) the bytes, the lowest first, without those past the first that nobody needs."""
    found = np.ascontiguousarray(words, words.dtype.newbyteorder("<")).view(np.uint8)
    is_needed: NDArray[np.bool_] = np.atleast_1d(found.any(axis=0))
    is_needed[0] = True
    return found[:, is_needed]


def _shared(rows: Bytes, columns: Bytes) -> Bytes:
    """How many bits each of (rows, bytes) shares with each of (bytes, columns)."""
    shared = np.zeros((len(rows), columns.shape[1]), np.uint8)
    for byte, other in zip(rows.T, columns, strict=True):
        shared += np.bitwise_count(np.bitwise_and.outer(byte, other))
    return shared


def _of_tags(shared: Bytes) -> Few:
    return _at_most(ground.MOST_TAGS, shared) * np.int8(ground.TAG)


def _of_parts(shared: Bytes) -> Few:
    """One bit more is shared where both said theirs, and none where one of the two did not."""
    points = _at_most(1 + ground.MOST_PARTS, shared) * np.int8(ground.PART)
    points -= (shared > 0) * np.int8(ground.PART)
    points += (shared == 1) * np.int8(ground.NO_PART)
    return points


def _at_most(most: int, shared: Bytes) -> Few:
    # Ten times as fast as with the number itself: numpy's loops use vectors only where both sides are rows.
    row = np.full(shared.shape[1], most, np.uint8)
    return np.minimum(shared, row).view(np.int8)

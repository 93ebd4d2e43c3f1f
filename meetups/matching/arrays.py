"""The kinds of arrays the modules here hand each other."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from meetups.matching import FORBIDDEN, Pool

Indices: TypeAlias = NDArray[np.intp]
"""Members, or places in a block of them."""
Weights: TypeAlias = NDArray[np.int32]
"""A block of pairs' weights, (rows, columns); ``FORBIDDEN`` where a pair may not be."""


def weights_among(pool: Pool, members: Indices) -> Weights:
    """The weights of these members' pairs, FORBIDDEN along the diagonal."""
    weights = pool.score(members, members)
    np.fill_diagonal(weights, FORBIDDEN)
    return weights


def trio_weights(pool: Pool) -> NDArray[np.int64]:
    return np.array(pool.trio if len(pool.trio) else [0] * pool.n, np.int64)


def chunks(members: Indices, size: int) -> list[Indices]:
    """In as few parts of about one size, each even but the last, as are not larger than ``size``."""
    if not len(members):
        return []
    step = -(-len(members) // -(-len(members) // size))
    step += step % 2
    return [members[start : start + step] for start in range(0, len(members), step)]

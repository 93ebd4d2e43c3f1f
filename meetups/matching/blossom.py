"""The best matching of few: as many pairs as can be, and then the most weight, by blossom (Edmonds), of ``rustworkx``.

It holds the interpreter's lock while it runs: 150 members with all their pairs take it some 25 ms.
"""

from __future__ import annotations

import numpy as np
import rustworkx
from numpy.typing import NDArray

from meetups.matching import FORBIDDEN
from meetups.matching.arrays import Indices, Weights

DEARER = 10**6
"""More than any pair's weight is worth: for an odd one for whom no two others are allowed."""


def pairs(weights: Weights, trio: NDArray[np.int64], nearest: int | None = None) -> Indices:
    """The partner of each in the best matching, themselves where they have none.

    ``nearest`` looks at no more than that many of everybody's best pairs. An odd number is evened by a chair that
    somebody sits on, for what being one of three with their two best is worth.
    """
    n = len(weights)
    partner = np.arange(n)
    row, column = _edges(weights, nearest)
    edges = list(zip(row.tolist(), column.tolist(), weights[row, column].tolist(), strict=True))
    if n % 2 and n > 2:
        edges += [(one, n, worth) for one, worth in enumerate(_odd_one(weights, trio).tolist())]
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(n + n % 2))
    graph.add_edges_from(edges)
    for one, other in rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int):
        if max(one, other) < n:
            partner[one], partner[other] = other, one
    return partner


def _edges(weights: Weights, nearest: int | None) -> tuple[Indices, Indices]:
    considered = weights != FORBIDDEN
    if nearest is not None and nearest < len(weights) - 1:
        best = np.argpartition(-weights, nearest, axis=1)[:, :nearest]
        is_best = np.zeros_like(considered)
        np.put_along_axis(is_best, best, True, axis=1)
        considered &= is_best | is_best.T
    row, column = np.nonzero(np.triu(considered, 1))
    return row, column


def _odd_one(weights: Weights, trio: NDArray[np.int64]) -> NDArray[np.int64]:
    best = -np.partition(-weights.astype(np.int64), 1, axis=1)[:, :2]
    worth: NDArray[np.int64] = best.sum(axis=1) // 2 + trio
    return np.where(best[:, 1] == FORBIDDEN, -DEARER, worth)

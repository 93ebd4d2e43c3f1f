"""The ways to match a pool that ours is compared with, each run in a process of its own so that its memory can be told."""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

import networkx
import numpy as np
import rustworkx

from benchmarks.synthetic import Community
from meetups.matching import FORBIDDEN, Pool, match
from meetups.matching.arrays import weights_among

NEAREST = 12
LONG = 3.0
"""Seconds after which a way is not run again for a steadier figure."""
RUNS = 5
MEGABYTE = 2**20 if sys.platform == "darwin" else 2**10
"""``ru_maxrss`` counts bytes on macOS and kilobytes elsewhere."""

Pairs = Iterable[tuple[int, int]]
Edges = list[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a way achieved: how many of its pairs had met, how many had nobody; median seconds, peak megabytes of its own."""

    weight: int
    repeats: int
    alone: int
    seconds: float
    megabytes: float


def nearest(pool: Pool) -> Edges:
    """The graph of everybody's best 12, which is what a general matcher can be given of many; not timed."""
    edges: dict[tuple[int, int], int] = {}
    everybody = np.arange(pool.n)
    for start in range(0, pool.n, 256):
        rows = everybody[start : start + 256]
        weights = pool.score(rows, everybody)
        weights[np.arange(len(rows)), rows] = FORBIDDEN
        for row, best in zip(rows.tolist(), np.argpartition(-weights, NEAREST, axis=1)[:, :NEAREST], strict=True):
            for other, weight in zip(best.tolist(), weights[row - start, best].tolist(), strict=True):
                if weight != FORBIDDEN:
                    edges[min(row, other), max(row, other)] = weight
    return [(one, other, weight) for (one, other), weight in edges.items()]


def all_pairs(pool: Pool) -> Edges:
    weights = weights_among(pool, np.arange(pool.n))
    one, other = np.nonzero(np.triu(weights != FORBIDDEN, 1))
    return list(zip(one.tolist(), other.tolist(), weights[one, other].tolist(), strict=True))


def ours(pool: Pool, rounds: int | None = None) -> tuple[Pairs, int, int]:
    """Its pairs and all pairs of its trios, how many are alone, and its weight."""
    found = match(pool, 1) if rounds is None else match(pool, 1, rounds)
    of_trios = [two for one, other, third in found.trios for two in ((one, other), (one, third), (other, third))]
    return [*found.pairs, *of_trios], len(found.alone), found.weight


def by_networkx(n: int, edges: Edges) -> Pairs:
    graph: networkx.Graph[int] = networkx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_weighted_edges_from(edges)
    pairs: Pairs = networkx.max_weight_matching(graph, maxcardinality=True)
    return pairs


def by_rustworkx(n: int, edges: Edges) -> Pairs:
    graph: rustworkx.PyGraph[int, int] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(n))
    graph.add_edges_from(edges)
    return rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)


def greedy(n: int, edges: Edges) -> Pairs:
    """The best pair first; whoever has nobody of their best left is paired as it comes."""
    free = set(range(n))
    pairs = []
    for one, other, _ in sorted(edges, key=lambda edge: -edge[2]):
        if one in free and other in free:
            free -= {one, other}
            pairs.append((one, other))
    left = sorted(free)
    return [*pairs, *zip(left[::2], left[1::2], strict=False)]


def shuffle(n: int, seed: int = 1) -> Pairs:
    mixed = np.random.default_rng(seed).permutation(n).tolist()
    return zip(mixed[::2], mixed[1::2], strict=False)


def outcome(community: Community, way: Callable[[], Any]) -> Outcome:
    """Of a way that gives pairs, or pairs, how many are alone and the weight."""
    (found, seconds), megabytes = apart(partial(_timed, way))
    pool = community.pool
    pairs, alone, weight = found if isinstance(found, tuple) else (found, None, None)
    pairs = [(min(pair), max(pair)) for pair in pairs]
    before = {(min(one, other), max(one, other)) for one, other, _ in community.past}
    if weight is None:
        weights = [int(pool.score(np.array([one]), np.array([other]))[0, 0]) for one, other in pairs]
        alone = pool.n - 2 * sum(each != FORBIDDEN for each in weights)
        weight = sum(each for each in weights if each != FORBIDDEN)
    return Outcome(weight, len(before & set(pairs)), alone, seconds, megabytes)


def apart(work: Callable[[], Any]) -> tuple[Any, float]:
    """What it gives, run in a forked process, and how many megabytes that process grew by at most."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def run() -> None:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        found = work()
        sender.send((found, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / MEGABYTE))

    process = context.Process(target=run)
    process.start()
    sender.close()
    found: tuple[Any, float] = receiver.recv()
    process.join()
    return found


def _timed(way: Callable[[], Any]) -> tuple[Any, float]:
    taken: list[float] = []
    while len(taken) < RUNS and sum(taken) < LONG:
        began = time.perf_counter()
        found = way()
        taken.append(time.perf_counter() - began)
    return (found if isinstance(found, tuple) else list(found)), median(taken)

"""Matching pools of 20 to 50,000 beside networkx, rustworkx, greedy and a shuffle, on the same synthetic communities.

The rivals' graphs are made before their time begins; ours scores its pairs itself. Weights are told as shares of what
no matching can exceed, which is not what a matching can reach: three in a village are one pair and a journey.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import combinations
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import matching_ways as ways
from benchmarks.common import Finding, progress
from benchmarks.matching_ways import Outcome
from benchmarks.synthetic import Community, community
from meetups.matching import Pool, match, pool_of

SIZES = (20, 100, 200, 1_000, 10_000, 50_000)
ALL_PAIRS_UP_TO, NETWORKX_UP_TO, RUSTWORKX_UP_TO = 200, 1_000, 10_000
WEEKS, A_POOL = 52, 100
MOST_STALL = 25
"""Milliseconds for which the event loop may stand still while 10,000 are matched in a thread."""
STALLS = 3
OURS, NETWORKX, RUSTWORKX = "ours", "networkx, 12 nearest", "rustworkx, 12 nearest"

Found = dict[int, dict[str, Outcome]]


def run() -> Finding:
    found: Found = {}
    bounds: dict[int, int] = {}
    with progress() as bar:
        task = bar.add_task("Matching", total=len(SIZES))
        for n in SIZES:
            some = community(n)
            found[n] = {name: ways.outcome(some, way) for name, way in _ways(some)}
            if n <= RUSTWORKX_UP_TO:
                bounds[n] = ways.bound(some.pool)
            bar.advance(task)
    Console(width=120).print(_table(found, bounds))
    stall = median(asyncio.run(_stall(community(10_000).pool)) for _ in range(STALLS))
    findings = [*_how_good(found, bounds), *_how_fair(found, stall)]
    chained = findings[-1]
    for each in reversed(findings[:-1]):
        chained = replace(each, also=chained)
    return chained


def _ways(some: Community) -> Iterator[tuple[str, Callable[[], Any]]]:
    pool, n = some.pool, some.pool.n
    yield OURS, partial(ways.ours, pool)
    yield "shuffle", partial(ways.shuffle, n)
    if n > RUSTWORKX_UP_TO:
        return
    edges = ways.nearest(pool)
    yield "greedy, 12 nearest", partial(ways.greedy, n, edges)
    yield RUSTWORKX, partial(ways.by_rustworkx, n, edges)
    if n <= NETWORKX_UP_TO:
        yield NETWORKX, partial(ways.by_networkx, n, edges)
    if n <= ALL_PAIRS_UP_TO:
        yield "rustworkx, all pairs", partial(ways.by_rustworkx, n, ways.all_pairs(pool))


def _table(found: Found, bounds: dict[int, int]) -> Table:
    table = Table("members", "way", "weight", "of the bound", "repeats", "alone", "seconds", "peak MB")
    for n, outcomes in found.items():
        for name, each in outcomes.items():
            share = f"{100 * each.weight / bounds[n]:.2f} %" if n in bounds else ""
            figures = f"{each.weight:,}", share, f"{each.repeats:,}", str(each.alone), f"{each.seconds:.4f}"
            table.add_row(f"{n:,}" if name == OURS else "", name, *figures, f"{each.megabytes:.0f}")
        table.add_section()
    return table


def _how_good(found: Found, bounds: dict[int, int]) -> list[Finding]:
    thousand, many = found[1_000], found[10_000]
    short = {name: bounds[1_000] - thousand[name].weight for name in (OURS, NETWORKX)}
    rustworkx_short = bounds[10_000] - many[RUSTWORKX].weight
    return [
        Finding(
            "matching 1,000, time",
            thousand[OURS].seconds * 1000,
            thousand[NETWORKX].seconds * 1000,
            "ms",
            1 / 80,
            ours_is="scored and matched",
            rival_is="networkx, its 12 nearest given",
            beside=f"{found[100][OURS].seconds * 1000:.1f} ms at 100",
        ),
        Finding(
            "matching 1,000, weight",
            short[OURS],
            short[NETWORKX],
            "points",
            1,
            ours_is="short of the upper bound",
            rival_is="networkx",
        ),
        Finding(
            "matching 10,000, time",
            many[OURS].seconds,
            many[RUSTWORKX].seconds,
            "s",
            1 / 30,
            ours_is="scored and matched",
            rival_is="rustworkx, its 12 nearest given",
            beside=f"{found[50_000][OURS].seconds:.1f} s at 50,000, {many[OURS].megabytes:.0f} MB at 10,000",
        ),
        Finding(
            "matching 10,000, weight",
            bounds[10_000] - many[OURS].weight,
            bounds[10_000],
            "points",
            0.002,
            ours_is="short of the upper bound",
            rival_is="the upper bound",
            beside=f"rustworkx on its 12 nearest: {rustworkx_short:,} short",
        ),
    ]


def _how_fair(found: Found, stall: float) -> list[Finding]:
    repeats, shuffled = _year(match_ours), _year(match_by_chance)
    alone = {n: outcomes[OURS].alone for n, outcomes in found.items()}
    return [
        Finding(
            "matching, left out",
            sum(alone.values()),
            sum(alone),
            "members",
            0,
            ours_is="alone, of all sizes",
            rival_is="all of them",
        ),
        Finding(
            f"matching, repeats at {A_POOL}",
            repeats,
            shuffled,
            f"pairs in {WEEKS} weeks",
            0,
            ours_is="met again",
            rival_is="by a shuffle",
        ),
        Finding(
            "matching 10,000, event loop",
            stall,
            MOST_STALL,
            "ms",
            1,
            ours_is="longest stall",
            rival_is="what is allowed",
        ),
    ]


def match_ours(pool: Pool, week: int) -> set[tuple[int, int]]:
    found = match(pool, week)
    return {*found.pairs, *(two for three in found.trios for two in combinations(three, 2))}


def match_by_chance(pool: Pool, week: int) -> set[tuple[int, int]]:
    return {(min(pair), max(pair)) for pair in ways.shuffle(pool.n, week)}


def _year(way: Callable[[Pool, int], set[tuple[int, int]]]) -> int:
    """How many pairs of a year's weeks had met before in it, in a pool whose members can all meet."""
    members = [each._replace(in_person_only=False) for each in community(A_POOL).members]
    met: dict[tuple[int, int], int] = {}
    again = 0
    for week in range(WEEKS):
        pairs = way(pool_of(members, [(*pair, week - before) for pair, before in met.items()]), week)
        again += len(pairs & met.keys())
        met |= dict.fromkeys(pairs, week)
    return again


async def _stall(pool: Pool) -> float:
    """The longest the event loop was late by, in milliseconds, while this pool was matched in a thread."""
    matching = asyncio.create_task(asyncio.to_thread(match, pool, 1))
    longest = 0.0
    while not matching.done():
        began = time.perf_counter()
        await asyncio.sleep(0.001)
        longest = max(longest, time.perf_counter() - began - 0.001)
    return longest * 1000

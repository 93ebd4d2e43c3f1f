"""Matching pools of 20 to 50,000 beside networkx, rustworkx, greedy and a shuffle, on the same synthetic communities.

The rivals' graphs are made before their time begins; ours scores its pairs itself. Weights are told as shares of what
no matching can exceed (``matching_bound``).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from statistics import median
from typing import Any

from benchmarks import matching_runs as runs
from benchmarks import matching_ways as ways
from benchmarks import matching_years as years
from benchmarks.common import Finding, progress
from benchmarks.matching_bound import OPTIMUM_UP_TO, Bound, bound
from benchmarks.matching_runs import Stall
from benchmarks.matching_ways import Outcome
from benchmarks.matching_years import ODD, POOLS, WEEKS, Year
from benchmarks.synthetic import Community, community
from meetups.matching import EXACT, Pool, match

SIZES = (20, 50, 100, 150, 200, 1_000, 10_000, 50_000)
NETWORKX_UP_TO, RUSTWORKX_UP_TO = 1_000, 10_000
A_POOL = 100
MOST_STALL = 25
"""Milliseconds for which the event loop may stand still while 10,000 are matched in a thread."""
STALLS = 3
OURS, NETWORKX, RUSTWORKX = "ours", "networkx, 12 nearest", "rustworkx, 12 nearest"

Found = dict[int, dict[str, Outcome]]
Bounds = dict[int, Bound]
Years = dict[int, dict[str, Year]]


def run() -> Finding:
    found: Found = {}
    bounds: Bounds = {}
    with progress() as bar:
        task = bar.add_task("Matching", total=len(SIZES) + len(POOLS))
        for n in SIZES:
            some = community(n)
            found[n] = {name: ways.outcome(some, way) for name, way in _ways(some)}
            if n <= RUSTWORKX_UP_TO:
                bounds[n] = bound(some.pool)
            bar.advance(task)
        passed: Years = {}
        for n in POOLS:
            passed[n] = {OURS: years.year(n, years.ours), "shuffle": years.year(n, years.by_chance)}
            bar.advance(task)
    stall = median(asyncio.run(_stall(community(10_000).pool)) for _ in range(STALLS))
    whole = runs.stalls()
    details = "\n".join([*_table(found, bounds), "", *_table_of_years(passed)])
    print(details)
    first, *others = *_how_good(found, bounds), *_how_fair(found, passed), *_how_long(stall, whole)
    chained: Finding | None = None
    for each in reversed(others):
        chained = replace(each, also=chained)
    return replace(first, also=chained, details=details)


def _ways(some: Community) -> Iterator[tuple[str, Callable[[], Any]]]:
    pool, n = some.pool, some.pool.n
    yield OURS, partial(ways.ours, pool)
    yield "shuffle", partial(ways.shuffle, n)
    edges = ways.nearest(pool)
    yield "greedy, 12 nearest", partial(ways.greedy, n, edges)
    if n <= RUSTWORKX_UP_TO:
        yield RUSTWORKX, partial(ways.by_rustworkx, n, edges)
    if n <= NETWORKX_UP_TO:
        yield NETWORKX, partial(ways.by_networkx, n, edges)
    if n <= OPTIMUM_UP_TO:
        yield "rustworkx, all pairs", partial(ways.by_rustworkx, n, ways.all_pairs(pool))


def _table(found: Found, bounds: Bounds) -> Iterator[str]:
    yield "### Matching"
    yield ""
    yield (
        f"Up to {OPTIMUM_UP_TO} members the share is of the best there is; above, of what no matching can exceed. A row is "
        f"missing where a way takes too long: networkx above {NETWORKX_UP_TO:,}, rustworkx above {RUSTWORKX_UP_TO:,}, and a bound there."
    )
    yield ""
    yield "| members | way | weight | share | met before | alone | seconds | peak MB |"
    yield "|---|---|---|---|---|---|---|---|"
    for n, outcomes in found.items():
        for name, each in outcomes.items():
            share = f"{100 * each.weight / bounds[n].close:.2f} %" if n in bounds else ""
            yield (
                f"| {f'{n:,}' if name == OURS else ''} | {name} | {each.weight:,} | {share} | {each.repeats:,} "
                f"| {each.alone} | {each.seconds:.4f} | {each.megabytes:.0f} |"
            )


def _table_of_years(passed: Years) -> Iterator[str]:
    yield f"Pairs who met again within {WEEKS} weeks, where all can meet:"
    yield ""
    yield "| members | ours | the fewest possible | a shuffle | of pairs | alone |"
    yield "|---|---|---|---|---|---|"
    for n, ways_ in passed.items():
        ours, chance = ways_[OURS], ways_["shuffle"]
        yield f"| {n} | {ours.repeats} | {ours.fewest} | {chance.repeats} | {ours.pairs:,} | {ours.alone} |"


def _how_good(found: Found, bounds: Bounds) -> list[Finding]:
    thousand, many, most = found[1_000], found[10_000], bounds[10_000]
    exact = [n for n in SIZES if n <= EXACT]
    short = {name: bounds[1_000].close - thousand[name].weight for name in (OURS, NETWORKX)}
    return [
        Finding(
            f"matching up to {EXACT}, weight",
            sum(bounds[n].close - found[n][OURS].weight for n in exact),
            sum(bounds[n].close for n in exact),
            "points",
            0,
            ours_is="short of the best",
            rival_is="the best",
            beside=", ".join(f"{found[n][OURS].seconds * 1000:.1f} ms at {n}" for n in exact),
        ),
        Finding(
            "matching 1,000, time",
            thousand[OURS].seconds * 1000,
            thousand[NETWORKX].seconds * 1000,
            "ms",
            1 / 80,
            ours_is="scored and matched",
            rival_is="networkx, its 12 nearest given",
        ),
        Finding(
            "matching 1,000, weight",
            short[OURS],
            short[NETWORKX],
            "points",
            1,
            ours_is="short of what no matching exceeds",
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
            most.close - many[OURS].weight,
            most.close,
            "points",
            0.002,
            ours_is="short of what no matching exceeds",
            rival_is="that",
            beside=_both_bounds(most, many),
        ),
    ]


def _both_bounds(most: Bound, many: dict[str, Outcome]) -> str:
    return (
        f"a bound that counts odd towns as if halves could meet is {most.loose:,}: no matching reaches more than "
        f"{100 * most.close / most.loose:.2f} % of that, ours {100 * many[OURS].weight / most.loose:.2f} %; "
        f"rustworkx on its 12 nearest is {most.close - many[RUSTWORKX].weight:,} short"
    )


def _how_fair(found: Found, passed: Years) -> list[Finding]:
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
            "matching, odd numbers",
            years.trios_of_odd(),
            len(ODD),
            "trios",
            1,
            ours_is=f"given to pools of {', '.join(f'{n:,}' for n in ODD)}",
            rival_is="one each",
        ),
        Finding(
            f"matching, repeats at {A_POOL}",
            passed[A_POOL][OURS].repeats,
            passed[A_POOL]["shuffle"].repeats,
            f"pairs in {WEEKS} weeks",
            0,
            ours_is="met again",
            rival_is="by a shuffle",
        ),
    ]


def _how_long(stall: float, whole: dict[int, Stall]) -> list[Finding]:
    """Others wait: while many are matched alone, and while the app makes a whole run of its database's facts."""
    return [
        Finding(
            "matching 10,000, event loop",
            stall,
            MOST_STALL,
            "ms",
            1,
            ours_is="longest stall",
            rival_is="what is allowed",
        ),
        *(
            Finding(
                f"a weekly run of {n:,}, event loop",
                each.longest,
                MOST_STALL,
                "ms",
                1,
                ours_is=f"longest stall while it is made, median of {runs.RUNS} weeks",
                rival_is="what is allowed",
                beside=f"the longest pass of the garbage collector meanwhile took {each.collected:.0f} ms",
            )
            for n, each in whole.items()
        ),
    ]


async def _stall(pool: Pool) -> float:
    """The longest the event loop was late by, in milliseconds, while this pool was matched in a thread."""
    matching = asyncio.create_task(asyncio.to_thread(match, pool, 1))
    longest = 0.0
    while not matching.done():
        began = time.perf_counter()
        await asyncio.sleep(0.001)
        longest = max(longest, time.perf_counter() - began - 0.001)
    return longest * 1000

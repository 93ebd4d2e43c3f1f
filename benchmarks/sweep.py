"""A minute in which 1,000 kickoffs fall due, among 1,000 missions and among 1,000,000, beside one APScheduler job a member.

Each kickoff is claimed, decided from the facts of its moment, settled, and the member's next ones are planned; only the
sending is left out, which takes as long as Discord pleases. The two databases take turns, a claim's worth each. How long the
event loop stands still meanwhile is told by a task that only looks at the clock. The rival keeps a job for each of 100,000
members in memory (a million of them take three gigabytes and minutes) and does nothing when one is due.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from benchmarks.common import Finding, progress
from benchmarks.due import fill_due
from bot.app import open_app, warm_up
from bot.beside import deciding
from bot.settings import Settings
from cogs.courier import Beside
from meetups.services.deliveries import Deliveries
from meetups.values import Delivery, MessageId

DUE, FEW, MANY = 1_000, 1_000, 1_000_000
RIVALS = 100_000
AT_ONCE = 32
MOST_GROWTH, MOST_STALL = 1.2, 20.0
_LOOK = 0.001


class Stalls:
    """The longest times in which the loop did nothing else, seconds."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._watch: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Stalls:
        self._watch = asyncio.create_task(self._look())
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._watch is not None
        self._watch.cancel()

    async def _look(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(_LOOK)
            self.longest = max(self.longest, time.perf_counter() - before - _LOOK)


def run() -> Finding:
    with tempfile.TemporaryDirectory(prefix="meetward-bench-") as folder:
        few, many, stall = asyncio.run(_measured(Path(folder)))
    ran, rivals_stall = asyncio.run(_one_job_each())
    print(
        f"a kickoff among {FEW:,}: {few * 1000:.2f} ms, among {MANY:,}: {many * 1000:.2f} ms; longest stall {stall:.1f} ms"
    )
    print(f"APScheduler, {DUE:,} of {RIVALS:,} jobs: {ran:.2f} s, longest stall {rivals_stall:.0f} ms")
    beside = Finding(
        name="sweep, event loop",
        ours=stall,
        rival=rivals_stall,
        unit="ms",
        target=MOST_STALL / rivals_stall,
        ours_is=f"longest stall among {MANY:,} missions",
        rival_is=f"one APScheduler job a member, {DUE:,} of {RIVALS:,} due",
        beside=f"the target is {MOST_STALL:.0f} ms",
    )
    return Finding(
        name="sweep",
        ours=many * 1000,
        rival=few * 1000,
        unit="ms",
        target=MOST_GROWTH,
        ours_is=f"a due kickoff among {MANY:,} missions, median of claims of {AT_ONCE}",
        rival_is=f"among {FEW:,}",
        also=beside,
    )


async def _measured(folder: Path) -> tuple[float, float, float]:
    """Seconds a kickoff on the small side and on the large, and the longest stall on the large in milliseconds."""
    with progress() as bar:
        task = bar.add_task("Filling databases", total=2)
        for missions in (FEW, MANY):
            await asyncio.to_thread(fill_due, folder / f"{missions}.db", DUE, missions)
            bar.advance(task)
    few: list[float] = []
    many: list[float] = []
    longest = 0.0
    async with _side(folder / f"{FEW}.db") as small, _side(folder / f"{MANY}.db") as large:
        while True:
            for side, taken in ((small, few), (large, many)):
                async with Stalls() as stalls:
                    began = time.perf_counter()
                    swept = await side.sweep()
                    if swept == AT_ONCE:
                        taken.append((time.perf_counter() - began) / swept)
                if side is large:
                    longest = max(longest, stalls.longest)
            if not swept:
                return statistics.median(few), statistics.median(many), longest * 1000


@dataclass
class Side:
    """The services over one database, and where deliveries are decided."""

    deliveries: Deliveries
    beside: Beside

    async def sweep(self) -> int:
        """One claim's worth, as the courier does it; gives how many."""
        claimed = await self.deliveries.claim_due(AT_ONCE)
        for each in claimed:
            await self.carry(each)
        return len(claimed)

    async def carry(self, delivery: Delivery) -> None:
        outgoing = await self.beside(lambda deliveries: deliveries.prepare(delivery))
        assert outgoing is not None, "a kickoff was not to be sent"
        arrived = MessageId(delivery.id)
        await self.beside(lambda deliveries: deliveries.sent(delivery, outgoing.channel_id, arrived))


@asynccontextmanager
async def _side(database: Path) -> AsyncIterator[Side]:
    settings = Settings(_env_file=None, database_url=f"sqlite+aiosqlite:///{database}")  # type: ignore[call-arg]
    async with open_app(settings) as app, deciding(app.store, app.services) as beside:
        await warm_up(app)
        yield Side(app.services.deliveries, beside)


async def _one_job_each() -> tuple[float, float]:
    """Seconds until all that were due had run, and the longest stall in milliseconds."""
    ran, all_ran = itertools.count(1), asyncio.Event()

    async def nudge() -> None:
        if next(ran) == DUE:
            all_ran.set()

    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"misfire_grace_time": None, "max_instances": 1})
    due = datetime.now(UTC) - timedelta(seconds=1)
    with progress() as bar:
        for number in bar.track(range(RIVALS), description="One job a member"):
            later = due if number < DUE else due + timedelta(days=1 + number % 6)
            scheduler.add_job(nudge, DateTrigger(later, timezone=UTC))
    gc.collect()
    async with Stalls() as stalls:
        began = time.perf_counter()
        scheduler.start()
        await all_ran.wait()
        taken = time.perf_counter() - began
    scheduler.shutdown(wait=False)
    return taken, stalls.longest * 1000

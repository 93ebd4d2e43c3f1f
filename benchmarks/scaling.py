"""How many kickoffs one database decides and settles in a second: SQLite in one process, PostgreSQL in one, two and three.

Without Discord, whose limit of 50 a second would be all there is to see: processes claim what is due, decide it from the facts of
its moment and settle it as if it had been sent. PostgreSQL keeps what it commits (fsync), as SQLite does its claims.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.common import Finding, progress
from benchmarks.due import fill_due
from data.copying import copy
from data.store import SqlStore
from tests.support.postgres import drop_postgres, fresh_postgres, has_postgres, keep_safe
from tests.wire.bot_process import environment_for

DUE = 1_000
PROCESSES = (1, 2, 3)
MOST_SLOWER = 1.25


def run() -> Finding:
    if not has_postgres():
        raise SystemExit("this benchmark needs PostgreSQL's server programs")
    keep_safe()
    with tempfile.TemporaryDirectory(prefix="meetward-bench-") as folder:
        embedded, shared = asyncio.run(_measured(Path(folder)))
    print(f"SQLite, one process: {1 / embedded:.0f}/s")
    for number, taken in shared.items():
        print(f"PostgreSQL, {number} processes: {1 / taken:.0f}/s")
    most = max(PROCESSES)
    beside = Finding(
        name="scaling, PostgreSQL beside SQLite",
        ours=shared[1] * 1000,
        rival=embedded * 1000,
        unit="ms a kickoff",
        target=5,
        ours_is="PostgreSQL, one process",
        rival_is="SQLite, one process",
        beside=f"{1 / embedded:.0f} a second with SQLite, "
        + ", ".join(f"{1 / shared[n]:.0f} with {n} on PostgreSQL" for n in PROCESSES),
    )
    return Finding(
        name="scaling",
        ours=shared[most] * 1000,
        rival=shared[1] * 1000,
        unit="ms a kickoff",
        target=MOST_SLOWER,
        ours_is=f"PostgreSQL, {most} processes",
        rival_is="PostgreSQL, one process",
        also=beside,
    )


async def _measured(folder: Path) -> tuple[float, dict[int, float]]:
    """Seconds a kickoff: over SQLite, and over PostgreSQL by the number of processes."""
    filled = folder / "due.db"
    with progress() as bar:
        task = bar.add_task("Measuring", total=1 + len(PROCESSES))
        await asyncio.to_thread(fill_due, filled, DUE, DUE)
        shared = {}
        for number in PROCESSES:
            url = await _like(filled)
            shared[number] = await _taken(folder, [url] * number)
            await asyncio.to_thread(drop_postgres, url)
            bar.advance(task)
        embedded = await _taken(folder, [f"sqlite+aiosqlite:///{filled}"])
    return embedded, shared


async def _like(filled: Path) -> str:
    """A database of PostgreSQL's with the same rows."""
    url = await asyncio.to_thread(fresh_postgres)
    source = create_engine(f"sqlite:///{filled}")
    target = create_async_engine(url)

    def fill(connection: Connection) -> None:
        with source.connect() as read:
            copy(read, connection, lambda table, done, whole: None)

    async with target.begin() as connection:
        await connection.run_sync(fill)
    async with target.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.exec_driver_sql("ANALYZE")
    await target.dispose()
    source.dispose()
    return url


async def _taken(folder: Path, urls: list[str]) -> float:
    """Seconds a kickoff, from the word to begin to the end of the last process."""
    workers = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.scaling_worker", url,
            cwd=folder, env=environment_for({}), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )
        for url in urls
    ]  # fmt: skip
    for each in workers:
        assert each.stdout is not None
        assert await each.stdout.readline() == b"ready\n"
    began = time.perf_counter()
    outputs = await asyncio.gather(*(each.communicate(b"go\n") for each in workers))
    taken = time.perf_counter() - began
    counts = [int(output.split()[-1]) for output, _ in outputs]
    print(f"{len(urls)} processes settled {counts} in {taken:.1f} s")
    store = SqlStore(urls[0])
    async with store.read() as work:
        settled = await work.deliveries.count(state="sent")
    await store.close()
    assert sum(counts) == settled == DUE
    return taken / DUE

"""Kickoffs for 2,000 members due at one minute, over real sockets, beside the same list awaited one by one.

The shipped bot, started as an operator starts it, over a database in which they are due; a small Discord in this process
that takes 100 ms for an answer and 50 requests in a second. Every kickoff is decided from the facts of its moment and
proposes somebody of its reader's list. The rival is the loop everybody writes first: discord.py, one `await` after the
other, with the text ready.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks.bots import community, member
from benchmarks.common import Finding, progress
from benchmarks.due import fill_due
from benchmarks.filled import person_id
from tests.wire.bot_process import BotProcess, environment_for, settings_for
from tests.wire.discord_server import Call, Channel, DiscordServer

DUE = 2_000
ONE_BY_ONE = 200
"""Enough for a rate that does not change."""
LATENCY, LIMIT = 0.1, 50
FEWEST_TIMES, LEAST_OF_LIMIT = 4.5, 0.94
_PATIENCE = 240.0


def run() -> Finding:
    with tempfile.TemporaryDirectory(prefix="meetward-bench-") as folder:
        rival = asyncio.run(_one_by_one(Path(folder)))
        ours, doubled, lost, refused = asyncio.run(_delivered(Path(folder)))
    print(f"ours: {ours:.2f}/s, one by one: {rival:.2f}/s; twice {doubled}, lost {lost}, 429 {refused}")
    faults = Finding(
        name="delivery, what went wrong",
        ours=doubled + lost + refused,
        rival=DUE,
        unit="messages",
        target=0,
        ours_is="lost, doubled, or answered with 429",
        rival_is="due",
    )
    limit = Finding(
        name="delivery, against the limit",
        ours=1_000 / ours,
        rival=1_000 / LIMIT,
        unit="ms a message",
        target=1 / LEAST_OF_LIMIT,
        ours_is="delivered",
        rival_is=f"Discord's limit of {LIMIT} a second",
        also=faults,
        beside=f"{ours:.1f} messages a second, {ours / LIMIT:.1%} of the limit",
    )
    return Finding(
        name="delivery",
        ours=1_000 / ours,
        rival=1_000 / rival,
        unit="ms a message",
        target=1 / FEWEST_TIMES,
        ours_is=f"{DUE:,} kickoffs due at one minute, {LATENCY * 1000:.0f} ms away",
        rival_is="discord.py, one `await` after the other",
        also=limit,
        beside=f"{ours / rival:.2f} times as many",
    )


async def _delivered(folder: Path) -> tuple[float, int, int, int]:
    """Messages a second, how many arrived twice, how many never, and how many requests were refused for their pace."""
    async with DiscordServer(is_judging=False) as server:
        channels = _people(server, DUE)
        database = folder / "due.db"
        await asyncio.to_thread(fill_due, database, DUE, DUE, lambda number: channels[number].id)
        server.latency, server.weather.global_limit = LATENCY, LIMIT
        async with BotProcess(folder, settings_for(server, database) | {"LOG_LEVEL": "warning"}) as bot:
            await bot.ready(60)
            with progress() as bar, _no_collecting():
                task = bar.add_task("Delivering", total=DUE)
                deadline = time.monotonic() + _PATIENCE
                while _still_due(database) and time.monotonic() < deadline:
                    await asyncio.sleep(0.5)
                    bar.update(task, completed=sum(len(each.posts()) for each in channels))
            print(bot.output[-2000:] if "rror" in bot.output else "")
        arrived = [len(each.posts()) for each in channels]
        refused = sum(call.status == 429 for call in server.requests)
    return _rate(server.requests), sum(each > 1 for each in arrived), sum(each == 0 for each in arrived), refused


async def _one_by_one(folder: Path) -> float:
    async with DiscordServer(is_judging=False) as server:
        channels = _people(server, ONE_BY_ONE)
        server.latency, server.weather.global_limit = LATENCY, LIMIT
        told = json.dumps({"base": server.http_base, "token": server.token, "channels": [each.id for each in channels]})
        rival = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.one_by_one_bot", told, cwd=folder, env=environment_for({})
        )
        assert await rival.wait() == 0
        assert all(len(each.posts()) == 1 for each in channels)
        return _rate(server.requests)


def _people(server: DiscordServer, count: int) -> list[Channel]:
    """Members with open direct messages; gives their channels."""
    guild = community(server)
    return [server.dm(member(server, guild, person_id(number))) for number in range(count)]


@contextmanager
def _no_collecting() -> Iterator[None]:
    """The server's clock is the measure: a collection stops it for 140 ms, and what left apart would come in bunched."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _rate(calls: Sequence[Call]) -> float:
    """Messages a second from the first that came to the last."""
    sent = [
        each.at for each in calls if each.path.endswith("/messages") and each.method == "POST" and each.status == 200
    ]
    return (len(sent) - 1) / (max(sent) - min(sent))


def _still_due(database: Path) -> bool:
    with closing(sqlite3.connect(database, timeout=10)) as connection:
        query = (
            "SELECT count(*) FROM deliveries WHERE state = 'claimed' OR state = 'planned' AND due <= datetime('now')"
        )
        return bool(connection.execute(query).fetchone()[0])

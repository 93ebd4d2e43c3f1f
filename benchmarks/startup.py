"""From starting the shipped bot to its first delivery, over 1,000,000 missions and over an empty database.

One message is due in each database; the time is taken until it arrives at the small Discord in this process. The two take
turns, each a process of its own, started as an operator starts it.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

from benchmarks.bots import community, member
from benchmarks.common import Finding, progress
from benchmarks.due import fill_due
from benchmarks.filled import person_id
from tests.wire.bot_process import BotProcess, settings_for
from tests.wire.discord_server import DiscordServer

MANY = 1_000_000
ROUNDS = 7
MOST_GROWTH = 1.2
_LOOK = 0.002
_PATIENCE = 60.0


def run() -> Finding:
    with tempfile.TemporaryDirectory(prefix="meetward-bench-") as folder:
        empty, many = asyncio.run(_measured(Path(folder)))
    for name, taken in (("empty", empty), (f"{MANY:,} missions", many)):
        print(f"{name}: " + ", ".join(f"{each:.2f}" for each in taken) + " s")
    return Finding(
        name="start-up",
        ours=statistics.median(many) * 1000,
        rival=statistics.median(empty) * 1000,
        unit="ms",
        target=MOST_GROWTH,
        ours_is=f"from the start to the first delivery, {MANY:,} missions",
        rival_is="an empty database",
    )


async def _measured(folder: Path) -> tuple[list[float], list[float]]:
    async with DiscordServer(is_judging=False) as server:
        guild = community(server)
        channel = server.dm(member(server, guild, person_id(0)))
        empty, many = folder / "empty.db", folder / "many.db"
        await asyncio.to_thread(fill_due, empty, 1, 1, lambda _: channel.id)
        await asyncio.to_thread(fill_due, many, 1, MANY, lambda _: channel.id)
        taken: tuple[list[float], list[float]] = ([], [])
        with progress() as bar:
            # The first round tells Discord the commands, and is not counted.
            for number in bar.track(range(ROUNDS + 1), description="Starting"):
                for side, database in zip(taken, (empty, many), strict=True):
                    seconds = await _first_delivery(server, folder, database)
                    if number:
                        side.append(seconds)
        return taken


async def _first_delivery(server: DiscordServer, folder: Path, database: Path) -> float:
    """Seconds from the start of the process to its first message; the message is due again afterwards."""
    before, began = _messages(server), time.perf_counter()
    async with BotProcess(folder, settings_for(server, database) | {"LOG_LEVEL": "warning"}) as bot:
        while _messages(server) == before:
            if bot.exit_code is not None or time.perf_counter() - began > _PATIENCE:
                raise RuntimeError(f"nothing was delivered; the bot said:\n{bot.output}")
            await asyncio.sleep(_LOOK)
        seconds = time.perf_counter() - began
        await bot.stopped()
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE deliveries SET state = 'planned', claimed_at = NULL WHERE state = 'sent'")
    return seconds


def _messages(server: DiscordServer) -> int:
    return sum(call.method == "POST" and call.path.endswith("/messages") for call in server.requests)

"""The round trip of `/met`, which answers with its form, at 1,000 and 1,000,000 meetings; its tail against `/ping`.

Over real sockets: two bots in processes of their own, a small Discord in this one, and acts that take turns, so that
whatever else the machine does strikes all sides alike. `/met` reads the person's history, writes the meeting and is
durable (`synchronous=FULL`) before it answers. People, lists and histories are the same on both sides; only the
number of people differs.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.bots import community, member, running_bot, timed
from benchmarks.common import Finding, flushes, milliseconds, percentile, progress
from benchmarks.filled import CONTACTS, contact_name, fill, person_id
from tests.wire.discord_server import Channel, DiscordServer, User

SMALL, LARGE = 1_000, 1_000_000
ROUNDS = 600
WARM_UP = 60
MOST_GROWTH = 1.2
MOST_TAIL = 25


@dataclass
class Side:
    """One bot over one database, the people who use it, and how long their acts took (seconds)."""

    server: DiscordServer
    channel: Channel
    people: list[User]
    met: list[float] = field(default_factory=list)
    ping: list[float] = field(default_factory=list)

    async def round(self, number: int) -> None:
        """A bare command and a recorded meeting, by a person who has not recorded this one today."""
        person = self.people[number % len(self.people)]
        friend = contact_name(number // len(self.people) % CONTACTS)
        self.ping.append(await timed(lambda: self.server.slash(person, self.channel, "ping")))
        self.met.append(await timed(lambda: self.server.slash(person, self.channel, "met", {"contact": friend})))

    def forget(self) -> None:
        self.met.clear()
        self.ping.clear()


def run() -> Finding:
    with tempfile.TemporaryDirectory(prefix="meetward-bench-") as folder:
        small, large = asyncio.run(_measure(Path(folder), *_databases(Path(folder))))
        disk = flushes(Path(folder))
    for name, values in (
        (f"/met at {SMALL:,} meetings", small.met),
        (f"/met at {LARGE:,} meetings", large.met),
        ("/ping beside it", large.ping),
        ("a page made durable by this disk", disk),
    ):
        print(f"{name}: {milliseconds(values)}")
    return _finding(small, large, disk)


def _finding(small: Side, large: Side, disk: list[float]) -> Finding:
    tail = Finding(
        name="interaction, its tail",
        ours=percentile(large.met, 99) * 1000,
        rival=percentile(large.ping, 99) * 1000,
        unit="ms",
        target=MOST_TAIL,
        ours_is="`/met` at 1,000,000 meetings, p99",
        rival_is="a bare `/ping`, p99",
    )
    return Finding(
        name="interaction",
        ours=statistics.median(large.met) * 1000,
        rival=statistics.median(small.met) * 1000,
        unit="ms",
        target=MOST_GROWTH,
        ours_is="`/met` at 1,000,000 meetings, median",
        rival_is="at 1,000 meetings",
        also=tail,
        beside=f"fsync of this disk: {milliseconds(disk)}",
    )


def _databases(folder: Path) -> tuple[tuple[Path, int], tuple[Path, int]]:
    """Both databases, each with its number of people."""
    made = []
    with progress() as bar:
        task = bar.add_task("Filling databases", total=2)
        for meetings in (SMALL, LARGE):
            database = folder / f"{meetings}.db"
            made.append((database, fill(database, meetings)))
            bar.advance(task)
    return made[0], made[1]


async def _measure(folder: Path, small: tuple[Path, int], large: tuple[Path, int]) -> tuple[Side, Side]:
    async with AsyncExitStack() as stack:
        sides = [await stack.enter_async_context(_side(folder, *each)) for each in (small, large)]
        with progress() as bar:
            task = bar.add_task("Taking turns", total=WARM_UP + ROUNDS)
            for number in range(WARM_UP + ROUNDS):
                if number == WARM_UP:
                    for side in sides:
                        side.forget()
                for side in sides:
                    await side.round(number)
                bar.advance(task)
        return sides[0], sides[1]


@asynccontextmanager
async def _side(folder: Path, database: Path, people: int) -> AsyncIterator[Side]:
    """A Discord with the people of this database, and the bot that serves them until the end of the block."""
    async with DiscordServer(is_judging=False) as server:
        guild = community(server)
        chosen = random.Random(2008).sample(range(people), min(people, ROUNDS + WARM_UP))
        members = [member(server, guild, person_id(number)) for number in chosen]
        channel = server.add_channel(guild, "general")
        async with running_bot(server, database, folder):
            yield Side(server, channel, members)

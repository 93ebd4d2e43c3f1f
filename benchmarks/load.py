"""2,500 servers on one shard, 50 acts a second of what people do all day, and kickoffs falling due, for ten minutes.

The small Discord and its people are in this process; the bot, as it is shipped, and its rival in memory, discord.py as it
comes in the same servers, are processes of their own. `LOAD_SECONDS` in the environment makes it shorter. Linux only.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.common import Finding, percentile, progress
from benchmarks.filled import contact_name, person_id
from benchmarks.load_loop import Tally, drive
from benchmarks.load_mix import MIX, PING, Crowd
from benchmarks.load_process import Watched, watched
from benchmarks.load_world import LIMIT, NEAREST, PEOPLE, SERVERS, Distance, Person, build, fill, plan
from tests.wire.bot_process import settings_for
from tests.wire.discord_server import DiscordServer

SECONDS = int(os.environ.get("LOAD_SECONDS", "600"))
ACTS_A_SECOND = 50
KICKOFF_EVERY = 1.0
"""Seconds from one kickoff falling due to the next."""
MOST_TAIL, MOST_MEMORY, MOST_GROWTH = 15, 1.6, 1.1
_LEAD = timedelta(seconds=60)
"""What the bot has to start and come to rest."""
_CONNECTED_WITHIN, _SETTLED_WITHIN, _DRAINED_WITHIN = 60.0, 90.0, 60.0
_DOUBLED_WITHIN = 3.0
_SHOWN = 5
"""Lines of the bot's log, of which there should be none."""
_MET = """SELECT recorder_id, contacts.name, count(*) FROM meetings
    JOIN participants ON meeting_id = meetings.id AND part = 'guest' JOIN contacts ON contacts.id = contact_id
    WHERE recorded_at >= ? GROUP BY recorder_id, contacts.name"""


@dataclass(frozen=True)
class Measured:
    """A run: what is resident of the bare client, of ours and of the processes beside it (MB), and what became of the acts."""

    bare: float
    ours: list[float]
    beside: list[float]
    tally: Tally
    wrong: dict[str, int]


def run() -> Finding:
    with tempfile.TemporaryDirectory(prefix="meetward-bench-") as folder:
        measured = asyncio.run(_measure(Path(folder)))
    print(_table(measured.tally))
    print(f"went wrong: {measured.wrong}; answered by another card: {dict(measured.tally.astray)}")
    every = max(1, len(measured.ours) // 20)
    print(f"resident, over the run: {[round(each) for each in measured.ours[::every]]} MB; bare {measured.bare:.0f} MB")
    return _tail(measured, _memory(measured, _growth(measured, _wrong(measured))))


async def _measure(folder: Path) -> Measured:
    database, kickoffs = folder / "load.db", int(SECONDS / KICKOFF_EVERY)
    async with DiscordServer(is_judging=False) as server:
        with progress() as bar:
            task = bar.add_task("Making servers and people", total=3)
            people = build(server)
            bar.advance(task)
            await asyncio.to_thread(fill, database, server, people)
            bar.advance(task)
            bare = await _bare(server, folder)
            bar.advance(task)
        begins = datetime.now(UTC) + _LEAD
        plan(database, kickoffs, begins, KICKOFF_EVERY)
        server.global_limit, server.weather.storm = LIMIT, Distance()
        server.gateway.ack_after = NEAREST
        settings = settings_for(server, database) | {"LOG_LEVEL": "warning", "SHARD_COUNT": "1"}
        async with watched("benchmarks.load_bot", folder=folder, settings=settings) as bot:
            await _at_rest(server, bot)
            await asyncio.sleep((begins - datetime.now(UTC)).total_seconds())
            return await _loaded(server, bot, database, (people[:kickoffs], people[kickoffs:]), bare)


async def _loaded(
    server: DiscordServer, bot: Watched, database: Path, people: tuple[Sequence[Person], Sequence[Person]], bare: float
) -> Measured:
    """Those who only get their kickoffs, and those who act."""
    heard, acting = people
    crowd, since = Crowd(server, acting, random.Random(2008)), datetime.now(UTC)
    sampling = asyncio.create_task(bot.keep_sampling())
    with progress() as bar, _seldom_collecting():
        task = bar.add_task("Acting", total=SECONDS * ACTS_A_SECOND)
        tally = await drive(crowd, SECONDS, ACTS_A_SECOND, lambda: bar.advance(task))
        sampling.cancel()
        await _drained(heard, crowd)
    wrong = {
        "not answered in time": tally.unanswered.total(),
        "failed": tally.failed.total(),
        "meetings lost or doubled": _not_once(Counter(_met(database, since)), Counter(_answered_for(crowd))),
        "kickoffs lost or doubled": sum(len(server.dm(each.user).posts()) != 1 for each in heard),
        "recaps lost or doubled": _not_once(Counter(_recaps(acting)), Counter(each for each, _ in crowd.posted)),
        "refused with 429": sum(call.status == 429 for call in server.requests),
        "warnings in the log": len(bot.said()),
    }
    for line in bot.said()[:_SHOWN]:
        print(line)
    return Measured(bare, bot.resident, bot.beside, tally, wrong)


async def _bare(server: DiscordServer, folder: Path) -> float:
    """Megabytes resident of a bare client that has come to rest in all these servers."""
    told = json.dumps({"base": server.http_base, "gateway": server.gateway_url, "token": server.token})
    async with watched("benchmarks.load_bare_bot", told, folder=folder, settings={}) as bot:
        await _at_rest(server, bot)
        return bot.sample()


async def _at_rest(server: DiscordServer, bot: Watched) -> None:
    deadline = time.monotonic() + _CONNECTED_WITHIN
    while not (server.gateway.is_connected and server.commands.synced()):
        if bot.has_ended or time.monotonic() > deadline:
            raise RuntimeError(f"the bot did not connect: {bot.said()}")
        await asyncio.sleep(0.05)
    await bot.settled(_SETTLED_WITHIN)


async def _drained(heard: Sequence[Person], crowd: Crowd) -> None:
    """Wait until all that was to go out has, and then as long as it takes to see that nothing goes out again."""
    server, deadline = crowd.server, time.monotonic() + _DRAINED_WITHIN
    while time.monotonic() < deadline:
        recaps = sum(1 for _ in _recaps(crowd.people))
        if recaps >= len(crowd.posted) and all(server.dm(each.user).posts() for each in heard):
            break
        await asyncio.sleep(0.5)
    await asyncio.sleep(_DOUBLED_WITHIN)


def _recaps(people: Iterable[Person]) -> Iterator[int]:
    """The channel of every recap that is up."""
    for channel in {each.channel.id: each.channel for each in people}.values():
        yield from (channel.id for _ in channel.posts())


def _answered_for(crowd: Crowd) -> Iterator[tuple[int, str]]:
    return ((person_id(person), contact_name(friend)) for person, friend in crowd.met)


def _met(database: Path, since: datetime) -> dict[tuple[int, str], int]:
    """How often the database has each meeting recorded since then, by who recorded it and whom they met."""
    with closing(sqlite3.connect(database, timeout=10)) as connection:
        found = connection.execute(_MET, (since.strftime("%Y-%m-%d %H:%M:%S.%f"),)).fetchall()
    return {(recorder, name): count for recorder, name, count in found}


def _not_once(there: Counter[object], promised: Counter[object]) -> int:
    """How many were promised and are not there, or are there without having been promised."""
    return (promised - there).total() + (there - promised).total()


def _tail(measured: Measured, also: Finding) -> Finding:
    tally = measured.tally
    ping, others = (
        [seconds for name, seconds in tally.whole if (name == PING) is is_ping] for is_ping in (True, False)
    )
    first = [seconds for name, seconds in tally.first if name != PING]
    return Finding(
        name="load",
        ours=percentile(others, 99) * 1000,
        rival=percentile(ping, 99) * 1000,
        unit="ms",
        target=MOST_TAIL,
        ours_is=f"{ACTS_A_SECOND} acts a second for {SECONDS} s in {SERVERS:,} servers, whole answers, p99",
        rival_is="a bare `/ping` among them, p99",
        also=also,
        beside=f"acknowledged at p99 in {percentile(first, 99) * 1000:.1f} ms, the slowest of {tally.acts:,} acts "
        f"in {max(seconds for _, seconds in tally.first) * 1000:.0f} ms; medians of whole answers "
        f"{statistics.median(others) * 1000:.1f} ms, of `/ping` {statistics.median(ping) * 1000:.1f} ms",
        details=_table(tally),
    )


def _memory(measured: Measured, also: Finding) -> Finding:
    return Finding(
        name="load, memory",
        ours=max(measured.ours),
        rival=measured.bare,
        unit="MB",
        target=MOST_MEMORY,
        ours_is="resident, the most at any time of the run",
        rival_is="a bare discord.py client in the same servers, at rest",
        also=also,
        beside=f"{measured.ours[0]:.0f} MB before the first act; what the bot starts for pictures took "
        f"{max(measured.beside):.0f} MB more at most, in processes of its own",
    )


def _growth(measured: Measured, also: Finding) -> Finding:
    fifth = len(measured.ours) // 5
    return Finding(
        name="load, growth",
        ours=measured.ours[-1],
        rival=measured.ours[fifth],
        unit="MB",
        target=MOST_GROWTH,
        ours_is="resident at the end of the run",
        rival_is="after its first fifth",
        also=also,
    )


def _wrong(measured: Measured) -> Finding:
    astray = measured.tally.astray.total()
    return Finding(
        name="load, what went wrong",
        ours=sum(measured.wrong.values()),
        rival=measured.tally.acts,
        unit="acts",
        target=0,
        ours_is=", ".join(measured.wrong),
        rival_is="acts",
        beside=f"{PEOPLE:,} people; {astray} acts were answered by another card than they asked for",
    )


def _table(tally: Tally) -> str:
    """Each kind of act with its share, its reason, and how long its answers took."""
    taken: defaultdict[str, list[float]] = defaultdict(list)
    for name, seconds in tally.whole:
        taken[name].append(seconds)
    rows = [
        f"| {kind.name} | {kind.percent} % | {kind.why} | {len(times):,} | {statistics.median(times) * 1000:.1f} ms "
        f"| {percentile(times, 99) * 1000:.1f} ms |"
        for kind in MIX
        if len(times := taken[kind.name]) > 1
    ]
    return "\n".join(["| load | share | why | acts | median | p99 |", "|---|---|---|---|---|---|", *rows])


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """This process is the clock: a whole collection would stop it for seconds, and be taken for the bot's."""
    thresholds = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(thresholds[0], thresholds[1], 1_000_000)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()

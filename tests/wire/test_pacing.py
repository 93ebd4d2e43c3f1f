"""The pace at which the shipped bot asks Discord for anything, and what goes first."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest_asyncio

from bot.app import open_app
from bot.settings import Settings
from cogs.courier import AT_ONCE, Courier
from cogs.pacing import Pacer
from tests.wire.bot_process import settings_for
from tests.wire.discord_server import Call, User
from tests.wire.redirect import redirected
from tests.wire.town import Town, a_town, eventually, stored

LIMIT = 50
OPENING = "/users/@me/channels"


@pytest_asyncio.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as opened:
        yield opened


async def populate(town: Town, number: int, due: datetime) -> list[User]:
    """Members who can be written to, each with one private message due then; the bot is stopped."""
    people = [town.member(f"member {each} of {town.guild.id}") for each in range(number)]
    now, at = stored(datetime.now(UTC)), stored(due)
    told = json.dumps({"key": "post_failed", "channel_id": str(town.recaps.id), "failure": "channel_gone"})
    persons = [(each.id, now, town.server.dm(each).id) for each in people]
    news = [
        (town.server.snowflake(), each.id, f"person:{each.id}", at, now, each.id, town.guild.id, told)
        for each in people
    ]
    with closing(sqlite3.connect(town.database, timeout=10)) as connection, connection:
        connection.executemany(
            "INSERT INTO persons (id, created_at, locale, strength, quiet_from, quiet_until, naming, dm_channel_id, dm_state)"
            " VALUES (?, ?, 'en-US', 'gentle', 0, 0, 'ask', ?, 'open')",
            persons,
        )
        connection.executemany(
            "INSERT INTO deliveries (id, kind, subject, occasion, lane, due, created_at, person_id, community_id, state,"
            " reason, data, is_scheduled) VALUES (?, 'news', ?, 'test', ?, ?, ?, ?, ?, 'planned', '', ?, 1)",
            news,
        )
    return people


BUNCHED = 5


def letters(town: Town) -> list[Call]:
    """The direct messages the bot asked for and was answered, in order."""
    asked = [each for each in town.server.requests if each.method == "POST" and each.path.endswith("/messages")]
    return [each for each in asked if each.status is not None]


def paced(town: Town) -> list[Call]:
    """Everything Discord counts."""
    return [each for each in town.server.requests if not each.path.startswith(("/interactions/", "/webhooks/"))]


def busiest_second(calls: list[Call]) -> int:
    times = sorted(each.at for each in calls)
    return max(sum(start <= each < start + 1 for each in times[n : n + 2 * LIMIT]) for n, start in enumerate(times))


async def test_300_due_at_once_keep_to_the_limit_and_people_go_first(town: Town) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        proposal = await town.propose_mission(town.alice)
    people = await populate(town, 300, datetime.now(UTC) - timedelta(seconds=1))
    town.server.global_limit = LIMIT
    async with town.bot() as bot:
        await eventually(lambda: len(letters(town)) > 60)
        before = len(letters(town))
        assert "How Meetward works" in (await town.slash(town.alice, "help")).text
        helped = len(letters(town)) - before
        before = len(letters(town))
        await town.confirm_mission(town.alice, proposal)
        opened = [each.path for each in town.server.requests].index(OPENING)
        confirmed = sum(each.path.endswith("/messages") for each in town.server.requests[:opened]) - before
        await town.settled()
        await bot.ready()
    # About what goes out in a second; in order, each would have waited for all of them.
    assert helped < LIMIT
    assert confirmed < LIMIT
    # Hundreds are refused without a pacer. What left apart may come in bunched where the machine has too much to do.
    assert [each.status for each in paced(town) if each.status != 200].count(429) <= BUNCHED
    assert {each.status for each in paced(town)} <= {200, 429}
    assert busiest_second(paced(town)) <= LIMIT + BUNCHED
    assert [len(town.direct(each)) for each in people] == [1] * 300


async def test_a_small_community_does_not_wait_for_a_large_one(town: Town) -> None:
    small = Town(town.server, town.folder)
    async with town.bot() as bot:
        await bot.ready()
        for each in (town, small):
            await each.set_up()
    since = datetime.now(UTC) - timedelta(seconds=10)
    await populate(town, 200, since)
    few = {town.server.dm(each).id for each in await populate(small, 5, since + timedelta(seconds=1))}
    town.server.global_limit = LIMIT
    async with town.bot() as bot:
        await bot.ready()
        await town.settled()
    order = [each.id("channel") in few for each in letters(town)]
    assert (len(order), sum(order)) == (205, 5)
    assert not any(order[AT_ONCE + LIMIT :])


async def test_discord_opening_no_more_is_told_once_and_what_was_meant_waits_in_the_inbox(town: Town) -> None:
    await town.a_kickoff_is_due(town.alice)
    town.server.fail("POST", f"/channels/{town.server.dm(town.alice).id}/messages", 403, 2, code=20026)
    async with town.bot() as bot:
        await bot.ready()
        await bot.said("direct_messages_quarantined")
        await town.settled()
        assert town.outcomes("kickoff")[0] == ("undeliverable", "quarantined 20026")
        assert "A new week!" in (await town.slash(town.alice, "inbox")).text
        asked = len(town.server.requests)
        started = await town.start_mission(town.bob)
        assert "/inbox" in started.text
        assert not [each for each in town.server.requests[asked:] if each.path == OPENING]
    async with town.bot() as again:
        await again.ready()
        await town.settled()
    assert bot.output.count("direct_messages_quarantined") == 1
    assert "direct_messages_quarantined" not in again.output


async def test_discord_finding_it_too_fast_is_waited_out_and_the_message_arrives_once(town: Town) -> None:
    await town.a_kickoff_is_due(town.alice)
    fault = town.server.fail("POST", f"/channels/{town.server.dm(town.alice).id}/messages", 429, 2, code=40003)
    async with town.bot() as bot:
        await bot.ready()
        await town.post_in(town.server.dm(town.alice), 2)
        await town.settled()
    assert fault.is_spent
    assert town.outcomes("kickoff")[0] == ("sent", "")
    assert len(town.direct(town.alice)) == 2


@asynccontextmanager
async def running_here(town: Town, pacer: Pacer) -> AsyncIterator[Courier]:
    """The bot in this process, connected, with a pacer of one's own and no alarm."""
    known = settings_for(town.server, town.database)
    settings = Settings(_env_file=None, database_url=known["DATABASE_URL"], discord_token=None)  # type: ignore[call-arg]
    with redirected(town.server):
        async with open_app(settings) as app:
            app.pacer = pacer
            courier = Courier(
                lambda: app.current_client, app.registry, pacer, lambda verb: verb(app.services.deliveries)
            )
            async with app.client() as client:
                connection = asyncio.create_task(client.start(town.server.token))
                await client.wait_until_ready()
                yield courier
            await connection


async def test_after_too_many_refusals_nothing_goes_out_by_itself_until_they_are_forgotten(town: Town) -> None:
    """Discord bans an address after 10,000 in ten minutes; here 5 in three seconds stand for the bot's tenth of that."""
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
    people = await populate(town, 80, datetime.now(UTC) - timedelta(seconds=1))
    for each in people:
        each.takes_dms = False
    async with running_here(town, Pacer(most_invalid=5, memory=3.0)) as courier:
        sweep = asyncio.create_task(courier.sweep())
        await eventually(lambda: len(letters(town)) >= 5)
        held_since = time.monotonic()
        await asyncio.sleep(1.5)
        held = len(letters(town))
        assert 5 <= held <= 5 + AT_ONCE, "what was under way, and no more"
        assert "How Meetward works" in (await town.slash(town.alice, "help")).text
        assert len(letters(town)) == held
        await eventually(lambda: len(letters(town)) > held)
        assert time.monotonic() - held_since > 2.5
        sweep.cancel()
        await asyncio.gather(sweep, return_exceptions=True)
    assert Counter(each.status for each in letters(town)) == {403: len(letters(town))}

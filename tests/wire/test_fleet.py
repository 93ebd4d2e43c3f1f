"""Several processes on one PostgreSQL: each delivery once, whoever dies; each shard in its process; one pace for all.

They need a server of PostgreSQL, as `make test-postgres` has it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from sqlalchemy import select

from bot.commands.terminal import CANNOT_RUN
from data import tables
from tests.support.database import ON_POSTGRES
from tests.wire.discord_server import DiscordServer
from tests.wire.fleet import Fleet, Proxy
from tests.wire.test_web import free_port
from tests.wire.town import PATIENCE, Town, eventually

NUDGES = 3_000
BUNCHED = 5
"""Requests that left apart and came bunched, where the machine has too much to do."""
PROCESSES = 3

pytestmark = [pytest.mark.skipif(not ON_POSTGRES, reason="make test-postgres runs it"), pytest.mark.timeout(400)]


@pytest_asyncio.fixture
async def fleet(tmp_path: Path) -> AsyncIterator[Fleet]:
    server = DiscordServer()
    server.interactions.answer_window = 15
    async with server:
        yield Fleet(server, tmp_path)
    assert server.faults == []


async def test_three_processes_deliver_3000_nudges_each_once_and_survive_the_death_of_one(fleet: Fleet) -> None:
    guild = fleet.server.add_guild("Bloomington", fleet.server.add_user("olivia"))
    people = await fleet.have_due([guild], NUDGES)
    async with AsyncExitStack() as stack:
        bots = [
            await stack.enter_async_context(fleet.bot(f"bot {number}", IN_FLIGHT_SECONDS="2"))
            for number in range(PROCESSES)
        ]
        for each in bots:
            await each.ready(60)
        await eventually(lambda: fleet.heard(people)[1] > NUDGES // 3, 120)
        await bots[0].killed()
        left = (await fleet.states()).get("claimed", 0)
        await fleet.settled(300)
        by = await fleet.claimed_by()
        print(f"{left} claimed when one was killed; settled by {sorted(by.values())}")
    assert fleet.heard(people) == {1: NUDGES}
    assert await fleet.states() == {"sent": NUDGES}
    assert len(by) == PROCESSES
    assert min(by.values()) > NUDGES / 20


async def test_each_process_has_its_range_of_shards(fleet: Fleet) -> None:
    """Three shards, two processes: introduced one at a time, each answers for its servers and posts in them."""
    fleet.server.gateway.identify_every = 4.9
    here, there = await town_in(fleet, {0, 1}), await town_in(fleet, {2})
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    pages = {"WEB_PORT": str(port), "WEB_ADDRESS": address}
    async with fleet.bot("here", SHARD_COUNT="3", SHARD_IDS="0-1", **pages) as first:
        await first.ready(60)
        async with fleet.bot(
            "there", SHARD_COUNT="3", SHARD_IDS="2", **pages | {"WEB_PORT": str(free_port())}
        ) as second:
            await second.ready(60)
            assert fleet.server.gateway.shards == [(0, 3), (1, 3), (2, 3)]
            assert fleet.server.gateway.refused_identifies == 0
            for town in (here, there):
                await town.set_up()
                await town.click(town.olivia, await town.slash(town.olivia, "community page"), "community.page")
                preview = await town.tell(town.alice, await town.met(town.alice, "Chris"), "We had tea.")
                await town.click(town.alice, preview, "story.post")
                assert "We had tea." in (await town.post_in(town.recaps)).text
            # Whichever process serves them, the pages are all there.
            async with ClientSession() as session:
                for (key,) in await fleet.asked(select(tables.communities.c.web_key)):
                    async with session.get(f"{address}/s/{key}") as answer:
                        assert "We had tea." in await answer.text()
    # Of the servers of others a process hears nothing, and takes none of them for left.
    async with fleet.bot("here again", SHARD_COUNT="3", SHARD_IDS="0-1") as again:
        await again.ready(60)
        await there_is_nothing_to_do(fleet)
    left = select(tables.communities.c.id).where(tables.communities.c.left_at.is_not(None))
    assert await fleet.asked(left) == []


async def test_a_range_needs_a_database_that_can_be_shared(fleet: Fleet) -> None:
    file = f"sqlite+aiosqlite:///{fleet.folder / 'alone.db'}"
    async with fleet.bot("alone", SHARD_COUNT="3", SHARD_IDS="0-1", DATABASE_URL=file) as bot:
        assert await bot.ended() == CANNOT_RUN
        assert "docs/scaling.md" in bot.output


async def town_in(fleet: Fleet, shards: set[int]) -> Town:
    """A town whose server is in one of these shards of three."""
    while True:
        town = Town(fleet.server, fleet.folder)
        if (town.guild.id >> 22) % 3 in shards:
            return town
        await asyncio.sleep(0.001)


async def there_is_nothing_to_do(fleet: Fleet) -> None:
    """Whatever a start leads to is done."""
    await fleet.settled(PATIENCE)
    await asyncio.sleep(1)


@pytest.mark.parametrize("how", ["by a proxy", "by a share each"])
async def test_processes_keep_to_one_limit_together(fleet: Fleet, how: str) -> None:
    guild = fleet.server.add_guild("Bloomington", fleet.server.add_user("olivia"))
    people = await fleet.have_due([guild], 300)
    fleet.server.global_limit = 50
    async with Proxy(fleet.server, 47.5) as proxy, AsyncExitStack() as stack:
        chosen = {"DISCORD_API_URL": proxy.url} if how == "by a proxy" else {"REQUESTS_A_SECOND": "23.5"}
        bots = [await stack.enter_async_context(fleet.bot(f"bot {number}", **chosen)) for number in range(2)]
        for each in bots:
            await each.ready(60)
        await fleet.settled(60)
        passed = proxy.passed
    assert fleet.heard(people) == {1: 300}
    assert [each.status for each in fleet.server.requests].count(429) <= BUNCHED
    assert passed == (len(fleet.server.requests) if how == "by a proxy" else 0)
    assert len(await fleet.claimed_by()) == 2

"""Several processes on one PostgreSQL: each delivery once, whoever dies; each shard in its process; one pace for all.

They need a server of PostgreSQL, as `make test-postgres` has it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support.database import ON_POSTGRES
from tests.wire.discord_server import DiscordServer
from tests.wire.fleet import Fleet
from tests.wire.town import eventually

NUDGES = 3_000
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

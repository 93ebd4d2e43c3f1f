"""Finding out who left, as shipped: by asking for the member, and by what a direct message is answered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest_asyncio

from tests.wire.discord_server import User
from tests.wire.town import Town, a_town, eventually, stored


@pytest_asyncio.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as opened:
        yield opened


async def _promised(town: Town, *people: User) -> None:
    """Missions of people who have been there for a while and have a kickoff before them tomorrow."""
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up(nudge_channel=town.server.add_channel(town.guild, "nudges"))
        for number, each in enumerate(people):
            await town.start_mission(each)
            await town.post_in(town.server.dm(each))
            assert number + 1 == town.rows("SELECT count(*) FROM missions")[0][0]
        await town.settled()
    now = datetime.now(UTC)
    town.write("UPDATE persons SET quiet_from = 0, quiet_until = 0")
    town.write("UPDATE missions SET created_at = ?, seen_here_at = NULL", stored(now - timedelta(days=7)))
    town.write("UPDATE deliveries SET due = ? WHERE kind = 'kickoff'", stored(now + timedelta(hours=20)))


def _looks(town: Town) -> list[str]:
    """The members that were asked for, oldest first."""
    return [each.path.rpartition("/")[2] for each in town.server.requests if "/members/" in each.path]


async def test_whoever_left_hears_of_it_once_and_goes_on_alone_if_they_like(town: Town) -> None:
    carol = town.member("carol")
    elsewhere = town.server.add_guild("Elsewhere", town.olivia)
    town.server.add_member(elsewhere, town.alice)
    await _promised(town, town.alice, town.bob, carol)
    # Alice can still be written to, from another server; Bob cannot.
    town.server.remove_member(town.guild, town.alice)
    town.server.remove_member(town.guild, town.bob)
    for _ in range(2):
        async with town.bot() as bot:
            await bot.ready()
            farewell = await town.post_in(town.server.dm(town.alice), 2)
            assert "no longer in **Bloomington**" in farewell.text
            await eventually(lambda: [each[0] for each in town.outcomes("farewell")] == ["sent", "undeliverable"])
            await town.settled()
            assert await bot.stopped() == 0
        assert "Traceback" not in bot.output
    assert sorted(_looks(town)) == sorted(str(each.id) for each in (town.alice, town.bob, carol))
    assert town.outcomes("farewell")[1] == ("undeliverable", "dm_closed 50278")
    assert town.rows("SELECT count(*) FROM missions WHERE departed_at IS NULL") == [(1,)]
    assert town.outcomes("knock") == []

    async with town.bot() as bot:
        await bot.ready()
        await town.click(town.alice, farewell, "nudge.without")
    assert town.make_due("kickoff") == 3
    async with town.bot() as bot:
        await bot.ready()
        for each, number in ((town.alice, 3), (carol, 2)):
            assert "A new week!" in (await town.post_in(town.server.dm(each), number)).text
        await town.settled()
    assert ("dropped", "paused") in town.outcomes("kickoff")
    assert town.recaps.posts() == []


async def test_a_message_that_is_refused_because_nothing_is_shared_tells_it_too(town: Town) -> None:
    await _promised(town, town.bob)
    town.write("UPDATE missions SET seen_here_at = ?", stored(datetime.now(UTC)))
    town.make_due("kickoff")
    town.server.remove_member(town.guild, town.bob)
    async with town.bot() as bot:
        await bot.ready()
        await eventually(lambda: ("undeliverable", "dm_closed 50278") in town.outcomes("kickoff"))
        await town.settled()
    assert _looks(town) == []
    assert town.rows("SELECT count(*) FROM missions WHERE departed_at IS NOT NULL") == [(1,)]
    assert town.rows("SELECT kind, last_on FROM excuses") == [("pause", None)]
    assert town.outcomes("farewell") == [("undeliverable", "no_open_dm")]
    assert town.outcomes("knock") == []

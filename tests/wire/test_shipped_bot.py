"""The bot as operators run it, over real sockets: starting, serving, losing Discord and finding it again, stopping."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import discord
import pytest

from tests.wire.bot_process import BotProcess, settings_for
from tests.wire.town import Town, a_town, eventually

LEAST = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    attach_files=True,
    read_message_history=True,
)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


# Starting


async def test_the_command_line_starts_it_and_shows_the_invite_link(town: Town) -> None:
    async with town.bot(is_forked=False) as bot:
        await bot.ready(seconds=60)
        link = next(line for line in bot.output.splitlines() if "https://" in line).split()[-1]
        query = parse_qs(urlparse(link).query)
        assert query == {
            "client_id": [str(town.server.bot.id)],
            "permissions": [str(LEAST.value)],
            "scope": ["bot applications.commands"],
        }
        assert "How Meetward works" in (await town.slash(town.alice, "help")).text
        assert await bot.stopped() == 0
    assert bot.output.endswith("Stopped cleanly.\n")
    assert '"level": "warning"' not in bot.output


async def test_commands_are_synced_once_for_a_database(town: Town) -> None:
    for _ in range(2):
        async with town.bot() as bot:
            await bot.ready()
            assert (await town.slash(town.alice, "help")).is_ephemeral
    assert [call.method for call in town.server.requests if call.path.endswith("/commands")] == ["PUT"]


async def test_another_bot_of_the_same_database_is_told_its_commands(town: Town) -> None:
    async with town.bot() as bot:
        await bot.ready()
    async with a_town(town.folder) as other, other.bot() as bot:
        await bot.ready()
        assert {each["name"] for each in other.server.commands.synced()} >= {"met", "mission", "help"}


# Serving


async def test_from_set_up_to_a_recap(town: Town) -> None:
    async with town.bot() as bot:
        await bot.ready()
        assert "is ready" in (await town.set_up()).text
        await town.start_mission(town.alice)
        assert "Hello!" in (await town.post_in(town.server.dm(town.alice))).text
        preview = await town.tell(town.alice, await town.met(town.alice, "Chris"), "We had tea.")
        assert town.recaps.posts() == []
        await town.click(town.alice, preview, "story.post")
        recap = await town.post_in(town.recaps)
        assert "We had tea." in recap.text
        assert "Chris" not in recap.text
        assert recap.pings() == set()
        await town.settled()
        assert await bot.stopped() == 0
    assert len(town.recaps.posts()) == 1
    assert "Traceback" not in bot.output


async def test_a_city_is_known_at_the_first_act(town: Town) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        assert "Bloomington" in (await town.slash(town.alice, "profile", city="Bloomington, Indiana")).text


async def test_a_due_kickoff_is_delivered_and_the_next_one_planned(town: Town) -> None:
    await town.a_kickoff_is_due(town.alice)
    async with town.bot() as bot:
        await bot.ready()
        await town.post_in(town.server.dm(town.alice), 2)
        await town.settled()
    assert ("sent", "") in town.outcomes("kickoff")
    assert len(town.direct(town.alice)) == 2
    assert "Traceback" not in bot.output


async def test_closed_direct_messages_fall_back_to_the_inbox_and_a_neutral_line(town: Town) -> None:
    nudges = town.server.add_channel(town.guild, "nudges")
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up(nudge_channel=nudges)
        await town.start_mission(town.bob)
        await town.post_in(town.server.dm(town.bob))
        await town.settled()
    town.make_due("kickoff")
    town.bob.takes_dms = False
    async with town.bot() as bot:
        await bot.ready()
        knock = await town.post_in(nudges)
        assert knock.pings() == {town.bob.id}
        await town.settled()
        assert ("undeliverable", "dm_closed 50007") in town.outcomes("kickoff")
        assert "A new week!" in (await town.slash(town.bob, "inbox")).text
    assert len(town.direct(town.bob)) == 1


@pytest.mark.parametrize(
    ("obstacle", "reason"),
    [("deleted", "channel_gone 10003"), ("hidden", "not_allowed 50001"), ("muted", "not_allowed 50013")],
)
async def test_an_author_hears_why_a_recap_cannot_be_posted(town: Town, obstacle: str, reason: str) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        await town.start_mission(town.alice)
        await town.post_in(town.server.dm(town.alice))
        preview = await town.tell(town.alice, await town.met(town.alice, "Chris"), "We had tea.")
        if obstacle == "deleted":
            town.server.delete_channel(town.recaps)
        else:
            lost = discord.Permissions(view_channel=obstacle == "hidden", send_messages=True)
            town.server.overwrite(town.recaps, town.server.bot.id, deny=lost.value)
        await town.click(town.alice, preview, "story.post")
        news = await town.post_in(town.server.dm(town.alice), 2)
        assert f"<#{town.recaps.id}>" in news.text
        await town.settled()
    assert town.outcomes("post") == [("undeliverable", reason)]


# Losing Discord and finding it again


async def test_an_act_during_a_dropped_connection_is_answered_after_the_resume(town: Town) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.server.drop_gateway()
        assert "How Meetward works" in (await town.slash(town.alice, "help")).text
    assert (town.server.gateway.identifies, town.server.gateway.resumes) == (1, 1)


async def test_it_waits_for_a_discord_that_is_down_at_the_start(town: Town) -> None:
    await town.server.__aexit__(None, None, None)
    async with town.bot() as bot:
        await bot.said("keep trying")
        town.server.fail("GET", "/users/@me", 503)
        await town.server.__aenter__()
        await bot.ready()
        assert bot.output.count("keep trying") == 1
        assert (await town.slash(town.alice, "help")).is_ephemeral
    assert "Traceback" not in bot.output


async def test_it_comes_back_when_discord_was_gone_for_a_while(town: Town) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        await town.server.__aexit__(None, None, None)
        await asyncio.sleep(1)
        await town.server.__aenter__()
        # discord.py waits by chance, up to 2, 4, 8 and 16 seconds and so on between its tries.
        await eventually(lambda: town.server.gateway.is_connected, 60)
        preview = await town.tell(town.alice, await town.met(town.alice, "Chris"), "We had tea.")
        await town.click(town.alice, preview, "story.post")
        await town.post_in(town.recaps)
        assert await bot.stopped() == 0
    assert "Traceback" not in bot.output


async def test_a_delivery_survives_whatever_discord_answers_and_arrives_once(town: Town) -> None:
    outcomes = (500, 502, 503, 429, "reset", "drop_answer")
    authors = [town.member(f"author {number}") for number in range(len(outcomes))]
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        for number, (author, outcome) in enumerate(zip(authors, outcomes, strict=True)):
            preview = await town.tell(author, await town.met(author, "Chris"), f"Tea number {number}.")
            fault = town.server.fail("POST", f"/channels/{town.recaps.id}/messages", outcome)  # type: ignore[arg-type]
            await town.click(author, preview, "story.post")
            await eventually(lambda fault=fault: fault.is_spent)  # type: ignore[misc]
        await eventually(lambda: len(town.recaps.posts()) >= len(outcomes))
        await town.settled()
    assert town.outcomes("post") == [("sent", "")] * len(outcomes)
    for number in range(len(outcomes)):
        assert len([post for post in town.recaps.posts() if f"number {number}." in post.text]) == 1


# Stopping


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_stops_cleanly_with_an_answer_outstanding(town: Town, number: signal.Signals) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        preview = await town.tell(town.alice, await town.met(town.alice, "Chris"), "We had tea.")
        fault = town.server.fail("POST", f"/channels/{town.recaps.id}/messages", "hang")
        await town.click(town.alice, preview, "story.post")
        await eventually(lambda: fault.is_spent)
        assert await bot.stopped(number, seconds=5) == 0
    assert "Traceback" not in bot.output
    assert bot.output.endswith("Stopped cleanly.\n")


async def test_it_stops_while_it_waits_for_discord(town: Town) -> None:
    await town.server.__aexit__(None, None, None)
    async with town.bot() as bot:
        await bot.said("keep trying")
        assert await bot.stopped() == 0
    await town.server.__aenter__()


# What only the operator can mend


async def test_what_the_operator_must_mend_is_said_in_a_sentence(town: Town, tmp_path: Path) -> None:
    server = town.server
    newer, garbage = tmp_path / "newer.db", tmp_path / "garbage.db"
    _write_future(newer)
    garbage.write_bytes(b"This is no database at all. " * 200)
    good = settings_for(server, tmp_path / "new.db")
    elsewhere = settings_for(server, tmp_path / "other.db") | {"DISCORD_API_URL": "http://discord.invalid/api/v10"}
    cases = {
        "Discord refused the token": good | {"DISCORD_TOKEN": "wrong"},
        "There is no DISCORD_TOKEN": good | {"DISCORD_TOKEN": ""},
        "discord.invalid can't be found": elsewhere,
        "garbage.db can't be used": settings_for(server, garbage),
        "inside.db can't be used": settings_for(server, garbage / "inside.db"),
        "written by a newer Meetward": settings_for(server, newer),
        "DATABASE_URL: must begin with": good | {"DATABASE_URL": "mysql://somewhere"},
    }
    async with AsyncExitStack() as stack:
        bots = {
            sentence: await stack.enter_async_context(BotProcess(tmp_path / str(number), settings, is_forked=True))
            for number, (sentence, settings) in enumerate(cases.items())
        }
        for sentence, bot in bots.items():
            _check_gave_up(bot, sentence, await bot.ended())


async def test_a_clock_that_is_wrong_is_said(town: Town) -> None:
    town.server.clock_skew = -90
    async with town.bot() as bot:
        _check_gave_up(bot, "seconds ahead of Discord's", await bot.ended())


async def test_a_second_bot_on_the_same_database_is_refused(town: Town) -> None:
    async with town.bot() as first:
        await first.ready()
        async with town.bot() as second:
            _check_gave_up(second, "Another Meetward is already running", await second.ended())
        assert (await town.slash(town.alice, "help")).is_ephemeral


async def test_a_token_replaced_while_it_runs_ends_it(town: Town) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.server.drop_gateway(4004, resumable=False)
        town.server.rest._token = "another"
        _check_gave_up(bot, "Discord refused the token", await bot.ended())


def _check_gave_up(bot: BotProcess, sentence: str, code: int) -> None:
    assert sentence in bot.output
    assert code > 0
    assert "Traceback" not in bot.output
    assert "wire-token" not in bot.output


def _write_future(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.execute("INSERT INTO alembic_version VALUES ('9999')")

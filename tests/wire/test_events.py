"""Evenings among the events of the server, where Discord recognises no repeated creation: none lost, none twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
import pytest

from tests.wire.discord_server import Json, Message
from tests.wire.discord_server.weather import Fault, Outcome
from tests.wire.town import SERVER_NONCE_WINDOW, Town, a_town, eventually, stored

CREATE_EVENTS = discord.Permissions(create_events=True)
PAST = SERVER_NONCE_WINDOW + 0.2
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


def events(town: Town) -> list[Json]:
    return [dict(each) for each in town.server.events.values()]


async def turn_on(town: Town) -> Message:
    await town.set_up(organiser_channel=town.general)
    return await town.slash(town.olivia, "community events", on=True)


async def sketch(town: Town, what: str = "Madden") -> Message:
    """Alice's evening, a press of *Post it* before it is posted."""
    options = {"when": "tomorrow at 8 pm", "what": what, "city": "Bloomington, Indiana", "place": "7 Elm Street"}
    card = await town.slash(town.alice, "host new", channel=town.recaps, words="Bring *cake*", **options)
    age = [each for each in card.custom_ids() if each.startswith("host.adult")]
    return await town.click(town.alice, card, "host.adult") if age else card


async def host(town: Town, what: str = "Madden") -> Message:
    return await town.click(town.alice, await sketch(town, what), "host.post")


def creations(town: Town) -> int:
    """How often Discord was asked for a new event."""
    return sum(call.method == "POST" and call.path.endswith("/scheduled-events") for call in town.server.requests)


def break_creation(town: Town, outcome: Outcome, *, arrived: bool) -> Fault:
    return town.server.fail("POST", f"/guilds/{town.guild.id}/scheduled-events", outcome, after_effect=arrived)


async def host_into(town: Town, fault: Fault) -> None:
    await host(town)
    await eventually(lambda: fault.is_spent)


async def test_it_is_made_follows_and_goes(town: Town) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await turn_on(town)
        hall = await host(town)
        await town.settled()
        (event,) = events(town)
        assert (event["name"], event["entity_type"], event["privacy_level"]) == ("Madden", 3, 2)
        assert event["entity_metadata"]["location"].startswith("Bloomington")
        assert "Elm Street" not in str(event)
        assert town.alice.mention not in event["description"]
        assert event["description"].startswith("Bring \\*cake\\*\n\nJoin in <#")

        hall = await town.slash(town.alice, "host move", what="Chess", when="tomorrow at 9 pm")
        await town.settled()
        (moved,) = events(town)
        assert (moved["id"], moved["name"]) == (event["id"], "Chess")
        assert moved["scheduled_start_time"] != event["scheduled_start_time"]
        off = await town.click(town.alice, hall, "host.off")
        await town.click(town.alice, off, "host.off_now")
        await town.settled()
        assert events(town) == []
    assert town.outcomes("event") == [("sent", "")] * 3
    assert creations(town) == 1


async def test_where_events_are_off_discord_hears_of_none(town: Town) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        await host(town)
        await town.settled()
    assert not [call for call in town.server.requests if "scheduled-events" in call.path]


@pytest.mark.parametrize(
    ("outcome", "arrived", "pause"),
    [
        # What the courier does is the same for a forum, where every other way it can go is played.
        pytest.param("hang", True, PAST, id="arrived, no answer, long ago"),
        pytest.param("hang", False, 0, id="never arrived"),
    ],
)
async def test_a_kill_during_a_creation_neither_loses_nor_doubles_it(
    town: Town, outcome: Outcome, arrived: bool, pause: float
) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await turn_on(town)
        await host_into(town, break_creation(town, outcome, arrived=arrived))
        await bot.killed()
    assert town.outcomes("event") == [("claimed", "")]
    assert len(events(town)) == arrived
    await asyncio.sleep(pause)
    async with town.bot() as bot:
        await bot.ready()
        await town.settled()
    assert town.outcomes("event") == [("sent", "")]
    (event,) = events(town)
    assert town.rows("SELECT event_id FROM gatherings") == [(int(event["id"]),)]
    assert creations(town) == 2 - arrived


async def test_a_creation_still_under_way_is_not_looked_for_before_it_can_be_there(town: Town) -> None:
    async with town.bot(IN_FLIGHT_SECONDS="2.5") as bot:
        await bot.ready()
        await turn_on(town)
        card = await sketch(town)
        fault = town.server.fail("POST", f"/guilds/{town.guild.id}/scheduled-events", "slow", delay=2.2)
        await town.click(town.alice, card, "host.post")
        await eventually(lambda: fault.is_spent)
        await bot.killed()
    town.write("UPDATE deliveries SET claimed_at = ? WHERE state = 'claimed'", stored(datetime.now(UTC) - MINUTE))
    async with town.bot(IN_FLIGHT_SECONDS="2.5") as bot:
        await bot.ready()
        await town.settled()
    assert town.outcomes("event") == [("sent", "")]
    assert len(events(town)) == 1


async def test_a_bot_that_lives_on_makes_each_once_whatever_discord_answers(town: Town) -> None:
    weather: list[tuple[Outcome, bool]] = [("drop_answer", True), (500, True), (503, True), (502, False), (429, False)]
    async with town.bot() as bot:
        await bot.ready()
        await turn_on(town)
        for number, (outcome, arrived) in enumerate(weather):
            fault = break_creation(town, outcome, arrived=arrived)
            await host(town, f"Evening {number}")
            await eventually(lambda fault=fault: fault.is_spent)  # type: ignore[misc]
        await town.settled()
    assert town.outcomes("event") == [("sent", "")] * len(weather)
    assert sorted(each["name"] for each in events(town)) == [f"Evening {number}" for number in range(len(weather))]


async def test_it_is_told_from_every_other_event(town: Town) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await turn_on(town)
        await host(town, "Chess")
        await town.settled()
        await host_into(town, break_creation(town, "drop_answer", arrived=True))
        await bot.killed()
    chess, madden = events(town)
    copied = {**madden, "id": str(town.server.snowflake()), "creator_id": str(town.bob.id)}
    # A member may copy what ours says; it stands before ours.
    town.server.events = {int(copied["id"]): copied, **town.server.events}
    async with town.bot() as bot:
        await bot.ready()
        await town.settled()
    assert [row[0] for row in town.rows("SELECT event_id FROM gatherings ORDER BY id")] == [
        int(chess["id"]),
        int(madden["id"]),
    ]
    assert len(events(town)) == 3


@pytest.mark.parametrize("what", ["moved", "off"])
async def test_changed_before_it_was_known_to_stand_it_follows_all_the_same(town: Town, what: str) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await turn_on(town)
        await host_into(town, break_creation(town, "drop_answer", arrived=True))
        await bot.killed()
    async with town.bot(IN_FLIGHT_SECONDS="3") as bot:
        await bot.ready()
        if what == "moved":
            await town.slash(town.alice, "host move", what="Chess")
        else:
            await town.click(town.alice, await town.slash(town.alice, "host cancel"), "host.off_now")
        await town.settled()
    assert [each["name"] for each in events(town)] == (["Chess"] if what == "moved" else [])
    assert creations(town) == 1


@pytest.mark.parametrize("change", ["PATCH", "DELETE"])
async def test_a_kill_during_a_change_or_removal_leaves_it_as_it_was_to_be(town: Town, change: str) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await turn_on(town)
        await host(town)
        await town.settled()
        fault = town.server.fail(change, "/guilds/**", "hang", after_effect=True)
        if change == "PATCH":
            await town.slash(town.alice, "host move", what="Chess")
        else:
            await town.click(town.alice, await town.slash(town.alice, "host cancel"), "host.off_now")
        await eventually(lambda: fault.is_spent)
        await bot.killed()
    await asyncio.sleep(PAST)
    async with town.bot() as bot:
        await bot.ready()
        await town.settled()
    assert [each["name"] for each in events(town)] == (["Chess"] if change == "PATCH" else [])
    assert town.outcomes("event") == [("sent", "")] * 2


async def test_create_events_is_asked_for_only_when_they_are_turned_on(town: Town) -> None:
    for role in town.guild.roles.values():
        role.permissions = discord.Permissions(role.permissions.value & ~CREATE_EVENTS.value)
    async with town.bot() as bot:
        await bot.ready()
        card = await turn_on(town)
        assert "Create Events" in card.text
        assert town.rows("SELECT has_events FROM communities") == [(0,)]
        (own,) = town.guild.members[town.server.bot.id].roles
        own.permissions |= CREATE_EVENTS
        town.server.dispatch("GUILD_ROLE_UPDATE", {"guild_id": str(town.guild.id), "role": own.payload()})
        card = await town.click(town.olivia, card, "community.events")
        assert "Events are on" in card.text
    assert town.rows("SELECT has_events FROM communities") == [(1,)]


@pytest.mark.parametrize(
    ("code", "reason"), [(50013, "not_allowed 50013"), (30038, "too_many 30038"), (10070, "message_gone 10070")]
)
async def test_what_discord_refuses_is_put_away_with_its_reason(town: Town, code: int, reason: str) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await turn_on(town)
        await host(town)
        await town.settled()
        town.server.fail("PATCH", f"/guilds/{town.guild.id}/scheduled-events/*", 403, code=code)
        if code == 10070:
            town.server.events.clear()
        await town.slash(town.alice, "host move", what="Chess")
        await town.settled()
        reports = [each.text for each in town.general.posts() if "an event of the server" in each.text]
    assert town.outcomes("event") == [("sent", ""), ("undeliverable", reason)]
    assert len(reports) == (0 if code == 10070 else 1)

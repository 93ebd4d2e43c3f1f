"""SIGKILL between any two steps, and the next run goes on as if nothing had happened: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest

from tests.wire.discord_server.weather import Outcome
from tests.wire.town import NONCE_WINDOW, PATIENCE, SERVER_NONCE_WINDOW, Town, a_town, custom_id, eventually


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


async def test_every_step_of_a_week_may_be_the_last_of_its_process(town: Town) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        await bot.killed()
    async with town.bot() as bot:
        await bot.ready()
        card = await town.slash(town.alice, "mission start", city="Bloomington, Indiana")
        await bot.killed()
    async with town.bot() as bot:
        await bot.ready()
        card = await town.click(town.alice, card, "mission.adult")
        await bot.killed()
    async with town.bot() as bot:
        await bot.ready()
        assert "It's a promise!" in (await town.confirm_mission(town.alice, card)).text
        await bot.killed()
    async with town.bot() as bot:
        await bot.ready()
        form = await town.met(town.alice, "Chris")
        await bot.killed()
    async with town.bot() as bot:
        await bot.ready()
        preview = await town.tell(town.alice, form, "We had tea.")
        await bot.killed()
    async with town.bot() as bot:
        await bot.ready()
        await town.click(town.alice, preview, "story.post")
        await bot.killed()
    async with town.bot() as bot:
        await bot.ready()
        await town.post_in(town.recaps)
        await town.settled()
        assert "Chris" in (await town.slash(town.alice, "contact list")).text
    assert [post.text.count("We had tea.") for post in town.recaps.posts()] == [1]
    assert len(town.direct(town.alice)) == 1
    assert town.rows("SELECT count(*) FROM meetings") == [(1,)]
    assert town.rows("SELECT count(*) FROM missions") == [(1,)]


async def test_an_act_repeated_because_its_answer_never_came_is_one_act(town: Town) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        card = await town.propose_mission(town.alice)
        fault = town.server.fail("POST", "/interactions/*/*/callback", "hang")
        await town.server.slash(town.alice, town.general, "met", {"contact": "Chris"})
        await eventually(lambda: fault.is_spent)
        assert town.rows("SELECT count(*) FROM meetings") == [(1,)]
        await bot.killed()
    async with town.bot() as bot:
        await bot.ready()
        form = await town.met(town.alice, "Chris")
        button = custom_id(card, "mission.confirm")
        for _ in range(2):
            await (await town.server.click(town.alice, card, button, is_stale=True)).edited(seconds=PATIENCE)
        preview = await town.tell(town.alice, form, "We had tea.")
        button = custom_id(preview, "story.post")
        for _ in range(2):
            await (await town.server.click(town.alice, preview, button, is_stale=True)).answer(PATIENCE)
        await town.post_in(town.recaps)
        await town.settled()
    assert town.rows("SELECT count(*) FROM meetings") == [(1,)]
    assert town.rows("SELECT count(*) FROM missions") == [(1,)]
    assert len(town.recaps.posts()) == 1


@pytest.mark.parametrize("pause", [0.0, SERVER_NONCE_WINDOW + 0.2], ids=["within the nonce's window", "past it"])
@pytest.mark.parametrize(
    ("outcome", "arrived"),
    [("drop_answer", True), ("hang", True), ("hang", False)],
    ids=["arrived, answer cut", "arrived, no answer", "never arrived"],
)
async def test_a_kill_during_a_delivery_neither_loses_nor_doubles_it(
    town: Town, outcome: Outcome, arrived: bool, pause: float
) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        preview = await town.tell(town.alice, await town.met(town.alice, "Chris"), "We had tea.")
        fault = town.server.fail("POST", f"/channels/{town.recaps.id}/messages", outcome, after_effect=arrived)
        await town.click(town.alice, preview, "story.post")
        await eventually(lambda: fault.is_spent)
        await bot.killed()
    assert town.outcomes("post") == [("claimed", "")]
    assert len(town.recaps.posts()) == arrived
    await asyncio.sleep(pause)
    async with town.bot() as bot:
        await bot.ready()
        await town.post_in(town.recaps)
        await town.settled()
    assert town.outcomes("post") == [("sent", "")]
    assert len(town.recaps.posts()) == 1


async def test_a_recap_is_recognised_by_a_bot_whose_clock_is_ahead_of_discords(town: Town) -> None:
    town.server.clock_skew = -40
    await _lose_the_answer_to_a_recap(town)
    await asyncio.sleep(SERVER_NONCE_WINDOW + 0.2)
    async with town.bot() as bot:
        await bot.ready()
        await town.settled()
    assert town.outcomes("post") == [("sent", "")]
    assert len(town.recaps.posts()) == 1


async def test_a_recap_is_not_repeated_into_a_channel_that_cannot_be_read_back(town: Town) -> None:
    await _lose_the_answer_to_a_recap(town)
    unreadable = discord.Permissions(read_message_history=True)
    town.server.overwrite(town.recaps, town.server.bot.id, deny=unreadable.value)
    await asyncio.sleep(SERVER_NONCE_WINDOW + 0.2)
    async with town.bot() as bot:
        await bot.ready()
        await town.settled()
    assert town.outcomes("post") == [("undeliverable", "not_allowed read_message_history")]
    assert len(town.recaps.posts()) == 1


async def test_a_delivery_that_cannot_be_drawn_keeps_no_other_from_arriving(town: Town) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        for person in (town.alice, town.bob):
            await town.start_mission(person)
        await town.settled()
    for person in (town.alice, town.bob):
        town.plan_news(person, 1)
    town.write("UPDATE deliveries SET data = '{}' WHERE kind = 'news' AND person_id = ?", town.alice.id)
    async with town.bot() as bot:
        await bot.ready()
        await town.post_in(town.server.dm(town.bob), 2)
        await bot.said("delivery_failed", times=2)
        town.write("UPDATE deliveries SET data = '{\"key\": \"post_failed\"}' WHERE kind = 'news' AND data = '{}'")
        await town.post_in(town.server.dm(town.alice), 2)
        await town.settled()


async def _lose_the_answer_to_a_recap(town: Town) -> None:
    """Alice posts a recap; it arrives, and the bot dies before it knows."""
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        preview = await town.tell(town.alice, await town.met(town.alice, "Chris"), "We had tea.")
        fault = town.server.fail("POST", f"/channels/{town.recaps.id}/messages", "drop_answer")
        await town.click(town.alice, preview, "story.post")
        await eventually(lambda: fault.is_spent)
        await bot.killed()


async def test_a_recap_deleted_before_its_sending_was_known_stays_deleted(town: Town) -> None:
    town.server.nonce_window = 12
    await _lose_the_answer_to_a_recap(town)
    town.server.delete_message(town.recaps.posts()[0])
    async with town.bot(NONCE_WINDOW_SECONDS="10") as bot:
        await bot.ready()
        await town.settled()
    assert town.recaps.posts() == []


async def test_a_repeated_delivery_is_repeated_no_more_when_discord_may_have_forgotten_its_nonce(town: Town) -> None:
    town.server.nonce_window = 3.2
    await _lose_the_answer_to_a_recap(town)
    # After each of these discord.py waits longer before it tries again by itself: a second, then three.
    town.server.fail("POST", f"/channels/{town.recaps.id}/messages", 500, times=2)
    async with town.bot(NONCE_WINDOW_SECONDS="3") as bot:
        await bot.ready()
        await town.settled()
    assert town.outcomes("post") == [("sent", "")]
    assert len(town.recaps.posts()) == 1


async def test_a_recap_waits_while_discord_does_not_say_what_may_be_done_in_its_channel(town: Town) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        preview = await town.tell(town.alice, await town.met(town.alice, "Chris"), "We had tea.")
        fault = town.server.fail("GET", f"/channels/{town.recaps.id}", 503)
        await town.click(town.alice, preview, "story.post")
        await eventually(lambda: fault.is_spent)
        assert town.outcomes("post") == [("claimed", "")]
        await town.settled()
    assert town.outcomes("post") == [("sent", "")]
    assert len(town.recaps.posts()) == 1


async def test_a_kickoff_that_may_have_arrived_is_not_put_off_to_the_morning(town: Town) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        await town.start_mission(town.alice)
        await town.settled()
        await bot.killed()
    town.make_due("kickoff")
    fault = town.server.fail("POST", f"/channels/{town.server.dm(town.alice).id}/messages", "drop_answer")
    async with town.bot() as bot:
        await bot.ready()
        await eventually(lambda: fault.is_spent)
        await bot.killed()
    town.write("UPDATE persons SET quiet_from = 1, quiet_until = 0")
    async with town.bot() as bot:
        await bot.ready()
        await town.settled()
    assert town.outcomes("kickoff") == [("sent", "")]
    assert len(town.direct(town.alice)) == 2


async def test_a_global_limit_longer_than_the_bot_waits_stops_it_only_so_long(town: Town) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        preview = await town.tell(town.alice, await town.met(town.alice, "Chris"), "We had tea.")
        messages = f"/channels/{town.recaps.id}/messages"
        town.server.fail("POST", messages, 429, retry_after=NONCE_WINDOW + 1, is_global=True)
        await town.click(town.alice, preview, "story.post")
        await town.post_in(town.recaps)
        await town.settled()
    assert town.outcomes("post") == [("sent", "")]
    assert len(town.recaps.posts()) == 1


@pytest.mark.parametrize("outcome", ["drop_answer", 500])
async def test_a_removal_that_finds_its_own_work_done_is_no_moderators(town: Town, outcome: Outcome) -> None:
    async with town.bot(IN_FLIGHT_SECONDS="4") as bot:
        await bot.ready()
        await town.set_up()
        preview = await town.tell(town.alice, await town.met(town.alice, "Chris"), "We had tea.")
        posted = await town.click(town.alice, preview, "story.post")
        await town.post_in(town.recaps)
        await town.settled()
        town.server.fail("DELETE", f"/channels/{town.recaps.id}/messages/*", outcome, after_effect=True)
        taken_down = await town.click(town.alice, posted, "story.withdraw")
        await town.settled()
        assert town.outcomes("remove") == [("sent", "")]
        assert town.recaps.posts() == []
        preview = await town.click(town.alice, taken_down, "story.preview")
        await town.click(town.alice, preview, "story.post")
        await town.post_in(town.recaps)
        await town.settled()

"""SIGKILL between any two steps, and the next run goes on as if nothing had happened: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Literal

import discord
import pytest

from tests.wire.discord_server import Message, User
from tests.wire.town import PATIENCE, SERVER_NONCE_WINDOW, Town, a_town, custom_id, eventually

KILLS = 12
PEOPLE = 6

Outcome = Literal["drop_answer", "hang"]


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
        town.server.fail("POST", "/interactions/*/*/callback", "hang")
        await town.server.slash(town.alice, town.general, "met", {"contact": "Chris"})
        await eventually(lambda: town.rows("SELECT count(*) FROM meetings") == [(1,)])
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
    await _lose_the_answer_to_a_recap(town)
    town.server.delete_message(town.recaps.posts()[0])
    async with town.bot() as bot:
        await bot.ready()
        await town.settled()
    assert town.recaps.posts() == []


async def test_nothing_is_lost_or_doubled_over_many_kills_at_random_moments(town: Town) -> None:
    seed = int(os.environ.get("WIRE_SEED", random.SystemRandom().randrange(10**6)))
    print(f"WIRE_SEED={seed} repeats these kills")
    dice = random.Random(seed)
    people = [town.member(f"person {number}") for number in range(PEOPLE)]
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        for person in people:
            await town.start_mission(person)
        await town.settled()
    town.make_due("kickoff")
    town.server.latency = 0.03
    for number in range(KILLS):
        for person in people:
            town.plan_news(person, number)
        await _run_and_kill(town, dice)
        # Some claims are older than the nonce's window at the next start, the others younger.
        await asyncio.sleep(SERVER_NONCE_WINDOW + 0.2 if number in (KILLS // 3, KILLS - 2) else 0)
    town.server.latency = 0
    async with town.bot() as bot:
        await bot.ready()
        await town.settled(30)
    _check_each_arrived_once(town, people)


async def _run_and_kill(town: Town, dice: random.Random) -> None:
    async with town.bot() as bot:
        if dice.random() < 0.8:
            await bot.ready()
        await asyncio.sleep(dice.uniform(0, 0.3))
        await bot.killed()


def _check_each_arrived_once(town: Town, people: list[User]) -> None:
    private = "kind IN ('welcome', 'kickoff', 'news')"
    due = {row[0] for row in town.rows(f"SELECT id FROM deliveries WHERE {private} AND state != 'planned'")}
    sent = {row[0] for row in town.rows(f"SELECT id FROM deliveries WHERE {private} AND state = 'sent'")}
    arrived = Counter(delivery for person in people for each in town.direct(person) for delivery in _deliveries(each))
    assert len(due) == len(people) * (2 + KILLS)
    assert sent == due
    assert arrived == Counter(due)


def _deliveries(message: Message) -> Iterator[int]:
    """The delivery a message was, as its custom ids say."""
    yield from {int(each.rpartition("~")[2]) for each in message.custom_ids() if "~" in each}

"""Recaps in a forum, where Discord recognises no repeated creation: none is lost, and none stands there twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
import pytest

from tests.wire.discord_server import Channel, ChannelKind, Message, User
from tests.wire.discord_server.weather import Outcome
from tests.wire.town import PATIENCE, SERVER_NONCE_WINDOW, Town, a_town, card_of, custom_id, eventually, stored

MANAGE_THREADS = discord.Permissions(manage_threads=True).value
PAST = SERVER_NONCE_WINDOW + 0.2
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """A town whose recaps go to a forum."""
    async with a_town(tmp_path) as town:
        town.recaps = town.server.add_channel(town.guild, "stories", kind=ChannelKind.FORUM)
        yield town


def threads(town: Town) -> list[Channel]:
    """The posts of the forum, oldest first."""
    return [each for each in town.guild.channels.values() if each.parent is town.recaps]


def told(town: Town) -> list[tuple[str, str]]:
    """Each post's name, and the first line of what stands in it."""
    return [(each.name, each.posts()[0].text.splitlines()[0]) for each in threads(town)]


async def the_thread(town: Town, number: int = 1) -> Channel:
    """Wait for the forum's post with this number, counted from 1."""
    await eventually(lambda: len(threads(town)) >= number and bool(threads(town)[number - 1].posts()))
    return threads(town)[number - 1]


async def tell_of_bob(town: Town) -> Message:
    """Alice posts that she met Bob; gives the card she has then."""
    act = await town.server.slash(town.alice, town.general, "met", {"member": town.bob})
    modal = (await act.answer(PATIENCE)).modal
    assert modal is not None
    preview = await town.tell(town.alice, modal.custom_id, "We had tea.")
    return await town.click(town.alice, preview, "story.post")


async def break_creation(town: Town, outcome: Outcome, *, arrived: bool = False, author: User | None = None) -> None:
    """Somebody, Alice unless said otherwise, posts a recap while the forum's next creation goes wrong."""
    author = author or town.alice
    preview = await town.tell(author, await town.met(author, "Chris"), "We had tea.")
    fault = town.server.fail("POST", f"/channels/{town.recaps.id}/threads", outcome, after_effect=arrived)
    await town.click(author, preview, "story.post")
    await eventually(lambda: fault.is_spent)


async def lose_the_answer(town: Town) -> Channel:
    """Alice posts a recap; it arrives, and the bot dies before it knows."""
    await _one_more_lost(town)
    assert town.outcomes("post") == [("claimed", "")]
    (thread,) = threads(town)
    return thread


# What stands there


async def test_everything_for_the_recap_channel_becomes_a_post_with_a_name(town: Town) -> None:
    town.guild.members[town.alice.id].nick = "Alice of *Main* Street <@1>"
    async with town.bot() as bot:
        await bot.ready()
        ready = await town.set_up()
        await town.click(town.olivia, ready, "community.invite")
        await the_thread(town)
        home = await town.start_mission(town.alice)
        announce = await town.click(town.alice, home, "mission.announce")
        await town.click(town.alice, announce, "mission.post")
        await the_thread(town, 2)
        await tell_of_bob(town)
        await the_thread(town, 3)
        await town.settled()
        assert [each.name for each in threads(town)] == [
            "Meet one of your online contacts in person, every week",
            "Alice of *Main* Street <@1> made a promise",
            "Alice of *Main* Street <@1> met a friend",
        ]
        assert all(each.posts()[0].id == each.id and not each.posts()[0].pings() for each in threads(town))
    assert town.rows("SELECT is_thread, message_id FROM posts ORDER BY id") == [(1, each.id) for each in threads(town)]


async def test_a_name_follows_what_people_agree_to_and_take_back(town: Town) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        await tell_of_bob(town)
        thread = await the_thread(town)
        for answer, name in ((1, "alice met bob"), (0, "alice met a friend")):
            button = custom_id(thread.posts()[0], "story.me").replace(".1~", f".{answer}~")
            act = await town.server.click(town.bob, thread.posts()[0], button, is_stale=True)
            await act.answer(PATIENCE)
            await eventually(lambda name=name: thread.name == name)  # type: ignore[misc]
            assert (town.bob.mention in thread.posts()[0].text) is bool(answer)
        await town.settled()
        renamed = [call for call in town.server.requests if call.method == "PATCH" and "name" in (call.body or {})]
        assert len(renamed) == 2


async def test_an_archived_post_follows_too_and_stays_archived(town: Town) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        await tell_of_bob(town)
        thread = await the_thread(town)
        await town.settled()
        town.server.archive(thread)
        await town.click(town.bob, thread.posts()[0], "story.me")
        await eventually(lambda: thread.name == "alice met bob" and thread.is_archived)
        assert town.bob.mention in thread.posts()[0].text
        await town.settled()
    assert town.outcomes("edit") == [("sent", "")]


@pytest.mark.parametrize("is_archived", [False, True])
async def test_taken_down_it_names_nobody_and_what_others_said_stays(town: Town, is_archived: bool) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        card = await tell_of_bob(town)
        thread = await the_thread(town)
        town.server.say(town.bob, thread, "What a day!")
        await town.settled()
        if is_archived:
            town.server.archive(thread)
        await town.click(town.alice, card, "story.withdraw")
        await eventually(lambda: thread.name == "Taken down" and thread.is_archived)
        await town.settled()
        assert [each.text for each in thread.posts()] == ["What a day!"]
    assert town.outcomes("remove") == [("sent", "")]
    assert town.rows("SELECT message_id, is_thread FROM posts") == [(None, 0)]


async def test_a_bot_that_may_manage_threads_takes_down_all_of_it(town: Town) -> None:
    town.server.overwrite(town.recaps, town.server.bot.id, allow=MANAGE_THREADS)
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        card = await tell_of_bob(town)
        await the_thread(town)
        await town.settled()
        fault = town.server.fail("DELETE", "/channels/*", "hang", after_effect=True)
        await town.click(town.alice, card, "story.withdraw")
        await eventually(lambda: fault.is_spent)
        await bot.killed()
    assert threads(town) == []
    async with town.bot() as bot:
        await bot.ready()
        await town.settled()
    assert town.outcomes("remove") == [("sent", "")]


@pytest.mark.parametrize("may_manage", [False, True])
async def test_a_removal_that_finds_its_own_work_done_is_no_moderators(town: Town, may_manage: bool) -> None:
    town.server.overwrite(town.recaps, town.server.bot.id, allow=MANAGE_THREADS if may_manage else 0)
    async with town.bot(IN_FLIGHT_SECONDS="4") as bot:
        await bot.ready()
        await town.set_up()
        card = await tell_of_bob(town)
        await the_thread(town)
        await town.settled()
        town.server.fail("DELETE", "/channels/**", "drop_answer")
        await town.click(town.alice, card, "story.withdraw")
        await town.settled()
    assert town.outcomes("remove") == [("sent", "")]
    assert [each.name for each in threads(town)] == ([] if may_manage else ["Taken down"])


@pytest.mark.parametrize(
    ("obstacle", "reason"),
    [("locked", "locked 160005"), ("emptied", "message_gone 10008"), ("deleted", "message_gone 10003")],
)
async def test_a_post_that_cannot_follow_is_put_away_with_its_reason(town: Town, obstacle: str, reason: str) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up(organiser_channel=town.general)
        await town.start_mission(town.alice)
        await town.settled()
        await tell_of_bob(town)
        thread = await the_thread(town)
        await town.settled()
        question = thread.posts()[0]
        if obstacle == "locked":
            town.server.archive(thread, is_archived=False, is_locked=True)
        elif obstacle == "emptied":
            town.server.delete_message(question)
        else:
            town.server.delete_channel(thread)
        await agree(town, town.bob, question)
        await eventually(lambda: town.outcomes("edit") == [("undeliverable", reason)])
        await town.settled()
        if obstacle == "emptied":
            assert (thread.name, thread.is_archived) == ("Taken down", True)
        said = [
            each.text for each in [*town.direct(town.alice), *town.general.posts()] if "moderator locked" in each.text
        ]
        assert len(said) == (2 if obstacle == "locked" else 0)


async def agree(town: Town, person: User, message: Message) -> None:
    """They press *That's me* on a message that may be gone by now, as somebody can whose client still shows it."""
    act = await town.server.click(person, message, custom_id(message, "story.me"), is_stale=True)
    await act.answer(PATIENCE)


# Tags


async def test_a_forum_that_wants_a_tag_gets_one_that_fits_or_the_first_that_anybody_may_use(town: Town) -> None:
    town.recaps = town.server.add_channel(town.guild, "tagged", kind=ChannelKind.FORUM, needs_tag=True)
    town.server.add_tag(town.recaps, "official", is_moderated=True)
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        await town.start_mission(town.alice)
        await town.post_in(town.server.dm(town.alice))
        await tell_of_bob(town)
        assert "tag" in (await town.post_in(town.server.dm(town.alice), 2)).text
        await town.settled()
        assert town.outcomes("post") == [("undeliverable", "no_tag 40067")]

        stories, _ = (town.server.add_tag(town.recaps, name) for name in ("stories", "more stories"))
        await town.set_up()
        assert (await the_thread(town)).applied_tags == [stories.id]
        fitting = town.server.add_tag(town.recaps, "In Person")
        preview = await town.tell(town.alice, await town.met(town.alice, "Chris"), "Tea.")
        await town.click(town.alice, preview, "story.post")
        assert (await the_thread(town, 2)).applied_tags == [fitting.id]
        await town.settled()
    assert len(threads(town)) == 2


# What goes wrong on the way


@pytest.mark.parametrize(
    ("outcome", "arrived", "pause"),
    [
        # How the answer was lost matters only to a bot that lives on.
        pytest.param("drop_answer", True, 0, id="arrived, answer cut"),
        pytest.param("hang", True, PAST, id="arrived, no answer, past the nonce's window"),
        pytest.param("hang", False, 0, id="never arrived"),
        pytest.param("hang", False, PAST, id="never arrived, past the nonce's window"),
    ],
)
async def test_a_kill_during_a_creation_neither_loses_nor_doubles_it(
    town: Town, outcome: Outcome, arrived: bool, pause: float
) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        await break_creation(town, outcome, arrived=arrived)
        await bot.killed()
    assert town.outcomes("post") == [("claimed", "")]
    assert len(threads(town)) == arrived
    await asyncio.sleep(pause)
    async with town.bot() as bot:
        await bot.ready()
        await the_thread(town)
        await town.settled()
    assert town.outcomes("post") == [("sent", "")]
    assert told(town) == [("alice met a friend", f"## {town.alice.mention} met a friend")]


@pytest.mark.parametrize("is_killed", [False, True])
async def test_a_creation_still_under_way_is_not_looked_for_before_it_can_be_there(town: Town, is_killed: bool) -> None:
    async with town.bot(IN_FLIGHT_SECONDS="2.5") as bot:
        await bot.ready()
        await town.set_up()
        preview = await town.tell(town.alice, await town.met(town.alice, "Chris"), "We had tea.")
        # Longer than the nonce's window, for which a bot waits; less than it may be on its way.
        fault = town.server.fail("POST", f"/channels/{town.recaps.id}/threads", "slow", delay=2.2)
        await town.click(town.alice, preview, "story.post")
        await eventually(lambda: fault.is_spent)
        if is_killed:
            await bot.killed()
        else:
            await town.settled()
    town.write("UPDATE deliveries SET claimed_at = ? WHERE state = 'claimed'", stored(datetime.now(UTC) - MINUTE))
    async with town.bot(IN_FLIGHT_SECONDS="2.5") as bot:
        await bot.ready()
        await town.settled()
        (creation, *_) = (each for each in town.server.requests if each.path.endswith(f"{town.recaps.id}/threads"))
        await eventually(lambda: creation.status is not None)
    assert town.outcomes("post") == [("sent", "")]
    assert len(threads(town)) == 1


async def test_a_bot_that_lives_on_creates_each_once_whatever_discord_answers(town: Town) -> None:
    arrived: list[tuple[Outcome, bool]] = [("drop_answer", True), (500, True), (503, True), (502, False), (429, False)]
    authors = [town.member(f"author {number}") for number in range(len(arrived))]
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        for author, (outcome, has_effect) in zip(authors, arrived, strict=True):
            await break_creation(town, outcome, arrived=has_effect, author=author)
        await the_thread(town, len(authors))
        await town.settled()
    assert town.outcomes("post") == [("sent", "")] * len(authors)
    assert sorted(each.name for each in threads(town)) == [f"{each.name} met a friend" for each in authors]


@pytest.mark.parametrize("is_archived", [False, True])
async def test_it_is_told_from_everything_else_in_the_forum(town: Town, is_archived: bool) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        preview = await town.tell(town.alice, await town.met(town.alice, "Dana"), "We had cake.")
        await town.click(town.alice, preview, "story.post")
        await the_thread(town)
        await town.settled()
        await bot.killed()
    (earlier,) = threads(town)
    thread = await _one_more_lost(town)
    for number in range(3):
        other = town.server.add_thread(town.recaps, f"chat {number}", town.bob)
        town.server.post(other, town.bob, {"content": "hello"}, message_id=other.id)
        emptied = town.server.add_thread(town.recaps, "emptied", town.server.bot)
        town.server.archive(emptied, is_archived=bool(number))
    if is_archived:
        town.server.archive(earlier)
        town.server.archive(thread)
    before = len(threads(town))
    async with town.bot() as bot:
        await bot.ready()
        await town.settled()
    assert len(threads(town)) == before
    assert town.outcomes("post") == [("sent", ""), ("sent", "")]
    assert [row[0] for row in town.rows("SELECT message_id FROM posts ORDER BY id")] == [earlier.id, thread.id]


async def _one_more_lost(town: Town) -> Channel:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        await break_creation(town, "drop_answer")
        await bot.killed()
    return threads(town)[-1]


async def test_it_is_looked_for_where_it_went_when_recaps_go_elsewhere_meanwhile(town: Town) -> None:
    thread = await lose_the_answer(town)
    forum, town.recaps = town.recaps, town.general
    async with town.bot(IN_FLIGHT_SECONDS="3") as bot:
        await bot.ready()
        await town.set_up()
        await town.settled()
    assert town.outcomes("post") == [("sent", ""), ("dropped", "superseded")]
    assert [each for each in town.guild.channels.values() if each.parent is forum] == [thread]
    assert town.general.posts() == []
    assert town.rows("SELECT channel_id, message_id FROM posts") == [(forum.id, thread.id)]


async def test_it_is_not_created_again_in_a_forum_that_cannot_be_read(town: Town) -> None:
    await lose_the_answer(town)
    unreadable = discord.Permissions(read_message_history=True)
    town.server.overwrite(town.recaps, town.server.bot.id, deny=unreadable.value)
    async with town.bot() as bot:
        await bot.ready()
        await town.settled()
    assert town.outcomes("post") == [("undeliverable", "not_allowed read_message_history")]
    assert len(threads(town)) == 1


async def test_withdrawn_before_it_was_known_to_stand_it_is_taken_down(town: Town) -> None:
    town.server.overwrite(town.recaps, town.server.bot.id, allow=MANAGE_THREADS)
    await lose_the_answer(town)
    async with town.bot(IN_FLIGHT_SECONDS="3") as bot:
        await bot.ready()
        await town.slash(town.alice, "mydata forget")
        act = await town.server.slash(town.alice, town.general, "mydata forget")
        card = card_of((await act.answer(PATIENCE)).message)
        await town.click(town.alice, card, "mydata.forget")
        await eventually(lambda: threads(town) == [])
        await town.settled()
    assert ("sent", "") in town.outcomes("remove")

"""The wire server against a real discord.py: what the suite relies on is proved here with a toy bot."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
import discord
import pytest
from discord import ui

from tests.support.discord_description import description
from tests.wire.discord_server import (
    ChannelKind,
    DiscordServer,
    NoAnswer,
    NotOffered,
    Reply,
    Upload,
    Values,
)
from tests.wire.redirect import redirected
from tests.wire.toy_bot import Bot, Card, Scene, running

pytestmark = pytest.mark.skipif(
    description() is None, reason="Discord's OpenAPI description is not beside the project (set DISCORD_OPENAPI)"
)


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with DiscordServer() as server:
        scene = Scene(server)
        with redirected(server):
            async with running(server) as scene.bot:
                yield scene


async def test_a_bot_logs_in_syncs_and_sees_its_guild(scene: Scene) -> None:
    assert [guild.name for guild in scene.bot.guilds] == ["Bloomington"]
    assert {command["name"] for command in scene.server.commands.synced()} == {
        "met",
        "plan",
        "twice",
        "silent",
        "We met",
    }
    assert scene.server.faults == []


async def test_syncing_again_keeps_the_ids_of_commands(scene: Scene) -> None:
    before = {command["id"] for command in scene.server.commands.synced()}
    await scene.bot.tree.sync()
    assert {command["id"] for command in scene.server.commands.synced()} == before
    assert len(await scene.bot.tree.fetch_commands()) == len(before)


async def test_a_slash_command_is_answered_with_an_ephemeral_card(scene: Scene) -> None:
    act = await scene.server.slash(scene.bob, scene.channel, "met", {"contact": "Chris", "member": scene.alice})
    answer = await act.answer()
    assert answer.kind is Reply.MESSAGE
    assert answer.is_ephemeral
    assert answer.text == "You met Chris alice 0"
    assert answer.message is not None
    assert answer.message.is_v2
    assert answer.message.buttons() == {"Edit": "edit", "Form": "form", "Later": "later"}
    assert scene.channel.posts() == []
    assert scene.server.faults == []


async def test_followup_and_edit_come_after_the_answer(scene: Scene) -> None:
    act = await scene.server.slash(scene.bob, scene.channel, "met", {"contact": "follow"})
    assert (await act.followup()).text == "and then"
    assert (await act.edited()).text == "changed"


async def test_thinking_is_replaced_by_the_first_followup(scene: Scene) -> None:
    act = await scene.server.slash(scene.alice, scene.channel, "plan new", {"hours": 2})
    assert (await act.acknowledged()).kind is Reply.DEFERRED_MESSAGE
    answer = await act.answer()
    assert answer.text == "2 hours"
    assert answer.is_ephemeral
    assert act.followups == []


async def test_commands_work_in_a_direct_message(scene: Scene) -> None:
    act = await scene.server.slash(scene.bob, scene.server.dm(scene.bob), "met", {"contact": "Chris"})
    assert (await act.answer()).text == "You met Chris None 0"


async def test_what_discord_does_not_offer_cannot_be_done(scene: Scene) -> None:
    server = scene.server
    with pytest.raises(NotOffered, match="hidden"):
        await server.slash(scene.bob, scene.channel, "plan new", {"hours": 2})
    with pytest.raises(NotOffered, match="out of bounds"):
        await server.slash(scene.alice, scene.channel, "plan new", {"hours": 6})
    with pytest.raises(NotOffered, match="must be given"):
        await server.slash(scene.alice, scene.channel, "met")
    with pytest.raises(NotOffered, match="group"):
        await server.slash(scene.alice, scene.channel, "plan")
    with pytest.raises(NotOffered, match="not synced"):
        await server.slash(scene.alice, scene.channel, "me")


async def test_autocomplete_offers_choices(scene: Scene) -> None:
    act = await scene.server.autocomplete(scene.bob, scene.channel, "met", "contact", {"contact": "Ch"})
    assert (await act.answer()).choices == ({"name": "Chris", "value": "Chris"},)


async def test_a_user_menu_names_its_target(scene: Scene) -> None:
    act = await scene.server.user_menu(scene.bob, scene.channel, "We met", scene.alice)
    assert (await act.answer()).text == "You met alice"


async def test_buttons_edit_the_card_they_are_on(scene: Scene) -> None:
    card = (await (await scene.server.slash(scene.bob, scene.channel, "met", {"contact": "x"})).answer()).message
    assert card is not None
    answer = await (await scene.server.click(scene.bob, card, "Edit")).answer()
    assert answer.kind is Reply.UPDATE
    assert answer.message is card
    assert card.text == "edited"
    assert card.is_ephemeral
    later = await scene.server.click(scene.bob, card, "later")
    assert (await later.edited()).text == "later"
    with pytest.raises(NotOffered, match="disabled"):
        await scene.server.click(scene.bob, card, "Gone")
    with pytest.raises(NotOffered, match="does not see"):
        await scene.server.click(scene.alice, card, "Edit")
    assert scene.server.faults == []


async def test_selects_send_values_and_people(scene: Scene) -> None:
    card = (await (await scene.server.slash(scene.bob, scene.channel, "met", {"contact": "x"})).answer()).message
    assert card is not None
    assert (await (await scene.server.select(scene.bob, card, "pick", ["Erin"])).answer()).text == "['Erin']"
    people = await scene.server.select(scene.bob, card, "people", [scene.alice, scene.bob])
    assert str(scene.alice.id) in (await people.answer()).text
    with pytest.raises(NotOffered, match="none of"):
        await scene.server.select(scene.bob, card, "pick", ["Nobody"])


async def test_a_form_is_shown_filled_in_and_sent_with_a_file(scene: Scene) -> None:
    card = (await (await scene.server.slash(scene.bob, scene.channel, "met", {"contact": "x"})).answer()).message
    assert card is not None
    answer = await (await scene.server.click(scene.bob, card, "Form")).answer()
    assert answer.modal is not None
    assert set(answer.modal.fields()) == {"story", "mood", "photo"}
    with pytest.raises(NotOffered, match="story"):
        await scene.server.submit(scene.bob, "tell", {"mood": "Good"})
    values: Values = {"story": "We had tea", "mood": "Good", "photo": Upload("tea.png", b"12345", "image/png")}
    act = await scene.server.submit(scene.bob, answer.modal.custom_id, values)
    assert (await act.answer()).text == "We had tea / ['Good'] / [5]"
    assert scene.server.faults == []


async def test_an_attachment_option_can_be_read(scene: Scene) -> None:
    options: Values = {"contact": "Chris", "photo": Upload("a.png", b"abc", "image/png")}
    act = await scene.server.slash(scene.bob, scene.channel, "met", options)
    assert (await act.answer()).text == "You met Chris None 3"


async def test_answers_bring_files_and_edits_add_them(scene: Scene) -> None:
    sent = Upload("100% of #1.csv", b"Name\n" * 2**19, "text/csv; charset=utf-8")
    act = await scene.server.slash(scene.bob, scene.channel, "met", {"contact": "copy", "photo": sent})
    copied, kept = await act.followup(), await act.edited()
    assert (copied.text, kept.text) == ("and a copy", "kept")
    assert copied.is_ephemeral
    assert scene.server.files_of(copied) == {sent.filename: sent.data}
    assert scene.server.files_of(kept) == {sent.filename: sent.data}
    assert scene.server.faults == []


async def test_a_second_answer_is_refused_and_silence_is_noticed(scene: Scene) -> None:
    act = await scene.server.slash(scene.bob, scene.channel, "twice")
    assert "40060" in (await act.followup()).text or "already" in (await act.followup()).text
    silent = await scene.server.slash(scene.bob, scene.channel, "silent")
    with pytest.raises(NoAnswer, match="silent"):
        await silent.answer(0.05)


async def test_a_late_answer_is_unknown(scene: Scene) -> None:
    scene.server.interactions.answer_window = 0.0
    await scene.server.slash(scene.bob, scene.channel, "met", {"contact": "x"})
    await _eventually(lambda: 404 in [call.status for call in scene.server.requests if call.path.endswith("/callback")])


# Messages


async def test_a_repeated_nonce_returns_the_first_message(scene: Scene) -> None:
    user = await scene.bot.fetch_user(scene.bob.id)
    first = await user.send(view=Card("hello"), nonce="delivery-1")
    again = await user.send(view=Card("hello"), nonce="delivery-1")
    assert first.id == again.id
    scene.server.nonce_window = 0.0
    assert (await user.send(view=Card("hello"), nonce="delivery-1")).id != first.id
    assert len(scene.server.dm(scene.bob).posts()) == 2


async def test_a_repeated_nonce_of_a_deleted_message_is_unknown(scene: Scene) -> None:
    user = await scene.bot.fetch_user(scene.bob.id)
    await (await user.send("hello", nonce="delivery-1")).delete()
    with pytest.raises(discord.NotFound, match="10008"):
        await user.send("hello", nonce="delivery-1")


async def test_history_is_paged_both_ways(scene: Scene) -> None:
    channel = scene.bot.get_channel(scene.channel.id)
    assert isinstance(channel, discord.TextChannel)
    ids = [(await channel.send(str(number))).id for number in range(5)]
    assert [message.id async for message in channel.history(limit=3)] == ids[:1:-1]
    after = [message.id async for message in channel.history(after=discord.Object(ids[1]), limit=2)]
    assert after == ids[2:4]
    before = [message.id async for message in channel.history(before=discord.Object(ids[3]), limit=2)]
    assert before == [ids[2], ids[1]]
    assert len([message async for message in channel.history(around=discord.Object(ids[2]), limit=3)]) == 3


async def test_messages_are_edited_and_deleted_and_files_come_back(scene: Scene) -> None:
    channel = scene.bot.get_channel(scene.channel.id)
    assert isinstance(channel, discord.TextChannel)
    view = ui.LayoutView()
    view.add_item(ui.MediaGallery(discord.MediaGalleryItem("attachment://card.png", description="a card")))
    sent = await channel.send(view=view, file=discord.File(__file__, "card.png"))
    assert await sent.attachments[0].read()
    edited = await sent.edit(view=Card("other"), attachments=[])
    assert edited.attachments == []
    assert scene.channel.posts()[0].text == "other"
    await sent.delete()
    assert scene.channel.posts() == []
    with pytest.raises(discord.NotFound, match="10008"):
        await sent.edit(view=Card("gone"))
    assert scene.server.faults == []


async def test_mentions_ping_only_whom_they_may(scene: Scene) -> None:
    channel = scene.bot.get_channel(scene.channel.id)
    assert isinstance(channel, discord.TextChannel)
    text = f"{scene.alice.mention} {scene.bob.mention}"
    await channel.send(text, allowed_mentions=discord.AllowedMentions.none())
    await channel.send(
        text, allowed_mentions=discord.AllowedMentions(users=[discord.Object(scene.bob.id)], everyone=False)
    )
    assert [post.pings() for post in scene.channel.posts()] == [set(), {scene.bob.id}]


async def test_refusals_are_discords(scene: Scene) -> None:
    server, bot = scene.server, scene.bot
    denied = (discord.Permissions.none(), discord.Permissions(send_messages=True))
    muted = server.add_channel(scene.guild, "muted", overwrites={scene.guild.id: denied})
    hidden = server.add_channel(
        scene.guild,
        "hidden",
        overwrites={scene.guild.id: (discord.Permissions.none(), discord.Permissions(view_channel=True))},
    )
    with pytest.raises(discord.Forbidden, match="50013"):
        await bot.get_partial_messageable(muted.id).send("x")
    with pytest.raises(discord.Forbidden, match="50001"):
        await bot.get_partial_messageable(hidden.id).send("x")
    with pytest.raises(discord.NotFound, match="10003"):
        await bot.get_partial_messageable(1).send("x")
    scene.bob.takes_dms = False
    with pytest.raises(discord.Forbidden, match="50007"):
        await (await bot.fetch_user(scene.bob.id)).send("x")
    server.remove_member(scene.guild, scene.bob)
    with pytest.raises(discord.Forbidden, match="50278"):
        await (await bot.fetch_user(scene.bob.id)).send("x")
    guild = bot.get_guild(scene.guild.id)
    assert guild is not None
    with pytest.raises(discord.NotFound, match="10007"):
        await guild.fetch_member(scene.bob.id)
    assert server.faults == []


async def test_a_server_comes_back_on_its_port_with_its_world() -> None:
    server = DiscordServer()
    for _ in range(2):
        async with server, aiohttp.ClientSession(headers={"Authorization": f"Bot {server.token}"}) as session:
            base = server.http_base
            async with session.get(f"{base}/users/@me") as response:
                assert (await response.json())["id"] == str(server.bot.id)
    assert server.http_base == base


async def test_a_scheduled_event_is_made_and_read_back(scene: Scene) -> None:
    guild = scene.bot.get_guild(scene.guild.id)
    assert guild is not None
    begin = discord.utils.utcnow() + timedelta(days=1)
    event = await guild.create_scheduled_event(
        name="Tea",
        description="delivery-1",
        start_time=begin,
        end_time=begin + timedelta(hours=1),
        location="Library",
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
    )
    assert [(one.id, one.description) for one in await guild.fetch_scheduled_events()] == [(event.id, "delivery-1")]
    assert (await event.edit(name="Coffee")).name == "Coffee"
    await event.delete()
    with pytest.raises(discord.NotFound, match="10070"):
        await guild.fetch_scheduled_event(event.id)
    assert scene.server.faults == []


async def test_a_wrong_token_is_refused() -> None:
    async with DiscordServer() as server:
        with redirected(server):
            async with Bot() as bot:
                with pytest.raises(discord.LoginFailure):
                    await bot.login("wrong")


async def test_threads_are_started_and_found(scene: Scene) -> None:
    forum = scene.server.add_channel(scene.guild, "stories", kind=ChannelKind.FORUM)
    await _eventually(lambda: scene.bot.get_channel(forum.id) is not None)
    there = scene.bot.get_channel(forum.id)
    assert isinstance(there, discord.ForumChannel)
    created = await there.create_thread(name="A story", view=Card("told"))
    assert scene.server.channels[created.thread.id].posts()[0].text == "told"
    text = scene.bot.get_channel(scene.channel.id)
    assert isinstance(text, discord.TextChannel)
    thread = await (await text.send("x")).create_thread(name="talk")
    await thread.send("in it")
    guild = scene.bot.get_guild(scene.guild.id)
    assert guild is not None
    assert {one.name for one in await guild.active_threads()} == {"A story", "talk"}
    assert scene.server.faults == []


# What goes wrong


async def test_a_malformed_request_is_refused_and_recorded(scene: Scene) -> None:
    with pytest.raises(discord.HTTPException, match="50035"):
        await scene.bot.get_partial_messageable(scene.channel.id).send("x" * 2001)
    assert len(scene.server.faults) == 1
    route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=scene.channel.id)
    with pytest.raises(discord.HTTPException, match="contents"):
        await scene.bot.http.request(route, json={"content": "x", "contents": "y"})


async def test_a_dropped_gateway_resumes_and_replays_what_was_missed(scene: Scene) -> None:
    await scene.server.drop_gateway()
    act = await scene.server.slash(scene.bob, scene.channel, "met", {"contact": "Chris"})
    assert (await act.answer()).text == "You met Chris None 0"
    assert (scene.server.gateway.identifies, scene.server.gateway.resumes) == (1, 1)
    assert scene.bot.interactions_seen == 1


async def test_a_session_that_cannot_resume_is_identified_anew(scene: Scene) -> None:
    await scene.server.drop_gateway(resumable=False)
    await _eventually(lambda: scene.server.gateway.identifies == 2)
    act = await scene.server.slash(scene.bob, scene.channel, "met", {"contact": "Chris"})
    assert (await act.answer()).text == "You met Chris None 0"


async def test_guilds_and_channels_that_come_and_go_are_heard_of(scene: Scene) -> None:
    guild = scene.server.add_guild("Second", scene.bob)
    await _eventually(lambda: scene.bot.get_guild(guild.id) is not None)
    scene.server.delete_channel(scene.channel)
    await _eventually(lambda: scene.bot.get_channel(scene.channel.id) is None)
    scene.server.remove_member(guild, scene.server.bot)
    await _eventually(lambda: scene.bot.get_guild(guild.id) is None)


async def test_a_dropped_answer_has_its_effect(scene: Scene) -> None:
    scene.server.fail("POST", "/channels/*/messages", "drop_answer")
    target = scene.bot.get_partial_messageable(scene.channel.id)
    with pytest.raises((OSError, aiohttp.ClientError)):
        await target.send("x", nonce="n")
    assert len(scene.channel.posts()) == 1
    assert (await target.send("x", nonce="n")).id == scene.channel.posts()[0].id


async def test_a_reset_has_no_effect_and_a_hang_ends_with_the_caller(scene: Scene) -> None:
    target = scene.bot.get_partial_messageable(scene.channel.id)
    scene.server.fail("POST", "/channels/*/messages", "reset")
    with pytest.raises((OSError, aiohttp.ClientError)):
        await target.send("x")
    scene.server.fail("POST", "/channels/*/messages", "hang")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await target.send("x")
    assert scene.channel.posts() == []


async def test_statuses_are_injected_before_and_after_the_effect(scene: Scene) -> None:
    target = scene.bot.get_partial_messageable(scene.channel.id)
    scene.server.fail("POST", "/channels/*/messages", 503)
    with pytest.raises(discord.DiscordServerError):
        await target.send("x")
    assert scene.channel.posts() == []
    scene.server.fail("POST", "/channels/*/messages", 503, after_effect=True)
    with pytest.raises(discord.DiscordServerError):
        await target.send("x")
    assert len(scene.channel.posts()) == 1
    fault = scene.server.fail("POST", "/channels/*/messages", 403, code=20026)
    with pytest.raises(discord.Forbidden, match="20026"):
        await target.send("x")
    assert fault.is_spent


async def test_rate_limits_are_waited_for(scene: Scene) -> None:
    target = scene.bot.get_partial_messageable(scene.channel.id)
    scene.server.fail("POST", "/channels/*/messages", 429, retry_after=0.05)
    scene.server.fail("POST", "/channels/*/messages", 429, retry_after=0.05, is_global=True)
    await target.send("x")
    statuses = [call.status for call in scene.server.requests if call.path.endswith("/messages")]
    assert statuses == [429, 429, 200]


async def test_the_global_limit_counts_requests_in_a_second(scene: Scene) -> None:
    scene.server.global_limit = 5
    for _ in range(6):
        await scene.bot.fetch_user(scene.bob.id)
    statuses = [call.status for call in scene.server.requests if call.path == f"/users/{scene.bob.id}"]
    assert 429 in statuses
    assert statuses.count(200) == 6


async def test_latency_and_the_clock_can_be_set(scene: Scene) -> None:
    scene.server.clock_skew, scene.server.latency = 3600.0, 0.1
    began = time.monotonic()
    sent = await scene.bot.get_partial_messageable(scene.channel.id).send("x")
    assert time.monotonic() - began >= 0.1
    assert (sent.created_at - datetime.now(UTC)).total_seconds() == pytest.approx(3600, abs=5)
    async with aiohttp.ClientSession() as session, session.get(f"{scene.server.http_base}/users/@me") as response:
        assert response.status == 401
        said = parsedate_to_datetime(response.headers["Date"])
    assert (said - datetime.now(UTC)).total_seconds() == pytest.approx(3600, abs=5)


async def test_twenty_direct_messages_are_opened_side_by_side(scene: Scene) -> None:
    users = [scene.server.add_user(f"user{number}") for number in range(20)]
    scene.server.latency = 0.1
    began = time.monotonic()
    await asyncio.gather(*(scene.bot.create_dm(discord.Object(user.id)) for user in users))
    assert len(scene.server.dms) == 20
    assert time.monotonic() - began < 1.5


async def _eventually(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait for what nothing announces: the bot's view of the world."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)

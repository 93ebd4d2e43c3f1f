"""Recaps in a forum, and in an announcement channel: what people see there."""

from __future__ import annotations

from functools import partial
from typing import Any

import discord
import pytest
from simcord import ChannelHandle

from tests.stories.world import World, labels, text_of

ME = "That's me, name me"


@pytest.fixture
def forum(world: World, monkeypatch: pytest.MonkeyPatch) -> ChannelHandle:
    """A forum, whose posts have one number for thread and first message, as on Discord; simcord gives them two."""
    backend = world.env.backend
    create_post, create_thread = backend.create_forum_post, backend.create_thread

    def numbered_alike(forum_id: int, name: str, starter: Any, **others: Any) -> Any:
        monkeypatch.setattr(backend, "create_thread", partial(create_thread, message_id=starter.id))
        return create_post(forum_id, name, starter, **others)

    monkeypatch.setattr(backend, "create_forum_post", numbered_alike)
    world.recaps = world.guild.create_forum_channel("stories")
    return world.recaps


def told(world: World) -> list[tuple[str | None, str]]:
    """The forum's posts, oldest first: what each is called, and what its first message says."""
    return [(each.name, text_of(each.history()[0])) for each in world.recaps.threads if each.history()]


async def tell(world: World, actor: Any, **met: Any) -> Any:
    form = await actor.slash(world.general, "met", **met)
    return await world.click(actor, await actor.submit_modal(form, {"story": "We talked for hours."}), "Post")


async def test_a_forum_is_asked_for_all_that_a_post_in_it_needs(world: World, forum: ChannelHandle) -> None:
    needed = ("view_channel", "send_messages", "send_messages_in_threads", "read_message_history")
    await world.forbid(forum, *needed)
    almost = await world.set_up()
    for each in ("View Channel", "Create Posts", "Send Messages in Posts", "Read Message History"):
        assert each in text_of(almost)
    await world.forbid(forum, "send_messages")
    still = await world.click(world.organiser, almost, "Check again")
    assert "Create Posts" in text_of(still)
    assert "Send Messages in Posts" not in text_of(still)
    await world.forbid(forum)
    ready = await world.click(world.organiser, still, "Check again")
    assert forum.mention in text_of(ready)
    await world.click(world.organiser, ready, "Post the invitation")
    assert [name for name, _ in told(world)] == ["Meet one of your online contacts in person, every week"]


async def test_a_name_says_no_more_than_its_recap_and_takes_it_back_with_it(world: World, forum: ChannelHandle) -> None:
    await world.set_up()
    alice, bob = world.person("alice"), world.person("bob")
    await alice.slash(world.general, "contact add", name="Chris Huff")
    await tell(world, alice, member=bob, contact="Chris Huff")
    ((name, text),) = told(world)
    assert name == "Alice met 2 friends"
    assert "We talked for hours." in text
    assert "Huff" not in text

    (thread,) = forum.threads
    await world.click(bob, thread.history()[0], ME)
    assert told(world)[0][0] == "Alice met Bob and a friend"
    assert bob.mention in told(world)[0][1]

    preview = await alice.slash(world.general, "story edit", meeting=await only_meeting(world, alice))
    preview = await world.click(alice, preview, "See the recap")
    await world.click(alice, preview, "Name Chris, if they agree")
    assert told(world)[0][0] == "Alice met Bob and Chris"

    await bob.slash(world.general, "mydata forget")
    await world.click(bob, await bob.slash(world.general, "mydata forget"), "Forget me")
    assert told(world)[0][0] == "Alice met Chris and a friend"
    assert bob.mention not in told(world)[0][1]


async def test_a_promise_is_a_post_of_its_own_until_its_author_forgets_everything(
    world: World, forum: ChannelHandle
) -> None:
    await world.set_up()
    alice, bob = world.person("alice"), world.person("bob")
    await world.start_mission(alice)
    home = await alice.slash(world.general, "mission show")
    await world.click(alice, await world.click(alice, home, "Announce it"), "Post it")
    assert told(world)[0][0] == "Alice made a promise"
    await world.restart()
    (thread,) = forum.threads
    await world.click(bob, thread.history()[0], "Put me on your list")
    assert "1 person has offered" in told(world)[0][1]

    await world.forbid(forum, "manage_threads")
    await world.click(alice, await alice.slash(world.general, "mydata forget"), "Forget me")
    assert [(each.name, each.history()) for each in forum.threads] == [("Taken down", [])]


async def test_taken_down_it_can_be_put_up_again(world: World, forum: ChannelHandle) -> None:
    await world.set_up()
    alice = world.person("alice")
    withdrawn = await world.click(alice, await tell(world, alice, contact="Chris"), "Take it down")
    assert forum.threads == []
    await world.click(alice, await world.click(alice, withdrawn, "Put it up again"), "Post")
    assert [name for name, _ in told(world)] == ["Alice met a friend"]


async def test_a_long_or_hostile_name_fits_and_mentions_nobody(world: World, forum: ChannelHandle) -> None:
    await world.set_up()
    alice, bob = world.person("alice"), world.person("bob")
    name = f"<@{bob.id}>" + "x" * 70
    await tell(world, alice, contact=name)
    preview = await alice.slash(world.general, "story edit", meeting=await only_meeting(world, alice))
    preview = await world.click(alice, preview, "See the recap")
    await world.click(alice, preview, next(each for each in labels(preview) if each.startswith("Name ")))
    ((shown, _),) = told(world)
    assert shown is not None
    assert shown.startswith(f"Alice met ‹@{bob.id}›xxx")
    assert len(shown) == 100
    assert "Bob" not in shown


async def test_an_announcement_channel_takes_recaps_too(world: World) -> None:
    world.recaps = world.guild.create_news_channel("news")
    assert "is ready" in text_of(await world.set_up())
    alice, bob = world.person("alice"), world.person("bob")
    posted = await tell(world, alice, member=bob)
    await world.click(bob, world.recaps.history()[-1], ME)
    assert bob.mention in world.posts()[-1]
    await world.click(alice, posted, "Take it down")
    assert world.posts() == []


async def test_the_other_channels_are_no_forums_and_recaps_need_no_picture(world: World) -> None:
    (setup,) = (
        each
        for group in world.app.current_client.tree.get_commands()
        if isinstance(group, discord.app_commands.Group) and group.name == "community"
        for each in group.commands
        if isinstance(each, discord.app_commands.Command) and each.name == "setup"
    )
    takes = {each.name: {kind.name for kind in each.channel_types} for each in setup.parameters if each.channel_types}
    assert takes == {
        "recap_channel": {"text", "news", "forum"},
        "nudge_channel": {"text", "news"},
        "organiser_channel": {"text", "news"},
    }


async def only_meeting(world: World, person: Any) -> str:
    (choice,) = await person.autocomplete(world.general, "story edit", "meeting", "")
    return str(choice["value"])

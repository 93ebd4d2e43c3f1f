"""Channels are not kept in memory: about one that matters Discord is asked, and so what holds is what holds now."""

from __future__ import annotations

from typing import Any

from tests.stories.test_photos import pictures, post
from tests.stories.world import World, text_of
from tests.support.pictures import from_a_phone

STORY = "We had tea, and talked until they closed. " * 60


def kept(world: World) -> list[Any]:
    """What the client remembers of the server's channels; that it knows the server shows that it was told of them."""
    (guild,) = world.env.bot.guilds
    return [*guild.channels, *guild.threads]


async def test_recaps_go_up_everywhere_while_no_channel_is_kept(world: World) -> None:
    assert kept(world) == []
    await world.set_up()
    alice = world.person("alice")
    await world.tell(alice, STORY, contact="Chris")
    assert "goes on in the thread" in text_of(post(world))
    (thread,) = world.recaps.threads
    assert thread.history(), "the rest of the story"
    assert kept(world) == [], "a thread that is opened is not kept either"

    await world.restart()
    world.recaps = world.guild.create_forum_channel("stories")
    await world.env.settle()
    assert kept(world) == []
    await world.set_up()
    form = await alice.slash(world.general, "met", contact="Ted")
    await world.click(alice, await alice.submit_modal(form, {"story": "We had tea."}), "Post")
    (opened,) = world.recaps.threads
    assert "We had tea." in text_of(opened.history()[0])
    assert kept(world) == []


async def test_a_photo_stays_out_as_long_as_no_file_may_be_attached(world: World) -> None:
    await world.set_up()
    alice = world.person("alice")
    form = await alice.slash(world.general, "met", contact="Ted")
    typed = {"story": "We had tea.", "photos": [("a.jpg", from_a_phone(6))], "share": ["now"]}
    album = await alice.submit_modal(form, typed)
    preview = await world.click(alice, await world.select(alice, album, ["0"], "photo.sort"), "See the recap")
    await world.forbid(world.recaps, "attach_files")
    posted = await world.click(alice, preview, "Post")
    assert "We had tea." in text_of(post(world))
    assert pictures(post(world)) == []

    await world.forbid(world.recaps)
    form = await world.click(alice, posted, "Change the words")
    await world.click(alice, await alice.submit_modal(form, {"story": "We had cake."}), "Save")
    assert "We had cake." in text_of(post(world))
    assert [name for name, _ in pictures(post(world))] == ["photo-1.jpg"]

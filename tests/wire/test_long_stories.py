"""A long story goes on in its recap's thread: opened once, told once, whatever goes wrong between the two."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import discord
import pytest
from PIL import Image

from tests.wire.discord_server import Channel, ChannelKind, Message
from tests.wire.discord_server.messages import Upload
from tests.wire.discord_server.weather import Outcome
from tests.wire.town import PATIENCE, Town, a_town, card_of, custom_id, eventually

STORY = "We had tea, and talked until they closed. " * 60
LAST_WORDS = "And then we walked home."


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


def threads(town: Town) -> list[Channel]:
    return [each for each in town.guild.channels.values() if each.parent is town.recaps]


async def post_it(town: Town) -> None:
    preview = await town.tell(town.alice, await town.met(town.alice, "Chris"), STORY + LAST_WORDS)
    await town.click(town.alice, preview, "story.post")


def stands_once(town: Town) -> None:
    (recap,), (thread,) = town.recaps.posts(), threads(town)
    (rest,) = thread.posts()
    assert thread.id == recap.id
    assert "goes on in the thread" in recap.text
    assert LAST_WORDS not in recap.text
    assert LAST_WORDS in rest.text
    assert town.outcomes("post") == [("sent", ""), ("sent", "")]


@pytest.mark.parametrize(
    ("step", "outcome", "arrived"),
    [
        ("/channels/*/messages/*/threads", "reset", False),
        ("/channels/*/messages/*/threads", "drop_answer", True),
        ("the message", "drop_answer", True),
    ],
)
async def test_it_goes_on_once_whatever_fails(town: Town, step: str, outcome: Outcome, arrived: bool) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        if step == "the message":
            # Held back so long that the thread's message can be met by the fault that waits for it.
            opening = town.server.fail("POST", "/channels/*/messages/*/threads", "slow", delay=0.4)
            await post_it(town)
            await eventually(lambda: bool(threads(town)) or opening.is_spent)
            path = f"/channels/{town.recaps.posts()[0].id}/messages"
            fault = town.server.fail("POST", path, outcome, after_effect=arrived)
        else:
            fault = town.server.fail("POST", step, outcome, after_effect=arrived)
            await post_it(town)
        await eventually(lambda: fault.is_spent)
        await town.settled()
        stands_once(town)


async def test_killed_between_the_recap_and_its_thread_it_goes_on_after_the_restart(town: Town) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        fault = town.server.fail("POST", "/channels/*/messages/*/threads", "hang", after_effect=True)
        await post_it(town)
        await eventually(lambda: fault.is_spent)
        await bot.killed()
    async with town.bot(IN_FLIGHT_SECONDS="1") as again:
        await again.ready()
        await town.settled()
        stands_once(town)


async def test_without_the_permission_for_threads_the_recap_holds_all_of_it(town: Town) -> None:
    no_threads = discord.Permissions(create_public_threads=True).value
    town.server.overwrite(town.recaps, town.server.bot.id, deny=no_threads)
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        await post_it(town)
        await town.settled()
        assert LAST_WORDS in town.recaps.posts()[0].text
        assert (threads(town), town.outcomes("post")) == ([], [("sent", "")])


async def test_a_photo_goes_with_the_story_and_without_it_where_no_file_may_be_attached(town: Town) -> None:
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        preview = await _with_a_photo(town)
        await town.click(town.alice, preview, "story.post")
        await town.settled()
        (recap,) = town.recaps.posts()
        (photo,) = town.server.files_of(recap).values()
        with Image.open(BytesIO(photo)) as kept:
            assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (640, 480), {})
        town.server.overwrite(town.recaps, town.server.bot.id, deny=discord.Permissions(attach_files=True).value)
        act = await town.server.click(town.alice, preview, custom_id(preview, "story.write"), is_stale=True)
        modal = (await act.answer(PATIENCE)).modal
        assert modal is not None
        change = await town.tell(town.alice, modal.custom_id, "Shorter.")
        await town.click(town.alice, change, "met.change")
        await eventually(lambda: "Shorter." in town.recaps.posts()[0].text)
        assert town.recaps.posts()[0].data["attachments"] == []


async def _with_a_photo(town: Town) -> Message:
    """The preview of a story with a photo in which nobody else can be seen."""
    file = BytesIO()
    taken = Image.Exif()
    taken[0x010F] = "A phone"
    Image.new("RGB", (640, 480), "teal").save(file, "JPEG", exif=taken)
    form = await town.met(town.alice, "Chris")
    upload = Upload("tea.jpg", file.getvalue(), "image/jpeg")
    act = await town.server.submit(town.alice, form, {"story": "Tea.", "photos": [upload]})
    answer = await act.answer(PATIENCE)
    await eventually(lambda: answer.message is not None and "photo.sort" in str(answer.message.data))
    album = card_of(answer.message)
    act = await town.server.select(town.alice, album, custom_id(album, "photo.sort"), ["0"])
    sorted_album = card_of((await act.answer(PATIENCE)).message)
    return await town.click(town.alice, sorted_album, "story.preview")


async def test_in_a_forum_what_stands_as_a_whole_is_not_told_again(town: Town) -> None:
    town.recaps = town.server.add_channel(town.guild, "stories", kind=ChannelKind.FORUM)
    no_threads = discord.Permissions(create_public_threads=True).value
    town.server.overwrite(town.recaps, town.server.bot.id, deny=no_threads)
    async with town.bot() as bot:
        await bot.ready()
        await town.set_up()
        await post_it(town)
        await town.settled()
    (thread,) = threads(town)
    (recap,) = thread.posts()
    assert LAST_WORDS in recap.text
    assert town.outcomes("post") == [("sent", "")]

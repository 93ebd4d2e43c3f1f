"""What Discord does to a bot: channels and permissions gone, direct messages closed, thrown out and let in again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from simcord import ChannelHandle, MemberActor
from simcord.results import InteractionResult

from meetups.values import PostState
from tests.stories.world import World, labels, text_of

MONDAY = datetime(2026, 1, 5, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(world: World) -> Iterator[None]:
    yield
    assert not world.blunders()


async def a_running_mission(world: World, name: str = "kyle", **setup: Any) -> MemberActor:
    await world.set_up(**setup)
    person = world.person(name)
    await world.start_mission(person, today=True)
    return person


async def a_story(world: World, author: MemberActor, story: str = "Tea.", contact: str = "Chris") -> InteractionResult:
    """Record and post; gives the answer to *Post*."""
    form = await author.slash(world.general, "met", contact=contact)
    preview = await author.submit_modal(form, {"story": story})
    return await world.click(author, preview, "Post")


def read(channel: ChannelHandle) -> list[str]:
    return [text_of(each) for each in channel.history()]


async def test_a_story_waits_while_the_recap_channel_is_gone_and_goes_up_in_the_new_one(world: World) -> None:
    kyle = await a_running_mission(world)
    await world.delete_channel(world.recaps)
    await a_story(world, kyle, "A story that must not be lost.")
    news = world.direct(kyle)[-1]
    assert "channel is gone" in news
    assert "/community setup" in news
    home = await kyle.slash(world.general, "mission show")
    assert "🟩" in text_of(home), "the meeting counts, posted or not"
    new = world.guild.create_text_channel("new-recaps")
    await world.organiser.slash(world.general, "community setup", recap_channel=new)
    [post] = read(new)
    assert "must not be lost" in post
    await world.organiser.slash(world.general, "community setup", recap_channel=new)
    assert len(read(new)) == 1


async def test_a_story_waits_for_permission_and_goes_up_in_the_same_channel(world: World) -> None:
    kyle = await a_running_mission(world)
    await world.forbid(world.recaps, "send_messages")
    await a_story(world, kyle, "Patience.")
    assert "not allowed" in world.direct(kyle)[-1]
    assert not world.posts()
    almost = await world.set_up()
    assert "Send Messages" in text_of(almost)
    await world.restart()
    await world.forbid(world.recaps)
    ready = await world.click(world.organiser, almost, "Check again")
    assert "is ready" in text_of(ready)
    [post] = world.posts()
    assert "Patience." in post


async def test_a_story_that_cannot_be_changed_says_so_and_stays_as_it_was(world: World) -> None:
    kyle = await a_running_mission(world)
    posted = await a_story(world, kyle, "First words.")
    await world.forbid(world.recaps, "view_channel", "read_message_history")
    form = await world.click(kyle, posted, "Change the words")
    change = await kyle.submit_modal(form, {"story": "Second words."})
    assert "Second words." in text_of(change)
    await world.click(kyle, change, "Save")
    news = world.direct(kyle)[-1]
    assert "couldn't change" in news
    assert "organiser" in news
    await world.forbid(world.recaps)
    form = await world.click(kyle, posted, "Change the words")
    await world.click(kyle, await kyle.submit_modal(form, {"story": "Third words."}), "Save")
    [post] = world.posts()
    assert "Third words." in post


async def test_taking_down_a_story_whose_channel_is_gone_is_done_already(world: World) -> None:
    kyle = await a_running_mission(world)
    posted = await a_story(world, kyle)
    letters = len(world.direct(kyle))
    await world.delete_channel(world.recaps)
    down = await world.click(kyle, posted, "Take it down")
    assert "comes down" in text_of(down)
    assert len(world.direct(kyle)) == letters, "nothing is left to be told"


async def test_a_recap_a_moderator_deleted_stays_deleted_and_the_meeting_is_kept(world: World) -> None:
    kyle = await a_running_mission(world)
    posted = await a_story(world, kyle)
    await world.organiser.delete(world.recaps.history()[0])
    form = await world.click(kyle, posted, "Change the words")
    told = await world.click(kyle, await kyle.submit_modal(form, {"story": "Milder words."}), "Save")
    assert not world.posts()
    refused = await world.click(kyle, await world.click(kyle, told, "See the recap"), "Post")
    assert "stays down" in text_of(refused)
    await world.travel(timedelta(hours=2))
    assert not world.posts()
    assert "🟩" in text_of(await kyle.slash(world.general, "mission show"))


async def test_a_recap_a_moderator_deleted_is_not_put_up_again_after_taking_it_down(world: World) -> None:
    kyle = await a_running_mission(world)
    posted = await a_story(world, kyle)
    await world.organiser.delete(world.recaps.history()[0])
    down = await world.click(kyle, posted, "Take it down")
    preview = await world.click(kyle, down, "Put it up again")
    again = await world.click(kyle, preview, "Post")
    assert "stays down" in text_of(again)
    assert not world.posts()
    [meeting] = (await world.rows())["meetings"]
    assert meeting.story == "Tea."


async def test_missing_permissions_are_named_for_each_channel_and_checked_again(world: World) -> None:
    nudges, staff = world.guild.create_text_channel("nudges"), world.guild.create_text_channel("staff")
    await world.forbid(world.recaps, "read_message_history")
    await world.forbid(nudges, "send_messages")
    await world.forbid(staff, "view_channel")
    almost = await world.set_up(nudge_channel=nudges, organiser_channel=staff)
    lines = {line.split()[1]: line for line in text_of(almost).splitlines() if "still need" in line}
    assert "Read Message History" in lines[world.recaps.mention]
    assert "Send Messages" not in lines[world.recaps.mention]
    assert "Send Messages" in lines[nudges.mention]
    assert "View Channel" in lines[staff.mention]
    refused = await world.person("kyle").slash(world.general, "mission start")
    assert "/community setup" in text_of(refused), "nothing was set up yet"
    for channel in (world.recaps, nudges):
        await world.forbid(channel)
    still = await world.click(world.organiser, almost, "Check again")
    assert "still need" in text_of(still)
    assert world.recaps.mention not in text_of(still)
    await world.forbid(staff)
    ready = await world.click(world.organiser, still, "Check again")
    assert "is ready" in text_of(ready)
    for channel in (world.recaps, nudges, staff):
        assert channel.mention in text_of(ready)


async def test_closed_direct_messages_at_the_start_leave_everything_in_the_inbox(world: World) -> None:
    nudges = world.guild.create_text_channel("nudges")
    await world.set_up(nudge_channel=nudges)
    kyle = world.person("kyle")
    world.close_direct_messages(kyle)
    proposal = await kyle.slash(world.general, "mission start")
    started = await world.click(kyle, await world.click(kyle, proposal, "I am 18 or older"), "Start my mission")
    assert "It's a promise!" in text_of(started)
    assert "/inbox" in text_of(started)
    await kyle.slash(world.general, "contact add", name="Chris")
    await world.travel(MONDAY)
    bob = world.person("bob")
    await bob.slash(world.general, "met", member=kyle)
    assert not world.direct(kyle)
    inbox = await kyle.slash(world.general, "inbox")
    assert "You met" in text_of(inbox), "questions come first"
    nudge = await world.click(kyle, inbox, "Next (1 more)")
    assert "Chris" in text_of(nudge), "this week's suggestion waits"
    assert "Hello" not in text_of(inbox) + text_of(nudge), "no greeting to a direct message in which it is not"
    done = await world.click(kyle, nudge, "Done")
    assert "1 question stays" in text_of(done)
    again = await world.click(kyle, done, "Look again")
    await world.click(kyle, again, "No")
    assert "All clear" in text_of(await kyle.slash(world.general, "inbox"))
    profile = await kyle.slash(world.general, "profile")
    assert "Send me direct messages" in labels(profile)


async def test_direct_messages_closed_later_knock_in_the_nudge_channel_and_say_neither_who_nor_why(
    world: World,
) -> None:
    nudges = world.guild.create_text_channel("nudges")
    kyle = await a_running_mission(world, nudge_channel=nudges)
    bob = world.person("bob")
    await world.start_mission(bob)
    world.close_direct_messages(bob)
    await kyle.slash(world.general, "met", member=bob)
    [knock] = read(nudges)
    assert bob.mention in knock
    assert "question for you" in knock
    for secret in (kyle.mention, "met", "Kyle", "meeting", "confirm"):
        assert secret not in knock
    assert world.pinged() == [str(bob.id)], "the one knocked for, and nobody else"
    [message] = nudges.history()
    curious = await world.click(kyle, message, "Read")
    assert "All clear" in text_of(curious), "others see what waits for them, never what waits for bob"
    question = await world.click(bob, message, "Read")
    assert question.response is not None
    assert question.response.ephemeral
    assert kyle.mention in text_of(question)
    await world.restart()
    await world.click(bob, question, "Yes, we met")
    [meeting] = (await world.rows())["meetings"]
    assert meeting.participants[1].part == "confirmed"
    empty = await world.click(bob, message, "Read")
    assert "All clear" in text_of(empty)


async def test_direct_messages_opened_again_are_written_to_again(world: World) -> None:
    kyle = await a_running_mission(world)
    world.close_direct_messages(kyle)
    await kyle.slash(world.general, "contact add", name="Chris")
    await world.travel(timedelta(days=4, hours=20))
    letters = world.direct(kyle)
    profile = await kyle.slash(world.general, "profile")
    assert "don't send you direct messages" in text_of(profile.response)
    world.env.backend.faults.clear()
    opened = await world.click(kyle, profile.response, "Send me direct messages")
    assert "by direct message" in text_of(opened)
    await world.travel(timedelta(days=7))
    assert len(world.direct(kyle)) > len(letters)


async def test_somebody_who_never_used_the_bot_finds_the_question_in_the_inbox(world: World) -> None:
    kyle = await a_running_mission(world)
    bob = world.person("bob")
    form = await kyle.slash(world.general, "met", member=bob)
    preview = await kyle.submit_modal(form, {})
    assert not world.direct(bob), "nobody is written to first"
    assert preview.response is not None
    choices = await kyle.autocomplete(world.general, "story edit", "meeting", "")
    assert choices
    inbox = await bob.slash(world.general, "inbox")
    assert "You met" in text_of(inbox)
    no = await world.click(bob, inbox, "No")
    assert "Nobody is told" in text_of(no)
    assert "Bob" not in "".join(world.direct(kyle))


async def test_thrown_out_and_invited_again_everything_goes_on(world: World) -> None:
    kyle = await a_running_mission(world)
    await kyle.slash(world.general, "contact add", name="Chris")
    before = await world.rows()
    invite = await world.remove_bot()
    refused = await kyle.user.slash("mission start")
    assert "went wrong" not in text_of(refused)
    told = await kyle.user.slash("met", contact="Chris")
    preview = await kyle.user.submit_modal(told, {"story": "While you were away."})
    assert "Post" not in labels(preview), "there is nowhere to post it"
    letters = len(world.direct(kyle))
    await world.travel(timedelta(days=9))
    assert len(world.direct(kyle)) == letters, "nothing is sent for a server that sent the bot away"
    await invite()
    after = await world.rows()
    assert after["missions"] == before["missions"]
    home = await kyle.slash(world.general, "mission show")
    assert "Southern Indiana Tweetup" in text_of(home)
    await a_story(world, kyle, "We are back.", contact="Dora")
    assert "We are back." in world.posts()[-1]
    await world.travel(timedelta(days=7))
    assert "Chris" in world.direct(kyle)[-1] or "Dora" in world.direct(kyle)[-1], "suggestions go on"


async def test_a_story_posted_as_the_bot_is_thrown_out_goes_up_when_it_is_back(world: World) -> None:
    kyle = await a_running_mission(world)
    world.env.inject_error("POST", f"/channels/{world.recaps.id}/messages", status=503, times=None)
    await a_story(world, kyle, "Just before.")
    invite = await world.remove_bot()
    world.env.backend.faults.clear()
    await world.travel(timedelta(hours=1))
    await invite()
    await world.travel(timedelta(hours=1))
    [post] = world.posts()
    assert "Just before." in post


async def test_a_server_that_was_never_set_up_says_who_can(world: World) -> None:
    kyle = world.person("kyle")
    start = await kyle.slash(world.general, "mission start", city="Bloomington, Indiana, United States")
    assert "/community setup" in text_of(start)
    help_card = await kyle.slash(world.general, "help")
    pressed = await world.click(kyle, help_card, "Start your mission")
    assert pressed.modal is None, "nobody fills in a form that cannot be taken"
    assert "/community setup" in text_of(pressed)
    for command in ("mission show", "mission pause", "mission end", "suggest"):
        assert "/mission start" in text_of(await kyle.slash(world.general, command))
    assert "/community setup" in text_of(await world.organiser.slash(world.general, "community settings"))
    # What is the person's own works everywhere.
    await kyle.slash(world.general, "contact add", name="Chris")
    form = await kyle.slash(world.general, "met", contact="Chris")
    preview = await kyle.submit_modal(form, {"story": "Kept."})
    assert "Post" not in labels(preview)
    [meeting] = (await world.rows())["meetings"]
    assert meeting.story == "Kept."
    assert "All clear" in text_of(await kyle.slash(world.general, "inbox"))


async def test_discord_failing_for_a_while_posts_once(world: World) -> None:
    kyle = await a_running_mission(world)
    world.env.inject_error("POST", f"/channels/{world.recaps.id}/messages", status=502, times=6)
    await a_story(world, kyle, "Through the storm.")
    await world.travel(timedelta(hours=1))
    [post] = world.posts()
    assert "Through the storm." in post
    [row] = (await world.rows())["posts"]
    assert row.state is PostState.WANTED

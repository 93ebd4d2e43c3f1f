"""An evening at Alice's, through the front door: invited to in a channel, joined in private, and recorded in one go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from simcord import MemberActor
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from bot.demo.reading import message_of
from meetups.services.profiles import Wishes
from meetups.values import Actor, Naming, PersonId
from tests.stories.world import World, custom_ids, files_of, labels, text_of, values_of

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 1, 5, 12, tzinfo=UTC)
TONIGHT = MONDAY + 8 * HOUR
ADULT = "I am 18 or older"


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(request: pytest.FixtureRequest) -> Iterator[None]:
    world = request.getfixturevalue("world") if "world" in request.fixturenames else None
    yield
    assert world is None or not world.blunders()


async def reachable(world: World, *names: str) -> None:
    for person in map(world.person, names):
        await world.click(person, await person.slash(world.general, "profile"), "Send me direct messages")


async def hosted(world: World, **options: Any) -> MemberActor:
    """Alice's evening, posted in the general channel."""
    await world.set_up()
    alice = world.person("alice")
    await world.travel(MONDAY)
    given = {"when": "tonight at 8 pm", "city": "Bloomington, Indiana", "place": "7 Elm Street", **options}
    age = await alice.slash(world.general, "host new", **given)
    preview = await world.click(alice, age, ADULT)
    await world.click(alice, preview, "Post it")
    return alice


def post(world: World) -> Any:
    """The invitation as everybody reads it by now."""
    return next(each for each in reversed(world.general.history()) if "invites you" in text_of(each))


async def press(world: World, name: str, label: str) -> Any:
    """Somebody presses a button of the post, and says that they are of age where they are asked."""
    person = world.person(name)
    answer = await world.click(person, post(world), label)
    return await world.click(person, answer, ADULT) if ADULT in labels(answer) else answer


def letters(world: World, name: str, words: str) -> list[Any]:
    """The direct messages in which these words stand, oldest first."""
    person = world.person(name)
    if person.id not in world.env.backend.dm_channels:
        return []
    return [each for each in person.user.dm_channel.history() if words in text_of(each)]


async def test_everybody_reads_what_and_how_many_and_nobody_where_exactly_or_who(world: World) -> None:
    alice = await hosted(world, what="a game", words="Bring *cake*", seats=2)
    shown = text_of(post(world))
    for words in (alice.mention, "**A game**", "2 hours", f"<t:{int(TONIGHT.timestamp())}:F>", "2 of 2 places left"):
        assert words in shown
    assert "Bloomington" in shown
    assert "Elm Street" not in shown
    assert "> Bring \\*cake\\*" in shown

    joined = await press(world, "bob", "I'm in")
    assert "You're down for it" in text_of(joined)
    assert "Elm Street" not in text_of(joined)
    assert "1 of 2 places left" in text_of(post(world))
    assert "1 person is coming" in text_of(post(world))
    assert world.person("bob").mention not in text_of(post(world))
    carol = world.person("carol")
    await world.app.services.profiles.change(Actor(PersonId(carol.id)), Wishes(naming=Naming.ALWAYS))
    await press(world, "carol", "I'm in")
    assert f"Coming: {carol.mention} and 1 more" in text_of(post(world))
    waits = await press(world, "dave", "I'm in")
    assert "waiting list" in text_of(waits)
    assert "1 person waits for a place" in text_of(post(world))
    assert not world.pinged()


async def test_from_the_first_guest_to_the_story(world: World) -> None:
    await reachable(world, "alice", "bob", "carol", "dave")
    alice = await hosted(world, seats=2)
    for name in ("bob", "carol", "dave"):
        await press(world, name, "I'm in")
    await world.restart()

    (news,) = letters(world, "alice", "1 new guest")
    hall = await alice.user.click(news, custom_id=_button(news, "host.let_in"))
    assert "let in" in text_of(hall)
    (let_in,) = letters(world, "bob", "lets you in")
    assert "7 Elm Street" in text_of(let_in)
    file = await world.person("bob").user.click(let_in, custom_id=_button(let_in, "host.calendar"))
    (calendar,) = (await files_of(file)).values()
    assert b"7 Elm Street" in calendar
    assert b"SEQUENCE:0" in calendar

    await world.travel(11 * MINUTE)
    (more,) = letters(world, "alice", "1 new guest")
    assert world.person("carol").mention in text_of(more)
    await alice.user.click(more, custom_id=_button(more, "host.not_now"))
    (no_place,) = letters(world, "carol", "no place for you at this one after all")
    assert alice.mention not in text_of(no_place)
    assert letters(world, "dave", "A place came free for you")
    await world.click(world.person("dave"), post(world), "Leave")
    await world.travel(TONIGHT - 2 * HOUR)
    assert letters(world, "bob", "Coming up")
    assert not letters(world, "dave", "Coming up")

    await world.travel(TONIGHT + 2 * HOUR + MINUTE)
    assert "This is over" in text_of(post(world))
    assert not labels(post(world))
    await world.travel(TONIGHT + 12 * HOUR)
    (asked,) = letters(world, "alice", "Who was there?")
    assert world.person("bob").mention in text_of(asked)
    await alice.user.click(asked, custom_id=_button(asked, "host.recorded"))
    (told,) = letters(world, "alice", "You met **Bob** on January 5, 2026")
    form = await alice.user.click(told, custom_id=_button(told, "story.write"))
    assert form.modal is not None
    assert len((await world.rows())["meetings"]) == 1
    assert any("ask.yes" in each for each in custom_ids(world.letter(world.person("bob"))))


async def test_what_was_typed_is_kept_until_it_can_be_read(world: World) -> None:
    await world.set_up()
    alice = world.person("alice")
    await world.travel(MONDAY)
    refused = await alice.slash(world.general, "host new", when="tonight", what="Jam", words="for hours", seats=3)
    assert "At what time?" in text_of(refused)
    form = await world.click(alice, refused, "Fix it")
    assert values_of(form) == {"when": "tonight", "what": "Jam", "words": "for hours"}
    age = await alice.submit_modal(form, {**values_of(form), "when": "tonight at 8 pm"})
    preview = await world.click(alice, age, ADULT)
    assert "**Jam**" in text_of(preview)
    assert "3 of 3 places left" in text_of(preview)

    form = await world.click(alice, preview, "Change")
    assert values_of(form)["when"] == "2026-01-05 20:00"
    changed = await alice.submit_modal(form, {**values_of(form), "place": "my house"})
    assert "Only those you let in read the exact place: **my house**" in text_of(changed)
    gone = await world.click(alice, changed, "Discard")
    assert "nobody has seen it" in text_of(gone)
    assert not [each for each in world.general.history() if "invites you" in text_of(each)]


async def test_nothing_is_promised_where_the_bot_or_its_host_may_not_write(world: World) -> None:
    await world.set_up()
    alice = world.person("alice")
    await world.travel(MONDAY)
    await world.forbid(world.general, "send_messages")
    lacking = await alice.slash(world.general, "host new", when="tonight at 8 pm", what="Jam")
    assert "**Send Messages**" in text_of(lacking)
    await world.forbid(world.general)
    age = await world.click(alice, lacking, "Check again")
    preview = await world.click(alice, age, ADULT)
    assert "**Jam**" in text_of(preview)
    await world.forbid(world.general, "send_messages")
    assert "**Send Messages**" in text_of(await world.click(alice, preview, "Post it"))


async def test_a_move_and_a_cancellation_reach_everybody_once(world: World) -> None:
    await reachable(world, "alice", "bob")
    alice = await hosted(world, what="coffee", public_place=True)
    joined = await press(world, "bob", "I'm in")
    assert "7 Elm Street" in text_of(joined)
    assert "7 Elm Street" in text_of(post(world))

    moved = await alice.slash(world.general, "host move", when="tomorrow at 6 pm")
    assert "Everybody who answered is told" in text_of(moved)
    (letter,) = letters(world, "bob", "Changed:")
    assert f"<t:{int((MONDAY + DAY + 6 * HOUR).timestamp())}:F>" in text_of(letter)
    assert f"<t:{int((MONDAY + DAY + 6 * HOUR).timestamp())}:F>" in text_of(post(world))
    same = await alice.slash(world.general, "host move", place="7 Elm Street")
    assert "nobody is told" in text_of(same)

    sure = await alice.slash(world.general, "host cancel")
    await world.click(alice, sure, "Call it off")
    (off,) = letters(world, "bob", "It's off")
    file = await world.person("bob").user.click(off, custom_id=_button(off, "host.calendar"))
    (calendar,) = (await files_of(file)).values()
    assert b"STATUS:CANCELLED" in calendar
    assert "It's off." in text_of(post(world))
    assert not labels(post(world))
    late = await world.craft(world.person("carol"), _button(joined, "host.leave").replace("leave", "join"))
    assert "It's off" in text_of(late)
    assert "You host nothing" in text_of(await alice.slash(world.general, "host show"))


async def test_two_taps_at_once_are_one_place_and_one_meeting(world: World) -> None:
    await reachable(world, "alice")
    alice = await hosted(world, seats=1)
    bob = world.person("bob")
    age = await world.click(bob, post(world), "I'm in")
    await world.at_once(bob, age, ADULT)
    assert "0 of 1 place left" in text_of(post(world))
    assert "waits for a place" not in text_of(post(world))

    await world.travel(TONIGHT + 12 * HOUR)
    (asked,) = letters(world, "alice", "Who was there?")
    await world.at_once(alice, asked, "That's all of us")
    assert letters(world, "alice", "### Recorded")
    assert len((await world.rows())["meetings"]) == 1


async def test_whoever_was_not_there_is_unticked(world: World) -> None:
    await reachable(world, "alice")
    alice = await hosted(world)
    for name in ("bob", "carol"):
        await press(world, name, "I'm in")
    await world.travel(TONIGHT + 12 * HOUR)
    (asked,) = letters(world, "alice", "Who was there?")
    menu = next(each for each in custom_ids(asked) if each.startswith("host.came"))
    await alice.user.select(asked, [str(world.person("carol").id)], custom_id=menu)
    (ticked,) = letters(world, "alice", "Who was there?")
    await alice.user.click(ticked, custom_id=_button(ticked, "host.recorded"))
    assert letters(world, "alice", "You met **Carol** on")


async def test_a_moderator_deletes_the_post_while_the_host_lets_somebody_in(world: World) -> None:
    await reachable(world, "alice", "bob")
    alice = await hosted(world)
    await press(world, "bob", "I'm in")
    await press(world, "carol", "I'm in")
    (news,) = letters(world, "alice", "1 new guest")
    await post(world).delete()
    await world.env.settle()
    await alice.user.click(news, custom_id=_button(news, "host.not_now"))

    assert letters(world, "alice", "Your invitation is off")
    assert letters(world, "bob", "no place for you")
    (hall,) = letters(world, "alice", "Their place is free again")
    refused = await alice.user.click(hall, custom_id=_button(hall, "host.let_in"))
    assert "It's off" in text_of(refused)


async def test_a_guest_without_direct_messages_finds_it_in_the_inbox(world: World) -> None:
    await reachable(world, "alice", "bob")
    alice = await hosted(world)
    joined = await press(world, "carol", "I'm in")
    assert "Send me direct messages" in labels(joined)
    await press(world, "bob", "I'm in")
    world.close_direct_messages(world.person("bob"))
    hall = await alice.slash(world.general, "host show")
    await world.click(alice, hall, "Let in no. 1")
    await world.click(alice, await alice.slash(world.general, "host show"), "Let in no. 2")

    for name in ("bob", "carol"):
        read = await world.person(name).slash(world.general, "inbox")
        assert "7 Elm Street" in text_of(read)


async def test_a_strangers_clicks_show_nothing_and_change_nothing(world: World) -> None:
    alice = await hosted(world, words="Ring twice")
    await press(world, "bob", "I'm in")
    draft = await alice.slash(world.general, "host new", when="tomorrow at 8 pm", place="9 Oak Street")
    draft_id = _button(draft, "host.post").split(":")[2].split("~")[0]
    (evening,) = (await world.rows())["gatherings"]
    eve, before = world.person("eve"), await world.rows()
    on = await eve.slash(world.general, "help")
    doings = [each for each in sorted(world.app.registry.actions.doings) if each.startswith("host.")]
    for name in doings:
        for subject in (evening.id, draft_id):
            if name in ("host.join", "host.maybe") and subject == evening.id:
                continue  # open to everybody who reads the post
            values = [str(evening.id)] * (name in ("host.open", "host.came", "host.nevernow"))
            result = await world.craft(eve, name, subject, world.person("bob").id, on=on, values=values)
            seen = (text_of(result) if result.response else "") + str(result.modal)
            assert "Street" not in seen, f"{name} shows: {seen}"
            assert world.person("bob").mention not in seen, f"{name} shows: {seen}"
    assert await world.rows() == before
    assert len(doings) > 20


async def test_whoever_may_not_write_there_has_nothing_posted_there(world: World) -> None:
    await world.set_up()
    alice = world.person("alice")
    await world.travel(MONDAY)
    closed = world.guild.create_text_channel("announcements")
    everyone = Overwrite(world.guild.id, OverwriteType.ROLE, deny=discord.Permissions(send_messages=True).value)
    world.env.backend.set_overwrite(closed.id, everyone)
    own = Overwrite(
        world.env.backend.bot_user.id, OverwriteType.MEMBER, allow=discord.Permissions(send_messages=True).value
    )
    world.env.backend.set_overwrite(closed.id, own)
    await world.env.settle()

    refused = await alice.slash(world.general, "host new", when="tonight at 8 pm", channel=closed)

    assert "You can't write in that channel yourself" in text_of(refused)


def _button(on: Any, name: str) -> str:
    return next(each for each in custom_ids(on) if each.startswith(name + ":"))


async def test_whom_the_host_would_rather_not_meet_again_is_told_nothing(world: World) -> None:
    await reachable(world, "alice", "bob", "carol")
    alice = await hosted(world)
    for name in ("bob", "carol"):
        await press(world, name, "I'm in")
    await world.travel(MONDAY + DAY)
    (asked,) = letters(world, "alice", "Who was there?")
    bob = world.person("bob")
    said_to_bob = len(bob.user.dm_channel.history())

    whom = await alice.user.click(asked, custom_id=_button(asked, "host.never"))
    shunned = await alice.user.select(message_of(whom), [str(bob.id)], custom_id=_button(whom, "host.nevernow"))
    assert "**Bob** any more. They are not told." in text_of(shunned)
    assert "Undo" in labels(shunned)
    again = await alice.user.click(asked, custom_id=_button(asked, "host.never"))
    assert bob.mention not in text_of(again)
    assert world.person("carol").mention in text_of(again)
    assert len(bob.user.dm_channel.history()) == said_to_bob

    await alice.user.click(message_of(shunned), custom_id=_button(shunned, "contact.allow"))
    (contact,) = (await world.rows())["contacts"]
    assert not contact.is_never

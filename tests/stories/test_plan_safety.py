"""Safety around plans, quietly: of age, never again, somebody trusted who knows, help, and nothing private that leaks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from simcord import MemberActor

from tests.stories.planning import (
    ADULT,
    HOUR,
    MINUTE,
    MONDAY,
    THURSDAY_7,
    agreed,
    asked,
    at,
    choose,
    draft,
    letter,
    letters,
    neighbours,
    press,
    type_in,
)
from tests.stories.world import World, custom_id, labels, text_of

MORNING_AFTER = THURSDAY_7 + 15 * HOUR


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(world: World) -> Iterator[None]:
    yield
    assert not world.blunders()


def sent_to(world: World, person: MemberActor) -> str:
    """Everything that was ever put into somebody's direct messages, edits among it, and into the channels."""
    places = (person.user.dm_channel.id, world.general.id, world.recaps.id)
    paths = tuple(f"/channels/{each}/messages" for each in places)
    return "\n".join(str(each.json) for each in world.env.http_requests if each.path.startswith(paths))


async def after(world: World, *names: str, safety: dict[str, Any] | None = None) -> tuple[MemberActor, MemberActor]:
    """Alice and bob, whose plan is over; both are asked how it went."""
    alice = await neighbours(world, *names)
    if safety:
        await world.organiser.slash(world.general, "community safety", **safety)
    await agreed(world, alice, world.person("bob"), place="The old mill")
    await world.travel(MORNING_AFTER)
    return alice, world.person("bob")


def how(world: World, person: MemberActor) -> Any:
    (question,) = letters(world, person, "How did it go with")
    return question


async def test_the_age_is_asked_once_and_only_when_it_matters(world: World) -> None:
    await world.set_up()
    alice, bob = world.person("alice"), world.person("bob")
    await world.travel(MONDAY)
    shown = await draft(world, alice, member=bob)
    age = await world.click(alice, shown, "Send it")
    assert labels(age) == [ADULT]
    assert "Nothing waits" in text_of(await bob.slash(world.general, "inbox"))
    assert "You've asked **Bob**" in text_of(await world.click(alice, age, ADULT))
    question = await bob.slash(world.general, "inbox")
    age = await world.click(bob, question, "Yes to 1")
    assert labels(age) == [ADULT]
    assert "It's agreed" in text_of(await world.click(bob, age, ADULT))
    again = await world.click(bob, await draft(world, bob, contact="Chris"), "Send it")
    assert "now ask them" in text_of(again), "once is enough"


async def test_the_never_list_looks_like_silence_both_ways(world: World) -> None:
    alice = await neighbours(world, "bob", "carol")
    bob, carol = world.person("bob"), world.person("carol")
    await bob.slash(world.general, "contact never", member=alice)
    texts = []
    for name, each in (("Bob", bob), ("Carol", carol)):
        sent = text_of(await asked(world, alice, member=each))
        texts.append(sent.replace(name, "SOMEBODY").replace(each.mention, "@"))
    assert texts[0] == texts[1]
    assert not letters(world, bob, "would like to meet you")
    for command in ("inbox", "plan show"):
        assert alice.mention not in text_of(await bob.slash(world.general, command))
    await world.travel(timedelta(days=1, hours=1))
    closed = letters(world, alice, "It doesn't work out")
    assert len(closed) == 2
    assert closed[0].created_at == closed[1].created_at
    refused = await bob.slash(world.general, "plan new", member=alice, when="Thu 7 pm")
    assert "never-list" in text_of(refused)
    question = letters(world, carol, "would like to meet you")[-1]
    await alice.slash(world.general, "contact never", member=carol)
    late = await press(carol, question, "Yes to 1")
    assert "isn't there any more" in text_of(late)
    assert "never" not in text_of(late)
    assert not letters(world, alice, "It's agreed")


async def test_somebody_trusted_knows_and_hears_of_every_change(world: World) -> None:
    alice = await neighbours(world, "bob", "tess")
    bob, tess = world.person("bob"), world.person("tess")
    await agreed(world, alice, bob, place="The old mill")
    before = len(letters(world, bob))
    await press(alice, letter(alice), "Share my plan")
    for wrong, words in ((bob, "They are part of that plan"), (alice, "You know of it already")):
        assert words in text_of(await choose(alice, letter(alice), "plan.shareto", wrong.user))
    assert "Shared with **Tess**" in text_of(await choose(alice, letter(alice), "plan.shareto", tess.user))
    (shared,) = letters(world, tess, "shares a plan with you")
    for words in (alice.mention, bob.mention, at(THURSDAY_7), "The old mill"):
        assert words in text_of(shared)
    await press(alice, letter(alice), "Check on me after")
    assert len(letters(world, bob)) == before
    assert tess.mention not in sent_to(world, bob)

    await type_in(alice, letter(alice), "Move it", when="Wed 7 pm")
    assert len(letters(world, tess, "is off, or being moved")) == 1
    await press(bob, letter(bob), "Yes, gladly")
    moved = THURSDAY_7 - timedelta(days=1)
    assert at(moved) in text_of(letter(tess))
    await world.travel(moved + HOUR + 29 * MINUTE)
    assert not letters(world, alice, "Home safe?")
    await world.travel(2 * MINUTE)
    (safe,) = letters(world, alice, "Home safe?")
    assert "Good to hear!" in text_of(await press(alice, safe, "All good"))
    assert not letters(world, bob, "Home safe?")
    await world.travel(THURSDAY_7 + 3 * HOUR)
    assert not letters(world, alice, "Home safe?")


async def test_they_did_not_come_and_rather_not_again_tell_nobody(world: World) -> None:
    alice, bob = await after(world, "bob")
    before = sent_to(world, alice)
    question = how(world, bob)
    missed = await press(bob, question, "They didn't come")
    assert "That says something about their day, not about you" in text_of(missed)
    assert missed.modal is None
    assert {"Try another time", "Whom else?", "Rather not again", "I need help"} <= set(labels(missed))
    never = await press(bob, missed, "Rather not again")
    assert "They are not told" in text_of(never)
    assert never.modal is None, "no story is asked for"
    assert sent_to(world, alice) == before
    form = await press(alice, how(world, alice), "Yes, in person")
    assert form.modal is not None
    assert not letters(world, bob, "You met"), "whoever is on the never-list asks nothing any more"
    assert alice.mention not in text_of(await bob.slash(world.general, "suggest"))
    assert "**Alice** may be suggested again" in text_of(await press(bob, never, "Undo"))


async def test_another_way_records_the_rung_it_was(world: World) -> None:
    alice, bob = await after(world, "bob")
    other = await press(alice, how(world, alice), "Yes, another way")
    assert len(labels(other)) == 4, "three other ways, and back to the first"
    form = await press(alice, other, labels(other)[0])
    assert "doesn't fill a week" in form.modal["components"][0]["content"]
    [meeting] = (await world.rows())["meetings"]
    assert meeting.how == "video"
    over = await type_in(bob, how(world, bob), "We moved it", when="Sun 16:00")
    assert "That plan is over" in text_of(over)


async def test_we_moved_it_tells_the_other_and_asks_again_and_no_leads_on(world: World) -> None:
    alice, bob = await after(world, "bob")
    moved = await type_in(bob, how(world, bob), "We moved it", when="Sun 16:00")
    assert "you meet" in text_of(moved)
    (told,) = letters(world, alice, "### Moved: you meet **Bob**")
    assert {"Calendar file", "Move it", "Call it off"} <= set(labels(told))
    await world.travel(datetime.fromisoformat("2026-01-11T19:30:00+00:00"))
    question = letters(world, bob, "How did it go with")[-1]
    no = await press(bob, question, "No")
    assert "I've told nobody" in text_of(no)
    assert "Try another time" in labels(no)
    form = await press(bob, no, "Try another time")
    assert form.modal is not None


async def test_help_names_an_organiser_who_is_not_the_other_person(world: World) -> None:
    alice, bob = await after(world, "bob", safety={"person": world.person("olivia"), "text": "Call *Marie*"})
    before = sent_to(world, alice)
    found = await press(bob, how(world, bob), "I need help")
    for words in ("your local emergency number", world.organiser.mention, "Marie", "Nobody is told"):
        assert words in text_of(found)
    assert sent_to(world, alice) == before
    assert not letters(world, world.organiser)
    shown = await world.organiser.slash(world.general, "community safety", person=alice)
    assert alice.mention in text_of(shown)
    found = await press(bob, how(world, bob), "I need help")
    assert alice.mention not in text_of(found), "whom they met is not whom to turn to"
    assert "Marie" in text_of(found)
    stranger = await world.craft(world.person("mallory"), custom_id(how(world, bob), "I need help"))
    assert str(bob.id) not in text_of(stranger)


async def test_help_where_nobody_is_named_still_says_where_to_turn(world: World) -> None:
    _, bob = await after(world, "bob")
    assert "Nobody is named yet" in text_of(await world.organiser.slash(world.general, "community safety"))
    found = await press(bob, how(world, bob), "I need help")
    assert "The organisers of the community" in text_of(found)
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    refused = await world.organiser.slash(world.general, "community safety", person=robot)
    assert "That's a bot" in text_of(refused)


async def test_nothing_of_a_list_or_a_profile_reaches_the_other_side(world: World) -> None:
    alice = await neighbours(world, "bob", "carol")
    bob, carol = world.person("bob"), world.person("carol")
    notes = {"note": "owes me a fiver", "city": "Narva", "tags": "bores", "met_online": "a quarrel"}
    await alice.slash(world.general, "contact add", member=bob, **notes)
    await bob.slash(world.general, "contact add", member=alice, note="laughs too loudly")
    await agreed(world, alice, bob, place="The old mill", words="See you")
    await type_in(bob, letter(bob), "Move it", when="Fri 17:00")
    await press(alice, letter(alice), "Yes, then")
    await asked(world, alice, member=carol)
    for words in ("fiver", "Narva", "bores", "quarrel", "London", "Bob"):
        assert words not in sent_to(world, carol), words
    for words in ("fiver", "Narva", "bores", "quarrel", "Carol", str(carol.id)):
        assert words not in sent_to(world, bob), words
    assert "old mill" in sent_to(world, bob), "the exact place is for both of them"
    for words in ("laughs", "London"):
        assert words not in sent_to(world, alice), words
    assert "old mill" not in sent_to(world, carol)
    plan = custom_id(letter(alice), "Calendar file")
    for name in ("plan.show", "plan.file", "plan.share", "plan.move", "plan.change", "plan.never"):
        stolen = await world.craft(carol, plan.replace("plan.file", name))
        assert "isn't there any more" in text_of(stolen), name

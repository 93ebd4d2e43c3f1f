"""Plans when people act at once, late, or on older cards: nothing is agreed by half, and everybody gets the plan as it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.stories.planning import (
    HOUR,
    SATURDAY_11,
    THURSDAY_7,
    agreed,
    asked,
    at,
    letter,
    letters,
    neighbours,
    press,
    type_in,
)
from tests.stories.world import World, custom_id, labels, text_of


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(world: World) -> Iterator[None]:
    yield
    assert not world.blunders()


async def test_both_agree_to_different_times_and_the_first_one_holds(world: World) -> None:
    alice = await neighbours(world, "bob")
    bob = world.person("bob")
    await asked(world, alice, member=bob)
    await type_in(bob, letter(bob), "Other times", when="Fri 17:00")
    takes, accepts = custom_id(letter(alice), "Yes, then"), custom_id(letter(bob), "Yes to 2")
    said = await world.craft(bob, accepts)
    assert "It's agreed" in text_of(said)
    late = await world.craft(alice, takes)
    assert "changed a moment ago" in text_of(late)
    for each in (text_of(late), text_of(letter(alice)), text_of(letter(bob))):
        assert at(SATURDAY_11) in each
        assert "It's agreed" in each
    again = await world.craft(bob, accepts)
    assert "It's agreed" in text_of(again), "a second press shows what the first did"
    assert "changed a moment ago" not in text_of(again)


async def test_two_presses_at_once_send_one_plan_and_agree_once(world: World) -> None:
    alice = await neighbours(world, "bob")
    bob = world.person("bob")
    shown = await alice.slash(world.general, "plan new", member=bob, when="Thu 7 pm, Sat 11:00")
    for each in await world.at_once(alice, shown, "Send it"):
        assert "You've asked **Bob**" in text_of(each)
    assert len(letters(world, bob, "would like to meet you")) == 1
    for each in await world.at_once(bob, letter(bob), "Yes to 1"):
        assert "It's agreed" in text_of(each)
    assert len(letters(world, alice, "It's agreed")) == 1
    await press(bob, letter(bob), "Call it off")
    assert not letters(world, alice, "is off"), "one slip of the finger is not enough"
    await world.at_once(bob, letter(bob), "Call it off")
    assert len(letters(world, alice, "is off")) == 1


async def test_a_yes_to_what_was_called_off_or_moved_shows_how_it_stands(world: World) -> None:
    alice = await neighbours(world, "bob")
    bob = world.person("bob")
    sent = await asked(world, alice, member=bob)
    yes = custom_id(letter(bob), "Yes to 1")
    form = await world.click(alice, sent, "Other times")
    await alice.submit_modal(form, {"when": "Fri 12:00"})
    stale = await world.craft(bob, yes)
    assert "changed a moment ago" in text_of(stale)
    assert at(THURSDAY_7) not in text_of(stale)
    assert "Yes, gladly" in labels(stale)
    moves, changes = custom_id(sent, "Other times"), custom_id(sent, "Change it")
    await world.click(alice, sent, "Call it off")
    assert "was called off" in text_of(await world.craft(bob, yes))
    for late, typed in ((moves, {"when": "Fri 13:00"}), (changes, {"minutes": ["60"]})):
        faulty = await alice.submit_modal(await world.craft(alice, late), typed)
        assert "was called off" in text_of(faulty)
    assert not letters(world, alice, "It's agreed")


async def test_a_press_a_week_later_and_after_a_restart(world: World) -> None:
    alice = await neighbours(world, "bob")
    bob = world.person("bob")
    sent = await asked(world, alice, member=bob)
    question = letter(bob)
    await world.restart()
    await press(bob, question, "Not then")
    assert len(letters(world, alice, "don't suit **Bob**")) == 1
    await world.travel(timedelta(days=8))
    for label in ("Yes to 1", "Later", "No"):
        late = await world.craft(bob, custom_id(question, label))
        if label == "Later":
            late = await world.craft(bob, custom_id(question, label).replace("plan.later", "plan.weeks"), values=["2"])
        assert "That plan is over" in text_of(late)
    form = await world.craft(alice, custom_id(sent, "Other times"))
    anew = await alice.submit_modal(form, {"when": "Fri 12:00"})
    assert "You've asked **Bob**" in text_of(anew)
    assert len(letters(world, bob, "has changed the plan")) == 1


async def test_whoever_is_forgotten_leaves_a_plan_that_is_off_and_no_name(world: World) -> None:
    alice = await neighbours(world, "bob", "carol")
    bob, carol = world.person("bob"), world.person("carol")
    await agreed(world, alice, bob)
    await world.click(bob, await bob.slash(world.general, "mydata forget"), "Forget me")
    (told,) = letters(world, alice, "is off")
    assert at(THURSDAY_7) in text_of(told)
    await agreed(world, alice, carol)
    await asked(world, carol, contact="Dora")
    await world.click(alice, await alice.slash(world.general, "mydata forget"), "Forget me")
    (told,) = letters(world, carol, "is off")
    assert alice.mention not in text_of(told)
    for label in ("Move it", "Call it off"):
        assert "isn't there any more" in text_of(await press(carol, letters(world, carol, "It's agreed")[-1], label))
    listed = text_of(await carol.slash(world.general, "plan show"))
    assert "**Dora**" in listed
    assert alice.mention not in listed
    await world.travel(THURSDAY_7 + 14 * HOUR)
    assert not letters(world, carol, "How did it go")


async def test_whoever_closes_their_messages_meanwhile_is_told_in_the_inbox(world: World) -> None:
    alice = await neighbours(world, "bob")
    bob = world.person("bob")
    await agreed(world, alice, bob)
    world.close_direct_messages(bob)
    await type_in(alice, letter(alice), "Move it", when="Fri 12:00")
    question = await bob.slash(world.general, "inbox")
    assert "has changed the plan: does this suit you?" in text_of(question)
    await world.click(bob, question, "Yes, gladly")
    assert "It's agreed" in text_of(letter(alice))


async def test_whoever_leaves_the_server_is_not_waited_for_in_vain(world: World) -> None:
    alice = await neighbours(world, "bob")
    bob = world.person("bob")
    await agreed(world, alice, bob)
    world.env.inject_error("POST", f"/channels/{bob.user.dm_channel.id}/messages", status=400, code=50278, times=1)
    await alice.slash(world.general, "met", member=bob)
    (told,) = letters(world, alice, "I may not reach them any more")
    assert "**Bob**" in text_of(told)
    assert "Better ask them yourself" in text_of(told)
    assert at(THURSDAY_7) in text_of(told)

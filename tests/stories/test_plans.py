"""From a name to a time and a place, through the front door: proposed, answered, moved, met and told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.reading import components_of, walk
from tests.stories.planning import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    SATURDAY_11,
    THURSDAY_7,
    agreed,
    asked,
    at,
    choose,
    draft,
    entry,
    letter,
    letters,
    neighbours,
    press,
    type_in,
)
from tests.stories.world import World, labels, options_of, text_of, values_of

FRIDAY_NOON = datetime(2026, 1, 9, 17, tzinfo=UTC)
SUPERSEDED = "the newer message counts"


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(world: World) -> Iterator[None]:
    yield
    assert not world.blunders()


async def test_from_the_suggestion_to_the_recap(world: World) -> None:
    alice = await neighbours(world, "bob", nudges="standard")
    bob = world.person("bob")
    await alice.slash(world.general, "contact add", member=bob)
    form = await world.click(alice, await alice.slash(world.general, "suggest"), "Plan it")
    typed = {
        "when": "Thu 7 pm, Sat 11:00",
        "minutes": ["45"],
        "what": "a walk",
        "place": "The old mill",
        "words": "Hm?",
    }
    shown = await alice.submit_modal(form, typed)
    assert "**A walk** · 45 minutes · Bloomington" in text_of(shown)
    assert "Where: The old mill" in text_of(shown)
    assert "A public place and the daytime" in text_of(shown)
    assert not letters(world, bob, "would like to meet you"), "nobody is asked before Send it"
    sent = await world.click(alice, shown, "Send it")
    assert "You've asked **Bob**" in text_of(sent)
    assert "> Hm?" in text_of(sent)

    (question,) = letters(world, bob, "would like to meet you")
    for words in (
        alice.mention,
        f"1. {at(THURSDAY_7)}",
        f"2. {at(SATURDAY_11)}",
        "**A walk**",
        "The old mill",
        "> Hm?",
    ):
        assert words in text_of(question)
    assert at(THURSDAY_7) + f" ({at(THURSDAY_7, 'R')})\n-# ⚠️ it is in your quiet hours" in text_of(question)
    said = await press(bob, question, "Yes to 2")
    assert "It's agreed: you meet" in text_of(said)
    (told,) = letters(world, alice, "It's agreed: you meet **Bob**")
    assert at(SATURDAY_11) in text_of(told)
    assert at(THURSDAY_7) not in text_of(told)
    home = await alice.slash(world.general, "mission show")
    assert f"- {at(SATURDAY_11)}: **Bob**" in text_of(await world.click(alice, home, "My plans"))

    await world.travel(SATURDAY_11 - HOUR)
    assert len(letters(world, alice, "you meet **Bob**")) == 3, "it is agreed, a day before, two hours before"
    assert not letters(world, alice, "There's still time this week"), "she has a plan for it"
    await world.travel(SATURDAY_11 + 3 * HOUR)
    assert len(letters(world, bob, "How did it go with")) == 1
    form = await press(alice, letters(world, alice, "How did it go with")[-1], "Yes, in person")
    assert "**It counts:**" in form.modal["components"][0]["content"]
    assert values_of(form) == {"place": "Bloomington, Indiana"}, "the exact place is for the two of them"
    preview = await alice.user.submit_modal(form, {"story": "We talked for hours.", "place": "Bloomington"})
    await press(alice, preview, "Post")
    assert "We talked for hours." in world.posts()[-1]
    assert "mill" not in world.posts()[-1]
    assert "Bob" not in world.posts()[-1]
    counted = await press(bob, letters(world, bob, "How did it go with")[-1], "Yes, in person")
    assert "It counts for you too" in text_of(counted)
    assert len((await world.rows())["meetings"]) == 1


async def test_every_plan_it_leads_to_a_plan_with_whoever_it_stands_beside(world: World) -> None:
    await world.set_up(nudge_channel=world.general)
    alice, bob = world.person("alice"), world.person("bob")
    for each in (alice, bob):
        await world.start_mission(each, city="Bloomington, Indiana")
    await alice.slash(world.general, "contact add", member=bob)
    await world.travel(MONDAY)
    shown = await type_in(alice, letter(alice), "Plan it", when="Thu 7 pm", minutes=["30"])
    assert "A plan with **Bob**" in text_of(shown)
    await press(alice, shown, "Discard")
    await press(alice, letter(alice), "Invite")
    agreed_to = await press(bob, letters(world, bob, "would like to meet you")[-1], "Yes, gladly")
    time = await press(bob, agreed_to, "Find a time")
    shown = await type_in(bob, time, "Plan it", when="Thu 7 pm", minutes=["30"])
    assert f"({alice.mention})" in text_of(shown)
    await press(bob, shown, "Send it")
    said = await press(alice, letter(alice), "Yes, gladly")
    links = [each["url"] for each in walk(components_of(said)) if each.get("url")]
    assert len(links) == 2
    assert all("Bloomington" in each for each in links)
    assert "20260109T000000Z" in links[0] or "20260108T190000" in links[0]
    assert "alice" not in "".join(links).lower(), "a link names the other one at most"


async def test_times_as_people_write_them_and_from_the_menu(world: World) -> None:
    alice = await neighbours(world, "bob")
    bob = world.person("bob")
    tonight = await draft(world, alice, member=bob, when="tonight at 8")
    assert at(datetime(2026, 1, 6, 1, tzinfo=UTC)) in text_of(tonight)
    picked = await draft(world, alice, member=bob, when=at(THURSDAY_7))
    assert at(THURSDAY_7) in text_of(picked)
    empty = await alice.slash(world.general, "plan new", member=bob)
    assert "No time yet" in text_of(empty)
    assert "Send it" not in labels(empty)
    menu = options_of(empty, "plan.also")
    two = await world.select(alice, empty, list(menu.values())[2:4], "plan.also")
    assert len(re.findall(r":F>", text_of(two))) == 2
    half = await world.click(alice, two, "30 minutes")
    assert "**Coffee** · 30 minutes" in text_of(half)
    lunch = await world.click(alice, half, "Lunch")
    assert "**Lunch** · 30 minutes" in text_of(lunch)
    form = await world.click(alice, lunch, "Change it")
    assert values_of(form)["when"].count("<t:") == 2
    faulty = await alice.submit_modal(form, {"when": "Fri", "minutes": ["30"], "place": "Pub", "words": "So?"})
    assert "“Fri” names no hour" in text_of(faulty)
    await world.restart()
    again = await world.click(alice, faulty, "Fix it")
    assert (values_of(again)["when"], values_of(again)["place"], values_of(again)["words"]) == ("Fri", "Pub", "So?")
    good = await alice.submit_modal(again, {"when": "Fri noon", "minutes": ["30"], "place": "Pub", "words": "So?"})
    assert at(FRIDAY_NOON) in text_of(good)
    assert "Where: Pub" in text_of(good)
    gone = await world.click(alice, good, "Discard")
    assert "nobody was asked" in text_of(gone)
    assert not letters(world, bob, "would like to meet you")
    for when, words in (
        ("soonish", "I can't read “soonish”"),
        ("yesterday at 5", "is over already"),
        ("Mon 8 pm, Tue 8 pm, Wed 8 pm, Thu 8 pm", "at most 3"),
    ):
        assert words in text_of(await draft(world, alice, member=bob, when=when))


async def test_a_form_with_a_bad_time_keeps_everybody_who_was_picked(world: World) -> None:
    alice = await neighbours(world, "bob")
    form = await alice.slash(world.general, "plan new")
    faulty = await alice.submit_modal(form, {"members": [world.person("bob")], "names": "Chris", "when": "soonish"})
    assert "What you typed is kept" in text_of(faulty)
    again = await world.click(alice, faulty, "Fix it")
    assert values_of(again) == {"names": "Chris", "when": "soonish"}
    assert str(world.person("bob").id) in str(again.modal)
    shown = await alice.submit_modal(again, {"members": [world.person("bob")], "names": "Chris", "when": "Fri noon"})
    assert "A plan with **Bob**" in text_of(shown)
    assert "**Chris**" in text_of(shown)


async def test_not_then_is_told_at_once_and_no_reads_as_silence(world: World) -> None:
    names = ("bob", "carol", "dave", "erin")
    alice = await neighbours(world, *names)
    bob, carol, dave, erin = map(world.person, names)
    for each in (bob, carol, dave, erin):
        await asked(world, alice, member=each, when="Thu 7 pm")
    before = len(letters(world, alice))
    said = await press(bob, letter(bob), "No")
    assert "as if you hadn't answered" in text_of(said)
    later = await press(carol, letter(carol), "Later")
    assert next(iter(options_of(later, "plan.weeks"))) == "In 2 weeks"
    said = await choose(carol, letter(carol), "plan.weeks", "2")
    assert "from January 19, 2026 on" in text_of(said)
    assert len(letters(world, alice)) == before
    await press(dave, letter(dave), "Not then")
    (told,) = letters(world, alice, "These times don't suit **Dave**")
    assert "It's the times, not you" in text_of(told)
    form = await press(alice, told, "Other times")
    await alice.user.submit_modal(form, {"when": "Fri noon"})
    assert not letters(world, alice, "don't suit"), "he was asked anew"
    assert at(FRIDAY_NOON) in text_of(letter(dave))
    await press(dave, letter(dave), "Yes, gladly")

    await world.travel(MONDAY + DAY - MINUTE)
    assert not letters(world, alice, "It doesn't work out")
    await world.travel(MONDAY + DAY + MINUTE)
    closed = letters(world, alice, "It doesn't work out")
    assert len({each.created_at for each in closed}) == 1
    plain = {re.sub(r"\*\*\w+\*\* \(<@\d+>\)", "SOMEBODY", text_of(each)) for each in closed}
    assert len(closed) == 3
    assert len(plain) == 1, "a no, a later and silence read the same"


async def test_a_later_comes_back_in_its_week_and_can_be_asked_again(world: World) -> None:
    alice = await neighbours(world, "carol")
    carol = world.person("carol")
    await asked(world, alice, member=carol, when="Thu 7 pm")
    await press(carol, letter(carol), "Later")
    await choose(carol, letter(carol), "plan.weeks", "2")
    await world.travel(MONDAY + timedelta(weeks=2) + HOUR)
    (again,) = letters(world, alice, "later is now")
    assert "**Carol**" in text_of(again)
    shown = await type_in(alice, again, "Plan anew", when="Fri noon", minutes=["60"])
    assert "You've asked **Carol**" in text_of(await press(alice, shown, "Send it"))
    assert len(letters(world, carol, "would like to meet you")) == 1


async def test_a_later_that_comes_back_while_the_plan_is_ahead_is_asked_by_other_times(world: World) -> None:
    alice = await neighbours(world, "carol")
    carol = world.person("carol")
    await asked(world, alice, member=carol, when="2026-01-24 11:00")
    await press(carol, letter(carol), "Later")
    await choose(carol, letter(carol), "plan.weeks", "2")
    await world.travel(MONDAY + timedelta(weeks=2) + HOUR)
    (again,) = letters(world, alice, "later is now")
    anew = await type_in(alice, again, "Other times", when="Fri noon")
    assert "You've asked **Carol**" in text_of(anew)
    (question,) = letters(world, carol, "has changed the plan: does this suit you?")
    await press(carol, question, "Yes, gladly")
    assert len(letters(world, alice, "It's agreed: you meet **Carol**")) == 1


async def test_other_times_go_back_and_forth_until_both_agree(world: World) -> None:
    alice = await neighbours(world, "bob")
    bob = world.person("bob")
    await asked(world, alice, member=bob)
    faulty = await type_in(bob, letter(bob), "Other times", when="whenever")
    assert "I can't read “whenever”" in text_of(faulty)
    assert values_of(await press(bob, faulty, "Fix it")) == {"when": "whenever"}
    said = await type_in(bob, faulty, "Fix it", when="tomorrow at 6 pm or Sunday noon")
    assert "You suggested:" in text_of(said)
    (told,) = letters(world, alice, "would rather meet at another time")
    tuesday = datetime(2026, 1, 6, 18, tzinfo=UTC)
    assert at(tuesday) in text_of(told), "six in London, where bob typed it"
    anew = await type_in(alice, told, "Other times", when="Fri noon")
    assert "You've asked **Bob**" in text_of(anew)
    assert not letters(world, alice, "would rather")
    assert len(letters(world, bob, SUPERSEDED)) == 1
    (question,) = letters(world, bob, "has changed the plan: does this suit you?")
    assert at(FRIDAY_NOON) in text_of(question)
    await type_in(bob, question, "Other times", when="Sat 16:00 or Sun 13:00")
    said = await press(alice, letters(world, alice, "would rather")[-1], "Yes to 1")
    assert "It's agreed: you meet **Bob**" in text_of(said)
    assert at(SATURDAY_11) in text_of(said)
    (told,) = letters(world, bob, "It's agreed")
    assert at(SATURDAY_11) in text_of(told)
    assert len(letters(world, bob, "You suggested:")) == 0, "older letters follow"


async def test_each_side_moves_and_cancels_and_the_calendar_follows(world: World) -> None:
    alice = await neighbours(world, "bob")
    bob = world.person("bob")
    await agreed(world, alice, bob, place="The old mill")
    first = await entry(await press(alice, letter(alice), "Calendar file"))
    assert first.dtstart.value == THURSDAY_7
    assert first.dtstart.value.utcoffset() == timedelta(hours=-5), "in Bloomington's time"
    assert first.location.value.startswith("The old mill")
    theirs = await entry(await press(bob, letter(bob), "Calendar file"))
    assert (theirs.uid.value, theirs.dtstart.value) == (first.uid.value, THURSDAY_7)
    assert theirs.dtstart.value.utcoffset() == timedelta(0), "in London's"
    assert {"Google Calendar", "Outlook"} <= set(labels(letter(bob)))

    said = await type_in(bob, letter(bob), "Move it", when="Sat 16:00")
    assert "is off until they say yes" in text_of(said)
    (told,) = letters(world, alice, "would rather meet at another time")
    assert "is off until you say yes" in text_of(told)
    await press(alice, told, "Yes, then")
    moved = await entry(await press(bob, letter(bob), "Calendar file"))
    assert (moved.uid.value, moved.dtstart.value) == (first.uid.value, SATURDAY_11)
    assert int(moved.sequence.value) > int(first.sequence.value)
    plan = (await alice.autocomplete(world.general, "plan cancel", "plan", ""))[0]
    assert "Bob" in plan["name"]
    await alice.slash(world.general, "plan move", plan=plan["value"], when="Fri noon")
    await press(bob, letters(world, bob, "has changed the plan")[-1], "Yes, gladly")

    before = len(letters(world, bob))
    off = await alice.slash(world.general, "plan cancel", plan=plan["value"])
    assert "is off" in text_of(off)
    assert len(letters(world, bob)) == before + 1
    assert "is off" in text_of(letter(bob))
    gone = await entry(await press(bob, letter(bob), "Take it out of my calendar"))
    assert (gone.uid.value, gone.status.value) == (first.uid.value, "CANCELLED")
    assert int(gone.sequence.value) > int(moved.sequence.value)
    for each in (first, moved, gone):
        assert "attendee" not in each.contents
    assert not [each for each in letters(world, bob) if "Move it" in labels(each)], "older letters are redrawn"
    await world.travel(SATURDAY_11 + DAY)
    assert not letters(world, bob, "How did it go")


async def test_somebody_without_an_account_gets_a_line_to_read_and_a_calendar_entry(world: World) -> None:
    alice = await neighbours(world)
    sent = await asked(world, alice, contact="Chris *Hadley*", place="Library", words="Bring **cake**")
    text = text_of(sent)
    assert "now ask them" in text
    assert "How about a coffee for 1 hour, Thursday, January 8, 7:00" in text
    assert "Indianapolis time" in text
    assert "I thought of Library" in text
    assert "**cake**" not in text
    said = await world.click(alice, sent, "Chris *Hadley* said yes to 2")
    assert "It's agreed" in text_of(said)
    assert "CANCELLED" not in str((await entry(await world.click(alice, said, "Calendar file"))).status.value)
    form = await world.click(alice, said, "Move it")
    moved = await alice.submit_modal(form, {"when": "Fri noon"})
    assert "A change of plan: how about a coffee" in text_of(moved)
    await world.click(alice, moved, "Chris *Hadley* said yes")
    await world.travel(FRIDAY_NOON + 4 * HOUR)
    await press(alice, letters(world, alice, "How did it go")[-1], "Yes, in person")
    assert len((await world.rows())["meetings"]) == 1


async def test_three_at_one_table(world: World) -> None:
    alice = await neighbours(world, "bob", "carol")
    bob, carol = world.person("bob"), world.person("carol")
    form = await alice.slash(world.general, "plan new")
    typed = {"members": [bob, carol], "names": "Chris", "when": "Thu 7 pm, Sat 11:00", "what": "board games"}
    sent = await world.click(alice, await alice.submit_modal(form, typed), "Send it")
    assert "A line for **Chris**" in text_of(sent)
    assert carol.mention not in text_of(letter(bob)), "who is asked is for whoever comes"
    await press(bob, letter(bob), "Yes to 2")
    assert "It's agreed: you meet **Bob**" in text_of(letter(alice))
    assert "**Chris**: no answer yet" in text_of(letter(alice))
    assert f"{bob.mention} will be there, too" in text_of(letter(carol))
    assert "'s plan has a time now" in text_of(letter(carol))
    await press(alice, letter(alice), "Chris said yes")
    await type_in(carol, letter(carol), "Other times", when="Fri 17:00")
    assert "**Carol**" in text_of(letter(alice)).splitlines()[0]
    await press(alice, letter(alice), "Yes, then")
    assert at(FRIDAY_NOON) in text_of(letter(bob))
    await press(bob, letter(bob), "Yes, gladly")
    await press(carol, letters(world, carol, "It's agreed")[-1], "Call it off")
    await press(carol, letters(world, carol, "Call it off?")[-1], "Call it off")
    assert "can't come any more. You still meet" in text_of(letter(alice))
    await world.travel(FRIDAY_NOON + 4 * HOUR)
    assert not letters(world, carol, "How did it go")
    await press(alice, letters(world, alice, "How did it go")[-1], "Yes, in person")
    [meeting] = (await world.rows())["meetings"]
    assert str(bob.id) in str(meeting)
    assert str(carol.id) not in str(meeting)


async def test_closed_direct_messages_leave_the_question_in_the_inbox(world: World) -> None:
    alice = await neighbours(world)
    bob = world.person("bob")
    sent = await asked(world, alice, member=bob)
    assert f"I can't write to {bob.mention}" in text_of(sent)
    knock = [each for each in world.general.history() if bob.mention in text_of(each)]
    assert len(knock) == 1
    assert alice.mention not in text_of(knock[0])
    await world.restart()
    waiting = await bob.slash(world.general, "inbox")
    age = await world.click(bob, waiting, "Yes to 2")
    said = await world.click(bob, age, "I am 18 or older")
    assert "It's agreed" in text_of(said)
    assert "Nothing waits" in text_of(await bob.slash(world.general, "inbox"))
    assert len(letters(world, alice, "It's agreed: you meet **Bob**")) == 1
    await world.travel(SATURDAY_11 + 4 * HOUR)
    how = await bob.slash(world.general, "inbox")
    assert "How did it go" in text_of(how)
    form = await world.click(bob, how, "Yes, in person")
    assert form.modal is not None

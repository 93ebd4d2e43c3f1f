"""Asking first, through the front door: the question and its four answers, and what its asker reads of each, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from simcord import MemberActor

from bot.demo.reading import message_of
from meetups.services.profiles import Wishes
from meetups.values import Actor, PersonId
from tests.stories.tour import Tour, letters_with
from tests.stories.world import World, custom_id, custom_ids, labels, options_of, text_of, values_of
from tests.support.pseudo import OPEN

MONDAY = datetime(2026, 1, 5, 12, tzinfo=UTC)
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
QUESTION, ADULT = "would like to meet you", "I am 18 or older"
EVENINGS = 0b100_100_100  # of Monday, Tuesday and Wednesday


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(request: pytest.FixtureRequest) -> Iterator[None]:
    world = request.getfixturevalue("world") if "world" in request.fixturenames else None
    yield
    assert world is None or not world.blunders()


async def promise(world: World, *guests: str, **options: Any) -> MemberActor:
    """Alice, on the first Monday of her promise, with these people of the server on her list."""
    await world.set_up(nudge_channel=world.general)
    alice = world.person("alice")
    await world.start_mission(alice, **options)
    for each in guests:
        await alice.slash(world.general, "contact add", member=world.person(each))
    await world.travel(MONDAY)
    return alice


async def reachable(world: World, *names: str) -> None:
    """These people let the bot write to them."""
    for person in map(world.person, names):
        await world.click(person, await person.slash(world.general, "profile"), "Send me direct messages")


async def free(world: World, person: MemberActor, parts: int) -> None:
    await world.app.services.profiles.change(Actor(PersonId(person.id)), Wishes(availability=parts))


async def invite(world: World, alice: MemberActor, whom: str) -> Any:
    """Walk through the suggestions to somebody, and invite them."""
    shown = await alice.slash(world.general, "suggest")
    for _ in range(9):
        if first(shown) == whom:
            return await world.click(alice, shown, "Invite")
        shown = await world.click(alice, shown, "Someone else")
    raise AssertionError(f"{whom} was not suggested")


def first(shown: Any) -> str:
    """The name of the one suggested; none where a card suggests nobody."""
    found = re.search(r"^\*\*(.+)\*\*(?: \(<@\d+>\))?$", text_of(shown), re.MULTILINE)
    return found[1] if found else ""


def letters(world: World, person: MemberActor, words: str) -> list[Any]:
    """The direct messages in which these words stand, oldest first."""
    if person.id not in world.env.backend.dm_channels:
        return []
    return [each for each in person.user.dm_channel.history() if words in text_of(each)]


async def click_direct(person: MemberActor, on: Any, label: str) -> Any:
    """Click a button of an answer that came into the direct messages."""
    return await person.user.click(message_of(on), custom_id=custom_id(on, label))


async def says(world: World, person: MemberActor, command: str) -> str:
    return text_of(await person.slash(world.general, command))


async def test_a_yes_reaches_the_asker_at_once_and_both_find_a_time(world: World) -> None:
    alice, bob = await promise(world, "bob", "carol", nudges="standard"), world.person("bob")
    await reachable(world, "bob")
    for person, parts in ((alice, EVENINGS), (bob, EVENINGS << 3)):
        await free(world, person, parts)
    asked = await invite(world, alice, "Bob")
    assert "I've asked **Bob**, privately" in text_of(asked)
    assert "/inbox" not in text_of(asked)
    waiting = await says(world, alice, "suggest")
    assert "You've asked **Bob**; you hear from me by <t:1767700800:f>" in waiting
    assert "Tuesday evening" not in text_of(asked) + waiting, "when the other is free is for those who said yes"
    await world.restart()

    (question,) = letters(world, bob, QUESTION)
    assert alice.mention in text_of(question)
    assert "until Sunday, January 11" in text_of(question)
    age = await world.click_letter(bob, "Yes, gladly")
    assert labels(age) == [ADULT]
    assert "No" in labels(world.letter(bob)), "whoever is not of age can still say so"
    assert not letters(world, alice, "says yes")
    await world.restart()
    agreed = await click_direct(bob, age, ADULT)
    assert "Tuesday evening and Wednesday evening" in text_of(agreed)
    (told,) = letters(world, alice, f"{bob.mention} says yes!")
    assert "Tuesday evening and Wednesday evening" in text_of(told)

    for card in (await world.click_letter(alice, "Find a time"), await click_direct(bob, agreed, "Find a time")):
        assert "How about Tuesday evening or Wednesday evening?" in text_of(card)
        assert "Write to them" in labels(card)
    stranger = await world.craft(world.person("mallory"), custom_id(agreed, "Find a time"))
    assert "Tuesday" not in text_of(stranger)
    assert "You've answered already" in text_of(await world.click_letter(bob, "No"))

    shown = await alice.slash(world.general, "suggest")
    assert "**Bob** said yes!" in text_of(shown)
    assert first(shown) == "Carol"
    assert "How about Tuesday evening" in text_of(await world.click(alice, shown, "Find a time with Bob"))
    before = len(world.direct(alice))
    await world.travel(MONDAY + 3 * DAY + HOUR)
    (midweek,) = world.direct(alice)[before:]
    assert "There's still time this week" in midweek
    assert "**Bob** said yes!" in midweek
    assert not letters(world, alice, "Not this week with")


async def test_no_silence_and_a_never_list_read_the_same_and_the_next_one_comes_forward(world: World) -> None:
    names = ("bob", "carol", "dana")
    alice = await promise(world, *names)
    bob, carol, dana = map(world.person, names)
    await reachable(world, *names)
    await alice.slash(world.general, "contact add", name="Ed")
    await dana.slash(world.general, "contact never", member=alice)

    def plain(text: str) -> str:
        for number, each in ((1, bob), (2, carol), (3, dana)):
            text = text.replace(each.mention, "SOMEBODY").replace(names[number - 1].title(), "SOMEBODY")
        return re.sub(r"Or: .*", "", text)

    asked = [plain(text_of(await invite(world, alice, each.title()))) for each in names]
    assert len(set(asked)) == 1
    assert [len(letters(world, each, QUESTION)) for each in (bob, carol, dana)] == [1, 1, 0]
    assert "Nothing waits" in await says(world, dana, "inbox")
    assert alice.mention in await says(world, carol, "inbox")
    await world.travel(HOUR)
    standings = [line for line in (await says(world, alice, "suggest")).splitlines() if "You've asked" in line]
    assert "as if you hadn't answered" in text_of(await world.click_letter(bob, "No"))
    assert "Nothing waits" in await says(world, bob, "inbox")
    assert [line for line in (await says(world, alice, "suggest")).splitlines() if "You've asked" in line] == standings
    before = len(world.direct(alice))
    await world.travel(MONDAY + DAY - MINUTE)
    assert len(world.direct(alice)) == before

    await world.travel(2 * MINUTE)
    closed = alice.user.dm_channel.history()[before:]
    assert len({each.created_at for each in closed}) == 1
    texts = [plain(text_of(each)) for each in closed]
    assert len(texts) == 3
    assert len(set(texts)) == 1
    assert "Not this week with **SOMEBODY**." in texts[0]
    assert {first(each) for each in closed} == {"Ed"}
    standings = [
        plain(line) for line in (await says(world, alice, "suggest")).splitlines() if "Not this week w" in line
    ]
    assert standings == ["Not this week with **SOMEBODY**."] * 3

    line = await world.click_letter(alice, "Invite")
    assert "A line for **Ed**" in text_of(line)
    assert "Would you be one of them?" in text_of(line)
    assert str(alice.id) not in world.pinged()


async def test_whoever_cannot_be_written_to_answers_from_the_inbox_in_words_that_are_told_at_once(world: World) -> None:
    alice, bob = await promise(world, "bob"), world.person("bob")
    asked = await invite(world, alice, "Bob")
    assert f"I can't write to {bob.mention}" in text_of(asked)
    assert "Type /inbox to answer" in text_of(asked)
    (knock,) = [each for each in world.general.history() if bob.mention in text_of(each)]
    assert alice.mention not in text_of(knock)
    await world.restart()

    question = await bob.slash(world.general, "inbox")
    assert QUESTION in text_of(question)
    age = await world.click(bob, question, "Another time")
    form = await world.click(bob, age, ADULT)
    blank = await bob.submit_modal(form, {"words": "   "})
    assert "Say in a few words when would suit you better" in text_of(blank)
    words = "**Thursday** @everyone [x](https://a.example)"
    form = await world.click(bob, age, ADULT)
    assert "knows now" in text_of(await bob.submit_modal(form, {"words": words}))
    assert "Nothing waits" in await says(world, bob, "inbox")
    (told,) = letters(world, alice, "at another time")
    for text in (text_of(told), await says(world, alice, "suggest")):
        assert "Thursday" in text
        assert not [each for each in ("**Thursday**", "@everyone", "](https") if each in text]
    assert "everyone" not in world.pinged()

    form = await world.click(bob, question, "Another time")
    assert values_of(form) == {"words": words}
    await bob.submit_modal(form, {"words": "Friday after all"})
    assert ["Friday after all" in text_of(each) for each in letters(world, alice, "at another time")] == [False, True]
    await world.travel(DAY)
    assert not letters(world, alice, "Not this week with")


async def test_later_is_read_at_the_end_of_the_waiting_and_comes_back_after_the_weeks_chosen(world: World) -> None:
    alice, bob = await promise(world, "bob", "carol"), world.person("bob")
    await reachable(world, "bob")
    await invite(world, alice, "Bob")
    later = await world.click_letter(bob, "Later")
    options = options_of(later, "invite.weeks")
    assert list(options) == ["In 2 weeks", "In 4 weeks", "In 8 weeks", "In 12 weeks"]
    letter = world.letter(bob)
    menu = next(each for each in custom_ids(letter) if each.startswith("invite.weeks:"))
    chosen = await bob.user.select(letter, [options["In 2 weeks"]], custom_id=menu)
    assert "from January 19, 2026 on" in text_of(chosen)
    before = len(world.direct(alice))
    await world.travel(MONDAY + DAY - MINUTE)
    assert "You've asked **Bob**" in await says(world, alice, "suggest")
    assert len(world.direct(alice)) == before
    await world.travel(2 * MINUTE)
    assert "Not this week with **Bob**; they said “later”, and I'll remember." in world.direct(alice)[-1]

    await world.travel(MONDAY + WEEK)
    assert first(world.letter(alice)) == "Carol"
    await world.travel(MONDAY + 2 * WEEK)
    kickoff = world.letter(alice)
    assert first(kickoff) == "Bob"
    assert "said “later” to you, and later is now" in text_of(kickoff)
    assert "I've asked **Bob**, privately" in text_of(await world.click_letter(alice, "Invite"))
    assert len(letters(world, bob, QUESTION)) == 1, "the first one was answered"


async def test_a_yes_after_the_waiting_is_good_while_the_week_lasts_and_late_after_it(world: World) -> None:
    alice = await promise(world, "bob", "carol")
    bob, carol = world.person("bob"), world.person("carol")
    for each in (bob, carol):
        await world.start_mission(each)
    for name in ("Bob", "Carol"):
        await invite(world, alice, name)
    await world.travel(MONDAY + 3 * DAY)
    assert len(letters(world, alice, "Not this week with")) == 2
    (question,) = letters(world, bob, QUESTION)
    await bob.user.click(question, custom_id=custom_id(question, "Yes, gladly"))
    assert len(letters(world, alice, f"{bob.mention} says yes!")) == 1
    assert "**Bob** said yes!" in await says(world, alice, "suggest")

    (question,) = letters(world, carol, QUESTION)
    await world.travel(MONDAY + WEEK)
    for label in ("Yes, gladly", "Another time", "Later", "No"):
        late = await carol.user.click(question, custom_id=custom_id(question, label))
        assert "for a week that is over" in text_of(late)
    assert "Nothing waits" in await says(world, carol, "inbox")
    assert not letters(world, alice, f"{carol.mention} says yes!")


async def test_every_card_of_an_invitation_comes_from_a_catalogue(tour: Tour) -> None:
    world = tour.world
    kyle, _ = await tour.begin("kyle")
    rosa, _ = await tour.begin("rosa")
    ben, karen = tour.person("ben"), tour.person("karen")
    for each in (rosa, ben, karen):
        await tour.slash(kyle, "contact add", member=each)
    for person in (kyle, rosa):
        await free(world, person, EVENINGS)
    for _ in range(3):
        await tour.press(kyle, await tour.slash(kyle, "suggest"), "invite.ask")
    await tour.slash(kyle, "contact add", name="Chris")
    await tour.press(kyle, await tour.slash(kyle, "suggest"), "invite.ask")
    await tour.press(rosa, letters_with(rosa, "invite.no")[-1], "invite.no")
    await tour.press(rosa, letters_with(rosa, "invite.yes")[-1], "invite.yes")
    await tour.press(kyle, await tour.slash(kyle, "suggest"), "invite.plan")
    asked = await tour.slash(ben, "inbox")
    age = await tour.press(ben, asked, "invite.time")
    await tour.submit(ben, await tour.press(ben, age, "invite.time"), words="Evenings")
    later = await tour.press(karen, await tour.slash(karen, "inbox"), "invite.later")
    chosen = await tour.choose(karen, later, "invite.weeks", ["4"])
    assert text_of(chosen).count(OPEN) > 2
    await world.travel(2 * DAY)
    await tour.slash(kyle, "suggest")

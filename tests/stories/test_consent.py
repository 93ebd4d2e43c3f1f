"""Who is named in a story, and who says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cogs.kit.words import Lexicon
from meetups.values import DeliveryKind, MessageId
from tests.stories.world import World, labels, text_of

ME = "That's me, name me"


async def meet(world: World, *promising: str) -> tuple[Any, Any]:
    """Alice and Bob; those named have a mission since today."""
    await world.set_up()
    for each in promising:
        await world.start_mission(world.person(each), today=True)
    return world.person("alice"), world.person("bob")


async def answer(world: World, person: Any, label: str) -> str:
    """Press a button on the newest post; gives what only the presser reads."""
    return text_of(await world.click(person, world.recaps.history()[-1], label))


async def test_a_participant_is_a_friend_until_they_name_themselves_and_can_take_it_back(world: World) -> None:
    alice, bob = await meet(world)
    await world.tell(alice, member=bob)
    assert bob.mention not in world.posts()[-1]
    assert f"{alice.mention} met a friend" in world.posts()[-1]

    for _ in range(2):
        named = await world.click(bob, world.recaps.last_message, ME)
        assert "You're named" in text_of(named)
        assert f"{alice.mention} met {bob.mention}" in world.posts()[-1]

    await world.restart()
    assert "again" in text_of(await world.click(bob, named, "Make me “a friend” again"))
    assert bob.mention not in world.posts()[-1]
    assert "a friend" in world.posts()[-1]
    assert len(world.posts()) == 1


async def test_naming_oneself_and_taking_it_back_work_in_the_private_answer_too(world: World) -> None:
    alice, bob = await meet(world)
    await world.tell(alice, member=bob)
    named = await world.click(bob, world.recaps.history()[-1], ME)
    friend = await world.click(bob, named, "Make me “a friend” again")
    assert bob.mention not in world.posts()[-1]
    await world.click(bob, friend, "Name me after all")
    assert bob.mention in world.posts()[-1]


async def test_thats_me_also_confirms_the_meeting(world: World) -> None:
    alice, bob = await meet(world, "bob")
    await world.tell(alice, member=bob)
    assert "**0 of 0**" in text_of(await bob.slash(world.general, "mission show"))
    await answer(world, bob, ME)
    assert "**1 of 1**" in text_of(await bob.slash(world.general, "mission show"))


@pytest.mark.parametrize("when", ["before the post", "after the post"])
async def test_whoever_says_you_may_name_me_is_named(world: World, when: str) -> None:
    alice, bob = await meet(world)
    if when == "after the post":
        await world.tell(alice, member=bob)
        assert bob.mention not in world.posts()[-1]
    profile = await world.select(bob, await bob.slash(world.general, "profile"), ["always"], "profile.naming")
    if when == "before the post":
        await world.tell(alice, member=bob)
    assert bob.mention in world.posts()[-1]

    await world.select(bob, profile, ["ask"], "profile.naming")
    assert bob.mention not in world.posts()[-1]


async def test_taking_a_name_back_in_one_story_says_that_it_holds_for_all(world: World) -> None:
    alice, bob = await meet(world)
    carol = world.person("carol")
    await world.select(bob, await bob.slash(world.general, "profile"), ["always"], "profile.naming")
    await world.tell(carol, member=bob)
    await world.tell(alice, member=bob)
    assert all(bob.mention in each for each in world.posts())

    named = await world.click(bob, world.recaps.last_message, ME)
    assert "from now on I ask" in text_of(await world.click(bob, named, "Make me “a friend” again"))
    assert not any(bob.mention in each for each in world.posts())
    assert "until you say otherwise" in text_of(await bob.slash(world.general, "profile"))


async def test_whoever_denied_a_meeting_is_a_friend_whatever_their_profile_says(world: World) -> None:
    alice, bob = await meet(world, "bob")
    await world.select(bob, await bob.slash(world.general, "profile"), ["always"], "profile.naming")
    await world.tell(alice, member=bob)
    assert bob.mention in world.posts()[-1]
    await world.click_letter(bob, "No")
    assert bob.mention not in world.posts()[-1]
    assert "doesn't list you" in await answer(world, bob, ME)
    assert bob.mention not in world.posts()[-1]


async def test_whoever_was_named_and_then_denied_is_named_no_longer(world: World) -> None:
    alice, bob = await meet(world, "alice", "bob")
    await world.tell(alice, member=bob)
    await answer(world, bob, ME)
    assert bob.mention in world.posts()[-1]
    await world.click_letter(bob, "No")
    assert bob.mention not in world.posts()[-1]
    assert "**0 of 0**" in text_of(await bob.slash(world.general, "mission show"))
    assert "**1 of 1**" in text_of(await alice.slash(world.general, "mission show"))


async def test_an_outsider_is_named_by_first_name_only_where_the_author_says_so(world: World) -> None:
    alice, _ = await meet(world)
    form = await alice.slash(world.general, "met", contact="Chris Hadley")
    preview = await alice.submit_modal(form, {"story": "Coffee."})
    assert "Chris" not in text_of(preview).split("[")[0]
    preview = await world.click(alice, preview, "Name Chris, if they agree")
    await world.click(alice, preview, "Post")
    assert "met Chris" in world.posts()[-1]
    assert "Hadley" not in world.posts()[-1]
    assert ME not in labels(world.recaps.history()[-1])

    mine = await alice.slash(world.general, "story edit", meeting=await _only_meeting(world, alice))
    preview = await world.click(alice, mine, "See the recap")
    await world.click(alice, preview, "Say “a friend” for Chris")
    assert "Chris" not in world.posts()[-1]


async def test_several_people_are_named_each_for_themselves(world: World) -> None:
    alice, bob = await meet(world)
    await alice.slash(world.general, "contact add", name="Chris Hadley")
    carol = world.person("carol")
    await alice.slash(world.general, "contact add", member=carol)
    await world.tell(alice, contact="Chris Hadley, Carol", member=bob)
    assert "met 3 friends" in world.posts()[-1]
    await answer(world, bob, ME)
    assert bob.mention in world.posts()[-1]
    assert "2 friends" in world.posts()[-1]
    assert carol.mention not in world.posts()[-1]


async def test_a_stranger_who_presses_thats_me_changes_nothing(world: World) -> None:
    alice, bob = await meet(world)
    await world.tell(alice, member=bob)
    before = world.posts()[-1]
    assert "doesn't list you" in await answer(world, world.person("mallory"), ME)
    assert world.posts()[-1] == before


async def test_the_author_who_presses_thats_me_is_told_they_are_named_already(world: World) -> None:
    alice, bob = await meet(world)
    await world.tell(alice, member=bob)
    before = world.posts()[-1]
    assert "your own story" in await answer(world, alice, ME)
    assert world.posts()[-1] == before


async def test_an_edited_story_follows_in_the_post_and_naming_stays(world: World) -> None:
    alice, bob = await meet(world)
    await world.tell(alice, "First words.", member=bob)
    await answer(world, bob, ME)
    mine = await alice.slash(world.general, "story edit", meeting=await _only_meeting(world, alice))
    change = await alice.submit_modal(await world.click(alice, mine, "Change the words"), {"story": "Better words."})
    assert "Better words." in text_of(change)
    assert "First words." in world.posts()[-1], "nothing changes in public before it was seen"
    await world.click(alice, change, "Save")
    assert "Better words." in world.posts()[-1]
    assert "First words." not in world.posts()[-1]
    assert bob.mention in world.posts()[-1]
    assert len(world.posts()) == 1


async def test_a_corrected_meeting_follows_in_the_post(world: World) -> None:
    alice, bob = await meet(world)
    await world.tell(alice, member=bob)
    mine = await alice.slash(world.general, "story edit", meeting=await _only_meeting(world, alice))
    form = await world.click(alice, mine, "Correct it")
    change = await alice.submit_modal(form, {"when": "2026-01-01", "how": ["video"], "story": "On a screen."})
    assert "by video" not in world.posts()[-1]
    await world.click(alice, change, "Save")
    assert "by video" in world.posts()[-1]
    assert "On a screen." in world.posts()[-1]


async def test_a_removed_meeting_takes_its_post_along_and_no_longer_counts(world: World) -> None:
    alice, bob = await meet(world, "alice", "bob")
    await world.tell(alice, member=bob)
    await answer(world, bob, ME)
    sure = await alice.slash(world.general, "story remove", meeting=await _only_meeting(world, alice))
    assert len(world.posts()) == 1
    await world.click(alice, sure, "Remove it")
    assert world.posts() == []
    for each in (alice, bob):
        assert "**0 of 0**" in text_of(await each.slash(world.general, "mission show"))


async def test_a_story_taken_down_can_be_put_up_again_with_the_names_agreed_to(world: World) -> None:
    alice, bob = await meet(world, "alice")
    form = await alice.slash(world.general, "met", member=bob)
    preview = await alice.submit_modal(form, {"story": "We talked."})
    posted = await world.click(alice, preview, "Post")
    await answer(world, bob, ME)
    withdrawn = await world.click(alice, posted, "Take it down")
    assert world.posts() == []
    assert "**1 of 1**" in text_of(await alice.slash(world.general, "mission show"))

    await world.restart()
    preview = await world.click(alice, withdrawn, "Put it up again")
    assert world.posts() == []
    await world.click(alice, preview, "Post")
    assert len(world.posts()) == 1
    assert bob.mention in world.posts()[-1]


async def test_nothing_is_posted_before_its_author_says_post(world: World) -> None:
    alice, bob = await meet(world, "bob")
    form = await alice.slash(world.general, "met", member=bob)
    assert world.posts() == []
    preview = await alice.submit_modal(form, {"story": "Only for me."})
    await world.click(alice, preview, "Keep private")
    assert world.posts() == []
    assert not any("Only for me." in each for each in world.direct(bob))


async def test_the_post_follows_when_a_participant_forgets_their_data(world: World) -> None:
    alice, bob = await meet(world, "alice")
    await world.tell(alice, member=bob)
    await answer(world, bob, ME)
    await world.click(bob, await bob.slash(world.general, "mydata forget"), "Forget me")
    assert bob.mention not in world.posts()[-1]
    assert "a friend" in world.posts()[-1]
    assert "**1 of 1**" in text_of(await alice.slash(world.general, "mission show"))


async def test_whoever_forgot_their_data_cannot_be_named_as_if_they_were_an_outsider(world: World) -> None:
    alice, bob = await meet(world)
    await world.tell(alice, member=bob)
    await world.click(bob, await bob.slash(world.general, "mydata forget"), "Forget me")
    mine = await alice.slash(world.general, "story edit", meeting=await _only_meeting(world, alice))
    preview = await world.click(alice, mine, "See the recap")
    assert not [each for each in labels(preview) if each.startswith("Say")]


async def test_the_post_comes_down_when_its_author_forgets_their_data(world: World) -> None:
    alice, bob = await meet(world, "bob")
    await world.tell(alice, member=bob)
    await answer(world, bob, ME)
    await world.click(alice, await alice.slash(world.general, "mydata forget"), "Forget me")
    assert world.posts() == []
    # That they met stays true for whoever said so too.
    assert "**1 of 1**" in text_of(await bob.slash(world.general, "mission show"))


async def test_a_post_on_its_way_comes_down_too_when_its_author_forgets_their_data(world: World) -> None:
    alice, bob = await meet(world)
    deliveries = world.app.services.deliveries
    world.app.store.on_planned = lambda due: None  # from here on the story itself says when something goes out
    form = await alice.slash(world.general, "met", member=bob)
    await world.click(alice, await alice.submit_modal(form, {"story": "Soon gone."}), "Post")
    claimed = next(each for each in await deliveries.claim_due() if each.kind is DeliveryKind.POST)
    outgoing = await deliveries.prepare(claimed)
    assert outgoing is not None
    assert outgoing.body is not None

    await world.click(alice, await alice.slash(world.general, "mydata forget"), "Forget me")
    card = world.app.registry.render(Lexicon().words("en-US"), outgoing.body)
    message = await world.app.current_client.get_partial_messageable(world.recaps.id).send(view=card.view(claimed.id))
    assert len(world.posts()) == 1
    await deliveries.sent(claimed, outgoing.channel_id, MessageId(message.id))
    await world.travel(timedelta(minutes=1))
    assert world.posts() == []


async def test_a_yes_counts_for_the_guests_own_mission_and_names_nobody(world: World) -> None:
    alice, bob = await meet(world, "bob")
    await world.tell(alice, member=bob)
    assert alice.mention in world.direct(bob)[-1]
    await world.restart()
    await world.click_letter(bob, "Yes, we met")
    assert "the week of Thursday, January 1 is filled" in world.direct(bob)[-1]
    assert "**1 of 1**" in text_of(await bob.slash(world.general, "mission show"))
    assert bob.mention not in world.posts()[-1]


async def test_a_no_is_quiet_and_leaves_the_recorders_week_filled(world: World) -> None:
    alice, bob = await meet(world, "alice", "bob")
    await world.tell(alice, member=bob)
    heard, read = world.direct(alice), await _everything_about_the_meeting(world, alice)
    await world.click_letter(bob, "No")
    assert "Nobody is told" in world.direct(bob)[-1]
    assert world.direct(alice) == heard
    assert await _everything_about_the_meeting(world, alice) == read
    assert "**0 of 0**" in text_of(await bob.slash(world.general, "mission show"))


async def test_a_guest_who_cannot_be_written_to_finds_the_question_in_the_inbox(world: World) -> None:
    await world.set_up(nudge_channel=world.general)
    alice, bob = world.person("alice"), world.person("bob")
    form = await alice.slash(world.general, "met", member=bob)
    posted = await world.click(alice, await alice.submit_modal(form, {"story": "Tea."}), "Post")
    assert "Type /inbox" in text_of(posted)
    assert bob.mention in text_of(posted)
    assert world.direct(bob) == []
    (knock,) = [each for each in world.general.history() if bob.mention in text_of(each)]
    assert alice.mention not in text_of(knock)
    assert "met" not in text_of(knock)

    assert alice.mention not in text_of(await world.click(world.person("mallory"), knock, "Read"))
    question = await world.click(bob, knock, "Read")
    assert alice.mention in text_of(question)
    await world.click(bob, question, "Yes, we met")
    assert "Nothing waits" in text_of(await bob.slash(world.general, "inbox"))


async def test_a_question_from_somebody_on_the_never_list_is_taken_and_never_delivered(world: World) -> None:
    await world.set_up(nudge_channel=world.general)
    bob, carol, mallory = world.person("bob"), world.person("carol"), world.person("mallory")
    await world.start_mission(bob, today=True)
    await bob.slash(world.general, "contact never", member=mallory)
    answers = {}
    for each in (carol, mallory):
        form = await each.slash(world.general, "met", member=bob)
        note = form.modal["components"][0]["content"] if form.modal else ""
        preview = await each.submit_modal(form, {"story": "We talked."})
        posted = await world.click(each, preview, "Post")
        shown = [note, text_of(preview), text_of(posted), await _everything_about_the_meeting(world, each)]
        answers[each.id] = [text.replace(each.mention, "me") for text in shown]
    assert answers[carol.id] == answers[mallory.id]

    letters = "\n".join(world.direct(bob))
    assert carol.mention in letters
    assert mallory.mention not in letters
    waiting = await bob.slash(world.general, "inbox")
    assert carol.mention in text_of(waiting)
    assert mallory.mention not in text_of(waiting)
    assert "1 question stays here" in text_of(await world.click(bob, waiting, "Done"))
    assert not [each for each in world.general.history() if bob.mention in text_of(each)]


async def test_a_waiting_question_vanishes_when_its_asker_is_put_on_the_never_list(world: World) -> None:
    await world.set_up()
    bob, mallory = world.person("bob"), world.person("mallory")
    await world.tell(mallory, member=bob)
    assert mallory.mention in text_of(await bob.slash(world.general, "inbox"))
    await bob.slash(world.general, "contact never", member=mallory)
    assert "Nothing waits" in text_of(await bob.slash(world.general, "inbox"))


async def announced(world: World, alice: Any) -> None:
    """Alice promises, and tells everyone."""
    await world.start_mission(alice)
    home = await alice.slash(world.general, "mission show")
    await world.click(alice, await world.click(alice, home, "Announce it"), "Post it")


async def test_somebody_volunteers_and_hears_when_they_are_put_on_the_list(world: World) -> None:
    await world.set_up()
    alice, bob = world.person("alice"), world.person("bob")
    await announced(world, alice)
    await world.start_mission(bob)
    await world.click(bob, world.recaps.history()[-1], "Put me on your list")
    await world.click(bob, world.recaps.history()[-1], "Put me on your list")
    assert len([each for each in world.direct(alice) if bob.mention in each]) == 1
    assert "empty" in text_of(await alice.slash(world.general, "contact list"))

    await world.restart()
    await world.click_letter(alice, "Put them on my list")
    assert "Bob" in text_of(await alice.slash(world.general, "contact list"))
    assert alice.mention in world.direct(bob)[-1]
    assert "asked to be on your list" in text_of(await alice.slash(world.general, "suggest"))


async def test_a_declined_volunteer_hears_nothing(world: World) -> None:
    await world.set_up()
    alice, bob = world.person("alice"), world.person("bob")
    await announced(world, alice)
    await world.start_mission(bob)
    answer_before = text_of(await world.click(bob, world.recaps.history()[-1], "Put me on your list"))
    heard = world.direct(bob)
    await world.click_letter(alice, "Not now")
    assert world.direct(bob) == heard
    assert text_of(await world.click(bob, world.recaps.history()[-1], "Put me on your list")) == answer_before
    assert "empty" in text_of(await alice.slash(world.general, "contact list"))


async def test_a_volunteer_on_the_never_list_gets_the_same_answer_and_reaches_nobody(world: World) -> None:
    await world.set_up()
    alice, bob, mallory = world.person("alice"), world.person("bob"), world.person("mallory")
    await announced(world, alice)
    await alice.slash(world.general, "contact never", member=mallory)
    answers = [
        text_of(await world.click(each, world.recaps.history()[-1], "Put me on your list")) for each in (bob, mallory)
    ]
    assert answers[0] == answers[1]
    assert bob.mention in "\n".join(world.direct(alice))
    assert mallory.mention not in "\n".join(world.direct(alice))
    waiting = await alice.slash(world.general, "inbox")
    assert bob.mention in text_of(waiting)
    assert mallory.mention not in text_of(waiting)
    assert "1 question stays here" in text_of(await world.click(alice, waiting, "Done"))


async def test_the_author_cannot_volunteer_for_their_own_list(world: World) -> None:
    await world.set_up()
    alice = world.person("alice")
    await announced(world, alice)
    assert "your own promise" in text_of(await world.click(alice, world.recaps.history()[-1], "Put me on your list"))


async def _everything_about_the_meeting(world: World, person: Any) -> str:
    meeting = await _only_meeting(world, person)
    card = await person.slash(world.general, "story edit", meeting=meeting)
    return "\n".join([text_of(card), text_of(await world.click(person, card, "See the recap"))])


async def _only_meeting(world: World, person: Any) -> str:
    """The one meeting somebody recorded, as the option of `/story` offers it."""
    (choice,) = await person.autocomplete(world.general, "story edit", "meeting", "")
    return str(choice["value"])

"""Who is named in a story, and who says so."""

from __future__ import annotations

from typing import Any

import pytest

from meetups.values import DeliveryKind, DeliveryState
from tests.stories.world import World, labels, text_of

ME = "That's me, name me"


async def meet(world: World) -> tuple[Any, Any]:
    """Alice and Bob, both with a mission since today."""
    await world.set_up()
    alice, bob = world.person("alice"), world.person("bob")
    for each in (alice, bob):
        await world.start_mission(each, today=True)
    return alice, bob


async def answer(world: World, person: Any, label: str) -> str:
    """Press a button on the newest post; gives what only the presser reads."""
    return text_of(await world.click(person, world.recaps.history()[-1], label))


async def test_a_participant_is_a_friend_until_they_name_themselves_and_can_take_it_back(world: World) -> None:
    alice, bob = await meet(world)
    await world.tell(alice, member=bob)
    assert bob.mention not in world.posts()[-1]
    assert f"{alice.mention} met a friend" in world.posts()[-1]

    assert "You're named" in await answer(world, bob, ME)
    assert f"{alice.mention} met {bob.mention}" in world.posts()[-1]

    await world.restart()
    assert "again" in await answer(world, bob, ME)
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
    alice, bob = await meet(world)
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
    profile = await world.click(bob, await bob.slash(world.general, "profile"), "You may name me")
    if when == "before the post":
        await world.tell(alice, member=bob)
    assert bob.mention in world.posts()[-1]

    await world.click(bob, profile, "Ask me before naming me")
    assert bob.mention not in world.posts()[-1]


async def test_taking_a_name_back_in_one_story_says_that_it_holds_for_all(world: World) -> None:
    alice, bob = await meet(world)
    carol = world.person("carol")
    await world.click(bob, await bob.slash(world.general, "profile"), "You may name me")
    await world.tell(carol, member=bob)
    await world.tell(alice, member=bob)
    assert all(bob.mention in each for each in world.posts())

    assert "from now on I ask" in await answer(world, bob, ME)
    assert not any(bob.mention in each for each in world.posts())
    assert "until you say otherwise" in text_of(await bob.slash(world.general, "profile"))


async def test_whoever_denied_a_meeting_is_a_friend_whatever_their_profile_says(world: World) -> None:
    alice, bob = await meet(world)
    await world.click(bob, await bob.slash(world.general, "profile"), "You may name me")
    await world.tell(alice, member=bob)
    assert bob.mention in world.posts()[-1]
    await world.click_letter(bob, "No")
    assert bob.mention not in world.posts()[-1]
    assert "doesn't list you" in await answer(world, bob, ME)
    assert bob.mention not in world.posts()[-1]


async def test_whoever_was_named_and_then_denied_is_named_no_longer(world: World) -> None:
    alice, bob = await meet(world)
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
    preview = await world.click(alice, preview, "Say “Chris”")
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
    await alice.submit_modal(await world.click(alice, mine, "Change the words"), {"story": "Better words."})
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
    alice, bob = await meet(world)
    await world.tell(alice, member=bob)
    await answer(world, bob, ME)
    sure = await alice.slash(world.general, "story remove", meeting=await _only_meeting(world, alice))
    assert len(world.posts()) == 1
    await world.click(alice, sure, "Remove it")
    assert world.posts() == []
    for each in (alice, bob):
        assert "**0 of 0**" in text_of(await each.slash(world.general, "mission show"))


async def test_a_story_taken_down_can_be_put_up_again_with_the_names_agreed_to(world: World) -> None:
    alice, bob = await meet(world)
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
    alice, bob = await meet(world)
    form = await alice.slash(world.general, "met", member=bob)
    assert world.posts() == []
    preview = await alice.submit_modal(form, {"story": "Only for me."})
    await world.click(alice, preview, "Keep private")
    assert world.posts() == []
    assert not any("Only for me." in each for each in world.direct(bob))


async def test_the_post_follows_when_a_participant_forgets_their_data(world: World) -> None:
    alice, bob = await meet(world)
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
    alice, bob = await meet(world)
    await world.tell(alice, member=bob)
    await answer(world, bob, ME)
    await world.click(alice, await alice.slash(world.general, "mydata forget"), "Forget me")
    assert world.posts() == []
    assert "**0 of 0**" in text_of(await bob.slash(world.general, "mission show"))


async def test_a_post_on_its_way_comes_down_too_when_its_author_forgets_their_data(world: World) -> None:
    alice, bob = await meet(world)
    world.env.inject_error("POST", f"/channels/{world.recaps.id}/messages", status=500, times=None)
    form = await alice.slash(world.general, "met", member=bob)
    await world.click(alice, await alice.submit_modal(form, {"story": "Soon gone."}), "Post")
    async with world.app.store.read() as work:
        (on_its_way,) = await work.deliveries.find(kind=DeliveryKind.POST)
    assert on_its_way.state is DeliveryState.CLAIMED

    await world.click(alice, await alice.slash(world.general, "mydata forget"), "Forget me")
    # Discord's answer was lost, but the message had arrived: it is learnt of only now.
    world.env.backend.faults.clear()
    message = await world.recaps.send_from_bot("Soon gone.") if hasattr(world.recaps, "send_from_bot") else None
    del message
    await world.travel(world.env.now())
    assert world.posts() == []


async def _only_meeting(world: World, person: Any) -> str:
    """The one meeting somebody recorded, as the option of `/story` offers it."""
    (choice,) = await person.autocomplete(world.general, "story edit", "meeting", "")
    return str(choice["value"])

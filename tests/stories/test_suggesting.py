"""Whom the bot suggests, why, and what becomes of a suggestion."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from meetups.values import Birthday
from tests.stories.world import World, labels, text_of

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


async def promise(world: World, *names: str) -> Any:
    """Alice in Bloomington, with a mission since today and these people on her list."""
    await world.set_up()
    alice = world.person("alice")
    await world.start_mission(alice, today=True, city="Bloomington, Indiana")
    for name in names:
        await alice.slash(world.general, "contact add", name=name)
    return alice


def first(shown: Any) -> str:
    """The name of the one suggested."""
    return next(line for line in text_of(shown).splitlines() if line.startswith("**")).split("**")[1]


async def suggest(world: World, person: Any) -> Any:
    return await person.slash(world.general, "suggest")


async def test_a_suggestion_says_why_and_how_they_know_each_other(world: World) -> None:
    alice = await promise(world)
    await alice.slash(
        world.general, "contact add", name="Chris", city="Bloomington, Indiana", met_online="a thread on Seesmic"
    )
    shown = text_of(await suggest(world, alice))
    for reason in ("lives in your city", "haven't met in person yet", "a thread on Seesmic"):
        assert reason in shown


async def test_somebody_in_the_same_city_comes_before_somebody_elsewhere(world: World) -> None:
    alice = await promise(world)
    await alice.slash(world.general, "contact add", name="Far", city="Chicago")
    await alice.slash(world.general, "contact add", name="Near", city="Bloomington, Indiana")
    shown = await suggest(world, alice)
    assert first(shown) == "Near"
    assert "Far" in text_of(shown).split("Or:")[1]


def today(world: World) -> date:
    """The day it is in Bloomington."""
    return world.env.now().astimezone(ZoneInfo("America/Indiana/Indianapolis")).date()


async def noted(world: World, name: str, **known: Any) -> None:
    """Let more be known of a contact."""
    async with world.app.store.write() as work:
        contact = await work.contacts.one(name=name)
        assert contact is not None
        await work.contacts.save(replace(contact, **known))


async def test_a_birthday_is_said_with_its_weekday_and_afterwards_as_past(world: World) -> None:
    alice = await promise(world, "Ann", "Ben")
    day = today(world) + DAY
    await noted(world, "Ben", birthday=Birthday(day.month, day.day))
    shown = await suggest(world, alice)
    assert first(shown) == "Ben"
    assert f"has a birthday on {day:%A}" in text_of(shown)
    await world.travel(2 * DAY)
    shown = await suggest(world, alice)
    assert first(shown) == "Ben"
    assert f"had a birthday on {day:%A}" in text_of(shown)


async def test_a_birthday_that_is_further_than_its_weekday_is_soon(world: World) -> None:
    alice = await promise(world, "Ann")
    await world.travel((7 - today(world).weekday()) * DAY)  # to a Monday
    day = today(world) + 8 * DAY
    await noted(world, "Ann", birthday=Birthday(day.month, day.day))
    assert "has a birthday soon" in text_of(await suggest(world, alice))


async def test_who_was_to_be_met_again_comes_forward_when_the_time_has_come(world: World) -> None:
    alice = await promise(world, "Ann", "Ben", "Cleo")
    await noted(world, "Ben", again_on=today(world) + WEEK)
    assert "Ben" in text_of(await suggest(world, alice)).split("Or:")[1].split(" or ")[1]
    await world.travel(WEEK)
    shown = await suggest(world, alice)
    assert first(shown) == "Ben"
    assert "you wanted to meet again about now" in text_of(shown)


async def test_the_same_suggestion_comes_when_asked_again_and_after_a_restart(world: World) -> None:
    alice = await promise(world, "Ann", "Ben", "Cleo", "Dan", "Eve")
    shown = text_of(await suggest(world, alice))
    assert text_of(await suggest(world, alice)) == shown
    await world.restart()
    await world.travel(DAY)
    assert text_of(await suggest(world, alice)) == shown


async def test_someone_else_walks_the_whole_list_before_anybody_comes_again(world: World) -> None:
    names = {"Ann", "Ben", "Cleo", "Dan", "Eve"}
    alice = await promise(world, *names)
    shown = await suggest(world, alice)
    walked = [first(shown)]
    for _ in range(4):
        shown = await world.click(alice, shown, "Someone else")
        walked.append(first(shown))
    assert set(walked) == names
    assert first(await suggest(world, alice)) == walked[-1]
    shown = await world.click(alice, shown, "Someone else")
    assert first(shown) == walked[0]


async def test_not_this_week_passes_somebody_over_until_next_week(world: World) -> None:
    alice = await promise(world, "Ann", "Ben")
    shown = await suggest(world, alice)
    skipped = first(shown)
    shown = await world.click(alice, shown, "Not this week")
    assert skipped not in text_of(shown)
    await world.restart()
    assert skipped not in text_of(await suggest(world, alice))
    await world.travel(WEEK)
    later = await suggest(world, alice)
    assert first(later) != skipped
    assert skipped in text_of(later)


async def test_whoever_passed_over_everyone_is_told_so_and_what_to_do(world: World) -> None:
    alice = await promise(world, "Ann")
    shown = await world.click(alice, await suggest(world, alice), "Not this week")
    assert "Nobody left" in text_of(shown)
    assert "/contact add" in text_of(shown)
    await alice.slash(world.general, "contact add", name="Ben")
    assert first(await suggest(world, alice)) == "Ben"


async def test_never_is_for_good_until_it_is_taken_back(world: World) -> None:
    alice = await promise(world, "Ann", "Ben")
    shown = await suggest(world, alice)
    gone, left = first(shown), {"Ann", "Ben"} - {first(shown)}
    shown = await world.click(alice, shown, "Never")
    assert {first(shown)} == left
    await world.travel(2 * WEEK)
    assert gone not in text_of(await suggest(world, alice))
    card = await alice.slash(world.general, "contact show", contact=gone)
    await world.click(alice, card, "Allow again")
    assert gone in text_of(await suggest(world, alice))


async def test_an_empty_list_says_both_ways_to_fill_it_and_one_of_them_is_right_there(world: World) -> None:
    alice = await promise(world)
    bob, carol = world.person("bob"), world.person("carol")
    empty = await suggest(world, alice)
    assert "/contact add" in text_of(empty)
    picked = await world.select(alice, empty, [bob, carol], "contact.pick")
    assert "Bob" in text_of(picked)
    assert first(await world.click(alice, picked, "Whom shall I meet?")) in ("Bob", "Carol")


async def test_people_met_come_last_and_the_one_met_longest_ago_before_the_others(world: World) -> None:
    alice = await promise(world, "Ann", "Ben", "Cleo")
    await alice.slash(world.general, "met", contact="Ann", when="2025-10-01")
    await alice.slash(world.general, "met", contact="Ben", when="2025-12-20")
    shown = await suggest(world, alice)
    assert first(shown) == "Cleo"
    others = text_of(shown).split("Or:")[1]
    assert others.index("Ann") < others.index("Ben")
    shown = await world.click(alice, shown, "Someone else")
    assert first(shown) == "Ann"
    assert "13 weeks" in text_of(shown)


async def test_whoever_was_met_this_week_makes_room_for_the_others(world: World) -> None:
    alice = await promise(world, "Ann", "Ben")
    met = first(await suggest(world, alice))
    await alice.slash(world.general, "met", contact=met)
    shown = await suggest(world, alice)
    assert "met this week already" in text_of(shown)
    assert first(shown) != met


async def test_somebody_added_midweek_leaves_the_suggestion_and_can_be_walked_to(world: World) -> None:
    alice = await promise(world, "Ann", "Ben", "Cleo")
    before = first(await suggest(world, alice))
    await world.travel(DAY)
    await alice.slash(world.general, "contact add", name="Zoe", city="Bloomington, Indiana")
    shown = await suggest(world, alice)
    assert first(shown) == before
    walked = []
    for _ in range(3):
        shown = await world.click(alice, shown, "Someone else")
        walked.append(first(shown))
    assert "Zoe" in walked


async def test_somebody_removed_from_the_list_is_suggested_no_longer(world: World) -> None:
    alice = await promise(world, "Ann", "Ben")
    shown = await suggest(world, alice)
    gone = first(shown)
    sure = await alice.slash(world.general, "contact remove", contact=gone)
    await world.click(alice, sure, "Remove")
    assert gone not in text_of(await suggest(world, alice))
    assert "isn't on your list any more" in text_of(await world.click(alice, shown, "We met"))
    assert gone not in text_of(await world.click(alice, shown, "Someone else"))


async def test_a_kickoff_suggests_the_same_person_as_the_command(world: World) -> None:
    alice = await promise(world, "Ann", "Ben", "Cleo", "Dan")
    await world.travel(5 * DAY)
    kickoff = world.letter(alice)
    assert "Someone else" in labels(kickoff)
    assert first(kickoff) == first(await suggest(world, alice))

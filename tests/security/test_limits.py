"""Of what costs, one member may do only so much: said kindly, with when to come back, and nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from discord import app_commands
from hypothesis import given
from hypothesis import strategies as st

from cogs.kit import limits
from cogs.kit.limits import LIMIT_OF, LIMITS, UPLOADS, Lately
from meetups.services.contacts import Account
from meetups.services.guests import People
from meetups.services.questions import MOST_A_DAY
from meetups.values import DeliveryKind
from tests.stories.world import World, custom_id, text_of
from tests.support.features import loaded_registry
from tests.support.office import Office, actor

TOO_MUCH = "more of this than I can do"
GONE = "confirmed or put away"
HOUR = timedelta(hours=1)


async def test_whoever_wants_too_much_is_told_when_to_come_back_and_others_are_served(world: World) -> None:
    await world.set_up()
    kyle, bob = world.person("kyle"), world.person("bob")
    limit = LIMIT_OF["contact export"]
    for _ in range(limit.times):
        assert TOO_MUCH not in text_of(await kyle.slash(world.general, "contact export"))
    soon = int((world.env.now() + limit.within).timestamp())
    for alike in ("contact export", "story export", "mydata export"):
        refused = await kyle.slash(world.general, alike)
        assert TOO_MUCH in text_of(refused)
        assert f"<t:{soon}:R>" in text_of(refused)
        assert refused.response is not None
        assert refused.response.ephemeral
    assert TOO_MUCH not in text_of(await bob.slash(world.general, "contact export"))
    assert TOO_MUCH not in text_of(await kyle.slash(world.general, "help"))
    await world.travel(limit.within)
    assert TOO_MUCH not in text_of(await kyle.slash(world.general, "contact export"))


async def test_a_button_costs_what_its_command_costs(world: World) -> None:
    await world.set_up()
    kyle = world.person("kyle")
    on = await kyle.slash(world.general, "help")
    for number in range(LIMIT_OF["progress circle"].times):
        assert TOO_MUCH not in text_of(await world.craft(kyle, "progress.circle", on=on)), number
    assert TOO_MUCH in text_of(await world.craft(kyle, "progress.me", on=on))
    assert TOO_MUCH in text_of(await kyle.slash(world.general, "progress circle"))


async def test_a_form_past_its_limit_keeps_what_was_typed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMIT_OF, "met.entered", replace(LIMIT_OF["met.entered"], kind="forms", times=1))
    await world.set_up()
    kyle, eve = world.person("kyle"), world.person("eve")
    form = await kyle.slash(world.general, "met")
    await kyle.submit_modal(form, {"names": "Chris", "how": ["in_person"]})
    form = await kyle.slash(world.general, "met")
    kept = await kyle.submit_modal(form, {"names": "Dora", "how": ["in_person"], "story": "Two hours of tea."})
    assert TOO_MUCH in text_of(kept)
    assert "What you typed is kept" in text_of(kept)
    still = await world.click(kyle, kept, "Send it again")
    assert TOO_MUCH in text_of(still)
    await world.travel(HOUR)
    # Whose it is decides, not who knows its number.
    assert GONE in text_of(await world.craft(eve, custom_id(still, "Send it again")))
    assert len((await world.rows())["meetings"]) == 1
    both = await world.at_once(kyle, still, "Send it again")
    assert sorted(GONE in text_of(each) for each in both) == [False, True]
    assert sorted(each.story for each in (await world.rows())["meetings"]) == ["", "Two hours of tea."]


async def test_a_form_with_files_counts_as_photos_whichever_it_is(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "UPLOADS", replace(UPLOADS, times=1))
    await world.set_up()
    kyle = world.person("kyle")
    for number, name in enumerate(("Chris", "Dora")):
        form = await kyle.slash(world.general, "met", contact=name)
        typed = {"story": "Tea.", "photos": [(f"{number}.txt", b"no photo")], "share": ["now"]}
        answered = await kyle.submit_modal(form, typed)
        assert (TOO_MUCH in text_of(answered)) == (number == 1)
    await world.travel(HOUR)
    album = await world.click(kyle, answered, "Send it again")
    assert "could not read **1.txt**" in text_of(album), "the file came along"


async def test_whoever_asks_faster_than_anybody_types_is_offered_nothing(world: World) -> None:
    await world.set_up()
    kyle, bob = world.person("kyle"), world.person("bob")
    offered = [await kyle.autocomplete(world.general, "met", "contact", f"chris{number}") for number in range(70)]
    assert offered[0]
    assert not offered[-1]
    assert await bob.autocomplete(world.general, "met", "contact", "chris")


async def test_nobody_is_flooded_with_questions_by_one_person(office: Office) -> None:
    mallory, bob = actor(2), actor(3)
    await office.mission(bob)
    people = People(accounts=(Account(bob.person_id, "Bob"),))
    for days in range(MOST_A_DAY + 5):
        await office.services.meetings.record(mallory, people, office.clock.now.date() - timedelta(days=days))
    assert len(await office.deliveries(kind=DeliveryKind.ASK)) == MOST_A_DAY
    await office.services.meetings.record(actor(4), people)
    assert len(await office.deliveries(kind=DeliveryKind.ASK)) == MOST_A_DAY + 1, "others are heard"
    office.clock.forward(days=2)
    await office.services.meetings.record(mallory, people)
    assert len(await office.deliveries(kind=DeliveryKind.ASK)) == MOST_A_DAY + 2


def test_every_limit_is_of_something_there_is() -> None:
    registry = loaded_registry()
    commands = {
        each.qualified_name
        for command in registry.commands
        for each in (command.walk_commands() if isinstance(command, app_commands.Group) else [command])
    }
    assert LIMIT_OF.keys() - commands - registry.actions.doings.keys() == set()
    assert sum(len(each.doings) for each in LIMITS) == len(LIMIT_OF), "each is counted once"


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 5))
def test_in_no_while_is_more_done_than_there_may_be(waits: list[float], times: int) -> None:
    lately, now, done = Lately(), 0.0, []
    for wait in waits:
        now += wait
        again_at = lately.again_at("somebody", times, 60, now)
        if again_at is None:
            done.append(now)
        else:
            assert now < again_at <= now + 60
    assert all(sum(since < each <= since + 60 for each in done) <= times for since in [-1.0, *done])


def test_only_so_many_are_remembered() -> None:
    lately = Lately(remembered=2)
    for each in ("ann", "bo", "cy"):
        assert lately.again_at(each, 1, 60, 0) is None
    assert lately.again_at("cy", 1, 60, 1) == 60
    assert lately.again_at("ann", 1, 60, 1) is None, "forgotten longest ago"

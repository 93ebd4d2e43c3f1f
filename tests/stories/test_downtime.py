"""What Alice reads when the bot was away for an hour, a week, three months."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.stories.world import World, text_of

WEEK, DAY, HOUR = timedelta(weeks=1), timedelta(days=1), timedelta(hours=1)
MONDAY = datetime(2026, 2, 2, tzinfo=UTC)
LATE = "This comes late: I was away for a while."


async def promised(world: World, **options: Any) -> Any:
    """Alice, who promised in January, with Chris on her list; it is the morning of the fifth Monday, before her kickoff."""
    await world.set_up()
    alice = world.person("alice")
    await world.start_mission(alice, **options)
    await alice.slash(world.general, "contact add", name="Chris")
    for week in range(4):
        await world.travel(datetime(2026, 1, 7, 12, tzinfo=UTC) + week * WEEK)
        await alice.slash(world.general, "help")
    await world.travel(MONDAY + 8 * HOUR)
    return alice


async def back_after(world: World, alice: Any, time: timedelta) -> list[str]:
    """What Alice is sent when the bot is there again."""
    before = len(world.direct(alice))
    await world.sleep(time)
    await world.restart()
    await world.travel(timedelta(0))
    return world.direct(alice)[before:]


async def test_after_an_hour_the_kickoff_comes_as_if_nothing_had_been(world: World) -> None:
    alice = await promised(world)
    [kickoff] = await back_after(world, alice, 2 * HOUR)
    assert "Chris" in kickoff
    assert LATE not in kickoff
    assert await back_after(world, alice, HOUR) == []


@pytest.mark.parametrize("strength", ["gentle", "persistent"])
async def test_after_a_week_one_late_kickoff_of_this_week(world: World, strength: str) -> None:
    alice = await promised(world, nudges=strength)
    [kickoff] = await back_after(world, alice, WEEK + 5 * HOUR)
    assert "Chris" in kickoff
    assert LATE in kickoff
    # Its buttons are of this week.
    assert "February 9" in text_of(await world.click_letter(alice, "Take the week off"))
    await world.travel(WEEK)
    [following] = [each for each in world.direct(alice)[-3:] if "February 16" in each or "Chris" in each]
    assert LATE not in following


async def test_after_three_months_one_late_kickoff_and_the_silent_weeks_are_the_bots(world: World) -> None:
    alice = await promised(world, city="Bloomington, Indiana")
    assert await back_after(world, alice, 13 * WEEK + DAY) == [], "it is night where she is"
    before = len(world.direct(alice))
    await world.travel(5 * HOUR)
    [kickoff] = world.direct(alice)[before:]
    assert "Chris" in kickoff
    assert LATE in kickoff
    home = text_of(await alice.slash(world.general, "mission show"))
    assert "Paused" not in home
    await world.travel(2 * WEEK)
    following = world.direct(alice)[before + 1 :]
    assert not [each for each in following if "Still on?" in each or LATE in each]
    assert len(following) == 4


async def test_who_had_been_silent_before_is_not_asked_or_paused_for_weeks_without_a_word_from_the_bot(
    world: World,
) -> None:
    await world.set_up()
    alice = world.person("alice")
    await world.start_mission(alice)
    await alice.slash(world.general, "contact add", name="Chris")
    await world.travel(datetime(2026, 1, 26, 12, tzinfo=UTC))
    assert "Still on?" in world.direct(alice)[-1]
    [kickoff] = await back_after(world, alice, 13 * WEEK + DAY)
    assert "Chris" in kickoff
    assert LATE in kickoff
    # The question of before can still be answered.
    asked = next(n for n, each in enumerate(world.direct(alice)) if "Still on?" in each)
    assert "Good to have you!" in text_of(await world.click_letter(alice, "Still on", asked))


async def test_a_mission_that_ended_meanwhile_is_closed_with_a_word(world: World) -> None:
    alice = await promised(world, until="2026-02-22")
    await alice.slash(world.general, "met", contact="Chris")
    [closing] = await back_after(world, alice, 3 * WEEK + 2 * DAY)
    assert "mission is complete" in closing
    assert LATE in closing
    assert "Start the next one" in closing
    assert await back_after(world, alice, 13 * WEEK) == []

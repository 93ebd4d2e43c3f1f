"""Reminders between the kickoff and the last call, for those who asked for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from meetups.values import CommunityId
from tests.stories.world import World, labels, text_of

MIDWEEK = "There's still time this week"
SUNDAY = datetime(2026, 1, 11, 12, tzinfo=UTC)


def reminders(world: World, actor: Any) -> list[datetime]:
    return [each.created_at for each in actor.user.dm_channel.history() if MIDWEEK in text_of(each)]


@pytest.mark.parametrize(("nudges", "days"), [("gentle", []), ("standard", [8]), ("persistent", [8, 9])])
async def test_each_strength_reminds_as_often_as_it_says(world: World, nudges: str, days: list[int]) -> None:
    await world.set_up()
    alice = world.person("alice")
    await world.start_mission(alice, nudges=nudges)
    await alice.slash(world.general, "contact add", name="Chris")
    await world.travel(SUNDAY)
    came = reminders(world, alice)
    assert [each.day for each in came] == days
    assert all(each.hour == 12 for each in came)


async def test_nobody_who_met_or_took_the_week_off_is_reminded(world: World) -> None:
    await world.set_up()
    alice, bob = world.person("alice"), world.person("bob")
    for actor in (alice, bob):
        await world.start_mission(actor, nudges="standard")
    await world.travel(datetime(2026, 1, 6, 12, tzinfo=UTC))
    await alice.slash(world.general, "met", contact="Chris")
    await bob.slash(world.general, "mission pause")
    await world.travel(SUNDAY)
    assert not reminders(world, alice)
    assert not reminders(world, bob)


async def test_choosing_another_strength_takes_hold_this_very_week(world: World) -> None:
    await world.set_up()
    alice = world.person("alice")
    await world.start_mission(alice, nudges="standard")
    await world.travel(datetime(2026, 1, 7, 12, tzinfo=UTC))
    profile = await alice.slash(world.general, "profile")
    await world.select(alice, profile, ["gentle"], "profile.strength")
    await world.travel(SUNDAY)
    assert not reminders(world, alice)


async def test_days_off_can_be_named_from_the_home_card(world: World) -> None:
    await world.set_up()
    alice = world.person("alice")
    await world.start_mission(alice)
    home = await alice.slash(world.general, "mission show")
    form = await world.click(alice, home, "Time off")
    faulty = await alice.submit_modal(form, {"first": "whenever"})
    assert "What you typed is kept" in text_of(faulty)
    again = await world.click(alice, faulty, "Fix it")
    shown = await alice.submit_modal(again, {"first": "Jan 12", "last": "Jan 18"})
    assert "week of Monday, January 12" in text_of(shown)
    taken = await world.click(alice, shown, "Take it off")
    assert any("Cancel time off" in each for each in labels(taken))


async def test_what_changed_while_the_bot_was_out_is_made_good_when_it_returns(world: World) -> None:
    await world.set_up()
    alice = world.person("alice")
    await world.start_mission(alice, today=True)
    started = await alice.slash(world.general, "mission show")
    await world.click(alice, await world.click(alice, started, "Announce it"), "Post it")
    assert "Put me on your list" in world.posts()[-1]
    await world.app.services.communities.left(CommunityId(world.guild.id))
    home = await alice.user.slash("mission end")
    await alice.user.click(home.response, label="End it")
    assert "Put me on your list" in world.posts()[-1], "nothing can change while the bot is out"
    await world.app.services.communities.returned(CommunityId(world.guild.id), "Southern Indiana Tweetup")
    await world.travel(timedelta(minutes=1))
    assert "This mission is over" in world.posts()[-1]

"""Somebody leaves the server: the bot finds out by asking, says so once, and leaves it to them how to go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from tests.stories.world import World, labels, text_of

FAREWELL, KICKOFF = "[Keep going without the community]", "[Someone else]"
SUNDAY = datetime(2026, 1, 11, 12, tzinfo=UTC)
"""The day before the second kickoff."""
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


async def _leaves(world: World, name: str) -> Any:
    """Somebody with a mission does something for the last time, and leaves the server; gives them."""
    await world.set_up()
    leaver = world.person(name)
    await world.start_mission(leaver)
    for friend in ("Chris", "Dana"):
        await leaver.slash(world.general, "contact add", name=friend)
    await world.travel(SUNDAY)
    await leaver.slash(world.general, "help")
    world.guild.remove_member(leaver)
    return leaver


async def test_somebody_who_left_goes_on_alone_and_is_at_home_again_when_they_come_back(world: World) -> None:
    alice = await _leaves(world, "alice")
    asked = len(world.env.http_requests)
    await world.app.roll_call.call()
    await world.travel(MINUTE)
    farewell = world.direct(alice)[-1]
    assert "no longer in **Southern Indiana Tweetup**" in farewell
    assert "I paused your mission" in farewell
    assert FAREWELL in farewell
    assert world.posts() == []
    await world.app.roll_call.call()
    looks = [each for each in world.env.http_requests[asked:] if "/members/" in each.path]
    assert len(looks) == 1, "nobody is looked up again whom nothing is to be learnt of"

    letters = len(world.direct(alice))
    await world.travel(WEEK)
    assert len(world.direct(alice)) == letters, "paused is paused"
    await world.restart()
    await world.click_letter(alice, "Keep going without the community")
    assert "write to you alone" in world.direct(alice)[-1]
    await world.travel(WEEK)
    assert KICKOFF in "".join(world.direct(alice)[letters:])

    form = await alice.user.slash("met", contact="Chris")
    preview = await alice.user.submit_modal(form, {"story": "We met all the same."})
    refused = await world.click(alice.user, preview, "Post")
    assert "no longer in Southern Indiana Tweetup" in text_of(refused)
    assert "recorded" in text_of(refused)
    home = await alice.user.slash("mission show")
    assert "write to you alone" in text_of(home)
    assert not {"Announce it", "The pool"} & set(labels(home))

    home = await world.guild.add_member(alice.user).slash(world.general, "mission show")
    assert "no longer" not in text_of(home)
    assert {"Announce it", "The pool"} <= set(labels(home))
    await world.travel(MINUTE)
    home = await alice.user.slash("mission show")
    assert "no longer" not in text_of(home)
    await world.click(alice.user, preview, "Post")
    [post] = world.posts()
    assert "We met all the same." in post
    assert world.blunders() == []


async def test_somebody_who_left_may_have_everything_forgotten(world: World) -> None:
    bob = await _leaves(world, "bob")
    await world.app.roll_call.call()
    await world.travel(MINUTE)
    home = await bob.user.slash("mission show")
    assert "your mission rests" in text_of(home)
    assert "Resume" not in labels(home)
    sure = await world.click_letter(bob, "Forget me")
    assert "2 contacts on your list" in text_of(sure.response)
    assert (await world.rows())["missions"] != []
    await world.click(bob.user, sure.response, "Forget me")
    rows = await world.rows()
    assert rows["missions"] == rows["contacts"] == []


async def test_whom_discord_says_nothing_of_is_asked_for_the_next_time(world: World) -> None:
    alice = await _leaves(world, "alice")
    letters = len(world.direct(alice))
    path = f"/guilds/{world.guild.id}/members/{alice.id}"
    for status in (403, 500):
        world.env.inject_error("GET", path, status=status, code=0, times=None)
        with structlog.testing.capture_logs() as said:
            await world.app.roll_call.call()
        assert len(said) == 1
        world.env.backend.faults.clear()
    assert len(world.direct(alice)) == letters

    # Her account was deleted.
    world.env.inject_error("GET", path, status=404, code=10013)
    await world.app.roll_call.call()
    await world.travel(MINUTE)
    assert FAREWELL in world.direct(alice)[-1]


async def test_a_refused_message_tells_that_somebody_left_and_their_next_act_there_that_they_are_back(
    world: World,
) -> None:
    nudges = world.guild.create_text_channel("nudges")
    await world.set_up(nudge_channel=nudges)
    alice = world.person("alice")
    await world.start_mission(alice)
    await world.travel(SUNDAY)
    await alice.slash(world.general, "mission show")
    world.guild.remove_member(alice)
    path = f"/channels/{alice.user.dm_channel.id}/messages"
    world.env.inject_error("POST", path, status=403, code=50278, times=None)
    await world.travel(SUNDAY + 8 * HOUR)
    assert nudges.history() == [], "nobody is mentioned where they are not"

    alice = world.guild.add_member(alice.user)
    await alice.slash(world.general, "help")
    await world.travel(MINUTE)
    inbox = await alice.slash(world.general, "inbox")
    assert "Good to see you in Southern Indiana Tweetup again" in text_of(inbox)
    resumed = await world.click(alice, inbox, "Resume")
    assert "Good to have you" in text_of(resumed)
    assert "All clear" in text_of(await alice.slash(world.general, "inbox"))


async def test_whoever_is_there_is_left_alone(world: World) -> None:
    await world.set_up()
    alice = world.person("alice")
    await world.start_mission(alice)
    await world.travel(SUNDAY)
    before = len(world.env.http_requests)
    for _ in range(2):
        await world.app.roll_call.call()
    assert len(world.env.http_requests) == before + 1
    await world.travel(DAY)
    assert FAREWELL not in "".join(world.direct(alice))

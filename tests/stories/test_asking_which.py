"""Commands in a direct message with two missions running, with one, and with none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from simcord import ChannelHandle, MemberActor
from simcord.results import InteractionResult

from meetups.values import Mission
from tests.stories.world import World, labels, text_of

HERE, THERE = "Southern Indiana Tweetup", "Berlin *Makers*"


@pytest.fixture(autouse=True)
def _nothing_goes_wrong(world: World) -> Iterator[None]:
    yield
    assert not world.blunders()


async def one_mission(world: World) -> MemberActor:
    await world.set_up()
    kyle = world.person("kyle")
    await world.start_mission(kyle, today=True)
    return kyle


async def two_missions(world: World) -> tuple[MemberActor, ChannelHandle]:
    """Somebody with a mission here and one in Berlin; and the channel stories of Berlin go to."""
    kyle = await one_mission(world)
    owner = world.env.create_user("nora")
    berlin = world.env.create_guild(THERE, owner=owner)
    stories = berlin.create_text_channel("stories")
    await berlin.add_member(owner).slash(stories, "community setup", recap_channel=stories)
    there = berlin.add_member(kyle.user)
    proposal = await there.slash(stories, "mission start")
    proposal = await world.select(there, proposal, ["today"], "mission.begins")
    await world.click(there, proposal, "Start my mission")
    return kyle, stories


async def in_direct_message(kyle: MemberActor, command: str, **options: object) -> InteractionResult:
    result = await kyle.user.slash(command, **options)
    assert isinstance(result, InteractionResult)
    return result


async def press(kyle: MemberActor, on: InteractionResult, label: str) -> InteractionResult:
    result = await kyle.user.click(on.response, label=label)
    assert isinstance(result, InteractionResult)
    return result


async def missions(world: World) -> dict[str, Mission]:
    found = (await world.rows())["missions"]
    return {HERE if each.community_id == world.guild.id else THERE: each for each in found}


async def test_each_command_asks_which_mission_and_each_button_does_what_was_asked(world: World) -> None:
    kyle, _ = await two_missions(world)
    await in_direct_message(kyle, "contact add", name="Chris")
    expected = {
        "suggest": "Chris",
        "mission end": "End your mission now?",
        "mission rules": "What counts",
        "mission pause": "Paused since",
    }
    for command, shown in expected.items():
        asked = await in_direct_message(kyle, command)
        assert "Which one" in text_of(asked)
        assert labels(asked) == [HERE, THERE]
        assert shown in text_of(await press(kyle, asked, THERE)), command
    [pause] = (await world.rows())["days_off"]
    assert pause.mission_id == (await missions(world))[THERE].id
    for where in (HERE, THERE):
        home = await press(kyle, await in_direct_message(kyle, "mission show"), where)
        assert where.replace("*", "\\*") in text_of(home)
        assert ("Resume" in labels(home)) == (where == THERE), "the pause is of the one that was meant"
    resumed = await press(kyle, await in_direct_message(kyle, "mission resume"), THERE)
    assert "Pause" in labels(resumed)


async def test_time_off_typed_before_being_asked_which_is_not_typed_twice(world: World) -> None:
    kyle, _ = await two_missions(world)
    asked = await in_direct_message(kyle, "mission time-off", first="2026-02-02", last="2026-02-08")
    await world.restart()
    shown = await press(kyle, asked, THERE)
    assert "February 2" in text_of(shown)
    home = await press(kyle, shown, "Take it off")
    assert "Berlin" in text_of(home)
    [excuse] = (await world.rows())["days_off"]
    assert excuse.mission_id == (await missions(world))[THERE].id
    assert (excuse.first_on, excuse.last_on) == (date(2026, 2, 2), date(2026, 2, 8))


async def test_a_change_typed_before_being_asked_which_is_not_typed_twice(world: World) -> None:
    kyle, _ = await two_missions(world)
    asked = await in_direct_message(
        kyle, "mission edit", until="2026-06-30", promise="Tea", times_a_week=2, video_counts=True, nudges="standard"
    )
    proposal = await press(kyle, asked, HERE)
    assert "June 30, 2026" in text_of(proposal)
    await press(kyle, proposal, "Save the changes")
    changed, other = (await missions(world))[HERE], (await missions(world))[THERE]
    assert (changed.ends_on, changed.promise, changed.target) == (date(2026, 6, 30), "Tea", 2)
    assert changed.fills == "or_video"
    assert other.ends_on != changed.ends_on
    again = await press(kyle, asked, THERE)
    assert "June 30, 2026" in text_of(again), "the same change may be wanted for the other one too"


async def test_with_one_mission_nobody_is_asked(world: World) -> None:
    kyle = await one_mission(world)
    assert HERE in text_of(await in_direct_message(kyle, "mission show"))
    assert "list is empty" in text_of(await in_direct_message(kyle, "suggest"))
    assert "Paused" in text_of(await in_direct_message(kyle, "mission pause"))
    off = await in_direct_message(kyle, "mission time-off", first="2026-02-02", last="2026-02-08")
    assert HERE in text_of(await press(kyle, off, "Take it off"))


async def test_with_no_mission_each_command_says_how_to_begin(world: World) -> None:
    await world.set_up()
    kyle = world.person("kyle")
    for command in ("suggest", "mission show", "mission pause", "mission resume", "mission end", "mission rules"):
        assert "/mission start" in text_of(await in_direct_message(kyle, command))
    assert "/mission start" in text_of(await in_direct_message(kyle, "mission time-off", first="tomorrow"))
    assert "/mission start" in text_of(await in_direct_message(kyle, "mission edit", promise="Tea"))
    assert "inside a server" in text_of(await in_direct_message(kyle, "mission start"))
    pressed = await press(kyle, await in_direct_message(kyle, "help"), "Start your mission")
    assert pressed.modal is None, "nobody fills in a form that cannot be taken"
    assert "inside a server" in text_of(pressed)


async def test_in_each_server_its_own_mission_is_meant(world: World) -> None:
    kyle, stories = await two_missions(world)
    assert HERE in text_of(await kyle.slash(world.general, "mission show"))
    assert stories.guild is not None
    there = MemberActor(world.env, stories.guild, kyle.user)
    assert "Berlin" in text_of(await there.slash(stories, "mission show"))


async def test_help_in_a_direct_message_opens_the_missions_there_are(world: World) -> None:
    kyle, _ = await two_missions(world)
    helped = await in_direct_message(kyle, "help")
    assert "Start your mission" not in labels(helped), "they have two"
    asked = await press(kyle, helped, "My mission")
    assert labels(asked) == [HERE, THERE]
    assert "Berlin" in text_of(await press(kyle, asked, THERE))


async def test_a_story_told_in_a_direct_message_asks_which_server_reads_it(world: World) -> None:
    kyle, stories = await two_missions(world)
    form = await in_direct_message(kyle, "met", contact="Chris")
    preview = await kyle.user.submit_modal(form, {"story": "Tea in Berlin."})
    assert {f"Post in {HERE}", f"Post in {THERE}"} <= set(labels(preview))
    await press(kyle, preview, f"Post in {THERE}")
    assert not world.posts()
    [post] = [text_of(each) for each in stories.history()]
    assert "Tea in Berlin." in post
    for command in ("mission show",):
        asked = await in_direct_message(kyle, command)
        for where in (HERE, THERE):
            assert "🟩" in text_of(await press(kyle, asked, where)), "one meeting fills the week of both"
            asked = await in_direct_message(kyle, command)


async def test_the_closing_message_starts_the_next_mission_where_the_last_one_was(world: World) -> None:
    await world.set_up()
    kyle = world.person("kyle")
    await world.start_mission(kyle, today=True, until="2026-01-18")
    await world.travel(timedelta(days=20))
    letter = world.letter(kyle)
    assert "complete" in text_of(letter)
    form = await world.click_letter(kyle, "Start the next one")
    proposal = await kyle.user.submit_modal(form, {"strength": ["gentle"], "adult": ["yes"], "promise": "Once more"})
    await press(kyle, proposal, "Start my mission")
    running = [each for each in (await world.rows())["missions"] if each.ended_at is None]
    assert [(each.community_id, each.promise) for each in running] == [(world.guild.id, "Once more")]
    again = await kyle.user.click(letter, label="Start the next one")
    assert again.modal is None
    assert "already running" in text_of(again)


async def test_a_crafted_server_in_the_button_starts_nothing_there(world: World) -> None:
    kyle = await one_mission(world)
    eve = world.person("eve")
    await world.start_mission(eve, today=True)
    ending = await kyle.slash(world.general, "mission end")
    await world.click(kyle, ending, "End it")
    stranger = world.env.create_guild("Strangers", owner=world.env.create_user("nora"))
    nora = stranger.add_member(stranger.owner)
    channel = stranger.create_text_channel("stories")
    await nora.slash(channel, "community setup", recap_channel=channel)
    refused = await world.craft(kyle, "mission.begin", stranger.id, on=world.letter(kyle))
    assert refused.modal is None
    assert "inside a server" in text_of(refused)

"""A mission from its start to its end, and everything its member may change on the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from simcord import ChannelHandle, MemberActor

from tests.stories.world import World, labels, text_of

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


async def begin(world: World, *, today: bool = False, **options: Any) -> Any:
    await world.set_up()
    alice = world.person("alice")
    await world.start_mission(alice, today=today, **options)
    return alice


async def home(world: World, person: Any) -> str:
    return text_of(await person.slash(world.general, "mission show"))


async def other_community(world: World, person: MemberActor) -> tuple[ChannelHandle, ChannelHandle, MemberActor]:
    """A second server with the bot: its talking channel, its recap channel, and the person as its member."""
    olivia = world.organiser.user
    guild = world.env.create_guild("Chicago Bloggers", owner=olivia)
    lobby, recaps = guild.create_text_channel("lobby"), guild.create_text_channel("stories")
    await guild.add_member(olivia).slash(lobby, "community setup", recap_channel=recaps)
    return lobby, recaps, guild.add_member(person.user)


async def test_a_mission_starts_next_week_unless_today_is_chosen(world: World) -> None:
    alice = await begin(world)
    assert "starts on **Monday, January 5**" in await home(world, alice)
    bob = world.person("bob")
    await world.start_mission(bob, today=True)
    assert "**0 of 0** weeks filled" in await home(world, bob)


async def test_without_a_city_the_communitys_time_zone_is_taken(world: World) -> None:
    await world.set_up(time_zone="America/Indiana/Indianapolis")
    alice = world.person("alice")
    proposal = await alice.slash(world.general, "mission start")
    assert "Indianapolis" in text_of(proposal)
    await world.start_mission(alice)
    await world.travel(MONDAY + DAY)
    assert any(each.created_at.hour == 14 for each in alice.user.dm_channel.history())


async def test_the_end_is_shown_before_the_start_and_an_impossible_one_is_explained(world: World) -> None:
    await world.set_up()
    alice = world.person("alice")
    assert "December 31, 2026" in text_of(await alice.slash(world.general, "mission start"))
    for until, why in (("2025-12-01", "before it starts"), ("2031-01-01", "Three years"), ("whenever", "can't read")):
        assert why in text_of(await alice.slash(world.general, "mission start", until=until))
    assert "no mission running" in await home(world, alice)


async def test_whoever_does_not_say_they_are_an_adult_gets_the_remote_rungs(world: World) -> None:
    await world.set_up()
    alice = world.person("alice")
    proposal = await alice.slash(world.general, "mission start")
    assert "18 or older" in text_of(proposal)
    await world.start_mission(alice, today=True, adult=False)
    rules = text_of(await alice.slash(world.general, "mission rules"))
    assert "A video meeting or a call fills a week" in rules
    await alice.slash(world.general, "met", contact="Chris", how="call")
    assert "**1 of 1**" in await home(world, alice)


async def test_a_second_start_is_refused_with_the_way_on(world: World) -> None:
    alice = await begin(world)
    refused = text_of(await alice.slash(world.general, "mission start"))
    assert "already running" in refused
    assert "/mission edit" in refused


async def test_two_presses_of_start_make_one_mission(world: World) -> None:
    await world.set_up()
    alice = world.person("alice")
    proposal = await alice.slash(world.general, "mission start")
    await world.at_once(alice, proposal, "Start my mission")
    async with world.app.store.read() as work:
        assert len(await work.missions.running(alice.id)) == 1  # type: ignore[arg-type]
    assert len(world.direct(alice)) == 1


async def test_an_edit_shows_what_it_would_change_and_changes_nothing_before_it_is_saved(world: World) -> None:
    alice = await begin(world, today=True)
    await alice.slash(world.general, "met", contact="Chris")
    before = await home(world, alice)
    proposal = await alice.slash(
        world.general, "mission edit", weekly_time="Friday 18:00", times_a_week=3, until="2026-06-30"
    )
    now, until_now = text_of(proposal).split("**Until now**")
    assert "Friday at 6:00 PM" in now
    assert "3 times a week" in now
    assert "June 30, 2026" in now
    assert "Monday at 9:00 AM" in until_now
    assert "once a week" in until_now
    assert "December 31, 2026" in until_now
    assert "Weeks filled: 1; with this change: 0" in until_now
    assert await home(world, alice) == before

    await world.restart()
    await world.click(alice, proposal, "Save the changes")
    assert "1 of 3" in await home(world, alice)


async def test_an_edit_without_changes_says_how_the_mission_is(world: World) -> None:
    alice = await begin(world)
    card = await world.click(alice, await alice.slash(world.general, "mission show"), "Change it")
    assert "as it is" in text_of(card)
    assert "Until now" not in text_of(card)


async def test_an_edit_of_one_thing_leaves_the_others(world: World) -> None:
    alice = await begin(world, weekly_time="Tuesday 7:30", promise="Every week, a coffee.", until="2026-05-31")
    proposal = await alice.slash(world.general, "mission edit", video_counts=True)
    await world.click(alice, proposal, "Save the changes")
    shown = text_of(await alice.slash(world.general, "mission edit", new_people_only=True)).split("**Until now**")[0]
    for kept in ("Tuesday at 7:30 AM", "Every week, a coffee.", "May 31, 2026", "in person or by video"):
        assert kept in shown


async def test_pausing_excuses_the_weeks_until_resuming_and_a_streak_survives_it(world: World) -> None:
    alice = await begin(world)
    for week in range(2):
        await world.travel(MONDAY + week * WEEK + DAY)
        await alice.slash(world.general, "met", contact="Chris")
    paused = await alice.slash(world.general, "mission pause")
    assert "Paused since" in text_of(paused)
    assert "Pause" not in labels(paused)
    await world.travel(MONDAY + 4 * WEEK + DAY)
    await world.restart()
    resumed = await world.click(alice, paused, "Resume")
    assert "🟩🟩➖➖🟧" in text_of(resumed)
    await alice.slash(world.general, "met", contact="Chris")
    assert "Streak: **3 weeks**" in await home(world, alice)
    assert "**3 of 3**" in await home(world, alice)


async def test_resuming_in_the_week_of_the_pause_excuses_nothing(world: World) -> None:
    alice = await begin(world)
    await world.travel(MONDAY + DAY)
    await alice.slash(world.general, "mission pause")
    await alice.slash(world.general, "mission pause")
    await alice.slash(world.general, "mission resume")
    await world.travel(MONDAY + WEEK)
    assert "⬜🟧" in await home(world, alice)


async def test_ending_asks_first_and_offers_a_pause_and_the_next_mission(world: World) -> None:
    alice = await begin(world, today=True)
    await alice.slash(world.general, "met", contact="Chris")
    sure = await alice.slash(world.general, "mission end")
    assert "Pause instead" in labels(sure)
    assert "**1 of 1**" in await home(world, alice)
    ended = await world.click(alice, sure, "End it")
    assert "has ended" in text_of(ended)
    assert "**1 of 1**" in text_of(ended)
    form = await world.click(alice, ended, "Start the next one")
    assert form.modal
    await world.start_mission(alice)
    assert "starts on" in await home(world, alice)


async def test_time_off_shows_the_weeks_first_and_can_be_cancelled(world: World) -> None:
    alice = await begin(world)
    off = await alice.slash(world.general, "mission time-off", first="2026-01-12", last="2026-01-22")
    assert "the week of Monday, January 12 and the week of Monday, January 19" in text_of(off)
    assert "➖" not in await home(world, alice)
    taken = await world.click(alice, off, "Take it off")
    assert "▫️➖➖▫️" in text_of(taken)
    cancel = next(each for each in labels(taken) if each.startswith("Cancel time off"))
    assert "➖" not in text_of(await world.click(alice, taken, cancel))


async def test_time_off_in_the_past_excuses_the_week_it_covers(world: World) -> None:
    alice = await begin(world)
    await world.travel(MONDAY + WEEK + DAY)
    assert "⬜🟧" in await home(world, alice)
    off = await alice.slash(world.general, "mission time-off", first="Jan 6", last="last Sunday")
    assert "the week of Monday, January 5" in text_of(off)
    await world.click(alice, off, "Take it off")
    assert "➖🟧" in await home(world, alice)


async def test_fewer_than_four_days_off_excuse_no_week_and_the_card_says_why(world: World) -> None:
    alice = await begin(world)
    off = await alice.slash(world.general, "mission time-off", first="2026-01-13", last="2026-01-15")
    assert "No week would be excused" in text_of(off)
    assert "four days" in text_of(off)
    await world.click(alice, off, "Take it off")
    assert "➖" not in await home(world, alice)
    more = await alice.slash(world.general, "mission time-off", first="2026-01-16")
    assert "the week of Monday, January 12" in text_of(more)


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        ("2026-01-20", "2026-01-10", "backwards"),
        ("2025-06-01", "2025-06-09", "outside"),
        ("soonish", None, "can't read"),
    ],
)
async def test_time_off_that_makes_no_sense_is_explained(world: World, first: str, last: str | None, why: str) -> None:
    alice = await begin(world)
    options = {"first": first} | ({"last": last} if last else {})
    assert why in text_of(await alice.slash(world.general, "mission time-off", **options))


async def test_meeting_somebody_in_a_week_off_counts_all_the_same(world: World) -> None:
    alice = await begin(world)
    off = await alice.slash(world.general, "mission time-off", first="2026-01-05", last="2026-01-11")
    await world.click(alice, off, "Take it off")
    await world.travel(MONDAY + DAY)
    form = await alice.slash(world.general, "met", contact="Chris")
    assert form.modal
    assert "counts as met all the same" in str(form.modal)
    assert "🟩" in await home(world, alice)


async def test_the_rules_are_those_of_this_very_mission(world: World) -> None:
    alice = await begin(world, times_a_week=3)
    rules = text_of(await alice.slash(world.general, "mission rules"))
    assert "Meet 3 times a week." in rules
    assert "again counts too" in rules
    proposal = await alice.slash(world.general, "mission edit", new_people_only=True, video_counts=True)
    await world.click(alice, proposal, "Save the changes")
    rules = text_of(await alice.slash(world.general, "mission rules"))
    assert "haven't met in person before" in rules
    assert "by video" in rules


async def test_three_times_a_week_shows_two_of_three(world: World) -> None:
    alice = await begin(world, today=True, times_a_week=3)
    for name in ("Ann", "Ben"):
        await alice.slash(world.general, "met", contact=name)
    assert "2 of 3" in await home(world, alice)
    assert "**0 of 0**" in await home(world, alice)
    await alice.slash(world.general, "met", contact="Cleo")
    assert "**1 of 1**" in await home(world, alice)


async def test_every_second_week_leaves_the_others_off(world: World) -> None:
    alice = await begin(world)
    proposal = await alice.slash(world.general, "mission edit", every_second_week=True)
    assert "every second week" in text_of(proposal)
    await world.click(alice, proposal, "Save the changes")
    assert "▫️➖▫️➖" in await home(world, alice)
    await world.travel(MONDAY + 2 * WEEK - DAY)
    kickoffs = [each for each in world.direct(alice) if "/contact add" in each]
    assert len(kickoffs) == 1


async def test_a_streak_shows_in_a_story_from_three_weeks_up_and_only_where_its_author_likes(world: World) -> None:
    alice = await begin(world)
    proposal = await alice.slash(world.general, "mission edit", show_streak=True)
    await world.click(alice, proposal, "Save the changes")
    for week in range(3):
        await world.travel(MONDAY + week * WEEK + DAY)
        await world.tell(alice, contact="Chris")
    assert "in a row" not in world.posts()[1]
    assert "3 weeks in a row" in world.posts()[2]
    assert "meeting no. 3" in world.posts()[2]
    assert "again" in world.posts()[2]
    hidden = await alice.slash(world.general, "mission edit", show_streak=False)
    await world.click(alice, hidden, "Save the changes")
    await world.travel(MONDAY + 3 * WEEK + DAY)
    await world.tell(alice, contact="Chris")
    assert "in a row" not in world.posts()[3]
    assert "Streak: **4 weeks**" in await home(world, alice)


async def test_the_home_card_shows_where_it_stands_and_leads_on(world: World) -> None:
    alice = await begin(world)
    await alice.slash(world.general, "contact add", name="Chris")
    await world.travel(MONDAY + DAY)
    shown = await alice.slash(world.general, "mission show")
    assert "Southern Indiana Tweetup" in text_of(shown)
    assert "🟧 this week" in text_of(shown)
    assert "only if the week is still open" in text_of(shown)
    assert "My list (1)" in labels(shown)
    assert "Announce it" in labels(shown)
    assert "Chris" in text_of(await world.click(alice, shown, "Whom shall I meet?"))
    assert "What counts" in text_of(await world.click(alice, shown, "What counts"))


async def test_an_announcement_is_seen_first_and_says_who_is_first_only_with_leave(world: World) -> None:
    alice = await begin(world, promise="One coffee a week until New Year's Eve.")
    bob = world.person("bob")
    await alice.slash(world.general, "contact add", member=bob)
    await alice.slash(world.general, "contact add", name="Chris Hadley", source="Seesmic", note="owes me a beer")
    preview = await world.click(alice, await alice.slash(world.general, "mission show"), "Announce it")
    assert world.posts() == []
    assert "One coffee a week" in text_of(preview)
    assert "**Chris (Seesmic)**" in text_of(preview)
    for private in ("Hadley", "beer", bob.mention, "Bob"):
        assert private not in text_of(preview)
    await world.click(alice, preview, "Post it without the name")
    (post,) = world.posts()
    assert "One coffee a week" in post
    assert "December 31, 2026" in post
    assert "Chris" not in post


async def test_an_announcement_with_the_first_name_and_in_other_words_follows_the_mission(world: World) -> None:
    alice = await begin(world)
    await alice.slash(world.general, "contact add", name="Chris Hadley")
    preview = await world.click(alice, await alice.slash(world.general, "mission show"), "Announce it")
    form = await world.click(alice, preview, "In my own words…")
    preview = await alice.submit_modal(form, {"promise": "Fifty-two breakfasts."})
    assert "Fifty-two breakfasts." in text_of(preview)
    assert world.posts() == []
    await world.click(alice, preview, "Post it")
    assert "Fifty-two breakfasts." in world.posts()[0]
    assert "First one: **Chris**" in world.posts()[0]

    proposal = await alice.slash(world.general, "mission edit", until="2026-06-30", promise="Half a year of lunches.")
    await world.click(alice, proposal, "Save the changes")
    (post,) = world.posts()
    assert "June 30, 2026" in post
    assert "Half a year of lunches." in post
    await world.click(alice, await alice.slash(world.general, "mission end"), "End it")
    (post,) = world.posts()
    assert "over" in post
    assert "Put me on your list" not in post


async def test_an_announcement_says_it_is_over_once_the_mission_has_run_its_time(world: World) -> None:
    alice = await begin(world, until="2026-01-18")
    preview = await world.click(alice, await alice.slash(world.general, "mission show"), "Announce it")
    await world.click(alice, preview, "Post it")
    assert "Put me on your list" in world.posts()[0]
    await world.travel(MONDAY + 2 * WEEK + DAY)
    assert "over" in world.posts()[0]
    assert "Put me on your list" not in world.posts()[0]


async def test_a_meeting_fills_the_weeks_of_both_missions_and_is_told_where_it_was_recorded(world: World) -> None:
    alice = await begin(world, today=True)
    lobby, stories, there = await other_community(world, alice)
    proposal = await there.slash(lobby, "mission start")
    proposal = await world.select(there, proposal, ["today"], "mission.begins")
    await world.click(there, proposal, "Start my mission")
    form = await there.slash(lobby, "met", contact="Chris")
    preview = await there.submit_modal(form, {"story": "Deep dish."})
    await world.click(there, preview, "Post")
    assert world.posts() == []
    assert "Deep dish." in text_of(stories.history()[-1])
    assert "**1 of 1**" in await home(world, alice)
    assert "**1 of 1**" in text_of(await there.slash(lobby, "mission show"))
    assert "Southern Indiana Tweetup" not in text_of(stories.history()[-1])


async def test_in_a_direct_message_with_two_missions_a_command_asks_which(world: World) -> None:
    alice = await begin(world)
    lobby, _, there = await other_community(world, alice)
    await world.click(there, await there.slash(lobby, "mission start"), "Start my mission")
    asked = await alice.user.slash("mission show")
    assert {"Southern Indiana Tweetup", "Chicago Bloggers"} <= set(labels(asked))
    shown = await world.click(alice.user, asked, "Chicago Bloggers")
    assert "Your mission in Chicago Bloggers" in text_of(shown)
    await world.click(alice.user, shown, "Pause")
    assert "Paused" in text_of(await there.slash(lobby, "mission show"))
    assert "Paused" not in await home(world, alice)

"""Nudges: when they come, when they don't, and what their buttons do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from meetups.values import DeliveryKind, DeliveryState
from tests.stories.world import World, custom_id, labels, text_of

KICKOFF, LAST_CALL, CLOSING = "[Someone else]", "Any answer is a good one", "mission is complete"
WEEK, DAY, HOUR = timedelta(weeks=1), timedelta(days=1), timedelta(hours=1)
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


async def promise(world: World, **options: Any) -> Any:
    """Alice with Chris and Dana on her list and a mission that begins on Monday, 5 January."""
    await world.set_up()
    alice = world.person("alice")
    await world.start_mission(alice, **options)
    for name in ("Chris", "Dana"):
        await alice.slash(world.general, "contact add", name=name)
    return alice


def heard(world: World, person: Any, what: str) -> list[datetime]:
    """When direct messages with these words came, oldest first."""
    if person.id not in world.env.backend.dm_channels:
        return []
    return [each.created_at for each in person.user.dm_channel.history() if what in text_of(each)]


async def fate(world: World, kind: DeliveryKind, week: date) -> tuple[DeliveryState, str]:
    """What became of the nudge of a week, and why."""
    async with world.app.store.read() as work:
        (row,) = await work.deliveries.find(kind=kind, occasion=week.isoformat())
    return row.state, row.reason


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("America/Indiana/Indianapolis", date(2026, 3, 2)),
        ("America/Indiana/Indianapolis", date(2026, 10, 26)),
        ("Europe/Berlin", date(2026, 3, 23)),
        ("Europe/Berlin", date(2026, 10, 19)),
        ("Australia/Lord_Howe", date(2026, 3, 30)),
        ("Australia/Lord_Howe", date(2026, 9, 28)),
    ],
)
async def test_a_kickoff_comes_at_the_same_local_time_on_both_sides_of_a_clock_change(
    world: World, zone: str, first: date
) -> None:
    await world.set_up()
    await world.sleep(datetime.combine(first - 4 * DAY, datetime.min.time(), UTC) - world.env.now())
    alice = world.person("alice")
    await world.start_mission(alice, city=zone, weekly_time="Monday 8:15")
    await alice.slash(world.general, "contact add", name="Chris")
    await world.travel(2 * WEEK)
    local = [each.astimezone(ZoneInfo(zone)) for each in heard(world, alice, KICKOFF)]
    assert [each.date() for each in local] == [first, first + WEEK]
    assert all(
        timedelta(0) <= timedelta(hours=each.hour - 8, minutes=each.minute - 15) < 5 * HOUR / 60 for each in local
    )
    assert local[0].utcoffset() != local[1].utcoffset()
    closing_time = [each.astimezone(ZoneInfo(zone)) for each in heard(world, alice, LAST_CALL)]
    assert [(each.weekday(), each.hour) for each in closing_time] == [(6, 17)]


async def test_a_quiet_week_has_a_kickoff_and_a_last_call_and_nothing_else(world: World) -> None:
    alice = await promise(world, nudges="gentle")
    before = len(world.direct(alice))
    await world.travel(MONDAY + WEEK - timedelta(minutes=1))
    assert len(world.direct(alice)) == before + 2
    assert len(heard(world, alice, KICKOFF)) == 1
    assert len(heard(world, alice, LAST_CALL)) == 1


async def test_nothing_comes_before_the_mission_begins(world: World) -> None:
    alice = await promise(world)
    before = world.direct(alice)
    await world.travel(MONDAY)
    assert world.direct(alice) == before


async def test_a_meeting_logged_a_second_ago_silences_the_last_call(world: World) -> None:
    alice = await promise(world)
    await world.travel(MONDAY + 6 * DAY + 16 * HOUR)
    due = await world.app.services.deliveries.next_look()
    assert due is not None
    await world.travel(due - timedelta(seconds=1))
    await alice.slash(world.general, "met", contact="Chris")
    await world.travel(MONDAY + 7 * DAY)
    assert heard(world, alice, LAST_CALL) == []
    assert await fate(world, DeliveryKind.LAST_CALL, MONDAY.date()) == (DeliveryState.DROPPED, "met")


async def test_a_meeting_on_a_lower_rung_leaves_the_last_call_to_come(world: World) -> None:
    alice = await promise(world)
    await world.travel(MONDAY + DAY)
    await alice.slash(world.general, "met", contact="Chris", how="call")
    await world.travel(MONDAY + WEEK)
    assert len(heard(world, alice, LAST_CALL)) == 1


async def test_with_a_higher_target_the_last_call_comes_until_it_is_reached_and_says_how_far(world: World) -> None:
    alice = await promise(world, times_a_week=2)
    await world.travel(MONDAY + DAY)
    await alice.slash(world.general, "met", contact="Chris")
    await world.travel(MONDAY + WEEK)
    assert len(heard(world, alice, LAST_CALL)) == 1
    assert "1 of 2" in world.direct(alice)[-1]
    for name in ("Chris", "Dana"):
        await alice.slash(world.general, "met", contact=name)
    await world.travel(MONDAY + 2 * WEEK)
    assert len(heard(world, alice, LAST_CALL)) == 1


async def test_a_paused_mission_is_silent_until_it_is_resumed(world: World) -> None:
    alice = await promise(world)
    before = world.direct(alice)
    paused = await alice.slash(world.general, "mission pause")
    await world.travel(MONDAY + 2 * WEEK + DAY)
    assert world.direct(alice) == before
    assert await fate(world, DeliveryKind.KICKOFF, MONDAY.date()) == (DeliveryState.DROPPED, "paused")
    await world.click(alice, paused, "Resume")
    await world.travel(MONDAY + 3 * WEEK + DAY)
    assert [each.date() for each in heard(world, alice, LAST_CALL)] == [date(2026, 1, 25)]
    assert [each.date() for each in heard(world, alice, KICKOFF)] == [date(2026, 1, 26)]


async def test_an_excused_week_is_silent_and_the_next_one_is_not(world: World) -> None:
    alice = await promise(world)
    off = await alice.slash(world.general, "mission time-off", first="2026-01-05", last="2026-01-09")
    await world.click(alice, off, "Take it off")
    await world.travel(MONDAY + WEEK + DAY)
    assert [each.date() for each in heard(world, alice, KICKOFF)] == [date(2026, 1, 12)]
    assert heard(world, alice, LAST_CALL) == []


async def test_an_ended_mission_is_silent(world: World) -> None:
    alice = await promise(world)
    before = world.direct(alice)
    await world.click(alice, await alice.slash(world.general, "mission end"), "End it")
    await world.travel(MONDAY + 3 * WEEK)
    assert world.direct(alice) == before


async def test_taking_the_week_off_from_a_nudge_silences_its_last_call(world: World) -> None:
    alice = await promise(world)
    await world.travel(MONDAY + DAY)
    await world.click_letter(alice, "Take the week off")
    assert "January 5" in world.direct(alice)[-1]
    await world.travel(MONDAY + WEEK)
    assert heard(world, alice, LAST_CALL) == []
    assert "➖" in text_of(await alice.slash(world.general, "mission show"))


async def test_the_buttons_of_a_last_call_work_a_week_later_and_after_a_restart(world: World) -> None:
    alice = await promise(world)
    await world.travel(MONDAY + WEEK)
    old = world.letter(alice)
    assert LAST_CALL in text_of(old)
    await world.travel(MONDAY + 2 * WEEK)
    await world.restart()
    asked = await world.click(alice.user, old, "Yes")
    recorded = await alice.user.submit_modal(asked, {"names": "Chris", "when": "2026-01-07", "how": ["in_person"]})
    assert "the week of Monday, January 5 is filled" in text_of(recorded)
    await world.click(alice.user, world.letter(alice), "Take the week off")
    assert "January 12" in world.direct(alice)[-1]
    await world.travel(3 * WEEK)
    assert "🟩➖⬜⬜" in text_of(await alice.slash(world.general, "mission show"))


async def test_not_this_week_is_taken_kindly_and_changes_nothing(world: World) -> None:
    alice = await promise(world)
    await world.travel(MONDAY + WEEK - HOUR)
    home = text_of(await alice.slash(world.general, "mission show"))
    await world.click_letter(alice, "Not this week")
    assert "All right" in world.direct(alice)[-1]
    assert text_of(await alice.slash(world.general, "mission show")) == home


async def test_we_met_on_a_kickoff_of_last_week_records_whom_it_suggested(world: World) -> None:
    alice = await promise(world)
    await world.travel(MONDAY + DAY)
    kickoff = world.letter(alice)
    suggested = "Chris" if "**Chris**" in text_of(kickoff).split("Or:")[0] else "Dana"
    await world.travel(MONDAY + WEEK + DAY)
    await world.restart()
    form = await world.click(alice.user, kickoff, "We met")
    recorded = await alice.user.submit_modal(form, {"how": ["in_person"]})
    assert f"You met **{suggested}**" in text_of(recorded)


async def test_quiet_hours_move_a_nudge_to_their_end(world: World) -> None:
    alice = await promise(world, weekly_time="Monday 6:00")
    await alice.slash(world.general, "profile", quiet_hours="22-8:30")
    await world.travel(MONDAY + DAY)
    (came,) = heard(world, alice, KICKOFF)
    assert (came.hour, came.minute) == (8, 30)
    assert "comes late" not in world.direct(alice)[-1]


async def test_a_last_call_that_quiet_hours_would_move_past_the_week_is_dropped(world: World) -> None:
    alice = await promise(world)
    await alice.slash(world.general, "profile", quiet_hours="16-9")
    await world.travel(MONDAY + WEEK + DAY)
    assert heard(world, alice, LAST_CALL) == []
    assert await fate(world, DeliveryKind.LAST_CALL, MONDAY.date()) == (DeliveryState.DROPPED, "quiet_past_week")


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "Pacific/Auckland"])
async def test_a_zone_changed_back_and_forth_never_fires_a_nudge_twice(world: World, zone: str) -> None:
    alice = await promise(world)
    await world.travel(MONDAY + 10 * HOUR)
    assert len(heard(world, alice, KICKOFF)) == 1
    for hours, wished in ((0, zone), (12, "Europe/Berlin"), (12, zone)):
        await world.travel(hours * HOUR)
        await alice.slash(world.general, "profile", zone=wished)
    await world.travel(MONDAY + 6 * DAY)
    assert len(heard(world, alice, KICKOFF)) == 1
    await world.travel(MONDAY + WEEK + 12 * HOUR)
    await alice.slash(world.general, "profile", zone="UTC")
    await world.travel(MONDAY + WEEK + 5 * DAY)
    assert len(heard(world, alice, KICKOFF)) == 2
    assert len(heard(world, alice, LAST_CALL)) == 1


async def test_a_new_zone_moves_the_coming_nudges(world: World) -> None:
    alice = await promise(world)
    await alice.slash(world.general, "profile", city="Tokyo")
    await world.travel(MONDAY + DAY)
    (came,) = heard(world, alice, KICKOFF)
    assert came.astimezone(ZoneInfo("Asia/Tokyo")).hour == 9


async def test_the_day_after_the_last_week_one_message_closes_the_mission_and_the_next_can_begin(world: World) -> None:
    alice = await promise(world, until="2026-01-25")
    await world.travel(MONDAY + DAY)
    await alice.slash(world.general, "met", contact="Chris")
    await alice.slash(world.general, "met", contact="Erin", how="text")
    await world.travel(MONDAY + 3 * WEEK)
    assert heard(world, alice, CLOSING) == []
    await world.travel(12 * HOUR)
    (came,) = heard(world, alice, CLOSING)
    assert came.date() == date(2026, 1, 26)
    closing = world.direct(alice)[-1]
    assert "**1 of 3**" in closing
    assert "Chris" in closing
    assert "Erin" not in closing

    letters = len(world.direct(alice))
    await world.travel(3 * WEEK)
    assert len(world.direct(alice)) == letters
    assert "no mission running" in text_of(await alice.slash(world.general, "mission show"))

    await world.restart()
    form = await world.click_letter(alice, "Start the next one")
    proposal = await alice.user.submit_modal(form, {"strength": ["gentle"], "adult": ["yes"]})
    await world.click(alice.user, proposal, "Start my mission")
    assert "starts on" in text_of(await alice.slash(world.general, "mission show"))
    await world.travel(2 * WEEK)
    assert len(heard(world, alice, KICKOFF)) > 3


async def test_a_mission_that_ends_on_the_first_day_of_a_week_is_closed_and_not_asked_about(world: World) -> None:
    alice = await promise(world, until="2026-01-19")
    await world.travel(MONDAY + 2 * WEEK + 2 * DAY)
    assert len(heard(world, alice, CLOSING)) == 1
    assert CLOSING in world.direct(alice)[-1]


async def test_after_a_day_down_a_kickoff_comes_once_and_says_that_it_is_late(world: World) -> None:
    alice = await promise(world)
    await world.travel(MONDAY)
    await world.sleep(DAY + 12 * HOUR)
    before = len(world.direct(alice))
    await world.travel(timedelta(0))
    assert len(world.direct(alice)) == before + 1
    assert "comes late" in world.direct(alice)[-1]
    await world.travel(MONDAY + WEEK + 12 * HOUR)
    assert len(heard(world, alice, "comes late")) == 1
    assert len(heard(world, alice, KICKOFF)) == 2


async def test_after_a_week_down_only_this_weeks_nudge_comes(world: World) -> None:
    alice = await promise(world)
    await world.travel(MONDAY)
    before = len(world.direct(alice))
    await world.sleep(WEEK + DAY + 12 * HOUR)
    await world.restart()
    await world.travel(timedelta(0))
    assert len(world.direct(alice)) == before + 1
    assert KICKOFF in world.direct(alice)[-1]
    assert await fate(world, DeliveryKind.KICKOFF, MONDAY.date()) == (DeliveryState.DROPPED, "week_over")
    assert await fate(world, DeliveryKind.LAST_CALL, MONDAY.date()) == (DeliveryState.DROPPED, "week_over")


async def test_down_until_the_evening_of_the_last_day_one_question_is_enough(world: World) -> None:
    alice = await promise(world)
    await world.travel(MONDAY)
    before = len(world.direct(alice))
    await world.sleep(6 * DAY + 21 * HOUR)
    await world.travel(timedelta(0))
    assert len(world.direct(alice)) == before + 1
    assert LAST_CALL in world.direct(alice)[-1]
    assert await fate(world, DeliveryKind.KICKOFF, MONDAY.date()) == (DeliveryState.DROPPED, "last_call_is_due")


async def test_after_three_months_down_one_late_kickoff_comes_and_the_weeks_go_on(world: World) -> None:
    alice = await promise(world)
    await world.travel(MONDAY)
    before = len(world.direct(alice))
    await world.sleep(13 * WEEK + DAY + 12 * HOUR)
    await world.travel(timedelta(0))
    assert len(world.direct(alice)) == before + 1
    assert "comes late" in world.direct(alice)[-1]
    assert await fate(world, DeliveryKind.KICKOFF, MONDAY.date()) == (DeliveryState.DROPPED, "week_over")
    await world.travel(WEEK)
    assert len(world.direct(alice)) == before + 3
    assert len(heard(world, alice, "comes late")) == 1


@pytest.mark.parametrize(("down", "closings"), [(6 * WEEK, 1), (20 * WEEK, 0)])
async def test_a_mission_that_ended_while_the_bot_was_down_is_over_and_the_next_may_start(
    world: World, down: timedelta, closings: int
) -> None:
    alice = await promise(world, until="2026-02-15")
    await world.travel(MONDAY)
    before = len(world.direct(alice))
    await world.sleep(down + 2 * DAY + 12 * HOUR)
    await world.travel(timedelta(0))
    assert len(heard(world, alice, CLOSING)) == closings
    assert len(world.direct(alice)) == before + closings
    await world.start_mission(alice)
    assert "starts on" in text_of(await alice.slash(world.general, "mission show"))


async def test_the_same_kickoff_wording_never_comes_twice_running_whatever_lies_between(world: World) -> None:
    alice = await promise(world, until="2026-03-15")
    await world.travel(MONDAY + DAY)
    home = await alice.slash(world.general, "mission pause")
    await world.travel(6 * WEEK)
    await world.click(alice, home, "Resume")
    await world.travel(MONDAY + 10 * WEEK + DAY)
    await world.start_mission(alice)
    await world.travel(2 * WEEK)
    kickoffs = [each for each in world.direct(alice) if KICKOFF in each]
    first_lines = [each.splitlines()[0] for each in kickoffs]
    assert len(first_lines) >= 6
    assert all(one != next_one for one, next_one in pairwise(first_lines))


async def test_an_empty_list_gets_a_kickoff_that_says_how_to_fill_it(world: World) -> None:
    await world.set_up()
    alice = world.person("alice")
    await world.start_mission(alice)
    await world.travel(MONDAY + WEEK + DAY)
    kickoffs = [each for each in world.direct(alice) if "/contact add" in each]
    assert len(kickoffs) == 2
    assert kickoffs[0].splitlines()[0] != kickoffs[1].splitlines()[0]


async def test_whoever_cannot_be_written_to_finds_this_weeks_nudge_in_the_inbox_and_no_older_one(world: World) -> None:
    await world.set_up()
    alice = world.person("alice")
    world.close_direct_messages(alice)
    await world.start_mission(alice)
    await alice.slash(world.general, "contact add", name="Chris")
    await world.travel(MONDAY + 2 * WEEK + DAY)
    inbox = await alice.slash(world.general, "inbox")
    while "Next (" in "".join(labels(inbox)):
        assert "comes late" not in text_of(inbox)
        inbox = await world.click(alice, inbox, next(each for each in labels(inbox) if each.startswith("Next")))
    assert "**Chris**" in text_of(inbox)
    assert "Did you meet" not in text_of(inbox)
    await alice.slash(world.general, "met", contact="Chris")
    assert "Nothing waits" in text_of(await alice.slash(world.general, "inbox"))


async def test_later_brings_a_nudge_back_in_an_hour_or_whenever_else_that_week(world: World) -> None:
    alice = await promise(world)
    await world.travel(MONDAY + 10 * HOUR)
    first = len(heard(world, alice, KICKOFF))
    ways = await world.click_letter(alice, "Later")
    assert "When shall I come back to this?" in text_of(ways)
    told = await world.click(alice.user, ways, "In an hour")
    assert "All right, I'll come back to it" in text_of(told)
    assert "a suggestion, unless you have met by then" in text_of(await alice.slash(world.general, "mission show"))
    await world.restart()
    await world.travel(HOUR)
    assert len(heard(world, alice, KICKOFF)) == first + 1

    again = await world.click_letter(alice, "Later")
    friday = int(datetime(2026, 1, 9, 15, tzinfo=UTC).timestamp())
    chosen = await world.select(alice.user, again, [str(friday)], "nudge.until")
    assert f"<t:{friday}:F>" in text_of(chosen)
    await world.click(alice.user, chosen, "Undo")
    await world.travel(5 * DAY)
    assert len(heard(world, alice, KICKOFF)) == first + 1


async def test_later_of_a_week_that_is_over_says_so(world: World) -> None:
    alice = await promise(world)
    await world.travel(MONDAY + DAY)
    old = world.letter(alice)
    await world.travel(WEEK)
    assert "no room left in that week" in text_of(await alice.user.click(old, custom_id=custom_id(old, "Later")))


async def test_the_kickoff_of_a_week_with_a_holiday_offers_it_and_taking_it_can_be_undone(world: World) -> None:
    alice = await promise(world, city="Bloomington, Indiana")
    await world.travel(MONDAY + WEEK + 16 * HOUR)
    assert "holiday" not in world.direct(alice)[-1]
    await world.travel(WEEK)
    assert "This week has a holiday: Martin Luther King Jr. Day today." in world.direct(alice)[-1]
    off = await world.click_letter(alice, "Take the week off")
    assert "is off" in text_of(off)
    assert await excused(world) == [MONDAY.date() + 2 * WEEK]
    await world.click(alice.user, off, "Undo")
    assert await excused(world) == []


async def test_a_week_full_of_holidays_is_offered_a_week_before(world: World) -> None:
    await world.set_up()
    alice = world.person("alice")
    await world.sleep(datetime(2026, 4, 20, tzinfo=UTC) - world.env.now())
    await world.start_mission(alice, city="Tokyo", today=True)
    await alice.slash(world.general, "contact add", name="Chris")
    await world.travel(WEEK + 10 * HOUR)
    told = world.direct(alice)[-1]
    assert "This week has holidays: " in told
    assert "Next week is full of holidays: " in told
    await world.click_letter(alice, "Take next week off")
    assert await excused(world) == [date(2026, 5, 4)]


async def excused(world: World) -> list[date]:
    async with world.app.store.read() as work:
        return [each.first_on for each in await work.excuses.find()]


CHECK_IN = "Still on?"


async def silent_for_three_weeks(world: World) -> Any:
    """Alice, who promised and was not heard of again, on the Monday of the fourth week."""
    alice = await promise(world)
    await world.travel(MONDAY + 3 * WEEK + 10 * HOUR)
    assert len(heard(world, alice, KICKOFF)) == 3
    assert len(heard(world, alice, CHECK_IN)) == 1
    return alice


async def test_after_three_silent_weeks_one_question_comes_instead_and_without_an_answer_all_is_quiet(
    world: World,
) -> None:
    alice = await silent_for_three_weeks(world)
    before = world.direct(alice)
    await world.travel(8 * WEEK)
    assert world.direct(alice) == before, "no last call in that week, and nothing after it"

    home = text_of(await alice.slash(world.general, "mission show"))
    assert "Paused since" in home
    back = await world.click_letter(alice, "Still on")
    assert "Good to have you!" in text_of(back)
    assert "The next suggestion comes" in text_of(back)
    await world.travel(WEEK)
    assert len(heard(world, alice, KICKOFF)) == 4


async def test_still_on_goes_on_as_before(world: World) -> None:
    alice = await silent_for_three_weeks(world)
    await world.click_letter(alice, "Still on")
    await world.travel(WEEK)
    assert heard(world, alice, CHECK_IN) == [], "it was answered where it stood"
    assert len(heard(world, alice, KICKOFF)) == 4


async def test_any_act_shows_that_somebody_is_there_and_time_off_is_no_silence(world: World) -> None:
    alice = await promise(world)
    for _ in range(4):
        await world.travel(WEEK)
        await alice.slash(world.general, "help")
    assert heard(world, alice, CHECK_IN) == []
    off = await alice.slash(world.general, "mission time-off", first="2026-02-02", last="2026-03-01")
    await world.click(alice, off, "Take it off")
    await world.travel(datetime(2026, 3, 2, 10, tzinfo=UTC))
    assert heard(world, alice, CHECK_IN) == []
    assert len(heard(world, alice, KICKOFF)) == 5

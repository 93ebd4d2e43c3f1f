"""A run is made once, in time to be undone, of those who can meet, and of nobody who must not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import TypeVar

import pytest

from meetups.matching import make_ready
from meetups.services.contacts import Details
from meetups.services.pool import Likes
from meetups.services.pool.making import Making
from meetups.services.pool.slots import Slot
from meetups.values import (
    CommunityId,
    DeliveryKind,
    DeliveryState,
    How,
    MatchAnswer,
    MatchRun,
    Part,
    Participant,
    Person,
    PersonId,
    PoolMember,
    RunPart,
)
from tests.services.pools import (
    BLOOMINGTON,
    CHICAGO,
    DAY,
    HOUR,
    MADE,
    MONDAY,
    SOON,
    THURSDAY,
    WEEK,
    describe,
    groups,
    heard,
    join,
    met_by,
    planned,
    runs,
    say,
    shun,
    visit,
)
from tests.services.test_suggestions import Interrupted
from tests.support.office import COMMUNITY, Office, account, actor, meeting

IN = MatchAnswer.IN
T = TypeVar("T")


async def test_a_run_is_made_an_hour_before_and_everybody_hears_of_it_once(office: Office) -> None:
    people = await join(office, 100, 101, 102, 103)

    assert await office.until(MADE - SOON) == []
    assert await runs(office) == []
    assert await office.until(MONDAY - SOON) == [], "nobody hears of it yet"
    [run] = await runs(office)
    assert (run.week_on, run.part, run.made_at, run.announce_at) == (date(2026, 1, 5), RunPart.WEEKLY, MADE, MONDAY)
    sent = await office.until(MONDAY + SOON)
    pairs = await groups(office, run)
    assert {len(each) for each in pairs} == {2}
    for each in people:
        [introduction] = heard(sent, each)
        assert {each.person_id} | met_by(introduction) in pairs
    assert await planned(office) == [("2026-01-05:midweek", THURSDAY - HOUR), ("2026-01-12:weekly", MADE + WEEK)]


async def test_a_run_that_is_carried_twice_is_made_once(office: Office) -> None:
    await join(office, 100, 101)
    office.clock.now = MADE
    [row] = await office.services.deliveries.claim_due()

    # The bot is killed after the run was written and claims nothing anew; a second process carries the row at once.
    await asyncio.gather(*(office.services.deliveries.prepare(row) for _ in range(3)))

    assert len(await runs(office)) == 1
    assert len(await office.deliveries(kind=DeliveryKind.INTRODUCTION)) == 2
    [settled] = await office.deliveries(id=row.id)
    assert (settled.state, settled.reason) == (DeliveryState.SENT, "made")


async def test_a_bot_killed_while_it_matched_makes_the_run_when_it_is_back(office: Office) -> None:
    await join(office, 100, 101)
    office.clock.now = MADE
    [row] = await office.services.deliveries.claim_due()

    office.clock.forward(minutes=2)

    assert await office.services.deliveries.uncertain() == [row]
    await office.services.deliveries.prepare(row)
    assert len(heard(await office.until(MONDAY + SOON), actor(100))) == 1


@pytest.mark.parametrize("how", ["left", "shunned"])
async def test_what_happens_while_it_is_matched_aside_is_not_passed_over(office: Office, how: str) -> None:
    people = await join(office, 100, 101, 102, 103)
    office.clock.now = MADE
    [row] = await office.services.deliveries.claim_due()
    told: list[str] = []

    async def aside(work: Callable[[], T]) -> T:
        """Beside a long matching, once, somebody does something."""
        found = work()
        if not told and how == "left":
            await office.services.pool.leave(people[0])
        elif not told:
            for each in people[1:3]:
                await shun(office, people[0], each)
        told.append(how)
        return found

    await Making(replace(office.desk, aside=aside)).carry(row)

    [run] = await runs(office)
    found = await groups(office, run)
    if how == "left":
        assert found == [{101, 102, 103}]
    else:
        assert {100, 103} in found


async def test_a_never_list_keeps_two_apart_both_ways_and_shows_in_nothing(office: Office) -> None:
    people = await join(office, 100, 101, 102, 103)
    alice, bob = people[0], people[1]
    await shun(office, bob, alice)
    together = set()
    for week in range(6):
        sent = await office.until(MONDAY + week * WEEK + SOON)
        run = (await runs(office, RunPart.WEEKLY))[-1]
        pairs = await groups(office, run)
        together |= {frozenset(each) for each in pairs}
        assert [len(each) for each in pairs] == [2, 2], "nobody is left out for it"
        [introduction] = heard(sent, alice)
        assert met_by(introduction) < {102, 103}
        await say(office, run, IN, *people)
        await office.until(THURSDAY + week * WEEK + SOON)
    assert not any({100, 101} <= each for each in together)
    assert len(together) == 4, "the two ways that are left, by turns"


async def test_nobody_is_matched_again_while_another_way_is_left(office: Office) -> None:
    people = await join(office, *range(100, 106))
    seen = []
    for week in range(5):
        await office.until(MONDAY + week * WEEK + SOON)
        run = (await runs(office, RunPart.WEEKLY))[-1]
        seen += [frozenset(each) for each in await groups(office, run)]
        await say(office, run, IN, *people)
    assert len(seen) == len(set(seen)) == 15, "in five weeks each of six has met all the others"
    await office.until(MONDAY + 5 * WEEK + SOON)
    assert len(await groups(office, (await runs(office, RunPart.WEEKLY))[-1])) == 3, "then they meet again"


async def test_two_who_met_by_themselves_are_not_matched_while_another_way_is_left(office: Office) -> None:
    await join(office, 100, 101, 102, 103)
    async with office.store.write() as work:
        for number, (one, other) in enumerate([(100, 101), (100, 102)]):
            parts = (
                Participant(number, 0, Part.RECORDER, actor(one).person_id),  # type: ignore[arg-type]
                Participant(number, 1, Part.CONFIRMED, actor(other).person_id),  # type: ignore[arg-type]
            )
            await work.meetings.add(
                meeting(number, one, met_on=date(2025, 12, 20), how=How.IN_PERSON, participants=parts)
            )

    await office.until(MONDAY)

    assert {100, 103} in await groups(office, (await runs(office))[0])


async def test_the_odd_one_joins_two_who_like_that(office: Office) -> None:
    await join(office, 100, 101, 102, 103)
    await join(office, 104, likes=Likes(likes_three=True))

    sent = await office.until(MONDAY + SOON)

    [trio] = [each for each in await groups(office, (await runs(office))[0]) if len(each) == 3]
    assert 104 in trio
    [introduction] = heard(sent, actor(104))
    assert met_by(introduction) == trio - {104}


async def test_being_one_of_three_goes_round(office: Office) -> None:
    people = await join(office, *range(100, 109))
    times: dict[int, int] = dict.fromkeys(range(100, 109), 0)
    for week in range(3):
        await office.until(MONDAY + week * WEEK + SOON)
        run = (await runs(office, RunPart.WEEKLY))[-1]
        for each in await groups(office, run):
            for number in each if len(each) == 3 else ():
                times[number] += 1
        await say(office, run, IN, *people)
    assert set(times.values()) == {1}


async def test_who_rests_this_week_is_left_out(office: Office) -> None:
    people = await join(office, *range(100, 106))
    for each in people[:3]:
        await office.mission(each, time_zone="UTC")
    await office.services.missions.pause(people[0])
    for who, last in ((people[1], 8), (people[2], 7)):
        off = await office.services.days_off.propose(who, date(2026, 1, 5), date(2026, 1, last))
        await office.services.days_off.take(who, off.draft_id)

    await office.until(MONDAY)

    [run] = await runs(office)
    assert set().union(*await groups(office, run)) == {102, 103, 104, 105}, "three days off are not most of a week"


async def test_who_takes_back_being_of_age_meets_nobody(office: Office) -> None:
    people = await join(office, 100, 101, 102)
    await describe(office, people[0], adult_since=None)

    await office.until(MONDAY)

    assert await groups(office, (await runs(office))[0]) == [{101, 102}]


@pytest.mark.parametrize(("last", "with_whom"), [(8, 102), (7, 101)])
async def test_a_member_is_matched_where_they_are_on_most_days_of_the_week(
    office: Office, last: int, with_whom: int
) -> None:
    likes = Likes(in_person_only=True)
    [visitor] = await join(office, 100, city_id=BLOOMINGTON, likes=likes)
    await join(office, 101, city_id=BLOOMINGTON, likes=likes)
    await join(office, 102, city_id=CHICAGO, likes=likes)
    await visit(office, visitor, CHICAGO, last=date(2026, 1, last))

    await office.until(MONDAY)

    assert {100, with_whom} in await groups(office, (await runs(office))[0])


async def test_a_visit_nobody_was_told_of_moves_nobody(office: Office) -> None:
    likes = Likes(in_person_only=True)
    [visitor, _] = await join(office, 100, 101, city_id=BLOOMINGTON, likes=likes)
    await join(office, 102, 103, city_id=CHICAGO, likes=likes)
    await visit(office, visitor, CHICAGO, is_told=False)

    await office.until(MONDAY)

    assert {100, 101} in await groups(office, (await runs(office))[0])


@pytest.mark.parametrize("number", [2, 4])
async def test_few_of_whom_none_may_meet_are_as_silent_as_one_alone(office: Office, number: int) -> None:
    """Who is one of two and hears that nobody was left would know who does not want to meet whom."""
    people = await join(office, *range(100, 100 + number))
    for one, other in combinations(people, 2):
        await shun(office, one, other)

    assert await office.until(MONDAY + SOON) == []

    assert await runs(office) == []


async def test_of_many_everybody_hears_that_nobody_was_left(office: Office) -> None:
    people = await join(office, *range(100, 105))
    for one, other in combinations(people, 2):
        await shun(office, one, other)

    assert len(await office.until(MONDAY + SOON)) == 5


async def test_a_member_whose_city_is_not_known_is_not_too_far_for_anybody(office: Office) -> None:
    likes = Likes(in_person_only=True)
    await join(office, 100, likes=likes)
    await join(office, 101, city_id=CHICAGO, likes=likes)

    await office.until(MONDAY)

    assert await groups(office, (await runs(office))[0]) == [{100, 101}]


async def test_one_alone_makes_no_run_and_the_next_week_tries_again(office: Office) -> None:
    await join(office, 100)
    assert await office.until(MONDAY + SOON) == []
    [row, following] = await office.deliveries(kind=DeliveryKind.MATCHES)
    assert (row.state, row.reason) == (DeliveryState.DROPPED, "nobody")
    assert (following.occasion, following.due) == ("2026-01-12:weekly", MADE + WEEK)
    await join(office, 101)
    assert len(await office.until(MONDAY + WEEK + SOON)) == 2


async def test_a_run_found_late_still_gives_notice(office: Office) -> None:
    await join(office, 100, 101)
    office.clock.now = MONDAY + 5 * HOUR

    await office.carry()

    [run] = await runs(office)
    assert run.announce_at == office.clock.now + timedelta(minutes=10)
    assert ("2026-01-05:midweek", run.announce_at + 3 * DAY - HOUR) in await planned(office)


@pytest.mark.parametrize(("late", "reason"), [(timedelta(days=3, hours=2), "too_late"), (3 * DAY, "made")])
async def test_a_run_found_when_the_week_is_half_over_is_left_to_the_next(
    office: Office, late: timedelta, reason: str
) -> None:
    await join(office, 100, 101)
    office.clock.now = MADE + late

    await office.carry()

    [row, *_] = await office.deliveries(kind=DeliveryKind.MATCHES)
    assert row.reason == reason
    assert ("2026-01-12:weekly", MADE + WEEK) in await planned(office)


async def test_an_introduction_waits_for_the_end_of_quiet_hours(office: Office) -> None:
    kyle, rosa = await join(office, 100, 101)
    await describe(office, kyle, time_zone="America/Los_Angeles")

    sent = await office.until(MONDAY + HOUR)

    assert heard(sent, kyle) == [], "it is one o'clock at night there"
    assert len(heard(sent, rosa)) == 1
    [morning] = heard(await office.until(MONDAY + 7 * HOUR), kyle)
    assert morning.delivery.due - MONDAY >= 6 * HOUR


async def test_an_introduction_found_at_night_waits_for_the_morning(office: Office) -> None:
    [kyle, _] = await join(office, 100, 101)
    await office.until(MONDAY - SOON)
    office.clock.now = MONDAY + 17 * HOUR  # the bot was down until two at night

    assert heard(await office.carry(), kyle) == []
    assert len(heard(await office.until(MONDAY + 22 * HOUR + SOON), kyle)) == 1


async def test_an_introduction_whose_week_is_over_is_not_sent(office: Office) -> None:
    await join(office, 100, 101)
    await office.until(MONDAY - SOON)
    office.clock.now = MONDAY + 9 * DAY

    sent = await office.carry()

    [first, _] = await runs(office, RunPart.WEEKLY)
    assert all(each.delivery.subject != first.id for each in sent)
    rows = await office.deliveries(kind=DeliveryKind.INTRODUCTION, subject=first.id)
    assert {each.state for each in rows} == {DeliveryState.DROPPED}


async def test_a_community_that_removed_the_bot_is_left_alone_until_it_returns(office: Office) -> None:
    await join(office, 100, 101)
    await office.services.communities.left(COMMUNITY)
    assert await office.until(MONDAY + SOON) == []
    [row] = await office.deliveries(kind=DeliveryKind.MATCHES)
    assert (row.state, row.reason) == (DeliveryState.DROPPED, "community_left")

    await office.services.communities.returned(COMMUNITY, "Tweetup")

    assert await planned(office) == [("2026-01-12:weekly", MADE + WEEK)]
    assert len(await office.until(MONDAY + WEEK + SOON)) == 2


async def test_the_house_is_kept_where_nothing_is_planned(office: Office) -> None:
    await join(office, 100, 101)
    async with office.store.write() as work:
        await work.deliveries.remove(kind=DeliveryKind.MATCHES)

    await office.services.runs.mend()
    await office.services.runs.mend()

    assert await planned(office) == [("2026-01-05:weekly", MADE)]


async def test_what_matching_needs_is_made_ready_aside_once_somebody_is_in_a_pool(office: Office) -> None:
    asked: list[object] = []

    async def aside(work: Callable[[], T]) -> T:
        asked.append(work)
        return work()

    making = Making(replace(office.desk, aside=aside))
    await making.mend()
    assert asked == []
    await join(office, 100)
    await making.mend()

    assert asked == [make_ready]


async def test_of_many_everybody_is_written_down_and_introduced_once(office: Office) -> None:
    """They are read and written some at a time."""
    many = [PersonId(each) for each in range(100, 223)]
    async with office.store.write() as work:
        await work.persons.add(*(Person(each, office.clock.now, adult_since=office.clock.now) for each in many))
        await work.pool.add(*(PoolMember(each, COMMUNITY, office.clock.now) for each in many))

    run = await Making(office.desk).make(COMMUNITY, Slot(MONDAY.date(), RunPart.WEEKLY, MONDAY))

    assert isinstance(run, MatchRun)
    found = await groups(office, run)
    assert sorted(each for group in found for each in group) == many
    assert sorted(map(len, found)) == [2] * 60 + [3]
    introduced = await office.deliveries(kind=DeliveryKind.INTRODUCTION, subject=run.id)
    assert sorted(each.person_id or 0 for each in introduced) == many


async def test_the_weekly_time_is_that_of_the_communitys_clocks(office: Office) -> None:
    await office.community(time_zone="America/New_York", first_weekday=6)
    await join(office, 100, 101)
    assert await planned(office) == [("2026-01-04:weekly", MADE + 5 * HOUR)]
    await office.until(MONDAY + 10 * WEEK)

    weekly = await runs(office, RunPart.WEEKLY)

    assert {each.announce_at.hour for each in weekly[:3]} == {14}
    assert [each for each, _ in await planned(office)] == ["2026-03-15:weekly"]
    assert (await planned(office))[0][1].hour == 12, "summer time began"


async def test_a_community_that_changes_its_clocks_moves_what_is_planned(office: Office) -> None:
    await join(office, 100, 101)

    await office.community(time_zone="America/New_York")

    assert await planned(office) == [("2026-01-05:weekly", MADE + 5 * HOUR)]


async def test_a_new_community_is_introduced_on_the_day_its_weeks_begin(office: Office) -> None:
    elsewhere = CommunityId(20)
    await office.community(elsewhere, first_weekday=6)
    for number in (100, 101):
        await office.services.pool.join(actor(number, elsewhere), 0, Likes(), is_adult=True)

    [row] = await office.deliveries(kind=DeliveryKind.MATCHES)

    assert (row.occasion, row.due) == ("2026-01-04:weekly", MADE - DAY)


async def test_somebody_put_on_a_never_list_after_the_matching_is_not_introduced(office: Office) -> None:
    kyle, rosa = await join(office, 100, 101)
    await office.until(MONDAY - SOON)
    await shun(office, rosa, kyle)

    sent = await office.until(MONDAY + SOON)

    for each in (kyle, rosa):
        [told] = heard(sent, each)
        assert met_by(told) == set(), "as if nobody had been left"


async def test_a_contact_is_no_never(office: Office) -> None:
    kyle, rosa = await join(office, 100, 101)
    await office.services.contacts.add(kyle, Details(), account(rosa.person_id))

    assert len(await office.until(MONDAY + SOON)) == 2


async def test_writing_waits_for_no_matching(office: Office) -> None:
    """Two transactions: the plan, and the run with all that follows; none stays open while it is matched."""
    await join(office, 100, 101)
    office.clock.now = MADE
    [row] = await office.services.deliveries.claim_due()
    store = Interrupted(office.store)

    await Making(replace(office.desk, store=store)).carry(row)

    assert store.writes == 1
    assert len(await runs(office)) == 1

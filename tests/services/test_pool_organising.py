"""The organiser's side: a time, a dry run, a run by hand and its undoing; counts and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from typing import TypeVar

import pytest

from meetups.matching import ReasonKey
from meetups.refusals import Refusal
from meetups.services.pool import DryRun, Making, PoolState, Runs
from meetups.values import Actor, CommunityId, DeliveryKind, MatchAnswer, PersonId, RunPart
from tests.services.pools import (
    BLOOMINGTON,
    DAY,
    HOUR,
    MADE,
    MONDAY,
    SOON,
    THURSDAY,
    WEEK,
    groups,
    join,
    partner,
    planned,
    runs,
    say,
    shun,
)
from tests.support.office import COMMUNITY, Office, actor

ORGANISER = Actor(PersonId(1), community_id=COMMUNITY, manages=True)
TEN = timedelta(minutes=10)
T = TypeVar("T")


async def test_only_organisers_may(office: Office) -> None:
    await join(office, 100, 101)
    await office.until(MADE)
    [run] = await runs(office)
    runs_ = office.services.runs
    for who in (actor(100), actor(1, None), Actor(PersonId(1), community_id=CommunityId(99), manages=True)):
        for attempt in (
            runs_.state(who),
            runs_.settle(who, is_open=False),
            runs_.dry_run(who),
            runs_.start(who),
            runs_.undo(who, run.id),
        ):
            with pytest.raises(Refusal) as refused:
                await attempt
            assert refused.value.key.startswith("community.")
    [run] = await runs(office)
    assert run.undone_at is None


async def test_the_weekly_time_moves_what_is_planned(office: Office) -> None:
    await join(office, 100, 101)

    state = await office.services.runs.settle(ORGANISER, weekly=(2, 18 * 60))

    assert state.next is not None
    assert state.next.announce_at == MONDAY + 2 * DAY + 9 * HOUR
    assert await planned(office) == [("2026-01-05:weekly", MADE + 2 * DAY + 9 * HOUR)]
    await office.until(MONDAY + 3 * DAY)
    moved = await office.services.runs.settle(ORGANISER, weekly=(0, 9 * 60))
    assert moved.next is not None
    assert moved.next.announce_at == MONDAY + WEEK, "one run a week"


async def test_a_closed_pool_plans_nothing_and_goes_on_where_it_was(office: Office) -> None:
    await join(office, 100, 101)
    await office.until(MADE)
    closed = await office.services.runs.settle(ORGANISER, is_open=False)
    assert (closed.next, closed.members) == (None, 2)
    assert await office.until(MONDAY + WEEK) == [], "not even what was made already"

    opened = await office.services.runs.settle(ORGANISER, is_open=True)

    assert opened.next is not None
    assert opened.next.announce_at == MONDAY + 2 * WEEK
    await office.services.runs.settle(ORGANISER, is_open=False)
    for refusing in (office.services.runs.dry_run(ORGANISER), office.services.runs.start(ORGANISER)):
        with pytest.raises(Refusal) as refused:
            await refusing
        assert refused.value.key == "pool.closed"


async def test_a_dry_run_counts_and_stores_nothing(office: Office) -> None:
    await join(office, 100, 101, 102, city_id=BLOOMINGTON, languages=("de",))
    await join(office, 103, 104, city_id=BLOOMINGTON)
    before = await office.deliveries()

    dry = await office.services.runs.dry_run(ORGANISER)

    assert (dry.entrants, dry.pairs, dry.trios, dry.left_over, dry.again) == (5, 1, 1, 0, 0)
    assert dry.reasons[ReasonKey.WITHIN_REACH] == 2
    assert dry.share is not None
    assert 90 <= dry.share <= 100
    assert await office.deliveries() == before
    assert await runs(office) == []


@pytest.mark.parametrize("number", [0, 1, 2, 4])
async def test_of_fewer_than_five_no_number_is_told(office: Office, number: int) -> None:
    """Who is one of two would read from them what the other wants."""
    people = await join(office, *range(100, 100 + number), city_id=BLOOMINGTON)
    for each in people[2:3]:
        await office.mission(each, time_zone="UTC")
        await office.services.missions.pause(each)

    dry = asdict(await office.services.runs.dry_run(ORGANISER))
    await office.until(MONDAY + SOON)
    state = await office.services.runs.state(ORGANISER)

    assert dry.pop("community").pop("id") == COMMUNITY
    assert dry.pop("reasons") == {}
    assert set(dry.values()) == {None}
    assert (state.members, state.resting) == (number, None)
    if number > 1:
        assert state.last is not None
        last = asdict(state.last)
        assert (last.pop("run")["part"], last.pop("can_undo")) == (RunPart.WEEKLY, False)
        assert set(last.values()) == {None}


async def test_two_who_may_not_meet_look_like_one_who_rests(office: Office) -> None:
    kyle, rosa = await join(office, 100, 101)
    await shun(office, rosa, kyle)
    organiser = Actor(kyle.person_id, community_id=COMMUNITY, manages=True)

    async def seen() -> tuple[DryRun, PoolState, str]:
        with pytest.raises(Refusal) as refused:
            await office.services.runs.start(organiser)
        runs_ = office.services.runs
        return await runs_.dry_run(organiser), await runs_.state(organiser), refused.value.key

    before = await seen()
    async with office.store.write() as work:
        await work.contacts.remove(owner_id=rosa.person_id)
    await office.mission(rosa, time_zone="UTC")
    await office.services.missions.pause(rosa)

    assert before == await seen()
    assert before[-1] == "pool.few"


async def test_a_run_by_hand_takes_the_place_of_this_weeks(office: Office) -> None:
    await join(office, 100, 101)
    now = office.clock.now  # Thursday, in a week whose own time is over

    state = await office.services.runs.start(ORGANISER)

    assert state.last is not None
    assert (state.last.run.week_on.isoformat(), state.last.run.announce_at) == ("2025-12-29", now + TEN)
    assert state.last.can_undo
    assert len(await office.until(now + TEN + SOON)) == 2
    with pytest.raises(Refusal) as refused:
        await office.services.runs.start(ORGANISER)
    assert refused.value.key == "pool.made"
    assert ("2026-01-05:weekly", MADE) in await planned(office)
    assert "2025-12-29:midweek" in [each for each, _ in await planned(office)]


async def test_a_run_by_hand_before_the_weekly_time_is_this_weeks(office: Office) -> None:
    await join(office, 100, 101)
    office.clock.now = MADE - HOUR
    await office.services.runs.settle(ORGANISER, weekly=(4, 9 * 60))

    state = await office.services.runs.start(ORGANISER)

    assert state.next is not None
    assert state.next.announce_at == MONDAY + 11 * DAY
    await office.until(MONDAY + 6 * DAY)
    assert len(await runs(office, RunPart.WEEKLY)) == 1


async def test_started_twice_at_once_the_second_hears_that_it_is_made(office: Office) -> None:
    await join(office, 100, 101)

    started = await asyncio.gather(*(office.services.runs.start(ORGANISER) for _ in range(2)), return_exceptions=True)

    assert [each.key for each in started if isinstance(each, Refusal)] == ["pool.made"]
    assert len(await runs(office)) == 1


async def test_a_pool_closed_while_it_is_matched_says_so(office: Office) -> None:
    await join(office, 100, 101)

    async def aside(work: Callable[[], T]) -> T:
        await office.services.runs.settle(ORGANISER, is_open=False)
        return work()

    desk = replace(office.desk, aside=aside)
    with pytest.raises(Refusal) as refused:
        await Runs(desk, Making(desk)).start(ORGANISER)

    assert refused.value.key == "pool.closed"


async def test_one_alone_is_told_to_nobody(office: Office) -> None:
    await join(office, 100)
    with pytest.raises(Refusal) as refused:
        await office.services.runs.start(ORGANISER)
    assert refused.value.key == "pool.few"


async def test_a_run_can_be_undone_until_somebody_heard_of_it(office: Office) -> None:
    await join(office, 100, 101)
    await office.until(MADE)
    [run] = await runs(office)

    state = await office.services.runs.undo(ORGANISER, run.id)
    await office.services.runs.undo(ORGANISER, run.id)

    assert state.last is None
    assert state.next is not None
    assert state.next.announce_at == MONDAY + WEEK
    assert await office.until(MONDAY + 6 * DAY) == []
    assert await office.deliveries(kind=DeliveryKind.INTRODUCTION) == []
    assert len(await office.until(MONDAY + WEEK + SOON)) == 2
    [_, second] = await runs(office)
    with pytest.raises(Refusal) as refused:
        await office.services.runs.undo(ORGANISER, second.id)
    assert refused.value.key == "pool.announced"


async def test_a_run_is_not_undone_once_a_message_is_on_its_way(office: Office) -> None:
    await join(office, 100, 101)
    await office.until(MADE)
    [run] = await runs(office)
    rows = await office.deliveries(kind=DeliveryKind.INTRODUCTION)
    async with office.store.write() as work:
        await work.deliveries.claim([rows[0].id], rows[0].due)

    with pytest.raises(Refusal):
        await office.services.runs.undo(ORGANISER, run.id)

    [run] = await runs(office)
    assert run.undone_at is None


async def test_an_undone_run_counts_for_nothing(office: Office) -> None:
    people = await join(office, *range(100, 104))
    await office.until(MADE)
    [run] = await runs(office)
    undone = await groups(office, run)
    await office.services.runs.undo(ORGANISER, run.id)

    await office.services.runs.start(ORGANISER)

    [_, second] = await runs(office)
    assert await groups(office, second) == undone, "the same facts, so the same pairs"
    await office.until(office.clock.now + TEN + SOON)
    await say(office, second, MatchAnswer.IN, people[0])
    rosa = next(each for each in people if {people[0].person_id, each.person_id} not in undone and each != people[0])
    await say(office, second, MatchAnswer.IN, rosa)
    await office.carry()
    await office.until(THURSDAY + SOON)
    [midweek] = await runs(office, RunPart.MIDWEEK)
    assert midweek.announce_at == second.announce_at + 3 * DAY


async def test_a_midweek_run_can_be_undone_too(office: Office) -> None:
    people = await join(office, *range(100, 104))
    await office.until(MONDAY + SOON)
    [run] = await runs(office)
    pairs = [sorted(each) for each in await groups(office, run)]
    await say(office, run, MatchAnswer.IN, *(actor(each[0]) for each in pairs))
    await office.until(THURSDAY - SOON)
    [midweek] = await runs(office, RunPart.MIDWEEK)

    await office.services.runs.undo(ORGANISER, midweek.id)

    assert await office.until(MONDAY + WEEK - HOUR) == []
    assert len(people) == len(await office.until(MONDAY + WEEK + SOON))


async def test_matched_and_answers_are_counted_from_five_people_up(office: Office) -> None:
    people = await join(office, *range(100, 105))
    await office.until(MONDAY + SOON)
    [second] = await runs(office, RunPart.WEEKLY)
    await say(office, second, MatchAnswer.IN, people[0])
    await say(office, second, MatchAnswer.OUT, people[1])

    state = await office.services.runs.state(ORGANISER)

    assert state.last is not None
    assert (state.last.pairs, state.last.trios, state.last.left_over) == (1, 1, 0)
    assert (state.last.answered, state.last.said_yes, state.last.can_undo) == (2, 1, False)


async def test_when_only_four_are_left_nothing_is_counted(office: Office) -> None:
    people = await join(office, *range(100, 105))
    await office.until(MONDAY + SOON)
    await office.services.pool.leave(people[0])

    state = await office.services.runs.state(ORGANISER)

    assert state.last is not None
    assert (state.members, state.resting) == (4, None)
    assert (state.last.pairs, state.last.answered, state.last.said_yes) == (None, None, None)


async def test_members_and_those_who_rest_are_counted(office: Office) -> None:
    people = await join(office, *range(100, 105))
    await office.mission(people[0], time_zone="UTC")
    await office.services.missions.pause(people[0])

    state = await office.services.runs.state(ORGANISER)

    assert (state.members, state.resting) == (5, 1)


async def test_what_came_between_two_after_the_matching_shows_in_no_number(office: Office) -> None:
    people = await join(office, *range(100, 106))
    await office.until(MONDAY - SOON)
    [run] = await runs(office)
    rosa = await partner(office, run, people[0])
    before = await office.services.runs.state(ORGANISER)
    await shun(office, rosa, people[0])
    await office.until(MONDAY + SOON)

    state = await office.services.runs.state(ORGANISER)

    assert before.last is not None
    assert state.last is not None
    assert (state.last.pairs, state.last.left_over) == (before.last.pairs, before.last.left_over) == (3, 0)


async def test_a_run_of_another_community_is_not_undone(office: Office) -> None:
    await join(office, 100, 101)
    await office.until(MADE)
    [run] = await runs(office)
    await office.community(CommunityId(20))

    with pytest.raises(Refusal) as refused:
        await office.services.runs.undo(Actor(PersonId(1), community_id=CommunityId(20), manages=True), run.id)

    assert refused.value.key == "choice.unreadable"


async def test_in_a_break_of_the_community_nobody_is_introduced(office: Office) -> None:
    await join(office, *range(101, 109))
    today = office.clock().date()
    taken = await office.services.breaks.take(ORGANISER, today, today + timedelta(days=10))
    for act in (office.services.runs.start, office.services.runs.dry_run):
        with pytest.raises(Refusal, match=r"pool\.break"):
            await act(ORGANISER)
    await office.until(MONDAY + 2 * DAY)
    assert await runs(office) == []
    assert [each.reason for each in await office.deliveries(kind=DeliveryKind.MATCHES) if each.reason] == ["break"]
    await office.services.breaks.take_back(ORGANISER, taken.breaks[0].id)
    await office.services.runs.start(ORGANISER)
    assert len(await runs(office)) == 1

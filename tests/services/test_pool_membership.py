"""Joining, changing and leaving a pool: one's own decision, and nobody else's loss."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from meetups.refusals import Refusal
from meetups.services.common import AgeUnsaid
from meetups.services.pool import Introduction, Likes
from meetups.services.pool.making import LEFT_OVER
from meetups.values import Actor, CommunityId, DeliveryKind, MatchAnswer, PersonId
from tests.services.pools import (
    HOUR,
    MADE,
    MONDAY,
    SOON,
    THURSDAY,
    WEEK,
    groups,
    heard,
    join,
    member,
    partner,
    places,
    planned,
    runs,
    say,
)
from tests.support.office import COMMUNITY, Office, actor

KYLE = actor(100)
ORGANISER = Actor(PersonId(1), community_id=COMMUNITY, manages=True)
IN, OUT, NONE = MatchAnswer.IN, MatchAnswer.OUT, MatchAnswer.NONE


async def test_the_first_to_join_plans_the_next_run_and_nobody_plans_another(office: Office) -> None:
    home = await office.services.pool.join(KYLE, 0, Likes(likes_three=True), is_adult=True)
    assert (home.next_at, home.is_away, home.run_id) == (MONDAY, False, None)
    assert home.member is not None
    assert (home.member.likes_three, home.member.is_findable) == (True, True)
    first = home.member

    home = await office.services.pool.join(KYLE, 0, Likes())
    await join(office, 101)

    assert home.member == first, "joining twice is joining once"
    assert await planned(office) == [("2026-01-05:weekly", MADE)]


@pytest.mark.parametrize(
    ("now", "occasion"),
    [(MADE - SOON, "2026-01-05:weekly"), (MADE, "2026-01-12:weekly"), (THURSDAY, "2026-01-12:weekly")],
)
async def test_who_joins_takes_part_in_the_next_run_that_is_not_made_yet(
    office: Office, now: datetime, occasion: str
) -> None:
    office.clock.now = now
    await join(office, 100)
    assert [each for each, _ in await planned(office)] == [occasion]


async def test_meeting_strangers_is_for_adults(office: Office) -> None:
    with pytest.raises(AgeUnsaid):
        await office.services.pool.join(KYLE, 0, Likes())
    assert await member(office, KYLE) is None
    assert await planned(office) == []

    await office.services.pool.join(KYLE, 0, Likes(), is_adult=True)
    await office.services.pool.leave(KYLE)
    await office.services.pool.join(KYLE, 0, Likes())

    assert await member(office, KYLE) is not None, "it is asked once"


async def test_a_closed_pool_takes_nobody_and_lets_everybody_go(office: Office) -> None:
    await join(office, 100)
    await office.services.runs.settle(ORGANISER, is_open=False)
    for attempt in (
        office.services.pool.join(actor(101), 0, Likes(), is_adult=True),
        office.services.pool.home(actor(101)),
    ):
        with pytest.raises(Refusal) as refused:
            await attempt
        assert refused.value.key == "pool.closed"

    home = await office.services.pool.home(KYLE)

    assert home.member is not None
    assert (await office.services.pool.leave(KYLE)).member is None


async def test_from_outside_only_those_who_are_known_there_join(office: Office) -> None:
    """A number in a button that was tampered with opens no community."""
    stranger, known = actor(200, None), actor(100, None)
    with pytest.raises(Refusal) as refused:
        await office.services.pool.join(stranger, COMMUNITY, Likes(), is_adult=True)
    assert refused.value.key == "community.only_here"

    await join(office, 100, 101)
    assert [each.id for each in await office.services.pool.pools(known)] == [COMMUNITY]
    await office.until(MONDAY + SOON)
    assert (await office.services.pool.leave(known, COMMUNITY)).member is None
    assert (await office.services.pool.join(known, COMMUNITY, Likes())).member is not None
    elsewhere = Actor(PersonId(200), community_id=CommunityId(77))
    with pytest.raises(Refusal):
        await office.services.pool.join(elsewhere, COMMUNITY, Likes(), is_adult=True)
    assert await member(office, actor(200)) is None


async def test_a_button_is_about_the_pool_it_names_wherever_it_is_pressed(office: Office) -> None:
    """A card about one pool is open in a channel of another community, whose pool they are in as well."""
    there = CommunityId(20)
    await office.community(there)
    await join(office, 100, 101)
    in_both = actor(100, there)
    await office.services.pool.join(in_both, 0, Likes(likes_three=True), is_adult=True)

    changed = await office.services.pool.change(in_both, COMMUNITY, in_person_only=True)
    left = await office.services.pool.leave(in_both, COMMUNITY)

    assert (changed.community.id, left.community.id, left.member) == (COMMUNITY, COMMUNITY, None)
    here = (await office.services.pool.home(in_both)).member
    assert here is not None
    assert (here.community_id, here.in_person_only, here.likes_three) == (there, False, True)
    stranger = actor(102, there)
    home = await office.services.pool.join(stranger, COMMUNITY, Likes(), is_adult=True)
    assert home.community.id == there, "a number of a pool they have nothing to do with names the one here"
    async with office.store.read() as work:
        assert [each.person_id async for each in work.pool.of(COMMUNITY)] == [101]


async def test_the_only_one_who_takes_part_is_promised_no_day(office: Office) -> None:
    assert (await office.services.pool.home(KYLE)).is_first, "they would be"
    await join(office, 100)
    assert (await office.services.pool.home(KYLE)).is_first
    assert not (await office.services.pool.home(actor(101))).is_first

    await join(office, 101)
    assert not (await office.services.pool.home(KYLE)).is_first
    left = await office.services.pool.leave(actor(101))

    assert left.has_left
    assert (await office.services.pool.home(KYLE)).is_first, "a last member is alone again"
    assert not (await office.services.pool.leave(actor(101))).has_left


async def test_liking_something_else_keeps_the_place(office: Office) -> None:
    await join(office, 100)

    home = await office.services.pool.change(KYLE, 0, in_person_only=True, is_findable=False)

    assert home.member is not None
    assert (home.member.in_person_only, home.member.likes_three, home.member.is_findable) == (True, False, False)
    for attempt in (
        office.services.pool.change(actor(101), 0, likes_three=True),
        office.services.pool.back(actor(101), 0),
    ):
        with pytest.raises(Refusal) as refused:
            await attempt
        assert refused.value.key == "pool.not_in"


async def test_leaving_before_anybody_heard_gives_the_place_back(office: Office) -> None:
    people = await join(office, *range(100, 106))
    await office.until(MONDAY - SOON)
    [run] = await runs(office)
    other = await partner(office, run, KYLE)
    hopeful = next(each for each in people if each not in (KYLE, other))

    await office.services.pool.leave(KYLE)
    await office.services.pool.leave(KYLE)

    sent = await office.until(MONDAY + SOON)
    assert heard(sent, KYLE) == []
    [told] = heard(sent, other)
    assert isinstance(told.body, Introduction)
    assert told.body.others == ()
    await say(office, run, IN, hopeful)
    await office.until(THURSDAY + SOON)
    assert {other.person_id, hopeful.person_id} in await groups(office, (await runs(office))[-1])


@pytest.mark.parametrize(("said", "left_with"), [(NONE, OUT), (OUT, OUT), (IN, IN)])
async def test_leaving_afterwards_is_a_quiet_no_unless_it_was_a_yes(
    office: Office, said: MatchAnswer, left_with: MatchAnswer
) -> None:
    await join(office, 100, 101)
    await office.until(MONDAY + SOON)
    [run] = await runs(office)
    await say(office, run, said, KYLE)

    await office.services.pool.leave(KYLE)

    assert {each.person_id: each.answer for each in await places(office, run)}[KYLE.person_id] is left_with
    seen = await say(office, run, IN, actor(101))
    assert seen.together == ((KYLE.person_id,) if said is IN else ())


async def test_who_left_is_matched_no_more(office: Office) -> None:
    await join(office, 100, 101, 102)
    await office.services.pool.leave(KYLE)

    sent = await office.until(MONDAY + WEEK + SOON)

    assert heard(sent, KYLE) == []
    assert set().union(*await groups(office, (await runs(office))[0])) == {101, 102}


async def test_a_message_that_waits_for_the_morning_is_taken_back_by_leaving(office: Office) -> None:
    await join(office, 100, 101)
    async with office.store.write() as work:
        [row] = await work.deliveries.find(kind=DeliveryKind.MATCHES)
    office.clock.now = row.due
    await office.carry()
    assert len(await office.deliveries(kind=DeliveryKind.INTRODUCTION, person_id=100)) == 1

    await office.services.pool.leave(KYLE)

    assert await office.deliveries(kind=DeliveryKind.INTRODUCTION, person_id=100) == []


async def test_the_home_of_a_member_knows_their_introduction_and_their_rest(office: Office) -> None:
    await join(office, 100, 101)
    await office.mission(KYLE, time_zone="UTC")
    await office.until(MONDAY - HOUR + SOON)
    assert (await office.services.pool.home(KYLE)).run_id is None, "nobody knows before it is announced"
    await office.until(MONDAY + SOON)
    [run] = await runs(office)
    assert (await office.services.pool.home(KYLE)).run_id == run.id

    await office.services.missions.pause(KYLE)

    assert (await office.services.pool.home(KYLE)).is_away
    office.clock.now = MONDAY + WEEK + SOON
    assert (await office.services.pool.home(KYLE)).run_id is None


async def test_ones_data_names_weeks_and_answers_and_nobody_else(office: Office) -> None:
    await join(office, 100)
    await join(office, 777_777_777)
    await office.until(MONDAY + SOON)
    [run] = await runs(office)
    await say(office, run, IN, KYLE, actor(777_777_777))

    exported = await office.services.mydata.export(KYLE)

    assert [(each["community_id"], each["is_findable"]) for each in exported["pools"]] == [(COMMUNITY, True)]
    [match] = exported["matches"]
    assert (match["week_on"], match["part"], match["answer"]) == ("2026-01-05", "weekly", "in")
    assert "777777777" not in json.dumps(exported)


async def test_who_is_forgotten_leaves_no_trace_in_any_run(office: Office) -> None:
    await join(office, 100, 101)
    await office.until(MONDAY + SOON)
    [run] = await runs(office)
    await say(office, run, IN, KYLE)
    await say(office, run, IN, actor(101))

    await office.services.mydata.forget(KYLE)

    assert [each.person_id for each in await places(office, run)] == [101]
    assert await office.carry() == []
    assert (await office.services.matches.show(actor(101), run.id)).others == ()
    [told, *_] = await office.until(THURSDAY + SOON)
    assert told.delivery.data == {"key": LEFT_OVER}

"""Making a plan: what a draft keeps, who may be asked and how often, and which times are offered to choose from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from meetups.services.common import AgeUnsaid
from meetups.services.guests import People
from meetups.services.plans import PlanWishes
from meetups.values import (
    Actor,
    Answer,
    PlanState,
    Reply,
)
from tests.services.plans import (
    BO,
    CLOSES,
    DAY,
    HOUR,
    KYLE,
    MONDAY,
    ROSA,
    SATURDAY,
    SUNDAY,
    TIMES,
    TUESDAY,
    WEEK,
    accept,
    asked,
    contact,
    drafted,
    hear,
    know,
    people,
    refused,
    say,
    sent,
    shun,
    stored,
)
from tests.support.office import START, Office, account, actor, direct

SATURDAY_AFTERNOON = 1 << (3 * 5 + 1)
EVENINGS = sum(1 << (3 * day + 2) for day in range(7))


async def test_a_draft_keeps_what_was_said_until_it_is_changed(office: Office) -> None:
    proposals = office.services.proposals
    draft = await drafted(office, ROSA, "Ted", minutes=45, activity="  chess ", place="Library", words="Hello")
    assert [each.name for each in (await proposals.show(KYLE, draft)).people] == ["Rosa", "Ted"]

    changed = await proposals.change(KYLE, draft, PlanWishes(city="Ulm", words=""))

    assert (changed.minutes, changed.activity, changed.place, changed.words) == (45, "chess", "Library", "")
    assert changed.times == TIMES
    assert changed.city is not None
    assert changed.city.name == "Ulm"
    assert await proposals.show(KYLE, draft) == changed
    assert (await proposals.change(KYLE, draft, PlanWishes(city=""))).city is None


async def test_a_discarded_draft_is_gone_and_anybody_elses_always_was(office: Office) -> None:
    proposals = office.services.proposals
    draft = await drafted(office, ROSA)
    for act in (proposals.show, proposals.discard, proposals.send):
        assert await refused(act(BO, draft)) == "draft.gone"

    await proposals.discard(KYLE, draft)

    for act in (proposals.show, proposals.discard, proposals.send):
        assert await refused(act(KYLE, draft)) == "draft.gone"


async def test_times_are_kept_in_order_each_once_and_three_at_the_most(office: Office) -> None:
    proposals = office.services.proposals
    draft = await drafted(office, ROSA, times=(SUNDAY,))

    more = await proposals.change(KYLE, draft, PlanWishes(also=(SATURDAY, SUNDAY)))
    assert more.times == (SATURDAY, SUNDAY)
    assert await refused(proposals.change(KYLE, draft, PlanWishes(also=(MONDAY, TUESDAY)))) == "moment.many"
    assert (await proposals.show(KYLE, draft)).times == (SATURDAY, SUNDAY)
    assert (await proposals.change(KYLE, draft, PlanWishes(times=(TUESDAY,)))).times == (TUESDAY,)


async def test_a_length_is_one_of_those_offered(office: Office) -> None:
    assert await refused(drafted(office, ROSA, minutes=37)) == "choice.unreadable"


async def test_more_than_eight_are_a_crowd(office: Office) -> None:
    crowd = People(names=tuple(f"Guest {number}" for number in range(9)))

    assert await refused(office.services.proposals.begin(KYLE, crowd, PlanWishes())) == "plan.crowd"

    eight = People(names=crowd.names[:8])
    assert len((await office.services.proposals.begin(KYLE, eight, PlanWishes())).people) == 8


async def test_who_is_on_the_never_list_is_not_asked_neither_at_first_nor_when_it_is_sent(office: Office) -> None:
    await people(office)
    draft = await drafted(office, ROSA)
    await shun(office, KYLE, ROSA)

    assert await refused(drafted(office, ROSA)) == "invite.never"
    assert await refused(office.services.proposals.send(KYLE, draft)) == "invite.never"
    assert await hear(office) == []


async def test_a_plan_without_a_time_or_with_one_that_is_past_is_not_sent(office: Office) -> None:
    await people(office)
    draft = await drafted(office, ROSA, times=())
    assert await refused(office.services.proposals.send(KYLE, draft)) == "plan.no_time"

    soon = START + HOUR
    await office.services.proposals.change(KYLE, draft, PlanWishes(times=(soon, SUNDAY)))
    office.clock.now = soon
    assert await refused(office.services.proposals.send(KYLE, draft)) == "plan.past"

    await office.services.proposals.change(KYLE, draft, PlanWishes(times=(SUNDAY,)))
    assert (await office.services.proposals.send(KYLE, draft)).plan.times == (SUNDAY,)


async def test_age_is_asked_once_and_when_it_is_sent(office: Office) -> None:
    await people(office, KYLE, adult_since=None)
    draft = await drafted(office, ROSA)
    with pytest.raises(AgeUnsaid):
        await office.services.proposals.send(KYLE, draft)
    assert await hear(office) == []

    await office.services.proposals.send(KYLE, draft, is_adult=True)

    await sent(office, BO)


async def test_a_second_press_finds_it_sent(office: Office) -> None:
    await people(office)
    draft = await drafted(office, ROSA)

    first = await office.services.proposals.send(KYLE, draft)
    second = await office.services.proposals.send(KYLE, draft)

    assert second == first
    assert await hear(office) == ["rosa: asked"]
    async with office.store.read() as work:
        assert len(await work.plans.of(KYLE.person_id)) == 1


async def test_a_plan_made_in_a_direct_message_needs_no_community(office: Office) -> None:
    kyle, rosa = actor(100, None), actor(200, None)
    await people(office, kyle, rosa)

    plan_id = await asked(office, rosa, host=kyle)
    plan = await stored(office, plan_id)
    assert (plan.community_id, plan.closes_at) == (None, CLOSES)
    await accept(office, rosa, plan_id)

    assert await hear(office) == ["kyle: agreed"]
    assert await hear(office, SATURDAY + 4 * HOUR) == ["kyle: HowDidItGo", "rosa: HowDidItGo"]


async def test_the_waiting_ends_before_the_last_of_the_times(office: Office) -> None:
    await people(office)
    tonight = START + 5 * HOUR

    assert (await sent(office, ROSA, times=(START + HOUR, tonight))).plan.closes_at == tonight
    assert (await sent(office, BO)).plan.closes_at == CLOSES


async def test_nobody_is_asked_twice_at_once_nor_by_the_one_they_ask(office: Office) -> None:
    await people(office)
    await asked(office, ROSA)

    assert await refused(sent(office, ROSA)) == "plan.open"
    assert await refused(sent(office, KYLE, host=ROSA)) == "plan.open"
    await sent(office, BO)


Act = Callable[[Office, int], Awaitable[object]]


async def nothing(office: Office, plan_id: int) -> None:
    """Silence."""


async def no(office: Office, plan_id: int) -> None:
    await say(office, ROSA, plan_id, Answer.NO)


async def cancelled_by_guest(office: Office, plan_id: int) -> None:
    await office.services.plans.cancel(ROSA, plan_id)


@pytest.mark.parametrize("act", [nothing, no, cancelled_by_guest])
async def test_who_was_asked_in_vain_rests_for_two_weeks(office: Office, act: Act) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    await act(office, plan_id)
    assert await refused(sent(office, ROSA)) == "plan.open"
    later = tuple(each + 3 * WEEK for each in TIMES)

    office.clock.now = MONDAY + HOUR
    assert await refused(sent(office, ROSA, times=later)) == "plan.lately"
    office.clock.now = CLOSES + 2 * WEEK - timedelta(seconds=1)
    assert await refused(sent(office, ROSA, times=later)) == "plan.lately"
    office.clock.now = CLOSES + 2 * WEEK
    await sent(office, ROSA, times=later)


async def test_a_soft_maybe_rests_as_long_as_it_said(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    await say(office, ROSA, plan_id, Answer.LATER, weeks=4)
    times = (START + 5 * WEEK,)

    office.clock.now = START + 4 * WEEK - DAY
    assert await refused(sent(office, ROSA, times=times)) == "plan.lately"
    office.clock.now = START + 4 * WEEK
    await sent(office, ROSA, times=times)


async def test_whoever_says_since_that_they_want_to_meet_is_asked_at_once(office: Office) -> None:
    await people(office)
    await asked(office, ROSA)
    office.clock.now = MONDAY + HOUR
    await welcome(office)

    assert await refused(sent(office, BO, times=(MONDAY,))) == "plan.past"
    await sent(office, ROSA, times=(TUESDAY,))


async def test_of_a_yes_nobody_rests(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    await accept(office, ROSA, plan_id)

    assert (await sent(office, ROSA, times=(TUESDAY,))).plan.state is PlanState.OPEN


async def test_fifteen_plans_a_week_are_enough(office: Office) -> None:
    await people(office)
    for number in range(15):
        await sent(office, f"Guest {number}")

    assert await refused(sent(office, "Ted")) == "plan.enough"
    office.clock.forward(days=7)
    await sent(office, "Ted", times=(TUESDAY + WEEK,))


# Times to choose from


async def welcome(office: Office, reply: Reply = Reply.ANOTHER_TIME) -> None:
    """Kyle invited Rosa this week, and she answered."""
    mission = await office.mission(KYLE)
    known = await contact(office, KYLE, ROSA)
    await office.services.reaching.opened(ROSA, direct(ROSA.person_id))
    asking = await office.services.invites.invite(KYLE, mission.id, known.id)
    assert asking.invite is not None
    if reply is not Reply.NONE:
        await office.services.invites.reply(ROSA, asking.invite.id, reply, words="Another day", is_adult=True)


async def choices(office: Office, *guests: Actor) -> tuple[datetime, ...]:
    chosen = People(accounts=tuple(account(each.person_id) for each in guests or (ROSA,)))
    return (await office.services.proposals.begin(KYLE, chosen, PlanWishes())).choices


async def test_times_are_offered_in_the_parts_of_the_week_that_suit(office: Office) -> None:
    await people(office)
    await know(office, KYLE, availability=SATURDAY_AFTERNOON)

    assert await choices(office) == (SATURDAY, SATURDAY + WEEK)


async def test_a_first_meeting_is_proposed_by_day_before_the_evenings(office: Office) -> None:
    await people(office)
    await know(office, KYLE, availability=0b111 << 15)  # all of Saturday

    hours = [each.hour for each in await choices(office)]
    assert hours == [10, 15, 10, 15, 19, 19], "mornings and afternoons of two weeks, then their evenings"

    known = await contact(office, KYLE, ROSA)
    await office.services.meetings.record(KYLE, People(contact_ids=(known.id,)))
    assert [each.hour for each in await choices(office)] == [10, 15, 19, 10, 15, 19]


async def test_times_in_whose_way_something_is_are_left_out(office: Office) -> None:
    await people(office)
    await know(office, KYLE, availability=SATURDAY_AFTERNOON)
    await sent(office, BO, times=(SATURDAY + HOUR / 2,))

    assert await choices(office) == (SATURDAY + WEEK,)


async def test_times_are_those_of_the_place_where_one_is(office: Office) -> None:
    await people(office)
    await know(office, KYLE, availability=SATURDAY_AFTERNOON, time_zone="America/New_York")

    assert (await choices(office))[0] == SATURDAY + 5 * HOUR


async def test_what_suits_the_other_is_known_to_who_was_welcome_alone(office: Office) -> None:
    await people(office)
    await know(office, KYLE, availability=SATURDAY_AFTERNOON | EVENINGS)
    await know(office, ROSA, availability=EVENINGS)
    before = await choices(office)
    assert SATURDAY in before

    await welcome(office, Reply.NONE)
    assert await choices(office) == before


async def test_after_a_welcome_invitation_times_suit_both(office: Office) -> None:
    await people(office)
    await know(office, KYLE, availability=SATURDAY_AFTERNOON | EVENINGS)
    await know(office, ROSA, availability=EVENINGS)
    await welcome(office)

    assert {each.hour for each in await choices(office)} == {19}

    await know(office, KYLE, availability=0)
    assert {each.hour for each in await choices(office)} == {19}, "who says nothing takes any time"

    await know(office, KYLE, availability=SATURDAY_AFTERNOON)
    assert await choices(office) == (SATURDAY, SATURDAY + WEEK), "where nothing suits both, one's own"


async def test_an_invitation_the_other_made_says_that_they_want_to_meet_once_it_is_answered(office: Office) -> None:
    await people(office)
    await know(office, KYLE, availability=SATURDAY_AFTERNOON | EVENINGS)
    await know(office, ROSA, availability=EVENINGS)
    mission = await office.mission(ROSA)
    known = await contact(office, ROSA, KYLE)
    asking = await office.services.invites.invite(ROSA, mission.id, known.id)
    assert asking.invite is not None

    assert SATURDAY in await choices(office)
    await office.services.invites.reply(KYLE, asking.invite.id, Reply.YES, is_adult=True)
    assert {each.hour for each in await choices(office)} == {19}


async def test_a_first_meeting_is_told_apart_from_one_of_friends(office: Office) -> None:
    await people(office)
    assert (await sent(office, BO)).is_first
    known = await contact(office, KYLE, ROSA)
    await office.services.meetings.record(KYLE, People(contact_ids=(known.id,)))

    assert not (await sent(office, ROSA)).is_first

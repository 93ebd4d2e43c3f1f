"""What guests say to a plan: yes to a time, other times, not then, later, no; and what its host hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from meetups.services.common import AgeUnsaid
from meetups.services.plans import PlanWishes, StalePlan
from meetups.values import Answer, PlanState
from tests.services.plans import (
    BO,
    CHRIS,
    CLOSES,
    DAY,
    HOUR,
    KYLE,
    MONDAY,
    ROSA,
    SATURDAY,
    SUNDAY,
    TUESDAY,
    WEDNESDAY,
    WEEK,
    ZOE,
    accept,
    answers,
    asked,
    hear,
    know,
    people,
    refused,
    say,
    stored,
    take,
    times_of,
    told,
)
from tests.support.office import START, Office

WAITING, YES, NO = Answer.WAITING, Answer.YES, Answer.NO


async def test_the_first_yes_fixes_the_time(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)

    view = await accept(office, ROSA, plan_id, index=1)

    assert (view.plan.state, view.plan.starts_at, view.plan.revision) == (PlanState.AGREED, SUNDAY, 1)
    assert view.is_in
    assert told(await office.carry()) == ["kyle: agreed", "rosa: (asked)"]
    assert (await office.services.plans.show(KYLE, plan_id)).others[0].answer is YES


async def test_of_three_guests_the_first_yes_fixes_the_time_and_the_others_are_told(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO, CHRIS)

    await accept(office, BO, plan_id, index=2)
    assert await hear(office) == ["chris: agreed", "kyle: agreed", "rosa: agreed"]
    rosa = await office.services.plans.show(ROSA, plan_id)
    assert (rosa.is_asked, [each.person_id for each in rosa.others]) == (True, [KYLE.person_id, BO.person_id])

    await accept(office, ROSA, plan_id)
    assert (await stored(office, plan_id)).starts_at == MONDAY
    assert await hear(office) == ["bo: agreed", "chris: agreed", "kyle: agreed"]
    assert await answers(office, plan_id) == [YES, YES, WAITING]


async def test_a_yes_needs_an_adult(office: Office) -> None:
    await people(office)
    await know(office, ROSA, adult_since=None)
    plan_id = await asked(office, ROSA)
    with pytest.raises(AgeUnsaid):
        await accept(office, ROSA, plan_id)
    assert await answers(office, plan_id) == [WAITING]

    await accept(office, ROSA, plan_id, is_adult=True)

    assert await answers(office, plan_id) == [YES]


async def test_a_second_press_is_the_first(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    first = await accept(office, ROSA, plan_id, index=1, revision=0)

    assert await accept(office, ROSA, plan_id, index=1, revision=0) == first
    assert await hear(office) == ["kyle: agreed"]


async def test_an_older_card_is_answered_with_how_the_plan_stands(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO)
    await office.services.plans.offer(KYLE, plan_id, (TUESDAY,))

    with pytest.raises(StalePlan) as stale:
        await accept(office, ROSA, plan_id, revision=0)
    assert (stale.value.view.plan.times, stale.value.view.reader_id) == ((TUESDAY,), ROSA.person_id)
    with pytest.raises(StalePlan):
        await accept(office, ROSA, plan_id, index=1)
    assert await answers(office, plan_id) == [WAITING, WAITING]


async def test_a_time_that_is_past_is_no_answer_and_others_are(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    office.clock.now = SATURDAY

    assert await refused(accept(office, ROSA, plan_id)) == "plan.past"
    assert (await accept(office, ROSA, plan_id, index=1)).plan.starts_at == SUNDAY


async def test_a_plan_whose_times_are_over_is_over(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    office.clock.now = MONDAY + HOUR
    plans = office.services.plans

    for act in (
        accept(office, ROSA, plan_id),
        say(office, ROSA, plan_id, NO),
        plans.cancel(ROSA, plan_id),
        plans.cancel(KYLE, plan_id),
        plans.change(KYLE, plan_id, PlanWishes(place="Park")),
    ):
        assert await refused(act) == "plan.over"
    assert (await plans.show(KYLE, plan_id)).is_over
    assert await plans.ahead(KYLE) == []


async def test_a_stranger_finds_nothing(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    plans = office.services.plans

    for act in (
        accept(office, ZOE, plan_id),
        plans.show(ZOE, plan_id),
        plans.offer(ZOE, plan_id, (TUESDAY,)),
        plans.cancel(ZOE, plan_id),
        plans.moved(ZOE, plan_id, TUESDAY),
        plans.change(ROSA, plan_id, PlanWishes(place="Park")),
        plans.take(ROSA, plan_id, 0, 0, 0),
        accept(office, KYLE, plan_id),
    ):
        assert await refused(act) == "plan.gone"


# Other times


async def test_a_guest_offers_other_times_and_the_host_takes_one(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)

    await office.services.plans.offer(ROSA, plan_id, (WEDNESDAY, TUESDAY, TUESDAY))
    assert await hear(office) == ["kyle: times"]
    assert (await office.services.plans.show(KYLE, plan_id)).others[0].times == (TUESDAY, WEDNESDAY)
    view = await take(office, plan_id, index=1)

    assert (view.plan.state, view.plan.starts_at) == (PlanState.AGREED, WEDNESDAY)
    assert await answers(office, plan_id) == [YES]
    assert await hear(office) == ["rosa: agreed"]


async def test_what_is_offered_lies_ahead_and_is_three_times_at_the_most(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)

    for who in (ROSA, KYLE):
        offer = office.services.plans.offer
        assert await refused(offer(who, plan_id, ())) == "moment.many"
        assert await refused(offer(who, plan_id, (SATURDAY, SUNDAY, MONDAY, TUESDAY))) == "moment.many"
        assert await refused(offer(who, plan_id, (TUESDAY, START))) == "plan.past"
    assert (await stored(office, plan_id)).revision == 0


async def test_other_times_of_one_of_two_open_what_was_agreed(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    await accept(office, ROSA, plan_id)
    await office.carry()

    view = await office.services.plans.offer(ROSA, plan_id, (TUESDAY,))

    assert (view.plan.state, view.plan.starts_at, view.is_in) == (PlanState.OPEN, None, False)
    assert await hear(office) == ["kyle: times"]
    assert (await take(office, plan_id)).plan.starts_at == TUESDAY


async def test_other_times_of_one_of_many_leave_it_agreed(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO)
    await accept(office, ROSA, plan_id)
    await accept(office, BO, plan_id)
    await office.carry()

    view = await office.services.plans.offer(BO, plan_id, (TUESDAY,))

    assert (view.plan.state, view.plan.starts_at, view.is_in) == (PlanState.AGREED, SATURDAY, False)
    assert await answers(office, plan_id) == [YES, Answer.OTHER_TIMES]
    assert told(await office.carry()) == ["bo: (agreed)", "kyle: ()", "kyle: times", "rosa: (agreed)"]


async def test_a_time_the_host_takes_moves_a_group_which_is_asked_anew(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO, CHRIS)
    await accept(office, ROSA, plan_id)
    await say(office, CHRIS, plan_id, NO)
    await office.services.plans.offer(BO, plan_id, (TUESDAY,))
    await office.carry()

    await take(office, plan_id, position=1)

    assert await answers(office, plan_id) == [WAITING, YES, NO]
    assert (await stored(office, plan_id)).starts_at == TUESDAY
    assert await hear(office) == ["bo: agreed", "rosa: agreed"]
    assert (await office.services.plans.show(ROSA, plan_id)).is_asked


async def test_a_time_that_is_the_agreed_one_moves_nobody(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO)
    await accept(office, ROSA, plan_id)
    await office.services.plans.offer(BO, plan_id, (SATURDAY,))

    await take(office, plan_id, position=1)

    assert await answers(office, plan_id) == [YES, YES]


async def test_a_host_takes_no_time_that_is_offered_no_more(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    await office.services.plans.offer(ROSA, plan_id, (TUESDAY,))
    await say(office, ROSA, plan_id, NO)

    for position, index in ((0, 0), (0, 7), (5, 0)):
        with pytest.raises(StalePlan):
            await take(office, plan_id, index, position)
    assert (await stored(office, plan_id)).state is PlanState.OPEN


async def test_a_host_who_offers_anew_asks_everybody_anew(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO, CHRIS)
    await accept(office, ROSA, plan_id)
    await say(office, BO, plan_id, Answer.NOT_THEN)
    await say(office, CHRIS, plan_id, Answer.LATER, weeks=2)
    await office.carry()

    view = await office.services.plans.offer(KYLE, plan_id, (TUESDAY, WEDNESDAY))

    assert (view.plan.state, view.plan.starts_at, view.plan.times) == (PlanState.OPEN, None, (TUESDAY, WEDNESDAY))
    assert await answers(office, plan_id) == [WAITING, WAITING, Answer.LATER]
    assert await hear(office) == ["bo: changed", "rosa: changed"]


async def test_whoever_offers_anew_waits_as_long_again(office: Office) -> None:
    """However long the last waiting was, cut short by a time tonight or reckoned from another day."""
    await people(office)
    plan_id = await asked(office, ROSA, times=(START + 3 * HOUR,))
    for days in (1, 2, 6):
        office.clock.now = START + days * DAY
        view = await office.services.plans.offer(KYLE, plan_id, (START + (days + 5) * DAY,))
        assert view.plan.closes_at == office.clock.now + DAY


# Declining


async def test_not_then_is_heard_at_once(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)

    await say(office, ROSA, plan_id, Answer.NOT_THEN)
    await say(office, ROSA, plan_id, Answer.NOT_THEN)

    assert await hear(office) == ["kyle: not_then"]
    assert (await office.services.plans.show(KYLE, plan_id)).others[0].answer is Answer.NOT_THEN


async def test_a_no_is_heard_when_the_waiting_is_over_as_silence_is(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    await say(office, ROSA, plan_id, NO)

    assert await times_of(office, SATURDAY) == [(START, "rosa: (asked)"), (CLOSES, "kyle: closed")]


@pytest.mark.parametrize("others", [YES, Answer.OTHER_TIMES])
async def test_nobody_hears_that_nobody_answered_where_somebody_did(office: Office, others: Answer) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO)
    if others is YES:
        await accept(office, ROSA, plan_id)
    else:
        await office.services.plans.offer(ROSA, plan_id, (TUESDAY,))
    await office.carry()

    assert await hear(office, CLOSES) == []


async def test_a_host_who_changed_the_place_still_hears_that_nobody_answered(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    await office.services.plans.change(KYLE, plan_id, PlanWishes(place="Park"))
    await office.carry()

    assert await hear(office, SATURDAY) == ["kyle: closed"]


async def test_a_host_hears_of_the_last_times_they_offered_that_nobody_answered(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    await office.services.plans.offer(KYLE, plan_id, (START + 6 * HOUR,))
    await office.carry()

    assert await times_of(office, SATURDAY) == [(START + 6 * HOUR, "kyle: closed")]


async def test_a_yes_taken_back_for_other_times_and_then_a_no_ends_as_silence_does(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    await accept(office, ROSA, plan_id)
    await office.services.plans.offer(ROSA, plan_id, (TUESDAY,))
    await office.carry()
    await say(office, ROSA, plan_id, NO)

    assert await hear(office, CLOSES) == ["kyle: closed"]


async def test_later_comes_back_on_its_morning(office: Office) -> None:
    await people(office)
    await know(office, KYLE, time_zone="America/New_York")
    plan_id = await asked(office, ROSA)
    await say(office, ROSA, plan_id, Answer.LATER, weeks=2)
    await office.until(CLOSES)

    back = START.replace(hour=15) + 2 * WEEK
    assert await times_of(office, START + 10 * WEEK) == [(back, "kyle: again")]


async def test_later_comes_back_by_what_was_said_last(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO)
    await say(office, ROSA, plan_id, Answer.LATER, weeks=2)
    await say(office, ROSA, plan_id, Answer.LATER, weeks=8)
    await say(office, BO, plan_id, Answer.LATER, weeks=2)
    await say(office, BO, plan_id, NO)
    await office.until(CLOSES)

    assert await times_of(office, START + 20 * WEEK) == [(START.replace(hour=10) + 8 * WEEK, "kyle: again")]


async def test_what_comes_back_on_one_morning_is_one_letter(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO)
    for each in (ROSA, BO):
        await say(office, each, plan_id, Answer.LATER, weeks=4)
    await office.until(CLOSES)

    assert await hear(office, START + 10 * WEEK) == ["kyle: again"]


@pytest.mark.parametrize("answer", [NO, YES, Answer.NOT_THEN])
async def test_what_is_later_no_more_does_not_come_back(office: Office, answer: Answer) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    await say(office, ROSA, plan_id, Answer.LATER, weeks=2)
    if answer is YES:
        await accept(office, ROSA, plan_id)
    else:
        await say(office, ROSA, plan_id, answer)
    await office.until(CLOSES)

    assert "kyle: again" not in await hear(office, START + 5 * WEEK)


async def test_a_soft_maybe_names_its_weeks(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)

    for answer, weeks in ((Answer.LATER, 0), (Answer.LATER, 3), (YES, 0), (Answer.GONE, 0)):
        assert await refused(say(office, ROSA, plan_id, answer, weeks)) == "choice.unreadable"
    assert await answers(office, plan_id) == [WAITING]


@pytest.mark.parametrize("answer", [NO, Answer.LATER, Answer.NOT_THEN])
async def test_a_mind_is_changed_to_yes(office: Office, answer: Answer) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    await say(office, ROSA, plan_id, answer, weeks=2 if answer is Answer.LATER else 0)
    await office.carry()

    await accept(office, ROSA, plan_id)

    guest = (await stored(office, plan_id)).guests[0]
    assert (guest.answer, guest.again_on, guest.times) == (YES, None, ())
    assert await hear(office) == ["kyle: agreed"]


async def test_a_yes_is_not_declined_but_called_off(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    await accept(office, ROSA, plan_id)

    assert await refused(say(office, ROSA, plan_id, NO)) == "plan.agreed"


async def test_a_yes_after_the_waiting_still_counts(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    await office.until(CLOSES + timedelta(minutes=1))

    assert (await accept(office, ROSA, plan_id)).is_in
    assert told(await office.carry()) == ["kyle: ()", "kyle: agreed", "rosa: (asked)"]


# Guests without an account


async def test_for_a_guest_who_is_not_on_discord_the_host_says_what_suits(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, "Ted")
    assert await hear(office, CLOSES) == []

    view = await take(office, plan_id, index=1)
    assert (view.plan.state, view.plan.starts_at, view.others[0].name) == (PlanState.AGREED, SUNDAY, "Ted")
    with pytest.raises(StalePlan):
        await take(office, plan_id)

    await office.services.plans.offer(KYLE, plan_id, (TUESDAY,))
    assert await answers(office, plan_id) == [WAITING]
    assert await hear(office, MONDAY) == [], "nobody there can be silent"


async def test_a_guest_who_is_not_on_discord_joins_the_time_agreed_on(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, "Ted")
    await accept(office, ROSA, plan_id, index=2)

    with pytest.raises(StalePlan):
        await take(office, plan_id, index=1, position=1)
    await take(office, plan_id, position=1)

    assert await answers(office, plan_id) == [YES, YES]
    assert (await stored(office, plan_id)).starts_at == MONDAY

"""A plan changes place, moves, loses a guest or is called off; the others are told once."""

from __future__ import annotations

import pytest

from meetups.services.plans import PlanWishes
from meetups.values import Answer, PlanState
from tests.services.plans import (
    BO,
    CHRIS,
    HOUR,
    KYLE,
    ROSA,
    SATURDAY,
    SUNDAY,
    TUESDAY,
    accept,
    agreed,
    answers,
    asked,
    hear,
    people,
    refused,
    say,
    stored,
    told,
)
from tests.support.office import Office


async def test_a_change_of_place_is_told_once(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA, BO)
    wishes = PlanWishes(place="Library", minutes=90)

    view = await office.services.plans.change(KYLE, plan_id, wishes)
    assert (view.plan.place, view.plan.minutes, view.plan.starts_at) == ("Library", 90, SATURDAY)
    await office.services.plans.change(KYLE, plan_id, wishes)

    assert view.plan.revision == (await stored(office, plan_id)).revision
    assert await hear(office) == ["bo: changed", "rosa: changed"]
    assert await answers(office, plan_id) == [Answer.YES, Answer.YES]


async def test_what_is_typed_into_a_change_is_checked(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)

    assert await refused(office.services.plans.change(KYLE, plan_id, PlanWishes(minutes=1))) == "choice.unreadable"
    assert await refused(office.services.plans.change(KYLE, plan_id, PlanWishes(city="Nowhere"))) == "city.unknown"
    assert (await stored(office, plan_id)).revision == 0


@pytest.mark.parametrize("who", [KYLE, ROSA])
async def test_it_was_moved_between_themselves(office: Office, who: object) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA, BO)
    assert who in (KYLE, ROSA)
    mover = KYLE if who is KYLE else ROSA

    await office.services.plans.moved(mover, plan_id, TUESDAY)
    await office.services.plans.moved(mover, plan_id, TUESDAY)

    plan = await stored(office, plan_id)
    assert (plan.state, plan.starts_at, plan.revision) == (PlanState.AGREED, TUESDAY, 2)
    assert await hear(office) == ["bo: moved", "rosa: moved" if mover is KYLE else "kyle: moved"]


async def test_a_plan_moves_also_when_it_is_over_but_never_into_the_past(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA)
    office.clock.now = SUNDAY

    assert await refused(office.services.plans.moved(ROSA, plan_id, SATURDAY)) == "plan.past"
    assert (await office.services.plans.moved(ROSA, plan_id, TUESDAY)).plan.starts_at == TUESDAY


async def test_only_those_who_come_move_what_is_agreed(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO)
    for who in (KYLE, BO):
        assert await refused(office.services.plans.moved(who, plan_id, TUESDAY)) == "plan.gone"
    await accept(office, ROSA, plan_id)

    assert await refused(office.services.plans.moved(BO, plan_id, TUESDAY)) == "plan.gone"


async def test_a_host_calls_it_off_for_everybody_once(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO, CHRIS)
    await accept(office, ROSA, plan_id)
    await say(office, CHRIS, plan_id, Answer.NO)
    await office.carry()

    await office.services.plans.cancel(KYLE, plan_id)
    await office.services.plans.cancel(KYLE, plan_id)

    assert await hear(office) == ["bo: cancelled", "rosa: cancelled"]
    assert await hear(office, TUESDAY) == []
    assert await refused(accept(office, BO, plan_id)) == "plan.cancelled"
    assert await office.services.plans.ahead(ROSA) == []


async def test_the_only_guest_calls_it_off(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA)

    view = await office.services.plans.cancel(ROSA, plan_id)

    assert (view.plan.state, await answers(office, plan_id)) == (PlanState.CANCELLED, [Answer.GONE])
    assert await hear(office) == ["kyle: cancelled"]


async def test_one_of_many_leaves(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA, BO)

    await office.services.plans.cancel(BO, plan_id)
    assert await hear(office) == ["kyle: left", "rosa: left"]
    await office.services.plans.cancel(BO, plan_id)
    await say(office, BO, plan_id, Answer.NO)

    assert await hear(office) == []
    assert await answers(office, plan_id) == [Answer.YES, Answer.GONE]
    assert (await office.services.plans.show(KYLE, plan_id)).others[1].answer is Answer.GONE
    await accept(office, BO, plan_id)
    assert await hear(office) == ["kyle: agreed", "rosa: agreed"]


async def test_the_last_who_comes_takes_those_along_who_were_still_asked(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO)
    await accept(office, ROSA, plan_id)
    await office.carry()

    await office.services.plans.cancel(ROSA, plan_id)

    assert (await stored(office, plan_id)).state is PlanState.CANCELLED
    assert await hear(office) == ["bo: cancelled", "kyle: cancelled"]


async def test_what_one_of_the_guests_opens_again_the_others_read_anew(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO)
    await accept(office, ROSA, plan_id)
    await office.carry()

    await office.services.plans.offer(ROSA, plan_id, (TUESDAY,))

    assert "bo: (agreed)" in told(await office.carry())
    assert (await stored(office, plan_id)).state is PlanState.OPEN


async def test_what_was_offered_and_taken_back_keeps_no_plan_open(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, times=(SATURDAY,))
    await office.services.plans.offer(ROSA, plan_id, (TUESDAY,))
    await office.services.plans.cancel(ROSA, plan_id)

    office.clock.now = SATURDAY + HOUR
    assert (await office.services.plans.show(KYLE, plan_id)).is_over

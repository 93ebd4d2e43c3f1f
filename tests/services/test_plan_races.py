"""Two act at once: whoever writes first decides, the other is shown how it stands, and nothing is half agreed."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from meetups.refusals import Refusal
from meetups.services.plans import PlanWishes, StalePlan
from meetups.values import Answer, Plan, PlanState
from tests.services.plans import (
    BO,
    KYLE,
    MONDAY,
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
    take,
)
from tests.support.office import Office


async def at_once(*acts: Coroutine[Any, Any, Any]) -> list[Any]:
    """What comes of acts that begin in the same moment."""
    return await asyncio.gather(*acts, return_exceptions=True)


def is_whole(plan: Plan) -> bool:
    """Whether a plan is agreed with a time and somebody who comes, or neither."""
    is_agreed = plan.state is PlanState.AGREED
    return is_agreed == (plan.starts_at is not None) == any(each.is_in for each in plan.guests)


@pytest.mark.parametrize("is_host_first", [False, True])
async def test_of_two_who_accept_different_times_one_wins(office: Office, is_host_first: bool) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    await office.services.plans.offer(ROSA, plan_id, (TUESDAY,))
    await office.carry()
    acts = [accept(office, ROSA, plan_id, revision=0), take(office, plan_id, revision=0)]

    outcomes = await at_once(*(reversed(acts) if is_host_first else acts))

    won, lost = outcomes
    plan = await stored(office, plan_id)
    assert (plan.starts_at, plan.revision) == (TUESDAY if is_host_first else SATURDAY, 1)
    assert won.plan.starts_at == plan.starts_at
    assert isinstance(lost, StalePlan)
    assert (lost.view.plan.starts_at, lost.view.plan.state) == (plan.starts_at, PlanState.AGREED)
    assert is_whole(plan)
    assert await hear(office) == ["rosa: agreed" if is_host_first else "kyle: agreed"]


async def test_of_two_guests_who_accept_different_times_the_first_wins(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO)

    outcomes = await at_once(accept(office, ROSA, plan_id, 0, revision=0), accept(office, BO, plan_id, 2, revision=0))

    assert sum(isinstance(each, StalePlan) for each in outcomes) == 1
    plan = await stored(office, plan_id)
    won = ROSA if isinstance(outcomes[1], StalePlan) else BO
    assert plan.starts_at == (SATURDAY if won is ROSA else MONDAY)
    assert [each.person_id for each in plan.guests if each.is_in] == [won.person_id]


@pytest.mark.parametrize("who", [KYLE, ROSA])
@pytest.mark.parametrize("is_off_first", [False, True])
async def test_one_calls_it_off_while_the_other_accepts(office: Office, who: Any, is_off_first: bool) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    if who is ROSA:
        await office.services.plans.offer(ROSA, plan_id, (TUESDAY,))
        await office.carry()
    yes = accept(office, ROSA, plan_id, revision=0) if who is KYLE else take(office, plan_id, revision=0)
    off = office.services.plans.cancel(who, plan_id)
    acts = (off, yes) if is_off_first else (yes, off)

    _, second = await at_once(*acts)

    plan = await stored(office, plan_id)
    other = "rosa" if who is KYLE else "kyle"
    if who is KYLE and is_off_first:
        assert (plan.state, second.key) == (PlanState.CANCELLED, "plan.cancelled")
        assert await hear(office) == ["rosa: cancelled"]
    elif is_off_first:
        # A guest who was not in says a quiet no by it.
        assert (plan.state, await answers(office, plan_id)) == (PlanState.OPEN, [Answer.NO])
        assert isinstance(second, StalePlan)
        assert await hear(office) == []
    else:
        assert plan.state is PlanState.CANCELLED
        assert await hear(office) == [f"{other}: cancelled"]


async def test_both_call_it_off_at_once(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA)

    outcomes = await at_once(office.services.plans.cancel(KYLE, plan_id), office.services.plans.cancel(ROSA, plan_id))

    assert [each.plan.state for each in outcomes] == [PlanState.CANCELLED] * 2
    assert await hear(office) == ["rosa: cancelled"]
    assert (await stored(office, plan_id)).revision == 2


async def test_the_host_changes_the_place_while_a_guest_accepts(office: Office) -> None:
    """The place is shown before anybody accepts."""
    await people(office)
    plan_id = await asked(office, ROSA)
    await office.services.plans.change(KYLE, plan_id, PlanWishes(place="Cellar"))

    with pytest.raises(StalePlan) as stale:
        await accept(office, ROSA, plan_id, revision=0)

    assert stale.value.view.plan.place == "Cellar"
    assert await answers(office, plan_id) == [Answer.WAITING]


async def test_both_move_it_at_once(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA)

    await at_once(
        office.services.plans.moved(KYLE, plan_id, MONDAY), office.services.plans.moved(ROSA, plan_id, TUESDAY)
    )

    plan = await stored(office, plan_id)
    assert (plan.starts_at, plan.revision, await answers(office, plan_id)) == (TUESDAY, 3, [Answer.YES])
    assert is_whole(plan)


async def test_a_yes_and_a_no_of_the_same_guest(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)

    _, no = await at_once(accept(office, ROSA, plan_id, revision=0), say(office, ROSA, plan_id, Answer.NO))

    assert isinstance(no, Refusal)
    assert await answers(office, plan_id) == [Answer.YES]
    assert await refused(say(office, ROSA, plan_id, Answer.NOT_THEN)) == "plan.agreed"


async def test_a_guest_forgets_themselves_while_the_host_takes_their_time(office: Office) -> None:
    """What was theirs to agree to is nobody's to agree to for them."""
    await people(office)
    plan_id = await asked(office, ROSA)
    await office.services.plans.offer(ROSA, plan_id, (TUESDAY,))
    await office.carry()
    await office.services.mydata.forget(ROSA)

    with pytest.raises(StalePlan):
        await take(office, plan_id, revision=0)

    assert (await stored(office, plan_id)).state is PlanState.OPEN
    assert SUNDAY in (await stored(office, plan_id)).times

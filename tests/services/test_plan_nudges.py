"""Reminders before a plan and the question after it: for those who come, by the time it has then, and never in a heap."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from meetups.services.plans import PlanWishes
from meetups.values import DeliveryKind, DeliveryState, Strength
from tests.services.plans import (
    BO,
    DAY,
    HOUR,
    KYLE,
    MONDAY,
    ROSA,
    SATURDAY,
    SUNDAY,
    TUESDAY,
    WEEK,
    accept,
    agreed,
    asked,
    hear,
    know,
    people,
    times_of,
    told,
)
from tests.support.office import START, Office

AHEAD, HOW = DeliveryKind.PLAN_AHEAD, DeliveryKind.HOW_DID_IT_GO


async def ahead(office: Office, until: datetime) -> list[tuple[datetime, str]]:
    """Reminders and questions of plans until then, and when."""
    nudges = ("PlanAhead", "HowDidItGo")
    return [each for each in await times_of(office, until) if each[1].endswith(nudges)]


@pytest.mark.parametrize("strength", [Strength.STANDARD, Strength.PERSISTENT])
async def test_reminders_come_a_day_and_two_hours_before_to_who_wants_them(office: Office, strength: Strength) -> None:
    await people(office)
    await know(office, ROSA, strength=strength)
    await agreed(office, ROSA)

    assert await ahead(office, TUESDAY) == [
        (SATURDAY - DAY, "rosa: PlanAhead"),
        (SATURDAY - 2 * HOUR, "rosa: PlanAhead"),
        (SATURDAY + 3 * HOUR, "kyle: HowDidItGo"),
        (SATURDAY + 3 * HOUR, "rosa: HowDidItGo"),
    ]


async def test_they_follow_a_plan_that_moves_and_are_not_doubled_by_another_place(office: Office) -> None:
    await people(office, strength=Strength.STANDARD)
    plan_id = await agreed(office, ROSA)
    await office.services.plans.moved(KYLE, plan_id, TUESDAY)
    await office.services.plans.change(KYLE, plan_id, PlanWishes(place="Park", minutes=120))

    assert [each for each in await ahead(office, TUESDAY + DAY) if "rosa" in each[1]] == [
        (TUESDAY - DAY, "rosa: PlanAhead"),
        (TUESDAY - 2 * HOUR, "rosa: PlanAhead"),
        (TUESDAY + 4 * HOUR, "rosa: HowDidItGo"),
    ]


async def test_what_was_reminded_of_already_is_not_again_by_another_place(office: Office) -> None:
    await people(office, strength=Strength.STANDARD)
    plan_id = await agreed(office, ROSA)
    await office.until(SATURDAY - DAY)

    await office.services.plans.change(KYLE, plan_id, PlanWishes(place="Park"))

    assert [each for each in await ahead(office, SATURDAY) if "rosa" in each[1]] == [
        (SATURDAY - 2 * HOUR, "rosa: PlanAhead")
    ]


async def test_nothing_comes_of_a_plan_that_is_off(office: Office) -> None:
    await people(office, strength=Strength.STANDARD)
    plan_id = await agreed(office, ROSA)
    await office.services.plans.cancel(ROSA, plan_id)

    assert await ahead(office, TUESDAY) == []


async def test_who_left_is_not_asked_how_it_was(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA, BO)
    await office.services.plans.cancel(BO, plan_id)

    assert [line for _, line in await ahead(office, TUESDAY)] == ["kyle: HowDidItGo", "rosa: HowDidItGo"]


async def test_who_joins_late_is_reminded_too(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO)
    await accept(office, ROSA, plan_id)
    office.clock.now = SATURDAY - HOUR
    await accept(office, BO, plan_id)

    assert "bo: HowDidItGo" in await hear(office, TUESDAY)


@pytest.mark.parametrize("who", [KYLE, ROSA])
async def test_nobody_is_asked_how_it_was_once_that_is_written_down(office: Office, who: object) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA)
    office.clock.now = SATURDAY + HOUR

    await office.services.plans_come_true.record(KYLE if who is KYLE else ROSA, plan_id)

    assert await ahead(office, TUESDAY) == []


async def test_how_it_was_is_asked_in_the_morning_after_a_late_evening(office: Office) -> None:
    await people(office)
    evening = SATURDAY.replace(hour=20)
    await agreed(office, ROSA, at=evening)

    assert (SUNDAY.replace(hour=7), "rosa: HowDidItGo") in await ahead(office, MONDAY)


async def test_one_reminder_before_breakfast_is_enough(office: Office) -> None:
    await people(office, strength=Strength.STANDARD)
    breakfast = SUNDAY.replace(hour=8)
    await agreed(office, ROSA, at=breakfast)

    assert [each for each in await ahead(office, breakfast) if "rosa" in each[1]] == [
        (breakfast - DAY, "rosa: PlanAhead"),
        (breakfast - HOUR, "rosa: PlanAhead"),
    ]


# While the bot was away


async def test_after_a_week_away_nothing_stale_is_sent(office: Office) -> None:
    await people(office, strength=Strength.STANDARD)
    await agreed(office, ROSA)
    office.clock.forward(days=7)

    assert told(await office.carry()) == []


async def test_after_a_night_away_one_reminder_is_enough_and_the_question_comes_late(office: Office) -> None:
    await people(office, strength=Strength.STANDARD)
    await agreed(office, ROSA)
    office.clock.now = SATURDAY - HOUR
    assert told(await office.carry()) == ["kyle: PlanAhead", "rosa: PlanAhead"]

    office.clock.now = SUNDAY
    assert told(await office.carry()) == ["kyle: HowDidItGo", "rosa: HowDidItGo"]


# Clocks


async def test_over_a_clock_change_a_day_is_a_day_and_each_is_asked_in_their_own_morning(office: Office) -> None:
    office.clock.now = datetime(2026, 3, 6, 12, tzinfo=UTC)
    await people(office, strength=Strength.STANDARD)
    await know(office, ROSA, time_zone="America/New_York")
    await know(office, KYLE, time_zone="Asia/Tokyo")
    sunday = datetime(2026, 3, 8, 16, tzinfo=UTC)  # 12:00 in New York, which skipped an hour in the night
    await agreed(office, ROSA, at=sunday)

    assert await ahead(office, sunday + DAY) == [
        (sunday - DAY, "rosa: PlanAhead"),
        (sunday - DAY + 6 * HOUR, "kyle: PlanAhead"),
        (sunday - 2 * HOUR, "kyle: PlanAhead"),
        (sunday - 2 * HOUR, "rosa: PlanAhead"),
        (sunday + 3 * HOUR, "rosa: HowDidItGo"),
        (sunday + 6 * HOUR, "kyle: HowDidItGo"),
    ]


# The week's own nudges


async def weeks_nudges(office: Office, until: datetime) -> list[DeliveryKind]:
    outgoing = [each for each in await office.until(until) if each.delivery.person_id == ROSA.person_id]
    weekly = (DeliveryKind.MIDWEEK, DeliveryKind.SECOND_MIDWEEK, DeliveryKind.LAST_CALL)
    return [each.delivery.kind for each in outgoing if each.delivery.kind in weekly]


@pytest.mark.parametrize("is_planned", [False, True])
async def test_a_week_with_something_agreed_is_not_reminded_of(office: Office, is_planned: bool) -> None:
    """The second week of January: Thursday noon, Friday noon, Sunday 17:00."""
    await people(office)
    await office.mission(ROSA, time_zone="UTC", strength=Strength.PERSISTENT)
    await office.until(START + 4 * DAY)
    sunday = SUNDAY + WEEK + 2 * HOUR
    plan_id = await agreed(office, ROSA, at=sunday)
    if not is_planned:
        await office.services.plans.cancel(ROSA, plan_id)

    found = await weeks_nudges(office, sunday + HOUR)

    midweek = [DeliveryKind.MIDWEEK, DeliveryKind.SECOND_MIDWEEK, DeliveryKind.LAST_CALL]
    assert found == ([] if is_planned else midweek)


async def test_a_plan_in_another_week_takes_no_reminder_away(office: Office) -> None:
    await people(office)
    await office.mission(ROSA, time_zone="UTC", strength=Strength.STANDARD)
    await office.until(START + 4 * DAY)
    await agreed(office, ROSA, at=MONDAY + WEEK)

    assert await weeks_nudges(office, MONDAY + WEEK - HOUR) == [DeliveryKind.MIDWEEK, DeliveryKind.LAST_CALL]


async def test_rows_that_are_no_longer_so_are_dropped_with_their_reason(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA)
    await office.services.plans.moved(KYLE, plan_id, TUESDAY)
    await office.until(TUESDAY)

    dropped = await office.deliveries(kind=HOW, person_id=ROSA.person_id, state=DeliveryState.DROPPED)
    assert [each.reason for each in dropped] == ["no_longer_so"]
    assert await office.deliveries(kind=AHEAD, state=DeliveryState.SENT) == []

"""A plan comes true, is shared with somebody trusted, and loses somebody who leaves for good."""

from __future__ import annotations

import asyncio

import pytest

from meetups.services.outgoing import News
from meetups.services.plans import SharedPlan
from meetups.values import Answer, DeliveryKind, DeliveryState, How, Part, PlanState
from tests.services.plans import (
    BO,
    CHRIS,
    DAY,
    HOUR,
    KYLE,
    MONDAY,
    ROSA,
    SATURDAY,
    SUNDAY,
    TUESDAY,
    ZOE,
    accept,
    agreed,
    answers,
    asked,
    hear,
    people,
    planned,
    refused,
    say,
    stored,
    take,
    times_of,
    told,
)
from tests.support.office import COMMUNITY, Office

AFTER = SATURDAY + 2 * HOUR


async def meetings(office: Office) -> int:
    async with office.store.read() as work:
        return len(await work.meetings.touching(KYLE.person_id))


@pytest.mark.parametrize("who", [KYLE, ROSA])
async def test_one_records_and_the_other_confirms(office: Office, who: object) -> None:
    await people(office)
    first, second = (KYLE, ROSA) if who is KYLE else (ROSA, KYLE)
    for each in (KYLE, ROSA):
        await office.mission(each, time_zone="UTC")
    plan_id = await agreed(office, ROSA, city="Ulm")
    office.clock.now = AFTER
    record = office.services.plans_come_true.record

    told_first = await record(first, plan_id, names={KYLE.person_id: "Kyle"})
    told_second = await record(second, plan_id)

    assert told_first.names == ("Rosa" if first is KYLE else "Kyle",)
    assert (told_first.meeting.met_on, told_first.meeting.how) == (SATURDAY.date(), How.IN_PERSON)
    assert told_first.meeting.place.startswith("Ulm")
    assert (told_second.meeting.id, told_second.names) == (told_first.meeting.id, ())
    assert [each.part for each in told_second.meeting.participants] == [Part.RECORDER, Part.CONFIRMED]
    assert [len(each.rulings) for each in (told_first, told_second)] == [1, 1]
    assert all(each.ruling.counts for told in (told_first, told_second) for each in told.rulings)
    assert (await record(first, plan_id)).is_repeat
    assert await meetings(office) == 1


async def test_both_record_at_once(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA, BO)
    office.clock.now = AFTER
    record = office.services.plans_come_true.record

    outcomes = await asyncio.gather(*(record(each, plan_id) for each in (BO, KYLE, ROSA)))

    assert len({each.meeting.id for each in outcomes}) == 1
    assert await meetings(office) == 1
    parts = [each.part for each in outcomes[-1].meeting.participants]
    assert parts == [Part.RECORDER, Part.CONFIRMED, Part.CONFIRMED]


async def test_another_rung_is_kept_as_such(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA)
    office.clock.now = AFTER

    assert (await office.services.plans_come_true.record(ROSA, plan_id, How.VIDEO)).meeting.how is How.VIDEO


async def test_who_did_not_come_records_nothing_and_nobody_does_so_before(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO, times=(SATURDAY,))
    record = office.services.plans_come_true.record
    assert await refused(record(KYLE, plan_id)) == "plan.not_agreed"
    await accept(office, ROSA, plan_id)

    assert await refused(record(KYLE, plan_id)) == "plan.ahead"
    office.clock.now = AFTER
    assert await refused(record(BO, plan_id)) == "plan.not_agreed"
    assert await refused(record(ZOE, plan_id)) == "plan.gone"
    assert len((await record(KYLE, plan_id)).meeting.others) == 1


async def test_a_guest_who_is_not_on_discord_is_met_all_the_same(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, "Ted", times=(SATURDAY,))
    await take(office, plan_id)
    office.clock.now = AFTER

    assert (await office.services.plans_come_true.record(KYLE, plan_id)).names == ("Ted",)


async def test_what_was_recorded_is_not_moved_or_called_off(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA)
    office.clock.now = SATURDAY + HOUR / 4
    await office.services.plans_come_true.record(KYLE, plan_id)

    plans = office.services.plans
    assert await refused(plans.cancel(ROSA, plan_id)) == "plan.over"
    assert await refused(plans.moved(ROSA, plan_id, TUESDAY)) == "plan.over"
    assert await refused(plans.offer(ROSA, plan_id, (TUESDAY,))) == "plan.over"


# Somebody trusted


async def shared(office: Office) -> list[tuple[object, object]]:
    """What Zoe reads of a plan: how it stands and when."""
    outgoing = [each for each in await office.carry() if each.delivery.person_id == ZOE.person_id]
    return [
        (each.body.view.plan.state, each.body.view.plan.starts_at)
        for each in outgoing
        if isinstance(each.body, SharedPlan)
    ]


async def test_whom_it_is_shared_with_hears_of_every_change_once(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA)
    share = office.services.plan_safety.share

    await share(ROSA, plan_id, ZOE.person_id)
    await share(ROSA, plan_id, ZOE.person_id)
    assert await shared(office) == [(PlanState.AGREED, SATURDAY)]
    await office.services.plans.moved(KYLE, plan_id, SUNDAY)
    assert await shared(office) == [(PlanState.AGREED, SUNDAY)]
    await office.services.plans.offer(KYLE, plan_id, (TUESDAY,))
    assert await shared(office) == [(PlanState.OPEN, None)]
    await accept(office, ROSA, plan_id)
    assert await shared(office) == [(PlanState.AGREED, TUESDAY)]
    await office.services.plans.cancel(KYLE, plan_id)
    assert [state for state, _ in await shared(office)] == [PlanState.CANCELLED]


async def test_a_plan_is_shared_by_who_comes_with_somebody_who_does_not(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO, times=(SATURDAY,))
    share = office.services.plan_safety.share
    assert await refused(share(KYLE, plan_id, ZOE.person_id)) == "plan.not_agreed"
    await accept(office, ROSA, plan_id)

    assert await refused(share(BO, plan_id, ZOE.person_id)) == "plan.not_agreed"
    assert await refused(share(ROSA, plan_id, ROSA.person_id)) == "plan.share_oneself"
    for party in (KYLE, BO):
        assert await refused(share(ROSA, plan_id, party.person_id)) == "plan.share_party"
    assert await refused(share(CHRIS, plan_id, ZOE.person_id)) == "plan.gone"
    assert await shared(office) == []


async def test_the_check_on_me_comes_once_and_follows_the_plan(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA)
    for _ in range(2):
        await office.services.plan_safety.check_on_me(ROSA, plan_id)
    assert await planned(office, DeliveryKind.HOME_SAFE, ROSA) == [SATURDAY + HOUR * 3 / 2]

    await office.services.plans.moved(KYLE, plan_id, TUESDAY)

    checks = [each for each in await times_of(office, TUESDAY + DAY) if "HomeSafe" in each[1]]
    assert checks == [(TUESDAY + HOUR * 3 / 2, "rosa: HomeSafe")]


async def test_no_check_on_me_for_what_is_off(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA)
    await office.services.plan_safety.check_on_me(ROSA, plan_id)
    await office.services.plans.cancel(KYLE, plan_id)

    assert "rosa: HomeSafe" not in await hear(office, TUESDAY)
    assert await refused(office.services.plan_safety.check_on_me(ROSA, plan_id)) == "plan.not_agreed"


# Leaving


async def test_a_host_who_forgets_themselves_is_not_named_to_who_said_yes(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO, CHRIS)
    await accept(office, ROSA, plan_id)
    await say(office, CHRIS, plan_id, Answer.NO)
    await office.carry()

    await office.services.mydata.forget(KYLE)

    outgoing = await office.carry()
    assert told(outgoing) == ["rosa: News"]
    assert isinstance(outgoing[0].body, News)
    assert outgoing[0].body == News("plan_off", {"when": str(int(SATURDAY.timestamp()))})
    assert told(await office.until(TUESDAY)) == []


async def test_whoever_offered_other_times_for_what_was_agreed_hears_it_too(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA)
    await office.services.plans.offer(ROSA, plan_id, (TUESDAY,))
    await office.carry()

    await office.services.mydata.forget(KYLE)

    assert await hear(office) == ["rosa: News"]


@pytest.mark.parametrize("is_in", [False, True])
async def test_of_a_guest_who_forgets_themselves_the_host_hears_what_was_agreed(office: Office, is_in: bool) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    if is_in:
        await accept(office, ROSA, plan_id)
    await office.carry()

    await office.services.mydata.forget(ROSA)

    assert await hear(office) == (["kyle: cancelled"] if is_in else [])
    assert (await stored(office, plan_id)).state is (PlanState.CANCELLED if is_in else PlanState.OPEN)


async def test_one_of_many_who_forgets_themselves_has_left(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA, BO)

    await office.services.mydata.forget(BO)

    assert await hear(office) == ["kyle: left", "rosa: left"]
    assert await answers(office, plan_id) == [Answer.YES]


async def test_what_was_met_is_not_called_off_by_who_forgets_themselves(office: Office) -> None:
    await people(office)
    plan_id = await agreed(office, ROSA)
    office.clock.now = SATURDAY + HOUR / 4
    await office.services.plans_come_true.record(ROSA, plan_id, names={KYLE.person_id: "Kyle"})
    await office.carry()

    await office.services.mydata.forget(KYLE)

    assert await hear(office, MONDAY) == []


async def test_a_departure_is_told_once(office: Office) -> None:
    await people(office)
    departed = office.services.departures.departed
    await asked(office, ROSA, BO)
    for heard in (["kyle: out_of_reach"], []):
        await departed(ROSA.person_id, COMMUNITY)
        assert await hear(office) == heard

    await departed(BO.person_id, COMMUNITY)
    assert await hear(office) == ["kyle: out_of_reach"]
    letters = await office.deliveries(kind=DeliveryKind.PLAN, person_id=KYLE.person_id, state=DeliveryState.SENT)
    assert [each.data["about"] for each in letters] == ["out_of_reach"] * 2


async def test_a_host_who_departs_is_told_of_to_who_comes(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, BO)
    await accept(office, ROSA, plan_id)
    await office.carry()

    await office.services.departures.departed(KYLE.person_id, COMMUNITY)

    assert await hear(office) == ["rosa: out_of_reach"]
    assert (await stored(office, plan_id)).state is PlanState.AGREED

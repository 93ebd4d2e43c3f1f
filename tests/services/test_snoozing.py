"""A nudge put off comes back once, and only if it still makes sense."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from meetups.refusals import Refusal
from meetups.rules.snoozing import Until
from meetups.services.outgoing import Nudge
from meetups.services.profiles import Wishes
from meetups.services.snoozing import Nudged
from meetups.values import DeliveryKind, DeliveryState, Strength
from tests.support.office import Office, actor, meeting

KYLE, ROSA = actor(100), actor(200)
MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
WEEK_ON = date(2026, 1, 5)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


async def nudged(office: Office, kind: DeliveryKind = DeliveryKind.KICKOFF, at: datetime = MONDAY) -> Nudged:
    """Kyle's nudge of the first week, which has just come."""
    mission = await office.mission(KYLE, time_zone="UTC", from_today=False)
    await office.until(at + timedelta(minutes=5))
    return Nudged(mission.id, kind, WEEK_ON)


async def came(office: Office, until: datetime) -> list[tuple[DeliveryKind, datetime]]:
    sent = await office.until(until)
    return [(each.body.kind, each.delivery.due) for each in sent if isinstance(each.body, Nudge)]


async def test_it_comes_back_once_and_the_schedule_stays(office: Office) -> None:
    kickoff = await nudged(office)
    snoozing = await office.services.snoozes.until(KYLE, kickoff, Until.HOUR)
    assert snoozing.due == office.clock() + HOUR
    assert await came(office, MONDAY + DAY) == [(DeliveryKind.KICKOFF, snoozing.due)]
    kinds = [kind for kind, _ in await came(office, MONDAY + WEEK + HOUR)]
    assert kinds == [DeliveryKind.LAST_CALL, DeliveryKind.KICKOFF]


async def test_another_time_replaces_the_first_and_undo_takes_it_back(office: Office) -> None:
    kickoff, snoozes = await nudged(office), office.services.snoozes
    await snoozes.until(KYLE, kickoff, Until.HOUR)
    evening = (await snoozes.until(KYLE, kickoff, Until.EVENING)).due
    assert await came(office, MONDAY + DAY) == [(DeliveryKind.KICKOFF, evening)]
    await snoozes.until(KYLE, kickoff, Until.TOMORROW)
    await snoozes.undo(KYLE, kickoff)
    await snoozes.undo(KYLE, kickoff)
    assert await came(office, MONDAY + 3 * DAY) == []


async def test_what_came_back_can_be_put_off_again(office: Office) -> None:
    kickoff = await nudged(office)
    for number in range(3):
        due = (await office.services.snoozes.until(KYLE, kickoff, Until.HOUR)).due
        assert due is not None
        assert await came(office, due) == [(DeliveryKind.KICKOFF, due)], number
    rows = await office.deliveries(kind=DeliveryKind.KICKOFF, state=DeliveryState.SENT)
    assert [each.occasion for each in rows] == ["2026-01-05", "2026-01-05#1", "2026-01-05#2", "2026-01-05#3"]


@pytest.mark.parametrize("act", ["met", "ended", "paused", "took the week off"])
async def test_it_does_not_come_back_when_there_is_nothing_to_ask_any_more(office: Office, act: str) -> None:
    kickoff = await nudged(office)
    await office.services.snoozes.until(KYLE, kickoff, Until.TOMORROW)
    await _do(office, kickoff.mission_id, act)
    assert await came(office, MONDAY + 2 * DAY) == []


async def _do(office: Office, mission_id: Any, act: str) -> None:
    services = office.services
    if act == "met":
        async with office.store.write() as work:
            await work.meetings.add(meeting(900, 100, met_on=WEEK_ON))
    elif act == "ended":
        await services.missions.end(KYLE, mission_id)
    elif act == "paused":
        await services.missions.pause(KYLE, mission_id)
    else:
        await services.days_off.take_week(KYLE, mission_id, WEEK_ON)


async def test_other_wishes_for_the_schedule_leave_it_alone(office: Office) -> None:
    kickoff = await nudged(office)
    due = (await office.services.snoozes.until(KYLE, kickoff, Until.TOMORROW)).due
    await office.services.profiles.change(KYLE, Wishes(strength=Strength.STANDARD))
    assert await came(office, MONDAY + 2 * DAY) == [(DeliveryKind.KICKOFF, due)]


async def test_only_times_that_are_offered_are_taken(office: Office) -> None:
    kickoff, snoozes = await nudged(office), office.services.snoozes
    ways = (await snoozes.ways(KYLE, kickoff)).ways
    assert (await snoozes.until(KYLE, kickoff, ways.later[-1])).due == ways.later[-1]
    for wrong in (office.clock() - HOUR, ways.later[-1] + WEEK, ways.later[-1] + HOUR):
        with pytest.raises(Refusal, match=r"nudge\.no_time"):
            await snoozes.until(KYLE, kickoff, wrong)
    office.clock.now = MONDAY + WEEK
    with pytest.raises(Refusal, match=r"nudge\.no_time"):
        await snoozes.until(KYLE, kickoff, Until.HOUR)
    with pytest.raises(Refusal, match=r"mission\.ended"):
        await snoozes.until(ROSA, kickoff, Until.HOUR)


async def test_the_last_call_can_wait_until_the_evening(office: Office) -> None:
    call = await nudged(office, DeliveryKind.LAST_CALL, MONDAY + 6 * DAY + 8 * HOUR)
    due = (await office.services.snoozes.until(KYLE, call, Until.HOUR)).due
    assert await came(office, MONDAY + 6 * DAY + 12 * HOUR) == [(DeliveryKind.LAST_CALL, due)]


async def test_it_is_found_as_what_comes_next(office: Office) -> None:
    kickoff = await nudged(office)
    due = (await office.services.snoozes.until(KYLE, kickoff, Until.EVENING)).due
    home = await office.services.missions.home(KYLE)
    assert home.next_nudge is not None
    assert home.next_nudge.due == due

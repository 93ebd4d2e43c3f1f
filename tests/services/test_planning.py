"""Which nudges stand in the table: planned once, moved with the mission, never sent twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from meetups.rules.weeks import spread
from meetups.services.planning import plan_nudges, replan_nudges, upcoming
from meetups.services.profiles import Wishes
from meetups.values import CommunityId, DeliveryKind, DeliveryState, Mission, MissionId, PersonId
from tests.support.office import START, Office, actor

KICKOFF, LAST_CALL, CLOSING = DeliveryKind.KICKOFF, DeliveryKind.LAST_CALL, DeliveryKind.CLOSING
KYLE = actor(100)


def a_mission(**changed: object) -> Mission:
    values = {
        "id": MissionId(20),
        "person_id": PersonId(100),
        "community_id": CommunityId(10),
        "starts_on": date(2026, 1, 5),
        "ends_on": date(2026, 1, 25),
        "time_zone": "UTC",
        "created_at": START,
        **changed,
    }
    return Mission(**values)  # type: ignore[arg-type]


def coming(mission: Mission, day: date, hour: int = 0) -> list[tuple[DeliveryKind, str]]:
    now = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    return [(kind, occasion) for kind, occasion, _due in upcoming(mission, now)]


def test_before_a_mission_begins_its_first_week_is_coming() -> None:
    assert coming(a_mission(), date(2026, 1, 1)) == [(KICKOFF, "2026-01-05"), (LAST_CALL, "2026-01-05")]


def test_this_week_and_the_next_are_coming_and_no_more() -> None:
    assert [occasion for _kind, occasion in coming(a_mission(), date(2026, 1, 5))] == [
        "2026-01-05",
        "2026-01-05",
        "2026-01-12",
        "2026-01-12",
    ]


def test_on_the_last_evening_of_a_week_the_next_week_is_coming_already() -> None:
    found = coming(a_mission(), date(2026, 1, 11), hour=23)

    assert (KICKOFF, "2026-01-12") in found
    assert (CLOSING, "2026-01-25") not in found


def test_the_day_turns_where_the_mission_is() -> None:
    """Sunday, 23:00 UTC is Monday in Tokyo: the next week is this week there."""
    tokyo = a_mission(time_zone="Asia/Tokyo")

    assert coming(tokyo, date(2026, 1, 11), hour=23)[0] == (KICKOFF, "2026-01-12")
    assert coming(a_mission(), date(2026, 1, 11), hour=23)[0] == (KICKOFF, "2026-01-05")


def test_the_closing_is_coming_once_the_last_week_is_near_and_the_day_after() -> None:
    assert (CLOSING, "2026-01-25") in coming(a_mission(), date(2026, 1, 12))
    assert coming(a_mission(), date(2026, 1, 26)) == [(CLOSING, "2026-01-25")]


async def test_planning_twice_plans_nothing_twice(office: Office) -> None:
    mission = await office.mission(KYLE)
    before = await office.deliveries(mission_id=mission.id)

    async with office.store.write() as work:
        await plan_nudges(work, office.desk, mission)
        await plan_nudges(work, office.desk, mission)

    assert await office.deliveries(mission_id=mission.id) == before
    assert {each.kind for each in before} == {KICKOFF, LAST_CALL}


async def test_nothing_is_planned_into_the_past(office: Office) -> None:
    """It is noon on the first day: its kickoff of nine o'clock is over, its week's last call is to come."""
    await office.mission(KYLE, time_zone="UTC")

    nudges = [each for each in await office.deliveries() if each.kind in (KICKOFF, LAST_CALL)]
    assert all(each.due > START for each in nudges)
    assert [(each.kind, each.due - spread(KYLE.person_id)) for each in nudges] == [
        (LAST_CALL, datetime(2026, 1, 4, 17, tzinfo=UTC)),
        (KICKOFF, datetime(2026, 1, 5, 9, tzinfo=UTC)),
        (LAST_CALL, datetime(2026, 1, 11, 17, tzinfo=UTC)),
    ]


async def test_an_ended_mission_plans_nothing(office: Office) -> None:
    mission = await office.mission(KYLE)
    await office.services.missions.end(KYLE, mission.id)

    async with office.store.write() as work:
        ended = await work.missions.get(mission.id)
        assert ended is not None
        await plan_nudges(work, office.desk, ended)
        await replan_nudges(work, office.desk, ended)

    assert await office.deliveries() == []


async def test_a_zone_change_moves_what_is_planned_and_keeps_what_was_sent(office: Office) -> None:
    mission = await office.mission(KYLE, time_zone="America/Chicago")
    sent = await office.until(datetime(2026, 1, 5, 16, tzinfo=UTC))
    assert (KICKOFF, "2026-01-05") in [(each.delivery.kind, each.delivery.occasion) for each in sent]
    planned = await office.deliveries(mission_id=mission.id, state=DeliveryState.PLANNED)

    await office.services.profiles.change(KYLE, Wishes(zone="Asia/Tokyo"))

    moved = await office.deliveries(mission_id=mission.id, state=DeliveryState.PLANNED)
    assert {each.occasion for each in moved} == {each.occasion for each in planned}
    last_call = next(each for each in moved if each.kind is LAST_CALL and each.occasion == "2026-01-05")
    assert last_call.due - spread(KYLE.person_id) == datetime(2026, 1, 11, 8, tzinfo=UTC)  # 17:00 in Tokyo
    kept = await office.deliveries(kind=KICKOFF, occasion="2026-01-05")
    assert [each.state for each in kept] == [DeliveryState.SENT]


async def test_moving_east_and_west_all_week_sends_each_nudge_once(office: Office) -> None:
    mission = await office.mission(KYLE, time_zone="Pacific/Auckland")
    sent = []
    zones = ("Pacific/Honolulu", "Europe/Dublin", "Pacific/Kiritimati", "America/New_York")
    for day in range(24):
        await office.services.profiles.change(KYLE, Wishes(zone=zones[day % len(zones)]))
        sent += await office.until(START + timedelta(days=day + 1))

    nudges = [(each.delivery.kind, each.delivery.occasion) for each in sent if each.delivery.mission_id == mission.id]
    assert len(nudges) == len(set(nudges))
    assert {occasion for kind, occasion in nudges if kind is KICKOFF} >= {"2026-01-05", "2026-01-12", "2026-01-19"}


async def test_a_mission_runs_to_its_closing_by_itself(office: Office) -> None:
    mission = await office.mission(KYLE, time_zone="UTC", ends_on=date(2026, 1, 25))

    sent = await office.until(datetime(2026, 2, 2, tzinfo=UTC))

    nudges = [each.delivery for each in sent]
    assert [(each.kind, each.occasion) for each in nudges] == [
        (LAST_CALL, "2025-12-29"),
        (KICKOFF, "2026-01-05"),
        (LAST_CALL, "2026-01-05"),
        (KICKOFF, "2026-01-12"),
        (LAST_CALL, "2026-01-12"),
        (KICKOFF, "2026-01-19"),
        (LAST_CALL, "2026-01-19"),
        (CLOSING, "2026-01-25"),
    ]
    assert all(first.due < second.due for first, second in pairwise(nudges))
    async with office.store.read() as work:
        ended = await work.missions.get(mission.id)
    assert ended is not None
    assert ended.ended_at is not None


async def test_a_mission_with_nothing_planned_is_mended_and_only_then(office: Office) -> None:
    mission = await office.mission(KYLE, reachable=False)
    assert await office.services.deliveries.mend() == 0
    before = await office.deliveries(mission_id=mission.id)
    async with office.store.write() as work:
        await work.deliveries.remove(mission_id=mission.id)

    assert await office.services.deliveries.mend() == 1
    assert await office.services.deliveries.mend() == 0

    after = await office.deliveries(mission_id=mission.id)
    assert {(each.kind, each.occasion) for each in before} <= {(each.kind, each.occasion) for each in after}

"""What speaks against a time is pointed out to whoever chooses it, and forbids nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from meetups.services.conflicts import ConflictKind
from meetups.values import ChannelId, Gathering, GatheringId, Seat, SeatState
from tests.services.plans import (
    BO,
    CHRIS,
    HOUR,
    KYLE,
    ROSA,
    SATURDAY,
    SUNDAY,
    TUESDAY,
    WEDNESDAY,
    accept,
    agreed,
    asked,
    drafted,
    people,
)
from tests.support.office import COMMUNITY, START, Office


async def pointed_out(office: Office, at: datetime = SATURDAY) -> list[tuple[ConflictKind, datetime | None]]:
    """What Kyle is shown of a time before he sends, and that he sends it all the same."""
    draft = await drafted(office, CHRIS, times=(at,))
    (found,) = (await office.services.proposals.show(KYLE, draft)).in_the_way
    view = await office.services.proposals.send(KYLE, draft)
    assert view.in_the_way == (found,)
    return [(each.kind, each.since) for each in found]


async def test_a_free_time_has_nothing_in_its_way(office: Office) -> None:
    await people(office)
    await agreed(office, ROSA, at=SUNDAY)

    assert await pointed_out(office) == []


async def test_another_plan_at_that_time(office: Office) -> None:
    await people(office)
    half_past = SATURDAY + HOUR / 2
    await agreed(office, ROSA, at=half_past)

    assert await pointed_out(office) == [(ConflictKind.PLAN, half_past)]


async def test_what_ends_when_it_begins_is_not_in_its_way(office: Office) -> None:
    await people(office)
    await agreed(office, ROSA, at=SATURDAY - HOUR)
    await agreed(office, BO, at=SATURDAY + HOUR)

    assert await pointed_out(office) == []


async def test_a_time_offered_to_somebody_else(office: Office) -> None:
    await people(office)
    await asked(office, ROSA, times=(SATURDAY - HOUR / 2, SUNDAY))

    assert await pointed_out(office) == [(ConflictKind.OFFERED, SATURDAY - HOUR / 2)]


async def test_a_time_one_offered_as_a_guest_and_a_plan_one_comes_to(office: Office) -> None:
    await people(office)
    first = await asked(office, KYLE, host=ROSA, times=(SUNDAY,))
    await office.services.plans.offer(KYLE, first, (SATURDAY,))
    second = await asked(office, KYLE, host=BO, times=(SATURDAY + HOUR / 2,))
    await accept(office, KYLE, second)

    assert await pointed_out(office) == [
        (ConflictKind.OFFERED, SATURDAY),
        (ConflictKind.PLAN, SATURDAY + HOUR / 2),
    ]


async def test_what_one_was_only_asked_or_left_is_not_in_the_way(office: Office) -> None:
    await people(office)
    await asked(office, KYLE, host=ROSA, times=(SATURDAY,))
    plan_id = await asked(office, KYLE, CHRIS, host=BO, times=(SATURDAY,))
    await accept(office, KYLE, plan_id)
    await accept(office, CHRIS, plan_id)
    await office.services.plans.cancel(KYLE, plan_id)

    assert await pointed_out(office) == []


async def gather(office: Office, host: int, *seats: tuple[int, SeatState]) -> None:
    """An open invitation to two hours from that Saturday at two."""
    gathering = Gathering(
        id=GatheringId(77),
        host_id=ROSA.person_id if host == 200 else KYLE.person_id,
        community_id=COMMUNITY,
        channel_id=ChannelId(11),
        created_at=START,
        changed_at=START,
        starts_at=SATURDAY - HOUR,
    )
    async with office.store.write() as work:
        await work.gatherings.add(gathering)
        await work.seats.add(*(Seat(gathering.id, KYLE.person_id, state, START) for _, state in seats))


async def test_an_open_invitation_of_ones_own_or_with_a_seat(office: Office) -> None:
    await people(office)
    await gather(office, 200, (100, SeatState.IN))

    assert await pointed_out(office) == [(ConflictKind.GATHERING, SATURDAY - HOUR)]


async def test_an_open_invitation_one_hosts(office: Office) -> None:
    await people(office)
    await gather(office, 100)

    assert await pointed_out(office) == [(ConflictKind.GATHERING, SATURDAY - HOUR)]


async def test_an_open_invitation_one_may_come_to_is_not_in_the_way(office: Office) -> None:
    await people(office)
    await gather(office, 200, (100, SeatState.MAYBE))

    assert await pointed_out(office) == []


async def test_a_time_gone_by_keeps_what_was_in_its_way_beside_one_to_come(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA, times=(SATURDAY, WEDNESDAY))
    await gather(office, 200, (100, SeatState.IN))

    office.clock.now = TUESDAY

    shown = (await office.services.plans.show(KYLE, plan_id)).in_the_way
    assert [[each.kind for each in found] for found in shown] == [[ConflictKind.GATHERING], []]


async def test_ones_own_quiet_hours(office: Office) -> None:
    await people(office)

    assert await pointed_out(office, SATURDAY.replace(hour=22)) == [(ConflictKind.QUIET, None)]


async def test_a_week_off(office: Office) -> None:
    await people(office)
    mission = await office.mission(KYLE, time_zone="UTC")
    day = SATURDAY + timedelta(weeks=1)
    await office.services.days_off.take_week(KYLE, mission.id, day.date() - timedelta(days=5))

    assert await pointed_out(office, day) == [(ConflictKind.EXCUSED, None)]


async def test_a_pause(office: Office) -> None:
    await people(office)
    await office.mission(KYLE, time_zone="UTC")
    await office.services.missions.pause(KYLE)

    assert await pointed_out(office) == [(ConflictKind.PAUSED, None)]


async def test_a_guest_is_shown_their_own_and_nobody_elses(office: Office) -> None:
    await people(office)
    await agreed(office, BO, at=SATURDAY)
    busy = await asked(office, ROSA, host=CHRIS, times=(SUNDAY,))
    await accept(office, ROSA, busy)
    plan_id = await asked(office, ROSA, times=(SATURDAY, SUNDAY))

    rosa = await office.services.plans.show(ROSA, plan_id)
    assert [[each.kind for each in found] for found in rosa.in_the_way] == [[], [ConflictKind.PLAN]]

    view = await accept(office, ROSA, plan_id, index=1)
    assert (view.is_in, view.in_the_way) == (True, ())


async def test_a_plan_is_not_in_its_own_way_and_what_is_off_is_in_nobodys(office: Office) -> None:
    await people(office)
    plan_id = await asked(office, ROSA)
    assert (await office.services.plans.show(KYLE, plan_id)).in_the_way == ((), (), ())
    other = await agreed(office, BO, at=SATURDAY)
    assert (await office.services.plans.show(KYLE, plan_id)).in_the_way[0] != ()

    await office.services.plans.cancel(KYLE, other)

    assert (await office.services.plans.show(KYLE, plan_id)).in_the_way == ((), (), ())
    assert await say_nothing(office, plan_id)


async def say_nothing(office: Office, plan_id: int) -> bool:
    """Whether a guest who has nothing in the way is shown so."""
    return not any((await office.services.plans.show(ROSA, plan_id)).in_the_way)

"""What speaks against a time: pointed out to whoever chooses it, and never forbidden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from meetups.ports import Desk, UnitOfWork
from meetups.rules.outcomes import is_excused
from meetups.rules.weeks import local_day, out_of_quiet, week_at
from meetups.services.absences import excuses_of
from meetups.services.common import zone_of
from meetups.values import (
    ExcuseKind,
    Gathering,
    GatheringState,
    Person,
    PersonId,
    Plan,
    PlanState,
    SeatState,
)

_LONGEST = timedelta(days=1)


class ConflictKind(StrEnum):
    PLAN = "plan"
    OFFERED = "offered"
    GATHERING = "gathering"
    QUIET = "quiet"
    EXCUSED = "excused"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing that is in the way of a time; ``since`` is when what is in the way begins, where it is an appointment."""

    kind: ConflictKind
    since: datetime | None = None


async def conflicts_of(
    work: UnitOfWork, desk: Desk, person_id: PersonId, begins: datetime, ends: datetime, but: int = 0
) -> tuple[Conflict, ...]:
    """What is in this person's way between two instants; ``but`` is the plan or gathering the time is for."""
    person = await work.persons.get(person_id) or Person(person_id, desk.clock())
    found = [
        conflict
        for plan in await work.plans.of(person_id, since=desk.clock())
        if plan.id != but and (conflict := _of_plan(plan, person_id, begins, ends))
    ]
    found += [
        Conflict(ConflictKind.GATHERING, gathering.starts_at)
        for gathering in await work.gatherings.of(person_id, since=begins - _LONGEST)
        if gathering.id != but and await _is_there(work, gathering, person_id, begins, ends)
    ]
    if out_of_quiet(begins, zone_of(person), person.quiet_from, person.quiet_until) != begins:
        found.append(Conflict(ConflictKind.QUIET))
    return (*found, *await _days_off(work, person_id, begins))


def _of_plan(plan: Plan, person_id: PersonId, begins: datetime, ends: datetime) -> Conflict | None:
    guest = plan.guest(person_id)
    if plan.state is PlanState.AGREED and plan.starts_at and (plan.host_id == person_id or (guest and guest.is_in)):
        is_in_the_way = plan.starts_at < ends and begins < plan.starts_at + plan.length
        return Conflict(ConflictKind.PLAN, plan.starts_at) if is_in_the_way else None
    mine = plan.times if plan.host_id == person_id else guest.times if guest else ()
    if plan.state is PlanState.OPEN:
        offered = (at for at in mine if at < ends and begins < at + plan.length)
        return next((Conflict(ConflictKind.OFFERED, at) for at in offered), None)
    return None


async def _is_there(
    work: UnitOfWork, gathering: Gathering, person_id: PersonId, begins: datetime, ends: datetime
) -> bool:
    if gathering.state is not GatheringState.OPEN or gathering.starts_at >= ends or gathering.ends_at <= begins:
        return False
    seat = await work.seats.get(gathering.id, person_id)
    return gathering.host_id == person_id or (seat is not None and seat.state is SeatState.IN)


async def _days_off(work: UnitOfWork, person_id: PersonId, begins: datetime) -> list[Conflict]:
    """Whether the time lies in a week in which a mission of theirs asks for nothing."""
    for mission in await work.missions.running(person_id):
        day = local_day(begins, mission.time_zone)
        week, excuses = week_at(mission, day), await excuses_of(work, mission)
        if any(
            each.kind is ExcuseKind.PAUSE and each.first_on <= day and (each.last_on is None or day <= each.last_on)
            for each in excuses
        ):
            return [Conflict(ConflictKind.PAUSED)]
        if week is not None and is_excused(mission, week, excuses):
            return [Conflict(ConflictKind.EXCUSED)]
    return []

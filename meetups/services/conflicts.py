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
    Excuse,
    ExcuseKind,
    Gathering,
    GatheringState,
    Mission,
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


@dataclass(frozen=True, slots=True)
class Agenda:
    """What somebody has before them from some instant on; ``gatherings`` are those they host or come to."""

    person: Person
    plans: tuple[Plan, ...]
    gatherings: tuple[Gathering, ...]
    missions: tuple[tuple[Mission, tuple[Excuse, ...]], ...]

    def conflicts(self, begins: datetime, ends: datetime, but: int = 0) -> tuple[Conflict, ...]:
        """What is in the way between two instants; ``but`` is the plan or gathering the time is for."""
        found = [
            conflict
            for plan in self.plans
            if plan.id != but and (conflict := _of_plan(plan, self.person.id, begins, ends))
        ]
        found += [
            Conflict(ConflictKind.GATHERING, gathering.starts_at)
            for gathering in self.gatherings
            if gathering.id != but and gathering.starts_at < ends and begins < gathering.ends_at
        ]
        zone = zone_of(self.person)
        if out_of_quiet(begins, zone, self.person.quiet_from, self.person.quiet_until) != begins:
            found.append(Conflict(ConflictKind.QUIET))
        return (*found, *self._days_off(begins))

    def _days_off(self, begins: datetime) -> list[Conflict]:
        """Whether the time lies in a week in which a mission of theirs asks for nothing."""
        for mission, excuses in self.missions:
            day = local_day(begins, mission.time_zone)
            week = week_at(mission, day)
            if any(
                each.kind is ExcuseKind.PAUSE and each.first_on <= day and (each.last_on is None or day <= each.last_on)
                for each in excuses
            ):
                return [Conflict(ConflictKind.PAUSED)]
            if week is not None and is_excused(mission, week, excuses):
                return [Conflict(ConflictKind.EXCUSED)]
        return []


async def agenda_of(work: UnitOfWork, desk: Desk, person_id: PersonId, since: datetime | None = None) -> Agenda:
    """For asking about several times, none of them before ``since``, which is now where it is not said."""
    return Agenda(
        person=await work.persons.get(person_id) or Person(person_id, desk.clock()),
        plans=tuple(await work.plans.of(person_id, since=desk.clock())),
        gatherings=await _comes_to(work, person_id, (since or desk.clock()) - _LONGEST),
        missions=tuple(
            [(each, tuple(await excuses_of(work, each))) for each in await work.missions.running(person_id)]
        ),
    )


async def conflicts_of(
    work: UnitOfWork, desk: Desk, person_id: PersonId, begins: datetime, ends: datetime, but: int = 0
) -> tuple[Conflict, ...]:
    """What is in this person's way at one time alone (see ``Agenda.conflicts``)."""
    return (await agenda_of(work, desk, person_id, begins)).conflicts(begins, ends, but)


async def _comes_to(work: UnitOfWork, person_id: PersonId, since: datetime) -> tuple[Gathering, ...]:
    found = [each for each in await work.gatherings.of(person_id, since=since) if each.state is GatheringState.OPEN]
    ids = [each.id for each in found if each.host_id != person_id]
    seats = await work.seats.find(gathering_id=ids, person_id=person_id, state=SeatState.IN) if ids else []
    taken = {each.gathering_id for each in seats}
    return tuple(each for each in found if each.host_id == person_id or each.id in taken)


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

"""Which nudges the coming days of a mission hold; planning twice plans nothing twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from meetups.ports import Desk, UnitOfWork
from meetups.rules.weeks import (
    Week,
    closing_at,
    kickoff_at,
    last_call_at,
    local_day,
    midweek_at,
    second_midweek_at,
    spread,
    week_at,
    weeks_of,
)
from meetups.services.common import private_delivery
from meetups.values import Delivery, DeliveryKind, DeliveryState, Mission, MissionId, Strength

NUDGES = (
    DeliveryKind.KICKOFF,
    DeliveryKind.MIDWEEK,
    DeliveryKind.SECOND_MIDWEEK,
    DeliveryKind.LAST_CALL,
    DeliveryKind.CLOSING,
    DeliveryKind.CHECKIN,
)

_AGAIN = "#"
_GENTLE = ((DeliveryKind.KICKOFF, kickoff_at), (DeliveryKind.LAST_CALL, last_call_at))
_STANDARD = (*_GENTLE, (DeliveryKind.MIDWEEK, midweek_at))
_LADDERS: dict[Strength, tuple[tuple[DeliveryKind, Callable[[Mission, Week], datetime | None]], ...]] = {
    Strength.GENTLE: _GENTLE,
    Strength.STANDARD: _STANDARD,
    Strength.PERSISTENT: (*_STANDARD, (DeliveryKind.SECOND_MIDWEEK, second_midweek_at)),
}


async def plan_nudges(work: UnitOfWork, desk: Desk, mission: Mission, since: datetime | None = None) -> None:
    """Plan what remains of this week and the start of the next; each sent nudge plans on from there.

    ``since`` (default now) reaches back over a time in which nobody planned: what fell due in it is decided late.
    """
    if mission.ended_at is None:
        after = since or desk.clock()
        coming = _coming(desk, mission, await _strength(work, mission))
        await _plan(work, desk, mission, [each for each in coming if each[2] > after])


async def replan_nudges(work: UnitOfWork, desk: Desk, mission: Mission) -> None:
    """Move what is still planned to the mission's new times; what was sent stays so.

    What is past by the new times is due now, and what was due by the old ones already stays as late as it is.
    """
    if mission.ended_at is not None:
        return
    planned = await work.deliveries.find(mission_id=mission.id, kind=NUDGES, state=DeliveryState.PLANNED)
    coming = list(_coming(desk, mission, await _strength(work, mission)))
    await work.deliveries.withdraw(mission.id, NUDGES)
    await work.deliveries.plan(_staying(planned, {each[:2]: each[2] for each in coming}, desk.clock()))
    await _plan(work, desk, mission, [each for each in coming if each[2] > desk.clock()])


def _staying(
    planned: Iterable[Delivery], coming: dict[tuple[DeliveryKind, str], datetime], now: datetime
) -> Iterator[Delivery]:
    """Those of the planned nudges that have no new time to come."""
    for each in planned:
        due = coming.get((each.kind, each.occasion))
        # What was put off was put off until an instant, and a check-in is due at once, whatever the schedule is.
        if is_snoozed(each) or each.kind is DeliveryKind.CHECKIN:
            yield each
        elif due is not None and due <= now:
            yield replace(each, due=min(each.due, now))
        elif due is None and each.due <= now and each.kind is not DeliveryKind.CLOSING:
            # Of a week that is over: it is dropped with that reason.
            yield each


async def are_off(work: UnitOfWork, desk: Desk, missions: Sequence[Mission]) -> list[Mission]:
    """Those of these running missions whose planned nudges have other times by now, as where a zone changed its rules."""
    rows = await work.deliveries.find(
        mission_id=[each.id for each in missions], kind=NUDGES, state=DeliveryState.PLANNED
    )
    planned: dict[MissionId | None, list[Delivery]] = defaultdict(list)
    for each in rows:
        if each.due > desk.clock() and not is_snoozed(each):
            planned[each.mission_id].append(each)
    off = []
    for mission in missions:
        # The strength that has every kind of nudge: what is planned is looked up, and nothing added.
        due = {each[:2]: each[2] for each in _coming(desk, mission, Strength.PERSISTENT)}
        if any(due.get((each.kind, each.occasion), each.due) != each.due for each in planned[mission.id]):
            off.append(mission)
    return off


def snoozed_occasion(first_on: date, number: int) -> str:
    """The occasion of a week's nudge that was put off: for the how-manieth time."""
    return f"{first_on.isoformat()}{_AGAIN}{number}"


def is_snoozed(delivery: Delivery) -> bool:
    """Whether it is a nudge that was put off and comes, or came, again."""
    return delivery.kind in NUDGES and _AGAIN in delivery.occasion


def week_on(delivery: Delivery) -> date:
    """The first day of the week a weekly nudge is about."""
    return date.fromisoformat(delivery.occasion.partition(_AGAIN)[0])


async def _plan(
    work: UnitOfWork, desk: Desk, mission: Mission, nudges: Iterable[tuple[DeliveryKind, str, datetime]]
) -> None:
    await work.deliveries.plan(
        private_delivery(
            desk,
            kind,
            mission.person_id,
            subject=mission.id,
            occasion=occasion,
            due=due,
            mission_id=mission.id,
            community_id=mission.community_id,
        )
        for kind, occasion, due in nudges
    )


async def _strength(work: UnitOfWork, mission: Mission) -> Strength:
    person = await work.persons.get(mission.person_id)
    return person.strength if person else Strength.GENTLE


def _coming(desk: Desk, mission: Mission, strength: Strength) -> Iterator[tuple[DeliveryKind, str, datetime]]:
    """What ``upcoming`` says, each with this member's own delay."""
    for kind, occasion, due in upcoming(mission, desk.clock(), strength):
        yield kind, occasion, due + spread(mission.person_id)


def upcoming(
    mission: Mission, now: datetime, strength: Strength = Strength.GENTLE
) -> Iterator[tuple[DeliveryKind, str, datetime]]:
    """The nudges of the current and the next week, and the closing message once the last week has come."""
    coming = _current_and_next(mission, local_day(now, mission.time_zone))
    for week in coming:
        occasion = week.starts_on.isoformat()
        for kind, instant in _LADDERS[strength]:
            if (due := instant(mission, week)) is not None:
                yield kind, occasion, due
    if not coming or coming[-1] == weeks_of(mission)[-1]:
        due = closing_at(mission)
        if due is not None:
            yield DeliveryKind.CLOSING, mission.ends_on.isoformat(), due


def _current_and_next(mission: Mission, today: date) -> tuple[Week, ...]:
    weeks = weeks_of(mission)
    if today < mission.starts_on:
        return weeks[:1]
    current = week_at(mission, today)
    return () if current is None else weeks[current.number - 1 : current.number + 1]

"""Asking, after weeks of silence, whether somebody is still on; and resting when that is not answered either (§4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from meetups.ports import Desk, UnitOfWork
from meetups.rules.nudges import LATE, SILENT_WEEKS, DropReason
from meetups.rules.weeks import local_day
from meetups.services.absences import new_excuse
from meetups.services.common import private_delivery
from meetups.values import Delivery, DeliveryKind, DeliveryState, ExcuseKind, Mission, Person

_CAME: Final = (DeliveryState.SENT, DeliveryState.UNDELIVERABLE)
_WEEKLY: Final = (
    DeliveryKind.KICKOFF,
    DeliveryKind.MIDWEEK,
    DeliveryKind.SECOND_MIDWEEK,
    DeliveryKind.LAST_CALL,
    DeliveryKind.CHECKIN,
)
_LATE: Final = "late"


@dataclass(frozen=True, slots=True)
class Silence:
    """How many weeks began for a mission since its member was seen, and whether they were asked about it."""

    weeks: int
    is_asked: bool


async def silence_of(work: UnitOfWork, mission: Mission, person: Person) -> Silence:
    """By what came since the member's last act, also where it only waits in their inbox.

    What came before the bot was away does not count. Nobody is silent of whom it is not known when they acted last.
    """
    if person.seen_at is None:
        return Silence(0, is_asked=False)
    seen_at = max(person.seen_at, mission.created_at)
    kinds = [DeliveryKind.KICKOFF, DeliveryKind.CHECKIN]
    rows = await work.deliveries.find(mission_id=mission.id, kind=kinds, state=_CAME)
    since = [each for each in rows if each.settled_at is not None and each.settled_at > seen_at]
    if len(since) >= SILENT_WEEKS and (back_at := await _back_at(work, mission, seen_at)) is not None:
        since = [each for each in since if each.settled_at is not None and each.settled_at >= back_at]
    return Silence(
        weeks=sum(each.kind is DeliveryKind.KICKOFF for each in since),
        is_asked=any(each.kind is DeliveryKind.CHECKIN for each in since),
    )


async def _back_at(work: UnitOfWork, mission: Mission, seen_at: datetime) -> datetime | None:
    """When something of the mission's was last found overdue: until then the bot was away, and nobody could answer it."""
    rows = await work.deliveries.find(mission_id=mission.id, kind=_WEEKLY, state=[*_CAME, DeliveryState.DROPPED])
    return max(
        (
            each.settled_at
            for each in rows
            if each.settled_at is not None and each.settled_at > seen_at and was_late(each, each.settled_at)
        ),
        default=None,
    )


def was_late(delivery: Delivery, now: datetime) -> bool:
    """Whether a nudge was, or is ``now``, long overdue; that quiet hours moved it is no delay."""
    return _LATE in delivery.data or now - delivery.due > LATE


def moved(delivery: Delivery, due: datetime, *, is_late: bool) -> Delivery:
    """A claimed nudge as it waits for the end of the quiet hours, and remembers that it was late before them."""
    data = delivery.data | ({_LATE: True} if is_late else {})
    return replace(delivery, state=DeliveryState.PLANNED, claimed_at=None, due=due, data=data)


async def follow(work: UnitOfWork, desk: Desk, mission: Mission, kickoff: Delivery, reason: DropReason) -> None:
    """What comes of a kickoff that is not sent: the question instead of it, or the pause after no answer."""
    if reason is DropReason.SILENT:
        question = private_delivery(
            desk,
            DeliveryKind.CHECKIN,
            mission.person_id,
            subject=mission.id,
            occasion=kickoff.occasion,
            mission_id=mission.id,
            community_id=mission.community_id,
        )
        await work.deliveries.plan([question])
    elif reason is DropReason.UNANSWERED:
        today = local_day(desk.clock(), mission.time_zone)
        await work.excuses.add(new_excuse(desk, mission, ExcuseKind.PAUSE, today, None))

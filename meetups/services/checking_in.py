"""Asking, after weeks of silence, whether somebody is still on; and resting when that is not answered either (§4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from meetups.ports import Desk, UnitOfWork
from meetups.rules.nudges import DropReason
from meetups.rules.weeks import local_day
from meetups.services.absences import new_excuse
from meetups.services.common import private_delivery
from meetups.values import Delivery, DeliveryKind, DeliveryState, ExcuseKind, Mission, Person

_CAME: Final = (DeliveryState.SENT, DeliveryState.UNDELIVERABLE)


@dataclass(frozen=True, slots=True)
class Silence:
    """How many weeks began for a mission since its member was seen, and whether they were asked about it."""

    weeks: int
    is_asked: bool


async def silence_of(work: UnitOfWork, mission: Mission, person: Person) -> Silence:
    """By what came since the member's last act, also where it only waits in their inbox.

    Nobody is silent of whom it is not known when they acted last.
    """
    if person.seen_at is None:
        return Silence(0, is_asked=False)
    seen_at = max(person.seen_at, mission.created_at)
    kinds = [DeliveryKind.KICKOFF, DeliveryKind.CHECKIN]
    rows = await work.deliveries.find(mission_id=mission.id, kind=kinds, state=_CAME)
    since = [each for each in rows if each.settled_at is not None and each.settled_at > seen_at]
    return Silence(
        weeks=sum(each.kind is DeliveryKind.KICKOFF for each in since),
        is_asked=any(each.kind is DeliveryKind.CHECKIN for each in since),
    )


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

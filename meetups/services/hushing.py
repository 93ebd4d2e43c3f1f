"""Which messages let their reader sleep: those that may as well be read in the morning."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from meetups.ports import Desk, UnitOfWork
from meetups.rules.weeks import out_of_quiet
from meetups.services.common import zone_of
from meetups.services.gatherings import GATHERING_KINDS, gathering_can_wait
from meetups.services.plans import PLAN_KINDS, letter_can_wait
from meetups.values import AskKind, Delivery, DeliveryKind, Person

_KINDS: Final = (DeliveryKind.INTRODUCTION, DeliveryKind.OUTCOME)


async def awake_from(work: UnitOfWork, desk: Desk, delivery: Delivery, person: Person) -> datetime | None:
    """The end of the quiet hours it is in where this person is; None in any other hour, and for what cannot wait."""
    community = await work.communities.get(delivery.community_id) if delivery.community_id else None
    now = desk.clock()
    awake = out_of_quiet(now, zone_of(person, community=community), person.quiet_from, person.quiet_until)
    return awake if awake > now and await _can_wait(work, delivery, awake) else None


async def _can_wait(work: UnitOfWork, delivery: Delivery, awake: datetime) -> bool:
    if delivery.kind in PLAN_KINDS:
        return await letter_can_wait(work, delivery, awake)
    if delivery.kind in GATHERING_KINDS:
        return await gathering_can_wait(work, delivery, awake)
    if delivery.kind is not DeliveryKind.ASK:
        return delivery.kind in _KINDS
    question = await work.asks.get(delivery.subject)
    return question is not None and question.kind is AskKind.INVITE

"""Which messages let their reader sleep: those that may as well be read in the morning."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from meetups.ports import Desk, UnitOfWork
from meetups.services.pool.planning import awake_at
from meetups.values import AskKind, Delivery, DeliveryKind, Person

_KINDS: Final = (DeliveryKind.INTRODUCTION, DeliveryKind.OUTCOME)


async def awake_from(work: UnitOfWork, desk: Desk, delivery: Delivery, person: Person) -> datetime | None:
    """The end of the quiet hours it is in where this person is; None in any other hour, and for what cannot wait."""
    community = await work.communities.get(delivery.community_id)
    if community is None or not await _can_wait(work, delivery):
        return None
    now = desk.clock()
    awake = awake_at(person, community, now)
    return awake if awake > now else None


async def _can_wait(work: UnitOfWork, delivery: Delivery) -> bool:
    if delivery.kind is not DeliveryKind.ASK:
        return delivery.kind in _KINDS
    question = await work.asks.get(delivery.subject)
    return question is not None and question.kind is AskKind.INVITE

"""What an operator wants to see of everything that goes out: how much waits, how late, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from meetups.ports import Desk
from meetups.services.reaching import quarantined_since
from meetups.values import Delivery, DeliveryKind, DeliveryState

FAILURES = 10


@dataclass(frozen=True, slots=True)
class Overview:
    """``counts`` of deliveries by kind and state; ``lag`` is how long the oldest that could go out is due, zero for
    none; ``failures`` are the last ones that could not be delivered, newest first. ``quarantined_since``: Discord lets
    the bot open no direct messages. ``departed`` running missions are of people who left their community.
    """

    counts: dict[DeliveryKind, dict[DeliveryState, int]]
    lag: timedelta
    failures: tuple[Delivery, ...]
    quarantined_since: datetime | None
    departed: int


async def overview(desk: Desk) -> Overview:
    async with desk.store.read() as work:
        counts: dict[DeliveryKind, dict[DeliveryState, int]] = {}
        for kind, state, count in await work.deliveries.tally():
            counts.setdefault(kind, {})[state] = count
        due, now = await work.deliveries.next_due(), desk.clock()
        return Overview(
            counts=counts,
            lag=max(timedelta(0), now - due) if due is not None else timedelta(0),
            failures=tuple(await work.deliveries.failures(FAILURES)),
            quarantined_since=await quarantined_since(work),
            departed=await work.missions.departed(),
        )

"""An evening as an event of the server: planned with the invitation, and brought up to date with every change of it.

What each of these deliveries does, making the event, changing it or taking it down, is decided when it goes out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from meetups.places import City
from meetups.ports import Desk, UnitOfWork
from meetups.services.common import public_delivery
from meetups.values import Community, Delivery, DeliveryKind, DeliveryState, Gathering, Naming, PersonId

EVENT_ID = "event_id"
"""Where a delivery remembers which event it is about, for when nothing else does any more."""


@dataclass(frozen=True, slots=True)
class HostedEvent:
    """What members read of it; ``place`` only where it is public, ``host_id`` only of hosts who let others name them."""

    gathering: Gathering
    community: Community
    city: City | None
    place: str
    host_id: PersonId | None
    has_begun: bool


async def make_event(work: UnitOfWork, desk: Desk, gathering: Gathering, community: Community) -> None:
    """A new invitation becomes an event where organisers want that; earlier ones stay without."""
    if community.has_events:
        await _plan(work, desk, gathering, str(gathering.revision))


async def refresh_event(work: UnitOfWork, desk: Desk, gathering: Gathering, why: str = "") -> None:
    """Have an event follow, if this invitation has one or is about to; ``why`` tells apart what is no new revision."""
    if gathering.event_id is not None or await _rows(work, gathering):
        await _plan(work, desk, gathering, f"{gathering.revision}{why and ':'}{why}")


async def was_deleted(work: UnitOfWork, gathering: Gathering) -> bool:
    """Whether somebody deleted the event on Discord, which is final."""
    return any(
        each.state is DeliveryState.UNDELIVERABLE and each.reason.startswith("message_gone")
        for each in await _rows(work, gathering)
    )


async def event_body(work: UnitOfWork, desk: Desk, gathering: Gathering, community: Community) -> HostedEvent:
    host = await work.persons.get(gathering.host_id)
    return HostedEvent(
        gathering=gathering,
        community=community,
        city=desk.places.by_id(gathering.city_id) if gathering.city_id else None,
        place=gathering.place if gathering.is_place_public else "",
        host_id=host.id if host is not None and host.naming is Naming.ALWAYS else None,
        has_begun=gathering.starts_at <= desk.clock(),
    )


async def take_event_down(work: UnitOfWork, desk: Desk, delivery: Delivery, event_id: int) -> None:
    """An event stands of which nothing is known here any more."""
    assert delivery.community_id is not None
    removal = public_delivery(
        desk,
        DeliveryKind.EVENT,
        delivery.community_id,
        subject=delivery.subject,
        occasion="forgotten",
        data={EVENT_ID: str(event_id)},
    )
    await work.deliveries.plan([replace(removal, lane=delivery.lane)])


async def _rows(work: UnitOfWork, gathering: Gathering) -> list[Delivery]:
    return await work.deliveries.find(kind=DeliveryKind.EVENT, subject=gathering.id)


async def _plan(work: UnitOfWork, desk: Desk, gathering: Gathering, occasion: str) -> None:
    data = {EVENT_ID: str(gathering.event_id)} if gathering.event_id is not None else {}
    change = public_delivery(
        desk, DeliveryKind.EVENT, gathering.community_id, subject=gathering.id, occasion=occasion, data=data
    )
    await work.deliveries.plan([replace(change, lane=f"event:{gathering.id}")])

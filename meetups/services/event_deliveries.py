"""Events of the server on their way: what is still to be done, and what is remembered once it was."""

from __future__ import annotations

from dataclasses import replace

from meetups.ports import Desk, UnitOfWork
from meetups.services.gatherings import EVENT_ID, event_body, take_event_down, was_deleted
from meetups.services.notices import report
from meetups.services.outgoing import Failure, Outgoing
from meetups.values import (
    ChannelId,
    Community,
    Delivery,
    Gathering,
    GatheringId,
    GatheringState,
    MessageId,
)


async def prepare_event(work: UnitOfWork, desk: Desk, delivery: Delivery, *, was_tried: bool) -> Outgoing | str | None:
    """The event to make, change or take down (no body) now; else the reason why not.

    None while it may have been made already: the server's events are read before anything is decided.
    """
    gathering = await work.gatherings.get(GatheringId(delivery.subject))
    community = await work.communities.get(delivery.community_id)
    event_id = _event_of(delivery, gathering)
    if event_id is None and was_tried:
        return None
    if community is None or not community.is_ready:
        return "community_left"
    guild_id = ChannelId(community.id)
    if gathering is None or gathering.state is GatheringState.CANCELLED:
        return "never_made" if event_id is None else Outgoing(delivery, guild_id, community.locale, None, event_id)
    reason = await _obstacle(work, desk, delivery, gathering, community)
    if reason is not None:
        return reason
    return Outgoing(delivery, guild_id, community.locale, await event_body(work, desk, gathering, community), event_id)


async def event_settled(work: UnitOfWork, desk: Desk, delivery: Delivery, event_id: MessageId | None) -> None:
    """It is as it was to be: remember which event it is; that of a host forgotten meanwhile is taken down again."""
    gathering = await work.gatherings.get(GatheringId(delivery.subject))
    if gathering is not None:
        await work.gatherings.save(replace(gathering, event_id=event_id))
    elif event_id is not None and EVENT_ID not in delivery.data:
        await take_event_down(work, desk, delivery, event_id)


async def event_failed(work: UnitOfWork, desk: Desk, delivery: Delivery, failure: Failure) -> None:
    """Organisers hear what keeps events from them; one that a moderator deleted is no failure."""
    if failure is not Failure.MESSAGE_GONE and delivery.community_id is not None:
        await report(work, desk, delivery.community_id, ChannelId(delivery.community_id), failure, is_event=True)


def _event_of(delivery: Delivery, gathering: Gathering | None) -> MessageId | None:
    """The event it is about, which takes a message's place in all that is asked about deliveries."""
    known = gathering.event_id if gathering is not None else delivery.data.get(EVENT_ID)
    return MessageId(int(known)) if known is not None else None


async def event_place(work: UnitOfWork, delivery: Delivery) -> tuple[ChannelId, MessageId | None] | None:
    """The server an event is in takes a channel's place, too."""
    if delivery.community_id is None:
        return None
    gathering = await work.gatherings.get(GatheringId(delivery.subject))
    return ChannelId(delivery.community_id), _event_of(delivery, gathering)


async def _obstacle(
    work: UnitOfWork, desk: Desk, delivery: Delivery, gathering: Gathering, community: Community
) -> str | None:
    """Why an event is not made or changed."""
    if gathering.ends_at <= desk.clock():
        return "over"
    # The delivery of the newest revision stands behind it in its lane.
    if delivery.occasion.partition(":")[0] != str(gathering.revision):
        return "superseded"
    if await was_deleted(work, gathering):
        return "event_gone"
    if gathering.event_id is not None:
        return None
    if not community.has_events:
        return "events_off"
    return "begun" if gathering.starts_at <= desk.clock() else None

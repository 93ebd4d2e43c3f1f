"""Telling those who can do something about a delivery that did not arrive."""

from __future__ import annotations

from dataclasses import replace

from meetups.ports import Desk, UnitOfWork
from meetups.services.common import private_delivery, public_delivery
from meetups.services.gatherings import HOST
from meetups.services.outgoing import Failure
from meetups.services.plans import About
from meetups.services.presence import has_departed
from meetups.values import ChannelId, CommunityId, Delivery, DeliveryKind, Post

_QUIET = (DeliveryKind.NEWS, DeliveryKind.WELCOME, DeliveryKind.OUTCOME)


async def knock(work: UnitOfWork, desk: Desk, delivery: Delivery) -> None:
    """One neutral line a day in the nudge channel, where the organiser chose one; news can wait for an act.

    Questions knock at those alone who have nobody on their list: of anybody else, one that did not would tell who asks
    that they are shunned.
    """
    if delivery.person_id is None or delivery.community_id is None or delivery.kind in _QUIET:
        return
    if _asks(delivery) and await work.contacts.count(owner_id=delivery.person_id):
        return
    # Of who joins what somebody hosts only a shunned one would bring no line.
    if delivery.kind is DeliveryKind.GATHERING and delivery.data["key"] == HOST:
        return
    community = await work.communities.get(delivery.community_id)
    if community is None or community.nudge_channel_id is None:
        return
    if await has_departed(work, delivery.person_id, community.id):
        return
    line = private_delivery(
        desk,
        DeliveryKind.KNOCK,
        delivery.person_id,
        subject=delivery.person_id,
        occasion=desk.clock().date().isoformat(),
        community_id=community.id,
    )
    await work.deliveries.plan([replace(line, lane=f"channel:{community.nudge_channel_id}")])


def _asks(delivery: Delivery) -> bool:
    """Whether it brings somebody else's question."""
    if delivery.kind is DeliveryKind.PLAN:
        return delivery.data["about"] in (About.ASKED, About.CHANGED)
    return delivery.kind is DeliveryKind.ASK


async def report(
    work: UnitOfWork,
    desk: Desk,
    community_id: CommunityId,
    channel_id: ChannelId,
    failure: Failure,
    *,
    is_event: bool = False,
) -> None:
    """Tell organisers once a day, in their private channel, that a channel does not take posts, or the server no event."""
    today = desk.clock().date().isoformat()
    notice = public_delivery(
        desk,
        DeliveryKind.REPORT,
        community_id,
        subject=channel_id,
        # The first channel of an old server bears the server's own number.
        occasion=f"{'event:' if is_event else ''}{failure}:{today}",
        data={"failure": str(failure), "channel_id": str(channel_id), **({"is_event": True} if is_event else {})},
    )
    await work.deliveries.plan([replace(notice, lane=f"report:{community_id}")])


async def tell_author(work: UnitOfWork, desk: Desk, delivery: Delivery, post: Post, failure: Failure) -> None:
    """Tell whoever posted that their post, or a change of it, did not get through."""
    key = "post_failed" if delivery.kind is DeliveryKind.POST else "change_failed"
    await work.deliveries.plan(
        [
            private_delivery(
                desk,
                DeliveryKind.NEWS,
                post.author_id,
                subject=post.id,
                occasion=f"failed:{delivery.occasion}",
                community_id=post.community_id,
                data={"key": key, "channel_id": str(post.channel_id), "failure": str(failure)},
            )
        ]
    )

"""Posts, their edits and removals on their way: what is still to be done, and what is remembered once it was."""

from __future__ import annotations

from dataclasses import replace

from meetups.ports import Desk, UnitOfWork
from meetups.services.common import public_delivery
from meetups.services.drawing import post_body
from meetups.services.outgoing import Outgoing
from meetups.services.posting import follow_in_digests
from meetups.values import (
    ChannelId,
    Community,
    Delivery,
    DeliveryKind,
    MessageId,
    Post,
    PostState,
)

_UNWANTED = ("withdrawn", "post_gone")


async def prepare_post(work: UnitOfWork, desk: Desk, delivery: Delivery, *, was_tried: bool) -> Outgoing | str | None:
    """What to post, edit or remove now; else the reason why not, or None while it may stand there and must be found."""
    post = await work.posts.get(delivery.subject)
    community = await work.communities.get(delivery.community_id)
    if delivery.kind is DeliveryKind.REMOVE:
        return _removal(delivery, post, community.locale if community else "")
    reason = _obstacle(delivery, post, community)
    if reason in _UNWANTED and delivery.kind is DeliveryKind.POST and was_tried:
        # It may stand there already, to be taken down: the channel is read once the nonce's window is over.
        return None
    if reason is not None or post is None or community is None:
        return reason or "post_gone"
    body = await post_body(work, desk, post, community)
    if body is None:
        return "no_longer_so"
    channel_id = post.channel_id
    if delivery.kind is DeliveryKind.POST:
        # The organiser may choose another channel while nobody knows whether it arrived in this one.
        channel_id = (delivery.channel_id if was_tried else None) or channel_id
        await work.deliveries.save(replace(delivery, channel_id=channel_id))
    return Outgoing(delivery, channel_id, community.locale, body, post.message_id, post.is_thread)


async def posted(
    work: UnitOfWork,
    desk: Desk,
    delivery: Delivery,
    channel_id: ChannelId,
    message_id: MessageId | None,
    *,
    is_thread: bool,
) -> None:
    """A post stands: remember where; one whose author was forgotten while it was on its way is taken down again."""
    post = await work.posts.get(delivery.subject)
    if post is not None:
        stands = replace(post, message_id=message_id, channel_id=channel_id, is_thread=is_thread)
        await work.posts.save(stands)
        await follow_in_digests(work, desk, stands)
    elif delivery.community_id is not None:
        removal = public_delivery(
            desk,
            DeliveryKind.REMOVE,
            delivery.community_id,
            subject=delivery.subject,
            occasion="forgotten",
            data={"channel_id": str(channel_id), "message_id": str(message_id), "is_thread": is_thread},
        )
        await work.deliveries.plan([removal])


async def removed(work: UnitOfWork, delivery: Delivery) -> None:
    post = await work.posts.get(delivery.subject)
    if post is not None:
        await work.posts.save(replace(post, message_id=None, is_thread=False))


def _removal(delivery: Delivery, post: Post | None, locale: str) -> Outgoing | str:
    """A removal needs no post any more: what it removes is written in it, unless that came later."""
    if post is not None and post.message_id is not None:
        return Outgoing(delivery, post.channel_id, locale, None, post.message_id, post.is_thread)
    data = delivery.data
    if "message_id" not in data:
        return "never_posted"
    channel_id, message_id = ChannelId(int(data["channel_id"])), MessageId(int(data["message_id"]))
    return Outgoing(delivery, channel_id, locale, None, message_id, data.get("is_thread", False))


def _obstacle(delivery: Delivery, post: Post | None, community: Community | None) -> str | None:
    """Why a post or edit is not carried out any more."""
    if post is None:
        return "post_gone"
    if community is None or not community.is_ready:
        return "community_left"
    if post.state is PostState.GONE:
        return "message_gone"
    if delivery.kind is DeliveryKind.POST:
        if post.state is PostState.REMOVED:
            return "withdrawn"
        return "superseded" if post.message_id is not None else None
    if post.message_id is None:
        return "never_posted"
    # What comes by the calendar says only that time has passed.
    if delivery.occasion != str(post.revision) and not delivery.is_scheduled:
        return "superseded"
    if post.state is PostState.REMOVED:
        return "withdrawn"
    return None

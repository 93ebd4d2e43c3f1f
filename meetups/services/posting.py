"""The life of a post: wanted, changed with its facts, taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.services.common import public_delivery
from meetups.services.presence import has_departed
from meetups.values import (
    ChannelId,
    CommunityId,
    DeliveryKind,
    DeliveryState,
    PersonId,
    Post,
    PostId,
    PostKind,
    PostState,
)

OF_ALL = (PostKind.DIGEST, PostKind.YEAR)
"""Posts that are the community's, whoever wished for them."""


async def post_of(work: UnitOfWork, subject: int, kind: PostKind = PostKind.RECAP) -> Post | None:
    """The newest post about a meeting or mission, in whatever state."""
    posts = await work.posts.find(kind=kind, subject=subject)
    return posts[-1] if posts else None


async def put_up(
    work: UnitOfWork,
    desk: Desk,
    kind: PostKind,
    *,
    subject: int,
    author_id: PersonId,
    community_id: CommunityId,
    channel_id: ChannelId,
    is_on_web: bool = True,
) -> Post:
    """Write a post down and plan its delivery; one that stands already is given back as it is.

    Raises ``Refusal`` ``story.moderated`` after somebody deleted the earlier one on Discord.
    """
    # Every one of these is one of its own.
    earlier = None if kind in OF_ALL else await post_of(work, subject, kind)
    if earlier is not None and earlier.state is PostState.WANTED:
        if kind is not PostKind.INVITATION or earlier.channel_id == channel_id:
            return earlier
        await take_down(work, desk, earlier)
    if earlier is not None and earlier.state is PostState.GONE and kind not in (PostKind.INVITATION, PostKind.REST):
        raise Refusal("story.moderated")
    post = Post(
        PostId(desk.new_id()),
        kind,
        subject,
        author_id,
        community_id,
        channel_id,
        desk.clock(),
        is_on_web=is_on_web,
    )
    await work.posts.add(post)
    await _plan(work, desk, DeliveryKind.POST, post)
    return post


async def put_up_again(work: UnitOfWork, desk: Desk, community_id: CommunityId, channel_id: ChannelId) -> None:
    """Try once more, or in a new channel, what was never taken; what is still on its way goes first, and once.

    Nothing new is put up for whoever left meanwhile.
    """
    for post in await work.posts.find(community_id=community_id, state=PostState.WANTED, message_id=None):
        if post.kind not in OF_ALL and await has_departed(work, post.author_id, community_id):
            continue
        # The rest of a story goes to its recap's thread, wherever recaps go.
        where = post.channel_id if post.kind is PostKind.REST else channel_id
        moved = replace(post, channel_id=where, revision=post.revision + 1)
        await work.posts.save(moved)
        await _plan(work, desk, DeliveryKind.POST, moved)


async def catch_up(work: UnitOfWork, desk: Desk, community_id: CommunityId) -> None:
    """Plan anew the edits and events a community missed while the bot was out, and every removal that never came through."""
    missed = await work.deliveries.find(
        community_id=community_id,
        kind=[DeliveryKind.EDIT, DeliveryKind.REMOVE, DeliveryKind.EVENT],
        state=[DeliveryState.DROPPED, DeliveryState.UNDELIVERABLE],
    )
    for each in missed:
        if each.kind is DeliveryKind.REMOVE or each.reason == "community_left":
            again = replace(each, state=DeliveryState.PLANNED, due=desk.clock(), claimed_at=None, settled_at=None)
            await work.deliveries.save(replace(again, reason=""))


async def refresh_post(work: UnitOfWork, desk: Desk, subject: int, kind: PostKind = PostKind.RECAP) -> None:
    """Have a recap or announcement follow the facts."""
    post = await post_of(work, subject, kind)
    if post is not None and post.state is PostState.WANTED:
        await _refresh(work, desk, post)


async def refresh_wraps(work: UnitOfWork, desk: Desk, person_id: PersonId) -> None:
    """Have what somebody shared of their missions follow the facts."""
    for post in await work.posts.find(kind=PostKind.WRAP, author_id=person_id, state=PostState.WANTED):
        await _refresh(work, desk, post)


async def refresh_recaps(work: UnitOfWork, desk: Desk, meeting_ids: Sequence[int]) -> None:
    """Have the recaps of several meetings follow the facts."""
    for some in _chunks(meeting_ids):
        for post in await work.posts.find(kind=PostKind.RECAP, subject=some, state=PostState.WANTED):
            await _refresh(work, desk, post)


async def _refresh(work: UnitOfWork, desk: Desk, post: Post) -> None:
    changed = replace(post, revision=post.revision + 1)
    await work.posts.save(changed)
    await _plan(work, desk, DeliveryKind.EDIT, changed)
    await follow_in_digests(work, desk, changed)


async def follow_in_digests(work: UnitOfWork, desk: Desk, post: Post) -> None:
    """Have the digests follow that tell of a recap, or announce an open invitation; one about to be drawn does so anyway."""
    for digest in await _telling_of(work, post):
        on_its_way = await work.deliveries.count(
            kind=[DeliveryKind.POST, DeliveryKind.EDIT], subject=digest.id, state=DeliveryState.PLANNED
        )
        if digest.state is PostState.WANTED and not on_its_way:
            await _refresh(work, desk, digest)


async def _telling_of(work: UnitOfWork, post: Post) -> list[Post]:
    """Of a recap the first digest after it; of an open invitation all from its post to the first after it began."""
    if post.kind not in (PostKind.RECAP, PostKind.GATHERING):
        return []
    digests = await work.posts.find(kind=PostKind.DIGEST, subject=post.community_id)
    after = sorted((each for each in digests if each.created_at >= post.created_at), key=lambda each: each.id)
    gathering = await work.gatherings.get(post.subject) if post.kind is PostKind.GATHERING and after else None
    if gathering is None:
        return after[:1]
    told = after[: 1 + sum(each.created_at < gathering.starts_at for each in after)]
    # Who takes a seat changes nothing that a digest says.
    is_up = post.state is PostState.WANTED
    return [each for each in told if not is_up or each.created_at < gathering.changed_at]


def _chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    """Lists short enough for the number of values a statement may bind."""
    return (list(ids[start : start + 500]) for start in range(0, len(ids), 500))


async def withdraw_post(work: UnitOfWork, desk: Desk, subject: int, kind: PostKind = PostKind.RECAP) -> None:
    post = await post_of(work, subject, kind)
    if post is not None and post.state is PostState.WANTED:
        await take_down(work, desk, post)


async def take_down(work: UnitOfWork, desk: Desk, post: Post) -> None:
    changed = replace(post, revision=post.revision + 1, state=PostState.REMOVED)
    await work.posts.save(changed)
    await _plan(work, desk, DeliveryKind.REMOVE, changed)
    await follow_in_digests(work, desk, changed)


async def _plan(work: UnitOfWork, desk: Desk, kind: DeliveryKind, post: Post) -> None:
    data: dict[str, Any] = {"channel_id": str(post.channel_id)}
    if post.message_id is not None:
        data |= {"message_id": str(post.message_id), "is_thread": post.is_thread}
    delivery = public_delivery(desk, kind, post.community_id, subject=post.id, occasion=str(post.revision), data=data)
    await work.deliveries.plan([delivery])

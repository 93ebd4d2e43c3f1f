"""When the next digest is due, as a delivery, and what becomes of it then; planning twice plans nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from meetups.ports import Desk, UnitOfWork
from meetups.rules.weeks import DAY, WEEK, at_local_or_next, local_day
from meetups.services.digests.saying import last_digest, since_last, stories_between
from meetups.services.posting import OF_ALL, put_up
from meetups.values import (
    Community,
    CommunityId,
    Delivery,
    DeliveryId,
    DeliveryKind,
    DeliveryState,
    PersonId,
    Post,
    PostKind,
    PostState,
)

FEWEST: Final = 3
"""With fewer stories since the last there is no digest that week."""
SOONEST: Final = timedelta(days=3)
"""So long after one, such as one posted by hand, none comes by itself."""


async def plan_digest(work: UnitOfWork, desk: Desk, community: Community, by: PersonId | None = None) -> None:
    """Plan the next digest, unless one is planned or they are off; ``by`` is who wants it."""
    if not community.is_ready or not community.has_digest or await waiting_digests(work, community.id):
        return
    due = next_at(community, desk.clock())
    row = Delivery(
        id=DeliveryId(desk.new_id()),
        kind=DeliveryKind.DIGEST,
        subject=community.id,
        # The same weekly time once more is another digest; the time moved to later that day is, too.
        occasion=due.isoformat(),
        lane=f"digest:{community.id}",
        due=due,
        created_at=desk.clock(),
        person_id=by,
        community_id=community.id,
        is_scheduled=True,
    )
    await work.deliveries.plan([row])


async def replan_digest(work: UnitOfWork, desk: Desk, community: Community, by: PersonId | None = None) -> None:
    """Move what is planned to the community's new time, or take it back; what is due already stays while they are on."""
    for each in await waiting_digests(work, community.id):
        is_to_come = each.state is DeliveryState.PLANNED and (each.due > desk.clock() or not community.has_digest)
        if is_to_come:
            by = by or each.person_id
            await work.deliveries.remove(id=each.id)
    await plan_digest(work, desk, community, by)


async def waiting_digests(work: UnitOfWork, community_id: CommunityId) -> list[Delivery]:
    states = [DeliveryState.PLANNED, DeliveryState.CLAIMED]
    return await work.deliveries.find(kind=DeliveryKind.DIGEST, subject=community_id, state=states)


def next_at(community: Community, after: datetime) -> datetime:
    """The first instant after another at which the clocks of the community show its weekly time."""
    yesterday = local_day(after, community.time_zone) - DAY
    day = yesterday + (community.digest_weekday - yesterday.weekday()) % 7 * DAY
    while (instant := at_local_or_next(day, community.digest_minute, community.time_zone)) <= after:
        day += WEEK
    return instant


async def carry_digest(work: UnitOfWork, desk: Desk, delivery: Delivery) -> None:
    """Put up the digest a claimed delivery was planned for, or not, and plan the next; both in one transaction."""
    community = await work.communities.get(delivery.subject)
    reason = await _obstacle(work, desk, community)
    if reason is None and community is not None:
        await put_up_digest(work, desk, community, delivery.person_id)
    state = DeliveryState.SENT if reason is None else DeliveryState.DROPPED
    await work.deliveries.save(
        replace(delivery, state=state, settled_at=desk.clock(), reason="posted" if reason is None else reason)
    )
    if community is not None:
        await plan_digest(work, desk, community, delivery.person_id)


async def put_up_digest(work: UnitOfWork, desk: Desk, community: Community, by: PersonId | None) -> Post | None:
    """Post a digest of what was told since the last; None where nothing was."""
    told = await told_since(work, desk, community.id)
    if not told:
        return None
    assert community.recap_channel_id is not None
    return await put_up(
        work,
        desk,
        PostKind.DIGEST,
        subject=community.id,
        # Whoever turned it on may have erased themselves: it goes on without them.
        author_id=by or told[-1].author_id,
        community_id=community.id,
        channel_id=community.recap_channel_id,
    )


async def told_since(work: UnitOfWork, desk: Desk, community_id: CommunityId) -> list[Post]:
    """The recaps a digest would tell of that was posted now."""
    since = await since_last(work, desk, community_id)
    return await stories_between(work, community_id, since, desk.clock())


async def hand_over_digests(work: UnitOfWork, person_id: PersonId) -> None:
    """Before somebody is forgotten: what is the community's stays, in the name of another who told there."""
    for row in await work.deliveries.find(kind=DeliveryKind.DIGEST, person_id=person_id):
        await work.deliveries.save(replace(row, person_id=None))
    for post in await work.posts.find(kind=OF_ALL, author_id=person_id):
        told = await work.posts.find(kind=PostKind.RECAP, community_id=post.community_id, state=PostState.WANTED)
        others = [each.author_id for each in told if each.author_id != person_id]
        if not others:
            met = await work.showings.attended(post.community_id, date.min, date.max)
            others = [each.person_id for each in met if each.person_id != person_id]
        if others:
            await work.posts.save(replace(post, author_id=others[-1]))


async def _obstacle(work: UnitOfWork, desk: Desk, community: Community | None) -> str | None:
    """Why there is no digest this time."""
    if community is None or not community.is_ready:
        return "community_left"
    if not community.has_digest:
        return "digest_off"
    last = await last_digest(work, community.id)
    if last is not None and desk.clock() - last.created_at < SOONEST:
        return "too_soon"
    return "few_stories" if len(await told_since(work, desk, community.id)) < FEWEST else None

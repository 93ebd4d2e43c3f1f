"""When a host or a guest is forgotten, departs or is shunned, or the post is deleted: places are freed, nobody waits in vain."""

from __future__ import annotations

from meetups.ports import Desk, UnitOfWork
from meetups.rules.weeks import DAY
from meetups.services.gatherings.events import refresh_event
from meetups.services.gatherings.hosting import call_off
from meetups.services.gatherings.letters import About, erase_from_news, tell, tell_host
from meetups.services.gatherings.roster import is_on, roster_of
from meetups.services.gatherings.seating import give_up, move_up
from meetups.services.posting import post_of, refresh_post, take_down
from meetups.values import (
    CommunityId,
    Gathering,
    GatheringId,
    PersonId,
    Post,
    PostKind,
    PostState,
    SeatState,
)


async def leave_gatherings(work: UnitOfWork, desk: Desk, person_id: PersonId) -> None:
    """Before somebody is forgotten: what they host is off, their places are free, and nobody is told who it was."""
    for gathering in await work.gatherings.of(person_id):
        if gathering.host_id == person_id:
            await _abandon(work, desk, gathering)
        else:
            await _vacate(work, desk, gathering, person_id)


async def post_deleted(work: UnitOfWork, desk: Desk, post: Post) -> None:
    """Somebody deleted an invitation on Discord, or its channel: it is off, which its host is told as well."""
    if post.kind is not PostKind.GATHERING:
        return
    gathering = await work.gatherings.get(GatheringId(post.subject))
    if gathering is not None and is_on(desk, gathering):
        gathering = await call_off(work, desk, gathering)
        await tell(work, desk, gathering, About.OFF, [gathering.host_id], gathering.revision)


async def follow_never_list(
    work: UnitOfWork, desk: Desk, owner_id: PersonId, account_id: PersonId | None = None
) -> None:
    """Somebody came onto a never-list or off it: what either hosts and the other comes to follows at once, quietly.

    Whoever is apart keeps what they were told, and is counted no more; the host reads of whoever moved up alone. Without
    an account all of the list may have changed.
    """
    for gathering in await work.gatherings.of(owner_id, since=desk.clock() - DAY):
        guest_id = account_id if gathering.host_id == owner_id else owner_id
        is_theirs = account_id is None or gathering.host_id in (account_id, owner_id)
        if not is_theirs or not is_on(desk, gathering):
            continue
        if guest_id is None or await work.seats.get(gathering.id, guest_id) is not None:
            await move_up(work, desk, gathering)
            await refresh_post(work, desk, gathering.id, PostKind.GATHERING)


async def depart_gatherings(work: UnitOfWork, desk: Desk, person_id: PersonId, community_id: CommunityId) -> None:
    """A guest is not in the server any more: they come to nothing there, and the first who wait move up."""
    for gathering in await work.gatherings.of(person_id, since=desk.clock() - DAY):
        is_elsewhere = gathering.community_id != community_id or gathering.host_id == person_id
        seat = None if is_elsewhere else await work.seats.get(gathering.id, person_id)
        # Whom the host has no place for is not asked about again, should they come back.
        if seat is not None and seat.state is not SeatState.DECLINED and is_on(desk, gathering):
            await give_up(work, desk, gathering, person_id)


async def _abandon(work: UnitOfWork, desk: Desk, gathering: Gathering) -> None:
    if is_on(desk, gathering):
        await call_off(work, desk, gathering)
    elif gathering.event_id is not None:
        await refresh_event(work, desk, gathering, "forgotten")
    post = await post_of(work, gathering.id, PostKind.GATHERING)
    if post is not None and post.state is PostState.WANTED:
        await take_down(work, desk, post)


async def _vacate(work: UnitOfWork, desk: Desk, gathering: Gathering, person_id: PersonId) -> None:
    had_place = (await roster_of(work, gathering)).comes(person_id) is not None
    await work.seats.remove(gathering_id=gathering.id, person_id=person_id)
    await erase_from_news(work, gathering.id, person_id)
    if is_on(desk, gathering):
        if had_place:
            await tell_host(work, desk, gathering, gone=1)
        await move_up(work, desk, gathering)
    await refresh_post(work, desk, gathering.id, PostKind.GATHERING)

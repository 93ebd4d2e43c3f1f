"""When a host or a guest is forgotten, or the post is deleted on Discord: places are freed, and nobody waits in vain."""

from __future__ import annotations

from meetups.ports import Desk, UnitOfWork
from meetups.services.gatherings.hosting import call_off
from meetups.services.gatherings.letters import About, erase_from_news, tell, tell_host
from meetups.services.gatherings.roster import roster_of
from meetups.services.gatherings.seating import move_up
from meetups.services.posting import post_of, refresh_post, take_down
from meetups.values import (
    Gathering,
    GatheringId,
    GatheringState,
    PersonId,
    Post,
    PostKind,
    PostState,
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
    if gathering is not None and _is_on(desk, gathering):
        gathering = await call_off(work, desk, gathering)
        await tell(work, desk, gathering, About.OFF, [gathering.host_id], gathering.revision)


def _is_on(desk: Desk, gathering: Gathering) -> bool:
    return gathering.state is GatheringState.OPEN and gathering.ends_at > desk.clock()


async def _abandon(work: UnitOfWork, desk: Desk, gathering: Gathering) -> None:
    if _is_on(desk, gathering):
        await call_off(work, desk, gathering)
    post = await post_of(work, gathering.id, PostKind.GATHERING)
    if post is not None and post.state is PostState.WANTED:
        await take_down(work, desk, post)


async def _vacate(work: UnitOfWork, desk: Desk, gathering: Gathering, person_id: PersonId) -> None:
    had_place = (await roster_of(work, gathering)).comes(person_id) is not None
    await work.seats.remove(gathering_id=gathering.id, person_id=person_id)
    await erase_from_news(work, gathering.id, person_id)
    if _is_on(desk, gathering):
        if had_place:
            await tell_host(work, desk, gathering, gone=1)
        await move_up(work, desk, gathering)
    await refresh_post(work, desk, gathering.id, PostKind.GATHERING)

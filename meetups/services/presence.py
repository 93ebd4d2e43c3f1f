"""Whether somebody is still in a community's server, as far as is known."""

from __future__ import annotations

from meetups.ports import UnitOfWork
from meetups.values import Actor, CommunityId, PersonId


async def has_departed(work: UnitOfWork, person_id: PersonId, community_id: CommunityId) -> bool:
    missions = await work.missions.find(person_id=person_id, community_id=community_id)
    return any(each.departed_at is not None for each in missions)


async def is_outside(work: UnitOfWork, actor: Actor, community_id: CommunityId) -> bool:
    """Whether somebody acts from outside a community they have left; whoever acts in it is there."""
    return actor.community_id != community_id and await has_departed(work, actor.person_id, community_id)

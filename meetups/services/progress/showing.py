"""What a member lets the others of a community see: nothing until they say so, and nothing any more once they take it back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from meetups.ports import Desk, UnitOfWork
from meetups.services.common import known_person, ready_community, visible_name
from meetups.values import Actor, Community, CommunityId, Look, PersonId, Showing

NAME_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class Shows:
    """What somebody shows in a community."""

    showing: Showing
    community: Community


async def showing_of(work: UnitOfWork, person_id: PersonId, community_id: CommunityId) -> Showing:
    return await work.showings.get(person_id, community_id) or Showing(person_id, community_id)


async def look_of(work: UnitOfWork, person_id: PersonId) -> Look:
    """The ground somebody's pictures are drawn on."""
    person = await work.persons.get(person_id)
    return person.look if person else Look.DARK


async def show(
    work: UnitOfWork,
    desk: Desk,
    actor: Actor,
    name: str,
    *,
    is_shown: bool | None = None,
    is_pictured: bool | None = None,
    is_ranked: bool | None = None,
) -> Shows:
    """Change what was given; None leaves it as it is. ``name`` is what the actor is called in the community."""
    person = await known_person(work, desk, actor)
    community = await ready_community(work, actor.community_id)
    before = await work.showings.get(person.id, community.id)
    showing = before or Showing(person.id, community.id)
    showing = replace(
        showing,
        name=visible_name(name)[:NAME_CHARACTERS] or str(person.id),
        is_shown=showing.is_shown if is_shown is None else is_shown,
        is_pictured=showing.is_pictured if is_pictured is None else is_pictured,
        is_ranked=showing.is_ranked if is_ranked is None else is_ranked,
    )
    if before is None:
        await work.showings.add(showing)
    elif showing != before:
        await work.showings.save(showing)
    return Shows(showing, community)

"""The verbs behind `/progress`: reading how things stand, and saying who else may."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.weeks import local_day
from meetups.services.common import contact_of_account, known_person, organised, ready_community
from meetups.services.pool import FLOOR
from meetups.services.posting import withdraw_post
from meetups.services.presence import has_departed
from meetups.services.progress.circle import Circle, circle_of
from meetups.services.progress.looking_back import (
    WrapPreview,
    YearPreview,
    own_mission,
    preview_of,
    share_wrap,
    share_year,
    year_preview,
)
from meetups.services.progress.showing import Shows, look_of, show, showing_of
from meetups.services.progress.standing import Standing, standing_of
from meetups.services.progress.together import Pair, Ranked, pairs_of, ranking_of
from meetups.values import Actor, Community, CommunityId, Look, Mission, PersonId, PostKind


@dataclass(frozen=True, slots=True)
class Together:
    """A community's picture: ``names`` of those who want to be seen, and the pairs of them who met.

    ``names`` are empty where fewer than five want to be seen; ``is_pictured`` says whether whoever looks is among them.
    """

    community: Community
    look: Look
    today: date
    names: tuple[str, ...]
    pairs: tuple[Pair, ...]
    ranking: tuple[Ranked, ...]
    is_pictured: bool


class Reading:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def mine(self, actor: Actor) -> Standing | None:
        """The mission running here, else the last there was; None for whoever never had one."""
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            mission = await _latest(work, actor.person_id, actor.community_id)
            return None if mission is None else await standing_of(work, self._desk, mission)

    async def of_member(self, actor: Actor, member_id: PersonId) -> Standing:
        """How another stands, of whom nothing is told that they do not show. Raises ``Refusal`` ``progress.not_shown``."""
        async with self._desk.store.read() as work:
            community = await ready_community(work, actor.community_id)
            shown = await showing_of(work, member_id, community.id)
            mission = await _latest(work, member_id, community.id)
            if (
                not shown.is_shown
                or mission is None
                or mission.community_id != community.id
                or await has_departed(work, member_id, community.id)
                or await _is_kept_from(work, member_id, actor.person_id)
            ):
                raise Refusal("progress.not_shown")
            standing = await standing_of(work, self._desk, mission)
            return replace(standing, person=replace(standing.person, look=await look_of(work, actor.person_id)))

    async def circle(self, actor: Actor) -> Circle:
        async with self._desk.store.write() as work:
            return await circle_of(work, self._desk, await known_person(work, self._desk, actor))

    async def together(self, actor: Actor) -> Together:
        """Who met whom here. Raises ``Refusal`` like ``ready_community``."""
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            community = await ready_community(work, actor.community_id)
            mine = await showing_of(work, actor.person_id, community.id)
            members = await work.showings.pictured(community.id)
            is_enough = len(members) >= FLOOR
            today = local_day(self._desk.clock(), community.time_zone)
            return Together(
                community=community,
                look=person.look,
                today=today,
                names=tuple(each.name for each in members) if is_enough else (),
                pairs=await pairs_of(work, community, members) if is_enough else (),
                ranking=await ranking_of(work, community, today.replace(month=1, day=1)),
                is_pictured=mine.is_pictured,
            )

    async def shows(
        self,
        actor: Actor,
        name: str,
        *,
        is_shown: bool | None = None,
        is_pictured: bool | None = None,
        is_ranked: bool | None = None,
    ) -> Shows:
        """What the actor shows here, after the changes given. Raises ``Refusal`` like ``ready_community``."""
        async with self._desk.store.write() as work:
            return await show(
                work,
                self._desk,
                actor,
                name,
                is_shown=is_shown,
                is_pictured=is_pictured,
                is_ranked=is_ranked,
            )

    async def look(self, actor: Actor, look: Look) -> None:
        """Draw the actor's pictures on this ground from now on."""
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            await work.persons.save(replace(person, look=look))

    async def rank(self, actor: Actor, *, is_on: bool) -> Community:
        """Have a ranking here or not; listed are those who say so themselves. Organisers only."""
        async with self._desk.store.write() as work:
            community = replace(await organised(work, actor), has_ranking=is_on)
            await work.communities.save(community)
            return community

    async def wrap(self, actor: Actor, mission_id: int) -> WrapPreview:
        async with self._desk.store.read() as work:
            return await preview_of(work, self._desk, actor, await own_mission(work, actor, mission_id))

    async def share_wrap(self, actor: Actor, mission_id: int) -> WrapPreview:
        async with self._desk.store.write() as work:
            mission = await own_mission(work, actor, mission_id)
            return await share_wrap(work, self._desk, actor, mission)

    async def take_back_wrap(self, actor: Actor, mission_id: int) -> WrapPreview:
        async with self._desk.store.write() as work:
            mission = await own_mission(work, actor, mission_id)
            await withdraw_post(work, self._desk, mission.id, PostKind.WRAP)
            return await preview_of(work, self._desk, actor, mission)

    async def year(self, actor: Actor) -> YearPreview:
        async with self._desk.store.read() as work:
            return await year_preview(work, self._desk, actor)

    async def share_year(self, actor: Actor) -> YearPreview:
        async with self._desk.store.write() as work:
            return await share_year(work, self._desk, actor)


async def _latest(work: UnitOfWork, person_id: PersonId, community_id: CommunityId | None) -> Mission | None:
    """The mission running in a community, else the last one there, else any other's; in no community any."""
    missions = await work.missions.find(person_id=person_id)
    return max(
        missions,
        key=lambda each: (each.community_id == community_id, each.ended_at is None, each.starts_on, each.id),
        default=None,
    )


async def _is_kept_from(work: UnitOfWork, member_id: PersonId, reader_id: PersonId) -> bool:
    """Whether a member keeps away from whoever wants to look: to them they show nothing, like many others."""
    contact = await contact_of_account(work, member_id, reader_id)
    return contact is not None and contact.is_never

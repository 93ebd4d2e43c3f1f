"""Joining a community's pool, saying what one likes, and leaving; nobody does any of it for somebody else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.weeks import local_day
from meetups.services.common import adult, known_person, ready_community
from meetups.services.pool.entrants import resting
from meetups.services.pool.planning import ahead, plan_weekly
from meetups.services.pool.slots import days_of, is_over
from meetups.services.presence import is_outside
from meetups.values import (
    Actor,
    Community,
    CommunityId,
    DeliveryKind,
    DeliveryState,
    MatchAnswer,
    MatchRun,
    Person,
    PersonId,
    PoolMember,
    RunId,
)


@dataclass(frozen=True, slots=True)
class Likes:
    """What a member likes; ``is_findable`` lets members who visit their city know that they are there."""

    in_person_only: bool = False
    likes_three: bool = False
    is_findable: bool = True


@dataclass(frozen=True, slots=True)
class PoolHome:
    """A pool as one person sees it; ``member`` is None while they are not in it.

    ``run_id`` is the run in which they are introduced to somebody just now. ``is_away``: their mission here asks for no
    meeting just now, so that they are left out. ``next_at`` waits for the end of the community's break, ``break_until``.
    ``is_first``: nobody else takes part, so that nobody can be introduced to them; somebody's single week off does not count
    as that. ``has_left``: they were a member until just now.
    """

    community: Community
    person: Person
    member: PoolMember | None
    next_at: datetime | None
    is_away: bool
    run_id: RunId | None
    break_until: date | None = None
    is_first: bool = False
    has_left: bool = False


class Pool:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def pools(self, actor: Actor) -> list[Community]:
        """The communities whose pools a person is in."""
        async with self._desk.store.read() as work:
            members = await work.pool.find(person_id=actor.person_id)
            ids = [each.community_id for each in members]
            return await work.communities.find(id=ids, left_at=None) if ids else []

    async def home(self, actor: Actor, community_id: int = 0) -> PoolHome:
        """Raises ``Refusal`` ``pool.closed`` where there is none and one is in none."""
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            community = await _community(work, actor, community_id)
            home = await self._home(work, community, person)
            if home.member is None and not community.has_pool:
                raise Refusal("pool.closed")
            return home

    async def join(self, actor: Actor, community_id: int, likes: Likes, *, is_adult: bool = False) -> PoolHome:
        """Be matched from the next run on; joining twice is joining once.

        Raises ``AgeUnsaid``, and ``Refusal`` ``pool.closed``, or ``departed.pool`` for whoever left the community.
        """
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            community = await _community(work, actor, community_id)
            if not community.has_pool:
                raise Refusal("pool.closed")
            if await is_outside(work, actor, community.id):
                raise Refusal("departed.pool", name=community.name)
            person = await adult(work, self._desk, person, is_said=is_adult)
            if await work.pool.get(person.id, community.id) is None:
                member = PoolMember(
                    person_id=person.id,
                    community_id=community.id,
                    joined_at=self._desk.clock(),
                    in_person_only=likes.in_person_only,
                    likes_three=likes.likes_three,
                    is_findable=likes.is_findable,
                )
                await work.pool.add(member)
                await plan_weekly(work, self._desk, community)
            return await self._home(work, community, person)

    async def change(
        self,
        actor: Actor,
        community_id: int,
        *,
        in_person_only: bool | None = None,
        likes_three: bool | None = None,
        is_findable: bool | None = None,
    ) -> PoolHome:
        """Like something else from now on; None leaves it as it is. Raises ``Refusal`` ``pool.not_in``."""
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            community = await _community(work, actor, community_id)
            member = await _member(work, person.id, community.id)
            changed = replace(
                member,
                in_person_only=member.in_person_only if in_person_only is None else in_person_only,
                likes_three=member.likes_three if likes_three is None else likes_three,
                is_findable=member.is_findable if is_findable is None else is_findable,
            )
            await work.pool.save(changed)
            return await self._home(work, community, person)

    async def back(self, actor: Actor, community_id: int) -> PoolHome:
        """Take part again after resting. Raises ``Refusal`` ``pool.not_in``."""
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            community = await _community(work, actor, community_id)
            await wake(work, self._desk, await _member(work, person.id, community.id))
            return await self._home(work, community, person)

    async def leave(self, actor: Actor, community_id: int = 0) -> PoolHome:
        """Be matched no more; whoever one was to meet finds somebody else. Leaving twice is leaving once."""
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            community = await _community(work, actor, community_id)
            has_left = await leave_pool(work, self._desk, person.id, community)
            return replace(await self._home(work, community, person), has_left=has_left)

    async def _home(self, work: UnitOfWork, community: Community, person: Person) -> PoolHome:
        following = await ahead(work, community)
        member = await work.pool.get(person.id, community.id)
        today = local_day(self._desk.clock(), community.time_zone)
        # In a break every mission asks for nothing; what counts is how it is behind it.
        first_on = days_of(community, following.weekly)[0] if following.weekly and following.break_until else today
        away = await resting(work, community.id, first_on) if member else set()
        awake = await work.pool.count(community_id=community.id, rested_at=None)
        return PoolHome(
            community=community,
            person=person,
            member=member,
            next_at=following.announce_at,
            is_away=person.id in away,
            run_id=await self._introduced_in(work, community, person.id),
            break_until=following.break_until,
            is_first=awake == int(member is not None and member.rested_at is None),
        )

    async def _introduced_in(self, work: UnitOfWork, community: Community, person_id: PersonId) -> RunId | None:
        runs = [
            each.id for each in await _current(work, self._desk, community) if each.announce_at <= self._desk.clock()
        ]
        places = await work.matched.find(person_id=person_id, run_id=runs) if runs else []
        return max((each.run_id for each in places if not each.is_left_over), default=None)


async def leave_pool(work: UnitOfWork, desk: Desk, person_id: PersonId, community: Community) -> bool:
    """Take somebody out of a pool, and of the runs that are not over; gives whether they were in it."""
    was_in = await work.pool.remove(person_id=person_id, community_id=community.id) > 0
    for run in await _current(work, desk, community):
        await _give_up(work, desk, run, person_id)
    return was_in


async def wake(work: UnitOfWork, desk: Desk, member: PoolMember) -> None:
    """End a rest; coming back is joining anew, so that what was let pass before does not count again."""
    if member.rested_at is not None:
        await work.pool.save(replace(member, rested_at=None, joined_at=desk.clock()))


async def _give_up(work: UnitOfWork, desk: Desk, run: MatchRun, person_id: PersonId) -> None:
    """Take back one's place in a run nobody heard of yet; in any other, what was not answered is a quiet no."""
    kinds = [DeliveryKind.INTRODUCTION, DeliveryKind.NEWS]
    await work.deliveries.remove(kind=kinds, subject=run.id, person_id=person_id, state=DeliveryState.PLANNED)
    place = await work.matched.get(run.id, person_id)
    if place is None:
        return
    if run.announce_at > desk.clock():
        await work.matched.remove(run_id=run.id, person_id=person_id)
    elif place.answer is not MatchAnswer.IN:
        await work.matched.save(replace(place, answer=MatchAnswer.OUT, answered_at=desk.clock()))


async def _community(work: UnitOfWork, actor: Actor, community_id: int) -> Community:
    """The pool a button names, wherever it is pressed, for somebody who is known there; else the one here."""
    named = CommunityId(community_id)
    return await ready_community(work, named if await _is_known(work, actor, named) else actor.community_id)


async def _is_known(work: UnitOfWork, actor: Actor, community_id: CommunityId) -> bool:
    where = {"person_id": actor.person_id, "community_id": community_id}
    is_member = await work.pool.count(**where) or await work.missions.count(**where)
    return bool(is_member) or await _was_matched(work, actor, community_id)


async def _was_matched(work: UnitOfWork, actor: Actor, community_id: CommunityId) -> bool:
    runs = [each.run_id for each in await work.matched.find(person_id=actor.person_id)]
    return bool(runs) and await work.runs.count(id=runs, community_id=community_id) > 0


async def _member(work: UnitOfWork, person_id: PersonId, community_id: CommunityId) -> PoolMember:
    member = await work.pool.get(person_id, community_id)
    if member is None:
        raise Refusal("pool.not_in")
    return member


async def _current(work: UnitOfWork, desk: Desk, community: Community) -> list[MatchRun]:
    """The runs whose days are not past, the earliest first."""
    runs = await work.runs.find(community_id=community.id, undone_at=None)
    return [each for each in runs if not is_over(community, each, desk.clock())]

"""Who left the server of their community, which nobody tells a bot without the members intent: it asks, now and then (§4).

Whoever left rests: their mission is paused, they are out of the pool, and one farewell asks whether they go on without
the community. Acting there again ends it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Final, NamedTuple

from meetups.ports import Desk, UnitOfWork
from meetups.rules.weeks import DAY, local_day
from meetups.services.absences import new_excuse
from meetups.services.common import private_delivery
from meetups.services.gatherings import depart_gatherings
from meetups.services.outgoing import Farewell
from meetups.services.plans import note_departure
from meetups.services.pool.membership import leave_pool
from meetups.services.pool.planning import awake_at
from meetups.values import (
    Community,
    CommunityId,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Excuse,
    ExcuseKind,
    Mission,
    MissionId,
    Person,
    PersonId,
)

RECENT: Final = timedelta(days=6)
"""So long somebody counts as there: a kickoff comes every seven days, so each is preceded by one look."""
AHEAD: Final = timedelta(days=1)
"""How long before their kickoff somebody is looked up."""
_PAUSE: Final = "pause_id"


class OnRoll(NamedTuple):
    """A member of whom it is not known whether they are still there."""

    mission_id: MissionId
    person_id: PersonId
    community_id: CommunityId


class Departures:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def to_look_up(self, limit: int) -> list[OnRoll]:
        """Members with a kickoff before them who were not known to be there for a while, the soonest kickoff first."""
        now = self._desk.clock()
        async with self._desk.store.read() as work:
            missions = await work.missions.unseen(now - RECENT, now + AHEAD, limit)
        return [OnRoll(each.id, each.person_id, each.community_id) for each in missions]

    async def present(self, members: Iterable[tuple[PersonId, CommunityId]]) -> None:
        """These people are there now, which ends a departure; what was paused stays so until they resume it."""
        there: dict[CommunityId, set[PersonId]] = defaultdict(set)
        for person_id, community_id in members:
            there[community_id].add(person_id)
        if there:
            async with self._desk.store.write() as work:
                for community_id, person_ids in there.items():
                    await work.missions.seen_here(community_id, person_ids, self._desk.clock())

    async def departed(self, person_id: PersonId, community_id: CommunityId) -> None:
        """They are not in this community any more; learning it twice is learning it once."""
        async with self._desk.store.write() as work:
            await self._depart(work, person_id, community_id)

    async def departed_everywhere(self, person_id: PersonId) -> None:
        """They share no server with the bot: they left every community they have a mission or any kind of place in."""
        async with self._desk.store.write() as work:
            missions = {each.community_id for each in await work.missions.running(person_id)}
            pools = {each.community_id for each in await work.pool.find(person_id=person_id)}
            gatherings = {
                each.community_id for each in await work.gatherings.of(person_id, since=self._desk.clock() - DAY)
            }
            for community_id in missions | pools | gatherings:
                await self._depart(work, person_id, community_id)

    async def _depart(self, work: UnitOfWork, person_id: PersonId, community_id: CommunityId) -> None:
        person, community = await work.persons.get(person_id), await work.communities.get(community_id)
        if person is None or community is None or community.left_at is not None:
            # Where the bot itself was put out nobody can be said to have left.
            return
        await leave_pool(work, self._desk, person_id, community)
        await note_departure(work, self._desk, person_id)
        await depart_gatherings(work, self._desk, person_id, community_id)
        mission = await work.missions.one(
            person_id=person_id, community_id=community_id, ended_at=None, departed_at=None
        )
        if mission is None:
            return
        await work.missions.save(replace(mission, departed_at=self._desk.clock()))
        # Nobody is mentioned in a server they left.
        await work.deliveries.remove(
            kind=DeliveryKind.KNOCK, subject=person_id, community_id=community_id, state=DeliveryState.PLANNED
        )
        pause = None
        if await _open_pause(work, mission) is None:
            today = local_day(self._desk.clock(), mission.time_zone)
            pause = new_excuse(self._desk, mission, ExcuseKind.PAUSE, today, None)
            await work.excuses.add(pause)
        await work.deliveries.plan([self._farewell(mission, person, community, pause)])

    def _farewell(self, mission: Mission, person: Person, community: Community, pause: Excuse | None) -> Delivery:
        now = self._desk.clock()
        return private_delivery(
            self._desk,
            DeliveryKind.FAREWELL,
            person.id,
            subject=mission.id,
            occasion=now.isoformat(),
            due=awake_at(person, community, now),
            mission_id=mission.id,
            community_id=community.id,
            data={_PAUSE: str(pause.id)} if pause is not None else {},
        )


async def farewell_of(work: UnitOfWork, delivery: Delivery) -> Farewell | None:
    """What a farewell says now; None once the mission goes on or is over, and where there is nothing to tell any more."""
    mission, community = await work.missions.get(delivery.mission_id), await work.communities.get(delivery.community_id)
    if mission is None or community is None or mission.ended_at is not None:
        return None
    pause = await _open_pause(work, mission)
    if pause is None:
        return None
    is_by_departing = delivery.data.get(_PAUSE) == str(pause.id)
    if mission.departed_at is None and not is_by_departing:
        return None
    return Farewell(mission, community, is_back=mission.departed_at is None, was_paused=not is_by_departing)


async def _open_pause(work: UnitOfWork, mission: Mission) -> Excuse | None:
    pauses = await work.excuses.find(mission_id=mission.id, kind=ExcuseKind.PAUSE, last_on=None)
    return pauses[0] if pauses else None

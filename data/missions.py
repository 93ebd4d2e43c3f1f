"""Missions, and which of them are running."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data import tables
from data.records import TableRecords
from data.replicas import Shards
from meetups.values import CommunityId, DeliveryKind, DeliveryState, Mission, MissionId, PersonId

_rows = tables.missions


class MissionRecords(TableRecords[Mission]):
    def __init__(self, connection: AsyncConnection, shards: Shards) -> None:
        super().__init__(connection, _rows, Mission)
        self._shards = shards

    async def running(self, person_id: PersonId) -> list[Mission]:
        return await self.find(person_id=person_id, ended_at=None)

    async def running_after(self, mission_id: MissionId, limit: int) -> list[Mission]:
        query = (
            select(_rows).where(_rows.c.ended_at.is_(None), _rows.c.id > mission_id).order_by(_rows.c.id).limit(limit)
        )
        return [self._from_row(row) for row in await self._connection.execute(query)]

    async def unplanned(self, limit: int) -> list[Mission]:
        planned = exists().where(
            tables.deliveries.c.mission_id == _rows.c.id,
            tables.deliveries.c.state.in_((DeliveryState.PLANNED, DeliveryState.CLAIMED)),
        )
        query = select(_rows).where(_rows.c.ended_at.is_(None), ~planned).order_by(_rows.c.id).limit(limit)
        return [self._from_row(row) for row in await self._connection.execute(query)]

    async def unseen(self, since: datetime, kickoff_by: datetime, limit: int) -> list[Mission]:
        kickoffs, communities = tables.deliveries, tables.communities
        query = (
            select(_rows)
            .select_from(kickoffs)
            .join(_rows, _rows.c.id == kickoffs.c.mission_id)
            .join(communities, communities.c.id == _rows.c.community_id)
            .where(
                kickoffs.c.state == DeliveryState.PLANNED,
                kickoffs.c.is_scheduled.is_(True),
                kickoffs.c.due <= kickoff_by,
                kickoffs.c.kind == DeliveryKind.KICKOFF,
                _rows.c.ended_at.is_(None),
                _rows.c.departed_at.is_(None),
                func.coalesce(_rows.c.seen_here_at, _rows.c.created_at) < since,
                communities.c.left_at.is_(None),
                self._shards.covering(_rows.c.community_id),
            )
            .order_by(kickoffs.c.due, kickoffs.c.id)
            .limit(limit)
        )
        found = [self._from_row(row) for row in await self._connection.execute(query)]
        # One that was put off is due beside the next week's.
        return list({each.id: each for each in found}.values())

    async def seen_here(self, community_id: CommunityId, person_ids: Collection[PersonId], now: datetime) -> None:
        here = (_rows.c.community_id == community_id, _rows.c.person_id.in_(person_ids))
        await self._connection.execute(update(_rows).where(*here).values(seen_here_at=now, departed_at=None))

    async def departed(self) -> int:
        query = select(func.count()).where(_rows.c.departed_at.is_not(None), _rows.c.ended_at.is_(None))
        return (await self._connection.execute(query)).scalar_one()

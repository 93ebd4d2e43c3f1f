"""Missions, and which of them are running."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data import tables
from data.records import TableRecords
from meetups.values import DeliveryState, Mission, PersonId

_rows = tables.missions


class MissionRecords(TableRecords[Mission]):
    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection, _rows, Mission)

    async def running(self, person_id: PersonId) -> list[Mission]:
        return await self.find(person_id=person_id, ended_at=None)

    async def unplanned(self, limit: int) -> list[Mission]:
        planned = exists().where(
            tables.deliveries.c.mission_id == _rows.c.id,
            tables.deliveries.c.state.in_((DeliveryState.PLANNED, DeliveryState.CLAIMED)),
        )
        query = select(_rows).where(_rows.c.ended_at.is_(None), ~planned).order_by(_rows.c.id).limit(limit)
        return [self._from_row(row) for row in await self._connection.execute(query)]

"""The deliveries table: planned once, claimed by one, settled for good."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from data import tables
from data.records import TableRecords
from meetups.values import Delivery, DeliveryId, DeliveryKind, DeliveryState, MissionId, PersonId

_rows = tables.deliveries
_BUSY = select(_rows.c.lane).where(_rows.c.state == DeliveryState.CLAIMED)


class DeliveryRecords(TableRecords[Delivery]):
    """Adds to the common verbs what makes a delivery happen exactly once."""

    def __init__(self, connection: AsyncConnection, on_planned: Callable[[datetime], None]) -> None:
        super().__init__(connection, _rows, Delivery)
        self._on_planned = on_planned

    async def add(self, *values: Delivery) -> None:
        await self.plan(values)

    async def plan(self, deliveries: Iterable[Delivery]) -> None:
        planned = list(deliveries)
        if not planned:
            return
        is_sqlite = self._connection.dialect.name == "sqlite"
        insert: Any = sqlite.insert(_rows) if is_sqlite else postgresql.insert(_rows)
        statement = insert.on_conflict_do_nothing(index_elements=["kind", "subject", "occasion"])
        await self._connection.execute(statement, [self._to_row(each) for each in planned])
        self._on_planned(min(each.due for each in planned))

    async def save(self, value: Delivery) -> None:
        await super().save(value)
        if value.state is DeliveryState.PLANNED:
            self._on_planned(value.due)

    async def due(self, now: datetime, limit: int) -> list[Delivery]:
        """The head of each lane: rows of one target go in order, and wait for a claimed one."""
        ranked = (
            select(
                _rows.c.id,
                func.row_number().over(partition_by=_rows.c.lane, order_by=(_rows.c.due, _rows.c.id)).label("nth"),
            )
            .where(_rows.c.state == DeliveryState.PLANNED, _rows.c.due <= now, _rows.c.lane.not_in(_BUSY))
            .subquery()
        )
        query = (
            select(_rows)
            .join(ranked, and_(ranked.c.id == _rows.c.id, ranked.c.nth == 1))
            .order_by(_rows.c.due, _rows.c.id)
            .limit(limit)
        )
        return [self._from_row(row) for row in await self._connection.execute(query)]

    async def claimed(self, before: datetime) -> list[Delivery]:
        query = (
            select(_rows)
            .where(_rows.c.state == DeliveryState.CLAIMED, _rows.c.claimed_at <= before)
            .order_by(_rows.c.due, _rows.c.id)
        )
        return [self._from_row(row) for row in await self._connection.execute(query)]

    async def claim(self, ids: Sequence[DeliveryId], now: datetime) -> list[Delivery]:
        """Claim planned rows; the time of a claim is that of its first attempt."""
        if not ids:
            return []
        statement = (
            update(_rows)
            .where(_rows.c.id.in_(ids), _rows.c.state == DeliveryState.PLANNED)
            .values(state=DeliveryState.CLAIMED, claimed_at=now)
            .returning(_rows)
        )
        return [self._from_row(row) for row in await self._connection.execute(statement)]

    async def next_due(self) -> datetime | None:
        """When the next row that could be claimed falls due: none of a lane that waits for a claimed one."""
        free = select(_rows.c.due).where(_rows.c.state == DeliveryState.PLANNED, _rows.c.lane.not_in(_BUSY))
        query = free.order_by(_rows.c.due).limit(1)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def waiting_for(self, person_id: PersonId) -> list[Delivery]:
        query = (
            select(_rows)
            .where(
                _rows.c.person_id == person_id,
                _rows.c.state == DeliveryState.UNDELIVERABLE,
                _rows.c.seen_at.is_(None),
            )
            .order_by(_rows.c.due, _rows.c.id)
        )
        return [self._from_row(row) for row in await self._connection.execute(query)]

    async def tally(self) -> list[tuple[DeliveryKind, DeliveryState, int]]:
        query = select(_rows.c.kind, _rows.c.state, func.count()).group_by(_rows.c.kind, _rows.c.state)
        return [(row[0], row[1], row[2]) for row in await self._connection.execute(query)]

    async def failures(self, limit: int) -> list[Delivery]:
        query = (
            select(_rows)
            .where(_rows.c.state == DeliveryState.UNDELIVERABLE)
            .order_by(_rows.c.settled_at.desc(), _rows.c.id.desc())
            .limit(limit)
        )
        return [self._from_row(row) for row in await self._connection.execute(query)]

    async def withdraw(self, mission_id: MissionId, kinds: Sequence[str]) -> None:
        await self._connection.execute(
            delete(_rows).where(
                _rows.c.mission_id == mission_id,
                _rows.c.kind.in_(kinds),
                _rows.c.state == DeliveryState.PLANNED,
            )
        )

"""Persons, when they last acted, and how many of them were lately written to for the first time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data import tables
from data.records import TableRecords
from meetups.values import Person, PersonId


class PersonRecords(TableRecords[Person]):
    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection, tables.persons, Person)

    async def opened_since(self, instant: datetime) -> int:
        query = select(func.count()).where(tables.persons.c.dm_opened_at >= instant)
        return (await self._connection.execute(query)).scalar_one()

    async def seen(self, person_ids: Collection[PersonId], now: datetime) -> None:
        statement = update(tables.persons).where(tables.persons.c.id.in_(person_ids)).values(seen_at=now)
        await self._connection.execute(statement)

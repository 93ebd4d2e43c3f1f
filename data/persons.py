"""Persons, and how many of them were lately written to for the first time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data import tables
from data.records import TableRecords
from meetups.values import Person


class PersonRecords(TableRecords[Person]):
    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection, tables.persons, Person)

    async def opened_since(self, instant: datetime) -> int:
        query = select(func.count()).where(tables.persons.c.dm_opened_at >= instant)
        return (await self._connection.execute(query)).scalar_one()

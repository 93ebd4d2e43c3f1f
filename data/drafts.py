"""Drafts, and how they are thrown away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from data import tables
from data.records import TableRecords
from meetups.values import Draft


class DraftRecords(TableRecords[Draft]):
    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection, tables.drafts, Draft)

    async def remove_older(self, instant: datetime) -> None:
        await self._connection.execute(delete(tables.drafts).where(tables.drafts.c.created_at < instant))

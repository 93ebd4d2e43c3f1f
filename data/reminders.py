"""What this installation notes about itself, such as which commands Discord was told."""

from __future__ import annotations

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data import tables

_rows = tables.reminders


class ReminderRecords:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def recall(self, name: str) -> str | None:
        query = select(_rows.c.value).where(_rows.c.name == name)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def remember(self, name: str, value: str) -> None:
        await self.forget(name)
        await self._connection.execute(insert(_rows).values(name=name, value=value))

    async def forget(self, name: str) -> None:
        await self._connection.execute(delete(_rows).where(_rows.c.name == name))

"""Records that are thrown away when they are old."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from sqlalchemy import delete

from data.records import TableRecords

T = TypeVar("T")


class AgingRecords(TableRecords[T]):
    """Records of a table with a ``created_at``."""

    async def remove_older(self, instant: datetime) -> None:
        await self._connection.execute(delete(self._table).where(self._table.c.created_at < instant))

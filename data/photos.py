"""Photos and their files, which are read only where they are shown."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data import tables
from data.records import TableRecords
from meetups.values import CommunityId, PersonId, Photo, PhotoId


class PhotoRecords(TableRecords[Photo]):
    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection, tables.photos, Photo)

    async def keep(self, photo: Photo, data: bytes) -> None:
        await self.add(photo)
        await self._connection.execute(insert(tables.photo_files).values(photo_id=photo.id, data=data))

    async def files(self, photo_ids: Collection[PhotoId]) -> dict[PhotoId, bytes]:
        rows = tables.photo_files
        query = select(rows.c.photo_id, rows.c.data).where(rows.c.photo_id.in_(photo_ids))
        return {row.photo_id: row.data for row in await self._connection.execute(query)} if photo_ids else {}

    async def stored_by(self, person_id: PersonId) -> int:
        return await self._bytes_where(tables.photos.c.owner_id == person_id)

    async def stored_in(self, community_id: CommunityId) -> int:
        return await self._bytes_where(tables.meetings.c.community_id == community_id)

    async def _bytes_where(self, condition: ColumnElement[bool]) -> int:
        query = select(func.coalesce(func.sum(tables.photos.c.size), 0)).join(tables.meetings).where(condition)
        return int((await self._connection.execute(query)).scalar_one())

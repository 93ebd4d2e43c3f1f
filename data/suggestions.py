"""Who was suggested to whom in which week."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data import tables
from data.records import TableRecords
from data.remembering import remembered
from meetups.values import PersonId, Suggested

_rows = tables.suggested


@cache
def _load() -> Select[Any]:
    mine, theirs = tables.contacts.alias("mine"), tables.contacts.alias("theirs")
    before = _rows.alias("before")
    is_preceded = exists().where(
        before.c.mission_id == _rows.c.mission_id,
        before.c.week_on == _rows.c.week_on,
        before.c.position < _rows.c.position,
        before.c.is_skipped.is_(False),
    )
    owner_id: BindParameter[int] = bindparam("owner_id")
    return (
        select(theirs.c.account_id, func.count())
        .select_from(_rows)
        .join(theirs, theirs.c.id == _rows.c.contact_id)
        .join(mine, mine.c.account_id == theirs.c.account_id)
        .where(
            _rows.c.week_on.between(bindparam("first_on"), bindparam("last_on")),
            _rows.c.is_skipped.is_(False),
            ~is_preceded,
            theirs.c.owner_id != owner_id,
            mine.c.owner_id == owner_id,
        )
        .group_by(theirs.c.account_id)
    )


class SuggestedRecords(TableRecords[Suggested]):
    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection, _rows, Suggested)

    @remembered(tables.suggested, tables.contacts, tables.missions)
    async def load(self, owner_id: PersonId, first_on: date, last_on: date) -> dict[PersonId, int]:
        values = {"owner_id": owner_id, "first_on": first_on, "last_on": last_on}
        return {PersonId(row[0]): row[1] for row in await self._connection.execute(_load(), values)}

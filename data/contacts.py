"""Contacts, and the revision of each list: another number with every change, however it was made."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import DateTime, Select, Table, bindparam, delete, select, type_coerce, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from data import tables
from data.records import TableRecords
from data.remembering import remembered
from data.statements import Shape, parameters_of, selecting, shape_of
from meetups.rows import Listed, Rankable
from meetups.values import Contact, ContactId, PersonId

_rows = tables.contacts


@cache
def _rankable(shape: Shape) -> Select[*tuple[Any, ...]]:
    # Of the instants, kept in UTC, only the day is wanted: without giving them their zone that is read much sooner.
    instants = [type_coerce(_rows.c[name], DateTime) for name in ("added_at", "volunteered_at")]
    columns = [_rows.c[name] for name in Rankable.__annotations__ if name in _rows.c]
    return selecting(_rows, shape).with_only_columns(*instants, *columns).order_by(None)


async def hand_over(
    connection: AsyncConnection, rows: Table, whole: str, contact_id: ContactId, to_id: ContactId
) -> None:
    """Let rows about one contact be about another; ``whole`` is the column of what several of them are part of.

    Where both are part of the same, the row that bears an account remains, else the one handed over to.
    """
    beside = rows.alias("beside")
    for gone, stays in ((contact_id, to_id), (to_id, contact_id)):
        doubled = select(beside.c[whole]).where(beside.c.contact_id == stays)
        await connection.execute(
            delete(rows).where(rows.c.contact_id == gone, rows.c.person_id.is_(None), rows.c[whole].in_(doubled))
        )
    await connection.execute(update(rows).where(rows.c.contact_id == contact_id).values(contact_id=to_id))


class ContactRecords(TableRecords[Contact]):
    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection, _rows, Contact)

    async def add(self, *values: Contact) -> None:
        await super().add(*values)
        await self._changed({each.owner_id for each in values})

    async def save(self, value: Contact) -> None:
        await self.save_all([value])

    async def save_all(self, values: Sequence[Contact]) -> None:
        """Save many at once, in one statement."""
        if not values:
            return
        rows = [self._to_row(each) for each in values]
        statement = (
            update(_rows)
            .where(_rows.c.id == bindparam("key"))
            .values({name: bindparam(f"new_{name}") for name in rows[0] if name != "id"})
        )
        await self._connection.execute(
            statement, [{"key": row["id"], **{f"new_{name}": value for name, value in row.items()}} for row in rows]
        )
        await self._changed({each.owner_id for each in values})

    async def remove(self, **where: object) -> int:
        query = selecting(_rows, shape_of(where)).with_only_columns(_rows.c.owner_id).distinct().order_by(None)
        owners = [PersonId(row.owner_id) for row in await self._connection.execute(query, parameters_of(where))]
        removed = await super().remove(**where)
        await self._changed(owners)
        return removed

    async def revision(self, owner_id: PersonId) -> int:
        query = select(tables.lists.c.revision).where(tables.lists.c.owner_id == owner_id)
        return (await self._connection.execute(query)).scalar_one_or_none() or 0

    async def listed(self, owner_id: PersonId) -> list[Listed]:
        columns = [_rows.c[name] for name in Listed.__annotations__]
        query = select(*columns).where(_rows.c.owner_id == owner_id).order_by(_rows.c.id)
        return [Listed(*row) for row in await self._connection.execute(query)]

    @remembered()
    async def rankable(self, owner_id: PersonId, ids: Collection[ContactId] | None = None) -> list[Rankable]:
        where = {"owner_id": owner_id} | ({} if ids is None else {"id": list(ids)})
        found = await self._connection.execute(_rankable(shape_of(where)), parameters_of(where))
        return [
            Rankable(added_at.date(), volunteered_at and volunteered_at.date(), *others)
            for added_at, volunteered_at, *others in found.all()
        ]

    async def _changed(self, owners: Iterable[PersonId]) -> None:
        """A number never had before, rather than the next one: what was rolled back must not come again."""
        postgres = self._connection.dialect.name == "postgresql"
        insert = postgresql.insert if postgres else sqlite.insert
        for owner_id in owners:
            revision = secrets.randbits(62)
            statement = insert(tables.lists).values(owner_id=owner_id, revision=revision)
            await self._connection.execute(
                statement.on_conflict_do_update(index_elements=["owner_id"], set_={"revision": revision})
            )

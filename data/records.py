"""Rows of one table as frozen values: the few verbs every kind of record shares."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Table, and_, delete, func, insert, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.remembering import remembered

T = TypeVar("T")


class TableRecords(Generic[T]):
    """The records of ``table``, whose columns bear the names of the fields of ``value``."""

    def __init__(self, connection: AsyncConnection, table: Table, value: type[T]) -> None:
        self._connection = connection
        self._table = table
        self._value = value

    def _from_row(self, row: Row[Any]) -> T:
        return self._value(**row._mapping)

    def _to_row(self, value: T) -> dict[str, Any]:
        assert is_dataclass(value)
        return {each.name: getattr(value, each.name) for each in fields(value) if each.name in self._table.c}

    def _where(self, **where: object) -> ColumnElement[bool]:
        clauses: list[ColumnElement[bool]] = []
        for name, wanted in where.items():
            column = self._table.c[name]
            if isinstance(wanted, (list, tuple, set, frozenset)):
                clauses.append(column.in_(list(wanted)))
            else:
                clauses.append(column.is_(None) if wanted is None else column == wanted)
        return and_(true(), *clauses)

    def _key(self, *key: object) -> ColumnElement[bool]:
        columns = list(self._table.primary_key)
        return and_(*(column == part for column, part in zip(columns, key, strict=True)))

    @remembered()
    async def get(self, *key: object) -> T | None:
        row = (await self._connection.execute(select(self._table).where(self._key(*key)))).first()
        return None if row is None else self._from_row(row)

    @remembered()
    async def one(self, **where: object) -> T | None:
        query = select(self._table).where(self._where(**where)).limit(2)
        rows = (await self._connection.execute(query)).all()
        if len(rows) > 1:
            raise LookupError(f"more than one row of {self._table.name} where {where}")
        return self._from_row(rows[0]) if rows else None

    @remembered()
    async def find(self, **where: object) -> list[T]:
        query = select(self._table).where(self._where(**where)).order_by(*self._table.primary_key)
        return [self._from_row(row) for row in await self._connection.execute(query)]

    @remembered()
    async def count(self, **where: object) -> int:
        query = select(func.count()).select_from(self._table).where(self._where(**where))
        return (await self._connection.execute(query)).scalar_one()

    async def add(self, *values: T) -> None:
        if values:
            await self._connection.execute(insert(self._table), [self._to_row(each) for each in values])

    async def save(self, value: T) -> None:
        row = self._to_row(value)
        key = self._key(*(row.pop(column.name) for column in self._table.primary_key))
        await self._connection.execute(update(self._table).where(key).values(**row))

    async def remove(self, **where: object) -> int:
        if not where:
            raise ValueError("removing everything is never meant")
        result = await self._connection.execute(delete(self._table).where(self._where(**where)))
        return result.rowcount

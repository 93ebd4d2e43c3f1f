"""Rows of one table as frozen values: the few verbs every kind of record shares."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, Table
from sqlalchemy.ext.asyncio import AsyncConnection

from data.remembering import remembered
from data.statements import (
    changes_of,
    counting,
    deleting,
    inserting,
    parameters_of,
    selecting,
    shape_of,
    updating,
)

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

    @remembered()
    async def get(self, *key: object) -> T | None:
        names = (column.name for column in self._table.primary_key)
        where = dict(zip(names, key, strict=True))
        row = (await self._connection.execute(selecting(self._table, shape_of(where)), parameters_of(where))).first()
        return None if row is None else self._from_row(row)

    @remembered()
    async def one(self, **where: object) -> T | None:
        query = selecting(self._table, shape_of(where), 2)
        rows = (await self._connection.execute(query, parameters_of(where))).all()
        if len(rows) > 1:
            raise LookupError(f"more than one row of {self._table.name} where {where}")
        return self._from_row(rows[0]) if rows else None

    @remembered()
    async def find(self, **where: object) -> list[T]:
        query = selecting(self._table, shape_of(where))
        return [self._from_row(row) for row in await self._connection.execute(query, parameters_of(where))]

    @remembered()
    async def count(self, **where: object) -> int:
        query = counting(self._table, shape_of(where))
        return (await self._connection.execute(query, parameters_of(where))).scalar_one()

    async def add(self, *values: T) -> None:
        if values:
            await self._connection.execute(inserting(self._table), [self._to_row(each) for each in values])

    async def save(self, value: T) -> None:
        await self._connection.execute(updating(self._table), changes_of(self._to_row(value)))

    async def remove(self, **where: object) -> int:
        if not where:
            raise ValueError("removing everything is never meant")
        removing = deleting(self._table, shape_of(where))
        return (await self._connection.execute(removing, parameters_of(where))).rowcount

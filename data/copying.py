"""Every row of one database into another of the same version: between SQLite and PostgreSQL, in either direction.

Tables are read from the databases themselves, so that a version older than this program's is copied as it is. JSON goes
over as the text it was written as, instants in UTC. PostgreSQL keeps no NUL in a text; there it is left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BindParameter,
    Cast,
    Column,
    Connection,
    DateTime,
    LargeBinary,
    MetaData,
    Table,
    Text,
    bindparam,
    cast,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.exc import DBAPIError

from data.files import Progress, UnusableError

_ROWS = 500
_LARGE_ROWS = 20
"""Held at once; photos and files may have a megabyte each."""
_VERSION = "alembic_version"
_NUL = "\0"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows a table has, and a sum of what is in them, in whatever order they come."""

    rows: int = 0
    checksum: int = 0

    def of(self, rows: Sequence[tuple[Any, ...]]) -> Tally:
        sums = (int.from_bytes(hashlib.blake2b(repr(row).encode(), digest_size=8).digest()) for row in rows)
        return Tally(self.rows + len(rows), (self.checksum + sum(sums)) % 2**64)


@dataclass(frozen=True, slots=True)
class Copied:
    """The rows by table, and how many texts had a NUL in them that was left out."""

    counts: dict[str, int]
    without_nul: int


def names_of(connection: Connection) -> set[str]:
    """The tables of an SQLite database, which holds nothing but ours."""
    return set(inspect(connection).get_table_names()) - {_VERSION}


def counted(connection: Connection, names: Collection[str]) -> dict[str, int]:
    """The rows of these tables."""
    return {table.name: _rows(connection, table) for table in _tables(connection, names)}


def emptied(connection: Connection, names: Collection[str]) -> None:
    for table in reversed(_tables(connection, names)):
        connection.execute(table.delete())


def copy(source: Connection, target: Connection, progress: Progress) -> Copied:
    """Copy everything into empty tables, and read it again to compare. Raises ``UnusableError``.

    One of them is SQLite. Nothing is committed here.
    """
    names = names_of(source if source.dialect.name == "sqlite" else target)
    tables = {table.name: table for table in _tables(source, names)}
    counts, without_nul = {}, 0
    for table in _tables(target, names):
        cleaning = _Cleaning(table, drops_nul=target.dialect.name == "postgresql")
        read, whole = Tally(), _rows(source, tables[table.name])
        progress(table.name, 0, whole)
        for rows in _read(source, tables[table.name], [column.name for column in table.columns]):
            clean = [cleaning.of(row) for row in rows]
            read = read.of(clean)
            _write(target, table, clean)
            progress(table.name, read.rows, whole)
        if read != _tally(target, table):
            raise UnusableError(f"The rows of {table.name} did not arrive as they were; nothing was kept.")
        counts[table.name] = read.rows
        without_nul += cleaning.dropped
    return Copied(counts, without_nul)


class _Cleaning:
    """Has a row fit the table it goes to."""

    def __init__(self, table: Table, *, drops_nul: bool) -> None:
        self._lengths = [getattr(column.type, "length", None) for column in table.columns]
        self._table = table
        self._drops_nul = drops_nul
        self.dropped = 0

    def of(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(self._value(number, value) for number, value in enumerate(row))

    def _value(self, number: int, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if self._drops_nul and _NUL in value:
            self.dropped += 1
            value = value.replace(_NUL, "")
        most = self._lengths[number]
        if most is not None and len(value) > most:
            where = f"{self._table.name}.{self._table.columns[number].name}"
            raise UnusableError(f"A text in {where} has {len(value)} characters, and {most} fit; nothing was kept.")
        return value


def _tables(connection: Connection, names: Collection[str]) -> list[Table]:
    """In the order in which rows may be added."""
    metadata = MetaData()
    metadata.reflect(connection, only=list(names))
    return metadata.sorted_tables


def _rows(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _tally(connection: Connection, table: Table) -> Tally:
    found = Tally()
    for rows in _read(connection, table, [column.name for column in table.columns]):
        found = found.of(rows)
    return found


def _read(connection: Connection, table: Table, names: Sequence[str]) -> Iterator[list[tuple[Any, ...]]]:
    """Some rows at a time, the columns as they were named; instants are in UTC and do not say so."""
    columns = [table.c[name] for name in names]
    asked = [cast(column, Text) if isinstance(column.type, JSON) else column for column in columns]
    at_once = _LARGE_ROWS if any(isinstance(column.type, LargeBinary) for column in columns) else _ROWS
    with connection.execute(select(*asked), execution_options={"yield_per": at_once}) as found:
        for rows in found.partitions():
            yield [tuple(map(_plain, row)) for row in rows]


def _write(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    is_embedded = connection.dialect.name == "sqlite"
    values = {column.name: _bound(column, is_embedded=is_embedded) for column in table.columns}
    given = [None if is_embedded or not isinstance(column.type, DateTime) else _aware for column in table.columns]
    parameters = [
        {f"to_{name}": make(value) if make else value for name, make, value in zip(values, given, row, strict=True)}
        for row in rows
    ]
    try:
        connection.execute(insert(table).values(values), parameters)
    except DBAPIError as error:
        # PostgreSQL's words may hold what people wrote; SQLite's do not.
        reason = error.orig if is_embedded else type(getattr(error.orig, "__cause__", None) or error.orig).__name__
        raise UnusableError(f"The database refused rows of {table.name} ({reason}); nothing was kept.") from None


def _bound(column: Column[Any], *, is_embedded: bool) -> BindParameter[Any] | Cast[Any]:
    if not isinstance(column.type, JSON):
        return bindparam(f"to_{column.name}", type_=column.type)
    written = bindparam(f"to_{column.name}", type_=Text())
    return written if is_embedded else cast(written, column.type)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


def _aware(value: datetime | None) -> datetime | None:
    return value and value.replace(tzinfo=UTC)

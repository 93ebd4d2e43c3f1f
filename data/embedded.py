"""SQLite beside the event loop, with one trip to its thread for most statements.

SQLAlchemy asks a cursor for itself, the execution, the rows and the end of it, and aiosqlite takes each to the
connection's thread and back, which costs more than most of our statements. Here a cursor does all four in one trip, unless
there are many rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Self

import aiosqlite
from sqlalchemy import Engine, event

BUSY_SECONDS = 10.0
"""How long a statement waits for a lock of another connection."""
_AT_ONCE = 500
"""Rows read in the first trip."""
Row = tuple[Any, ...]


class Connection(aiosqlite.Connection):
    """What SQLAlchemy asks of an aiosqlite connection."""

    def cursor(self) -> Cursor:  # type: ignore[override] # awaited by `async with`, which is all SQLAlchemy does
        return Cursor(self)

    async def beside(self, work: Any, *arguments: Any) -> Any:
        """Have the connection's thread do something."""
        return await self._execute(work, *arguments)  # type: ignore[no-untyped-call]


class _Closing(sqlite3.Connection):
    """Ends its transaction when it is closed: with a cursor still open, SQLite would keep it, and the lock with it."""

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self.rollback()
        super().close()


class Cursor:
    """A statement and its rows; the attributes are those of DB-API 2.0 (PEP 249)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: list[Row] = []
        self._rest: sqlite3.Cursor | None = None
        self.description: Sequence[Any] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Self:
        await self._connection.beside(self._run, sqlite3.Cursor.execute, sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Sequence[Sequence[Any]]) -> Self:
        await self._connection.beside(self._run, sqlite3.Cursor.executemany, sql, parameters)
        return self

    async def fetchall(self) -> list[Row]:
        rows, self._rows = self._rows, []
        if self._rest is not None:
            rows += await self._connection.beside(self._rest.fetchall)
            await self.close()
        return rows

    async def fetchmany(self, size: int) -> list[Row]:
        if not self._rows and self._rest is not None:
            self._rows = await self._connection.beside(self._rest.fetchmany, max(size, _AT_ONCE))
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    async def close(self) -> None:
        rest, self._rest, self._rows = self._rest, None, []
        if rest is not None:
            await self._connection.beside(rest.close)

    def _run(self, execute: Any, sql: str, parameters: Sequence[Any]) -> None:
        """In the connection's thread."""
        cursor = self._connection._conn.cursor()
        try:
            execute(cursor, sql, parameters)
            self.description, self.lastrowid = cursor.description, cursor.lastrowid
            self._rows = cursor.fetchmany(_AT_ONCE) if self.description is not None else []
            # Known once the rows of a RETURNING are read.
            self.rowcount = cursor.rowcount
        except BaseException:
            cursor.close()
            raise
        if len(self._rows) < _AT_ONCE:
            cursor.close()
        else:
            self._rest = cursor


async def connect(path: str) -> Connection:
    """Open the database file."""

    def connector() -> sqlite3.Connection:
        return sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False, factory=_Closing)

    connection = Connection(connector, _AT_ONCE)
    # It ends with its connection; nothing waits for it when the program ends in another way.
    connection._thread.daemon = True
    await connection
    return connection


def prepared(engine: Engine, *, is_reader: bool = False, survives_power_cut: bool = True) -> None:
    """Have every connection of an engine keep what it commits, and a reader's write nothing.

    What need not survive a power cut survives the end of the process all the same.
    """

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # The driver must not begin transactions of its own: ours say IMMEDIATE.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute(f"PRAGMA synchronous={'FULL' if survives_power_cut else 'NORMAL'}")
        cursor.execute("PRAGMA foreign_keys=ON")
        if is_reader:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

"""SQLite asked in the event loop's own thread: trips to another one and back are half of what a test would cost.

All else is as shipped: the file, its transactions and locks, the pools and their limits. Whoever asks still lets others
go first, at every statement, so whatever can come in between does. What may go wrong on the trips themselves is for
tests/data and tests/wire, which take them.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import URL, AsyncAdaptedQueuePool, Pool, create_engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.base import SQLiteExecutionContext
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.util.concurrency import await_, in_greenlet

from data.embedded import BUSY_SECONDS

registry.register("sqlite.at_once", __name__, "AtOnce")


def engine_at_once(url: URL, **options: Any) -> AsyncEngine:
    """What ``create_async_engine`` would give, without a thread for each connection."""
    del options["async_creator"]

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(url.database or "", timeout=BUSY_SECONDS, factory=_Connection)

    return _Engine(create_engine(url.set(drivername="sqlite+at_once"), creator=connect, **options))


class _Borrowed(AsyncConnection):
    """Its statements need no greenlet of SQLAlchemy's, in which to wait for their answers."""

    async def execute(self, statement: Any, parameters: Any = None, **options: Any) -> Any:
        await asyncio.sleep(0)
        return self._proxied.execute(statement, parameters, **options)

    async def __aexit__(self, *_: Any) -> None:
        # SQLAlchemy gives it back in a task of its own, which a world that ends may cancel before it begins.
        self._proxied.close()


class _Engine(AsyncEngine):
    _connection_cls = _Borrowed

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        async with self.connect() as connection:
            await asyncio.sleep(0)
            with connection._proxied.begin():
                yield connection
                await asyncio.sleep(0)


class _Execution(SQLiteExecutionContext):
    def create_server_side_cursor(self) -> Any:
        return self._dbapi_connection.cursor()


class AtOnce(SQLiteDialect_pysqlite):
    """What is asked is answered before anybody else goes on."""

    driver = "at_once"
    is_async = True
    supports_statement_cache = True
    supports_server_side_cursors = True
    execution_ctx_cls = _Execution

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        return AsyncAdaptedQueuePool

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        _let_others_go_first()
        cursor.execute(statement, parameters)

    def do_executemany(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        _let_others_go_first()
        cursor.executemany(statement, parameters)

    def do_commit(self, dbapi_connection: Any) -> None:
        _let_others_go_first()
        dbapi_connection.commit()


class _Connection(sqlite3.Connection):
    def cursor(self, *_: Any) -> _Cursor:  # type: ignore[override]
        return super().cursor(_Cursor)


class _Cursor(sqlite3.Cursor):
    """Holds its rows as soon as it is executed, as the shipped one does."""

    _rows: list[Any]

    def execute(self, sql: str, parameters: Any = ()) -> _Cursor:
        super().execute(sql, parameters)
        self._rows = super().fetchall()
        return self

    def fetchone(self) -> Any:
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def _async_soft_close(self) -> None:
        """SQLAlchemy's own; there is nothing left to read."""


def _let_others_go_first() -> None:
    if in_greenlet():
        await_(asyncio.sleep(0))

"""The embedded database for one thread: the same units of work, in which nothing is ever waited for.

A unit of work that asks thirty times goes to SQLite's thread and back thirty times when it is asked from the event loop, and
takes three times as long as in one thread. Services are coroutines; over this store they run to their end at one go.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import URL, Connection, CursorResult, Dialect, Executable, StaticPool, create_engine
from sqlalchemy.ext.asyncio import AsyncConnection

from data import remembering
from data.embedded import BUSY_SECONDS, prepared
from data.units import SqlUnitOfWork

T = TypeVar("T")


class BlockingStore:
    """Hands out transactions to the one thread that uses it; ``on_planned`` hears of deliveries in that thread.

    They last beyond the process, but not beyond a power cut.
    """

    def __init__(self, url: URL) -> None:
        self.on_planned: Callable[[datetime], None] = lambda due: None
        self.engine = create_engine(
            url.set(drivername="sqlite"),
            poolclass=StaticPool,
            hide_parameters=True,
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        )
        # What is decided and settled here is decided again, or found on Discord, after a power cut; the claim before it stands.
        prepared(self.engine, survives_power_cut=False)
        remembering.watch(self.engine)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[SqlUnitOfWork]:
        with self.engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            work = _unit_of(connection)
            yield work
        if work.earliest_planned is not None:
            self.on_planned(work.earliest_planned)

    def claim(self) -> AbstractAsyncContextManager[SqlUnitOfWork]:
        return self.write()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlUnitOfWork]:
        with self.engine.begin() as connection:
            connection.exec_driver_sql("BEGIN")
            yield _unit_of(connection)

    def close(self) -> None:
        self.engine.dispose()


def run(verb: Coroutine[Any, Any, T]) -> T:
    """Run to its end what waits for nothing. Raises RuntimeError where it does wait."""
    try:
        verb.send(None)
    except StopIteration as end:
        return cast("T", end.value)
    verb.close()
    raise RuntimeError("waited for something in a thread where nothing comes")


class _Blocking:
    """What records ask of a connection, answered at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.info = connection.info

    @property
    def dialect(self) -> Dialect:
        return self._connection.dialect

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        return self._connection.execute(statement, parameters)


def _unit_of(connection: Connection) -> SqlUnitOfWork:
    return SqlUnitOfWork(cast("AsyncConnection", _Blocking(connection)))

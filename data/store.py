"""The database behind a URL: one writer at a time, readers beside it.

SQLite runs in WAL mode; a writer takes its lock at once (``BEGIN IMMEDIATE``) and every commit reaches the
disk (``synchronous=FULL``), because a claimed delivery must survive a power cut. Readers cannot write.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import URL, Select, event, func, make_url, select, true
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from data import embedded, remembering
from data.blocking import BlockingStore
from data.migrating import upgrade
from data.replicas import ALL, Fleet, Shards
from data.units import SqlUnitOfWork

_READERS = 4
_ONE_WRITER = 0x4D656574
_NUL = "\0"


class SqlStore:
    """Hands out transactions; ``on_planned`` hears of deliveries once they have landed."""

    def __init__(self, url: str, shards: Shards = ALL) -> None:
        self.shards = shards
        self.url = make_url(url)
        self.on_planned: Callable[[datetime], None] = lambda due: None
        # Writers come one after another, as they asked; whoever writes by ``blocking`` takes a turn too.
        self.turn = asyncio.Lock()
        self.blocking: BlockingStore | None = None
        self.fleet: Fleet | None = None
        self._is_embedded = self.url.get_backend_name() == "sqlite"
        if self._is_embedded:
            self._writer = _sqlite_engine(self.url, writes=True)
            self._reader = _sqlite_engine(self.url, writes=False)
            # The same database for a thread of its own.
            self.blocking = BlockingStore(self.url)
        else:
            self._writer = create_async_engine(self.url, pool_pre_ping=True, hide_parameters=True)
            event.listen(self._writer.sync_engine, "before_cursor_execute", _without_nul, retval=True)
            # What one transaction reads belongs together, as it does on SQLite.
            self._reader = self._writer.execution_options(isolation_level="REPEATABLE READ")
            self.fleet = Fleet(self._writer, shards)
        # What only reads forgets nothing.
        remembering.watch(self._writer.sync_engine)

    @asynccontextmanager
    async def write(self, *, survives_power_cut: bool = True) -> AsyncIterator[SqlUnitOfWork]:
        """``survives_power_cut`` false is PostgreSQL's to make use of: it then answers before the disk has."""
        async with self.turn, self._writer.begin() as connection:
            if not self._is_embedded:
                # PostgreSQL would let writers overlap; the services count on one at a time, as SQLite gives it.
                await connection.execute(_alone(is_hasty=not survives_power_cut))
            work = self._unit(connection)
            yield work
        if work.earliest_planned is not None:
            self.on_planned(work.earliest_planned)

    @asynccontextmanager
    async def claim(self) -> AsyncIterator[SqlUnitOfWork]:
        if self.fleet is None:
            async with self.write() as work:
                yield work
            return
        await self.fleet.show_presence()
        async with self._writer.begin() as connection:
            # Beside others who claim, never beside one who writes otherwise.
            await connection.execute(select(func.pg_advisory_xact_lock_shared(_ONE_WRITER)))
            yield self._unit(connection)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlUnitOfWork]:
        async with self._reader.connect() as connection:
            yield self._unit(connection)

    def _unit(self, connection: AsyncConnection) -> SqlUnitOfWork:
        return SqlUnitOfWork(connection, self.fleet.replica if self.fleet else None)

    async def migrate(self) -> None:
        """Bring the schema up to this version. Raises ``FutureDatabase`` where it is ahead of it."""
        async with self._writer.connect() as connection:
            await connection.run_sync(upgrade)
            await connection.commit()

    async def close(self) -> None:
        if self.fleet is not None:
            await self.fleet.leave()
        await self._writer.dispose()
        if self.blocking is not None:
            await self._reader.dispose()
            self.blocking.close()


class HastyStore:
    """The same for what is decided and settled: after a power cut it is decided again, or found on Discord."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.claim, self.read = store.claim, store.read

    def write(self) -> AbstractAsyncContextManager[SqlUnitOfWork]:
        return self._store.write(survives_power_cut=False)


@cache
def _alone(*, is_hasty: bool) -> Select[Any]:
    """Begins a write of PostgreSQL's, in one trip."""
    hasty = [func.set_config("synchronous_commit", "off", true())] if is_hasty else []
    return select(func.pg_advisory_xact_lock(_ONE_WRITER), *hasty)


def _sqlite_engine(url: URL, *, writes: bool) -> AsyncEngine:
    engine = create_async_engine(
        url,
        # What people wrote must not come into the log with a failing statement.
        hide_parameters=True,
        pool_size=1 if writes else _READERS,
        max_overflow=0,
        pool_timeout=60,
        async_creator=lambda: embedded.connect(url.database or ""),
    )
    embedded.prepared(engine.sync_engine, is_reader=not writes)

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _without_nul(
    _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, is_many: bool
) -> tuple[str, Any]:
    """PostgreSQL keeps no NUL in a text and would refuse the whole of it; nobody typed one on purpose."""
    clean = [_clean(each) for each in parameters] if is_many else _clean(parameters)
    return statement, clean


def _clean(values: Any) -> Any:
    if any(isinstance(each, str) and _NUL in each for each in values):
        return tuple(each.replace(_NUL, "") if isinstance(each, str) else each for each in values)
    return values

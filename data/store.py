"""The database behind a URL: one writer at a time, readers beside it, and the unit of work over both.

SQLite runs in WAL mode; a writer takes its lock at once (``BEGIN IMMEDIATE``) and every commit reaches the
disk (``synchronous=FULL``), because a claimed delivery must survive a power cut. Readers cannot write.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import URL, event, func, make_url, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from data import embedded, remembering, tables
from data.aging import AgingRecords
from data.contacts import ContactRecords
from data.deliveries import DeliveryRecords
from data.meetings import MeetingRecords
from data.migrating import upgrade
from data.missions import MissionRecords
from data.persons import PersonRecords
from data.pools import PoolRecords
from data.records import TableRecords
from data.reminders import ReminderRecords
from data.suggestions import SuggestedRecords
from data.visits import VisitRecords
from meetups.values import Apart, Ask, Break, Community, Draft, Excuse, Import, Invite, Matched, MatchRun, Post

_READERS = 4
_ONE_WRITER = 0x4D656574
_BUSY_SECONDS = 10.0


class SqlUnitOfWork:
    """One transaction; it remembers the earliest delivery planned in it, so that the alarm can be set."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        remembering.begin(connection)
        self.earliest_planned: datetime | None = None

    def _remember(self, due: datetime) -> None:
        if self.earliest_planned is None or due < self.earliest_planned:
            self.earliest_planned = due

    @cached_property
    def persons(self) -> PersonRecords:
        return PersonRecords(self._connection)

    @cached_property
    def communities(self) -> TableRecords[Community]:
        return TableRecords(self._connection, tables.communities, Community)

    @cached_property
    def missions(self) -> MissionRecords:
        return MissionRecords(self._connection)

    @cached_property
    def excuses(self) -> TableRecords[Excuse]:
        return TableRecords(self._connection, tables.excuses, Excuse)

    @cached_property
    def breaks(self) -> TableRecords[Break]:
        return TableRecords(self._connection, tables.breaks, Break)

    @cached_property
    def contacts(self) -> ContactRecords:
        return ContactRecords(self._connection)

    @cached_property
    def apart(self) -> TableRecords[Apart]:
        return TableRecords(self._connection, tables.apart, Apart)

    @cached_property
    def imports(self) -> AgingRecords[Import]:
        return AgingRecords(self._connection, tables.imports, Import)

    @cached_property
    def meetings(self) -> MeetingRecords:
        return MeetingRecords(self._connection)

    @cached_property
    def posts(self) -> TableRecords[Post]:
        return TableRecords(self._connection, tables.posts, Post)

    @cached_property
    def asks(self) -> TableRecords[Ask]:
        return TableRecords(self._connection, tables.asks, Ask)

    @cached_property
    def deliveries(self) -> DeliveryRecords:
        return DeliveryRecords(self._connection, self._remember)

    @cached_property
    def suggested(self) -> SuggestedRecords:
        return SuggestedRecords(self._connection)

    @cached_property
    def invites(self) -> TableRecords[Invite]:
        return TableRecords(self._connection, tables.invites, Invite)

    @cached_property
    def visits(self) -> VisitRecords:
        return VisitRecords(self._connection)

    @cached_property
    def pool(self) -> PoolRecords:
        return PoolRecords(self._connection)

    @cached_property
    def runs(self) -> TableRecords[MatchRun]:
        return TableRecords(self._connection, tables.match_runs, MatchRun)

    @cached_property
    def matched(self) -> TableRecords[Matched]:
        return TableRecords(self._connection, tables.matched, Matched)

    @cached_property
    def drafts(self) -> AgingRecords[Draft]:
        return AgingRecords(self._connection, tables.drafts, Draft)

    @cached_property
    def reminders(self) -> ReminderRecords:
        return ReminderRecords(self._connection)


class SqlStore:
    """Hands out transactions; ``on_planned`` hears of deliveries once they have landed."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.on_planned: Callable[[datetime], None] = lambda due: None
        self._is_embedded = self.url.get_backend_name() == "sqlite"
        if self._is_embedded:
            self._writer = _sqlite_engine(self.url, writes=True)
            self._reader = _sqlite_engine(self.url, writes=False)
        else:
            self._writer = create_async_engine(self.url, pool_pre_ping=True, hide_parameters=True)
            # What one transaction reads belongs together, as it does on SQLite.
            self._reader = self._writer.execution_options(isolation_level="REPEATABLE READ")
        # What only reads forgets nothing.
        remembering.watch(self._writer.sync_engine)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[SqlUnitOfWork]:
        async with self._writer.begin() as connection:
            if not self._is_embedded:
                # PostgreSQL would let writers overlap; the services count on one at a time, as SQLite gives it.
                await connection.execute(select(func.pg_advisory_xact_lock(_ONE_WRITER)))
            work = SqlUnitOfWork(connection)
            yield work
        if work.earliest_planned is not None:
            self.on_planned(work.earliest_planned)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlUnitOfWork]:
        async with self._reader.connect() as connection:
            yield SqlUnitOfWork(connection)

    async def migrate(self) -> None:
        """Bring the schema up to this version. Raises ``FutureDatabase`` where it is ahead of it."""
        async with self._writer.connect() as connection:
            await connection.run_sync(upgrade)
            await connection.commit()

    async def close(self) -> None:
        await self._writer.dispose()
        if self._is_embedded:
            await self._reader.dispose()


def _sqlite_engine(url: URL, *, writes: bool) -> AsyncEngine:
    engine = create_async_engine(
        url,
        # What people wrote must not come into the log with a failing statement.
        hide_parameters=True,
        pool_size=1 if writes else _READERS,
        max_overflow=0,
        pool_timeout=60,
        async_creator=lambda: embedded.connect(url.database or "", _BUSY_SECONDS),
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # The driver must not begin transactions of its own: ours says IMMEDIATE.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        if not writes:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine

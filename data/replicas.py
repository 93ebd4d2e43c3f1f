"""Processes that share one PostgreSQL: each has a number, shards of its own, and a lock that says it lives."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    cast,
    column,
    func,
    or_,
    select,
    table,
    true,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

LIVES: Final = 0x4D657477
"""The first number of the advisory locks by which processes show that they live; the second is theirs."""
_IDENTIFIES: Final = 0x4D656964
IDENTIFY_EVERY: Final = 5.0
"""Seconds between two shards that introduce themselves to Discord, in whichever process."""
_SHARD_BITS: Final = 22
"""Discord: a server's shard is its identifier shifted by so many bits, modulo the number of shards."""


@dataclass(frozen=True, slots=True)
class Shards:
    """Which servers Discord tells this process about. ``ids`` are those of ``count`` shards."""

    count: int = 1
    ids: frozenset[int] = frozenset({0})

    @property
    def are_all(self) -> bool:
        return len(self.ids) == self.count

    def cover(self, community_id: int) -> bool:
        return (community_id >> _SHARD_BITS) % self.count in self.ids

    def covering(self, community_id: ColumnElement[int]) -> ColumnElement[bool]:
        """The same as a condition on a column; true where there is no community."""
        if self.are_all:
            return true()
        # PostgreSQL shifts by no BIGINT, and a bound number is one.
        shard = (community_id // 2**_SHARD_BITS) % self.count
        return or_(community_id.is_(None), shard.in_(sorted(self.ids)))


def all_of(count: int) -> Shards:
    return Shards(count, frozenset(range(count)))


ALL: Final = all_of(1)
"""One process, one connection, every server."""


@dataclass(frozen=True, slots=True)
class Replica:
    """One of the processes, while it runs."""

    number: int = field(default_factory=lambda: secrets.randbelow(2**31))
    shards: Shards = ALL


@cache
def alive() -> Select[Any]:
    """The numbers of the processes that live."""
    locks = table(
        "pg_locks",
        *map(column, ("locktype", "database", "classid", "objid", "objsubid", "granted")),
        schema="pg_catalog",
    )
    databases = table("pg_database", column("oid"), column("datname"), schema="pg_catalog")
    here = select(databases.c.oid).where(databases.c.datname == func.current_database()).scalar_subquery()
    return select(cast(locks.c.objid, BigInteger)).where(
        locks.c.locktype == "advisory",
        locks.c.database == here,
        cast(locks.c.classid, BigInteger) == LIVES,
        locks.c.objsubid == 2,
        locks.c.granted,
    )


class Fleet:
    """What a process and the others tell each other through the database, by locks that end with who holds them."""

    def __init__(self, engine: AsyncEngine, shards: Shards) -> None:
        self.replica = Replica(shards=shards)
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._presence: AsyncConnection | None = None
        self._one = asyncio.Lock()
        self._resting: dict[AsyncConnection, asyncio.Task[None]] = {}

    async def show_presence(self) -> None:
        """See that the others see this process live, also after the database was away. Raises what the database raises."""
        async with self._one:
            if self._presence is not None:
                with suppress(DBAPIError):
                    await self._presence.execute(select(1))
                    return
                await _dropped(self._presence)
                self._presence = None
            self._presence = await self._locked(LIVES, self.replica.number)

    async def turn_to_identify(self, seconds: float = IDENTIFY_EVERY) -> None:
        """Wait until a shard of this process may introduce itself to Discord; the next one waits for a while from now."""
        connection = await self._locked(_IDENTIFIES, 0)
        self._resting[connection] = asyncio.create_task(self._rest(connection, seconds), name="identifying")

    async def leave(self) -> None:
        """Give everything up, as the end of the process would."""
        resting, self._resting = self._resting, {}
        for each in resting.values():
            each.cancel()
        await asyncio.gather(*resting.values(), return_exceptions=True)
        for connection in resting:
            if not connection.closed:
                await _dropped(connection)
        async with self._one:
            if self._presence is not None:
                await _dropped(self._presence)
                self._presence = None

    async def _rest(self, connection: AsyncConnection, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await _dropped(connection)
        self._resting.pop(connection, None)

    async def _locked(self, *lock: int) -> AsyncConnection:
        """A connection that holds an advisory lock."""
        connection = await self._engine.connect()
        try:
            await connection.execute(select(func.pg_advisory_lock(*lock)))
        except BaseException:
            await _dropped(connection)
            raise
        return connection


async def _dropped(connection: AsyncConnection) -> None:
    """Give up connection and lock together: back in the pool it would still hold the lock."""
    await connection.invalidate()
    await connection.close()

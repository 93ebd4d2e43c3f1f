"""Processes that share one PostgreSQL: each has a number, shards of its own, and a lock that says it lives."""

from __future__ import annotations

import asyncio
import secrets
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
        shard = community_id.bitwise_rshift(_SHARD_BITS) % self.count
        return or_(community_id.is_(None), shard.in_(sorted(self.ids)))


ALL: Final = Shards()


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


class Presence:
    """Holds the lock of one process, on a connection of its own: the lock ends when the process does, however it ends."""

    def __init__(self, engine: AsyncEngine, replica: Replica) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._number = replica.number
        self._connection: AsyncConnection | None = None
        self._one = asyncio.Lock()

    async def hold(self) -> None:
        """See that the lock is held, again where the database was away. Raises what the database raises."""
        async with self._one:
            if self._connection is not None:
                try:
                    await self._connection.execute(select(1))
                except DBAPIError:
                    await self._drop()
                else:
                    return
            connection = await self._engine.connect()
            try:
                await connection.execute(select(func.pg_advisory_lock(LIVES, self._number)))
            except BaseException:
                await connection.invalidate()
                await connection.close()
                raise
            self._connection = connection

    async def leave(self) -> None:
        async with self._one:
            await self._drop()

    async def _drop(self) -> None:
        """Give up connection and lock together: back in the pool it would still hold the lock."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()

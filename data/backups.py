"""A whole database as one file, whatever holds it: an SQLite database that any Meetward of its version or later can read.

SQLite is copied page by page, PostgreSQL row by row from one snapshot. All of this blocks: it is for a thread, or for a
program of its own.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, NullPool, create_engine, make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from data.copying import Copied, copy, counted, emptied, names_of
from data.files import (
    Contents,
    Progress,
    UnusableError,
    arriving,
    copied,
    looked_through,
    migrated,
    part_of,
    put_in_place,
)
from data.migrating import revision_of, upgrade

T = TypeVar("T")
Settle = Callable[[Path], object]
"""Done to a copy, of this version, before it is used."""
_PATIENCE = "5s"
"""How long PostgreSQL waits for a table that somebody else uses."""


class NotEmptyError(UnusableError):
    """There is something in the database that would be lost."""


def embedded_file(url: str) -> Path | None:
    """The file of an SQLite database."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def asked(url: str, question: Callable[[Connection], T]) -> T:
    """Answer a question about the database of one moment. Raises what the database raises."""
    path = embedded_file(url)
    if path is None:
        return asyncio.run(_over(url, question, is_snapshot=True))
    engine = create_engine(f"sqlite:///{path}", hide_parameters=True, poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        return question(connection)


def revision_at(url: str) -> str | None:
    """Which version wrote the database; None where there is none yet. Raises ``FutureDatabase``."""
    path = embedded_file(url)
    return None if path is not None and not path.exists() else asked(url, revision_of)


def back_up(url: str, target: Path, progress: Progress) -> Contents:
    """Copy the database as it is at this moment to a new file, beside whoever uses it.

    Raises ``UnusableError``, ``FutureDatabase``, ``OSError``, and what the database raises.
    """
    path = embedded_file(url)
    if path is not None and not path.exists():
        raise UnusableError("There is no database yet: the bot makes it when it starts.")
    with arriving(target) as part:
        if path is not None:
            return copied(path, part, progress)
        asyncio.run(_over(url, lambda source: _to_file(source, part, progress), is_snapshot=True))
        return looked_through(part)


def restore_file(
    backup: Path, database: Path, kept: Path, progress: Progress, settle: Settle = lambda path: None
) -> Contents:
    """Put a backup in the place of an SQLite database that nobody uses, brought up to this version and settled.

    What was there is kept under another name. Raises ``UnusableError``, ``FutureDatabase`` and ``OSError``.
    """
    found = looked_through(backup)
    with part_of(database) as part:
        copied(backup, part, progress)
        migrated(part)
        settle(part)
        looked_through(part)
        put_in_place(part, database, kept)
    return found


def fill(
    url: str, source: Path, folder: Path, progress: Progress, settle: Settle = lambda path: None, *, replaces: bool
) -> Copied:
    """Copy a database file into a PostgreSQL database, in one transaction; it is migrated and settled in a copy.

    The copy is made in the folder, and gone afterwards.

    Raises ``NotEmptyError`` where there are rows already, ``UnusableError``, ``FutureDatabase``, ``OSError``, and what
    the database raises.
    """
    folder.mkdir(parents=True, exist_ok=True)
    looked_through(source)
    with tempfile.TemporaryDirectory(prefix=".copying-", dir=folder) as name:
        path = Path(name) / "copy.db"
        copied(source, path, progress)
        migrated(path)
        settle(path)
        engine = create_engine(f"sqlite:///{path}", hide_parameters=True, poolclass=NullPool)
        with engine.connect() as connection:
            return asyncio.run(_over(url, lambda target: _from_file(connection, target, progress, replaces=replaces)))


def _to_file(source: Connection, path: Path, progress: Progress) -> None:
    revision = revision_of(source)
    if revision is None:
        raise UnusableError("There is nothing in the database yet: the bot makes its tables when it starts.")
    engine = create_engine(f"sqlite:///{path}", hide_parameters=True, poolclass=NullPool)
    with engine.begin() as target:
        # A part that does not become whole is thrown away, and a whole one is flushed.
        target.exec_driver_sql("PRAGMA synchronous=OFF")
        upgrade(target, revision)
        copy(source, target, progress)
        if target.exec_driver_sql("PRAGMA foreign_key_check").all():
            raise UnusableError("The rows of the database refer to others that are not there.")


def _from_file(source: Connection, target: Connection, progress: Progress, *, replaces: bool) -> Copied:
    target.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE}'"))
    others = target.execute(
        text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    ).scalar_one()
    if others:
        raise UnusableError(
            f"Others are connected to this database ({others}): stop every Meetward on it, and whatever else uses it."
        )
    upgrade(target)
    names = names_of(source)
    if any(counted(target, names).values()) and not replaces:
        raise NotEmptyError("There is something in this database already.")
    emptied(target, names)
    done = copy(source, target, progress)
    target.execute(text("ANALYZE"))
    return done


async def _over(url: str, work: Callable[[Connection], T], *, is_snapshot: bool = False) -> T:
    async with _connected(url, is_snapshot=is_snapshot) as connection:
        return await connection.run_sync(work)


@asynccontextmanager
async def _connected(url: str, *, is_snapshot: bool) -> AsyncIterator[AsyncConnection]:
    """A transaction on a PostgreSQL database, which lands where the block ends well."""
    level = "REPEATABLE READ" if is_snapshot else "READ COMMITTED"
    engine = create_async_engine(url, hide_parameters=True, poolclass=NullPool, isolation_level=level)
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()

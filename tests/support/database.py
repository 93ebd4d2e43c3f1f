"""Databases for tests: migrated without migrating, for the first one made is copied for every later test.

With `TEST_DATABASE=postgresql` they are PostgreSQL's, of a server the tests start: one is emptied and used again.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, event, make_url

from data.migrating import upgrade
from data.store import SqlStore
from tests.support.postgres import emptied_postgres, fresh_postgres, postgres_like

ON_POSTGRES = os.environ.get("TEST_DATABASE") == "postgresql"
_free: list[str] = []
_taken: list[str] = []
_passing: list[str] = []
_MEMORY = Path("/dev/shm")
_ROOM = 2**29  # bytes; a test's database takes one or two megabytes


Kept = bytes | str
"""What a database held: the file, or the name of a database of PostgreSQL's."""


def fresh_database(folder: Path, like: Kept = b"") -> str:
    """The URL of a new database of this version, empty or as one was: a file in the folder, or one of PostgreSQL's."""
    if isinstance(like, str):
        return postgres_like(like)
    if ON_POSTGRES:
        url = emptied_postgres(_free.pop()) if _free else fresh_postgres()
        _taken.append(url)
        return url
    return fresh_file(folder, like)


def passing_database(folder: Path, like: Kept = b"") -> str:
    """The same for a test that never looks for the file: in memory, where the system has room for files there."""
    if ON_POSTGRES or not _has_room():
        return fresh_database(folder, like)
    _passing.append(tempfile.mkdtemp(prefix="meetward-", dir=_MEMORY))
    return fresh_database(Path(_passing[-1]), like)


@cache
def _has_room() -> bool:
    return os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM


def fresh_file(folder: Path, like: bytes = b"") -> str:
    """The URL of such a database in a file of the folder, whatever the others are."""
    path = folder / "meetward.db"
    path.write_bytes(like or _template())
    return f"sqlite+aiosqlite:///{path}"


def kept(url: URL) -> Kept:
    """What a database holds that nobody has open."""
    if ON_POSTGRES:
        return make_url(postgres_like(url.database or "")).database or ""
    with closing(sqlite3.connect(url.database or "")) as database:
        return database.serialize()


@contextmanager
def used_again() -> Iterator[None]:
    """What was handed out inside may be handed out again afterwards; a file is its test's own, one in memory goes."""
    try:
        yield
    finally:
        _free.extend(_taken)
        _taken.clear()
        while _passing:
            shutil.rmtree(_passing.pop())


async def forget_power_cuts(store: SqlStore) -> None:
    """Wait for no disk: a story's database need not survive one. Those that must run over the wire, as shipped."""
    if ON_POSTGRES:
        return

    def forget(connection: Any, _record: object = None) -> None:
        connection.cursor().execute("PRAGMA synchronous=OFF")

    async with store._writer.connect() as open_now:
        await open_now.run_sync(lambda connection: forget(connection.connection))
    if store.blocking is not None:
        event.listen(store.blocking.engine, "connect", forget)


@cache
def _template() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        engine = create_engine(f"sqlite:///{path}")
        with engine.connect() as connection:
            upgrade(connection)
            connection.commit()
        engine.dispose()
        return path.read_bytes()

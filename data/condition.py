"""What an operator wants to know of a database before anything uses it: reachable, whole, writable, how large, which version.

It blocks, as all of this does that is for a thread, or for a program of its own.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

from data.backups import asked, embedded_file, revision_at
from data.embedded import BUSY_SECONDS
from data.migrating import revision_of


@dataclass(frozen=True, slots=True)
class Condition:
    """``revision`` is None where there are no tables yet; ``size`` in bytes; ``faults`` in the database's own words."""

    revision: str | None
    size: int
    faults: tuple[str, ...]


def condition_of(url: str) -> Condition:
    """Look without changing anything. Raises ``FutureDatabase``, and what the database raises."""
    path = embedded_file(url)
    if path is None:
        return asked(url, _of_a_server)
    if not path.exists():
        return Condition(None, 0, ())
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA quick_check(3)")]
        # Takes the writer's lock, and gives it back.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    return Condition(revision_at(url), size_of(url), () if found == ["ok"] else tuple(found))


def size_of(url: str) -> int:
    """Bytes on the disk."""
    path = embedded_file(url)
    if path is None:
        return asked(url, _size)
    files = (Path(f"{path}{ending}") for ending in ("", "-wal", "-shm"))
    return sum(each.stat().st_size for each in files if each.exists())


def _size(connection: Connection) -> int:
    return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def _of_a_server(connection: Connection) -> Condition:
    query = "SELECT pg_is_in_recovery(), has_schema_privilege(current_schema(), 'CREATE')"
    is_replica, may_create = connection.execute(text(query)).one()
    faults = ["it is a replica that takes no changes"] if is_replica else []
    faults += [] if may_create else ["this account may not make tables in it"]
    return Condition(revision_of(connection), _size(connection), tuple(faults))

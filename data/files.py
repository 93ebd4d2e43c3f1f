"""Databases as files: opened without changing them, looked through, copied while others write, put in another's place.

Nothing stands under its final name before it is whole, looked through and on the disk.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from data.embedded import BUSY_SECONDS
from data.migrating import FutureDatabase, revisions, upgrade

PART = ".part"
"""What the name of a file ends with that is not whole yet."""
_SIGNATURE = b"SQLite format 3\0"
_PAGES = 512
"""Copied in one step, some two megabytes; between two steps whoever waits may stop it."""
_OURS = {"persons", "deliveries"}
_BESIDE = ("-wal", "-shm", "-journal")

Progress = Callable[[str, int, int], None]
"""Told what is worked at, how much of it is done, and of how much; what it raises stops the work."""


class UnusableError(Exception):
    """Why a file or a database cannot be used for this; the text is for the operator."""


def reason_of(error: BaseException) -> str:
    """What went wrong, in a line that holds nothing people wrote."""
    words = str(getattr(error, "orig", None) or error)
    return words.splitlines()[0] if words else type(error).__name__


@dataclass(frozen=True, slots=True)
class Contents:
    """A database that was looked through: which version wrote it, and its rows by table."""

    revision: str
    counts: dict[str, int]

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


def looked_through(path: Path) -> Contents:
    """Read every page of a database file. Raises ``UnusableError``, and ``FutureDatabase``."""
    try:
        with path.open("rb") as file:
            if file.read(len(_SIGNATURE)) != _SIGNATURE:
                raise UnusableError(f"{path} is no database file.")
        with closing(_reading(path)) as connection:
            faults = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
            if faults != ["ok"]:
                raise UnusableError(f"{path} is damaged: {faults[0]}.")
            return _contents(connection, path)
    except sqlite3.Error as error:
        raise UnusableError(f"{path} is damaged or incomplete: {error}.") from None
    except OSError as error:
        raise UnusableError(f"{path} can't be read: {error.strerror}.") from None


def copied(source: Path, target: Path, progress: Progress) -> Contents:
    """Copy a database as it is at this moment, while others write to it. Raises ``UnusableError`` and ``OSError``.

    The copy needs no files beside it.
    """
    try:
        with closing(_reading(source)) as connection, closing(sqlite3.connect(target)) as copy:
            # A snapshot: without it every commit of another would have the copying begin anew.
            connection.execute("BEGIN")
            before = _contents(connection, source)
            connection.backup(copy, pages=_PAGES, progress=lambda _, left, all_: progress("pages", all_ - left, all_))
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise UnusableError(f"{source} could not be copied to {target.parent}: {error}.") from None
    if looked_through(target) != before:
        raise UnusableError(f"The copy of {source} holds something else than it does.")
    return before


def migrated(path: Path) -> None:
    """Bring a file that nobody else uses up to this version. Raises ``UnusableError`` and ``FutureDatabase``."""
    engine = create_engine(f"sqlite:///{path}", hide_parameters=True, poolclass=NullPool)
    try:
        with engine.begin() as connection:
            upgrade(connection)
    except DBAPIError as error:
        raise UnusableError(f"{path} could not be brought up to date: {error.orig}.") from None


@contextmanager
def part_of(target: Path) -> Iterator[Path]:
    """A file beside the target to write to, which only its owner may read and which is gone after the block.

    Raises ``UnusableError`` where none can be made.
    """
    part = target.with_name(f".{target.name}{PART}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove(part)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise UnusableError(f"{target} can't be written: {error.strerror}.") from None
    try:
        yield part
    finally:
        _remove(part)


@contextmanager
def arriving(target: Path) -> Iterator[Path]:
    """A file to write to, which becomes the target once the block ends well. Raises ``UnusableError`` where it exists."""
    _refuse_another(target)
    with part_of(target) as part:
        yield part
        _flushed(part)
        _refuse_another(target)
        part.rename(target)
        _flushed(target.parent)


def put_in_place(new: Path, database: Path, kept: Path) -> None:
    """Have a new file be the database, which nobody has open; what was the database is kept under another name.

    There is one under its name at every moment, the old one or the new one, unless the file system knows no hard links.
    """
    if database.exists():
        with suppress(sqlite3.Error), closing(sqlite3.connect(database)) as connection:
            # What lies beside it comes into it, unless it is damaged.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for ending in _BESIDE:
            beside = Path(f"{database}{ending}")
            if beside.exists():
                beside.rename(f"{kept}{ending}")
        try:
            kept.hardlink_to(database)
        except OSError:
            database.rename(kept)
    _flushed(new)
    new.replace(database)
    _flushed(database.parent)


def _reading(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing."""
    uri = f"file:{quote(str(path.absolute()))}?mode=ro"
    try:
        return _opened(uri)
    except sqlite3.OperationalError:
        if any(Path(f"{path}{ending}").exists() for ending in _BESIDE):
            raise
        # In a folder where nothing may be written SQLite cannot lock a file that nobody else uses.
        return _opened(f"{uri}&immutable=1")


def _opened(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _contents(connection: sqlite3.Connection, path: Path) -> Contents:
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    names = {row[0] for row in connection.execute(tables)}
    if not names >= _OURS or "alembic_version" not in names:
        raise UnusableError(f"{path} is a database, but none of Meetward's.")
    [(revision,)] = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    if revision not in revisions():
        raise FutureDatabase(revision)
    ours = sorted(name for name in names - {"alembic_version"} if name.isidentifier())
    return Contents(revision, {name: _count(connection, name) for name in ours})


def _count(connection: sqlite3.Connection, name: str) -> int:
    query = f'SELECT count(*) FROM "{name}"'  # nosec B608 # identifiers alone
    return int(connection.execute(query).fetchone()[0])


def _refuse_another(target: Path) -> None:
    if target.exists():
        raise UnusableError(f"{target} exists already; choose another name, or move it away.")


def _flushed(path: Path) -> None:
    """Have a file, or the names in a folder, outlast a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    for each in (path, *(Path(f"{path}{ending}") for ending in _BESIDE)):
        each.unlink(missing_ok=True)

"""Copies of a whole database: made while others write, whole or not there, and read again by whoever needs one."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data.backups import back_up, restore_file, revision_at
from data.files import UnusableError, copied, looked_through
from data.migrating import FutureDatabase, revisions
from tests.data.database_files import empty_file, filled_file
from tests.data.releases import RELEASES
from tests.support.sources import ROOT


def quiet(_what: str, _done: int, _whole: int) -> None:
    pass


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Of this version, in WAL mode as the bot leaves it, some megabytes in it."""
    path = empty_file(tmp_path / "meetward.db")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executemany("INSERT INTO reminders VALUES (?, ?)", [(f"r{n}", "x" * 10_000) for n in range(500)])
    return path


def url_of(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def names_in(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


# Making one


@pytest.fixture
def writer(database: Path) -> Iterator[list[int]]:
    """Somebody who writes two rows in every transaction, all the time; gives the numbers of those that landed."""
    landed: list[int] = []
    is_over = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(database, timeout=10, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous=OFF")
            while not is_over.wait(0.0005):
                number = len(landed)
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("INSERT INTO reminders VALUES (?, '')", (f"first {number}",))
                connection.execute("INSERT INTO reminders VALUES (?, '')", (f"second {number}",))
                connection.execute("COMMIT")
                landed.append(number)

    thread = threading.Thread(target=write)
    thread.start()
    yield landed
    is_over.set()
    thread.join()


def test_it_is_of_one_moment_while_others_go_on_writing(database: Path, writer: list[int], tmp_path: Path) -> None:
    target = tmp_path / "copies" / "one.db"
    landed_meanwhile = []

    def wait_for_a_write(_what: str, done: int, whole: int) -> None:
        landed_meanwhile.append(len(writer))
        while done < whole and len(writer) == landed_meanwhile[-1]:
            threading.Event().wait(0.001)

    contents = back_up(url_of(database), target, wait_for_a_write)

    assert landed_meanwhile[-1] > landed_meanwhile[0]
    firsts, seconds = (
        rows(target, f"SELECT substr(name, {len(word) + 2}) FROM reminders WHERE name LIKE '{word} %' ORDER BY rowid")
        for word in ("first", "second")
    )
    assert firsts == seconds == [(str(number),) for number in range(len(firsts))]
    assert len(firsts) <= landed_meanwhile[0] + 1
    assert contents.counts["reminders"] == 500 + 2 * len(firsts)
    assert contents.revision == revisions()[0]


def test_it_is_one_file_that_only_its_owner_reads(database: Path, tmp_path: Path) -> None:
    back_up(url_of(database), tmp_path / "copies" / "one.db", quiet)

    assert names_in(tmp_path / "copies") == {"one.db"}
    assert (tmp_path / "copies" / "one.db").stat().st_mode & 0o777 == 0o600
    assert rows(tmp_path / "copies" / "one.db", "PRAGMA journal_mode") == [("delete",)]


def test_another_file_is_never_written_over(database: Path, tmp_path: Path) -> None:
    target = tmp_path / "one.db"
    target.write_text("mine")

    with pytest.raises(UnusableError, match="exists already"):
        back_up(url_of(database), target, quiet)

    assert target.read_text() == "mine"


def test_one_that_appears_meanwhile_stays_too(database: Path, tmp_path: Path) -> None:
    target = tmp_path / "copies" / "one.db"

    def write(_what: str, _done: int, _whole: int) -> None:
        target.write_text("mine")

    with pytest.raises(UnusableError, match="exists already"):
        back_up(url_of(database), target, write)

    assert target.read_text() == "mine"
    assert names_in(target.parent) == {"one.db"}


DIES_HALFWAY = """
import os, signal, sys
from pathlib import Path
from data.backups import back_up
def die(what, done, whole):
    if done > whole / 2:
        os.kill(os.getpid(), signal.SIGKILL)
back_up(sys.argv[1], Path(sys.argv[2]), die)
"""


def test_one_that_was_killed_halfway_is_not_there_and_in_nobodys_way(database: Path, tmp_path: Path) -> None:
    target = tmp_path / "copies" / "one.db"
    arguments = [sys.executable, "-c", DIES_HALFWAY, url_of(database), str(target)]
    killed = subprocess.run(arguments, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert killed.returncode == -signal.SIGKILL
    [left] = names_in(target.parent) - {".one.db.part-journal"}
    assert left == ".one.db.part"

    back_up(url_of(database), target, quiet)

    assert names_in(target.parent) == {"one.db"}


def test_whoever_stops_it_leaves_nothing(database: Path, tmp_path: Path) -> None:
    def stop(_what: str, _done: int, _whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(url_of(database), tmp_path / "copies" / "one.db", stop)

    assert names_in(tmp_path / "copies") == set()


def test_a_full_disk_is_said_and_leaves_nothing(database: Path, tmp_path: Path) -> None:
    """No file may become longer than a megabyte, which is how a quota looks to a program."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    try:
        with pytest.raises(UnusableError, match="could not be copied to"):
            back_up(url_of(database), tmp_path / "copies" / "one.db", quiet)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert names_in(tmp_path / "copies") == set()


def test_where_there_is_no_database_there_is_nothing_to_copy(tmp_path: Path) -> None:
    assert revision_at(url_of(tmp_path / "none.db")) is None
    with pytest.raises(UnusableError, match="no database yet"):
        back_up(url_of(tmp_path / "none.db"), tmp_path / "one.db", quiet)
    assert names_in(tmp_path) == set()


# Files that are none


def test_a_file_that_cannot_be_used_says_why(database: Path, tmp_path: Path) -> None:
    text_file, short, bent, foreign, empty = (tmp_path / f"{name}.db" for name in ("t", "s", "b", "f", "e"))
    back_up(url_of(database), tmp_path / "good.db", quiet)
    good = (tmp_path / "good.db").read_bytes()
    text_file.write_text("Dear diary, today I met Chris.")
    short.write_bytes(good[: len(good) // 2])
    bent.write_bytes(good[:8_192] + b"\x5a" * 8_192 + good[16_384:])
    empty.write_bytes(b"")
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE songs (name TEXT)")
    said = {
        text_file: "is no database file",
        empty: "is no database file",
        short: "is damaged",
        bent: "is damaged",
        foreign: "none of Meetward's",
        tmp_path / "nowhere.db": "can't be read: No such file",
    }
    for path, sentence in said.items():
        with pytest.raises(UnusableError, match=sentence):
            restore_file(path, database, tmp_path / "kept.db", quiet)
    assert looked_through(database).counts["reminders"] == 500
    assert not (tmp_path / "kept.db").exists()


def test_a_backup_of_the_future_is_refused(database: Path, tmp_path: Path) -> None:
    back_up(url_of(database), tmp_path / "one.db", quiet)
    with closing(sqlite3.connect(tmp_path / "one.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(FutureDatabase, match="9999"):
        restore_file(tmp_path / "one.db", database, tmp_path / "kept.db", quiet)

    assert looked_through(database).counts["reminders"] == 500


def test_a_backup_is_read_where_nothing_can_be_written(database: Path, tmp_path: Path) -> None:
    """A database file as it was copied by hand wants files beside it, which cannot be made there."""
    folder = tmp_path / "stick"
    folder.mkdir()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (folder / "one.db").write_bytes(database.read_bytes())
    folder.chmod(0o500)
    try:
        assert looked_through(folder / "one.db").counts["reminders"] == 500
    finally:
        folder.chmod(0o700)


# Putting one back


def test_what_it_replaces_is_kept_whole(database: Path, tmp_path: Path) -> None:
    back_up(url_of(database), tmp_path / "one.db", quiet)
    with closing(sqlite3.connect(database)) as later:
        with later:
            later.execute("INSERT INTO reminders VALUES ('later', '')")
        # Still in the file beside the database, as after a power cut.
        lost = {ending: Path(f"{database}{ending}").read_bytes() for ending in ("", "-wal")}
    for ending, content in lost.items():
        Path(f"{database}{ending}").write_bytes(content)

    restore_file(tmp_path / "one.db", database, tmp_path / "kept.db", quiet)

    assert rows(database, "SELECT 1 FROM reminders WHERE name = 'later'") == []
    assert rows(tmp_path / "kept.db", "SELECT 1 FROM reminders WHERE name = 'later'") == [(1,)]
    assert looked_through(database).counts["reminders"] == 500
    assert not Path(f"{database}-wal").exists()


def test_a_damaged_database_is_kept_too(database: Path, tmp_path: Path) -> None:
    back_up(url_of(database), tmp_path / "one.db", quiet)
    database.write_bytes(b"oh no")
    Path(f"{database}-wal").write_bytes(b"neither")

    restore_file(tmp_path / "one.db", database, tmp_path / "kept.db", quiet)

    assert looked_through(database).counts["reminders"] == 500
    assert (tmp_path / "kept.db").read_bytes() == b"oh no"
    assert names_in(tmp_path) >= {"kept.db", "one.db", "meetward.db"}


@pytest.mark.parametrize("release", RELEASES)
def test_a_backup_of_every_release_is_restored_and_brought_up_to_date(tmp_path: Path, release: str) -> None:
    old, new = filled_file(tmp_path / "old.db", release), tmp_path / "meetward.db"
    back_up(url_of(old), tmp_path / "one.db", quiet)
    assert (revision_at(url_of(old)), looked_through(tmp_path / "one.db").revision) == (release, release)

    found = restore_file(tmp_path / "one.db", new, tmp_path / "kept.db", quiet)

    assert found.revision == release
    restored = looked_through(new)
    assert restored.revision == revisions()[0]
    # The second version gave everybody with contacts a list.
    assert restored.counts == {**dict.fromkeys(restored.counts, 0), "lists": 1, **found.counts}
    assert rows(new, "PRAGMA foreign_key_check") == []
    assert looked_through(tmp_path / "one.db").revision == release


def test_a_copy_that_holds_something_else_would_be_noticed(database: Path, tmp_path: Path) -> None:
    def lose(_what: str, done: int, whole: int) -> None:
        if done == whole:
            with closing(sqlite3.connect(tmp_path / "two.db")) as connection, connection:
                connection.execute("DELETE FROM reminders")

    with pytest.raises(UnusableError, match="holds something else"):
        copied(database, tmp_path / "two.db", lose)

"""Everything from SQLite to PostgreSQL and back: every table, every kind of value, nothing twice and nothing half."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, insert, select, text, update
from sqlalchemy.ext.asyncio import create_async_engine

from data.backups import NotEmptyError, back_up, fill
from data.files import UnusableError, looked_through
from data.migrating import revisions, upgrade
from data.store import SqlStore
from meetups.values import PhotoId, PlanId
from tests.data.database_files import empty_file, filled_file
from tests.data.releases import RELEASES
from tests.data.small_world import ROWS, TABLES
from tests.support.postgres import drop_postgres, empty_postgres, fresh_postgres

COUNTS = {**dict.fromkeys(ROWS, 1), "contacts": 2}
EMOJI = "Zoë 🙂 \u202eabc\\ 'quoted' \"twice\""


def quiet(_what: str, _done: int, _whole: int) -> None:
    pass


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """One row of every table, with whatever is hard to carry."""
    path = empty_file(tmp_path / "meetward.db")
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        for name, table in TABLES.items():
            connection.execute(insert(table), ROWS[name])
            if name == "contacts":
                connection.execute(insert(table), {**ROWS[name], "id": 42, "account_id": None})
        connection.execute(update(TABLES["contacts"]).values(name=EMOJI, note="a\r\n\tb\u2028c"))
        connection.execute(update(TABLES["photo_files"]).values(data=bytes(range(256)) * 400))
        connection.execute(update(TABLES["drafts"]).values(data={"half": "a\0b", "deep": [1, 2.5, None, {"é": True}]}))
        # Spaces and order as they were written.
        connection.exec_driver_sql("""UPDATE deliveries SET data = '{"b":1 , "a": "🙂"}'""")
    engine.dispose()
    return path


@pytest.fixture
def postgres() -> Iterator[str]:
    url = fresh_postgres()
    yield url
    drop_postgres(url)


def asked(url: str, *statements: str) -> list[Any]:
    """What the last of them finds."""

    async def ask() -> list[Any]:
        engine = create_async_engine(url)
        async with engine.begin() as connection:
            for statement in statements:
                found = await connection.execute(text(statement))
        await engine.dispose()
        return [tuple(row) for row in found] if found.returns_rows else []

    return asyncio.run(ask())


def stored(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every value of a file as SQLite holds it, type and all."""
    with closing(sqlite3.connect(path)) as connection:
        return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in TABLES}


def test_there_and_back_every_value_is_the_same(database: Path, postgres: str, tmp_path: Path) -> None:
    heard: list[tuple[str, int, int]] = []

    done = fill(postgres, database, database.parent, lambda *each: heard.append(each), replaces=False)
    contents = back_up(postgres, tmp_path / "back.db", quiet)

    assert done.counts == contents.counts == COUNTS
    assert done.without_nul == 0
    assert {name for name, have, whole in heard if have == whole == COUNTS.get(name)} >= set(ROWS)
    assert contents.revision == revisions()[0]
    assert stored(tmp_path / "back.db") == stored(database)
    assert (tmp_path / "back.db").stat().st_mode & 0o777 == 0o600


async def test_the_bot_reads_there_what_it_wrote_here(database: Path, postgres: str) -> None:
    await asyncio.to_thread(fill, postgres, database, database.parent, quiet, replaces=False)
    found = []
    for url in (f"sqlite+aiosqlite:///{database}", postgres):
        store = SqlStore(url)
        async with store.read() as work:
            connection = work._connection
            rows = {name: (await connection.execute(select(table))).all() for name, table in TABLES.items()}
            found.append(
                (
                    rows,
                    await work.contacts.find(),
                    await work.plans.get(PlanId(120)),
                    await work.photos.files([PhotoId(65)]),
                )
            )
        await store.close()
    assert found[0] == found[1]
    assert {contact.name for contact in found[1][1]} == {EMOJI}


def test_what_is_there_already_stays_unless_it_is_to_be_replaced(database: Path, postgres: str) -> None:
    asked(postgres, "CREATE TABLE guestbook (line text)", "INSERT INTO guestbook VALUES ('not ours')")
    fill(postgres, database, database.parent, quiet, replaces=False)
    asked(postgres, "UPDATE contacts SET name = 'Bo'", "INSERT INTO reminders VALUES ('new', '')")

    with pytest.raises(NotEmptyError):
        fill(postgres, database, database.parent, quiet, replaces=False)
    assert asked(postgres, "SELECT DISTINCT name FROM contacts") == [("Bo",)]

    fill(postgres, database, database.parent, quiet, replaces=True)
    assert asked(postgres, "SELECT DISTINCT name FROM contacts") == [(EMOJI,)]
    assert asked(postgres, "SELECT count(*) FROM reminders") == [(1,)]
    assert asked(postgres, "SELECT line FROM guestbook") == [("not ours",)]


def test_a_nul_in_a_text_is_left_out_and_counted(database: Path, postgres: str) -> None:
    """PostgreSQL has no place for it; nobody has ever seen one."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE contacts SET name = ?, note = ? WHERE id = 40", ("A\0nna", "\0"))

    assert fill(postgres, database, database.parent, quiet, replaces=False).without_nul == 2

    assert asked(postgres, "SELECT name, note FROM contacts WHERE id = 40") == [("Anna", "")]


def test_what_does_not_fit_leaves_the_target_as_it_was(database: Path, postgres: str) -> None:
    """SQLite minds no lengths and no kinds of number."""
    for spoil, mend, sentence in (
        (
            "UPDATE contacts SET name = hex(zeroblob(51))",
            "UPDATE contacts SET name = 'Chris'",
            r"contacts\.name has 102 characters, and 100 fit",
        ),
        (
            "UPDATE persons SET reach_km = 7777777777",
            "UPDATE persons SET reach_km = 50",
            "refused rows of persons",
        ),
    ):
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute(spoil)
        with pytest.raises(UnusableError, match=sentence) as raised:
            fill(postgres, database, database.parent, quiet, replaces=False)
        assert "7777" not in str(raised.value)
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute(mend)
        assert asked(postgres, "SELECT count(*) FROM persons") == [(0,)]


def test_an_older_file_is_brought_up_to_date_on_the_way_and_stays_as_it_was(tmp_path: Path) -> None:
    release, url = list(RELEASES)[-1], empty_postgres()
    old = filled_file(tmp_path / "old.db", release)

    done = fill(url, old, tmp_path, quiet, replaces=False)

    assert {name: count for name, count in done.counts.items() if count} == {
        name: len(rows) for name, rows in RELEASES[release].items()
    }
    assert asked(url, "SELECT version_num FROM alembic_version") == [(revisions()[0],)]
    assert looked_through(old).revision == release
    assert [each.name for each in tmp_path.iterdir()] == [old.name]
    drop_postgres(url)


async def test_a_database_somebody_uses_is_left_alone(database: Path, postgres: str) -> None:
    store = SqlStore(postgres)
    async with store.read() as work:
        assert await work.persons.count() == 0
        with pytest.raises(UnusableError, match=r"Others are connected to this database \(1\)"):
            await asyncio.to_thread(fill, postgres, database, database.parent, quiet, replaces=True)
    await store.close()


async def test_a_backup_is_of_one_moment_while_others_write(database: Path, postgres: str, tmp_path: Path) -> None:
    await asyncio.to_thread(fill, postgres, database, database.parent, quiet, replaces=False)
    loop = asyncio.get_running_loop()
    store = SqlStore(postgres)

    async def note() -> None:
        async with store.write() as work:
            await work.reminders.remember("meanwhile", "")

    def write_meanwhile(what: str, done: int, _whole: int) -> None:
        if (what, done) == ("persons", 0):
            asyncio.run_coroutine_threadsafe(note(), loop).result(10)

    contents = await asyncio.to_thread(back_up, postgres, tmp_path / "back.db", write_meanwhile)
    async with store.read() as work:
        assert await work.reminders.recall("meanwhile") == ""
    await store.close()
    assert contents.counts["reminders"] == 1


async def test_a_server_of_an_earlier_release_is_backed_up_as_it_is(tmp_path: Path) -> None:
    release, url = list(RELEASES)[-1], empty_postgres()
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(upgrade, release)
        await connection.execute(text("INSERT INTO reminders VALUES ('told', 'yes')"))
    await engine.dispose()

    contents = await asyncio.to_thread(back_up, url, tmp_path / "old.db", quiet)

    assert (contents.revision, contents.rows) == (release, 1)
    drop_postgres(url)


def test_an_empty_server_has_nothing_to_back_up(tmp_path: Path) -> None:
    url = empty_postgres()
    with pytest.raises(UnusableError, match="nothing in the database yet"):
        back_up(url, tmp_path / "back.db", quiet)
    assert list(tmp_path.iterdir()) == []
    drop_postgres(url)

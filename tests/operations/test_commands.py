"""What an operator does with the whole database: copies it, puts it back, brings it up to date, moves it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock

from bot.cli import app
from data.files import looked_through
from data.migrating import revisions
from tests.data.database_files import empty_file, filled_file
from tests.data.releases import RELEASES
from tests.operations.command_line import CommandLine
from tests.support.postgres import drop_postgres, empty_postgres

DATABASE = Path("var/meetward.db")
OLD = list(RELEASES)[-1]
NOW = revisions()[0]
DONE, BAD, CANNOT = 0, 2, 3


@pytest.fixture
def bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    (tmp_path / "var").mkdir()
    return CommandLine(tmp_path, monkeypatch)


@pytest.fixture
def postgres() -> Iterator[str]:
    url = empty_postgres()
    yield url
    drop_postgres(url)


def files(pattern: str) -> list[str]:
    return sorted(each.as_posix() for each in Path().glob(pattern))


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(query).fetchall()


def test_every_command_explains_itself(bot: CommandLine) -> None:
    names = [each.name or each.callback.__name__.replace("_", "-") for each in app.registered_commands if each.callback]
    assert len(names) == 12
    for name in names:
        assert bot(name, "--help") == DONE
        assert f"Example: {'DATABASE_URL=' if name == 'import-db' else ''}" in bot.said
        assert "Exit codes: 0 " in bot.said
    assert bot("--help") == DONE
    assert "..." not in bot.said.partition("Commands:")[2], "a summary is cut off"


def test_an_old_database_is_backed_up_migrated_and_can_be_put_back(bot: CommandLine) -> None:
    filled_file(DATABASE, OLD)
    assert bot("status") == bot("stats") == CANNOT
    assert "of an earlier version" in bot.said

    assert bot("migrate") == DONE
    [kept] = files(f"var/backups/before-{OLD}-*.db")
    assert f"Backed up to {kept}." in bot.said
    assert f"from version {OLD} to {NOW}" in bot.said
    assert bot("migrate") == DONE
    assert "up to date" in bot.said

    rows(DATABASE, "DELETE FROM deliveries")
    assert bot("restore", kept) == CANNOT, "nobody was there to ask"
    assert "--yes" in bot.said
    assert rows(DATABASE, "SELECT count(*) FROM deliveries") == [(0,)]
    assert bot("restore", kept, "--yes") == DONE
    [replaced] = files("var/meetward-replaced-*.db")
    assert replaced in bot.said
    assert looked_through(DATABASE).revision == NOW
    assert looked_through(DATABASE).counts["deliveries"] == len(RELEASES[OLD]["deliveries"])
    assert looked_through(Path(replaced)).counts["deliveries"] == 0
    assert DATABASE.stat().st_mode & 0o777 == 0o600


def test_a_backup_is_made_beside_a_running_bot_and_nothing_else_is(bot: CommandLine) -> None:
    filled_file(DATABASE, OLD)
    with FileLock(f"{DATABASE}.lock"):
        assert bot("backup", "one.db") == DONE
        assert "read again" in bot.said
        assert bot("backup") == DONE
        [made] = files("var/backups/manual-*.db")
        assert made in bot.said
        assert bot("backup", "one.db") == CANNOT
        assert "one.db exists already" in bot.said
        for refused in (("restore", "one.db", "--yes"), ("migrate",)):
            assert bot(*refused) == CANNOT
            assert "already running" in bot.said
    assert looked_through(DATABASE).revision == OLD


def test_without_a_database_there_is_only_something_to_restore(bot: CommandLine) -> None:
    empty_file(Path("one.db"))
    for command in ("backup", "status", "stats", "release", "sync"):
        assert bot(command) == CANNOT
        assert "no database yet" in bot.said
    assert bot("restore", "one.db") == DONE
    assert looked_through(DATABASE).revision == NOW


def test_what_cannot_be_is_said_in_a_sentence(bot: CommandLine) -> None:
    empty_file(DATABASE)
    empty_file(Path("good.db"))
    Path("diary.db").write_text("Today I met Chris.")
    assert bot("restore", "diary.db", "--yes") == CANNOT
    assert "diary.db is no database file." in bot.said
    assert bot("restore", "none.db", "--yes") == CANNOT
    assert "none.db can't be read" in bot.said
    assert bot("import-db", "one.db") == CANNOT
    assert "Set it to the PostgreSQL database" in bot.said
    rows(DATABASE, "UPDATE alembic_version SET version_num = '9999'")
    for command in ("migrate", "backup", "status", "stats"):
        assert bot(command) == CANNOT
        assert "written by a newer Meetward (schema 9999)" in bot.said
    assert bot("restore", str(DATABASE), "--yes") == CANNOT
    assert bot("restore", "good.db", "--yes") == DONE, "the way back from an update"
    bot.set(DATABASE_URL="postgresql+asyncpg://bot:opensesame@127.0.0.1:1/meetward")
    for commands in (("backup",), ("stats",), ("migrate",), ("import-db", "diary.db"), ("check",)):
        assert bot(*commands) == CANNOT
        assert "opensesame" not in bot.said
    bot.set(DATABASE_URL="mysql://bot:opensesame@db/x")
    assert bot("backup") == BAD
    assert "DATABASE_URL" in bot.said
    assert "opensesame" not in bot.said


def test_moving_to_postgresql_and_what_can_be_done_there(bot: CommandLine, postgres: str) -> None:
    filled_file(DATABASE, OLD)
    bot.set(DATABASE_URL=postgres)
    with FileLock(f"{DATABASE}.lock"):
        assert bot("import-db", str(DATABASE)) == CANNOT
        assert "already running" in bot.said
    assert bot("import-db", "var/none.db") == CANNOT
    assert "There is no var/none.db." in bot.said

    assert bot("import-db", str(DATABASE)) == DONE
    count = sum(map(len, RELEASES[OLD].values()))
    assert f"{count} rows" in bot.said
    assert looked_through(DATABASE).revision == OLD
    assert bot("import-db", str(DATABASE)) == CANNOT
    assert "--replace" in bot.said

    assert bot("backup", "one.db") == DONE
    assert looked_through(Path("one.db")).counts == {
        **dict.fromkeys(looked_through(Path("one.db")).counts, 0),
        **{name: len(some) for name, some in RELEASES[OLD].items()},
    }
    assert bot("stats", "--json") == DONE
    assert json.loads(bot.said)["photos"]["count"] == 1

    assert bot("status") == DONE
    assert bot("check", "--json") == 1, "there is no token"
    [database] = [each for each in json.loads(bot.said) if each["what"] == "database"]
    assert database["stands"] == "well"

    empty_file(Path("empty.db"))
    assert bot("restore", "empty.db", "--replace", "--yes") == DONE
    [kept] = files("var/backups/replaced-*.db")
    assert kept in bot.said
    assert looked_through(Path(kept)).rows == count
    assert bot("stats", "--json") == DONE
    assert json.loads(bot.said)["photos"]["count"] == 0
    assert bot("restore", kept) == DONE
    assert bot("stats", "--json") == DONE
    assert json.loads(bot.said)["communities"] == 0, "the only one has been left"
    assert json.loads(bot.said)["deliveries"] != {}


def test_stats_say_nothing_about_fewer_than_five(bot: CommandLine) -> None:
    empty_file(DATABASE)
    with closing(sqlite3.connect(DATABASE)) as connection, connection:
        for number in range(9):
            person = {**RELEASES[OLD]["persons"][0], "id": 100 + number}
            moment = "2026-02-01 12:00:00.000000" if number < 5 else "2026-03-01 12:00:00.000000"
            meeting = {
                **RELEASES[OLD]["meetings"][0],
                "id": 500 + number,
                "recorder_id": 100 + number,
                "community_id": None,
                "recorded_at": moment,
            }
            for table, row in (("persons", person), ("meetings", meeting)):
                columns, values = ", ".join(row), ", ".join(f":{name}" for name in row)
                connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({values})", row)
    assert bot("stats", "--json") == DONE
    found = json.loads(bot.said)
    assert found["meetings_recorded"] == {"2026-02": 5, "2026-03": None}
    assert found["people_on_a_mission"] is None
    assert found["database_bytes"] >= DATABASE.stat().st_size
    assert bot("stats") == DONE
    assert "by fewer than 5 people" in bot.said

"""The backups the bot makes by itself: one a day by whichever process, room made for newer ones, harm done to nobody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import structlog

from bot.operations.backing_up import DailyBackups, back_up_before_migrating, made_at, newest_daily, rotate
from bot.settings import Settings
from data.files import UnusableError, looked_through
from data.store import SqlStore
from tests.data.database_files import empty_file
from tests.support.database import fresh_database
from tests.support.office import START, Clock
from tests.support.postgres import drop_postgres, fresh_postgres


def chosen(tmp_path: Path, url: str, keep: int = 3) -> Settings:
    folder = tmp_path / "backups"
    return Settings(_env_file=None, database_url=url, backup_folder=folder, backup_keep=keep)  # type: ignore[call-arg]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    opened = SqlStore(fresh_database(tmp_path))
    yield opened
    await opened.close()


def url_of(store: SqlStore) -> str:
    return store.url.render_as_string(hide_password=False)


def names(tmp_path: Path) -> list[str]:
    return sorted(each.name for each in (tmp_path / "backups").glob("*"))


async def test_one_a_day_and_the_oldest_makes_room(store: SqlStore, tmp_path: Path) -> None:
    clock = Clock()
    daily = DailyBackups(chosen(tmp_path, url_of(store)), store, clock)
    async with store.write() as work:
        await work.reminders.remember("told", "yes")
    for _hour in range(24 * 4 + 1):
        await daily.make()
        clock.forward(hours=1)
    assert names(tmp_path) == [f"daily-202601{day:02}T120000Z.db" for day in (3, 4, 5)]
    newest = newest_daily(tmp_path / "backups")
    assert newest is not None
    assert made_at(newest) == START + timedelta(days=4)
    assert looked_through(newest).counts["reminders"] == 2


async def test_a_bot_that_starts_again_goes_on_counting(store: SqlStore, tmp_path: Path) -> None:
    clock = Clock()
    settings = chosen(tmp_path, url_of(store))
    for _start in range(3):
        await DailyBackups(settings, store, clock).make()
        clock.forward(hours=8)
    assert len(names(tmp_path)) == 1
    await DailyBackups(settings, store, clock).make()
    assert len(names(tmp_path)) == 2


async def test_a_clock_that_was_ahead_once_does_not_stop_them(store: SqlStore, tmp_path: Path) -> None:
    clock = Clock()
    daily = DailyBackups(chosen(tmp_path, url_of(store)), store, clock)
    clock.forward(days=400)
    await daily.make()
    clock.forward(days=-400)
    await daily.make()
    assert names(tmp_path) == ["daily-20260101T120000Z.db", "daily-20270205T120000Z.db"]


async def test_none_are_made_where_none_are_wanted(store: SqlStore, tmp_path: Path) -> None:
    await DailyBackups(chosen(tmp_path, url_of(store), keep=0), store, Clock()).make()
    assert not (tmp_path / "backups").exists()


async def test_one_that_fails_is_a_line_in_the_log_and_tried_again(store: SqlStore, tmp_path: Path) -> None:
    clock = Clock()
    daily = DailyBackups(chosen(tmp_path, url_of(store)), store, clock)
    (tmp_path / "backups").write_text("no folder")
    with structlog.testing.capture_logs() as lines:
        for _hour in range(3):
            await daily.make()
            clock.forward(hours=1)
    assert [(line["event"], line["log_level"]) for line in lines] == [("backup_failed", "error")] * 2
    assert "BACKUP_FOLDER" in lines[0]["advice"]
    assert "exc_info" not in lines[0]
    (tmp_path / "backups").unlink()
    clock.forward(hours=1)
    await daily.make()
    assert len(names(tmp_path)) == 1


async def test_a_bot_that_is_to_end_does_not_wait_for_it(store: SqlStore, tmp_path: Path) -> None:
    making = asyncio.create_task(DailyBackups(chosen(tmp_path, url_of(store)), store, Clock()).make())
    while not (tmp_path / "backups").exists():  # noqa: ASYNC110 - a thread makes it, and tells nobody
        await asyncio.sleep(0)
    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making
    await asyncio.get_running_loop().shutdown_default_executor()
    assert [name for name in names(tmp_path) if not name.startswith("daily-")] == []


async def test_of_several_processes_on_postgresql_one_makes_it(tmp_path: Path) -> None:
    url, clock = fresh_postgres(), Clock()
    stores = [SqlStore(url) for _ in range(3)]
    folders = [tmp_path / str(number) for number in range(3)]
    await asyncio.gather(
        *(DailyBackups(chosen(folder, url), store, clock).make() for store, folder in zip(stores, folders, strict=True))
    )
    assert sum(len(names(folder)) for folder in folders) == 1
    for store in stores:
        await store.close()
    drop_postgres(url)


def test_one_from_before_a_migration_stays_until_all_that_are_kept_are_newer(tmp_path: Path) -> None:
    before = tmp_path / "before-0007-20260103T120000Z.db"
    names = ("manual-20200101T000000Z.db", "replaced-20200101T000000Z.db", "daily-mine.db", "before-the-party.db")
    others = [*(tmp_path / name for name in names), before]
    unfinished = tmp_path / ".daily-20260101T120000Z.db.part"
    for each in (*others, unfinished):
        each.touch()
    left = []
    for day in range(1, 8):
        (tmp_path / f"daily-202601{day:02}T120000Z.db").touch()
        rotate(tmp_path, 3)
        left.append(before.exists())
    assert left == [True] * 5 + [False] * 2
    assert not unfinished.exists()
    assert [each.exists() for each in others] == [True, True, True, True, False]


def test_an_older_database_is_copied_before_it_is_migrated(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'meetward.db'}"
    settings, clock = chosen(tmp_path, url, keep=0), Clock()
    assert back_up_before_migrating(settings, clock) is None
    empty_file(tmp_path / "meetward.db", "0007")
    made = back_up_before_migrating(settings, clock)
    assert made == tmp_path / "backups" / "before-0007-20260101T120000Z.db"
    assert looked_through(made).revision == "0007"

    (tmp_path / "backups" / "before-0007-20260101T120000Z.db").write_text("mine")
    with pytest.raises(UnusableError, match="exists already"):
        back_up_before_migrating(settings, clock)


def test_a_database_of_this_version_is_not_copied_at_every_start(tmp_path: Path) -> None:
    settings = chosen(tmp_path, fresh_database(tmp_path))
    assert back_up_before_migrating(settings, Clock()) is None
    assert not (tmp_path / "backups").exists()

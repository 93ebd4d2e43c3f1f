"""The shipped bot and its backups: one before it migrates, one a day, and what a bot does whose database was taken back."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest

from data.files import looked_through
from data.migrating import revisions
from tests.data.database_files import filled_file
from tests.data.releases import RELEASES
from tests.operations.command_line import CommandLine
from tests.wire.bot_process import settings_for
from tests.wire.town import SERVER_NONCE_WINDOW, a_town, eventually

OLD = list(RELEASES)[-1]


def found(folder: Path, kind: str) -> list[Path]:
    return sorted((folder / "var" / "backups").glob(f"{kind}-*.db"))


async def test_an_update_is_backed_up_before_and_every_day_after(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        filled_file(town.database, OLD)
        async with town.bot() as bot:
            await bot.ready()
            await eventually(lambda: found(tmp_path, "daily") != [])
            assert await bot.stopped(signal.SIGTERM) == 0
            assert "backed_up_before_migration" in bot.output
        [before], [daily] = found(tmp_path, f"before-{OLD}"), found(tmp_path, "daily")
        assert looked_through(before).revision == OLD
        assert looked_through(before).rows == sum(map(len, RELEASES[OLD].values()))
        assert looked_through(daily).revision == revisions()[0]
        async with town.bot() as bot:
            await bot.ready()
            await asyncio.sleep(0.2)
            assert await bot.stopped(signal.SIGTERM) == 0
        assert [*found(tmp_path, "before"), *found(tmp_path, "daily")] == [before, daily]


async def test_where_no_backup_can_be_made_nothing_is_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_town(tmp_path) as town:
        line = CommandLine(tmp_path, monkeypatch)
        line.set(**settings_for(town.server, town.database), BACKUP_FOLDER="file/backups")
        filled_file(town.database, OLD)
        (tmp_path / "file").touch()
        async with town.bot(BACKUP_FOLDER="file/backups") as bot:
            assert await bot.ended() == 3
            assert "was to be backed up before it is brought up to date" in bot.output
            assert "can't be written: Not a directory" in bot.output
            assert "Traceback" not in bot.output
        assert await asyncio.to_thread(line, "migrate") == 3
        assert looked_through(town.database).revision == OLD
        assert await asyncio.to_thread(line, "migrate", "--no-backup") == 0
        assert looked_through(town.database).revision == revisions()[0]


async def test_what_was_sent_after_the_backup_is_not_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_town(tmp_path) as town:
        line = CommandLine(tmp_path, monkeypatch)
        line.set(**settings_for(town.server, town.database))
        await town.a_kickoff_is_due(town.alice)
        assert line("backup", "before.db") == 0
        async with town.bot() as bot:
            await bot.ready()
            await town.post_in(town.server.dm(town.alice), 2)
            await town.settled()
        # Longer than Discord recognises a message that is sent again.
        await asyncio.sleep(2 * SERVER_NONCE_WINDOW)

        assert line("restore", "before.db", "--yes") == 0
        async with town.bot() as bot:
            await bot.ready()
            await town.settled()
        assert town.outcomes("kickoff")[0] == ("sent", "")
        assert len(town.direct(town.alice)) == 2

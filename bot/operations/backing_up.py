"""Backups the bot makes by itself: one a day, and one before a migration; where they lie, and how long.

`daily-TIME.db` make room for newer ones; `before-VERSION-TIME.db`, made before a migration, only once every daily one
that is kept is newer; `manual-TIME.db` and `replaced-TIME.db` are the operator's. TIME is in UTC.
"""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from bot.settings import Settings
from data.backups import back_up, revision_at
from data.files import Progress, reason_of
from data.migrating import revisions
from data.store import SqlStore
from meetups.ports import Clock

DAY = timedelta(days=1)
AGAIN = timedelta(hours=2)
"""When one that was begun is begun again unless it was finished, by whichever process."""
_NEXT = "next_backup"
_DAILY, _BEFORE = "daily", "before"
_FORM = "%Y%m%dT%H%M%SZ"
_ANY = f"{'[0-9]' * 8}T{'[0-9]' * 6}Z.db"
"""Such times, as files are looked for; what is called otherwise is left alone."""

_log = structlog.get_logger(__name__)


class DailyBackups:
    """Looks, whenever it is told to, whether the last one is a day old; of several processes one makes it."""

    def __init__(self, settings: Settings, store: SqlStore, clock: Clock) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock

    async def make(self) -> None:
        """Make one if it is time. What goes wrong is a line in the log; it is tried again later."""
        if not self._settings.backup_keep:
            return
        target = new_name(self._settings.backup_folder, _DAILY, self._clock())
        try:
            if not await self._is_due():
                return
            await self._copy(target)
            await self._remember(self._clock() + DAY)
            rotate(self._settings.backup_folder, self._settings.backup_keep)
        except Exception as error:
            _log.error(
                "backup_failed",
                file=str(target),
                reason=reason_of(error),
                advice="look at the space and the rights of BACKUP_FOLDER; python -m bot backup tries now",
            )
        else:
            _log.info("backed_up", file=str(target))

    async def _is_due(self) -> bool:
        """Whether it is time; then no other process will think so for a while."""
        now = self._clock()
        async with self._store.write() as work:
            said = await work.reminders.recall(_NEXT)
            # Further off than a day: the clock has been set back since.
            if said is not None and now < datetime.fromisoformat(said) <= now + DAY:
                return False
            await work.reminders.remember(_NEXT, (now + AGAIN).isoformat())
        return True

    async def _remember(self, due: datetime) -> None:
        async with self._store.write() as work:
            await work.reminders.remember(_NEXT, due.isoformat())

    async def _copy(self, target: Path) -> None:
        """In a thread, which stops at its next step where the bot is to end."""
        is_over = threading.Event()

        def go_on(_what: str, _done: int, _whole: int) -> None:
            if is_over.is_set():
                raise InterruptedError("the bot ends")

        try:
            await asyncio.to_thread(back_up, self._settings.database_url, target, go_on)
        except asyncio.CancelledError:
            is_over.set()
            raise


def back_up_before_migrating(settings: Settings, clock: Clock, progress: Progress = lambda *_: None) -> Path | None:
    """Back up a database of an earlier version; gives where. It blocks.

    Raises ``UnusableError``, ``FutureDatabase``, ``OSError``, and what the database raises.
    """
    revision = revision_at(settings.database_url)
    if revision in (None, revisions()[0]):
        return None
    target = new_name(settings.backup_folder, f"{_BEFORE}-{revision}", clock())
    back_up(settings.database_url, target, progress)
    _log.info("backed_up_before_migration", file=str(target))
    return target


def new_name(folder: Path, kind: str, now: datetime) -> Path:
    return folder / f"{kind}-{now.astimezone(UTC):{_FORM}}.db"


def made_at(backup: Path) -> datetime:
    """When it was made, as its name says."""
    return datetime.strptime(backup.stem.rpartition("-")[2], _FORM).replace(tzinfo=UTC)


def newest_daily(folder: Path) -> Path | None:
    return max(folder.glob(f"{_DAILY}-{_ANY}"), default=None)


def rotate(folder: Path, keep: int) -> None:
    """Throw away what newer backups make unnecessary, and what was never finished."""
    daily = sorted(folder.glob(f"{_DAILY}-{_ANY}"))
    kept = daily[-keep:]
    gone = [*daily[:-keep], *folder.glob(f".{_DAILY}-*")]
    if len(kept) == keep:
        gone += [each for each in folder.glob(f"{_BEFORE}-*-{_ANY}") if made_at(each) < made_at(kept[0])]
    for each in gone:
        each.unlink(missing_ok=True)

"""Whether everything the bot needs is there: what stands how, and what to do about it. It changes nothing, names no secret."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.machine import machine_fault
from bot.operations.backing_up import DAY, made_at, newest_daily
from bot.operations.checking_discord import discord_findings
from bot.operations.findings import Finding, Stands
from bot.running import unusable, written_later
from bot.settings import Settings
from data.backups import embedded_file
from data.condition import Condition, condition_of
from data.migrating import FutureDatabase, revisions

LEAST_FREE = 1_000_000_000
"""Bytes; and twice the database, which a migration and its backup may need."""


async def findings(settings: Settings, now: datetime) -> AsyncIterator[Finding]:
    """Everything there is to look at, as it is found: this machine and its database, then Discord."""
    fault = machine_fault()
    yield Finding("machine", Stands.FAULT if fault else Stands.WELL, fault or "64-bit")
    yield Finding("settings", Stands.WELL, "read without a fault")
    condition, finding = await _database(settings)
    yield finding
    for each in _disk(settings, condition.size if condition else 0):
        yield each
    yield _backups(settings, now, is_used=condition is not None and condition.revision is not None)
    is_readable = condition is not None and condition.revision == revisions()[0] and not condition.faults
    async for each in discord_findings(settings, is_known=is_readable):
        yield each


async def _database(settings: Settings) -> tuple[Condition | None, Finding]:
    what = "database"
    try:
        found = await asyncio.to_thread(condition_of, settings.database_url)
    except FutureDatabase as error:
        return None, Finding(what, Stands.FAULT, written_later(error), "Update the program.")
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        return None, Finding(what, Stands.FAULT, unusable(settings, error), "Is DATABASE_URL right, and its server up?")
    if found.faults:
        advice = "Stop the bot, keep a copy of the database, and restore a backup: python -m bot restore --help"
        return found, Finding(what, Stands.FAULT, "; ".join(found.faults), advice)
    if found.revision is None:
        return found, Finding(what, Stands.WELL, "none yet; the bot makes it when it starts")
    if found.revision != revisions()[0]:
        says = f"of version {found.revision}; this program's is {revisions()[0]}"
        return found, Finding(
            what, Stands.LOOK, says, "Start the bot, or: python -m bot migrate. Both back it up before."
        )
    return found, Finding(
        what, Stands.WELL, f"version {found.revision}, {_bytes(found.size)}, whole, can be written to"
    )


def _disk(settings: Settings, size: int) -> list[Finding]:
    """Where the database lies, and where backups do."""
    database = embedded_file(settings.database_url)
    folders = {"disk of the database": database.parent} if database is not None else {}
    folders["disk of backups"] = settings.backup_folder
    found = []
    for what, folder in folders.items():
        free = shutil.disk_usage(_there(folder)).free
        is_short = free < max(LEAST_FREE, 2 * size)
        advice = "Make room: a migration needs a copy of the database beside it." if is_short else ""
        found.append(Finding(what, Stands.LOOK if is_short else Stands.WELL, f"{_bytes(free)} free", advice))
    return found


def _backups(settings: Settings, now: datetime, *, is_used: bool) -> Finding:
    what, newest = "backup", newest_daily(settings.backup_folder)
    if not settings.backup_keep:
        return Finding(what, Stands.WELL, "none is made by itself (BACKUP_KEEP=0)")
    if newest is None:
        stands = Stands.LOOK if is_used else Stands.WELL
        return Finding(what, stands, f"none in {settings.backup_folder}", "The bot makes one a day while it runs.")
    age = now - made_at(newest)
    says = f"the newest is {int(age / timedelta(hours=1))} hours old"
    if age <= 2 * DAY:
        return Finding(what, Stands.WELL, says)
    return Finding(
        what, Stands.LOOK, says, "Does the bot run? Its log says backup_failed and why. Now: python -m bot backup"
    )


def _there(folder: Path) -> Path:
    """The folder, or the one it will be made in."""
    folder = folder.absolute()
    return next(each for each in (folder, *folder.parents) if each.exists())


def _bytes(count: int) -> str:
    return f"{count / 1_000_000_000:,.1f} GB" if count >= 100_000_000 else f"{count / 1_000_000:,.1f} MB"

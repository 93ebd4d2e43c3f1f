"""Commands about the whole database: bringing it up to date, copying it, putting a copy back, moving to PostgreSQL."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.app import real_clock
from bot.commands.terminal import failing_kindly, give_up, out, progress, settings, settings_of_a_database, sure
from bot.operations.backing_up import back_up_before_migrating, new_name
from bot.running import alone
from bot.settings import Settings
from cogs.courier import MAKING_NONE
from data.backups import NotEmptyError, Settle, back_up, embedded_file, fill, restore_file, revision_at
from data.copying import Copied
from data.doubting import doubt_what_was_due
from data.migrating import revisions
from data.store import SqlStore

Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]
Replace = Annotated[bool, typer.Option("--replace", help="Replace what is in the database; it is backed up before.")]


def migrate(
    has_no_backup: Annotated[bool, typer.Option("--no-backup", help="Make no backup before.")] = False,
) -> None:
    """Bring the database up to this version.

    After a backup of it as it is, which goes to BACKUP_FOLDER. The bot does the same when it starts; use this to
    see it done, or before several processes start on one PostgreSQL. Stop the bot before.

    Example: python -m bot migrate
    """
    chosen = settings()
    with failing_kindly(chosen), alone(chosen.database_url):
        before = revision_at(chosen.database_url)
        if before == revisions()[0]:
            out.print(f"The database is up to date: version {before}.")
            return
        if not has_no_backup:
            with progress() as tell:
                kept = back_up_before_migrating(chosen, real_clock, tell)
            if kept is not None:
                out.print(f"Backed up to {kept}.")
        asyncio.run(_migrate(chosen))
    out.print(f"The database went from version {before or 'none'} to {revisions()[0]}.")


def backup(
    file: Annotated[Path | None, typer.Argument(help="Where to; a new file in BACKUP_FOLDER if not given.")] = None,
) -> None:
    """Copy the whole database to one file.

    Beside a running bot too; it is read again to be sure. The file holds everything people trusted the bot with,
    photos too: only you can read it, and nobody else should. It is an SQLite database, also of a PostgreSQL one,
    for `restore` on either. No file is ever overwritten.

    Example: python -m bot backup /mnt/stick/meetward.db
    """
    chosen = settings_of_a_database()
    target = file or new_name(chosen.backup_folder, "manual", real_clock())
    with failing_kindly(chosen), progress() as tell:
        made = back_up(chosen.database_url, target, tell)
    size = target.stat().st_size / 1_000_000
    out.print(f"Backed up to {target}: {made.rows:,} rows, {size:,.1f} MB, version {made.revision}, read again.")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup: made by `backup`, daily, or before a migration.")],
    is_agreed: Yes = False,
    replaces: Replace = False,
) -> None:
    """Put a backup in the database's place.

    It replaces the database of DATABASE_URL and is brought up to this version. Stop the bot before. The backup is
    read through first. A database file that is replaced is kept beside the new one; a PostgreSQL database must be
    empty, or be replaced with --replace, and is backed up to BACKUP_FOLDER before. What fell due since the backup
    is looked for on Discord before it is sent again; what people did since is lost.

    Example: python -m bot restore var/backups/daily-20261124T030000Z.db
    """
    chosen = settings()
    database = embedded_file(chosen.database_url)
    with failing_kindly(chosen):
        if database is None:
            _fill(chosen, file, _doubt, is_agreed=is_agreed, replaces=replaces)
            return
        with alone(chosen.database_url):
            kept = new_name(database.parent, f"{database.stem}-replaced", real_clock())
            is_there = database.exists()
            if is_there:
                sure(f"Replace {database}? It will be kept as {kept}.", is_agreed=is_agreed)
            with progress() as tell:
                found = restore_file(file, database, kept, tell, _doubt)
    out.print(f"Restored {found.rows:,} rows of version {found.revision}; the database is of version {revisions()[0]}.")
    if is_there:
        out.print(
            f"What it replaced is {kept}. Once you are sure, delete it: it holds what people trusted the bot with."
        )


def import_db(
    source: Annotated[Path, typer.Argument(help="The SQLite file the bot used until now.")],
    is_agreed: Yes = False,
    replaces: Replace = False,
) -> None:
    """Move from SQLite to PostgreSQL.

    Copy every row of a file to the database of DATABASE_URL. Stop the bot before, on both. It is one transaction:
    afterwards everything is there, counted and compared, or nothing. The file stays as it is; one of an earlier
    version is brought up to date on the way, in a copy. A database that is not empty is refused, or with --replace
    backed up to BACKUP_FOLDER and replaced.

    Example: DATABASE_URL=postgresql+asyncpg://bot:secret@localhost/meetward python -m bot import-db var/meetward.db
    """
    chosen = settings()
    if embedded_file(chosen.database_url) is not None:
        give_up("DATABASE_URL names an SQLite file. Set it to the PostgreSQL database to move to.")
    with failing_kindly(chosen):
        if not source.exists():
            give_up(f"There is no {source}.")
        with alone(f"sqlite+aiosqlite:///{source}"):
            _fill(chosen, source, _leave, is_agreed=is_agreed, replaces=replaces)


def _fill(chosen: Settings, source: Path, settle: Settle, *, is_agreed: bool, replaces: bool) -> None:
    """Fill a PostgreSQL database; what is in it goes only if it is to be replaced, and is backed up before."""
    try:
        with progress() as tell:
            done = fill(chosen.database_url, source, chosen.backup_folder, tell, settle, replaces=False)
    except NotEmptyError as error:
        if not replaces:
            give_up(f"{error} To replace it, which backs it up before: --replace")
        kept = new_name(chosen.backup_folder, "replaced", real_clock())
        sure(f"Replace what is in the database? It will be backed up to {kept}.", is_agreed=is_agreed)
        with progress() as tell:
            back_up(chosen.database_url, kept, tell)
        with progress() as tell:
            done = fill(chosen.database_url, source, chosen.backup_folder, tell, settle, replaces=True)
        out.print(f"What was there is backed up to {kept}.")
    _tell(done)


def _doubt(copy: Path) -> None:
    """What was due may have been sent since the backup was made."""
    doubt_what_was_due(copy, real_clock(), MAKING_NONE)


def _leave(_copy: Path) -> None:
    """Nothing was sent since: it is the database the bot used last."""


def _tell(done: Copied) -> None:
    rows, tables = sum(done.counts.values()), len(done.counts)
    out.print(f"{rows:,} rows of {tables} tables are there, read again and compared.")
    if done.without_nul:
        out.print(f"{done.without_nul:,} texts had a NUL character, which PostgreSQL cannot keep; it was left out.")


async def _migrate(chosen: Settings) -> None:
    store = SqlStore(chosen.database_url)
    try:
        await store.migrate()
    finally:
        await store.close()

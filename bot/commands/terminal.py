"""Words, progress, exit codes and failures, as every command shows them: a sentence that says what to do, no traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from sqlalchemy.exc import SQLAlchemyError

from bot.operations.status import has_database
from bot.running import CannotRun, unusable, written_later
from bot.settings import Settings, SettingsError, load_settings
from data import files
from data.backups import revision_at
from data.migrating import FutureDatabase, revisions

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

WORTH_A_LOOK = 1
BAD_SETTINGS = 2
CANNOT_RUN = 3
CODES = "Exit codes: 0 done, 2 a setting or an option needs mending, 3 it could not be done and nothing was changed."


def settings() -> Settings:
    """The settings, or the end of the command with what is wrong with them."""
    try:
        return load_settings()
    except SettingsError as error:
        give_up(f"The settings (.env or environment) need mending:\n{error}", BAD_SETTINGS)


def settings_of_a_database() -> Settings:
    chosen = settings()
    if not has_database(chosen):
        give_up("There is no database yet: the bot makes it when it starts.", CANNOT_RUN)
    return chosen


def settings_of_this_version() -> Settings:
    """The settings, where there is a database that this program can read and write."""
    chosen = settings_of_a_database()
    with failing_kindly(chosen):
        if revision_at(chosen.database_url) != revisions()[0]:
            give_up("The database is of an earlier version: start the bot, or python -m bot migrate.")
    return chosen


def give_up(text: str, code: int = CANNOT_RUN) -> NoReturn:
    err.print(text, markup=False)
    raise typer.Exit(code)


def sure(question: str, *, is_agreed: bool) -> None:
    """Go on where the operator agrees, or has agreed; where nobody can be asked, they have not."""
    if not is_agreed and not (err.is_terminal and typer.confirm(question, err=True)):
        give_up("Nothing was changed. To do it without being asked: --yes")


@contextmanager
def failing_kindly(chosen: Settings) -> Iterator[None]:
    """What goes wrong with a database or a file, in a sentence."""
    try:
        yield
    except (files.UnusableError, CannotRun) as error:
        give_up(str(error))
    except FutureDatabase as error:
        give_up(written_later(error))
    except (SQLAlchemyError, OSError) as error:
        give_up(unusable(chosen, error))


@contextmanager
def progress() -> Iterator[files.Progress]:
    """A bar for each thing worked at, in a terminal; elsewhere nothing."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=err, disable=not err.is_terminal) as shown:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, whole: int) -> None:
            if what not in tasks:
                tasks[what] = shown.add_task(what)
            shown.update(tasks[what], completed=done, total=whole)

        yield tell

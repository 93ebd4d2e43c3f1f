"""Bringing a database to this version's schema, with the migrations that ship beside this file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parent / "migrations"


class FutureDatabase(Exception):  # noqa: N818
    """The database was written by a newer version of the program than this one."""


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


@cache
def revisions() -> tuple[str, ...]:
    """All that this version knows, its own first."""
    return tuple(each.revision for each in ScriptDirectory.from_config(configuration()).walk_revisions())


def revision_of(connection: Connection) -> str | None:
    """What a database was written by; None before it has any tables. Raises ``FutureDatabase``."""
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in revisions():
        raise FutureDatabase(current)
    return current


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run what is missing, in the transaction of this connection. Raises ``FutureDatabase``."""
    revision_of(connection)
    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, to)

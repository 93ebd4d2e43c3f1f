"""Bringing a database to this version's schema, with the migrations that ship beside this file."""

from __future__ import annotations

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


def upgrade(connection: Connection) -> None:
    """Run what is missing, in the transaction of this connection."""
    config = configuration()
    current = MigrationContext.configure(connection).get_current_revision()
    known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise FutureDatabase(current)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")

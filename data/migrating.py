"""Bringing a database to this version's schema, with the migrations that ship beside this file.

Alembic, and all it brings, is imported only where something is to be done.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, column, inspect, select, table

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION = table("alembic_version", column("version_num"))


class FutureDatabase(Exception):  # noqa: N818
    """The database was written by a newer version of the program than this one."""


def configuration() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


@cache
def revisions() -> tuple[str, ...]:
    """All that this version knows, its own first."""
    names = (each.name for each in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    return tuple(sorted((name.partition("_")[0] for name in names), reverse=True))


def revision_of(connection: Connection) -> str | None:
    """What a database was written by; None before it has any tables. Raises ``FutureDatabase``."""
    if not inspect(connection).has_table(_VERSION.name):
        return None
    current = connection.execute(select(_VERSION.c.version_num)).scalar_one_or_none()
    if current is not None and current not in revisions():
        raise FutureDatabase(current)
    return current


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run what is missing, in the transaction of this connection. Raises ``FutureDatabase``."""
    current = revision_of(connection)
    if current == revisions()[0]:
        return
    from alembic import command

    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, to)

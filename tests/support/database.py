"""Databases for tests: migrated without migrating, for the first one made is copied for every later test."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event

from data.migrating import upgrade
from data.store import SqlStore


def fresh_database(folder: Path) -> str:
    """The URL of a new, empty database of this version in a folder."""
    path = folder / "meetward.db"
    path.write_bytes(_template())
    return f"sqlite+aiosqlite:///{path}"


async def forget_power_cuts(store: SqlStore) -> None:
    """Wait for no disk: a story's database need not survive one. Those that must run over the wire, as shipped."""

    def forget(connection: Any, _record: object = None) -> None:
        connection.cursor().execute("PRAGMA synchronous=OFF")

    async with store._writer.connect() as open_now:
        await open_now.run_sync(lambda connection: forget(connection.connection))
    if store.blocking is not None:
        event.listen(store.blocking.engine, "connect", forget)


@cache
def _template() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        engine = create_engine(f"sqlite:///{path}")
        with engine.connect() as connection:
            upgrade(connection)
            connection.commit()
        engine.dispose()
        return path.read_bytes()

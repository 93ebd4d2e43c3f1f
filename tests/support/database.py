"""A migrated database without migrating: the first one made is copied for every later test."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import create_engine

from data.migrating import upgrade


def fresh_database(folder: Path) -> str:
    """The URL of a new, empty database of this version in a folder."""
    path = folder / "meetward.db"
    path.write_bytes(_template())
    return f"sqlite+aiosqlite:///{path}"


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

"""SQLite files as any release left them: empty, or with something in every table."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

from sqlalchemy import create_engine

from data.migrating import upgrade
from tests.data.releases import RELEASES


def empty_file(path: Path, release: str = "head") -> Path:
    path.write_bytes(_empty(release))
    return path


def filled_file(path: Path, release: str) -> Path:
    with closing(sqlite3.connect(empty_file(path, release))) as connection, connection:
        for table, rows in RELEASES[release].items():
            for row in rows:
                columns, values = ", ".join(f'"{name}"' for name in row), ", ".join(f":{name}" for name in row)
                connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({values})", row)
    return path


@cache
def _empty(release: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        engine = create_engine(f"sqlite:///{path}")
        with engine.begin() as connection:
            upgrade(connection, release)
        engine.dispose()
        return path.read_bytes()

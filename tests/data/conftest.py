"""A migrated database in a file of its own for every test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from data.store import SqlStore
from tests.support.database import fresh_database


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    opened = SqlStore(fresh_database(tmp_path))
    yield opened
    await opened.close()

"""A process that dies in the midst of its work, as far as its database can tell."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from meetups.ports import Store, UnitOfWork


class Stops:
    """The database of a process that dies at its write after so many."""

    def __init__(self, store: Store, writes: int) -> None:
        self._store, self._left = store, writes

    @asynccontextmanager
    async def write(self) -> AsyncIterator[UnitOfWork]:
        async with self._store.write() as work:
            yield work
            self._left -= 1
            if self._left < 0:
                raise ProcessLookupError

    def read(self) -> Any:
        return self._store.read()

    def claim(self) -> Any:
        return self._store.claim()

"""Deciding what goes out, beside the event loop: over SQLite in a thread of its own, one delivery after another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from cogs.courier import Beside
from data.blocking import BlockingStore, run
from data.store import SqlStore
from meetups.services.all import Services
from meetups.services.deliveries import Deliveries

T = TypeVar("T")
Verb = Callable[[Deliveries], Coroutine[Any, Any, T]]


@asynccontextmanager
async def deciding(store: SqlStore, services: Services) -> AsyncIterator[Beside]:
    """What the courier decides and settles by; ends with what is under way."""
    if store.blocking is None:
        yield lambda verb: verb(services.deliveries)
        return
    with ThreadPoolExecutor(1, "deciding") as thread:
        yield _Beside(store, store.blocking, services, thread)


class _Beside:
    def __init__(
        self, store: SqlStore, blocking: BlockingStore, services: Services, thread: ThreadPoolExecutor
    ) -> None:
        self._store = store
        self._thread = thread
        self._deliveries = services.deliveries.over(replace(services.desk, store=blocking))
        self._loop = asyncio.get_running_loop()
        blocking.on_planned = self._planned
        # Whoever acts waits for the database behind one delivery, not behind all that are under way.
        self._one = asyncio.Lock()

    async def __call__(self, verb: Verb[T]) -> T:
        async with self._one, self._store.turn:
            working = self._loop.run_in_executor(self._thread, lambda: run(verb(self._deliveries)))
            try:
                return await asyncio.shield(working)
            except asyncio.CancelledError:
                # Nobody else's transaction begins before this one has ended.
                await asyncio.wait({working})
                raise

    def _planned(self, due: datetime) -> None:
        """In the thread; the alarm is the loop's."""
        self._loop.call_soon_threadsafe(self._store.on_planned, due)

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
from data.store import HastyStore, SqlStore
from meetups.services.all import Services
from meetups.services.deliveries import Deliveries

TOGETHER = 5
T = TypeVar("T")
Verb = Callable[[Deliveries], Coroutine[Any, Any, T]]


@asynccontextmanager
async def deciding(store: SqlStore, services: Services) -> AsyncIterator[Beside]:
    """What the courier decides and settles by; ends with what is under way."""
    if store.blocking is None:
        deliveries = services.deliveries.over(replace(services.desk, store=HastyStore(store)))
        yield lambda verb: verb(deliveries)
        return
    with ThreadPoolExecutor(1, "deciding") as thread:
        beside = _Beside(store, store.blocking, services, thread)
        try:
            yield beside
        finally:
            await beside.rest()


class _Beside:
    """Takes some at once to the thread and back, for that costs about as much as a small one of them.

    Whoever acts meanwhile waits for the database behind these, not behind all that are under way.
    """

    def __init__(
        self, store: SqlStore, blocking: BlockingStore, services: Services, thread: ThreadPoolExecutor
    ) -> None:
        self._store = store
        self._thread = thread
        self._deliveries = services.deliveries.over(replace(services.desk, store=blocking))
        self._loop = asyncio.get_running_loop()
        self._waiting: list[tuple[Verb[Any], asyncio.Future[Any]]] = []
        self._working: asyncio.Task[None] | None = None
        blocking.on_planned = self._planned

    async def __call__(self, verb: Verb[T]) -> T:
        done: asyncio.Future[T] = self._loop.create_future()
        self._waiting.append((verb, done))
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work(), name="deciding")
        return await done

    async def rest(self) -> None:
        """End what is in the thread; what waits for it will not be asked for any more."""
        self._waiting.clear()
        if self._working is not None:
            await self._working

    async def _work(self) -> None:
        while self._waiting:
            some, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            async with self._store.turn:
                outcomes = await self._loop.run_in_executor(self._thread, self._all, [verb for verb, _ in some])
            for (_, done), outcome in zip(some, outcomes, strict=True):
                if done.done():
                    continue
                if isinstance(outcome, Exception):
                    done.set_exception(outcome)
                else:
                    done.set_result(outcome)

    def _all(self, verbs: list[Verb[Any]]) -> list[Any]:
        """In the thread: each by itself, a transaction of its own, whatever becomes of the others."""
        return [self._outcome(verb) for verb in verbs]

    def _outcome(self, verb: Verb[Any]) -> Any:
        try:
            return run(verb(self._deliveries))
        except Exception as error:
            return error

    def _planned(self, due: datetime) -> None:
        """In the thread; the alarm is the loop's."""
        self._loop.call_soon_threadsafe(self._store.on_planned, due)

"""One pace for everything that is asked of Discord under the bot's token, and a count of what it refused.

Discord takes 50 requests a second from a bot, and bans an address for a while after 10,000 invalid requests (401, 403
and 429) in ten minutes; discord.py looks after neither. Answers to interactions count for neither the limit nor here.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

import aiohttp
import structlog
from aiolimiter import AsyncLimiter
from discord.http import Route

A_SECOND: Final = 47.5
"""Requests in a second. Two may go at once where the loop was late, so that no second ever has more than 49."""
_AT_ONCE: Final = 2
MOST_INVALID: Final = 900
"""Past so many in ten minutes nothing goes out by itself: a tenth of what gets an address banned, less what is under way."""
_MEMORY: Final = 600.0
_INVALID: Final = (401, 403, 429)
_SCOPE: Final = "X-RateLimit-Scope"
_ANSWERS: Final = ("/interactions/", "/webhooks/")

_is_bulk: ContextVar[bool] = ContextVar("is_bulk", default=False)
_log = structlog.get_logger(__name__)


@contextmanager
def bulk() -> Iterator[None]:
    """What is asked of Discord inside lets everything go first that a person waits for."""
    token = _is_bulk.set(True)
    try:
        yield
    finally:
        _is_bulk.reset(token)


class Pacer:
    """Lets requests go one after another: those a person waits for first, else in the order they came."""

    def __init__(self) -> None:
        self._limiter = AsyncLimiter(_AT_ONCE, _AT_ONCE / A_SECOND)
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()
        self._letting_go: asyncio.Task[None] | None = None
        self._refused: deque[float] = deque()

    async def turn(self) -> None:
        """Wait until this request may go."""
        gate = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (_is_bulk.get(), next(self._numbers), gate))
        if self._letting_go is None or self._letting_go.done():
            self._letting_go = asyncio.create_task(self._let_go(), name="pacer")
        await gate

    async def room(self) -> None:
        """Wait until few enough requests were refused lately that what goes out by itself may go on."""
        too_many = self._refused_lately() - MOST_INVALID
        if too_many >= 0:
            wait = self._refused[too_many] + _MEMORY - time.monotonic()
            _log.error("too_many_refused", refused=len(self._refused), again_in_seconds=round(wait))
            await asyncio.sleep(wait)

    def trace(self) -> aiohttp.TraceConfig:
        """What a client's HTTP session is given, so that each of its attempts waits its turn, repeated ones too."""
        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(self._begins)
        trace.on_request_end.append(self._ended)
        return trace

    async def _let_go(self) -> None:
        while self._waiting:
            await self._limiter.acquire()
            while self._waiting:
                *_, gate = heapq.heappop(self._waiting)
                if not gate.done():
                    gate.set_result(None)
                    break

    async def _begins(self, _session: object, _context: object, request: aiohttp.TraceRequestStartParams) -> None:
        path = str(request.url).removeprefix(Route.BASE)
        if path != str(request.url) and not path.startswith(_ANSWERS):
            await self.turn()

    async def _ended(self, _session: object, _context: object, request: aiohttp.TraceRequestEndParams) -> None:
        is_ours = str(request.url).startswith(Route.BASE)
        if is_ours and request.response.status in _INVALID and request.response.headers.get(_SCOPE) != "shared":
            self._refused.append(time.monotonic())

    def _refused_lately(self) -> int:
        while self._refused and self._refused[0] < time.monotonic() - _MEMORY:
            self._refused.popleft()
        return len(self._refused)

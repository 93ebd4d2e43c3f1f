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
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Final

import aiohttp
import structlog
from aiolimiter import AsyncLimiter
from discord.http import Route

A_SECOND: Final = 47.5
"""Requests in a second. Two may go at once where the loop was late, so that no second has more than 49."""
_MOST: Final = 49 / A_SECOND
"""The most that leave in any second, of what may: where the machine is busy, what was let go leaves later, and beside what follows."""
_AT_ONCE: Final = 2
MOST_INVALID: Final = 900
"""Past so many in ten minutes nothing goes out by itself: a tenth of what gets an address banned, less what is under way."""
MEMORY: Final = 600.0
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


@dataclass(slots=True)
class _Leaving:
    """A request that may go, and when it left; until it has, when it was let go."""

    at: float


class Pacer:
    """Lets requests go one after another: those a person waits for first, else in the order they came."""

    def __init__(self, a_second: float = A_SECOND, most_invalid: int = MOST_INVALID, memory: float = MEMORY) -> None:
        """``a_second`` requests may leave; ``memory`` in seconds is how long Discord remembers an invalid request."""
        self._most = max(1, round(a_second * _MOST))
        self._most_invalid = most_invalid
        self._memory = memory
        self._limiter = AsyncLimiter(_AT_ONCE, _AT_ONCE / a_second)
        self._waiting: list[tuple[bool, int, asyncio.Future[_Leaving]]] = []
        self._numbers = itertools.count()
        self._letting_go: asyncio.Task[None] | None = None
        self._refused: deque[float] = deque()
        self._lately: deque[_Leaving] = deque()

    @property
    def waiting(self) -> int:
        """How many requests wait for their turn."""
        return sum(not gate.done() for *_, gate in self._waiting)

    async def turn(self) -> _Leaving:
        """Wait until this request may go; whoever sends it says when it has left."""
        gate: asyncio.Future[_Leaving] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (_is_bulk.get(), next(self._numbers), gate))
        if self._letting_go is None or self._letting_go.done():
            self._letting_go = asyncio.create_task(self._let_go(), name="pacer")
        return await gate

    async def room(self) -> None:
        """Wait until few enough requests were refused lately that what goes out by itself may go on."""
        too_many = self.refused_lately() - self._most_invalid
        if too_many >= 0:
            wait = self._refused[too_many] + self._memory - time.monotonic()
            _log.error("too_many_refused", refused=len(self._refused), again_in_seconds=round(wait))
            await asyncio.sleep(wait)

    def trace(self) -> aiohttp.TraceConfig:
        """What a client's HTTP session is given, so that each of its attempts waits its turn, repeated ones too."""
        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(self._begins)
        trace.on_request_headers_sent.append(self._left)
        trace.on_request_end.append(self._ended)
        return trace

    async def _let_go(self) -> None:
        while self._waiting:
            await self._limiter.acquire()
            await self._slow_down()
            while self._waiting:
                *_, gate = heapq.heappop(self._waiting)
                if not gate.done():
                    leaving = _Leaving(time.monotonic())
                    self._lately.append(leaving)
                    gate.set_result(leaving)
                    break

    async def _slow_down(self) -> None:
        """Wait while as many have left in the last second as may."""
        now = time.monotonic()
        self._lately = deque(each for each in self._lately if each.at > now - 1)
        if len(self._lately) >= self._most:
            await asyncio.sleep(min(each.at for each in self._lately) + 1 - now)

    async def _begins(
        self, _session: object, context: SimpleNamespace, request: aiohttp.TraceRequestStartParams
    ) -> None:
        path = str(request.url).removeprefix(Route.BASE)
        if path != str(request.url) and not path.startswith(_ANSWERS):
            context.leaving = await self.turn()

    async def _left(self, _session: object, context: SimpleNamespace, _request: object) -> None:
        leaving: _Leaving | None = getattr(context, "leaving", None)
        if leaving is not None:
            leaving.at = time.monotonic()

    async def _ended(self, _session: object, _context: object, request: aiohttp.TraceRequestEndParams) -> None:
        is_ours = str(request.url).startswith(Route.BASE)
        if is_ours and request.response.status in _INVALID and request.response.headers.get(_SCOPE) != "shared":
            self._refused.append(time.monotonic())

    def refused_lately(self) -> int:
        """How many requests Discord remembers as invalid."""
        while self._refused and self._refused[0] < time.monotonic() - self._memory:
            self._refused.popleft()
        return len(self._refused)

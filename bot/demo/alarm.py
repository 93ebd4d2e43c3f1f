"""An alarm for a simulated world, whose time somebody else moves: it rings at once for what is due at once.

Rung from inside the client's own work, the sweep is part of that work, so a story goes on only when its messages
have arrived.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime


class ImmediateAlarm:
    def __init__(self, ring: Callable[[], Awaitable[None]], clock: Callable[[], datetime]) -> None:
        self._ring = ring
        self._clock = clock
        self._ringing: set[asyncio.Task[None]] = set()

    def wake(self, due: datetime) -> None:
        if due <= self._clock():
            task = asyncio.ensure_future(self._ring())
            self._ringing.add(task)
            task.add_done_callback(self._ringing.discard)

"""What goes wrong on purpose: injected faults, a storm of them by chance, latency and the global rate limit."""

from __future__ import annotations

import random
import re
import socket
import struct
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web

from .errors import Refused, rate_limited, refusal

Outcome = int | Literal["reset", "hang", "drop_answer", "slow"]

_BROKEN = (500, 502, 503, 504)
# Outcome, and whether the work is done first. What is too much (429) never is.
_TROUBLES: tuple[tuple[Outcome, bool], ...] = (
    *((status, after_effect) for status in _BROKEN for after_effect in (False, True)),
    (429, False),
    ("reset", False),
    ("drop_answer", True),
    ("hang", False),
    ("hang", True),
    ("slow", True),
)


@dataclass(eq=False)
class Fault:
    """A fault waiting for the requests it matches.

    `outcome`: an HTTP status; "reset" (RST instead of an answer, nothing done); "hang" (no answer, nothing done);
    "drop_answer" (done, then RST); "slow" (done and answered). `after_effect` does the request's work before a status,
    reset or hang. All of it happens after `delay` seconds.
    """

    method: str
    pattern: re.Pattern[str]
    outcome: Outcome
    times: int
    after_effect: bool
    code: int | None
    retry_after: float
    is_global: bool
    delay: float = 0.0
    hits: int = 0

    @property
    def is_spent(self) -> bool:
        return self.hits >= self.times

    @property
    def has_effect(self) -> bool:
        return self.after_effect or self.outcome in ("drop_answer", "slow")

    def takes(self, method: str, path: str) -> bool:
        return not self.is_spent and method == self.method and bool(self.pattern.fullmatch(path))

    def refused(self) -> Refused:
        """The error answer of a fault whose outcome is a status."""
        status = int(self.outcome)
        if self.code is not None:
            return refusal(self.code, status=status)
        if status == 429:
            return rate_limited(self.retry_after, is_global=self.is_global)
        return Refused(status, {"message": f"{status}: injected", "code": 0})


@dataclass
class Storm:
    """Trouble by chance: a `share` of all requests meets some, each kind as often as the next, at most `delay` seconds late.

    `spares` says of a path that nothing befalls it; `struck` counts what it did, by kind.
    """

    dice: random.Random
    share: float
    delay: float
    spares: Callable[[str], bool] = lambda _path: False
    struck: Counter[str] = field(default_factory=Counter)

    def strike(self, method: str, path: str) -> Fault | None:
        if self.dice.random() >= self.share or self.spares(path):
            return None
        outcome, after_effect = self.dice.choice(_TROUBLES)
        is_global = outcome == 429 and self.dice.random() < 0.5
        name = "reset" if outcome == "drop_answer" else str(outcome)
        self.struck[name + " (global)" * is_global + ", done" * (after_effect and outcome != "slow")] += 1
        delay = self.dice.uniform(0, self.delay)
        return Fault(method, path_pattern(path), outcome, 1, after_effect, None, 0.05, is_global, delay)


class Weather:
    """All faults, how slow answers are, and how many requests a second the bot has."""

    def __init__(self) -> None:
        self.latency = 0.0  # seconds added to every REST answer, half before the effect and half after
        self.global_limit: int | None = None  # requests in any second, interaction answers exempt
        self.storm: Storm | None = None  # meets what no fault waits for
        self._faults: list[Fault] = []
        self._recent: deque[float] = deque()

    def add(self, fault: Fault) -> Fault:
        self._faults.append(fault)
        return fault

    def strike(self, method: str, path: str) -> Fault | None:
        """The first fault that takes this request, one of its times used up."""
        fault = next((fault for fault in self._faults if fault.takes(method, path)), None)
        if fault is not None:
            fault.hits += 1
            if fault.is_spent:
                self._faults.remove(fault)
        elif self.storm is not None:
            fault = self.storm.strike(method, path)
        return fault

    def count(self) -> None:
        """One more request of the bot. Raises 429 when the last second already had `global_limit`."""
        if self.global_limit is None:
            return
        now = time.monotonic()
        while self._recent and now - self._recent[0] >= 1:
            self._recent.popleft()
        if len(self._recent) >= self.global_limit:
            raise rate_limited(1 - (now - self._recent[0]), is_global=True)
        self._recent.append(now)


def path_pattern(glob: str) -> re.Pattern[str]:
    """`/channels/*/messages`: a star is one segment, `**` anything."""
    escaped = re.escape(glob).replace(r"\*\*", ".*").replace(r"\*", "[^/]+")
    return re.compile(escaped)


def reset(request: web.Request) -> None:
    """Cut the connection with a TCP reset instead of an orderly end."""
    transport = request.transport
    if transport is None:
        return
    endpoint = transport.get_extra_info("socket")
    endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()

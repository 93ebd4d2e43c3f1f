"""Identifiers: 63-bit, rising with time, unique within this process and, by chance of 1 in 2 million, beyond it.

42 bits count milliseconds since 2024, 21 are random at the start of each millisecond and count up within it; so
they sort by age, fit a BIGINT and, in decimal, Discord's 25 characters for a nonce.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime

_EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
_LOW_BITS = 21


class Identifiers:
    """Makes identifiers by the clock it is given; never the same one twice, even if that clock stands still, in whichever thread."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._last = 0
        self._one = threading.Lock()

    def __call__(self) -> int:
        milliseconds = int((self._clock() - _EPOCH).total_seconds() * 1_000)
        fresh = milliseconds << _LOW_BITS | secrets.randbelow(1 << (_LOW_BITS - 1))
        with self._one:
            self._last = max(fresh, self._last + 1)
            return self._last

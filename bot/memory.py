"""Memory the C library keeps for itself, given back to the machine; where there is no glibc, nothing happens."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from typing import Final

_M_ARENA_MAX: Final = -8
"""malloc.h: into how many heaps threads may spread."""


def share_one_heap() -> None:
    """Have all threads use one heap: they hardly ever allocate at once, and each heap keeps what was freed in it."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def give_back() -> None:
    """Return what is free. It takes some milliseconds for a large heap."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)

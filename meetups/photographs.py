"""What a photo is once it was drawn anew (see ``developing``), and what an upload may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MOST_UPLOADED: Final = 25_000_000
"""Bytes of a file that is looked at."""


class UnreadablePhotoError(Exception):
    """Not a picture this program reads, or not a whole one."""


@dataclass(frozen=True, slots=True)
class Developed:
    """A JPEG; ``width`` and ``height`` in pixels."""

    data: bytes
    width: int
    height: int

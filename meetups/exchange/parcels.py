"""Many files in a few archives, none larger than what can be sent: what is too large for one goes in pieces, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo
from zlib import compress

_BEGINNING: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time an archive can say: the same files give the same bytes."""
_PLAIN_FILE: Final = 0o100644 << 16
_ENTRY: Final = 200
"""Bytes an archive needs beside a file and twice its name."""

File = tuple[str, bytes]


class Packer:
    """Fills one archive after another with files in their order, and gives each when the next file has no room in it.

    A file that no archive would hold is cut into ``name.1``, ``name.2`` …, to be put together again in that order.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._begin()

    def add(self, files: Iterable[File]) -> list[bytes]:
        """The archives that are full by now."""
        full = []
        for name, data in (piece for file in files for piece in _pieces(*file, self._limit - 2 * _ENTRY)):
            weight = _weight(name, data)
            if self._weight and self._weight + weight > self._limit - _ENTRY:
                full.append(self.close())
                self._begin()
            info = ZipInfo(name, _BEGINNING)
            info.create_system, info.external_attr = 3, _PLAIN_FILE
            info.compress_type = _packing(name)
            self._archive.writestr(info, data)
            self._weight += weight
        return full

    def close(self) -> bytes:
        """The last archive."""
        self._archive.close()
        return self._out.getvalue()

    def _begin(self) -> None:
        self._out, self._weight = BytesIO(), 0
        self._archive = ZipFile(self._out, "w")


def _pieces(name: str, data: bytes, most: int) -> Iterator[File]:
    if _weight(name, data) <= most:
        yield name, data
        return
    # Even what cannot be packed fits.
    room = most - _ENTRY - 2 * len(name.encode()) - 100
    for number, start in enumerate(range(0, len(data), room), start=1):
        yield f"{name}.{number}", data[start : start + room]


def _weight(name: str, data: bytes) -> int:
    """At most how many bytes of an archive a file takes."""
    size = len(data) if _packing(name) == ZIP_STORED else min(len(data), len(compress(data)))
    return size + size // 1_000 + _ENTRY + 2 * len(name.encode())


def _packing(name: str) -> int:
    return ZIP_STORED if name.endswith(".jpg") else ZIP_DEFLATED

"""One photo from standard input to standard output, in a process that ends with it: a hostile file meets nothing else.

Exits with 3 where the file is no picture. The first line of the output is the width and the height.
"""

from __future__ import annotations

import sys

from bot.darkroom import UNREADABLE
from meetups.developing import developed
from meetups.photographs import UnreadablePhotoError

_MEMORY = 1 << 30
_SECONDS = 20


def _bounded() -> None:
    try:
        import resource
    except ImportError:  # There are no such limits on Windows; the time is bounded from outside.
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


def main() -> int:
    _bounded()
    try:
        photo = developed(sys.stdin.buffer.read())
    except UnreadablePhotoError:
        return UNREADABLE
    sys.stdout.buffer.write(f"{photo.width} {photo.height}\n".encode())
    sys.stdout.buffer.write(photo.data)
    return 0


if __name__ == "__main__":
    sys.exit(main())

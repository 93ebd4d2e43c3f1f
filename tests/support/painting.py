"""One painter for all worlds of a test process: to start one takes longer than most stories do."""

from __future__ import annotations

import atexit
import pickle
import subprocess
import sys
from collections.abc import Hashable
from functools import cache

from bot.studio import DRAWN, FRAME
from meetups.pictures.outside import UndrawableError


class SharedStudio:
    """Stands in for ``bot.studio.Studio``: the same painter draws, whoever's world it is, and nothing twice."""

    def __init__(self, fonts: str = "") -> None:
        assert not fonts, "the painter is there already"

    async def __call__(self, picture: Hashable) -> bytes:
        return _drawn(picture)

    async def close(self) -> None:
        """The painter stays for the next world."""


@cache
def _drawn(picture: Hashable) -> bytes:
    painter, data = _painter(), pickle.dumps(picture)
    assert painter.stdin
    assert painter.stdout
    painter.stdin.write(FRAME.pack(len(data)) + data)
    painter.stdin.flush()
    status = painter.stdout.read(len(DRAWN))
    answer = painter.stdout.read(FRAME.unpack(painter.stdout.read(FRAME.size))[0])
    if status != DRAWN:
        raise UndrawableError(answer.decode())
    return answer


@cache
def _painter() -> subprocess.Popen[bytes]:
    painter = subprocess.Popen(
        [sys.executable, "-m", "bot.painter"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    atexit.register(_end, painter)
    return painter


def _end(painter: subprocess.Popen[bytes]) -> None:
    painter.kill()
    painter.communicate()

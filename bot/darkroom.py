"""Where photos are drawn anew: outside the bot's process, two at a time, and none for long."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import structlog

from meetups.photographs import MOST_UPLOADED, Developed
from meetups.refusals import Refusal

PATIENCE = 30.0
UNREADABLE = 3
"""How ``bot.developer`` says that a file is no picture."""
_AT_ONCE = 2
_NEEDED = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "PYTHONPATH", "TMPDIR", "TEMP")
_PROGRAM = Path(__file__).parents[1]

_log = structlog.get_logger(__name__)


class Darkroom:
    """Develops one photo a call. Raises ``Refusal`` ``photo.unreadable`` and ``photo.too_large``."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def __call__(self, data: bytes) -> Developed:
        if len(data) > MOST_UPLOADED:
            raise Refusal("photo.too_large")
        async with self._room:
            return await _developed(data)


async def _developed(data: bytes) -> Developed:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.developer",
        cwd=_PROGRAM,
        # Nothing of what the bot was told, such as its token, comes near a stranger's file.
        env={name: os.environ[name] for name in _NEEDED if name in os.environ},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, said = await asyncio.wait_for(process.communicate(data), PATIENCE)
    except TimeoutError as error:
        _log.warning("photo_took_too_long", bytes=len(data))
        raise Refusal("photo.unreadable") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        if process.returncode != UNREADABLE:
            _log.warning("photo_failed", code=process.returncode, said=said.decode(errors="replace")[-500:])
        raise Refusal("photo.unreadable")
    size, _, photo = out.partition(b"\n")
    width, height = map(int, size.split())
    return Developed(photo, width, height)

"""Where pictures are drawn: by one painter outside the bot's process, one at a time, and never the same one twice."""

from __future__ import annotations

import asyncio
import os
import pickle
import struct
import sys
from asyncio.subprocess import Process
from collections.abc import Hashable
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

import structlog
from cachetools import LRUCache

from meetups.pictures.outside import OWN_FONTS, UndrawableError

PATIENCE = 20.0
IDLE = 300.0
"""Seconds after which a painter without work goes home."""
KEPT: Final = 2 << 20
"""Bytes of pictures that are kept to be shown again."""
FRAME: Final = struct.Struct(">I")
DRAWN: Final = b"\0"
UNDRAWN: Final = b"\1"
_ATTEMPTS: Final = 2
_NEEDED: Final = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "PYTHONPATH", "TMPDIR", "TEMP")
_PROGRAM: Final = Path(__file__).parents[1]

_log = structlog.get_logger(__name__)


class Studio:
    """Draws a picture, a frozen value, as PNG. Raises ``UndrawableError``. ``close`` it when nothing is asked any more."""

    def __init__(self, fonts: str = "", painter: str = "bot.painter") -> None:
        """``fonts`` is a folder of the operator's own; ``painter`` is a module as ``python -m`` takes it."""
        self._fonts = fonts
        self._painter = painter
        self._kept: LRUCache[Hashable, bytes] = LRUCache(KEPT, getsizeof=len)
        self._ordered: dict[Hashable, asyncio.Task[bytes]] = {}
        self._room = asyncio.Lock()
        self._process: Process | None = None
        self._said: IO[bytes] | None = None
        self._home_time: asyncio.TimerHandle | None = None
        self._leaving: asyncio.Task[None] | None = None

    async def __call__(self, picture: Hashable) -> bytes:
        if (kept := self._kept.get(picture)) is not None:
            return kept
        order = self._ordered.get(picture)
        if order is None:
            order = self._ordered[picture] = asyncio.create_task(self._drawn(picture))
            order.add_done_callback(lambda _: self._ordered.pop(picture, None))
        # Somebody else may wait for the same picture; and half an answer would confuse the next.
        return await asyncio.shield(order)

    async def close(self) -> None:
        """Drops what is being drawn and ends the painter. The studio may be used again."""
        orders = [*self._ordered.values(), *([self._leaving] if self._leaving else [])]
        for order in orders:
            order.cancel()
        await asyncio.gather(*orders, return_exceptions=True)
        await self._dismissed()

    async def _drawn(self, picture: Hashable) -> bytes:
        async with self._room:
            data = pickle.dumps(picture)
            if self._home_time:
                self._home_time.cancel()
            try:
                drawn = await asyncio.wait_for(self._answered(data), PATIENCE)
            except TimeoutError as error:
                _log.warning("picture_took_too_long", picture=type(picture).__name__)
                await self._dismissed()
                raise UndrawableError("TimeoutError") from error
            except asyncio.CancelledError:
                await self._dismissed()
                raise
            finally:
                self._home_time = asyncio.get_running_loop().call_later(IDLE, self._send_home)
        if len(drawn) <= KEPT:
            self._kept[picture] = drawn
        return drawn

    async def _answered(self, data: bytes) -> bytes:
        for _ in range(_ATTEMPTS):
            process = self._process or await self._hired()
            assert process.stdin
            assert process.stdout
            try:
                process.stdin.write(FRAME.pack(len(data)) + data)
                await process.stdin.drain()
                status = await process.stdout.readexactly(len(DRAWN))
                answer = await process.stdout.readexactly(FRAME.unpack(await process.stdout.readexactly(FRAME.size))[0])
            except (asyncio.IncompleteReadError, ConnectionError):
                said = self._last_words()
                await self._dismissed()
                _log.warning("painter_died", code=process.returncode, said=said)
                continue
            if status == UNDRAWN:
                _log.warning("picture_failed", error=answer.decode())
                raise UndrawableError(answer.decode())
            return answer
        raise UndrawableError("the painter died")

    async def _hired(self) -> Process:
        # A file, because nobody reads along, and unread words would fill a pipe and stop the painter.
        self._said = TemporaryFile()  # noqa: SIM115 - it lives as long as the painter
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            self._painter,
            cwd=_PROGRAM,
            # Nothing of what the bot was told, such as its token, is known to a process that draws strangers' words.
            env={name: os.environ[name] for name in _NEEDED if name in os.environ} | {OWN_FONTS: self._fonts},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=self._said,
        )
        return process

    def _last_words(self) -> str:
        """What a painter that died said on its way."""
        if self._said is None:
            return ""
        self._said.seek(0)
        return self._said.read().decode(errors="replace")[-500:]

    def _send_home(self) -> None:
        self._leaving = asyncio.create_task(self._dismissed_if_idle())

    async def _dismissed_if_idle(self) -> None:
        if not self._room.locked():
            async with self._room:
                await self._dismissed()

    async def _dismissed(self) -> None:
        """Leaves no process, neither running nor dead and unread."""
        if self._home_time:
            self._home_time.cancel()
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await process.wait()
        if self._said is not None:
            self._said.close()

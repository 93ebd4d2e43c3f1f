"""A process that is watched: what of it is resident, when it has come to rest, and what it said (Linux only)."""

from __future__ import annotations

import asyncio
import math
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.wire.bot_process import environment_for

_TICKS = os.sysconf("SC_CLK_TCK")
_KIB = 1024
_QUIET_FOR, _QUIET = 3.0, 0.05
_EVERY = 1.0


@dataclass
class Watched:
    """A process of ours. ``resident`` are its samples in MB, ``beside`` those of the processes it started, together."""

    process: asyncio.subprocess.Process
    log: Path
    resident: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)

    @property
    def has_ended(self) -> bool:
        return self.process.returncode is not None

    def said(self) -> list[str]:
        """The lines of its standard error."""
        return [line for line in self.log.read_text(errors="replace").splitlines() if line.strip()]

    def sample(self) -> float:
        """Megabytes that are resident now, of this process alone."""
        return _resident(self.process.pid)

    def processor_time(self) -> float:
        """Seconds of processor it has used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    async def settled(self, patience: float) -> None:
        """Wait until it hardly works for a while. Raises ``RuntimeError``."""
        deadline, used = time.monotonic() + patience, -math.inf
        while not self.has_ended and time.monotonic() < deadline:
            before, used = used, self.processor_time()
            if used - before < _QUIET * _QUIET_FOR:
                return
            await asyncio.sleep(_QUIET_FOR)
        raise RuntimeError(f"it ended, or still works after {patience} s: {self.said()}")

    async def keep_sampling(self) -> None:
        """Sample once a second, until it is cancelled."""
        while not self.has_ended:
            self.resident.append(self.sample())
            self.beside.append(sum(map(_resident, _children(self.process.pid))))
            await asyncio.sleep(_EVERY)


@asynccontextmanager
async def watched(module: str, *arguments: str, folder: Path, settings: Mapping[str, str]) -> AsyncIterator[Watched]:
    """``python -m`` this module with these settings and nothing else of the environment, until the end of the block."""
    log = folder / f"{module}.log"
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, *arguments),
            cwd=folder,
            env=environment_for(settings),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=errors,
        )
    try:
        yield Watched(process, log)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _resident(pid: int) -> float:
    """VmRSS in MB; 0 for a process that has gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return 0.0
    return next((int(line.split()[1]) / _KIB for line in status.splitlines() if line.startswith("VmRSS:")), 0.0)

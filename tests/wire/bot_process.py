"""The shipped bot as a process of its own, against the wire server, told where to go by settings alone.

`BotProcess` runs `python -m bot run` in a folder of its own, so that no `.env` is read, with nothing of this
process's environment but the path. A forked one does the same from a process that has imported everything already,
and worked out what every start does: two seconds less a start, for tests that kill it again and again.
"""

from __future__ import annotations

import asyncio
import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from tests.wire.redirect import Addressed

ROOT = Path(__file__).parents[2]
CONNECTED = "Connected as"
_LOOK = 0.01  # seconds between two looks at the output
_PR_SET_PDEATHSIG = 1
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["bot.cli", "tests.wire.preloaded"])


class Tokened(Addressed, Protocol):
    """A Discord with its addresses and the token it takes."""

    token: str


class NotSaid(AssertionError):  # noqa: N818 - named for what happened
    """The bot did not say in time what was waited for, or ended before it did."""


def settings_for(server: Tokened, database: Path) -> dict[str, str]:
    """Everything an operator sets to have the bot talk to this server and store there."""
    return {
        "DISCORD_TOKEN": server.token,
        "DISCORD_API_URL": server.http_base,
        "DISCORD_GATEWAY_URL": server.gateway_url,
        "DATABASE_URL": f"sqlite+aiosqlite:///{database}",
    }


class BotProcess:
    """One run of the bot, from entering the block to its end; a bot still running at the end of it is killed.

    What it printed, standard error included, is in `output`.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str], *, is_forked: bool = False) -> None:
        """`folder` is its working directory, made if it is not there."""
        self.folder = folder
        self.settings = dict(settings)
        self._start = _forked if is_forked else _spawned
        self._log = folder / f"bot-{time.monotonic_ns()}.log"
        self._running: _Running | None = None

    async def __aenter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._log.touch()
        self._running = self._start(self.folder, self.settings, self._log)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.exit_code is None:
            self.send(signal.SIGKILL)
            await self.ended()
        if isinstance(error, AssertionError):
            error.add_note(f"The bot had said:\n{self.output}")

    @property
    def output(self) -> str:
        return self._log.read_text(errors="replace")

    @property
    def exit_code(self) -> int | None:
        """None while it runs; minus the signal's number where one ended it."""
        assert self._running is not None, "it was not started"
        return self._running.exit_code()

    def send(self, number: signal.Signals) -> None:
        assert self._running is not None, "it was not started"
        os.kill(self._running.pid, number)

    async def said(self, text: str, *, times: int = 1, seconds: float = 20) -> None:
        """Wait until the output has this text so often. Raises ``NotSaid``."""
        await self._until(lambda: self.output.count(text) >= times, f"{text!r} was not said", seconds)

    async def ready(self, seconds: float = 20) -> None:
        """Wait until it is connected, and with it the alarm."""
        await self.said(CONNECTED, seconds=seconds)

    async def ended(self, seconds: float = 20) -> int:
        """Wait until it is gone by itself; gives its exit code. Raises ``NotSaid``."""
        deadline = time.monotonic() + seconds
        while (code := self.exit_code) is None:
            if time.monotonic() > deadline:
                raise NotSaid(f"the bot still runs after {seconds} s; it said:\n{self.output}")
            await asyncio.sleep(_LOOK)
        return code

    async def killed(self) -> None:
        """End it as a power cut does."""
        self.send(signal.SIGKILL)
        await self.ended()

    async def stopped(self, number: signal.Signals = signal.SIGTERM, seconds: float = 5) -> int:
        """Ask it to end; gives its exit code. Raises ``NotSaid`` where it takes longer than it should."""
        self.send(number)
        return await self.ended(seconds)

    async def _until(self, holds: Callable[[], bool], complaint: str, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not holds():
            if self.exit_code is not None and not holds():
                raise NotSaid(f"{complaint} before the bot ended with {self.exit_code}; it said:\n{self.output}")
            if time.monotonic() > deadline:
                raise NotSaid(f"{complaint} in {seconds} s; it said:\n{self.output}")
            await asyncio.sleep(_LOOK)


class _Running(Protocol):
    @property
    def pid(self) -> int: ...

    def exit_code(self) -> int | None: ...


class _Spawned:
    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.pid = process.pid

    def exit_code(self) -> int | None:
        return self._process.poll()


class _Forked:
    def __init__(self, process: multiprocessing.context.ForkServerProcess) -> None:
        assert process.pid is not None
        self._process = process
        self.pid = process.pid

    def exit_code(self) -> int | None:
        return self._process.exitcode


def _spawned(folder: Path, settings: Mapping[str, str], log: Path) -> _Running:
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=folder,
            env=environment_for(settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - the tests have no threads that hold locks then
        )
    return _Spawned(process)


def _forked(folder: Path, settings: Mapping[str, str], log: Path) -> _Running:
    process = _forks.Process(target=_run_here, args=(folder, environment_for(settings), log), daemon=True)
    process.start()
    return _Forked(process)


def _run_here(folder: Path, environment: dict[str, str], log: Path) -> None:
    """In the forked process: what `python -m bot run` does, with the imports and all that `preloaded` keeps done."""
    import bot.app
    from bot.cli import main
    from tests.wire.preloaded import CITIES

    vars(bot.app)["Places"] = lambda **_: CITIES
    _die_with_parent()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    with log.open("ab") as output:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(output.fileno(), stream.fileno())
    sys.argv = ["bot", "run"]
    main()


def environment_for(settings: Mapping[str, str]) -> dict[str, str]:
    kept = ("PATH", "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE")
    inherited = {name: os.environ[name] for name in kept if name in os.environ}
    return {**inherited, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **settings}


def _die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends, however that ends (prctl(2), Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

"""For machines that watch the bot: whether it lives, whether it works, and its numbers. Nothing is taken in, nobody is named.

It listens on this machine only unless the operator says otherwise (docs/watching.md).
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import structlog
from aiohttp import web
from prometheus_client import disable_created_metrics, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from bot import __version__
from bot.app import App
from bot.operations.backing_up import newest_daily
from bot.operations.metrics import Metrics
from data.watching import Backlog, backlog
from meetups.services.reaching import quarantined_since

FRESH: Final = 5.0
"""Seconds for which what the database said is told again."""
IN_TIME: Final = 1.0
STUCK: Final = 300.0
"""Seconds without a sign of life from what goes out: it looks once a minute, also where nothing is due."""
AT_ONCE: Final = 16
_PULSE: Final = 0.5
_GOODBYE: Final = 1.0
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'",
    "Server": "Meetward",
    "X-Content-Type-Options": "nosniff",
}
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)

_log = structlog.get_logger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Found:
    """What the database said, and when, by the monotonic clock; ``backup_age`` is None where none are made."""

    at: float
    backlog: Backlog
    lag: timedelta
    opened: tuple[int, int]
    is_quarantined: bool
    backup_age: float | None


@asynccontextmanager
async def watching(app: App) -> AsyncIterator[None]:
    """Count and serve while the block runs; entered before the first client is made.

    Raises ``OSError`` where the port or host cannot be had.
    """
    # When something began to be counted is one series more for each, and nobody asks.
    disable_created_metrics()  # type: ignore[no-untyped-call]
    metrics = Metrics()
    kit = app.registry.kit
    app.registry.kit = replace(kit, watch=metrics, studio=metrics.counting(kit.studio))
    app.store.turn = metrics.turn
    # What isn't HTTP at all would be logged with a traceback, which anybody could cause.
    silent = logging.Logger("health", logging.CRITICAL)
    runner = web.AppRunner(application(app, metrics), access_log=None, logger=silent, shutdown_timeout=_GOODBYE)
    await runner.setup()
    pulse = asyncio.create_task(_feel_the_pulse(metrics), name="pulse")
    try:
        await web.TCPSite(runner, app.settings.health_host, app.settings.health_port).start()
        yield
    finally:
        pulse.cancel()
        await asyncio.gather(pulse, return_exceptions=True)
        await runner.cleanup()


def application(app: App, metrics: Metrics) -> web.Application:
    health = _Health(app, metrics)
    served = web.Application(middlewares=[health.guard], client_max_size=1024)
    served.router.add_get("/healthz", health.lives)
    served.router.add_get("/readyz", health.works)
    served.router.add_get("/metrics", health.numbers)
    served.on_response_prepare.append(_with_headers)
    served.on_cleanup.append(health.rest)
    return served


class _Health:
    def __init__(self, app: App, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
        self._found: Found | None = None
        self._looking: asyncio.Task[Found] | None = None
        self._here = 0

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer plainly whatever goes wrong, and only so many at once."""
        if self._here >= AT_ONCE:
            return web.Response(status=503, text="Too many at once.\n")
        self._here += 1
        try:
            return await handler(request)
        except web.HTTPException as error:
            return web.Response(status=error.status, text="Nothing here.\n")
        except Exception as error:
            _log.error("health_request_failed", exc_info=error)
            return web.Response(status=500, text="Something went wrong here; the log says what.\n")
        finally:
            self._here -= 1

    async def rest(self, _served: web.Application) -> None:
        if self._looking is not None:
            await asyncio.gather(self._looking, return_exceptions=True)

    async def lives(self, _request: web.Request) -> web.StreamResponse:
        """The event loop came by, which is all there is to say."""
        return web.Response(text="ok\n")

    async def works(self, _request: web.Request) -> web.StreamResponse:
        faults = {
            "database": "" if await self._look() is not None else f"gave no answer within {IN_TIME:.0f} s",
            "commands": "" if self._has_connected else "are not known to be Discord's yet",
            "discord": self._discord(),
            "sweep": self._sweep(),
        }
        said = "".join(f"{name}: {fault or 'ok'}\n" for name, fault in faults.items())
        return web.Response(status=503 if any(faults.values()) else 200, text=said)

    async def numbers(self, _request: web.Request) -> web.StreamResponse:
        found = await self._look()
        self._metrics.database_up.set(found is not None)
        if found is not None:
            self._tell(found)
        pacer = self._app.pacer
        self._metrics.look(pacer.waiting, pacer.refused_lately())
        body = generate_latest(self._metrics.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    @property
    def _has_connected(self) -> bool:
        """Commands are compared, and told to Discord where they changed, before a client connects at all."""
        client = self._metrics.client
        return client is not None and client.is_ready()

    def _discord(self) -> str:
        connected = self._metrics.connected
        down = sorted(shard for shard, is_up in connected.items() if not is_up)
        if self._has_connected and connected and not down:
            return ""
        return f"shard {', '.join(map(str, down))} not connected" if down else "not connected"

    def _sweep(self) -> str:
        silent = time.monotonic() - self._metrics.alive_at
        return f"no sign of life for {silent:.0f} s" if self._has_connected and silent > STUCK else ""

    async def _look(self) -> Found | None:
        """What the database says, or said just now; None where it takes too long or fails. One look at a time."""
        if self._found is not None and time.monotonic() - self._found.at < FRESH:
            return self._found
        if self._looking is None:
            self._looking = asyncio.create_task(self._ask(), name="health")
        looking = self._looking
        await asyncio.wait({looking}, timeout=IN_TIME)
        if not looking.done():
            return None
        self._looking = None
        if (error := looking.exception()) is not None:
            _log.warning("health_look_failed", cause=type(error).__name__)
            return None
        self._found = looking.result()
        return self._found

    async def _ask(self) -> Found:
        now = self._app.services.desk.clock()
        async with self._app.store.read() as work:
            waiting = await backlog(work, now)
            opened = (await work.persons.opened_since(now - _HOUR), await work.persons.opened_since(now - _DAY))
            is_quarantined = await quarantined_since(work) is not None
        lag = now - waiting.oldest if waiting.oldest is not None else timedelta(0)
        backup_age = await asyncio.to_thread(self._backup_age, now)
        return Found(time.monotonic(), waiting, lag, opened, is_quarantined, backup_age)

    def _backup_age(self, now: datetime) -> float | None:
        settings = self._app.settings
        return _age_of_newest(settings.backup_folder, now) if settings.backup_keep else None

    def _tell(self, found: Found) -> None:
        metrics, budget = self._metrics, self._app.settings.budget
        metrics.build.info({"version": __version__, "schema": found.backlog.schema})
        metrics.due.set(found.backlog.due)
        metrics.claimed.set(found.backlog.claimed)
        metrics.delivery_lag.set(found.lag.total_seconds())
        for within, opened, allowed in zip(("hour", "day"), found.opened, (budget.an_hour, budget.a_day), strict=True):
            metrics.opened.labels(within).set(opened)
            metrics.budget.labels(within).set(allowed)
        metrics.quarantined.set(found.is_quarantined)
        metrics.backup_age.set(found.backup_age if found.backup_age is not None else 0)


def _age_of_newest(folder: Path, now: datetime) -> float:
    """Seconds since the newest daily backup was written; infinity where there is none."""
    newest = newest_daily(folder)
    return float("inf") if newest is None else max(0.0, now.timestamp() - newest.stat().st_mtime)


async def _feel_the_pulse(metrics: Metrics) -> None:
    """Note how late the loop comes, twice a second."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + _PULSE
        await asyncio.sleep(_PULSE)
        metrics.lag.observe(max(0.0, loop.time() - due))


async def _with_headers(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)

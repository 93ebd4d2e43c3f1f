"""The alarm clock: wakes the courier when something falls due. It remembers nothing; the database does.

One APScheduler job at the earliest due time, a slow one besides in case an alarm was ever lost, and housekeeping once
an hour.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

SAFETY = timedelta(minutes=1)
HOUSEKEEPING = timedelta(hours=1)
GRACE = 1.0
"""Seconds that work under way has to end by itself when the alarm is turned off."""
_NEXT = "next"

_log = structlog.get_logger(__name__)


class Alarm(Protocol):
    """What the rest needs of an alarm."""

    def wake(self, due: datetime) -> None: ...


class SchedulerAlarm:
    """Rings by APScheduler. An async context manager; must not be entered inside the client's own tasks."""

    def __init__(
        self,
        ring: Callable[[], Awaitable[None]],
        next_look: Callable[[], Awaitable[datetime | None]],
        keep_house: Callable[[], Awaitable[None]],
    ) -> None:
        self._ring = ring
        self._next_look = next_look
        self._keep_house = keep_house
        self._has_rung = False
        self._work: asyncio.Task[None] | None = None
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    async def __aenter__(self) -> SchedulerAlarm:
        self._scheduler.add_job(self._rung, IntervalTrigger(seconds=int(SAFETY.total_seconds()), timezone=UTC))
        self._scheduler.add_job(self.tidy, IntervalTrigger(seconds=int(HOUSEKEEPING.total_seconds()), timezone=UTC))
        self._scheduler.start()
        self.wake(datetime.now(UTC))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._scheduler.shutdown(wait=False)
        if self._work is not None:
            await asyncio.wait({self._work}, timeout=GRACE)
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)

    def wake(self, due: datetime) -> None:
        """Ring at ``due``, unless it rings before that already; an alarm that is off looks by itself once it is on."""
        if not self._scheduler.running:
            return
        job = self._scheduler.get_job(_NEXT)
        if job is None or job.next_run_time is None or due < job.next_run_time:
            trigger = DateTrigger(run_date=due, timezone=UTC)
            self._scheduler.add_job(self._rung, trigger, id=_NEXT, replace_existing=True)

    async def _rung(self) -> None:
        """Only hand the work to a task of our own: a job still running would have APScheduler skip the next one."""
        self._has_rung = True
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._answer(), name="alarm")

    async def tidy(self) -> None:
        """Keep house now, as once an hour."""
        try:
            await self._keep_house()
        except Exception as error:
            # The next hour tries again.
            _log.error("housekeeping_failed", exc_info=error)

    async def _answer(self) -> None:
        """Do what is due and set the next alarm; again as long as it rang meanwhile."""
        while self._has_rung:
            self._has_rung = False
            try:
                await self._ring()
                due = await self._next_look()
            except Exception as error:
                # The slow alarm tries again.
                _log.error("alarm_failed", exc_info=error)
            else:
                if due is not None:
                    self.wake(due)

"""The alarm clock: wakes the courier when something falls due. It remembers nothing; the database does.

One APScheduler job at the earliest due time, and a slow one besides in case an alarm was ever lost.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

SAFETY = timedelta(minutes=1)
_NEXT = "next"


class Alarm(Protocol):
    """What the rest needs of an alarm."""

    def wake(self, due: datetime) -> None: ...


class SchedulerAlarm:
    """Rings by APScheduler. An async context manager; must not be entered inside the client's own tasks."""

    def __init__(
        self, ring: Callable[[], Awaitable[None]], next_look: Callable[[], Awaitable[datetime | None]]
    ) -> None:
        self._ring = ring
        self._next_look = next_look
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    async def __aenter__(self) -> SchedulerAlarm:
        self._scheduler.add_job(self._rung, IntervalTrigger(seconds=int(SAFETY.total_seconds()), timezone=UTC))
        self._scheduler.start()
        self.wake(datetime.now(UTC))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._scheduler.shutdown(wait=False)

    def wake(self, due: datetime) -> None:
        """Ring at ``due``, unless it rings before that already."""
        job = self._scheduler.get_job(_NEXT)
        if job is None or job.next_run_time is None or due < job.next_run_time:
            trigger = DateTrigger(run_date=due, timezone=UTC)
            self._scheduler.add_job(self._rung, trigger, id=_NEXT, replace_existing=True)

    async def _rung(self) -> None:
        await self._ring()
        due = await self._next_look()
        if due is not None:
            self.wake(due)

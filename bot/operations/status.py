"""For the operator, in the terminal: ``python -m bot status`` and ``release``. They name nobody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy.engine import make_url

from bot.app import real_clock
from bot.identity import Identifiers
from bot.settings import Settings
from data.store import SqlStore
from meetups.places import Places
from meetups.ports import Desk
from meetups.services.overview import Overview, overview
from meetups.services.reaching import Reaching
from meetups.values import DeliveryState

_STATES = (
    DeliveryState.PLANNED,
    DeliveryState.CLAIMED,
    DeliveryState.SENT,
    DeliveryState.DROPPED,
    DeliveryState.UNDELIVERABLE,
)


def has_database(settings: Settings) -> bool:
    url = make_url(settings.database_url)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").exists()


async def show_status(settings: Settings, out: Console) -> None:
    """Print how deliveries stand in a database there is; it reads, beside a running bot too."""
    async with _desk(settings) as desk:
        found = await overview(desk)
    out.print(_counts(found))
    seconds = int(found.lag.total_seconds())
    out.print(f"The oldest that is due waits since {seconds} seconds." if seconds else "Nothing is late.")
    if found.quarantined_since is not None:
        since = _shown(found.quarantined_since)
        out.print(f"Discord lets this bot open no new direct messages since {since} (UTC); the inbox serves instead.")
        out.print("Appeal in the developer portal. When Discord has lifted it: python -m bot release")
    if found.departed:
        out.print(f"Running missions of people who have left their server: {found.departed:,}.")
    if found.failures:
        out.print(_failures(found))


async def release(settings: Settings, out: Console) -> None:
    """Let the bot open direct messages again, beside a running bot too."""
    async with _desk(settings) as desk:
        was = await Reaching(desk, settings.budget).release()
    out.print("Direct messages are opened again." if was else "Nothing was held back: direct messages are opened.")


@asynccontextmanager
async def _desk(settings: Settings) -> AsyncIterator[Desk]:
    store = SqlStore(settings.database_url)
    try:
        yield Desk(store, real_clock, Identifiers(real_clock), Places())
    finally:
        await store.close()


def _counts(found: Overview) -> Table:
    table = Table("kind", *_STATES, title="Deliveries")
    for kind in sorted(found.counts):
        counts = (found.counts[kind].get(each, 0) for each in _STATES)
        table.add_row(kind, *(f"{each:,}" if each else "" for each in counts))
    return table


def _failures(found: Overview) -> Table:
    table = Table("when (UTC)", "kind", "why", title="The last that could not be delivered")
    for each in found.failures:
        table.add_row(_shown(each.settled_at), each.kind, each.reason)
    return table


def _shown(instant: datetime | None) -> str:
    return f"{instant:%Y-%m-%d %H:%M}" if instant is not None else ""

"""``python -m bot status``: what goes out, for the operator, in the terminal; it names nobody."""

from __future__ import annotations

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
    store = SqlStore(settings.database_url)
    try:
        found = await overview(Desk(store, real_clock, Identifiers(real_clock), Places()))
    finally:
        await store.close()
    out.print(_counts(found))
    seconds = int(found.lag.total_seconds())
    out.print(f"The oldest that is due waits since {seconds} seconds." if seconds else "Nothing is late.")
    if found.failures:
        out.print(_failures(found))


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

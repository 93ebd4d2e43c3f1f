"""Counts for the operator that name nobody, and tell nothing about fewer than five people."""

from __future__ import annotations

from typing import Any

from rich.table import Table

from bot.settings import Settings
from data.backups import asked
from data.condition import size_of
from data.statistics import statistics_of
from meetups.services.pool import FLOOR

FEW = f"fewer than {FLOOR}"


def counts(settings: Settings) -> dict[str, Any]:
    """What `stats --json` prints; null where it would be about too few. It blocks."""
    found = asked(settings.database_url, statistics_of)
    return {
        "communities": found.communities,
        "people_on_a_mission": found.on_a_mission if found.on_a_mission >= FLOOR else None,
        "meetings_recorded": {
            f"{each.year}-{each.month:02}": each.meetings if each.recorders >= FLOOR else None for each in found.months
        },
        "deliveries": found.deliveries,
        "photos": {"count": found.photos, "bytes": found.photos_size},
        "database_bytes": size_of(settings.database_url),
    }


def shown(found: dict[str, Any]) -> Table:
    table = Table("what", "how many", title="Meetward here")
    table.add_row("communities", _number(found["communities"]))
    table.add_row("people on a mission", _number(found["people_on_a_mission"]))
    for month, meetings in found["meetings_recorded"].items():
        hidden = f"by {FEW} people"
        table.add_row(f"meetings recorded in {month}", hidden if meetings is None else _number(meetings))
    for state, count in sorted(found["deliveries"].items()):
        table.add_row(f"messages {state}", _number(count))
    photos = found["photos"]
    table.add_row("photos", f"{_number(photos['count'])} ({_megabytes(photos['bytes'])})")
    table.add_row("database", _megabytes(found["database_bytes"]))
    return table


def _number(count: int | None) -> str:
    return FEW if count is None else f"{count:,}"


def _megabytes(count: int) -> str:
    return f"{count / 1_000_000:,.1f} MB"

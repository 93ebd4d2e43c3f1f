"""What is looked at every few seconds while the bot runs, so nothing of it may read a table as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, bindparam, column, func, select, table

from data import tables
from data.units import SqlUnitOfWork
from meetups.values import DeliveryState

_rows = tables.deliveries
# Both values of is_scheduled are named, because the index has it before the time.
_DUE = select(func.count(), func.min(_rows.c.due)).where(
    _rows.c.state == DeliveryState.PLANNED, _rows.c.is_scheduled.in_([False, True]), _rows.c.due <= bindparam("now")
)
_CLAIMED = select(func.count()).where(_rows.c.state == DeliveryState.CLAIMED)
_REVISION = select(column("version_num", String)).select_from(table("alembic_version"))


@dataclass(frozen=True, slots=True)
class Backlog:
    """Deliveries that are ``due``, with the time of the oldest of them, and ``claimed``; ``schema`` is the revision."""

    due: int
    oldest: datetime | None
    claimed: int
    schema: str


async def backlog(work: SqlUnitOfWork, now: datetime) -> Backlog:
    connection = work._connection
    due, oldest = (await connection.execute(_DUE, {"now": now})).one()
    claimed = (await connection.execute(_CLAIMED)).scalar_one()
    schema = (await connection.execute(_REVISION)).scalar_one()
    return Backlog(due, oldest, claimed, schema)

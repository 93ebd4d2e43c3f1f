"""A database taken back to an earlier moment: what fell due since may have been sent by the one it replaces.

It is left as if the bot had died while sending it, so that the bot looks where it would stand before it sends it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from sqlalchemy import NullPool, create_engine, update

from data.tables import deliveries
from meetups.values import DeliveryKind, DeliveryState


def doubt_what_was_due(database: Path, now: datetime, but: Collection[DeliveryKind]) -> int:
    """Doubt what was due in a file of this version that nobody uses, apart from these kinds; gives how many."""
    engine = create_engine(f"sqlite:///{database}", hide_parameters=True, poolclass=NullPool)
    is_due = (deliveries.c.state == DeliveryState.PLANNED, deliveries.c.due <= now, deliveries.c.kind.not_in(but))
    with engine.begin() as connection:
        claiming = update(deliveries).where(*is_due)
        return connection.execute(
            claiming.values(state=DeliveryState.CLAIMED, claimed_at=deliveries.c.due, claimed_by=None)
        ).rowcount

"""What follows at once when somebody comes onto a never-list, or off it; nobody is told."""

from __future__ import annotations

from meetups.ports import Desk, UnitOfWork
from meetups.values import PersonId


async def never_changed(work: UnitOfWork, desk: Desk, owner_id: PersonId, account_id: PersonId | None = None) -> None:
    """``owner_id`` shuns this account now, or does so no more; without one, any of their list may be meant."""
    # Who was there is recorded as a meeting, of which contacts are asked.
    from meetups.services.gatherings import follow_never_list

    await follow_never_list(work, desk, owner_id, account_id)

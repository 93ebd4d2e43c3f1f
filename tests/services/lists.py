"""Lists as they are stored, for tests that look behind the services."""

from __future__ import annotations

from meetups.values import Actor, Contact
from tests.support.office import Office


async def everyone(office: Office, owner: Actor) -> list[Contact]:
    """Everybody on somebody's list, in the order in which they came."""
    async with office.desk.store.read() as work:
        return await work.contacts.find(owner_id=owner.person_id)

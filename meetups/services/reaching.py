"""Who can be written to: direct messages are opened by a person's own act, within what Discord takes from a bot (§4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.services.common import known_person, private_delivery
from meetups.values import Actor, ChannelId, DeliveryKind, DirectMessages, Person

_QUARANTINE: Final = "dm_quarantined_at"
_HELD: Final = "dm_held_until"
HOLD: Final = timedelta(hours=1)
"""How long no channel is opened after Discord found that too many were."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How many direct-message channels may be opened, because Discord quarantines bots that open many."""

    an_hour: int = 20
    a_day: int = 100


class Reaching:
    def __init__(self, desk: Desk, budget: Budget) -> None:
        self._desk = desk
        self._budget = budget

    async def reserve(self, actor: Actor) -> None:
        """Count the opening of this person's channel against the budget, whether it will succeed or not.

        Raises ``Refusal`` ``dm.later`` when the budget is used up, ``dm.stopped`` while Discord lets the bot open none.
        """
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            if person.dm_channel_id is not None:
                return
            now = self._desk.clock()
            if await work.reminders.recall(_QUARANTINE) is not None:
                raise Refusal("dm.stopped")
            held = await work.reminders.recall(_HELD)
            if held is not None and now < datetime.fromisoformat(held):
                raise Refusal("dm.later")
            last_day = await work.persons.opened_since(now - timedelta(days=1))
            last_hour = await work.persons.opened_since(now - timedelta(hours=1))
            if last_hour >= self._budget.an_hour or last_day >= self._budget.a_day:
                raise Refusal("dm.later")
            await work.persons.save(replace(person, dm_opened_at=now))

    async def opened(self, actor: Actor, channel_id: ChannelId, mission_id: int | None = None) -> Person:
        """The person let the bot write to them: keep the channel, and greet them once for a new mission."""
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            person = replace(
                person,
                dm_channel_id=channel_id,
                dm_state=DirectMessages.OPEN,
                dm_opened_at=person.dm_opened_at or self._desk.clock(),
            )
            await work.persons.save(person)
            mission = await work.missions.get(mission_id) if mission_id else None
            if mission is not None and mission.person_id == person.id:
                await work.deliveries.plan(
                    [
                        private_delivery(
                            self._desk,
                            DeliveryKind.WELCOME,
                            person.id,
                            subject=mission.id,
                            occasion="1",
                            mission_id=mission.id,
                            community_id=mission.community_id,
                        )
                    ]
                )
            return person

    async def hold(self) -> None:
        """Discord found that too many channels were opened: open none for a while."""
        async with self._desk.store.write() as work:
            await work.reminders.remember(_HELD, (self._desk.clock() + HOLD).isoformat())

    async def quarantine(self) -> bool:
        """Discord lets this bot open no channel, until its operator has settled that; gives whether that is news."""
        async with self._desk.store.write() as work:
            if await work.reminders.recall(_QUARANTINE) is not None:
                return False
            await work.reminders.remember(_QUARANTINE, self._desk.clock().isoformat())
            return True

    async def release(self) -> bool:
        """The operator says that Discord lifted the quarantine; gives whether there was one."""
        async with self._desk.store.write() as work:
            was = await work.reminders.recall(_QUARANTINE) is not None
            await work.reminders.forget(_QUARANTINE)
            return was


async def quarantined_since(work: UnitOfWork) -> datetime | None:
    since = await work.reminders.recall(_QUARANTINE)
    return None if since is None else datetime.fromisoformat(since)

"""The services over a real database and a clock moved by hand: no Discord, no waiting."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.identity import Identifiers
from data.store import SqlStore
from meetups.places import Places
from meetups.ports import Desk
from meetups.services.all import Services
from meetups.services.communities import Settings
from meetups.services.contacts import Account
from meetups.services.outgoing import Outgoing
from meetups.services.promises import Choices
from meetups.services.reaching import Budget
from meetups.values import (
    Actor,
    ChannelId,
    CommunityId,
    Contact,
    Delivery,
    DeliveryId,
    DeliveryKind,
    How,
    Meeting,
    MessageId,
    Mission,
    Part,
    Participant,
    PersonId,
)
from tests.support.database import Kept, forget_power_cuts, passing_database

START = datetime(2026, 1, 1, 12, tzinfo=UTC)  # a Thursday
COMMUNITY = CommunityId(10)
RECAPS, NUDGES = ChannelId(11), ChannelId(12)
PLACES = Places(kept_in=Path("var"))


class Clock:
    """Stands still until moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **delta: float) -> datetime:
        self.now += timedelta(**delta)
        return self.now


@dataclass
class Office:
    """All services, what they work with, and the usual ways in."""

    store: SqlStore
    clock: Clock
    desk: Desk
    services: Services

    async def community(self, community_id: CommunityId = COMMUNITY, **chosen: Any) -> None:
        organiser = Actor(PersonId(1), community_id=community_id, manages=True)
        settings = Settings(**{"name": "Tweetup", "recap_channel_id": RECAPS, **chosen})
        await self.services.communities.set_up(organiser, settings)

    async def mission(self, actor: Actor, *, reachable: bool = True, **chosen: Any) -> Mission:
        """A running mission of an adult, begun today unless said otherwise."""
        choices = Choices(**{"is_adult": True, "from_today": True, **chosen})
        proposal = await self.services.promises.propose(actor, choices)
        started = await self.services.promises.confirm(actor, proposal.draft_id)
        if reachable:
            await self.services.reaching.opened(actor, direct(actor.person_id))
        return started.mission

    async def deliveries(self, **where: Any) -> list[Delivery]:
        async with self.store.read() as work:
            return sorted(await work.deliveries.find(**where), key=lambda each: (each.due, each.id))

    async def carry(self) -> list[Outgoing]:
        """Claim, decide, "send" and settle all that is due, as the courier does; gives what was sent."""
        sent = []
        while claimed := await self.services.deliveries.claim_due():
            sent += await self._send(claimed)
        return sent

    async def until(self, instant: datetime) -> list[Outgoing]:
        """Let time pass, carrying what falls due when it falls due; gives what was sent."""
        sent = []
        while (due := await self._next_due()) is not None and due <= instant:
            self.clock.now = max(due, self.clock.now)
            sent += await self._send(await self.services.deliveries.claim_due())
        self.clock.now = instant
        return sent + await self.carry()

    async def _send(self, claimed: list[Delivery]) -> list[Outgoing]:
        sent = []
        for delivery in claimed:
            outgoing = await self.services.deliveries.prepare(delivery)
            if outgoing is not None:
                sent.append(outgoing)
                message_id = outgoing.message_id or MessageId(self.desk.new_id())
                await self.services.deliveries.sent(delivery, outgoing.channel_id, message_id)
        return sent

    async def _next_due(self) -> datetime | None:
        async with self.store.read() as work:
            return await work.deliveries.next_due()


@asynccontextmanager
async def open_office(folder: Path, budget: Budget | None = None, database: Kept = b"") -> AsyncIterator[Office]:
    """An office over a new database, or a copy of one, whose clock stands at noon of Thursday, 1 January 2026, UTC."""
    store = SqlStore(passing_database(folder, database))
    try:
        await forget_power_cuts(store)
        clock = Clock()
        desk = Desk(store, clock, Identifiers(clock), PLACES)
        yield Office(store, clock, desk, Services.over(desk, budget=budget))
    finally:
        await store.close()


def actor(number: int, community_id: CommunityId | None = COMMUNITY) -> Actor:
    return Actor(PersonId(number), community_id=community_id)


def direct(person_id: PersonId) -> ChannelId:
    """The direct-message channel of a person."""
    return ChannelId(person_id + 1_000)


def account(number: int, name: str = "Rosa") -> Account:
    return Account(PersonId(number), name)


def delivery(number: int, lane: str = "person:1", due: datetime = START, **changed: Any) -> Delivery:
    """A row of its own occasion, with everything a test does not care about filled in."""
    values = {
        "id": DeliveryId(number),
        "kind": DeliveryKind.NEWS,
        "subject": 1,
        "occasion": str(number),
        "lane": lane,
        "due": due,
        "created_at": START,
        **changed,
    }
    return Delivery(**values)


def meeting(number: int, recorder: int, contact: Contact | None = None, **changed: Any) -> Meeting:
    """A meeting in person of a recorder with one contact, or with a nameless friend."""
    guest = Participant(
        meeting_id=changed.get("id", number),
        position=1,
        part=Part.GUEST,
        contact_id=contact.id if contact else None,
        shown_as="" if contact else "Ted",
    )
    values = {
        "id": number,
        "recorder_id": PersonId(recorder),
        "met_on": date(2026, 1, 1),
        "how": How.IN_PERSON,
        "recorded_at": START,
        "participants": (Participant(changed.get("id", number), 0, Part.RECORDER, PersonId(recorder)), guest),
        **changed,
    }
    return Meeting(**values)

"""Alice, who asks people whether they want to meet, Bob, who answers, and what she hears of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cogs.kit.cards import Button, Card
from cogs.kit.words import Lexicon
from meetups.services.contacts import Details
from meetups.services.invites import Asking, Replied
from meetups.services.outgoing import InviteOutcome
from meetups.services.suggestions import Standing
from meetups.values import Actor, Contact, Invite, Mission, Person, Reply
from tests.support.office import Office, account, actor, direct

ALICE, BOB, CAROL = actor(100), actor(200), actor(300)
NAMES = {BOB: "Bob", CAROL: "Carol"}
MONDAY = datetime(2026, 1, 5, 10, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
T = Lexicon().words("en-US")


async def promised(office: Office, *guests: Actor, now: datetime = MONDAY) -> Mission:
    """Alice's promise, whose first week begins on this Monday, with these people on her list; all can be written to."""
    office.clock.now = now
    mission = await office.mission(ALICE, time_zone="UTC")
    for each in guests:
        await office.services.reaching.opened(each, direct(each.person_id))
        await know(office, ALICE, each)
    await office.carry()
    return mission


async def know(office: Office, owner: Actor, whom: Actor, **known: Any) -> Contact:
    """Somebody's contact for an account, with what is known about them."""
    added = await office.services.contacts.add(owner, Details(), account(whom.person_id, NAMES.get(whom, "Alice")))
    async with office.store.write() as work:
        await work.contacts.save(replace(added.contact, **known))
    return replace(added.contact, **known)


async def listed(office: Office, owner: Actor, whom: Actor) -> Contact:
    async with office.store.read() as work:
        contact = await work.contacts.one(owner_id=owner.person_id, account_id=whom.person_id)
    assert contact is not None
    return contact


async def shun(office: Office, owner: Actor, whom: Actor) -> None:
    """Put somebody on a never-list."""
    contact = await know(office, owner, whom)
    await office.services.contacts.never(owner, contact.id)


async def invite(office: Office, mission: Mission, whom: Actor = BOB) -> Asking:
    contact = await listed(office, ALICE, whom)
    return await office.services.invites.invite(ALICE, mission.id, contact.id)


async def asked(office: Office, mission: Mission, whom: Actor = BOB) -> Invite:
    """Somebody was asked, and the question has been brought to them."""
    asking = await invite(office, mission, whom)
    await office.carry()
    assert asking.invite is not None
    return asking.invite


async def answer(office: Office, invite: Invite, reply: Reply, **more: Any) -> Replied:
    return await office.services.invites.reply(BOB, invite.id, reply, is_adult=True, **more)


async def heard(office: Office, until: datetime | None = None) -> list[tuple[datetime, InviteOutcome]]:
    """What Alice is told of her invitations, and when."""
    sent = await office.until(until) if until else await office.carry()
    return [(each.delivery.due, each.body) for each in sent if isinstance(each.body, InviteOutcome)]


async def standing(office: Office, mission: Mission) -> list[tuple[str, Standing]]:
    suggestion = await office.services.suggestions.this_week(ALICE, mission.id)
    return [(each.name, each.standing) for each in suggestion.invited]


async def offered(office: Office, mission: Mission) -> list[str]:
    suggestion = await office.services.suggestions.this_week(ALICE, mission.id)
    return [each.contact.name for each in suggestion.offers]


async def person(office: Office, who: Actor) -> Person:
    async with office.store.read() as work:
        found = await work.persons.get(who.person_id)
    assert found is not None
    return found


async def inbox(office: Office, who: Actor) -> list[Any]:
    return [each.body for each in await office.services.inbox.read(who.person_id)]


def read(card: Card) -> list[str]:
    """What a card says, its buttons by their labels."""
    return [each.label if isinstance(each, Button) else each for each in card.blocks if isinstance(each, (str, Button))]

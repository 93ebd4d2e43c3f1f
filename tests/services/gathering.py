"""Alice, who hosts an evening, and those who want to come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from meetups.services.contacts import Details
from meetups.services.gatherings import About, Hall, HostNews, SeatNews, Sight, Sketch
from meetups.services.outgoing import Outgoing
from meetups.values import Actor, ChannelId, GatheringId, PersonId
from tests.support.office import Office, account, actor, direct

ALICE, BOB, CAROL, DAVE = actor(100), actor(200), actor(300), actor(400)
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)  # a Monday
TONIGHT = NOON + timedelta(hours=7)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CHANNEL = ChannelId(55)


async def hosted(office: Office, *reachable: Actor, starts_at: datetime = TONIGHT, **chosen: Any) -> GatheringId:
    """Alice's posted invitation; she and these people can be written to."""
    office.clock.now = max(office.clock.now, NOON)
    sketch = Sketch(
        **{
            "starts_at": starts_at,
            "channel_id": CHANNEL,
            "city": "Bloomington, Indiana",
            "place": "my house",
            "seats": 2,
            **chosen,
        }
    )
    proposal = await office.services.gatherings.propose(ALICE, sketch, is_adult=True)
    hall = await office.services.gatherings.post(ALICE, proposal.draft_id)
    for each in (ALICE, *reachable):
        await office.services.reaching.opened(each, direct(each.person_id))
    await office.carry()
    return hall.gathering.id


async def join(office: Office, who: Actor, gathering_id: GatheringId) -> Sight:
    office.clock.forward(seconds=1)
    return await office.services.seating.join(who, gathering_id, is_adult=True)


async def shun(office: Office, owner: Actor, whom: Actor) -> None:
    """Put somebody on a never-list."""
    added = await office.services.contacts.add(owner, Details(), account(whom.person_id, "Somebody"))
    await office.services.contacts.never(owner, added.contact.id)


async def hall(office: Office, gathering_id: GatheringId) -> Hall:
    return await office.services.gatherings.show(ALICE, gathering_id)


async def coming(office: Office, gathering_id: GatheringId) -> list[PersonId]:
    return [each.person_id for each in (await hall(office, gathering_id)).roster.coming]


def told(sent: list[Outgoing], who: Actor) -> list[About]:
    """What somebody was told of an invitation's fate."""
    return [
        each.body.about for each in sent if each.delivery.person_id == who.person_id and isinstance(each.body, SeatNews)
    ]


def heard(sent: list[Outgoing]) -> list[tuple[list[PersonId], list[PersonId]]]:
    """What the host read of who joined and left."""
    return [(list(each.body.came), list(each.body.left)) for each in sent if isinstance(each.body, HostNews)]

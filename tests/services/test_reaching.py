"""Opening direct messages: by a person's own act, within the budget, and not at all once Discord says so."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from meetups.refusals import Refusal
from meetups.services.deliveries import MOST_CLAIMED
from meetups.services.outgoing import Failure
from meetups.services.overview import overview
from meetups.services.reaching import HOLD, Budget
from meetups.values import Actor, DirectMessages
from tests.support.office import START, Office, actor, delivery, direct, open_office

KYLE, ROSA = actor(100), actor(200)


async def reserved(office: Office, who: Actor) -> str:
    """What became of somebody's wish to be written to: nothing said against it, or the refusal's key."""
    try:
        await office.services.reaching.reserve(who)
    except Refusal as refusal:
        return refusal.key
    return ""


async def opened(office: Office, who: Actor) -> None:
    await office.services.reaching.reserve(who)
    await office.services.reaching.opened(who, direct(who.person_id))


async def test_channels_are_opened_within_the_hours_budget_and_the_days(tmp_path: Path) -> None:
    async with open_office(tmp_path, Budget(an_hour=2, a_day=3)) as office:
        await opened(office, actor(1))
        await opened(office, actor(2))
        assert await reserved(office, actor(3)) == "dm.later"
        office.clock.forward(minutes=61)
        await opened(office, actor(3))
        office.clock.forward(minutes=61)
        assert await reserved(office, actor(4)) == "dm.later", "three a day"
        office.clock.forward(hours=22)
        await opened(office, actor(4))


async def test_a_channel_once_opened_needs_no_budget_and_takes_none(tmp_path: Path) -> None:
    async with open_office(tmp_path, Budget(an_hour=1, a_day=1)) as office:
        await office.services.reaching.opened(KYLE, direct(KYLE.person_id))
        office.clock.forward(hours=30)
        await office.services.reaching.opened(KYLE, direct(KYLE.person_id))
        assert await reserved(office, KYLE) == ""
        assert await reserved(office, ROSA) == "", "opening again is not opening"


async def test_many_asking_at_once_get_no_more_than_the_budget(tmp_path: Path) -> None:
    """The count and the reservation are one transaction: nobody slips in between."""
    async with open_office(tmp_path, Budget(an_hour=3, a_day=100)) as office:
        asked = await asyncio.gather(*(reserved(office, actor(number)) for number in range(1, 21)))
        assert asked.count("") == 3


async def test_no_budget_opens_nothing(tmp_path: Path) -> None:
    async with open_office(tmp_path, Budget(an_hour=0, a_day=0)) as office:
        assert await reserved(office, KYLE) == "dm.later"


async def test_when_discord_finds_it_too_many_none_is_opened_for_a_while(office: Office) -> None:
    await office.services.reaching.hold()
    assert await reserved(office, KYLE) == "dm.later"
    office.clock.forward(seconds=HOLD.total_seconds() - 1)
    assert await reserved(office, KYLE) == "dm.later"
    office.clock.forward(seconds=1)
    assert await reserved(office, KYLE) == ""


async def test_a_quarantine_lasts_until_the_operator_says_that_it_is_over(office: Office) -> None:
    began = office.clock.now
    assert await office.services.reaching.quarantine()
    office.clock.forward(days=40)
    assert not await office.services.reaching.quarantine(), "told once"
    assert await reserved(office, KYLE) == "dm.stopped"
    assert (await overview(office.services.desk)).quarantined_since == began
    assert await office.services.reaching.release()
    assert not await office.services.reaching.release()
    assert await reserved(office, KYLE) == ""
    assert (await overview(office.services.desk)).quarantined_since is None


async def test_an_open_channel_stays_open_through_a_quarantine(office: Office) -> None:
    await opened(office, KYLE)
    await office.services.reaching.quarantine()
    assert await reserved(office, KYLE) == ""


@pytest.mark.parametrize(
    ("failure", "state"),
    [(Failure.QUARANTINED, DirectMessages.OPEN), (Failure.DM_CLOSED, DirectMessages.CLOSED)],
)
async def test_what_could_not_be_sent_waits_in_the_inbox(
    office: Office, failure: Failure, state: DirectMessages
) -> None:
    await office.community()
    await office.mission(KYLE)
    await office.until(START + timedelta(days=3, hours=20))
    office.clock.forward(hours=4)
    (kickoff,) = await office.services.deliveries.claim_due()
    await office.services.deliveries.failed(kickoff, failure)
    assert [each.delivery.id for each in await office.services.inbox.read(KYLE.person_id)] == [kickoff.id]
    async with office.services.desk.store.read() as work:
        person = await work.persons.get(KYLE.person_id)
    assert person is not None
    assert person.dm_state is state


async def test_a_delivery_that_cannot_be_made_is_given_up_after_an_hour_and_shows_in_the_failures(
    office: Office,
) -> None:
    await office.community()
    await office.mission(KYLE)
    await office.until(START + timedelta(days=3, hours=20))
    office.clock.forward(hours=4)
    deliveries = office.services.deliveries
    (kickoff,) = await deliveries.claim_due()
    began, tries = office.clock.now, 1
    await deliveries.broke(kickoff, "KeyError")
    while look := await deliveries.next_look():
        office.clock.now = look
        for each in await deliveries.uncertain():
            assert each.id == kickoff.id
            await deliveries.broke(each, "KeyError")
            tries += 1
        (kickoff,) = await office.deliveries(id=kickoff.id)
        if kickoff.reason:
            break
    assert kickoff.reason == "fault KeyError"
    assert tries > 50
    assert timedelta(minutes=50) < office.clock.now - began < timedelta(minutes=70)
    assert await office.services.inbox.read(KYLE.person_id) == []
    assert [each.id for each in (await overview(office.services.desk)).failures] == [kickoff.id]


async def test_after_an_outage_all_are_looked_after_as_room_allows_and_none_is_put_back_unseen(office: Office) -> None:
    deliveries = office.services.deliveries
    async with office.store.write() as work:
        await work.deliveries.plan(delivery(number, f"person:{number}") for number in range(1, 61))
    assert len(await deliveries.claim_due(60)) == 60
    office.clock.forward(minutes=10)
    seen: list[int] = []
    for _ in range(4):
        seen += [each.id for each in await deliveries.uncertain(16)]
    assert sorted(seen) == list(range(1, 61))
    assert await deliveries.uncertain(16) == [], "each was just looked after"


async def test_in_an_outage_what_is_due_stays_planned(office: Office) -> None:
    deliveries = office.services.deliveries
    async with office.store.write() as work:
        await work.deliveries.plan(delivery(number, f"person:{number}") for number in range(1, 301))
    claimed = 0
    while some := await deliveries.claim_due(32):
        claimed += len(some)
    assert claimed == MOST_CLAIMED
    office.clock.forward(minutes=2)
    assert len(await deliveries.claim_due(32)) == 32, "a lane that stays uncertain holds up no other for ever"


async def test_a_lost_answer_is_left_alone_for_a_while_whoever_looks(office: Office) -> None:
    """A creation in a forum may still be on its way; it has no nonce."""
    deliveries = office.services.deliveries
    async with office.store.write() as work:
        await work.deliveries.plan([delivery(1)])
    (row,) = await deliveries.claim_due()
    office.clock.forward(seconds=3)
    deliveries.unknown(row)
    office.clock.forward(seconds=1)
    assert await deliveries.uncertain() == []
    office.clock.forward(seconds=2)
    assert await deliveries.uncertain() == [], "five seconds from the last attempt"
    office.clock.forward(seconds=2)
    assert [each.id for each in await deliveries.uncertain()] == [1]

"""Accounts only a file named: their number may be anybody's, so nobody is asked anything until Discord showed them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from meetups.exchange.entry import Entry
from meetups.exchange.writing import to_json
from meetups.services.common import facts_of
from meetups.services.contacts import Choice, Details, Preview
from meetups.services.guests import People
from meetups.values import Ask, AskKind, Contact, Meeting, Part
from tests.services.lists import everyone
from tests.support.office import Office, account, actor

KYLE, ROSA = actor(100), actor(200)


async def _import(office: Office, *entries: Entry, choice: Choice = Choice.MERGE) -> Contact:
    """Bring entries onto Kyle's list; gives the first of it."""
    opened = await office.services.imports.open(KYLE, to_json(entries))
    assert isinstance(opened, Preview)
    await office.services.imports.carry_out(KYLE, opened.import_id, choice)
    return (await everyone(office, KYLE))[0]


async def _asked(office: Office) -> list[Ask]:
    async with office.desk.store.read() as work:
        return await work.asks.find(kind=list(AskKind))


def _parts(meeting: Meeting) -> list[tuple[Part, int | None]]:
    return [(each.part, each.person_id) for each in meeting.others]


async def test_an_account_of_a_file_is_a_plain_guest_and_asked_nothing(office: Office) -> None:
    rosa = await _import(office, Entry("Rosa", account_id=200))
    assert (rosa.account_id, rosa.account_is_seen) == (200, False)

    for people in (People(contact_ids=(rosa.id,)), People(names=("rosa", "Bo"))):
        told = await office.services.meetings.record(KYLE, people)
        assert set(_parts(told.meeting)) == {(Part.GUEST, None)}
        assert told.unreachable == ()

    assert await _asked(office) == []
    assert await office.carry() == []
    assert await office.services.inbox.read(ROSA.person_id) == []
    assert await office.services.mydata.holdings(ROSA) == await office.services.mydata.holdings(actor(300))
    assert (await office.services.contacts.show(KYLE, rosa.id)).times_met == 2


async def test_somebody_without_an_account_who_comes_by_a_file_is_as_anybody(office: Office) -> None:
    assert (await _import(office, Entry("Bo"))).account_is_seen


@pytest.mark.parametrize("door", ["add", "add_many", "meeting", "volunteer"])
async def test_picking_the_account_by_discord_shows_it(office: Office, door: str) -> None:
    rosa = await _import(office, Entry("Rosie", account_id=200, note="tall"))
    picked = account(200, "rosa_92")

    if door == "add":
        await office.services.contacts.add(KYLE, Details(), picked)
    elif door == "add_many":
        await office.services.contacts.add_many(KYLE, [picked])
    elif door == "meeting":
        told = await office.services.meetings.record(KYLE, People(accounts=(picked,)))
        assert _parts(told.meeting) == [(Part.ASKED, 200)]
    else:
        await office.services.asks.volunteer_to(ROSA, account(100, "Kyle"))
        [offer] = await _asked(office)
        await office.services.asks.accept(KYLE, offer.id, "rosa_92")

    [now] = await everyone(office, KYLE)
    assert now == replace(rosa, account_is_seen=True, volunteered_at=now.volunteered_at)
    office.clock.forward(hours=1)
    told = await office.services.meetings.record(KYLE, People(contact_ids=(rosa.id,)))
    assert _parts(told.meeting) == [(Part.ASKED, 200)]
    assert [(each.kind, each.to_id) for each in await _asked(office) if each.subject == told.meeting.id] == [
        (AskKind.CONFIRM, 200)
    ]


async def test_a_meeting_before_the_account_was_shown_stays_as_it_is_and_counts(office: Office) -> None:
    rosa = await _import(office, Entry("Rosa", account_id=200))
    before = (await office.services.meetings.record(KYLE, People(contact_ids=(rosa.id,)))).meeting
    office.clock.forward(hours=1)
    after = (await office.services.meetings.record(KYLE, People(accounts=(account(200),)))).meeting

    assert (await office.services.meetings.show(KYLE, before.id)).meeting == before
    assert [(each.subject, each.to_id) for each in await _asked(office)] == [(after.id, 200)]
    assert (await office.services.contacts.show(KYLE, rosa.id)).times_met == 2


async def test_somebody_discord_showed_stays_so_when_a_file_names_them_too(office: Office) -> None:
    await office.services.contacts.add_many(KYLE, [account(200)])

    for choice in Choice:
        rosa = await _import(office, Entry("Rosa", account_id=200, note="kind"), choice=choice)
        assert rosa.account_is_seen
    assert len(await everyone(office, KYLE)) == 1


async def test_an_account_a_file_adds_to_somebody_is_not_shown_by_it(office: Office) -> None:
    await office.services.contacts.add(KYLE, Details(name="Rosa"))

    rosa = await _import(office, Entry("Rosa", account_id=200))

    assert (rosa.account_id, rosa.account_is_seen) == (200, False)
    assert len(await everyone(office, KYLE)) == 1


async def test_merging_with_somebody_without_an_account_shows_nothing(office: Office) -> None:
    rosie = (await office.services.contacts.add(KYLE, Details(name="Rosie"))).contact
    await _import(office, Entry("Rosa", account_id=200))
    rosa = (await everyone(office, KYLE))[1]

    merged = await office.services.merging.merge(KYLE, rosie.id, rosa.id)

    assert (merged.account_id, merged.account_is_seen) == (200, False)


@pytest.mark.parametrize("note", [None, "kind"])
async def test_filling_somebody_in_by_hand_shows_nothing(office: Office, note: str | None) -> None:
    rosa = await _import(office, Entry("Rosa", account_id=200))

    filled = await office.services.contacts.add(KYLE, Details(name="Rosa", note=note), into=rosa.id)

    assert filled.is_filled_in == (note is not None)
    assert not filled.contact.account_is_seen
    told = await office.services.meetings.record(KYLE, People(contact_ids=(rosa.id,)))
    assert _parts(told.meeting) == [(Part.GUEST, None)]


async def test_editing_and_remembering_shows_nothing(office: Office) -> None:
    rosa = await _import(office, Entry("Rosa", account_id=200))
    contacts = office.services.contacts
    await contacts.edit(KYLE, rosa.id, Details(note="kind"))
    await contacts.remember(KYLE, rosa.id, meeting_id=0, topics="", promised="a book", again_on=None)
    await contacts.place(KYLE, rosa.id, 2820256)
    await contacts.never(KYLE, rosa.id)

    assert [each.account_is_seen for each in await everyone(office, KYLE)] == [False]


async def test_recording_again_with_the_account_asks_them(office: Office) -> None:
    rosa = await _import(office, Entry("Rosa", account_id=200))
    await office.services.meetings.record(KYLE, People(contact_ids=(rosa.id,)))
    office.clock.now += timedelta(minutes=1)

    await office.services.meetings.record(KYLE, People(accounts=(account(200),)))

    assert [each.to_id for each in await _asked(office)] == [200]


async def test_whoever_was_met_as_a_guest_is_no_new_face_once_discord_showed_them(office: Office) -> None:
    rosa = await _import(office, Entry("Rosa", account_id=200))
    await office.services.meetings.record(KYLE, People(contact_ids=(rosa.id,)))
    office.clock.forward(hours=1)
    await office.services.meetings.record(KYLE, People(accounts=(account(200),)))

    async with office.desk.store.read() as work:
        facts = facts_of(await work.meetings.encounters(KYLE.person_id))
    assert [each.is_new for each in facts] == [True, False]

"""Wishing to be told when somebody is near: who is told, when, and what of it nobody else learns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from meetups.exchange.entry import Entry
from meetups.exchange.writing import to_json
from meetups.services.contacts import Choice, Details
from meetups.services.guests import People
from meetups.services.outgoing import News
from meetups.services.profiles import Wishes
from meetups.values import (
    DeliveryKind,
    DeliveryState,
)
from tests.services.travelling import (
    BEN,
    EVANSVILLE,
    FIRST,
    HENDERSON,
    HOME,
    KYLE,
    LAST,
    ROSA,
    TODAY,
    a_wish,
    goes,
    has,
    lives,
    told,
)
from tests.support.office import START, Office, account

# ---------------------------------------------------------------------- telling


async def test_whoever_asked_is_told_once_and_only_after_the_visitors_yes(office: Office) -> None:
    await lives(office, KYLE, HOME)
    wish = await a_wish(office)
    await lives(office, BEN, HENDERSON)
    await has(office, BEN, "Kyle", number=100)  # has not asked to be told
    outlook = await goes(office)
    assert told(await office.carry()) == []

    await office.services.visits.tell(KYLE, outlook.visit.id)
    again = await office.services.visits.tell(KYLE, outlook.visit.id)

    assert again.visit.told_at == START
    [(who, values)] = told(await office.carry())
    assert who == ROSA.person_id
    assert values == {
        "person_id": "100",
        "contact_id": str(wish.id),
        "name": "Kyle",
        "city": EVANSVILLE,
        "first_on": "2026-01-10",
        "last_on": "2026-01-16",
        "has_begun": "",
        "is_this_week": "",
        "mission_id": "",
    }


async def test_changed_days_are_told_after_another_yes(office: Office) -> None:
    await a_wish(office)
    visit = (await goes(office)).visit
    await office.services.visits.tell(KYLE, visit.id)
    await office.carry()
    await goes(office, last=LAST + timedelta(days=1))
    assert told(await office.carry()) == []
    await office.services.visits.tell(KYLE, visit.id)
    [(_, values)] = told(await office.carry())
    assert values["last_on"] == "2026-01-17"


async def hear(office: Office, first: date = FIRST) -> list[int | None]:
    """Who hears of Kyle's visit from a day on."""
    await office.services.visits.tell(KYLE, (await goes(office, first=first)).visit.id)
    return [who for who, _ in told(await office.carry())]


async def test_only_those_who_are_near_then_are_told(office: Office) -> None:
    await a_wish(office)
    await lives(office, BEN, "Chicago")
    await has(office, BEN, "Kyle", number=100, waits_near=True)
    await goes(office, BEN, EVANSVILLE, LAST + timedelta(days=1), LAST + timedelta(days=9))
    assert await hear(office) == [ROSA.person_id]

    await goes(office, BEN, EVANSVILLE, LAST, LAST + timedelta(days=9))
    await office.services.profiles.change(ROSA, Wishes(reach_km=10))
    assert await hear(office, FIRST + timedelta(days=1)) == [BEN.person_id], "there on the last day; reach is one's own"


async def test_a_wish_made_later_is_told_too(office: Office) -> None:
    visit = (await goes(office)).visit
    await office.services.visits.tell(KYLE, visit.id)
    office.clock.now += FIRST - TODAY
    wish = await a_wish(office)
    [(who, values)] = told(await office.carry())
    assert who == ROSA.person_id
    assert values["has_begun"]

    for waits in (False, True):
        await office.services.contacts.edit(ROSA, wish.id, Details(waits_near=waits))
    assert told(await office.carry()) == [], "the same news comes once"


async def test_a_wish_taken_back_for_a_while_is_one_again(office: Office) -> None:
    wish = await a_wish(office)
    await office.services.visits.tell(KYLE, (await goes(office)).visit.id)
    await office.services.contacts.edit(ROSA, wish.id, Details(waits_near=False))
    assert told(await office.carry()) == []
    await office.services.contacts.edit(ROSA, wish.id, Details(waits_near=True))
    assert [who for who, _ in told(await office.carry())] == [ROSA.person_id]


@pytest.mark.parametrize("since", ["seen", "merged", "imported", "moved", "reach", "allowed", "met"])
async def test_whatever_makes_it_a_wish_later_tells_of_what_others_were_told(office: Office, since: str) -> None:
    contacts = office.services.contacts
    await lives(office, ROSA, "Chicago" if since == "moved" else HENDERSON, reach_km=10 if since == "reach" else 50)
    is_waiting = since not in ("merged", "imported")
    wish = await has(office, ROSA, "Kyle", number=100, waits_near=is_waiting)
    if since in ("seen", "met"):
        async with office.store.write() as work:
            await work.contacts.save(replace(wish, account_is_seen=False))
    if since == "allowed":
        await contacts.never(ROSA, wish.id)
    assert await hear(office) == []
    match since:
        case "seen":
            await contacts.add_many(ROSA, [account(100, "Kyle")])
        case "met":
            await office.services.meetings.record(ROSA, People(accounts=(account(100, "Kyle"),)))
        case "merged":
            other = await has(office, ROSA, "Kyle H", waits_near=True)
            await office.services.merging.merge(ROSA, wish.id, other.id)
        case "imported":
            opened = await office.services.imports.open(ROSA, to_json([Entry("Kyle", account_id=100, waits_near=True)]))
            await office.services.imports.carry_out(ROSA, opened.import_id, Choice.MERGE)
        case "moved":
            await office.services.profiles.change(ROSA, Wishes(city=HENDERSON))
        case "reach":
            await office.services.profiles.change(ROSA, Wishes(reach_km=50))
        case "allowed":
            await contacts.never(ROSA, wish.id, is_never=False)
    assert [who for who, _ in told(await office.carry())] == [ROSA.person_id]


async def test_a_wish_made_later_is_not_told_of_what_nobody_was(office: Office) -> None:
    await goes(office)
    await a_wish(office)
    assert told(await office.carry()) == []


@pytest.mark.parametrize("since", ["removed", "over", "wish", "theirs", "mine", "moved", "changed", "off_the_list"])
async def test_what_is_no_longer_so_is_not_told(office: Office, since: str) -> None:
    await lives(office, KYLE, HOME)
    wish = await a_wish(office)
    visit = (await goes(office)).visit
    await office.services.visits.tell(KYLE, visit.id)
    match since:
        case "removed":
            await office.services.visits.remove(KYLE, visit.id)
        case "over":
            office.clock.now += LAST - TODAY + timedelta(days=1)
        case "wish":
            await office.services.contacts.edit(ROSA, wish.id, Details(waits_near=False))
        case "theirs":
            await office.services.contacts.never(ROSA, wish.id)
        case "mine":
            rosa = await has(office, KYLE, "Rosa", number=200)
            await office.services.contacts.never(KYLE, rosa.id)
        case "moved":
            await office.services.profiles.change(ROSA, Wishes(city="Chicago"))
        case "changed":
            await goes(office, last=LAST + timedelta(days=1))
        case "off_the_list":
            await office.services.contacts.remove(ROSA, wish.id)
    assert told(await office.carry()) == []
    [dropped] = await office.deliveries(person_id=ROSA.person_id, kind=DeliveryKind.NEWS)
    assert dropped.state is DeliveryState.DROPPED
    assert await office.services.inbox.read(ROSA.person_id) == []


@pytest.mark.parametrize("whose", ["theirs", "mine"])
async def test_a_never_list_keeps_visits_from_each_other_without_a_trace(office: Office, whose: str) -> None:
    """They hear nothing, and the visitor's card is the same as with nobody there."""
    await lives(office, KYLE, HOME)
    before = await goes(office)
    wish = await a_wish(office)
    if whose == "theirs":
        await office.services.contacts.never(ROSA, wish.id)
    else:
        rosa = await has(office, KYLE, "Rosa", number=200)
        await office.services.contacts.never(KYLE, rosa.id)
    after = await office.services.visits.show(KYLE, before.visit.id)
    assert replace(after, became=before.became) == before
    await office.services.visits.tell(KYLE, before.visit.id)
    assert told(await office.carry()) == []
    shown = await office.services.contacts.show(ROSA, wish.id)
    assert shown.prospect is not None
    assert shown.prospect.city is None


async def test_a_visit_looks_the_same_to_its_visitor_whoever_asked(office: Office) -> None:
    """Or whoever adds visits would find where somebody lives, and whoever changes their never-list who it is."""
    before = await goes(office)
    await a_wish(office)
    assert replace(await goes(office), became=before.became) == before
    told_nobody = await goes(office, city="Chicago")
    for visit in (before.visit, told_nobody.visit):
        assert (await office.services.visits.tell(KYLE, visit.id)).visit.told_at == START


async def test_an_account_only_a_file_named_is_told_nothing(office: Office) -> None:
    wish = await a_wish(office)
    async with office.store.write() as work:
        await work.contacts.save(replace(wish, account_is_seen=False))
    assert await hear(office) == []


async def test_news_at_night_waits_for_the_morning_and_the_inbox_serves_those_without_messages(office: Office) -> None:
    await a_wish(office)
    office.clock.now = START.replace(hour=8)  # two in the morning in Henderson
    visit = (await goes(office)).visit
    await office.services.visits.tell(KYLE, visit.id)
    assert told(await office.carry()) == []
    assert told(await office.until(START)) != []

    await office.services.profiles.change(BEN, Wishes(city=HENDERSON))
    await has(office, BEN, "Kyle", number=100, waits_near=True)
    await office.until(START + timedelta(hours=1))
    [waiting] = await office.services.inbox.read(BEN.person_id)
    assert isinstance(waiting.body, News)
    await office.services.visits.remove(KYLE, visit.id)
    assert await office.services.inbox.read(BEN.person_id) == []


# ---------------------------------------------------------------------- what the owner of a wish sees


async def test_a_card_says_when_the_two_are_near(office: Office) -> None:
    async def when(contact_id: int) -> tuple[str | None, date | None, date | None, bool, bool]:
        found = (await office.services.contacts.show(ROSA, contact_id)).prospect
        assert found is not None
        city = found.city.name if found.city else None
        return city, found.first_on, found.last_on, found.is_theirs, found.has_home

    far = await has(office, ROSA, "Kyle", HOME, 100, waits_near=True)
    assert await when(far.id) == (None, None, None, False, False)
    await lives(office, ROSA, HENDERSON)
    assert await when(far.id) == (None, None, None, False, True)
    late = (await goes(office, first=LAST, last=LAST)).visit
    await office.services.visits.tell(KYLE, late.id)
    assert await when(far.id) == ("Evansville", LAST, LAST, True, True)
    await goes(office, ROSA, HOME, FIRST, FIRST)
    assert await when(far.id) == ("Bloomington", FIRST, FIRST, False, True)
    near = await has(office, ROSA, "Nell", EVANSVILLE, waits_near=True)
    assert await when(near.id) == ("Evansville", None, None, False, True)
    usual = await has(office, ROSA, "Uma", EVANSVILLE)
    assert (await office.services.contacts.show(ROSA, usual.id)).prospect is None


async def test_both_away_at_the_same_place_are_near_on_the_days_they_share(office: Office) -> None:
    await lives(office, ROSA, "Chicago")
    wish = await has(office, ROSA, "Kyle", HOME, 100, waits_near=True)
    visit = (await goes(office)).visit
    await office.services.visits.tell(KYLE, visit.id)
    await goes(office, ROSA, HENDERSON, LAST - timedelta(days=1), LAST + timedelta(days=9))
    found = (await office.services.contacts.show(ROSA, wish.id)).prospect
    assert found is not None
    assert (found.first_on, found.last_on, found.is_theirs) == (LAST - timedelta(days=1), LAST, True)


async def test_the_later_wish_holds(office: Office) -> None:
    wish = await a_wish(office)
    remembered = await office.services.contacts.remember(
        ROSA, wish.id, meeting_id=0, topics="", promised="a book", again_on=None
    )
    assert remembered.contact.waits_near, "nothing was said about when"
    remembered = await office.services.contacts.remember(
        ROSA, wish.id, meeting_id=0, topics="", promised="a book", again_on=FIRST
    )
    assert not remembered.contact.waits_near


async def test_of_two_contacts_made_one_the_wish_stays(office: Office) -> None:
    await lives(office, ROSA, HENDERSON)
    kept = await has(office, ROSA, "Kyle", number=100)
    other = await has(office, ROSA, "Kyle H", waits_near=True)
    merged = await office.services.merging.merge(ROSA, kept.id, other.id)
    assert merged.waits_near
    assert await hear(office) == [ROSA.person_id]


async def test_a_city_named_when_a_promise_is_made_counts_as_one_named_in_the_profile(office: Office) -> None:
    await a_wish(office)
    await office.services.profiles.change(ROSA, Wishes(city="Chicago"))
    outlook = await goes(office)
    await office.services.visits.tell(KYLE, outlook.visit.id)
    assert told(await office.until(office.clock() + timedelta(days=1))) == []
    there = office.desk.places.find(HENDERSON)
    assert there is not None
    await office.mission(ROSA, city_id=there.id)
    assert [who for who, _ in told(await office.until(office.clock() + timedelta(days=1)))] == [ROSA.person_id]

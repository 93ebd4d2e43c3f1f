"""One's own list: people added, described, introduced, remembered, paged and taken off."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from meetups.exchange.likeness import Likeness
from meetups.refusals import Refusal
from meetups.services import common
from meetups.services.contacts import CLEAR, Account, Added, Details, Filter
from meetups.services.contacts.pages import tag_number
from meetups.services.meetings import People
from meetups.values import Birthday, Contact, How, MeetingId, Part, PersonId
from tests.support.office import START, Office, account, actor

KYLE, ROSA = actor(100), actor(200)
ULM, BERLIN = 2820256, 2950159
FULL = Details(
    city="Ulm",
    source="LinkedIn",
    handle="@ada",
    tags=("chess", "Chess", " tea "),
    languages=("en",),
    met_online="a forum",
    birthday=Birthday(2, 29, 1980),
    note="tall\nkind",
    promised="a book",
    again_on=date(2026, 5, 1),
    snoozed_until=date(2026, 6, 1),
    is_seldom=True,
)


async def _add(office: Office, name: str, **details: Any) -> Contact:
    return (await office.services.contacts.add(KYLE, Details(name=name, **details))).contact


async def _names(office: Office) -> list[str]:
    return [each.contact.name for each in await office.services.contacts.everyone(KYLE)]


async def _shown(office: Office, contact: Contact) -> Contact:
    return (await office.services.contacts.show(KYLE, contact.id)).contact


# Adding


async def test_somebody_new_and_the_same_again_with_what_is_new(office: Office) -> None:
    contacts = office.services.contacts
    first = await contacts.add(KYLE, Details(name=" Ada \n King ", city="Ulm", note="tall"))
    again = await contacts.add(KYLE, Details(name="ADA KING", note="kind", tags=("chess",)))

    assert first == Added(first.contact, True)
    assert (first.contact.name, first.contact.city_id, first.contact.added_at) == ("Ada King", ULM, START)
    assert again == Added(replace(first.contact, note="kind", tags=("chess",)), False)
    assert await _names(office) == ["Ada King"]


async def test_an_account_again_keeps_the_name_its_owner_gave(office: Office) -> None:
    contacts = office.services.contacts
    first = await contacts.add(KYLE, Details(name="Rosa from chess"), account(200, "rosa_92"))
    again = await contacts.add(KYLE, Details(tags=("chess",)), account(200, "rosa_93"))

    assert (first.contact.name, first.contact.account_id, first.is_new) == ("Rosa from chess", 200, True)
    assert again == Added(replace(first.contact, tags=("chess",)), False)
    assert (await contacts.add(KYLE, Details(), account(201, "Bo"))).contact.name == "Bo"


async def test_whoever_looks_like_somebody_on_the_list_is_offered(office: Office) -> None:
    contacts = office.services.contacts
    ada = await _add(office, "Ada King", city="Ulm")
    handled = await _add(office, "Someone", handle="https://x.com/bo")

    close = await contacts.add(KYLE, Details(name="Ada Kings", city="Ulm"))
    same = await contacts.add(KYLE, Details(name="Bo", handle="@bo", source="X"))
    other = await contacts.add(KYLE, Details(name="Ada King of Berlin", city="Berlin, Germany"))
    rosa = await contacts.add(KYLE, Details(), account(200, "Ada King"))

    assert close.like is not None
    assert (close.is_new, close.like.id, close.likeness) == (True, ada.id, Likeness.CLOSE_NAME_SAME_CITY)
    assert same.like is not None
    assert (same.like.id, same.likeness) == (handled.id, Likeness.SAME_HANDLE)
    assert (other.like, other.likeness) == (None, None)
    assert rosa.like is not None
    assert rosa.like.name == "Ada King"


@pytest.mark.parametrize(
    ("details", "added", "key"),
    [
        (Details(name=" \u200b "), None, "contact.name_empty"),
        (Details(), None, "contact.name_empty"),
        (Details(name="x" * 101), None, "contact.name_long"),
        (Details(name="Ada", city="Springfield"), None, "city.which"),
        (Details(name="Ada", city="Nowhereville"), None, "city.unknown"),
        (Details(name="Ada", introduced_by="ada"), None, "contact.introduced_by_themselves"),
        (Details(name="Ada", introduced_by="id:99"), None, "contact.gone"),
        (Details(), Account(PersonId(300), "Bot", is_bot=True), "contact.bot"),
        (Details(), Account(PersonId(100), "Kyle"), "contact.oneself"),
    ],
)
async def test_what_is_refused_adds_nobody(office: Office, details: Details, added: Account | None, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        await office.services.contacts.add(KYLE, details, added)

    assert refused.value.key == key
    assert await _names(office) == []


async def test_everyone_picked_comes_on_the_list_at_once_without_bots_and_oneself(office: Office) -> None:
    picked = [account(200), Account(PersonId(300), "Bot", is_bot=True), account(100), account(200), account(201, "Bo")]
    added = await office.services.contacts.add_many(KYLE, picked)

    assert [(each.contact.name, each.is_new) for each in added] == [("Rosa", True), ("Rosa", False), ("Bo", True)]
    many = await office.services.contacts.add_many(KYLE, [account(number, "Many") for number in range(400, 440)])
    assert len(many) == 25


async def test_a_full_list_takes_nobody_new(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "MOST_CONTACTS", 2)
    ada = await _add(office, "Ada")
    await _add(office, "Bo")

    with pytest.raises(Refusal, match=r"contact\.full"):
        await _add(office, "Cy")
    again = await office.services.contacts.add(KYLE, Details(name="Ada", note="tall"))
    assert again.contact == replace(ada, note="tall"), "whoever is there can be described"
    await office.services.contacts.remove(KYLE, ada.id)
    assert (await _add(office, "Cy")).name == "Cy"


async def test_a_full_list_takes_no_new_account_either(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "MOST_CONTACTS", 1)
    await _add(office, "Ada")

    with pytest.raises(Refusal, match=r"contact\.full"):
        await office.services.contacts.add(KYLE, Details(), account(200))


# Describing


async def test_details_are_written_left_alone_and_cleared(office: Office) -> None:
    contacts = office.services.contacts
    ada = await _add(office, "Ada")
    full = (await contacts.edit(KYLE, ada.id, FULL)).contact
    assert full == replace(
        ada,
        city_id=ULM,
        source="LinkedIn",
        handle="@ada",
        tags=("chess", "tea"),
        languages=("en",),
        met_online="a forum",
        birthday=Birthday(2, 29, 1980),
        note="tall\nkind",
        promised="a book",
        again_on=date(2026, 5, 1),
        snoozed_until=date(2026, 6, 1),
        is_seldom=True,
    )

    assert Details().is_empty
    assert (await contacts.edit(KYLE, ada.id, Details())).contact == full
    assert (await contacts.edit(KYLE, ada.id, Details(city="", tags=(), note=""))).contact == replace(
        full, city_id=None, tags=(), note=""
    )
    cleared = Details(
        source="", handle=" ", languages=(), met_online="", birthday=CLEAR, promised="", again_on=CLEAR,
        snoozed_until=CLEAR, is_seldom=False,
    )  # fmt: skip
    assert (await contacts.edit(KYLE, ada.id, cleared)).contact == ada == await _shown(office, ada)


async def test_a_link_tells_its_network_unless_one_was_named(office: Office) -> None:
    link = "https://www.linkedin.com/in/ada"

    assert (await _add(office, "Ada", handle=link)).source == "LinkedIn"
    assert (await _add(office, "Bo", handle=link, source="a meetup")).source == "a meetup"
    assert (await _add(office, "Cy", handle="@cy")).source == ""


async def test_a_city_found_takes_the_place_of_one_only_written(office: Office) -> None:
    ada = await _add(office, "Ada")
    async with office.desk.store.write() as work:
        await work.contacts.save(replace(ada, city_written="Springfield"))

    changed = (await office.services.contacts.edit(KYLE, ada.id, Details(city="Berlin, Germany"))).contact
    assert (changed.city_id, changed.city_written) == (BERLIN, "")


async def test_a_refused_edit_changes_nothing(office: Office) -> None:
    ada = await _add(office, "Ada", note="tall")

    for details in (Details(note="kind", city="Nowhereville"), Details(note="kind", name=" ")):
        with pytest.raises(Refusal):
            await office.services.contacts.edit(KYLE, ada.id, details)
    assert await _shown(office, ada) == ada


# Introductions


async def test_who_introduced_them_is_somebody_of_the_list_or_a_name(office: Office) -> None:
    contacts = office.services.contacts
    bo, ada = await _add(office, "Bo"), await _add(office, "Ada")

    for typed, expected in (
        (f"id:{bo.id}", ("Bo", bo.id)),
        (" BO ", ("Bo", bo.id)),
        ("Zoe\n Z", ("Zoe Z", None)),
        ("z" * 200, ("z" * 100, None)),
        ("", ("", None)),
    ):
        memory = await contacts.edit(KYLE, ada.id, Details(introduced_by=typed))
        assert (memory.contact.introduced_by, memory.contact.introducer_id) == expected
        assert (memory.introducer.id if memory.introducer else None) == expected[1]


async def test_nobody_is_introduced_by_themselves_or_by_somebody_elses_contact(office: Office) -> None:
    ada = await _add(office, "Ada")
    theirs = (await office.services.contacts.add(ROSA, Details(name="Theirs"))).contact

    for typed, key in (
        (f"id:{ada.id}", "contact.introduced_by_themselves"),
        ("ADA", "contact.introduced_by_themselves"),
        (f"id:{theirs.id}", "contact.gone"),
        ("id:x", "contact.gone"),
        (f"id:{'9' * 30}", "contact.gone"),
    ):
        with pytest.raises(Refusal) as refused:
            await office.services.contacts.edit(KYLE, ada.id, Details(introduced_by=typed))
        assert refused.value.key == key
    assert await _shown(office, ada) == ada


async def test_a_namesake_who_introduced_them_must_be_picked(office: Office) -> None:
    await office.services.contacts.add_many(KYLE, [account(201, "Bo"), account(202, "bo")])

    with pytest.raises(Refusal, match=r"contact\.ambiguous"):
        await _add(office, "Ada", introduced_by="Bo")
    assert await _names(office) == ["Bo", "bo"]


async def test_taking_somebody_off_keeps_their_name_where_they_introduced_others(office: Office) -> None:
    bo = await _add(office, "Bo")
    ada = await _add(office, "Ada", introduced_by="Bo")
    told = await office.services.meetings.record(KYLE, People(contact_ids=(bo.id,)))
    await office.services.contacts.edit(KYLE, bo.id, Details(name="Bo Diddley"))

    removed = await office.services.contacts.remove(KYLE, bo.id)

    assert removed.name == "Bo Diddley"
    assert await _shown(office, ada) == replace(ada, introduced_by="Bo Diddley", introducer_id=None)
    assert (await office.services.meetings.show(KYLE, told.meeting.id)).names == ("Bo Diddley",)
    with pytest.raises(Refusal, match=r"contact\.gone"):
        await office.services.contacts.remove(KYLE, bo.id)


# For next time


async def _met_rosa(office: Office) -> MeetingId:
    """Kyle recorded that he met Rosa, and she confirmed it."""
    told = await office.services.meetings.record(KYLE, People(accounts=(account(200),)))
    changed = tuple(
        replace(each, part=Part.CONFIRMED) if each.person_id == 200 else each for each in told.meeting.participants
    )
    async with office.desk.store.write() as work:
        await work.meetings.save(replace(told.meeting, participants=changed, story="In public.", place="Café"))
    return told.meeting.id


async def test_what_was_talked_about_is_noted_at_ones_own_part_only(office: Office) -> None:
    contacts = office.services.contacts
    meeting_id = await _met_rosa(office)
    kyles = await contacts.meant(KYLE, "Rosa")
    rosas = (await contacts.add(ROSA, Details(), account(100, "Kyle"))).contact

    memory = await contacts.remember(ROSA, rosas.id, topics=" cats ", promised="a photo", again_on=date(2026, 3, 1))

    assert (memory.contact.promised, memory.contact.again_on) == ("a photo", date(2026, 3, 1))
    assert [(each.words, each.place) for each in memory.moments] == [("cats", "")]
    async with office.desk.store.read() as work:
        meeting = await work.meetings.get(meeting_id)
    assert meeting is not None
    assert {each.person_id: each.note for each in meeting.participants} == {100: "", 200: "cats"}
    assert [(each.words, each.place) for each in (await contacts.show(KYLE, kyles.id)).moments] == [
        ("In public.", "Café")
    ]
    kept = await contacts.remember(ROSA, rosas.id, topics=None, promised="", again_on=None)
    assert (kept.contact.promised, kept.contact.again_on, kept.moments[0].words) == ("", None, "cats")
    assert (await contacts.remember(ROSA, rosas.id, topics="", promised="", again_on=None)).moments[0].words == ""


async def test_topics_belong_to_the_last_time_and_are_cut(office: Office) -> None:
    ada = await _add(office, "Ada")
    for day, how in ((20, How.IN_PERSON), (22, How.VIDEO)):
        await office.services.meetings.record(KYLE, People(contact_ids=(ada.id,)), date(2025, 12, day), how)

    memory = await office.services.contacts.remember(KYLE, ada.id, topics="x" * 600, promised="", again_on=None)

    assert [(each.met_on.day, len(each.words)) for each in memory.moments] == [(22, 500), (20, 0)]
    assert (memory.times_met, memory.last_met_on) == (1, date(2025, 12, 20))
    assert memory.last_contact is not None
    assert memory.last_contact.how is How.VIDEO


async def test_topics_with_somebody_never_met_are_not_kept_anywhere(office: Office) -> None:
    ada = await _add(office, "Ada")

    memory = await office.services.contacts.remember(KYLE, ada.id, topics="cats", promised="a book", again_on=None)

    assert (memory.moments, memory.contact.promised) == ((), "a book")


# Pages


async def test_pages_are_by_name_and_any_number_shows_one(office: Office) -> None:
    for number in reversed(range(23)):
        await _add(office, f"Person {number:02}")

    for number, shown, names in (
        (0, 0, ("00", "09")),
        (2, 2, ("20", "22")),
        (99, 2, ("20", "22")),
        (-1, 0, ("00", "09")),
    ):
        page = await office.services.contacts.page(KYLE, Filter(), number)
        assert (page.number, page.pages, page.total, page.everyone) == (shown, 3, 23, 23)
        assert (page.people[0].contact.name[-2:], page.people[-1].contact.name[-2:]) == names
    empty = await office.services.contacts.page(ROSA, Filter(), 5)
    assert (empty.number, empty.pages, empty.total, empty.people) == (0, 1, 0, ())


async def test_a_page_is_narrowed_by_city_and_tag(office: Office) -> None:
    await _add(office, "Ada", city="Ulm", tags=("chess",))
    await _add(office, "Bo", city="Ulm", tags=("tea",))
    await _add(office, "Cy", city="Berlin, Germany", tags=("Chess", "go"))

    async def shown(city_id: int = 0, tag: int = 0) -> list[str]:
        page = await office.services.contacts.page(KYLE, Filter(city_id, tag))
        assert page.everyone == 3
        return [each.contact.name for each in page.people]

    assert await shown(city_id=ULM) == ["Ada", "Bo"]
    assert await shown(tag=tag_number("CHESS")) == ["Ada", "Cy"]
    assert await shown(city_id=ULM, tag=tag_number("chess")) == ["Ada"]
    assert await shown(city_id=1) == await shown(tag=1) == []
    page = await office.services.contacts.page(KYLE, Filter(city_id=ULM, tag=tag_number("go")))
    assert page.city is not None
    assert (page.city.id, page.tag, page.total) == (ULM, "go", 0)
    assert [(city.id, count) for city, count in page.cities] == [(ULM, 2), (BERLIN, 1)]


async def test_months_are_counted_by_the_calendar_from_the_last_time_in_person(office: Office) -> None:
    office.clock.now = datetime(2026, 3, 31, 12, tzinfo=UTC)
    met = {"Feb 28": date(2026, 2, 28), "Mar 1": date(2026, 3, 1), "Dec 31": date(2025, 12, 31)}
    for name, day in met.items():
        await office.services.meetings.record(KYLE, People(names=(name,)), day)
    await office.services.meetings.record(KYLE, People(names=("Dec 31", "Video")), date(2026, 3, 30), How.VIDEO)
    await _add(office, "Never")

    async def shown(wanted: Filter) -> list[str]:
        return [each.contact.name for each in (await office.services.contacts.page(KYLE, wanted)).people]

    assert await shown(Filter(never_met=True)) == ["Never", "Video"]
    assert await shown(Filter(months=1)) == ["Dec 31", "Feb 28"], "a month before the 31st of March is the 28th"
    assert await shown(Filter(months=3)) == ["Dec 31"]
    assert await shown(Filter(months=4)) == await shown(Filter(months=10**9)) == []

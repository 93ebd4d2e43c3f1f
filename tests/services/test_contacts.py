"""One's own list: people described, introduced, remembered, paged and taken off."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from meetups.refusals import Refusal
from meetups.services.contacts import CLEAR, Details, Filter, Memory
from meetups.services.contacts.pages import tag_number
from meetups.services.guests import People
from meetups.values import Actor, Birthday, Contact, How, MeetingId, Part
from tests.services.lists import everyone
from tests.support.office import Office, account, actor

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
    return [each.name for each in await everyone(office, KYLE)]


async def _shown(office: Office, contact: Contact) -> Contact:
    return (await office.services.contacts.show(KYLE, contact.id)).contact


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


async def _remember(
    office: Office,
    contact: Contact,
    owner: Actor = KYLE,
    *,
    meeting_id: int = 0,
    topics: str = "",
    promised: str = "",
    again_on: date | None = None,
) -> Memory:
    return await office.services.contacts.remember(
        owner, contact.id, meeting_id=meeting_id, topics=topics, promised=promised, again_on=again_on
    )


async def test_what_was_talked_about_is_noted_at_ones_own_part_only(office: Office) -> None:
    contacts = office.services.contacts
    meeting_id = await _met_rosa(office)
    kyles = await contacts.meant(KYLE, "Rosa")
    rosas = (await contacts.add(ROSA, Details(), account(100, "Kyle"))).contact

    memory = await _remember(
        office, rosas, ROSA, meeting_id=meeting_id, topics=" cats ", promised="a photo", again_on=date(2026, 3, 1)
    )

    assert (memory.contact.promised, memory.contact.again_on) == ("a photo", date(2026, 3, 1))
    assert [(each.note, each.story, each.words, each.place) for each in memory.moments] == [("cats", "", "cats", "")]
    async with office.desk.store.read() as work:
        meeting = await work.meetings.get(meeting_id)
    assert meeting is not None
    assert {each.person_id: each.note for each in meeting.participants} == {100: "", 200: "cats"}
    assert [
        (each.note, each.story, each.words, each.place) for each in (await contacts.show(KYLE, kyles.id)).moments
    ] == [("", "In public.", "In public.", "Café")]
    kept = await _remember(office, rosas, ROSA)
    assert (kept.contact.promised, kept.contact.again_on, kept.moments[0].words) == ("", None, "cats")
    assert (await _remember(office, rosas, ROSA, meeting_id=meeting_id)).moments[0].words == ""
    both = await _remember(office, kyles, meeting_id=meeting_id, topics="dogs")
    assert [(each.note, each.story, each.words) for each in both.moments] == [("dogs", "In public.", "dogs")]


async def test_topics_belong_to_the_meeting_they_are_about_and_are_cut(office: Office) -> None:
    ada = await _add(office, "Ada")
    first, _ = [
        await office.services.meetings.record(KYLE, People(contact_ids=(ada.id,)), date(2025, 12, day), how)
        for day, how in ((20, How.IN_PERSON), (22, How.VIDEO))
    ]

    memory = await _remember(office, ada, meeting_id=first.meeting.id, topics="x" * 600)

    assert [(each.met_on.day, len(each.words)) for each in memory.moments] == [(22, 0), (20, 500)]
    assert [each.meeting_id for each in memory.moments][1] == first.meeting.id
    assert (memory.times_met, memory.last_met_on) == (1, date(2025, 12, 20))
    assert memory.last_contact is not None
    assert memory.last_contact.how is How.VIDEO


async def test_topics_of_no_meeting_or_somebody_elses_are_not_kept_anywhere(office: Office) -> None:
    ada = await _add(office, "Ada")
    theirs = (await office.services.meetings.record(ROSA, People(names=("Ada",)))).meeting

    for meeting_id in (0, 99, theirs.id):
        memory = await _remember(office, ada, meeting_id=meeting_id, topics="cats", promised="a book")
        assert (memory.moments, memory.contact.promised) == ((), "a book")
    async with office.desk.store.read() as work:
        assert await work.meetings.get(theirs.id) == theirs


async def test_a_new_wish_to_meet_again_ends_a_pause_and_the_same_one_does_not(office: Office) -> None:
    ada = await _add(office, "Ada", again_on=date(2026, 3, 1), snoozed_until=date(2026, 6, 1))

    same = await _remember(office, ada, again_on=date(2026, 3, 1))
    none = await _remember(office, ada)
    new = await _remember(office, ada, again_on=date(2026, 4, 1))

    assert [(each.contact.again_on, each.contact.snoozed_until) for each in (same, none, new)] == [
        (date(2026, 3, 1), date(2026, 6, 1)),
        (None, date(2026, 6, 1)),
        (date(2026, 4, 1), None),
    ]


# Places


async def test_a_city_only_written_is_told_among_those_it_may_be(office: Office) -> None:
    ada = await _add(office, "Ada")
    async with office.desk.store.write() as work:
        await work.contacts.save(replace(ada, city_written="Springfield"))

    places = (await office.services.contacts.show(KYLE, ada.id)).places
    assert {each.name for each in places} == {"Springfield"}
    assert len(places) == len({each.id for each in places}) > 1
    memory = await office.services.contacts.place(KYLE, ada.id, places[1].id)

    assert (memory.contact, memory.city, memory.places) == (replace(ada, city_id=places[1].id), places[1], ())
    assert await _shown(office, ada) == memory.contact
    with pytest.raises(Refusal, match=r"choice\.unreadable"):
        await office.services.contacts.place(KYLE, ada.id, 1)


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

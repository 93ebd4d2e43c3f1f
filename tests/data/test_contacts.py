"""Contacts in the database: saved many at once, lists whose revision is never had again, meetings handed over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from data.store import SqlStore
from data.types import Texts, Yearly
from data.units import SqlUnitOfWork
from meetups.rows import Listed, Rankable
from meetups.values import Apart, Birthday, Contact, ContactId, Meeting, MeetingId, Part, Participant, Person, PersonId
from tests.support.office import START, meeting

KYLE, ROSA = PersonId(1), PersonId(2)
FULL: dict[str, Any] = {
    "account_id": PersonId(7),
    "source": "Mastodon",
    "handle": "@ada@example.social",
    "city_id": 5,
    "city_written": "Ulm",
    "tags": ("chess", "tea, green"),
    "languages": ("en", "pt-BR"),
    "met_online": "a forum\nlong ago",
    "introduced_by": "Bo",
    "introducer_id": ContactId(2**62),
    "birthday": Birthday(2, 29, 1980),
    "note": "tall 🙂",
    "promised": "a book",
    "again_on": date(2026, 5, 1),
    "is_never": True,
    "is_seldom": True,
    "snoozed_until": date(2026, 6, 1),
    "volunteered_at": START,
    "waits_near": True,
}


class ChangedMindError(Exception):
    """Raised in the middle of a transaction."""


def _contact(number: int, owner_id: PersonId = KYLE, **changed: Any) -> Contact:
    return Contact(
        **{"id": ContactId(number), "owner_id": owner_id, "name": f"C{number}", "added_at": START, **changed}
    )


@pytest_asyncio.fixture
async def lists(store: SqlStore) -> SqlStore:
    """Kyle has 10 and 11, Rosa has 20."""
    async with store.write() as work:
        await work.persons.add(Person(KYLE, START), Person(ROSA, START))
        await work.contacts.add(_contact(10), _contact(11), _contact(20, ROSA))
    return store


async def _revisions(store: SqlStore) -> tuple[int, int]:
    async with store.read() as work:
        return await work.contacts.revision(KYLE), await work.contacts.revision(ROSA)


async def test_every_field_comes_back(lists: SqlStore) -> None:
    full = _contact(12, **FULL)
    assert not [name for name in Contact.__slots__ if not getattr(full, name)]
    async with lists.write() as work:
        await work.contacts.add(full)
        assert await work.contacts.get(12) == full
        await work.contacts.save(replace(full, **{name: getattr(_contact(12), name) for name in FULL}))

    async with lists.read() as work:
        assert await work.contacts.get(12) == _contact(12)


async def test_many_are_saved_at_once_and_nobody_else_changes(lists: SqlStore) -> None:
    changed = [_contact(10, **FULL), _contact(20, ROSA, name="Bo")]
    async with lists.write() as work:
        await work.contacts.save_all(changed)
        await work.contacts.save_all([])

    async with lists.read() as work:
        assert [await work.contacts.get(each.id) for each in changed] == changed
        assert await work.contacts.get(11) == _contact(11)


async def test_saving_who_is_not_there_adds_nobody(lists: SqlStore) -> None:
    async with lists.write() as work:
        await work.contacts.save_all([_contact(99), _contact(11, name="Bo")])

    async with lists.read() as work:
        assert [each.name for each in await work.contacts.find(owner_id=KYLE)] == ["C10", "Bo"]


async def test_a_list_is_read_in_the_order_people_came(lists: SqlStore) -> None:
    async with lists.write() as work:
        await work.contacts.add(_contact(9, **FULL))

    async with lists.read() as work:
        listed = await work.contacts.listed(KYLE)
        assert [each.id for each in listed] == [9, 10, 11]
        assert listed[0] == Listed(*(getattr(_contact(9, **FULL), name) for name in Listed._fields))
        assert {each.id for each in await work.contacts.rankable(KYLE)} == {9, 10, 11}
        only = await work.contacts.rankable(KYLE, [ContactId(9), ContactId(20)])
        full = _contact(9, **FULL)
        days: dict[str, Any] = {"added_on": START.date(), "volunteered_on": START.date()}
        same = {name: getattr(full, name) for name in Rankable._fields if name not in days}
        assert only == [Rankable(**days, **same)]
        assert await work.contacts.rankable(KYLE, []) == []


# Revisions

Change = Callable[[SqlUnitOfWork], Awaitable[Any]]
CHANGES: dict[str, Change] = {
    "add": lambda work: work.contacts.add(_contact(12)),
    "save": lambda work: work.contacts.save(_contact(10, name="Bo")),
    "save what is the same": lambda work: work.contacts.save(_contact(10)),
    "save many": lambda work: work.contacts.save_all([_contact(10, name="Bo"), _contact(11)]),
    "remove one": lambda work: work.contacts.remove(id=10),
    "remove by account": lambda work: work.contacts.remove(account_id=None, owner_id=KYLE),
    "remove all": lambda work: work.contacts.remove(owner_id=KYLE),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_every_change_gives_that_list_another_revision(lists: SqlStore, change: Change) -> None:
    kyles, rosas = await _revisions(lists)
    async with lists.write() as work:
        await change(work)
        inside = await work.contacts.revision(KYLE)

    assert await _revisions(lists) == (inside, rosas)
    assert inside not in (kyles, rosas, 0)


async def test_a_change_of_two_lists_gives_both_another_revision(lists: SqlStore) -> None:
    before = await _revisions(lists)
    async with lists.write() as work:
        await work.contacts.save_all([_contact(10), _contact(20, ROSA)])
    between = await _revisions(lists)
    async with lists.write() as work:
        assert await work.contacts.remove(id=[11, 20]) == 2
    after = await _revisions(lists)

    assert len({*before, *between, *after}) == 6


async def test_removing_nobody_changes_nothing(lists: SqlStore) -> None:
    before = await _revisions(lists)
    async with lists.write() as work:
        assert await work.contacts.remove(id=99) == 0
        with pytest.raises(ValueError, match="everything"):
            await work.contacts.remove()

    assert await _revisions(lists) == before


async def test_a_list_that_never_changed_has_revision_0(store: SqlStore) -> None:
    assert await _revisions(store) == (0, 0)


async def test_no_revision_is_ever_had_again_not_even_one_that_was_rolled_back(lists: SqlStore) -> None:
    had: list[int] = []
    for round_ in range(20):
        with pytest.raises(ChangedMindError):
            await _rolled_back(lists, had)
        async with lists.write() as work:
            await work.contacts.save(_contact(10, name=f"Round {round_}"))
            had.append(await work.contacts.revision(KYLE))

    assert len(set(had)) == len(had) == 40


async def _rolled_back(lists: SqlStore, had: list[int]) -> None:
    before = await _revisions(lists)
    try:
        async with lists.write() as work:
            await work.contacts.save(_contact(10, name="Never"))
            had.append(await work.contacts.revision(KYLE))
            raise ChangedMindError
    finally:
        assert await _revisions(lists) == before


# Removing


async def test_removing_by_owner_takes_one_list_and_what_hangs_on_it(lists: SqlStore) -> None:
    async with lists.write() as work:
        await work.apart.add(Apart(KYLE, ContactId(10), ContactId(11)))
        await work.meetings.add(meeting(50, KYLE, _contact(10)))
        assert await work.contacts.remove(owner_id=KYLE) == 2

    async with lists.read() as work:
        assert await work.contacts.count(owner_id=KYLE) == 0
        assert await work.contacts.count(owner_id=ROSA) == 1
        assert await work.apart.count() == 0
        kept = await work.meetings.get(MeetingId(50))
        assert kept is not None
        assert [each.contact_id for each in kept.participants] == [None, None]


# Meetings handed over


def _with(number: int, *guests: tuple[int | None, int | None]) -> Meeting:
    """A meeting of Kyle's with these contacts and accounts."""
    mine = Participant(MeetingId(number), 0, Part.RECORDER, KYLE, note="mine")
    others = (
        Participant(
            MeetingId(number),
            position,
            Part.ASKED if account_id else Part.GUEST,
            PersonId(account_id) if account_id else None,
            ContactId(contact_id) if contact_id else None,
        )
        for position, (contact_id, account_id) in enumerate(guests, start=1)
    )
    return meeting(number, KYLE, participants=(mine, *others))


HANDED_OVER = [
    # Who was there, and who is there once 11 is 10.
    ([(11, None)], {(10, None)}),
    ([(11, 7)], {(10, 7)}),
    ([(10, None)], {(10, None)}),
    ([(12, None), (None, 8)], {(12, None), (None, 8)}),
    ([(10, None), (11, None)], {(10, None)}),
    ([(10, 7), (11, None)], {(10, 7)}),
    ([(10, None), (11, 7)], {(10, 7)}),
    ([(12, None), (11, None), (10, None), (None, 8)], {(12, None), (10, None), (None, 8)}),
]


@pytest.mark.parametrize(("before", "after"), HANDED_OVER)
async def test_meetings_are_handed_over(
    lists: SqlStore, before: list[tuple[int | None, int | None]], after: set[tuple[int | None, int | None]]
) -> None:
    untouched = _with(51, (10, None), (12, None))
    async with lists.write() as work:
        await work.contacts.add(_contact(12))
        await work.meetings.add(_with(50, *before))
        await work.meetings.add(untouched)
        await work.meetings.hand_over(ContactId(11), ContactId(10))
        await work.contacts.remove(id=11)

    async with lists.read() as work:
        found = await work.meetings.get(MeetingId(50))
        assert found is not None
        assert found.part_of(KYLE) == _with(50).participants[0]
        assert {(each.contact_id, each.person_id) for each in found.others} == after
        assert len(found.others) == len(after)
        assert await work.meetings.get(MeetingId(51)) == untouched


# Column types

DIALECT = sqlite.dialect()
one_line = st.text(min_size=1).filter(lambda each: "\n" not in each)


@given(st.lists(one_line).map(tuple))
def test_texts_come_back(texts: tuple[str, ...]) -> None:
    kind = Texts()

    assert kind.process_result_value(kind.process_bind_param(texts, DIALECT), DIALECT) == texts


@pytest.mark.parametrize("texts", [("two\nlines",), ("a", ""), ("",), ("\n",)])
def test_what_would_not_come_back_as_it_was_is_refused(texts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="one line"):
        Texts().process_bind_param(texts, DIALECT)


def test_no_texts_are_an_empty_text() -> None:
    assert Texts().process_bind_param(None, DIALECT) == Texts().process_bind_param((), DIALECT) == ""
    assert Texts().process_result_value("", DIALECT) == Texts().process_result_value(None, DIALECT) == ()


@given(st.dates(min_value=date(1800, 1, 1)), st.booleans())
def test_birthdays_come_back(day: date, has_year: bool) -> None:
    kind, born = Yearly(), Birthday(day.month, day.day, day.year if has_year else None)
    written = kind.process_bind_param(born, DIALECT)

    assert written is not None
    assert len(written) == (10 if has_year else 7)
    assert kind.process_result_value(written, DIALECT) == born


def test_a_birthday_is_written_as_iso_8601_says_and_may_be_missing() -> None:
    kind = Yearly()

    assert kind.process_bind_param(Birthday(2, 29), DIALECT) == "--02-29"
    assert kind.process_bind_param(Birthday(2, 9, 980), DIALECT) == "0980-02-09"
    assert kind.process_result_value("0980-02-09", DIALECT) == Birthday(2, 9), "which says that no year is known"
    assert kind.process_bind_param(None, DIALECT) is None
    assert kind.process_result_value(None, DIALECT) is None


@given(st.lists(one_line.filter(lambda each: "\x00" not in each and each.isprintable()), max_size=5).map(tuple))
def test_texts_are_stored_so_that_their_order_stays(texts: tuple[str, ...]) -> None:
    written = Texts().process_bind_param(texts, DIALECT)

    assert written.split("\n") == list(texts or ("",))

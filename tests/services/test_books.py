"""Lists in memory follow every change, show nothing that was rolled back, and are their owner's alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from meetups.exchange.entry import Entry
from meetups.exchange.writing import to_json
from meetups.finding import Book
from meetups.refusals import Refusal
from meetups.services.common import Namesakes, Nobody
from meetups.services.contacts import Books, Choice, Details, Filter, Format, Preview, sole
from meetups.services.guests import People
from meetups.values import Actor, Contact, ContactId
from tests.services.lists import everyone
from tests.support.office import START, Office, account, actor

KYLE, ROSA = actor(100), actor(200)


class ChangedMindError(Exception):
    """Raised in the middle of an act."""


async def _add(office: Office, name: str, owner: Actor = KYLE, **details: Any) -> Contact:
    return (await office.services.contacts.add(owner, Details(name=name, **details))).contact


async def _book_is_the_list(office: Office, owner: Actor = KYLE) -> list[str]:
    """The names on a list, having made sure that what is in memory is what is stored."""
    async with office.desk.store.read() as work:
        stored = await work.contacts.listed(owner.person_id)
    book = await office.services.contacts.book(owner)
    assert sorted(book.by_name()) == sorted(stored)
    return [each.name for each in book.by_name()]


async def _import(office: Office, *entries: Entry) -> int:
    opened = await office.services.imports.open(KYLE, to_json(entries))
    assert isinstance(opened, Preview)
    return (await office.services.imports.carry_out(KYLE, opened.import_id, Choice.MERGE)).import_id


# Following


async def test_a_book_follows_every_change(office: Office) -> None:
    services = office.services
    assert await _book_is_the_list(office) == []
    ada = await _add(office, "Ada")
    assert await _book_is_the_list(office) == ["Ada"]
    await services.contacts.add_many(KYLE, [account(201, "Bo"), account(202, "Cy")])
    assert await _book_is_the_list(office) == ["Ada", "Bo", "Cy"]
    await services.contacts.edit(KYLE, ada.id, Details(name="Zoe", tags=("chess",), city="Ulm"))
    assert await _book_is_the_list(office) == ["Bo", "Cy", "Zoe"]
    await services.contacts.never(KYLE, ada.id)
    assert [each.is_never for each in (await services.contacts.book(KYLE)).find("chess")] == [True]
    await services.contacts.never(KYLE, ada.id, is_never=False)
    await _book_is_the_list(office)
    await services.meetings.record(KYLE, People(names=("Dee",), accounts=(account(203, "Eve"),)))
    assert await _book_is_the_list(office) == ["Bo", "Cy", "Dee", "Eve", "Zoe"]
    import_id = await _import(office, Entry("Flo"), Entry("Zoe", city="Ulm", handle="@zoe"))
    assert await _book_is_the_list(office) == ["Bo", "Cy", "Dee", "Eve", "Flo", "Zoe"]
    await services.imports.undo(KYLE, import_id)
    assert await _book_is_the_list(office) == ["Bo", "Cy", "Dee", "Eve", "Zoe"]
    bo, cy = (await services.contacts.meant(KYLE, "Bo"), await _add(office, "Boo"))
    await services.merging.merge(KYLE, bo.id, cy.id)
    assert await _book_is_the_list(office) == ["Bo", "Cy", "Dee", "Eve", "Zoe"]
    await services.contacts.remove(KYLE, ada.id)
    assert await _book_is_the_list(office) == ["Bo", "Cy", "Dee", "Eve"]
    await services.mydata.forget(actor(203))
    assert await _book_is_the_list(office) == ["Bo", "Cy", "Dee", "Eve"]
    await services.mydata.forget(KYLE)
    assert await _book_is_the_list(office) == []


async def _refused_midway(office: Office) -> None:
    """Within this act the list is read with Ada on it, and then the act is taken back."""
    with pytest.raises(Refusal, match=r"contact\.introduced_by_themselves"):
        await _add(office, "Ada", introduced_by="Ada")


async def _meeting_refused_midway(office: Office) -> None:
    with pytest.raises(Refusal, match=r"contact\.name_long"):
        await office.services.meetings.record(KYLE, People(names=("Ada", "x" * 101)))


async def _import_broken_off(office: Office) -> None:
    opened = await office.services.imports.open(KYLE, to_json([Entry("Ada")]))
    assert isinstance(opened, Preview)

    def broken_off(done: int, total: int) -> None:
        raise ChangedMindError

    with pytest.raises(ChangedMindError):
        await office.services.imports.carry_out(KYLE, opened.import_id, Choice.NEW, broken_off)


@pytest.mark.parametrize("act", [_refused_midway, _meeting_refused_midway, _import_broken_off])
async def test_a_book_never_shows_what_was_rolled_back(
    office: Office, act: Callable[[Office], Awaitable[None]]
) -> None:
    await _add(office, "Bo")
    await _book_is_the_list(office)
    for name in ("Cy", "Dee"):
        await act(office)
        assert "Ada" not in await _book_is_the_list(office)
        with pytest.raises(Refusal, match=r"contact\.unknown"):
            await office.services.contacts.meant(KYLE, "Ada")
        await _add(office, name)
        assert "Ada" not in await _book_is_the_list(office)
        await act(office)
    assert await _book_is_the_list(office) == ["Bo", "Cy", "Dee"]


async def test_whoever_reads_while_somebody_writes_sees_what_has_landed(office: Office) -> None:
    await _add(office, "Bo")
    async with office.desk.store.write() as work:
        await work.contacts.add(Contact(ContactId(9), KYLE.person_id, "Ada", START))
        assert await _book_is_the_list(office) == ["Bo"]

    assert await _book_is_the_list(office) == ["Ada", "Bo"]


async def test_many_at_once_leave_a_book_that_is_the_list(office: Office) -> None:
    async def look() -> None:
        for _ in range(10):
            await office.services.contacts.book(KYLE)

    names = [f"Person {number:02}" for number in range(12)]
    await asyncio.gather(look(), *(_add(office, name) for name in names), look(), _refused_midway(office), look())

    assert await _book_is_the_list(office) == names


async def test_a_list_from_before_revisions_is_forgotten_in_memory_too(office: Office) -> None:
    await _add(office, "Ada")
    engine = create_async_engine(office.store.url)
    async with engine.begin() as connection:  # as the migration to 0002 leaves everybody
        await connection.execute(text("DELETE FROM lists"))
    await engine.dispose()
    assert await _book_is_the_list(office) == ["Ada"]

    await office.services.mydata.forget(KYLE)

    assert await _book_is_the_list(office) == []


async def test_a_book_forgotten_is_read_anew(office: Office) -> None:
    """Two lists are kept in memory; one of them is dropped, and the other stays."""
    await _add(office, "Ada")
    await _add(office, "Bo", ROSA)
    books = Books(office.desk.places)

    async def look(owner: Actor) -> Book:
        async with office.desk.store.read() as work:
            return await books.of(work, owner.person_id)

    kyles, rosas = await look(KYLE), await look(ROSA)
    assert (await look(KYLE), await look(ROSA)) == (kyles, rosas)
    for _ in range(2):  # what is not kept can be forgotten, too
        books.forget(KYLE.person_id)

    again = await look(KYLE)
    assert again is not kyles
    assert [each.name for each in again.by_name()] == ["Ada"]
    assert await look(ROSA) is rosas


async def test_forgetting_somebody_drops_their_book(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    dropped: list[int] = []
    monkeypatch.setattr(Books, "forget", lambda books, owner_id: dropped.append(owner_id))
    await _add(office, "Ada")

    await office.services.mydata.forget(KYLE)

    assert dropped == [KYLE.person_id]


# Who is meant


async def test_one_is_meant_by_a_pick_or_by_the_whole_name(office: Office) -> None:
    ada = await _add(office, "Ada King", note="tall", tags=("chess",))

    for typed in (f"id:{ada.id}", "Ada King", " ada  KING ", "ADA\nKING"):
        assert await office.services.contacts.meant(KYLE, typed) == ada
    for typed, key in (
        ("Zebedee", "contact.unknown"),
        ("\u200b", "contact.whom"),
        ("x" * 5_000, "contact.unknown"),
        (f"ID:{ada.id}", "contact.unknown"),
        ("id:1", "contact.gone"),
        ("id:", "contact.gone"),
        (f"id:-{ada.id}", "contact.gone"),
        (f"id:{'9' * 30}", "contact.gone"),
    ):
        with pytest.raises(Refusal) as refused:
            await office.services.contacts.meant(KYLE, typed)
        assert refused.value.key == key
        assert len(str(refused.value.values.get("name", ""))) <= 100


async def test_whoever_is_called_much_like_it_is_offered(office: Office) -> None:
    ada = await _add(office, "Ada King", city="Ulm", source="LinkedIn")
    await _add(office, "Bo", city="Ulm")

    for typed in ("Ada", "king", "Ada Kings", "Ada King · Ulm, Germany · LinkedIn"):
        with pytest.raises(Nobody, match=r"contact\.nearly") as refused:
            await office.services.contacts.meant(KYLE, typed)
        assert refused.value.people[0].id == ada.id
        assert refused.value.values == {"name": typed}
    with pytest.raises(Nobody) as refused:
        await office.services.contacts.meant(KYLE, "Ulm " + "x" * 5_000)
    assert len(str(refused.value.values["name"])) == 100


async def test_on_an_empty_list_nobody_is_meant(office: Office) -> None:
    for typed, key in (("", "contact.whom"), (" ", "contact.whom"), ("Ada", "contact.unknown")):
        with pytest.raises(Refusal) as refused:
            await office.services.contacts.meant(KYLE, typed)
        assert refused.value.key == key


@pytest.mark.parametrize("typed", ["", "  "])
async def test_where_nothing_was_typed_it_is_asked_whom_they_mean(office: Office, typed: str) -> None:
    await _add(office, "Ada")

    with pytest.raises(Refusal, match=r"contact\.whom"):
        await office.services.contacts.meant(KYLE, typed)


async def test_the_one_of_a_name_is_found_in_a_book(office: Office) -> None:
    ada = await _add(office, "Ada King")
    await office.services.contacts.add_many(KYLE, [account(201, "Bo"), account(202, "BO")])
    book = await office.services.contacts.book(KYLE)

    found = sole(book, " ADA  king\n")
    assert found is not None
    assert found.id == ada.id
    assert sole(book, "Ada") is sole(book, "") is None
    with pytest.raises(Namesakes) as refused:
        sole(book, " bo ")
    assert (refused.value.key, refused.value.values) == ("contact.ambiguous", {"name": "bo", "count": 2})
    assert [each.name for each in refused.value.people] == ["Bo", "BO"]


async def test_of_two_with_one_name_one_must_be_picked(office: Office) -> None:
    await office.services.contacts.add_many(KYLE, [account(201, "Bo"), account(202, "BO")])

    with pytest.raises(Refusal, match=r"contact\.ambiguous"):
        await office.services.contacts.meant(KYLE, "bo")
    with pytest.raises(Refusal, match=r"contact\.ambiguous"):
        await _add(office, "Bo")
    both = await everyone(office, KYLE)
    for each in both:
        assert await office.services.contacts.meant(KYLE, f"id:{each.id}") == each
    await office.services.contacts.remove(KYLE, both[0].id)
    assert await office.services.contacts.meant(KYLE, "bo") == both[1]


# Whose list


async def test_nobody_reads_or_touches_somebody_elses_list(office: Office) -> None:
    contacts, merging = office.services.contacts, office.services.merging
    ada, bo = await _add(office, "Ada", note="tall", city="Ulm", tags=("secret",)), await _add(office, "Bo")
    before = await everyone(office, KYLE)
    theirs = await _add(office, "Theirs", ROSA)
    day = date(2026, 5, 1)

    for act in (
        contacts.show(ROSA, ada.id),
        contacts.edit(ROSA, ada.id, Details(note="hm")),
        contacts.remember(ROSA, ada.id, meeting_id=0, topics="hm", promised="hm", again_on=day),
        contacts.place(ROSA, ada.id, 2820256),
        contacts.add(ROSA, Details(name="Ada", note="hm"), into=ada.id),
        merging.like(ROSA, ada.id),
        contacts.never(ROSA, ada.id),
        contacts.remove(ROSA, ada.id),
        contacts.meant(ROSA, f"id:{ada.id}"),
        merging.propose(ROSA, ada.id, bo.id),
        merging.merge(ROSA, theirs.id, ada.id),
        merging.merge(ROSA, ada.id, theirs.id),
        merging.tell_apart(ROSA, ada.id, bo.id),
        merging.tell_apart(ROSA, theirs.id, ada.id),
        office.services.meetings.record(ROSA, People(contact_ids=(ada.id,))),
    ):
        with pytest.raises(Refusal, match=r"contact\.gone"):
            await act

    with pytest.raises(Refusal, match=r"contact\.unknown"):
        await contacts.meant(ROSA, "Ada")
    assert await contacts.names(ROSA, [ada.id, theirs.id]) == {theirs.id: "Theirs"}
    page = await contacts.page(ROSA, Filter())
    assert ([each.contact for each in page.people], page.cities, page.tags) == ([theirs], (), ())
    assert (await contacts.book(ROSA)).find("secret") == []
    assert b"Ada" not in b"".join(file for _, file in await office.services.exports.export(ROSA, Format.JSON))
    assert await everyone(office, KYLE) == before
    assert (await _add(office, "Ada", ROSA)).id != ada.id

"""People who stand in a file twice: one person in an address book, and two in a list exported from here."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from meetups.exchange.entry import Entry
from meetups.exchange.parsed import Kind
from meetups.exchange.writing import to_csv, to_json, to_vcards
from meetups.services.contacts import Choice, Details, Format, Preview
from tests.services.lists import everyone
from tests.support.office import Office, actor

KYLE = actor(100)


async def _add(office: Office, name: str, note: str = "") -> None:
    await office.services.contacts.add(KYLE, Details(name=name, note=note), is_another=True)


async def _open(office: Office, file: bytes) -> Preview:
    opened = await office.services.imports.open(KYLE, file)
    assert isinstance(opened, Preview)
    return opened


def _address_book(*cards: dict[str, str]) -> bytes:
    """vCards as other programs write them."""
    lines = [[*(f"{name}:{value}" for name, value in each.items()), "END:VCARD"] for each in cards]
    return "".join("\r\n".join(["BEGIN:VCARD", "VERSION:3.0", *each, ""]) for each in lines).encode()


@pytest.mark.parametrize(
    ("choice", "counts", "notes"),
    [
        (Choice.NEW, (1, 0, 1), ["a"]),
        (Choice.MERGE, (1, 0, 0), ["a\nb"]),
        (Choice.EVERYTHING, (2, 0, 0), ["a", "b"]),
    ],
)
async def test_namesakes_of_an_address_book_seem_one_person(
    office: Office, choice: Choice, counts: tuple[int, int, int], notes: list[str]
) -> None:
    file = _address_book({"FN": "Bo", "NOTE": "a"}, {"FN": "BO", "NOTE": "b"})
    found = await _open(office, file)
    assert (found.kind, found.fresh, found.repeated, found.found) == (Kind.VCARD, 1, 1, 2)

    done = await office.services.imports.carry_out(KYLE, found.import_id, choice)

    assert (done.added, done.filled_in, done.left_out) == counts
    assert [each.note for each in await everyone(office, KYLE)] == notes


@pytest.mark.parametrize("write", [to_vcards, to_csv, to_json])
async def test_namesakes_of_an_own_export_are_two_people(office: Office, write: Callable[[list[Entry]], bytes]) -> None:
    file = write([Entry("Ada", note="tall"), Entry("Ada", note="kind"), Entry("Bo", account_id=300)])
    found = await _open(office, file)
    assert (found.fresh, found.repeated) == (3, 0)

    await office.services.imports.carry_out(KYLE, found.import_id, Choice.MERGE)

    assert [(each.name, each.note) for each in await everyone(office, KYLE)] == [
        ("Ada", "tall"),
        ("Ada", "kind"),
        ("Bo", ""),
    ]


async def test_a_preview_counts_whom_an_import_adds(office: Office) -> None:
    file = [Entry("Ada"), Entry("Ada", account_id=300), Entry("Bo", account_id=300)]
    found = await _open(office, to_json(file))

    done = await office.services.imports.carry_out(KYLE, found.import_id, Choice.MERGE)

    assert found.fresh == done.added == 2


async def test_an_account_twice_in_an_own_export_is_a_repeat(office: Office) -> None:
    found = await _open(office, to_json([Entry("Ada", account_id=300), Entry("Zoe", account_id=300)]))

    assert (found.fresh, found.repeated) == (1, 1)


async def test_ones_own_export_merged_again_leaves_namesakes_as_they_are(office: Office) -> None:
    await _add(office, "Ada", "tall")
    await _add(office, "Ada", "kind")
    before = await everyone(office, KYLE)
    [(_, file)] = await office.services.exports.export(KYLE, Format.JSON)
    found = await _open(office, file)

    await office.services.imports.carry_out(KYLE, found.import_id, Choice.MERGE)

    assert await everyone(office, KYLE) == before


ONE_ACCOUNT_TWICE: list[tuple[str, list[tuple[str, str]], list[Entry]]] = [
    ("two of the list it is like", [("Ada", ""), ("Bo", "")], [Entry("Ada", account_id=5), Entry("Bo", account_id=5)]),
    ("an earlier repeat", [], [Entry("Ada"), Entry("Ada", account_id=5), Entry("Bo", account_id=5)]),
]


@pytest.mark.parametrize("choice", [Choice.MERGE, Choice.EVERYTHING])
@pytest.mark.parametrize(
    ("known", "file"), [row[1:] for row in ONE_ACCOUNT_TWICE], ids=[row[0] for row in ONE_ACCOUNT_TWICE]
)
async def test_an_account_that_is_twice_in_a_file_comes_once(
    office: Office, known: list[tuple[str, str]], file: list[Entry], choice: Choice
) -> None:
    for name, _ in known:
        await _add(office, name)
    found = await _open(office, to_json(file))

    await office.services.imports.carry_out(KYLE, found.import_id, choice)

    assert [each.account_id for each in await everyone(office, KYLE)].count(actor(5).person_id) == 1

"""Files going out: everything the list says, in parts that are read again."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from meetups.exchange.entry import Entry, fit
from meetups.exchange.parsed import MAX_ENTRIES
from meetups.exchange.writing import to_json
from meetups.services.contacts import Choice, Details, Format, Preview, exporting
from meetups.values import Actor, Contact, ContactId
from tests.exchange.making import roughs
from tests.exchange.test_round_trip import FULL
from tests.support.office import START, Office, account, actor

KYLE, ROSA = actor(100), actor(200)
NOT_IN_FILES = ("id", "owner_id", "added_at", "account_is_seen", "volunteered_at")
DAYS = st.none() | st.dates(date(1900, 1, 1), date(2199, 12, 31))


async def _import(office: Office, owner: Actor, *files: bytes) -> None:
    for file in files:
        opened = await office.services.imports.open(owner, file)
        assert isinstance(opened, Preview)
        assert (opened.fault_count, opened.cut_count, opened.oneself) == (0, 0, 0)
        done = await office.services.imports.carry_out(owner, opened.import_id, Choice.EVERYTHING)
        assert done.left_out == 0


async def _export(office: Office, owner: Actor, kind: Format) -> dict[str, bytes]:
    return dict(await office.services.exports.export(owner, kind))


async def _list(office: Office, owner: Actor) -> list[dict[str, Any]]:
    """A list as it may be compared with another: introducers are theirs by name."""
    async with office.desk.store.read() as work:
        people = await work.contacts.find(owner_id=owner.person_id)
    names = {each.id: each.name for each in people}
    plain = [asdict(each) for each in people]
    for each in plain:
        each["introduced_by"] = names.get(each["introducer_id"], each["introduced_by"])
        each["introducer_id"] = names.get(each["introducer_id"])
        for name in NOT_IN_FILES:
            del each[name]
    return plain


@st.composite
def _lists(draw: st.DrawFn) -> list[Entry]:
    """People with everything in them, of whom some introduced others; each account once."""
    found = [fit(each)[0] for each in draw(st.lists(roughs, min_size=1, max_size=4))]
    accounts = draw(st.lists(st.none() | st.integers(10**17, 2**63 - 1), min_size=4, max_size=4))
    towns = st.sampled_from(["Ulm, Germany", "Indianapolis, Indiana, United States", "Springfield", "Nowhereville"])
    people = [
        replace(
            each,
            account_id=number if number not in accounts[:at] else None,
            city=draw(st.just(each.city) | towns),
            again_on=draw(DAYS),
            snoozed_until=draw(DAYS),
        )
        for at, (each, number) in enumerate(zip(found, accounts, strict=False))
    ]
    names = st.sampled_from(["", *(each.name for each in people)])
    return [replace(each, introduced_by=draw(st.just(each.introduced_by) | names)) for each in people]


@pytest.mark.parametrize("kind", Format)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(people=_lists())
@example(people=[FULL, Entry("Charles"), Entry("CHARLES II", introduced_by="charles")])
async def test_a_list_comes_back_into_an_empty_account(office: Office, kind: Format, people: list[Entry]) -> None:
    one, other = actor(office.desk.new_id()), actor(office.desk.new_id())
    await _import(office, one, to_json(people))
    files = await _export(office, one, kind)

    await _import(office, other, *files.values())

    assert await _list(office, other) == await _list(office, one)
    assert len(await _list(office, one)) == len(people)
    assert await _export(office, other, kind) == files


@pytest.mark.parametrize(
    ("kind", "name"), [(Format.VCARD, "contacts.vcf"), (Format.CSV, "contacts.csv"), (Format.JSON, "contacts.json")]
)
async def test_what_was_written_by_hand_comes_back_too(office: Office, kind: Format, name: str) -> None:
    contacts = office.services.contacts
    await contacts.add(KYLE, Details(name="Rosa", city="Ulm", tags=("a, b",)), account(201))
    await contacts.add(KYLE, Details(name="Ada", introduced_by="Rosa", handle="https://x.com/ada", note="a\n\nb"))
    await contacts.edit(KYLE, (await contacts.meant(KYLE, "Rosa")).id, Details(name="Rosa Parks"))
    await contacts.never(KYLE, (await contacts.meant(KYLE, "Ada")).id)

    files = await _export(office, KYLE, kind)
    await _import(office, ROSA, *files.values())

    assert list(files) == [name]
    assert await _list(office, ROSA) == await _list(office, KYLE)
    assert (await _list(office, ROSA))[1]["introducer_id"] == "Rosa Parks"


@pytest.mark.parametrize("kind", Format)
async def test_an_empty_list_is_no_file(office: Office, kind: Format) -> None:
    assert await _export(office, KYLE, kind) == {}


async def _fill(office: Office, *people: Contact) -> None:
    await office.services.contacts.add(KYLE, Details(name="First of all"))
    async with office.desk.store.write() as work:
        await work.contacts.add(*people)


@pytest.mark.parametrize(("kind", "most"), [(Format.VCARD, 20), (Format.CSV, MAX_ENTRIES), (Format.JSON, 20)])
async def test_a_list_of_more_than_a_file_may_hold_goes_out_in_parts(
    office: Office, kind: Format, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MAX_ENTRIES", most)
    numbers = range(1, most + 3)
    await _fill(
        office,
        *(
            Contact(ContactId(each), KYLE.person_id, f"Person {each}", START, tags=("many",), introduced_by="Person 2")
            for each in numbers
        ),
    )

    files = await _export(office, KYLE, kind)
    await _import(office, ROSA, *files.values())

    ending = {Format.VCARD: "vcf", Format.CSV: "csv", Format.JSON: "json"}[kind]
    assert list(files) == [f"contacts-1.{ending}", f"contacts-2.{ending}"]
    brought, written = await _list(office, ROSA), await _list(office, KYLE)
    assert [each["name"] for each in brought] == [each["name"] for each in written]
    assert [each["tags"] for each in brought] == [each["tags"] for each in written]
    assert brought[-2]["introducer_id"] == "Person 2", "whoever came with an earlier part is known by then"


@pytest.mark.parametrize("kind", Format)
async def test_a_file_that_would_be_too_large_is_halved(
    office: Office, kind: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_BYTES", 40_000)
    long = "中" * 3_999  # three bytes each
    people = [
        Contact(ContactId(each), KYLE.person_id, f"Person {each}", START, note=f"{each % 10}{long}")
        for each in range(1, 11)
    ]
    await _fill(office, *people, Contact(ContactId(11), KYLE.person_id, "Last", START))

    files = await _export(office, KYLE, kind)
    await _import(office, ROSA, *files.values())

    assert len(files) > 3
    assert max(map(len, files.values())) <= 40_000
    assert await _list(office, ROSA) == await _list(office, KYLE)


async def test_one_person_larger_than_a_file_may_be_still_goes_out(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_BYTES", 10)
    await _fill(office, Contact(ContactId(1), KYLE.person_id, "Ada", START))

    assert len(await _export(office, KYLE, Format.JSON)) == 2

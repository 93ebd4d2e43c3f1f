"""What we write is read again the same, whatever is in it, and files of older versions are still read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given

from meetups.exchange import entry as limits
from meetups.exchange.entry import Entry, fit
from meetups.exchange.layouts import OWN_COLUMNS
from meetups.exchange.parsed import Kind
from meetups.exchange.reading import read
from meetups.exchange.writing import to_csv, to_json, to_vcards
from meetups.values import Birthday
from tests.exchange.making import MODEST, entries, loosened, roughs

Write = Callable[[Sequence[Entry]], bytes]
FULL = Entry(
    name="Ada, Countess; of \\ Lovelace",
    handle="https://example.org/@ada",
    source="Mastodon",
    account_id=123456789012345678,
    city="London, GB",
    tags=("maths, old", "=1+1", "back\\slash", "ends in one\\"),
    languages=("en", "français"),
    met_online="a forum\nlong ago",
    introduced_by="Charles",
    birthday=Birthday(2, 29),
    note="BEGIN:VCARD\n\n'quoted' and \"doubled\" " + "Ω" * 60,
    promised="a letter; to write\nEND:VCARD\n=and a book",
    again_on=date(2026, 11, 20),
    is_never=True,
    is_seldom=True,
    snoozed_until=date(2027, 1, 1),
    waits_near=True,
    line=1,
)
in_every_form = pytest.mark.parametrize("write", [to_vcards, to_csv, to_json])


def come_back(write: Write, people: Sequence[Entry]) -> None:
    parsed = read(write(people))
    assert parsed.kind in (Kind.OWN_VCARD, Kind.OWN_CSV, Kind.OWN_JSON)
    assert [replace(entry, line=0) for entry in parsed.entries] == [replace(entry, line=0) for entry in people]
    assert not parsed.cuts
    assert not parsed.faults


@in_every_form
def test_every_field_comes_back(write: Write) -> None:
    assert not [field.name for field in fields(Entry) if not getattr(FULL, field.name)]
    come_back(write, [FULL, Entry("Bo")])


@in_every_form
@MODEST
@given(found=entries)
def test_whatever_is_written_comes_back(write: Write, found: list[Entry]) -> None:
    if found or write is not to_vcards:  # a file of no cards is no file
        come_back(write, found)


@in_every_form
@pytest.mark.parametrize("sign", ["x", "\\", ",", ";", '"', "'", "=", "n\n", "中", "\U0001f600"])
def test_fields_as_long_as_they_may_be_come_back(write: Write, sign: str) -> None:
    def filled(limit: int, start: str = "x") -> str:
        return f"{start}{sign * limit}"[: limit - 1] + "x"

    one_line = filled(limits.NAME).replace("\n", "x")
    person = Entry(
        one_line,
        handle=filled(limits.HANDLE).replace("\n", "x"),
        tags=tuple(filled(limits.TAG, f"{at:02}").replace("\n", "x") for at in range(limits.TAGS)),
        languages=tuple(filled(limits.LANGUAGE, f"{at:02}").replace("\n", "x") for at in range(limits.LANGUAGES)),
        met_online=filled(limits.MET_ONLINE),
        note=filled(limits.NOTE),
        promised=filled(limits.PROMISED),
    )
    assert (len(person.note), len(person.promised)) == (4_000, 500)
    come_back(write, [person, person])


@in_every_form
def test_a_long_list_comes_back(write: Write) -> None:
    come_back(write, [replace(FULL, name=f"Ada {at}", note="a line or two\n" * 30 + "ends") for at in range(1_000)])


@MODEST
@given(roughs)
def test_fitting_twice_changes_nothing(rough: limits.Rough) -> None:
    once, _ = fit(rough)
    assert fit(loosened(once)) == (once, ())


@pytest.mark.parametrize("name", ["promised", "waits_near"])
def test_an_export_from_before_a_column_came_is_read(name: str) -> None:
    rows = list(csv.reader(io.StringIO(to_csv([FULL]).decode("utf-8-sig"))))
    at = OWN_COLUMNS.index(name)
    older = "\r\n".join(
        ",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row[:at] + row[at + 1 :]) for row in rows
    )
    without = replace(FULL, **{name: getattr(Entry("A"), name)}, line=0)
    found = read(older.encode())
    assert (found.kind, [replace(entry, line=0) for entry in found.entries]) == (Kind.OWN_CSV, [without])
    ours = f"X-MEETWARD-{name.upper().replace('_', '-')}".encode()
    card = b"".join(line for line in to_vcards([FULL]).splitlines(True) if not line.startswith(ours))
    assert [replace(entry, line=0) for entry in read(card).entries] == [without]
    assert f'"{name}"'.encode() not in to_json([without])


def test_columns_of_ours_may_stand_in_any_order_among_others() -> None:
    header = ",".join(("colour", *reversed(OWN_COLUMNS)))
    found = read(f"{header}\nred,,,,,,a book,,,,,,,,,,,Ada\n".encode())
    assert (found.kind, [(each.name, each.promised) for each in found.entries]) == (Kind.OWN_CSV, [("Ada", "a book")])


def test_no_cell_of_our_table_is_a_formula() -> None:
    signs = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "'", "\t", "\r")
    people = [replace(FULL, name=f"{sign}1+1", note=f"{sign}cmd|' /C calc'!A0", promised=f"{sign}1") for sign in signs]
    for row in csv.reader(io.StringIO(to_csv(people).decode("utf-8-sig"))):
        assert not [cell for cell in row if cell.startswith(signs[:8]) or cell.startswith(("\t", "\r"))]
    assert {each.name for each in read(to_csv(people)).entries} >= {f"{sign}1+1" for sign in signs[:9]}


def test_no_line_of_our_cards_is_longer_than_75_octets() -> None:
    assert max(map(len, to_vcards([FULL]).split(b"\r\n"))) <= 75

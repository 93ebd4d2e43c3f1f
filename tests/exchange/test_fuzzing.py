"""Readers meet what nobody wrote: they return or refuse, and nothing else; and what we write comes back the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetups.exchange.entry import Entry, Rough, birthday, fit
from meetups.exchange.layouts import FIELDS
from meetups.exchange.parsed import Parsed, Unreadable
from meetups.exchange.reading import read, read_mapped
from meetups.exchange.writing import to_csv, to_json, to_vcards

SAMPLES = [path.read_bytes() for path in sorted((Path(__file__).parent / "samples").iterdir())]
MODEST = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
PIECES = [
    b"BEGIN:VCARD", b"END:VCARD", b"AGENT:", b"FN:", b"N:;;\\;", b"NOTE;ENCODING=QUOTED-PRINTABLE:=E9=", b"=",
    b"\n ", b"\r", b"\n", b"\r\n", b'"', b",", b";", b"\t", b":", b"\x00", b"\xff", b"\xed\xa0\x80", b"\\",
    b"item1.", b"PHOTO:", b"QUJD", b"X-MEETWARD-VERSION:1", b"BDAY:0000-00-00",
    b'{"format":"meetward-contacts","version":1,"contacts":[',
    b'{"name":',
    b"]}", b"First Name,Last Name,Connected On", b"sep=;\n", b"\xe2\x80\xae", b"\xff\xfe", b"CHARSET=idna", b"9" * 30,
]  # fmt: skip
nasty = st.text(
    st.sampled_from("aZ1 ,;:\\\"'=+-@\n\r\t\u200b\u200d\u202e\u2028é中\U0001f600\ud800\x85\xa0<>|[]{}")
    | st.characters(),
    max_size=40,
)
roughs = st.builds(
    Rough,
    name=nasty.map(lambda text: f"A{text}") | nasty.map(lambda text: f"={text}A"),
    handle=nasty | nasty.map(lambda text: f"https://example.org/{text}"),
    source=nasty,
    account_id=st.none() | st.integers(-5, 2**70),
    city=nasty,
    tags=st.lists(nasty, max_size=25),
    languages=st.lists(nasty | st.sampled_from(["en", "de-AT"]), max_size=12),
    met_online=nasty,
    introduced_by=nasty,
    birthday=st.builds(birthday, st.integers(0, 13), st.integers(0, 32), st.none() | st.integers(0, 9999)),
    note=st.lists(nasty, max_size=20).map("\n".join),
    again_on=st.none() | st.dates(),
    is_never=st.booleans(),
    is_seldom=st.booleans(),
    snoozed_until=st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31)),
)
entries = st.lists(roughs.map(lambda rough: fit(rough)[0]), max_size=4)


def attempt(data: bytes) -> Parsed | None:
    try:
        found = read(data)
        if found.needs_mapping:
            return read_mapped(data, {name: at for at, name in enumerate(FIELDS)})
    except Unreadable:
        return None
    for entry in found.entries:
        assert entry.name
        assert fit(loosened(entry)) == (entry, ())
    return found


def loosened(entry: Entry) -> Rough:
    rough = Rough()
    for name in Entry.__slots__:
        value = getattr(entry, name)
        setattr(rough, name, list(value) if isinstance(value, tuple) else value)
    return rough


@MODEST
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    attempt(data)


@MODEST
@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=6), max_size=40).map(b"".join))
def test_any_pieces_of_files(data: bytes) -> None:
    attempt(data)


@MODEST
@given(
    st.sampled_from(SAMPLES),
    st.lists(
        st.tuples(st.integers(0, 2000), st.integers(0, 20), st.sampled_from(PIECES) | st.binary(max_size=4)), max_size=6
    ),
)
def test_samples_with_wounds(data: bytes, wounds: list[tuple[int, int, bytes]]) -> None:
    for where, length, piece in wounds:
        at = where % (len(data) + 1)
        data = data[:at] + piece + data[at + length :]
    attempt(data)


@pytest.mark.parametrize("write", [to_vcards, to_csv, to_json])
@MODEST
@given(found=entries)
def test_what_is_written_is_read_again(write: Callable[[Sequence[Entry]], bytes], found: list[Entry]) -> None:
    if write is to_vcards and not found:
        return  # a file of no cards is no file
    parsed = read(write(found))
    assert [replace(entry, line=0) for entry in parsed.entries] == found
    assert not parsed.cuts
    assert not parsed.faults


@MODEST
@given(roughs)
def test_fitting_twice_changes_nothing(rough: Rough) -> None:
    once, _ = fit(rough)
    assert fit(loosened(once)) == (once, ())

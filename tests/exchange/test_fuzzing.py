"""Readers meet what nobody wrote: they return or refuse, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from meetups.exchange.content_lines import parts, unescaped
from meetups.exchange.documents import DAYS, FLAGS, LISTS, TEXTS
from meetups.exchange.entry import fit
from meetups.exchange.handles import account_of, network_of, sameness
from meetups.exchange.layouts import FIELDS, OWN_COLUMNS
from meetups.exchange.parsed import Parsed, Unreadable
from meetups.exchange.reading import read, read_mapped
from tests.exchange.making import MODEST, loosened, nasty

SAMPLES = [path.read_bytes() for path in sorted((Path(__file__).parent / "samples").iterdir())]
PIECES = [
    b"BEGIN:VCARD", b"END:VCARD", b"AGENT:", b"FN:", b"N:;;\\;", b"NOTE;ENCODING=QUOTED-PRINTABLE:=E9=", b"=",
    b"\n ", b"\r", b"\n", b"\r\n", b'"', b",", b";", b"\t", b":", b"\x00", b"\xff", b"\xed\xa0\x80", b"\\",
    b"item1.", b"PHOTO:", b"QUJD", b"X-MEETWARD-VERSION:1", b"BDAY:0000-00-00",
    b'{"format":"meetward-contacts","version":1,"contacts":[',
    b'{"name":',
    b"]}", b"First Name,Last Name,Connected On", b"sep=;\n", b"\xe2\x80\xae", b"\xff\xfe", b"CHARSET=idna", b"9" * 30,
]  # fmt: skip
NAMES = [
    "ADR", "AGENT", "BDAY", "BEGIN", "CATEGORIES", "EMAIL", "END", "FN", "IMPP", "LANG", "N", "NICKNAME", "NOTE", "ORG",
    "PHOTO", "TITLE", "URL", "X-SKYPE", "X-SOCIALPROFILE",
    *(f"X-MEETWARD-{name}" for name in ("VERSION", "ACCOUNT", "AGAIN-ON", "LANGUAGE", "NEVER", "PROMISED")),
]  # fmt: skip
HEADERS = [
    ["First Name", "Last Name", "URL", "Position", "Company", "Connected On"],
    ["Name", "Labels", "Group Membership", "E-mail 1 - Value", "Website 1 - Value", "Birthday", "Address 1 - City"],
    ["First Name", "Last Name", "E-mail Address", "Web Page", "Birthday", "Home City", "Categories", "Notes"],
    [*OWN_COLUMNS],
    [*FIELDS],
]
dates = st.sampled_from(["1980-02-03", "--0229", "3/4/80", "0/0/00", "31.12.", "13/13/1313", "9" * 30, "2026-02-30"])
values = nasty | dates | st.sampled_from(["VCARD", "https://x.com/@a", "<@123>", "xmpp:a@b.c", "=E2=82", "\\"])
parameters = st.sampled_from(
    ["", ";ENCODING=QUOTED-PRINTABLE", ";ENCODING=b", ';TYPE="a:b"', ";CHARSET=big5;QUOTED-PRINTABLE", ';"', ";X"]
)
lines = st.builds("{}{}{}{}\n".format, st.sampled_from(NAMES), parameters, st.sampled_from([":", ";", ""]), values)
tables = st.tuples(
    st.sampled_from(HEADERS), st.lists(st.lists(values, max_size=9), max_size=6), st.sampled_from([",", ";", "\t"])
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | values
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(values, inner, max_size=4), max_leaves=12
)
contacts = anything | st.dictionaries(
    st.sampled_from([*TEXTS, *LISTS, *DAYS, *FLAGS, "account_id", "birthday", "line"]), anything, max_size=8
)


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


@MODEST
@given(st.lists(lines, max_size=25).map("".join))
def test_any_properties(text: str) -> None:
    attempt(f"BEGIN:VCARD\nFN:A\n{text}END:VCARD\n".encode("utf-8", "replace"))


@MODEST
@given(tables, st.booleans())
def test_any_tables(table: tuple[list[str], list[list[str]], str], is_quoted: bool) -> None:
    header, rows, separator = table
    quote = '"' if is_quoted else ""
    text = "\n".join(separator.join(f"{quote}{cell}{quote}" for cell in row) for row in [header, *rows])
    attempt(text.encode("utf-8", "replace"))


@MODEST
@given(st.lists(contacts, max_size=4), anything, st.integers(0, 400))
def test_any_documents(people: list[object], beside: object, cut: int) -> None:
    document = {"format": "meetward-contacts", "version": 1, "contacts": people, "beside": beside}
    data = json.dumps(document).encode()
    attempt(data)
    attempt(data[: len(data) - cut])


@MODEST
@given(values | st.binary(max_size=60).map(lambda data: data.decode("latin-1")), nasty)
@example("\\", "")
@example("https://[/@", "X")
def test_any_handles(handle: str, source: str) -> None:
    sameness(handle, source)
    network_of(handle)
    account_of(handle)


@MODEST
@given(st.text(st.sampled_from("\\nN,;a\n"), max_size=30))
@example("a\\")
@example("\\\\\\n,\\,\\")
def test_escapes_are_undone_one_by_one(text: str) -> None:
    expected, at = "", 0
    while at < len(text):
        is_escape = text[at] == "\\" and at + 1 < len(text)
        sign = text[at + 1] if is_escape else text[at]
        expected += "\n" if is_escape and sign in "nN" else sign
        at += 2 if is_escape else 1
    assert unescaped(text) == expected
    if ";" not in text:
        assert "".join(parts(text, ";", 9)) == expected


@pytest.mark.parametrize("text", ["a,b\\", "a,b\\\\", "a,\\,b", "a\\"])
def test_a_backslash_at_the_end_loses_nothing(text: str) -> None:
    assert [part.rstrip("\\") for part in parts(text, ",", 9) if part][:1] == ["a"]
    assert sum(part.count("b") for part in parts(text, ",", 9)) == text.count("b")

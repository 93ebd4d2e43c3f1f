"""Our own JSON, version 1; any other JSON is refused, because nobody's address book writes one that others read.

    {"format": "meetward-contacts", "version": 1, "contacts": [{"name": "Ada", "tags": ["chess"], …}, …]}

A contact has the fields of ``Entry`` but ``line``; what is empty is left out. ``account_id`` is a text, because
JavaScript rounds such numbers; days are ISO 8601; a birthday without its year is ``--02-29``.
"""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import islice
from typing import Any, Final

from meetups.exchange.dates import birthday_of, day_of
from meetups.exchange.entry import Rough
from meetups.exchange.parsed import MAX_ENTRIES, MAX_LINE, FaultKind, Findings, Kind, Parsed, Reason, Unreadable, within
from meetups.values import Birthday

FORMAT: Final = "meetward-contacts"
VERSION: Final = 1
TEXTS: Final = ("name", "handle", "source", "city", "met_online", "introduced_by", "note", "promised")
LISTS: Final = ("tags", "languages")
DAYS: Final = ("again_on", "snoozed_until")
FLAGS: Final = ("is_never", "is_seldom", "waits_near")

_TOKEN: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[{\[]', re.DOTALL)  # a text, or what opens something
_COUNTED: Final = 200 * MAX_ENTRIES  # tokens looked at; a full export has a third of them
_CONTACTS: Final = re.compile(r'"contacts"\s*:\s*\[\s*')
_BETWEEN: Final = re.compile(r"\s*(?:(,)\s*|(\]))")


def read_document(text: str) -> Parsed:
    """The contacts of our own export. Raises ``Unreadable``, also for other JSON, or a newer version."""
    _measure(text)
    begins = _CONTACTS.search(text)
    if not begins:
        raise Unreadable(Reason.NOT_RECOGNISED)
    findings = Findings()
    try:
        end = _read_contacts(text, begins.end(), findings)
        _check(json.loads(f"{text[: begins.start()]}{begins[0]}]{text[end:]}"))
    except (ValueError, RecursionError):
        raise Unreadable(Reason.BROKEN) from None
    return findings.parsed(Kind.OWN_JSON)


def _measure(text: str) -> None:
    """Refuses, before it is built, what would take thirty times its size: lists of nothing, endless objects."""
    counts, last = {"{": 0, "[": 0, '"': 0}, 0
    for token in islice(_TOKEN.finditer(text), _COUNTED):
        sign = text[token.start()]
        counts[sign] += 1
        if sign == "{":
            within(token.start() - last, MAX_LINE, Reason.LONG_LINE)
            last = token.start()
    within(counts["{"] - 1, MAX_ENTRIES, Reason.TOO_MANY)
    within(sum(counts.values()), _COUNTED - 1, Reason.BROKEN)
    within(len(text) - last, MAX_LINE, Reason.LONG_LINE)


def _read_contacts(text: str, at: int, findings: Findings) -> int:
    """Reads each contact, and returns where the list ends; one after another, so that each knows where it stood."""
    decoder, line, counted, found = json.JSONDecoder(), 1, 0, 0
    while not text.startswith("]", at):
        line, counted = line + text.count("\n", counted, at), at
        contact, end = decoder.raw_decode(text, at)
        findings.add(_rough(line, contact, findings), text[at : min(end, at + 200)])
        found += 1
        within(found, MAX_ENTRIES, Reason.TOO_MANY, line)
        between = _BETWEEN.match(text, end)
        if between is None:
            raise ValueError(end)
        at = between.end() - (1 if between[2] else 0)
    return at + 1


def _check(document: Any) -> None:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise Unreadable(Reason.NOT_RECOGNISED)
    version = document.get("version")
    if type(version) is not int or version < 1:
        raise Unreadable(Reason.BROKEN)
    within(version, VERSION, Reason.NEWER)


def _rough(line: int, contact: Any, findings: Findings) -> Rough:
    rough = Rough(line=line)
    if not isinstance(contact, dict):
        return rough
    for name in (*TEXTS, *LISTS, *FLAGS, *DAYS, "account_id", "birthday"):
        if contact.get(name) is None:
            continue
        try:
            setattr(rough, name, _value(name, contact[name]))
        except ValueError:
            why = FaultKind.BAD_DATE if name in (*DAYS, "birthday") else FaultKind.BAD_VALUE
            findings.fault(line, why, f"{name}: {str(contact[name])[:100]}")
    return rough


def _value(name: str, value: Any) -> str | list[str] | bool | int | date | Birthday | None:
    """A value of the type its field has. Raises ``ValueError``."""
    if name in FLAGS and isinstance(value, bool):
        return value
    if name in LISTS and isinstance(value, list):
        return [text for text in value if isinstance(text, str)]
    if name == "account_id" and re.fullmatch(r"\d{1,20}", str(value)[:30], re.ASCII):
        return int(value)
    if isinstance(value, str) and name in TEXTS:
        return value
    if isinstance(value, str) and name in DAYS:
        return day_of(value)
    if isinstance(value, str) and name == "birthday":
        return birthday_of(value)
    raise ValueError(value)

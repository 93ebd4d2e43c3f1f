"""Which columns of Google, Outlook, LinkedIn and our own tables mean what, and any other table by a mapping.

A layout turns the cells of one row into a rough entry; headers are compared without case and outer blanks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

from meetups.exchange.content_lines import LOOKED_AT, parts
from meetups.exchange.dates import Order, Unclear, birthday_of, day_of, order_of
from meetups.exchange.entry import Rough, shown
from meetups.exchange.handles import account_of, network_named, network_of
from meetups.exchange.parsed import SAMPLE_TEXT, SAMPLES, Column, FaultKind, Findings, Kind, Parsed
from meetups.exchange.tables import Row, Table
from meetups.exchange.vcards import with_work
from meetups.values import Birthday

OWN_COLUMNS: Final = (
    "name", "handle", "source", "account_id", "city", "tags", "languages", "met_online", "introduced_by", "birthday",
    "note", "promised", "again_on", "is_never", "is_seldom", "snoozed_until", "waits_near",
)  # fmt: skip
_FIRST_COLUMNS: Final = frozenset(OWN_COLUMNS) - {"promised", "waits_near"}  # what every export of ours has had
FIELDS: Final = ("name", "first_name", "last_name", *OWN_COLUMNS[1:13])
"""What a column of an unknown table can be mapped to."""

DANGEROUS: Final = tuple("=+-@\t\r\n'＝＋－＠")
"""What a cell must not begin with, or a spreadsheet may take it for a formula (OWASP, "CSV Injection"); and the
apostrophe put before it, so that it can be taken off again."""

# How people and programs call the columns of a table, besides the fields' own names.
_CALLED: Final[dict[str, tuple[str, ...]]] = {
    "name": ("full name", "fullname", "display name", "contact", "contact name", "nom", "nombre", "names", "person"),
    "first_name": ("first name", "given name", "firstname", "vorname", "prénom", "forename"),
    "last_name": ("last name", "family name", "surname", "lastname", "nachname"),
    "handle": ("username", "user name", "user", "url", "link", "profile", "profile url", "website", "account",
               "nickname"),
    "source": ("network", "platform", "site", "where from"),
    "account_id": ("discord id", "discord", "discord user id", "user id"),
    "city": ("town", "location", "place", "stadt", "ort", "ville", "ciudad", "home city", "lives in"),
    "tags": ("tag", "labels", "label", "categories", "category", "groups", "group"),
    "languages": ("language", "sprache", "sprachen", "langue", "idioma", "speaks"),
    "met_online": ("how we met", "met online", "met"),
    "introduced_by": ("introduced by", "through", "via"),
    "birthday": ("birth date", "birthdate", "date of birth", "dob", "born", "geburtstag", "anniversaire", "cumpleaños"),
    "note": ("notes", "comment", "comments", "remarks", "notiz", "notizen", "description", "bio"),
    "promised": ("promise", "promises", "versprochen", "to do", "todo"),
    "again_on": ("again on", "follow up", "follow-up", "next time"),
}  # fmt: skip
_GUESSES: Final = {
    **{name: field for field, names in _CALLED.items() for name in names},
    **{field: field for field in FIELDS},
    **{field.replace("_", " "): field for field in FIELDS},
}
_MANY: Final = re.compile(r":::|[,;|\n]")
_MOST: Final = 50  # of a list in a cell that are looked at


def kind_of(header: Iterable[str]) -> Kind | None:
    """The layout a header belongs to, or None."""
    names = {_folded(cell) for cell in header}
    if names >= _FIRST_COLUMNS:
        return Kind.OWN_CSV
    if names.issuperset(("first name", "last name", "connected on")):
        return Kind.LINKEDIN
    if any(f"{name} 1 - value" in names for name in ("e-mail", "phone")) or "group membership" in names:
        return Kind.GOOGLE if names & {"name", "first name", "given name"} else None
    if "labels" in names and names.issuperset(("first name", "last name", "organization name")):
        return Kind.GOOGLE
    outlook = {"e-mail address", "e-mail 2 address", "business street", "home street", "business phone", "web page"}
    return Kind.OUTLOOK if {"first name", "last name"} <= names and names & outlook else None


def read_rows(
    table: Table, kind: Kind, mapping: Mapping[str, int] | None = None, *, with_header: bool = False
) -> Parsed:
    """The entries of a table of a known layout, or with a mapping from ``FIELDS`` to columns, counted from 0."""
    findings = Findings()
    rows = (table.header, *table.rows) if with_header else table.rows
    columns = dict(mapping) if mapping is not None else _columns(table.header)
    birthday = columns.get("birthday", -1)
    order = order_of(row.cells[birthday] for row in rows if 0 <= birthday < len(row.cells))
    meaning = _LAYOUTS[kind]
    for row in rows:
        if row.line == table.unclosed:
            findings.fault(row.line, FaultKind.UNCLOSED_QUOTE, ", ".join(row.cells))
            continue
        cells = _Cells(row, columns, order, findings)
        findings.add(meaning(cells), ", ".join(filter(None, row.cells)))
    return findings.parsed(kind)


def columns_of(table: Table) -> tuple[Column, ...]:
    """The columns of an unknown table, each with what stands first in it; every field is guessed at most once."""
    guessed: set[str] = set()
    columns = []
    for at, header in enumerate(table.header.cells):
        guess = _GUESSES.get(_folded(header), "")
        samples = (row.cells[at] if at < len(row.cells) else "" for row in table.rows[:SAMPLES])
        columns.append(
            Column(
                shown(header, SAMPLE_TEXT),
                tuple(shown(sample, SAMPLE_TEXT) for sample in samples),
                "" if guess in guessed else guess,
            )
        )
        guessed.add(guess)
    return tuple(columns)


def is_a_name(header: str) -> bool:
    """Whether a header is one that a list of nothing but names would have."""
    return _GUESSES.get(_folded(header)) == "name"


def safe(cell: str) -> str:
    """A cell no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def listed(texts: Iterable[str]) -> str:
    """Several texts in one cell, as a list is written in a vCard, because a tag may hold a comma."""
    return ", ".join(text.replace("\\", "\\\\").replace(",", "\\,") for text in texts)


class _Cells:
    """The cells of one row by the names of their columns; an absent column is empty."""

    def __init__(self, row: Row, columns: Mapping[str, int], order: Order | None, findings: Findings) -> None:
        self.row, self._columns, self._order, self._findings = row, columns, order, findings

    def __getitem__(self, name: str) -> str:
        at = self._columns.get(name, -1)
        return self.row.cells[at].strip() if 0 <= at < len(self.row.cells) else ""

    def first(self, *names: str) -> str:
        return next(filter(None, map(self.__getitem__, names)), "")

    def joined(self, *names: str) -> str:
        return " ".join(filter(None, map(self.__getitem__, names)))

    def birthday(self, text: str) -> Birthday | None:
        try:
            return birthday_of(text, self._order)
        except Unclear:
            self._findings.fault(self.row.line, FaultKind.UNCLEAR_DATE, text)
        except ValueError:
            self._findings.fault(self.row.line, FaultKind.BAD_DATE, text)
        return None

    def day(self, text: str) -> date | None:
        try:
            return day_of(text)
        except ValueError:
            self._findings.fault(self.row.line, FaultKind.BAD_DATE, text)
        return None

    def account(self, text: str) -> int | None:
        found = re.fullmatch(r"(?:<@!?)?(\d{1,20})>?", text[:30], re.ASCII)
        if text and not found:
            self._findings.fault(self.row.line, FaultKind.BAD_VALUE, text)
        return int(found[1]) if found else None


def _google(cells: _Cells) -> Rough:
    labels = [
        label.removeprefix("*").strip() for label in cells.first("labels", "group membership").split(":::", _MOST)
    ]
    url = cells.first("website 1 - value", "website 2 - value").split(":::")[0].strip()
    rough = _addressed(cells, url)
    names = (
        "name prefix", "first name", "given name", "middle name", "additional name", "last name", "family name",
        "name suffix",
    )  # fmt: skip
    rough.name = cells["name"] or cells.joined(*names)
    rough.name = rough.name or cells.first(
        "nickname", "file as", "organization name", "organization 1 - name", "e-mail 1 - value"
    )
    rough.tags = [
        label for label in labels if _folded(label) not in ("mycontacts", "my contacts", "starred", "other contacts")
    ]
    rough.city = _town(cells, "address 1 - ", "region") or _town(cells, "address 2 - ", "region") or cells["location"]
    rough.languages = _many(cells["language"])
    company = cells.first("organization name", "organization 1 - name")
    rough.note = with_work(
        cells["notes"],
        cells.first("organization title", "organization 1 - title"),
        "" if company == rough.name else company,
    )
    return rough


def _outlook(cells: _Cells) -> Rough:
    rough = _addressed(cells, cells.first("web page", "personal web page"))
    rough.name = cells.joined("first name", "middle name", "last name", "suffix")
    rough.name = rough.name or cells.first("nickname", "display name", "company", "e-mail address")
    rough.tags = _many(cells["categories"])
    rough.city = next(filter(None, (_town(cells, f"{where} ", "state") for where in ("home", "business", "other"))), "")
    rough.languages = _many(cells["language"])
    company = "" if cells["company"] == rough.name else cells["company"]
    rough.note = with_work(cells["notes"], cells["job title"], company)
    return rough


def _linkedin(cells: _Cells) -> Rough:
    connected = cells["connected on"]
    return Rough(
        line=cells.row.line,
        name=cells.joined("first name", "last name"),
        handle=cells["url"],
        source="LinkedIn",
        met_online=f"LinkedIn, {connected}" if connected else "",
        note=with_work("", cells["position"], cells["company"]),
    )


def _own(cells: _Cells) -> Rough:
    def text(name: str) -> str:
        return cells[name].removeprefix("'")

    def flag(name: str) -> bool:
        return text(name).casefold() in ("yes", "true", "1")

    return Rough(
        line=cells.row.line,
        name=text("name"),
        handle=text("handle"),
        source=text("source"),
        account_id=cells.account(text("account_id")),
        city=text("city"),
        tags=parts(text("tags"), ",", _MOST),
        languages=parts(text("languages"), ",", _MOST),
        met_online=text("met_online"),
        introduced_by=text("introduced_by"),
        birthday=cells.birthday(text("birthday")),
        note=text("note"),
        promised=text("promised"),
        again_on=cells.day(text("again_on")),
        is_never=flag("is_never"),
        is_seldom=flag("is_seldom"),
        snoozed_until=cells.day(text("snoozed_until")),
        waits_near=flag("waits_near"),
    )


def _mapped(cells: _Cells) -> Rough:
    rough = _addressed(cells, cells["handle"])
    rough.name = cells["name"] or cells.joined("first_name", "last_name")
    rough.source = network_named(cells["source"]) or rough.source
    rough.account_id = cells.account(cells["account_id"]) or rough.account_id
    rough.city, rough.introduced_by = cells["city"], cells["introduced_by"]
    rough.tags, rough.languages = _many(cells["tags"]), _many(cells["languages"])
    rough.met_online, rough.note = cells["met_online"], cells["note"]
    rough.promised, rough.again_on = cells["promised"], cells.day(cells["again_on"])
    return rough


_LAYOUTS: Final[dict[Kind, Callable[[_Cells], Rough]]] = {
    Kind.GOOGLE: _google,
    Kind.OUTLOOK: _outlook,
    Kind.LINKEDIN: _linkedin,
    Kind.OWN_CSV: _own,
    Kind.TABLE: _mapped,
}


def _addressed(cells: _Cells, link: str) -> Rough:
    """An entry with its birthday and the link it is known by; a link to a Discord account is that account."""
    rough = Rough(line=cells.row.line, birthday=cells.birthday(cells["birthday"]))
    rough.account_id = account_of(link)
    if rough.account_id is None:
        rough.handle, rough.source = link, network_of(link)
    return rough


def _town(cells: _Cells, prefix: str, region: str) -> str:
    """The town with its region, else its country."""
    town = cells[f"{prefix}city"]
    return (
        ", ".join(filter(None, (town, cells.first(f"{prefix}{region}", f"{prefix}country", f"{prefix}country/region"))))
        if town
        else ""
    )


def _many(cell: str) -> list[str]:
    """What a person or program wrote as a list, whatever stands between."""
    return _MANY.split(cell[:LOOKED_AT], _MOST)


def _columns(header: Row) -> dict[str, int]:
    """Where each name stands first."""
    columns: dict[str, int] = {}
    for at, cell in enumerate(header.cells):
        columns.setdefault(_folded(cell), at)
    return columns


def _folded(header: str) -> str:
    return header[:100].strip("\ufeff \t").casefold()

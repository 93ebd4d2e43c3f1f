"""The front door for files coming in: recognised by what is in them, never by their name; all of a file or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from meetups.exchange.decoding import first_line, text_of
from meetups.exchange.documents import read_document
from meetups.exchange.layouts import FIELDS, columns_of, is_a_name, kind_of, read_rows
from meetups.exchange.parsed import Kind, Parsed, Reason, Unreadable
from meetups.exchange.tables import Row, heads, table
from meetups.exchange.vcards import has_cards, read_cards

_WHOLE_ROWS = 0.5  # of the first rows of a table of unknown layout, so many have more than one cell


def read(data: bytes) -> Parsed:
    """The people in a file. An unknown table comes back with ``needs_mapping``, its columns and no entries.

    Raises ``Unreadable``. Takes time in proportion to the file, a few seconds for the largest that is read.
    """
    text = text_of(data)
    begins = first_line(text)
    if begins[:20].replace(" ", "").upper().startswith("BEGIN:VCARD"):
        return read_cards(text)
    if begins.startswith(("{", "[")):
        return read_document(text)
    kind, separator, header = _recognised(text)
    if kind is Kind.TABLE and has_cards(text):
        return read_cards(text)
    if kind is None or header is None:
        raise Unreadable(Reason.NOT_RECOGNISED)
    found = table(text, separator, header)
    if kind is Kind.TABLE:
        return Parsed(kind, columns=columns_of(found), needs_mapping=True)
    return read_rows(found, kind)


def read_mapped(data: bytes, mapping: Mapping[str, int], *, has_header: bool = True) -> Parsed:
    """The people in a table whose columns a person chose: ``mapping`` is from ``layouts.FIELDS`` to columns, from 0.

    Without ``has_header`` the first row is a person too. A column the rows do not have is empty. Raises
    ``Unreadable``, and ``ValueError`` for a mapping with an unknown field.
    """
    if unknown := set(mapping) - set(FIELDS):
        raise ValueError(f"no such fields: {sorted(unknown)}")
    text = text_of(data)
    kind, separator, header = _recognised(text)
    if kind is None or header is None:
        raise Unreadable(Reason.NOT_RECOGNISED)
    parsed = read_rows(table(text, separator, header), Kind.TABLE, mapping, with_header=not has_header)
    return replace(parsed, kind=Kind.TABLE)


def _recognised(text: str) -> tuple[Kind | None, str, Row | None]:
    """The layout of a table, its separator, and the row that is its header; the layout is None if it is no table."""
    widest: tuple[int, str, Row] | None = None
    for separator, head in heads(text):
        for row in head:
            if kind := kind_of(row.cells):
                return kind, separator, row
        if not head:
            continue
        whole = [row for row in head if len(row.cells) > 1]
        if whole and len(whole) >= len(head) * _WHOLE_ROWS and len(head) > 1:
            width = len(whole[0].cells)
            if widest is None or width > widest[0]:
                widest = (width, separator, whole[0])
        elif widest is None and len(head) > 1 and is_a_name(head[0].cells[0]):
            widest = (1, separator, head[0])
    if widest is None:
        return None, "", None
    return Kind.TABLE, widest[1], widest[2]

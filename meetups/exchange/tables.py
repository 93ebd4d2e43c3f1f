"""Rows of comma, semicolon and tab separated files, bounded in width and length; it knows no column's meaning."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple

from meetups.exchange.decoding import line_end
from meetups.exchange.parsed import MAX_COLUMNS, MAX_ENTRIES, MAX_LINE, Reason, Unreadable, within

SEPARATORS: Final = (",", ";", "\t")
HEAD_ROWS: Final = 20  # how far down a header may stand, after a preamble
_EXCEL_HINT: Final = re.compile(r"sep=(.)[ \t]*\n", re.IGNORECASE)


class Row(NamedTuple):
    """The cells of one row, and the line it begins on."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows under it. ``unclosed`` is the line of a quote that is never closed, 0 if none."""

    header: Row
    rows: tuple[Row, ...]
    unclosed: int = 0


def heads(text: str) -> Iterator[tuple[str, list[Row]]]:
    """The first rows as each separator would have them; a separator that makes endless rows of them is left out.

    Raises ``Unreadable`` if there is none that does not.
    """
    hint = _EXCEL_HINT.match(text)
    refusal: Unreadable | None = None
    has_any = False
    for separator in (hint[1],) if hint and hint[1] in SEPARATORS else SEPARATORS:
        try:
            head = [row for row in islice(_rows(text, separator, MAX_COLUMNS + 1), HEAD_ROWS) if any(row.cells)]
        except Unreadable as unreadable:
            refusal = unreadable
            continue
        has_any = True
        yield separator, head
    if refusal is not None and not has_any:
        raise refusal


def table(text: str, separator: str, header: Row) -> Table:
    """The whole table under a header. Raises ``Unreadable`` for too many columns or rows, naming how many there are."""
    within(len(header.cells), MAX_COLUMNS, Reason.TOO_MANY_COLUMNS, header.line)
    width, kept, count, last = len(header.cells), [], 0, 0
    for row in _rows(text, separator, width):
        last = row.line
        if row.line > header.line and any(row.cells):
            count += 1
            if count <= MAX_ENTRIES:
                kept.append(row)
    within(count, MAX_ENTRIES, Reason.TOO_MANY)
    unclosed = last if kept and kept[-1].line == last and _is_unclosed(text, kept[-1]) else 0
    return Table(header, tuple(kept), unclosed)


def _rows(text: str, separator: str, width: int) -> Iterator[Row]:
    """Every row, cut to a width. The csv module bounds a cell (128 KiB), not a row of many lines: that is done here."""
    size = 0

    def lines() -> Iterator[str]:
        nonlocal size
        hint = _EXCEL_HINT.match(text)
        start = hint.end() if hint else 0
        if hint:
            yield "\n"
        while start < len(text):
            end = line_end(text, start) + 1
            size += end - start
            within(size, MAX_LINE, Reason.LONG_LINE)
            yield text[start:end]
            start = end

    reader = csv.reader(lines(), delimiter=separator)
    line = 1
    try:
        for cells in reader:
            yield Row(line, cells if len(cells) <= width else cells[:width])
            line, size = reader.line_num + 1, 0
    except csv.Error:
        raise Unreadable(Reason.LONG_LINE, found=size, limit=csv.field_size_limit(), line=line) from None


def _is_unclosed(text: str, last: Row) -> bool:
    """Whether the last row runs to the end of the file inside a quote: the number of its quotes is odd."""
    if not any("\n" in cell for cell in last.cells):
        return False
    start = 0
    for _ in range(last.line - 1):
        start = line_end(text, start) + 1
    return text.count('"', start) % 2 == 1

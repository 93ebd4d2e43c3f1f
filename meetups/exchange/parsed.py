"""What became of a file: entries, faults and cuts, or the reason why all of it is refused; no words for people here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from meetups.exchange.entry import Entry, Rough, fit, shown

MAX_BYTES: Final = 10_000_000
MAX_ENTRIES: Final = 5_000
MAX_COLUMNS: Final = 200
MAX_LINES: Final = 500_000  # a full file of photos folded at 75 has a quarter of that
MAX_LINE: Final = 1_000_000  # characters, after unfolding; photos are skipped and may be longer
MAX_REPORTED: Final = 200  # faults, and cuts, that are kept; the rest is counted
FAULT_TEXT: Final = 60
SAMPLES: Final = 3
SAMPLE_TEXT: Final = 60


class Kind(StrEnum):
    """What a file was recognised as."""

    VCARD = "vcard"
    GOOGLE = "google"
    OUTLOOK = "outlook"
    LINKEDIN = "linkedin"
    TABLE = "table"
    OWN_VCARD = "own_vcard"
    OWN_CSV = "own_csv"
    OWN_JSON = "own_json"


class FaultKind(StrEnum):
    """Why something was left out while the rest of the file was read."""

    NO_NAME = "no_name"
    NOT_A_PROPERTY = "not_a_property"
    MISSING_END = "missing_end"
    BAD_DATE = "bad_date"
    UNCLEAR_DATE = "unclear_date"
    BAD_VALUE = "bad_value"
    UNCLOSED_QUOTE = "unclosed_quote"


class Reason(StrEnum):
    """Why nothing of a file is read. ``Unreadable.found`` and ``limit`` are set where numbers are the reason."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    TOO_MANY = "too_many"
    TOO_MANY_COLUMNS = "too_many_columns"
    TOO_MANY_LINES = "too_many_lines"
    LONG_LINE = "long_line"
    ARCHIVE = "archive"
    BINARY = "binary"
    BROKEN = "broken"
    NEWER = "newer"
    NOT_RECOGNISED = "not_recognised"


class Unreadable(Exception):  # noqa: N818  a refusal, as in meetups.refusals
    """The whole file is refused: ``found`` (so far) and ``limit`` say how far it was off; ``line`` where, if known."""

    def __init__(self, reason: Reason, *, found: int = 0, limit: int = 0, line: int = 0) -> None:
        super().__init__(reason, found, limit, line)
        self.reason = reason
        self.found = found
        self.limit = limit
        self.line = line


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that was left out; ``text`` is the beginning of what stood there, cleaned, not escaped for Discord."""

    line: int
    why: FaultKind
    text: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A field of the entry beginning at ``line`` was longer than its limit and was cut."""

    line: int
    field: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table whose meaning must be chosen: its header, what stands in it, and our guess at the field."""

    header: str
    samples: tuple[str, ...]
    guess: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file holds. ``columns`` is filled only for a table that needs a mapping; then there are no entries yet.

    Of faults and cuts the first ``MAX_REPORTED`` are kept; the counts are of all of them.
    """

    kind: Kind
    entries: tuple[Entry, ...] = ()
    faults: tuple[Fault, ...] = ()
    cuts: tuple[Cut, ...] = ()
    fault_count: int = 0
    cut_count: int = 0
    columns: tuple[Column, ...] = ()
    needs_mapping: bool = False


@dataclass(slots=True)
class Findings:
    """Gathers what a reader finds, and stops it where the limits are."""

    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    fault_count: int = 0
    cut_count: int = 0

    def add(self, rough: Rough, stood_there: str = "") -> None:
        entry, cut = fit(rough)
        if not entry.name:
            self.fault(rough.line, FaultKind.NO_NAME, stood_there)
            return
        self.entries.append(entry)
        self.cut_count += len(cut)
        self.cuts.extend(Cut(rough.line, name) for name in cut[: MAX_REPORTED - len(self.cuts)])

    def fault(self, line: int, why: FaultKind, text: str) -> None:
        self.fault_count += 1
        if len(self.faults) < MAX_REPORTED:
            self.faults.append(Fault(line, why, shown(text, FAULT_TEXT)))

    def parsed(self, kind: Kind, columns: Sequence[Column] = ()) -> Parsed:
        return Parsed(
            kind,
            tuple(self.entries),
            tuple(sorted(self.faults, key=lambda fault: fault.line)),
            tuple(self.cuts),
            self.fault_count,
            self.cut_count,
            tuple(columns),
        )


def within(found: int, limit: int, reason: Reason, line: int = 0) -> None:
    """Raises ``Unreadable`` if more was found than the limit allows."""
    if found > limit:
        raise Unreadable(reason, found=found, limit=limit, line=line)

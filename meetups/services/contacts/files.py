"""What a file holds, or, as a refusal, why it cannot be read."""

from __future__ import annotations

from collections.abc import Mapping

from meetups.exchange.parsed import MAX_BYTES, Parsed, Reason, Unreadable
from meetups.exchange.reading import read, read_mapped
from meetups.refusals import Refusal

_MILLION = 1_000_000


def read_file(file: bytes, mapping: Mapping[str, int] | None = None, *, has_header: bool = True) -> Parsed:
    """The people in a file, by a mapping of fields to columns where one was chosen. Raises ``Refusal``."""
    try:
        return read(file) if mapping is None else read_mapped(file, mapping, has_header=has_header)
    except Unreadable as error:
        raise _refusal(error) from error


def check_size(size: int) -> None:
    """Raises ``Refusal`` ``import.too_big`` for more bytes than are ever looked at."""
    if size > MAX_BYTES:
        raise Refusal("import.too_big", found=-(-size // _MILLION), limit=MAX_BYTES // _MILLION)


def _refusal(error: Unreadable) -> Refusal:
    match error.reason:
        case Reason.TOO_BIG:
            return Refusal("import.too_big", found=-(-error.found // _MILLION), limit=MAX_BYTES // _MILLION)
        case Reason.TOO_MANY:
            return Refusal("import.too_many", limit=error.limit)
        case Reason.TOO_MANY_COLUMNS:
            return Refusal("import.too_many_columns", limit=error.limit)
        case Reason.TOO_MANY_LINES | Reason.LONG_LINE:
            return Refusal("import.endless", line=error.line or 1)
        case Reason.EMPTY:
            return Refusal("import.empty")
        case Reason.ARCHIVE:
            return Refusal("import.archive")
        case Reason.NEWER:
            return Refusal("import.newer")
        case Reason.BROKEN:
            return Refusal("import.broken")
        case Reason.BINARY | Reason.NOT_RECOGNISED:
            return Refusal("import.not_recognised")

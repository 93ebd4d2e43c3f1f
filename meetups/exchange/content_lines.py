"""The grammar of vCards 2.1, 3.0 and 4.0: lines, properties, parameters, escapes; it knows no property's meaning.

Written here and not taken from vobject, which writes no 4.0, logs the text of lines it cannot read, ends at the first
card without an end, recurses, and takes quadratic time: see ``docs/decisions.md``. Nothing here recurses, and
every step is linear in what it looks at.
"""

from __future__ import annotations

import re
from binascii import a2b_qp
from collections.abc import Iterator
from typing import Final, NamedTuple

from meetups.exchange.decoding import in_charset, line_end
from meetups.exchange.parsed import MAX_LINE, Reason, within

LOOKED_AT: Final = 8_192  # characters of a value: what the longest field can need, escaped and quoted-printable
_HEAD: Final = 2_048  # characters of a name with its parameters
_HEAVY: Final = re.compile(r"(?:[\w-]{1,60}\.)?(?:PHOTO|LOGO|SOUND|KEY|X-MS-CARDPICTURE)[;:]", re.IGNORECASE | re.ASCII)
_BASE64: Final = re.compile(r"[A-Za-z0-9+/=]+[ \t]*(?:\n|$)")
_QUOTED_HEAD: Final = re.compile(r'(?:[^":]++|"[^"]*+")*+:')
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_QP: Final = "QUOTED-PRINTABLE"


class Property(NamedTuple):
    """One line of a card. ``name`` is in capitals and without its group; ``value`` is still escaped and encoded."""

    line: int
    name: str
    parameters: str
    value: str


def unfolded(text: str) -> Iterator[tuple[int, str]]:
    """The logical lines with their numbers, from 1; blank lines are passed over, and pictures, keys and sounds too.

    Raises ``Unreadable`` at a line longer than ``MAX_LINE``.
    """
    start, number, length = 0, 1, len(text)
    while start < length:
        end = line_end(text, start)
        first, after = number, number + 1
        if _HEAVY.match(text, start):
            start, number = _past_heavy(text, end, after)
            continue
        within(end - start, MAX_LINE, Reason.LONG_LINE, first)
        line = text[start:end]
        if end + 1 < length and (text[end + 1] in " \t" or line.endswith("=")):
            line, end, after = _joined(text, line, end, after)
        start, number = end + 1, after
        if line and not line.isspace():
            yield first, line


def split(number: int, line: str) -> Property | None:
    """The property on a logical line, or None if there is no name before a colon."""
    colon = line.find(":", 0, _HEAD)
    if colon < 0:
        return None
    head = line[:colon]
    if '"' in head:
        found = _QUOTED_HEAD.match(line, 0, _HEAD)
        if not found:
            return None
        colon = found.end() - 1
        head = line[:colon]
    name, _, parameters = head.partition(";")
    name = name.rpartition(".")[2].strip().upper()
    return Property(number, name, parameters, line[colon + 1 :]) if name else None


def parameter(parameters: str, name: str) -> str:
    """The first value of a parameter, without quotes, or ""."""
    for part in parameters.split(";"):
        key, _, value = part.partition("=")
        if key.strip().upper() == name:
            return value.strip().strip('"')
    return ""


def decoded(found: Property) -> str:
    """The beginning of a value out of quoted-printable and its charset; still escaped, because parts are split first."""
    value = found.value[:LOOKED_AT]
    if not found.parameters:
        return value
    upper = found.parameters.upper()
    if _QP in upper:
        return in_charset(a2b_qp(value.encode("utf-8", "replace")), parameter(found.parameters, "CHARSET") or "utf-8")
    return "" if "BASE64" in upper or "ENCODING=B" in upper else value


def unescaped(text: str) -> str:
    """``\\n`` is a new line; any other sign after a backslash is itself."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def parts(text: str, separator: str) -> list[str]:
    """The parts of a compound value or list, each unescaped."""
    if "\\" not in text:
        return text.split(separator)
    return [unescaped(part) for part in _unescaped_split(separator).findall(text + separator)]


def _unescaped_split(separator: str) -> re.Pattern[str]:
    return re.compile(rf"((?:[^{separator}\\]|\\.?)*+){separator}", re.DOTALL)


def _joined(text: str, line: str, end: int, after: int) -> tuple[str, int, int]:
    """A logical line, where its last physical line ends, and the number of the line after it."""
    soft = _QP in line[:_HEAD].partition(":")[0].upper()
    pieces, size, length = [line], len(line), len(text)
    while end + 1 < length:
        if soft and pieces[-1].endswith("="):
            pieces[-1] = pieces[-1][:-1]
            start = end + 1
        elif text[end + 1] in " \t":
            start = end + 2
        else:
            break
        end = line_end(text, start)
        size += end - start
        within(size, MAX_LINE, Reason.LONG_LINE, after)
        pieces.append(text[start:end])
        after += 1
    return "".join(pieces), end, after


def _past_heavy(text: str, end: int, after: int) -> tuple[int, int]:
    """Where the line after a picture begins, and its number; 2.1 has base64 without folding, up to an empty line."""
    length = len(text)
    while end + 1 < length and (text[end + 1] in " \t" or _BASE64.match(text, end + 1)):
        end = line_end(text, end + 1)
        after += 1
    return end + 1, after

"""The grammar of vCards 2.1, 3.0 and 4.0: lines, properties, parameters, escapes; it knows no property's meaning.

Written here and not taken from vobject, which writes no 4.0, logs the text of lines it cannot read, ends at the first
card without an end, recurses, and takes quadratic time: see ``docs/decisions.md``. Nothing here recurses, and
every step is linear in what it looks at.
"""

from __future__ import annotations

import re
from binascii import a2b_qp
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from meetups.exchange.decoding import in_charset, line_end
from meetups.exchange.entry import NOTE
from meetups.exchange.parsed import MAX_LINE, Reason, Unreadable, within

LOOKED_AT: Final = 13 * NOTE  # characters of a value: twelve are one character of four octets, quoted-printable
_HEAD: Final = 2_048  # characters of a name with its parameters
_START: Final = re.compile(r"[ \t]*(?:[\w-]{1,60}\.)?([\w-]{1,60})[ \t]*([;:])", re.ASCII)
_HEAVY: Final = frozenset(("PHOTO", "LOGO", "SOUND", "KEY", "X-MS-CARDPICTURE"))
_BASE64: Final = re.compile(r"[A-Za-z0-9+/=]+[ \t]*(?:\n|$)")
_QUOTED_HEAD: Final = re.compile(r'(?:[^":]++|"[^"]*+")*+:')
_SPLIT: Final = {sign: re.compile(rf"((?:[^{sign}\\]|\\.)*+){sign}", re.DOTALL) for sign in ",;"}
_HALF_OCTET: Final = re.compile(r"=[0-9A-Fa-f]?\Z")
_QP: Final = "QUOTED-PRINTABLE"


class Property(NamedTuple):
    """One line of a card. ``name`` is in capitals and without its group; ``value`` is still escaped and encoded.

    A line that is no property has no name, and is all value.
    """

    line: int
    name: str
    parameters: str
    value: str


def properties(text: str, wanted: frozenset[str]) -> Iterator[Property]:
    """The properties with the wanted names, and the lines that are none, with their line numbers, from 1.

    The others, blank lines, and pictures, keys and sounds of any length are passed over without being put together.
    Raises ``Unreadable`` at any other line longer than ``MAX_LINE``.
    """
    start, number, length = 0, 1, len(text)
    while start < length:
        end = text.find("\n", start)
        if end < 0:
            end = length
        begins = _START.match(text, start, end)
        name = begins[1].upper() if begins else ""
        if name in _HEAVY:
            start, number = _past_heavy(text, end, number + 1)
            continue
        if end - start > MAX_LINE:
            raise Unreadable(Reason.LONG_LINE, found=end - start, limit=MAX_LINE, line=number)
        first, at, line = number, start, ""
        if end + 1 < length and (text[end + 1] in " \t" or text[end - 1] == "="):
            line, end, number = _joined(text, start, end, number)
        start, number = end + 1, number + 1
        if name and name not in wanted:
            continue
        line = line or text[at:end]
        if begins and (found := _property(first, name, line, begins.end() - at, begins[2])):
            yield found
        elif line and not line.isspace():
            yield Property(first, "", "", line[:LOOKED_AT])


def _property(number: int, name: str, line: str, after_name: int, sign: str) -> Property | None:
    """The property on a logical line, or None if no colon ends its parameters."""
    if sign == ":":
        return Property(number, name, "", line[after_name:])
    colon = line.find(":", after_name, _HEAD)
    if '"' in line[after_name:colon]:
        found = _QUOTED_HEAD.match(line, after_name, _HEAD)
        colon = found.end() - 1 if found else -1
    return Property(number, name, line[after_name:colon], line[colon + 1 :]) if colon >= 0 else None


def parameter(parameters: str, name: str) -> str:
    """The first value of a parameter, without quotes, or ""."""
    for part in parameters.split(";"):
        key, _, value = part.partition("=")
        if key.strip().upper() == name:
            return value.strip().strip('"')
    return ""


def decoded(found: Property) -> str:
    """The beginning of a value, out of quoted-printable and its charset; still escaped: parts are split first."""
    value = found.value[:LOOKED_AT]
    if not found.parameters:
        return value
    upper = found.parameters.upper()
    if _QP in upper:
        is_cut = len(found.value) > LOOKED_AT
        octets = a2b_qp((_HALF_OCTET.sub("", value) if is_cut else value).encode("utf-8", "replace"))
        return in_charset(octets, parameter(found.parameters, "CHARSET") or "utf-8", is_cut=is_cut)
    return "" if "BASE64" in upper or "ENCODING=B" in upper else value


def unescaped(text: str) -> str:
    """``\\n`` is a new line; any other sign after a backslash is itself, and so is a backslash before nothing."""
    if "\\" not in text:
        return text
    between = text.split("\\\\")
    whole = "\\".join(piece.replace("\\n", "\n").replace("\\N", "\n").replace("\\", "") for piece in between)
    return f"{whole}\\" if _ends_in_half(text) else whole


def parts(text: str, separator: str, most: int) -> list[str]:
    """The first parts of a compound value or list, each unescaped."""
    if "\\" not in text:
        return text.split(separator, most)[:most]
    if _ends_in_half(text):  # alone it would take the separator after it for its own
        text += "\\"
    found = islice(_SPLIT[separator].finditer(text + separator), most)
    return [unescaped(part[1]) for part in found]


def _ends_in_half(text: str) -> bool:
    """Whether the last backslash has nothing after it."""
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def _joined(text: str, start: int, end: int, number: int) -> tuple[str, int, int]:
    """A logical line, where its last physical line ends, and that one's number."""
    line = text[start:end]
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
        number += 1
        size += end - start
        within(size, MAX_LINE, Reason.LONG_LINE, number)
        pieces.append(text[start:end])
    return "".join(pieces), end, number


def _past_heavy(text: str, end: int, after: int) -> tuple[int, int]:
    """Where the line after a picture begins, and its number; 2.1 has base64 without folding, up to an empty line."""
    length = len(text)
    while end + 1 < length and (text[end + 1] in " \t" or _BASE64.match(text, end + 1)):
        end = line_end(text, end + 1)
        after += 1
    return end + 1, after

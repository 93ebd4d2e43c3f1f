"""Bytes to text, whatever the encoding, with newlines made one kind; it opens no archive and runs no decompressor."""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from typing import Final

from meetups.exchange.parsed import MAX_BYTES, MAX_LINE, MAX_LINES, Reason, Unreadable, within

_ARCHIVES: Final = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"PK\x07\x08",
    b"\x1f\x8b",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
)
_BINARIES: Final = (b"\xd0\xcf\x11\xe0", b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"SQLite format 3")
_SAMPLE: Final = 4_096
_HIGH: Final = bytes(range(128, 256))
_BLANK: Final = " \t\n\ufeff"
# What CHARSET may say: looked up nowhere else, because Python also knows codecs that are slow or no charsets.
_CHARSETS: Final = re.compile(
    r"utf-?8|(us-)?ascii|latin-?1|iso-?8859-?\d{1,2}|(windows-?|cp)(125\d|874|932|936|949|950)|koi8-[ru]|shift[_-]jis"
    r"|euc-(jp|kr)|gb2312|gbk|gb18030|big5|iso-2022-jp|utf-16(le|be)?",
    re.IGNORECASE,
)


def text_of(data: bytes) -> str:
    """The text of a file with ``\\n`` as its only line end, no BOM and no nulls. Raises ``Unreadable``."""
    if not data:
        raise Unreadable(Reason.EMPTY)
    within(len(data), MAX_BYTES, Reason.TOO_BIG)
    if data.startswith(_ARCHIVES):
        raise Unreadable(Reason.ARCHIVE)
    if data.startswith(_BINARIES):
        raise Unreadable(Reason.BINARY)
    text = _decoded(data)
    if "\0" in text:
        raise Unreadable(Reason.BINARY)
    if "\r" in text:  # only UTF-16; of the others the bytes were changed, which takes a quarter of the memory
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.startswith("\ufeff"):
        text = text[1:]
    if not text.strip(_BLANK):
        raise Unreadable(Reason.EMPTY)
    within(text.count("\n"), MAX_LINES, Reason.TOO_MANY_LINES)
    return text


def line_end(text: str, start: int) -> int:
    """Where the line that begins at ``start`` ends."""
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def first_line(text: str) -> str:
    """The beginning of the first line that is not blank."""
    start = len(text) - len(text.lstrip(_BLANK))
    return text[start : min(line_end(text, start), start + MAX_LINE)].rstrip()


def in_charset(data: bytes, charset: str, *, is_cut: bool = False) -> str:
    """Bytes of one value in the charset its card names, else in UTF-8, else in Windows-1252.

    Bytes that were cut may end inside a character, which is left out.
    """
    for encoding in (charset, "utf-8") if _CHARSETS.fullmatch(charset) else ("utf-8",):
        try:
            return getincrementaldecoder(encoding)().decode(data, final=not is_cut)
        except (UnicodeError, LookupError):
            continue
    return data.decode("cp1252", "replace")


def _decoded(data: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[2:].decode(encoding, "replace")
    if encoding := _unmarked_utf16(data[:_SAMPLE]):
        return data.decode(encoding, "replace")
    if b"\0" in data:
        raise Unreadable(Reason.BINARY)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace") if _is_mostly_utf8(data) else data.decode("cp1252", "replace")


def _unmarked_utf16(sample: bytes) -> str:
    """The byte order of UTF-16 without a mark: in what address books write, every second byte is mostly null."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half and odd > half * 0.3 and even < half * 0.05:
        return "utf-16-le"
    if half and even > half * 0.3 and odd < half * 0.05:
        return "utf-16-be"
    return ""


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether more bytes beyond ASCII belong to whole UTF-8 sequences than do not: one bad byte spoils no file."""
    plain = len(data.translate(None, _HIGH))
    whole = len(data.decode("utf-8", "ignore").encode()) - plain
    return whole > len(data) - plain - whole

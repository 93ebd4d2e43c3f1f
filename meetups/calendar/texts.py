"""Words as a calendar can hold them: no control characters, no broken ones; every letter and direction is kept."""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import quote

_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_IN_LINKS: Final = "!#$%&'()*+,/:;=?@[]~"  # what a link may hold unquoted, RFC 3986


def lines(text: str) -> str:
    """A text of any length. What some programs take for the end of a line is one, else they would tear the file."""
    kept = _LINE_ENDS.sub("\n", text)
    return "".join(each for each in kept if each in "\n\t" or unicodedata.category(each) not in {"Cc", "Cs"}).strip()


def one_line(text: str) -> str:
    """A title or a place."""
    return " ".join(lines(text).split())


def link(url: str) -> str:
    """A link in ASCII; what is quoted already stays as it is."""
    return quote(lines(url), safe=_IN_LINKS)

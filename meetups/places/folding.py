"""The same letters for the same name, however it is typed, and Babel's locale for a tag."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from babel import Locale


def locale_of(tag: str) -> Locale:
    """Babel's locale for 'en', 'en-US' or 'en_US'; raises UnknownLocaleError for one CLDR lacks."""
    return Locale.parse(tag.replace("-", "_"))


class _Letters(dict[int, str | None]):
    """What each character becomes when folded, worked out when first met."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        kind = unicodedata.category(character)
        if kind == "Cf" or unicodedata.combining(character) or character in "'’‘`ʻʼʹʾʿ":
            self[code] = None  # accents, joiners, direction marks, apostrophes: gone without a gap
        else:
            self[code] = character if kind[0] in "LMN" else " "
        return self[code]


_SPECIAL: Final = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ħ": "h",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ð": "d",
}
_LETTERS: Final = _Letters({ord(letter): plain for letter, plain in _SPECIAL.items()})
_ASCII: Final = bytes(ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(128)).ljust(256)
_SHORT: Final = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
_SHORTENED: Final = re.compile(r"\b(?:st|ste|ft|mt)(?= \w)")


def fold(text: str) -> str:
    """The same letters for the same name: no case, accents or punctuation; 'St. X' is 'saint x'."""
    if text.isascii():
        plain = text.encode().translate(_ASCII, b"'`").decode()
    else:
        plain = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
        plain = unicodedata.normalize("NFC", plain)
    return _SHORTENED.sub(lambda found: _SHORT[found[0]], " ".join(plain.split()))

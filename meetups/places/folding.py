"""The same letters for the same place, with what maps shorten written out, and Babel's locale for a tag."""

from __future__ import annotations

import re
from typing import Final

from babel import Locale

from meetups import folding


def locale_of(tag: str) -> Locale:
    """Babel's locale for 'en', 'en-US' or 'en_US'; raises UnknownLocaleError for one CLDR lacks."""
    return Locale.parse(tag.replace("-", "_"))


_SHORT: Final = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
_SHORTENED: Final = re.compile(r"\b(?:st|ste|ft|mt)(?= \w)")


def fold(text: str) -> str:
    """``meetups.folding.fold`` for places: 'St. X' is 'saint x'."""
    return _SHORTENED.sub(lambda found: _SHORT[found[0]], folding.fold(text))

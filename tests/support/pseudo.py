"""A language nobody speaks: ⟦Ëvérÿ séñténçé⟧ accented, 40 % longer and in brackets, so that what is not translated
stands out and what does not fit breaks.

Every run of words between placeholders is bracketed on its own: what a placeholder brings along must be in brackets
itself, or it never was in a catalogue. Markdown stays what it is.
"""

from __future__ import annotations

import math
import re
from functools import cache
from gettext import NullTranslations

from babel import Locale

from cogs.kit.words import Lexicon, Words

OPEN, CLOSE = "⟦", "⟧"
LONGER = 0.4

_PLACEHOLDER = re.compile(r"(\{\w+\}|\n)")
_KEPT = re.compile(r"(`[^`]*`|<[^>]*>)")
_EDGES = re.compile(r"(?P<before>(?:#{1,3} |-# |> |\d+\. |[\s*·(])*)(?P<words>.*?)(?P<after>[\s*·)]*)", re.DOTALL)
_ACCENTS = str.maketrans("aceghijklnorstuwyzACDEGHIJKLNORSTUWYZ", "åçéĝĥîĵķļñöŕšţüŵÿžÅÇĎÉĜĤÎĴĶĻÑÖŔŠŢÜŴÝŽ")


class PseudoTranslations(NullTranslations):
    """A catalogue that has every sentence."""

    def gettext(self, message: str) -> str:
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2)


class PseudoLexicon(Lexicon):
    """Everybody reads the pseudo-language; days, times and lists are written as in American English."""

    def words(self, locale: str) -> Words:
        return Words(Locale("en", "US"), PseudoTranslations())


@cache
def pseudo(message: str) -> str:
    """The sentence in the pseudo-language, its placeholders and Markdown as they were."""
    parts = [part if _PLACEHOLDER.fullmatch(part) else _bracketed(part) for part in _PLACEHOLDER.split(message)]
    wanted = math.ceil(_length(message) * (1 + LONGER))
    missing = wanted - _length("".join(parts))
    last = max((index for index, part in enumerate(parts) if CLOSE in part), default=None)
    if last is not None and missing > 0:
        head, close, tail = parts[last].rpartition(CLOSE)
        parts[last] = head + _padding(missing) + close + tail
    return "".join(parts)


def _bracketed(text: str) -> str:
    edges = _EDGES.fullmatch(text)
    if edges is None or not any(char.isalpha() for char in edges["words"]):
        return text
    words = "".join(part if _KEPT.fullmatch(part) else part.translate(_ACCENTS) for part in _KEPT.split(edges["words"]))
    return f"{edges['before']}{OPEN}{words}{CLOSE}{edges['after']}"


def _length(message: str) -> int:
    """Characters that do not come from placeholders."""
    return sum(len(part) for part in _PLACEHOLDER.split(message) if not _PLACEHOLDER.fullmatch(part))


def _padding(length: int) -> str:
    """Words of no meaning; breakable, as real ones are."""
    return (" ñøñŝéñšé" * (length // 9 + 1))[:length].rstrip().ljust(length, "ø")

"""Words of any script as outlines, placed by HarfBuzz; what no font covers is left out, so that no boxes are drawn.

SVG's own text is not used, because resvg garbles Arabic and fails on some emoji where a line mixes fonts. An emoji alone
is drawn well, so these stay characters. Lengths are pixels; outlines are in hundredths of a pixel, with y downwards.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

import regex
import uharfbuzz as hb

from meetups.pictures.directions import levels, reordered
from meetups.pictures.fonts import Typeface, covering, emoji_typefaces

UNIT: Final = 100
"""Outlines are whole hundredths of a pixel."""
LONGEST: Final = 300
"""Graphemes of a line; no name or label is longer, and what is beyond is not even looked at."""
EMOJI_SCALE: Final = 0.85
"""Emoji are wider than high; so they stand beside capitals without pushing them apart."""
BOLD: Final = 600
BOLD_STROKE: Final = 0.035
"""How thick a stroke makes a typeface with one weight bold, in ems."""
ELLIPSIS: Final = "…"
_STEP: Final = 0.5

_BLANK: Final = regex.compile(r"[\s\p{Z}\u2800\u3164\uffa0\u115f\u1160]+")
# Joiners, variation selectors and the tags of flags are judged later, where they stand.
_UNSEEN: Final = regex.compile(r"[[\p{C}\p{DI}]--[\u200c\u200d\ufe0f\U000e0020-\U000e007f]]", regex.V1)
_LOST_JOINER: Final = regex.compile(
    r"(?<![\p{Arabic}\p{Devanagari}\p{Extended_Pictographic}\p{EMod}\ufe0f])[\u200c\u200d]|[\u200c\u200d](?=\s|$)"
)
_LOST_MARK: Final = regex.compile(r"(?<=^|\s)\p{M}+")
_TOO_MANY_MARKS: Final = regex.compile(r"(\p{M}{3})\p{M}+")
_CLUSTER: Final = regex.compile(r"\X")
_MARK: Final = regex.compile(r"\p{M}")
_EMOJI: Final = regex.compile(r".*\p{Emoji_Presentation}|[^\x00-\x7f]\ufe0f|.\ufe0f?\u20e3")
_PICTURED: Final = regex.compile(r"\p{Extended_Pictographic}")
_NO_TEXT: Final = regex.compile(r"[\ufe0f\U000e0020-\U000e007f]")
_NEUTRAL: Final = regex.compile(r"[\p{Common}--\p{N}]", regex.V1)
_LETTER: Final = regex.compile(r"[\p{L}\p{N}]")


@dataclass(frozen=True, slots=True)
class Line:
    """Words as they are drawn: ``outline`` is filled, ``thickened`` is filled and stroked, from 0, 0 at the baseline's start.

    ``emoji`` are where they start, the cluster and its font; ``glyphs`` are the numbers drawn, each with its typeface.
    """

    words: str
    size: float
    weight: int
    width: float = 0
    outline: str = ""
    thickened: str = ""
    emoji: tuple[tuple[float, str, str], ...] = ()
    glyphs: tuple[tuple[str, int], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.outline or self.thickened or self.emoji)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A grapheme cluster with what draws it; what nothing draws is no piece."""

    cluster: str
    typeface: Typeface
    is_emoji: bool = False


@dataclass(slots=True)
class _Drawing:
    """A line in the making; ``at`` is how far it got, in units."""

    at: float = 0
    outline: list[str] = field(default_factory=list)
    thickened: list[str] = field(default_factory=list)
    emoji: list[tuple[float, str, str]] = field(default_factory=list)
    glyphs: list[tuple[str, int]] = field(default_factory=list)


@lru_cache(maxsize=256)
def typeset(words: str, size: float, weight: int = 400) -> Line:
    """One line in reading order of its first strong character. It may come out empty."""
    return _set(_pieces(words), size, weight)


def fitted(words: str, size: float, weight: int, most_width: float, least_size: float) -> Line:
    """Made smaller down to ``least_size`` until it fits; then it ends early, with "…", between two graphemes."""
    pieces = _pieces(words)
    line = _set(pieces, size, weight)
    while line.width > most_width and size > least_size:
        wanted = size * most_width / line.width
        size = max(least_size, min(size - _STEP, wanted // _STEP * _STEP))
        line = _set(pieces, size, weight)
    if line.width <= most_width:
        return line
    ending = _pieces(ELLIPSIS)
    least, most = 0, len(pieces) - 1
    while least < most:
        middle = (least + most + 1) // 2
        if _set(_ended(pieces, middle, ending), size, weight).width <= most_width:
            least = middle
        else:
            most = middle - 1
    line = _set(_ended(pieces, least, ending), size, weight)
    return line if line.width <= most_width else Line("", size, weight)


def _ended(pieces: tuple[_Piece, ...], at: int, ending: tuple[_Piece, ...]) -> tuple[_Piece, ...]:
    while at and pieces[at - 1].cluster == " ":
        at -= 1
    return pieces[:at] + ending


def initial_of(words: str) -> str:
    """The first letter or digit that can be drawn, as a capital where that is one letter; or nothing."""
    for piece in _pieces(words):
        if not piece.is_emoji and _LETTER.match(piece.cluster):
            capital = piece.cluster.upper()
            return capital if len(capital) == len(piece.cluster) and covering(capital) else piece.cluster
    return ""


def cleaned(words: str) -> str:
    """Without what is not drawn or could turn a line around; one space where there was any blank; few marks a letter."""
    words = _LOST_MARK.sub("", _UNSEEN.sub("", _BLANK.sub(" ", words)))
    words = _TOO_MANY_MARKS.sub(r"\1", unicodedata.normalize("NFC", words))
    words = _BLANK.sub(" ", _LOST_JOINER.sub("", words))
    return words.strip()


@lru_cache(maxsize=256)
def _pieces(words: str) -> tuple[_Piece, ...]:
    found: list[_Piece] = []
    # Nothing sensible has more characters a grapheme; so an endless text costs no more than a long one.
    for cluster in _CLUSTER.findall(cleaned(words[: LONGEST * 20]))[:LONGEST]:
        found += _drawable(cluster, found[-1].typeface if found and not found[-1].is_emoji else None)
    # What was left out may leave two spaces, or one at an end.
    kept = [each for at, each in enumerate(found) if each.cluster != " " or (at and found[at - 1].cluster != " ")]
    while kept and kept[-1].cluster == " ":
        kept.pop()
    return tuple(kept)


@lru_cache(maxsize=2_048)
def _drawable(cluster: str, before: Typeface | None) -> tuple[_Piece, ...]:
    """The cluster in the typeface before it if that will do; usually one piece, of fancy letters several, or none."""
    return tuple(_drawn_as(cluster, before))


def _drawn_as(cluster: str, before: Typeface | None) -> Iterator[_Piece]:
    if _EMOJI.match(cluster) and (emoji := _as_emoji(cluster)):
        yield emoji
        return
    text = _NO_TEXT.sub("", cluster)
    if not text or _MARK.match(text):
        return
    if before and _NEUTRAL.match(text) and before.covers(text):
        yield _Piece(text, before)
    elif typeface := covering(text):
        yield _Piece(text, typeface)
    elif _PICTURED.match(text) and (emoji := _as_emoji(cluster)):
        yield emoji
    else:
        yield from _simpler(text, before)


def _simpler(text: str, before: Typeface | None) -> Iterator[_Piece]:
    """Without its marks; or the plain letters that a fancy one stands for: names like 𝓐𝓵𝓲𝓬𝓮 are common."""
    plain = unicodedata.normalize("NFKC", text)
    if plain != text:
        for cluster in _CLUSTER.findall(cleaned(plain)):
            yield from _drawable(cluster, before)
    elif len(text) > 1 and (typeface := covering(text[0])):
        yield _Piece(text[0], typeface)


def _as_emoji(cluster: str) -> _Piece | None:
    """The cluster as one picture; where the font has none for all of it, its first character."""
    for typeface in emoji_typefaces():
        for wanted in dict.fromkeys((cluster, cluster[0])):
            # A digit alone is text, though the fonts have it for keycaps.
            if wanted[0].isascii() and len(wanted) == 1:
                continue
            if typeface.covers(_NO_TEXT.sub("", wanted)) and _is_one_picture(typeface, wanted):
                return _Piece(wanted, typeface, is_emoji=True)
    return None


@lru_cache(maxsize=512)
def _is_one_picture(typeface: Typeface, cluster: str) -> bool:
    infos, positions = _shaped(_font(typeface, 400, 16), cluster, "ltr")
    seen = [info for info, position in zip(infos, positions, strict=True) if position.x_advance]
    return len(seen) == 1 and seen[0].codepoint != 0


def _set(pieces: tuple[_Piece, ...], size: float, weight: int) -> Line:
    drawing = _Drawing()
    nested = levels("".join("☺" if each.is_emoji else each.cluster[0] for each in pieces))
    runs = groupby(range(len(pieces)), key=lambda at: (nested[at], pieces[at].typeface, pieces[at].is_emoji))
    for level, run in reordered([(key[0], list(found)) for key, found in runs]):
        typeface = pieces[run[0]].typeface
        if pieces[run[0]].is_emoji:
            # A run that reads leftwards begins at its right end.
            for at in run[::-1] if level % 2 else run:
                _add_emoji(drawing, pieces[at], size)
        else:
            words = "".join(pieces[at].cluster for at in run)
            _add_words(drawing, words, typeface, size, weight, "rtl" if level % 2 else "ltr")
    return Line(
        "".join(each.cluster for each in pieces),
        size,
        weight,
        round(drawing.at / UNIT, 2),
        "".join(drawing.outline),
        "".join(drawing.thickened),
        tuple(drawing.emoji),
        tuple(drawing.glyphs),
    )


def _add_emoji(drawing: _Drawing, piece: _Piece, size: float) -> None:
    infos, positions = _shaped(_font(piece.typeface, 400, size * EMOJI_SCALE), piece.cluster, "ltr")
    drawing.emoji.append((round(drawing.at / UNIT, 2), piece.cluster, piece.typeface.name))
    drawing.glyphs += ((piece.typeface.name, info.codepoint) for info in infos)
    drawing.at += sum(position.x_advance for position in positions)


def _add_words(drawing: _Drawing, words: str, typeface: Typeface, size: float, weight: int, direction: str) -> None:
    font = _font(typeface, weight, size)
    is_thin = weight >= BOLD and not typeface.has_weights
    out = drawing.thickened if is_thin else drawing.outline
    for info, position in zip(*_shaped(font, words, direction), strict=True):
        glyph = _outline(typeface, weight, size, info.codepoint)
        if glyph:
            x, y = glyph[0]
            start = f"M{x + round(drawing.at + position.x_offset)} {y - position.y_offset}"
            out.append(start + glyph[1])
        drawing.glyphs.append((typeface.name, info.codepoint))
        drawing.at += position.x_advance


def _shaped(font: hb.Font, words: str, direction: str) -> tuple[list[Any], list[Any]]:
    buffer = hb.Buffer()
    buffer.add_str(words)
    buffer.guess_segment_properties()
    buffer.direction = direction
    hb.shape(font, buffer)
    return buffer.glyph_infos, buffer.glyph_positions


@lru_cache(maxsize=128)
def _font(typeface: Typeface, weight: int, size: float) -> hb.Font:
    font = hb.Font(typeface.face)
    font.scale = (round(size * UNIT), round(size * UNIT))
    font.set_variations({"wght": weight, "opsz": size})
    return font


@lru_cache(maxsize=4_096)
def _outline(typeface: Typeface, weight: int, size: float, glyph: int) -> tuple[tuple[int, int], str] | None:
    """Where it starts, and all the rest relative to that, so that it can be moved; or None for a blank."""
    pen = _Pen()
    _font(typeface, weight, size).draw_glyph(glyph, _DRAWING, pen)
    return (pen.start, "".join(pen.said)) if pen.start else None


class _Pen:
    """Writes a glyph as relative path commands in whole units; these are exact, as every point is rounded first."""

    def __init__(self) -> None:
        self.start: tuple[int, int] | None = None
        self.said: list[str] = []
        self._began = self._at = (0, 0)

    def move(self, x: float, y: float) -> None:
        where = (round(x), -round(y))
        if self.start is None:
            self.start = where
        else:
            self.said.append("m" + self._from_here(where))
        self._began = self._at = where

    def draw(self, command: str, *points: float) -> None:
        ends = [(round(x), -round(y)) for x, y in zip(points[::2], points[1::2], strict=True)]
        self.said.append(command + " ".join(map(self._from_here, ends)))
        self._at = ends[-1]

    def close(self) -> None:
        self.said.append("z")
        self._at = self._began

    def _from_here(self, where: tuple[int, int]) -> str:
        return f"{where[0] - self._at[0]} {where[1] - self._at[1]}"


def _drawing() -> hb.DrawFuncs:
    to = hb.DrawFuncs()
    to.set_move_to_func(lambda x, y, pen: pen.move(x, y))
    to.set_line_to_func(lambda x, y, pen: pen.draw("l", x, y))
    to.set_quadratic_to_func(lambda ax, ay, x, y, pen: pen.draw("q", ax, ay, x, y))
    to.set_cubic_to_func(lambda ax, ay, bx, by, x, y, pen: pen.draw("c", ax, ay, bx, by, x, y))
    to.set_close_path_func(lambda pen: pen.close())
    return to


_DRAWING: Final = _drawing()

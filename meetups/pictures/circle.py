"""The people somebody met, as a sunflower lays out its seeds: whoever was met last nearest, those of long ago at the edge."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin, sqrt
from typing import Final

from meetups.pictures.canvas import Canvas
from meetups.pictures.marks import (
    LEGEND_LINE,
    MARGIN,
    SMALL,
    Box,
    Point,
    heading,
    legend_height,
    legend_places,
    legend_words,
    overlap,
)
from meetups.pictures.values import CirclePicture, Dot

GOLDEN_ANGLE: Final = pi * (3 - sqrt(5))
"""The angle between seeds that leaves no gaps however many there are (Vogel, 1979)."""
_HEAD = 200
_FOOT = 96
_LONGEST = 320
_SYMBOL = 48
_NAMED = 84.0
"""Pixels from one person to the next that leave room for names."""


def draw_circle(picture: CirclePicture, *, is_plain: bool = False) -> Canvas:
    count = len(picture.dots)
    width = 900 if count <= 6 else 1_200 if count <= 40 else 1_600 if count <= 120 else 2_200
    foot = width + _HEAD - 2 * MARGIN + _FOOT - 44
    legend_end = foot + legend_height(_legend_of(picture), width - 2 * MARGIN, _SYMBOL)
    canvas = Canvas(width, legend_end + 44, picture.look, is_plain=is_plain)
    heading(canvas, picture.title, picture.subtitle, width - 2 * MARGIN)
    cx, cy, reach = width / 2, _HEAD + width / 2 - MARGIN, width / 2 - MARGIN
    hole = max(74.0, reach * 0.14)
    _rings(canvas, picture, (cx, cy), hole, reach)
    spacing = sqrt(pi * (reach**2 - hole**2) / max(1, count))
    discs = []
    for place, dot in enumerate(picture.dots):
        out, turn = _seed(place, count, hole, reach - min(70.0, spacing * 0.42)), place * GOLDEN_ANGLE - pi / 2
        x, y, r = cx + out * cos(turn), cy + out * sin(turn) - 14 * (spacing >= _NAMED), _size_of(dot, spacing)
        _disc(canvas, x, y, r, _span_of(picture, dot), dot.name)
        discs.append((dot, x, y, r))
    canvas.avatar(cx, cy, hole * 0.62, picture.centre, canvas.colours.accent, canvas.colours.ground)
    if spacing >= _NAMED:
        _names(canvas, discs, (cx, cy, hole * 0.62), spacing)
    _legend(canvas, picture, foot)
    return canvas


def _seed(place: int, count: int, hole: float, reach: float) -> float:
    """How far from the centre: each has as much room as any other."""
    return sqrt(hole**2 + (reach**2 - hole**2) * (place + 0.5) / count)


def _span_of(picture: CirclePicture, dot: Dot) -> int:
    return sum(dot.days > bound for bound in picture.bounds)


def _rings(canvas: Canvas, picture: CirclePicture, centre: Point, hole: float, reach: float) -> None:
    """A thin circle where one span of time ends and the next begins."""
    count, within = len(picture.dots), 0
    for span in range(len(picture.spans)):
        within += sum(_span_of(picture, each) == span for each in picture.dots)
        if within:
            edge = sqrt(hole**2 + (reach**2 - hole**2) * within / count)
            canvas.circle(*centre, edge, "", canvas.colours.line, 2, dash="" if within == count else "3 9")


def _size_of(dot: Dot, spacing: float) -> float:
    """Larger for whom they met more often."""
    return min(58.0, spacing * 0.31) * (0.55 + 0.45 * min(1.0, sqrt((dot.meetings - 1) / 9)))


def _names(
    canvas: Canvas, discs: Sequence[tuple[Dot, float, float, float]], centre: tuple[float, float, float], spacing: float
) -> None:
    """Below each where there is room, shortened where there is little; those met last are first to have one."""
    size = min(SMALL, max(18.0, spacing * 0.16))
    taken = [_around(*centre), *(_around(x, y, r) for _, x, y, r in discs)]
    for dot, x, y, r in discs:
        words = f"{dot.name} ×{dot.meetings}" if dot.meetings > 1 and dot.name else dot.name
        most = min(_LONGEST, spacing - 6, 2 * (min(x, canvas.width - x) - 12))
        top, width = y + r + 7, min(most, canvas.width_of(words, size))
        for wide in (width, width * 0.75, width * 0.5):
            box = (x - wide / 2 - 3, top, x + wide / 2 + 3, top + size)
            if not any(overlap(box, other) for other in taken):
                taken.append(box)
                canvas.text(x, top + size * 0.8, words, size, canvas.colours.ink, 400, "middle", wide + 1, size * 0.85)
                break


def _around(x: float, y: float, r: float) -> Box:
    """The square inside whose corners a disc hardly is: names may come near those."""
    return x - r * 0.9, y - r, x + r * 0.9, y + r


def _disc(canvas: Canvas, x: float, y: float, r: float, span: int, name: str | None) -> None:
    """How long ago, by shape as well: two fills, and an outline for those of long ago; None has nothing in it."""
    colours = canvas.colours
    fill = (colours.met, colours.in_touch, colours.raised)[span]
    if name is None:
        canvas.circle(x, y, r, fill)
    else:
        canvas.avatar(x, y, r, name, fill, colours.ground if span < 2 else colours.faint)
    if span == 2:
        canvas.circle(x, y, r, "", colours.excused, 2.5, dash="5 5")
    elif span == 1:
        canvas.circle(x, y, r + 4, "", colours.in_touch, 1.5)


def _spans_of(picture: CirclePicture) -> list[int]:
    return sorted({_span_of(picture, each) for each in picture.dots})


def _legend_of(picture: CirclePicture) -> list[str]:
    return [*(picture.spans[span] for span in _spans_of(picture)), *picture.sizes]


def _legend(canvas: Canvas, picture: CirclePicture, top: float) -> None:
    words, spans = _legend_of(picture), _spans_of(picture)
    for place, (along, row) in enumerate(legend_places(words, canvas.width - 2 * MARGIN, _SYMBOL)):
        x, y = MARGIN + along, top + row * LEGEND_LINE
        if place < len(spans):
            _disc(canvas, x + 19, y - 9, 15, spans[place], None)
        else:
            canvas.circle(x + 19, y - 9, (19, 10)[place - len(spans)], "", canvas.colours.faint, 2)
        legend_words(canvas, x + _SYMBOL, y, words[place])

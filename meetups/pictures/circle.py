"""The people somebody met, as a sunflower lays out its seeds: whoever was met last nearest, those of long ago at the edge."""

from __future__ import annotations

from math import cos, pi, sin, sqrt
from typing import Final

from meetups.pictures.canvas import Canvas
from meetups.pictures.marks import MARGIN, SMALL, heading
from meetups.pictures.values import CirclePicture, Dot

Point = tuple[float, float]
GOLDEN_ANGLE: Final = pi * (3 - sqrt(5))
"""The angle between seeds that leaves no gaps however many there are (Vogel, 1979)."""
_HEAD = 200
_FOOT = 96


def draw_circle(picture: CirclePicture, *, is_plain: bool = False) -> Canvas:
    count = len(picture.dots)
    width = 1_200 if count <= 40 else 1_600 if count <= 120 else 2_200
    canvas = Canvas(width, width + _HEAD + _FOOT - 2 * MARGIN, picture.look, is_plain=is_plain)
    heading(canvas, picture.title, picture.subtitle, width - 2 * MARGIN)
    cx, cy, reach = width / 2, _HEAD + width / 2 - MARGIN, width / 2 - MARGIN
    hole = max(74.0, reach * 0.14)
    _rings(canvas, picture, (cx, cy), hole, reach)
    spacing = sqrt(pi * (reach**2 - hole**2) / max(1, count))
    for place, dot in enumerate(picture.dots):
        r, turn = _seed(place, count, hole, reach - min(70.0, spacing * 0.42)), place * GOLDEN_ANGLE - pi / 2
        _dot(canvas, dot, (cx + r * cos(turn), cy + r * sin(turn)), spacing, _span_of(picture, dot))
    canvas.avatar(cx, cy, hole * 0.62, picture.centre, canvas.colours.accent, canvas.colours.ground)
    _legend(canvas, picture)
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


def _dot(canvas: Canvas, dot: Dot, at: Point, spacing: float, span: int) -> None:
    """Larger for whom they met more often; names where there is room for them."""
    x, y = at
    largest = min(58.0, spacing * 0.34)
    r = largest * (0.55 + 0.45 * min(1.0, sqrt((dot.meetings - 1) / 9)))
    has_label = spacing >= 84 and bool(dot.name)
    _disc(canvas, x, y - 14 * has_label, r, span, dot.name)
    if has_label:
        words = f"{dot.name} ×{dot.meetings}" if dot.meetings > 1 else dot.name
        size = min(SMALL, max(18, spacing * 0.16))
        canvas.text(x, y + r + 12, words, size, canvas.colours.ink, 400, "middle", spacing - 6)


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


def _legend(canvas: Canvas, picture: CirclePicture) -> None:
    x, y = float(MARGIN), canvas.height - 44
    for span, words in enumerate(picture.spans):
        if any(_span_of(picture, each) == span for each in picture.dots):
            _disc(canvas, x + 15, y - 9, 15, span, None)
            x += 44 + canvas.text(x + 44, y, words, 24, canvas.colours.faint, most_width=250, least_size=18) + 30
    for r, words in zip((19, 10), picture.sizes, strict=True):
        canvas.circle(x + 19, y - 9, r, "", canvas.colours.faint, 2)
        x += 48 + canvas.text(x + 48, y, words, 24, canvas.colours.faint, most_width=170, least_size=18) + 30

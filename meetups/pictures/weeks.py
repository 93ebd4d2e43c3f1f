"""A mission in one look: its weeks as a trail of marks, how many are filled, and its numbers."""

from __future__ import annotations

from math import ceil

from meetups.pictures.canvas import Canvas
from meetups.pictures.marks import MARGIN, chip_row, heading, legend_height, legend_row, outcome_mark
from meetups.pictures.values import Figure, WeeksPicture

WIDTH = 1_200
_RING = (1_006, 206, 112)
_TRAIL_TOP = 356
_MONTHS = 34
"""Room for the months above a row of weeks."""


def draw_weeks(picture: WeeksPicture, *, is_plain: bool = False) -> Canvas:
    columns, cell = _grid(len(picture.squares))
    rows = ceil(len(picture.squares) / columns)
    trail_end = _TRAIL_TOP + 44 * bool(picture.note) + rows * (cell + _MONTHS) + 12 * bool(rows)
    legend_y = trail_end + 44
    legend_end = legend_y + legend_height([words for _, words in picture.legend], WIDTH - 2 * MARGIN)
    chips_y = legend_end + 36 if picture.legend else trail_end
    canvas = Canvas(WIDTH, chips_y + 96 * bool(picture.chips) + 24, picture.look, is_plain=is_plain)
    heading(canvas, picture.title, picture.subtitle, 780)
    _ring(canvas, picture)
    figures(canvas, picture.figures, 262, 800)
    if picture.note:
        canvas.text(MARGIN, _TRAIL_TOP + 20, picture.note, 28, canvas.colours.ink, 500, "start", WIDTH - 2 * MARGIN, 20)
    _trail(canvas, picture, columns, cell, _TRAIL_TOP + 44 * bool(picture.note))
    legend_row(canvas, legend_y, picture.legend)
    chip_row(canvas, MARGIN, chips_y, picture.chips, WIDTH - 2 * MARGIN)
    return canvas


def figures(canvas: Canvas, shown: tuple[Figure, ...], y: float, room: float) -> None:
    """Numbers beside each other; ``y`` is the line they stand on."""
    if not shown:
        return
    step = min(320.0, room / len(shown))
    for place, each in enumerate(shown):
        x = MARGIN + place * step
        canvas.text(x, y, each.number, 60, canvas.colours.ink, 700, "start", step - 20, 30)
        canvas.text(x, y + 42, each.label, 26, canvas.colours.faint, 400, "start", step - 20, 17)


def _grid(count: int) -> tuple[int, float]:
    """How many weeks stand in a row, and how wide each is: few are large, three years are small."""
    columns = max(1, count) if count <= 20 else 26 if count <= 78 else 53
    return columns, min(62.0, (WIDTH - 2 * MARGIN) / columns)


def _ring(canvas: Canvas, picture: WeeksPicture) -> None:
    cx, cy, r = _RING
    canvas.arc(cx, cy, r, 0, 1, canvas.colours.line, 24)
    canvas.arc(cx, cy, r, 0, min(1.0, picture.share), canvas.colours.accent, 24)
    canvas.text(cx, cy + 10, picture.ring.number, 56, canvas.colours.ink, 700, "middle", 2 * r - 60, 28)
    canvas.text(cx, cy + 46, picture.ring.label, 24, canvas.colours.faint, 400, "middle", 2 * r - 62, 15)


def _trail(canvas: Canvas, picture: WeeksPicture, columns: int, cell: float, top: float) -> None:
    size = 22 if cell < 30 else 24
    free_from = 0.0
    for place, each in enumerate(picture.squares):
        row, column = divmod(place, columns)
        x, y = MARGIN + column * cell, top + row * (cell + _MONTHS) + _MONTHS
        free_from = 0.0 if column == 0 else free_from
        # A month of few weeks at a row's edge gives way to its neighbour.
        if each.month and x >= free_from:
            room = min(110.0, WIDTH - 12 - x)
            width = canvas.text(x + 2, y - 9, each.month, size, canvas.colours.faint, most_width=room, least_size=16)
            free_from = x + width + 12
        outcome_mark(canvas, x + cell / 2, y + cell / 2, cell, each.outcome, is_double=each.is_double)

"""A community's year: how many meetings each week held, and the numbers of it."""

from __future__ import annotations

from meetups.pictures.canvas import Canvas
from meetups.pictures.marks import MARGIN, heading
from meetups.pictures.values import YearPicture
from meetups.pictures.weeks import WIDTH, figures

_TOP, _FLOOR = 380, 640


def draw_year(picture: YearPicture, *, is_plain: bool = False) -> Canvas:
    canvas = Canvas(WIDTH, 760, picture.look, is_plain=is_plain)
    heading(canvas, picture.title, picture.subtitle, WIDTH - 2 * MARGIN)
    figures(canvas, picture.figures, 268, WIDTH - 2 * MARGIN)
    weeks = max(53, len(picture.weeks))
    step = (WIDTH - 2 * MARGIN) / weeks
    most = max(picture.weeks, default=0) or 1
    canvas.line(MARGIN, _FLOOR, WIDTH - MARGIN, _FLOOR, canvas.colours.line, 2)
    for place, count in enumerate(picture.weeks):
        height = (_FLOOR - _TOP) * count / most
        x = MARGIN + place * step + step * 0.15
        is_peak = count > 0 and place == picture.weeks.index(most)
        if count:
            colour = canvas.colours.accent if is_peak else canvas.colours.met
            canvas.rect(x, _FLOOR - height, step * 0.7, height, colour, min(step * 0.3, height / 2))
        else:
            canvas.circle(x + step * 0.35, _FLOOR - 8, 2.5, canvas.colours.no_meeting)
        if is_peak:
            canvas.text(x + step * 0.35, _FLOOR - height - 12, str(count), 24, canvas.colours.ink, 700, "middle")
    for place, name in picture.months:
        canvas.text(MARGIN + place * step, _FLOOR + 40, name, 24, canvas.colours.faint, most_width=80, least_size=16)
    canvas.text(
        MARGIN, _FLOOR + 84, picture.axis, 24, canvas.colours.faint, most_width=WIDTH - 2 * MARGIN, least_size=18
    )
    return canvas

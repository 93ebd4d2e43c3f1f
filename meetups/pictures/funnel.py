"""How many people came how far, week by week: a row of bars for each step."""

from __future__ import annotations

from meetups.pictures.canvas import Canvas
from meetups.pictures.marks import MARGIN, heading
from meetups.pictures.values import FunnelPicture, Step
from meetups.pictures.weeks import WIDTH

_TOP = 210
_ROW = 108
_LABELS = 280


def draw_funnel(picture: FunnelPicture, *, is_plain: bool = False) -> Canvas:
    foot = _TOP + len(picture.steps) * _ROW
    canvas = Canvas(WIDTH, foot + 120, picture.look, is_plain=is_plain)
    heading(canvas, picture.title, picture.subtitle, WIDTH - 2 * MARGIN)
    most = max((count for step in picture.steps for count in step.counts if count), default=1)
    step_width = (WIDTH - 2 * MARGIN - _LABELS) / max(1, len(picture.weeks))
    for row, step in enumerate(picture.steps):
        _row(canvas, step, _TOP + (row + 1) * _ROW - 18, step_width, most)
    for place, week in enumerate(picture.weeks):
        x = MARGIN + _LABELS + (place + 0.5) * step_width
        ink = canvas.colours.ink if place == len(picture.weeks) - 1 else canvas.colours.faint
        canvas.text(x, foot + 26, week, 22, ink, 400, "middle", step_width - 8, 14)
    canvas.text(
        MARGIN, foot + 84, picture.hidden, 24, canvas.colours.faint, most_width=WIDTH - 2 * MARGIN, least_size=18
    )
    return canvas


def _row(canvas: Canvas, step: Step, floor: float, width: float, most: int) -> None:
    canvas.text(MARGIN, floor - 6, step.label, 30, canvas.colours.ink, 600, "start", _LABELS - 24, 20)
    canvas.line(MARGIN + _LABELS, floor, WIDTH - MARGIN, floor, canvas.colours.line, 2)
    for place, count in enumerate(step.counts):
        x = MARGIN + _LABELS + (place + 0.5) * width
        if count is None:
            canvas.text(x, floor - 8, "·", 30, canvas.colours.faint, 400, "middle")
            continue
        height = max(4.0, (_ROW - 56) * count / most)
        canvas.rect(x - width * 0.28, floor - height, width * 0.56, height, canvas.colours.met, 5)
        canvas.text(x, floor - height - 8, str(count), 22, canvas.colours.ink, 600, "middle", width - 12, 14)

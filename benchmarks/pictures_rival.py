"""The same card by matplotlib, as fast as it goes: one collection for all discs, no pyplot, no axes to see, no layout, Agg."""

from __future__ import annotations

import sys
from io import BytesIO
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import EllipseCollection, LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Wedge

from benchmarks.pictures import card
from bot.painter import main
from meetups.pictures.drawing import sketched
from meetups.pictures.palette import Palette, palette
from meetups.pictures.values import WeeksPicture
from meetups.rules.outcomes import Outcome

WIDTH, MARGIN, DPI = 1_200, 64, 100
HEIGHT: Final = int(sketched(card(0)).height)
_COLUMNS: Final = 26
_CELL: Final = (WIDTH - 2 * MARGIN) / _COLUMNS
_ROW: Final = _CELL + 34
_TRAIL_TOP: Final = 434
_POINT: Final = 72 / DPI
"""Sizes of letters are points there."""


def drawn(picture: WeeksPicture) -> bytes:
    colours = palette(picture.look)
    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=colours.ground)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
    axes.axis("off")
    _head(axes, picture, colours)
    _trail(axes, picture, colours)
    _foot(axes, picture, colours)
    told = BytesIO()
    FigureCanvasAgg(figure)
    figure.savefig(told, format="png")
    return told.getvalue()


def _head(axes: Axes, picture: WeeksPicture, colours: Palette) -> None:
    _text(axes, MARGIN, 108, picture.title, 54, colours.ink, weight="bold")
    _text(axes, MARGIN, 156, picture.subtitle, 28, colours.faint)
    for place, each in enumerate(picture.figures):
        _text(axes, MARGIN + place * 200, 262, each.number, 60, colours.ink, weight="bold")
        _text(axes, MARGIN + place * 200, 304, each.label, 22, colours.faint)
    for turned, colour in ((1.0, colours.line), (picture.share, colours.accent)):
        axes.add_patch(Wedge((1_006, 206), 124, -90, -90 + 360 * turned, width=24, facecolor=colour))
    _text(axes, 1_006, 216, picture.ring.number, 44, colours.ink, weight="bold", ha="center")
    _text(axes, 1_006, 252, picture.ring.label, 24, colours.faint, ha="center")
    _text(axes, MARGIN, 376, picture.note, 28, colours.ink)


def _trail(axes: Axes, picture: WeeksPicture, colours: Palette) -> None:
    discs: list[tuple[float, float, float, str, str]] = []
    lines: list[list[tuple[float, float]]] = []
    for place, each in enumerate(picture.squares):
        row, column = divmod(place, _COLUMNS)
        x, y = MARGIN + (column + 0.5) * _CELL, _TRAIL_TOP + row * _ROW + _CELL / 2
        if each.month:
            _text(axes, x - _CELL / 2, y - _CELL / 2 - 9, each.month, 24, colours.faint)
        _mark(discs, lines, x, y, _CELL / 2, each.outcome, each.is_double, colours)
    for place, (outcome, words) in enumerate(picture.legend):
        _mark(discs, lines, MARGIN + place * 180 + 15, _legend_y() - 9, 16, outcome, False, colours)
        _text(axes, MARGIN + place * 180 + 42, _legend_y(), words, 24, colours.faint)
    axes.add_collection(LineCollection(lines, colors=colours.in_touch, linewidths=3), autolim=False)
    across = [2 * each[2] for each in discs]
    axes.add_collection(
        EllipseCollection(
            across,
            across,
            [0] * len(discs),
            units="xy",
            offsets=[each[:2] for each in discs],
            offset_transform=axes.transData,
            facecolors=[each[3] for each in discs],
            edgecolors=[each[4] for each in discs],
            linewidths=1.5,
        ),
        autolim=False,
    )


def _mark(
    discs: list[tuple[float, float, float, str, str]],
    lines: list[list[tuple[float, float]]],
    x: float,
    y: float,
    unit: float,
    outcome: Outcome,
    is_double: bool,
    colours: Palette,
) -> None:
    if outcome is Outcome.MET:
        fill = colours.met_twice if is_double else colours.met
        discs.append((x - unit * 0.3, y, unit * 0.56, fill, "none"))
        discs.append((x + unit * 0.3, y, unit * 0.56, fill, colours.ground))
    elif outcome is Outcome.IN_TOUCH:
        lines.append([(x - unit * 0.5, y), (x + unit * 0.5, y)])
        discs += ((x + side * unit * 0.55, y, unit * 0.3, colours.in_touch, "none") for side in (-1, 1))
    elif outcome is Outcome.NO_MEETING:
        discs.append((x, y, unit * 0.24, colours.no_meeting, "none"))
    else:
        discs.append((x, y, unit * 0.46, "none", colours.ahead))


def _legend_y() -> float:
    return _TRAIL_TOP + 2 * _ROW + 22


def _foot(axes: Axes, picture: WeeksPicture, colours: Palette) -> None:
    for place, each in enumerate(picture.chips):
        x, y = MARGIN + place * 480, _legend_y() + 36
        box = FancyBboxPatch(
            (x, y), 440, 56, "round,pad=0,rounding_size=28", facecolor=colours.raised, edgecolor="none"
        )
        axes.add_patch(box)
        _text(axes, x + 24, y + 37, each, 24, colours.ink)


def _text(axes: Axes, x: float, y: float, words: str, size: float, colour: str, **how: Any) -> None:
    axes.text(x, y, words, fontsize=size * _POINT, color=colour, parse_math=False, **how)


if __name__ == "__main__":
    sys.exit(main(drawn))

"""Meetward's own marks: two discs that meet, come near or have not come yet. What became of a week is told by shape first."""

from __future__ import annotations

from collections.abc import Sequence

from meetups.pictures.canvas import Canvas
from meetups.pictures.typesetting import typeset
from meetups.rules.outcomes import Outcome

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""

MARGIN = 64
SMALL = 26
"""The least size of words, in pixels of a picture 1,200 wide, of which a chat shows about half."""
LEGEND = 24
LEGEND_LINE = 40
_SYMBOL, _GAP, _MOST_WORDS = 42, 34, 480


def heading(canvas: Canvas, title: str, subtitle: str, most_width: float) -> None:
    if not canvas.text(MARGIN, 108, title, 54, canvas.colours.ink, 700, most_width=most_width, least_size=34):
        canvas.avatar(MARGIN + 28, 86, 28, title, canvas.colours.raised, canvas.colours.faint)
    canvas.text(MARGIN, 156, subtitle, 28, canvas.colours.faint, most_width=most_width, least_size=22)


def outcome_mark(
    canvas: Canvas, cx: float, cy: float, size: float, outcome: Outcome, *, is_double: bool = False
) -> None:
    """A week, in a square of this size: two discs that overlap where people met, two apart where they were in touch."""
    colours, unit = canvas.colours, size / 2
    if outcome is Outcome.MET:
        fill = colours.met_twice if is_double else colours.met
        canvas.circle(cx - unit * 0.3, cy, unit * 0.56, fill)
        canvas.circle(cx + unit * 0.3, cy, unit * 0.56, fill, canvas.colours.ground, max(1.5, unit * 0.14))
    elif outcome is Outcome.IN_TOUCH:
        canvas.line(cx - unit * 0.5, cy, cx + unit * 0.5, cy, colours.in_touch, max(1.5, unit * 0.14))
        canvas.circle(cx - unit * 0.55, cy, unit * 0.3, colours.in_touch)
        canvas.circle(cx + unit * 0.55, cy, unit * 0.3, colours.in_touch)
    elif outcome is Outcome.OPEN:
        canvas.circle(cx, cy, unit * 0.66, "", colours.open, max(2, unit * 0.2))
        canvas.circle(cx, cy, unit * 0.18, colours.open)
    elif outcome is Outcome.EXCUSED:
        width = max(2.0, unit * 0.22)
        canvas.line(cx - unit * 0.4, cy, cx + unit * 0.4, cy, colours.excused, width)
    elif outcome is Outcome.NO_MEETING:
        canvas.circle(cx, cy, unit * 0.24, colours.no_meeting)
    else:
        canvas.circle(cx, cy, unit * 0.46, "", colours.ahead, max(1.5, unit * 0.12))


def chip_row(canvas: Canvas, x: float, y: float, chips: tuple[str, ...], most_width: float) -> None:
    """Short lines in rounded boxes, as many as have room."""
    room = most_width
    for each in chips:
        if room < 160:
            return
        before = len_of(canvas, each, min(room - 48, 420))
        canvas.rect(x, y, before + 48, 56, canvas.colours.raised, 28)
        canvas.text(x + 24, y + 37, each, SMALL, canvas.colours.ink, 500, most_width=before + 1, least_size=20)
        x, room = x + before + 64, room - before - 64


def len_of(canvas: Canvas, words: str, most: float, size: float = SMALL, weight: int = 500) -> float:
    """How wide words come out, at most so wide."""
    return min(most, canvas.width_of(words, size, weight))


def legend_places(words: Sequence[str], room: float, symbol: float = _SYMBOL) -> list[tuple[float, int]]:
    """Where each entry of a legend begins and on which line, none beyond the room; ``symbol`` is what stands before words."""
    places, x, line = [], 0.0, 0
    for each in words:
        width = symbol + min(_MOST_WORDS, typeset(each, LEGEND).width)
        if x and x + width > room:
            x, line = 0.0, line + 1
        places.append((x, line))
        x += width + _GAP
    return places


def legend_height(words: Sequence[str], room: float, symbol: float = _SYMBOL) -> int:
    """What the lines after the first take."""
    return LEGEND_LINE * max((line for _, line in legend_places(words, room, symbol)), default=0)


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def legend_words(canvas: Canvas, x: float, y: float, words: str) -> None:
    canvas.text(x, y, words, LEGEND, canvas.colours.faint, most_width=_MOST_WORDS, least_size=18)


def legend_row(canvas: Canvas, y: float, entries: tuple[tuple[Outcome, str], ...]) -> None:
    """What the marks mean, in as many lines as it takes."""
    places = legend_places([words for _, words in entries], canvas.width - 2 * MARGIN)
    for (outcome, words), (x, line) in zip(entries, places, strict=True):
        outcome_mark(canvas, MARGIN + x + 15, y + line * LEGEND_LINE - 9, 32, outcome)
        legend_words(canvas, MARGIN + x + _SYMBOL, y + line * LEGEND_LINE, words)

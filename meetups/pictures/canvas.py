"""Shapes, words and avatars, collected into an SVG. Lengths are pixels; y grows downwards; a turn is 0 at twelve o'clock."""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, pi, sin
from typing import Final, Literal
from xml.sax.saxutils import escape, quoteattr

from meetups.pictures.palette import palette
from meetups.pictures.typesetting import BOLD_STROKE, EMOJI_SCALE, UNIT, Line, fitted, initial_of, typeset
from meetups.values.people import Look

Anchor = Literal["start", "middle", "end"]
_Attributes = Mapping[str, str] | Mapping[str, float] | Mapping[str, str | float]
_BEFORE: Final = {"start": 0.0, "middle": 0.5, "end": 1.0}
_ROUND: Final = {"stroke-linecap": "round", "stroke-linejoin": "round"}
_CAPITAL: Final = 0.73
"""How high Inter's capitals are, in ems."""


class Canvas:
    """The ground fills all of it; Discord rounds a picture's corners itself. A plain one has words instead of outlines."""

    def __init__(self, width: float, height: float, look: Look, *, is_plain: bool = False) -> None:
        self.width = width
        self.height = height
        self.look = look
        self.colours = palette(look)
        self._is_plain = is_plain
        self._said: list[str] = []
        self.rect(0, 0, width, height, self.colours.ground)

    def rect(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        fill: str,
        radius: float = 0,
        stroke: str = "",
        stroke_width: float = 0,
        opacity: float = 1,
        dash: str = "",
    ) -> None:
        box = {"x": x, "y": y, "width": w, "height": h, "rx": radius}
        self._add("rect", box, _painted(fill, stroke, stroke_width, opacity, dash))

    def circle(
        self,
        cx: float,
        cy: float,
        r: float,
        fill: str,
        stroke: str = "",
        stroke_width: float = 0,
        opacity: float = 1,
        dash: str = "",
    ) -> None:
        self._add("circle", {"cx": cx, "cy": cy, "r": r}, _painted(fill, stroke, stroke_width, opacity, dash))

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        stroke: str,
        stroke_width: float = 1,
        opacity: float = 1,
        dash: str = "",
    ) -> None:
        ends = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
        self._add("line", ends, _ROUND, _painted("", stroke, stroke_width, opacity, dash))

    def path(
        self,
        d: str,
        fill: str = "",
        stroke: str = "",
        stroke_width: float = 0,
        opacity: float = 1,
        dash: str = "",
    ) -> None:
        """``d`` is SVG path data; its ends and corners are round."""
        painted = _painted(fill, stroke, stroke_width, opacity, dash)
        self._add("path", {"d": d}, _ROUND if stroke else {}, painted)

    def arc(self, cx: float, cy: float, r: float, from_turn: float, to_turn: float, stroke: str, width: float) -> None:
        """Clockwise, with round ends; a whole turn or more is a ring, and none is nothing."""
        turned = to_turn - from_turn
        if turned <= 0:
            return
        if turned >= 1:
            self.circle(cx, cy, r, "", stroke, width)
            return
        (x1, y1), (x2, y2) = _on_circle(cx, cy, r, from_turn), _on_circle(cx, cy, r, to_turn)
        is_long = int(turned > 0.5)
        round_trip = f"M{number(x1)} {number(y1)}A{number(r)} {number(r)} 0 {is_long} 1 {number(x2)} {number(y2)}"
        self.path(round_trip, "", stroke, width)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        fill: str,
        weight: int = 400,
        anchor: Anchor = "start",
        most_width: float | None = None,
        least_size: float | None = None,
    ) -> float:
        """Returns how wide it came out. ``y`` is the baseline; the anchor stays where it is in scripts read leftwards."""
        if most_width is None:
            line = typeset(words, size, weight)
        else:
            line = fitted(words, size, weight, most_width, size if least_size is None else least_size)
        if line.is_empty:
            return 0.0
        start = x - line.width * _BEFORE[anchor]
        if self._is_plain:
            how = {"font-size": line.size, "font-weight": weight}
            self._add("text", {"x": start, "y": y}, how, {"fill": fill}, inside=line.words)
        else:
            self._draw(line, start, y, fill)
        return line.width

    def width_of(self, words: str, size: float, weight: int = 400) -> float:
        """How wide ``text`` comes out where it need not keep within a width."""
        return typeset(words, size, weight).width

    def avatar(self, cx: float, cy: float, r: float, name: str, fill: str, ink: str) -> None:
        """A disc with the name's initial; where it has none that can be drawn, with a little person."""
        self.circle(cx, cy, r, fill)
        initial, size = initial_of(name), r * 1.1
        if initial:
            self.text(cx, cy + size * _CAPITAL / 2, initial, size, ink, 600, "middle", r * 1.5, r * 0.5)
            return
        self.circle(cx, cy - r * 0.24, r * 0.27, ink)
        left, right, low = number(cx - r * 0.5), number(cx + r * 0.5), number(cy + r * 0.56)
        shoulders = f"{number(r * 0.5)} {number(r * 0.46)}"
        self.path(f"M{left} {low}A{shoulders} 0 0 1 {right} {low}Z", ink)

    def svg(self) -> str:
        """The same calls give the same text."""
        width, height = number(self.width), number(self.height)
        size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n' + "\n".join(self._said) + "\n</svg>\n"

    def _draw(self, line: Line, x: float, y: float, fill: str) -> None:
        painted = {"fill": fill, "transform": f"translate({number(x)} {number(y)}) scale({number(1 / UNIT)})"}
        if line.outline:
            self._add("path", {"d": line.outline}, painted)
        if line.thickened:
            thick = {"stroke-width": line.size * UNIT * BOLD_STROKE}
            self._add("path", {"d": line.thickened}, painted, {"stroke": fill}, thick)
        for along, cluster, family in line.emoji:
            where = {"x": x + along, "y": y, "font-size": line.size * EMOJI_SCALE}
            self._add("text", where, {"font-family": family}, inside=cluster)

    def _add(self, element: str, *attributes: _Attributes, inside: str = "") -> None:
        said = "".join(
            f" {name}={quoteattr(value)}" if isinstance(value, str) else f' {name}="{number(value)}"'
            for some in attributes
            for name, value in some.items()
        )
        self._said.append(f"<{element}{said}>{escape(inside)}</{element}>" if inside else f"<{element}{said}/>")


def number(value: float) -> str:
    """With at most two decimals, and none that say nothing."""
    rounded = round(value, 2)
    return str(int(rounded)) if rounded == int(rounded) else f"{rounded:.2f}".rstrip("0")


def _painted(fill: str, stroke: str, stroke_width: float, opacity: float, dash: str) -> dict[str, str | float]:
    said: dict[str, str | float] = {"fill": fill or "none"}
    if stroke:
        said |= {"stroke": stroke, "stroke-width": stroke_width}
    if opacity != 1:
        said["opacity"] = opacity
    if dash:
        said["stroke-dasharray"] = dash
    return said


def _on_circle(cx: float, cy: float, r: float, turn: float) -> tuple[float, float]:
    return cx + r * sin(turn * 2 * pi), cy - r * cos(turn * 2 * pi)

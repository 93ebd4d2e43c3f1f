"""The colours of a picture, on a dark ground and on a light one: coral is warm, green is glad, indigo is calm.

No mark is told by its hue alone: outcomes differ in lightness as well, and every drawing gives them shapes of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from meetups.values.people import Look


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as ``#rrggbb``. ``no_meeting`` and ``ahead`` are unobtrusive on purpose; ``faint`` is for small text too."""

    ground: str
    raised: str
    ink: str
    faint: str
    line: str
    met: str
    met_twice: str
    in_touch: str
    open: str
    no_meeting: str
    excused: str
    ahead: str
    accent: str
    bridge: str
    clusters: tuple[str, ...]


_DARK: Final = Palette(
    ground="#17181F",
    raised="#22242E",
    ink="#F4F2EC",
    faint="#A9ABBA",
    line="#363948",
    met="#57C785",
    met_twice="#B4F0CB",
    in_touch="#6B7CFF",
    open="#FFC24A",
    no_meeting="#3A3D4B",
    excused="#7A7080",
    ahead="#2C2F3B",
    accent="#FF7A6B",
    bridge="#FFC27A",
    clusters=("#FF7A6B", "#57C785", "#8492FF", "#F2C14E", "#4CC3D9", "#D78BE0", "#A9B665", "#F29BB2"),
)
_LIGHT: Final = Palette(
    ground="#FBFAF7",
    raised="#F0EEE8",
    ink="#22232B",
    faint="#5C5E6C",
    line="#DAD7CE",
    met="#177A45",
    met_twice="#0A4A2B",
    in_touch="#3646C4",
    open="#BA610D",
    no_meeting="#D6D3CB",
    excused="#928A98",
    ahead="#E4E1D9",
    accent="#C8402F",
    bridge="#B5651D",
    clusters=("#C8402F", "#177A45", "#4456DB", "#96700B", "#0F7F93", "#9A3FA6", "#66731B", "#B83A6B"),
)


def palette(look: Look) -> Palette:
    return _LIGHT if look is Look.LIGHT else _DARK


def linear(colour: str) -> tuple[float, float, float]:
    """Red, green and blue as light, 0 to 1, of an sRGB colour (IEC 61966-2-1)."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _as_light(red), _as_light(green), _as_light(blue)


def _as_light(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 to 21, the same both ways: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)

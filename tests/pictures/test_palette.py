"""Every colour can be seen on its ground, and outcomes are told apart by the colour-blind as well."""

from __future__ import annotations

import itertools
from dataclasses import fields

import pytest

from meetups.pictures.palette import Palette, contrast, linear, palette
from meetups.values.people import Look

UNOBTRUSIVE = {"no_meeting", "ahead", "line"}
OUTCOMES = ("met", "in_touch", "open", "excused")
APART = 20.0
"""In CIE76 units, where about 2.3 is just noticeable between large fields side by side (Mahy et al. 1994). Marks of a dozen
pixels, apart from each other, are given nine times that."""
LIGHTER = 5.0
"""In L*, so that a print in grey still shows four steps in the narrow range that a 3:1 contrast leaves."""

Light = tuple[float, float, float]
Seen = tuple[Light, Light, Light]

# Machado, Oliveira, Fernandes: A Physiologically-based Model for Simulation of Color Vision Deficiency (2009), severity 1.0.
EYES: dict[str, Seen] = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}

looks = pytest.mark.parametrize("look", Look)


def lab(colour: str, eyes: Seen = EYES["all cones"]) -> Light:
    """CIE L*a*b* under D65, of the colour as these eyes see it."""
    light = linear(colour)
    red, green, blue = (min(1.0, max(0.0, sum(a * b for a, b in zip(row, light, strict=True)))) for row in eyes)
    x, y, z = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883,
    )
    fx, fy, fz = (value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116 for value in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def marks(colours: Palette) -> dict[str, str]:
    """Everything drawn on the ground that is not text and is meant to be noticed."""
    apart = {"ground", "raised", "ink", "faint", "clusters"} | UNOBTRUSIVE
    named = {each.name: getattr(colours, each.name) for each in fields(Palette) if each.name not in apart}
    return named | {f"cluster {at}": colour for at, colour in enumerate(colours.clusters)}


def test_contrast_is_as_the_standard_counts_it() -> None:
    assert contrast("#000000", "#FFFFFF") == contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@looks
def test_text_can_be_read_on_the_ground_and_on_a_chip(look: Look) -> None:
    colours = palette(look)
    for text, below in itertools.product((colours.ink, colours.faint), (colours.ground, colours.raised)):
        assert contrast(text, below) >= 4.5, (text, below)


@looks
def test_marks_stand_out_and_the_unobtrusive_ones_can_be_seen(look: Look) -> None:
    colours = palette(look)
    assert {name for name, mark in marks(colours).items() if contrast(mark, colours.ground) < 3} == set()
    for name in UNOBTRUSIVE:
        assert 1.2 <= contrast(getattr(colours, name), colours.ground) < 3, name
    assert len(set(colours.clusters)) == 8


@looks
@pytest.mark.parametrize("eyes", EYES.values(), ids=EYES)
def test_outcomes_are_told_apart_by_all_eyes(look: Look, eyes: Seen) -> None:
    colours = palette(look)
    for one, other in itertools.combinations(OUTCOMES, 2):
        here, there = lab(getattr(colours, one), eyes), lab(getattr(colours, other), eyes)
        assert sum((a - b) ** 2 for a, b in zip(here, there, strict=True)) ** 0.5 >= APART, (one, other)


@looks
def test_outcomes_differ_in_lightness_too(look: Look) -> None:
    colours = palette(look)
    steps = sorted(lab(getattr(colours, name))[0] for name in OUTCOMES)
    assert min(after - before for before, after in itertools.pairwise(steps)) >= LIGHTER, steps

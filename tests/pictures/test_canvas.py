"""Shapes and words become an SVG that is the same every time, and a PNG or a plain refusal."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from meetups.pictures.canvas import Canvas, number
from meetups.pictures.palette import palette
from meetups.pictures.rendering import UndrawableError, png
from meetups.values.people import Look

LIGHT = palette(Look.LIGHT)


def seen(canvas: Canvas) -> Image.Image:
    return Image.open(BytesIO(png(canvas.svg()))).convert("RGB")


def inked(canvas: Canvas) -> tuple[int, int, int, int]:
    """What is not ground: left, top, right, bottom."""
    picture = seen(canvas)
    ground = Image.new("RGB", picture.size, LIGHT.ground)
    return ImageChops.difference(picture, ground).getbbox() or (0, 0, 0, 0)


def blank(is_plain: bool = False) -> Canvas:
    return Canvas(200, 100, Look.LIGHT, is_plain=is_plain)


def everything(look: Look, is_plain: bool = False) -> Canvas:
    canvas = Canvas(400, 200, look, is_plain=is_plain)
    colours = canvas.colours
    canvas.rect(10, 10, 50, 20, colours.raised, 6, colours.line, 1, 0.5, "3 2")
    canvas.circle(90, 20, 10, colours.met, colours.ink, 2)
    canvas.line(10, 50, 90, 50, colours.line, 2)
    canvas.path("M10 60L40 90Z", "", colours.accent, 3)
    canvas.arc(150, 50, 30, 0.1, 0.8, colours.open, 6)
    canvas.text(10, 150, 'Zoë <سلام> & "田"', 24, colours.ink, 700)
    canvas.avatar(300, 50, 30, "ana", colours.accent, colours.ground)
    canvas.avatar(360, 50, 30, "ሰላም", colours.accent, colours.ground)
    return canvas


@pytest.mark.parametrize("look", Look)
def test_the_same_calls_give_the_same_bytes_and_fill_the_picture_to_its_corners(look: Look) -> None:
    canvas = everything(look)
    assert canvas.svg() == everything(look).svg()
    assert png(canvas.svg()) == png(everything(look).svg())
    picture = seen(canvas)
    assert picture.size == (400, 200)
    for corner in ((0, 0), (399, 199)):
        assert "#{:02X}{:02X}{:02X}".format(*picture.getpixel(corner)) == palette(look).ground  # type: ignore[misc]
    assert not re.search(r"\d\.\d{3}", canvas.svg())


def test_a_plain_one_can_be_read() -> None:
    words = [each.text for each in ET.fromstring(everything(Look.DARK, is_plain=True).svg()) if each.text]
    assert words == ['Zoë <سلام> & "田"', "A"]
    outlined = ET.fromstring(everything(Look.DARK).svg())
    assert not [each.text for each in outlined if (each.text or "").strip()]


def test_attributes_cannot_be_broken_out_of() -> None:
    canvas = blank()
    canvas.rect(0, 0, 1, 1, '"/><script>')
    (_, rect) = ET.fromstring(canvas.svg())
    assert rect.get("fill") == '"/><script>'


@pytest.mark.parametrize("words", ["Hamburg", "سلام عليكم", "שלום"])
def test_words_stand_at_their_anchor_in_either_direction(words: str) -> None:
    for anchor, at in (("start", 0.0), ("middle", 0.5), ("end", 1.0)):
        canvas = blank()
        width = canvas.text(100, 60, words, 20, LIGHT.ink, anchor=anchor)  # type: ignore[arg-type]
        left, _, right, _ = inked(canvas)
        assert left == pytest.approx(100 - width * at, abs=4)
        assert right == pytest.approx(100 - width * at + width, abs=4)


def test_words_with_nothing_to_draw_take_no_room() -> None:
    canvas = blank()
    assert canvas.width_of("Hamburg", 20) == blank().text(0, 60, "Hamburg", 20, LIGHT.ink) > 0
    assert canvas.text(100, 60, "ሰላም \u200b", 20, LIGHT.ink) == 0
    assert canvas.text(100, 60, "Hamburg", 20, LIGHT.ink, most_width=2) == 0
    assert canvas.svg() == blank().svg()


def test_an_arc_goes_clockwise_from_the_top_and_a_whole_turn_is_a_ring() -> None:
    quarter, ring, nothing = blank(), blank(), blank()
    quarter.arc(100, 50, 30, 0, 0.25, LIGHT.ink, 4)
    assert inked(quarter) == pytest.approx((98, 18, 132, 52), abs=1)
    ring.arc(100, 50, 30, 0.5, 1.5, LIGHT.ink, 4)
    assert inked(ring) == pytest.approx((68, 18, 132, 82), abs=1)
    nothing.arc(100, 50, 30, 0.5, 0.5, LIGHT.ink, 4)
    assert nothing.svg() == blank().svg()


def test_a_face_for_whoever_has_no_initial_to_draw() -> None:
    """The disc is the same; a name no font covers has the same little person as no name."""
    known, unknown, nameless = blank(), blank(), blank()
    known.avatar(100, 50, 40, "Ana", LIGHT.accent, LIGHT.ground)
    unknown.avatar(100, 50, 40, "ሰላም", LIGHT.accent, LIGHT.ground)
    nameless.avatar(100, 50, 40, "", LIGHT.accent, LIGHT.ground)
    assert inked(known) == inked(unknown) == pytest.approx((60, 10, 140, 90), abs=1)
    assert unknown.svg() == nameless.svg() != known.svg()


def test_numbers_say_no_more_than_they_have_to() -> None:
    assert [number(each) for each in (1, 1.0, 1.5, 1.239, -0.001, 100.0, 0.1)] == [
        "1",
        "1",
        "1.5",
        "1.24",
        "0",
        "100",
        "0.1",
    ]


@pytest.mark.parametrize(
    "svg", ["", "<svg", "<html/>", '<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>']
)
def test_what_is_no_picture_is_refused(svg: str) -> None:
    with pytest.raises(UndrawableError):
        png(svg)

"""Names of people everywhere, as they are drawn: joined, turned, shortened, and never as boxes."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetups.pictures.canvas import Canvas
from meetups.pictures.directions import levels, reordered
from meetups.pictures.fonts import emoji_typefaces
from meetups.pictures.rendering import png
from meetups.pictures.typesetting import Line, cleaned, fitted, initial_of, typeset
from meetups.values.people import Look

NAMES = {
    "Zoë Łukasiewicz": {"Inter"},
    "Ξένια Παπαδοπούλου": {"Inter"},
    "Екатерина Щукина": {"Inter"},
    "Tiếng Việt": {"Inter"},
    "محمد عبد الله": {"Noto Sans Arabic"},
    "شَهرزاد می‌خواهد": {"Noto Sans Arabic"},
    "שָׁלוֹם בת-ציון": {"Rubik"},
    "नमस्ते क्षत्रिय": {"Noto Sans Devanagari"},
    "山田太郎": {"Noto Sans CJK JP"},
    "김민준": {"Noto Sans CJK JP"},
    "さくら、カナ": {"Noto Sans CJK JP"},
    "Ana שרה محمد 田": {"Inter", "Rubik", "Noto Sans Arabic", "Noto Sans CJK JP"},
}
UNCOVERED = ("ሰላም", "ᏣᎳᎩ", "ქართული", "தமிழ்", "\u0301", "\U00013000", "\ue000", "\U0010ffff")

needs_emoji = pytest.mark.skipif(not emoji_typefaces(), reason="no emoji font is installed")


def drawn(line: Line) -> bytes:
    canvas = Canvas(400, 60, Look.LIGHT)
    canvas.text(10, 40, line.words, line.size, canvas.colours.ink, line.weight)
    return png(canvas.svg())


def visually(words: str) -> str:
    """The characters from left to right, as a reader sees them, without mirroring."""
    runs = [(level, [at]) for at, level in enumerate(levels(words))]
    return "".join(words[at] for _, run in reordered(runs) for at in run)


@pytest.mark.parametrize(("name", "typefaces"), NAMES.items(), ids=NAMES)
def test_every_script_has_its_typeface_in_both_weights(name: str, typefaces: set[str]) -> None:
    plain, bold = typeset(name, 28), typeset(name, 28, 700)
    for line in (plain, bold):
        assert line.words == cleaned(name)
        assert {family.removesuffix(" Light") for family, _ in line.glyphs} == typefaces
        assert all(number for _, number in line.glyphs)
        assert 28 < line.width <= 28 * len(name)
    assert (bold.outline, bold.thickened) != (plain.outline, plain.thickened)
    assert drawn(plain) != drawn(bold)
    assert drawn(plain) == drawn(typeset(name, 28))


def numbers(words: str) -> list[int]:
    return [number for _, number in typeset(words, 20).glyphs]


def test_letters_join_and_marks_stay_on_them() -> None:
    """Arabic letters take the shape of their place; a matra stands before the letter it follows; kerning is kept."""
    assert len(set(map(tuple, (numbers("ح"), numbers("حـ"), numbers("ـحـ"), numbers("ـح"))))) == 4
    alone, joined = numbers("ح"), numbers("ححح")
    assert len(joined) == 3 == len(set(joined)), joined
    assert not set(alone) & set(joined)
    assert numbers("कि")[1:] == numbers("क")
    assert typeset("AV", 20).width < typeset("A", 20).width + typeset("V", 20).width
    assert typeset("e\u0301", 20) == typeset("é", 20)
    assert typeset("א\u05b8", 20).width == typeset("א", 20).width


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("abc", "abc"),
        ("אבג", "גבא"),
        ("אב 12", "12 בא"),
        ("ab אבג cd", "ab גבא cd"),
        ("אב ab גד", "דג ab בא"),
        ("אב (ab) 12", "12 )ab( בא"),
        ("אב (ab)", ")ab( בא"),
        ("ab (אב)", "ab (בא)"),
        ("(אב) ab", "ab )בא("),
        ("اب 12 جد", "دج 12 با"),
        ("", ""),
    ],
)
def test_both_directions_on_a_line(words: str, seen: str) -> None:
    """Brackets are given as typed: HarfBuzz mirrors those that read leftwards."""
    assert visually(words) == seen


def test_what_turns_a_line_around_or_hides_in_it_is_left_out() -> None:
    assert cleaned("\u202eevil\u202c \u2066x\u2069\u200b\ufeff\x00") == "evil x"
    assert cleaned("  a\t\n\u3000b \u3164") == "a b"
    assert cleaned("a\u200db") == "ab"
    assert cleaned("می\u200cخواهم") == "می\u200cخواهم"
    assert cleaned("Z" + "\u0335\u0321\u034d\u0301" * 20) == "\u0179\u0335\u0335\u0335"
    assert cleaned("\u0301 \u0301a \u0301") == "a"


@pytest.mark.parametrize("words", UNCOVERED)
def test_no_boxes_for_what_no_font_has(words: str) -> None:
    assert typeset(words, 20).is_empty
    assert initial_of(words) == ""
    assert typeset(f"Ana {words} {words}", 20) == typeset("Ana", 20)


def test_fancy_letters_are_read_as_the_plain_ones() -> None:
    assert typeset("𝓐𝓵𝓲𝓬𝓮 𝔹", 20) == typeset("Alice B", 20)


@needs_emoji
def test_an_emoji_is_one_picture_whatever_it_is_made_of() -> None:
    words = "Ana 👩‍👩‍👧 🇩🇪👍🏽 1️⃣ ☺️ 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
    line = typeset(words, 20)
    assert [cluster for _, cluster, _ in line.emoji] == words.replace("👍", " 👍").split()[1:]
    assert all(before[0] + 15 < after[0] for before, after in pairwise(line.emoji))
    # Of a family the font does not know, the first of it comes; a digit is no emoji.
    assert [cluster for _, cluster, _ in typeset("👩‍👩‍👩‍👩 1\ufe0f", 20).emoji] == ["👩"]
    assert [cluster for _, cluster, _ in typeset("سلام 🌻✨", 20).emoji] == ["✨", "🌻"]
    assert drawn(line) != drawn(typeset("Ana", 20))


def test_a_long_name_shrinks_and_then_ends_early() -> None:
    fits = fitted("Maximiliane Musterfrau", 28, 600, 250, 14)
    assert (fits.words, 14 < fits.size < 28, fits.width <= 250) == ("Maximiliane Musterfrau", True, True)
    for name in ("Wolfeschlegelsteinhausen " * 4, "محمد " * 16, "क्षत्रि" * 12, "田" * 80, "👩‍👩‍👧" * 20):
        short = fitted(name[:80], 28, 400, 200, 16)
        assert short.size == 16
        assert 150 < short.width <= 200 or not emoji_typefaces()
        assert short.words.endswith("…")
        assert short.words[:-1] == cleaned(name)[: len(short.words) - 1]
        assert not short.words[:-1].endswith((" ", "\u094d", "\u200d"))
    assert fitted("Ana", 20, 400, 4, 20).is_empty


@pytest.mark.parametrize(
    ("name", "initial"),
    [
        ("  ana", "A"),
        ("ßen", "ß"),
        ("ሰላም tadesse", "T"),
        ("🌻 (zoë)", "Z"),
        ("éva", "É"),
        ("سارة", "س"),
        ("क्षत्रिय", "क्ष"),
        ("山田", "山"),
        ("42", "4"),
        ("𝓪lice", "A"),
        ("🌻✨", ""),
        ("", ""),
    ],
)
def test_the_initial_is_the_first_letter_there_is(name: str, initial: str) -> None:
    assert initial_of(name) == initial


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.sampled_from((400, 700)), st.sampled_from(("start", "end")))
def test_whatever_people_type_is_drawn(words: str, weight: int, anchor: str) -> None:
    line = typeset(words, 24, weight)
    assert math.isfinite(line.width)
    assert line.width >= 0
    assert all(number for _, number in line.glyphs)
    for is_plain in (False, True):
        canvas = Canvas(200, 60, Look.DARK, is_plain=is_plain)
        canvas.avatar(30, 30, 20, words, "#ffffff", "#000000")
        assert canvas.text(60, 40, words, 24, "#ffffff", weight, anchor, 120, 12) <= 120  # type: ignore[arg-type]
        svg = canvas.svg()
        ET.fromstring(svg)
        if not is_plain:
            assert png(svg).startswith(b"\x89PNG")

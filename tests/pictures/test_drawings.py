"""Every drawing, of ordinary values and of the edges: what is in it can be read, and the same value is the same picture."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from hashlib import sha256
from io import BytesIO
from itertools import combinations, pairwise
from math import hypot
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from syrupy.assertion import SnapshotAssertion

from meetups.pictures.canvas import Canvas
from meetups.pictures.drawing import drawn, sketched
from meetups.pictures.marks import outcome_mark
from meetups.pictures.typesetting import cleaned, typeset
from meetups.pictures.values import CirclePicture, CommunityPicture, Picture, WeeksPicture
from meetups.rules.outcomes import Outcome
from meetups.values import Look
from tests.pictures.samples import (
    EMOJI,
    LONG,
    NAMES,
    SAMPLES,
    UNCOVERED,
    circle,
    clique,
    funnel,
    groups,
    in_look,
    net,
    weeks,
    year,
)
from tests.support.pseudo import pseudo

HOME = Path(__file__).parents[2]
Face = tuple[float, float, float]
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")

_SLOW = {"circle of 300", "net of 300", "net of 300, none met", "net of 24, a clique"}

samples = pytest.mark.parametrize("picture", SAMPLES.values(), ids=SAMPLES)


@dataclass(frozen=True)
class Words:
    """Words where they stand: their left end, their baseline, and how far they reach."""

    said: str
    x: float
    y: float
    size: float
    width: float

    @property
    def right(self) -> float:
        return self.x + self.width

    def collides(self, other: Words) -> bool:
        """Letters are about three quarters of an em high, and a fifth of one reaches below the line."""
        tops, bottoms = (self.y - 0.7 * self.size, other.y - 0.7 * other.size), (self.y, other.y)
        return self.x < other.right and other.x < self.right and max(tops) < min(bottoms)


def words_of(picture: Picture) -> list[Words]:
    return list(_words(sketched(picture, is_plain=True)))


def _words(canvas: Canvas) -> Iterator[Words]:
    for each in ET.fromstring(canvas.svg()):
        if each.tag.endswith("text"):
            said, size = each.text or "", float(each.attrib["font-size"])
            width = typeset(said, size, int(each.attrib["font-weight"])).width
            yield Words(said, float(each.attrib["x"]), float(each.attrib["y"]), size, width)


def unreadable(picture: Picture) -> list[str]:
    """Words that reach beyond the picture, and words that lie on others. Initials are within their discs."""
    canvas = sketched(picture, is_plain=True)
    words = list(_words(canvas))
    beyond = [
        f"{each.said!r} is outside"
        for each in words
        if each.x < 0 or each.right > canvas.width or each.y - each.size < 0 or each.y + each.size * 0.2 > canvas.height
    ]
    upright = sorted((each for each in words if len(each.said) > 1), key=lambda each: each.y)
    lying = [
        f"{one.said!r} lies on {other.said!r}"
        for place, one in enumerate(upright)
        for other in upright[place + 1 : place + 80]
        if one.collides(other)
    ]
    return beyond + lying


def longer(value: Any) -> Any:
    """The same value in a language whose words are 40 % longer; names stay what they are, and so do numbers."""
    if isinstance(value, str):
        return pseudo(value) if any(map(str.isalpha, value)) else value
    if isinstance(value, tuple):
        return tuple(map(longer, value))
    if is_dataclass(value) and not isinstance(value, type):
        kept = {"names", "centre", "name", "look"} | ({"title"} if isinstance(value, WeeksPicture) else set())
        return replace(
            value,
            **{each.name: longer(getattr(value, each.name)) for each in fields(value) if each.name not in kept},
        )
    return value


def size_of(picture: bytes) -> tuple[int, int]:
    return Image.open(BytesIO(picture)).size


@samples
def test_all_words_are_in_the_picture_and_none_on_others(picture: Picture) -> None:
    assert not unreadable(picture)


@samples
def test_labels_of_a_longer_language_have_room(picture: Picture) -> None:
    translated = longer(picture)
    assert translated != picture
    assert not unreadable(translated)
    names = tuple(map(cleaned, NAMES))
    cut = [each.said[:-1] for each in words_of(translated) if each.said.endswith("…")]
    assert [each for each in cut if not any(name.startswith(each) for name in names)] == []


@pytest.mark.parametrize("look", Look)
def test_a_picture_is_as_large_as_it_says(look: Look) -> None:
    """And one of hundreds is no larger than a chat can take."""
    for name, picture in SAMPLES.items():
        if name in _SLOW and (name, look) != ("circle of 300", Look.DARK):
            continue
        canvas, png = sketched(in_look(picture, look)), drawn(in_look(picture, look))
        assert size_of(png) == (round(canvas.width), round(canvas.height)), name
        assert len(png) < 2 << 20, name


def fingerprint() -> str:
    """Of all drawings but the largest, and of the pixels of one."""
    said = "".join(sketched(each).svg() for name, each in SAMPLES.items() if name not in _SLOW)
    return sha256(said.encode() + drawn(SAMPLES["net of 24"])).hexdigest()


def test_the_same_value_is_the_same_picture_in_another_process_as_well() -> None:
    """Whatever the seed of its hashes; the value may have travelled."""
    program = f"from tests.pictures import test_drawings as here; print(here.{fingerprint.__name__}())"
    environment = {**os.environ, "PYTHONHASHSEED": "4711"}
    there = subprocess.run(
        [sys.executable, "-c", program], cwd=HOME, env=environment, capture_output=True, text=True, check=True
    )
    assert there.stdout.strip() == fingerprint()


def test_outcomes_are_told_apart_without_colours() -> None:
    def shape(outcome: Outcome, look: Look) -> str:
        canvas = Canvas(60, 60, look)
        outcome_mark(canvas, 30, 30, 40, outcome)
        return _COLOUR.sub("#", canvas.svg())

    assert len({shape(each, Look.DARK) for each in Outcome}) == len(Outcome)
    assert all(shape(each, Look.DARK) == shape(each, Look.LIGHT) for each in Outcome)


def test_both_looks_show_the_same_in_their_own_colours() -> None:
    for name, picture in SAMPLES.items():
        if name not in _SLOW:
            dark, light = (sketched(in_look(picture, look)).svg() for look in Look)
            assert _COLOUR.sub("#", dark) == _COLOUR.sub("#", light), name
            assert not set(_COLOUR.findall(dark)) & set(_COLOUR.findall(light)), name


def drawn_before(picture: WeeksPicture | CirclePicture | CommunityPicture) -> str:
    return _COLOUR.sub("#", sketched(picture).svg())


@pytest.mark.parametrize("name", [LONG, EMOJI, UNCOVERED, ""])
def test_whatever_somebody_is_called_there_is_something_of_them(name: str) -> None:
    """Of a name that no font has, a little person is left; all else stays in its place."""
    titled = weeks(5, 2, title=name)
    assert drawn_before(titled) != drawn_before(replace(titled, title="Ana"))
    bare = sketched(replace(titled, title=""))
    assert sketched(titled).height == bare.height
    if name in {UNCOVERED, ""}:
        assert sketched(titled).svg() == bare.svg()
        assert words_of(titled)[0].said.startswith("A promise")
    met = words_of(circle(3, [name, "Ana", "Bo"]))
    assert {"Ana ×8", "Bo ×3"} <= {each.said for each in met}


def test_a_long_row_of_weeks_names_its_months_and_shows_every_week() -> None:
    for count, now in ((1, 0), (17, 11), (20, 3), (21, 3), (52, 40), (79, 2), (157, 100)):
        picture = weeks(count, now)
        marks = sketched(replace(picture, squares=())), sketched(picture)
        shapes = [each.svg().count("<circle") + each.svg().count("<line") for each in marks]
        assert shapes[1] - shapes[0] >= count
        named = [each.month for each in picture.squares if each.month]
        shown = [each.said for each in words_of(picture) if each.said in named]
        assert len(named) - len(picture.squares) // 53 <= len(shown) <= len(named)


def test_everybody_who_may_be_seen_is_in_the_picture() -> None:
    """In nets and circles of every size, those who met nobody as well; and nobody hides behind anybody."""
    for count in (1, 3, 12, 40, 120, 121, 300):
        faces = _faces(sketched(circle(count, ["Ana"])))
        assert len(faces) == count + 1
        assert _tightest(faces) > 0
    for count, links in ((24, clique(24)), (101, groups(101, 2))):
        faces = _faces(sketched(replace(net(count, links), names=("Ana",) * count, moments=())))
        assert len(faces) == count
        assert _tightest(faces) > -3
    for links in ([], [(0, 1)], [(0, 1), (2, 3)], clique(9)):
        plain = replace(net(9, links), names=tuple(f"Person {each}" for each in range(9)), moments=())
        said = [each.said for each in words_of(plain)]
        assert {f"Person {each}" for each in range(9)} - set(said) == set(), links
        assert said.count("P") == 9


def _tightest(faces: list[Face]) -> float:
    """Pixels between the edges of the two that are nearest to each other."""
    return min(hypot(one[0] - other[0], one[1] - other[1]) - one[2] - other[2] for one, other in combinations(faces, 2))


def _faces(canvas: Canvas) -> list[Face]:
    """Filled discs with an initial in them, but those of a legend: where they are and how large."""
    discs = (
        (float(disc.attrib["cx"]), float(disc.attrib["cy"]), float(disc.attrib["r"]))
        for disc, after in pairwise(ET.fromstring(canvas.svg()))
        if disc.tag.endswith("circle") and after.tag.endswith("path") and disc.attrib["fill"] != "none"
    )
    return [each for each in discs if each[2] != 15]


@pytest.mark.parametrize(
    "picture",
    [
        replace(weeks(6, 3, excused=(1,)), note=""),
        weeks(1, 0, title=EMOJI, look=Look.LIGHT),
        circle(3, ["Ana", LONG, UNCOVERED]),
        net(4, [(0, 1), (1, 2)]),
        net(2, []),
        year([3, 0, 1], Look.LIGHT),
        funnel([[12, None], [None, None]]),
    ],
    ids=["weeks", "one week", "circle", "net", "strangers", "year", "funnel"],
)
def test_a_drawing_is_as_it_was_looked_at(picture: Picture, snapshot: SnapshotAssertion) -> None:
    """`pytest --snapshot-update` accepts a change; look at the pictures first."""
    assert sketched(picture, is_plain=True).svg() == snapshot

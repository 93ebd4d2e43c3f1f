"""What a book of stories is made from, and words by people made harmless for wherever they are read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from meetups.rules.names import clean

_ISOLATE, _POP = "\u2068", "\u2069"
_RIGHT_TO_LEFT: Final = ("R", "AL")
_SLUG_CHARACTERS: Final = 40


@dataclass(frozen=True, slots=True)
class Plate:
    """A photo and what is to be seen in it; ``width`` and ``height`` in pixels."""

    id: int
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Half:
    """What somebody else in a story tells of it; ``heading`` says who."""

    heading: str
    words: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One story, its sentences in the reader's language.

    ``title`` and the headings of ``halves`` hold names only as ``isolated`` gives them; everything else may be as it was
    typed. ``id`` is the same wherever the story is read. ``slug`` is what a file of it is called after its day.
    """

    id: int
    title: str
    slug: str
    met_on: date
    day: str
    author: str
    people: tuple[str, ...]
    how: str
    place: str = ""
    story: str = ""
    halves: tuple[Half, ...] = ()
    plates: tuple[Plate, ...] = ()
    told_at: datetime | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Labels:
    """The words around the stories."""

    skip: str = "Skip to the stories"
    nothing: str = "No stories yet."
    newer: str = "Newer stories"
    older: str = "Older stories"
    pages: str = "Pages"
    feed: str = "Follow these stories in a feed reader"


@dataclass(frozen=True, slots=True)
class Book:
    """Stories in the order they are read; ``language`` is a tag such as "en-US", ``direction`` "ltr" or "rtl"."""

    title: str
    about: str
    chapters: tuple[Chapter, ...]
    language: str = "en-US"
    direction: str = "ltr"
    labels: Labels = field(default_factory=Labels)


def isolated(name: str) -> str:
    """A name for a sentence, which it cannot turn around: in Unicode's isolating marks (UAX 9)."""
    return f"{_ISOLATE}{clean(name)}{_POP}"


def opened(text: str, opening: str, closing: str) -> str:
    """A sentence with something else for the marks of ``isolated``."""
    return text.replace(_ISOLATE, opening).replace(_POP, closing)


def unmarked(text: str) -> str:
    """A sentence for where nothing is marked up: the isolating marks stay where something is read from right to left."""
    turns = any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text)
    return text if turns else opened(text, "", "")


def paragraphs(text: str) -> list[list[str]]:
    """Somebody's words as paragraphs of lines, without anything invisible."""
    found: list[list[str]] = [[]]
    for line in map(clean, text.splitlines()):
        if line:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [each for each in found if each]


def slugs(chapters: tuple[Chapter, ...]) -> dict[int, str]:
    """A file name without ending for each, by their ids: "2026-11-20-met-chris". None comes twice."""
    taken: set[str] = set()
    names = {}
    for each in chapters:
        name = next(found for found in _numbered(each) if found not in taken)
        taken.add(name)
        names[each.id] = name
    return names


def _numbered(chapter: Chapter) -> Iterator[str]:
    name = "-".join(filter(None, (chapter.met_on.isoformat(), slug(chapter.slug))))
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1


def slug(text: str) -> str:
    """A few words as every file system takes them; letters of any alphabet stay letters."""
    plain = "".join(
        char for char in unicodedata.normalize("NFKD", clean(text)) if not "\u0300" <= char <= "\u036f"
    ).lower()
    return re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", plain)).strip("-")[:_SLUG_CHARACTERS].rstrip("-")

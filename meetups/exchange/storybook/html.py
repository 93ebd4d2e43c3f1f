"""Stories as HTML: a community's page, a file that needs nothing beside it, and what stands in a feed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from meetups.exchange.storybook.chapters import Book, Chapter, opened, paragraphs
from meetups.exchange.storybook.looks import ENTRY, FILE, PAGE, STYLE
from meetups.rules.names import clean

STYLE_HASH: Final = "'sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode() + "'"
"""By which a content security policy knows the style."""
_FILE_POLICY: Final = f"default-src 'none'; img-src data:; style-src {STYLE_HASH}"


def to_page(book: Book, key: str, *, number: int = 1, has_older: bool = False) -> bytes:
    """A page of a community's stories; what it links to lies under its own address."""
    return _rendered(
        "page",
        book=book,
        source=lambda photo_id: f"{key}/photos/{photo_id}.jpg",
        sources=_all_photos(book),
        key=key,
        number=number,
        has_older=has_older,
    )


def to_file(book: Book, photos: Mapping[int, bytes]) -> bytes:
    """All stories in one file, with the photos that are given."""
    return _rendered("file", book=book, source=_inlined(photos), sources=photos.keys(), policy=_FILE_POLICY)


def to_entry(chapter: Chapter, address: str) -> str:
    """The words and photos of one story for a feed reader; ``address`` is that of the page."""
    source = lambda photo_id: f"{address}/photos/{photo_id}.jpg"  # noqa: E731 - it has no name of its own
    return _rendered("entry", chapter=chapter, source=source).decode().strip()


def known_as(chapter_id: int) -> UUID:
    """What a story is called for good, which tells neither its number nor its time."""
    return uuid5(NAMESPACE_URL, f"meetward:story:{chapter_id}")


def anchor(chapter_id: int) -> str:
    return f"story-{known_as(chapter_id).hex[:12]}"


def _inlined(photos: Mapping[int, bytes]) -> Callable[[int], str]:
    return lambda photo_id: f"data:image/jpeg;base64,{base64.b64encode(photos[photo_id]).decode()}"


def _all_photos(book: Book) -> set[int]:
    return {plate.id for chapter in book.chapters for plate in chapter.plates}


def _isolating(text: str) -> Markup:
    isolated = opened(str(escape(text)), "<bdi>", "</bdi>")
    return Markup(isolated)  # nosec B704 # it is escaped


@cache
def _environment() -> Environment:
    found = Environment(
        loader=DictLoader({"page": PAGE, "file": FILE, "entry": ENTRY}), autoescape=True, undefined=StrictUndefined
    )
    found.filters |= {"clean": clean, "paragraphs": paragraphs, "isolating": _isolating, "anchor": anchor}
    found.globals["style"] = Markup(STYLE)  # nosec B704 # a constant
    return found


def _rendered(name: str, **values: object) -> bytes:
    return _environment().get_template(name).render(**values).encode()

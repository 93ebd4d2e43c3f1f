"""A community's stories as an Atom feed (RFC 4287)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]

from meetups.exchange.storybook.chapters import Book, unmarked
from meetups.exchange.storybook.html import anchor, known_as, to_entry
from meetups.rules.names import clean

_NAMELESS: Final = "Meetward"
"""Atom asks for a title and for the name of an author."""


def to_feed(book: Book, address: str, book_id: int, since: datetime) -> bytes:
    """The feed of the page at ``address``; ``since`` is when the page began. The same stories give the same bytes."""
    feed = FeedGenerator()
    feed.id(known_as(book_id).urn)
    feed.title(clean(book.title) or _NAMELESS)
    feed.subtitle(book.about)
    feed.language(book.language)
    feed.link(href=f"{address}/feed.atom", rel="self", type="application/atom+xml")
    feed.link(href=address, rel="alternate", type="text/html")
    feed.generator("Meetward")
    feed.updated(max((each.changed_at or since for each in book.chapters), default=since))
    for chapter in book.chapters:
        told_at = chapter.told_at or since
        entry = feed.add_entry(order="append")
        entry.id(known_as(chapter.id).urn)
        entry.title(unmarked(chapter.title))
        entry.author(name=clean(chapter.author) or _NAMELESS)
        entry.published(told_at)
        entry.updated(chapter.changed_at or told_at)
        entry.link(href=f"{address}#{anchor(chapter.id)}", rel="alternate", type="text/html")
        entry.content(to_entry(chapter, address), type="html")
    written: bytes = feed.atom_str(pretty=True)
    return written

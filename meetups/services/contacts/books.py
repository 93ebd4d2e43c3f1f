"""Lists in memory, ready to be searched while somebody types; each is read anew when it has changed."""

from __future__ import annotations

from cachetools import LRUCache

from meetups.finding import Book
from meetups.places import Places
from meetups.ports import UnitOfWork
from meetups.rows import Listed
from meetups.rules.names import clean
from meetups.services.common import Namesakes
from meetups.values import PersonId

KEPT = 200_000
"""How many contacts of all lists together are kept in memory, the lists longest unused going first."""


class Books:
    """The books of those who searched lately; a book is only ever used for the revision it was made from."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._kept: LRUCache[PersonId, tuple[int, Book]] = LRUCache(KEPT, getsizeof=lambda kept: 1 + len(kept[1]))

    async def of(self, work: UnitOfWork, owner_id: PersonId) -> Book:
        """Somebody's list as this transaction sees it."""
        revision = await work.contacts.revision(owner_id)
        kept = self._kept.get(owner_id)
        if kept is not None and kept[0] == revision:
            return kept[1]
        book = Book(await work.contacts.listed(owner_id), self._places.label)
        # A list that never changed has no revision yet, nor has one that is gone: neither is kept.
        if revision and len(book) < KEPT:
            self._kept[owner_id] = (revision, book)
        return book

    def forget(self, owner_id: PersonId) -> None:
        """Keep nothing of somebody's list."""
        self._kept.pop(owner_id, None)


def sole(book: Book, name: str) -> Listed | None:
    """The one of exactly this name, however it is capitalised. Raises ``Namesakes`` where there are several."""
    same = book.named(clean(name))
    if len(same) > 1:
        raise Namesakes(clean(name), tuple(same))
    return same[0] if same else None

"""The list, a page at a time, and the ways to narrow it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from zlib import crc32

from dateutil.relativedelta import relativedelta

from meetups.finding import Book
from meetups.places import City
from meetups.ports import Desk, UnitOfWork
from meetups.rows import Listed
from meetups.services.common import History
from meetups.services.contacts.books import Books
from meetups.services.contacts.memories import Memory, memories
from meetups.values import Actor, Contact

PAGE = 10
_MOST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Filter:
    """Whom to show; every part narrows. ``months`` asks for those met before, and not since so many months.

    ``tag`` is the number of a tag (``tag_number``), which fits into a button's custom id.
    """

    city_id: int = 0
    tag: int = 0
    never_met: bool = False
    months: int = 0

    @property
    def is_empty(self) -> bool:
        return self == Filter()


@dataclass(frozen=True, slots=True)
class Page:
    """``number`` counts from 0; ``total`` is how many the filter leaves, ``everyone`` how many are on the list."""

    wanted: Filter
    people: tuple[Memory, ...]
    number: int
    pages: int
    total: int
    everyone: int
    city: City | None
    tag: str
    cities: tuple[tuple[City, int], ...]
    tags: tuple[tuple[str, int], ...]


def tag_number(tag: str) -> int:
    """A number for a tag, the same however it is capitalised; never 0."""
    return crc32(tag.casefold().encode()) or 1


class Pages:
    def __init__(self, desk: Desk, books: Books) -> None:
        self._desk = desk
        self._books = books

    async def page(self, work: UnitOfWork, actor: Actor, wanted: Filter, number: int, today: date) -> Page:
        book = await self._books.of(work, actor.person_id)
        # Whoever was never met was not met for some months either: the narrower wish holds.
        wanted = replace(wanted, months=0 if wanted.never_met else min(wanted.months, _MOST_MONTHS))
        history = History(await work.meetings.encounters(actor.person_id))
        left = [each for each in book.by_name() if _is_wanted(each, wanted, history, today)]
        pages = max(1, -(-len(left) // PAGE))
        number = min(max(number, 0), pages - 1)
        shown = left[number * PAGE : (number + 1) * PAGE]
        contacts = {each.id: each for each in await work.contacts.find(id=[each.id for each in shown])}
        ordered: list[Contact] = [contacts[each.id] for each in shown]
        return Page(
            wanted=wanted,
            people=tuple(memories(self._desk, ordered, history, today)),
            number=number,
            pages=pages,
            total=len(left),
            everyone=len(book),
            city=self._desk.places.by_id(wanted.city_id) if wanted.city_id else None,
            tag=_tag_of(book, wanted.tag),
            cities=tuple((city, count) for each, count in book.cities() if (city := self._desk.places.by_id(each))),
            tags=tuple(book.tags()),
        )


def _is_wanted(person: Listed, wanted: Filter, history: History, today: date) -> bool:
    if wanted.city_id and person.city_id != wanted.city_id:
        return False
    if wanted.tag and wanted.tag not in map(tag_number, person.tags):
        return False
    if not wanted.never_met and not wanted.months:
        return True
    last = history.last_met_on(person)
    if wanted.never_met:
        return last is None
    return last is not None and last <= today - relativedelta(months=wanted.months)


def _tag_of(book: Book, number: int) -> str:
    return next((tag for tag, _ in book.tags("", len(book) * 20) if tag_number(tag) == number), "") if number else ""

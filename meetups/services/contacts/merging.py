"""Two contacts that are one person: found, shown beside each other, made one, or told apart for good."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from meetups.exchange.likeness import Likeness, alike, repeated
from meetups.finding import Book
from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rows import Listed
from meetups.rules.merging import TooLong, combine
from meetups.services.common import own_contact
from meetups.services.contacts.books import Books
from meetups.services.contacts.details import known
from meetups.services.never_lists import never_changed
from meetups.services.wishes import tell_of_all
from meetups.values import Actor, Apart, Contact, ContactId


@dataclass(frozen=True, slots=True)
class Pair:
    """Two contacts of one list that seem to be one person; ``kept`` was added first."""

    kept: Listed
    other: Listed
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Merger:
    """Two contacts, and what would become of them: None where their notes do not fit into one.

    ``cities`` are the names of theirs, by id.
    """

    kept: Contact
    other: Contact
    merged: Contact | None
    likeness: Likeness | None
    cities: dict[int, str]


class Merging:
    def __init__(self, desk: Desk, books: Books) -> None:
        self._desk = desk
        self._books = books

    async def pairs(self, actor: Actor) -> tuple[Pair, ...]:
        """Whoever looks like somebody added earlier, and was not told apart from them."""
        async with self._desk.store.read() as work:
            people = sorted((await self._books.of(work, actor.person_id)).by_name(), key=lambda each: each.id)
            apart = {(each.one_id, each.other_id) for each in await work.apart.find(owner_id=actor.person_id)}
        places = {each.id: at for at, each in enumerate(people)}
        told_apart = {(places[one], places[other]) for one, other in apart if one in places and other in places}
        found = await self._desk.aside(lambda: repeated([known(self._desk, each) for each in people], told_apart))
        return tuple(Pair(people[earlier], people[at], why) for at, (earlier, why) in found.items())

    async def like(self, actor: Actor, contact_id: int, limit: int = 25) -> tuple[Contact, tuple[Listed, ...]]:
        """Somebody, and whom of the list they may be a second time, the likeliest first."""
        async with self._desk.store.read() as work:
            contact = await own_contact(work, actor, contact_id)
            others = [each for each in (await self._books.of(work, actor.person_id)).by_name() if each.id != contact.id]
        book = await self._desk.aside(lambda: Book(others, self._desk.places.label))
        return contact, tuple(book.find(contact.name, limit))

    async def propose(self, actor: Actor, kept_id: int, other_id: int) -> Merger:
        """What would become of the two; nothing changes yet. Raises ``Refusal`` where they cannot be one person."""
        async with self._desk.store.read() as work:
            return await self._merger(work, actor, kept_id, other_id)

    async def merge(self, actor: Actor, kept_id: int, other_id: int) -> Contact:
        """Make the two one: all that is known of either, and every meeting with either, is the first one's."""
        async with self._desk.store.write() as work:
            merger = await self._merger(work, actor, kept_id, other_id)
            kept, other, merged = merger.kept, merger.other, merger.merged
            if merged is None:
                raise Refusal("merge.too_long", name=kept.name, other=other.name)
            await work.meetings.hand_over(other.id, kept.id)
            await work.plans.hand_over(other.id, kept.id)
            await _hand_over_suggestions(work, kept, other)
            await _hand_over_others(work, actor, kept, other)
            # The account may be on a list once: it leaves the one before it comes to the other.
            await work.contacts.remove(id=other.id)
            await work.contacts.save(merged)
            await tell_of_all(work, self._desk, merged)
            if merged.is_never and merged.account_id is not None:
                await never_changed(work, self._desk, actor.person_id, merged.account_id)
            return merged

    async def tell_apart(self, actor: Actor, one_id: int, other_id: int) -> None:
        """They are two people: the question is not asked again."""
        async with self._desk.store.write() as work:
            for each in (one_id, other_id):
                await own_contact(work, actor, each)
            one, other = _in_order(ContactId(one_id), ContactId(other_id))
            if one != other and await work.apart.get(one, other) is None:
                await work.apart.add(Apart(actor.person_id, one, other))

    async def _merger(self, work: UnitOfWork, actor: Actor, kept_id: int, other_id: int) -> Merger:
        kept, other = [await own_contact(work, actor, each) for each in (kept_id, other_id)]
        if kept.id == other.id:
            raise Refusal("merge.same")
        if kept.account_id and other.account_id:
            raise Refusal("merge.two_accounts", name=kept.name, other=other.name)
        merged: Contact | None = None
        with suppress(TooLong):
            merged = combine(kept, other, self._desk.places.label)
        cities = {each.city_id: self._desk.places.label(each.city_id) for each in (kept, other) if each.city_id}
        return Merger(kept, other, merged, alike(known(self._desk, kept), known(self._desk, other)), cities)


def _in_order(one: ContactId, other: ContactId) -> tuple[ContactId, ContactId]:
    return (one, other) if one < other else (other, one)


async def _hand_over_suggestions(work: UnitOfWork, kept: Contact, other: Contact) -> None:
    """A week in which both were offered keeps one of them; a skip of either remains a skip."""
    weeks = {(each.mission_id, each.week_on): each for each in await work.suggested.find(contact_id=kept.id)}
    for each in await work.suggested.find(contact_id=other.id):
        await work.suggested.remove(mission_id=each.mission_id, week_on=each.week_on, position=each.position)
        standing = weeks.get((each.mission_id, each.week_on))
        if standing is None:
            await work.suggested.add(replace(each, contact_id=kept.id))
        elif each.is_skipped and not standing.is_skipped:
            await work.suggested.save(replace(standing, is_skipped=True))


async def _hand_over_others(work: UnitOfWork, actor: Actor, kept: Contact, other: Contact) -> None:
    """Whom the other introduced, and from whom they were told apart, goes by the one that is kept."""
    for each in await work.contacts.find(owner_id=actor.person_id, introducer_id=other.id):
        await work.contacts.save(replace(each, introducer_id=kept.id))
    for pair in await work.apart.find(owner_id=actor.person_id):
        if other.id in (pair.one_id, pair.other_id):
            third = pair.other_id if pair.one_id == other.id else pair.one_id
            one, two = _in_order(kept.id, third)
            if third != kept.id and await work.apart.get(one, two) is None:
                await work.apart.add(Apart(actor.person_id, one, two))

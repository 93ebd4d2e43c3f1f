"""What a person does with their private list; nobody but its owner ever sees a word of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from meetups.exchange.likeness import Likeness, alike
from meetups.finding import Book
from meetups.ports import Desk, Listed, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.names import clean
from meetups.services.common import (
    History,
    add_account,
    check_room,
    identifier,
    known_person,
    nearest_mission,
    own_contact,
    today_of,
)
from meetups.services.contacts.books import Books
from meetups.services.contacts.details import CLEAR, Account, Details, cleaned_name, known, written
from meetups.services.contacts.memories import Memory, memories, memory_of
from meetups.services.contacts.pages import Filter, Page, Pages
from meetups.values import Actor, Contact, ContactId, Person

PICK_AT_ONCE = 25
TOPICS = 500
_LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class Added:
    """Who came onto the list, or was there; ``like`` is somebody else there who seems to be the same person."""

    contact: Contact
    is_new: bool
    like: Listed | None = None
    likeness: Likeness | None = None


class Contacts:
    def __init__(self, desk: Desk, books: Books) -> None:
        self._desk = desk
        self._books = books
        self._pages = Pages(desk, books)

    async def add(self, actor: Actor, details: Details, account: Account | None = None) -> Added:
        """Put one person on the list; adding somebody again finds them there, with what is new filled in."""
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            before = await self._books.of(work, actor.person_id)
            if account is not None:
                contact, is_new = await self._add_account(work, actor, account)
            else:
                contact, is_new = await self._add_name(work, actor, cleaned_name(details.name or ""))
            details = replace(details, name=details.name if account else None)
            changed = await self._with_details(work, contact, details)
            if changed != contact:
                await work.contacts.save(changed)
            return self._compared(before, changed) if is_new else Added(changed, False)

    async def add_many(self, actor: Actor, accounts: Sequence[Account]) -> list[Added]:
        """The people picker: everyone picked lands on the list at once; bots and oneself are passed over."""
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            return [
                Added(*await self._add_account(work, actor, account))
                for account in accounts[:PICK_AT_ONCE]
                if not account.is_bot and account.id != actor.person_id
            ]

    async def edit(self, actor: Actor, contact_id: int, details: Details) -> Memory:
        async with self._desk.store.write() as work:
            contact = await own_contact(work, actor, contact_id)
            changed = await self._with_details(work, contact, details)
            await work.contacts.save(changed)
            return await memory_of(work, self._desk, changed, await self._today(work, actor))

    async def remember(
        self, actor: Actor, contact_id: int, *, topics: str | None, promised: str, again_on: date | None
    ) -> Memory:
        """For next time: what one talked about at the last meeting, what one promised, and when to meet again."""
        async with self._desk.store.write() as work:
            contact = await own_contact(work, actor, contact_id)
            # The later wish is the one that holds.
            snoozed_until = CLEAR if again_on and again_on != contact.again_on else None
            details = Details(promised=promised, again_on=again_on or CLEAR, snoozed_until=snoozed_until)
            contact = written(self._desk, contact, details)
            await work.contacts.save(contact)
            today = await self._today(work, actor)
            memory = await memory_of(work, self._desk, contact, today)
            if topics is not None and memory.moments:
                await self._note(work, actor, memory, topics)
                memory = await memory_of(work, self._desk, contact, today)
            return memory

    async def place(self, actor: Actor, contact_id: int, city_id: int) -> Memory:
        """Say which city is meant by what was written. Raises ``Refusal`` ``choice.unreadable`` for none."""
        if self._desk.places.by_id(city_id) is None:
            raise Refusal("choice.unreadable")
        async with self._desk.store.write() as work:
            contact = replace(await own_contact(work, actor, contact_id), city_id=city_id, city_written="")
            await work.contacts.save(contact)
            return await memory_of(work, self._desk, contact, await self._today(work, actor))

    async def show(self, actor: Actor, contact_id: int) -> Memory:
        async with self._desk.store.read() as work:
            contact = await own_contact(work, actor, contact_id)
            return await memory_of(work, self._desk, contact, await self._today(work, actor))

    async def remove(self, actor: Actor, contact_id: int) -> Contact:
        """Take someone off the list; meetings with them stay in one's history, under their name."""
        async with self._desk.store.write() as work:
            contact = await own_contact(work, actor, contact_id)
            await work.meetings.unlink_contact(contact.id, contact.name)
            for each in await work.contacts.find(owner_id=actor.person_id, introducer_id=contact.id):
                await work.contacts.save(replace(each, introducer_id=None, introduced_by=contact.name))
            await work.contacts.remove(id=contact.id)
            return contact

    async def never(self, actor: Actor, contact_id: int, *, is_never: bool = True) -> Contact:
        """Never suggest this person again, nor let anything of theirs through; nobody learns of it."""
        async with self._desk.store.write() as work:
            contact = replace(await own_contact(work, actor, contact_id), is_never=is_never)
            await work.contacts.save(contact)
            if is_never:
                await work.suggested.remove(contact_id=contact.id)
            return contact

    async def page(self, actor: Actor, wanted: Filter, number: int = 0) -> Page:
        """One page of the list, by name."""
        async with self._desk.store.read() as work:
            return await self._pages.page(work, actor, wanted, number, await self._today(work, actor))

    async def everyone(self, actor: Actor) -> list[Memory]:
        """The whole list, by name."""
        async with self._desk.store.read() as work:
            history = History(await work.meetings.encounters(actor.person_id))
            contacts = {each.id: each for each in await work.contacts.find(owner_id=actor.person_id)}
            ordered = [contacts[each.id] for each in (await self._books.of(work, actor.person_id)).by_name()]
            return memories(self._desk, ordered, history, await self._today(work, actor))

    async def meant(self, actor: Actor, typed: str) -> Contact:
        """The one contact an option names: picked (``id:`` and a number), or a name typed.

        Raises ``Refusal`` ``contact.unknown``, ``contact.gone``, or ``contact.ambiguous`` where two bear the name.
        """
        async with self._desk.store.read() as work:
            if typed.startswith("id:"):
                return await own_contact(work, actor, identifier(typed[3:]))
            found = await self._books.named(work, actor.person_id, typed)
            if found is None:
                raise Refusal("contact.unknown", name=clean(typed)[:100])
            return found

    async def names(self, actor: Actor, contact_ids: Sequence[int]) -> dict[int, str]:
        """What those of these contacts are called that are on this person's list."""
        async with self._desk.store.read() as work:
            return {each.id: each.name for each in await work.contacts.find(owner_id=actor.person_id, id=contact_ids)}

    async def book(self, actor: Actor) -> Book:
        """The list, ready to be searched."""
        async with self._desk.store.read() as work:
            return await self._books.of(work, actor.person_id)

    async def today(self, actor: Actor) -> date:
        """Today where the person is."""
        async with self._desk.store.read() as work:
            return await self._today(work, actor)

    async def _today(self, work: UnitOfWork, actor: Actor) -> date:
        person = await work.persons.get(actor.person_id) or Person(actor.person_id, self._desk.clock())
        community = await work.communities.get(actor.community_id) if actor.community_id else None
        return today_of(self._desk, person, await nearest_mission(work, actor), community)

    async def _add_account(self, work: UnitOfWork, actor: Actor, account: Account) -> tuple[Contact, bool]:
        if account.is_bot:
            raise Refusal("contact.bot")
        return await add_account(work, self._desk, actor.person_id, account.id, account.name)

    async def _add_name(self, work: UnitOfWork, actor: Actor, name: str) -> tuple[Contact, bool]:
        known = await self._books.named(work, actor.person_id, name)
        if known is not None:
            return known, False
        await check_room(work, actor.person_id)
        contact = Contact(ContactId(self._desk.new_id()), actor.person_id, name, self._desk.clock())
        await work.contacts.add(contact)
        return contact, True

    async def _with_details(self, work: UnitOfWork, contact: Contact, details: Details) -> Contact:
        changed = written(self._desk, contact, details)
        if details.introduced_by is None:
            return changed
        typed = details.introduced_by
        introducer: Contact | None = None
        if typed.startswith("id:"):
            introducer = await own_contact(work, Actor(contact.owner_id), identifier(typed[3:]))
        elif typed.strip():
            introducer = await self._books.named(work, contact.owner_id, typed)
        if introducer is not None and introducer.id == contact.id:
            raise Refusal("contact.introduced_by_themselves")
        return replace(
            changed,
            introduced_by=introducer.name if introducer else clean(typed)[:100],
            introducer_id=introducer.id if introducer else None,
        )

    def _compared(self, before: Book, contact: Contact) -> Added:
        """A new contact beside those of the list before whose name or handle resembles theirs."""
        described = known(self._desk, contact)
        looked_at = [each for text in (contact.name, contact.handle) if text for each in before.find(text, _LOOKED_AT)]
        for each in looked_at:
            if likeness := alike(described, known(self._desk, each)):
                return Added(contact, True, each, likeness)
        return Added(contact, True)

    async def _note(self, work: UnitOfWork, actor: Actor, memory: Memory, topics: str) -> None:
        meeting = await work.meetings.get(memory.moments[0].meeting_id)
        mine = meeting.part_of(actor.person_id) if meeting else None
        if meeting is None or mine is None:
            return
        noted = replace(mine, note=topics.strip()[:TOPICS])
        others = tuple(noted if each.position == mine.position else each for each in meeting.participants)
        await work.meetings.save(replace(meeting, participants=others))

"""What a person does with their private list; nobody but its owner ever sees a word of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from meetups.exchange.entry import MET_ONLINE
from meetups.exchange.likeness import Likeness, alike
from meetups.finding import Book
from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rows import Listed
from meetups.rules.merging import TooLong, combine
from meetups.rules.names import clean
from meetups.services.common import (
    Namesakes,
    Nobody,
    add_account,
    check_room,
    identifier,
    known_person,
    own_contact,
    today_here,
)
from meetups.services.contacts.books import Books, sole
from meetups.services.contacts.details import CLEAR, Account, Details, cleaned_name, known, written
from meetups.services.contacts.memories import Memory, memory_of
from meetups.services.contacts.pages import Filter, Page, Pages
from meetups.services.never_lists import never_changed
from meetups.services.wishes import tell_of_all
from meetups.values import Actor, Contact, ContactId, MeetingId, PersonId

PICK_AT_ONCE = 25
_LOOKED_AT = 5
_NEAR = 10


@dataclass(frozen=True, slots=True)
class Added:
    """Who came onto the list, or was there.

    ``like`` is somebody else there who seems to be the same person. ``is_open`` asks whether one of the same name (the
    ``namesakes``) is meant; ``is_filled_in`` says that something new came to be known about somebody who was there.
    """

    contact: Contact
    is_new: bool
    like: Listed | None = None
    likeness: Likeness | None = None
    is_open: bool = False
    is_filled_in: bool = False
    namesakes: tuple[Listed, ...] = ()


class Contacts:
    def __init__(self, desk: Desk, books: Books) -> None:
        self._desk = desk
        self._books = books
        self._pages = Pages(desk, books)

    async def add(
        self,
        actor: Actor,
        details: Details,
        account: Account | None = None,
        *,
        into: int | None = None,
        is_another: bool = False,
    ) -> Added:
        """Put one person on the list, or fill in what it does not say about somebody who is there.

        Nothing is overwritten. Where only the name is the same and more is given, nothing changes yet
        (``Added.is_open``): ``into`` says that it is this contact, ``is_another`` that it is somebody else.
        """
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            book = await self._books.of(work, actor.person_id)
            if account is not None:
                standing, is_new = await self._add_account(work, actor, account)
                return await self._filled_in(work, book, standing, details, is_new=is_new)
            name = cleaned_name(details.name or "")
            if into is not None:
                standing = await own_contact(work, actor, into)
                return await self._filled_in(work, book, standing, details, is_new=False)
            same = () if is_another else tuple(book.named(name))
            is_open = not replace(details, name=None).is_empty
            if len(same) > 1 and not is_open:
                raise Namesakes(name, same)
            if same:
                return Added(await own_contact(work, actor, same[0].id), False, is_open=is_open, namesakes=same)
            await check_room(work, actor.person_id)
            fresh = Contact(ContactId(self._desk.new_id()), actor.person_id, name, self._desk.clock())
            await work.contacts.add(fresh)
            return await self._filled_in(work, book, fresh, details, is_new=True)

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
            book = await self._books.of(work, actor.person_id)
            changed = await self._with_details(work, book, contact, details)
            await work.contacts.save(changed)
            await tell_of_all(work, self._desk, changed)
            return await self._memory(work, actor, changed)

    async def remember(
        self, actor: Actor, contact_id: int, *, meeting_id: int, topics: str, promised: str, again_on: date | None
    ) -> Memory:
        """For next time: what one talked about at a meeting (0 for none), what one promised, and when to meet again."""
        async with self._desk.store.write() as work:
            contact = await own_contact(work, actor, contact_id)
            details = Details(promised=promised, again_on=again_on or CLEAR)
            if again_on and again_on != contact.again_on:
                # The later wish is the one that holds.
                details = replace(details, snoozed_until=CLEAR, waits_near=False)
            contact = written(self._desk, contact, details)
            await work.contacts.save(contact)
            if meeting_id:
                await self._note(work, actor, meeting_id, topics)
            return await self._memory(work, actor, contact)

    async def place(self, actor: Actor, contact_id: int, city_id: int) -> Memory:
        """Say which city is meant by what was written. Raises ``Refusal`` ``choice.unreadable`` for none."""
        if self._desk.places.by_id(city_id) is None:
            raise Refusal("choice.unreadable")
        async with self._desk.store.write() as work:
            contact = replace(await own_contact(work, actor, contact_id), city_id=city_id, city_written="")
            await work.contacts.save(contact)
            return await self._memory(work, actor, contact)

    async def show(self, actor: Actor, contact_id: int) -> Memory:
        async with self._desk.store.read() as work:
            contact = await own_contact(work, actor, contact_id)
            return await self._memory(work, actor, contact)

    async def remove(self, actor: Actor, contact_id: int) -> Contact:
        """Take someone off the list; meetings with them stay in one's history, under their name."""
        async with self._desk.store.write() as work:
            contact = await own_contact(work, actor, contact_id)
            await work.meetings.unlink_contact(contact.id, contact.name)
            for each in await work.contacts.find(owner_id=actor.person_id, introducer_id=contact.id):
                await work.contacts.save(replace(each, introducer_id=None, introduced_by=contact.name))
            await work.contacts.remove(id=contact.id)
            if contact.is_never:
                await self._follow_never(work, contact)
            return contact

    async def never(self, actor: Actor, contact_id: int, *, is_never: bool = True) -> Contact:
        """Never suggest this person again, nor let anything of theirs through; nobody learns of it."""
        async with self._desk.store.write() as work:
            contact = replace(await own_contact(work, actor, contact_id), is_never=is_never)
            await work.contacts.save(contact)
            if is_never:
                await work.suggested.remove(contact_id=contact.id)
            else:
                await tell_of_all(work, self._desk, contact)
            await self._follow_never(work, contact)
            return contact

    async def shun(self, actor: Actor, account: Account) -> Contact:
        """``never`` for an account, on the list or not; a list may be too full for anybody else."""
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            contact, _ = await self._add_account(work, actor, account, is_never=True)
            await work.suggested.remove(contact_id=contact.id)
            await self._follow_never(work, contact)
            return contact

    async def page(self, actor: Actor, wanted: Filter, number: int = 0) -> Page:
        """One page of the list, by name."""
        async with self._desk.store.read() as work:
            return await self._pages.page(work, actor, wanted, number, await today_here(work, self._desk, actor))

    async def meant(self, actor: Actor, typed: str) -> Contact:
        """The one contact an option names: picked (``id:`` and a number), or a name typed.

        Raises ``Refusal`` ``contact.gone`` or ``contact.unknown``, and ``WhichContact`` where several may be meant.
        """
        async with self._desk.store.read() as work:
            if typed.startswith("id:"):
                return await own_contact(work, actor, identifier(typed[3:]))
            if not clean(typed):
                raise Refusal("contact.whom")
            book = await self._books.of(work, actor.person_id)
            same = sole(book, typed)
            if same is not None:
                return await own_contact(work, actor, same.id)
            # Choices are shown with a city and a source behind the name; typed out, that is searched too.
            near = book.find(typed.replace("·", " "), _NEAR)
            name = clean(typed)[:100]
            if not near:
                raise Refusal("contact.unknown", name=name)
            raise Nobody(name, tuple(near))

    async def names(self, actor: Actor, contact_ids: Sequence[int]) -> dict[int, str]:
        """What those of these contacts are called that are on this person's list."""
        async with self._desk.store.read() as work:
            return {each.id: each.name for each in await work.contacts.find(owner_id=actor.person_id, id=contact_ids)}

    async def book(self, actor: Actor) -> Book:
        """The list, ready to be searched."""
        async with self._desk.store.read() as work:
            return await self._books.of(work, actor.person_id)

    async def _follow_never(self, work: UnitOfWork, contact: Contact) -> None:
        if contact.account_id is not None:
            await never_changed(work, self._desk, contact.owner_id, contact.account_id)

    async def _memory(self, work: UnitOfWork, actor: Actor, contact: Contact) -> Memory:
        return await memory_of(work, self._desk, contact, await today_here(work, self._desk, actor))

    async def _add_account(
        self, work: UnitOfWork, actor: Actor, account: Account, *, is_never: bool = False
    ) -> tuple[Contact, bool]:
        if account.is_bot:
            raise Refusal("contact.bot")
        return await add_account(work, self._desk, actor.person_id, account.id, account.name, is_never=is_never)

    async def _filled_in(
        self, work: UnitOfWork, before: Book, standing: Contact, details: Details, *, is_new: bool
    ) -> Added:
        """The contact with what is new of these details; ``before`` is the list they came onto."""
        if is_new:
            changed = await self._with_details(work, before, standing, details)
        else:
            name = cleaned_name(details.name) if details.name else standing.name
            blank = Contact(standing.id, standing.owner_id, name, standing.added_at)
            told = await self._with_details(work, before, blank, replace(details, name=None))
            try:
                changed = combine(standing, told, self._desk.places.label)
            except TooLong as error:
                raise Refusal("contact.note_long", name=standing.name) from error
        if changed != standing:
            await work.contacts.save(changed)
            await tell_of_all(work, self._desk, changed)
        if not is_new:
            return Added(changed, False, is_filled_in=changed != standing)
        return self._compared(before, changed)

    async def _with_details(self, work: UnitOfWork, book: Book, contact: Contact, details: Details) -> Contact:
        changed = written(self._desk, contact, details)
        if details.introduced_by is None:
            return changed
        name, introducer_id = await introducer(work, book, contact.owner_id, details.introduced_by)
        is_themselves = introducer_id == contact.id if introducer_id else name.casefold() == contact.name.casefold()
        if name and is_themselves:
            raise Refusal("contact.introduced_by_themselves")
        return replace(changed, introduced_by=name, introducer_id=introducer_id)

    def _compared(self, before: Book, contact: Contact) -> Added:
        """A new contact beside those of the list before whose name or handle resembles theirs."""
        described = known(self._desk, contact)
        looked_at = [each for text in (contact.name, contact.handle) if text for each in before.find(text, _LOOKED_AT)]
        for each in looked_at:
            if likeness := alike(described, known(self._desk, each)):
                return Added(contact, True, each, likeness)
        return Added(contact, True)

    async def _note(self, work: UnitOfWork, actor: Actor, meeting_id: int, topics: str) -> None:
        """Write down a participant's own note; of a meeting they took no part in, nothing."""
        meeting = await work.meetings.get(MeetingId(meeting_id))
        mine = meeting.part_of(actor.person_id) if meeting else None
        if meeting is None or mine is None:
            return
        await work.meetings.save(meeting.with_part(replace(mine, note=topics.strip()[:MET_ONLINE])))


async def introducer(work: UnitOfWork, book: Book, owner_id: PersonId, typed: str) -> tuple[str, ContactId | None]:
    """Whose idea somebody was: a name, and the contact of the list it belongs to where there is one."""
    found: Contact | None = None
    if typed.startswith("id:"):
        found = await own_contact(work, Actor(owner_id), identifier(typed[3:]))
    elif typed.strip():
        named = sole(book, typed)
        found = await work.contacts.get(named.id) if named else None
    return (found.name, found.id) if found else (clean(typed)[:100], None)

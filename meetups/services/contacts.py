"""The private list of the people somebody knows online; nobody but its owner ever sees a word of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from rapidfuzz import fuzz, process, utils

from meetups.places import City
from meetups.ports import Desk, Encounter, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.names import LONGEST_NAME, clean
from meetups.services.common import History, add_account, city_named, known_person, own_contact, visible_name
from meetups.values import Actor, Contact, ContactId, PersonId

FEW_WORDS = 60
SENTENCES = 500
PICK_AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody on Discord, as the client sees them."""

    id: PersonId
    name: str
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Details:
    """What is written about a contact; None leaves it as it is, an empty text clears it."""

    name: str | None = None
    city: str | None = None
    source: str | None = None
    met_online: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A contact with what its owner has lived through with them."""

    contact: Contact
    city: City | None
    times_met: int
    last_met_on: date | None
    last_contact: Encounter | None


@dataclass(frozen=True, slots=True)
class Added:
    contact: Contact
    is_new: bool


class Contacts:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def add(self, actor: Actor, details: Details, account: Account | None = None) -> Added:
        """Put one person on the list; adding somebody again finds them there, with what is new filled in."""
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            if account is not None:
                contact, is_new = await self._add_account(work, actor, account)
            else:
                contact, is_new = await self._add_name(work, actor, cleaned_name(details.name or ""))
            changed = self._with_details(contact, replace(details, name=details.name if account else None))
            if changed != contact:
                await work.contacts.save(changed)
            return Added(changed, is_new)

    async def add_many(self, actor: Actor, accounts: Sequence[Account]) -> list[Added]:
        """The people picker: everyone picked lands on the list at once; bots and oneself are passed over."""
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            return [
                Added(*await self._add_account(work, actor, account))
                for account in accounts[:PICK_AT_ONCE]
                if not account.is_bot and account.id != actor.person_id
            ]

    async def edit(self, actor: Actor, contact_id: int, details: Details) -> Card:
        async with self._desk.store.write() as work:
            contact = await own_contact(work, actor, contact_id)
            changed = self._with_details(contact, details)
            await work.contacts.save(changed)
            return await self._card(work, changed)

    async def show(self, actor: Actor, contact_id: int) -> Card:
        async with self._desk.store.read() as work:
            return await self._card(work, await own_contact(work, actor, contact_id))

    async def remove(self, actor: Actor, contact_id: int) -> Contact:
        """Take someone off the list; meetings with them stay in one's history, under their name."""
        async with self._desk.store.write() as work:
            contact = await own_contact(work, actor, contact_id)
            await work.meetings.unlink_contact(contact.id, contact.name)
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

    async def everyone(self, actor: Actor) -> list[Card]:
        """The whole list, by name."""
        async with self._desk.store.read() as work:
            history = History(await work.meetings.encounters(actor.person_id))
            contacts = await work.contacts.find(owner_id=actor.person_id)
            return [self._card_from(each, history) for each in sorted(contacts, key=_by_name)]

    async def called(self, actor: Actor, name: str) -> Contact | None:
        """The contact of exactly this name. Raises ``Refusal`` ``contact.ambiguous`` where there are two."""
        async with self._desk.store.read() as work:
            return await named(work, actor, clean(name))

    async def matching(self, actor: Actor, typed: str, limit: int = 25) -> list[Contact]:
        """Contacts whose name resembles what was typed, best first; all of them for nothing typed."""
        async with self._desk.store.read() as work:
            contacts = sorted(await work.contacts.find(owner_id=actor.person_id), key=_by_name)
        if not typed.strip():
            return contacts[:limit]
        names = {index: each.name for index, each in enumerate(contacts)}
        found = process.extract(
            typed, names, scorer=fuzz.WRatio, processor=utils.default_process, limit=limit, score_cutoff=55
        )
        return [contacts[index] for _, _, index in found]

    async def _add_account(self, work: UnitOfWork, actor: Actor, account: Account) -> tuple[Contact, bool]:
        if account.is_bot:
            raise Refusal("contact.bot")
        return await add_account(work, self._desk, actor.person_id, account.id, account.name)

    async def _add_name(self, work: UnitOfWork, actor: Actor, name: str) -> tuple[Contact, bool]:
        known = await named(work, actor, name)
        if known is not None:
            return known, False
        contact = Contact(ContactId(self._desk.new_id()), actor.person_id, name, self._desk.clock())
        await work.contacts.add(contact)
        return contact, True

    def _with_details(self, contact: Contact, details: Details) -> Contact:
        city_id = contact.city_id
        if details.city is not None:
            city_id = city_named(self._desk, details.city).id if details.city.strip() else None
        return replace(
            contact,
            name=contact.name if details.name is None else cleaned_name(details.name),
            city_id=city_id,
            source=contact.source if details.source is None else clean(details.source)[:FEW_WORDS],
            met_online=contact.met_online if details.met_online is None else details.met_online.strip()[:SENTENCES],
            note=contact.note if details.note is None else details.note.strip()[:SENTENCES],
        )

    async def _card(self, work: UnitOfWork, contact: Contact) -> Card:
        return self._card_from(contact, History(await work.meetings.encounters(contact.owner_id)))

    def _card_from(self, contact: Contact, history: History) -> Card:
        shared, in_person = history.of(contact), history.in_person(contact)
        return Card(
            contact=contact,
            city=self._desk.places.by_id(contact.city_id) if contact.city_id else None,
            times_met=len(in_person),
            last_met_on=in_person[-1].met_on if in_person else None,
            last_contact=shared[-1] if shared else None,
        )


def cleaned_name(typed: str) -> str:
    """A name fit for a card. Raises ``Refusal`` ``contact.name_empty`` or ``contact.name_long``."""
    name = visible_name(typed)
    if not name:
        raise Refusal("contact.name_empty")
    if len(name) > LONGEST_NAME:
        raise Refusal("contact.name_long", limit=LONGEST_NAME)
    return name


async def named(work: UnitOfWork, actor: Actor, name: str) -> Contact | None:
    """The contact of exactly this name, however it is capitalised.

    Raises ``Refusal`` ``contact.ambiguous`` where the list has two.
    """
    same = [
        each for each in await work.contacts.find(owner_id=actor.person_id) if each.name.casefold() == name.casefold()
    ]
    if len(same) > 1:
        raise Refusal("contact.ambiguous", name=name)
    return same[0] if same else None


def _by_name(contact: Contact) -> str:
    return contact.name.casefold()

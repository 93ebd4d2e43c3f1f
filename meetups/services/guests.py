"""Who was met, as it was said: picked from the list, shown by Discord, or typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from meetups.finding import Book
from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.names import split_names
from meetups.services.common import add_account, check_room, identifier, own_contact
from meetups.services.contacts import Account, Books, cleaned_name, introducer, sole
from meetups.values import Actor, Contact, ContactId

MOST_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class People:
    """Who was met: contacts picked from the list, Discord accounts, and names typed.

    ``introduced_by`` is whose idea it was, by name or as ``id:`` and the number of a contact.
    """

    contact_ids: tuple[int, ...] = ()
    accounts: tuple[Account, ...] = ()
    names: tuple[str, ...] = ()
    introduced_by: str = ""


def people_from(typed: str, accounts: Sequence[Account] = ()) -> People:
    """Who is meant by one text field: what autocomplete put there (``id:…``) and names, with commas."""
    contact_ids, names = [], []
    for part in split_names(typed):
        if part.startswith("id:") and part[3:].isdecimal():
            contact_ids.append(identifier(part[3:]))
        else:
            names.append(part)
    return People(tuple(contact_ids), tuple(accounts), tuple(names))


async def listed(
    work: UnitOfWork, desk: Desk, books: Books, actor: Actor, people: People
) -> tuple[list[Contact], list[Contact]]:
    """Everyone meant as contacts of one's own list, each once, and those added on the way."""
    if len(people.contact_ids) + len(people.accounts) + len(people.names) > MOST_PEOPLE:
        raise Refusal("meeting.too_many", limit=MOST_PEOPLE)
    guests: list[Contact] = [await own_contact(work, actor, each) for each in people.contact_ids]
    added: list[Contact] = []
    for account in people.accounts:
        if account.is_bot:
            raise Refusal("contact.bot")
        contact, is_new = await add_account(work, desk, actor.person_id, account.id, account.name)
        guests.append(contact)
        added += [contact] if is_new else []
    # Looked up before anybody new comes onto the list: reading it again for each of many names takes long.
    book = await books.of(work, actor.person_id) if people.names else None
    fresh: dict[str, Contact] = {}
    for name in map(cleaned_name, people.names):
        same = sole(book, name) if book else None
        known = await work.contacts.get(same.id) if same else fresh.get(name.casefold())
        if known is None:
            known = Contact(ContactId(desk.new_id()), actor.person_id, name, desk.clock())
            fresh[name.casefold()] = known
        guests.append(known)
    await check_room(work, actor.person_id, len(fresh))
    await work.contacts.add(*fresh.values())
    added += fresh.values()
    guests = list({each.id: each for each in guests}.values())
    if not guests:
        raise Refusal("meeting.nobody")
    if people.introduced_by.strip():
        guests = await _introduced(work, await books.of(work, actor.person_id), actor, guests, people.introduced_by)
    return guests, added


async def _introduced(
    work: UnitOfWork, book: Book, actor: Actor, guests: Sequence[Contact], introduced_by: str
) -> list[Contact]:
    """The guests, with whose idea they were noted on those of whom nothing was known of it."""
    name, introducer_id = await introducer(work, book, actor.person_id, introduced_by)
    told = []
    for each in guests:
        if each.id == introducer_id or (introducer_id is None and each.name.casefold() == name.casefold()):
            raise Refusal("contact.introduced_by_themselves")
        known = each if each.introduced_by else replace(each, introduced_by=name, introducer_id=introducer_id)
        if known is not each:
            await work.contacts.save(known)
        told.append(known)
    return told

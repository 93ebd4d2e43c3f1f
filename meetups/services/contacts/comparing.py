"""The people of a file beside a list, and what an import makes of the two; arithmetic, fit to be done aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from meetups.exchange.entry import Entry
from meetups.exchange.likeness import Likeness, pair_up, repeated
from meetups.exchange.parsed import Kind, Parsed
from meetups.ports import Desk
from meetups.rows import Listed
from meetups.rules.merging import TooLong, combine
from meetups.services.contacts.details import known
from meetups.services.contacts.undoing import Steps
from meetups.values import Contact, ContactId, PersonId


class Choice(StrEnum):
    """What to import: only whom the list does not have; those, and what is new of the others; or every row as it is."""

    NEW = "new"
    MERGE = "merge"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Compared:
    """``like`` gives for positions of ``entries`` who of the list they seem to be; ``repeats`` which earlier position.

    ``unplaced`` are the cities that cannot be told, as they are written.
    """

    entries: tuple[Entry, ...]
    like: dict[int, tuple[ContactId, Likeness]]
    repeats: dict[int, tuple[int, Likeness]]
    names: dict[ContactId, str]
    oneself: int
    unplaced: tuple[str, ...]

    @property
    def fresh(self) -> list[int]:
        return [at for at in range(len(self.entries)) if at not in self.like and at not in self.repeats]


@dataclass(slots=True)
class Assembled:
    """What is to be written, and how many of the file are left out."""

    steps: Steps = field(default_factory=Steps)
    left_out: int = 0


def compare(desk: Desk, owner_id: PersonId, parsed: Parsed, people: Iterable[Listed]) -> Compared:
    """Who of the file is on the list, or stands in the file twice; the owner's own card is left out.

    In a list exported from here namesakes are two people: only an account would be there twice.
    """
    others = tuple(each for each in parsed.entries if each.account_id != owner_id)
    is_own = parsed.kind in (Kind.OWN_VCARD, Kind.OWN_CSV, Kind.OWN_JSON)
    repeats = _same_accounts(others) if is_own else repeated(others)
    listed, cities = list(people), _Cities(desk)
    written = dict.fromkeys(each.city for each in others if each.city)
    like = pair_up(others, [known(desk, each) for each in listed], once=is_own)
    return Compared(
        entries=others,
        like=like,
        repeats={at: found for at, found in repeats.items() if at not in like},
        names={each.id: each.name for each in listed},
        oneself=len(parsed.entries) - len(others),
        unplaced=tuple(each for each in written if cities.find(each) is None),
    )


def _same_accounts(entries: Sequence[Entry]) -> dict[int, tuple[int, Likeness]]:
    first: dict[int, int] = {}
    for at, entry in enumerate(entries):
        if entry.account_id is not None:
            first.setdefault(entry.account_id, at)
    found = ((at, first[each.account_id]) for at, each in enumerate(entries) if each.account_id is not None)
    return {at: (earlier, Likeness.SAME_ACCOUNT) for at, earlier in found if earlier != at}


def assemble(
    desk: Desk,
    owner_id: PersonId,
    compared: Compared,
    existing: Iterable[Contact],
    choice: Choice,
    fresh_ids: Sequence[ContactId],
    now: datetime,
) -> Assembled:
    """Every person of the file as a contact, new or filled in; ``existing`` are those of the list some are like.

    ``fresh_ids`` has an identifier for every entry.
    """
    before = {each.id: each for each in existing}
    table = _Table(dict(before), {each.account_id: each.id for each in before.values() if each.account_id})
    cities = _Cities(desk)
    for at, entry in enumerate(compared.entries):
        fresh = _contact(fresh_ids[at], owner_id, entry, cities, now)
        target, is_same_account = table.target(compared, at, fresh)
        if target is None or (choice is Choice.EVERYTHING and not is_same_account):
            table.put(at, fresh)
        elif choice is Choice.NEW:
            table.leave_out(at, target)
        elif merged := _merged(table.now[target], fresh, desk.places.label):
            table.put(at, merged)
        elif is_same_account:
            table.leave_out(at, target)
        else:
            table.put(at, fresh)
    touched = [each for each in table.now.values() if before.get(each.id) != each]
    linked = _with_introducers(touched, compared.names)
    steps = Steps(
        added=[each for each in linked if each.id not in before],
        filled_in=[(before[each.id], each) for each in linked if each.id in before],
    )
    return Assembled(steps, table.left_out)


@dataclass(slots=True)
class _Table:
    """The contacts as they become, whose account is whose, and what each position of the file became."""

    now: dict[ContactId, Contact]
    holders: dict[PersonId, ContactId]
    became: dict[int, ContactId] = field(default_factory=dict)
    left_out: int = 0

    def target(self, compared: Compared, at: int, fresh: Contact) -> tuple[ContactId | None, bool]:
        """The contact an entry seems to be, and whether it surely is: an account is on a list once."""
        if fresh.account_id in self.holders:
            return self.holders[fresh.account_id], True
        if at in compared.like:
            return compared.like[at][0], False
        return (self.became[compared.repeats[at][0]], False) if at in compared.repeats else (None, False)

    def put(self, at: int, contact: Contact) -> None:
        self.now[contact.id] = contact
        self.became[at] = contact.id
        if contact.account_id is not None:
            self.holders[contact.account_id] = contact.id

    def leave_out(self, at: int, target: ContactId) -> None:
        self.became[at] = target
        self.left_out += 1


def _merged(kept: Contact, other: Contact, city_label: Callable[[int], str]) -> Contact | None:
    """Both in one; None where they turn out to be two accounts, or the note would not hold it all."""
    if kept.account_id and other.account_id and kept.account_id != other.account_id:
        return None
    try:
        return combine(kept, other, city_label)
    except TooLong:
        return None


class _Cities:
    """Cities by what is written, each looked up once."""

    def __init__(self, desk: Desk) -> None:
        self._places = desk.places
        self._found: dict[str, int | None] = {}

    def find(self, written: str) -> int | None:
        if written not in self._found:
            city = self._places.find(written)
            self._found[written] = city.id if city else None
        return self._found[written]


def _contact(contact_id: ContactId, owner_id: PersonId, entry: Entry, cities: _Cities, now: datetime) -> Contact:
    city_id = cities.find(entry.city) if entry.city else None
    return Contact(
        id=contact_id,
        owner_id=owner_id,
        name=entry.name,
        added_at=now,
        account_id=PersonId(entry.account_id) if entry.account_id else None,
        account_is_seen=entry.account_id is None,
        source=entry.source,
        handle=entry.handle,
        city_id=city_id,
        city_written="" if city_id else entry.city,
        tags=entry.tags,
        languages=entry.languages,
        met_online=entry.met_online,
        introduced_by=entry.introduced_by,
        birthday=entry.birthday,
        note=entry.note,
        promised=entry.promised,
        again_on=entry.again_on,
        is_never=entry.is_never,
        is_seldom=entry.is_seldom,
        snoozed_until=entry.snoozed_until,
        waits_near=entry.waits_near,
    )


def _with_introducers(touched: Iterable[Contact], names: dict[ContactId, str]) -> list[Contact]:
    """Those who are written, each linked to whom a name means that exactly one person of the list or the file bears."""
    contacts = list(touched)
    everyone = {**names, **{each.id: each.name for each in contacts}}
    bearing = Counter(name.casefold() for name in everyone.values())
    by_name = {name.casefold(): contact_id for contact_id, name in everyone.items()}

    def linked(contact: Contact) -> Contact:
        name = contact.introduced_by.casefold()
        is_known = name and contact.introducer_id is None and bearing[name] == 1 and by_name[name] != contact.id
        return replace(contact, introducer_id=by_name[name]) if is_known else contact

    return [linked(each) for each in contacts]

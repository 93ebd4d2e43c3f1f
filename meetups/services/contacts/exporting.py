"""Files going out: the whole list, in parts that every reader takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum

from meetups.exchange.entry import Entry
from meetups.exchange.parsed import MAX_ENTRIES
from meetups.exchange.writing import to_csv, to_json, to_vcards
from meetups.ports import Desk
from meetups.values import Actor, Contact

MOST_BYTES = 8_000_000
"""Of one file: below what Discord lets a bot send into any server, and what an import takes."""


class Format(StrEnum):
    VCARD = "vcard"
    CSV = "csv"
    JSON = "json"


_WRITERS: dict[Format, tuple[Callable[[Iterable[Entry]], bytes], str]] = {
    Format.VCARD: (to_vcards, "vcf"),
    Format.CSV: (to_csv, "csv"),
    Format.JSON: (to_json, "json"),
}


class Exports:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def export(self, actor: Actor, kind: Format) -> list[tuple[str, bytes]]:
        """The list as files, by name; more than one where one would be too large. Empty for an empty list."""
        async with self._desk.store.read() as work:
            contacts = await work.contacts.find(owner_id=actor.person_id)
        return await self._desk.aside(lambda: self._files(contacts, kind))

    def _files(self, contacts: list[Contact], kind: Format) -> list[tuple[str, bytes]]:
        names = {each.id: each.name for each in contacts}
        entries = [self._entry(each, names.get(each.introducer_id or each.id, "")) for each in contacts]
        write, ending = _WRITERS[kind]
        parts = [
            part
            for start in range(0, len(entries), MAX_ENTRIES)
            for part in _cut(entries[start : start + MAX_ENTRIES], write)
        ]
        if len(parts) == 1:
            return [(f"contacts.{ending}", parts[0])]
        return [(f"contacts-{number}.{ending}", part) for number, part in enumerate(parts, start=1)]

    def _entry(self, contact: Contact, introducer: str) -> Entry:
        return Entry(
            name=contact.name,
            handle=contact.handle,
            source=contact.source,
            account_id=contact.account_id,
            city=self._desk.places.label(contact.city_id) if contact.city_id else contact.city_written,
            tags=contact.tags,
            languages=contact.languages,
            met_online=contact.met_online,
            introduced_by=introducer if contact.introducer_id and introducer else contact.introduced_by,
            birthday=contact.birthday,
            note=contact.note,
            promised=contact.promised,
            again_on=contact.again_on,
            is_never=contact.is_never,
            is_seldom=contact.is_seldom,
            snoozed_until=contact.snoozed_until,
            waits_near=contact.waits_near,
        )


def _cut(entries: list[Entry], write: Callable[[Iterable[Entry]], bytes]) -> list[bytes]:
    """One file, or halves of it where it is too large."""
    whole = write(entries)
    if len(whole) <= MOST_BYTES or len(entries) == 1:
        return [whole]
    middle = len(entries) // 2
    return [*_cut(entries[:middle], write), *_cut(entries[middle:], write)]

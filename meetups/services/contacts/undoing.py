"""Taking an import back for a day: what nobody has touched since goes, or is again what it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any

from pydantic import TypeAdapter

from meetups.ports import UnitOfWork
from meetups.services.common import History
from meetups.values import Actor, Contact, ContactId

_CONTACT = TypeAdapter(Contact)


@dataclass(frozen=True, slots=True)
class Undone:
    """How many contacts left again, how many are as before, and how many stayed because they were used since."""

    removed: int
    restored: int
    stayed: int


@dataclass(slots=True)
class Steps:
    """What an import did, so that it can be taken back: who was added, and what the others were before."""

    added: list[Contact] = field(default_factory=list)
    filled_in: list[tuple[Contact, Contact]] = field(default_factory=list)

    def written(self) -> dict[str, Any]:
        """As it is stored: of every contact the number and a digest, by which a change since is noticed."""
        return {
            "added": [[str(each.id), _digest(each)] for each in self.added],
            "filled_in": [[_CONTACT.dump_json(before).decode(), _digest(after)] for before, after in self.filled_in],
        }


async def take_back(work: UnitOfWork, actor: Actor, steps: dict[str, Any]) -> Undone:
    """Undo what ``Steps.written`` says; whoever was changed or met since stays as they are."""
    added = {ContactId(int(number)): digest for number, digest in steps["added"]}
    history = History(await work.meetings.encounters(actor.person_id))
    introduced = {each.introducer_id for each in await work.contacts.find(owner_id=actor.person_id)}
    still_there = await work.contacts.find(owner_id=actor.person_id, id=list(added))
    gone = [each.id for each in still_there if _digest(each) == added[each.id] and not history.of(each)]
    before = {old.id: (old, digest) for old, digest in _read(steps["filled_in"])}
    now = await work.contacts.find(owner_id=actor.person_id, id=list(before))
    restored = [before[each.id][0] for each in now if _digest(each) == before[each.id][1]]
    await work.contacts.remove(id=gone)
    await work.contacts.save_all(restored)
    stayed = len(still_there) - len(gone) + len(now) - len(restored)
    await _forget_introducers(work, actor, introduced.intersection(gone))
    return Undone(len(gone), len(restored), stayed)


async def _forget_introducers(work: UnitOfWork, actor: Actor, gone: Iterable[ContactId | None]) -> None:
    for introducer in gone:
        for each in await work.contacts.find(owner_id=actor.person_id, introducer_id=introducer):
            await work.contacts.save(replace(each, introducer_id=None))


def _read(filled_in: Sequence[Sequence[str]]) -> Iterable[tuple[Contact, str]]:
    return ((_CONTACT.validate_json(before), digest) for before, digest in filled_in)


def _digest(contact: Contact) -> str:
    return blake2b(_CONTACT.dump_json(contact), digest_size=12).hexdigest()

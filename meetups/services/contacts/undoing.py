"""Taking an import back for a day: what nobody has touched since goes, or is again what it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
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

    @property
    def has_never(self) -> bool:
        """Whether anybody of them is on the never-list."""
        return any(each.is_never for each in (*self.added, *(after for _, after in self.filled_in)))

    def written(self) -> dict[str, Any]:
        """As it is stored: of every contact the number and a digest, by which a change since is noticed."""
        return {
            "added": [[str(each.id), _digest(each)] for each in self.added],
            "filled_in": [[_CONTACT.dump_json(before).decode(), _digest(after)] for before, after in self.filled_in],
        }


@dataclass(frozen=True, slots=True)
class Reversal:
    """What is left to take back: who goes, and who is again as before."""

    gone: list[ContactId]
    restored: list[Contact]
    undone: Undone


def reversal(steps: dict[str, Any], now: Iterable[Contact], history: History, since: datetime) -> Reversal:
    """What ``Steps.written`` says, but for whoever was changed or met since; long arithmetic, fit to be done aside."""
    added = {ContactId(int(number)): digest for number, digest in steps["added"]}
    before = {old.id: (old, digest) for old, digest in _read(steps["filled_in"])}
    gone, restored, stayed = [], [], 0
    for each in now:
        digest = added.get(each.id) or (before[each.id][1] if each.id in before else None)
        if digest is None:
            continue
        is_used = any(one.recorded_at >= since for one in history.of(each)) or _digest(each) != digest
        if is_used:
            stayed += 1
        elif each.id in added:
            gone.append(each.id)
        else:
            restored.append(before[each.id][0])
    return Reversal(gone, restored, Undone(len(gone), len(restored), stayed))


async def take_back(work: UnitOfWork, actor: Actor, found: Reversal) -> None:
    """Carry it out; nobody stays introduced by somebody who goes."""
    gone = set(found.gone)
    for each in await work.contacts.find(owner_id=actor.person_id):
        if each.introducer_id in gone and each.id not in gone:
            await work.contacts.save(replace(each, introducer_id=None))
    await work.contacts.remove(id=found.gone)
    await work.contacts.save_all(found.restored)


def _read(filled_in: Sequence[Sequence[str]]) -> Iterable[tuple[Contact, str]]:
    return ((_CONTACT.validate_json(before), digest) for before, digest in filled_in)


def _digest(contact: Contact) -> str:
    return blake2b(_CONTACT.dump_json(contact), digest_size=12).hexdigest()

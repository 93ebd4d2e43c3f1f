"""Who was met, as it was said: picked from the list, shown by Discord, or typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meetups.rules.names import split_names
from meetups.services.common import identifier
from meetups.services.contacts import Account


@dataclass(frozen=True, slots=True)
class People:
    """Who was met: contacts picked from the list, Discord accounts, and names typed."""

    contact_ids: tuple[int, ...] = ()
    accounts: tuple[Account, ...] = ()
    names: tuple[str, ...] = ()


def people_from(typed: str, accounts: Sequence[Account] = ()) -> People:
    """Who is meant by one text field: what autocomplete put there (``id:…``) and names, with commas."""
    contact_ids, names = [], []
    for part in split_names(typed):
        if part.startswith("id:") and part[3:].isdecimal():
            contact_ids.append(identifier(part[3:]))
        else:
            names.append(part)
    return People(tuple(contact_ids), tuple(accounts), tuple(names))

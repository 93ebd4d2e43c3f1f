"""What can be written about a contact, cleaned in the same way whether it was typed or came in a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any, Final

from meetups.exchange.entry import Rough, fit
from meetups.exchange.handles import network_of
from meetups.exchange.likeness import Known
from meetups.ports import Desk
from meetups.refusals import Refusal
from meetups.rows import Listed
from meetups.rules.names import LONGEST_NAME
from meetups.services.common import city_named, visible_name
from meetups.values import Birthday, Contact, ContactId, PersonId


class Clear(Enum):
    """Take away what is written there; for values that have no empty one of their own."""

    CLEAR = "clear"


CLEAR: Final = Clear.CLEAR


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody on Discord, as the client sees them."""

    id: PersonId
    name: str
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Details:
    """What is written about a contact; None leaves it as it is, an empty value clears it.

    ``introduced_by`` is a name, or ``id:`` and the number of another contact.
    """

    name: str | None = None
    city: str | None = None
    source: str | None = None
    handle: str | None = None
    tags: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None
    met_online: str | None = None
    introduced_by: str | None = None
    birthday: Birthday | Clear | None = None
    note: str | None = None
    promised: str | None = None
    again_on: date | Clear | None = None
    snoozed_until: date | Clear | None = None
    is_seldom: bool | None = None
    waits_near: bool | None = None

    @property
    def is_empty(self) -> bool:
        return self == Details()


_TEXTS = ("source", "handle", "tags", "languages", "met_online", "note", "promised")
_VALUES = ("birthday", "again_on", "snoozed_until", "is_seldom", "waits_near")


def written(desk: Desk, contact: Contact, details: Details) -> Contact:
    """The contact with these details; who introduced them is not looked up here.

    Raises ``Refusal`` for a name nobody could read and a city nobody could find.
    """
    texts = {name: value for name in _TEXTS if (value := getattr(details, name)) is not None}
    rough = Rough()
    for name, value in texts.items():
        setattr(rough, name, list(value) if isinstance(value, tuple) else value)
    cleaned, _ = fit(rough)
    changes: dict[str, Any] = {name: getattr(cleaned, name) for name in texts}
    for name in _VALUES:
        if (value := getattr(details, name)) is not None:
            changes[name] = None if value is CLEAR else value
    if details.name is not None:
        changes["name"] = cleaned_name(details.name)
    if details.city is not None:
        changes["city_id"] = city_named(desk, details.city).id if details.city.strip() else None
        changes["city_written"] = ""
    changed = replace(contact, **changes)
    if changed.handle and not changed.source:
        changed = replace(changed, source=network_of(changed.handle))
    return changed


def cleaned_name(typed: str) -> str:
    """A name fit for a card. Raises ``Refusal`` ``contact.name_empty`` or ``contact.name_long``."""
    name = visible_name(typed)
    if not name:
        raise Refusal("contact.name_empty")
    if len(name) > LONGEST_NAME:
        raise Refusal("contact.name_long", limit=LONGEST_NAME)
    return name


def known(desk: Desk, contact: Contact | Listed) -> Known[ContactId]:
    """A contact as it is compared with others."""
    return Known(
        key=contact.id,
        name=contact.name,
        handle=contact.handle,
        source=contact.source,
        account_id=contact.account_id,
        city=(desk.places.label(contact.city_id) if contact.city_id else "") or contact.city_written,
    )

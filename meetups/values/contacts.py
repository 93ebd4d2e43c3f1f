"""The people somebody knows online, and files of them coming in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from meetups.values.ids import ContactId, ImportId, PersonId


@dataclass(frozen=True, slots=True)
class Birthday:
    """A day of the year, and the year where it is known."""

    month: int
    day: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone a person knows online: a Discord account or anyone else. Private to its owner.

    ``city_written`` is a place as it was written where the list of cities could not tell which is meant.
    ``introduced_by`` is a name; ``introducer_id`` the contact it belongs to, where that one is on the list.
    ``account_is_seen`` says that Discord itself showed the account to the bot; one that only a file names is asked
    nothing. ``promised`` is what the owner promised them; ``again_on`` the day from which to think of them again.
    ``waits_near``: not suggested until one of the two is near the other, of which the owner wishes to be told.
    """

    id: ContactId
    owner_id: PersonId
    name: str
    added_at: datetime
    account_id: PersonId | None = None
    account_is_seen: bool = True
    source: str = ""
    handle: str = ""
    city_id: int | None = None
    city_written: str = ""
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    met_online: str = ""
    introduced_by: str = ""
    introducer_id: ContactId | None = None
    birthday: Birthday | None = None
    note: str = ""
    promised: str = ""
    again_on: date | None = None
    is_never: bool = False
    is_seldom: bool = False
    snoozed_until: date | None = None
    volunteered_at: datetime | None = None
    waits_near: bool = False


@dataclass(frozen=True, slots=True)
class Apart:
    """Two contacts of one list that look alike and are two people, as their owner said; ``one_id < other_id``."""

    owner_id: PersonId
    one_id: ContactId
    other_id: ContactId


class ImportState(StrEnum):
    SHOWN = "shown"
    DONE = "done"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Import:
    """A file of contacts its owner was shown a preview of; ``file`` is kept, compressed, only until it is decided on.

    ``mapping`` gives the columns of a table of unknown layout, by field. ``undo`` is what taking it back needs.
    """

    id: ImportId
    person_id: PersonId
    created_at: datetime
    file: bytes
    state: ImportState = ImportState.SHOWN
    mapping: dict[str, int] | None = None
    has_header: bool = True
    finished_at: datetime | None = None
    undo: dict[str, Any] = field(default_factory=dict)

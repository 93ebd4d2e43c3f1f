"""What the services need from the outside, as protocols: storage, time and identity."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from meetups.keeping import Keeping
from meetups.photographs import Developed, UnreadablePhotoError
from meetups.places import Places
from meetups.refusals import Refusal
from meetups.repositories import (
    Aging,
    Contacts,
    Deliveries,
    Gatherings,
    Health,
    Meetings,
    Missions,
    Persons,
    Photos,
    Plans,
    PoolMembers,
    Records,
    Reminders,
    Showings,
    SuggestedRecords,
    Visits,
)
from meetups.values import (
    Apart,
    Appearance,
    Ask,
    Break,
    Community,
    Draft,
    Excuse,
    Import,
    Invite,
    Matched,
    MatchRun,
    Post,
    Seat,
)

T = TypeVar("T")
Clock = Callable[[], datetime]
NewId = Callable[[], int]


class Aside(Protocol):
    """Runs long arithmetic where nobody waits for it."""

    def __call__(self, work: Callable[[], T]) -> Awaitable[T]: ...


class Darkroom(Protocol):
    """Draws a photo anew (see ``developing``). Raises ``Refusal`` ``photo.unreadable`` and ``photo.too_large``."""

    def __call__(self, data: bytes) -> Awaitable[Developed]: ...


async def developed_here(data: bytes) -> Developed:
    """The plainest ``Darkroom``: here and now."""
    from meetups.developing import developed

    try:
        return developed(data)
    except UnreadablePhotoError as error:
        raise Refusal("photo.unreadable") from error


async def at_once(work: Callable[[], T]) -> T:
    """The plainest ``Aside``: here and now."""
    return work()


class UnitOfWork(Protocol):
    """One transaction; everything done through it lands together or not at all."""

    @property
    def persons(self) -> Persons: ...
    @property
    def communities(self) -> Records[Community]: ...
    @property
    def missions(self) -> Missions: ...
    @property
    def excuses(self) -> Records[Excuse]: ...
    @property
    def breaks(self) -> Records[Break]: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def apart(self) -> Records[Apart]: ...
    @property
    def imports(self) -> Aging[Import]: ...
    @property
    def meetings(self) -> Meetings: ...
    @property
    def posts(self) -> Records[Post]: ...
    @property
    def photos(self) -> Photos: ...
    @property
    def appearances(self) -> Records[Appearance]: ...
    @property
    def asks(self) -> Records[Ask]: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def suggested(self) -> SuggestedRecords: ...
    @property
    def invites(self) -> Records[Invite]: ...
    @property
    def visits(self) -> Visits: ...
    @property
    def pool(self) -> PoolMembers: ...
    @property
    def runs(self) -> Records[MatchRun]: ...
    @property
    def matched(self) -> Records[Matched]: ...
    @property
    def plans(self) -> Plans: ...
    @property
    def gatherings(self) -> Gatherings: ...
    @property
    def seats(self) -> Records[Seat]: ...
    @property
    def showings(self) -> Showings: ...
    @property
    def health(self) -> Health: ...
    @property
    def drafts(self) -> Aging[Draft]: ...
    @property
    def reminders(self) -> Reminders: ...
    @property
    def keeping(self) -> Keeping: ...


class Store(Protocol):
    """Where transactions come from: one writer at a time, readers beside it."""

    def write(self) -> AbstractAsyncContextManager[UnitOfWork]: ...
    def claim(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A writer that only claims deliveries: several processes may have one each, while none writes otherwise."""

    def read(self) -> AbstractAsyncContextManager[UnitOfWork]: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What every service works with."""

    store: Store
    clock: Clock
    new_id: NewId
    places: Places
    aside: Aside = at_once
    darkroom: Darkroom = developed_here

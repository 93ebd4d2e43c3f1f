"""A time and a place two or more people agree on, and how far they have come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from meetups.values.ids import CommunityId, ContactId, MeetingId, PersonId, PlanId

LENGTHS: Final = (30, 45, 60, 90, 120, 180, 240)
"""How many minutes a plan or an open invitation may take."""


class Activity(StrEnum):
    """What is done together, where one of the usual things; anything else is kept in its maker's own words."""

    COFFEE = "coffee"
    WALK = "walk"
    LUNCH = "lunch"
    GAME = "game"


class PlanState(StrEnum):
    """Waiting for an answer, agreed by at least two, or off."""

    OPEN = "open"
    AGREED = "agreed"
    CANCELLED = "cancelled"


class Answer(StrEnum):
    """What somebody asked to a plan says; ``GONE`` said yes and left again."""

    WAITING = "waiting"
    YES = "yes"
    OTHER_TIMES = "other_times"
    NOT_THEN = "not_then"
    LATER = "later"
    NO = "no"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody a plan's host wants to meet: a contact of the host's, with an account where they can be asked here.

    ``times`` are those they offered instead; ``again_on`` is when a soft maybe comes back.
    """

    plan_id: PlanId
    position: int
    contact_id: ContactId | None = None
    person_id: PersonId | None = None
    answer: Answer = Answer.WAITING
    answered_at: datetime | None = None
    times: tuple[datetime, ...] = ()
    again_on: date | None = None

    @property
    def is_in(self) -> bool:
        return self.answer is Answer.YES


@dataclass(frozen=True, slots=True)
class Plan:
    """Who wants to meet whom, when, where and for what; ``revision`` grows with every change of these.

    ``times`` are those the host offers, up to three; ``starts_at`` is the one agreed on. ``place`` is for the people of the
    plan alone. The host hears at ``closes_at`` that nobody said yes, the same of a no as of silence.
    """

    id: PlanId
    host_id: PersonId
    created_at: datetime
    changed_at: datetime
    closes_at: datetime
    times: tuple[datetime, ...]
    community_id: CommunityId | None = None
    revision: int = 0
    state: PlanState = PlanState.OPEN
    starts_at: datetime | None = None
    minutes: int = 60
    activity: str = ""
    city_id: int | None = None
    place: str = ""
    words: str = ""
    meeting_id: MeetingId | None = None
    guests: tuple[Guest, ...] = ()

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + self.length if self.starts_at else None

    @property
    def offered(self) -> tuple[datetime, ...]:
        """The times to say yes to: the one agreed on, else those the host offers."""
        return (self.starts_at,) if self.starts_at else self.times

    @property
    def until(self) -> datetime:
        """The end of the last time that is agreed on or offered."""
        offered = (
            (self.starts_at,) if self.starts_at else (*self.times, *(at for each in self.guests for at in each.times))
        )
        return max((at for at in offered if at is not None), default=self.created_at) + self.length

    def guest(self, person_id: PersonId) -> Guest | None:
        return next((each for each in self.guests if each.person_id == person_id), None)

    def with_guest(self, changed: Guest) -> Plan:
        """The plan with this guest in the place of the one of their position."""
        return replace(
            self, guests=tuple(changed if each.position == changed.position else each for each in self.guests)
        )

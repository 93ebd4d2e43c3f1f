"""The promise, the days that ask for nothing, and whom a week proposes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from meetups.values.ids import CommunityId, ContactId, MissionId, PersonId


class Fills(StrEnum):
    """Which rungs fill a week of a mission."""

    IN_PERSON = "in_person"
    OR_VIDEO = "or_video"
    REMOTE = "remote"


PROMISE_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class Mission:
    """A member's promise: meet someone each week from ``starts_on`` to ``ends_on``, both included."""

    id: MissionId
    person_id: PersonId
    community_id: CommunityId
    starts_on: date
    ends_on: date
    time_zone: str
    created_at: datetime
    first_weekday: int = 0
    target: int = 1
    every_weeks: int = 1
    fills: Fills = Fills.IN_PERSON
    new_people_only: bool = False
    kickoff_weekday: int = 0
    kickoff_minute: int = 9 * 60
    show_streak: bool = False
    promise: str = ""
    first_shown: str = ""
    ended_at: datetime | None = None
    seen_here_at: datetime | None = None
    departed_at: datetime | None = None


class ExcuseKind(StrEnum):
    PAUSE = "pause"
    TIME_OFF = "time_off"
    BREAK = "break"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Excuse:
    """Days of a mission that ask for nothing, both ends included; an open pause has no last day yet."""

    id: int
    mission_id: MissionId
    kind: ExcuseKind
    first_on: date
    last_on: date | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Break:
    """Days in which a community asks nothing of anybody, both ends included."""

    id: int
    community_id: CommunityId
    first_on: date
    last_on: date
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Suggested:
    """A contact offered for a week of a mission: position 0 is the suggestion, the next two are the spares."""

    mission_id: MissionId
    week_on: date
    position: int
    contact_id: ContactId
    is_skipped: bool = False
    added_at: datetime | None = None

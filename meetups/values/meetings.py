"""The fact that people met, and who took part."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from meetups.values.ids import CommunityId, ContactId, MeetingId, PersonId


class How(StrEnum):
    """The rungs of the ladder, highest first."""

    IN_PERSON = "in_person"
    VIDEO = "video"
    CALL = "call"
    TEXT = "text"


class Part(StrEnum):
    """How a participant came into a meeting, and whether it counts for them."""

    RECORDER = "recorder"
    GUEST = "guest"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    DENIED = "denied"


COUNTING = (Part.RECORDER, Part.CONFIRMED)
"""The parts of those whom a meeting counts for."""


@dataclass(frozen=True, slots=True)
class Participant:
    """One of those who met. ``contact_id`` is the recorder's contact; ``note`` is this participant's own.

    ``story`` is what they tell of it themselves, read where they are named; the recorder's is the meeting's.
    """

    meeting_id: MeetingId
    position: int
    part: Part
    person_id: PersonId | None = None
    contact_id: ContactId | None = None
    note: str = ""
    is_named: bool = False
    shown_as: str = ""
    story: str = ""

    @property
    def counts(self) -> bool:
        """Whether the meeting counts for this participant's own missions."""
        return self.part in COUNTING


@dataclass(frozen=True, slots=True)
class Meeting:
    """The fact: who, on what local date, how and where; recorded once, shared by its participants."""

    id: MeetingId
    recorder_id: PersonId
    met_on: date
    how: How
    recorded_at: datetime
    community_id: CommunityId | None = None
    place: str = ""
    story: str = ""
    participants: tuple[Participant, ...] = ()

    @property
    def others(self) -> tuple[Participant, ...]:
        return tuple(each for each in self.participants if each.part is not Part.RECORDER)

    def with_part(self, changed: Participant) -> Meeting:
        """The meeting with this participant in the place of the one of their position."""
        others = (changed if each.position == changed.position else each for each in self.participants)
        return replace(self, participants=tuple(others))

    def part_of(self, person_id: PersonId) -> Participant | None:
        return next((each for each in self.participants if each.person_id == person_id), None)

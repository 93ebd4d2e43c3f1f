"""What is read from storage that is not a value of its own: shares of a meeting, lines of a list, places in a run, counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from meetups.values import Birthday, ContactId, How, MatchAnswer, MeetingId, PersonId, RunId


@dataclass(frozen=True, slots=True)
class Encounter:
    """One person's share of a meeting: whom of their list they met, when and how.

    ``account_id`` is the account they have by now, also where it was not known when the meeting was noted.
    """

    meeting_id: MeetingId
    met_on: date
    how: How
    recorded_at: datetime
    contact_id: ContactId | None
    account_id: PersonId | None


class Attended(NamedTuple):
    """One of those whom a meeting counts for."""

    meeting_id: MeetingId
    met_on: date
    person_id: PersonId


class Listed(NamedTuple):
    """What a list is searched by: a contact without the long texts."""

    id: ContactId
    name: str
    account_id: PersonId | None
    source: str
    handle: str
    city_id: int | None
    city_written: str
    tags: tuple[str, ...]
    is_never: bool


class Rankable(NamedTuple):
    """What the order of suggestions goes by: a contact without the long texts, and of instants the day in UTC."""

    added_on: date
    volunteered_on: date | None
    id: ContactId
    account_id: PersonId | None
    city_id: int | None
    birthday: Birthday | None
    again_on: date | None
    is_never: bool
    is_seldom: bool
    snoozed_until: date | None
    waits_near: bool
    tags: tuple[str, ...]
    languages: tuple[str, ...]


class Findable(NamedTuple):
    """A member of a pool as a visitor may find them: where they live, and how far they travel."""

    person_id: PersonId
    city_id: int | None
    reach_km: int


class PoolFellow(NamedTuple):
    """What another member of a common pool says about themselves; ``is_findable`` in one of the pools at least."""

    person_id: PersonId
    is_findable: bool
    city_id: int | None
    tags: tuple[str, ...]
    languages: tuple[str, ...]
    availability: int


class PoolRun(NamedTuple):
    """One member's place in an earlier run of a pool."""

    run_id: RunId
    week_on: date
    person_id: PersonId
    group: int
    answer: MatchAnswer
    is_alone: bool = False

    @property
    def is_left_over(self) -> bool:
        """See ``Matched``."""
        return self.is_alone or not self.group


class Step(StrEnum):
    """How far people come in a week, from a name they are given to the story they tell."""

    SUGGESTED = "suggested"
    ASKED = "asked"
    AGREED = "agreed"
    PLANNED = "planned"
    MET = "met"
    TOLD = "told"


class CareWeek(NamedTuple):
    """Seven days of a community from ``first_on``, and the instants they begin and are over at where it is."""

    first_on: date
    since: datetime
    until: datetime


class StepCount(NamedTuple):
    """How many people took a step in the week from ``first_on``; exact, so not to be shown as it is."""

    first_on: date
    step: Step
    people: int

"""The members of a community who want to be matched, and how they were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from meetups.values.ids import CommunityId, PersonId, RunId


@dataclass(frozen=True, slots=True)
class PoolMember:
    """Somebody who wants to be matched each week; ``is_findable``: members visiting their city are shown them.

    ``rested_at``: since when they are left out because they answered nothing for a while.
    """

    person_id: PersonId
    community_id: CommunityId
    joined_at: datetime
    in_person_only: bool = False
    likes_three: bool = False
    is_findable: bool = True
    rested_at: datetime | None = None


class RunPart(StrEnum):
    """Which matching of a week it is: the first of all, or the one for those whose partner cannot."""

    WEEKLY = "weekly"
    MIDWEEK = "midweek"


@dataclass(frozen=True, slots=True)
class MatchRun:
    """One matching of a community's pool: made, then announced to its members unless it was undone before.

    ``weight`` is the sum over pairs; ``bound`` what no matching exceeds, None where that is not known.
    """

    id: RunId
    community_id: CommunityId
    week_on: date
    part: RunPart
    made_at: datetime
    announce_at: datetime
    weight: int = 0
    bound: int | None = None
    undone_at: datetime | None = None


class MatchAnswer(StrEnum):
    NONE = "none"
    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Matched:
    """One member's place in a run: those of one ``group`` shall meet; group 0 are those left over.

    ``is_alone``: when they read their introduction first, nobody could be shown to them any more. It stays so for them, and
    changes nothing for the others of their group, to whom they are silent.
    """

    run_id: RunId
    person_id: PersonId
    group: int
    answer: MatchAnswer = MatchAnswer.NONE
    answered_at: datetime | None = None
    is_alone: bool = False

    @property
    def is_left_over(self) -> bool:
        """Whether nobody was left for them, as far as they know."""
        return self.is_alone or not self.group

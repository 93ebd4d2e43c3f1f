"""What is worth a warm word on the way through a mission; computed from facts each time, like all else (rule 7)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from meetups.rules.outcomes import Fact, Outcome, WeekResult, counted, progress
from meetups.values import Excuse, Mission

MEETINGS = (1, 5, 10, 25, 52, 100)
WEEKS = (4, 13, 26, 52)
"""A month, a quarter, half a year and a year without a gap."""


class Feat(StrEnum):
    """What a milestone is about: how many meetings, how many weeks without a gap, or the first one away from home."""

    MEETINGS = "meetings"
    UNBROKEN = "unbroken"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Milestone:
    """One that was reached with a meeting; ``n`` is which meeting, or how many weeks."""

    feat: Feat
    n: int
    meeting_id: int


@dataclass(frozen=True, slots=True)
class NextMilestone:
    """The nearest one to come; ``missing`` meetings or weeks until then."""

    feat: Feat
    n: int
    missing: int


def milestones(
    mission: Mission,
    facts: Sequence[Fact],
    excuses: Sequence[Excuse],
    today: date,
    away: Collection[int] = (),
) -> tuple[Milestone, ...]:
    """All that were reached by ``today``, in the order of the days they were reached on.

    ``away`` are the meetings away from home.
    """
    counting = counted(mission, [each for each in facts if each.met_on <= today])
    order = {fact.meeting_id: place for place, fact in enumerate(counting)}
    found = [Milestone(Feat.MEETINGS, n, counting[n - 1].meeting_id) for n in MEETINGS if n <= len(counting)]
    found += _unbroken(mission, counting, progress(mission, facts, excuses, today).results)
    first_away = next((each for each in counting if each.meeting_id in away), None)
    if first_away is not None:
        found.append(Milestone(Feat.AWAY, 1, first_away.meeting_id))
    return tuple(sorted(found, key=lambda each: order[each.meeting_id]))


def next_milestone(meetings: int, streak: int) -> NextMilestone | None:
    """The one fewest meetings or weeks away; None past all of them."""
    ahead = [
        *(NextMilestone(Feat.MEETINGS, n, n - meetings) for n in MEETINGS if n > meetings),
        *(NextMilestone(Feat.UNBROKEN, n, n - streak) for n in WEEKS if n > streak and streak),
    ]
    return min(ahead, key=lambda each: each.missing, default=None)


def _unbroken(mission: Mission, counting: Sequence[Fact], results: Sequence[WeekResult]) -> list[Milestone]:
    found, run = [], 0
    for each in results:
        if each.outcome in (Outcome.IN_TOUCH, Outcome.NO_MEETING):
            run = 0
        if each.outcome is not Outcome.MET:
            continue
        run += 1
        if run in WEEKS:
            within = [fact for fact in counting if fact.met_on in each.week]
            found.append(Milestone(Feat.UNBROKEN, run, within[mission.target - 1].meeting_id))
    return found

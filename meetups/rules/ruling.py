"""Does it count? The answer for one meeting and one mission, with the reason (§2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from meetups.rules.outcomes import Fact, filling, is_excused, qualifies
from meetups.rules.weeks import Week, week_at
from meetups.values import Excuse, Mission


class Reason(StrEnum):
    """Why a meeting counts, or why it does not."""

    COUNTS = "counts"
    COUNTS_AGAIN = "counts_again"
    FILLS_EXCUSED = "fills_excused"
    ALREADY_FILLED = "already_filled"
    BEFORE_MISSION = "before_mission"
    AFTER_MISSION = "after_mission"
    IN_FUTURE = "in_future"
    LOWER_RUNG = "lower_rung"
    NOT_NEW = "not_new"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether a meeting counts for a mission and why; ``fills_week``: with it, its week reaches the target.

    ``week`` is the one its date lies in, also when the meeting does not count; None outside the mission.
    """

    counts: bool
    reason: Reason
    week: Week | None
    fills_week: bool


def rule(
    mission: Mission,
    fact: Fact,
    other_facts: Iterable[Fact],
    excuses: Sequence[Excuse],
    today: date,
) -> Ruling:
    """Whether ``fact`` counts for the mission, given all other meetings of the person (rules 1 to 5)."""
    week = week_at(mission, fact.met_on)
    obstacle = _obstacle(mission, fact, week, today)
    if week is None or obstacle is not None:
        return Ruling(False, obstacle or Reason.ENDED, week, False)
    others = [each for each in other_facts if each.met_on in week and each.met_on <= today]
    already = sum(qualifies(mission, each) for each in others)
    fills_week = already + 1 == mission.target
    if already >= mission.target:
        reason = Reason.ALREADY_FILLED
    elif fills_week and is_excused(mission, week, excuses):
        reason = Reason.FILLS_EXCUSED
    else:
        reason = Reason.COUNTS if fact.is_new else Reason.COUNTS_AGAIN
    return Ruling(True, reason, week, fills_week)


def _obstacle(mission: Mission, fact: Fact, week: Week | None, today: date) -> Reason | None:
    """The first reason why the meeting does not count: date before rung, rung before people."""
    if fact.met_on > today:
        return Reason.IN_FUTURE
    if fact.met_on < mission.starts_on:
        return Reason.BEFORE_MISSION
    if fact.met_on > mission.ends_on:
        return Reason.AFTER_MISSION
    if week is None:
        return Reason.ENDED
    if not filling(mission, fact.how):
        return Reason.LOWER_RUNG
    if not qualifies(mission, fact):
        return Reason.NOT_NEW
    return None

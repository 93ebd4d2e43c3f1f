"""What became of each week of a mission, computed from facts each time and never stored (rule 7).

The order of facts and the day they were recorded on make no difference: late logging is always welcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from meetups.rules.weeks import DAY, FULL_WEEK_DAYS, Week, week_at, weeks_of
from meetups.values import Excuse, ExcuseKind, Fills, How, Mission

Span = tuple[date, date]
"""The first and the last day of an absence, both included."""

RUNGS = {
    Fills.IN_PERSON: frozenset({How.IN_PERSON}),
    Fills.OR_VIDEO: frozenset({How.IN_PERSON, How.VIDEO}),
    Fills.REMOTE: frozenset({How.VIDEO, How.CALL}),
}
"""Which rungs fill a week (rule 1)."""


class Outcome(StrEnum):
    """What became of a week. Members never read "missed"."""

    MET = "met"
    OPEN = "open"
    EXCUSED = "excused"
    AHEAD = "ahead"
    IN_TOUCH = "in_touch"
    NO_MEETING = "no_meeting"


@dataclass(frozen=True, slots=True)
class Fact:
    """What the rules need to know of a meeting that counts for one person.

    ``is_new``: at least one of its people had never been met in person before.
    """

    met_on: date
    how: How
    recorded_at: datetime
    is_new: bool = True
    meeting_id: int = 0

    @property
    def place(self) -> tuple[date, datetime, int]:
        """Where it stands among others: by its day, then by when it was recorded."""
        return self.met_on, self.recorded_at, self.meeting_id


@dataclass(frozen=True, slots=True)
class WeekResult:
    """A week, what became of it, and how many of the wanted meetings it has ("2 of 3")."""

    week: Week
    outcome: Outcome
    met: int
    wanted: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How a mission stands on a day.

    ``streak`` is the run of met weeks up to now, ``longest`` the longest so far. ``filled`` counts the met
    weeks, ``possible`` these and the ones that passed without being met or excused. ``meetings`` counts
    meetings, not weeks. ``reachable`` is what ``filled`` becomes if all weeks open or ahead are met.
    """

    results: tuple[WeekResult, ...]
    streak: int
    longest: int
    filled: int
    possible: int
    meetings: int
    reachable: int

    def of(self, week: Week) -> WeekResult:
        """The result of one of the mission's weeks."""
        return self.results[week.number - 1]


def filling(mission: Mission, how: How) -> bool:
    """Whether a meeting on this rung fills a week of the mission (rule 1)."""
    return how in RUNGS[mission.fills]


def qualifies(mission: Mission, fact: Fact) -> bool:
    """Whether the meeting is of a kind that the mission counts, whatever its date (rules 1 and 3)."""
    return filling(mission, fact.how) and (fact.is_new or not mission.new_people_only)


def progress(
    mission: Mission,
    facts: Iterable[Fact],
    excuses: Sequence[Excuse],
    today: date,
) -> Progress:
    """How the mission stands on ``today``, a local day of the mission (rules 2 to 7)."""
    weeks = weeks_of(mission)
    by_week = _by_week(mission, weeks, (fact for fact in facts if fact.met_on <= today))
    results = tuple(
        _result(mission, week, by_week[week.number], is_excused(mission, week, excuses), today) for week in weeks
    )
    runs = _runs(results)
    outcomes = [result.outcome for result in results]
    filled = outcomes.count(Outcome.MET)
    return Progress(
        results=results,
        streak=runs[-1],
        longest=max(runs),
        filled=filled,
        possible=filled + outcomes.count(Outcome.IN_TOUCH) + outcomes.count(Outcome.NO_MEETING),
        meetings=sum(result.met for result in results),
        reachable=filled + outcomes.count(Outcome.OPEN) + outcomes.count(Outcome.AHEAD),
    )


def _by_week(mission: Mission, weeks: tuple[Week, ...], facts: Iterable[Fact]) -> dict[int, list[Fact]]:
    """The facts inside the mission under the number of their week (rule 2)."""
    found: dict[int, list[Fact]] = {week.number: [] for week in weeks}
    for fact in facts:
        if weeks and weeks[0].first_on <= fact.met_on <= weeks[-1].last_on:
            found[(fact.met_on - weeks[0].starts_on).days // 7 + 1].append(fact)
    return found


def _result(mission: Mission, week: Week, facts: list[Fact], excused: bool, today: date) -> WeekResult:
    met = sum(qualifies(mission, fact) for fact in facts)
    if met >= mission.target:
        outcome = Outcome.MET
    elif excused:
        outcome = Outcome.EXCUSED
    elif mission.ended_at is None and today < week.first_on:
        outcome = Outcome.AHEAD
    elif mission.ended_at is None and today <= week.last_on:
        outcome = Outcome.OPEN
    elif week.is_short:
        outcome = Outcome.EXCUSED
    else:
        outcome = Outcome.IN_TOUCH if facts else Outcome.NO_MEETING
    return WeekResult(week, outcome, met, mission.target)


def _runs(results: tuple[WeekResult, ...]) -> list[int]:
    """The lengths of all runs of met weeks, in order, the last one still running (rule 7)."""
    runs = [0]
    for result in results:
        if result.outcome is Outcome.MET:
            runs[-1] += 1
        elif result.outcome in (Outcome.IN_TOUCH, Outcome.NO_MEETING):
            runs.append(0)
    return runs


def is_excused(mission: Mission, week: Week, excuses: Sequence[Excuse]) -> bool:
    """Whether the week asks for nothing, in advance or afterwards, if it is not met (rules 4 and 5)."""
    return _is_off_week(mission, week) or _is_covered(week, excuses)


def excused_weeks(mission: Mission, excuses: Sequence[Excuse]) -> tuple[Week, ...]:
    """The weeks that these absences excuse, to be shown before they are confirmed (rule 5)."""
    return tuple(week for week in weeks_of(mission) if _is_covered(week, excuses))


def is_away(first_on: date, excuses: Sequence[Excuse]) -> bool:
    """Whether absences excuse the seven days from ``first_on``, as they would a week that begins then (rule 5)."""
    return _is_covered(_seven_days(first_on), excuses)


def is_break(first_on: date, breaks: Iterable[Span]) -> bool:
    """Whether breaks excuse the seven days from ``first_on`` for everybody (rule 5)."""
    return _are_covered(_seven_days(first_on), breaks)


def is_free(mission: Mission, first_on: date, excuses: Sequence[Excuse]) -> bool:
    """Whether the mission asks for nothing in the seven days from ``first_on``: its member is away, or most of these
    days are of weeks it leaves out (rules 4 and 5).
    """
    days = (week_at(mission, first_on + offset * DAY) for offset in range(7))
    off = sum(week is not None and _is_off_week(mission, week) for week in days)
    return off >= FULL_WEEK_DAYS or is_away(first_on, excuses)


def ordinal(mission: Mission, facts: Iterable[Fact], fact: Fact) -> int | None:
    """Which meeting of the mission it is ("meeting no. 4"), or None for one that does not count."""
    if not _counts(mission, fact):
        return None
    return 1 + sum(_counts(mission, each) and each.place < fact.place for each in facts)


def counted(mission: Mission, facts: Iterable[Fact]) -> list[Fact]:
    """The meetings that count for the mission, in their order: the first is "meeting no. 1"."""
    counting = (each for each in facts if _counts(mission, each))
    return sorted(counting, key=lambda each: each.place)


def _counts(mission: Mission, fact: Fact) -> bool:
    return qualifies(mission, fact) and week_at(mission, fact.met_on) is not None


def _is_off_week(mission: Mission, week: Week) -> bool:
    """Whether a mission for every second week leaves this one out, counting from the first full one."""
    if mission.every_weeks == 1:
        return False
    first = week_at(mission, mission.starts_on)
    starts_at = 2 if first is not None and first.is_short else 1
    return week.number > starts_at and (week.number - starts_at) % mission.every_weeks != 0


def _seven_days(first_on: date) -> Week:
    last_on = first_on + 6 * DAY
    return Week(1, first_on, last_on, first_on, last_on)


def _is_covered(week: Week, excuses: Sequence[Excuse]) -> bool:
    """Whether a pause lasts into the next week, or absences cover four of its days or all it has (rule 5)."""
    if not excuses:
        return False
    if any(_is_paused_over(week, excuse) for excuse in excuses):
        return True
    return _are_covered(week, ((excuse.first_on, excuse.last_on or date.max) for excuse in excuses))


def _are_covered(week: Week, absences: Iterable[Span]) -> bool:
    spans = [(first, last) for first, last in absences if first <= week.last_on and last >= week.first_on]
    days = (week.first_on + offset * DAY for offset in range(week.days))
    covered = sum(any(first <= day <= last for first, last in spans) for day in days)
    return covered >= min(FULL_WEEK_DAYS, week.days)


def _is_paused_over(week: Week, excuse: Excuse) -> bool:
    """Whether it is a pause that excuses the week: any but the one it is resumed in (rule 5).

    ``last_on`` is the day before resuming; a pause without one lasts until further notice.
    """
    if excuse.kind is not ExcuseKind.PAUSE:
        return False
    return excuse.first_on <= week.last_on <= (excuse.last_on or date.max)

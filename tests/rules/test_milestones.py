"""What is worth a warm word: with which meeting it was reached, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetups.rules.milestones import (
    MEETINGS,
    WEEKS,
    Feat,
    Milestone,
    NextMilestone,
    milestones,
    next_milestone,
)
from meetups.rules.outcomes import Fact, Outcome, counted, progress
from meetups.values import Excuse, Fills, How, Mission
from tests.rules.test_outcomes import MISSION, absence, met, on, pause

YEAR = replace(MISSION, ends_on=on(60, 6))
AFTERWARDS = on(61)


def reached(
    facts: Sequence[Fact],
    excuses: Sequence[Excuse] = (),
    mission: Mission = YEAR,
    today: int = 61,
    away: Sequence[Fact] = (),
) -> dict[str, list[int]]:
    """Every feat, with the weeks whose meetings it came with."""
    found = milestones(mission, facts, excuses, on(today), {each.meeting_id for each in away})
    days = {fact.meeting_id: fact.met_on for fact in facts}
    told: dict[str, list[int]] = {}
    for each in found:
        week = (days[each.meeting_id] - on(1)).days // 7 + 1
        told.setdefault(f"{each.feat} {each.n}", []).append(week)
    return told


def weeks(*numbers: int) -> list[Fact]:
    return [met(number) for number in numbers]


def test_meetings_are_counted_whatever_the_gaps_between_them() -> None:
    facts = [met(week) for week in range(1, 60, 2)]
    assert reached(facts) == {"meetings 1": [1], "meetings 5": [9], "meetings 10": [19], "meetings 25": [49]}


def test_a_year_of_weeks_has_them_all() -> None:
    assert reached(weeks(*range(1, 53))) == {
        **{f"meetings {n}": [n] for n in (1, 5, 10, 25, 52)},
        **{f"unbroken {n}": [n] for n in (4, 13, 26, 52)},
    }


@pytest.mark.parametrize(
    ("facts", "excuses", "expected"),
    [
        pytest.param(weeks(1, 2, 3), [], [], id="three weeks are no month"),
        pytest.param(weeks(1, 2, 3, 4), [], [4], id="four are"),
        pytest.param(weeks(1, 2, 4, 5), [], [], id="a week without a meeting breaks it"),
        pytest.param(weeks(1, 2, 5, 6), [absence(on(3), on(4, 6))], [6], id="weeks off neither break nor fill it"),
        pytest.param(weeks(1, 2, 6, 7), [pause(on(3), on(5, 6))], [7], id="nor does a pause"),
        pytest.param(weeks(1, 2, 3, 4), [absence(on(3), on(3, 6))], [4], id="a meeting in a week off fills it"),
        pytest.param([*weeks(1, 2, 4, 5), met(3, how=How.CALL)], [], [], id="being in touch fills no week"),
        pytest.param(weeks(1, 2, 3, 4, 6, 7, 8, 9), [], [4, 9], id="each run has its own"),
    ],
)
def test_a_month_without_a_gap(facts: list[Fact], excuses: list[Excuse], expected: list[int]) -> None:
    assert reached(facts, excuses).get("unbroken 4", []) == expected


@pytest.mark.parametrize("excuses", [[], [absence(on(5), on(5, 6))]], ids=["open", "taken off"])
def test_a_week_still_to_come_breaks_nothing(excuses: list[Excuse]) -> None:
    facts = weeks(1, 2, 3, 4)
    for today in (5, 6):
        assert reached(facts, excuses, today=today)["unbroken 4"] == [4]
    assert "unbroken 4" not in reached(facts, today=3), "nothing counts before its day"


def test_a_run_is_full_with_the_meeting_that_fills_its_last_week() -> None:
    twice = replace(YEAR, target=2)
    facts = [met(week, day) for week in range(1, 5) for day in (0, 2, 4)]
    [month] = [each for each in milestones(twice, facts, [], AFTERWARDS) if each.feat is Feat.UNBROKEN]
    assert month == Milestone(Feat.UNBROKEN, 4, met(4, 2).meeting_id), "the second of the three"
    assert "unbroken 4" not in reached([met(week) for week in range(1, 9)], mission=twice), "one a week is not enough"


def test_a_mission_of_every_second_week_is_unbroken_over_those_between() -> None:
    assert reached(weeks(1, 3, 5, 7), mission=replace(YEAR, every_weeks=2))["unbroken 4"] == [7]
    assert "unbroken 4" not in reached(weeks(1, 3, 7, 9), mission=replace(YEAR, every_weeks=2))


def test_only_meetings_that_fill_weeks_count() -> None:
    facts = [met(0), met(1, how=How.VIDEO), met(2, is_new=False), met(3), met(61)]
    assert reached(facts)["meetings 1"] == [2], "before the mission, and on another rung, is no meeting of it"
    assert reached(facts, mission=replace(YEAR, new_people_only=True))["meetings 1"] == [3]
    assert reached(facts, mission=replace(YEAR, fills=Fills.OR_VIDEO))["meetings 1"] == [1]
    assert reached([met(61)], today=62) == {}


def test_only_the_first_away_from_home_is_told() -> None:
    facts = weeks(1, 2, 3)
    assert "away 1" not in reached(facts)
    assert reached(facts, away=facts[1:])["away 1"] == [2]
    online = met(1, how=How.VIDEO)
    assert "away 1" not in reached([online], away=[online]), "what fills no week is away from nothing"


def test_a_meeting_written_down_late_comes_in_its_place() -> None:
    late = replace(met(3), recorded_at=met(20).recorded_at)
    others = weeks(1, 2, 4, 5, 6)
    assert reached(others) == {"meetings 1": [1], "meetings 5": [6]}
    assert reached([*others, late]) == {"meetings 1": [1], "unbroken 4": [4], "meetings 5": [5]}


def test_a_meeting_removed_takes_its_milestone_along() -> None:
    facts = weeks(1, 2, 3, 4, 5)
    assert reached(facts) == {"meetings 1": [1], "unbroken 4": [4], "meetings 5": [5]}
    assert reached([each for each in facts if each != facts[2]]) == {"meetings 1": [1]}
    assert reached([]) == {}


@pytest.mark.parametrize(
    ("meetings", "streak", "expected"),
    [
        pytest.param(0, 0, NextMilestone(Feat.MEETINGS, 1, 1), id="the very first"),
        pytest.param(1, 0, NextMilestone(Feat.MEETINGS, 5, 4), id="without a run no run is promised"),
        pytest.param(1, 1, NextMilestone(Feat.UNBROKEN, 4, 3), id="the nearer of two"),
        pytest.param(4, 3, NextMilestone(Feat.MEETINGS, 5, 1), id="of two as near the meeting"),
        pytest.param(12, 12, NextMilestone(Feat.UNBROKEN, 13, 1), id="a quarter"),
        pytest.param(100, 51, NextMilestone(Feat.UNBROKEN, 52, 1), id="past all meetings"),
        pytest.param(100, 52, None, id="past everything"),
        pytest.param(400, 0, None, id="past all meetings without a run"),
    ],
)
def test_what_comes_next(meetings: int, streak: int, expected: NextMilestone | None) -> None:
    assert next_milestone(meetings, streak) == expected


facts_lists = st.lists(
    st.builds(
        met,
        st.integers(0, 61),
        st.integers(0, 6),
        st.sampled_from([How.IN_PERSON, How.IN_PERSON, How.IN_PERSON, How.VIDEO]),
        is_new=st.booleans(),
    ),
    max_size=130,
    unique_by=lambda each: each.meeting_id,
)
missions = st.builds(
    lambda target, every_weeks, new_only: replace(
        YEAR, target=target, every_weeks=every_weeks, new_people_only=new_only
    ),
    st.sampled_from([1, 1, 2]),
    st.sampled_from([1, 1, 2]),
    st.booleans(),
)
excuse_lists = st.lists(
    st.builds(lambda week, length: absence(on(week), on(week + length, 6)), st.integers(1, 50), st.integers(0, 5)),
    max_size=3,
)


@given(missions, facts_lists, excuse_lists, st.integers(0, 430))
def test_milestones_agree_with_progress_and_the_order_of_facts_is_irrelevant(
    mission: Mission, facts: list[Fact], excuses: list[Excuse], days: int
) -> None:
    today = on(1) + timedelta(days=days)
    found = milestones(mission, facts, excuses, today)
    state = progress(mission, facts, excuses, today)
    assert [each.n for each in found if each.feat is Feat.MEETINGS] == [n for n in MEETINGS if n <= state.meetings]
    assert {each.n for each in found if each.feat is Feat.UNBROKEN} == {n for n in WEEKS if n <= state.longest}
    assert milestones(mission, facts[::-1], excuses, today) == found
    order = [each.meeting_id for each in counted(mission, facts)]
    places = [order.index(each.meeting_id) for each in found]
    assert places == sorted(places)


@given(missions, facts_lists, excuse_lists, st.integers(0, 59), st.integers(0, 430))
def test_more_excuses_never_take_a_milestone_away(
    mission: Mission, facts: list[Fact], excuses: list[Excuse], week: int, days: int
) -> None:
    today = on(1) + timedelta(days=days)
    before = {(each.feat, each.n) for each in milestones(mission, facts, excuses, today)}
    off = absence(on(week + 1), on(week + 1, 6))
    after = milestones(mission, facts, [*excuses, off], today)
    assert before <= {(each.feat, each.n) for each in after}


@given(facts_lists, st.integers(1, 61))
def test_the_next_milestone_is_the_one_that_comes_if_every_week_is_met(facts: list[Fact], week: int) -> None:
    """With one meeting in each week ahead, it is there after as many weeks as it says, and not before."""
    past = [each for each in facts if each.met_on < on(week)]
    state = progress(YEAR, past, [], on(week))
    ahead = next_milestone(state.meetings, state.streak)
    if ahead is None or week + ahead.missing > 61:
        return
    coming = [met(number) for number in range(week, week + ahead.missing)]
    for count, has_come in ((ahead.missing - 1, False), (ahead.missing, True)):
        now = progress(YEAR, [*past, *coming[:count]], [], on(week + max(0, count - 1), 6))
        stands = now.meetings if ahead.feat is Feat.MEETINGS else now.streak
        assert (stands >= ahead.n) is has_come
        assert all(each.outcome is not Outcome.NO_MEETING for each in now.results[week - 1 : week - 1 + count])

"""What became of each week, and the streak: told in strips of one letter a week."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetups.rules.outcomes import (
    Fact,
    Outcome,
    Progress,
    excused_weeks,
    filling,
    is_excused,
    ordinal,
    progress,
)
from meetups.rules.weeks import week_at, weeks_of
from meetups.values import CommunityId, Excuse, ExcuseKind, Fills, How, Mission, MissionId, PersonId

LETTERS = {
    Outcome.MET: "M",
    Outcome.OPEN: "o",
    Outcome.EXCUSED: "e",
    Outcome.AHEAD: ".",
    Outcome.IN_TOUCH: "t",
    Outcome.NO_MEETING: "-",
}
FIRST = date(2026, 11, 2)
"""A Monday, and the first day of a mission of six weeks."""

MISSION = Mission(
    id=MissionId(1),
    person_id=PersonId(2),
    community_id=CommunityId(3),
    starts_on=FIRST,
    ends_on=date(2026, 12, 13),
    time_zone="Europe/Berlin",
    created_at=datetime(2026, 10, 30, tzinfo=UTC),
)
AFTERWARDS = date(2026, 12, 14)


def on(week: int, weekday: int = 0) -> date:
    """A day of the mission's calendar: week 1, weekday 0 is its first Monday."""
    return FIRST + timedelta(weeks=week - 1, days=weekday)


def met(week: int, weekday: int = 2, how: How = How.IN_PERSON, *, is_new: bool = True) -> Fact:
    day = on(week, weekday)
    return Fact(day, how, datetime(day.year, day.month, day.day, 20, tzinfo=UTC), is_new, day.toordinal())


def absence(first_on: date, last_on: date | None, kind: ExcuseKind = ExcuseKind.TIME_OFF) -> Excuse:
    return Excuse(1, MISSION.id, kind, first_on, last_on, MISSION.created_at)


def pause(first_on: date, last_on: date | None) -> Excuse:
    return absence(first_on, last_on, ExcuseKind.PAUSE)


def strip(result: Progress) -> str:
    return "".join(LETTERS[each.outcome] for each in result.results)


@pytest.mark.parametrize(
    ("fills", "rungs"),
    [
        pytest.param(Fills.IN_PERSON, {How.IN_PERSON}, id="only in person"),
        pytest.param(Fills.OR_VIDEO, {How.IN_PERSON, How.VIDEO}, id="in person or video"),
        pytest.param(Fills.REMOTE, {How.VIDEO, How.CALL}, id="video and calls, for whoever is not of age"),
    ],
)
def test_which_rungs_fill_a_week(fills: Fills, rungs: set[How]) -> None:
    mission = replace(MISSION, fills=fills)
    assert {how for how in How if filling(mission, how)} == rungs


@pytest.mark.parametrize(
    ("facts", "today", "expected"),
    [
        pytest.param([], on(0), "......", id="before it starts every week is ahead"),
        pytest.param([], on(1), "o.....", id="on its first day the first week is open"),
        pytest.param([met(1)], on(1, 6), "M.....", id="a meeting fills the open week at once"),
        pytest.param([met(1)], on(2), "Mo....", id="a new week opens"),
        pytest.param([met(1)], on(3, 6), "M-o...", id="on its last day a week is still open"),
        pytest.param([met(1), met(2, how=How.VIDEO)], on(3), "Mto...", id="a lower rung keeps in touch"),
        pytest.param([met(2, how=How.TEXT), met(2)], on(3), "-Mo...", id="a meeting outshines a text"),
        pytest.param([met(0), met(7)], AFTERWARDS, "------", id="meetings outside the mission do not count"),
        pytest.param([met(2)], on(1), "o.....", id="nothing counts before it has happened"),
        pytest.param([met(1, 0), met(2, 6)], AFTERWARDS, "MM----", id="the first and the last day of a week"),
        pytest.param([met(2, 1), met(2, 5)], AFTERWARDS, "-M----", id="nothing is carried over"),
    ],
)
def test_what_became_of_each_week(facts: list[Fact], today: date, expected: str) -> None:
    assert strip(progress(MISSION, facts, [], today)) == expected


@pytest.mark.parametrize(
    ("excuses", "today", "expected"),
    [
        pytest.param([absence(on(2), on(2, 3))], AFTERWARDS, "-e----", id="four days off excuse a week"),
        pytest.param([absence(on(2), on(2, 2))], AFTERWARDS, "------", id="three do not"),
        pytest.param([absence(on(2, 3), on(4, 2))], AFTERWARDS, "-ee---", id="only the weeks it covers enough of"),
        pytest.param(
            [absence(on(2), on(2, 1)), absence(on(2, 2), on(2, 3), ExcuseKind.HOLIDAY)],
            AFTERWARDS,
            "-e----",
            id="a holiday and days off add up",
        ),
        pytest.param(
            [absence(on(2), on(2, 2)), absence(on(2, 1), on(2, 2))],
            AFTERWARDS,
            "------",
            id="no day is counted twice",
        ),
        pytest.param([absence(on(4), on(4, 6))], on(1), "o..e..", id="time off ahead is excused in advance"),
        pytest.param([absence(on(1), on(1, 6))], on(1), "e.....", id="and so is the current week"),
        pytest.param([pause(on(2, 6), on(3, 6))], AFTERWARDS, "-ee---", id="a pause begun on a Sunday has its week"),
        pytest.param([pause(on(2, 2), on(4, 0))], AFTERWARDS, "-ee---", id="resumed on Tuesday, this week asks again"),
        pytest.param([pause(on(2, 2), on(4, 5))], AFTERWARDS, "-eee--", id="resumed on Sunday, it would be too late"),
        pytest.param([pause(on(2, 2), on(2, 3))], AFTERWARDS, "------", id="a pause of two days excuses nothing"),
        pytest.param([pause(on(3, 4), None)], on(4), "--eeee", id="an open pause lasts until further notice"),
    ],
)
def test_what_excuses_a_week(excuses: list[Excuse], today: date, expected: str) -> None:
    assert strip(progress(MISSION, [], excuses, today)) == expected


def test_a_community_break_excuses_like_time_off() -> None:
    excuses = [absence(on(3), on(3, 1)), absence(on(3, 2), on(4, 3), ExcuseKind.BREAK)]
    result = progress(MISSION, [], excuses, AFTERWARDS)
    assert strip(result) == "--ee--"


def test_a_meeting_in_an_excused_week_counts_as_met() -> None:
    result = progress(MISSION, [met(2)], [pause(on(2, 4), on(3, 6))], AFTERWARDS)
    assert strip(result) == "-Me---"
    assert (result.filled, result.possible, result.longest) == (1, 5, 1)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "today", "facts", "expected"),
    [
        pytest.param(on(1, 4), on(3, 6), on(1, 4), [], "o..", id="a short first week is open while it lasts"),
        pytest.param(on(1, 4), on(3, 6), on(2), [], "eo.", id="and excused when it passed"),
        pytest.param(on(1, 4), on(3, 6), on(2), [met(1, 5)], "Mo.", id="and met if filled"),
        pytest.param(on(1, 4), on(3, 6), on(2), [met(1, 2)], "eo.", id="but not by a meeting before the mission"),
        pytest.param(on(1, 3), on(3, 6), on(2), [], "-o.", id="four days are enough to ask"),
        pytest.param(on(1), on(3, 2), AFTERWARDS, [], "--e", id="a short last week is excused"),
        pytest.param(on(1), on(3, 3), AFTERWARDS, [], "---", id="a last week of four days is not"),
        pytest.param(on(1), on(3, 2), AFTERWARDS, [met(3, 1)], "--M", id="a short last week is met if filled"),
        pytest.param(on(1), on(3, 2), AFTERWARDS, [met(3, 1, How.CALL)], "--e", id="a call leaves it excused"),
    ],
)
def test_short_first_and_last_weeks(
    starts_on: date, ends_on: date, today: date, facts: list[Fact], expected: str
) -> None:
    mission = replace(MISSION, starts_on=starts_on, ends_on=ends_on)
    assert strip(progress(mission, facts, [], today)) == expected


def test_time_off_for_all_of_a_short_week_excuses_it_while_it_lasts() -> None:
    mission = replace(MISSION, starts_on=on(1, 4))
    assert strip(progress(mission, [], [absence(on(1, 4), on(1, 6))], on(1, 4))) == "e....."


@pytest.mark.parametrize(
    ("starts_on", "facts", "expected"),
    [
        pytest.param(on(1), [met(1)], "Meoe.e", id="every other week is excused in advance"),
        pytest.param(on(1), [met(1), met(2)], "MMoe.e", id="meeting in one of them still counts"),
        pytest.param(on(1, 4), [], "e-e.e.", id="after a short first week the rhythm starts anew"),
    ],
)
def test_a_mission_for_every_second_week(starts_on: date, facts: list[Fact], expected: str) -> None:
    mission = replace(MISSION, starts_on=starts_on, every_weeks=2)
    assert strip(progress(mission, facts, [], on(3))) == expected


@pytest.mark.parametrize(
    ("ended_on", "facts", "expected"),
    [
        pytest.param(on(3, 6), [met(1)], "M--", id="the weeks after it leave the mission"),
        pytest.param(on(3, 1), [met(1)], "M-e", id="its last week may become a short one"),
        pytest.param(on(3, 4), [met(3, 4)], "--M", id="a meeting on the day it ended counts"),
        pytest.param(on(3, 4), [met(3, 5)], "---", id="a meeting on the day after does not"),
        pytest.param(on(0, 4), [met(1)], "", id="ended before it began, it has no weeks"),
    ],
)
def test_a_mission_ended_early(ended_on: date, facts: list[Fact], expected: str) -> None:
    evening = datetime(ended_on.year, ended_on.month, ended_on.day, 20, tzinfo=UTC)
    result = progress(replace(MISSION, ended_at=evening), facts, [], ended_on + timedelta(days=1))
    assert strip(result) == expected
    assert result.reachable == result.filled


def test_once_ended_nothing_is_open_even_on_the_same_day() -> None:
    mission = replace(MISSION, ended_at=datetime(2026, 11, 20, 12, tzinfo=UTC))
    assert strip(progress(mission, [], [], on(3, 4))) == "---"


def test_a_higher_target_says_two_of_three() -> None:
    mission = replace(MISSION, target=3)
    result = progress(mission, [met(1, 0), met(1, 1), met(1, 1), met(2, 0), met(2, 1)], [], on(3))
    assert strip(result) == "Mto..."
    assert [(each.met, each.wanted) for each in result.results[:2]] == [(3, 3), (2, 3)]
    assert (result.filled, result.meetings) == (1, 5)


def test_a_mission_for_new_people_only_is_in_touch_with_the_others() -> None:
    mission = replace(MISSION, new_people_only=True)
    result = progress(mission, [met(1), met(2, is_new=False)], [], on(3))
    assert strip(result) == "Mto..."
    assert result.meetings == 1


@pytest.mark.parametrize(
    ("weeks_met", "excused", "today", "streak", "longest"),
    [
        pytest.param([], [], on(1), 0, 0, id="no meeting, no streak"),
        pytest.param([1, 2], [], on(3), 2, 2, id="the open week does not break it"),
        pytest.param([1, 2, 3], [], on(3, 3), 3, 3, id="the open week lengthens it once met"),
        pytest.param([1, 2], [], on(4), 0, 2, id="a week without a meeting ends it"),
        pytest.param([1, 2, 4], [], on(5), 1, 2, id="and a new one begins"),
        pytest.param([1, 2, 4], [3], on(5), 3, 3, id="an excused week is passed over"),
        pytest.param([1], [2, 3, 4, 5], on(6), 1, 1, id="however many there are"),
        pytest.param([2, 3], [1], on(4), 2, 2, id="an excused week before it adds nothing"),
    ],
)
def test_the_streak(weeks_met: list[int], excused: list[int], today: date, streak: int, longest: int) -> None:
    excuses = [absence(on(week), on(week, 6)) for week in excused]
    result = progress(MISSION, [met(week) for week in weeks_met], excuses, today)
    assert (result.streak, result.longest) == (streak, longest)


@pytest.mark.parametrize(
    ("today", "filled", "possible", "reachable"),
    [
        pytest.param(on(0), 0, 0, 6, id="before it starts everything is reachable"),
        pytest.param(on(1), 1, 1, 6, id="a week met is a week possible"),
        pytest.param(on(2), 1, 1, 6, id="the open week is not held against anyone"),
        pytest.param(on(3), 1, 2, 5, id="a week that passed is"),
        pytest.param(on(5), 1, 3, 3, id="an excused one is not"),
        pytest.param(AFTERWARDS, 1, 5, 1, id="at the end nothing more is reachable"),
    ],
)
def test_weeks_filled_of_weeks_possible(today: date, filled: int, possible: int, reachable: int) -> None:
    excuses = [absence(on(4), on(4, 6))] if today >= on(4) else []
    result = progress(MISSION, [met(1, 0)], excuses, today)
    assert (result.filled, result.possible, result.reachable) == (filled, possible, reachable)


def test_the_weeks_an_absence_would_excuse_can_be_shown_first() -> None:
    weeks = weeks_of(MISSION)
    assert excused_weeks(MISSION, [absence(on(2, 3), on(4, 2))]) == weeks[1:3]
    assert excused_weeks(MISSION, [absence(on(6), on(9), ExcuseKind.BREAK)]) == weeks[5:]
    assert excused_weeks(replace(MISSION, every_weeks=2), []) == ()


def test_the_result_of_a_week_is_found_by_the_week() -> None:
    result = progress(MISSION, [met(2)], [], on(3))
    third = week_at(MISSION, on(3))
    assert third is not None
    assert result.of(third).outcome is Outcome.OPEN


@pytest.mark.parametrize(
    ("fact", "number"),
    [
        pytest.param(met(1), 1, id="the first"),
        pytest.param(met(3, 3), 3, id="the third: the call in between has no number"),
        pytest.param(met(2, how=How.CALL), None, id="a call has none"),
        pytest.param(met(0), None, id="nor has a meeting before the mission"),
    ],
)
def test_the_number_of_a_meeting(fact: Fact, number: int | None) -> None:
    facts = [met(3, 3), met(0), met(1), met(2, how=How.CALL), met(3, 1), met(4)]
    assert ordinal(MISSION, facts, fact) == number


def test_two_meetings_of_a_day_are_numbered_as_they_were_recorded() -> None:
    lunch = met(1)
    dinner = replace(lunch, recorded_at=lunch.recorded_at + timedelta(hours=1))
    assert [ordinal(MISSION, [dinner, lunch], fact) for fact in (lunch, dinner)] == [1, 2]


# Properties: whatever was met, excused and logged, and on whatever day one looks.

facts_lists = st.lists(
    st.builds(
        met,
        st.integers(0, 7),
        st.integers(0, 6),
        st.sampled_from(How),
        is_new=st.booleans(),
    ),
    max_size=8,
)
looks = st.integers(-3, 50).map(lambda days: FIRST + timedelta(days=days))


@st.composite
def missions(draw: st.DrawFn) -> Mission:
    starts_on = draw(st.integers(0, 6).map(lambda day: on(1, day)))
    return replace(
        MISSION,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=draw(st.integers(0, 41))),
        first_weekday=draw(st.sampled_from([0, 5, 6])),
        target=draw(st.integers(1, 3)),
        every_weeks=draw(st.integers(1, 2)),
        fills=draw(st.sampled_from(Fills)),
        new_people_only=draw(st.booleans()),
    )


@st.composite
def absences(draw: st.DrawFn) -> list[Excuse]:
    first_days = draw(st.lists(st.integers(0, 41), max_size=2))
    return [
        absence(
            FIRST + timedelta(days=first),
            FIRST + timedelta(days=first + draw(st.integers(0, 13))),
            draw(st.sampled_from(ExcuseKind)),
        )
        for first in first_days
    ]


@given(missions(), facts_lists, absences(), looks, st.randoms(use_true_random=False))
def test_the_order_of_facts_is_irrelevant(
    mission: Mission, facts: list[Fact], excuses: list[Excuse], today: date, chance: Random
) -> None:
    shuffled = chance.sample(facts, len(facts))
    assert progress(mission, shuffled, excuses, today) == progress(mission, facts, excuses, today)


@given(missions(), facts_lists, absences(), looks, st.timedeltas(timedelta(0), timedelta(days=90)))
def test_late_logging_equals_timely_logging(
    mission: Mission, facts: list[Fact], excuses: list[Excuse], today: date, delay: timedelta
) -> None:
    late = [replace(fact, recorded_at=fact.recorded_at + delay) for fact in facts]
    assert progress(mission, late, excuses, today) == progress(mission, facts, excuses, today)


@given(missions(), facts_lists, absences(), looks)
def test_every_week_has_one_outcome_and_the_sums_agree(
    mission: Mission, facts: list[Fact], excuses: list[Excuse], today: date
) -> None:
    result = progress(mission, facts, excuses, today)
    assert tuple(each.week for each in result.results) == weeks_of(mission)
    assert 0 <= result.streak <= result.longest <= result.filled <= result.possible
    assert result.filled <= result.reachable <= len(result.results)
    assert result.filled * mission.target <= result.meetings <= len(facts)
    assert strip(result).count("o") <= 1
    assert ("-" in strip(result) or "t" in strip(result)) == (result.possible > result.filled)


@given(missions(), facts_lists, absences(), looks, st.integers(0, 5))
def test_excusing_a_week_that_is_not_met_takes_it_out_and_changes_nothing_else(
    mission: Mission, facts: list[Fact], excuses: list[Excuse], today: date, index: int
) -> None:
    """The streaks become those of the strip without it: never shorter, longer only by joining two runs."""
    before = progress(mission, facts, excuses, today)
    week = weeks_of(mission)[index % len(before.results)]
    if before.of(week).outcome is Outcome.MET:
        return
    after = progress(mission, facts, [*excuses, absence(week.first_on, week.last_on)], today)
    place = week.number - 1
    assert strip(after) == strip(before)[:place] + "e" + strip(before)[place + 1 :]
    assert (after.streak, after.longest) == streaks_read_from(strip(before)[:place] + strip(before)[place + 1 :])
    assert after.streak >= before.streak
    assert after.filled == before.filled
    assert after.possible <= before.possible


def streaks_read_from(letters: str) -> tuple[int, int]:
    """The current and the longest streak, read off a strip the way a child would."""
    for passed_over in "eo.":
        letters = letters.replace(passed_over, "")
    runs = letters.replace("t", "-").split("-")
    return len(runs[-1]), max(map(len, runs))


@given(missions(), facts_lists, absences(), looks)
def test_the_streak_is_what_a_child_would_count(
    mission: Mission, facts: list[Fact], excuses: list[Excuse], today: date
) -> None:
    result = progress(mission, facts, excuses, today)
    assert (result.streak, result.longest) == streaks_read_from(strip(result))


@given(missions(), facts_lists, absences(), looks, st.builds(met, st.integers(1, 6), st.integers(0, 6)))
def test_another_meeting_never_hurts(
    mission: Mission, facts: list[Fact], excuses: list[Excuse], today: date, another: Fact
) -> None:
    before = progress(mission, facts, excuses, today)
    after = progress(mission, [*facts, another], excuses, today)
    assert after.streak >= before.streak
    assert after.longest >= before.longest
    assert after.filled >= before.filled
    assert after.reachable >= before.reachable


@given(missions(), absences(), looks)
def test_a_week_is_excused_exactly_if_it_is_said_to_be(mission: Mission, excuses: list[Excuse], today: date) -> None:
    for each in progress(mission, [], excuses, today).results:
        is_past_and_short = each.week.is_short and each.week.last_on < today
        expected = is_excused(mission, each.week, excuses) or is_past_and_short
        assert (each.outcome is Outcome.EXCUSED) == expected


def test_three_years_are_cheap() -> None:
    mission = replace(MISSION, ends_on=FIRST + timedelta(weeks=156))
    facts = [met(week) for week in range(1, 157)]
    excuses = [absence(on(week), on(week, 6)) for week in range(1, 157, 10)]
    started = time.perf_counter()
    assert progress(mission, facts, excuses, on(157)).streak == 156
    assert time.perf_counter() - started < 0.1

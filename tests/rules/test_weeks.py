"""The weeks of a mission: how they tile it, and where a new one starts and ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetups.rules.weeks import (
    Week,
    covered_weeks,
    default_end,
    first_start,
    is_ended_early,
    last_day,
    local_day,
    week_at,
    week_start,
    weeks_of,
)
from meetups.values import CommunityId, Mission, MissionId, PersonId

MONDAY, SATURDAY, SUNDAY = 0, 5, 6
DAY = timedelta(days=1)

MISSION = Mission(
    id=MissionId(1),
    person_id=PersonId(2),
    community_id=CommunityId(3),
    starts_on=date(2026, 11, 2),
    ends_on=date(2026, 11, 29),
    time_zone="America/Chicago",
    created_at=datetime(2026, 10, 30, tzinfo=UTC),
)

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
weekdays = st.integers(0, 6)


@st.composite
def missions(draw: st.DrawFn) -> Mission:
    starts_on = draw(days)
    length = timedelta(days=draw(st.integers(0, 3 * 366)))
    return replace(MISSION, starts_on=starts_on, ends_on=starts_on + length, first_weekday=draw(weekdays))


@given(missions())
def test_weeks_tile_the_mission_without_gap_or_overlap(mission: Mission) -> None:
    weeks = weeks_of(mission)
    assert [week.number for week in weeks] == list(range(1, len(weeks) + 1))
    assert weeks[0].first_on == mission.starts_on
    assert weeks[-1].last_on == mission.ends_on
    assert all(before.last_on + DAY == after.first_on for before, after in pairwise(weeks))
    assert all(week.days == 7 for week in weeks[1:-1])


@given(missions())
def test_every_week_is_seven_days_from_the_first_weekday(mission: Mission) -> None:
    for week in weeks_of(mission):
        assert week.starts_on.weekday() == mission.first_weekday
        assert week.ends_on - week.starts_on == 6 * DAY
        assert week.starts_on <= week.first_on <= week.last_on <= week.ends_on


@given(missions(), st.integers(-10, 3 * 366 + 10))
def test_the_week_at_a_day_is_the_one_that_holds_it(mission: Mission, offset: int) -> None:
    day = mission.starts_on + timedelta(days=offset)
    holding = [week for week in weeks_of(mission) if day in week]
    assert week_at(mission, day) == (holding[0] if holding else None)


@pytest.mark.parametrize(
    ("first_weekday", "spans"),
    [
        pytest.param(MONDAY, [(30, 3), (4, 5)], id="a Monday week of seven days, then two"),
        pytest.param(SUNDAY, [(30, 2), (3, 5)], id="a Sunday week of six days, then three"),
        pytest.param(SATURDAY, [(30, 1), (2, 5)], id="a Saturday week of five days, then four"),
    ],
)
def test_weeks_run_on_over_the_end_of_the_year(first_weekday: int, spans: list[tuple[int, int]]) -> None:
    starts_on, ends_on = date(2026, 12, 28), date(2027, 1, 5)
    mission = replace(MISSION, starts_on=starts_on, ends_on=ends_on, first_weekday=first_weekday)
    weeks = weeks_of(mission)
    assert [week.last_on.day for week in weeks] == [last for _, last in spans]
    assert weeks[0].first_on == starts_on


def test_a_clipped_week_knows_both_its_own_days_and_those_in_the_mission() -> None:
    mission = replace(MISSION, starts_on=date(2026, 11, 6), ends_on=date(2026, 11, 8))
    friday_to_sunday = Week(1, date(2026, 11, 2), date(2026, 11, 8), date(2026, 11, 6), date(2026, 11, 8))
    assert weeks_of(mission) == (friday_to_sunday,)
    assert (friday_to_sunday.days, friday_to_sunday.is_short) == (3, True)
    assert date(2026, 11, 5) not in friday_to_sunday


@pytest.mark.parametrize(
    ("ended_at", "ends_early", "last_on"),
    [
        pytest.param(None, False, date(2026, 11, 29), id="a running mission lasts as promised"),
        pytest.param(
            datetime(2026, 11, 12, 3, tzinfo=UTC),
            True,
            date(2026, 11, 11),
            id="Thursday in UTC, still Wednesday here",
        ),
        pytest.param(
            datetime(2026, 11, 29, 20, tzinfo=UTC),
            True,
            date(2026, 11, 29),
            id="ended by hand on its last day",
        ),
        pytest.param(datetime(2026, 12, 2, tzinfo=UTC), False, date(2026, 11, 29), id="put away after it was over"),
    ],
)
def test_an_early_end_takes_the_later_weeks_out(ended_at: datetime | None, ends_early: bool, last_on: date) -> None:
    mission = replace(MISSION, ended_at=ended_at)
    assert (is_ended_early(mission), last_day(mission)) == (ends_early, last_on)
    assert weeks_of(mission)[-1].last_on == last_on


def test_a_mission_ended_before_its_first_day_has_no_weeks() -> None:
    mission = replace(MISSION, ended_at=datetime(2026, 10, 31, 12, tzinfo=UTC))
    assert weeks_of(mission) == ()
    assert week_at(mission, mission.starts_on) is None


@pytest.mark.parametrize(
    ("first_weekday", "from_today", "expected"),
    [
        pytest.param(MONDAY, False, date(2026, 11, 9), id="it starts next Monday"),
        pytest.param(SUNDAY, False, date(2026, 11, 8), id="it starts next Sunday"),
        pytest.param(2, False, date(2026, 11, 11), id="on the first weekday it starts next week, not today"),
        pytest.param(MONDAY, True, date(2026, 11, 4), id="it starts today if today was chosen"),
    ],
)
def test_where_a_mission_starts(first_weekday: int, from_today: bool, expected: date) -> None:
    wednesday = date(2026, 11, 4)
    assert first_start(wednesday, first_weekday, from_today=from_today) == expected


@given(days, weekdays)
def test_next_week_is_one_to_seven_days_away(today: date, first_weekday: int) -> None:
    start = first_start(today, first_weekday, from_today=False)
    assert start.weekday() == first_weekday
    assert DAY <= start - today <= 7 * DAY


@given(days, weekdays)
def test_a_week_starts_on_the_first_weekday_at_most_six_days_ago(day: date, first_weekday: int) -> None:
    start = week_start(day, first_weekday)
    assert start.weekday() == first_weekday
    assert timedelta(0) <= day - start < 7 * DAY


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        pytest.param(date(2008, 9, 8), date(2008, 12, 31), id="September: until the end of the year"),
        pytest.param(date(2026, 11, 20), date(2026, 12, 31), id="exactly six weeks remain: the end of the year"),
        pytest.param(date(2026, 11, 21), date(2027, 2, 12), id="a day fewer: twelve weeks"),
        pytest.param(date(2026, 12, 31), date(2027, 3, 24), id="New Year's Eve: twelve weeks"),
        pytest.param(date(2027, 1, 1), date(2027, 12, 31), id="New Year: the whole year"),
    ],
)
def test_where_a_mission_ends_unless_told_otherwise(starts_on: date, ends_on: date) -> None:
    assert default_end(starts_on) == ends_on


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        pytest.param("America/Los_Angeles", date(2026, 11, 1), id="still yesterday in Los Angeles"),
        pytest.param("Pacific/Kiritimati", date(2026, 11, 2), id="already today on Kiritimati"),
    ],
)
def test_the_day_depends_on_where_one_is(zone: str, day: date) -> None:
    assert local_day(datetime(2026, 11, 2, 5, tzinfo=UTC), zone) == day


@pytest.mark.parametrize(
    ("first", "last", "first_weekday", "weeks"),
    [
        ((12, 21), (12, 27), 0, [(12, 21)]),
        ((12, 24), (12, 27), 0, [(12, 21)]),
        ((12, 25), (12, 27), 0, []),
        ((12, 24), (12, 31), 0, [(12, 21), (12, 28)]),
        ((12, 24), (12, 30), 0, [(12, 21)]),
        ((12, 24), (12, 30), 6, [(12, 27)]),
        ((12, 21), (12, 21), 0, []),
    ],
)
def test_days_cover_the_weeks_of_which_they_are_four_or_more(
    first: tuple[int, int], last: tuple[int, int], first_weekday: int, weeks: list[tuple[int, int]]
) -> None:
    found = covered_weeks(date(2026, *first), date(2026, *last), first_weekday)
    assert found == tuple(date(2026, *each) for each in weeks)

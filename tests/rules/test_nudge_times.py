"""When nudges are due: the right wall-clock time in every zone, whatever its clocks do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetups.rules.weeks import (
    Week,
    at_local,
    closing_at,
    kickoff_at,
    last_call_at,
    local_day,
    midweek_at,
    out_of_quiet,
    second_midweek_at,
    spread,
    week_at,
    weeks_of,
)
from meetups.values import CommunityId, Mission, MissionId, PersonId

MONDAY, WEDNESDAY, SUNDAY = 0, 2, 6
MINUTE = timedelta(minutes=1)
EVENING, MORNING = 22 * 60, 7 * 60

MISSION = Mission(
    id=MissionId(1),
    person_id=PersonId(2),
    community_id=CommunityId(3),
    starts_on=date(2026, 11, 2),
    ends_on=date(2026, 11, 29),
    time_zone="America/Chicago",
    created_at=datetime(2026, 10, 30, tzinfo=UTC),
)
TWO_YEARS = replace(MISSION, starts_on=date(2026, 1, 5), ends_on=date(2028, 1, 2))

ODD_ZONES = (
    "Africa/Casablanca",
    "America/Nuuk",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Pacific/Chatham",
)
ZONES = sorted(set(ODD_ZONES).union(sorted(available_timezones())[::12]))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("zone", "day", "minute", "expected"),
    [
        pytest.param("UTC", date(2026, 11, 2), 540, utc(2026, 11, 2, 9), id="nine is nine in UTC"),
        pytest.param("America/New_York", date(2026, 3, 8), 150, utc(2026, 3, 8, 7), id="half past two skipped: three"),
        pytest.param("America/New_York", date(2026, 11, 1), 90, utc(2026, 11, 1, 5, 30), id="doubled: the first"),
        pytest.param("Australia/Lord_Howe", date(2026, 10, 4), 135, utc(2026, 10, 3, 15, 30), id="half-hour gap"),
        pytest.param("Australia/Lord_Howe", date(2026, 4, 5), 105, utc(2026, 4, 4, 14, 45), id="half-hour fold"),
        pytest.param("Europe/Dublin", date(2026, 3, 29), 90, utc(2026, 3, 29, 1), id="Dublin leaves its negative DST"),
        pytest.param("Europe/Dublin", date(2026, 10, 25), 90, utc(2026, 10, 25, 0, 30), id="Dublin returns to it"),
        pytest.param("Africa/Casablanca", date(2026, 2, 15), 150, utc(2026, 2, 15, 1, 30), id="Ramadan: doubled"),
        pytest.param("Africa/Casablanca", date(2026, 3, 22), 150, utc(2026, 3, 22, 2), id="after Ramadan: skipped"),
        pytest.param("Asia/Beirut", date(2026, 3, 29), 15, utc(2026, 3, 28, 22), id="midnight itself is skipped"),
        pytest.param("America/Nuuk", date(2026, 3, 28), 1410, utc(2026, 3, 29, 1), id="a gap that ends at midnight"),
        pytest.param("Pacific/Apia", date(2011, 12, 29), 540, utc(2011, 12, 29, 19), id="Samoa the day before"),
        pytest.param("Pacific/Apia", date(2011, 12, 30), 540, None, id="Samoa skips the day whole"),
        pytest.param("Pacific/Apia", date(2011, 12, 31), 540, utc(2011, 12, 30, 19), id="Samoa the day after"),
    ],
)
def test_the_instant_of_a_wall_clock_time(zone: str, day: date, minute: int, expected: datetime | None) -> None:
    assert at_local(day, minute, zone) == expected


@given(st.sampled_from(ZONES), st.dates(date(2000, 1, 1), date(2037, 1, 1)), st.integers(0, 1439))
def test_an_instant_shows_its_wall_clock_time_or_is_the_end_of_a_gap(zone: str, day: date, minute: int) -> None:
    instant = at_local(day, minute, zone)
    if instant is None:
        return
    wanted = datetime.combine(day, time(minute // 60, minute % 60))
    shown = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    before = (instant - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert shown == wanted or before < wanted < shown


@pytest.mark.parametrize("weekday", [MONDAY, SUNDAY], ids=["on Monday morning", "on Sunday at the hour of changes"])
def test_every_zone_has_one_kickoff_in_every_week_at_its_time(weekday: int) -> None:
    minute = 9 * 60 if weekday == MONDAY else 2 * 60 + 30
    for zone in ZONES:
        mission = replace(TWO_YEARS, time_zone=zone, kickoff_weekday=weekday, kickoff_minute=minute)
        kickoffs = [kickoff_at(mission, week) for week in weeks_of(mission)]
        due = [instant for instant in kickoffs if instant is not None]
        assert [week_at(mission, local_day(instant, zone)) for instant in due] == list(weeks_of(mission))
        assert {instant.astimezone(ZoneInfo(zone)).weekday() for instant in due} == {weekday}
        shown = {instant.astimezone(ZoneInfo(zone)).strftime("%H:%M") for instant in due}
        assert shown <= {f"{minute // 60:02}:{minute % 60:02}", "03:00"}
        assert all(abs(after - before - timedelta(weeks=1)) <= 60 * MINUTE for before, after in pairwise(due))


def test_the_last_call_and_the_closing_keep_their_time_over_every_change_of_the_clocks() -> None:
    for zone in ZONES:
        mission = replace(TWO_YEARS, time_zone=zone)
        for week in weeks_of(mission):
            last_call = last_call_at(mission, week)
            assert last_call is not None
            local = last_call.astimezone(ZoneInfo(zone))
            assert (local.date(), local.time()) == (week.last_on, time(17))


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "weekday", "expected"),
    [
        pytest.param(date(2026, 11, 2), date(2026, 11, 8), WEDNESDAY, date(2026, 11, 4), id="in a whole week: then"),
        pytest.param(date(2026, 11, 6), date(2026, 11, 8), WEDNESDAY, date(2026, 11, 6), id="gone by: the first day"),
        pytest.param(date(2026, 11, 2), date(2026, 11, 6), SUNDAY, date(2026, 11, 2), id="too late: the first day"),
    ],
)
def test_the_kickoff_of_a_clipped_week(starts_on: date, ends_on: date, weekday: int, expected: date) -> None:
    mission = replace(MISSION, starts_on=starts_on, ends_on=ends_on, kickoff_weekday=weekday)
    due = kickoff_at(mission, weeks_of(mission)[0])
    assert due == datetime.combine(expected, time(9), ZoneInfo("America/Chicago"))


def test_a_sunday_week_has_its_kickoff_on_the_day_after_it_begins() -> None:
    mission = replace(MISSION, starts_on=date(2026, 11, 1), first_weekday=SUNDAY, time_zone="UTC")
    assert kickoff_at(mission, weeks_of(mission)[0]) == utc(2026, 11, 2, 9)


def test_the_last_call_of_a_clipped_week_comes_on_its_last_day_in_the_mission() -> None:
    mission = replace(MISSION, ends_on=date(2026, 11, 5), time_zone="UTC")
    assert last_call_at(mission, weeks_of(mission)[-1]) == utc(2026, 11, 5, 17)


def test_a_kickoff_on_the_day_that_samoa_skipped_is_not_due() -> None:
    mission = replace(MISSION, time_zone="Pacific/Apia", kickoff_weekday=4)
    last_of_2011 = Week(1, date(2011, 12, 26), date(2012, 1, 1), date(2011, 12, 26), date(2012, 1, 1))
    assert kickoff_at(mission, last_of_2011) is None
    assert last_call_at(mission, last_of_2011) == utc(2012, 1, 1, 3)


@pytest.mark.parametrize(
    ("ended_at", "expected"),
    [
        pytest.param(None, utc(2026, 11, 30, 15), id="the morning after the last day"),
        pytest.param(utc(2026, 12, 3), utc(2026, 11, 30, 15), id="the same if it was put away later"),
        pytest.param(utc(2026, 11, 20), None, id="never if it was ended early"),
    ],
)
def test_when_the_closing_is_due(ended_at: datetime | None, expected: datetime | None) -> None:
    assert closing_at(replace(MISSION, ended_at=ended_at)) == expected


def test_two_hundred_members_are_spread_over_four_minutes() -> None:
    delays = [spread(PersonId(1_100_000_000_000_000_000 + each * 4_194_304)) for each in range(200)]
    assert timedelta(0) <= min(delays) < 20 * timedelta(seconds=1)
    assert 3.5 * MINUTE < max(delays) <= 4 * MINUTE
    assert len(set(delays)) > 100


def test_a_persons_delay_never_changes() -> None:
    assert spread(PersonId(1_100_000_000_000_000_000)) == timedelta(seconds=11)


@pytest.mark.parametrize(
    ("instant", "quiet", "expected"),
    [
        pytest.param(utc(2026, 11, 2, 21, 59), (EVENING, MORNING), None, id="a minute before them nothing moves"),
        pytest.param(utc(2026, 11, 2, 22), (EVENING, MORNING), utc(2026, 11, 3, 7), id="late: the next morning"),
        pytest.param(utc(2026, 11, 3, 3), (EVENING, MORNING), utc(2026, 11, 3, 7), id="at night: the same morning"),
        pytest.param(utc(2026, 11, 3, 7), (EVENING, MORNING), None, id="at their end nothing moves"),
        pytest.param(utc(2026, 11, 3, 13), (12 * 60, 14 * 60), utc(2026, 11, 3, 14), id="a nap at noon"),
        pytest.param(utc(2026, 11, 3, 3), (0, 0), None, id="equal bounds are no quiet hours"),
        pytest.param(utc(2026, 11, 3, 23), (EVENING, 0), utc(2026, 11, 4), id="until midnight"),
    ],
)
def test_quiet_hours_move_an_instant_to_their_end(
    instant: datetime, quiet: tuple[int, int], expected: datetime | None
) -> None:
    assert out_of_quiet(instant, "UTC", *quiet) == (expected or instant)


@pytest.mark.parametrize(
    ("instant", "zone", "until", "expected"),
    [
        pytest.param(
            utc(2026, 3, 8, 5),
            "America/New_York",
            150,
            utc(2026, 3, 8, 7),
            id="their end is skipped: the gap's end",
        ),
        pytest.param(
            utc(2026, 11, 1, 6, 15),
            "America/New_York",
            90,
            utc(2026, 11, 1, 6, 15),
            id="their end is doubled: they ended the first time",
        ),
        pytest.param(
            utc(2011, 12, 30, 9),
            "Pacific/Apia",
            MORNING,
            utc(2011, 12, 30, 17),
            id="the next day does not exist",
        ),
    ],
)
def test_quiet_hours_when_the_clocks_change(instant: datetime, zone: str, until: int, expected: datetime) -> None:
    assert out_of_quiet(instant, zone, EVENING, until) == expected


@given(
    st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: utc(2026, 1, 1) + minutes * MINUTE),
    st.sampled_from(ZONES),
    st.integers(20 * 60, 23 * 60),
    st.integers(5 * 60, 9 * 60),
)
def test_the_end_of_quiet_hours_is_never_quiet_nor_earlier_nor_a_day_away(
    instant: datetime, zone: str, quiet_from: int, quiet_until: int
) -> None:
    awake = out_of_quiet(instant, zone, quiet_from, quiet_until)
    assert timedelta(0) <= awake - instant < timedelta(hours=14)
    assert out_of_quiet(awake, zone, quiet_from, quiet_until) == awake


@pytest.mark.parametrize(
    ("first_weekday", "first", "second"),
    [
        pytest.param(0, (2026, 11, 5), (2026, 11, 6), id="a week from Monday"),
        pytest.param(6, (2026, 11, 5), None, id="a week from Sunday ends two days after Thursday"),
        pytest.param(5, (2026, 11, 5), (2026, 11, 4), id="a week from Saturday"),
    ],
)
def test_reminders_come_on_thursday_and_two_days_before_the_end(
    first_weekday: int, first: tuple[int, int, int], second: tuple[int, int, int] | None
) -> None:
    mission = replace(MISSION, starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31), first_weekday=first_weekday)
    mission = replace(mission, time_zone="UTC")
    week = week_at(mission, date(2026, 11, 5))
    assert week is not None
    assert midweek_at(mission, week) == datetime(*first, 12, tzinfo=UTC)
    assert second_midweek_at(mission, week) == (datetime(*second, 12, tzinfo=UTC) if second else None)

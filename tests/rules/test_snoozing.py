"""Until when a nudge may be put off."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetups.rules.snoozing import Until, snooze
from meetups.rules.weeks import out_of_quiet, week_at
from meetups.values import CommunityId, Mission, MissionId, PersonId

BERLIN = ZoneInfo("Europe/Berlin")
MISSION = Mission(
    id=MissionId(1),
    person_id=PersonId(2),
    community_id=CommunityId(3),
    starts_on=date(2026, 1, 5),
    ends_on=date(2026, 12, 31),
    time_zone="Europe/Berlin",
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
    kickoff_minute=9 * 60,
)
NIGHT = (22 * 60, 7 * 60)


def ways(local: datetime, quiet: tuple[int, int] = NIGHT) -> tuple[dict[Until, str], list[str]]:
    """What is offered at a wall-clock time in Berlin, in times of there."""
    week = week_at(MISSION, local.date())
    assert week is not None
    found = snooze(MISSION, week, local.astimezone(UTC), quiet)
    return {until: _shown(each) for until, each in found.soon.items()}, [_shown(each) for each in found.later]


def _shown(instant: datetime) -> str:
    return f"{instant.astimezone(BERLIN):%a %H:%M}"


def test_on_a_monday_morning_everything_is_open() -> None:
    soon, later = ways(datetime(2026, 1, 5, 9, tzinfo=BERLIN))
    assert soon == {Until.HOUR: "Mon 10:00", Until.EVENING: "Mon 19:00", Until.TOMORROW: "Tue 09:00"}
    assert later[:4] == ["Mon 12:00", "Mon 15:00", "Tue 12:00", "Tue 15:00"]
    assert later[-1] == "Sun 19:00"
    assert len(later) == 4 * 7 - 3, "without nine on Monday, and what one tap already is"


@pytest.mark.parametrize(
    ("local", "offered"),
    [
        (datetime(2026, 1, 5, 16, 59, tzinfo=BERLIN), {Until.HOUR, Until.EVENING, Until.TOMORROW}),
        (datetime(2026, 1, 5, 17, 30, tzinfo=BERLIN), {Until.HOUR, Until.TOMORROW}),
        (datetime(2026, 1, 5, 21, 30, tzinfo=BERLIN), {Until.TOMORROW}),
        (datetime(2026, 1, 5, 5, 30, tzinfo=BERLIN), {Until.EVENING, Until.TOMORROW}),
        (datetime(2026, 1, 11, 16, tzinfo=BERLIN), {Until.HOUR, Until.EVENING}),
        (datetime(2026, 1, 11, 20, tzinfo=BERLIN), {Until.HOUR}),
        (datetime(2026, 1, 11, 21, 30, tzinfo=BERLIN), set()),
    ],
)
def test_what_one_tap_offers_suits_the_hour(local: datetime, offered: set[Until]) -> None:
    assert set(ways(local)[0]) == offered


def test_after_the_last_evening_nothing_is_left() -> None:
    assert ways(datetime(2026, 1, 11, 21, 30, tzinfo=BERLIN)) == ({}, [])


def test_tomorrow_is_the_members_own_time_also_over_a_clock_change() -> None:
    soon, _ = ways(datetime(2026, 3, 28, 15, tzinfo=BERLIN))
    assert soon[Until.TOMORROW] == "Sun 09:00"
    soon, _ = ways(datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN), (0, 0))
    assert soon[Until.HOUR] == "Sun 03:30", "the clocks jump from two to three"


@given(
    st.integers(0, 359 * 24 * 60),
    st.integers(0, 1439),
    st.integers(0, 1439),
)
def test_whatever_is_offered_is_ahead_awake_and_in_the_week(minutes: int, begin: int, end: int) -> None:
    now = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(minutes=minutes)
    week = week_at(MISSION, now.astimezone(BERLIN).date())
    assert week is not None
    found = snooze(MISSION, week, now, (begin, end))
    instants = [*found.soon.values(), *found.later]
    assert len(set(instants)) == len(instants)
    for each in instants:
        assert now < each <= now + timedelta(days=8)
        assert each.astimezone(BERLIN).date() in week
        assert out_of_quiet(each, MISSION.time_zone, begin, end) == each
    assert list(found.later) == sorted(found.later)

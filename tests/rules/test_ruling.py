"""Does it count? Each answer with its reason, as the bot would give it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetups.rules.outcomes import Fact, progress
from meetups.rules.ruling import Reason, Ruling, rule
from meetups.rules.weeks import week_at
from meetups.values import CommunityId, Excuse, ExcuseKind, Fills, How, Mission, MissionId, PersonId

MISSION = Mission(
    id=MissionId(1),
    person_id=PersonId(2),
    community_id=CommunityId(3),
    starts_on=date(2026, 11, 2),
    ends_on=date(2026, 12, 13),
    time_zone="America/Indiana/Indianapolis",
    created_at=datetime(2026, 10, 30, tzinfo=UTC),
)
TODAY = date(2026, 11, 25)
SECOND_WEEK_OFF = Excuse(1, MISSION.id, ExcuseKind.TIME_OFF, date(2026, 11, 9), date(2026, 11, 15), MISSION.created_at)


def met(month: int, day: int, how: How = How.IN_PERSON, *, is_new: bool = True) -> Fact:
    return Fact(date(2026, month, day), how, datetime(2026, month, day, 20, tzinfo=UTC), is_new)


def ask(
    fact: Fact,
    *others: Fact,
    excuses: tuple[Excuse, ...] = (),
    mission: Mission = MISSION,
    today: date = TODAY,
) -> Ruling:
    return rule(mission, fact, others, excuses, today)


@pytest.mark.parametrize(
    ("ruling", "reason", "fills_week"),
    [
        pytest.param(ask(met(11, 4)), Reason.COUNTS, True, id="a meeting fills its week"),
        pytest.param(ask(met(11, 4, is_new=False)), Reason.COUNTS_AGAIN, True, id="meeting again counts as well"),
        pytest.param(ask(met(11, 25), met(11, 26)), Reason.COUNTS, True, id="one still to come fills nothing"),
        pytest.param(ask(met(11, 4), met(11, 12)), Reason.COUNTS, True, id="another week's meeting is no matter"),
        pytest.param(ask(met(11, 4), met(11, 6)), Reason.ALREADY_FILLED, False, id="one more in a week filled already"),
        pytest.param(ask(met(11, 4), met(11, 6, How.CALL)), Reason.COUNTS, True, id="a call had not filled the week"),
        pytest.param(
            ask(met(11, 10), excuses=(SECOND_WEEK_OFF,)),
            Reason.FILLS_EXCUSED,
            True,
            id="met although excused",
        ),
        pytest.param(
            ask(met(11, 12), mission=replace(MISSION, every_weeks=2)),
            Reason.FILLS_EXCUSED,
            True,
            id="met in the week that every second week leaves out",
        ),
        pytest.param(
            ask(met(11, 4), mission=replace(MISSION, target=2)),
            Reason.COUNTS,
            False,
            id="the first of two wanted",
        ),
        pytest.param(
            ask(met(11, 4), met(11, 6), mission=replace(MISSION, target=2)),
            Reason.COUNTS,
            True,
            id="the second of two wanted",
        ),
        pytest.param(
            ask(met(11, 10), excuses=(SECOND_WEEK_OFF,), mission=replace(MISSION, target=2)),
            Reason.COUNTS,
            False,
            id="the first of two wanted in an excused week",
        ),
        pytest.param(
            ask(met(11, 4, How.VIDEO), mission=replace(MISSION, fills=Fills.OR_VIDEO)),
            Reason.COUNTS,
            True,
            id="video counts where the mission says so",
        ),
    ],
)
def test_what_counts(ruling: Ruling, reason: Reason, fills_week: bool) -> None:
    assert (ruling.counts, ruling.reason, ruling.fills_week) == (True, reason, fills_week)


@pytest.mark.parametrize(
    ("ruling", "reason"),
    [
        pytest.param(ask(met(11, 1)), Reason.BEFORE_MISSION, id="you met me last night, that count?"),
        pytest.param(ask(met(12, 14), today=date(2026, 12, 20)), Reason.AFTER_MISSION, id="the day after its end"),
        pytest.param(ask(met(11, 26)), Reason.IN_FUTURE, id="not before it happened"),
        pytest.param(
            ask(met(11, 1), today=date(2026, 10, 31)), Reason.IN_FUTURE, id="the future comes before all else"
        ),
        pytest.param(ask(met(11, 4, How.CALL)), Reason.LOWER_RUNG, id="a call keeps in touch"),
        pytest.param(
            ask(met(11, 4, is_new=False), mission=replace(MISSION, new_people_only=True)),
            Reason.NOT_NEW,
            id="someone met before, where only new people count",
        ),
        pytest.param(
            ask(met(11, 4, How.TEXT, is_new=False), mission=replace(MISSION, new_people_only=True)),
            Reason.LOWER_RUNG,
            id="the rung is named before the people",
        ),
        pytest.param(
            ask(met(11, 20), mission=replace(MISSION, ended_at=datetime(2026, 11, 18, 20, tzinfo=UTC))),
            Reason.ENDED,
            id="after the mission was ended early",
        ),
    ],
)
def test_what_does_not_count(ruling: Ruling, reason: Reason) -> None:
    assert (ruling.counts, ruling.reason, ruling.fills_week) == (False, reason, False)


def test_a_meeting_during_a_community_break_fills_an_excused_week() -> None:
    weekdays = date(2026, 11, 9), date(2026, 11, 13)
    ruling = rule(
        MISSION, met(11, 10), [], [Excuse(1, MISSION.id, ExcuseKind.BREAK, *weekdays, MISSION.created_at)], TODAY
    )
    assert ruling.reason is Reason.FILLS_EXCUSED


def test_the_ruling_names_the_week_even_of_a_meeting_that_does_not_count() -> None:
    assert ask(met(11, 4, How.CALL)).week == week_at(MISSION, date(2026, 11, 4))
    assert ask(met(11, 1)).week is None


facts = st.builds(
    lambda days, how, is_new: replace(met(10, 28, how, is_new=is_new), met_on=date(2026, 10, 28) + days),
    st.timedeltas(timedelta(0), timedelta(days=55)).map(lambda delta: timedelta(days=delta.days)),
    st.sampled_from(How),
    st.booleans(),
)
missions = st.builds(
    lambda target, every_weeks, new_only, fills: replace(
        MISSION, target=target, every_weeks=every_weeks, new_people_only=new_only, fills=fills
    ),
    st.integers(1, 3),
    st.integers(1, 2),
    st.booleans(),
    st.sampled_from(Fills),
)


@given(missions, facts, st.lists(facts, max_size=6), st.sampled_from([(), (SECOND_WEEK_OFF,)]))
def test_the_ruling_says_what_progress_then_shows(
    mission: Mission, fact: Fact, others: list[Fact], excuses: tuple[Excuse, ...]
) -> None:
    ruling = rule(mission, fact, others, excuses, TODAY)
    before = progress(mission, others, excuses, TODAY)
    after = progress(mission, [*others, fact], excuses, TODAY)
    assert after.meetings - before.meetings == ruling.counts
    assert after.filled - before.filled == ruling.fills_week

"""Whether a nudge is sent: decided at the moment of sending, for every state a mission can be in by then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetups.rules.nudges import Decision, Drop, DropReason, Move, NudgeFacts, Send, decide
from meetups.rules.weeks import local_day, weeks_of
from meetups.values import CommunityId, DeliveryKind, Mission, MissionId, PersonId

KICKOFF, LAST_CALL, CLOSING = DeliveryKind.KICKOFF, DeliveryKind.LAST_CALL, DeliveryKind.CLOSING
MIDWEEK, SECOND = DeliveryKind.MIDWEEK, DeliveryKind.SECOND_MIDWEEK
HOUR = timedelta(hours=1)


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of November 2026; its second is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


MISSION = Mission(
    id=MissionId(1),
    person_id=PersonId(2),
    community_id=CommunityId(3),
    starts_on=date(2026, 11, 2),
    ends_on=date(2026, 11, 22),
    time_zone="UTC",
    created_at=datetime(2026, 10, 30, tzinfo=UTC),
)
FACTS = NudgeFacts(MISSION, weeks_of(MISSION)[0], quiet_from=22 * 60, quiet_until=7 * 60)
DUE = {KICKOFF: utc(2, 9), MIDWEEK: utc(5, 12), SECOND: utc(6, 12), LAST_CALL: utc(8, 17), CLOSING: utc(23, 9)}


@pytest.mark.parametrize("kind", DUE)
def test_a_nudge_is_sent_when_it_is_due(kind: DeliveryKind) -> None:
    assert decide(kind, DUE[kind], FACTS, DUE[kind]) == Send(is_late=False)


@pytest.mark.parametrize("kind", [KICKOFF, MIDWEEK, SECOND, LAST_CALL])
@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        pytest.param(replace(FACTS, is_met_this_week=True), DropReason.MET, id="met"),
        pytest.param(replace(FACTS, is_paused=True), DropReason.PAUSED, id="paused"),
        pytest.param(replace(FACTS, is_excused=True), DropReason.EXCUSED, id="excused"),
        pytest.param(replace(FACTS, is_ended=True), DropReason.ENDED, id="ended"),
        pytest.param(replace(FACTS, week=None), DropReason.WEEK_OVER, id="no longer in the mission"),
    ],
)
def test_a_weekly_nudge_is_dropped_with_its_reason(kind: DeliveryKind, facts: NudgeFacts, reason: DropReason) -> None:
    assert decide(kind, DUE[kind], facts, DUE[kind]) == Drop(reason)


@pytest.mark.parametrize(
    ("facts", "decision"),
    [
        pytest.param(replace(FACTS, is_met_this_week=True), Send(is_late=False), id="sent though the week is met"),
        pytest.param(replace(FACTS, is_excused=True), Send(is_late=False), id="sent though the week is excused"),
        pytest.param(replace(FACTS, week=None), Send(is_late=False), id="sent without a week"),
        pytest.param(replace(FACTS, is_paused=True), Drop(DropReason.PAUSED), id="dropped if paused"),
        pytest.param(replace(FACTS, is_ended=True), Drop(DropReason.ENDED), id="dropped if ended early"),
    ],
)
def test_a_closing_looks_at_the_mission_not_at_a_week(facts: NudgeFacts, decision: Decision) -> None:
    assert decide(CLOSING, DUE[CLOSING], facts, DUE[CLOSING]) == decision


@pytest.mark.parametrize(
    ("kind", "now", "decision"),
    [
        pytest.param(KICKOFF, utc(2, 12), Send(is_late=False), id="three hours are not late"),
        pytest.param(KICKOFF, utc(2, 12, 1), Send(is_late=True), id="a minute more is"),
        pytest.param(KICKOFF, utc(7, 12), Send(is_late=True), id="on Saturday a kickoff still makes sense"),
        pytest.param(KICKOFF, utc(8, 16, 59), Send(is_late=True), id="and on Sunday, until the last call is due"),
        pytest.param(KICKOFF, utc(8, 17), Drop(DropReason.LAST_CALL_IS_DUE), id="then one message is enough"),
        pytest.param(KICKOFF, utc(9, 9), Drop(DropReason.WEEK_OVER), id="a kickoff for a week that is over"),
        pytest.param(LAST_CALL, utc(8, 21), Send(is_late=True), id="a last call on the last evening"),
        pytest.param(LAST_CALL, utc(9, 0), Drop(DropReason.WEEK_OVER), id="a last call for a week that is over"),
        pytest.param(CLOSING, utc(30, 9), Send(is_late=True), id="a closing a week late"),
        pytest.param(
            CLOSING,
            DUE[CLOSING] + timedelta(days=14),
            Send(is_late=True),
            id="a closing two weeks late, to the second",
        ),
        pytest.param(
            CLOSING,
            DUE[CLOSING] + timedelta(days=14, seconds=1),
            Drop(DropReason.TOO_LATE),
            id="a closing later than that",
        ),
    ],
)
def test_after_downtime(kind: DeliveryKind, now: datetime, decision: Decision) -> None:
    assert decide(kind, DUE[kind], FACTS, now) == decision


def test_a_kickoff_that_is_due_after_the_last_call_is_still_sent() -> None:
    sunday_evening = utc(8, 18)
    assert decide(KICKOFF, sunday_evening, FACTS, sunday_evening) == Send(is_late=False)


@pytest.mark.parametrize(
    ("kind", "now", "quiet", "decision"),
    [
        pytest.param(KICKOFF, utc(2, 9), (22, 10), Move(utc(2, 10)), id="an early kickoff waits until they end"),
        pytest.param(
            KICKOFF, utc(2, 23), (22, 7), Move(utc(3, 7), is_late=True), id="a kickoff late at night, until morning"
        ),
        pytest.param(KICKOFF, utc(8, 9), (22, 10), Move(utc(8, 10), is_late=True), id="still within the week"),
        pytest.param(
            LAST_CALL,
            utc(8, 23),
            (22, 7),
            Drop(DropReason.QUIET_PAST_WEEK),
            id="a last call would be moved past its week",
        ),
        pytest.param(CLOSING, utc(23, 9), (22, 10), Move(utc(23, 10)), id="a closing waits as well"),
        pytest.param(
            CLOSING, utc(29, 23), (22, 7), Move(utc(30, 7), is_late=True), id="and has no week to be moved past"
        ),
    ],
)
def test_quiet_hours(kind: DeliveryKind, now: datetime, quiet: tuple[int, int], decision: Decision) -> None:
    facts = replace(FACTS, quiet_from=quiet[0] * 60, quiet_until=quiet[1] * 60)
    assert decide(kind, DUE[kind], facts, now) == decision


def test_quiet_hours_and_weeks_are_those_of_the_missions_zone() -> None:
    honolulu = replace(FACTS, mission=replace(MISSION, time_zone="Pacific/Honolulu"))
    assert decide(LAST_CALL, utc(9, 3), honolulu, utc(9, 3)) == Send(is_late=False)
    assert decide(KICKOFF, utc(2, 9), honolulu, utc(2, 9)) == Move(utc(2, 17))


def test_what_is_not_a_nudge_is_not_decided_here() -> None:
    with pytest.raises(ValueError, match="post is not a nudge"):
        decide(DeliveryKind.POST, DUE[KICKOFF], FACTS, DUE[KICKOFF])


facts_of_the_moment = st.builds(
    NudgeFacts,
    st.just(MISSION),
    st.sampled_from(weeks_of(MISSION)),
    quiet_from=st.integers(0, 1439),
    quiet_until=st.integers(0, 1439),
    is_met_this_week=st.booleans(),
    is_excused=st.booleans(),
    is_paused=st.booleans(),
    is_ended=st.booleans(),
)
moments = st.integers(0, 50 * 24 * 60).map(lambda minutes: utc(1, 0) + timedelta(minutes=minutes))


@given(st.sampled_from(list(DUE)), facts_of_the_moment, moments)
def test_whatever_happened_nobody_is_nudged_who_met_paused_was_excused_or_ended(
    kind: DeliveryKind, facts: NudgeFacts, now: datetime
) -> None:
    decision = decide(kind, DUE[kind], facts, now)
    if facts.is_paused or facts.is_ended:
        assert isinstance(decision, Drop)
    if kind is not CLOSING and (facts.is_met_this_week or facts.is_excused):
        assert isinstance(decision, Drop)


@given(st.sampled_from(list(DUE)), facts_of_the_moment, moments)
def test_a_nudge_is_moved_at_most_once_and_never_out_of_its_week(
    kind: DeliveryKind, facts: NudgeFacts, now: datetime
) -> None:
    decision = decide(kind, DUE[kind], facts, now)
    if isinstance(decision, Move):
        assert decision.due > now
        assert not isinstance(decide(kind, decision.due, facts, decision.due), Move)
        assert kind is CLOSING or (facts.week and local_day(decision.due, "UTC") <= facts.week.last_on)


@pytest.mark.parametrize("kind", [MIDWEEK, SECOND])
def test_a_reminder_that_would_come_late_is_not_sent_at_all(kind: DeliveryKind) -> None:
    """The kickoff or last call that is due by then says the same, once."""
    assert decide(kind, DUE[kind], FACTS, DUE[kind] + 3 * HOUR) == Send(is_late=False)
    assert decide(kind, DUE[kind], FACTS, DUE[kind] + 4 * HOUR) == Drop(DropReason.TOO_LATE)


@pytest.mark.parametrize("kind", [MIDWEEK, SECOND])
def test_a_reminder_right_behind_a_late_kickoff_says_nothing_new(kind: DeliveryKind) -> None:
    for hours, decision in ((2, Drop(DropReason.JUST_NUDGED)), (3, Send(is_late=False))):
        assert decide(kind, DUE[kind], replace(FACTS, suggested_at=DUE[kind] - hours * HOUR), DUE[kind]) == decision


def test_what_was_late_before_the_quiet_hours_is_late_after_them() -> None:
    assert decide(KICKOFF, utc(3, 7), replace(FACTS, was_late=True), utc(3, 7)) == Send(is_late=True)


@pytest.mark.parametrize("is_checked_in", [False, True])
def test_silence_while_the_bot_was_away_is_the_bots(is_checked_in: bool) -> None:
    silent = replace(FACTS, silent_weeks=3, is_checked_in=is_checked_in)
    assert isinstance(decide(KICKOFF, DUE[KICKOFF], silent, DUE[KICKOFF]), Drop)
    assert decide(KICKOFF, DUE[KICKOFF], silent, DUE[KICKOFF] + timedelta(days=1)) == Send(is_late=True)

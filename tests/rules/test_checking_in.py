"""When silence becomes a question, and an unanswered question a pause."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from meetups.rules.nudges import SILENT_WEEKS, Decision, Drop, DropReason, NudgeFacts, Send, decide, is_stale
from meetups.rules.weeks import week_at
from meetups.values import CommunityId, DeliveryKind, Mission, MissionId, PersonId

NOON = datetime(2026, 2, 2, 12, tzinfo=UTC)  # a Monday
MISSION = Mission(
    id=MissionId(1),
    person_id=PersonId(2),
    community_id=CommunityId(3),
    starts_on=date(2026, 1, 5),
    ends_on=date(2026, 12, 31),
    time_zone="UTC",
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
)
WEEK = week_at(MISSION, NOON.date())
FACTS = NudgeFacts(MISSION, WEEK, quiet_from=22 * 60, quiet_until=7 * 60)
KICKOFF, MIDWEEK, CALL, CHECKIN = (
    DeliveryKind.KICKOFF,
    DeliveryKind.MIDWEEK,
    DeliveryKind.LAST_CALL,
    DeliveryKind.CHECKIN,
)


def decided(kind: DeliveryKind, **facts: object) -> Decision:
    return decide(kind, NOON, replace(FACTS, **facts), NOON)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "weeks", "is_asked", "decision"),
    [
        (KICKOFF, SILENT_WEEKS - 1, False, Send(is_late=False)),
        (KICKOFF, SILENT_WEEKS, False, Drop(DropReason.SILENT)),
        (KICKOFF, SILENT_WEEKS, True, Drop(DropReason.UNANSWERED)),
        (CHECKIN, SILENT_WEEKS, False, Send(is_late=False)),
        (CHECKIN, 0, False, Drop(DropReason.SEEN)),
        (MIDWEEK, SILENT_WEEKS, False, Send(is_late=False)),
        (MIDWEEK, SILENT_WEEKS, True, Drop(DropReason.CHECKED_IN)),
        (CALL, SILENT_WEEKS, False, Send(is_late=False)),
        (CALL, SILENT_WEEKS, True, Drop(DropReason.CHECKED_IN)),
    ],
)
def test_silence(kind: DeliveryKind, weeks: int, is_asked: bool, decision: Decision) -> None:
    assert decided(kind, silent_weeks=weeks, is_checked_in=is_asked) == decision


@pytest.mark.parametrize("kind", [KICKOFF, CHECKIN])
@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        ("is_ended", DropReason.ENDED),
        ("is_paused", DropReason.PAUSED),
        ("is_excused", DropReason.EXCUSED),
        ("is_met_this_week", DropReason.MET),
    ],
)
def test_a_reason_not_to_ask_for_a_meeting_is_one_not_to_ask_about_silence(
    kind: DeliveryKind, fact: str, reason: DropReason
) -> None:
    assert decided(kind, silent_weeks=SILENT_WEEKS, **{fact: True}) == Drop(reason)


@pytest.mark.parametrize("kind", [KICKOFF, CALL, CHECKIN])
def test_whoever_reads_what_waited_is_not_silent(kind: DeliveryKind) -> None:
    silent = replace(FACTS, silent_weeks=SILENT_WEEKS, is_checked_in=True)
    assert not is_stale(kind, NOON, silent, NOON + timedelta(hours=1))
    assert is_stale(kind, NOON, replace(silent, is_paused=True), NOON + timedelta(hours=1))
    assert is_stale(kind, NOON, silent, NOON + timedelta(weeks=1))

"""Whether a due nudge is sent, moved or dropped: decided at the moment of sending, from its facts (§4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from meetups.rules.weeks import Week, last_call_at, local_day, out_of_quiet
from meetups.values import DeliveryKind, Mission

LATE = timedelta(hours=3)
"""A nudge sent later than this after it was due says so."""

SILENT_WEEKS = 3
"""After so many weeks that began without any act of the member's a kickoff gives way to a check-in (§4)."""

CLOSING_KEEPS = timedelta(days=14)
"""How long after it was due a closing is still worth sending."""


ABOUT_THE_OPEN_WEEK = (DeliveryKind.MIDWEEK, DeliveryKind.SECOND_MIDWEEK, DeliveryKind.LAST_CALL)
"""These have nothing to say in a week in which a time with somebody is agreed on."""


class DropReason(StrEnum):
    """Why a nudge is not sent, as its row remembers it."""

    ENDED = "ended"
    PAUSED = "paused"
    EXCUSED = "excused"
    MET = "met"
    PLANNED = "planned"
    WEEK_OVER = "week_over"
    QUIET_PAST_WEEK = "quiet_past_week"
    LAST_CALL_IS_DUE = "last_call_is_due"
    TOO_LATE = "too_late"
    SILENT = "silent"
    CHECKED_IN = "checked_in"
    UNANSWERED = "unanswered"
    SEEN = "seen"
    JUST_NUDGED = "just_nudged"


@dataclass(frozen=True, slots=True)
class NudgeFacts:
    """What is true at the moment of sending.

    ``week`` is the nudge's own, None once an edit took it out of the mission; a closing needs none.
    ``is_met_this_week`` and ``is_excused`` are about that week; it is met when its target is reached.
    ``is_planned``: a time with somebody is agreed on in it, and how it went is yet to be asked.
    ``is_ended``: the member ended the mission before its time. Quiet hours are minutes of the local day. ``silent_weeks``
    began since the member was seen last; ``is_checked_in``: they were asked about it, and have not been seen since.
    ``was_late``: so it was already when quiet hours moved it. ``suggested_at``: when the last kickoff came.
    """

    mission: Mission
    week: Week | None
    quiet_from: int
    quiet_until: int
    is_met_this_week: bool = False
    is_planned: bool = False
    is_excused: bool = False
    is_paused: bool = False
    is_ended: bool = False
    silent_weeks: int = 0
    is_checked_in: bool = False
    was_late: bool = False
    suggested_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """Send it now; ``is_late``: it says that it should have come earlier."""

    is_late: bool


@dataclass(frozen=True, slots=True)
class Drop:
    """Never send it."""

    reason: DropReason


@dataclass(frozen=True, slots=True)
class Move:
    """Decide again at ``due``, when the quiet hours are over; ``is_late``: it will be late then, as it is now."""

    due: datetime
    is_late: bool = False


Decision = Send | Drop | Move


def decide(kind: DeliveryKind, due: datetime, facts: NudgeFacts, now: datetime) -> Decision:
    """What becomes of a nudge that was due at ``due`` and could be sent ``now``.

    A kickoff dropped as ``SILENT`` gives way to a check-in, one dropped as ``UNANSWERED`` to a pause.
    """
    is_late = facts.was_late or now - due > LATE
    match kind:
        case DeliveryKind.KICKOFF:
            # Where it comes late it was the bot that was silent, and nobody could answer it.
            reason = _weekly_obstacle(kind, due, facts, now) or (None if is_late else _silence(facts))
        case DeliveryKind.LAST_CALL:
            reason = _weekly_obstacle(kind, due, facts, now)
        case DeliveryKind.CHECKIN:
            seen = None if facts.silent_weeks >= SILENT_WEEKS else DropReason.SEEN
            reason = _weekly_obstacle(kind, due, facts, now) or seen
        case DeliveryKind.MIDWEEK | DeliveryKind.SECOND_MIDWEEK:
            reason = _weekly_obstacle(kind, due, facts, now) or _superfluous(facts, now, is_late=is_late)
        case DeliveryKind.CLOSING:
            reason = _closing_obstacle(due, facts, now)
        case _:
            raise ValueError(f"{kind} is not a nudge")
    if reason is not None:
        return Drop(reason)
    awake = out_of_quiet(now, facts.mission.time_zone, facts.quiet_from, facts.quiet_until)
    if awake == now:
        return Send(is_late)
    if kind is not DeliveryKind.CLOSING and _is_over(facts, awake):
        return Drop(DropReason.QUIET_PAST_WEEK)
    return Move(awake, is_late)


def is_stale(kind: DeliveryKind, due: datetime, facts: NudgeFacts, now: datetime) -> bool:
    """Whether a nudge that waited to be read has no sense any more; whoever reads it is not silent."""
    if kind is DeliveryKind.CLOSING:
        return False
    weeks = SILENT_WEEKS if kind is DeliveryKind.CHECKIN else 0
    return isinstance(decide(kind, due, replace(facts, silent_weeks=weeks, is_checked_in=False), now), Drop)


def _silence(facts: NudgeFacts) -> DropReason | None:
    if facts.is_checked_in:
        return DropReason.UNANSWERED
    return DropReason.SILENT if facts.silent_weeks >= SILENT_WEEKS else None


def _superfluous(facts: NudgeFacts, now: datetime, *, is_late: bool) -> DropReason | None:
    """A reminder that comes late says nothing the next one will not, and one right behind a late kickoff nothing new."""
    if is_late:
        return DropReason.TOO_LATE
    was_just_suggested = facts.suggested_at is not None and now - facts.suggested_at < LATE
    return DropReason.JUST_NUDGED if was_just_suggested else None


def _weekly_obstacle(kind: DeliveryKind, due: datetime, facts: NudgeFacts, now: datetime) -> DropReason | None:
    obstacles = {
        DropReason.ENDED: facts.is_ended,
        DropReason.WEEK_OVER: _is_over(facts, now),
        DropReason.MET: facts.is_met_this_week,
        DropReason.PLANNED: facts.is_planned and kind in ABOUT_THE_OPEN_WEEK,
        DropReason.PAUSED: facts.is_paused,
        DropReason.EXCUSED: facts.is_excused,
        # The check-in is this week's question.
        DropReason.CHECKED_IN: facts.is_checked_in and kind is not DeliveryKind.KICKOFF,
        DropReason.LAST_CALL_IS_DUE: kind is not DeliveryKind.LAST_CALL and _is_last_call_due(due, facts, now),
    }
    return next((reason for reason, stands in obstacles.items() if stands), None)


def _closing_obstacle(due: datetime, facts: NudgeFacts, now: datetime) -> DropReason | None:
    """A closing looks back on the whole mission, so the state of its last week is no obstacle."""
    if facts.is_ended:
        return DropReason.ENDED
    if facts.is_paused:
        return DropReason.PAUSED
    return DropReason.TOO_LATE if now - due > CLOSING_KEEPS else None


def _is_over(facts: NudgeFacts, now: datetime) -> bool:
    return facts.week is None or local_day(now, facts.mission.time_zone) > facts.week.last_on


def _is_last_call_due(due: datetime, facts: NudgeFacts, now: datetime) -> bool:
    """Whether a nudge comes so late that one message is enough, the last call."""
    last_call = last_call_at(facts.mission, facts.week) if facts.week else None
    return last_call is not None and due < last_call <= now

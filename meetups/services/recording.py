"""Writing down that people met: the fact, whom it is to be confirmed by, and the promises it keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from meetups.ports import Desk, UnitOfWork
from meetups.rules.names import clean
from meetups.rules.ranking import MET_ALREADY
from meetups.services.asks import ask
from meetups.values import (
    Actor,
    AskKind,
    Community,
    Contact,
    How,
    Meeting,
    MeetingId,
    Part,
    Participant,
)

PLACE_CHARACTERS = 80


async def recorded(
    work: UnitOfWork,
    desk: Desk,
    actor: Actor,
    community: Community | None,
    guests: Sequence[Contact],
    met_on: date,
    *,
    how: How,
    place: str,
) -> Meeting:
    """A meeting with contacts of the recorder's own list; each of them on Discord is asked to confirm it."""
    meeting_id = MeetingId(desk.new_id())
    recorder = Participant(meeting_id, 0, Part.RECORDER, person_id=actor.person_id)
    others = (
        Participant(
            meeting_id,
            position,
            Part.ASKED if can_be_asked(contact) else Part.GUEST,
            person_id=contact.account_id if can_be_asked(contact) else None,
            contact_id=contact.id,
        )
        for position, contact in enumerate(guests, start=1)
    )
    meeting = Meeting(
        id=meeting_id,
        recorder_id=actor.person_id,
        met_on=met_on,
        how=how,
        recorded_at=desk.clock(),
        community_id=community.id if community else None,
        place=clean(place)[:PLACE_CHARACTERS],
        participants=(recorder, *others),
    )
    await work.meetings.add(meeting)
    await _kept_promises(work, guests, meeting)
    await ask_guests(work, desk, meeting)
    return meeting


async def ask_guests(work: UnitOfWork, desk: Desk, meeting: Meeting) -> None:
    """Ask every guest on Discord to confirm."""
    for each in meeting.others:
        if each.person_id is not None:
            await ask(
                work,
                desk,
                AskKind.CONFIRM,
                from_id=meeting.recorder_id,
                to_id=each.person_id,
                subject=meeting.id,
                community_id=meeting.community_id,
            )


def can_be_asked(contact: Contact) -> bool:
    """Nobody is asked whom only a file named: its number may be anybody's."""
    return contact.account_id is not None and contact.account_is_seen


async def _kept_promises(work: UnitOfWork, guests: Sequence[Contact], meeting: Meeting) -> None:
    """Whoever was to be met again about now has been."""
    for each in guests:
        if meeting.how is How.IN_PERSON and each.again_on and meeting.met_on + MET_ALREADY > each.again_on:
            await work.contacts.save(replace(each, again_on=None))

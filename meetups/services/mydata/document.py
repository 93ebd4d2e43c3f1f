"""Everything stored about a person as one document of plain values, which ``schema.json`` beside this describes.

Of what is shared with others only what the person may know is in it: never another's list, notes, or quiet no.
"""

from __future__ import annotations

from dataclasses import asdict, is_dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from meetups.ports import Desk, UnitOfWork
from meetups.services.gatherings.roster import roster_of, sight_of
from meetups.services.mydata.forgetting import shared_by
from meetups.services.plans import About
from meetups.services.plans.views import answer_known
from meetups.services.stories import wishes_by
from meetups.services.suggestions import Standing, standing
from meetups.values import (
    Ask,
    AskKind,
    AskState,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Gathering,
    Guest,
    Import,
    Invite,
    Meeting,
    Part,
    PersonId,
    Plan,
    Reply,
)

SCHEMA: Final = 1
"""Raised when a program that reads the document would have to change."""
SCHEMA_FILE: Final = Path(__file__).with_name("schema.json")


async def document_of(work: UnitOfWork, desk: Desk, me: PersonId) -> dict[str, Any]:
    """Everything about the person, ready for JSON; days and instants in ISO 8601."""
    now = desk.clock()
    person = await work.persons.get(me)
    missions = await work.missions.find(person_id=me)
    excuses = await work.excuses.find(mission_id=[each.id for each in missions]) if missions else []
    suggested = await work.suggested.find(mission_id=[each.id for each in missions]) if missions else []
    plans = await work.plans.of(me)
    return {
        "schema": SCHEMA,
        "exported_at": now.isoformat(),
        "profile": _plain(person) if person else None,
        "missions": _plain(missions),
        "days_off": _plain(excuses),
        "contacts": _plain(await work.contacts.find(owner_id=me)),
        "told_apart": _plain(await work.apart.find(owner_id=me)),
        "imports": [_import(each) for each in await work.imports.find(person_id=me)],
        "meetings": [_meeting(each, me) for each in await work.meetings.touching(me)],
        "photos": _plain(await work.photos.find(owner_id=me)),
        "changes_wished": [
            {"meeting_id": each.subject, "at": each.created_at.isoformat(), "words": each.data["words"]}
            for each in await wishes_by(work, me, [each.id for each in await work.meetings.touching(me)])
        ],
        "photos_of_others": await _seen_in(work, me),
        "posts": _plain(await work.posts.find(author_id=me)),
        "questions_asked": [_plain(_as_asked(each)) for each in await work.asks.find(from_id=me)],
        "questions_received": _plain(await work.asks.find(to_id=me)),
        "invitations_made": [_plain(_as_told(each, now)) for each in await work.invites.find(asker_id=me)],
        "invitations_received": [_as_received(each) for each in await work.invites.find(account_id=me)],
        "plans_made": [_plain(_as_host_knows(each, now)) for each in plans if each.host_id == me],
        "plans_asked": [_as_guest(each, me) for each in plans if each.host_id != me],
        "plans_shared": [_as_sharer(each) for each in await shared_by(work, me, plans)],
        **await _gatherings(work, desk, me),
        "suggestions": _plain(suggested),
        "pools": _plain(await work.pool.find(person_id=me)),
        "matches": await _matches(work, me),
        "visits": _plain(await work.visits.find(person_id=me)),
        "shows": _plain(await work.showings.find(person_id=me)),
        "named_for_help_in": [each.id for each in await work.communities.find(safety_id=me)],
        "messages": [_message(each) for each in await work.deliveries.find(person_id=me) if not _is_early(each)],
        "drafts": _plain(await work.drafts.find(person_id=me)),
    }


def _meeting(meeting: Meeting, me: PersonId) -> dict[str, Any]:
    """Of a meeting somebody else recorded only what concerns this person, never the recorder's list."""
    plain: dict[str, Any] = _plain(meeting)
    if meeting.recorder_id == me:
        for each in plain["participants"]:
            each["part"] = Part.ASKED if each["part"] == Part.DENIED else each["part"]
            # What another tells, and notes for themselves, is the other's.
            del each["story"]
            if each["person_id"] != me:
                del each["note"]
        return plain
    mine = [each for each in plain["participants"] if each["person_id"] == me]
    for each in mine:
        del each["contact_id"], each["shown_as"]
    return {
        **{name: value for name, value in plain.items() if name not in ("story", "place")},
        "participants": mine,
    }


async def _seen_in(work: UnitOfWork, me: PersonId) -> list[dict[str, Any]]:
    """In which photos others say the person can be seen, and what they said to that."""
    positions = {each.id: part.position for each in await work.meetings.touching(me) if (part := each.part_of(me))}
    photos = await work.photos.find(meeting_id=list(positions)) if positions else []
    seen = await work.appearances.find(photo_id=[each.id for each in photos]) if photos else []
    meetings = {each.id: each.meeting_id for each in photos}
    return [
        {"meeting_id": meetings[each.photo_id], "photo_id": each.photo_id, "consent": str(each.consent)}
        for each in seen
        if positions[meetings[each.photo_id]] == each.position
    ]


async def _matches(work: UnitOfWork, me: PersonId) -> list[dict[str, Any]]:
    """In which weeks the person was matched and what they said; with whom is the others' as well, and not given."""
    places = await work.matched.find(person_id=me)
    runs = {each.id: each for each in await work.runs.find(id=[each.run_id for each in places])} if places else {}
    return [
        {
            "community_id": runs[each.run_id].community_id,
            "week_on": runs[each.run_id].week_on.isoformat(),
            "part": str(runs[each.run_id].part),
            "is_left_over": each.is_left_over,
            "answer": str(each.answer),
            "answered_at": _plain(each.answered_at),
        }
        for each in places
    ]


def _import(brought: Import) -> dict[str, Any]:
    """An import without its file, which is handed out as it came (``files``)."""
    plain: dict[str, Any] = _plain(brought)
    return {name: value for name, value in plain.items() if name != "file"}


def _as_asked(question: Ask) -> Ask:
    """A question as its asker may know it; what becomes of a nomination is for those it is about."""
    if question.state is AskState.ACCEPTED and question.kind is not AskKind.NOMINATE:
        return question
    return replace(question, state=AskState.OPEN, answered_at=None)


def _as_told(invite: Invite, now: datetime) -> Invite:
    """An invitation as its asker may know it: a yes at once, "later" when the waiting is over, a no like silence."""
    if standing(invite, now) in (Standing.WAITING, Standing.NOT_THIS_WEEK):
        return replace(invite, reply=Reply.NONE, words="", again_on=None)
    return invite


def _as_received(invite: Invite) -> dict[str, Any]:
    """An invitation without where it stands on its asker's list and in their mission."""
    plain: dict[str, Any] = _plain(invite)
    return {name: value for name, value in plain.items() if name not in ("contact_id", "mission_id")}


def _as_host_knows(plan: Plan, now: datetime) -> Plan:
    """A plan as its host may know it: a no like silence."""
    return replace(plan, guests=tuple(_as_host_hears(plan, each, now) for each in plan.guests))


def _as_host_hears(plan: Plan, guest: Guest, now: datetime) -> Guest:
    known = answer_known(plan, guest, now)
    if known is not guest.answer:
        return replace(guest, answer=known, answered_at=None, times=(), again_on=None)
    return guest


def _as_sharer(told: Delivery) -> dict[str, Any]:
    return {"plan_id": told.subject, "with_id": told.person_id, "at": told.created_at.isoformat()}


def _is_early(delivery: Delivery) -> bool:
    """Whether a message has not come that tells by being there: of a soft maybe, or that one is welcome."""
    is_telling = delivery.kind is DeliveryKind.GATHERING_AHEAD or (
        delivery.kind is DeliveryKind.PLAN and delivery.data.get("about") == About.AGAIN
    )
    return is_telling and delivery.state not in (DeliveryState.SENT, DeliveryState.UNDELIVERABLE)


def _message(delivery: Delivery) -> dict[str, Any]:
    """A message without what it was drawn from: who joined an open invitation is for its host to read, not to keep."""
    data = {name: value for name, value in delivery.data.items() if name not in ("came", "left")}
    plain: dict[str, Any] = _plain(replace(delivery, data=data))
    return {name: value for name, value in plain.items() if name != "claimed_by"}


def _as_guest(plan: Plan, me: PersonId) -> dict[str, Any]:
    """A plan one was asked to, without the other guests, and where one stands on its host's list."""
    answer: dict[str, Any] = _plain(plan.guest(me))
    return {
        **_chosen(plan, ("id", "host_id", "community_id", "created_at", "state", "times", "starts_at", "minutes")),
        **_chosen(plan, ("activity", "city_id", "place", "words")),
        "answer": {name: answer[name] for name in ("answer", "answered_at", "times", "again_on")},
    }


async def _gatherings(work: UnitOfWork, desk: Desk, me: PersonId) -> dict[str, list[dict[str, Any]]]:
    """Open invitations: of one's own how many come, but not who; of others what one was shown of them."""
    gatherings = await work.gatherings.of(me)
    return {
        "gatherings_hosted": [
            {**_plain(each), "seats_taken": len((await roster_of(work, each)).coming)}
            for each in gatherings
            if each.host_id == me
        ],
        "gatherings_joined": [await _as_joined(work, desk, each, me) for each in gatherings if each.host_id != me],
    }


async def _as_joined(work: UnitOfWork, desk: Desk, gathering: Gathering, me: PersonId) -> dict[str, Any]:
    """With one's own seat as one was told of it, not as it is: the host may have said no."""
    sight, seat = await sight_of(work, desk, gathering, me), await work.seats.get(gathering.id, me)
    return {
        **_chosen(gathering, ("id", "host_id", "community_id", "channel_id", "created_at", "state", "starts_at")),
        **_chosen(gathering, ("minutes", "activity", "city_id", "words")),
        "place": sight.place,
        "seat": {"standing": str(sight.standing), "asked_at": _plain(seat.asked_at) if seat else None},
    }


def _chosen(value: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(getattr(value, name)) for name in names}


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, (date, datetime)) else value

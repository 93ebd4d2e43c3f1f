"""Everything stored about a person, handed to them, and its erasure."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from typing import Any
from zlib import decompress

from meetups.ports import Desk, UnitOfWork
from meetups.services.contacts import Books
from meetups.services.digests import hand_over_digests
from meetups.services.gatherings import leave_gatherings
from meetups.services.gatherings.roster import roster_of, sight_of
from meetups.services.plans import About, leave_plans
from meetups.services.plans.views import answer_known
from meetups.services.posting import OF_ALL, refresh_recaps, take_down
from meetups.services.stories import wishes_by
from meetups.services.suggestions import Standing, standing
from meetups.values import (
    Actor,
    Ask,
    AskKind,
    AskState,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Gathering,
    GatheringState,
    Guest,
    Import,
    Invite,
    Meeting,
    Part,
    PersonId,
    Plan,
    PlanState,
    PostKind,
    PostState,
    Reply,
)

SCHEMA = 1
_OWN_POSTS = [each for each in PostKind if each not in OF_ALL]
"""What goes with its author."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much is stored about a person, in numbers, for them to see before forgetting.

    Of plans and open invitations those still to come, in which others count on them.
    """

    missions: int
    contacts: int
    meetings: int
    shared_meetings: int
    posts: int
    visits: int
    pools: int
    plans: int
    gatherings: int

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, each.name) for each in fields(self))


class MyData:
    def __init__(self, desk: Desk, books: Books) -> None:
        self._desk = desk
        self._books = books

    async def holdings(self, actor: Actor) -> Holdings:
        async with self._desk.store.read() as work:
            meetings = await work.meetings.touching(actor.person_id)
            own = [each for each in meetings if each.recorder_id == actor.person_id]
            plans = await work.plans.of(actor.person_id, self._desk.clock())
            gatherings = await work.gatherings.of(actor.person_id, self._desk.clock())
            return Holdings(
                missions=await work.missions.count(person_id=actor.person_id),
                contacts=await work.contacts.count(owner_id=actor.person_id),
                meetings=len(own),
                shared_meetings=len(meetings) - len(own),
                posts=await work.posts.count(author_id=actor.person_id, kind=_OWN_POSTS, state=PostState.WANTED),
                visits=await work.visits.count(person_id=actor.person_id),
                pools=await work.pool.count(person_id=actor.person_id),
                plans=sum(each.state is not PlanState.CANCELLED for each in plans),
                gatherings=sum(each.state is not GatheringState.CANCELLED for each in gatherings),
            )

    async def export(self, actor: Actor) -> dict[str, Any]:
        """Everything about the person as plain values, ready for JSON; days and instants in ISO 8601.

        Of a meeting somebody else recorded only what concerns this person is given, never the recorder's list.
        A quiet no stays quiet here too: it reads like a question that was never answered.
        """
        me, now = actor.person_id, self._desk.clock()
        async with self._desk.store.read() as work:
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
                "meetings": [self._meeting(each, me) for each in await work.meetings.touching(me)],
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
                "plans_shared": [_as_sharer(each) for each in await _shared_by(work, me, plans)],
                **await _gatherings(work, self._desk, me),
                "suggestions": _plain(suggested),
                "pools": _plain(await work.pool.find(person_id=me)),
                "matches": await _matches(work, me),
                "visits": _plain(await work.visits.find(person_id=me)),
                "shows": _plain(await work.showings.find(person_id=me)),
                "named_for_help_in": [each.id for each in await work.communities.find(safety_id=me)],
                "messages": [
                    _message(each) for each in await work.deliveries.find(person_id=me) if not _is_early(each)
                ],
                "drafts": _plain(await work.drafts.find(person_id=me)),
            }

    async def forget(self, actor: Actor) -> Holdings:
        """Erase the person: their recaps come down, others' meetings keep the fact with "a friend".

        Public messages are removed by deliveries that outlive the person's row.
        """
        held = await self.holdings(actor)
        me = actor.person_id
        async with self._desk.store.write() as work:
            await leave_plans(work, self._desk, me)
            await leave_gatherings(work, self._desk, me)
            await hand_over_digests(work, me)
            for post in await work.posts.find(author_id=me, state=PostState.WANTED):
                await take_down(work, self._desk, post)
            others = [each for each in await work.meetings.touching(me) if each.recorder_id != me]
            for meeting in others:
                await work.meetings.save(_without(meeting, me))
            for each in await wishes_by(work, me, [meeting.id for meeting in others]):
                await work.deliveries.remove(id=each.id)
            await refresh_recaps(work, self._desk, [each.id for each in others])
            await self._erase(work, me)
        self._books.forget(me)
        return held

    async def files(self, actor: Actor) -> list[tuple[str, bytes]]:
        """The files of contacts the person sent and has not decided on, by name, as they came."""
        async with self._desk.store.read() as work:
            waiting = [each for each in await work.imports.find(person_id=actor.person_id) if each.file]
        return [(f"import-{number}", decompress(each.file)) for number, each in enumerate(waiting, start=1)]

    async def _erase(self, work: UnitOfWork, me: PersonId) -> None:
        for contact in await work.contacts.find(account_id=me):
            await work.contacts.save(replace(contact, account_id=None))
        for each in await work.asks.find(to_id=me):
            # News of an answer names who gave it.
            await work.deliveries.remove(kind=DeliveryKind.NEWS, subject=each.id)
        # Who was to come on this person's list was asked by others of others.
        await work.asks.remove(kind=AskKind.NOMINATE, subject=me)
        for shared in await _shared_by(work, me, await work.plans.of(me)):
            await work.deliveries.remove(id=shared.id)
        for community in await work.communities.find(safety_id=me):
            await work.communities.save(replace(community, safety_id=None))
        # Everything of their own goes with the person: the tables say so.
        await work.persons.remove(id=me)

    def _meeting(self, meeting: Any, me: PersonId) -> dict[str, Any]:
        plain: dict[str, Any] = _plain(meeting)
        if meeting.recorder_id == me:
            for each in plain["participants"]:
                each["part"] = Part.ASKED if each["part"] == Part.DENIED else each["part"]
                # What another tells is the other's.
                del each["story"]
            return plain
        mine = [each for each in plain["participants"] if each["person_id"] == me]
        for each in mine:
            del each["contact_id"], each["shown_as"]
        return {
            **{name: value for name, value in plain.items() if name not in ("story", "place")},
            "participants": mine,
        }


def _without(meeting: Meeting, me: PersonId) -> Meeting:
    """The meeting stays its recorder's, and this person "a friend" in it for good, as after a denial."""
    gone = [
        replace(each, person_id=None, part=Part.DENIED, note="", is_named=False, shown_as="", story="")
        if each.person_id == me
        else each
        for each in meeting.participants
    ]
    return replace(meeting, participants=tuple(gone))


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


async def _shared_by(work: UnitOfWork, me: PersonId, plans: list[Plan]) -> list[Delivery]:
    """By what others were told of plans by somebody who trusts them."""
    told = await work.deliveries.find(kind=DeliveryKind.SHARED_PLAN, subject=[each.id for each in plans])
    return [each for each in told if each.data["by"] == str(me)]


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
    return plain


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

"""Everything stored about a person, handed to them, and its erasure."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from typing import Any
from zlib import decompress

from meetups.ports import Desk, UnitOfWork
from meetups.services.contacts import Books
from meetups.services.posting import refresh_recaps, take_down
from meetups.services.suggestions import Standing, standing
from meetups.values import (
    Actor,
    Ask,
    AskKind,
    AskState,
    DeliveryKind,
    Import,
    Invite,
    Meeting,
    Part,
    PersonId,
    PostState,
    Reply,
)

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much is stored about a person, in numbers, for them to see before forgetting."""

    missions: int
    contacts: int
    meetings: int
    shared_meetings: int
    posts: int
    visits: int
    pools: int

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
            return Holdings(
                missions=await work.missions.count(person_id=actor.person_id),
                contacts=await work.contacts.count(owner_id=actor.person_id),
                meetings=len(own),
                shared_meetings=len(meetings) - len(own),
                posts=await work.posts.count(author_id=actor.person_id, state=PostState.WANTED),
                visits=await work.visits.count(person_id=actor.person_id),
                pools=await work.pool.count(person_id=actor.person_id),
            )

    async def export(self, actor: Actor) -> dict[str, Any]:
        """Everything about the person as plain values, ready for JSON; days and instants in ISO 8601.

        Of a meeting somebody else recorded only what concerns this person is given, never the recorder's list.
        A quiet no stays quiet here too: it reads like a question that was never answered.
        """
        me = actor.person_id
        async with self._desk.store.read() as work:
            person = await work.persons.get(me)
            missions = await work.missions.find(person_id=me)
            excuses = await work.excuses.find(mission_id=[each.id for each in missions]) if missions else []
            suggested = await work.suggested.find(mission_id=[each.id for each in missions]) if missions else []
            return {
                "schema": SCHEMA,
                "exported_at": self._desk.clock().isoformat(),
                "profile": _plain(person) if person else None,
                "missions": _plain(missions),
                "days_off": _plain(excuses),
                "contacts": _plain(await work.contacts.find(owner_id=me)),
                "told_apart": _plain(await work.apart.find(owner_id=me)),
                "imports": [_import(each) for each in await work.imports.find(person_id=me)],
                "meetings": [self._meeting(each, me) for each in await work.meetings.touching(me)],
                "posts": _plain(await work.posts.find(author_id=me)),
                "questions_asked": [_plain(_as_asked(each)) for each in await work.asks.find(from_id=me)],
                "questions_received": _plain(await work.asks.find(to_id=me)),
                "invitations_made": [
                    _plain(_as_told(each, self._desk.clock())) for each in await work.invites.find(asker_id=me)
                ],
                "invitations_received": [_as_received(each) for each in await work.invites.find(account_id=me)],
                "suggestions": _plain(suggested),
                "pools": _plain(await work.pool.find(person_id=me)),
                "matches": await _matches(work, me),
                "visits": _plain(await work.visits.find(person_id=me)),
                "messages": _plain(await work.deliveries.find(person_id=me)),
                "drafts": _plain(await work.drafts.find(person_id=me)),
            }

    async def forget(self, actor: Actor) -> Holdings:
        """Erase the person: their recaps come down, others' meetings keep the fact with "a friend".

        Public messages are removed by deliveries that outlive the person's row.
        """
        held = await self.holdings(actor)
        me = actor.person_id
        async with self._desk.store.write() as work:
            for post in await work.posts.find(author_id=me, state=PostState.WANTED):
                await take_down(work, self._desk, post)
            others = [each for each in await work.meetings.touching(me) if each.recorder_id != me]
            for meeting in others:
                await work.meetings.save(_without(meeting, me))
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
        # Everything of their own goes with the person: the tables say so.
        await work.persons.remove(id=me)

    def _meeting(self, meeting: Any, me: PersonId) -> dict[str, Any]:
        plain: dict[str, Any] = _plain(meeting)
        if meeting.recorder_id == me:
            for each in plain["participants"]:
                each["part"] = Part.ASKED if each["part"] == Part.DENIED else each["part"]
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
        replace(each, person_id=None, part=Part.DENIED, note="", is_named=False, shown_as="")
        if each.person_id == me
        else each
        for each in meeting.participants
    ]
    return replace(meeting, participants=tuple(gone))


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


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, (date, datetime)) else value

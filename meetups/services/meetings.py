"""Recording that people met: the fact first, in one transaction; what it counts for; changing and confirming it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.names import clean
from meetups.rules.outcomes import Fact
from meetups.rules.ruling import Ruling, rule
from meetups.services.absences import excuses_of
from meetups.services.common import (
    facts_of,
    known_person,
    nearest_mission,
    today_of,
)
from meetups.services.contacts import Books
from meetups.services.drafts import own_draft
from meetups.services.guests import People, listed
from meetups.services.posting import post_of, refresh_post, refresh_wraps, withdraw_post
from meetups.services.recording import PLACE_CHARACTERS, ask_guests, can_be_asked, recorded
from meetups.values import (
    Actor,
    AskKind,
    Community,
    Contact,
    DeliveryKind,
    DirectMessages,
    Draft,
    DraftId,
    How,
    Meeting,
    MeetingId,
    Mission,
    Part,
    Person,
    PersonId,
    Post,
)

OLDEST = timedelta(days=10 * 366)
_SAME_ACT = timedelta(minutes=10)
STORY_CHARACTERS = 4_000
_KIND = "meeting"
_QUESTIONS = (AskKind.CONFIRM, AskKind.PHOTOS)


@dataclass(frozen=True, slots=True)
class MissionRuling:
    """What a meeting counts for in one of the person's missions."""

    mission: Mission
    community: Community
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class Told:
    """A meeting as its participant sees it, with what it counts for and where it is told."""

    meeting: Meeting
    names: tuple[str, ...]
    rulings: tuple[MissionRuling, ...]
    post: Post | None
    added: tuple[Contact, ...] = ()
    unreachable: tuple[PersonId, ...] = ()
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A meeting before and after an edit or removal (``after`` None), for its recorder to confirm."""

    draft_id: DraftId
    before: Told
    after: Told | None


class Meetings:
    def __init__(self, desk: Desk, books: Books) -> None:
        self._desk = desk
        self._books = books

    async def record(
        self,
        actor: Actor,
        people: People,
        met_on: date | None = None,
        how: How = How.IN_PERSON,
        place: str = "",
    ) -> Told:
        """Record one meeting; the same people on the same day within minutes are the same meeting."""
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            community = await work.communities.get(actor.community_id) if actor.community_id else None
            today = today_of(self._desk, person, await nearest_mission(work, actor), community)
            met_on = _checked_day(met_on or today, today)
            guests, added = await listed(work, self._desk, self._books, actor, people)
            repeated = await self._repeated(work, actor, guests, met_on)
            if repeated is not None:
                repeated = await self._with_accounts(work, actor, repeated, guests)
                return replace(await told(work, self._desk, repeated, actor.person_id), is_repeat=True)
            meeting = await recorded(work, self._desk, actor, community, guests, met_on, how=how, place=place)
            return replace(await told(work, self._desk, meeting, actor.person_id), added=tuple(added))

    async def show(self, actor: Actor, meeting_id: int) -> Told:
        """A meeting for its recorder; nobody else reads their words or the names of their list."""
        async with self._desk.store.read() as work:
            meeting = await own_meeting(work, actor, meeting_id)
            return await told(work, self._desk, meeting, actor.person_id)

    async def confirmed(self, actor: Actor, meeting_id: int) -> Told:
        """What a meeting somebody else recorded counts for; without the names of the recorder's list."""
        async with self._desk.store.read() as work:
            meeting = await taken_part(work, actor, meeting_id)
            return replace(await told(work, self._desk, meeting, actor.person_id), names=(), unreachable=())

    async def recent(self, actor: Actor, limit: int = 25) -> list[tuple[Meeting, tuple[str, ...]]]:
        """One's own recordings, newest first, each with the names its recorder gave."""
        async with self._desk.store.read() as work:
            meetings = await work.meetings.recent(actor.person_id, limit)
            return [(each, await names_of(work, each)) for each in meetings if each.recorder_id == actor.person_id]

    async def propose_change(
        self, actor: Actor, meeting_id: int, *, met_on: date, how: How, story: str, place: str
    ) -> Change:
        """What an edit would change; nothing changes yet."""
        async with self._desk.store.write() as work:
            meeting = await own_meeting(work, actor, meeting_id)
            person = await known_person(work, self._desk, actor)
            met_on = _checked_day(met_on, today_of(self._desk, person, await nearest_mission(work, actor)))
            data = {
                "meeting_id": meeting.id,
                "met_on": met_on.isoformat(),
                "how": str(how),
                "story": _story(story),
                "place": clean(place)[:PLACE_CHARACTERS],
            }
            return await self._proposed(work, actor, meeting, data)

    async def propose_removal(self, actor: Actor, meeting_id: int) -> Change:
        async with self._desk.store.write() as work:
            meeting = await own_meeting(work, actor, meeting_id)
            return await self._proposed(work, actor, meeting, {"meeting_id": meeting.id, "removed": True})

    async def confirm_change(self, actor: Actor, draft_id: int) -> Told | None:
        """Carry out what was shown; None when the meeting is gone. A second press finds it done."""
        async with self._desk.store.write() as work:
            draft = await own_draft(work, actor, draft_id, _KIND)
            await work.drafts.remove(id=draft.id)
            meeting = await own_meeting(work, actor, draft.data["meeting_id"])
            if draft.data.get("removed"):
                await remove_meeting(work, self._desk, meeting)
                return None
            changed = _changed(meeting, draft.data)
            await work.meetings.save(changed)
            await refresh_post(work, self._desk, changed.id)
            await refresh_wraps(work, self._desk, changed.recorder_id)
            return await told(work, self._desk, changed, actor.person_id)

    async def _repeated(
        self, work: UnitOfWork, actor: Actor, guests: Sequence[Contact], met_on: date
    ) -> Meeting | None:
        wanted = {each.id for each in guests}
        earliest = self._desk.clock() - _SAME_ACT
        for meeting in await work.meetings.recent(actor.person_id, 5):
            people = {each.contact_id for each in meeting.others}
            if meeting.met_on == met_on and people == wanted and meeting.recorded_at >= earliest:
                return meeting
        return None

    async def _with_accounts(
        self, work: UnitOfWork, actor: Actor, meeting: Meeting, guests: Sequence[Contact]
    ) -> Meeting:
        """The same meeting recorded again, now that Discord showed who a guest is: they can be asked."""
        accounts = {each.id: each.account_id for each in guests if can_be_asked(each)}
        participants = tuple(
            # Whoever turns out to be on Discord is named by their own word alone.
            replace(each, part=Part.ASKED, person_id=accounts[each.contact_id], is_named=False, shown_as="")
            if each.part is Part.GUEST and each.contact_id in accounts
            else each
            for each in meeting.participants
        )
        if participants == meeting.participants:
            return meeting
        changed = replace(meeting, participants=participants)
        await work.meetings.save(changed)
        await ask_guests(work, self._desk, changed)
        await refresh_post(work, self._desk, changed.id)
        return changed

    async def _proposed(self, work: UnitOfWork, actor: Actor, meeting: Meeting, data: dict[str, Any]) -> Change:
        draft = Draft(
            id=DraftId(self._desk.new_id()),
            person_id=actor.person_id,
            kind=_KIND,
            created_at=self._desk.clock(),
            community_id=meeting.community_id,
            data=data,
        )
        await work.drafts.add(draft)
        before = await told(work, self._desk, meeting, actor.person_id)
        if data.get("removed"):
            return Change(draft.id, before, None)
        return Change(draft.id, before, await told(work, self._desk, _changed(meeting, data), actor.person_id))


async def told(work: UnitOfWork, desk: Desk, meeting: Meeting, person_id: PersonId) -> Told:
    """The meeting with the ruling of every running mission of the person."""
    person = await work.persons.get(person_id) or Person(person_id, desk.clock())
    encounters = await work.meetings.encounters(person_id)
    others = [each for each in encounters if each.meeting_id != meeting.id]
    fact = _fact(facts_of(encounters), meeting)
    rulings = []
    for mission in await work.missions.running(person_id):
        community = await work.communities.get(mission.community_id)
        assert community is not None
        excuses = await excuses_of(work, mission)
        today = today_of(desk, person, mission)
        rulings.append(MissionRuling(mission, community, rule(mission, fact, facts_of(others), excuses, today)))
    return Told(
        meeting=meeting,
        names=await names_of(work, meeting),
        rulings=tuple(rulings),
        post=await post_of(work, meeting.id),
        unreachable=await _unreachable(work, meeting),
    )


async def _unreachable(work: UnitOfWork, meeting: Meeting) -> tuple[PersonId, ...]:
    """Guests who have not said yes and whom only their inbox reaches; a quiet no among them stays quiet."""
    asked = [each.person_id for each in meeting.others if each.part in (Part.ASKED, Part.DENIED) and each.person_id]
    persons = await work.persons.find(id=asked) if asked else []
    return tuple(each.id for each in persons if each.dm_state is not DirectMessages.OPEN)


def _fact(facts: Sequence[Fact], meeting: Meeting) -> Fact:
    """The meeting as the rules see it, with its date and rung as they are, or would be after an edit."""
    standing = next((each for each in facts if each.recorded_at == meeting.recorded_at), None)
    return Fact(meeting.met_on, meeting.how, meeting.recorded_at, standing.is_new if standing else True)


async def names_of(work: UnitOfWork, meeting: Meeting) -> tuple[str, ...]:
    """The others by the names of the recorder's list; for the recorder's eyes."""
    ids = [each.contact_id for each in meeting.others if each.contact_id is not None]
    contacts = {each.id: each.name for each in await work.contacts.find(id=ids)} if ids else {}
    return tuple(
        contacts.get(each.contact_id, each.shown_as) if each.contact_id else each.shown_as for each in meeting.others
    )


async def own_meeting(work: UnitOfWork, actor: Actor, meeting_id: int) -> Meeting:
    meeting = await work.meetings.get(MeetingId(meeting_id))
    if meeting is None or meeting.recorder_id != actor.person_id:
        raise Refusal("meeting.gone")
    return meeting


async def taken_part(work: UnitOfWork, actor: Actor, meeting_id: int) -> Meeting:
    meeting = await work.meetings.get(MeetingId(meeting_id))
    if meeting is None or meeting.part_of(actor.person_id) is None:
        raise Refusal("meeting.gone")
    return meeting


async def remove_meeting(work: UnitOfWork, desk: Desk, meeting: Meeting) -> None:
    """Take back the fact, its questions and its recap."""
    await withdraw_post(work, desk, meeting.id)
    for each in await work.asks.find(kind=_QUESTIONS, subject=meeting.id):
        await work.deliveries.remove(kind="ask", subject=each.id)
    await work.asks.remove(kind=_QUESTIONS, subject=meeting.id)
    await work.deliveries.remove(kind=DeliveryKind.TELL, subject=meeting.id)
    await work.meetings.remove(meeting.id)
    await refresh_wraps(work, desk, meeting.recorder_id)


def _checked_day(met_on: date, today: date) -> date:
    if met_on > today:
        raise Refusal("meeting.future", met_on=met_on)
    if today - met_on > OLDEST:
        raise Refusal("meeting.long_ago", met_on=met_on)
    return met_on


def _story(text: str) -> str:
    return text.strip()[:STORY_CHARACTERS]


def _changed(meeting: Meeting, data: dict[str, Any]) -> Meeting:
    return replace(
        meeting,
        met_on=date.fromisoformat(data["met_on"]),
        how=How(data["how"]),
        story=data["story"],
        place=data["place"],
    )

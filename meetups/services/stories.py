"""Telling a meeting: the author's words after a preview, and nobody named who did not say so."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.names import clean, first_name
from meetups.rules.outcomes import ordinal, progress
from meetups.services.absences import excuses_of
from meetups.services.asks import confirm_part
from meetups.services.common import facts_of, ready_community, today_of
from meetups.services.gatherings import refresh_gatherings
from meetups.services.meetings import STORY_CHARACTERS, own_meeting
from meetups.services.posting import post_of, put_up, refresh_post, refresh_recaps, withdraw_post
from meetups.services.presence import is_outside
from meetups.services.recording import PLACE_CHARACTERS
from meetups.values import (
    Actor,
    Community,
    CommunityId,
    Meeting,
    MeetingId,
    Mission,
    Naming,
    Part,
    Participant,
    PersonId,
    Post,
    PostKind,
    PostState,
)

STREAK_WORTH_SHOWING = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """One of the others as the public sees them: an account, a first name, or neither ("a friend")."""

    person_id: PersonId | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Recap:
    """What a recap says, drawn from facts; ``number`` and ``streak`` are None where they are not shown."""

    meeting: Meeting
    community_id: CommunityId
    others: tuple[Shown, ...]
    number: int | None
    streak: int | None
    is_again: bool
    is_filling: bool
    post: Post | None


@dataclass(frozen=True, slots=True)
class Preview:
    """A recap before its author decides; guests outside Discord can be switched by position.

    ``given_away`` are people whom the author's words name although they have not agreed to it here.
    """

    recap: Recap
    community: Community | None
    communities: tuple[Community, ...]
    outsiders: tuple[tuple[int, str, bool], ...]
    given_away: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """What pressing *That's me* did; ``asks_again``: it also took back "you may name me" from the profile."""

    post: Post
    meeting: Meeting
    is_named: bool
    asks_again: bool = False


class Stories:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def tell(self, actor: Actor, meeting_id: int, story: str, place: str) -> Preview:
        """Keep the author's words with the meeting and show what the community would read."""
        async with self._desk.store.write() as work:
            meeting = await own_meeting(work, actor, meeting_id)
            meeting = replace(meeting, story=story.strip()[:STORY_CHARACTERS], place=clean(place)[:PLACE_CHARACTERS])
            await work.meetings.save(meeting)
            await refresh_post(work, self._desk, meeting.id)
            return await self._preview(work, actor, meeting)

    async def preview(self, actor: Actor, meeting_id: int) -> Preview:
        async with self._desk.store.read() as work:
            return await self._preview(work, actor, await own_meeting(work, actor, meeting_id))

    async def show_outsider(self, actor: Actor, meeting_id: int, position: int) -> Preview:
        """Switch someone outside Discord between their first name and "a friend"."""
        async with self._desk.store.write() as work:
            meeting = await own_meeting(work, actor, meeting_id)
            names = await _outsiders(work, meeting)
            participants = tuple(
                replace(each, is_named=not each.is_named, shown_as=names[position])
                if each.position == position and position in names
                else each
                for each in meeting.participants
            )
            meeting = replace(meeting, participants=participants)
            await work.meetings.save(meeting)
            await refresh_post(work, self._desk, meeting.id)
            return await self._preview(work, actor, meeting)

    async def post(self, actor: Actor, meeting_id: int, community_id: int | None = None) -> Post:
        """Put the recap up where the meeting was recorded, or in the community chosen; twice is once.

        Raises ``Refusal`` ``story.moderated`` after somebody deleted the recap on Discord, and ``departed.story`` for
        whoever left the community.
        """
        async with self._desk.store.write() as work:
            meeting = await own_meeting(work, actor, meeting_id)
            earlier = await post_of(work, meeting.id)
            if earlier is not None and earlier.state is PostState.GONE:
                raise Refusal("story.moderated")
            where = community_id or meeting.community_id or await self._only_community(work, actor)
            if where is None or where not in await self._own_communities(work, actor, meeting):
                raise Refusal("story.where")
            community = await ready_community(work, CommunityId(where))
            stands = earlier is not None and earlier.state is PostState.WANTED
            if not stands and await is_outside(work, actor, community.id):
                raise Refusal("departed.story", name=community.name)
            if meeting.community_id != community.id:
                await work.meetings.save(replace(meeting, community_id=community.id))
            assert community.recap_channel_id is not None
            return await put_up(
                work,
                self._desk,
                PostKind.RECAP,
                subject=meeting.id,
                author_id=actor.person_id,
                community_id=community.id,
                channel_id=community.recap_channel_id,
            )

    async def withdraw(self, actor: Actor, meeting_id: int) -> Meeting:
        """Take the recap down; the meeting stays recorded."""
        async with self._desk.store.write() as work:
            meeting = await own_meeting(work, actor, meeting_id)
            await withdraw_post(work, self._desk, meeting.id)
            return meeting

    async def thats_me(self, actor: Actor, post_id: int, *, is_named: bool) -> Named:
        """Name me in this recap, which also confirms the meeting, or make me "a friend" again; twice is once."""
        async with self._desk.store.write() as work:
            post = await work.posts.get(post_id)
            meeting = await work.meetings.get(MeetingId(post.subject)) if post else None
            if post is None or meeting is None or post.state is not PostState.WANTED:
                raise Refusal("story.gone")
            mine = meeting.part_of(actor.person_id)
            if mine is None or mine.part is Part.DENIED:
                raise Refusal("story.not_you")
            if mine.part is Part.RECORDER:
                raise Refusal("story.yours")
            person = await work.persons.get(actor.person_id)
            if is_named:
                meeting = await confirm_part(work, self._desk, actor, meeting.id)
            asks_again = not is_named and person is not None and person.naming is Naming.ALWAYS
            if asks_again and person is not None:
                # "Always" would name them again at the next edit: this press is the newer wish, in every story.
                await work.persons.save(replace(person, naming=Naming.ASK))
                told = await work.meetings.touching(person.id)
                others = [each.id for each in told if each.id != meeting.id and each.recorder_id != person.id]
                await refresh_recaps(work, self._desk, others)
                await refresh_gatherings(work, self._desk, person.id)
            participants = tuple(
                replace(each, is_named=is_named) if each.person_id == actor.person_id else each
                for each in meeting.participants
            )
            meeting = replace(meeting, participants=participants)
            await work.meetings.save(meeting)
            await refresh_post(work, self._desk, meeting.id)
            return Named(post, meeting, is_named, asks_again)

    async def _own_communities(self, work: UnitOfWork, actor: Actor, meeting: Meeting) -> set[int | None]:
        """Where this story may go: here, where the meeting was recorded, where its author has a mission."""
        running = await work.missions.running(actor.person_id)
        return {actor.community_id, meeting.community_id, *(each.community_id for each in running)}

    async def _only_community(self, work: UnitOfWork, actor: Actor) -> CommunityId | None:
        running = await work.missions.running(actor.person_id)
        return running[0].community_id if len(running) == 1 else None

    async def _preview(self, work: UnitOfWork, actor: Actor, meeting: Meeting) -> Preview:
        where = meeting.community_id or await self._only_community(work, actor)
        community = await work.communities.get(where) if where else None
        missions = await work.missions.running(actor.person_id)
        candidates = await work.communities.find(id=[each.community_id for each in missions]) if missions else []
        names = await _outsiders(work, meeting)
        return Preview(
            recap=await recap(work, self._desk, meeting, CommunityId(where or 0)),
            community=community,
            communities=tuple(each for each in candidates if each.is_ready),
            outsiders=tuple(
                (each.position, names[each.position], each.is_named)
                for each in meeting.others
                if each.position in names
            ),
            given_away=await _given_away(work, meeting),
        )


async def recap(work: UnitOfWork, desk: Desk, meeting: Meeting, community_id: CommunityId) -> Recap:
    """The recap as it stands now: names, numbers and streak by what is true and allowed at this moment."""
    namings = {
        each.id: each.naming
        for each in await work.persons.find(id=[each.person_id for each in meeting.others if each.person_id])
    }
    encounters = await work.meetings.encounters(meeting.recorder_id)
    facts = facts_of(encounters)
    fact = next((each for each in facts if each.recorded_at == meeting.recorded_at), None)
    mission = await _mission_of(work, meeting, community_id)
    number = streak = None
    if mission is not None and fact is not None:
        number = ordinal(mission, facts, fact)
        streak = await _streak(work, desk, mission)
    return Recap(
        meeting=meeting,
        community_id=community_id,
        others=tuple(
            Shown(each.person_id, each.shown_as if each.person_id is None else "")
            if shown(each, namings.get(each.person_id or PersonId(0), Naming.ASK))
            else Shown()
            for each in meeting.others
        ),
        number=number,
        streak=streak,
        is_again=fact is not None and not fact.is_new,
        is_filling=number is not None,
        post=await post_of(work, meeting.id),
    )


def shown(participant: Participant, naming: Naming) -> bool:
    """Whether somebody is named in public: they pressed *That's me*, or always allow it and did not deny."""
    if participant.part is Part.DENIED:
        return False
    return participant.is_named or (participant.person_id is not None and naming is Naming.ALWAYS)


async def _mission_of(work: UnitOfWork, meeting: Meeting, community_id: CommunityId) -> Mission | None:
    missions = await work.missions.find(person_id=meeting.recorder_id, community_id=community_id)
    within = [each for each in missions if each.starts_on <= meeting.met_on <= each.ends_on]
    return within[-1] if within else None


async def _streak(work: UnitOfWork, desk: Desk, mission: Mission) -> int | None:
    if not mission.show_streak:
        return None
    person = await work.persons.get(mission.person_id)
    assert person is not None
    facts = facts_of(await work.meetings.encounters(mission.person_id))
    excuses = await excuses_of(work, mission)
    streak = progress(mission, facts, excuses, today_of(desk, person, mission)).streak
    return streak if streak >= STREAK_WORTH_SHOWING else None


async def _given_away(work: UnitOfWork, meeting: Meeting) -> tuple[str, ...]:
    """First names that the author's own words say of people who have not agreed to be named."""
    words = set(re.findall(r"\w+", f"{meeting.story} {meeting.place}".casefold()))
    ids = [each.contact_id for each in meeting.others if each.contact_id and not each.is_named]
    contacts = await work.contacts.find(id=ids) if ids else []
    names = (first_name(each.name) for each in contacts)
    return tuple(name for name in names if name.casefold() in words)


async def _outsiders(work: UnitOfWork, meeting: Meeting) -> dict[int, str]:
    """First names of those outside Discord, by position; whoever asked to be forgotten is not among them."""
    guests = [each for each in meeting.others if each.person_id is None and each.part is not Part.DENIED]
    ids = [each.contact_id for each in guests if each.contact_id]
    names = {each.id: each.name for each in await work.contacts.find(id=ids)} if ids else {}
    found = {each.position: names.get(each.contact_id, "") if each.contact_id else each.shown_as for each in guests}
    return {position: first_name(name) for position, name in found.items() if name}

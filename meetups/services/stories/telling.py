"""Telling a meeting: the author's words after a preview, and nobody named who did not say so."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.names import clean, first_name
from meetups.services.common import private_delivery, ready_community
from meetups.services.meetings import STORY_CHARACTERS, Told, names_of, own_meeting, told
from meetups.services.posting import post_of, put_up, refresh_post, withdraw_post
from meetups.services.presence import is_outside
from meetups.services.recording import PLACE_CHARACTERS
from meetups.services.stories.photos import ask_for_photos
from meetups.services.stories.recaps import Recap, is_named, namings_of, recap
from meetups.values import (
    Actor,
    Community,
    CommunityId,
    DeliveryKind,
    DeliveryState,
    Meeting,
    MeetingId,
    Part,
    Post,
    PostKind,
    PostState,
)

TOMORROW = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Preview:
    """A recap before its author decides; guests outside Discord can be switched by position.

    ``given_away`` are people whom the author's words name although they have not agreed to it here; ``photos`` is how many
    are kept with the meeting, shown or not.
    """

    recap: Recap
    community: Community | None
    communities: tuple[Community, ...]
    outsiders: tuple[tuple[int, str, bool], ...]
    given_away: tuple[str, ...] = ()
    photos: int = 0


@dataclass(frozen=True, slots=True)
class Untold:
    """A meeting whose author wished to be asked again whether to tell it."""

    meeting: Meeting
    names: tuple[str, ...]


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

    async def post(
        self, actor: Actor, meeting_id: int, community_id: int | None = None, *, is_on_web: bool = True
    ) -> Post:
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
            if earlier is not None and stands and not is_on_web:
                # Pressed on an earlier preview: up it stays, but not on the page.
                await work.posts.save(replace(earlier, is_on_web=False))
            if not stands and await is_outside(work, actor, community.id):
                raise Refusal("departed.story", name=community.name)
            if meeting.community_id != community.id:
                await work.meetings.save(replace(meeting, community_id=community.id))
            assert community.recap_channel_id is not None
            post = await put_up(
                work,
                self._desk,
                PostKind.RECAP,
                subject=meeting.id,
                author_id=actor.person_id,
                community_id=community.id,
                channel_id=community.recap_channel_id,
                is_on_web=is_on_web,
            )
            await _ask_no_more(work, meeting)
            await ask_for_photos(work, self._desk, meeting)
            return post

    async def withdraw(self, actor: Actor, meeting_id: int) -> Meeting:
        """Take the recap down; the meeting stays recorded."""
        async with self._desk.store.write() as work:
            meeting = await own_meeting(work, actor, meeting_id)
            await withdraw_post(work, self._desk, meeting.id)
            return meeting

    async def later(self, actor: Actor, meeting_id: int) -> Meeting:
        """Ask again tomorrow at this time whether the story shall be told."""
        async with self._desk.store.write() as work:
            meeting = await own_meeting(work, actor, meeting_id)
            await work.deliveries.plan(
                [
                    private_delivery(
                        self._desk,
                        DeliveryKind.TELL,
                        actor.person_id,
                        subject=meeting.id,
                        occasion=self._desk.clock().date().isoformat(),
                        due=self._desk.clock() + TOMORROW,
                        community_id=meeting.community_id,
                    )
                ]
            )
            return meeting

    async def keep(self, actor: Actor, meeting_id: int) -> Told:
        """Keep a story to oneself, also one that stands; nothing asks about it any more."""
        async with self._desk.store.write() as work:
            meeting = await own_meeting(work, actor, meeting_id)
            await withdraw_post(work, self._desk, meeting.id)
            await _ask_no_more(work, meeting)
            return await told(work, self._desk, meeting, actor.person_id)

    async def show_on_web(self, actor: Actor, meeting_id: int, *, is_shown: bool) -> Preview:
        """Let a posted story stand on the community's page too, or not."""
        async with self._desk.store.write() as work:
            meeting = await own_meeting(work, actor, meeting_id)
            post = await post_of(work, meeting.id)
            if post is None or post.state is not PostState.WANTED:
                raise Refusal("story.gone")
            await work.posts.save(replace(post, is_on_web=is_shown))
            return await self._preview(work, actor, meeting)

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
            photos=await work.photos.count(meeting_id=meeting.id),
        )


async def untold_of(work: UnitOfWork, meeting_id: int) -> Untold | None:
    """A meeting whose story was to be told later; None once it is, or is gone, or may not be told again."""
    meeting = await work.meetings.get(MeetingId(meeting_id))
    post = await post_of(work, meeting_id)
    if meeting is None or (post is not None and post.state is not PostState.REMOVED):
        return None
    return Untold(meeting, await names_of(work, meeting))


async def _ask_no_more(work: UnitOfWork, meeting: Meeting) -> None:
    """It is decided what becomes of the story."""
    await work.deliveries.remove(kind=DeliveryKind.TELL, subject=meeting.id, state=DeliveryState.PLANNED)


async def _given_away(work: UnitOfWork, meeting: Meeting) -> tuple[str, ...]:
    """First names that the author's own words say, also of photos, of people who have not agreed to be named."""
    photos = await work.photos.find(meeting_id=meeting.id)
    said = " ".join([meeting.story, meeting.place, *(each.alt for each in photos)])
    words = set(re.findall(r"\w+", said.casefold()))
    namings = await namings_of(work, meeting)
    ids = [each.contact_id for each in meeting.others if each.contact_id and not is_named(each, namings)]
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

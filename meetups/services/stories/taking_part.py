"""Somebody else's story with oneself in it: being named or not, one's own half, a change asked for, a photo taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.names import clean
from meetups.services.asks import confirm_part
from meetups.services.common import known_person, private_delivery
from meetups.services.gatherings import refresh_gatherings
from meetups.services.posting import post_of, refresh_post, refresh_recaps
from meetups.services.questions import shuns
from meetups.services.stories.recaps import Shot, is_named, is_on_page, namings_of, public_photos, shots
from meetups.values import (
    Actor,
    Consent,
    Delivery,
    DeliveryKind,
    Meeting,
    MeetingId,
    Naming,
    Part,
    Participant,
    Person,
    PersonId,
    Post,
    PostState,
)

HALF_CHARACTERS = 800
CHANGE_CHARACTERS = 500
CHANGE_WISHED = "change_wished"
MOST_WISHES = 3
"""For changes of one story, by one person on one day."""
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MyPart:
    """A story for one of those in it; ``photos`` are those that show them and stand in the recap.

    ``asks_again``: becoming "a friend" also took back "you may name me" from the profile. ``is_on_page``: the story stands
    on the community's page, too.
    """

    meeting: Meeting
    post: Post | None
    mine: Participant
    is_named: bool
    photos: tuple[Shot, ...] = ()
    asks_again: bool = False
    is_on_page: bool = False

    @property
    def is_told(self) -> bool:
        return self.post is not None and self.post.state is PostState.WANTED


@dataclass(frozen=True, slots=True)
class ChangeWished:
    """What somebody in a story would rather have different, for its author."""

    meeting: Meeting
    person_id: PersonId
    words: str


class TakingPart:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def show(self, actor: Actor, meeting_id: int) -> MyPart:
        async with self._desk.store.read() as work:
            meeting, _ = await _with_me(work, actor, meeting_id)
            return await _my_part(work, actor, meeting)

    async def thats_me(self, actor: Actor, post_id: int, *, is_named: bool) -> MyPart:
        """Name me in this recap, which also confirms the meeting, or make me "a friend" again; twice is once.

        Raises ``Refusal`` ``story.gone``, ``story.not_you``, ``story.yours`` and ``story.never_named``.
        """
        async with self._desk.store.write() as work:
            post = await work.posts.get(post_id)
            if post is None or post.state is not PostState.WANTED:
                raise Refusal("story.gone")
            meeting, _ = await _with_me(work, actor, post.subject)
            if is_named:
                return await self._name(work, actor, meeting)
            return await self._unname(work, actor, meeting)

    async def half(self, actor: Actor, meeting_id: int) -> MyPart:
        """What one told of it so far, to go on from. Raises ``Refusal`` ``story.never_named`` before a word is typed."""
        async with self._desk.store.read() as work:
            meeting, _ = await _with_me(work, actor, meeting_id)
            _check_naming(await work.persons.get(actor.person_id))
            return await _my_part(work, actor, meeting)

    async def tell_half(self, actor: Actor, meeting_id: int, words: str) -> MyPart:
        """Put one's own half beside the story, under one's name; empty takes it away."""
        async with self._desk.store.write() as work:
            meeting, mine = await _with_me(work, actor, meeting_id)
            meeting = meeting.with_part(replace(mine, story=words.strip()[:HALF_CHARACTERS]))
            await work.meetings.save(meeting)
            if words.strip():
                return await self._name(work, actor, meeting)
            await refresh_post(work, self._desk, meeting.id)
            return await _my_part(work, actor, meeting)

    async def ask_for_change(self, actor: Actor, meeting_id: int, words: str) -> MyPart:
        """Tell the author privately what one would rather have different.

        Raises ``Refusal`` ``story.what_change``, and ``story.wished_enough`` after some on one day.

        An author who wants nothing of them is not told, and nobody is told of that.
        """
        words = clean(words)[:CHANGE_CHARACTERS]
        if not words:
            raise Refusal("story.what_change")
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            meeting, _ = await _with_me(work, actor, meeting_id)
            lately = [
                each
                for each in await wishes_by(work, actor.person_id, [meeting.id])
                if self._desk.clock() - each.created_at < A_DAY
            ]
            if len(lately) >= MOST_WISHES:
                raise Refusal("story.wished_enough")
            if not await shuns(work, meeting.recorder_id, actor.person_id):
                await work.deliveries.plan([self._wish(actor, meeting, words)])
            return await _my_part(work, actor, meeting)

    async def take_out(self, actor: Actor, meeting_id: int, photo_id: int) -> MyPart:
        """Have a photo that shows one left out of the story."""
        async with self._desk.store.write() as work:
            meeting, mine = await _with_me(work, actor, meeting_id)
            photo = await work.photos.get(photo_id)
            if photo is None or photo.meeting_id != meeting.id:
                raise Refusal("photo.gone")
            for each in await work.appearances.find(photo_id=photo.id, position=mine.position):
                await work.appearances.save(replace(each, consent=Consent.REFUSED))
            await refresh_post(work, self._desk, meeting.id)
            return await _my_part(work, actor, meeting)

    def _wish(self, actor: Actor, meeting: Meeting, words: str) -> Delivery:
        return private_delivery(
            self._desk,
            DeliveryKind.NEWS,
            meeting.recorder_id,
            subject=meeting.id,
            occasion=f"change {self._desk.new_id()}",
            community_id=meeting.community_id,
            data={"key": CHANGE_WISHED, "from_id": str(actor.person_id), "words": words},
        )

    async def _name(self, work: UnitOfWork, actor: Actor, meeting: Meeting) -> MyPart:
        _check_naming(await known_person(work, self._desk, actor))
        meeting = await confirm_part(work, self._desk, actor, meeting.id)
        meeting = await _marked(work, actor, meeting, is_named=True)
        await refresh_post(work, self._desk, meeting.id)
        return await _my_part(work, actor, meeting)

    async def _unname(self, work: UnitOfWork, actor: Actor, meeting: Meeting) -> MyPart:
        person = await work.persons.get(actor.person_id)
        asks_again = person is not None and person.naming is Naming.ALWAYS
        if asks_again and person is not None:
            # "Always" would name them again at the next edit: this press is the newer wish, in every story.
            await work.persons.save(replace(person, naming=Naming.ASK))
            await refresh_told(work, self._desk, actor.person_id)
        meeting = await _marked(work, actor, meeting, is_named=False)
        await self._leave_photos(work, actor, meeting)
        await refresh_post(work, self._desk, meeting.id)
        return replace(await _my_part(work, actor, meeting), asks_again=asks_again)

    async def _leave_photos(self, work: UnitOfWork, actor: Actor, meeting: Meeting) -> None:
        """Whoever is "a friend" is not to be recognised either."""
        mine = meeting.part_of(actor.person_id)
        photos = await work.photos.find(meeting_id=meeting.id)
        if mine is None or not photos:
            return
        for each in await work.appearances.find(photo_id=[photo.id for photo in photos], position=mine.position):
            await work.appearances.save(replace(each, consent=Consent.REFUSED))


async def wishes_by(work: UnitOfWork, person_id: PersonId, meeting_ids: Sequence[MeetingId]) -> list[Delivery]:
    """What somebody wished to have different in these stories."""
    news = await work.deliveries.find(kind=DeliveryKind.NEWS, subject=meeting_ids) if meeting_ids else []
    return [each for each in news if each.data.get("from_id") == str(person_id)]


async def change_wished(work: UnitOfWork, delivery: Delivery) -> ChangeWished | None:
    """A wish of somebody in a story; None once the meeting is gone, they are not in it any more, or are unwanted."""
    meeting = await work.meetings.get(MeetingId(delivery.subject))
    person_id = PersonId(int(delivery.data["from_id"]))
    if meeting is None or meeting.part_of(person_id) is None or await shuns(work, meeting.recorder_id, person_id):
        return None
    return ChangeWished(meeting, person_id, delivery.data["words"])


def _check_naming(person: Person | None) -> None:
    if person is not None and person.naming is Naming.NEVER:
        raise Refusal("story.never_named")


async def refresh_told(work: UnitOfWork, desk: Desk, person_id: PersonId) -> None:
    """Have everything others told of a person follow what they now say about being named."""
    told = await work.meetings.touching(person_id)
    await refresh_recaps(work, desk, [each.id for each in told if each.recorder_id != person_id])
    await refresh_gatherings(work, desk, person_id)


async def _with_me(work: UnitOfWork, actor: Actor, meeting_id: int) -> tuple[Meeting, Participant]:
    meeting = await work.meetings.get(MeetingId(meeting_id))
    if meeting is None:
        raise Refusal("story.gone")
    mine = meeting.part_of(actor.person_id)
    if mine is None or mine.part is Part.DENIED:
        raise Refusal("story.not_you")
    if mine.part is Part.RECORDER:
        raise Refusal("story.yours")
    return meeting, mine


async def _marked(work: UnitOfWork, actor: Actor, meeting: Meeting, *, is_named: bool) -> Meeting:
    mine = meeting.part_of(actor.person_id)
    assert mine is not None
    changed = meeting.with_part(replace(mine, is_named=is_named))
    await work.meetings.save(changed)
    return changed


async def _my_part(work: UnitOfWork, actor: Actor, meeting: Meeting) -> MyPart:
    mine = meeting.part_of(actor.person_id)
    assert mine is not None
    photos = await public_photos(work, meeting)
    seen = await work.appearances.find(photo_id=[each.id for each in photos]) if photos else []
    with_me = {each.photo_id for each in seen if each.position == mine.position}
    post = await post_of(work, meeting.id)
    return MyPart(
        meeting=meeting,
        post=post,
        mine=mine,
        is_named=is_named(mine, await namings_of(work, meeting)),
        photos=await shots(work, [each for each in photos if each.id in with_me]),
        is_on_page=await is_on_page(work, post),
    )

"""The photos of a meeting: kept without what a camera wrote into them, shown once everybody in them agreed.

Their owner says who can be seen. Whoever is on Discord is asked, with the photos before their eyes, when the story is
posted; until they say yes, and after they take it back, the story goes without. Somebody outside Discord is in a photo by
its owner's word that they agreed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.names import clean
from meetups.services.asks import answered
from meetups.services.meetings import names_of, own_meeting
from meetups.services.posting import post_of, refresh_post
from meetups.services.questions import asked_person, deliver, is_unwanted, put_away, still_waits
from meetups.services.stories.recaps import Shot, counts, is_on_page, public_photos, shots
from meetups.values import (
    MOST_PHOTOS,
    Actor,
    Appearance,
    Ask,
    AskId,
    AskKind,
    AskState,
    Consent,
    Meeting,
    MeetingId,
    Naming,
    Part,
    Participant,
    Person,
    PersonId,
    Photo,
    PhotoId,
    PostState,
)

ALT_CHARACTERS = 300
QUOTA = 500_000_000
"""Bytes the photos of one community may take, and those of one person."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came, and what it was called."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class InPhoto:
    """One of the others: whether they are in a photo, and what they said to its being shown (None: not in it)."""

    position: int
    name: str
    is_asked: bool
    consent: Consent | None


@dataclass(frozen=True, slots=True)
class Pictured:
    """A photo as its owner sees it."""

    photo: Photo
    shot: Shot
    people: tuple[InPhoto, ...]

    @property
    def is_public(self) -> bool:
        return self.photo.is_sorted and all(each.consent in (None, Consent.GIVEN) for each in self.people)


@dataclass(frozen=True, slots=True)
class Album:
    """The photos of a meeting for their owner; ``faulty`` are the names of files that were no photos."""

    meeting: Meeting
    photos: tuple[Pictured, ...]
    faulty: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PhotoQuestion:
    """Photos with somebody in them, for that one to say whether the story may show them, and where all it stands."""

    ask: Ask
    met_on: date
    photos: tuple[Shot, ...]
    is_on_page: bool = False


class Photos:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def album(self, actor: Actor, meeting_id: int) -> Album:
        async with self._desk.store.read() as work:
            return await album_of(work, await own_meeting(work, actor, meeting_id))

    async def held_back(self, actor: Actor, meeting_id: int) -> int:
        """How many photos of a meeting its story goes without."""
        async with self._desk.store.read() as work:
            meeting = await own_meeting(work, actor, meeting_id)
            return await work.photos.count(meeting_id=meeting.id) - len(await public_photos(work, meeting))

    async def add(self, actor: Actor, meeting_id: int, uploads: Sequence[Upload]) -> Album:
        """Keep photos with a meeting; files that are none are left out and named.

        Raises ``Refusal`` ``photo.too_many``, and ``photo.no_room`` where the quota is used up.
        """
        async with self._desk.store.read() as work:
            await _check_count(work, await own_meeting(work, actor, meeting_id), uploads)
        developed, faulty = [], []
        for each in uploads:
            try:
                developed.append(await self._desk.darkroom(each.data))
            except Refusal:
                faulty.append(each.name)
        async with self._desk.store.write() as work:
            meeting = await own_meeting(work, actor, meeting_id)
            await _check_count(work, meeting, developed)
            await _check_room(work, meeting, sum(len(each.data) for each in developed))
            nobody_else = not meeting.others
            for photo in developed:
                kept = Photo(
                    id=PhotoId(self._desk.new_id()),
                    meeting_id=meeting.id,
                    owner_id=actor.person_id,
                    created_at=self._desk.clock(),
                    width=photo.width,
                    height=photo.height,
                    size=len(photo.data),
                    is_sorted=nobody_else,
                )
                await work.photos.keep(kept, photo.data)
            await refresh_post(work, self._desk, meeting.id)
            return replace(await album_of(work, meeting), faulty=tuple(faulty))

    async def sort(self, actor: Actor, photo_id: int, positions: Sequence[int]) -> Album:
        """Say which of the others can be seen in a photo; whoever stands in it already keeps what they said.

        Whoever was asked stays in it, or a no would be undone by not naming them, or be put again by naming them twice.
        """
        async with self._desk.store.write() as work:
            photo, meeting = await self._own_photo(work, actor, photo_id)
            before = {each.position: each for each in await work.appearances.find(photo_id=photo.id)}
            await work.appearances.remove(photo_id=photo.id)
            here = [
                each for each in meeting.others if each.position in positions or _has_a_say(before.get(each.position))
            ]
            await work.appearances.add(
                *(before.get(each.position) or Appearance(photo.id, each.position, _at_first(each)) for each in here)
            )
            await work.photos.save(replace(photo, is_sorted=True))
            await ask_for_photos(work, self._desk, meeting)
            await refresh_post(work, self._desk, meeting.id)
            return await album_of(work, meeting)

    async def describe(self, actor: Actor, meeting_id: int, words: Mapping[int, str]) -> Album:
        """Say in words what photos show, by their ids."""
        async with self._desk.store.write() as work:
            meeting = await own_meeting(work, actor, meeting_id)
            for photo in await work.photos.find(meeting_id=meeting.id):
                if photo.id in words:
                    await work.photos.save(replace(photo, alt=clean(words[photo.id])[:ALT_CHARACTERS]))
            await refresh_post(work, self._desk, meeting.id)
            return await album_of(work, meeting)

    async def remove(self, actor: Actor, photo_id: int) -> Album:
        async with self._desk.store.write() as work:
            photo, meeting = await self._own_photo(work, actor, photo_id)
            await work.photos.remove(id=photo.id)
            # It may have been the last of which nobody knew who is in it.
            await ask_for_photos(work, self._desk, meeting)
            await refresh_post(work, self._desk, meeting.id)
            return await album_of(work, meeting)

    async def answer(self, actor: Actor, ask_id: int, *, is_agreed: bool) -> int:
        """Say whether the photos of a question may be shown; gives the meeting they are of.

        Raises ``Refusal`` ``ask.gone``.
        """
        async with self._desk.store.write() as work:
            question = await work.asks.get(ask_id)
            if question is None or question.to_id != actor.person_id or question.kind is not AskKind.PHOTOS:
                raise Refusal("ask.gone")
            await answered(work, self._desk, question, AskState.ACCEPTED if is_agreed else AskState.DECLINED)
            consent = Consent.GIVEN if is_agreed else Consent.REFUSED
            for each in await work.appearances.find(ask_id=question.id):
                await work.appearances.save(replace(each, consent=consent))
            await refresh_post(work, self._desk, question.subject)
            return question.subject

    async def _own_photo(self, work: UnitOfWork, actor: Actor, photo_id: int) -> tuple[Photo, Meeting]:
        photo = await work.photos.get(photo_id)
        if photo is None or photo.owner_id != actor.person_id:
            raise Refusal("photo.gone")
        return photo, await own_meeting(work, actor, photo.meeting_id)


async def album_of(work: UnitOfWork, meeting: Meeting) -> Album:
    photos = await work.photos.find(meeting_id=meeting.id)
    by_position = {each.position: each for each in meeting.others}
    seen: dict[tuple[PhotoId, int], Consent] = {
        (each.photo_id, each.position): each.consent if counts(each, by_position[each.position]) else Consent.OPEN
        for each in await work.appearances.find(photo_id=[each.id for each in photos])
    }
    names = dict(zip((each.position for each in meeting.others), await names_of(work, meeting), strict=True))
    return Album(
        meeting,
        tuple(
            Pictured(
                photo,
                shot,
                tuple(
                    InPhoto(each.position, names[each.position], _is_asked(each), seen.get((photo.id, each.position)))
                    for each in meeting.others
                ),
            )
            for photo, shot in zip(photos, await shots(work, photos), strict=True)
        ),
    )


async def ask_for_photos(work: UnitOfWork, desk: Desk, meeting: Meeting) -> None:
    """Ask everybody seen in a photo of a posted story, once it is said of all its photos who is in them.

    One question shows all the photos that are open for a person; from whom they wish nothing of it goes nowhere.
    """
    post = await post_of(work, meeting.id)
    photos = await work.photos.find(meeting_id=meeting.id)
    if post is None or post.state is not PostState.WANTED or not all(each.is_sorted for each in photos):
        return
    seen = await work.appearances.find(photo_id=[each.id for each in photos]) if photos else []
    for participant in meeting.others:
        if participant.person_id is None or participant.part is Part.DENIED:
            continue
        mine = [each for each in seen if each.position == participant.position and each.consent is not Consent.REFUSED]
        if any(each.ask_id is None for each in mine):
            unanswered = [each for each in mine if each.ask_id is None or each.consent is Consent.OPEN]
            await _ask(work, desk, meeting, participant.person_id, unanswered)
        else:
            await _ask_again(work, desk, meeting, participant.person_id)


async def _ask(
    work: UnitOfWork, desk: Desk, meeting: Meeting, person_id: PersonId, unanswered: Sequence[Appearance]
) -> None:
    """A question of its own, in the place of any earlier one, whose yes must not hold for what it did not show."""
    person = await asked_person(work, desk, person_id)
    for earlier in await work.asks.find(kind=AskKind.PHOTOS, subject=meeting.id, to_id=person_id):
        await put_away(work, desk, earlier)
        await work.asks.remove(id=earlier.id)
    question = Ask(
        AskId(desk.new_id()),
        AskKind.PHOTOS,
        meeting.recorder_id,
        person_id,
        meeting.id,
        desk.clock(),
        meeting.community_id,
    )
    await work.asks.add(question)
    for each in unanswered:
        await work.appearances.save(replace(each, consent=Consent.OPEN, ask_id=question.id))
    await _bring(work, desk, question, person)


async def _ask_again(work: UnitOfWork, desk: Desk, meeting: Meeting, person_id: PersonId) -> None:
    """Bring what was put away unanswered, for the story was down then."""
    for question in await work.asks.find(kind=AskKind.PHOTOS, subject=meeting.id, to_id=person_id, state=AskState.OPEN):
        if not await still_waits(work, question) and await photo_question(work, question) is not None:
            await _bring(work, desk, question, await asked_person(work, desk, person_id))


async def _bring(work: UnitOfWork, desk: Desk, question: Ask, person: Person) -> None:
    if person.naming is not Naming.NEVER and not await is_unwanted(work, question):
        await deliver(work, desk, question)


async def photo_question(work: UnitOfWork, ask: Ask) -> PhotoQuestion | None:
    """A question with the photos it is about; None where none of them is left, or their story is down, and for whom
    nobody asks.
    """
    shown = await work.appearances.find(ask_id=ask.id, consent=Consent.OPEN)
    photos = await work.photos.find(id=[each.photo_id for each in shown]) if shown else []
    meeting = await work.meetings.get(MeetingId(ask.subject))
    post, person = await post_of(work, ask.subject), await work.persons.get(ask.to_id)
    if not photos or meeting is None or post is None or post.state is not PostState.WANTED:
        return None
    if person is None or person.naming is Naming.NEVER:
        return None
    return PhotoQuestion(ask, meeting.met_on, await shots(work, photos), await is_on_page(work, post))


def _is_asked(participant: Participant) -> bool:
    """Whether somebody answers for themselves; whoever was forgotten did, and is asked no more."""
    return participant.person_id is not None or participant.part is Part.DENIED


def _has_a_say(appearance: Appearance | None) -> bool:
    """Whether somebody was shown the photo, or wants it left out."""
    return appearance is not None and (appearance.ask_id is not None or appearance.consent is Consent.REFUSED)


def _at_first(participant: Participant) -> Consent:
    """Whoever is outside Discord is there by the word of the photo's owner that they agreed."""
    return Consent.OPEN if _is_asked(participant) else Consent.GIVEN


async def _check_count(work: UnitOfWork, meeting: Meeting, more: Sequence[object]) -> None:
    if await work.photos.count(meeting_id=meeting.id) + len(more) > MOST_PHOTOS:
        raise Refusal("photo.too_many", most=MOST_PHOTOS)


async def _check_room(work: UnitOfWork, meeting: Meeting, size: int) -> None:
    stored = await work.photos.stored_by(meeting.recorder_id)
    if meeting.community_id is not None:
        stored = max(stored, await work.photos.stored_in(meeting.community_id))
    if stored + size > QUOTA:
        raise Refusal("photo.no_room")

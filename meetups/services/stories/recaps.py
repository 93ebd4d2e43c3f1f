"""A recap as it stands now: names, numbers, photos and both halves by what is true and allowed at this moment."""

from __future__ import annotations

from dataclasses import dataclass

from meetups.ports import Desk, UnitOfWork
from meetups.rules.milestones import Feat, Milestone
from meetups.rules.outcomes import ordinal, progress
from meetups.rules.telling import head_and_rest
from meetups.services.absences import excuses_of
from meetups.services.common import facts_of, today_of
from meetups.services.posting import post_of
from meetups.services.progress.standing import milestones_with
from meetups.values import (
    Appearance,
    CommunityId,
    Consent,
    Meeting,
    Mission,
    Naming,
    Part,
    Participant,
    PersonId,
    Photo,
    PhotoId,
    Post,
)

STREAK_WORTH_SHOWING = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """One of the others as the public sees them: an account, a first name, or neither ("a friend")."""

    person_id: PersonId | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Half:
    """What somebody named in a story tells of it themselves."""

    person_id: PersonId
    words: str


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo to be shown: a JPEG, and what is to be seen in it in words."""

    id: PhotoId
    data: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Recap:
    """What a recap says, drawn from facts; ``number`` and ``streak`` are None where they are not shown.

    ``rest`` is what of the story stands in its thread.
    """

    meeting: Meeting
    community_id: CommunityId
    others: tuple[Shown, ...]
    number: int | None
    streak: int | None
    is_again: bool
    post: Post | None
    story: str = ""
    rest: str = ""
    halves: tuple[Half, ...] = ()
    photos: tuple[Shot, ...] = ()
    milestones: tuple[Milestone, ...] = ()


async def recap(work: UnitOfWork, desk: Desk, meeting: Meeting, community_id: CommunityId) -> Recap:
    """The recap as it stands now."""
    namings = await namings_of(work, meeting)
    facts = facts_of(await work.meetings.encounters(meeting.recorder_id))
    fact = next((each for each in facts if each.meeting_id == meeting.id), None)
    mission = await _mission_of(work, meeting, community_id)
    number = streak = None
    reached: tuple[Milestone, ...] = ()
    if mission is not None and fact is not None:
        number = ordinal(mission, facts, fact)
        streak = await _streak(work, desk, mission)
        # How long a run is, is told only by those who say so.
        reached = tuple(
            each
            for each in await milestones_with(work, desk, mission, meeting)
            if each.feat is not Feat.UNBROKEN or mission.show_streak
        )
    head, rest = head_and_rest(meeting.story)
    return Recap(
        meeting=meeting,
        community_id=community_id,
        others=tuple(shown_to_all(each, namings) for each in meeting.others),
        number=number,
        streak=streak,
        is_again=fact is not None and not fact.is_new,
        post=await post_of(work, meeting.id),
        story=head,
        rest=rest,
        halves=halves_of(meeting, namings),
        photos=await shots(work, await public_photos(work, meeting)),
        milestones=reached,
    )


async def namings_of(work: UnitOfWork, meeting: Meeting) -> dict[PersonId, Naming]:
    """What those in a meeting say about being named."""
    ids = [each.person_id for each in meeting.others if each.person_id]
    return {each.id: each.naming for each in await work.persons.find(id=ids)} if ids else {}


def is_named(participant: Participant, namings: dict[PersonId, Naming]) -> bool:
    """Whether somebody is named in public: they pressed *That's me*, or always allow it and did not deny."""
    if participant.part is Part.DENIED:
        return False
    if participant.person_id is None:
        return participant.is_named
    naming = namings.get(participant.person_id, Naming.ASK)
    return naming is Naming.ALWAYS or (participant.is_named and naming is not Naming.NEVER)


def halves_of(meeting: Meeting, namings: dict[PersonId, Naming]) -> tuple[Half, ...]:
    """What those who are named tell of it."""
    return tuple(
        Half(each.person_id, each.story)
        for each in meeting.others
        if each.person_id and each.story and is_named(each, namings)
    )


async def public_photos(work: UnitOfWork, meeting: Meeting) -> list[Photo]:
    """The photos everybody may see: their owner said who is in them, and each of those agreed.

    Whoever is never to be named is not to be recognised either.
    """
    photos = [each for each in await work.photos.find(meeting_id=meeting.id) if each.is_sorted]
    if not photos:
        return []
    namings = await namings_of(work, meeting)
    by_position = {each.position: each for each in meeting.others}
    held_back = {
        each.photo_id
        for each in await work.appearances.find(photo_id=[each.id for each in photos])
        if each.consent is not Consent.GIVEN
        or not counts(each, by_position[each.position])
        or namings.get(by_position[each.position].person_id or PersonId(0)) is Naming.NEVER
    }
    return [each for each in photos if each.id not in held_back]


def counts(appearance: Appearance, participant: Participant) -> bool:
    """Whether what is written down of somebody's consent is theirs: nobody on Discord is there by another's word."""
    return participant.part is not Part.DENIED and (participant.person_id is None or appearance.ask_id is not None)


async def is_on_page(work: UnitOfWork, post: Post | None) -> bool:
    """Whether a recap also stands, or is to stand, on the page of its community."""
    if post is None or not post.is_on_web:
        return False
    community = await work.communities.get(post.community_id)
    return community is not None and community.has_page_since(post.created_at)


async def shots(work: UnitOfWork, photos: list[Photo]) -> tuple[Shot, ...]:
    """Photos with their files."""
    files = await work.photos.files([each.id for each in photos])
    return tuple(Shot(each.id, files[each.id], each.alt) for each in photos)


def shown_to_all(participant: Participant, namings: dict[PersonId, Naming]) -> Shown:
    """Somebody as the public sees them."""
    if not is_named(participant, namings):
        return Shown()
    if participant.person_id is not None:
        return Shown(participant.person_id)
    return Shown(name=participant.shown_as)


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

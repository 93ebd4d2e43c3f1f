"""A person's erasure: what goes, what remains for others, and nothing half done, for it is one transaction of its caller's."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import Any

from meetups.ports import Desk, UnitOfWork
from meetups.services.common import contact_of_account, public_delivery
from meetups.services.digests import hand_over_digests
from meetups.services.gatherings import leave_gatherings
from meetups.services.gatherings.letters import erase_from_news
from meetups.services.plans import leave_plans
from meetups.services.posting import OF_ALL, refresh_recaps, take_down
from meetups.services.stories import wishes_by
from meetups.values import (
    AskKind,
    Delivery,
    DeliveryKind,
    GatheringId,
    GatheringState,
    Meeting,
    Part,
    Participant,
    PersonId,
    Plan,
    PlanState,
    PostKind,
    PostState,
)

_OWN_POSTS = [each for each in PostKind if each not in OF_ALL]
"""What goes with its author."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much is stored about a person, in numbers, for them to see before forgetting.

    Of plans and open invitations those still to come, in which others count on them. ``kept_meetings`` are recorded by the
    person and remain for those who confirmed them; ``questions`` were asked by the person or of them.
    """

    missions: int
    contacts: int
    meetings: int
    shared_meetings: int
    kept_meetings: int
    halves: int
    photos: int
    posts: int
    visits: int
    pools: int
    matches: int
    plans: int
    gatherings: int
    questions: int

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, each.name) for each in fields(self))


async def holdings_of(work: UnitOfWork, desk: Desk, me: PersonId) -> Holdings:
    meetings = await work.meetings.touching(me)
    own = [each for each in meetings if each.recorder_id == me]
    others = [each for each in meetings if each.recorder_id != me]
    plans = await work.plans.of(me, desk.clock())
    gatherings = await work.gatherings.of(me, desk.clock())
    return Holdings(
        missions=await work.missions.count(person_id=me),
        contacts=await work.contacts.count(owner_id=me),
        meetings=sum(_heir(each) is None for each in own),
        shared_meetings=len(others),
        kept_meetings=sum(_heir(each) is not None for each in own),
        halves=sum(bool(part.story) for each in others if (part := each.part_of(me))),
        photos=await work.photos.count(owner_id=me),
        posts=await work.posts.count(author_id=me, kind=_OWN_POSTS, state=PostState.WANTED),
        visits=await work.visits.count(person_id=me),
        pools=await work.pool.count(person_id=me),
        matches=await work.matched.count(person_id=me),
        plans=sum(each.state is not PlanState.CANCELLED for each in plans),
        gatherings=sum(each.state is not GatheringState.CANCELLED for each in gatherings),
        questions=await work.asks.count(from_id=me) + await work.asks.count(to_id=me),
    )


async def erase(work: UnitOfWork, desk: Desk, me: PersonId) -> None:
    """Their recaps come down; others' meetings keep the fact with "a friend", also those that others confirmed.

    Public messages are removed by deliveries that outlive the person's row.
    """
    await leave_plans(work, desk, me)
    await leave_gatherings(work, desk, me)
    await hand_over_digests(work, me)
    for post in await work.posts.find(author_id=me, state=PostState.WANTED):
        await take_down(work, desk, post)
    others = []
    for meeting in await work.meetings.touching(me):
        if meeting.recorder_id != me:
            others.append(meeting.id)
            await work.meetings.save(_without(meeting, me))
        elif (heir := _heir(meeting)) is not None:
            await _hand_over(work, meeting, heir, me)
    for each in await wishes_by(work, me, others):
        await work.deliveries.remove(id=each.id)
    await refresh_recaps(work, desk, others)
    await _erase_from_lists(work, me)
    await _erase_from_messages(work, desk, me)
    for community in await work.communities.find(safety_id=me):
        await work.communities.save(replace(community, safety_id=None))
    # Everything of their own goes with the person: the tables say so.
    await work.persons.remove(id=me)


async def shared_by(work: UnitOfWork, me: PersonId, plans: list[Plan]) -> list[Delivery]:
    """By what others were told of plans by somebody who trusts them."""
    told = await work.deliveries.find(kind=DeliveryKind.SHARED_PLAN, subject=[each.id for each in plans])
    return [each for each in told if each.data["by"] == str(me)]


def _heir(meeting: Meeting) -> Participant | None:
    """Whose a meeting becomes when its recorder goes: it counts for them too."""
    return next((each for each in meeting.participants if each.part is Part.CONFIRMED and each.person_id), None)


def _without(meeting: Meeting, me: PersonId) -> Meeting:
    """The meeting stays its recorder's, and this person "a friend" in it for good, as after a denial."""
    mine = meeting.part_of(me)
    return meeting if mine is None else meeting.with_part(_nobody(mine))


def _nobody(one: Participant) -> Participant:
    return replace(one, person_id=None, part=Part.DENIED, note="", is_named=False, shown_as="", story="")


async def _hand_over(work: UnitOfWork, meeting: Meeting, heir: Participant, me: PersonId) -> None:
    """A meeting becomes that of the first who confirmed it: with their half as its story, and nothing of its recorder's.

    Whoever only the recorder named is a friend in it; photos go with their owner.
    """
    assert heir.person_id is not None
    await work.photos.remove(meeting_id=meeting.id)
    await work.asks.remove(kind=[AskKind.CONFIRM, AskKind.PHOTOS], subject=meeting.id)
    known = await contact_of_account(work, heir.person_id, me)
    participants = []
    for each in meeting.participants:
        if each.position == heir.position:
            participants.append(replace(each, part=Part.RECORDER, contact_id=None, story=""))
        elif each.person_id == me:
            participants.append(replace(_nobody(each), contact_id=known.id if known else None))
        elif each.part is Part.CONFIRMED:
            participants.append(replace(each, contact_id=None, shown_as=""))
        else:
            participants.append(replace(_nobody(each), contact_id=None))
    await work.meetings.save(
        replace(meeting, recorder_id=heir.person_id, place="", story=heir.story, participants=tuple(participants))
    )


async def _erase_from_lists(work: UnitOfWork, me: PersonId) -> None:
    """Others' contacts stay theirs, without the account and without its owner's offer to be met."""
    for contact in await work.contacts.find(account_id=me):
        await work.contacts.save(replace(contact, account_id=None, volunteered_at=None))
    for each in await work.keeping.imports_naming(me):
        # Taking an import back must not bring the account back.
        if "filled_in" in each.undo:
            await work.imports.save(replace(each, undo=_unlinked(each.undo, me)))
    for draft in await work.keeping.drafts_naming(me):
        kept = _left_out(draft.data, me)
        if _mentions(kept, me):
            await work.drafts.remove(id=draft.id)
        else:
            await work.drafts.save(replace(draft, data=kept))


async def _erase_from_messages(work: UnitOfWork, desk: Desk, me: PersonId) -> None:
    for each in await work.asks.find(to_id=me):
        # News of an answer names who gave it.
        await work.deliveries.remove(kind=DeliveryKind.NEWS, subject=each.id)
    # Who was to come on this person's list was asked by others of others.
    await work.asks.remove(kind=AskKind.NOMINATE, subject=me)
    for shared in await shared_by(work, me, await work.plans.of(me)):
        await work.deliveries.remove(id=shared.id)
    # Also where they had given up their place before.
    for gathering_id in {each.subject for each in await work.keeping.host_news_naming(me)}:
        await erase_from_news(work, GatheringId(gathering_id), me)
    await _take_down_lines(work, desk, me)


async def _take_down_lines(work: UnitOfWork, desk: Desk, me: PersonId) -> None:
    """The neutral lines in a community's channel that mention the person."""
    for line in await work.deliveries.find(kind=DeliveryKind.KNOCK, subject=me):
        if line.message_id is not None and line.channel_id is not None and line.community_id is not None:
            await work.deliveries.plan([_line_removal(desk, line)])


def _line_removal(desk: Desk, line: Delivery) -> Delivery:
    """A removal as ``post_deliveries`` carries it out where there is no post: what it removes is written in it."""
    assert line.community_id is not None
    return public_delivery(
        desk,
        DeliveryKind.REMOVE,
        line.community_id,
        subject=line.id,
        occasion="forgotten",
        data={"channel_id": str(line.channel_id), "message_id": str(line.message_id), "is_thread": False},
    )


def _left_out(data: dict[str, Any], number: int) -> dict[str, Any]:
    """A draft in which somebody no longer stands among those ticked."""
    return {
        name: [each for each in value if each != number] if isinstance(value, list) else value
        for name, value in data.items()
    }


def _mentions(value: Any, number: int) -> bool:
    """Whether a number stands anywhere in plain values: as itself, or within a text."""
    if isinstance(value, dict):
        return any(_mentions(each, number) for each in value.values())
    if isinstance(value, list):
        return any(_mentions(each, number) for each in value)
    if isinstance(value, str):
        return re.search(rf"(?<!\d){number}(?!\d)", value) is not None
    return value is not True and value == number


def _unlinked(undo: dict[str, Any], me: PersonId) -> dict[str, Any]:
    """What undoing needs, whose contacts are written as JSON (see ``contacts.undoing``), without an account."""
    written = re.compile(rf'"account_id":{me}(?!\d)')
    return {
        **undo,
        "filled_in": [[written.sub('"account_id":null', before), digest] for before, digest in undo["filled_in"]],
    }

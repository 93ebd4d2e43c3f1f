"""Questions from one person to another: asked politely, answered quietly, never by force."""

from __future__ import annotations

from dataclasses import dataclass, replace

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.services.common import known_person, ready_community
from meetups.services.contacts import Account
from meetups.services.posting import refresh_post
from meetups.services.questions import asked_person, deliver, introducer_of, is_flooding, is_unwanted, put_away
from meetups.services.volunteering import (
    Offered,
    check_offers,
    may_nominate,
    nominate,
    offer,
    owner_behind,
    settle_alike,
    take_on,
)
from meetups.values import (
    Actor,
    Ask,
    AskId,
    AskKind,
    AskState,
    CommunityId,
    Contact,
    Meeting,
    MeetingId,
    Part,
    Person,
    PersonId,
    PostKind,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the one asked sees it; ``meeting`` for a confirmation, ``offered`` for a nomination agreed to."""

    ask: Ask
    meeting: Meeting | None = None
    offered: Offered | None = None
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class Behind:
    """Who is behind a question: who asks, and whose idea it was."""

    asker_id: PersonId
    introducer_id: PersonId | None


async def ask(
    work: UnitOfWork,
    desk: Desk,
    kind: AskKind,
    *,
    from_id: PersonId,
    to_id: PersonId,
    subject: int,
    community_id: CommunityId | None,
) -> Person:
    """Put a question once; from someone on the other's never-list, or who floods them, it is taken and goes nowhere.

    Returns the person asked, so that the asker can be told whether anything reaches them.
    """
    person = await asked_person(work, desk, to_id)
    if await work.asks.one(kind=kind, subject=subject, from_id=from_id, to_id=to_id) is None:
        question = Ask(AskId(desk.new_id()), kind, from_id, to_id, subject, desk.clock(), community_id)
        await work.asks.add(question)
        if not await is_unwanted(work, question) and not await is_flooding(work, desk, question):
            await deliver(work, desk, question)
    return person


class Asks:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def volunteer(self, actor: Actor, subject: int) -> Offered:
        """Ask to be on the list behind an announcement (its mission) or a recap (its meeting)."""
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            owner_id, community_id = await owner_behind(work, actor, subject)
            offered = await offer(
                work, self._desk, from_id=actor.person_id, to_id=owner_id, door=subject, community_id=community_id
            )
            await refresh_post(work, self._desk, subject, PostKind.ANNOUNCEMENT)
            return offered

    async def volunteer_to(self, actor: Actor, owner: Account) -> Offered:
        """Ask to be on the list of a member of this community."""
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            community = await ready_community(work, actor.community_id)
            if owner.is_bot:
                raise Refusal("contact.bot")
            if owner.id == actor.person_id:
                raise Refusal("ask.own_list")
            await check_offers(work, self._desk, actor, community)
            return await offer(
                work,
                self._desk,
                from_id=actor.person_id,
                to_id=owner.id,
                door=community.id,
                community_id=community.id,
            )

    async def may_nominate(self, actor: Actor, nominee: Account) -> None:
        """Refuses before anybody is picked whom one may not suggest to others."""
        async with self._desk.store.read() as work:
            await may_nominate(work, self._desk, actor, nominee)

    async def nominate(self, actor: Actor, nominee: Account, owner: Account) -> Offered:
        """Suggest somebody for another's list; gives the nominee, who is asked first."""
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            return await nominate(work, self._desk, actor, nominee, owner)

    async def behind(self, actor: Actor, ask_id: int) -> Behind:
        async with self._desk.store.read() as work:
            question = await _own_question(work, actor, ask_id)
            return Behind(question.from_id, await introducer_of(work, question))

    async def accept(self, actor: Actor, ask_id: int, name: str, introduced_by: str = "") -> Asked:
        """Say yes; ``name`` is what the asker is called on Discord, for a new contact's card.

        ``introduced_by`` is what the one is called whose idea it was.
        """
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            question = await _own_question(work, actor, ask_id)
            if question.kind is not AskKind.CONFIRM and await is_unwanted(work, question):
                raise Refusal("ask.gone")
            was_denied = question.state is AskState.DECLINED
            question = await answered(work, self._desk, question, AskState.ACCEPTED)
            if question.kind is AskKind.CONFIRM:
                meeting = await confirm_part(work, self._desk, actor, question.subject)
                if was_denied:
                    # They may be named, or seen in a photo, again.
                    await refresh_post(work, self._desk, meeting.id)
                return Asked(question, meeting)
            if question.kind is AskKind.NOMINATE:
                return Asked(question, offered=await self._offer_nominee(work, question))
            contact = await take_on(work, self._desk, actor, question, name=name, introduced_by=introduced_by)
            return Asked(question, contact=contact)

    async def decline(self, actor: Actor, ask_id: int) -> Asked:
        """Say no, which nobody is told; a denied meeting stays its recorder's fact, with "a friend"."""
        async with self._desk.store.write() as work:
            question = await _own_question(work, actor, ask_id)
            question = await answered(work, self._desk, question, AskState.DECLINED)
            if question.kind is not AskKind.CONFIRM:
                return Asked(question)
            meeting = await _set_part(work, actor, question.subject, Part.DENIED, is_named=False)
            await refresh_post(work, self._desk, meeting.id)
            return Asked(question, meeting)

    async def _offer_nominee(self, work: UnitOfWork, nomination: Ask) -> Offered:
        return await offer(
            work,
            self._desk,
            from_id=nomination.to_id,
            to_id=PersonId(nomination.subject),
            door=nomination.id,
            community_id=nomination.community_id,
        )


async def confirm_part(work: UnitOfWork, desk: Desk, actor: Actor, meeting_id: int) -> Meeting:
    """The meeting counts for this participant too from now on, and any open question about it is settled."""
    meeting = await _set_part(work, actor, meeting_id, Part.CONFIRMED)
    for each in await work.asks.find(
        kind=AskKind.CONFIRM, subject=meeting.id, to_id=actor.person_id, state=AskState.OPEN
    ):
        await work.asks.save(replace(each, state=AskState.ACCEPTED, answered_at=desk.clock()))
    return meeting


async def _set_part(
    work: UnitOfWork, actor: Actor, meeting_id: int, part: Part, *, is_named: bool | None = None
) -> Meeting:
    meeting = await work.meetings.get(MeetingId(meeting_id))
    mine = meeting.part_of(actor.person_id) if meeting else None
    if meeting is None or mine is None or mine.part is Part.RECORDER:
        raise Refusal("meeting.gone")
    mine = replace(mine, part=part, is_named=mine.is_named if is_named is None else is_named)
    changed = meeting.with_part(mine)
    await work.meetings.save(changed)
    return changed


async def _own_question(work: UnitOfWork, actor: Actor, ask_id: int) -> Ask:
    question = await work.asks.get(ask_id)
    # An invitation and photos are answered in ways of their own (``invites``, ``stories.photos``).
    if question is None or question.to_id != actor.person_id or question.kind in (AskKind.INVITE, AskKind.PHOTOS):
        raise Refusal("ask.gone")
    return question


async def answered(work: UnitOfWork, desk: Desk, question: Ask, state: AskState) -> Ask:
    """Note what was said to a question, which waits no more."""
    settled = replace(question, state=state, answered_at=desk.clock())
    await work.asks.save(settled)
    await put_away(work, desk, settled)
    if settled.kind is AskKind.VOLUNTEER:
        await settle_alike(work, desk, settled)
    return settled

"""Questions from one person to another: asked politely, answered quietly, never by force."""

from __future__ import annotations

from dataclasses import dataclass, replace

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.services.common import add_account, contact_of_account, known_person, private_delivery
from meetups.services.posting import post_of, refresh_post
from meetups.values import (
    Actor,
    Ask,
    AskId,
    AskKind,
    AskState,
    CommunityId,
    DeliveryKind,
    Meeting,
    MeetingId,
    Part,
    Person,
    PersonId,
    PostKind,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the one asked sees it; ``meeting`` for a confirmation."""

    ask: Ask
    meeting: Meeting | None = None


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
    """Put a question once; from someone on the other's never-list it is taken and goes nowhere.

    Returns the person asked, so that the asker can be told whether anything reaches them.
    """
    person = await work.persons.get(to_id)
    if person is None:
        person = Person(to_id, desk.clock())
        await work.persons.add(person)
    if await work.asks.one(kind=kind, subject=subject, from_id=from_id, to_id=to_id) is not None:
        return person
    question = Ask(AskId(desk.new_id()), kind, from_id, to_id, subject, desk.clock(), community_id)
    await work.asks.add(question)
    as_seen = await contact_of_account(work, to_id, from_id)
    if as_seen is None or not as_seen.is_never:
        await work.deliveries.plan(
            [
                private_delivery(
                    desk,
                    DeliveryKind.ASK,
                    to_id,
                    subject=question.id,
                    occasion="1",
                    community_id=community_id,
                )
            ]
        )
    return person


class Asks:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def volunteer(self, actor: Actor, mission_id: int) -> PersonId:
        """Ask to be on the list behind an announcement; gives its owner. Asking twice is asking once."""
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            mission = await work.missions.get(mission_id)
            announced = await post_of(work, mission_id, PostKind.ANNOUNCEMENT)
            if mission is None or mission.ended_at is not None or announced is None:
                raise Refusal("mission.over")
            if mission.person_id == actor.person_id:
                raise Refusal("ask.oneself")
            await ask(
                work,
                self._desk,
                AskKind.VOLUNTEER,
                from_id=actor.person_id,
                to_id=mission.person_id,
                subject=mission.id,
                community_id=mission.community_id,
            )
            await refresh_post(work, self._desk, mission.id, PostKind.ANNOUNCEMENT)
            return mission.person_id

    async def asker(self, actor: Actor, ask_id: int) -> PersonId:
        async with self._desk.store.read() as work:
            question = await work.asks.get(ask_id)
            if question is None or question.to_id != actor.person_id:
                raise Refusal("ask.gone")
            return question.from_id

    async def accept(self, actor: Actor, ask_id: int, name: str) -> Asked:
        """Say yes; ``name`` is what the asker is called on Discord, for a new contact's card."""
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            question = await _answered(work, self._desk, actor, ask_id, AskState.ACCEPTED)
            if question.kind is AskKind.CONFIRM:
                return Asked(question, await confirm_part(work, self._desk, actor, question.subject))
            await add_account(work, self._desk, actor.person_id, question.from_id, name, volunteered=True)
            await work.deliveries.plan(
                [
                    private_delivery(
                        self._desk,
                        DeliveryKind.NEWS,
                        question.from_id,
                        subject=question.id,
                        occasion="on_the_list",
                        community_id=question.community_id,
                        data={"key": "on_the_list", "person_id": str(actor.person_id)},
                    )
                ]
            )
            return Asked(question)

    async def decline(self, actor: Actor, ask_id: int) -> Asked:
        """Say no, which nobody is told; a denied meeting stays its recorder's fact, with "a friend"."""
        async with self._desk.store.write() as work:
            question = await _answered(work, self._desk, actor, ask_id, AskState.DECLINED)
            if question.kind is not AskKind.CONFIRM:
                return Asked(question)
            meeting = await _set_part(work, actor, question.subject, Part.DENIED, is_named=False)
            await refresh_post(work, self._desk, meeting.id)
            return Asked(question, meeting)


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
    changed = replace(
        meeting,
        participants=tuple(mine if each.position == mine.position else each for each in meeting.participants),
    )
    await work.meetings.save(changed)
    return changed


async def _answered(work: UnitOfWork, desk: Desk, actor: Actor, ask_id: int, state: AskState) -> Ask:
    question = await work.asks.get(ask_id)
    if question is None or question.to_id != actor.person_id:
        raise Refusal("ask.gone")
    answered = replace(question, state=state, answered_at=desk.clock())
    await work.asks.save(answered)
    for each in await work.deliveries.find(kind=DeliveryKind.ASK, subject=question.id):
        await work.deliveries.save(replace(each, seen_at=each.seen_at or desk.clock()))
    return answered

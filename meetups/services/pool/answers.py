"""What members say to an introduction: yes, not this week, rather not; a no and silence look the same to everybody else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zlib import crc32

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.services.common import add_account, known_person, private_delivery
from meetups.services.never_lists import never_changed
from meetups.services.pool.introductions import Introduction, introduction_of
from meetups.services.pool.making import BOTH_IN
from meetups.services.pool.membership import wake
from meetups.services.pool.planning import awake_at
from meetups.services.wishes import tell_of_all
from meetups.values import Actor, Contact, DeliveryKind, DeliveryState, MatchAnswer, PersonId, RunId


@dataclass(frozen=True, slots=True)
class Shunned:
    """Somebody who is introduced no more, and what is left of the introduction.

    To take it back: ``was_added`` to the list by this, and what had been ``answered`` before.
    """

    contact: Contact
    introduction: Introduction
    was_added: bool = False
    answered: MatchAnswer = MatchAnswer.NONE


class Matches:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def show(self, actor: Actor, run_id: int) -> Introduction:
        """Raises ``Refusal`` ``match.gone`` for a run one has no place in."""
        async with self._desk.store.write() as work:
            return await _own(work, self._desk, actor, run_id)

    async def answer(self, actor: Actor, run_id: int, answer: MatchAnswer) -> Introduction:
        """Say yes or no, or the other after all; whoever said yes before hears of a yes at once, of a no never.

        After its days nothing follows from it, except that the person is awake.
        """
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            introduction = await _own(work, self._desk, actor, run_id)
            await self._stir(work, actor, introduction)
            if introduction.answer is answer:
                return introduction
            await self._write(work, actor, introduction, answer)
            answered = await _own(work, self._desk, actor, run_id)
            if answer is MatchAnswer.IN and not answered.is_over:
                await self._tell(work, actor, answered)
            return answered

    async def never(self, actor: Actor, run_id: int, person_id: int, name: str) -> Shunned:
        """Be introduced to this person no more, and say no to this week; nobody is told.

        ``name`` is what they are called on Discord, for one's own list. Raises ``Refusal`` ``match.gone`` for anybody one was
        not matched with.
        """
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            introduction = await _own(work, self._desk, actor, run_id)
            mine = await work.matched.get(run_id, actor.person_id)
            theirs = await work.matched.get(run_id, person_id)
            if mine is None or theirs is None or theirs == mine or mine.is_left_over or theirs.group != mine.group:
                raise Refusal("match.gone")
            contact, was_added = await add_account(
                work, self._desk, actor.person_id, theirs.person_id, name, is_never=True
            )
            await work.suggested.remove(contact_id=contact.id)
            await never_changed(work, self._desk, actor.person_id, theirs.person_id)
            await self._stir(work, actor, introduction)
            await self._write(work, actor, introduction, MatchAnswer.OUT)
            left = await _own(work, self._desk, actor, run_id)
            return Shunned(contact, left, was_added, introduction.answer)

    async def unshun(
        self, actor: Actor, run_id: int, contact_id: int, *, was_added: bool, answer: MatchAnswer
    ) -> Introduction:
        """Take back what ``never`` did, as its ``Shunned`` tells; what was written about them since is kept.

        A second press finds it taken back. Raises ``Refusal`` ``match.gone`` for anybody one was not matched with.
        """
        async with self._desk.store.write() as work:
            introduction = await _own(work, self._desk, actor, run_id)
            contact = await work.contacts.get(contact_id)
            if contact is None or contact.owner_id != actor.person_id or not contact.is_never:
                return introduction
            mine = await work.matched.get(run_id, actor.person_id)
            theirs = await work.matched.get(run_id, contact.account_id) if contact.account_id else None
            if mine is None or theirs is None or mine.is_left_over or theirs.group != mine.group:
                raise Refusal("match.gone")
            if was_added and _is_bare(contact, introduction):
                await work.meetings.unlink_contact(contact.id, contact.name)
                await work.contacts.remove(id=contact.id)
            else:
                allowed = replace(contact, is_never=False)
                await work.contacts.save(allowed)
                await tell_of_all(work, self._desk, allowed)
            await never_changed(work, self._desk, actor.person_id, theirs.person_id)
            if mine.answer is MatchAnswer.OUT and answer is not MatchAnswer.OUT:
                await self._write(work, actor, introduction, answer)
            restored = await _own(work, self._desk, actor, run_id)
            if answer is MatchAnswer.IN and not restored.is_over:
                await self._tell(work, actor, restored)
            return restored

    async def _write(self, work: UnitOfWork, actor: Actor, introduction: Introduction, answer: MatchAnswer) -> None:
        place = await work.matched.get(introduction.run.id, actor.person_id)
        assert place is not None
        answered_at = None if answer is MatchAnswer.NONE else self._desk.clock()
        await work.matched.save(replace(place, answer=answer, answered_at=answered_at))

    async def _stir(self, work: UnitOfWork, actor: Actor, introduction: Introduction) -> None:
        """Whoever answers takes part again, and what waited in their inbox is read."""
        member = await work.pool.get(actor.person_id, introduction.community.id)
        if member is not None:
            await wake(work, self._desk, member)
        for each in await work.deliveries.find(
            kind=DeliveryKind.INTRODUCTION, subject=introduction.run.id, person_id=actor.person_id, seen_at=None
        ):
            await work.deliveries.save(replace(each, seen_at=self._desk.clock()))

    async def _tell(self, work: UnitOfWork, actor: Actor, introduction: Introduction) -> None:
        """Tell everybody else who is in that one more is, once however often that one takes it back."""
        community, now = introduction.community, self._desk.clock()
        # Not the identifier itself: the news is another's, and who says yes may be forgotten.
        who = crc32(f"{introduction.run.id}:{actor.person_id}".encode())
        for person in await work.persons.find(id=introduction.together):
            occasion = f"{BOTH_IN}:{person.id}:{who:08x}"
            # What was not sent, because the yes had been taken back, is still to be told.
            await work.deliveries.remove(
                kind=DeliveryKind.NEWS,
                subject=introduction.run.id,
                occasion=occasion,
                state=DeliveryState.DROPPED,
            )
            news = private_delivery(
                self._desk,
                DeliveryKind.NEWS,
                person.id,
                subject=introduction.run.id,
                occasion=occasion,
                due=awake_at(person, community, now),
                community_id=community.id,
                data={"key": BOTH_IN},
            )
            await work.deliveries.plan([news])


def _is_bare(contact: Contact, introduction: Introduction) -> bool:
    """Whether a contact is as it was added, after an introduction."""
    added = Contact(contact.id, contact.owner_id, contact.name, contact.added_at, contact.account_id, is_never=True)
    return contact == added and contact.added_at >= introduction.run.announce_at


async def _own(work: UnitOfWork, desk: Desk, actor: Actor, run_id: int) -> Introduction:
    introduction = await introduction_of(work, desk, RunId(run_id), PersonId(actor.person_id))
    if introduction is None:
        raise Refusal("match.gone")
    return introduction

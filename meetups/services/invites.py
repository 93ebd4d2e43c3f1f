"""Asking a contact privately whether they want to meet, so that nobody has to say no to somebody's face.

A yes reaches the asker at once. A no, silence, and a question that was never delivered look the same to them, and at the
same moment: when the waiting time is over. A yes that comes later still counts while the week lasts, and one in the
waiting time although the week is over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from zlib import crc32

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.names import clean
from meetups.rules.weeks import DAY, WEEK, Week, local_day, out_of_quiet, week_at, weeks_of
from meetups.services.common import (
    adult,
    contact_of_account,
    known_person,
    own_contact,
    private_delivery,
    running_mission,
)
from meetups.services.outgoing import InviteOutcome, InviteQuestion
from meetups.services.questions import asked_person, deliver, is_unwanted, put_away, shuns, still_waits
from meetups.services.suggestions import Invited, standing, suggestion_for
from meetups.services.weighing import is_in_peace, rests_until, this_weeks
from meetups.values import (
    LATER_WEEKS,
    Actor,
    Ask,
    AskId,
    AskKind,
    AskState,
    Contact,
    Delivery,
    DeliveryKind,
    DirectMessages,
    Invite,
    Mission,
    Person,
    PersonId,
    Reply,
)

A_WEEK: Final = 5
WORDS: Final = 200
CLOSE: Final = "close"
"""The occasion on which an asker hears the end of an invitation nobody said yes to."""
_STATES: Final = {Reply.YES: AskState.ACCEPTED, Reply.ANOTHER_TIME: AskState.ACCEPTED}


@dataclass(frozen=True, slots=True)
class Asking:
    """An invitation on its way, as its asker sees it; or a contact who has no account to be asked by (no ``invite``).

    ``hears_at`` is when they hear at the latest: at the end of the waiting time, or of their own quiet hours then.
    """

    contact: Contact
    mission: Mission
    week: Week
    invite: Invite | None = None
    is_reachable: bool = False
    hears_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Replied:
    """An invitation as the one asked sees it, with the parts of the week in which both are free after a yes."""

    invite: Invite
    parts: int = 0


@dataclass(frozen=True, slots=True)
class Received:
    """An invitation not yet answered, and whether the one asked has said that they are 18 or older."""

    invite: Invite
    is_adult: bool


class Invites:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def invite(self, actor: Actor, mission_id: int | None, contact_id: int, *, is_adult: bool = False) -> Asking:
        """Ask a contact to meet this week; nobody else learns of it.

        Raises ``AgeUnsaid``, and ``Refusal`` ``mission.ended``, ``invite.never``, ``invite.open``, ``invite.lately``,
        ``invite.received`` where they have asked first, or ``invite.enough``.
        """
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            mission = await running_mission(work, actor, mission_id)
            contact = await own_contact(work, actor, contact_id)
            week = this_weeks(self._desk, mission)
            if local_day(self._desk.clock(), mission.time_zone) > mission.ends_on:
                raise Refusal("mission.ended")
            account_id = contact.account_id if contact.account_is_seen else None
            if contact.is_never:
                raise Refusal("invite.never", name=contact.name)
            if account_id is not None:
                await self._check(work, contact.name, account_id, mission, week)
            await adult(work, self._desk, person, is_said=is_adult)
            if account_id is None:
                return Asking(contact, mission, week)
            asked = await asked_person(work, self._desk, account_id)
            invite, hears_at = await self._ask(work, person, asked, contact, mission, week)
            return Asking(contact, mission, week, invite, asked.dm_state is DirectMessages.OPEN, hears_at)

    async def reply(
        self,
        actor: Actor,
        ask_id: int,
        reply: Reply,
        *,
        words: str = "",
        weeks: int = 0,
        is_adult: bool = False,
    ) -> Replied:
        """Answer an invitation; until it is a yes, which its asker hears, another may follow while the week lasts.

        ``words`` say when another time would suit, ``weeks`` when a soft maybe comes back; the same answer twice is one.
        Raises ``AgeUnsaid`` where a yes needs it, ``Refusal`` ``invite.over`` once its week is over, ``invite.agreed``
        after a yes, ``invite.when`` for no words, ``ask.gone`` where it is not theirs, nobody's or taken back.
        """
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            invite, question = await _received(work, actor, ask_id)
            changed = self._answered(person, invite, reply, words, weeks)
            if changed != invite:
                await _check_stands(work, self._desk, invite)
                if reply in _STATES:
                    await adult(work, self._desk, person, is_said=is_adult)
                await self._keep(work, changed, question)
            return Replied(changed, await shared_parts(work, changed) if changed.is_welcome else 0)

    async def received(self, actor: Actor, ask_id: int) -> Received:
        """An invitation one was sent and may answer. Raises ``Refusal`` ``ask.gone``, ``invite.over``, ``invite.agreed``."""
        async with self._desk.store.read() as work:
            invite, _ = await _received(work, actor, ask_id)
            if invite.reply is Reply.YES:
                raise Refusal("invite.agreed")
            await _check_stands(work, self._desk, invite)
            person = await work.persons.get(actor.person_id)
            return Received(invite, person is not None and person.adult_since is not None)

    async def agreed(self, actor: Actor, ask_id: int) -> Replied:
        """An invitation both sides agreed to, for either of them. Raises ``Refusal`` ``ask.gone``.

        Whoever is shunned since is not shown that, nor when the other is free.
        """
        async with self._desk.store.read() as work:
            invite = await work.invites.get(ask_id)
            if invite is None or actor.person_id not in (invite.asker_id, invite.account_id) or not invite.is_welcome:
                raise Refusal("ask.gone")
            other = invite.account_id if actor.person_id == invite.asker_id else invite.asker_id
            if await shuns(work, actor.person_id, other):
                raise Refusal("ask.gone")
            return Replied(invite, await shared_parts(work, invite))

    async def _check(self, work: UnitOfWork, name: str, account_id: PersonId, mission: Mission, week: Week) -> None:
        """Nobody is asked too often, and nobody asks too many; a no and silence weigh the same."""
        now = self._desk.clock()
        made = await work.invites.find(asker_id=mission.person_id)
        last = max((each for each in made if each.account_id == account_id), key=_made_at, default=None)
        if last is not None and (last.closes_at > now or await _is_agreed(work, self._desk, last)):
            raise Refusal("invite.open", name=name)
        if last is not None and is_in_peace(last, mission, week, local_day(now, mission.time_zone)):
            raise Refusal("invite.lately", name=name, starts_on=rests_until(last, mission))
        theirs = await work.invites.find(asker_id=account_id, account_id=mission.person_id)
        if any([await _waits(work, self._desk, each) for each in theirs]):
            raise Refusal("invite.received", name=name)
        if sum(each.created_at > now - WEEK for each in made) >= A_WEEK:
            raise Refusal("invite.enough", limit=A_WEEK)

    async def _ask(
        self, work: UnitOfWork, person: Person, asked: Person, contact: Contact, mission: Mission, week: Week
    ) -> tuple[Invite, datetime]:
        """The invitation, and when its asker hears of its end."""
        now = self._desk.clock()
        community = await work.communities.get(mission.community_id)
        assert community is not None
        ask_id = AskId(self._desk.new_id())
        question = Ask(ask_id, AskKind.INVITE, person.id, asked.id, ask_id, now, community.id)
        closes_at = now + timedelta(hours=community.answer_hours)
        invite = Invite(ask_id, person.id, asked.id, contact.id, mission.id, week.starts_on, now, closes_at)
        await work.asks.add(question)
        await work.invites.add(invite)
        if not await is_unwanted(work, question):
            await deliver(work, self._desk, question)
        hears_at = out_of_quiet(closes_at, mission.time_zone, person.quiet_from, person.quiet_until)
        await self._tell(work, invite, hears_at)
        return invite, hears_at

    def _answered(self, person: Person, invite: Invite, reply: Reply, words: str, weeks: int) -> Invite:
        """The invitation with this answer, where it may still be given."""
        if invite.is_welcome and (reply not in _STATES or (invite.reply is Reply.YES and reply is not Reply.YES)):
            raise Refusal("invite.agreed")
        if invite.reply is Reply.LATER and reply is Reply.NO and invite.closes_at <= self._desk.clock():
            # Its asker has read "later": taking it back would tell them of the no.
            raise Refusal("ask.gone")
        words = clean(words)[:WORDS] if reply is Reply.ANOTHER_TIME else ""
        if reply is Reply.ANOTHER_TIME and not words:
            raise Refusal("invite.when")
        again_on = self._again_on(person, weeks) if reply is Reply.LATER else None
        return replace(invite, reply=reply, words=words, again_on=again_on)

    async def _keep(self, work: UnitOfWork, invite: Invite, question: Ask) -> None:
        """Store an answer, and let its asker hear of a yes."""
        now = self._desk.clock()
        await work.invites.save(invite)
        state = _STATES.get(invite.reply, AskState.DECLINED)
        await work.asks.save(replace(question, state=state, answered_at=now))
        await put_away(work, self._desk, question)
        if invite.is_welcome:
            await self._tell(work, invite, now)

    async def _tell(self, work: UnitOfWork, invite: Invite, due: datetime) -> None:
        """Plan what the asker is told."""
        mission = await work.missions.get(invite.mission_id)
        await work.deliveries.plan(
            [
                private_delivery(
                    self._desk,
                    DeliveryKind.OUTCOME,
                    invite.asker_id,
                    subject=invite.id,
                    occasion=_occasion(invite),
                    due=due,
                    community_id=mission.community_id if mission else None,
                )
            ]
        )

    def _again_on(self, person: Person, weeks: int) -> date:
        if weeks not in LATER_WEEKS:
            raise Refusal("choice.unreadable")
        return local_day(self._desk.clock(), person.time_zone or "UTC") + weeks * WEEK


async def invitation_of(work: UnitOfWork, desk: Desk, question: Ask) -> InviteQuestion | None:
    """An invitation as it reads now; None once its week is over or its asker wants it no more."""
    invite = await work.invites.get(question.id)
    if invite is None or not await still_stands(work, desk, invite):
        return None
    asker, mission = await work.persons.get(invite.asker_id), await work.missions.get(invite.mission_id)
    assert asker is not None
    assert mission is not None
    week, today = _week(invite, mission), local_day(desk.clock(), mission.time_zone)
    return InviteQuestion(
        question,
        invite=invite,
        introduction=asker.introduction,
        week=week,
        until=_last_day(invite, mission),
        is_ahead=today < week.first_on,
    )


async def outcome_of(work: UnitOfWork, desk: Desk, delivery: Delivery) -> InviteOutcome | None:
    """What an asker is told by now; after a no or silence the next one comes forward while the mission lasts.

    Of a week that is over by more than a night, nothing but a yes is worth telling.
    """
    invite = await work.invites.get(delivery.subject)
    mission = await work.missions.get(invite.mission_id) if invite is not None else None
    if invite is None or mission is None or delivery.occasion != _occasion(invite):
        return None
    contact = await contact_of_account(work, invite.asker_id, invite.account_id)
    if contact is not None and contact.is_never:
        return None
    invited = Invited(invite, contact.name if contact else "", standing(invite, desk.clock()))
    if invite.is_welcome:
        return InviteOutcome(invited, mission, await shared_parts(work, invite))
    today = local_day(desk.clock(), mission.time_zone)
    if today > _last_day(invite, mission) + DAY:
        return None
    is_on = mission.ended_at is None and today <= mission.ends_on
    return InviteOutcome(invited, mission, suggestion=await suggestion_for(work, desk, mission) if is_on else None)


def _occasion(invite: Invite) -> str:
    """On which occasion its asker hears how an invitation stands now; other words are another one."""
    if not invite.is_welcome:
        return CLOSE
    return f"{invite.reply}:{crc32(invite.words.encode()):x}" if invite.words else str(invite.reply)


async def still_stands(work: UnitOfWork, desk: Desk, invite: Invite) -> bool:
    """Whether an invitation may be answered: its days last, its mission runs, and its asker still wants it."""
    mission = await work.missions.get(invite.mission_id)
    if mission is None or mission.ended_at is not None or await shuns(work, invite.asker_id, invite.account_id):
        return False
    return not _is_over(desk, invite, mission)


async def _check_stands(work: UnitOfWork, desk: Desk, invite: Invite) -> None:
    """Raises ``Refusal`` ``invite.over``, or ``ask.gone``, whyever its asker wants it no more."""
    mission = await work.missions.get(invite.mission_id)
    if mission is not None and mission.ended_at is None and _is_over(desk, invite, mission):
        raise Refusal("invite.over")
    if not await still_stands(work, desk, invite):
        raise Refusal("ask.gone")


async def _is_agreed(work: UnitOfWork, desk: Desk, invite: Invite) -> bool:
    """Whether the two are to meet in the week they agreed on, which is not over."""
    return invite.is_welcome and await still_stands(work, desk, invite)


async def _waits(work: UnitOfWork, desk: Desk, invite: Invite) -> bool:
    """Whether an invitation that was brought to somebody waits for their answer."""
    question = await work.asks.get(invite.id)
    return (
        question is not None
        and question.state is AskState.OPEN
        and await still_waits(work, question)
        and await still_stands(work, desk, invite)
    )


def _is_over(desk: Desk, invite: Invite, mission: Mission) -> bool:
    return local_day(desk.clock(), mission.time_zone) > _last_day(invite, mission)


def _made_at(invite: Invite) -> datetime:
    return invite.created_at


def _week(invite: Invite, mission: Mission) -> Week:
    """The week somebody was asked for; the nearest one where the mission was changed since."""
    day = min(max(invite.week_on, mission.starts_on), mission.ends_on)
    return week_at(mission, day) or weeks_of(mission)[-1]


def _last_day(invite: Invite, mission: Mission) -> date:
    """The last day on which an answer is good: of its week, or of its waiting time where that lasts longer."""
    return max(_week(invite, mission).last_on, local_day(invite.closes_at, mission.time_zone))


async def shared_parts(work: UnitOfWork, invite: Invite) -> int:
    """The parts of the week both have said they are free in; nobody reads that of whoever shuns them by now."""
    if await shuns(work, invite.account_id, invite.asker_id) or await shuns(work, invite.asker_id, invite.account_id):
        return 0
    people = await work.persons.find(id=[invite.asker_id, invite.account_id])
    return people[0].availability & people[1].availability if len(people) == 2 else 0


async def _received(work: UnitOfWork, actor: Actor, ask_id: int) -> tuple[Invite, Ask]:
    question, invite = await work.asks.get(ask_id), await work.invites.get(ask_id)
    if question is None or invite is None or question.to_id != actor.person_id or await is_unwanted(work, question):
        raise Refusal("ask.gone")
    return invite, question

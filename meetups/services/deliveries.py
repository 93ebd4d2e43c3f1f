"""What goes out: claimed once, decided at the moment it goes, settled with what became of it.

The order is claim (one transaction), decide (another), send (Discord, by the caller), settle (a third). No
transaction is held while Discord is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from meetups.ports import Desk, UnitOfWork
from meetups.rules.nudges import Drop, Move, NudgeFacts, decide
from meetups.rules.outcomes import Progress, is_excused, progress
from meetups.rules.weeks import Week, is_ended_early, local_day, weeks_of
from meetups.services.common import facts_of, private_delivery, public_delivery
from meetups.services.planning import NUDGES, plan_nudges
from meetups.services.stories import Recap, recap
from meetups.services.suggestions import WeekSuggestion, suggestion_for
from meetups.values import (
    Ask,
    AskKind,
    AskState,
    ChannelId,
    Community,
    Delivery,
    DeliveryKind,
    DeliveryState,
    DirectMessages,
    ExcuseKind,
    Meeting,
    MeetingId,
    MessageId,
    Mission,
    Part,
    Person,
    PersonId,
    Post,
    PostKind,
    PostState,
)

_AT_ONCE = 100
_BREATH = timedelta(milliseconds=500)


@dataclass(frozen=True, slots=True)
class Windows:
    """How long a claim may be uncertain; tests shrink these here and in their Discord alike.

    A claim younger than ``in_flight`` may still be on its way. Until ``nonce`` Discord itself recognises the
    repeated message ("the past few minutes" in its documentation; 60 s is counted on). Later the channel is read.
    """

    in_flight: timedelta = timedelta(seconds=5)
    nonce: timedelta = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Nudge:
    """A kickoff, last call or closing, with what its card shows; ``met`` names whom, in the order they were met."""

    kind: DeliveryKind
    mission: Mission
    community: Community
    week: Week | None
    progress: Progress
    suggestion: WeekSuggestion | None
    met: tuple[str, ...]
    is_late: bool
    wording: int


@dataclass(frozen=True, slots=True)
class Welcome:
    mission: Mission
    community: Community


@dataclass(frozen=True, slots=True)
class Question:
    """An ask for its reader; ``meeting`` for a confirmation."""

    ask: Ask
    meeting: Meeting | None


@dataclass(frozen=True, slots=True)
class News:
    """One sentence of news; ``key`` names it, ``values`` fill it."""

    key: str
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Knock:
    """The neutral line that says somebody has a question for this person."""

    person_id: PersonId


@dataclass(frozen=True, slots=True)
class Announcement:
    """A promise told in public; ``volunteers`` is how many people have offered to be met."""

    mission: Mission
    volunteers: int = 0


@dataclass(frozen=True, slots=True)
class Invitation:
    community: Community


Body = Nudge | Welcome | Question | News | Knock | Recap | Announcement | Invitation


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A delivery decided: what to send, edit or remove, where, and in whose language."""

    delivery: Delivery
    channel_id: ChannelId
    locale: str
    body: Body | None
    message_id: MessageId | None = None


class Failure(StrEnum):
    """Why something could not be delivered, as far as Discord tells."""

    DM_CLOSED = "dm_closed"
    CHANNEL_GONE = "channel_gone"
    NOT_ALLOWED = "not_allowed"
    MESSAGE_GONE = "message_gone"
    REFUSED = "refused"


class Deliveries:
    def __init__(self, desk: Desk, windows: Windows) -> None:
        self._desk = desk
        self.windows = windows

    async def next_look(self) -> datetime | None:
        """When something is to be done next: a row falls due, or a claim becomes old enough to be looked at.

        Never now: what could be done now was done by the sweep that asks this.
        """
        async with self._desk.store.read() as work:
            now = self._desk.clock()
            due = await work.deliveries.next_due()
            claimed = await work.deliveries.claimed(now)
            looks = [each.claimed_at + self.windows.in_flight for each in claimed if each.claimed_at]
            earliest = min([*looks, *([due] if due else [])], default=None)
            return None if earliest is None else max(earliest, now + _BREATH)

    async def claim_due(self) -> list[Delivery]:
        """Claim what is due now, at most one row a lane."""
        async with self._desk.store.write() as work:
            now = self._desk.clock()
            due = await work.deliveries.due(now, _AT_ONCE)
            return await work.deliveries.claim([each.id for each in due], now)

    async def uncertain(self) -> list[Delivery]:
        """Rows claimed a while ago whose outcome nobody knows: after a crash or a lost answer."""
        async with self._desk.store.read() as work:
            return await work.deliveries.claimed(self._desk.clock() - self.windows.in_flight)

    def is_deduplicated(self, delivery: Delivery) -> bool:
        """Whether Discord would still recognise this delivery's nonce."""
        assert delivery.claimed_at is not None
        return self._desk.clock() - delivery.claimed_at < self.windows.nonce

    async def mend(self) -> int:
        """Plan for running missions that have nothing planned; gives how many there were."""
        async with self._desk.store.write() as work:
            missions = await work.missions.unplanned(_AT_ONCE)
            for mission in missions:
                await plan_nudges(work, self._desk, mission, since=mission.created_at)
            return len(missions)

    async def prepare(self, delivery: Delivery) -> Outgoing | None:
        """Decide a claimed delivery from the facts of this moment; None when it was dropped or moved."""
        async with self._desk.store.write() as work:
            current = await work.deliveries.get(delivery.id)
            if current is None or current.state is not DeliveryState.CLAIMED:
                return None
            if current.kind in (DeliveryKind.POST, DeliveryKind.EDIT, DeliveryKind.REMOVE):
                return await self._prepare_post(work, current)
            if current.kind is DeliveryKind.KNOCK:
                return await self._prepare_knock(work, current)
            return await self._prepare_private(work, current)

    async def sent(self, delivery: Delivery, channel_id: ChannelId, message_id: MessageId | None) -> None:
        """It arrived: remember where, and plan what follows."""
        async with self._desk.store.write() as work:
            settled = replace(
                delivery,
                state=DeliveryState.SENT,
                settled_at=self._desk.clock(),
                channel_id=channel_id,
                message_id=message_id,
            )
            await work.deliveries.save(settled)
            if delivery.kind is DeliveryKind.POST:
                await self._posted(work, delivery, channel_id, message_id)
            await self._plan_on(work, delivery)

    def was_tried(self, delivery: Delivery) -> bool:
        """Whether an earlier attempt may have arrived already."""
        assert delivery.claimed_at is not None
        return self._desk.clock() - delivery.claimed_at >= self.windows.in_flight

    async def again(self, delivery: Delivery) -> None:
        """It did not arrive, or may not have been tried: planned as before, under the same nonce."""
        async with self._desk.store.write() as work:
            await work.deliveries.save(replace(delivery, state=DeliveryState.PLANNED, claimed_at=None))

    async def failed(self, delivery: Delivery, failure: Failure, detail: str = "") -> None:
        """It cannot arrive: settle it with the reason, and tell whoever can do something about it."""
        async with self._desk.store.write() as work:
            await self._settle(work, delivery, DeliveryState.UNDELIVERABLE, f"{failure} {detail}".strip())
            if delivery.person_id is not None and failure is Failure.DM_CLOSED:
                person = await work.persons.get(delivery.person_id)
                if person is not None:
                    await work.persons.save(replace(person, dm_state=DirectMessages.CLOSED))
                await self._knock(work, delivery)
            post = await work.posts.get(delivery.subject) if _is_public(delivery) else None
            if post is not None and (failure is Failure.MESSAGE_GONE or _went_with_channel(post, failure)):
                await work.posts.save(replace(post, state=PostState.GONE))
            elif post is not None:
                await self._tell_author(work, delivery, post, failure)

    async def reach(self, delivery: Delivery) -> tuple[ChannelId, MessageId | None] | None:
        """Where an uncertain delivery would stand, for looking it up; None when it has no place any more."""
        async with self._desk.store.read() as work:
            if _is_public(delivery):
                post = await work.posts.get(delivery.subject)
                return (post.channel_id, post.message_id) if post else None
            if delivery.kind is DeliveryKind.KNOCK:
                community = await work.communities.get(delivery.community_id)
                channel_id = community.nudge_channel_id if community else None
            else:
                person = await work.persons.get(delivery.person_id)
                channel_id = person.dm_channel_id if person else None
            return (channel_id, None) if channel_id else None

    async def inbox(self, person_id: PersonId) -> list[Outgoing]:
        """What waits for a person, drawn as it is now; what no longer makes sense is put away."""
        async with self._desk.store.write() as work:
            person = await work.persons.get(person_id)
            waiting = []
            for delivery in await work.deliveries.waiting_for(person_id):
                body = await self._body(work, delivery, is_late=True)
                if body is None or person is None:
                    await work.deliveries.save(replace(delivery, seen_at=self._desk.clock()))
                else:
                    waiting.append(Outgoing(delivery, ChannelId(0), person.locale, body))
            return waiting

    async def seen(self, person_id: PersonId, delivery_id: int) -> None:
        """The person read it; a question stays until it is answered."""
        async with self._desk.store.write() as work:
            delivery = await work.deliveries.get(delivery_id)
            if delivery is not None and delivery.person_id == person_id and delivery.kind is not DeliveryKind.ASK:
                await work.deliveries.save(replace(delivery, seen_at=self._desk.clock()))

    async def _prepare_private(self, work: UnitOfWork, delivery: Delivery) -> Outgoing | None:
        person = await work.persons.get(delivery.person_id)
        if person is None:
            await self._settle(work, delivery, DeliveryState.DROPPED, "person_gone")
            return None
        is_late = False
        if delivery.kind in NUDGES:
            community = await work.communities.get(delivery.community_id)
            if community is None or community.left_at is not None:
                await self._settle(work, delivery, DeliveryState.DROPPED, "community_left")
                return None
            decision = decide(
                delivery.kind, delivery.due, await self._facts(work, delivery, person), self._desk.clock()
            )
            if isinstance(decision, Drop):
                await self._settle(work, delivery, DeliveryState.DROPPED, decision.reason)
                return None
            if isinstance(decision, Move):
                moved = replace(delivery, state=DeliveryState.PLANNED, claimed_at=None, due=decision.due)
                await work.deliveries.save(moved)
                return None
            is_late = decision.is_late
        body = await self._body(work, delivery, is_late=is_late)
        if body is None:
            await self._settle(work, delivery, DeliveryState.DROPPED, "no_longer_so")
            return None
        if person.dm_state is not DirectMessages.OPEN or person.dm_channel_id is None:
            await self._settle(work, delivery, DeliveryState.UNDELIVERABLE, "no_open_dm")
            await self._knock(work, delivery)
            return None
        return Outgoing(delivery, person.dm_channel_id, person.locale, body)

    async def _prepare_post(self, work: UnitOfWork, delivery: Delivery) -> Outgoing | None:
        post = await work.posts.get(delivery.subject)
        community = await work.communities.get(delivery.community_id)
        if delivery.kind is DeliveryKind.REMOVE:
            return await self._prepare_removal(work, delivery, post)
        reason = _obstacle(delivery, post, community)
        if reason is not None or post is None or community is None:
            await self._settle(work, delivery, DeliveryState.DROPPED, reason or "post_gone")
            return None
        body = await self._post_body(work, post, community)
        if body is None:
            await self._settle(work, delivery, DeliveryState.DROPPED, "no_longer_so")
            return None
        return Outgoing(delivery, post.channel_id, community.locale, body, post.message_id)

    async def _prepare_removal(self, work: UnitOfWork, delivery: Delivery, post: Post | None) -> Outgoing | None:
        """A removal needs no post any more: what it removes is written in it, unless that came later."""
        where = (post.channel_id, post.message_id) if post else None
        if where is None or where[1] is None:
            data = delivery.data
            where = (ChannelId(int(data["channel_id"])), MessageId(int(data["message_id"]))) if data else None
        if where is None:
            await self._settle(work, delivery, DeliveryState.DROPPED, "never_posted")
            return None
        return Outgoing(delivery, where[0], "", None, where[1])

    async def _posted(
        self, work: UnitOfWork, delivery: Delivery, channel_id: ChannelId, message_id: MessageId | None
    ) -> None:
        post = await work.posts.get(delivery.subject)
        if post is not None:
            await work.posts.save(replace(post, message_id=message_id, channel_id=channel_id))
        elif delivery.community_id is not None:
            # Its author was forgotten while it was on its way: take it down again.
            data = {"channel_id": str(channel_id), "message_id": str(message_id)}
            removal = public_delivery(
                self._desk,
                DeliveryKind.REMOVE,
                delivery.community_id,
                subject=delivery.subject,
                occasion="forgotten",
                data=data,
            )
            await work.deliveries.plan([removal])

    async def _prepare_knock(self, work: UnitOfWork, delivery: Delivery) -> Outgoing | None:
        community = await work.communities.get(delivery.community_id)
        waiting = await work.deliveries.waiting_for(PersonId(delivery.subject))
        if community is None or not community.is_ready or community.nudge_channel_id is None or not waiting:
            await self._settle(work, delivery, DeliveryState.DROPPED, "no_longer_so")
            return None
        body = Knock(PersonId(delivery.subject))
        return Outgoing(delivery, community.nudge_channel_id, community.locale, body)

    async def _facts(self, work: UnitOfWork, delivery: Delivery, person: Person) -> NudgeFacts:
        mission = await work.missions.get(delivery.mission_id)
        assert mission is not None
        excuses = await work.excuses.find(mission_id=mission.id)
        week = _week_of(mission, delivery)
        result = None
        if week is not None:
            facts = facts_of(await work.meetings.encounters(person.id))
            result = progress(mission, facts, excuses, week.last_on).results[week.number - 1]
        return NudgeFacts(
            mission=mission,
            week=week,
            quiet_from=person.quiet_from,
            quiet_until=person.quiet_until,
            is_met_this_week=result is not None and result.met >= result.wanted,
            is_excused=week is not None and is_excused(mission, week, excuses),
            is_paused=any(each.kind is ExcuseKind.PAUSE and each.last_on is None for each in excuses),
            is_ended=is_ended_early(mission),
        )

    async def _body(self, work: UnitOfWork, delivery: Delivery, *, is_late: bool) -> Body | None:
        if delivery.kind is DeliveryKind.ASK:
            return await _question(work, delivery)
        if delivery.kind is DeliveryKind.NEWS:
            return News(delivery.data["key"], {k: v for k, v in delivery.data.items() if k != "key"})
        mission = await work.missions.get(delivery.mission_id)
        community = await work.communities.get(delivery.community_id)
        if mission is None or community is None:
            return None
        if delivery.kind is DeliveryKind.WELCOME:
            return Welcome(mission, community)
        return await self._nudge(work, delivery, mission, community, is_late=is_late)

    async def _nudge(
        self, work: UnitOfWork, delivery: Delivery, mission: Mission, community: Community, *, is_late: bool
    ) -> Nudge | None:
        today = local_day(self._desk.clock(), mission.time_zone)
        week = _week_of(mission, delivery)
        if delivery.kind is not DeliveryKind.CLOSING and (
            mission.ended_at is not None or week is None or week.last_on < today
        ):
            return None
        encounters = await work.meetings.encounters(mission.person_id)
        counting = [each for each in encounters if mission.starts_on <= each.met_on <= mission.ends_on]
        is_kickoff = delivery.kind is DeliveryKind.KICKOFF
        return Nudge(
            mission=mission,
            community=community,
            week=week,
            progress=progress(mission, facts_of(encounters), await work.excuses.find(mission_id=mission.id), today),
            suggestion=await suggestion_for(work, self._desk, mission) if is_kickoff else None,
            people_met=len({each.account_id or each.contact_id for each in counting}),
            is_late=is_late,
            wording=week.number if week else 0,
        )

    async def _post_body(self, work: UnitOfWork, post: Post, community: Community) -> Body | None:
        if post.kind is PostKind.INVITATION:
            return Invitation(community)
        if post.kind is PostKind.ANNOUNCEMENT:
            mission = await work.missions.get(post.subject)
            offered = await work.asks.count(kind=AskKind.VOLUNTEER, subject=post.subject)
            return Announcement(mission, offered) if mission else None
        meeting = await work.meetings.get(MeetingId(post.subject))
        return None if meeting is None else await recap(work, self._desk, meeting, community.id)

    async def _settle(self, work: UnitOfWork, delivery: Delivery, state: DeliveryState, reason: str) -> None:
        settled = replace(delivery, state=state, settled_at=self._desk.clock(), reason=reason[:200])
        await work.deliveries.save(settled)
        await self._plan_on(work, delivery)

    async def _plan_on(self, work: UnitOfWork, delivery: Delivery) -> None:
        """A settled nudge plans the ones after it; the closing of a mission ends it."""
        if delivery.kind not in NUDGES:
            return
        mission = await work.missions.get(delivery.mission_id)
        if mission is None or mission.ended_at is not None:
            return
        if delivery.kind is DeliveryKind.CLOSING:
            await work.missions.save(replace(mission, ended_at=self._desk.clock()))
        else:
            await plan_nudges(work, self._desk, mission, since=delivery.due)

    async def _knock(self, work: UnitOfWork, delivery: Delivery) -> None:
        """One neutral line a day in the nudge channel, where the organiser chose one; news can wait for an act."""
        if delivery.person_id is None or delivery.community_id is None or delivery.kind is DeliveryKind.NEWS:
            return
        community = await work.communities.get(delivery.community_id)
        if community is None or community.nudge_channel_id is None:
            return
        knock = private_delivery(
            self._desk,
            DeliveryKind.KNOCK,
            delivery.person_id,
            subject=delivery.person_id,
            occasion=self._desk.clock().date().isoformat(),
            community_id=community.id,
        )
        await work.deliveries.plan([replace(knock, lane=f"channel:{community.nudge_channel_id}")])

    async def _tell_author(self, work: UnitOfWork, delivery: Delivery, post: Post, failure: Failure) -> None:
        key = "post_failed" if delivery.kind is DeliveryKind.POST else "change_failed"
        await work.deliveries.plan(
            [
                private_delivery(
                    self._desk,
                    DeliveryKind.NEWS,
                    post.author_id,
                    subject=post.id,
                    occasion=f"failed:{delivery.occasion}",
                    community_id=post.community_id,
                    data={"key": key, "channel_id": str(post.channel_id), "failure": str(failure)},
                )
            ]
        )


async def _question(work: UnitOfWork, delivery: Delivery) -> Question | None:
    ask = await work.asks.get(delivery.subject)
    if ask is None or ask.state is not AskState.OPEN:
        return None
    if ask.kind is not AskKind.CONFIRM:
        return Question(ask, None)
    meeting = await work.meetings.get(MeetingId(ask.subject))
    mine = meeting.part_of(ask.to_id) if meeting else None
    if meeting is None or mine is None or mine.part is not Part.ASKED:
        return None
    return Question(ask, meeting)


def _week_of(mission: Mission, delivery: Delivery) -> Week | None:
    if delivery.kind is DeliveryKind.CLOSING:
        return None
    starts_on = date.fromisoformat(delivery.occasion)
    return next((each for each in weeks_of(mission) if each.starts_on == starts_on), None)


def _is_public(delivery: Delivery) -> bool:
    return delivery.kind in (DeliveryKind.POST, DeliveryKind.EDIT, DeliveryKind.REMOVE)


def _went_with_channel(post: Post, failure: Failure) -> bool:
    return failure is Failure.CHANNEL_GONE and post.message_id is not None


def _obstacle(delivery: Delivery, post: Post | None, community: Community | None) -> str | None:
    """Why a post, edit or removal is not carried out any more."""
    if post is None:
        return "post_gone"
    if community is None or not community.is_ready:
        return "community_left"
    if post.state is PostState.GONE:
        return "message_gone"
    if delivery.kind is DeliveryKind.POST:
        if post.state is PostState.REMOVED:
            return "withdrawn"
        return "superseded" if post.message_id is not None else None
    if post.message_id is None:
        return "never_posted"
    if delivery.kind is DeliveryKind.EDIT and post.state is PostState.REMOVED:
        return "withdrawn"
    return None

"""What goes out: claimed once, decided at the moment it goes, settled with what became of it.

The order is claim (one transaction), decide (another), send (Discord, by the caller), settle (a third). No
transaction is held while Discord is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from meetups.ports import Desk, UnitOfWork
from meetups.rules.nudges import Drop, Move, decide
from meetups.services.checking_in import follow, moved
from meetups.services.digests import carry_digest
from meetups.services.drawing import nudge_facts, private_body
from meetups.services.event_deliveries import event_failed, event_place, event_settled, prepare_event
from meetups.services.gatherings import post_deleted
from meetups.services.hushing import awake_from
from meetups.services.notices import knock, report, tell_author
from meetups.services.outgoing import Failure, Knock, Outgoing, Report
from meetups.services.planning import NUDGES, plan_nudges
from meetups.services.plans import standing
from meetups.services.pool import Making
from meetups.services.post_deliveries import posted, prepare_post, removed
from meetups.services.posting import follow_in_digests, refresh_post
from meetups.services.stories import follow_rest
from meetups.services.windows import Windows
from meetups.values import (
    ChannelId,
    Community,
    Delivery,
    DeliveryId,
    DeliveryKind,
    DeliveryState,
    DirectMessages,
    MessageId,
    PersonId,
    Post,
    PostKind,
    PostState,
)

_AT_ONCE = 100
_UNREACHABLE = (Failure.QUARANTINED, Failure.DM_CLOSED, Failure.CHANNEL_GONE, Failure.NOT_ALLOWED)
_ABOUT_MESSAGES = (DeliveryKind.WELCOME, DeliveryKind.REDRAW)
_BREATH = timedelta(milliseconds=500)
_RAREST = timedelta(minutes=1)
MOST_CLAIMED = 100
"""Claimed within a minute and not settled: more than are ever under way at once."""
MOST_FAULTS = 60
"""Tried once a minute at the rarest, this gives whoever runs the bot about an hour to mend it."""


class _MayStandError(Exception):
    """It would not be sent now, but may have been: nothing is decided before the channel was read for it."""


class Deliveries:
    def __init__(self, desk: Desk, windows: Windows, making: Making) -> None:
        self._desk = desk
        self.windows = windows
        self._making = making
        self._began: datetime | None = None
        self._not_before: dict[DeliveryId, datetime] = {}

    def over(self, desk: Desk) -> Deliveries:
        """The same over another desk."""
        return Deliveries(desk, self.windows, self._making)

    async def next_look(self) -> datetime | None:
        """When something is to be done next: a row falls due, or a claim becomes old enough to be looked at.

        Never now: what could be done now was done by the sweep that asks this. The longer a claim has been
        uncertain the rarer the looks, so that a Discord that is down for an hour is not asked all the time.
        """
        async with self._desk.store.read() as work:
            now = self._desk.clock()
            due = await work.deliveries.next_due()
            looks = [self._next_try(each) for each in await work.deliveries.claimed(now)]
            earliest = min([*looks, *([due] if due else [])], default=None)
            return None if earliest is None else max(earliest, now + _BREATH)

    def _next_try(self, delivery: Delivery) -> datetime:
        assert delivery.claimed_at is not None
        return self._not_before.get(delivery.id, delivery.claimed_at + self.windows.in_flight)

    async def claim_due(self, limit: int = _AT_ONCE) -> list[Delivery]:
        """Claim what is due now, at most one row a lane and ``limit`` in all.

        Nothing while many were claimed lately and did not get through: in an outage what is due stays planned.
        """
        now = self._desk.clock()
        async with self._desk.store.read() as work:
            lately = await work.deliveries.claimed_since(now - _RAREST)
            due = await work.deliveries.due(now, min(limit, MOST_CLAIMED - lately)) if lately < MOST_CLAIMED else []
        if not due:
            return []
        async with self._desk.store.claim() as work:
            return await work.deliveries.claim(due, now)

    async def uncertain(self, limit: int = _AT_ONCE, but: Collection[DeliveryId] = ()) -> list[Delivery]:
        """Rows claimed a while ago whose outcome nobody knows, after a crash or a lost answer, and whose turn it is."""
        async with self._desk.store.read() as work:
            now = self._desk.clock()
            orphaned = await work.deliveries.orphaned(limit)
            claimed = await work.deliveries.claimed(now - self.windows.in_flight)
        turns = [each for each in claimed if each.id not in but and self._next_try(each) <= now][:limit]
        ids = {each.id for each in claimed}
        self._not_before = {id_: at for id_, at in self._not_before.items() if at > now or id_ in ids}
        self._not_before |= {each.id: now + min(_age(each, now) / 2, _RAREST) for each in turns}
        if orphaned:
            await self._take_over(orphaned)
        return turns

    async def _take_over(self, orphaned: Sequence[DeliveryId]) -> None:
        """What other processes left behind when they died; it may be on its way for a while yet."""
        async with self._desk.store.claim() as work:
            taken = await work.deliveries.take_over(orphaned)
        for each in taken:
            self.unknown(each)

    def is_deduplicated(self, delivery: Delivery) -> bool:
        """Whether Discord would still recognise this delivery's nonce."""
        return self.nonce_left(delivery) > timedelta(0)

    def nonce_left(self, delivery: Delivery) -> timedelta:
        """How long it will; negative where it is over."""
        return self.windows.nonce - _age(delivery, self._desk.clock())

    def waits(self, delivery: Delivery) -> bool:
        """Whether a process before this one may have asked for it just now, however old the claim; its turn comes later."""
        now = self._desk.clock()
        self._began = self._began or now
        safe = self._began + self.windows.in_flight
        if now >= safe:
            return False
        self._not_before[delivery.id] = safe
        return True

    def unknown(self, delivery: Delivery) -> None:
        """Its answer was lost just now, so it may be on its way for a while yet before it can be looked for."""
        self._not_before[delivery.id] = max(self._next_try(delivery), self._desk.clock() + self.windows.in_flight)

    async def mend(self) -> int:
        """Plan for running missions that have nothing planned; gives for how many that was possible."""
        async with self._desk.store.read() as work:
            found = await work.missions.unplanned(_AT_ONCE)
        if not found:
            return 0
        async with self._desk.store.write() as work:
            missions = await work.missions.find(id=[each.id for each in found], ended_at=None)
            for mission in missions:
                await plan_nudges(work, self._desk, mission, since=mission.created_at)
            planned = await work.deliveries.find(
                mission_id=[each.id for each in missions], state=(DeliveryState.PLANNED, DeliveryState.CLAIMED)
            )
            return len({each.mission_id for each in planned})

    async def prepare(self, delivery: Delivery) -> Outgoing | None:
        """Decide a claimed delivery from the facts of this moment; None when it was dropped or moved, or may have been
        sent already although it would not be now.

        Matching a pool, and a digest, are decided and done: what follows goes out by deliveries of its own.
        """
        if delivery.kind is DeliveryKind.MATCHES:
            await self._making.carry(delivery)
            return None
        with suppress(_MayStandError):
            async with self._desk.store.write() as work:
                current = await work.deliveries.get(delivery.id)
                if current is None or current.state is not DeliveryState.CLAIMED:
                    return None
                if current.kind is DeliveryKind.DIGEST:
                    await carry_digest(work, self._desk, current)
                    return None
                if _is_public(current) or current.kind is DeliveryKind.EVENT:
                    decided = prepare_event if current.kind is DeliveryKind.EVENT else prepare_post
                    prepared = await decided(work, self._desk, current, was_tried=self.was_tried(current))
                    if isinstance(prepared, str):
                        await self._settle(work, current, DeliveryState.DROPPED, prepared)
                        return None
                    return prepared
                prepared = await self._prepare_message(work, current)
                if prepared is None and self.was_tried(current):
                    raise _MayStandError
                return prepared
        return None

    async def sent(
        self,
        delivery: Delivery,
        channel_id: ChannelId,
        message_id: MessageId | None,
        *,
        is_thread: bool = False,
        is_whole: bool = False,
    ) -> None:
        """It arrived: remember where, and plan what follows; for the rest see ``Landed``."""
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
                await posted(work, self._desk, delivery, channel_id, message_id, is_thread=is_thread)
            if delivery.kind is DeliveryKind.REMOVE:
                await removed(work, delivery)
            if _is_public(delivery):
                await follow_rest(work, self._desk, delivery.subject, is_whole=is_whole)
            if delivery.kind is DeliveryKind.EVENT:
                await event_settled(work, self._desk, delivery, message_id)
            await self._plan_on(work, delivery)

    def was_tried(self, delivery: Delivery) -> bool:
        """Whether an earlier attempt may have arrived already."""
        assert delivery.claimed_at is not None
        return self._desk.clock() - delivery.claimed_at >= self.windows.in_flight

    async def again(self, delivery: Delivery) -> None:
        """It did not arrive, or may not have been tried: planned as before, under the same nonce."""
        async with self._desk.store.write() as work:
            await work.deliveries.save(replace(delivery, state=DeliveryState.PLANNED, claimed_at=None))

    async def broke(self, delivery: Delivery, fault: str) -> None:
        """It could not even be made, by a fault of ours: tried again some times, then put away with the reason."""
        async with self._desk.store.write() as work:
            current = await work.deliveries.get(delivery.id)
            if current is None or current.state is not DeliveryState.CLAIMED:
                return
            current = replace(current, faults=current.faults + 1)
            if current.faults < MOST_FAULTS:
                await work.deliveries.save(current)
            else:
                now = self._desk.clock()
                # Not into the inbox, which could not show it either.
                await self._settle(work, replace(current, seen_at=now), DeliveryState.UNDELIVERABLE, f"fault {fault}")

    async def failed(self, delivery: Delivery, failure: Failure, detail: str = "") -> None:
        """It cannot arrive: settle it with the reason, and tell whoever can do something about it."""
        async with self._desk.store.write() as work:
            await self._settle(work, delivery, _undelivered(delivery), f"{failure} {detail}".strip())
            if delivery.person_id is not None and failure in _UNREACHABLE and delivery.kind is not DeliveryKind.REDRAW:
                person = await work.persons.get(delivery.person_id)
                if person is not None and failure is not Failure.QUARANTINED:
                    await work.persons.save(replace(person, dm_state=DirectMessages.CLOSED))
                await knock(work, self._desk, delivery)
            post = await work.posts.get(delivery.subject) if _is_public(delivery) else None
            if post is not None and (failure is Failure.MESSAGE_GONE or _went_with_channel(post, failure)):
                await work.posts.save(replace(post, state=PostState.GONE))
                await post_deleted(work, self._desk, post)
                await follow_in_digests(work, self._desk, post)
                await follow_rest(work, self._desk, post.id)
            elif post is not None and post.kind is not PostKind.DIGEST:
                await tell_author(work, self._desk, delivery, post, failure)
            if _is_public(delivery) and delivery.community_id is not None and failure is not Failure.MESSAGE_GONE:
                channel_id = post.channel_id if post else ChannelId(int(delivery.data["channel_id"]))
                await report(work, self._desk, delivery.community_id, channel_id, failure)
            if delivery.kind is DeliveryKind.EVENT:
                await event_failed(work, self._desk, delivery, failure)

    async def reach(self, delivery: Delivery) -> tuple[ChannelId, MessageId | None] | None:
        """Where an uncertain delivery would stand, for looking it up; None when it has no place any more."""
        async with self._desk.store.read() as work:
            if delivery.kind is DeliveryKind.EVENT:
                return await event_place(work, delivery)
            if _is_public(delivery):
                if delivery.kind is DeliveryKind.POST and delivery.channel_id is not None:
                    return delivery.channel_id, None
                post = await work.posts.get(delivery.subject)
                if post is None and "channel_id" in delivery.data:
                    return ChannelId(int(delivery.data["channel_id"])), None
                return (post.channel_id, post.message_id) if post else None
            if delivery.kind in (DeliveryKind.KNOCK, DeliveryKind.REPORT):
                community = await work.communities.get(delivery.community_id)
                channel_id = _line_channel(delivery, community) if community else None
            else:
                person = await work.persons.get(delivery.person_id)
                channel_id = person.dm_channel_id if person else None
            return (channel_id, None) if channel_id else None

    async def _prepare_message(self, work: UnitOfWork, delivery: Delivery) -> Outgoing | None:
        if delivery.kind is DeliveryKind.KNOCK:
            return await self._prepare_knock(work, delivery)
        if delivery.kind is DeliveryKind.REPORT:
            return await self._prepare_report(work, delivery)
        return await self._prepare_private(work, delivery)

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
            facts = await nudge_facts(work, self._desk, delivery, person)
            decision = decide(delivery.kind, delivery.due, facts, self._desk.clock())
            if isinstance(decision, Drop):
                await self._settle(work, delivery, DeliveryState.DROPPED, decision.reason)
                await follow(work, self._desk, facts.mission, delivery, decision.reason)
                return None
            if isinstance(decision, Move):
                await work.deliveries.save(moved(delivery, decision.due, is_late=decision.is_late))
                return None
            is_late = decision.is_late
        if awake := await awake_from(work, self._desk, delivery, person):
            await work.deliveries.save(replace(delivery, state=DeliveryState.PLANNED, claimed_at=None, due=awake))
            return None
        body = await private_body(work, self._desk, delivery, is_late=is_late)
        if body is None:
            await self._settle(work, delivery, DeliveryState.DROPPED, "no_longer_so")
            return None
        if delivery.kind is DeliveryKind.REDRAW:
            channel_id, message_id = await standing(work, delivery)
            return Outgoing(delivery, channel_id, person.locale, body, message_id)
        if person.dm_state is not DirectMessages.OPEN or person.dm_channel_id is None:
            await self._settle(work, delivery, _undelivered(delivery), "no_open_dm")
            await knock(work, self._desk, delivery)
            return None
        return Outgoing(delivery, person.dm_channel_id, person.locale, body)

    async def _prepare_knock(self, work: UnitOfWork, delivery: Delivery) -> Outgoing | None:
        community = await work.communities.get(delivery.community_id)
        waiting = await work.deliveries.waiting_for(PersonId(delivery.subject))
        if community is None or not community.is_ready or community.nudge_channel_id is None or not waiting:
            await self._settle(work, delivery, DeliveryState.DROPPED, "no_longer_so")
            return None
        body = Knock(PersonId(delivery.subject))
        return Outgoing(delivery, community.nudge_channel_id, community.locale, body)

    async def _prepare_report(self, work: UnitOfWork, delivery: Delivery) -> Outgoing | None:
        community = await work.communities.get(delivery.community_id)
        if community is None or not community.is_ready or community.organiser_channel_id is None:
            await self._settle(work, delivery, DeliveryState.DROPPED, "no_longer_so")
            return None
        data = delivery.data
        is_event = data.get("is_event", False)
        body = Report(Failure(data["failure"]), ChannelId(int(data["channel_id"])), is_event=is_event)
        return Outgoing(delivery, community.organiser_channel_id, community.locale, body)

    async def _settle(self, work: UnitOfWork, delivery: Delivery, state: DeliveryState, reason: str) -> None:
        settled = replace(delivery, state=state, settled_at=self._desk.clock(), reason=reason[:200])
        if state is DeliveryState.UNDELIVERABLE and delivery.kind in NUDGES:
            await self._put_away_earlier(work, delivery)
        await work.deliveries.save(settled)
        await self._plan_on(work, delivery)

    async def _put_away_earlier(self, work: UnitOfWork, delivery: Delivery) -> None:
        """Of a mission's nudges that found no way only the newest waits in the inbox."""
        for each in await work.deliveries.find(
            mission_id=delivery.mission_id, kind=NUDGES, state=DeliveryState.UNDELIVERABLE, seen_at=None
        ):
            await work.deliveries.save(replace(each, seen_at=self._desk.clock()))

    async def _plan_on(self, work: UnitOfWork, delivery: Delivery) -> None:
        """A settled nudge plans the ones after it; the closing of a mission ends it."""
        if delivery.kind not in NUDGES:
            return
        mission = await work.missions.get(delivery.mission_id)
        if mission is None or mission.ended_at is not None:
            return
        if delivery.kind is DeliveryKind.CLOSING:
            await work.missions.save(replace(mission, ended_at=self._desk.clock()))
            await refresh_post(work, self._desk, mission.id, PostKind.ANNOUNCEMENT)
        else:
            await plan_nudges(work, self._desk, mission, since=delivery.due)


def _age(delivery: Delivery, now: datetime) -> timedelta:
    assert delivery.claimed_at is not None
    return now - delivery.claimed_at


def _line_channel(delivery: Delivery, community: Community) -> ChannelId | None:
    is_knock = delivery.kind is DeliveryKind.KNOCK
    return community.nudge_channel_id if is_knock else community.organiser_channel_id


def _is_public(delivery: Delivery) -> bool:
    return delivery.kind in (DeliveryKind.POST, DeliveryKind.EDIT, DeliveryKind.REMOVE)


def _undelivered(delivery: Delivery) -> DeliveryState:
    """What did not arrive waits in the inbox, except what is about the direct message it is in."""
    return DeliveryState.DROPPED if delivery.kind in _ABOUT_MESSAGES else DeliveryState.UNDELIVERABLE


def _went_with_channel(post: Post, failure: Failure) -> bool:
    return failure is Failure.CHANNEL_GONE and post.message_id is not None

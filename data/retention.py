"""What is thrown away, and who is named where no column says so: looked for seldom, and deleted a little at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, Text, Update, and_, cast, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data import tables
from meetups.keeping import WARNED, Window
from meetups.values import (
    AskKind,
    CommunityId,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Draft,
    ExcuseKind,
    GatheringState,
    Import,
    Mission,
    Person,
    PersonId,
    PlanState,
)

_deliveries, _persons, _missions = tables.deliveries, tables.persons, tables.missions
_last_seen = func.coalesce(_persons.c.seen_at, _persons.c.created_at)
_SETTLED = (DeliveryState.SENT, DeliveryState.DROPPED, DeliveryState.UNDELIVERABLE)
_TELLING_OF_POSTS = (DeliveryKind.POST, DeliveryKind.EDIT)
"""By these a feed says when a story was changed; they are about nobody and hold no words."""
_OF_THE_SERVER = (
    DeliveryKind.KNOCK,
    DeliveryKind.FAREWELL,
    DeliveryKind.GATHERING,
    DeliveryKind.GATHERING_AHEAD,
    DeliveryKind.WHO_CAME,
    DeliveryKind.INTRODUCTION,
    DeliveryKind.MATCHES,
    DeliveryKind.DIGEST,
)
"""Private messages about nothing but what goes with a server."""


class RetentionRecords:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    # Who is named

    async def imports_naming(self, person_id: PersonId) -> list[Import]:
        rows = tables.imports
        query = select(rows).where(rows.c.person_id != person_id, _stands_in(rows.c.undo, person_id))
        return [Import(**row._mapping) for row in await self._connection.execute(query)]

    async def drafts_naming(self, person_id: PersonId) -> list[Draft]:
        rows = tables.drafts
        query = select(rows).where(rows.c.person_id != person_id, _stands_in(rows.c.data, person_id))
        return [Draft(**row._mapping) for row in await self._connection.execute(query)]

    async def host_news_naming(self, person_id: PersonId) -> list[Delivery]:
        query = select(_deliveries).where(
            _deliveries.c.kind == DeliveryKind.GATHERING, _stands_in(_deliveries.c.data, person_id)
        )
        return [Delivery(**row._mapping) for row in await self._connection.execute(query)]

    # What is old

    async def left_before(self, instant: datetime) -> list[CommunityId]:
        rows = tables.communities
        return list((await self._connection.execute(select(rows.c.id).where(rows.c.left_at <= instant))).scalars())

    async def remove_of(self, community_id: CommunityId, limit: int) -> int:
        for statement in _of_community(community_id, limit):
            if removed := (await self._connection.execute(statement)).rowcount:
                return removed
        return 0

    async def departed_before(self, instant: datetime, limit: int) -> list[Mission]:
        query = (
            select(_missions)
            .where(_missions.c.ended_at.is_(None), _missions.c.departed_at <= instant, _rests())
            .order_by(_missions.c.id)
            .limit(limit)
        )
        return [Mission(**row._mapping) for row in await self._connection.execute(query)]

    async def to_warn(self, window: Window, limit: int) -> list[Person]:
        query = select(_persons).where(*_is_idle(window), ~_was_warned(window.told_since, window.now))
        rows = await self._connection.execute(query.order_by(_persons.c.id).limit(limit))
        return [Person(**row._mapping) for row in rows]

    async def to_forget(self, window: Window, limit: int) -> list[PersonId]:
        was_told = _was_warned(window.told_since, window.told_before)
        query = select(_persons.c.id).where(*_is_idle(window), was_told).order_by(_persons.c.id).limit(limit)
        return list((await self._connection.execute(query)).scalars())

    async def remove_settled(self, before: datetime, limit: int) -> int:
        old = (
            select(_deliveries.c.id)
            .where(
                _deliveries.c.state.in_(_SETTLED),
                _deliveries.c.kind.not_in(_TELLING_OF_POSTS),
                # By the index of the sweep; nothing is settled before it is due.
                _deliveries.c.is_scheduled.in_((False, True)),
                _deliveries.c.due <= before,
                _deliveries.c.settled_at <= before,
                or_(_deliveries.c.state != DeliveryState.UNDELIVERABLE, _deliveries.c.seen_at.is_not(None)),
                # What a running mission was sent is not planned again.
                or_(_deliveries.c.mission_id.is_(None), ~_has_running_mission()),
            )
            .limit(limit)
        )
        return (await self._connection.execute(delete(_deliveries).where(_deliveries.c.id.in_(old)))).rowcount


def _stands_in(column: ColumnElement[Any], person_id: PersonId) -> ColumnElement[bool]:
    return cast(column, Text).contains(str(person_id))


def _rests() -> ColumnElement[bool]:
    """Whoever goes on without the community has ended the pause."""
    rows = tables.excuses
    open_pause = (rows.c.mission_id == _missions.c.id, rows.c.kind == ExcuseKind.PAUSE, rows.c.last_on.is_(None))
    return select(rows.c.id).where(*open_pause).correlate(_missions).exists()


def _has_running_mission() -> ColumnElement[bool]:
    return (
        select(_missions.c.id)
        .where(_missions.c.id == _deliveries.c.mission_id, _missions.c.ended_at.is_(None))
        .correlate(_deliveries)
        .exists()
    )


def _is_idle(window: Window) -> tuple[ColumnElement[bool], ...]:
    """Nothing done and nothing asked of them since then, no mission running, in no pool, and no plan or open invitation to come that stands."""
    plans, guests, gatherings, seats = tables.plans, tables.guests, tables.gatherings, tables.seats
    asks = tables.asks
    to_come = and_(plans.c.until > window.now, plans.c.state != PlanState.CANCELLED)
    open_to_come = and_(gatherings.c.starts_at > window.now, gatherings.c.state == GatheringState.OPEN)
    return (
        _last_seen <= window.unseen_since,
        ~select(_missions.c.id).where(_missions.c.person_id == _persons.c.id, _missions.c.ended_at.is_(None)).exists(),
        ~select(tables.pool_members.c.person_id).where(tables.pool_members.c.person_id == _persons.c.id).exists(),
        ~select(asks.c.id).where(asks.c.to_id == _persons.c.id, asks.c.created_at > window.unseen_since).exists(),
        ~select(plans.c.id).where(plans.c.host_id == _persons.c.id, to_come).exists(),
        ~select(plans.c.id)
        .join(guests, guests.c.plan_id == plans.c.id)
        .where(guests.c.person_id == _persons.c.id, to_come)
        .exists(),
        ~select(gatherings.c.id).where(gatherings.c.host_id == _persons.c.id, open_to_come).exists(),
        ~select(gatherings.c.id)
        .join(seats, seats.c.gathering_id == gatherings.c.id)
        .where(seats.c.person_id == _persons.c.id, open_to_come)
        .exists(),
    )


def _was_warned(since: datetime, before: datetime) -> ColumnElement[bool]:
    """Whether they were told since they were seen last."""
    return (
        select(_deliveries.c.id)
        .where(
            _deliveries.c.kind == DeliveryKind.NEWS,
            _deliveries.c.subject == _persons.c.id,
            _deliveries.c.occasion.startswith(WARNED),
            _deliveries.c.created_at > _last_seen,
            _deliveries.c.created_at.between(since, before),
        )
        .correlate(_persons)
        .exists()
    )


def _of_community(community_id: CommunityId, limit: int) -> Iterator[Delete | Update]:
    """One kind of row after another, those first that nothing else can be found without."""
    runs, invites, asks, gatherings = tables.match_runs, tables.invites, tables.asks, tables.gatherings
    missions = select(_missions.c.id).where(_missions.c.community_id == community_id)
    # An invitation goes with its question; a mission takes along its days off, suggestions and nudges.
    asked = select(invites.c.id).where(invites.c.mission_id.in_(missions)).limit(limit)
    yield delete(asks).where(asks.c.id.in_(asked))
    yield from _removing(_missions, community_id, limit)
    matched = select(runs.c.id).where(runs.c.community_id == community_id)
    news = select(_deliveries.c.id).where(_deliveries.c.kind == DeliveryKind.NEWS, _deliveries.c.subject.in_(matched))
    yield delete(_deliveries).where(_deliveries.c.id.in_(news.limit(limit)))
    hosted = select(gatherings.c.id).where(gatherings.c.community_id == community_id)
    told = select(_deliveries.c.id).where(
        _deliveries.c.community_id == community_id,
        or_(
            _deliveries.c.person_id.is_(None),
            _deliveries.c.kind.in_(_OF_THE_SERVER),
            and_(_deliveries.c.kind == DeliveryKind.NEWS, _deliveries.c.subject.in_(hosted)),
        ),
    )
    yield delete(_deliveries).where(_deliveries.c.id.in_(told.limit(limit)))
    for table in (runs, tables.posts, gatherings, tables.breaks, tables.drafts):
        yield from _removing(table, community_id, limit)
    for table in (tables.pool_members, tables.showings):
        some = select(table.c.person_id).where(table.c.community_id == community_id).limit(limit)
        yield delete(table).where(table.c.community_id == community_id, table.c.person_id.in_(some))
    orphans = select(asks.c.id).where(asks.c.community_id == community_id, asks.c.kind == AskKind.INVITE).limit(limit)
    yield delete(asks).where(asks.c.id.in_(orphans))
    # What is people's own stays, without the server.
    for table in (asks, tables.meetings, tables.plans, _deliveries):
        some = select(table.c.id).where(table.c.community_id == community_id).limit(limit)
        yield update(table).where(table.c.id.in_(some)).values(community_id=None)


def _removing(table: Any, community_id: CommunityId, limit: int) -> Iterator[Delete]:
    some = select(table.c.id).where(table.c.community_id == community_id).limit(limit)
    yield delete(table).where(table.c.id.in_(some))

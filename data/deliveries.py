"""The deliveries table: planned once, claimed by one, settled for good."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from data import tables
from data.records import TableRecords
from data.replicas import ALL, Replica, Shards, alive
from meetups.values import Delivery, DeliveryId, DeliveryKind, DeliveryState, MissionId, PersonId

_rows = tables.deliveries


def _is_post(lane: ColumnElement[str]) -> ColumnElement[bool]:
    return lane.startswith("post:")


_LANE = 0x4D656C61
"""The first number of the advisory locks on lanes; the second is made of the lane."""
AMONG = 2_000
"""Communities take turns among so many of the oldest rows, which are some forty seconds of sending."""
_BUSY = select(_rows.c.lane).where(_rows.c.state == DeliveryState.CLAIMED)
_IS_DUE = _rows.c.due <= bindparam("now")
# The lanes in which something goes first.
_FIRST = select(_rows.c.lane).where(_rows.c.state == DeliveryState.PLANNED, _rows.c.is_scheduled.is_(False), _IS_DUE)

MOST_POSTS_EACH, MOST_POSTS = 4, 16
"""Of one community, and of all, under way: Discord takes a message a second in a channel, and nudges must not stand behind."""
_IS_POST = _is_post(_rows.c.lane)
_UNDER_WAY = (_rows.c.state == DeliveryState.CLAIMED, _IS_POST)
_FULL = (
    select(_rows.c.community_id)
    .where(*_UNDER_WAY, _rows.c.community_id.is_not(None))
    .group_by(_rows.c.community_id)
    .having(func.count() >= MOST_POSTS_EACH)
)


def _own(replica: Replica | None) -> tuple[ColumnElement[bool], ...]:
    """What this process claimed; where there is but one, whatever is claimed."""
    return () if replica is None else (_rows.c.claimed_by == replica.number,)


def _within(shards: Shards) -> tuple[ColumnElement[bool], ...]:
    """What this process can carry: what is posted in a server takes knowing the server."""
    return () if shards.are_all else (or_(~_IS_POST, shards.covering(_rows.c.community_id)),)


@cache
def _claimed_since(replica: Replica | None) -> Select[Any]:
    return select(func.count()).where(
        _rows.c.state == DeliveryState.CLAIMED, _rows.c.claimed_at > bindparam("instant"), *_own(replica)
    )


@cache
def _posts_under_way(replica: Replica | None) -> Select[Any]:
    return select(func.count()).where(*_UNDER_WAY, *_own(replica))


@cache
def _next(shards: Shards) -> tuple[Select[Any], ...]:
    """By what is scheduled and what is not, as the index has them."""
    return tuple(
        select(_rows.c.due)
        .where(
            _rows.c.state == DeliveryState.PLANNED,
            _rows.c.lane.not_in(_BUSY),
            _rows.c.is_scheduled.is_(each),
            *_within(shards),
        )
        .order_by(_rows.c.due)
        .limit(1)
        for each in (False, True)
    )


@cache
def _turns(*, is_scheduled: bool, takes_posts: bool = True, shards: Shards = ALL) -> Select[Any]:
    """What may go out, communities taking turns, among the oldest: what is due never is looked through as a whole."""
    in_time = (_rows.c.due, _rows.c.id)
    oldest = (
        select(_rows.c.id, _rows.c.due, _rows.c.lane, _rows.c.community_id)
        .where(
            _rows.c.state == DeliveryState.PLANNED,
            _rows.c.is_scheduled.is_(is_scheduled),
            _IS_DUE,
            _rows.c.lane.not_in(_BUSY),
            *([_rows.c.lane.not_in(_FIRST)] if is_scheduled else []),
            *([or_(~_IS_POST, _rows.c.community_id.not_in(_FULL))] if takes_posts else [~_IS_POST]),
            *_within(shards),
        )
        .order_by(*in_time)
        .limit(AMONG)
        .subquery()
    )
    by_age = (oldest.c.due, oldest.c.id)
    heads = select(oldest, func.row_number().over(partition_by=oldest.c.lane, order_by=by_age).label("nth")).subquery()
    turn = func.row_number().over(partition_by=heads.c.community_id, order_by=(heads.c.due, heads.c.id)).label("turn")
    turns = select(heads, turn).where(heads.c.nth == 1).subquery()
    fits = or_(~_is_post(turns.c.lane), turns.c.turn <= MOST_POSTS_EACH)
    return select(turns.c.id).where(fits).order_by(turns.c.turn, turns.c.due, turns.c.id).limit(bindparam("limit"))


@cache
def _planning(is_sqlite: bool) -> Any:
    insert: Any = sqlite.insert(_rows) if is_sqlite else postgresql.insert(_rows)
    return insert.on_conflict_do_nothing(index_elements=["kind", "subject", "occasion"])


def _may_go(delivery: Delivery, now: datetime) -> bool:
    return delivery.state is DeliveryState.PLANNED and delivery.due <= now


class DeliveryRecords(TableRecords[Delivery]):
    """Adds to the common verbs what makes a delivery happen exactly once."""

    def __init__(
        self, connection: AsyncConnection, on_planned: Callable[[datetime], None], replica: Replica | None = None
    ) -> None:
        """``replica`` is this process where others may claim beside it."""
        super().__init__(connection, _rows, Delivery)
        self._on_planned = on_planned
        self._replica = replica
        self._shards = replica.shards if replica else ALL

    async def add(self, *values: Delivery) -> None:
        await self.plan(values)

    async def plan(self, deliveries: Iterable[Delivery]) -> None:
        planned = list(deliveries)
        if not planned:
            return
        statement = _planning(self._connection.dialect.name == "sqlite")
        await self._connection.execute(statement, [self._to_row(each) for each in planned])
        self._on_planned(min(each.due for each in planned))

    async def save(self, value: Delivery) -> None:
        await super().save(value)
        if value.state is DeliveryState.PLANNED:
            self._on_planned(value.due)

    async def due(self, now: datetime, limit: int) -> list[DeliveryId]:
        """The head of each lane: rows of one target go in order, and wait for a claimed one."""
        found: list[DeliveryId] = []
        posts = (await self._connection.execute(_posts_under_way(self._replica))).scalar_one()
        for is_scheduled in (False, True):
            if len(found) < limit:
                query = _turns(is_scheduled=is_scheduled, takes_posts=posts < MOST_POSTS, shards=self._shards)
                values = {"now": now, "limit": limit - len(found)}
                found += (await self._connection.execute(query, values)).scalars()
        return found

    async def claimed_since(self, instant: datetime) -> int:
        found: int = (await self._connection.execute(_claimed_since(self._replica), {"instant": instant})).scalar_one()
        return found

    async def claimed(self, before: datetime) -> list[Delivery]:
        query = (
            select(_rows)
            .where(_rows.c.state == DeliveryState.CLAIMED, _rows.c.claimed_at <= before, *_own(self._replica))
            .order_by(_rows.c.due, _rows.c.id)
        )
        return [self._from_row(row) for row in await self._connection.execute(query)]

    async def claim(self, ids: Sequence[DeliveryId], now: datetime) -> list[Delivery]:
        """Claim those that are still planned and due; the time of a claim is that of its first attempt."""
        number = self._replica.number if self._replica else None
        # Looked at by their ids first: an UPDATE with these conditions has SQLite walk through all that is planned.
        found = {each.id: each for each in await self._to_be_had(ids)}
        claimed = [
            replace(each, state=DeliveryState.CLAIMED, claimed_at=now, claimed_by=number)
            for each in map(found.get, ids)
            if each and _may_go(each, now)
        ]
        if claimed:
            chosen = _rows.c.id.in_([each.id for each in claimed])
            values = {"state": DeliveryState.CLAIMED, "claimed_at": now, "claimed_by": number}
            await self._connection.execute(update(_rows).where(chosen).values(values))
        return claimed

    async def _to_be_had(self, ids: Sequence[DeliveryId]) -> list[Delivery]:
        """Those of ``ids`` nobody else is claiming just now, nor another of their lane."""
        if not ids:
            return []
        if self._replica is None:
            return await self.find(id=list(ids))
        # The lanes first, and what is claimed in them looked at afterwards: else two could each take one of a lane.
        locking = select(_rows.c.id).where(
            _rows.c.id.in_(ids), func.pg_try_advisory_xact_lock(_LANE, func.hashtext(_rows.c.lane))
        )
        free = list((await self._connection.execute(locking)).scalars())
        query = (
            select(_rows)
            .where(_rows.c.id.in_(free), _rows.c.state == DeliveryState.PLANNED, _rows.c.lane.not_in(_BUSY))
            .with_for_update(skip_locked=True)
        )
        return [self._from_row(row) for row in await self._connection.execute(query)]

    async def orphaned(self, limit: int) -> list[DeliveryId]:
        if self._replica is None:
            return []
        query = select(_rows.c.id).where(*self._without_process()).order_by(_rows.c.due, _rows.c.id).limit(limit)
        return list((await self._connection.execute(query)).scalars())

    async def take_over(self, ids: Sequence[DeliveryId]) -> list[Delivery]:
        if self._replica is None or not ids:
            return []
        query = select(_rows).where(_rows.c.id.in_(ids), *self._without_process()).with_for_update(skip_locked=True)
        taken = [self._from_row(row) for row in await self._connection.execute(query)]
        chosen = _rows.c.id.in_([each.id for each in taken])
        await self._connection.execute(update(_rows).where(chosen).values(claimed_by=self._replica.number))
        return [replace(each, claimed_by=self._replica.number) for each in taken]

    def _without_process(self) -> tuple[ColumnElement[bool], ...]:
        by = _rows.c.claimed_by
        return (_rows.c.state == DeliveryState.CLAIMED, or_(by.is_(None), by.not_in(alive())), *_within(self._shards))

    async def next_due(self) -> datetime | None:
        """When the next row that could be claimed falls due: none of a lane that waits for a claimed one."""
        dues = [(await self._connection.execute(each)).scalar_one_or_none() for each in _next(self._shards)]
        return min((each for each in dues if each is not None), default=None)

    async def waiting_for(self, person_id: PersonId) -> list[Delivery]:
        query = (
            select(_rows)
            .where(
                _rows.c.person_id == person_id,
                _rows.c.state == DeliveryState.UNDELIVERABLE,
                _rows.c.seen_at.is_(None),
            )
            .order_by(_rows.c.due, _rows.c.id)
        )
        return [self._from_row(row) for row in await self._connection.execute(query)]

    async def tally(self) -> list[tuple[DeliveryKind, DeliveryState, int]]:
        query = select(_rows.c.kind, _rows.c.state, func.count()).group_by(_rows.c.kind, _rows.c.state)
        return [(row[0], row[1], row[2]) for row in await self._connection.execute(query)]

    async def failures(self, limit: int) -> list[Delivery]:
        query = (
            select(_rows)
            .where(_rows.c.state == DeliveryState.UNDELIVERABLE)
            .order_by(_rows.c.settled_at.desc(), _rows.c.id.desc())
            .limit(limit)
        )
        return [self._from_row(row) for row in await self._connection.execute(query)]

    async def withdraw(self, mission_id: MissionId, kinds: Sequence[str]) -> None:
        await self._connection.execute(
            delete(_rows).where(
                _rows.c.mission_id == mission_id,
                _rows.c.kind.in_(kinds),
                _rows.c.state == DeliveryState.PLANNED,
            )
        )

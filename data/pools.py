"""Pools: who wants to be matched, who must not be with whom, and what was before; each read in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data import tables
from data.records import TableRecords
from meetups.rows import PoolRun
from meetups.values import COUNTING, CommunityId, Excuse, How, Mission, MissionId, PersonId, PoolMember

_rows = tables.pool_members
_BATCH = 100


class PoolRecords(TableRecords[PoolMember]):
    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection, _rows, PoolMember)

    async def of(self, community_id: CommunityId) -> AsyncIterator[PoolMember]:
        query = select(_rows).where(_rows.c.community_id == community_id).order_by(_rows.c.person_id)
        async for row in self._in_batches(query):
            yield self._from_row(row)

    async def nevers(self, community_id: CommunityId) -> list[tuple[PersonId, PersonId]]:
        one, other, contacts = _rows.alias("one"), _rows.alias("other"), tables.contacts
        query = (
            select(contacts.c.owner_id, contacts.c.account_id)
            .join(one, one.c.person_id == contacts.c.owner_id)
            .join(other, other.c.person_id == contacts.c.account_id)
            .where(
                contacts.c.is_never.is_(True), one.c.community_id == community_id, other.c.community_id == community_id
            )
        )
        return [(PersonId(row[0]), PersonId(row[1])) async for row in self._in_batches(query)]

    async def met(self, community_id: CommunityId, since: date) -> list[tuple[PersonId, PersonId, date]]:
        one, other = _rows.alias("one"), _rows.alias("other")
        mine, theirs = tables.participants.alias("mine"), tables.participants.alias("theirs")
        query = (
            select(mine.c.person_id, theirs.c.person_id, func.max(tables.meetings.c.met_on))
            .select_from(tables.meetings)
            .join(mine, mine.c.meeting_id == tables.meetings.c.id)
            .join(theirs, theirs.c.meeting_id == tables.meetings.c.id)
            .join(one, one.c.person_id == mine.c.person_id)
            .join(other, other.c.person_id == theirs.c.person_id)
            .where(
                tables.meetings.c.how == How.IN_PERSON,
                tables.meetings.c.met_on >= since,
                mine.c.part.in_(COUNTING),
                theirs.c.part.in_(COUNTING),
                mine.c.person_id < theirs.c.person_id,
                one.c.community_id == community_id,
                other.c.community_id == community_id,
            )
            .group_by(mine.c.person_id, theirs.c.person_id)
        )
        return [(PersonId(row[0]), PersonId(row[1]), row[2]) async for row in self._in_batches(query)]

    async def places(self, community_id: CommunityId, since: date) -> AsyncIterator[PoolRun]:
        runs, matched = tables.match_runs, tables.matched
        query = (
            select(
                runs.c.id,
                runs.c.week_on,
                matched.c.person_id,
                matched.c.group,
                matched.c.answer,
                matched.c.is_alone,
            )
            .join(matched, matched.c.run_id == runs.c.id)
            .where(runs.c.community_id == community_id, runs.c.week_on >= since, runs.c.undone_at.is_(None))
            .order_by(runs.c.made_at, runs.c.id, matched.c.group, matched.c.person_id)
        )
        async for row in self._in_batches(query):
            yield PoolRun(*row)

    async def absences(
        self, community_id: CommunityId, first_on: date, last_on: date
    ) -> list[tuple[Mission, list[Excuse]]]:
        excuses, missions = tables.excuses, tables.missions
        is_away = and_(
            excuses.c.mission_id == missions.c.id,
            excuses.c.first_on <= last_on,
            or_(excuses.c.last_on.is_(None), excuses.c.last_on >= first_on),
        )
        here = (
            select(missions)
            .join(
                _rows, and_(_rows.c.person_id == missions.c.person_id, _rows.c.community_id == missions.c.community_id)
            )
            .where(
                missions.c.community_id == community_id,
                missions.c.ended_at.is_(None),
                or_(missions.c.every_weeks > 1, exists().where(is_away)),
            )
        )
        found = [Mission(**row._mapping) for row in await self._connection.execute(here)]
        theirs: dict[MissionId, list[Excuse]] = defaultdict(list)
        ids = here.with_only_columns(missions.c.id)
        for row in await self._connection.execute(select(excuses).where(excuses.c.mission_id.in_(ids))):
            theirs[row.mission_id].append(Excuse(**row._mapping))
        return [(each, theirs[each.id]) for each in found]

    async def _in_batches(self, query: Select[*tuple[Any, ...]]) -> AsyncIterator[Row[*tuple[Any, ...]]]:
        """The rows of a query that may have hundreds of thousands: taken all at once they would hold up everybody."""
        async with self._connection.stream(query) as result:
            async for batch in result.partitions(_BATCH):
                for row in batch:
                    yield row

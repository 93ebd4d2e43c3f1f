"""Pools: who wants to be matched, who must not be with whom, and what was before; each read in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data import tables
from data.records import TableRecords
from meetups.ports import PoolRun
from meetups.rules.weeks import DAY, FULL_WEEK_DAYS
from meetups.values import CommunityId, ExcuseKind, How, Part, PersonId, PoolMember

_rows = tables.pool_members
_COUNTING = (Part.RECORDER, Part.CONFIRMED)
_BATCH = 1_000


class PoolRecords(TableRecords[PoolMember]):
    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection, _rows, PoolMember)

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
        return [(PersonId(row[0]), PersonId(row[1])) for row in await self._connection.execute(query)]

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
                mine.c.part.in_(_COUNTING),
                theirs.c.part.in_(_COUNTING),
                mine.c.person_id < theirs.c.person_id,
                one.c.community_id == community_id,
                other.c.community_id == community_id,
            )
            .group_by(mine.c.person_id, theirs.c.person_id)
        )
        return [(PersonId(row[0]), PersonId(row[1]), row[2]) async for row in self._in_batches(query)]

    async def places(self, community_id: CommunityId, since: date) -> list[PoolRun]:
        runs, matched = tables.match_runs, tables.matched
        query = (
            select(runs.c.id, runs.c.week_on, matched.c.person_id, matched.c.group, matched.c.answer)
            .join(matched, matched.c.run_id == runs.c.id)
            .where(runs.c.community_id == community_id, runs.c.week_on >= since, runs.c.undone_at.is_(None))
            .order_by(runs.c.made_at, runs.c.id, matched.c.group, matched.c.person_id)
        )
        return [PoolRun(*row) async for row in self._in_batches(query)]

    async def resting(self, community_id: CommunityId, first_on: date, last_on: date) -> set[PersonId]:
        excuses, missions = tables.excuses, tables.missions
        query = (
            select(missions.c.person_id, excuses.c.kind, excuses.c.first_on, excuses.c.last_on)
            .join(excuses, excuses.c.mission_id == missions.c.id)
            .join(_rows, _rows.c.person_id == missions.c.person_id)
            .where(
                missions.c.community_id == community_id,
                _rows.c.community_id == community_id,
                missions.c.ended_at.is_(None),
                excuses.c.first_on <= last_on,
                or_(excuses.c.last_on.is_(None), excuses.c.last_on >= first_on),
            )
        )
        absences: dict[PersonId, list[_Absence]] = defaultdict(list)
        for row in await self._connection.execute(query):
            last = row.last_on or date.max
            absences[PersonId(row.person_id)].append(_Absence(row.kind is ExcuseKind.PAUSE, row.first_on, last))
        return {person_id for person_id, theirs in absences.items() if _rests(theirs, first_on, last_on)}

    async def _in_batches(self, query: Select[*tuple[Any, ...]]) -> AsyncIterator[Row[*tuple[Any, ...]]]:
        """The rows of a query that may have hundreds of thousands: taken all at once they would hold up everybody."""
        async with self._connection.stream(query) as result:
            async for batch in result.partitions(_BATCH):
                for row in batch:
                    yield row


class _Absence(NamedTuple):
    is_pause: bool
    first_on: date
    last_on: date


def _rests(absences: list[_Absence], first_on: date, last_on: date) -> bool:
    """As weeks are excused: a pause lasts into the next week, or absences together cover four days (§2, rule 5)."""
    days = (first_on + number * DAY for number in range((last_on - first_on).days + 1))
    covered = sum(any(each.first_on <= day <= each.last_on for each in absences) for day in days)
    return covered >= FULL_WEEK_DAYS or any(each.is_pause and each.last_on >= last_on for each in absences)

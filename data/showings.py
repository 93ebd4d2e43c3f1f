"""What members show of their progress, and what a community's picture and its year are drawn from."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, distinct, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data import tables
from data.records import TableRecords
from meetups.rows import Attended
from meetups.values import COUNTING, CommunityId, How, MeetingId, PersonId, Showing

_rows = tables.showings


class ShowingRecords(TableRecords[Showing]):
    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection, _rows, Showing)

    async def pictured(self, community_id: CommunityId) -> list[Showing]:
        query = select(_rows).where(*_there(_rows, community_id), _rows.c.is_pictured).order_by(_rows.c.person_id)
        return [self._from_row(row) for row in await self._connection.execute(query)]

    async def pairs(self, community_id: CommunityId) -> list[tuple[PersonId, PersonId, date]]:
        one, other = _rows.alias("one"), _rows.alias("other")
        mine, theirs = tables.participants.alias("mine"), tables.participants.alias("theirs")
        query = (
            select(mine.c.person_id, theirs.c.person_id, tables.meetings.c.met_on)
            .select_from(tables.meetings)
            .join(mine, mine.c.meeting_id == tables.meetings.c.id)
            .join(theirs, theirs.c.meeting_id == tables.meetings.c.id)
            .join(one, one.c.person_id == mine.c.person_id)
            .join(other, other.c.person_id == theirs.c.person_id)
            .where(
                tables.meetings.c.community_id == community_id,
                tables.meetings.c.how == How.IN_PERSON,
                mine.c.part.in_(COUNTING),
                theirs.c.part.in_(COUNTING),
                mine.c.person_id < theirs.c.person_id,
                *_there(one, community_id),
                *_there(other, community_id),
                one.c.is_pictured,
                other.c.is_pictured,
            )
            .order_by(tables.meetings.c.met_on)
        )
        return [(PersonId(row[0]), PersonId(row[1]), row[2]) for row in await self._connection.execute(query)]

    async def ranked(self, community_id: CommunityId, since: date) -> list[tuple[str, int]]:
        mine, others = tables.participants.alias("mine"), tables.participants.alias("others")
        # Whoever has no account is one of the recorder's own list.
        people = func.count(distinct(func.coalesce(others.c.person_id, -others.c.contact_id))).label("people")
        query: Select[Any] = (
            select(_rows.c.name, people)
            .join(mine, mine.c.person_id == _rows.c.person_id)
            .join(tables.meetings, tables.meetings.c.id == mine.c.meeting_id)
            .join(others, others.c.meeting_id == mine.c.meeting_id)
            .where(
                *_there(_rows, community_id),
                _rows.c.is_ranked,
                tables.meetings.c.community_id == community_id,
                tables.meetings.c.how == How.IN_PERSON,
                tables.meetings.c.met_on >= since,
                mine.c.part.in_(COUNTING),
                others.c.position != mine.c.position,
            )
            .group_by(_rows.c.person_id, _rows.c.name)
            .order_by(people.desc(), _rows.c.name)
        )
        return [(row[0], row[1]) for row in await self._connection.execute(query)]

    async def attended(self, community_id: CommunityId, first_on: date, last_on: date) -> list[Attended]:
        part = tables.participants
        query = (
            select(tables.meetings.c.id, tables.meetings.c.met_on, part.c.person_id)
            .join(part, part.c.meeting_id == tables.meetings.c.id)
            .where(
                tables.meetings.c.community_id == community_id,
                tables.meetings.c.how == How.IN_PERSON,
                tables.meetings.c.met_on.between(first_on, last_on),
                part.c.part.in_(COUNTING),
            )
            .order_by(tables.meetings.c.met_on, tables.meetings.c.id, part.c.position)
        )
        return [Attended(MeetingId(row[0]), row[1], PersonId(row[2])) for row in await self._connection.execute(query)]


def _there(showings: Any, community_id: CommunityId) -> tuple[ColumnElement[bool], ...]:
    """Of that community, and not known to have left it."""
    left = tables.missions
    return (
        showings.c.community_id == community_id,
        ~exists().where(
            left.c.person_id == showings.c.person_id,
            left.c.community_id == community_id,
            left.c.departed_at.is_not(None),
        ),
    )

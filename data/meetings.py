"""Meetings with their participants, and what one person has lived through."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data import tables
from data.contacts import hand_over
from data.records import TableRecords
from data.remembering import remembered
from meetups.rows import Encounter
from meetups.values import COUNTING, ContactId, Meeting, MeetingId, Participant, PersonId


@cache
def _encounters() -> Select[Any]:
    mine, other = tables.participants.alias("mine"), tables.participants.alias("other")
    listed = tables.contacts
    # Whoever was a guest when it was noted is the account their contact has by now.
    account_id = func.coalesce(other.c.person_id, listed.c.account_id).label("account_id")
    person_id: BindParameter[int] = bindparam("person_id")
    return (
        select(
            tables.meetings.c.id,
            tables.meetings.c.met_on,
            tables.meetings.c.how,
            tables.meetings.c.recorded_at,
            tables.meetings.c.recorder_id,
            other.c.contact_id,
            account_id,
        )
        .select_from(mine)
        .join(tables.meetings, tables.meetings.c.id == mine.c.meeting_id)
        .join(other, other.c.meeting_id == mine.c.meeting_id)
        .outerjoin(listed, and_(listed.c.id == other.c.contact_id, listed.c.owner_id == person_id))
        .where(
            mine.c.person_id == person_id,
            mine.c.part.in_(COUNTING),
            other.c.position != mine.c.position,
        )
        .order_by(tables.meetings.c.met_on, tables.meetings.c.recorded_at, other.c.position)
    )


class MeetingRecords:
    """A meeting and its participants are written and read as one value."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._table = tables.meetings
        self._meetings = TableRecords(connection, tables.meetings, Meeting)
        self._participants = TableRecords(connection, tables.participants, Participant)

    @remembered(tables.meetings, tables.participants)
    async def get(self, meeting_id: MeetingId) -> Meeting | None:
        found = await self._load(tables.meetings.c.id == meeting_id)
        return found[0] if found else None

    async def add(self, meeting: Meeting) -> None:
        await self._meetings.add(meeting)
        await self._participants.add(*meeting.participants)

    async def save(self, meeting: Meeting) -> None:
        await self._meetings.save(meeting)
        await self._participants.remove(meeting_id=meeting.id)
        await self._participants.add(*meeting.participants)

    async def remove(self, meeting_id: MeetingId) -> None:
        await self._connection.execute(delete(tables.meetings).where(tables.meetings.c.id == meeting_id))

    @remembered(tables.meetings, tables.participants, tables.contacts)
    async def encounters(self, person_id: PersonId) -> list[Encounter]:
        return [
            Encounter(
                meeting_id=row.id,
                met_on=row.met_on,
                how=row.how,
                recorded_at=row.recorded_at,
                contact_id=row.contact_id if row.recorder_id == person_id else None,
                account_id=row.account_id,
            )
            for row in await self._connection.execute(_encounters(), {"person_id": person_id})
        ]

    async def recent(self, person_id: PersonId, limit: int) -> list[Meeting]:
        mine = tables.participants
        ids = (
            select(tables.meetings.c.id)
            .join(mine, mine.c.meeting_id == tables.meetings.c.id)
            .where(mine.c.person_id == person_id, mine.c.part.in_(COUNTING))
            .order_by(tables.meetings.c.met_on.desc(), tables.meetings.c.recorded_at.desc())
            .limit(limit)
        )
        found = await self._load(tables.meetings.c.id.in_(ids.subquery().select()))
        return sorted(found, key=lambda meeting: (meeting.met_on, meeting.recorded_at), reverse=True)

    async def touching(self, person_id: PersonId) -> list[Meeting]:
        mine = select(tables.participants.c.meeting_id).where(tables.participants.c.person_id == person_id)
        return await self._load(tables.meetings.c.id.in_(mine))

    async def hand_over(self, contact_id: ContactId, to_id: ContactId) -> None:
        await hand_over(self._connection, tables.participants, "meeting_id", contact_id, to_id)

    async def unlink_contact(self, contact_id: ContactId, shown_as: str) -> None:
        await self._connection.execute(
            update(tables.participants)
            .where(tables.participants.c.contact_id == contact_id)
            .values(contact_id=None, shown_as=shown_as)
        )

    async def _load(self, condition: Any) -> list[Meeting]:
        rows = (await self._connection.execute(select(tables.meetings).where(condition))).all()
        people: dict[int, list[Participant]] = defaultdict(list)
        ids = [row.id for row in rows]
        for each in await self._participants.find(meeting_id=ids) if ids else ():
            people[each.meeting_id].append(each)
        return [Meeting(**row._mapping, participants=tuple(people[row.id])) for row in rows]

"""Plans with their guests, read and written as one value, and open invitations."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Row, Select, bindparam, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data import tables
from data.contacts import hand_over
from data.records import TableRecords
from data.remembering import remembered
from meetups.values import ContactId, Gathering, Guest, PersonId, Plan, PlanId

_plans, _guests = tables.plans, tables.guests
_gatherings, _seats = tables.gatherings, tables.seats


class PlanRecords:
    """A plan and its guests are written and read as one value."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._rows = _PlanRows(connection, _plans, Plan)
        self._guests = TableRecords(connection, _guests, Guest)

    @remembered(_plans, _guests)
    async def get(self, plan_id: PlanId) -> Plan | None:
        found = await self._load(_by_id(), {"plan_id": plan_id})
        return found[0] if found else None

    async def add(self, plan: Plan) -> None:
        await self._rows.add(plan)
        await self._guests.add(*plan.guests)

    async def save(self, plan: Plan) -> None:
        await self._rows.save(plan)
        await self._guests.remove(plan_id=plan.id)
        await self._guests.add(*plan.guests)

    async def remove(self, plan_id: PlanId) -> None:
        await self._connection.execute(delete(_plans).where(_plans.c.id == plan_id))

    async def hand_over(self, contact_id: ContactId, to_id: ContactId) -> None:
        await hand_over(self._connection, _guests, "plan_id", contact_id, to_id)

    @remembered(_plans, _guests)
    async def of(self, person_id: PersonId, since: datetime | None = None) -> list[Plan]:
        values = {"person_id": person_id} if since is None else {"person_id": person_id, "since": since}
        return await self._load(_of(is_since=since is not None), values)

    async def _load(self, query: Select[Any], values: dict[str, Any]) -> list[Plan]:
        rows = (await self._connection.execute(query, values)).all()
        guests: dict[int, list[Guest]] = defaultdict(list)
        ids = [row.id for row in rows]
        for each in await self._guests.find(plan_id=ids) if ids else ():
            guests[each.plan_id].append(each)
        return [_plan(row, guests[row.id]) for row in rows]


@cache
def _by_id() -> Select[Any]:
    return select(_plans).where(_plans.c.id == bindparam("plan_id"))


@cache
def _of(*, is_since: bool) -> Select[Any]:
    person_id: BindParameter[int] = bindparam("person_id")
    asked = select(_guests.c.plan_id).where(_guests.c.person_id == person_id)
    query = select(_plans).where(or_(_plans.c.host_id == person_id, _plans.c.id.in_(asked))).order_by(_plans.c.id)
    return query.where(_plans.c.until > bindparam("since")) if is_since else query


class _PlanRows(TableRecords[Plan]):
    def _to_row(self, value: Plan) -> dict[str, Any]:
        return super()._to_row(value) | {"until": value.until}


def _plan(row: Row[Any], guests: list[Guest]) -> Plan:
    columns = {name: value for name, value in row._mapping.items() if name != "until"}
    return Plan(**columns, guests=tuple(sorted(guests, key=lambda each: each.position)))


class GatheringRecords(TableRecords[Gathering]):
    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection, _gatherings, Gathering)

    @remembered(_gatherings, _seats)
    async def of(self, person_id: PersonId, since: datetime | None = None) -> list[Gathering]:
        taken = select(_seats.c.gathering_id).where(_seats.c.person_id == person_id)
        condition: Any = or_(_gatherings.c.host_id == person_id, _gatherings.c.id.in_(taken))
        if since is not None:
            condition &= _gatherings.c.starts_at > since
        query = select(_gatherings).where(condition).order_by(_gatherings.c.starts_at, _gatherings.c.id)
        return [self._from_row(row) for row in await self._connection.execute(query)]

"""Visits: who will be where, and who may know of it; and of whom in a common pool something may be known."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Exists,
    Integer,
    Select,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    func,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from data import tables
from data.records import TableRecords
from data.remembering import remembered
from meetups.rows import Findable, PoolFellow
from meetups.values import CommunityId, Contact, PersonId, Visit

_rows = tables.visits
_contacts = tables.contacts
_members = tables.pool_members
_persons = tables.persons
_in_order = (_rows.c.first_on, _rows.c.id)
Who = PersonId | ColumnElement[int]


class VisitRecords(TableRecords[Visit]):
    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection, _rows, Visit)

    @remembered()
    async def overlapping(self, person_ids: Collection[PersonId], first_on: date, last_on: date) -> list[Visit]:
        values = {"person_ids": list(person_ids), "first_on": first_on, "last_on": last_on}
        return [self._from_row(row) for row in await self._connection.execute(_overlapping(), values)]

    @remembered(_rows, _contacts)
    async def visible_to(self, owner_id: PersonId, first_on: date, last_on: date) -> list[Visit]:
        values = {"owner_id": owner_id, "first_on": first_on, "last_on": last_on}
        return [self._from_row(row) for row in await self._connection.execute(_visible(), values)]

    async def wishers(self, visitor_id: PersonId) -> list[Contact]:
        query = select(_contacts).where(_contacts.c.account_id == visitor_id, *_wishing()).order_by(_contacts.c.id)
        return [Contact(**row._mapping) for row in await self._connection.execute(query)]

    @remembered(_members, _contacts, _persons)
    async def fellows(self, owner_id: PersonId) -> list[PoolFellow]:
        found = await self._connection.execute(_fellows(), {"owner_id": owner_id})
        return [PoolFellow(row[0], bool(row[1]), *row[2:]) for row in found]

    async def findable(self, community_id: CommunityId, visitor_id: PersonId) -> list[Findable]:
        query = (
            select(_persons.c.id, _persons.c.city_id, _persons.c.reach_km)
            .join(_members, _members.c.person_id == _persons.c.id)
            .where(
                _members.c.community_id == community_id,
                _members.c.is_findable.is_(True),
                _members.c.rested_at.is_(None),
                _persons.c.id != visitor_id,
                ~_shuns(_persons.c.id, visitor_id),
                ~_shuns(visitor_id, _persons.c.id),
            )
            .order_by(_persons.c.id)
        )
        return [Findable(*row) for row in await self._connection.execute(query)]

    async def remove_over(self, before: date) -> None:
        await self._connection.execute(delete(_rows).where(_rows.c.last_on < before))


@cache
def _overlapping() -> Select[Any]:
    people = _rows.c.person_id.in_(bindparam("person_ids", expanding=True))
    return select(_rows).where(people, *_within()).order_by(*_in_order)


@cache
def _visible() -> Select[Any]:
    return (
        select(_rows)
        .join(_contacts, _contacts.c.account_id == _rows.c.person_id)
        .where(_contacts.c.owner_id == bindparam("owner_id"), _rows.c.told_at.is_not(None), *_wishing(), *_within())
        .order_by(*_in_order)
    )


@cache
def _fellows() -> Select[Any]:
    mine, theirs = _members.alias("mine"), _members.alias("theirs")
    owner_id: BindParameter[int] = bindparam("owner_id")
    said = [_persons.c[name] for name in PoolFellow.__annotations__ if name in _persons.c]
    return (
        select(_persons.c.id, func.max(cast(theirs.c.is_findable, Integer)), *said)
        .select_from(mine)
        .join(theirs, theirs.c.community_id == mine.c.community_id)
        .join(_contacts, and_(_contacts.c.owner_id == owner_id, _contacts.c.account_id == theirs.c.person_id))
        .join(_persons, _persons.c.id == theirs.c.person_id)
        .where(mine.c.person_id == owner_id, theirs.c.person_id != owner_id, ~_shuns(theirs.c.person_id, owner_id))
        .group_by(_persons.c.id, *said)
        .order_by(_persons.c.id)
    )


def _within() -> tuple[ColumnElement[bool], ...]:
    return _rows.c.first_on <= bindparam("last_on"), _rows.c.last_on >= bindparam("first_on")


def _shuns(owner_id: Who, account_id: Who) -> Exists:
    """Whether one has the other on their never-list."""
    listed = _contacts.alias()
    return exists().where(
        and_(listed.c.owner_id == owner_id, listed.c.account_id == account_id, listed.c.is_never.is_(True))
    )


def _wishing() -> tuple[ColumnElement[bool], ...]:
    """A contact by which its owner waits for an account to come near, and the account does not shun the owner."""
    # Whose account only a file named may be anybody's: such a wish is none.
    is_meant = (
        _contacts.c.waits_near.is_(True),
        _contacts.c.account_is_seen.is_(True),
        _contacts.c.is_never.is_(False),
    )
    return *is_meant, ~_shuns(_contacts.c.account_id, _contacts.c.owner_id)

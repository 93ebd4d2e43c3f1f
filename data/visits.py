"""Visits: who will be where, and who may know of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, and_, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data import tables
from data.records import TableRecords
from meetups.values import Contact, PersonId, Visit

_rows = tables.visits
_contacts = tables.contacts
_in_order = (_rows.c.first_on, _rows.c.id)


class VisitRecords(TableRecords[Visit]):
    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection, _rows, Visit)

    async def overlapping(self, person_ids: Collection[PersonId], first_on: date, last_on: date) -> list[Visit]:
        query = select(_rows).where(_rows.c.person_id.in_(person_ids), *_within(first_on, last_on))
        return [self._from_row(row) for row in await self._connection.execute(query.order_by(*_in_order))]

    async def visible_to(self, owner_id: PersonId, first_on: date, last_on: date) -> list[Visit]:
        query = (
            select(_rows)
            .join(_contacts, _contacts.c.account_id == _rows.c.person_id)
            .where(
                _contacts.c.owner_id == owner_id,
                _rows.c.told_at.is_not(None),
                *_wishing(),
                *_within(first_on, last_on),
            )
        )
        return [self._from_row(row) for row in await self._connection.execute(query.order_by(*_in_order))]

    async def wishers(self, visitor_id: PersonId) -> list[Contact]:
        query = select(_contacts).where(_contacts.c.account_id == visitor_id, *_wishing()).order_by(_contacts.c.id)
        return [Contact(**row._mapping) for row in await self._connection.execute(query)]

    async def remove_over(self, before: date) -> None:
        await self._connection.execute(delete(_rows).where(_rows.c.last_on < before))


def _within(first_on: date, last_on: date) -> tuple[ColumnElement[bool], ...]:
    return _rows.c.first_on <= last_on, _rows.c.last_on >= first_on


def _wishing() -> tuple[ColumnElement[bool], ...]:
    """A contact by which its owner waits for an account to come near, and the account does not shun the owner."""
    theirs = tables.contacts.alias("theirs")
    shunned = exists().where(
        and_(
            theirs.c.owner_id == _contacts.c.account_id,
            theirs.c.account_id == _contacts.c.owner_id,
            theirs.c.is_never.is_(True),
        )
    )
    # Whose account only a file named may be anybody's: such a wish is none.
    is_meant = (
        _contacts.c.waits_near.is_(True),
        _contacts.c.account_is_seen.is_(True),
        _contacts.c.is_never.is_(False),
    )
    return *is_meant, ~shunned

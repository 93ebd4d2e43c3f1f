"""Visits in the database: which of them share days, whom they are shown to, and whom they may be told to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import pytest_asyncio

from data.store import SqlStore
from meetups.rows import Findable, PoolFellow
from meetups.values import (
    REACH_KM,
    Community,
    CommunityId,
    Contact,
    ContactId,
    Person,
    PersonId,
    PoolMember,
    Visit,
    VisitId,
)
from tests.support.office import START

KYLE, ROSA, BO, CHRIS = (PersonId(number) for number in range(1, 5))
EVANSVILLE = 4257227
FEBRUARY = date(2026, 2, 1), date(2026, 2, 28)

# Days of February, and whether a visit from the 10th to the 14th shares one of them.
SPANS = [
    ((1, 9), False),
    ((1, 10), True),
    ((10, 10), True),
    ((11, 13), True),
    ((1, 28), True),
    ((14, 14), True),
    ((14, 20), True),
    ((15, 20), False),
]


def _visit(number: int, person_id: PersonId = ROSA, first: int = 10, last: int = 14, **changed: Any) -> Visit:
    """A visit within February of which those who wished to know may."""
    values = {"created_at": START, "told_at": START, **changed}
    return Visit(VisitId(number), person_id, EVANSVILLE, _day(first), _day(last), **values)


def _day(number: int) -> date:
    return date(2026, 2, number)


def _contact(number: int, owner_id: PersonId, account_id: PersonId | None, **changed: Any) -> Contact:
    return Contact(ContactId(number), owner_id, f"C{number}", START, account_id=account_id, **changed)


@pytest_asyncio.fixture
async def people(store: SqlStore) -> SqlStore:
    """Nobody knows anybody yet."""
    async with store.write() as work:
        await work.persons.add(*(Person(each, START) for each in (KYLE, ROSA, BO, CHRIS)))
    return store


async def test_a_visit_comes_back_as_it_was(people: SqlStore) -> None:
    told, untold = _visit(100), _visit(101, last=10, told_at=None)
    async with people.write() as work:
        await work.visits.add(told, untold)

    async with people.read() as work:
        assert [await work.visits.get(100), await work.visits.get(101)] == [told, untold]


# Days in common


@pytest.mark.parametrize(("span", "shares"), SPANS)
async def test_both_days_of_a_visit_belong_to_it(people: SqlStore, span: tuple[int, int], shares: bool) -> None:
    first, last = map(_day, span)
    async with people.write() as work:
        await work.contacts.add(_contact(10, KYLE, ROSA, waits_near=True))
        await work.visits.add(_visit(100))

    async with people.read() as work:
        found = [_visit(100)] if shares else []
        assert await work.visits.overlapping([ROSA], first, last) == found
        assert await work.visits.visible_to(KYLE, first, last) == found


async def test_visits_come_in_the_order_they_begin_in_and_only_of_whom_was_asked(people: SqlStore) -> None:
    async with people.write() as work:
        await work.visits.add(_visit(100, first=12), _visit(101, BO, first=11), _visit(102, CHRIS))
        await work.visits.add(_visit(104), _visit(103, last=10), _visit(105, first=1, last=2))

    async with people.read() as work:
        found = await work.visits.overlapping({ROSA, BO}, _day(5), _day(28))
        assert [each.id for each in found] == [103, 104, 101, 100]
        assert await work.visits.overlapping([], *FEBRUARY) == []


async def test_what_is_over_is_thrown_away_and_what_ends_today_is_not(people: SqlStore) -> None:
    async with people.write() as work:
        await work.visits.add(_visit(100, last=13), _visit(101, last=14), _visit(102, BO, first=1, last=1))
        await work.visits.remove_over(_day(14))

    async with people.read() as work:
        assert [each.id for each in await work.visits.find()] == [101]


# Who may know

ROSA_COMES_NEAR = _contact(10, KYLE, ROSA, waits_near=True)
KNOWN: dict[str, list[Contact]] = {
    "Kyle waits for Rosa": [ROSA_COMES_NEAR],
    "who knows Kyle too": [ROSA_COMES_NEAR, _contact(20, ROSA, KYLE)],
    "who wants to see him seldom": [ROSA_COMES_NEAR, _contact(20, ROSA, KYLE, is_seldom=True)],
    "who never wants to see others": [
        ROSA_COMES_NEAR,
        _contact(20, ROSA, BO, is_never=True),
        _contact(21, ROSA, None, is_never=True),
    ],
    "whom Bo never wants to see": [ROSA_COMES_NEAR, _contact(30, BO, ROSA, is_never=True)],
    "and never wants to see Bo, who knows her": [
        ROSA_COMES_NEAR,
        _contact(11, KYLE, BO, is_never=True),
        _contact(30, BO, ROSA),
    ],
    "who is never to see Bo, nor Bo Kyle": [
        ROSA_COMES_NEAR,
        _contact(20, ROSA, BO, is_never=True),
        _contact(30, BO, KYLE, is_never=True),
    ],
}
UNKNOWN: dict[str, list[Contact]] = {
    "nobody knows anybody": [],
    "Kyle knows Rosa and waits for nobody": [_contact(10, KYLE, ROSA)],
    "Bo waits for her, and Kyle does not": [_contact(10, KYLE, ROSA), _contact(30, BO, ROSA, waits_near=True)],
    "Kyle never wants to see her": [_contact(10, KYLE, ROSA, waits_near=True, is_never=True)],
    "only a file says that it is her": [_contact(10, KYLE, ROSA, waits_near=True, account_is_seen=False)],
    "she never wants to see him": [ROSA_COMES_NEAR, _contact(20, ROSA, KYLE, is_never=True)],
    "neither wants to see the other": [
        _contact(10, KYLE, ROSA, waits_near=True, is_never=True),
        _contact(20, ROSA, KYLE, is_never=True),
    ],
    "she never wants to see him, and waits": [
        ROSA_COMES_NEAR,
        _contact(20, ROSA, KYLE, is_never=True, waits_near=True),
    ],
    "Kyle waits for somebody without an account": [_contact(10, KYLE, None, waits_near=True)],
    "Kyle waits for Bo, who knows Rosa": [_contact(10, KYLE, BO, waits_near=True), _contact(30, BO, ROSA)],
    "she waits for Kyle, who does not": [_contact(10, KYLE, ROSA), _contact(20, ROSA, KYLE, waits_near=True)],
}


@pytest.mark.parametrize("contacts", KNOWN.values(), ids=KNOWN)
async def test_who_waits_for_somebody_to_come_near_learns_of_it(people: SqlStore, contacts: list[Contact]) -> None:
    async with people.write() as work:
        await work.contacts.add(*contacts)
        await work.visits.add(_visit(100), _visit(101, BO))

    async with people.read() as work:
        assert await work.visits.visible_to(KYLE, *FEBRUARY) == [_visit(100)]
        assert await work.visits.wishers(ROSA) == [ROSA_COMES_NEAR]


@pytest.mark.parametrize("contacts", UNKNOWN.values(), ids=UNKNOWN)
async def test_nobody_else_learns_of_it(people: SqlStore, contacts: list[Contact]) -> None:
    async with people.write() as work:
        await work.contacts.add(*contacts)
        await work.visits.add(_visit(100))

    async with people.read() as work:
        assert await work.visits.visible_to(KYLE, *FEBRUARY) == []
        assert [each for each in await work.visits.wishers(ROSA) if each.owner_id == KYLE] == []


async def test_a_visit_nobody_was_told_of_is_not_seen_and_who_would_be_told_is_known(people: SqlStore) -> None:
    async with people.write() as work:
        await work.contacts.add(ROSA_COMES_NEAR)
        await work.visits.add(_visit(100, told_at=None), _visit(101, first=20, last=21))

    async with people.read() as work:
        assert [each.id for each in await work.visits.visible_to(KYLE, *FEBRUARY)] == [101]
        assert [each.owner_id for each in await work.visits.wishers(ROSA)] == [KYLE]


async def test_visits_of_several_are_seen_in_the_order_they_begin_in(people: SqlStore) -> None:
    async with people.write() as work:
        await work.contacts.add(ROSA_COMES_NEAR, _contact(11, KYLE, BO, waits_near=True), _contact(12, KYLE, CHRIS))
        await work.visits.add(_visit(100, first=12), _visit(102, BO), _visit(101), _visit(103, CHRIS))

    async with people.read() as work:
        assert [each.id for each in await work.visits.visible_to(KYLE, *FEBRUARY)] == [101, 102, 100]


async def test_everybody_who_waits_is_told_each_by_a_contact_of_their_own(people: SqlStore) -> None:
    full = _contact(9, CHRIS, ROSA, waits_near=True, tags=("tea",), city_id=EVANSVILLE, again_on=_day(1), note="tall")
    async with people.write() as work:
        await work.contacts.add(ROSA_COMES_NEAR, full, _contact(30, BO, ROSA, waits_near=True))
        await work.contacts.add(_contact(20, ROSA, BO, is_never=True), _contact(21, ROSA, CHRIS))

    async with people.read() as work:
        assert await work.visits.wishers(ROSA) == [full, ROSA_COMES_NEAR]
        assert await work.visits.wishers(KYLE) == []


# Who is in a pool with whom

HERE, THERE, ELSEWHERE = (CommunityId(number) for number in (10, 11, 12))


@pytest_asyncio.fixture
async def pools(people: SqlStore) -> SqlStore:
    """Kyle is in two pools, of which Rosa and Bo share one and Chris neither."""
    async with people.write() as work:
        await work.communities.add(*(Community(each, "Riverside", START) for each in (HERE, THERE, ELSEWHERE)))
        for each, said in ((ROSA, {"city_id": EVANSVILLE, "tags": ("tea",), "availability": 5}), (BO, {"reach_km": 9})):
            await work.persons.save(Person(each, START, **said))
        members = ((KYLE, HERE), (KYLE, THERE), (ROSA, HERE), (BO, THERE), (CHRIS, ELSEWHERE))
        await work.pool.add(*(PoolMember(who, where, START) for who, where in members))
        await work.contacts.add(
            *(_contact(number, KYLE, who) for number, who in enumerate((ROSA, BO, CHRIS, None), 10))
        )
        await work.contacts.add(_contact(40, CHRIS, KYLE), _contact(41, ROSA, BO, is_never=True))
    return people


FELLOW_ROSA = PoolFellow(ROSA, True, EVANSVILLE, ("tea",), (), 5)
FELLOW_BO = PoolFellow(BO, True, None, (), (), 0)


async def test_fellows_are_those_of_a_list_who_share_a_pool_with_its_owner(pools: SqlStore) -> None:
    async with pools.read() as work:
        assert await work.visits.fellows(KYLE) == [FELLOW_ROSA, FELLOW_BO]
        assert await work.visits.fellows(ROSA) == [], "Bo is in another pool"
        assert await work.visits.fellows(CHRIS) == [], "Kyle is in other pools"


async def test_a_fellow_is_one_however_many_pools_and_findable_in_one_is_findable(pools: SqlStore) -> None:
    async with pools.write() as work:
        await work.pool.add(PoolMember(ROSA, THERE, START, is_findable=False), PoolMember(ROSA, ELSEWHERE, START))
        await work.pool.save(PoolMember(BO, THERE, START, is_findable=False))
        assert await work.visits.fellows(KYLE) == [FELLOW_ROSA, FELLOW_BO._replace(is_findable=False)]
        await work.pool.save(PoolMember(ROSA, HERE, START, is_findable=False))
        assert await work.visits.fellows(KYLE) == [
            each._replace(is_findable=False) for each in (FELLOW_ROSA, FELLOW_BO)
        ], "a pool Kyle is not in does not count"


async def test_whoever_shuns_the_owner_is_no_fellow(pools: SqlStore) -> None:
    async with pools.write() as work:
        await work.contacts.add(_contact(42, ROSA, KYLE, is_never=True))
        assert await work.visits.fellows(KYLE) == [FELLOW_BO]


@pytest.mark.parametrize("contact", [_contact(50, KYLE, BO, is_never=True), _contact(50, BO, KYLE, is_never=True)])
async def test_visitors_find_those_who_let_them_but_for_never_lists_of_either(
    people: SqlStore, contact: Contact
) -> None:
    async with people.write() as work:
        await work.communities.add(*(Community(each, "Riverside", START) for each in (HERE, THERE)))
        await work.persons.save(Person(ROSA, START, city_id=EVANSVILLE, reach_km=9))
        await work.pool.add(*(PoolMember(each, HERE, START) for each in (KYLE, ROSA, BO)))
        await work.pool.add(PoolMember(CHRIS, HERE, START, is_findable=False), PoolMember(CHRIS, THERE, START))
        rosa, bo = Findable(ROSA, EVANSVILLE, 9), Findable(BO, None, REACH_KM)
        assert await work.visits.findable(HERE, KYLE) == [rosa, bo]
        await work.contacts.add(contact, _contact(51, ROSA, BO, is_never=True))
        assert await work.visits.findable(HERE, KYLE) == [rosa]
        await work.pool.save(PoolMember(ROSA, HERE, START, rested_at=START))
        assert await work.visits.findable(HERE, KYLE) == []
        assert [each.person_id for each in await work.visits.findable(THERE, KYLE)] == [CHRIS]


async def test_a_visit_goes_with_its_visitor(people: SqlStore) -> None:
    async with people.write() as work:
        await work.visits.add(_visit(100), _visit(101, BO))
        await work.persons.remove(id=ROSA)

        assert [each.id for each in await work.visits.find()] == [101]

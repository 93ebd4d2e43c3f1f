"""How often others are offered the same people: counted by account, told as numbers, never by whom."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import pytest_asyncio

from data.store import SqlStore
from meetups.values import (
    Community,
    CommunityId,
    Contact,
    ContactId,
    Mission,
    MissionId,
    Person,
    PersonId,
    Suggested,
)
from tests.support.office import COMMUNITY, START

KYLE, ROSA, BO = (PersonId(number) for number in range(1, 4))
ADA, CHRIS, ERIN = (PersonId(number) for number in range(7, 10))
MONDAY, SUNDAY = date(2026, 1, 5), date(2026, 1, 11)


def _contact(owner_id: PersonId, account_id: PersonId | None, **changed: Any) -> Contact:
    """Somebody's contact; its number says whose it is, and who."""
    values = {"name": "C", "added_at": START, "account_id": account_id, **changed}
    return Contact(ContactId(_number(owner_id, account_id)), owner_id, **values)


def _number(owner_id: PersonId, account_id: PersonId | None) -> int:
    return owner_id * 10 + (account_id or 0)


def _mission(person_id: PersonId, community_id: CommunityId = COMMUNITY) -> Mission:
    number = MissionId(person_id * 100 + community_id)
    return Mission(number, person_id, community_id, MONDAY, date(2026, 12, 31), "UTC", START)


def _offered(owner_id: PersonId, account_id: PersonId | None, position: int = 0, **changed: Any) -> Suggested:
    """An offer of this week unless said otherwise."""
    values = {"mission_id": _mission(owner_id).id, "week_on": MONDAY, "position": position, **changed}
    return Suggested(contact_id=ContactId(_number(owner_id, account_id)), **values)


@pytest_asyncio.fixture
async def lists(store: SqlStore) -> SqlStore:
    """Kyle knows Ada and Chris; Rosa knows Ada, Chris, Erin and Kyle; Bo knows Ada and somebody without an account."""
    async with store.write() as work:
        for community_id in (COMMUNITY, CommunityId(12)):
            await work.communities.add(Community(community_id, "Tweetup", START))
        await work.persons.add(*(Person(each, START) for each in (KYLE, ROSA, BO)))
        await work.missions.add(_mission(KYLE), _mission(ROSA), _mission(BO), _mission(BO, CommunityId(12)))
        await work.contacts.add(_contact(KYLE, ADA), _contact(KYLE, CHRIS))
        await work.contacts.add(*(_contact(ROSA, each) for each in (ADA, CHRIS, ERIN, KYLE)))
        await work.contacts.add(_contact(BO, ADA), _contact(BO, None))
    return store


async def _load(store: SqlStore, *offers: Suggested) -> dict[PersonId, int]:
    """What Kyle is told of this week after these offers."""
    async with store.write() as work:
        await work.suggested.add(*offers)
    async with store.read() as work:
        return await work.suggested.load(KYLE, MONDAY, SUNDAY)


COUNTED: dict[str, tuple[list[Suggested], dict[PersonId, int]]] = {
    "nobody is offered": ([], {}),
    "one of his to one other": ([_offered(ROSA, ADA)], {ADA: 1}),
    "the same one to two others": ([_offered(ROSA, ADA), _offered(BO, ADA)], {ADA: 2}),
    "to one other in two missions": ([_offered(BO, ADA), _offered(BO, ADA, mission_id=312)], {ADA: 2}),
    "two of his": ([_offered(ROSA, CHRIS), _offered(BO, ADA)], {CHRIS: 1, ADA: 1}),
    "his own offer": ([_offered(KYLE, ADA)], {}),
    "his own beside another's": ([_offered(KYLE, ADA), _offered(ROSA, ADA)], {ADA: 1}),
    "spares": ([_offered(ROSA, CHRIS), _offered(ROSA, ADA, 1), _offered(ROSA, ERIN, 2)], {CHRIS: 1}),
    "one who was skipped": ([_offered(ROSA, ADA, is_skipped=True)], {}),
    "who came forward for one who was skipped": (
        [_offered(ROSA, CHRIS, is_skipped=True), _offered(ROSA, ADA, 1), _offered(ROSA, ERIN, 2)],
        {ADA: 1},
    ),
    "who came forward after walking on": ([_offered(ROSA, CHRIS, 1), _offered(ROSA, ADA, 2)], {CHRIS: 1}),
    "somebody he does not know": ([_offered(ROSA, ERIN)], {}),
    "himself": ([_offered(ROSA, KYLE)], {}),
    "somebody without an account": ([_offered(BO, None)], {}),
}


@pytest.mark.parametrize(("offers", "load"), COUNTED.values(), ids=COUNTED)
async def test_what_others_are_offered_is_counted(
    lists: SqlStore, offers: list[Suggested], load: dict[PersonId, int]
) -> None:
    assert await _load(lists, *offers) == load


async def test_only_weeks_that_begin_in_the_span_count(lists: SqlStore) -> None:
    days = [date(2026, 1, day) for day in (4, 5, 11, 12)]

    found = await _load(lists, *(_offered(ROSA, ADA, week_on=day) for day in days))

    assert found == {ADA: 2}
    async with lists.read() as work:
        assert await work.suggested.load(KYLE, days[0], days[3]) == {ADA: 4}
        assert await work.suggested.load(KYLE, days[3], days[3]) == {ADA: 1}


async def test_two_of_his_own_without_an_account_are_nobody(lists: SqlStore) -> None:
    """What is not known is not the same person as what else is not known."""
    async with lists.write() as work:
        await work.contacts.add(_contact(KYLE, None))

    assert await _load(lists, _offered(BO, None)) == {}


async def test_numbers_are_numbers(lists: SqlStore) -> None:
    found = await _load(lists, _offered(ROSA, ADA))

    assert [(type(account_id), type(count)) for account_id, count in found.items()] == [(int, int)]

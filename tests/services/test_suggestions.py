"""Choosing for a week beside the writer: what is chosen, and what may happen in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from data.store import SqlStore
from meetups.ports import UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.ranking import ReasonKey
from meetups.services.suggestions import Suggestions, WeekSuggestion, suggestion_for
from meetups.values import Birthday, Contact, ContactId, How, Mission, Part, Participant, PersonId
from tests.services.travelling import EVANSVILLE, HENDERSON, goes, lives
from tests.support.office import START, Office, actor, meeting

ALICE = actor(2)
TODAY, DAY, WEEK = START.date(), timedelta(days=1), timedelta(weeks=1)
Act = Callable[[UnitOfWork], Awaitable[Any]]


class Interrupted:
    """A store in which something else happens right before each transaction that writes; it counts these."""

    def __init__(self, store: SqlStore, act: Act | None = None) -> None:
        self._store = store
        self._act = act
        self.writes = 0

    @asynccontextmanager
    async def write(self) -> AsyncIterator[UnitOfWork]:
        self.writes += 1
        if self._act is not None:
            async with self._store.write() as work:
                await self._act(work)
        async with self._store.write() as work:
            yield work

    def claim(self) -> AbstractAsyncContextManager[UnitOfWork]:
        return self._store.claim()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[UnitOfWork]:
        async with self._store.read() as work:
            yield work


def person(number: int, **known: Any) -> Contact:
    return Contact(ContactId(100 + number), ALICE.person_id, f"Friend {number}", START - 52 * WEEK, **known)


async def promise(office: Office, *contacts: Contact) -> Mission:
    mission = await office.mission(ALICE)
    async with office.store.write() as work:
        await work.contacts.add(*contacts)
    return mission


async def shown(office: Office, store: Any = None) -> list[int]:
    desk = replace(office.desk, store=store) if store else office.desk
    return offered(await Suggestions(desk).this_week(ALICE))


def offered(suggestion: WeekSuggestion) -> list[int]:
    return [each.contact.id - 100 for each in suggestion.offers]


async def change(office: Office, contact: Contact, **changes: Any) -> None:
    async with office.store.write() as work:
        await work.contacts.save(replace(contact, **changes))


async def test_a_week_that_is_chosen_is_only_read(office: Office) -> None:
    await promise(office, *(person(number) for number in range(10)))
    store = Interrupted(office.store)
    first = await shown(office, store)
    assert (len(first), store.writes) == (3, 1)
    assert (await shown(office, store), store.writes) == (first, 1)


async def test_two_looks_at_once_choose_the_same_three_once(office: Office) -> None:
    mission = await promise(office, *(person(number) for number in range(10)))
    first, second = await asyncio.gather(shown(office), shown(office))
    assert first == second
    async with office.store.read() as work:
        assert [each.position for each in await work.suggested.find(mission_id=mission.id)] == [0, 1, 2]


async def test_a_walk_and_a_look_at_once_leave_everybody_in_once(office: Office) -> None:
    mission = await promise(office, *(person(number) for number in range(10)))
    first = (await shown(office))[0]
    await asyncio.gather(office.services.suggestions.someone_else(ALICE, mission.id, 100 + first), shown(office))
    async with office.store.read() as work:
        rows = await work.suggested.find(mission_id=mission.id)
    assert sorted(each.contact_id - 100 for each in rows) == list(range(10))
    assert rows[-1].contact_id == 100 + first


async def test_who_goes_on_the_never_list_meanwhile_does_not_come_in(office: Office) -> None:
    people = [person(number, city_id=None) for number in range(3)]
    await promise(office, *people)
    assert sorted(await shown(office, Interrupted(office.store, lambda work: _never(work, people[1])))) == [0, 2]


async def _never(work: UnitOfWork, contact: Contact) -> None:
    await work.contacts.save(replace(contact, is_never=True))


async def test_who_is_removed_meanwhile_does_not_come_in(office: Office) -> None:
    await promise(office, *(person(number) for number in range(3)))
    store = Interrupted(office.store, lambda work: work.contacts.remove(id=101))
    assert sorted(await shown(office, store)) == [0, 2]


async def test_a_mission_that_ends_meanwhile_is_said_to_be_over(office: Office) -> None:
    mission = await promise(office, person(1))
    over = replace(mission, ended_at=office.clock())
    with pytest.raises(Refusal, match=r"mission\.ended"):
        await shown(office, Interrupted(office.store, lambda work: work.missions.save(over)))
    async with office.store.read() as work:
        assert not await work.suggested.find(mission_id=mission.id)


async def test_whoever_is_snoozed_makes_room_until_the_day_itself(office: Office) -> None:
    people = [person(number) for number in range(4)]
    await promise(office, *people)
    before = await shown(office)
    away = before[0]
    await change(office, people[away], snoozed_until=TODAY + 2 * DAY)
    during = await shown(office)
    assert during[:2] == before[1:]
    assert away not in during
    assert len(during) == 3
    office.clock.forward(days=1)
    assert await shown(office) == during
    office.clock.forward(days=1)
    assert await shown(office) == before


async def test_whoever_is_snoozed_is_not_chosen_though_nobody_else_is_there(office: Office) -> None:
    await promise(office, person(1, snoozed_until=TODAY + DAY))
    suggestion = await office.services.suggestions.this_week(ALICE)
    assert (suggestion.offers, suggestion.list_is_empty) == ((), False)


async def test_an_empty_list_and_one_of_the_never_listed_are_empty(office: Office) -> None:
    await promise(office, person(1, is_never=True))
    suggestion = await office.services.suggestions.this_week(ALICE)
    assert (suggestion.offers, suggestion.list_is_empty) == ((), True)


async def test_nobody_elses_contacts_are_offered(office: Office) -> None:
    await promise(office, person(1))
    await office.mission(actor(3))
    async with office.store.write() as work:
        await work.contacts.add(replace(person(2), owner_id=PersonId(3)))
    assert await shown(office) == [1]


async def test_what_the_owner_wished_reaches_the_order_and_the_card(office: Office) -> None:
    await promise(
        office,
        person(0, is_seldom=True),
        person(1, again_on=TODAY + 30 * DAY),
        person(2, birthday=Birthday(1, 3)),
        person(3, again_on=TODAY),
        person(4),
    )
    suggestion = await office.services.suggestions.this_week(ALICE)
    assert offered(suggestion) == [3, 2, 4]
    again, birthday = suggestion.offers[0].reasons, suggestion.offers[1].reasons
    assert ReasonKey.AGAIN in [each.key for each in again]
    assert next(each.day for each in birthday if each.key is ReasonKey.BIRTHDAY) == date(2026, 1, 3)


async def test_the_negative_reasons_are_never_shown(office: Office) -> None:
    await promise(office, person(0, is_seldom=True), person(1, again_on=TODAY + 30 * DAY))
    suggestion = await office.services.suggestions.this_week(ALICE)
    assert {each.key for offer in suggestion.offers for each in offer.reasons} == {ReasonKey.NEVER_MET}


async def test_a_meeting_counts_by_contact_and_by_account_whoever_recorded_it(office: Office) -> None:
    rosa = person(1, account_id=PersonId(7))
    await promise(office, rosa, person(2))
    await office.mission(actor(7))
    theirs = meeting(900, 7, met_on=TODAY - 60 * DAY)
    joined = Participant(theirs.id, 2, Part.CONFIRMED, ALICE.person_id)
    async with office.store.write() as work:
        await work.meetings.add(meeting(901, 2, rosa, met_on=TODAY - 90 * DAY))
        await work.meetings.add(replace(theirs, participants=(*theirs.participants, joined)))
        await work.meetings.add(meeting(902, 2, rosa, met_on=TODAY - 35 * DAY, how=How.CALL))
    suggestion = await office.services.suggestions.this_week(ALICE)
    assert offered(suggestion) == [2, 1]
    assert suggestion.offers[1].last_met_on == TODAY - 60 * DAY
    assert [(each.key, each.weeks) for each in suggestion.offers[1].reasons] == [(ReasonKey.LONG_SINCE, 5)]


async def test_who_was_met_this_week_comes_after_the_others_and_is_there_alone(office: Office) -> None:
    people = [person(number) for number in range(5)]
    await promise(office, *people)
    before = await shown(office)
    async with office.store.write() as work:
        await work.meetings.add(meeting(900, 2, people[before[0]], met_on=TODAY))
    after = await shown(office)
    assert after[:2] == before[1:]
    assert before[0] not in after
    async with office.store.write() as work:
        await work.contacts.remove(id=[each.id for each in people if each.id != 100 + before[0]])
    assert await shown(office) == [before[0]]


async def test_a_visit_told_after_the_week_was_looked_at_brings_them_first_once(office: Office) -> None:
    rosa = person(9, account_id=PersonId(300), waits_near=True)
    mission = await promise(office, *(person(number) for number in range(6)), rosa)
    await lives(office, ALICE, HENDERSON)
    before = await shown(office)
    assert (len(before), 9 in before) == (3, False), "she is waited with until she is near"

    outlook = await goes(office, actor(300), EVANSVILLE, TODAY, TODAY + 2 * DAY)
    await office.services.visits.tell(actor(300), outlook.visit.id)
    assert await shown(office) == [9, *before[:2]]
    assert await shown(office) == [9, *before[:2]]
    walked = await office.services.suggestions.someone_else(ALICE, mission.id, 109)
    assert offered(walked) == before
    assert await shown(office) == before


async def test_a_visit_of_ones_own_brings_the_people_there_first_also_in_a_week_looked_at(office: Office) -> None:
    there = office.desk.places.find(EVANSVILLE)
    assert there is not None
    mission = await promise(office, *(person(number) for number in range(6)), person(9, city_id=there.id))
    await lives(office, ALICE, "Chicago")
    before = await shown(office)
    assert 9 not in before
    outlook = await goes(office, ALICE, EVANSVILLE, TODAY + DAY, TODAY + 2 * DAY)
    assert await shown(office) == [9, *before[:2]]
    await office.services.suggestions.skip(ALICE, mission.id, 109)
    assert await shown(office) == before
    await office.services.visits.remove(ALICE, outlook.visit.id)
    assert await shown(office) == before


async def test_chosen_within_a_transaction_or_beside_it_it_is_the_same(office: Office) -> None:
    mission = await promise(office, *(person(number) for number in range(10)))
    async with office.store.write() as work:
        drawn = offered(await suggestion_for(work, office.desk, mission))
    async with office.store.write() as work:
        await work.suggested.remove(mission_id=mission.id)
    assert await shown(office) == drawn


async def test_skipping_and_walking_over_a_long_list_bring_somebody_new_each_time(office: Office) -> None:
    mission = await promise(office, *(person(number) for number in range(60)))
    suggestions, seen = office.services.suggestions, set()
    suggestion = await suggestions.this_week(ALICE)
    for step in range(60):
        first = suggestion.offers[0].contact.id
        assert first not in seen
        seen.add(first)
        passed = suggestions.skip if step % 2 else suggestions.someone_else
        suggestion = await passed(ALICE, mission.id, first)
    assert len(offered(suggestion)) == 3

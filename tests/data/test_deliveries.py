"""The deliveries table: planned once, claimed by one, in the order of its lane, and settled for good."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from data.store import SqlStore
from data.units import SqlUnitOfWork
from meetups.values import (
    Community,
    CommunityId,
    Delivery,
    DeliveryId,
    DeliveryState,
    Mission,
    MissionId,
    Person,
    PersonId,
)
from meetups.values import DeliveryKind as Kind
from tests.support.database import fresh_database
from tests.support.office import START, delivery

T = TypeVar("T")
LATER = START + timedelta(hours=1)


async def _due(store: SqlStore, now: datetime = START, limit: int = 100) -> list[int]:
    async with store.read() as work:
        return list(await work.deliveries.due(now, limit))


async def _claim(store: SqlStore, *ids: int, now: datetime = START) -> list[int]:
    async with store.write() as work:
        return sorted(each.id for each in await work.deliveries.claim([DeliveryId(each) for each in ids], now))


async def _plan(store: SqlStore, *rows: Delivery) -> None:
    async with store.write() as work:
        await work.deliveries.plan(rows)


async def _settle(store: SqlStore, number: int, state: DeliveryState) -> None:
    async with store.write() as work:
        row = await work.deliveries.get(number)
        assert row is not None
        await work.deliveries.save(replace(row, state=state, settled_at=START))


async def test_planning_again_changes_nothing(store: SqlStore) -> None:
    await _plan(store, delivery(1, occasion="week 1"))
    await _plan(store, delivery(2, occasion="week 1", due=LATER), delivery(3, occasion="week 2"))

    async with store.read() as work:
        rows = await work.deliveries.find()
    assert [(each.id, each.occasion, each.due) for each in rows] == [(1, "week 1", START), (3, "week 2", START)]


@pytest.mark.parametrize("state", [state for state in DeliveryState if state is not DeliveryState.PLANNED])
async def test_planning_again_wakes_nothing_that_was_settled(store: SqlStore, state: DeliveryState) -> None:
    await _plan(store, delivery(1, occasion="week 1"))
    await _settle(store, 1, state)

    await _plan(store, delivery(2, occasion="week 1"))

    async with store.read() as work:
        [row] = await work.deliveries.find()
    assert (row.id, row.state) == (1, state)


async def test_one_batch_may_say_the_same_twice(store: SqlStore) -> None:
    await _plan(store, delivery(1, occasion="a"), delivery(2, occasion="a"))

    assert await _due(store) == [1]


async def test_what_is_not_due_waits(store: SqlStore) -> None:
    await _plan(store, delivery(1, "person:1", LATER), delivery(2, "person:2", START))

    assert await _due(store) == [2]
    assert await _due(store, LATER) == [2, 1]


async def test_a_lane_goes_in_order_one_at_a_time(store: SqlStore) -> None:
    await _plan(store, delivery(1, "post:1"), delivery(2, "post:1"), delivery(3, "post:2"), delivery(4, "post:1"))

    assert await _due(store) == [1, 3]
    await _claim(store, 1, 3)
    assert await _due(store) == [], "both lanes wait for what is on its way"
    await _settle(store, 1, DeliveryState.SENT)
    assert await _due(store) == [2]


async def test_a_lane_goes_by_time_then_by_age(store: SqlStore) -> None:
    await _plan(store, delivery(5, "a", START), delivery(4, "a", LATER), delivery(6, "a", START))

    assert await _due(store, LATER) == [5]


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.DROPPED, DeliveryState.UNDELIVERABLE])
async def test_a_lane_goes_on_whatever_became_of_the_one_before(store: SqlStore, state: DeliveryState) -> None:
    await _plan(store, delivery(1, "a"), delivery(2, "a"))
    await _claim(store, 1)

    await _settle(store, 1, state)

    assert await _due(store) == [2]


async def test_no_more_are_due_than_asked_for_and_the_oldest_first(store: SqlStore) -> None:
    await _plan(store, *(delivery(each, f"person:{each}", START - timedelta(minutes=each)) for each in range(1, 6)))

    assert await _due(store, limit=2) == [5, 4]


async def test_a_claim_is_exclusive_between_two_connections(store: SqlStore, tmp_path: Path) -> None:
    other = SqlStore(f"sqlite+aiosqlite:///{tmp_path / 'meetward.db'}")
    await _plan(store, *(delivery(each, f"person:{each}") for each in range(1, 41)))
    everything = range(1, 41)

    ours, theirs = await asyncio.gather(_claim(store, *everything), _claim(other, *everything))

    await other.close()
    assert sorted([*ours, *theirs]) == list(everything)
    assert not set(ours) & set(theirs)


async def test_a_claim_takes_only_what_is_planned_and_keeps_its_first_time(store: SqlStore) -> None:
    await _plan(store, delivery(1), delivery(2, "person:2"))
    assert await _claim(store, 1, now=START) == [1]
    assert await _claim(store, 1, 2, now=LATER) == [2]
    assert await _claim(store) == []

    async with store.read() as work:
        claimed = {each.id: each.claimed_at for each in await work.deliveries.claimed(LATER)}
    assert claimed == {1: START, 2: LATER}


async def test_claims_are_found_by_their_age(store: SqlStore) -> None:
    await _plan(store, delivery(1), delivery(2, "person:2"))
    await _claim(store, 1, now=START)
    await _claim(store, 2, now=LATER)

    async with store.read() as work:
        assert [each.id for each in await work.deliveries.claimed(START)] == [1]
        assert [each.id for each in await work.deliveries.claimed(START - timedelta(seconds=1))] == []


async def test_the_next_due_is_the_earliest_planned(store: SqlStore) -> None:
    async def next_due() -> datetime | None:
        async with store.read() as work:
            return await work.deliveries.next_due()

    assert await next_due() is None
    await _plan(store, delivery(1, due=LATER), delivery(2, "person:2", START))
    assert await next_due() == START
    await _claim(store, 2)
    assert await next_due() == LATER
    await _plan(store, delivery(3, "person:2"))
    assert await next_due() == LATER, "what waits in a lane behind a claimed row rings no alarm"
    await _settle(store, 2, DeliveryState.SENT)
    assert await next_due() == START
    await _settle(store, 3, DeliveryState.DROPPED)
    await _settle(store, 1, DeliveryState.DROPPED)
    assert await next_due() is None


async def test_withdrawing_keeps_what_was_sent_or_is_on_its_way(store: SqlStore) -> None:
    mission = await _mission(store)
    rows = [delivery(each, f"lane:{each}", kind=Kind.KICKOFF, mission_id=mission.id) for each in range(1, 5)]
    await _plan(store, *rows, delivery(5, kind=Kind.WELCOME, mission_id=mission.id), delivery(6, kind=Kind.KICKOFF))
    await _claim(store, 1, 2)
    await _settle(store, 1, DeliveryState.SENT)
    await _settle(store, 3, DeliveryState.DROPPED)

    async with store.write() as work:
        await work.deliveries.withdraw(mission.id, (Kind.KICKOFF, Kind.LAST_CALL))

    async with store.read() as work:
        assert [each.id for each in await work.deliveries.find()] == [1, 2, 3, 5, 6]


async def test_what_waits_for_a_person_is_theirs_and_not_seen(store: SqlStore) -> None:
    async with store.write() as work:
        await work.persons.add(Person(PersonId(1), START), Person(PersonId(2), START))
    await _plan(
        store,
        *(delivery(each, due=LATER if each == 1 else START, person_id=PersonId(1)) for each in (1, 2, 3, 4)),
        delivery(5, person_id=PersonId(2)),
    )
    for each in (1, 2, 3, 5):
        await _settle(store, each, DeliveryState.UNDELIVERABLE)
    async with store.write() as work:
        row = await work.deliveries.get(3)
        assert row is not None
        await work.deliveries.save(replace(row, seen_at=START))

    async with store.read() as work:
        waiting = await work.deliveries.waiting_for(PersonId(1))
    assert sorted(each.id for each in waiting) == [1, 2]


async def _mission(store: SqlStore) -> Mission:
    mission = Mission(
        MissionId(20), PersonId(1), CommunityId(10), START.date(), START.date() + timedelta(90), "UTC", START
    )
    async with store.write() as work:
        await work.persons.add(Person(PersonId(1), START))
        await work.communities.add(Community(CommunityId(10), "Tweetup", START))
        await work.missions.add(mission)
    return mission


class Lanes(RuleBasedStateMachine):
    """Whatever is planned, claimed, settled and given back in any order: each row goes out once, lanes in order."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.store = SqlStore(fresh_database(Path(self.folder.name)))
        self.planned: dict[int, tuple[str, int]] = {}
        self.claimed: dict[int, str] = {}
        self.went_out: list[int] = []
        self.minute = 0
        self.last_id = 0

    def teardown(self) -> None:
        self.loop.run_until_complete(self.store.close())
        self.loop.close()
        self.folder.cleanup()

    def run(self, act: Callable[[SqlUnitOfWork], Awaitable[T]]) -> T:
        async def inside() -> T:
            async with self.store.write() as work:
                return await act(work)

        return self.loop.run_until_complete(inside())

    @property
    def now(self) -> datetime:
        return START + timedelta(minutes=self.minute)

    @initialize()
    def begin(self) -> None:
        self.run(lambda work: work.deliveries.plan([]))

    @rule(lane=st.sampled_from("abc"), delay=st.integers(0, 3), again=st.booleans())
    def plan(self, lane: str, delay: int, again: bool) -> None:
        self.last_id += 1
        due = self.now + timedelta(minutes=delay)
        row = delivery(self.last_id, lane, due)
        self.run(lambda work: work.deliveries.plan([row]))
        self.planned[self.last_id] = (lane, self.minute + delay)
        if again:
            twin = replace(row, id=DeliveryId(self.last_id + 10_000))
            self.run(lambda work: work.deliveries.plan([twin]))

    @rule(minutes=st.integers(1, 3))
    def wait(self, minutes: int) -> None:
        self.minute += minutes

    @rule()
    def claim_due(self) -> None:
        due = self.run(lambda work: work.deliveries.due(self.now, 10))
        claimed = self.run(lambda work: work.deliveries.claim(due, self.now))
        for each in claimed:
            lane, when = self.planned.pop(each.id)
            assert when <= self.minute, "not before its time"
            assert lane not in self.claimed.values(), "not beside another of its lane"
            earlier = [other for other, place in self.planned.items() if place[0] == lane and place[1] < when]
            assert earlier == [], "not before an earlier one of its lane"
            self.claimed[each.id] = lane

    @rule(data=st.data(), state=st.sampled_from(["sent", "dropped", "undeliverable"]))
    def settle(self, data: st.DataObject, state: str) -> None:
        if self.claimed:
            number = data.draw(st.sampled_from(sorted(self.claimed)))
            self._save(number, DeliveryState(state))
            del self.claimed[number]
            self.went_out.append(number)

    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        if self.claimed:
            number = data.draw(st.sampled_from(sorted(self.claimed)))
            row = self._save(number, DeliveryState.PLANNED)
            self.planned[number] = (self.claimed.pop(number), int((row.due - START).total_seconds()) // 60)

    def _save(self, number: int, state: DeliveryState) -> Delivery:
        async def save(work: SqlUnitOfWork) -> Delivery:
            row = await work.deliveries.get(number)
            assert row is not None
            kept = row.claimed_at if state is not DeliveryState.PLANNED else None
            await work.deliveries.save(replace(row, state=state, claimed_at=kept))
            return row

        return self.run(save)

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        rows = self.run(lambda work: work.deliveries.find())
        assert sorted(each.id for each in rows) == sorted([*self.planned, *self.claimed, *self.went_out])
        assert len(self.went_out) == len(set(self.went_out))
        next_due = self.run(lambda work: work.deliveries.next_due())
        free = [when for lane, when in self.planned.values() if lane not in self.claimed.values()]
        earliest = min(free, default=None)
        assert next_due == (None if earliest is None else START + timedelta(minutes=earliest))


Lanes.TestCase.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)
TestLanes = Lanes.TestCase

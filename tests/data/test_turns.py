"""Whose turn it is: acts before the calendar, communities in turn, and no busy channel before everybody's nudges."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest

from data.deliveries import MOST_POSTS, MOST_POSTS_EACH
from data.store import SqlStore
from meetups.values import Community, CommunityId, Delivery, DeliveryId
from tests.support.office import START, delivery

BIG, SMALL = CommunityId(1), CommunityId(2)
LATER = START + timedelta(hours=1)


@pytest.fixture
async def towns(store: SqlStore) -> SqlStore:
    async with store.write() as work:
        for number in range(1, 10):
            await work.communities.add(Community(CommunityId(number), f"Town {number}", START))
    return store


def nudges(community: CommunityId, numbers: Iterable[int], *, after: int = 0) -> list[Delivery]:
    """Nudges of as many people, due one second after the other."""
    return [
        delivery(
            each,
            f"person:{each}",
            START + timedelta(seconds=after + place),
            community_id=community,
            is_scheduled=True,
        )
        for place, each in enumerate(numbers)
    ]


def posts(community: CommunityId, numbers: Iterable[int]) -> list[Delivery]:
    return [delivery(each, f"post:{each}", community_id=community) for each in numbers]


async def _plan(store: SqlStore, *rows: Delivery) -> None:
    async with store.write() as work:
        await work.deliveries.plan(rows)


async def _due(store: SqlStore, limit: int = 100) -> list[DeliveryId]:
    async with store.read() as work:
        return await work.deliveries.due(LATER, limit)


async def _claim_due(store: SqlStore, limit: int = 32) -> list[int]:
    due = await _due(store, limit)
    async with store.write() as work:
        return [each.id for each in await work.deliveries.claim(due, LATER)]


async def test_a_small_community_waits_for_one_of_a_big_one_not_for_all(towns: SqlStore) -> None:
    await _plan(towns, *nudges(BIG, range(100, 150)), *nudges(SMALL, range(200, 203), after=60))
    assert await _due(towns, 8) == [100, 200, 101, 201, 102, 202, 103, 104]
    assert await _claim_due(towns, 4) == [100, 200, 101, 201], "in the order of their turns"


async def test_what_follows_from_an_act_goes_before_what_the_calendar_brings(towns: SqlStore) -> None:
    await _plan(towns, *nudges(BIG, range(100, 110)), delivery(300, "person:300", LATER, community_id=BIG))
    assert (await _due(towns, 2)) == [300, 100]


async def test_one_person_gets_one_at_a_time_whichever_goes_first(towns: SqlStore) -> None:
    await _plan(towns, *nudges(BIG, [100]), delivery(300, "person:100", START + timedelta(minutes=5)))
    assert await _claim_due(towns) == [300]
    assert await _claim_due(towns) == []


async def test_a_channel_full_of_posts_keeps_nobodys_nudge_waiting(towns: SqlStore) -> None:
    await _plan(towns, *posts(BIG, range(300, 500)), *nudges(SMALL, range(100, 120)))
    claimed = await _claim_due(towns)
    assert claimed[:MOST_POSTS_EACH] == [300, 301, 302, 303]
    assert claimed[MOST_POSTS_EACH:] == list(range(100, 120))
    assert await _claim_due(towns) == [], "those under way first"


async def test_many_busy_channels_leave_room_too(towns: SqlStore) -> None:
    for number in range(1, 10):
        await _plan(towns, *posts(CommunityId(number), range(number * 1_000, number * 1_000 + 20)))
    for _ in range(5):
        await _claim_due(towns, 8)
    await _plan(towns, *nudges(SMALL, [100]))
    assert await _claim_due(towns, 8) == [100]
    async with towns.read() as work:
        under_way = len(await work.deliveries.claimed(LATER)) - 1
    assert MOST_POSTS <= under_way < MOST_POSTS + 8


async def test_a_claim_finds_its_rows_by_their_ids(towns: SqlStore) -> None:
    """By their state SQLite would walk through all that is planned, of which there may be a million."""
    await _plan(towns, *nudges(BIG, range(1_000, 1_003)))
    async with towns.write() as work:
        seen: list[str] = []
        connection = work.deliveries._connection
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        await raw.beside(raw._conn.set_trace_callback, seen.append)
        await work.deliveries.claim([DeliveryId(1_000), DeliveryId(1_001)], LATER)
        await raw.beside(raw._conn.set_trace_callback, None)
        plans = [
            row[-1]
            for each in seen
            if each.startswith(("SELECT", "UPDATE"))
            for row in (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}")).all()
        ]
    assert len(plans) >= 2
    assert all("(id=?)" in plan for plan in plans), plans

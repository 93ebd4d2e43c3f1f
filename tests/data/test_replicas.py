"""Several processes on one PostgreSQL, seen from the database: who claims what, and what becomes of the dead's.

They need a server of PostgreSQL, as `make test-postgres` has it; what shards are is the same everywhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import pytest

from data.replicas import ALL, Shards, all_of
from data.store import SqlStore
from meetups.values import Community, CommunityId, Delivery, DeliveryId, DeliveryKind, Person, PersonId
from tests.support.database import ON_POSTGRES
from tests.support.office import START, delivery
from tests.support.postgres import fresh_postgres

LATER = START + timedelta(minutes=1)
SHARED = pytest.mark.skipif(not ON_POSTGRES, reason="make test-postgres runs it")
HERE, THERE = CommunityId(6 << 22), CommunityId(7 << 22)
"""Communities of shard 0 and shard 1 of two."""
FIRST, SECOND = Shards(2, frozenset({0})), Shards(2, frozenset({1}))


@asynccontextmanager
async def processes(*shards: Shards) -> AsyncIterator[list[SqlStore]]:
    """Stores of as many processes on one database, with two people and two communities in it."""
    url = fresh_postgres()
    async with AsyncExitStack() as stack:
        stores = []
        for each in shards:
            stores.append(store := SqlStore(url, each))
            stack.push_async_callback(store.close)
        async with stores[0].write() as work:
            await work.persons.add(*(Person(PersonId(each), START) for each in (1, 2)))
            await work.communities.add(*(Community(each, "Tweetup", START) for each in (HERE, THERE)))
        yield stores


async def plan(store: SqlStore, *planned: Delivery) -> None:
    async with store.write() as work:
        await work.deliveries.plan(planned)


async def claim(store: SqlStore, ids: list[DeliveryId]) -> list[DeliveryId]:
    async with store.claim() as work:
        return [each.id for each in await work.deliveries.claim(ids, LATER)]


async def due(store: SqlStore) -> set[DeliveryId]:
    async with store.read() as work:
        return set(await work.deliveries.due(LATER, 100))


async def orphaned(store: SqlStore) -> list[DeliveryId]:
    async with store.read() as work:
        return await work.deliveries.orphaned(100)


def ids(*numbers: int) -> list[DeliveryId]:
    return [DeliveryId(each) for each in numbers]


def test_a_shard_is_what_discord_says_it_is() -> None:
    assert [FIRST.cover(each) for each in (HERE, THERE)] == [True, False]
    assert [SECOND.cover(each) for each in (HERE, THERE)] == [False, True]
    assert (ALL.are_all, all_of(4).are_all, FIRST.are_all) == (True, True, False)
    assert all(ALL.cover(each) for each in (HERE, THERE))


@SHARED
async def test_two_that_claim_at_once_share_what_is_due_and_wait_for_nobody() -> None:
    numbers = ids(*range(1, 41))
    async with processes(ALL, ALL) as (one, other):
        await plan(one, *(delivery(each, lane=f"person:{each}") for each in numbers))
        async with one.claim() as work:
            mine = [each.id for each in await work.deliveries.claim(numbers[:25], LATER)]
            # The first has not landed yet.
            theirs = await asyncio.wait_for(claim(other, numbers[15:]), 5)
        assert sorted(mine) == numbers[:25]
        assert sorted(theirs) == numbers[25:]


@SHARED
async def test_of_a_lane_one_is_under_way_whoever_claims() -> None:
    async with processes(ALL, ALL) as (one, other):
        await plan(one, *(delivery(each, lane="person:1") for each in (1, 2)))
        async with one.claim() as work:
            assert [each.id for each in await work.deliveries.claim(ids(2), LATER)] == [2]
            assert await asyncio.wait_for(claim(other, ids(1)), 5) == []
        assert await claim(other, ids(1)) == []
        assert await due(other) == set()


@SHARED
async def test_claims_and_writers_never_overlap() -> None:
    async with processes(ALL, ALL) as (one, other):
        await plan(one, delivery(1))
        async with one.write() as work:
            claiming = asyncio.create_task(claim(other, ids(1)))
            await asyncio.sleep(0.2)
            assert not claiming.done()
            await work.deliveries.remove(id=1)
        assert await claiming == []


@SHARED
async def test_what_a_living_process_claimed_is_its_own_and_a_dead_ones_is_taken_over_once() -> None:
    async with processes(ALL, ALL, ALL) as (one, other, third):
        await plan(one, delivery(1), delivery(2, lane="person:2"))
        assert await claim(one, ids(1)) == [1]
        assert await claim(other, ids(2)) == [2]
        assert await orphaned(other) == []
        async with other.read() as work:
            assert [each.id for each in await work.deliveries.claimed(LATER)] == [2]
            assert await work.deliveries.claimed_since(START) == 1
        await one.close()
        assert await orphaned(other) == [1]
        async with other.claim() as work:
            assert [each.id for each in await work.deliveries.take_over(ids(1, 2))] == [1]
            async with third.claim() as beside:
                assert await beside.deliveries.take_over(ids(1)) == []
        async with other.read() as work:
            assert [each.id for each in await work.deliveries.claimed(LATER)] == [1, 2]
        assert await orphaned(third) == []


@SHARED
async def test_a_process_whose_connection_was_cut_is_seen_again_at_its_next_claim() -> None:
    async with processes(ALL, ALL) as (one, other):
        await plan(one, delivery(1), delivery(2, lane="person:2"))
        assert await claim(one, ids(1)) == [1]
        async with other._writer.begin() as connection:
            await connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
                " AND pid <> pg_backend_pid()"
            )
        assert await orphaned(other) == [1]
        assert await claim(one, ids(2)) == [2]
        assert await orphaned(other) == []


@SHARED
async def test_what_is_posted_in_a_server_waits_for_the_process_that_knows_it() -> None:
    posts = {
        number: delivery(number, lane=f"post:{number}", kind=DeliveryKind.POST, community_id=where)
        for number, where in ((1, HERE), (2, THERE))
    }
    async with processes(FIRST, SECOND) as (one, other):
        await plan(one, *posts.values(), delivery(3, lane="person:2", community_id=THERE))
        assert await due(one) == {1, 3}
        assert await due(other) == {2, 3}
        async with one.read() as work:
            assert await work.deliveries.next_due() == START
        assert await claim(other, ids(2, 3)) == [2, 3]
        await other.close()
        assert await orphaned(one) == [3]


@SHARED
async def test_shards_introduce_themselves_one_after_another() -> None:
    async with processes(FIRST, SECOND) as (one, other):
        assert one.fleet is not None
        assert other.fleet is not None
        await one.fleet.turn_to_identify(0.3)
        waiting = asyncio.create_task(other.fleet.turn_to_identify(0.0))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        await asyncio.wait_for(waiting, 2)
        await one.fleet.turn_to_identify(60)
        await one.close()
        await asyncio.wait_for(other.fleet.turn_to_identify(0.0), 2)

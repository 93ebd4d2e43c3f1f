"""One transaction lands whole or not at all; one writes at a time, many read, and the alarm hears what has landed."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from data.store import SqlStore
from data.units import SqlUnitOfWork
from meetups.values import Contact, ContactId, Person, PersonId
from tests.support.database import fresh_database
from tests.support.office import START, delivery


class ChangedMindError(Exception):
    """Raised in the middle of a transaction."""


async def _fail(work: SqlUnitOfWork) -> None:
    """Write of every kind, then give up."""
    await work.persons.add(Person(PersonId(1), START))
    await work.deliveries.plan([delivery(1)])
    assert await work.persons.count() == 1
    raise ChangedMindError


async def _give_up(store: SqlStore) -> None:
    async with store.write() as work:
        await _fail(work)


async def _count(store: SqlStore) -> int:
    async with store.read() as work:
        return await work.persons.count()


async def test_what_is_written_together_lands_together(store: SqlStore) -> None:
    async with store.write() as work:
        await work.persons.add(Person(PersonId(1), START))
        await work.contacts.add(Contact(ContactId(2), PersonId(1), "Chris", START))

    async with store.read() as work:
        assert await work.contacts.get(2) == Contact(ContactId(2), PersonId(1), "Chris", START)


async def test_a_transaction_that_fails_leaves_nothing(store: SqlStore) -> None:
    with pytest.raises(ChangedMindError):
        await _give_up(store)

    assert await _count(store) == 0
    assert await _deliveries(store) == 0


async def test_a_cancelled_transaction_leaves_nothing_and_blocks_nobody(store: SqlStore) -> None:
    inside = asyncio.Event()

    async def slow() -> None:
        async with store.write() as work:
            await work.persons.add(Person(PersonId(1), START))
            inside.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(slow())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    async with asyncio.timeout(5), store.write() as work:
        await work.persons.add(Person(PersonId(2), START))
    assert await _count(store) == 1


async def test_readers_cannot_write(store: SqlStore) -> None:
    with pytest.raises(OperationalError, match="readonly"):
        async with store.read() as work:
            await work.persons.add(Person(PersonId(1), START))

    assert await _count(store) == 0


async def test_readers_read_what_has_landed_while_somebody_writes(store: SqlStore) -> None:
    async with store.write() as work:
        await work.persons.add(Person(PersonId(1), START))
        assert await _count(store) == 0
    assert await _count(store) == 1


async def test_a_reader_sees_one_moment_for_as_long_as_it_reads(store: SqlStore) -> None:
    async with store.read() as reading:
        assert await reading.persons.count() == 0
        async with store.write() as work:
            await work.persons.add(Person(PersonId(1), START))
        assert await reading.persons.count() == 0
    assert await _count(store) == 1


async def test_writers_queue_in_the_order_they_came(store: SqlStore) -> None:
    order: list[int] = []
    inside = 0

    async def write(number: int) -> None:
        nonlocal inside
        async with store.write() as work:
            inside += 1
            assert inside == 1, "two writers at once"
            await work.persons.add(Person(PersonId(number), START))
            await asyncio.sleep(0.001)
            order.append(number)
            inside -= 1

    tasks = []
    for number in range(1, 13):
        tasks.append(asyncio.create_task(write(number)))
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)

    assert order == sorted(order)
    assert await _count(store) == 12


async def test_two_processes_writers_wait_for_each_other(store: SqlStore, tmp_path: Path) -> None:
    """A backup or a second program on the same file waits instead of failing."""
    other = SqlStore(f"sqlite+aiosqlite:///{tmp_path / 'meetward.db'}")

    async def write(through: SqlStore, number: int) -> None:
        async with through.write() as work:
            people = await work.persons.count()
            await asyncio.sleep(0.005)
            await work.persons.add(Person(PersonId(number * 100 + people), START))

    await asyncio.gather(*(write((store, other)[number % 2], number) for number in range(1, 9)))
    await other.close()

    async with store.read() as work:
        counted = sorted(each.id % 100 for each in await work.persons.find())
    assert counted == list(range(8)), "each writer saw what the one before it wrote"


async def test_the_alarm_hears_of_deliveries_once_they_have_landed(store: SqlStore) -> None:
    heard: list[tuple[datetime, int]] = []
    landed: list[int] = []

    async with store.write() as work:
        await work.deliveries.plan([delivery(1, due=START + timedelta(hours=2)), delivery(2, due=START)])
        await work.deliveries.plan([delivery(3, due=START + timedelta(hours=1))])
        store.on_planned = lambda due: heard.append((due, len(landed)))
        landed.append(await _deliveries(store))
        assert heard == []

    assert landed == [0], "nothing had landed inside the transaction"
    assert heard == [(START, 1)], "once, with the earliest"


async def test_the_alarm_hears_nothing_of_what_did_not_land(store: SqlStore) -> None:
    heard: list[datetime] = []
    store.on_planned = heard.append

    with pytest.raises(ChangedMindError):
        await _give_up(store)

    assert heard == []


async def test_the_alarm_is_not_rung_for_a_transaction_that_plans_nothing(store: SqlStore) -> None:
    heard: list[datetime] = []
    store.on_planned = heard.append

    async with store.write() as work:
        await work.deliveries.plan([])
        await work.persons.add(Person(PersonId(1), START))

    assert heard == []


async def test_instants_keep_their_zone_and_naive_ones_are_refused(store: SqlStore) -> None:
    async with store.write() as work:
        await work.persons.add(Person(PersonId(1), START))

    async with store.read() as work:
        person = await work.persons.get(PersonId(1))
    assert person is not None
    assert person.created_at == START
    assert person.created_at.utcoffset() == timedelta(0)
    with pytest.raises(Exception, match="must be aware"):
        async with store.write() as work:
            await work.persons.add(Person(PersonId(2), START.replace(tzinfo=None)))


async def test_removing_without_saying_what_is_refused(store: SqlStore) -> None:
    async with store.write() as work:
        with pytest.raises(ValueError, match="never meant"):
            await work.persons.remove()


async def test_finding_one_of_several_is_a_fault(store: SqlStore) -> None:
    async with store.write() as work:
        await work.persons.add(Person(PersonId(1), START), Person(PersonId(2), START))

        with pytest.raises(LookupError):
            await work.persons.one(locale="en-US")
        assert await work.persons.one(id=3) is None


async def test_commits_reach_the_disk_and_references_are_watched(store: SqlStore) -> None:
    async with store.write() as work:
        pragmas = {
            name: (await work.persons._connection.execute(text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "query_only")
        }

    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "query_only": 0}


async def test_what_is_remembered_is_recalled_after_a_restart(tmp_path: Path) -> None:
    url = fresh_database(tmp_path)
    first = SqlStore(url)
    async with first.write() as work:
        await work.reminders.remember("commands", "abc")
        await work.reminders.remember("commands", "def")
    await first.close()

    second = SqlStore(url)
    async with second.read() as work:
        assert await work.reminders.recall("commands") == "def"
        assert await work.reminders.recall("nothing") is None
    await second.close()


async def test_a_writer_cancelled_in_the_middle_of_many_rows_keeps_nobody_waiting(store: SqlStore) -> None:
    async with store.write() as work:
        await work.persons.add(*(Person(PersonId(number), START) for number in range(1, 1_501)))

    async def write() -> None:
        async with store.write() as work:
            await work.persons.find()
            await work.persons.seen([PersonId(1)], START)
            await work.persons.find()

    for pause in range(30):
        writing = asyncio.create_task(write())
        await asyncio.sleep(pause / 1_000)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        async with asyncio.timeout(5), store.write() as work:
            await work.persons.seen([PersonId(2)], START)


async def _deliveries(store: SqlStore) -> int:
    async with store.read() as work:
        return await work.deliveries.count()

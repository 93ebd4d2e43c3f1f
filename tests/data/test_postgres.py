"""What PostgreSQL does otherwise than SQLite, and nobody is to notice.

It needs a server of PostgreSQL, as `make test-postgres` has it.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.store import SqlStore
from meetups.values import Person, PersonId
from tests.support.database import ON_POSTGRES
from tests.support.office import START
from tests.support.postgres import fresh_postgres

pytestmark = pytest.mark.skipif(not ON_POSTGRES, reason="make test-postgres runs it")


async def test_a_nul_in_a_text_is_left_out_and_the_rest_kept() -> None:
    store = SqlStore(fresh_postgres())
    people = [Person(PersonId(each), START, introduction="bees\0 and tea") for each in (1, 2)]
    async with store.write() as work:
        await work.persons.add(*people)
        await work.persons.save(replace(people[0], introduction="\0bees\0"))
    async with store.read() as work:
        assert [each.introduction for each in await work.persons.find(id=[1, 2])] == ["bees", "bees and tea"]
        assert await work.persons.count(introduction="be\0es") == 1
    await store.close()

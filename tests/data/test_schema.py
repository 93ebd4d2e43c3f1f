"""Migrations give exactly the tables the code knows, and the tables refuse what makes no sense."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Table, create_engine, func, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from data.migrating import FutureDatabase
from data.store import SqlStore
from data.tables import metadata
from tests.data.small_world import ROWS, TABLES
from tests.support.office import START

NOBODY = 999
REFERENCES = [
    (table.name, column.name) for table in metadata.sorted_tables for column in table.columns if column.foreign_keys
]
REQUIRED = [
    (table.name, column.name)
    for table in metadata.sorted_tables
    for column in table.columns
    if not column.nullable and not column.primary_key and column.server_default is None
]
BROKEN_CHECKS = [
    ("persons", {"quiet_from": -1}),
    ("persons", {"quiet_until": 1440}),
    ("communities", {"first_weekday": 7}),
    ("missions", {"ends_on": date(2026, 1, 4)}),
    ("missions", {"target": 0}),
    ("missions", {"target": 8}),
    ("missions", {"every_weeks": 3}),
    ("missions", {"kickoff_weekday": -1}),
    ("missions", {"kickoff_minute": 1440}),
    ("excuses", {"last_on": date(2026, 2, 1)}),
    ("breaks", {"last_on": date(2026, 2, 1)}),
    ("contacts", {"account_id": 1}),
    ("apart", {"one_id": 42, "other_id": 40}),
    ("visits", {"last_on": date(2026, 2, 2)}),
]
TWICE = [
    ("missions", {"id": 21}),  # two running in one community
    ("breaks", {"id": 36}),  # the same days off twice
    ("contacts", {"id": 41}),  # one account twice on a list
    ("participants", {"position": 2}),  # one person twice in a meeting
    ("asks", {"id": 71}),
    ("deliveries", {"id": 81}),  # the promise of exactly once
    ("invites", {}),  # one question, two invitations
    ("pool_members", {}),
    ("showings", {}),
    ("match_runs", {"id": 111}),  # one part of a week twice
    ("matched", {"group": 2}),  # one person in two groups of a run
    ("guests", {"person_id": None}),  # two guests in one place
    ("guests", {"position": 1}),  # one person asked twice to one plan
    ("seats", {"state": "waiting"}),  # two places for one person
]
ALLOWED = [
    ("missions", {"id": 21, "community_id": 12}),
    ("contacts", {"id": 41, "account_id": None}),
    ("contacts", {"id": 41, "owner_id": 3}),
    ("participants", {"position": 2, "person_id": None}),
    ("asks", {"id": 71, "to_id": 3}),
    ("deliveries", {"id": 81, "occasion": "2026-01-12"}),
    ("visits", {"id": 101}),
    ("visits", {"id": 101, "last_on": date(2026, 2, 3)}),  # a day alone
    ("pool_members", {"community_id": 12}),
    ("showings", {"community_id": 12}),
    ("pool_members", {"person_id": 3}),
    ("matched", {"person_id": 3}),
    ("match_runs", {"id": 111, "part": "midweek"}),
    ("match_runs", {"id": 111, "community_id": 12}),
    ("plans", {"id": 121}),
    ("plans", {"id": 121, "community_id": None, "meeting_id": None}),
    ("guests", {"position": 1, "person_id": None}),  # one contact more, who is not on Discord
    ("guests", {"position": 1, "person_id": 3}),
    ("gatherings", {"id": 131}),
    ("seats", {"person_id": 3}),
]


def _fill(connection: Connection) -> None:
    for name, table in TABLES.items():
        connection.execute(insert(table).values(**_typed(table, ROWS[name])))
        if name == "contacts":
            for number in (42, 43):
                connection.execute(insert(table).values(**{**ROWS[name], "id": number, "account_id": None}))
        if name == "asks":
            connection.execute(insert(table).values(**{**ROWS[name], "id": 72, "kind": "invite", "subject": 72}))


def _typed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name in table.c}


async def _world(store: SqlStore) -> AsyncEngine:
    """The engine over a database that holds the small world."""
    engine = create_async_engine(store.url)
    async with engine.begin() as connection:
        await connection.execute(text("PRAGMA foreign_keys=ON"))
        await connection.run_sync(_fill)
        other = {"communities": {"id": 12}, "persons": {"id": 3}, "photos": {"id": 66}}
        for name, changed in other.items():
            await connection.execute(insert(TABLES[name]).values(**{**ROWS[name], **changed}))
    return engine


async def _insert(engine: AsyncEngine, name: str, **changed: Any) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("PRAGMA foreign_keys=ON"))
        await connection.execute(insert(TABLES[name]).values(**{**ROWS[name], **changed}))


async def _remove(engine: AsyncEngine, name: str, row: dict[str, Any]) -> None:
    """Take back the row that differs from the small world's by these values."""
    table = TABLES[name]
    async with engine.begin() as connection:
        await connection.execute(table.delete().where(*(table.c[key] == value for key, value in row.items())))


def _fresh(name: str) -> dict[str, Any]:
    """What makes a second row of a table one of its own, so that only what a test breaks is broken."""
    keys: dict[str, dict[str, Any]] = {
        "missions": {"id": 21, "community_id": 12},
        "breaks": {"id": 36, "first_on": date(2026, 2, 3)},
        "contacts": {"id": 41, "account_id": 5},
        "participants": {"position": 2, "person_id": 5},
        "asks": {"id": 71, "subject": 51},
        "deliveries": {"id": 81, "occasion": "other"},
        "suggested": {"position": 1},
        "lists": {"owner_id": 3},
        "apart": {"one_id": 42, "other_id": 43},
        "invites": {"id": 72},
        "pool_members": {"person_id": 3},
        "match_runs": {"id": 99, "part": "midweek"},
        "matched": {"person_id": 3},
        "guests": {"position": 1, "person_id": 3},
        "seats": {"person_id": 3},
        "showings": {"person_id": 3},
        "photo_files": {"photo_id": 66},
        "appearances": {"position": 2},
        "reminders": {"name": "other"},
    }
    return keys.get(name, {"id": 99})


async def test_migrations_give_what_the_code_knows(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite+aiosqlite:///{tmp_path / 'migrated.db'}")
    await store.migrate()
    await store.close()

    def compare(connection: Connection) -> list[Any]:
        options = {"compare_type": True, "compare_server_default": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))

    engine = create_async_engine(store.url)
    async with engine.connect() as connection:
        assert await connection.run_sync(compare) == []
    await engine.dispose()


async def test_migrations_give_the_same_constraints_too(store: SqlStore, tmp_path: Path) -> None:
    """Alembic compares neither checks nor what happens on delete, so both schemas are read and compared here."""
    drawn = create_engine(f"sqlite:///{tmp_path / 'drawn.db'}")
    metadata.create_all(drawn)
    with drawn.connect() as connection:
        wanted = _described(connection)
    drawn.dispose()
    engine = create_async_engine(store.url)
    async with engine.connect() as async_connection:
        found = await async_connection.run_sync(_described)
    await engine.dispose()

    assert found == wanted
    assert sum(len(table["checks"]) for table in found.values()) == 12


def _described(connection: Connection) -> dict[str, dict[str, Any]]:
    looking = inspect(connection)

    def unordered(items: Any) -> list[str]:
        return sorted(repr(sorted(each.items(), key=lambda pair: pair[0])) for each in items)

    return {
        name: {
            # In any order: a migration adds its columns at the end.
            "columns": sorted(
                (each["name"], str(each["type"]), each["nullable"]) for each in looking.get_columns(name)
            ),
            "key": looking.get_pk_constraint(name),
            "checks": unordered(looking.get_check_constraints(name)),
            "references": unordered(looking.get_foreign_keys(name)),
            "uniques": unordered(looking.get_unique_constraints(name)),
            "indexes": unordered(
                {**each, "dialect_options": {key: str(value) for key, value in each["dialect_options"].items()}}
                for each in looking.get_indexes(name)
            ),
        }
        for name in sorted(set(looking.get_table_names()) - {"alembic_version"})
    }


def test_the_small_world_has_every_table() -> None:
    assert set(ROWS) == set(TABLES)


async def test_no_row_can_refer_to_nobody(store: SqlStore) -> None:
    engine = await _world(store)

    for name, column in REFERENCES:
        nobody = -NOBODY if column == "one_id" else NOBODY  # the lower of two
        with pytest.raises(IntegrityError, match="FOREIGN KEY"):
            await _insert(engine, name, **{**_fresh(name), column: nobody})
        await _insert(engine, name, **_fresh(name))
        await _remove(engine, name, _fresh(name))
    await engine.dispose()
    assert len(REFERENCES) > 15


async def test_what_is_required_cannot_be_missing(store: SqlStore) -> None:
    engine = await _world(store)

    for name, column in REQUIRED:
        # Written by hand: for a JSON column the library would turn None into "null".
        row = {key: str(value) for key, value in {**ROWS[name], **_fresh(name)}.items() if key != column}
        columns = ", ".join(f'"{each}"' for each in row)
        statement = f"INSERT INTO {name} ({columns}) VALUES ({', '.join(f':{each}' for each in row)})"
        with pytest.raises(IntegrityError, match=f"NOT NULL constraint failed: {name}.{column}"):
            await _execute(engine, statement, row)
    await engine.dispose()
    assert len(REQUIRED) > 60


async def _execute(engine: AsyncEngine, statement: str, row: dict[str, str]) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(statement), row)


@pytest.mark.parametrize(("name", "changed"), BROKEN_CHECKS)
async def test_values_that_make_no_sense_are_refused(store: SqlStore, name: str, changed: dict[str, Any]) -> None:
    engine = await _world(store)

    with pytest.raises(IntegrityError, match="CHECK"):
        await _insert(engine, name, **{**_fresh(name), **changed})
    await engine.dispose()


@pytest.mark.parametrize(("name", "changed"), TWICE)
async def test_what_may_be_there_once_is_not_there_twice(store: SqlStore, name: str, changed: dict[str, Any]) -> None:
    engine = await _world(store)

    with pytest.raises(IntegrityError, match="UNIQUE"):
        await _insert(engine, name, **changed)
    await engine.dispose()


@pytest.mark.parametrize(("name", "changed"), ALLOWED)
async def test_what_only_looks_the_same_is_taken(store: SqlStore, name: str, changed: dict[str, Any]) -> None:
    engine = await _world(store)

    before = await _count(engine, name)
    await _insert(engine, name, **changed)

    assert await _count(engine, name) == before + 1
    await engine.dispose()


async def _count(engine: AsyncEngine, name: str) -> int:
    async with engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(TABLES[name]))).scalar_one()


async def test_a_mission_that_ended_leaves_room_for_the_next(store: SqlStore) -> None:
    engine = await _world(store)
    async with engine.begin() as connection:
        await connection.execute(TABLES["missions"].update().values(ended_at=START))

    await _insert(engine, "missions", id=21)
    await engine.dispose()


async def test_erasing_a_person_takes_all_that_is_theirs(store: SqlStore) -> None:
    engine = await _world(store)
    async with engine.begin() as connection:
        await connection.execute(text("PRAGMA foreign_keys=ON"))
        await connection.execute(TABLES["persons"].delete().where(TABLES["persons"].c.id == 1))

    async with engine.connect() as connection:
        left = {
            name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for name, table in TABLES.items()
        }
    assert {name: count for name, count in left.items() if count} == {
        "persons": 1,
        "breaks": 1,
        "communities": 2,
        "match_runs": 1,
        "reminders": 1,
    }
    await engine.dispose()


async def test_a_database_from_the_future_is_refused_and_left_alone(store: SqlStore) -> None:
    engine = create_async_engine(store.url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(FutureDatabase, match="9999"):
        await store.migrate()

    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one() == "9999"
    await engine.dispose()


async def test_migrating_twice_is_migrating_once(store: SqlStore) -> None:
    await (await _world(store)).dispose()

    await store.migrate()

    async with store.read() as work:
        assert len(await work.contacts.find(owner_id=1)) == 3

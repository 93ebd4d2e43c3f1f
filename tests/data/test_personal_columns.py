"""Every column is exported, forgotten, or said to be about nobody; and what is said of it holds when it is tried."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from data.tables import metadata
from meetups.services.mydata import SCHEMA_FILE
from meetups.values import Actor, Birthday, PersonId
from tests.data.full_world import ME, key_of, settle, stored
from tests.data.personal_columns import COLUMNS, NAMES, REMAINS, Nobody, Told, Untold
from tests.data.small_world import TABLES
from tests.support.office import Office, open_office


def declared() -> Iterator[tuple[str, str, Told | Untold | Nobody]]:
    return (
        (table, column, fate) for table, fates in COLUMNS.items() for fate in fates for column in fate.columns.split()
    )


def test_every_column_is_declared_once() -> None:
    said = sorted(f"{table}.{column}" for table, column, _ in declared())
    assert said == sorted(f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.columns)
    assert set(NAMES) <= set(said)
    assert all(fate.reason for _, _, fate in declared() if not isinstance(fate, Told))


async def test_the_export_tells_every_column_it_is_said_to(tmp_path: Path) -> None:
    async with open_office(tmp_path) as office:
        rows = await settle(office)
        exported = await office.services.mydata.export(Actor(PersonId(ME)))
    lacking = [
        f"{table}.{column} in {fate.key}"
        for table, column, fate in declared()
        if isinstance(fate, Told)
        for row in rows[table]
        if row["is_mine"] and not is_told(exported[fate.key], column, row[column])
    ]
    assert lacking == []


async def test_the_export_is_as_its_schema_says_for_somebody_with_everything_and_somebody_with_nothing(
    tmp_path: Path,
) -> None:
    schema = json.loads(SCHEMA_FILE.read_text())
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    async with open_office(tmp_path) as office:
        nothing = await office.services.mydata.export(Actor(PersonId(ME)))
        await settle(office)
        everything = await office.services.mydata.export(Actor(PersonId(ME)))
    for exported in (nothing, everything):
        validator.validate(json.loads(json.dumps(exported)))
    assert not any(value for key, value in nothing.items() if key not in ("schema", "exported_at"))
    for broken in ({**everything, "unheard_of": []}, {**everything, "schema": 2}):
        assert not validator.is_valid(json.loads(json.dumps(broken)))


def test_every_part_of_it_is_explained_and_nothing_else_may_be_in_it() -> None:
    schema, explained = json.loads(SCHEMA_FILE.read_text()), Path("docs/export.md").read_text("utf-8")
    assert not [key for key in schema["properties"].keys() - {"exported_at"} if f"`{key}`" not in explained]
    records = list(objects(schema))
    assert len(records) > 30
    assert all(each["additionalProperties"] is False for each in records)


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Every part of a schema that lists fields."""
    if isinstance(schema, dict):
        if "properties" in schema and "required" in schema:
            yield schema
        for each in schema.values():
            yield from objects(each)


async def test_files_are_handed_out_as_they_are_kept(tmp_path: Path) -> None:
    async with open_office(tmp_path) as office:
        await settle(office)
        me = Actor(PersonId(ME))
        [archive] = [each async for each in office.services.mydata.packed(me, [], {65: "photos/a.jpg"}, 1_000_000)]
        assert zipfile.ZipFile(io.BytesIO(archive)).read("photos/a.jpg") == b"mine photo"


async def test_the_export_holds_no_word_of_others_but_what_they_told_this_person(tmp_path: Path) -> None:
    async with open_office(tmp_path) as office:
        await settle(office)
        exported = await office.services.mydata.export(Actor(PersonId(ME)))
    by_others = {key for key, value in exported.items() if "theirs" in json.dumps(value)}
    assert by_others == {"plans_asked", "gatherings_joined", "invitations_received"}
    assert {key for key, value in exported.items() if not value} == {"changes_wished", "plans_shared"}


async def test_forgetting_leaves_neither_number_nor_word_of_a_person_anywhere(tmp_path: Path) -> None:
    async with open_office(tmp_path) as office:
        rows = await settle(office)
        before = await cells(office)
        assert {each for each, value in before if str(ME) in value} >= {*NAMES, "persons.id"}
        await office.services.mydata.forget(Actor(PersonId(ME)))
        after = await cells(office)
        assert [each for each in after if str(ME) in each[1] or "mine " in each[1]] == []
        kept = {table: await stored(office, table) for table in REMAINS}
    for table in REMAINS:
        # Of what somebody recorded alone nothing remains, whoever they said was there.
        theirs = {key_of(table, each) for each in rows[table] if not each["is_mine"] and each.get("meeting_id") != 50}
        assert theirs
        assert theirs <= {key_of(table, each) for each in kept[table]}, table


async def test_what_names_somebody_is_emptied_or_goes(tmp_path: Path) -> None:
    async with open_office(tmp_path) as office:
        rows = await settle(office)
        await office.services.mydata.forget(Actor(PersonId(ME)))
        left = {table: {key_of(table, each) for each in await stored(office, table)} for table in TABLES}
    for name, becomes in NAMES.items():
        table, column = name.split(".")
        naming = [each for each in rows[table] if not each["is_mine"] and str(ME) in str(each[column])]
        assert {key_of(table, each) in left[table] for each in naming} == {becomes == "emptied"}, name


def is_told(exported: Any, column: str, value: Any) -> bool:
    """Whether a field of this name has this value anywhere in a part of the export."""
    if isinstance(exported, list):
        return any(is_told(each, column, value) for each in exported)
    if not isinstance(exported, dict):
        return False
    if column in exported and exported[column] == plain(value):
        return True
    return any(is_told(each, column, value) for each in exported.values())


def plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Birthday):
        return asdict(value)
    return [plain(each) for each in value] if isinstance(value, tuple) else value


async def cells(office: Office) -> list[tuple[str, str]]:
    """Every cell of every table, by its column, as text."""
    return [
        (f"{table}.{column}", str(value))
        for table in TABLES
        for row in await stored(office, table)
        for column, value in row.items()
    ]

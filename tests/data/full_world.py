"""A world with everything: two people with a row of every table each, with the other wherever there is room for another."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Integer, LargeBinary, insert, select
from sqlalchemy.sql.type_api import TypeEngine

from data.tables import metadata
from data.types import Instant, Instants, Texts, Word, Yearly
from meetups.values import Birthday
from tests.data.small_world import ROWS, TABLES
from tests.support.office import Office

ME, OTHER = 700000000000000001, 700000000000000002
COMMUNITY, RUN = 10, 110
AT = datetime(2026, 1, 7, 18, 30, tzinfo=UTC)
SHARED = ("communities", "match_runs", "breaks", "reminders")
Rows = dict[str, list[dict[str, Any]]]


async def stored(office: Office, table: str) -> list[dict[str, Any]]:
    async with office.store._reader.connect() as connection:
        return [dict(each) for each in (await connection.execute(select(TABLES[table]))).mappings()]


def key_of(table: str, row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[each.name] for each in TABLES[table].primary_key)


async def settle(office: Office) -> Rows:
    """Two people who have everything, each with and about the other; every cell that can be has a value of its own."""
    rows: Rows = defaultdict(list)
    for table in SHARED:
        rows[table].append({**filled(table, "nobody's"), "is_mine": False})
    rows["communities"][0] |= {"safety_id": ME, "left_at": None}
    rows["match_runs"][0] |= {"undone_at": None}
    belongings(rows, ME, OTHER, 0, "mine", "theirs")
    belongings(rows, OTHER, ME, 1_000, "theirs", "mine")
    told = next(each for each in rows["deliveries"] if not each["is_mine"])
    told |= {"kind": "gathering", "subject": 1_130, "data": {"key": "host", "came": [ME], "left": [], "gone": 0}}
    for each in rows["imports"]:
        undoing = json.dumps({"account_id": OTHER if each["is_mine"] else ME}, separators=(",", ":"))
        each["undo"] = {"added": [], "filled_in": [[undoing, "digest"]], "left_out": 0}
    for each in rows["drafts"]:
        each["data"] = {"gathering_id": 1_130, "ids": [OTHER if each["is_mine"] else ME]}
    async with office.store._writer.begin() as connection:
        for kind in metadata.sorted_tables:
            for row in rows[kind.name]:
                values = {name: value for name, value in row.items() if name != "is_mine"}
                await connection.execute(insert(kind).values(values))
    return rows


def belongings(rows: Rows, me: int, other: int, base: int, words: str, others_words: str) -> None:
    """Somebody's rows of every table: with the other in them wherever there is room for another."""
    ids = {name: base + number for name, number in NUMBERS.items()}
    own: dict[str, Any] = {
        "person_id": me,
        "owner_id": me,
        "recorder_id": me,
        "author_id": me,
        "host_id": me,
        "asker_id": me,
    }
    own |= {"from_id": me, "to_id": other, "account_id": other, "run_id": RUN, "community_id": COMMUNITY, **ids}
    own |= {"one_id": base + 40, "other_id": base + 42, "ask_id": None, "subject": base + 50}
    for table in TABLES:
        if table in SHARED:
            continue
        row = filled(table, words)
        row |= {name: value for name, value in own.items() if name in row}
        row |= {"id": me if table == "persons" else base + ROWS[table].get("id", 0)} if "id" in row else {}
        rows[table].append({**row, "is_mine": me == ME})
    rows["contacts"].append({**rows["contacts"][-1], "id": base + 42, "account_id": None, "introducer_id": None})
    rows["invites"][-1]["id"] = rows["asks"][-1]["id"] = base + 70
    rows["asks"][-1] |= {"kind": "invite", "state": "accepted"}
    rows["invites"][-1]["reply"] = "yes"
    rows["missions"][-1]["ended_at"] = None
    rows["photo_files"][-1]["data"] = f"{words} photo".encode()
    rows["deliveries"][-1] |= {"kind": "news", "state": "sent", "subject": base + 7, "lane": f"person:{me}"}
    for table, name in (("guests", "person_id"), ("seats", "person_id")):
        rows[table][-1][name] = other
    there = {"position": 1, "part": "asked", "person_id": other, "shown_as": f"{words} name"}
    there |= {"note": f"{others_words} note", "story": f"{others_words} half"}
    with_me = rows["participants"][-1] | {"position": 0, "part": "recorder", "person_id": me, "story": ""}
    rows["participants"][-1] = with_me
    rows["participants"].append({**with_me, **there, "is_mine": False})


NUMBERS = {
    "mission_id": 20, "contact_id": 40, "introducer_id": 42, "meeting_id": 50, "photo_id": 65, "plan_id": 120,
    "gathering_id": 130,
}  # fmt: skip


def filled(table: str, words: str) -> dict[str, Any]:
    """A row of the small world in which every cell has a value, of texts one that says whose it is."""
    return {
        column.name: value
        if (value := ROWS[table].get(column.name)) not in (None, "", {}, (), b"")
        else made(column, words)
        for column in TABLES[table].columns
    }


def made(column: Column[Any], words: str) -> Any:
    text = f"{words} {column.table.name}.{column.name}"
    kind: TypeEngine[Any] = column.type
    if column.name in ("time_zone", "locale", "country"):
        return {"time_zone": "Europe/Berlin", "locale": "en-US", "country": "DE"}[column.name]
    values: tuple[tuple[type[Any], Any], ...] = (
        (Instant, AT), (Instants, (AT,)), (Texts, (text,)), (Yearly, Birthday(3, 4, 1980)), (JSON, {"words": text}),
        (LargeBinary, text.encode()), (Date, date(2026, 3, 4)), (Boolean, True), (Integer, 7),
    )  # fmt: skip
    for found, value in values:
        if isinstance(kind, found):
            return value
    if isinstance(kind, Word):
        return next(iter(kind.words))
    return text[: getattr(kind, "length", None) or len(text)]

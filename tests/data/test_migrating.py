"""A database of every release, with something in every table, comes through the upgrade without losing a word."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, inspect, text

from data.migrating import configuration, upgrade
from data.store import SqlStore
from meetups.finding import Book
from meetups.values import (
    REACH_KM,
    Birthday,
    ChannelId,
    CommunityId,
    ContactId,
    Gathering,
    GatheringId,
    Guest,
    Matched,
    MatchRun,
    MeetingId,
    PersonId,
    Plan,
    PlanId,
    PoolMember,
    RunId,
    RunPart,
    Seat,
    SeatState,
    Visit,
    VisitId,
)
from tests.data.small_world import ROWS
from tests.support.office import START

HOUR = timedelta(hours=1)

# As version 0001 wrote them: every column it had, with something in each.
MOMENT = "2026-01-01 12:00:00.000000"
FIRST: dict[str, list[dict[str, Any]]] = {
    "persons": [
        {
            "id": 1, "created_at": MOMENT, "city_id": 4259418, "time_zone": "Europe/Berlin", "locale": "de",
            "strength": "persistent", "quiet_from": 1200, "quiet_until": 400, "naming": "always", "adult_since": MOMENT,
            "dm_channel_id": 1001, "dm_state": "open", "dm_opened_at": MOMENT,
        },
    ],
    "communities": [
        {
            "id": 10, "name": "Tweetup", "created_at": MOMENT, "recap_channel_id": 11, "nudge_channel_id": 12,
            "organiser_channel_id": 13, "organiser_role_id": 14, "first_weekday": 6, "time_zone": "UTC",
            "country": "US", "locale": "en-US", "left_at": MOMENT,
        },
    ],
    "missions": [
        {
            "id": 20, "person_id": 1, "community_id": 10, "starts_on": "2026-01-05", "ends_on": "2026-12-31",
            "time_zone": "UTC", "created_at": MOMENT, "first_weekday": 6, "target": 2, "every_weeks": 2,
            "fills": "or_video", "new_people_only": 1, "kickoff_weekday": 3, "kickoff_minute": 600, "show_streak": 1,
            "promise": "I will", "first_shown": "Chris", "ended_at": MOMENT,
        },
    ],
    "excuses": [
        {
            "id": 30, "mission_id": 20, "kind": "pause", "first_on": "2026-02-02", "last_on": "2026-02-03",
            "created_at": MOMENT,
        },
    ],
    "contacts": [
        {
            "id": 40, "owner_id": 1, "name": "Chris 🙂", "added_at": MOMENT, "account_id": 2, "city_id": 2820256,
            "source": "LinkedIn", "met_online": "a forum\nlong ago", "note": "tall", "is_never": 1,
            "volunteered_at": MOMENT,
        },
        {
            "id": 41, "owner_id": 1, "name": "Bo", "added_at": MOMENT, "account_id": None, "city_id": None,
            "source": "", "met_online": "", "note": "", "is_never": 0, "volunteered_at": None,
        },
    ],
    "meetings": [
        {
            "id": 50, "recorder_id": 1, "met_on": "2026-01-06", "how": "in_person", "recorded_at": MOMENT,
            "community_id": 10, "place": "Café", "story": "We met.",
        },
    ],
    "participants": [
        {
            "meeting_id": 50, "position": 0, "part": "recorder", "person_id": 1, "contact_id": None,
            "note": "mine", "is_named": 0, "shown_as": "",
        },
        {
            "meeting_id": 50, "position": 1, "part": "confirmed", "person_id": 2, "contact_id": 40,
            "note": "theirs", "is_named": 1, "shown_as": "",
        },
        {
            "meeting_id": 50, "position": 2, "part": "guest", "person_id": None, "contact_id": 41,
            "note": "", "is_named": 0, "shown_as": "",
        },
    ],
    "posts": [
        {
            "id": 60, "kind": "recap", "subject": 50, "author_id": 1, "community_id": 10, "channel_id": 11,
            "created_at": MOMENT, "revision": 3, "state": "wanted", "message_id": 61,
        },
    ],
    "asks": [
        {
            "id": 70, "kind": "confirm", "from_id": 1, "to_id": 1, "subject": 50, "created_at": MOMENT,
            "community_id": 10, "state": "accepted", "answered_at": MOMENT,
        },
    ],
    "deliveries": [
        {
            "id": 80, "kind": "kickoff", "subject": 20, "occasion": "2026-01-05", "lane": "person:1", "due": MOMENT,
            "created_at": MOMENT, "person_id": 1, "community_id": 10, "mission_id": 20, "state": "sent",
            "claimed_at": MOMENT, "settled_at": MOMENT, "channel_id": 1001, "message_id": 81, "reason": "none",
            "seen_at": MOMENT, "data": '{"key": "value"}',
        },
        {
            "id": 82, "kind": "last_call", "subject": 20, "occasion": "2026-01-05", "lane": "person:1",
            "due": "2026-01-11 17:00:00.000000", "created_at": MOMENT, "person_id": 1, "community_id": 10,
            "mission_id": 20, "state": "planned", "claimed_at": None, "settled_at": None, "channel_id": None,
            "message_id": None, "reason": "", "seen_at": None, "data": "{}",
        },
    ],
    "suggested": [
        {"mission_id": 20, "week_on": "2026-01-05", "position": 0, "contact_id": 40, "is_skipped": 1},
        {"mission_id": 20, "week_on": "2026-01-05", "position": 1, "contact_id": 41, "is_skipped": 0},
    ],
    "reminders": [{"name": "commands", "value": "abc"}],
    "drafts": [
        {
            "id": 90, "person_id": 1, "kind": "mission", "created_at": MOMENT, "community_id": 10,
            "data": '{"target": 2}',
        },
    ],
}  # fmt: skip
# What version 0002 added to it, again with something in each.
SECOND: dict[str, list[dict[str, Any]]] = {
    **FIRST,
    "contacts": [
        {
            **FIRST["contacts"][0], "account_is_seen": 0, "handle": "@chris", "city_written": "Evansville",
            "tags": "chess\ntea, green", "languages": "en\npt-BR", "introduced_by": "Bo", "introducer_id": 41,
            "birthday": "--02-29", "promised": "a book", "again_on": "2026-03-01", "is_seldom": 1,
            "snoozed_until": "2026-04-01",
        },
        {
            **FIRST["contacts"][1], "account_is_seen": 1, "handle": "", "city_written": "", "tags": "", "languages": "",
            "introduced_by": "", "introducer_id": None, "birthday": None, "promised": "", "again_on": None,
            "is_seldom": 0, "snoozed_until": None,
        },
    ],
    "lists": [{"owner_id": 1, "revision": 2**61}],
    "apart": [{"owner_id": 1, "one_id": 40, "other_id": 41}],
    "imports": [
        {
            "id": 45, "person_id": 1, "created_at": MOMENT, "file": b"\x1f\x8b", "state": "done",
            "mapping": '{"name": 0}', "has_header": 0, "finished_at": MOMENT, "undo": '{"added": [41]}',
        },
    ],
}  # fmt: skip
# And version 0003.
THIRD: dict[str, list[dict[str, Any]]] = {
    **SECOND,
    "persons": [
        {
            **FIRST["persons"][0], "reach_km": 20, "availability": 5, "languages": "en\npt-BR", "tags": "chess\ntea, green",
            "introduction": "I bake.", "seen_at": MOMENT,
        },
    ],
    "communities": [
        {**FIRST["communities"][0], "has_pool": 0, "match_weekday": 3, "match_minute": 600, "answer_hours": 48},
    ],
    "contacts": [{**each, "waits_near": 1} for each in SECOND["contacts"]],
    "suggested": [{**each, "added_at": MOMENT} for each in FIRST["suggested"]],
    "asks": [
        *FIRST["asks"],
        {
            "id": 71, "kind": "invite", "from_id": 1, "to_id": 1, "subject": 71, "created_at": MOMENT,
            "community_id": 10, "state": "open", "answered_at": None,
        },
    ],
    "invites": [
        {
            "id": 71, "asker_id": 1, "account_id": 1, "contact_id": 41, "mission_id": 20, "week_on": "2026-01-05",
            "created_at": MOMENT, "closes_at": MOMENT, "reply": "later", "words": "after work",
            "again_on": "2026-05-01",
        },
    ],
    "breaks": [
        {"id": 35, "community_id": 10, "first_on": "2026-02-02", "last_on": "2026-02-08", "created_at": MOMENT},
    ],
    "visits": [
        {
            "id": 100, "person_id": 1, "city_id": 4258313, "first_on": "2026-02-03", "last_on": "2026-02-09",
            "created_at": MOMENT, "told_at": MOMENT,
        },
    ],
    "pool_members": [
        {
            "person_id": 1, "community_id": 10, "joined_at": MOMENT, "in_person_only": 1, "likes_three": 1,
            "is_findable": 0, "rested_at": MOMENT,
        },
    ],
    "match_runs": [
        {
            "id": 110, "community_id": 10, "week_on": "2026-01-05", "part": "weekly", "made_at": MOMENT,
            "announce_at": MOMENT, "weight": 7, "bound": 8, "undone_at": None,
        },
    ],
    "matched": [
        {"run_id": 110, "person_id": 1, "group": 2, "answer": "in", "answered_at": MOMENT, "is_alone": 1},
    ],
}  # fmt: skip
# And version 0004.
FOURTH: dict[str, list[dict[str, Any]]] = {
    **THIRD,
    "missions": [{**FIRST["missions"][0], "seen_here_at": MOMENT, "departed_at": MOMENT}],
    "posts": [{**FIRST["posts"][0], "is_thread": 1}],
    # Against what 0004 would guess from their times.
    "deliveries": [
        {**FIRST["deliveries"][0], "is_scheduled": 1, "faults": 3},
        {**FIRST["deliveries"][1], "is_scheduled": 0, "faults": 0},
    ],
}  # fmt: skip
RELEASES = {"0001": FIRST, "0002": SECOND, "0003": THIRD, "0004": FOURTH}


def _is_scheduled(row: dict[str, Any]) -> int:
    """What waits for a time of its own goes by the calendar."""
    return int(row["due"] > row["created_at"])


# What each version adds to the rows that stand; a function gives it for each.
ADDED: dict[str, dict[str, dict[str, Any]]] = {
    "0002": {
        "contacts": {
            "handle": "", "city_written": "", "tags": "", "languages": "", "introduced_by": "", "promised": "",
            "introducer_id": None, "birthday": None, "again_on": None, "is_seldom": 0, "snoozed_until": None,
            "account_is_seen": 1,
        },
    },
    "0003": {
        "persons": {"reach_km": 50, "availability": 0, "languages": "", "tags": "", "introduction": "", "seen_at": None},
        # Weeks begin on a Sunday there, and so the pool is introduced on Sundays.
        "communities": {"has_pool": 1, "match_weekday": 6, "match_minute": 540, "answer_hours": 24},
        "contacts": {"waits_near": 0},
        "suggested": {"added_at": None},
    },
    "0004": {
        "missions": {"seen_here_at": None, "departed_at": None},
        "posts": {"is_thread": 0},
        "deliveries": {"is_scheduled": _is_scheduled, "faults": 0},
    },
    "0005": {
        "communities": {"safety_id": None, "safety_text": "", "has_events": 0},
    },
}  # fmt: skip


@contextmanager
def _connected(path: Path) -> Iterator[Connection]:
    """A transaction over the database, as the program has them: changes of tables are undone with all else."""
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


@pytest.fixture(params=RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def old(tmp_path: Path, release: str) -> Path:
    """A database of an earlier release."""
    path = tmp_path / "meetward.db"
    with _connected(path) as connection:
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, release)
    with _connected(path) as connection:
        for table, rows in RELEASES[release].items():
            for row in rows:
                columns, values = ", ".join(f'"{name}"' for name in row), ", ".join(f":{name}" for name in row)
                connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), row)
    return path


def _expected(release: str, table: str) -> list[dict[str, Any]]:
    """The rows of a table as this version has them."""
    later = (new.get(table, {}) for version, new in ADDED.items() if version > release)
    added = {name: value for each in later for name, value in each.items()}
    return [
        {**row, **{name: value(row) if callable(value) else value for name, value in added.items()}}
        for row in RELEASES[release][table]
    ]


def _rows(connection: Connection, table: str) -> list[dict[str, Any]]:
    found = [dict(row._mapping) for row in connection.execute(text(f"SELECT * FROM {table}"))]
    return sorted(found, key=lambda row: [row.get(name) for name in ("id", "name", "position")])


async def _upgraded(path: Path) -> SqlStore:
    store = SqlStore(f"sqlite+aiosqlite:///{path}")
    await store.migrate()
    return store


def test_each_release_had_these_tables_and_columns(old: Path, release: str) -> None:
    with _connected(old) as connection:
        looking = inspect(connection)
        assert set(RELEASES[release]) == set(looking.get_table_names()) - {"alembic_version"}
        for table, rows in RELEASES[release].items():
            assert {each["name"] for each in looking.get_columns(table)} == set(rows[0])


async def test_nothing_is_lost_and_what_is_new_is_empty(old: Path, release: str) -> None:
    await (await _upgraded(old)).close()

    with _connected(old) as connection:
        for table in RELEASES[release]:
            assert _rows(connection, table) == _expected(release, table), table
        for table in set(ROWS) - set(RELEASES[release]) - {"lists"}:
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0
        assert [each["owner_id"] for each in _rows(connection, "lists")] == [1]
        assert not connection.execute(text("PRAGMA foreign_key_check")).all()
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


CHRIS: dict[str, tuple[tuple[str, ...], Birthday | None, bool, bool]] = {
    "0001": ((), None, False, False),
    "0002": (("chess", "tea, green"), Birthday(2, 29), True, False),
    "0003": (("chess", "tea, green"), Birthday(2, 29), True, True),
    "0004": (("chess", "tea, green"), Birthday(2, 29), True, True),
}
NEW = (REACH_KM, 0, (), ()), (True, 6, 24)
SAID = (20, 5, ("en", "pt-BR"), ("chess", "tea, green")), (False, 3, 48)
ABOUT = {"0001": NEW, "0002": NEW, "0003": SAID, "0004": SAID}


async def test_the_upgraded_is_read_by_this_version(old: Path, release: str) -> None:
    store = await _upgraded(old)
    async with store.read() as work:
        chris = await work.contacts.get(40)
        assert chris is not None
        assert chris.name == "Chris 🙂"
        assert (chris.tags, chris.birthday, chris.is_seldom, chris.waits_near) == CHRIS[release]
        person, community = await work.persons.get(1), await work.communities.get(10)
        assert person is not None
        assert community is not None
        about = (person.reach_km, person.availability, person.languages, person.tags)
        assert (about, (community.has_pool, community.match_weekday, community.answer_hours)) == ABOUT[release]
        assert (community.safety_id, community.safety_text, community.has_events) == (None, "", False)
        met = await work.meetings.get(MeetingId(50))
        assert met is not None
        assert [each.contact_id for each in met.participants] == [None, 40, 41]
        assert [each.contact_id for each in await work.suggested.find(mission_id=20)] == [40, 41]
        book = Book(await work.contacts.listed(PersonId(1)), lambda city_id: "")
        assert [each.id for each in book.find("chris")] == [40]
    await store.close()


async def test_the_references_hold_after_the_upgrade_as_before(old: Path) -> None:
    store = await _upgraded(old)
    async with store.write() as work:
        assert await work.contacts.remove(id=ContactId(40)) == 1
    async with store.read() as work:
        met = await work.meetings.get(MeetingId(50))
        assert met is not None
        assert [each.contact_id for each in met.participants] == [None, None, 41]
        assert [each.contact_id for each in await work.suggested.find(mission_id=20)] == [41]
        assert await work.contacts.revision(PersonId(1)) != 0
    await store.close()


async def test_what_is_new_holds_in_an_upgraded_database(old: Path) -> None:
    store = await _upgraded(old)
    chess, one = CommunityId(10), PersonId(1)
    visit = Visit(VisitId(101), one, 4259418, date(2026, 2, 3), date(2026, 2, 9), START)
    run = MatchRun(RunId(111), chess, date(2026, 1, 5), RunPart.MIDWEEK, START, START)
    async with store.write() as work:
        post = await work.posts.get(60)
        assert post is not None
        await work.posts.save(replace(post, is_thread=True))
        assert await work.posts.find(is_thread=True) == [replace(post, is_thread=True)]
        await work.visits.add(visit)
        await work.pool.remove(person_id=one)
        await work.pool.add(PoolMember(one, chess, START))
        await work.runs.add(run)
        await work.matched.add(Matched(run.id, one, 0))
        assert await work.visits.find(id=visit.id) == [visit]
        assert await work.persons.remove(id=one) == 1
        assert [await work.visits.count(), await work.pool.count(), await work.matched.count()] == [0, 0, 0]
        assert await work.runs.find(part=RunPart.MIDWEEK) == [run]
    await store.close()


async def test_plans_and_open_invitations_hold_in_an_upgraded_database(old: Path) -> None:
    store = await _upgraded(old)
    one, met = PersonId(1), MeetingId(50)
    plan = Plan(PlanId(120), one, START, START, START, (START,), CommunityId(10), meeting_id=met)
    plan = replace(plan, guests=(Guest(plan.id, 0, ContactId(41)), Guest(plan.id, 1, ContactId(40), one)))
    gathering = Gathering(
        GatheringId(130), one, CommunityId(10), ChannelId(11), START, START, START + 2 * HOUR, meeting_id=met
    )
    async with store.write() as work:
        await work.plans.add(plan)
        await work.gatherings.add(gathering)
        await work.seats.add(Seat(gathering.id, one, SeatState.IN, START))
        community = await work.communities.get(10)
        assert community is not None
        await work.communities.save(replace(community, safety_id=one, safety_text="Call Kyle.", has_events=True))
    async with store.read() as work:
        assert await work.plans.of(one, START) == [plan]
        assert await work.gatherings.of(one, START) == [gathering]
        community = await work.communities.get(10)
        assert community is not None
        assert (community.safety_id, community.safety_text, community.has_events) == (one, "Call Kyle.", True)
    async with store.write() as work:
        await work.meetings.remove(met)
        await work.contacts.remove(id=ContactId(41))
        guests = (replace(plan.guests[0], contact_id=None), plan.guests[1])
        assert await work.plans.get(plan.id) == replace(plan, meeting_id=None, guests=guests)
        assert await work.gatherings.get(gathering.id) == replace(gathering, meeting_id=None)
        await work.persons.remove(id=one)
        assert [await work.plans.get(plan.id), await work.gatherings.count(), await work.seats.count()] == [None, 0, 0]
    with _connected(old) as connection:
        assert _rows(connection, "guests") == []
    await store.close()


async def test_upgrading_again_changes_nothing(old: Path) -> None:
    await (await _upgraded(old)).close()
    with _connected(old) as connection:
        once = {table: _rows(connection, table) for table in ROWS}
    await (await _upgraded(old)).close()

    with _connected(old) as connection:
        assert {table: _rows(connection, table) for table in ROWS} == once


class PowerCutError(Exception):
    """Raised when everything was upgraded and nothing has landed."""


def _cut_short(path: Path) -> None:
    with _connected(path) as connection:
        upgrade(connection)
        assert "has_events" in {each["name"] for each in inspect(connection).get_columns("communities")}
        raise PowerCutError


def test_an_upgrade_that_does_not_land_leaves_the_database_as_it_was(old: Path, release: str) -> None:
    with pytest.raises(PowerCutError):
        _cut_short(old)

    with _connected(old) as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == release
        assert set(inspect(connection).get_table_names()) == {*RELEASES[release], "alembic_version"}
        assert {table: _rows(connection, table) for table in RELEASES[release]} == RELEASES[release]


def test_every_release_is_upgraded_here() -> None:
    """A new migration needs the database before it, filled, in this file."""
    revisions = [each.revision for each in ScriptDirectory.from_config(configuration()).walk_revisions()]

    assert revisions == ["0005", *reversed(RELEASES)]
    assert list(ADDED) == [*RELEASES, "0005"][1:]
    assert set(SECOND) - set(FIRST) == {"lists", "apart", "imports"}
    assert set(THIRD) - set(SECOND) == {"breaks", "invites", "visits", "pool_members", "match_runs", "matched"}
    assert set(FOURTH) == set(THIRD)
    assert set(ROWS) - set(FOURTH) == {"plans", "guests", "gatherings", "seats"}

"""A database of every release, with something in every table, comes through the upgrade without losing a word."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, inspect, text

from data.migrating import configuration, upgrade
from data.migrating import revisions as known
from data.store import SqlStore
from meetups.finding import Book
from meetups.values import (
    REACH_KM,
    Appearance,
    AskId,
    Birthday,
    ChannelId,
    CommunityId,
    Consent,
    ContactId,
    Gathering,
    GatheringId,
    Guest,
    Look,
    Matched,
    MatchRun,
    MeetingId,
    PersonId,
    Photo,
    PhotoId,
    Plan,
    PlanId,
    PoolMember,
    RunId,
    RunPart,
    Seat,
    SeatState,
    Showing,
    Visit,
    VisitId,
)
from tests.data.database_files import filled_file
from tests.data.releases import ADDED, FIFTH, FIRST, FOURTH, RELEASES, SECOND, SEVENTH, SIXTH, THIRD
from tests.data.small_world import ROWS
from tests.support.office import START

HOUR = timedelta(hours=1)


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
    return filled_file(tmp_path / "meetward.db", release)


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
}
KNOWN = (("chess", "tea, green"), Birthday(2, 29), True, True)
NEW = (REACH_KM, 0, (), ()), (True, 6, 24)
SAID = (20, 5, ("en", "pt-BR"), ("chess", "tea, green")), (False, 3, 48)
ABOUT = {"0001": NEW, "0002": NEW}
SAFE = dict.fromkeys(("0005", "0006", "0007"), (PersonId(2), "Call Kyle.", True))
TOLD = dict.fromkeys(("0006", "0007"), (True, "secret"))
SHOWN = {"0007": (Look.LIGHT, True)}


async def test_the_upgraded_is_read_by_this_version(old: Path, release: str) -> None:
    store = await _upgraded(old)
    async with store.read() as work:
        chris = await work.contacts.get(40)
        assert chris is not None
        assert chris.name == "Chris 🙂"
        assert (chris.tags, chris.birthday, chris.is_seldom, chris.waits_near) == CHRIS.get(release, KNOWN)
        person, community = await work.persons.get(1), await work.communities.get(10)
        assert person is not None
        assert community is not None
        about = (person.reach_km, person.availability, person.languages, person.tags)
        assert (about, (community.has_pool, community.match_weekday, community.answer_hours)) == ABOUT.get(
            release, SAID
        )
        safe = (community.safety_id, community.safety_text, community.has_events)
        assert safe == SAFE.get(release, (None, "", False))
        assert (community.has_digest, community.web_key) == TOLD.get(release, (False, ""))
        assert (person.look, community.has_ranking) == SHOWN.get(release, (Look.DARK, False))
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
    plan = Plan(PlanId(121), one, START, START, START, (START,), CommunityId(10), meeting_id=met)
    plan = replace(plan, guests=(Guest(plan.id, 0, ContactId(41)), Guest(plan.id, 1, ContactId(40), one)))
    gathering = Gathering(
        GatheringId(131), one, CommunityId(10), ChannelId(11), START, START, START + 2 * HOUR, meeting_id=met
    )
    async with store.write() as work:
        await work.plans.add(plan)
        await work.gatherings.add(gathering)
        await work.seats.add(Seat(gathering.id, one, SeatState.IN, START))
        community = await work.communities.get(10)
        assert community is not None
        await work.communities.save(replace(community, safety_id=one, safety_text="Call Kyle.", has_events=True))
    async with store.read() as work:
        assert await work.plans.get(plan.id) == plan
        assert await work.gatherings.get(gathering.id) == gathering
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


async def test_photos_and_both_halves_hold_in_an_upgraded_database(old: Path) -> None:
    store = await _upgraded(old)
    one, met = PersonId(1), MeetingId(50)
    photo = Photo(PhotoId(66), met, one, START, 640, 480, 3, "Two people", is_sorted=True)
    seen = Appearance(photo.id, 1, Consent.GIVEN, AskId(70))
    async with store.write() as work:
        await work.photos.keep(photo, b"abc")
        await work.appearances.add(seen)
        meeting = await work.meetings.get(met)
        assert meeting is not None
        told = meeting.with_part(replace(meeting.participants[1], story="And pie!"))
        await work.meetings.save(told)
        assert await work.meetings.get(met) == told
        post = await work.posts.get(60)
        assert post is not None
        await work.posts.save(replace(post, is_on_web=not post.is_on_web))
    async with store.write() as work:
        assert await work.photos.files([photo.id]) == {photo.id: b"abc"}
        assert await work.appearances.find(photo_id=photo.id) == [seen]
        bytes_here = 3 * await work.photos.count(meeting_id=met)
        assert (await work.photos.stored_by(one), await work.photos.stored_in(CommunityId(10))) == (bytes_here,) * 2
        await work.meetings.remove(met)
        assert [await work.photos.count(), await work.appearances.count()] == [0, 0]
    with _connected(old) as connection:
        assert _rows(connection, "photo_files") == []
    await store.close()


async def test_what_is_shown_of_progress_holds_in_an_upgraded_database(old: Path) -> None:
    store = await _upgraded(old)
    shown = Showing(PersonId(1), CommunityId(10), "Zoë", is_pictured=True)
    async with store.write() as work:
        await work.showings.remove(person_id=1)
        await work.showings.add(shown)
        person, community = await work.persons.get(1), await work.communities.get(10)
        assert person is not None
        assert community is not None
        await work.persons.save(replace(person, look=Look.LIGHT))
        await work.communities.save(replace(community, has_ranking=True))
    async with store.write() as work:
        assert await work.showings.find(community_id=10) == [shown]
        assert await work.persons.count(look=Look.LIGHT) == 1
        assert await work.communities.count(has_ranking=True) == 1
        await work.persons.remove(id=1)
        assert await work.showings.count() == 0
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
        assert "has_ranking" in {each["name"] for each in inspect(connection).get_columns("communities")}
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

    assert revisions == ["0008", *reversed(RELEASES)] == list(known())
    assert list(ADDED) == [*RELEASES, "0008"][1:]
    assert set(SECOND) - set(FIRST) == {"lists", "apart", "imports"}
    assert set(THIRD) - set(SECOND) == {"breaks", "invites", "visits", "pool_members", "match_runs", "matched"}
    assert set(FOURTH) == set(THIRD)
    assert set(FIFTH) - set(FOURTH) == {"plans", "guests", "gatherings", "seats"}
    assert set(SIXTH) - set(FIFTH) == {"photos", "photo_files", "appearances"}
    assert set(SEVENTH) - set(SIXTH) == {"showings"}
    assert set(ROWS) == set(SEVENTH)

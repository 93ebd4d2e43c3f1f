"""Pools in the database: who must not be with whom, who met, how everybody was matched, and who rests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.exc import IntegrityError

from data.store import SqlStore
from meetups.rows import PoolRun
from meetups.services.pool.entrants import resting
from meetups.values import (
    Community,
    CommunityId,
    Contact,
    Excuse,
    ExcuseKind,
    How,
    MatchAnswer,
    Matched,
    MatchRun,
    Meeting,
    MeetingId,
    Mission,
    MissionId,
    Part,
    Participant,
    Person,
    PersonId,
    PoolMember,
    RunId,
    RunPart,
)
from tests.support.office import START

CHESS, MUSIC = CommunityId(10), CommunityId(12)
KYLE, ROSA, BO, CHRIS, ERIN, TED = (PersonId(number) for number in range(1, 7))
MONDAY = date(2026, 1, 5)


@pytest_asyncio.fixture
async def pools(store: SqlStore) -> SqlStore:
    """Chess players are Kyle, Rosa, Bo and Chris; music is made by Chris and Erin; Ted wants to be matched nowhere."""
    async with store.write() as work:
        await work.communities.add(Community(CHESS, "Chess", START), Community(MUSIC, "Music", START))
        await work.persons.add(*(Person(each, START) for each in (KYLE, ROSA, BO, CHRIS, ERIN, TED)))
        await work.pool.add(*(PoolMember(each, CHESS, START) for each in (KYLE, ROSA, BO, CHRIS)))
        await work.pool.add(*(PoolMember(each, MUSIC, START) for each in (CHRIS, ERIN)))
    return store


async def test_a_member_a_run_and_a_place_come_back_as_they_were(pools: SqlStore) -> None:
    member = PoolMember(ERIN, CHESS, START, in_person_only=True, likes_three=True, is_findable=False, rested_at=START)
    run = MatchRun(RunId(2**62), CHESS, MONDAY, RunPart.MIDWEEK, START, START, -1_000_000_000, 2_000_000_000, START)
    place = Matched(run.id, ERIN, 7, MatchAnswer.OUT, START, is_alone=True)
    async with pools.write() as work:
        await work.pool.add(member)
        await work.runs.add(run)
        await work.matched.add(place)

    async with pools.read() as work:
        assert await work.pool.get(ERIN, CHESS) == member
        assert await work.runs.get(run.id) == run
        assert await work.matched.get(run.id, ERIN) == place


async def test_everybody_in_a_pool_comes_in_order(pools: SqlStore) -> None:
    async with pools.read() as work:
        assert [each async for each in work.pool.of(CHESS)] == [
            PoolMember(each, CHESS, START) for each in (KYLE, ROSA, BO, CHRIS)
        ]
        assert [each.person_id async for each in work.pool.of(MUSIC)] == [CHRIS, ERIN]


# Never


def _never(owner_id: PersonId, account_id: PersonId | None, **changed: Any) -> Contact:
    values = {"id": owner_id * 10 + (account_id or 0), "name": "C", "added_at": START, "is_never": True, **changed}
    return Contact(owner_id=owner_id, account_id=account_id, **values)


NEVER: dict[str, tuple[list[Contact], set[tuple[PersonId, PersonId]]]] = {
    "nobody said never": (
        [_never(KYLE, ROSA, is_never=False), _never(ROSA, KYLE, is_seldom=True, is_never=False)],
        set(),
    ),
    "one did": ([_never(KYLE, ROSA), _never(ROSA, KYLE, is_never=False)], {(KYLE, ROSA)}),
    "the other did": ([_never(ROSA, KYLE)], {(ROSA, KYLE)}),
    "both did": ([_never(KYLE, ROSA), _never(ROSA, KYLE)], {(KYLE, ROSA), (ROSA, KYLE)}),
    "one did of two": ([_never(KYLE, ROSA), _never(KYLE, BO)], {(KYLE, ROSA), (KYLE, BO)}),
    "of somebody without an account": ([_never(KYLE, None)], set()),
    "of somebody who is not in the pool": ([_never(KYLE, TED)], set()),
    "somebody who is not in the pool did": ([_never(TED, KYLE)], set()),
    "of somebody in another pool": ([_never(KYLE, ERIN), _never(ERIN, KYLE)], set()),
    "of somebody who is in both, in the other": ([_never(CHRIS, ERIN)], set()),
}


@pytest.mark.parametrize(("contacts", "pairs"), NEVER.values(), ids=NEVER)
async def test_the_pairs_of_a_pool_that_may_not_be(
    pools: SqlStore, contacts: list[Contact], pairs: set[tuple[PersonId, PersonId]]
) -> None:
    async with pools.write() as work:
        await work.contacts.add(*contacts)

    async with pools.read() as work:
        found = await work.pool.nevers(CHESS)
        assert set(found) == pairs
        assert len(found) == len(pairs)


async def test_a_never_holds_in_every_pool_both_are_in(pools: SqlStore) -> None:
    async with pools.write() as work:
        await work.pool.add(PoolMember(KYLE, MUSIC, START))
        await work.contacts.add(_never(KYLE, CHRIS))

    async with pools.read() as work:
        assert await work.pool.nevers(CHESS) == await work.pool.nevers(MUSIC) == [(KYLE, CHRIS)]


# Met


def _met(
    *parts: tuple[PersonId | None, Part], on: date = MONDAY, how: How = How.IN_PERSON, number: int = 50
) -> Meeting:
    """A meeting of these people, the first of whom recorded it."""
    who = enumerate(parts)
    participants = tuple(Participant(MeetingId(number), place, part, person_id) for place, (person_id, part) in who)
    recorder_id = parts[0][0] or KYLE
    return Meeting(MeetingId(number), recorder_id, on, how, START, participants=participants)


def _by(*people: PersonId) -> list[tuple[PersonId | None, Part]]:
    """The first recorded it, and all others said that so it was."""
    return [(people[0], Part.RECORDER), *((each, Part.CONFIRMED) for each in people[1:])]


BOTH = _by(KYLE, ROSA)
MET: dict[str, tuple[list[Meeting], set[tuple[PersonId, PersonId]]]] = {
    "two met": ([_met(*BOTH)], {(KYLE, ROSA)}),
    "whoever recorded it": ([_met(*_by(ROSA, KYLE))], {(KYLE, ROSA)}),
    "three met": ([_met(*_by(BO, ROSA, KYLE))], {(KYLE, ROSA), (KYLE, BO), (ROSA, BO)}),
    "two with somebody who is not in the pool": ([_met(*_by(TED, KYLE, ROSA))], {(KYLE, ROSA)}),
    "one with somebody who is not in the pool": ([_met(*_by(KYLE, TED))], set()),
    "one with somebody in another pool": ([_met(*_by(KYLE, ERIN))], set()),
    "two of the other pool": ([_met(*_by(CHRIS, ERIN))], set()),
    "one did not answer": ([_met((KYLE, Part.RECORDER), (ROSA, Part.ASKED))], set()),
    "the other did not": ([_met((ROSA, Part.RECORDER), (KYLE, Part.ASKED))], set()),
    "one says it was not so": ([_met((KYLE, Part.RECORDER), (ROSA, Part.DENIED))], set()),
    "one is a guest": ([_met((KYLE, Part.RECORDER), (ROSA, Part.GUEST), (None, Part.GUEST))], set()),
    "one of three did not answer": ([_met(*BOTH, (BO, Part.ASKED))], {(KYLE, ROSA)}),
    "on video": ([_met(*BOTH, how=How.VIDEO)], set()),
    "by call": ([_met(*BOTH, how=How.CALL)], set()),
    "in writing": ([_met(*BOTH, how=How.TEXT)], set()),
    "the day before": ([_met(*BOTH, on=MONDAY - timedelta(days=1))], set()),
}


@pytest.mark.parametrize(("meetings", "pairs"), MET.values(), ids=MET)
async def test_the_pairs_of_a_pool_who_met(
    pools: SqlStore, meetings: list[Meeting], pairs: set[tuple[PersonId, PersonId]]
) -> None:
    async with pools.write() as work:
        for each in meetings:
            await work.meetings.add(each)

    async with pools.read() as work:
        found = await work.pool.met(CHESS, MONDAY)
        assert {(one, other) for one, other, _ in found} == pairs
        assert len(found) == len(pairs)


async def test_of_several_meetings_the_last_day_is_known(pools: SqlStore) -> None:
    days = [date(2026, 1, 6), date(2026, 3, 1), date(2026, 2, 28), date(2025, 12, 31)]
    later = date(2026, 4, 1)
    async with pools.write() as work:
        for number, day in enumerate(days):
            await work.meetings.add(_met(*(_by(ROSA, KYLE) if number % 2 else BOTH), on=day, number=50 + number))
        await work.meetings.add(_met(*BOTH, on=later, how=How.VIDEO, number=60))
        await work.meetings.add(_met((KYLE, Part.RECORDER), (ROSA, Part.ASKED), on=later, number=61))
        await work.meetings.add(_met(*_by(KYLE, BO), on=days[0], number=62))

    async with pools.read() as work:
        found = await work.pool.met(CHESS, MONDAY)
        assert sorted(found) == [(KYLE, ROSA, date(2026, 3, 1)), (KYLE, BO, days[0])]
        # As an aggregate, a day might come back as the text it is kept as.
        assert {type(day) for _, _, day in found} == {date}


# Places in earlier runs


def _run(number: int, week_on: date = MONDAY, **changed: Any) -> MatchRun:
    """A run of the chess players, made in the order of its number unless said otherwise."""
    made_at = START + timedelta(minutes=number)
    values = {
        "community_id": CHESS,
        "week_on": week_on,
        "part": RunPart.WEEKLY,
        "made_at": made_at,
        "announce_at": made_at,
    }
    return MatchRun(RunId(number), **{**values, **changed})


async def _matched(store: SqlStore, *runs: MatchRun) -> None:
    """Kyle with Rosa, and Bo left over, in each of these runs."""
    async with store.write() as work:
        await work.runs.add(*runs)
        await work.matched.add(*(place for run in runs for place in _places(run)))


async def _read(store: SqlStore, community_id: CommunityId = CHESS, since: date = MONDAY) -> list[PoolRun]:
    async with store.read() as work:
        return [each async for each in work.pool.places(community_id, since)]


def _places(run: MatchRun) -> list[Matched]:
    return [
        Matched(run.id, ROSA, 1),
        Matched(run.id, BO, 0, MatchAnswer.OUT, START),
        Matched(run.id, KYLE, 1, MatchAnswer.IN, START),
    ]


async def test_how_everybody_was_matched_is_read_run_by_run_and_group_by_group(pools: SqlStore) -> None:
    run = _run(110)
    await _matched(pools, run)

    found = await _read(pools)
    assert found == [
        PoolRun(run.id, MONDAY, BO, 0, MatchAnswer.OUT),
        PoolRun(run.id, MONDAY, KYLE, 1, MatchAnswer.IN),
        PoolRun(run.id, MONDAY, ROSA, 1, MatchAnswer.NONE),
    ]
    assert {type(each.answer) for each in found} == {MatchAnswer}
    assert {type(each.week_on) for each in found} == {date}


async def test_who_saw_nobody_keeps_their_group_and_is_left_over(pools: SqlStore) -> None:
    run = _run(110)
    await _matched(pools, run)
    async with pools.write() as work:
        await work.matched.save(Matched(run.id, KYLE, 1, is_alone=True))

    found = {each.person_id: (each.group, each.is_alone, each.is_left_over) for each in await _read(pools)}
    assert found == {BO: (0, False, True), KYLE: (1, True, True), ROSA: (1, False, False)}


async def test_runs_come_in_the_order_they_were_made_in(pools: SqlStore) -> None:
    await _matched(pools, _run(113), _run(111, MONDAY + timedelta(weeks=1)), _run(112, part=RunPart.MIDWEEK))
    at_once = {"made_at": START + timedelta(days=1)}
    await _matched(pools, *(_run(110 - weeks, MONDAY + timedelta(weeks=2 + weeks), **at_once) for weeks in range(2)))

    found = await _read(pools)
    assert [each.run_id for each in found[::3]] == [111, 112, 113, 109, 110]
    assert [each.person_id for each in found] == [BO, KYLE, ROSA] * 5


async def test_a_long_history_comes_whole_and_in_order(pools: SqlStore) -> None:
    """It is read in batches of a hundred."""
    await _matched(pools, *(_run(number, MONDAY + timedelta(weeks=number)) for number in range(1, 802)))

    found = await _read(pools)
    assert [(each.run_id, each.person_id) for each in found] == [
        (number, person_id) for number in range(1, 802) for person_id in (BO, KYLE, ROSA)
    ]


async def test_a_week_has_one_run_of_each_part_that_stands(pools: SqlStore) -> None:
    await _matched(pools, _run(110, undone_at=START), _run(111), _run(112, part=RunPart.MIDWEEK))

    with pytest.raises(IntegrityError):
        await _matched(pools, _run(113))
    await _matched(pools, _run(114, undone_at=START), _run(115, community_id=MUSIC))


async def test_undone_older_and_other_communities_runs_are_not_among_them(pools: SqlStore) -> None:
    day_before = MONDAY - timedelta(days=1)
    await _matched(pools, _run(110, undone_at=START), _run(111), _run(112, day_before), _run(113, community_id=MUSIC))

    assert {each.run_id for each in await _read(pools)} == {111}
    assert {each.run_id for each in await _read(pools, CHESS, day_before)} == {111, 112}
    assert {each.run_id for each in await _read(pools, MUSIC)} == {113}


async def test_who_left_the_pool_is_still_known_to_have_been_matched_until_they_are_forgotten(pools: SqlStore) -> None:
    await _matched(pools, _run(110))
    async with pools.write() as work:
        await work.pool.remove(person_id=ROSA, community_id=CHESS)
        await work.persons.remove(id=BO)

    assert [each.person_id for each in await _read(pools)] == [KYLE, ROSA]


# Resting

Absence = tuple[ExcuseKind, str, str | None]
PAUSE, TIME_OFF, BREAK, HOLIDAY = ExcuseKind.PAUSE, ExcuseKind.TIME_OFF, ExcuseKind.BREAK, ExcuseKind.HOLIDAY
RESTING: dict[str, list[Absence]] = {
    "paused for long": [(PAUSE, "2025-11-03", None)],
    "paused on the first day": [(PAUSE, "2026-01-05", None)],
    "paused on the last day": [(PAUSE, "2026-01-11", None)],
    "resumed on the day after": [(PAUSE, "2026-01-09", "2026-01-11")],
    "resumed on Friday, after four days": [(PAUSE, "2025-12-01", "2026-01-08")],
    "off for four days": [(TIME_OFF, "2026-01-06", "2026-01-09")],
    "off for the first four": [(TIME_OFF, "2025-12-24", "2026-01-08")],
    "off for the last four": [(TIME_OFF, "2026-01-08", "2026-02-28")],
    "off for all of it and more": [(TIME_OFF, "2026-01-01", "2026-01-31")],
    "off for two days twice": [(TIME_OFF, "2026-01-05", "2026-01-06"), (TIME_OFF, "2026-01-10", "2026-01-11")],
    "off for a holiday and a break of three days": [
        (HOLIDAY, "2026-01-06", "2026-01-06"),
        (BREAK, "2026-01-09", "2026-01-11"),
    ],
}
NOT_RESTING: dict[str, list[Absence]] = {
    "always there": [],
    "paused from the day after": [(PAUSE, "2026-01-12", None)],
    "resumed on the first day": [(PAUSE, "2025-12-01", "2026-01-04")],
    "resumed on Thursday, after three days": [(PAUSE, "2025-12-01", "2026-01-07")],
    "off for three days": [(TIME_OFF, "2026-01-06", "2026-01-08")],
    "off for the first three": [(TIME_OFF, "2025-12-24", "2026-01-07")],
    "off for the last three": [(TIME_OFF, "2026-01-09", "2026-02-28")],
    "off for the same three twice": [(TIME_OFF, "2026-01-06", "2026-01-08"), (HOLIDAY, "2026-01-06", "2026-01-07")],
    "off in the weeks before and after": [
        (TIME_OFF, "2025-12-29", "2026-01-04"),
        (TIME_OFF, "2026-01-12", "2026-01-18"),
    ],
}


def _mission(person_id: PersonId, community_id: CommunityId = CHESS, **changed: Any) -> Mission:
    number = MissionId(person_id * 100 + community_id)
    return Mission(number, person_id, community_id, date(2025, 9, 1), date(2026, 12, 31), "UTC", START, **changed)


async def _resting(store: SqlStore, mission: Mission, absences: list[Absence]) -> set[PersonId]:
    """Which chess players rest this week, once this mission is as it is."""
    async with store.write() as work:
        await work.missions.add(mission)
        for number, (kind, first, last) in enumerate(absences):
            last_on = date.fromisoformat(last) if last else None
            await work.excuses.add(Excuse(number, mission.id, kind, date.fromisoformat(first), last_on, START))
    async with store.read() as work:
        return await resting(work, CHESS, MONDAY)


@pytest.mark.parametrize("absences", RESTING.values(), ids=RESTING)
async def test_who_is_away_for_most_of_a_week_rests(pools: SqlStore, absences: list[Absence]) -> None:
    assert await _resting(pools, _mission(KYLE), absences) == {KYLE}


@pytest.mark.parametrize("absences", NOT_RESTING.values(), ids=NOT_RESTING)
async def test_who_is_there_for_most_of_a_week_does_not_rest(pools: SqlStore, absences: list[Absence]) -> None:
    assert await _resting(pools, _mission(KYLE), absences) == set()


LONG_PAUSE: list[Absence] = [(PAUSE, "2025-11-03", None)]
ELSEWHERE = {
    "a mission in another community": _mission(CHRIS, MUSIC),
    "a mission that ended": _mission(KYLE, ended_at=START),
    "somebody who is not in the pool": _mission(TED),
    "somebody in another pool": _mission(ERIN),
}


@pytest.mark.parametrize("mission", ELSEWHERE.values(), ids=ELSEWHERE)
async def test_a_pause_elsewhere_rests_nobody_here(pools: SqlStore, mission: Mission) -> None:
    assert await _resting(pools, mission, LONG_PAUSE) == set()


async def test_everybody_rests_for_themselves_and_in_one_community(pools: SqlStore) -> None:
    """Three days of Kyle's and three of Rosa's are no six days of anybody's."""
    async with pools.write() as work:
        await work.missions.add(*(_mission(each) for each in (KYLE, ROSA, BO)), _mission(CHRIS, MUSIC))
        for number, person_id, community_id, kind, first, last in (
            (19, KYLE, CHESS, TIME_OFF, 5, 7),
            (20, ROSA, CHESS, TIME_OFF, 8, 10),
            (21, BO, CHESS, PAUSE, 5, 11),
            (22, CHRIS, MUSIC, PAUSE, 5, 11),
        ):
            mission_id, days = _mission(person_id, community_id).id, (date(2026, 1, first), date(2026, 1, last))
            await work.excuses.add(Excuse(number, mission_id, kind, *days, START))

    async with pools.read() as work:
        assert await resting(work, CHESS, MONDAY) == {BO}
        assert await resting(work, MUSIC, MONDAY) == {CHRIS}


async def test_a_pause_of_an_earlier_mission_does_not_rest_the_next(pools: SqlStore) -> None:
    async with pools.write() as work:
        await work.missions.add(Mission(MissionId(9), KYLE, CHESS, MONDAY, date(2026, 12, 31), "UTC", START))

    assert await _resting(pools, _mission(KYLE, ended_at=START), LONG_PAUSE) == set()


async def test_the_week_that_a_mission_for_every_second_one_leaves_out_is_no_week_to_be_matched_in(
    pools: SqlStore,
) -> None:
    every_second = _mission(KYLE, every_weeks=2)  # since 1 September: 5 January begins its tenth pair of weeks
    assert await _resting(pools, every_second, []) == set()
    async with pools.read() as work:
        thursday_before, following = MONDAY - timedelta(days=4), MONDAY + timedelta(weeks=1)
        assert await resting(work, CHESS, following) == {KYLE}
        assert await resting(work, CHESS, following + timedelta(weeks=1)) == set()
        assert await resting(work, CHESS, thursday_before) == {KYLE}, (
            "four days of the week left out, three of the next"
        )
        assert await resting(work, CHESS, following - timedelta(days=3)) == {KYLE}

"""Plans and open invitations in the database: they come back as they were, whose they are, and what goes with whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, StatementError

from data import tables
from data.store import SqlStore
from meetups.ports import UnitOfWork
from meetups.values import (
    Activity,
    Answer,
    ChannelId,
    Community,
    CommunityId,
    Contact,
    ContactId,
    Gathering,
    GatheringId,
    GatheringState,
    Guest,
    MeetingId,
    Person,
    PersonId,
    Plan,
    PlanId,
    PlanState,
    Seat,
    SeatState,
)
from tests.support.office import START, meeting

KYLE, ROSA, BO, CHRIS = (PersonId(number) for number in range(1, 5))
HERE = CommunityId(10)
TED = ContactId(43)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOMORROW = START + DAY
INDIANA = timezone(-5 * HOUR)
CONTACTS = {ROSA: ContactId(40), BO: ContactId(41), CHRIS: ContactId(42)}


def _plan(number: int, *guests: PersonId, host_id: PersonId = KYLE, **changed: Any) -> Plan:
    """A plan for an hour tomorrow; its guests stand on Kyle's list."""
    values = {"created_at": START, "changed_at": START, "closes_at": TOMORROW, "times": (TOMORROW,), **changed}
    asked = tuple(_guest(number, at, each) for at, each in enumerate(guests))
    return Plan(**{"id": PlanId(number), "host_id": host_id, "guests": asked, **values})


def _guest(plan: int, position: int, person_id: PersonId | None, **changed: Any) -> Guest:
    values = {"contact_id": CONTACTS.get(person_id) if person_id else TED, "person_id": person_id, **changed}
    return Guest(PlanId(plan), position, **values)


def _gathering(number: int, host_id: PersonId = KYLE, starts_at: datetime = TOMORROW, **changed: Any) -> Gathering:
    return Gathering(GatheringId(number), host_id, HERE, ChannelId(11), START, START, starts_at, **changed)


def _seat(number: int, person_id: PersonId, state: SeatState = SeatState.IN, **changed: Any) -> Seat:
    return Seat(GatheringId(number), person_id, state, START, **changed)


@pytest_asyncio.fixture
async def people(store: SqlStore) -> SqlStore:
    """Kyle has Rosa, Bo and Chris on his list, and Ted, who is not on Discord; Kyle and Rosa have met."""
    async with store.write() as work:
        await work.communities.add(Community(HERE, "Tweetup", START))
        await work.persons.add(*(Person(each, START) for each in (KYLE, ROSA, BO, CHRIS)))
        await work.contacts.add(*(Contact(each, KYLE, "C", START, account_id=who) for who, each in CONTACTS.items()))
        await work.contacts.add(Contact(TED, KYLE, "Ted", START))
        await work.meetings.add(meeting(50, KYLE))
    return store


async def _ids(work: UnitOfWork, person_id: PersonId, since: datetime | None = None) -> list[int]:
    return [each.id for each in await work.plans.of(person_id, since)]


async def _guests(store: SqlStore) -> list[tuple[int, int, int | None, int | None]]:
    """Every guest of every plan, as stored."""
    guests = tables.guests.c
    query = select(guests.plan_id, guests.position, guests.contact_id, guests.person_id).order_by(*guests[:2])
    async with store._reader.connect() as connection:
        return [(*row,) for row in await connection.execute(query)]


# Read and written as one


async def test_a_plan_with_everything_comes_back_as_it_was(people: SqlStore) -> None:
    plan = _plan(
        2**62,
        changed_at=START + HOUR,
        times=(TOMORROW, TOMORROW + HOUR, START + timedelta(days=40, microseconds=1)),
        community_id=HERE,
        revision=7,
        state=PlanState.AGREED,
        starts_at=TOMORROW,
        minutes=45,
        activity=Activity.WALK,
        city_id=4257227,
        place="Café Müller, 2nd floor 🙂",
        words="“Just” a walk\nand cake",
        meeting_id=MeetingId(50),
        guests=(
            Guest(PlanId(2**62), 0, CONTACTS[ROSA], ROSA, Answer.YES, START),
            Guest(PlanId(2**62), 1, CONTACTS[BO], BO, Answer.OTHER_TIMES, START, (TOMORROW + DAY, TOMORROW)),
            Guest(PlanId(2**62), 2, CONTACTS[CHRIS], CHRIS, Answer.LATER, START, again_on=date(2026, 2, 28)),
            Guest(PlanId(2**62), 3, TED),
        ),
    )
    async with people.write() as work:
        await work.plans.add(plan)

    async with people.read() as work:
        assert await work.plans.get(plan.id) == plan
        assert await work.plans.get(PlanId(1)) is None


@pytest.mark.parametrize("answer", Answer)
@pytest.mark.parametrize("state", PlanState)
async def test_every_state_and_answer_can_be_kept(people: SqlStore, state: PlanState, answer: Answer) -> None:
    plan = _plan(100, state=state, guests=(_guest(100, 0, ROSA, answer=answer),))
    async with people.write() as work:
        await work.plans.add(plan)

    async with people.read() as work:
        assert await work.plans.of(ROSA) == [plan]


async def test_guests_come_in_their_places_however_they_were_given(people: SqlStore) -> None:
    first, second, third = _guest(100, 0, CHRIS), _guest(100, 1, ROSA), _guest(100, 2, BO)
    async with people.write() as work:
        await work.plans.add(_plan(100, guests=(third, first, second)))

    async with people.read() as work:
        found = await work.plans.get(PlanId(100))
        assert found == _plan(100, CHRIS, ROSA, BO)
        assert await work.plans.of(BO) == [found]


async def test_saving_a_plan_writes_it_and_its_guests_anew_and_no_others(people: SqlStore) -> None:
    other = _plan(101, ROSA, CHRIS)
    async with people.write() as work:
        await work.plans.add(_plan(100, ROSA, BO, CHRIS))
        await work.plans.add(other)
    agreed = replace(
        _plan(100, revision=1, state=PlanState.AGREED, starts_at=TOMORROW, place="the park"),
        guests=(_guest(100, 0, BO, answer=Answer.YES, answered_at=START), _guest(100, 1, None)),
    )
    async with people.write() as work:
        await work.plans.save(agreed)

    async with people.read() as work:
        assert [await work.plans.get(PlanId(number)) for number in (100, 101)] == [agreed, other]
        assert [await _ids(work, each) for each in (ROSA, BO, CHRIS)] == [[101], [100], [101]]
    assert len(await _guests(people)) == 4


async def test_guests_may_change_places(people: SqlStore) -> None:
    async with people.write() as work:
        await work.plans.add(_plan(100, ROSA, BO))
        await work.plans.save(_plan(100, BO, ROSA))

    async with people.read() as work:
        assert await work.plans.get(PlanId(100)) == _plan(100, BO, ROSA)


async def test_a_plan_that_asks_somebody_twice_is_not_kept_by_half(people: SqlStore) -> None:
    async def ask_twice() -> None:
        async with people.write() as work:
            await work.plans.add(_plan(100, ROSA, ROSA))

    with pytest.raises(IntegrityError, match="UNIQUE"):
        await ask_twice()
    async with people.read() as work:
        assert await work.plans.of(KYLE) == []


async def test_a_plan_that_is_removed_takes_its_guests_along(people: SqlStore) -> None:
    async with people.write() as work:
        await work.plans.add(_plan(100, ROSA, BO))
        await work.plans.add(_plan(101, ROSA))
        await work.plans.remove(PlanId(100))
        assert await _ids(work, ROSA) == [101]
    assert await _guests(people) == [(101, 0, CONTACTS[ROSA], ROSA)]


# Whose plans


async def test_the_plans_of_a_person_are_those_they_made_and_were_asked_to_oldest_first(people: SqlStore) -> None:
    async with people.write() as work:
        for each in (
            _plan(103, BO),
            _plan(100, ROSA),
            _plan(102, KYLE, host_id=ROSA),
            _plan(101, KYLE, BO, host_id=CHRIS),
        ):
            await work.plans.add(each)

    async with people.read() as work:
        assert await _ids(work, KYLE) == [100, 101, 102, 103]
        assert await _ids(work, ROSA) == [100, 102]
        assert await _ids(work, BO) == [101, 103]
        assert await work.plans.of(BO) == [_plan(101, KYLE, BO, host_id=CHRIS), _plan(103, BO)]
        assert await _ids(work, PersonId(999)) == []


AGREED = {"state": PlanState.AGREED, "starts_at": TOMORROW}
OFFERED = (_guest(100, 0, ROSA, answer=Answer.OTHER_TIMES, times=(TOMORROW + 3 * HOUR,)),)

# What a plan holds, and when it is over; an hour long unless it says otherwise.
OVER: dict[str, tuple[dict[str, Any], datetime]] = {
    "one time": ({}, TOMORROW + HOUR),
    "half an hour": ({"minutes": 30}, TOMORROW + HOUR / 2),
    "the last of three": ({"times": (TOMORROW, TOMORROW + DAY, TOMORROW + HOUR)}, TOMORROW + DAY + HOUR),
    "the one agreed on": ({"times": (TOMORROW, TOMORROW + DAY), **AGREED}, TOMORROW + HOUR),
    "one a guest offers": ({"guests": OFFERED}, TOMORROW + 4 * HOUR),
    "not one that was offered before they agreed": ({"guests": OFFERED, **AGREED}, TOMORROW + HOUR),
    "called off": ({"state": PlanState.CANCELLED}, TOMORROW + HOUR),
    "in local time": ({"times": (TOMORROW.astimezone(INDIANA),)}, TOMORROW + HOUR),
}


@pytest.mark.parametrize(("changed", "over"), OVER.values(), ids=OVER)
async def test_a_plan_is_over_with_the_end_of_its_last_time(
    people: SqlStore, changed: dict[str, Any], over: datetime
) -> None:
    async with people.write() as work:
        await work.plans.add(_plan(100, **{"guests": (_guest(100, 0, ROSA),), **changed}))

    async with people.read() as work:
        for each in (KYLE, ROSA):
            assert await _ids(work, each, over - timedelta(microseconds=1)) == [100]
            assert await _ids(work, each, over) == []
            assert await _ids(work, each) == [100], "what is over is still theirs"


async def test_a_plan_that_is_moved_is_over_later(people: SqlStore) -> None:
    async with people.write() as work:
        await work.plans.add(_plan(100, ROSA))
        await work.plans.save(_plan(100, ROSA, times=(TOMORROW + DAY,)))
        assert await _ids(work, ROSA, TOMORROW + DAY) == [100]
        await work.plans.save(_plan(100, ROSA, times=(TOMORROW + DAY,), state=PlanState.AGREED, starts_at=TOMORROW))
        assert await _ids(work, ROSA, TOMORROW + DAY) == []


# What a transaction has read


async def test_what_was_read_before_is_read_again_after_it_was_saved(people: SqlStore) -> None:
    first, asked = _plan(100, ROSA), _plan(100, ROSA, BO)
    yes = asked.with_guest(replace(asked.guests[0], answer=Answer.YES))
    async with people.write() as work:
        assert (await work.plans.get(first.id), await work.plans.of(ROSA, START)) == (None, [])
        await work.plans.add(first)
        for plan in (first, asked, yes, replace(yes, place="the park")):
            await work.plans.save(plan)
            assert await work.plans.get(first.id) == plan
            assert await work.plans.of(ROSA) == await work.plans.of(ROSA, START) == [plan]
            assert await work.plans.of(KYLE, START) == [plan]
            assert await _ids(work, BO) == ([] if plan is first else [100])
        await work.plans.remove(first.id)
        assert (await work.plans.get(first.id), await work.plans.of(BO), await work.plans.of(KYLE)) == (None, [], [])


async def test_what_was_read_is_its_readers_own(people: SqlStore) -> None:
    async with people.write() as work:
        await work.plans.add(_plan(100, ROSA))
        (await work.plans.of(KYLE)).clear()
        await work.gatherings.add(_gathering(130))
        (await work.gatherings.of(KYLE)).clear()
        assert await _ids(work, KYLE) == [100]
        assert len(await work.gatherings.of(KYLE)) == 1


async def test_whoever_takes_and_leaves_a_seat_sees_it_at_once(people: SqlStore) -> None:
    gathering = _gathering(130)
    async with people.write() as work:
        assert await work.gatherings.of(ROSA) == []
        await work.gatherings.add(gathering)
        assert await work.gatherings.of(ROSA, START) == []
        await work.seats.add(_seat(130, ROSA))
        assert await work.gatherings.of(ROSA, START) == [gathering]
        await work.gatherings.save(replace(gathering, place="my house"))
        assert [each.place for each in await work.gatherings.of(ROSA, START)] == ["my house"]
        await work.seats.remove(gathering_id=gathering.id, person_id=ROSA)
        assert await work.gatherings.of(ROSA, START) == []


# Instants


@pytest.mark.parametrize("times", [(TOMORROW.replace(tzinfo=None),), (TOMORROW, TOMORROW.replace(tzinfo=None))])
async def test_a_time_without_a_zone_is_refused(people: SqlStore, times: tuple[datetime, ...]) -> None:
    async with people.write() as work:
        offering = _guest(100, 0, ROSA, times=times)
        with pytest.raises(StatementError, match="an instant must be aware"):
            await work.plans.add(_plan(100, times=times, starts_at=TOMORROW))
        with pytest.raises(StatementError, match="an instant must be aware"):
            await work.plans.add(_plan(100, starts_at=TOMORROW, guests=(offering,)))


async def test_times_are_kept_in_utc_whatever_zone_they_come_in(people: SqlStore) -> None:
    local = TOMORROW.astimezone(INDIANA)
    async with people.write() as work:
        await work.plans.add(_plan(100, times=(local, TOMORROW + HOUR / 3)))
        await work.plans.add(_plan(101, times=()))

    async with people.read() as work:
        kept = await work.plans.get(PlanId(100))
        assert kept is not None
        assert [each.isoformat() for each in kept.times] == ["2026-01-02T12:00:00+00:00", "2026-01-02T12:20:00+00:00"]
        unoffered = await work.plans.get(PlanId(101))
        assert unoffered is not None
        assert unoffered.times == ()


# Open invitations


async def test_an_open_invitation_and_a_seat_come_back_as_they_were(people: SqlStore) -> None:
    gathering = _gathering(
        2**62,
        minutes=90,
        revision=3,
        state=GatheringState.CANCELLED,
        activity="Madden",
        city_id=4257227,
        place="my house",
        is_place_public=True,
        seats=50,
        words="Bring crisps.",
        meeting_id=MeetingId(50),
        event_id=2**62,
    )
    seats = [
        _seat(2**62, ROSA, SeatState.IN, is_let_in=True),
        _seat(2**62, BO, SeatState.WAITING),
        _seat(2**62, CHRIS, SeatState.MAYBE),
    ]
    async with people.write() as work:
        await work.gatherings.add(gathering)
        await work.seats.add(*seats)

    async with people.read() as work:
        assert await work.gatherings.get(gathering.id) == gathering
        assert await work.seats.find(gathering_id=gathering.id) == seats
        assert await work.seats.count(gathering_id=gathering.id, state=SeatState.IN) == 1


async def test_the_open_invitations_of_a_person_are_those_they_made_and_answered_soonest_first(
    people: SqlStore,
) -> None:
    async with people.write() as work:
        await work.gatherings.add(_gathering(130), _gathering(131, ROSA, TOMORROW - HOUR), _gathering(132, BO))
        await work.gatherings.add(_gathering(129, BO, TOMORROW + HOUR), _gathering(133))
        await work.seats.add(_seat(131, KYLE, SeatState.MAYBE), _seat(129, KYLE, SeatState.WAITING), _seat(130, ROSA))

    async with people.read() as work:
        for who, ids in ((KYLE, [131, 130, 133, 129]), (ROSA, [131, 130]), (BO, [132, 129]), (CHRIS, [])):
            assert [each.id for each in await work.gatherings.of(who)] == ids
        assert [each.id for each in await work.gatherings.of(KYLE, TOMORROW - HOUR)] == [130, 133, 129]
        assert await work.gatherings.of(KYLE, TOMORROW + HOUR) == []


# What goes with whom


async def test_whoever_forgets_themselves_takes_their_plans_along_and_leaves_others_their_own(people: SqlStore) -> None:
    mine, theirs = _plan(100, ROSA, BO), _plan(101, KYLE, ROSA, host_id=BO)
    async with people.write() as work:
        await work.plans.add(mine)
        await work.plans.add(theirs)
        await work.gatherings.add(_gathering(130), _gathering(131, BO))
        await work.seats.add(_seat(130, ROSA), _seat(131, KYLE), _seat(131, ROSA))
        assert (await _ids(work, ROSA), len(await work.gatherings.of(ROSA))) == ([100, 101], 2)
        await work.persons.remove(id=KYLE)
        left = replace(theirs, guests=(replace(theirs.guests[1], contact_id=None),))
        assert await work.plans.of(ROSA) == [left], "read before, and read again"
        assert await work.plans.get(mine.id) is None
        assert await work.gatherings.of(ROSA) == [_gathering(131, BO)]
        assert await work.seats.find() == [_seat(131, ROSA)]
    assert await _guests(people) == [(101, 1, None, ROSA)]


async def test_a_guest_who_forgets_themselves_leaves_the_plan_to_the_others(people: SqlStore) -> None:
    plan = _plan(100, ROSA, BO, CHRIS)
    async with people.write() as work:
        await work.plans.add(plan)
        await work.persons.remove(id=BO)
        left = replace(plan, guests=(plan.guests[0], plan.guests[2]))
        assert await work.plans.get(plan.id) == left
        # Their place stays empty until the host changes who is asked.
        added = replace(left, guests=(*left.guests, _guest(100, 3, None)))
        await work.plans.save(added)
        assert await work.plans.get(plan.id) == added
        assert added.with_guest(replace(plan.guests[2], answer=Answer.YES)).guests[1].answer is Answer.YES


async def test_a_contact_who_leaves_the_list_leaves_the_plan_without_a_name(people: SqlStore) -> None:
    plan = _plan(100, ROSA, guests=(_guest(100, 0, ROSA), _guest(100, 1, None)))
    async with people.write() as work:
        await work.plans.add(plan)
        assert await work.plans.get(plan.id) == plan
        await work.contacts.remove(id=[CONTACTS[ROSA], TED])
        nameless = tuple(replace(each, contact_id=None) for each in plan.guests)
        assert await work.plans.get(plan.id) == replace(plan, guests=nameless)
        assert await _ids(work, ROSA) == [100], "they are asked all the same"


async def test_a_meeting_that_is_removed_leaves_what_it_came_from(people: SqlStore) -> None:
    plan, gathering = _plan(100, ROSA, meeting_id=MeetingId(50)), _gathering(130, meeting_id=MeetingId(50))
    async with people.write() as work:
        await work.plans.add(plan)
        await work.gatherings.add(gathering)
        assert await work.plans.get(plan.id) == plan
        await work.meetings.remove(MeetingId(50))
        assert await work.plans.get(plan.id) == replace(plan, meeting_id=None)
        assert await work.gatherings.get(gathering.id) == replace(gathering, meeting_id=None)

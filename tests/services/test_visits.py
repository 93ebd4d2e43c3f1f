"""Visits: who of one's list and of the pool is there then, and which days make sense."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from meetups.refusals import Refusal
from meetups.services.profiles import Wishes
from meetups.services.visits import AHEAD, KEPT, MOST, Became, Outlook
from meetups.values import (
    Actor,
    CommunityId,
    Excuse,
    ExcuseKind,
    Person,
    PoolMember,
    VisitId,
)
from tests.services.travelling import (
    EVANSVILLE,
    FIRST,
    HENDERSON,
    HOME,
    KYLE,
    LAST,
    ROSA,
    TODAY,
    a_wish,
    goes,
    has,
    lives,
    told,
)
from tests.support.office import COMMUNITY, START, Office, actor


async def refused(office: Office, **where: Any) -> str:
    with pytest.raises(Refusal) as raised:
        await goes(office, **where)
    return raised.value.key


def names(outlook: Outlook) -> list[str]:
    return [each.contact.name for each in outlook.on_list]


# ---------------------------------------------------------------------- who of one's list is there


async def test_those_within_reach_are_shown_the_waiting_first_then_the_nearest(office: Office) -> None:
    await lives(office, KYLE, HOME)
    await has(office, KYLE, "Ann", EVANSVILLE)
    await has(office, KYLE, "Zoe", EVANSVILLE, 201)
    await has(office, KYLE, "Bea", HENDERSON)
    await has(office, KYLE, "Wes", HENDERSON, waits_near=True)
    await has(office, KYLE, "Far", HOME)
    await has(office, KYLE, "Nowhere")
    await has(office, KYLE, "Nobody", EVANSVILLE, waits_near=True)
    never = await has(office, KYLE, "Never", EVANSVILLE)
    await office.services.contacts.never(KYLE, never.id)
    await has(office, ROSA, "Rosa's own", EVANSVILLE)

    outlook = await goes(office)

    assert names(outlook) == ["Nobody", "Wes", "Ann", "Zoe", "Bea"]
    assert [(each.waits_near, each.km) for each in outlook.on_list] == [
        (True, 0),
        (True, 16),
        (False, 0),
        (False, 0),
        (False, 16),
    ]
    assert outlook.city.short == EVANSVILLE
    assert outlook.on_list[3].contact.account_id == 201
    assert outlook.became is Became.NEW


async def test_reach_is_the_visitors_own(office: Office) -> None:
    await lives(office, KYLE, HOME, reach_km=10)
    await has(office, KYLE, "Bea", HENDERSON)
    assert names(await goes(office)) == []
    await office.services.profiles.change(KYLE, Wishes(reach_km=200))
    await has(office, KYLE, "Far", HOME)
    assert names(await goes(office)) == ["Bea", "Far"]


async def test_somebody_who_comes_there_at_the_same_time_is_there_too(office: Office) -> None:
    await lives(office, KYLE, HOME)
    await has(office, KYLE, "Rosa", "Chicago", 200, waits_near=True)
    theirs = await goes(office, ROSA, HENDERSON, FIRST - timedelta(days=3), FIRST)
    assert names(await goes(office)) == [], "a visit nobody was told of is its visitor's alone"

    await office.services.visits.tell(ROSA, theirs.visit.id)

    [rosa] = (await goes(office)).on_list
    assert (rosa.contact.name, rosa.city.short, rosa.km) == ("Rosa", HENDERSON, 16)
    assert rosa.visit is not None
    assert rosa.visit.last_on == FIRST
    assert names(await goes(office, first=FIRST + timedelta(days=1))) == [], "gone by then"


# ---------------------------------------------------------------------- days, and the same city again


async def test_the_same_city_and_shared_days_change_the_visit(office: Office) -> None:
    await a_wish(office)
    first = await goes(office)
    await office.services.visits.tell(KYLE, first.visit.id)

    assert (await goes(office)).became is Became.SAME
    assert (await goes(office)).visit.told_at is not None
    longer = await goes(office, last=LAST + timedelta(days=3))

    assert longer.became is Became.CHANGED
    assert longer.visit.id == first.visit.id
    assert longer.visit.told_at is None, "other days are asked about anew"
    later = await goes(office, first=LAST + timedelta(days=4), last=LAST + timedelta(days=9))
    assert later.became is Became.NEW
    assert (await goes(office, city=HENDERSON)).became is Became.NEW
    both = await goes(office, first=FIRST, last=LAST + timedelta(days=5))
    assert both.became is Became.CHANGED
    _, coming = await office.services.visits.coming(KYLE)
    assert [(city.name, each.first_on, each.last_on) for each, city in coming] == [
        ("Henderson", FIRST, LAST),
        ("Evansville", FIRST, LAST + timedelta(days=5)),
    ]


async def test_days_that_are_over_too_far_or_too_many_are_refused(office: Office) -> None:
    day = timedelta(days=1)
    assert await refused(office, first=TODAY - 5 * day, last=TODAY - day) == "visit.past"
    assert await refused(office, first=TODAY + AHEAD + day, last=TODAY + AHEAD + day) == "visit.far"
    assert await refused(office, first=FIRST, last=FIRST + 92 * day) == "visit.long"
    assert await refused(office, city="Narnia") == "city.unknown"
    assert await refused(office, city="Bloomington") == "city.which"
    assert (await office.services.visits.coming(KYLE))[1] == ()

    assert (await goes(office, first=TODAY - 5 * day, last=TODAY)).became is Became.NEW
    assert (await goes(office, first=TODAY + AHEAD, last=TODAY + AHEAD + 91 * day)).became is Became.NEW


async def test_days_are_those_of_the_visitor(office: Office) -> None:
    await lives(office, KYLE, "Honolulu")
    office.clock.now = START.replace(hour=3)  # Wednesday evening there
    yesterday = TODAY - timedelta(days=1)
    assert (await goes(office, first=yesterday, last=yesterday)).today == yesterday
    office.clock.forward(hours=8)
    assert (await office.services.visits.coming(KYLE))[1] == ()


async def test_twenty_visits_are_enough(office: Office) -> None:
    await goes(office, first=TODAY, last=TODAY)
    for number in range(1, MOST):
        day = TODAY + timedelta(days=2 * number)
        await goes(office, first=day, last=day)
    assert await refused(office, city=HENDERSON) == "visit.many"
    last = TODAY + timedelta(days=2 * MOST - 2)
    assert (await goes(office, first=last, last=last + timedelta(days=5))).became is Became.CHANGED
    office.clock.forward(days=1)
    assert (await goes(office, city=HENDERSON)).became is Became.NEW, "what is over makes room"


async def test_a_visit_is_its_visitors_alone(office: Office) -> None:
    visit = (await goes(office)).visit
    for act in (office.services.visits.show, office.services.visits.tell, office.services.visits.remove):
        for person, number in ((ROSA, visit.id), (KYLE, VisitId(7))):
            with pytest.raises(Refusal, match=r"visit\.gone"):
                await act(person, number)
    assert (await office.services.visits.coming(ROSA))[1] == ()
    await office.services.visits.remove(KYLE, visit.id)
    with pytest.raises(Refusal, match=r"visit\.gone"):
        await office.services.visits.remove(KYLE, visit.id)


async def test_what_is_long_over_is_forgotten(office: Office) -> None:
    visit = (await goes(office)).visit
    office.clock.now += LAST - TODAY + KEPT
    await office.services.visits.tidy()
    assert (await office.services.visits.show(KYLE, visit.id)).visit == visit
    with pytest.raises(Refusal, match=r"visit\.over"):
        await office.services.visits.tell(KYLE, visit.id)
    office.clock.forward(days=1)
    await office.services.visits.tidy()
    with pytest.raises(Refusal, match=r"visit\.gone"):
        await office.services.visits.show(KYLE, visit.id)


# ---------------------------------------------------------------------- the pool


async def a_pool(office: Office, *members: tuple[int, str | None], **chosen: Any) -> None:
    async with office.store.write() as work:
        for number, city in members:
            person = await work.persons.get(actor(number).person_id)
            if person is None:
                [found] = office.desk.places.search(city, 1) if city else [None]
                person = Person(actor(number).person_id, START, city_id=found.id if found else None)
                await work.persons.add(person)
            await work.pool.add(PoolMember(person.id, COMMUNITY, START, **chosen))


async def in_pool(office: Office, who: Actor = KYLE) -> list[int] | None:
    pool = (await goes(office, who)).pool
    return list(pool.people) if pool and pool.is_in else None


async def test_members_of_the_pool_see_those_near_who_let_themselves_be_found(office: Office) -> None:
    await lives(office, KYLE, HOME)
    await a_pool(office, (201, EVANSVILLE), (202, HENDERSON), (203, HOME), (204, None))
    await a_pool(office, (205, EVANSVILLE), is_findable=False)
    await a_pool(office, (206, EVANSVILLE), rested_at=START)
    outlook = await goes(office)
    assert outlook.pool is not None
    assert (outlook.pool.is_in, outlook.pool.people) == (False, ()), "who is not in it sees nobody"

    await a_pool(office, (100, None))

    assert await in_pool(office) == [201, 202]
    assert await seen(office) == (True, [201, 202])
    direct_message = actor(100, None)
    assert (await goes(office, direct_message)).pool is None
    elsewhere = CommunityId(77)
    await office.community(elsewhere)
    assert (await goes(office, actor(100, elsewhere))).pool == (await goes(office, actor(999))).pool


async def seen(office: Office) -> tuple[bool, list[int]]:
    """Whether visitors find Kyle, and whom he finds."""
    pool = (await goes(office)).pool
    assert pool is not None
    assert pool.is_in
    return pool.is_seen, list(pool.people)


async def test_whoever_cannot_be_found_sees_nobody_of_the_pool(office: Office) -> None:
    await lives(office, KYLE, HOME)
    await a_pool(office, (201, EVANSVILLE))
    await a_pool(office, (100, None), is_findable=False)
    assert await seen(office) == (False, [])
    for changed, expected in (({"is_findable": True}, [201]), ({"rested_at": START}, [])):
        async with office.store.write() as work:
            member = await work.pool.get(100, COMMUNITY)
            assert member is not None
            await work.pool.save(replace(member, **changed))
        assert await seen(office) == (bool(expected), expected)


async def test_either_ones_reach_will_do(office: Office) -> None:
    await lives(office, KYLE, HOME, reach_km=5)
    await a_pool(office, (100, None), (202, HENDERSON), (203, HOME))
    assert await in_pool(office) == [202]
    async with office.store.write() as work:
        neighbour = await work.persons.get(202)
        assert neighbour is not None
        await work.persons.save(replace(neighbour, reach_km=5))
    assert await in_pool(office) == []
    await office.services.profiles.change(KYLE, Wishes(reach_km=200))
    assert await in_pool(office) == [202, 203]


@pytest.mark.parametrize("whose", ["mine", "theirs"])
async def test_a_never_list_hides_the_two_from_each_other_in_the_pool(office: Office, whose: str) -> None:
    await lives(office, KYLE, HOME)
    await a_pool(office, (100, None), (200, EVANSVILLE), (201, EVANSVILLE))
    assert await in_pool(office) == [200, 201]
    owner, number = (KYLE, 200) if whose == "mine" else (ROSA, 100)
    shunned = await has(office, owner, "Somebody", number=number)
    await office.services.contacts.never(owner, shunned.id)
    assert await in_pool(office) == [201]


async def test_those_of_ones_list_are_named_once_and_those_who_pause_not_at_all(office: Office) -> None:
    await lives(office, KYLE, HOME)
    await lives(office, ROSA, EVANSVILLE)
    await a_pool(office, (100, None), (200, None), (201, EVANSVILLE))
    await has(office, KYLE, "Nell", EVANSVILLE, 201)
    assert await in_pool(office) == [200]
    mission = await office.mission(ROSA)
    async with office.store.write() as work:
        pause = Excuse(office.desk.new_id(), mission.id, ExcuseKind.PAUSE, TODAY, None, START)
        await work.excuses.add(pause)
    assert await in_pool(office) == []


async def test_a_community_without_a_pool_says_nothing_of_one(office: Office) -> None:
    async with office.store.write() as work:
        community = await work.communities.get(COMMUNITY)
        assert community is not None
        await work.communities.save(replace(community, has_pool=False))
    assert (await goes(office)).pool is None


# ---------------------------------------------------------------------- one's data


async def test_visits_are_handed_out_and_forgotten(office: Office) -> None:
    await a_wish(office)
    visit = (await goes(office)).visit
    await office.services.visits.tell(KYLE, visit.id)
    exported = (await office.services.mydata.export(KYLE))["visits"]
    assert [(each["city_id"], each["first_on"]) for each in exported] == [(visit.city_id, "2026-01-10")]
    assert (await office.services.mydata.export(ROSA))["visits"] == []

    await office.services.mydata.forget(KYLE)

    async with office.store.read() as work:
        assert await work.visits.get(visit.id) is None
    assert told(await office.carry()) == []

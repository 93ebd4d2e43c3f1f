"""Plans and open invitations in what somebody is handed of their data, and what is left of them when it is erased."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from meetups.services.guests import People
from meetups.services.mydata import Holdings
from meetups.services.plans import PlanWishes
from meetups.values import (
    Activity,
    Actor,
    Answer,
    ChannelId,
    Contact,
    ContactId,
    Delivery,
    DeliveryId,
    DeliveryKind,
    DeliveryState,
    Gathering,
    GatheringId,
    GatheringState,
    Guest,
    Person,
    Plan,
    PlanId,
    PlanState,
    Seat,
    SeatState,
)
from tests.support.office import COMMUNITY, START, Office, actor

KYLE, ROSA, BO = actor(777_100), actor(777_200), actor(777_300)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOMORROW, CLOSES_AT = START + DAY, START + 20 * HOUR
PLAN, GATHERING = PlanId(888_120), GatheringId(888_130)
OF_ROSA, OF_TED = ContactId(999_040), ContactId(999_041)


async def people(office: Office) -> None:
    """Kyle has Rosa and Ted on his list."""
    await office.community()
    async with office.store.write() as work:
        await work.persons.add(*(Person(each.person_id, START) for each in (KYLE, ROSA, BO)))
        await work.contacts.add(Contact(OF_ROSA, KYLE.person_id, "Rosie", START, account_id=ROSA.person_id))
        await work.contacts.add(Contact(OF_TED, KYLE.person_id, "Ted", START))


async def planned(office: Office, rosa: Answer = Answer.WAITING, **changed: Any) -> Plan:
    """Kyle asks Rosa, Bo and Ted, who is not on Discord, for coffee tomorrow; Rosa answered, Bo comes."""
    await people(office)
    is_later = rosa is Answer.LATER
    guest = Guest(
        plan_id=PLAN,
        position=0,
        contact_id=OF_ROSA,
        person_id=ROSA.person_id,
        answer=rosa,
        answered_at=None if rosa is Answer.WAITING else START + HOUR,
        times=(TOMORROW + 2 * HOUR,) if rosa is Answer.OTHER_TIMES else (),
        again_on=date(2026, 2, 1) if is_later else None,
    )
    bo = Guest(PLAN, 1, None, BO.person_id, Answer.YES, START + HOUR)
    plan = Plan(
        id=PLAN,
        host_id=KYLE.person_id,
        created_at=START,
        changed_at=START,
        closes_at=CLOSES_AT,
        times=(TOMORROW, TOMORROW + DAY),
        community_id=COMMUNITY,
        activity=Activity.COFFEE,
        city_id=4257227,
        place="Café Müller",
        words="It has been too long.",
        guests=(guest, bo, Guest(PLAN, 2, OF_TED)),
    )
    async with office.store.write() as work:
        await work.plans.add(replace(plan, **changed))
    return replace(plan, **changed)


async def hosted(office: Office, *seats: tuple[Actor, SeatState], **changed: Any) -> Gathering:
    """Kyle invites everybody to his house, and these have answered."""
    gathering = Gathering(
        id=GATHERING,
        host_id=KYLE.person_id,
        community_id=COMMUNITY,
        channel_id=ChannelId(11),
        created_at=START,
        changed_at=START,
        starts_at=TOMORROW,
        activity="Madden",
        place="12 Elm Street",
        words="Bring crisps.",
    )
    async with office.store.write() as work:
        await work.gatherings.add(replace(gathering, **changed))
        await work.seats.add(*(Seat(GATHERING, who.person_id, state, START) for who, state in seats))
    return replace(gathering, **changed)


async def exported(office: Office, who: Actor) -> tuple[dict[str, Any], str]:
    """What somebody is handed, and how it is written."""
    data = await office.services.mydata.export(who)
    return data, json.dumps(data)


# Plans


async def test_a_host_is_handed_the_whole_of_a_plan(office: Office) -> None:
    await planned(office, Answer.OTHER_TIMES, state=PlanState.AGREED, starts_at=TOMORROW, revision=2)

    data, _ = await exported(office, KYLE)

    [plan] = data["plans_made"]
    assert data["plans_asked"] == []
    assert (plan["id"], plan["state"], plan["revision"], plan["place"]) == (PLAN, "agreed", 2, "Café Müller")
    assert (plan["starts_at"], plan["times"][1]) == ("2026-01-02T12:00:00+00:00", "2026-01-03T12:00:00+00:00")
    assert [(each["contact_id"], each["person_id"], each["answer"]) for each in plan["guests"]] == [
        (OF_ROSA, ROSA.person_id, "other_times"),
        (None, BO.person_id, "yes"),
        (OF_TED, None, "waiting"),
    ]
    assert plan["guests"][0]["times"] == ["2026-01-02T14:00:00+00:00"]


# What Rosa said, and what Kyle may know of it while she may still answer, and afterwards.
KNOWN = [
    (Answer.WAITING, Answer.WAITING, Answer.WAITING),
    (Answer.NO, Answer.WAITING, Answer.WAITING),
    (Answer.LATER, Answer.WAITING, Answer.LATER),
    (Answer.NOT_THEN, Answer.NOT_THEN, Answer.NOT_THEN),
    (Answer.OTHER_TIMES, Answer.OTHER_TIMES, Answer.OTHER_TIMES),
    (Answer.YES, Answer.YES, Answer.YES),
    (Answer.GONE, Answer.GONE, Answer.GONE),
]


@pytest.mark.parametrize(("said", "at_once", "when_closed"), KNOWN)
async def test_a_host_is_handed_what_they_may_know(
    office: Office, said: Answer, at_once: Answer, when_closed: Answer
) -> None:
    await planned(office, said)
    for now, known in ((CLOSES_AT - HOUR / 60, at_once), (CLOSES_AT, when_closed)):
        office.clock.now = now
        data, written = await exported(office, KYLE)
        rosa = data["plans_made"][0]["guests"][0]
        assert (rosa["person_id"], rosa["answer"]) == (ROSA.person_id, known)
        assert (rosa["answered_at"] is None) is (known is Answer.WAITING)
        assert bool(rosa["again_on"]) is ("2026-02-01" in written) is (known is Answer.LATER)
        [asked] = (await exported(office, ROSA))[0]["plans_asked"]
        assert asked["answer"]["answer"] == said, "her own answer she knows"


@pytest.mark.parametrize(("answer", "weeks"), [(Answer.NO, 0), (Answer.LATER, 4)])
async def test_in_the_waiting_time_a_no_and_a_soft_maybe_give_the_same_file_as_silence(
    office: Office, answer: Answer, weeks: int
) -> None:
    await people(office)
    wishes = PlanWishes(times=(TOMORROW,), place="Café Müller")
    draft = await office.services.proposals.begin(KYLE, People((OF_ROSA,)), wishes)
    plan = (await office.services.proposals.send(KYLE, draft.id, is_adult=True)).plan
    silence, _ = await exported(office, KYLE)
    assert silence["plans_made"][0]["place"] == "Café Müller"
    await office.services.plans.decline(ROSA, plan.id, answer, weeks)

    assert (await exported(office, KYLE))[0] == silence
    assert (await exported(office, ROSA))[0]["plans_asked"][0]["answer"]["answer"] == answer


async def test_who_was_asked_is_handed_neither_the_hosts_list_nor_the_other_guests(office: Office) -> None:
    await planned(office, Answer.OTHER_TIMES)

    data, written = await exported(office, ROSA)

    [plan] = data["plans_asked"]
    assert data["plans_made"] == []
    assert plan == {
        "id": PLAN,
        "host_id": KYLE.person_id,
        "community_id": COMMUNITY,
        "created_at": "2026-01-01T12:00:00+00:00",
        "state": "open",
        "times": ["2026-01-02T12:00:00+00:00", "2026-01-03T12:00:00+00:00"],
        "starts_at": None,
        "minutes": 60,
        "activity": "coffee",
        "city_id": 4257227,
        "place": "Café Müller",
        "words": "It has been too long.",
        "answer": {
            "answer": "other_times",
            "answered_at": "2026-01-01T13:00:00+00:00",
            "times": ["2026-01-02T14:00:00+00:00"],
            "again_on": None,
        },
    }
    for not_hers in (OF_ROSA, OF_TED, BO.person_id):
        assert str(not_hers) not in written


async def test_a_message_that_would_tell_of_a_soft_maybe_is_handed_out_when_it_has_come(office: Office) -> None:
    await planned(office, Answer.LATER)
    waits = Delivery(
        id=DeliveryId(888_200),
        kind=DeliveryKind.PLAN,
        subject=PLAN,
        occasion=f"{KYLE.person_id}.2",
        lane=f"person:{KYLE.person_id}",
        due=START + 30 * DAY,
        created_at=START + HOUR,
        person_id=KYLE.person_id,
        data={"about": "again", "revision": 0},
    )
    asked = replace(waits, id=DeliveryId(888_201), occasion=f"{KYLE.person_id}.1", data={"about": "changed"})
    async with office.store.write() as work:
        await work.deliveries.add(waits, asked)
    for state, is_told in (
        (DeliveryState.PLANNED, False),
        (DeliveryState.CLAIMED, False),
        (DeliveryState.DROPPED, False),
        (DeliveryState.SENT, True),
        (DeliveryState.UNDELIVERABLE, True),
    ):
        async with office.store.write() as work:
            await work.deliveries.save(replace(waits, state=state))
        data, _ = await exported(office, KYLE)
        assert [each["id"] for each in data["messages"]] == ([waits.id, asked.id] if is_told else [asked.id])


# Plans shared with somebody trusted


async def shared(office: Office, by: Actor, number: int) -> None:
    """Somebody let Bo know of the plan."""
    told = Delivery(
        id=DeliveryId(number),
        kind=DeliveryKind.SHARED_PLAN,
        subject=PLAN,
        occasion=f"{by.person_id}.{BO.person_id}.0",
        lane=f"person:{BO.person_id}",
        due=START,
        created_at=START,
        person_id=BO.person_id,
        state=DeliveryState.SENT,
        data={"by": str(by.person_id)},
    )
    async with office.store.write() as work:
        await work.deliveries.add(told)


async def test_whom_i_told_of_a_plan_is_mine_and_not_of_the_others_in_it(office: Office) -> None:
    await planned(office)
    await shared(office, ROSA, 888_300)

    assert (await exported(office, ROSA))[0]["plans_shared"] == [
        {"plan_id": PLAN, "with_id": BO.person_id, "at": "2026-01-01T12:00:00+00:00"}
    ]
    assert (await exported(office, KYLE))[0]["plans_shared"] == []
    assert [each["kind"] for each in (await exported(office, BO))[0]["messages"]] == ["shared_plan"]


@pytest.mark.parametrize(("who", "left"), [(ROSA, [888_301]), (KYLE, [888_300])])
async def test_who_forgets_themselves_is_not_named_by_what_they_shared(
    office: Office, who: Actor, left: list[int]
) -> None:
    await planned(office)
    await shared(office, ROSA, 888_300)
    await shared(office, KYLE, 888_301)

    await office.services.mydata.forget(who)

    async with office.store.read() as work:
        told = await work.deliveries.find(kind=DeliveryKind.SHARED_PLAN)
    assert [each.id for each in told] == left


# Open invitations


async def test_a_host_is_handed_how_many_come_and_not_who(office: Office) -> None:
    await people(office)
    await hosted(office, (ROSA, SeatState.IN), (BO, SeatState.WAITING))

    data, written = await exported(office, KYLE)

    [gathering] = data["gatherings_hosted"]
    assert data["gatherings_joined"] == []
    assert (gathering["id"], gathering["place"], gathering["seats"]) == (GATHERING, "12 Elm Street", 6)
    assert gathering["seats_taken"] == 1
    assert str(BO.person_id) not in written


async def test_who_joined_is_handed_their_seat_and_nobody_elses(office: Office) -> None:
    await people(office)
    await hosted(office, (ROSA, SeatState.MAYBE), (BO, SeatState.IN), event_id=888_999)

    data, written = await exported(office, ROSA)

    [gathering] = data["gatherings_joined"]
    assert data["gatherings_hosted"] == []
    assert (gathering["id"], gathering["host_id"], gathering["activity"]) == (GATHERING, KYLE.person_id, "Madden")
    assert (gathering["starts_at"], gathering["words"]) == ("2026-01-02T12:00:00+00:00", "Bring crisps.")
    assert gathering["seat"] == {"standing": "maybe", "asked_at": "2026-01-01T12:00:00+00:00"}
    assert "seats_taken" not in gathering
    assert str(BO.person_id) not in written


@pytest.mark.parametrize(
    ("is_public", "is_let_in", "place"),
    [(False, False, ""), (True, False, "12 Elm Street"), (False, True, "12 Elm Street"), (True, True, "12 Elm Street")],
)
async def test_the_exact_place_is_handed_to_whom_it_was_shown(
    office: Office, is_public: bool, is_let_in: bool, place: str
) -> None:
    await people(office)
    await hosted(office, is_place_public=is_public)
    async with office.store.write() as work:
        await work.seats.add(Seat(GATHERING, ROSA.person_id, SeatState.IN, START, is_let_in=is_let_in))

    data, written = await exported(office, ROSA)

    assert data["gatherings_joined"][0]["place"] == place
    assert ("Elm Street" in written) is bool(place)


async def test_whoever_the_host_has_no_place_for_reads_no_more_than_they_were_told(office: Office) -> None:
    await people(office)
    await hosted(office, (ROSA, SeatState.DECLINED), (BO, SeatState.WAITING))
    for who, standing in ((ROSA, "full"), (BO, "waiting")):
        data, written = await exported(office, who)
        assert data["gatherings_joined"][0]["seat"]["standing"] == standing
        assert "declined" not in written


@pytest.mark.parametrize(("owner", "other"), [(KYLE, BO), (BO, KYLE)])
async def test_a_never_list_shows_in_nobodys_data(office: Office, owner: Actor, other: Actor) -> None:
    await people(office)
    await hosted(office, (ROSA, SeatState.IN))
    async with office.store.write() as work:
        await work.seats.add(Seat(GATHERING, BO.person_id, SeatState.IN, START, is_let_in=True))
    let_in = (await exported(office, BO))[0]["gatherings_joined"][0]
    assert (let_in["seat"]["standing"], let_in["place"]) == ("let_in", "12 Elm Street")
    assert (await exported(office, KYLE))[0]["gatherings_hosted"][0]["seats_taken"] == 2
    async with office.store.write() as work:
        never = Contact(ContactId(999_042), owner.person_id, "X", START, account_id=other.person_id, is_never=True)
        await work.contacts.add(never)

    data, written = await exported(office, BO)
    assert data["gatherings_joined"][0]["seat"]["standing"] == "asked", "as anybody who was not let in yet"
    assert "Elm Street" not in written
    assert (await exported(office, KYLE))[0]["gatherings_hosted"][0]["seats_taken"] == 1, "as the post says"


async def test_messages_name_nobody_who_joined_and_no_reminder_before_it_came(office: Office) -> None:
    await people(office)
    await hosted(office, (ROSA, SeatState.IN))
    news = Delivery(
        id=DeliveryId(888_400),
        kind=DeliveryKind.GATHERING,
        subject=GATHERING,
        occasion="host:0",
        lane=f"person:{KYLE.person_id}",
        due=START,
        created_at=START,
        person_id=KYLE.person_id,
        data={"key": "host", "came": [ROSA.person_id], "left": [BO.person_id], "gone": 1},
    )
    ahead = replace(
        news,
        id=DeliveryId(888_401),
        kind=DeliveryKind.GATHERING_AHEAD,
        occasion="0:2:777200",
        person_id=ROSA.person_id,
        data={"revision": 0, "hours": 2},
    )
    async with office.store.write() as work:
        await work.deliveries.add(news, ahead)

    data, written = await exported(office, KYLE)
    assert [each["data"] for each in data["messages"]] == [{"key": "host", "gone": 1}]
    assert str(BO.person_id) not in written
    assert (await exported(office, ROSA))[0]["messages"] == []
    async with office.store.write() as work:
        await work.deliveries.save(replace(ahead, state=DeliveryState.SENT))
    assert [each["id"] for each in (await exported(office, ROSA))[0]["messages"]] == [ahead.id]


async def test_a_stranger_is_handed_nothing_of_plans_of_others(office: Office) -> None:
    await planned(office)
    await hosted(office, (ROSA, SeatState.IN))
    data, written = await exported(office, actor(400))
    kinds = ("plans_made", "plans_asked", "plans_shared", "gatherings_hosted", "gatherings_joined")
    assert [data[each] for each in kinds] == [[]] * len(kinds)
    assert not [each for each in (PLAN, GATHERING, KYLE.person_id, ROSA.person_id) if str(each) in written]


# Who helps


async def test_who_is_named_for_help_knows_it_and_is_named_no_more_once_forgotten(office: Office) -> None:
    await people(office)
    async with office.store.write() as work:
        community = await work.communities.get(COMMUNITY)
        assert community is not None
        named = replace(community, safety_id=ROSA.person_id, safety_text="Ring the bar.")
        await work.communities.save(named)

    assert (await exported(office, ROSA))[0]["named_for_help_in"] == [COMMUNITY]
    assert (await exported(office, KYLE))[0]["named_for_help_in"] == []
    await office.services.mydata.forget(KYLE)
    async with office.store.read() as work:
        assert await work.communities.get(COMMUNITY) == named
    await office.services.mydata.forget(ROSA)
    async with office.store.read() as work:
        assert await work.communities.get(COMMUNITY) == replace(named, safety_id=None)


# What is held, and its erasure


async def holdings(office: Office, who: Actor) -> Holdings:
    return await office.services.mydata.holdings(who)


async def test_what_is_held_counts_plans_and_open_invitations_to_come(office: Office) -> None:
    await planned(office)
    for who in (KYLE, ROSA, BO):
        held = await holdings(office, who)
        assert (held.plans, held.gatherings, held.is_empty) == (1, 0, False)
    await hosted(office, (ROSA, SeatState.WAITING))
    for who, gatherings in ((KYLE, 1), (ROSA, 1), (BO, 0)):
        held = await holdings(office, who)
        assert (held.plans, held.gatherings) == (1, gatherings)
    office.clock.now = TOMORROW
    held = await holdings(office, ROSA)
    assert (held.plans, held.gatherings) == (1, 0), "it has begun; of the plan a time is left"
    office.clock.now = TOMORROW + DAY + HOUR
    assert (await holdings(office, ROSA)).is_empty


async def test_what_is_called_off_is_not_to_come(office: Office) -> None:
    await planned(office, state=PlanState.CANCELLED)
    await hosted(office, (ROSA, SeatState.IN), state=GatheringState.CANCELLED)

    assert (await holdings(office, ROSA)).is_empty


@pytest.mark.parametrize("state", PlanState)
async def test_a_host_who_forgets_themselves_takes_their_plans_along(office: Office, state: PlanState) -> None:
    starts_at = TOMORROW if state is PlanState.AGREED else None
    await planned(office, Answer.YES, state=state, starts_at=starts_at)

    held = await office.services.mydata.forget(KYLE)

    assert held.plans == (0 if state is PlanState.CANCELLED else 1)
    for who in (ROSA, BO):
        data, written = await exported(office, who)
        assert data["plans_asked"] == []
        assert str(KYLE.person_id) not in written
        told = [each["kind"] for each in data["messages"]]
        assert told == ([] if state is PlanState.CANCELLED else ["news"]), "they are told once that it is off"


@pytest.mark.parametrize("said", Answer)
async def test_a_guest_who_forgets_themselves_leaves_nothing_in_the_plan(office: Office, said: Answer) -> None:
    plan = await planned(office, said, state=PlanState.AGREED, starts_at=TOMORROW)

    await office.services.mydata.forget(ROSA)

    data, written = await exported(office, KYLE)
    assert [each["position"] for each in data["plans_made"][0]["guests"]] == [1, 2]
    assert data["plans_made"][0]["state"] == plan.state, "Bo still comes"
    assert str(ROSA.person_id) not in written
    assert len([each for each in data["messages"] if each["kind"] == "plan"]) == (said is Answer.YES)


async def test_seats_and_what_is_hosted_go_with_whom_they_belong_to(office: Office) -> None:
    await people(office)
    await hosted(office, (ROSA, SeatState.IN), (BO, SeatState.IN))

    await office.services.mydata.forget(ROSA)
    data, written = await exported(office, KYLE)
    assert data["gatherings_hosted"][0]["seats_taken"] == 1
    assert str(ROSA.person_id) not in written

    await office.services.mydata.forget(KYLE)
    data, written = await exported(office, BO)
    assert data["gatherings_joined"] == []
    assert [each["data"]["key"] for each in data["messages"]] == ["off"], "he is told once that it is off"
    assert str(KYLE.person_id) not in written

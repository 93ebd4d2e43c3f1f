"""What is kept for how long: of servers, of members who left one, of people long unseen, of messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from meetups.services import drafts, visits
from meetups.services.all import Services
from meetups.services.contacts import Details
from meetups.services.guests import People
from meetups.services.outgoing import News
from meetups.services.pool import Likes
from meetups.services.retention import DEPARTED_KEPT, MESSAGES_KEPT, SERVER_KEPT, UNSEEN_KEPT, WARNING
from meetups.values import CommunityId, DeliveryState, Gathering, GatheringId, Mission
from tests.data.full_world import COMMUNITY, settle, stored
from tests.data.small_world import TABLES
from tests.services.plans import know
from tests.support.office import NUDGES, START, Office, account, actor, delivery, direct
from tests.support.stopping import Stops

KYLE, ROSA, BO = actor(100), actor(200), actor(300)
DAY = timedelta(days=1)
PEOPLES_OWN = ("persons", "contacts", "apart", "meetings", "participants", "photos", "photo_files", "plans", "visits")


async def long_mission(office: Office) -> Mission:
    """One that goes on for as long as anything here is kept."""
    mission = replace(await office.mission(KYLE), ends_on=date(2029, 12, 31))
    async with office.store.write() as work:
        await work.missions.save(mission)
    return mission


async def tidy(office: Office, **later: float) -> None:
    office.clock.forward(**later)
    await office.services.retention.tidy()


# Servers


async def put_out(office: Office) -> dict[str, int]:
    """Two people have everything there is in a server, which then puts the bot out; gives how many rows there are."""
    async with office.store.write() as work:
        await work.communities.remove(id=COMMUNITY)
    await settle(office)
    await office.services.communities.left(CommunityId(COMMUNITY))
    return await sizes(office)


async def sizes(office: Office) -> dict[str, int]:
    return {table: len(await stored(office, table)) for table in TABLES}


async def of_the_server(office: Office) -> list[str]:
    """In which tables the server still stands."""
    return [
        name
        for name, table in TABLES.items()
        for row in await stored(office, name)
        if (row.get("community_id") == COMMUNITY if "community_id" in table.c else row.get("id") == COMMUNITY)
    ]


async def test_a_server_that_put_the_bot_out_is_kept_for_thirty_days_and_then_only_what_is_peoples_own(
    office: Office,
) -> None:
    before = await put_out(office)
    await tidy(office, days=29)
    assert await sizes(office) == before
    await tidy(office, days=2)

    assert await of_the_server(office) == []
    after = await sizes(office)
    assert {name: after[name] for name in PEOPLES_OWN} == {name: before[name] for name in PEOPLES_OWN}
    gone = ("missions", "excuses", "suggested", "invites", "posts", "gatherings", "seats", "pool_members", "match_runs")
    assert {name: after[name] for name in (*gone, "matched", "showings", "breaks")} == dict.fromkeys(
        (*gone, "matched", "showings", "breaks"), 0
    )
    await tidy(office, days=1)
    assert await sizes(office) == after


async def test_coming_back_in_time_changes_nothing(office: Office) -> None:
    before = await put_out(office)
    await tidy(office, days=29)
    await office.services.communities.returned(CommunityId(COMMUNITY), "Tweetup")
    await tidy(office, days=60)
    after = await sizes(office)
    assert {**after, "deliveries": 0} == {**before, "deliveries": 0}


@pytest.mark.parametrize("writes", [0, 1, 3, 6, 10])
async def test_a_crash_in_the_midst_leaves_something_to_go_on_with(office: Office, writes: int) -> None:
    await put_out(office)
    office.clock.forward(days=31)
    dying = Services.over(replace(office.desk, store=Stops(office.store, writes)))
    with pytest.raises(ProcessLookupError):
        await dying.retention.tidy()
    async with office.store.read() as work:
        left = await work.communities.get(COMMUNITY)
    assert left is not None, "by its row the next run finds what there is still to do"

    await office.services.retention.tidy()
    assert await of_the_server(office) == []


# Members who left


async def test_a_mission_of_somebody_who_left_its_server_ends_after_ninety_days(office: Office) -> None:
    await office.mission(KYLE)
    await office.mission(ROSA)
    await office.services.progress.shows(KYLE, "Kyle", is_shown=True)
    await office.mission(BO)
    for each in (KYLE, ROSA, BO):
        await office.services.departures.departed(each.person_id, CommunityId(COMMUNITY))
    await office.carry()
    await office.services.missions.resume(BO)
    await tidy(office, days=89)
    assert set((await ended(office)).values()) == {False}
    await office.services.departures.present([(ROSA.person_id, CommunityId(COMMUNITY))])
    await tidy(office, days=2)
    assert await ended(office) == {100: True, 200: False, 300: False}, "one came back, one goes on without the server"
    assert (await office.services.mydata.export(KYLE))["shows"] == []
    assert [each for each in await office.deliveries(person_id=100, state="planned") if each.mission_id] == []


async def ended(office: Office) -> dict[int, bool]:
    async with office.store.read() as work:
        missions = await work.missions.find(person_id=[KYLE.person_id, ROSA.person_id, BO.person_id])
    return {each.person_id: each.ended_at is not None for each in missions}


# People long unseen


async def unseen(office: Office) -> None:
    """Kyle has a list and nothing running; he was seen at the start and can be written to."""
    await office.services.contacts.add(KYLE, Details(name="Ada"))
    await office.services.contacts.add(ROSA, Details(note="met at a talk"), account(100, "Kyle"))
    await office.services.reaching.opened(KYLE, direct(KYLE.person_id))
    await know(office, KYLE, seen_at=START)


async def warnings(office: Office) -> list[datetime]:
    """The days on which those who are told so will be forgotten."""
    sent = await office.carry()
    return [
        datetime.fromtimestamp(int(each.body.values["when"]), START.tzinfo)
        for each in sent
        if isinstance(each.body, News) and each.body.key == "forgotten_soon" and each.delivery.person_id == 100
    ]


async def test_somebody_unseen_for_a_year_is_told_once_and_then_forgotten(office: Office) -> None:
    await unseen(office)
    await tidy(office, days=334)
    assert await warnings(office) == []
    await tidy(office, days=2)
    assert await warnings(office) == [START + 366 * DAY]
    await tidy(office, days=15)
    await know(office, ROSA, seen_at=office.clock())
    assert await warnings(office) == []
    assert await is_known(office)
    await tidy(office, days=16)
    assert not await is_known(office)
    async with office.store.read() as work:
        [hers] = await work.contacts.find(owner_id=ROSA.person_id)
    assert (hers.account_id, hers.note) == (None, "met at a talk")


async def is_known(office: Office) -> bool:
    async with office.store.read() as work:
        return await work.persons.get(KYLE.person_id) is not None


async def test_any_act_keeps_everything_and_after_another_year_they_are_told_again(office: Office) -> None:
    await unseen(office)
    await tidy(office, days=340)
    assert len(await warnings(office)) == 1
    await know(office, KYLE, seen_at=office.clock())
    await tidy(office, days=100)
    assert await is_known(office)
    assert await warnings(office) == []
    await tidy(office, days=240)
    assert len(await warnings(office)) == 1
    assert await is_known(office)


async def test_after_a_long_downtime_they_are_still_told_thirty_days_before(office: Office) -> None:
    await unseen(office)
    await tidy(office, days=500)
    assert await warnings(office) == [START + 530 * DAY]
    await tidy(office, days=29)
    assert await is_known(office)
    await tidy(office, days=2)
    assert not await is_known(office)


@pytest.mark.parametrize("running", ["mission", "pool", "invitation to come"])
async def test_nobody_is_forgotten_who_has_something_running(office: Office, running: str) -> None:
    await unseen(office)
    if running == "mission":
        await long_mission(office)
    if running == "pool":
        await office.services.pool.join(KYLE, 0, Likes(), is_adult=True)
    if running == "invitation to come":
        later = START + 800 * DAY
        async with office.store.write() as work:
            await work.gatherings.add(
                Gathering(GatheringId(1), KYLE.person_id, CommunityId(COMMUNITY), NUDGES, START, START, later)
            )
    for _ in range(3):
        await tidy(office, days=200)
        assert await warnings(office) == []
    assert await is_known(office)


async def test_whom_others_ask_something_is_not_forgotten_in_the_year_after(office: Office) -> None:
    await unseen(office)
    await tidy(office, days=300)
    await office.services.meetings.record(ROSA, People(accounts=(account(100, "Kyle"),)))
    await tidy(office, days=100)
    assert await warnings(office) == []
    await tidy(office, days=236)
    assert len(await warnings(office)) == 1
    # Asked again, a new year begins, and what they were told is not true any more.
    office.clock.forward(days=20)
    await office.services.meetings.record(ROSA, People(accounts=(account(100, "Kyle"),)))
    await tidy(office, days=366)
    assert await is_known(office)
    assert len(await warnings(office)) == 1
    await tidy(office, days=31)
    assert not await is_known(office)


# Messages


async def test_what_was_sent_or_seen_is_forgotten_after_four_hundred_days(office: Office) -> None:
    await office.mission(KYLE)
    known: dict[str, Any] = {"settled_at": START, "person_id": KYLE.person_id}
    rows = [
        delivery(1, state=DeliveryState.SENT, **known),
        delivery(2, state=DeliveryState.DROPPED, **known),
        delivery(3, state=DeliveryState.UNDELIVERABLE, seen_at=START, **known),
        delivery(4, state=DeliveryState.UNDELIVERABLE, **known),
        delivery(5, state=DeliveryState.SENT, **{**known, "settled_at": START + 5 * DAY}),
        delivery(6, state=DeliveryState.PLANNED, person_id=KYLE.person_id),
    ]
    async with office.store.write() as work:
        await work.deliveries.plan(rows)
    await tidy(office, days=399)
    assert await numbers(office) == [1, 2, 3, 4, 5, 6]
    await tidy(office, days=2)
    assert await numbers(office) == [4, 5, 6]


async def numbers(office: Office) -> list[int]:
    return sorted(each.id for each in await office.deliveries(person_id=100) if each.id <= 6)


async def test_what_a_running_mission_was_sent_is_not_sent_again(office: Office) -> None:
    mission = await long_mission(office)
    await office.until(START + 20 * DAY)
    sent = {each.id for each in await office.deliveries(mission_id=mission.id, state="sent")}
    assert sent
    await tidy(office, days=450)
    assert sent <= {each.id for each in await office.deliveries(mission_id=mission.id)}


def test_what_people_are_told_of_it_is_true() -> None:
    told = Path("PRIVACY.md").read_text("utf-8")
    for kept in (SERVER_KEPT, DEPARTED_KEPT, WARNING, MESSAGES_KEPT, drafts.KEPT):
        assert f"{kept.days} days" in told
    assert (timedelta(days=365), timedelta(weeks=4)) == (UNSEEN_KEPT, visits.KEPT)
    assert "one year" in told
    assert "four weeks after" in told

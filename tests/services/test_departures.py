"""Whoever left a community's server: whom to look up, what rests then, what goes on, and how it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from bot.operations.status import show_status
from bot.settings import Settings
from meetups.refusals import Refusal
from meetups.services.guests import People
from meetups.services.outgoing import Failure, Farewell, Outgoing
from meetups.services.overview import overview
from meetups.services.pool import Likes
from meetups.services.promises import Choices
from meetups.values import (
    CommunityId,
    Delivery,
    DeliveryKind,
    DeliveryState,
    ExcuseKind,
    Mission,
    PersonId,
    Post,
    PostKind,
    PostState,
)
from tests.services.pools import join
from tests.support.office import COMMUNITY, NUDGES, RECAPS, START, Office, actor, delivery

KYLE, ROSA = actor(100), actor(200)
KYLE_OUTSIDE = replace(KYLE, community_id=None)
OTHER = CommunityId(20)
MONDAY = datetime(2026, 1, 12, 9, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
MOST = 10


async def _on_roll(office: Office) -> list[int]:
    return [each.person_id for each in await office.services.departures.to_look_up(MOST)]


async def _leaves(office: Office) -> None:
    await office.services.departures.departed(KYLE.person_id, COMMUNITY)


async def _returns(office: Office) -> None:
    await office.services.departures.present([(KYLE.person_id, COMMUNITY)])


async def _mission(office: Office, person_id: PersonId = KYLE.person_id) -> Mission:
    async with office.store.read() as work:
        return (await work.missions.find(person_id=person_id))[-1]


async def _pauses(office: Office) -> int:
    async with office.store.read() as work:
        return await work.excuses.count(kind=ExcuseKind.PAUSE)


async def _farewells(office: Office) -> list[Delivery]:
    return await office.deliveries(kind=DeliveryKind.FAREWELL)


async def _posts(office: Office) -> list[Post]:
    async with office.store.read() as work:
        return await work.posts.find(author_id=KYLE.person_id)


def _bodies(sent: list[Outgoing]) -> list[Farewell]:
    return [each.body for each in sent if isinstance(each.body, Farewell)]


# Whom to look up


async def test_somebody_is_looked_up_once_in_the_day_before_each_kickoff(office: Office) -> None:
    await office.mission(KYLE)
    looked = []
    for hour in range(0, 24 * 23, 3):
        await office.until(START + timedelta(hours=hour))
        if await _on_roll(office):
            looked.append(office.clock.now)
            await _returns(office)

    assert [timedelta(0) < MONDAY + n * WEEK - at < DAY for n, at in enumerate(looked)] == [True, True]


async def test_nobody_is_looked_up_who_acted_there_lately(office: Office) -> None:
    await office.mission(KYLE)
    await office.mission(ROSA)
    await office.until(MONDAY - 2 * DAY)
    await office.services.departures.present([(KYLE.person_id, COMMUNITY), (ROSA.person_id, OTHER)])
    await office.until(MONDAY - DAY / 2)

    assert await office.services.departures.to_look_up(MOST) == [
        ((await _mission(office, ROSA.person_id)).id, ROSA.person_id, COMMUNITY)
    ]


async def test_those_whose_kickoff_comes_first_are_looked_up_first(office: Office) -> None:
    await office.mission(KYLE, kickoff_minute=600)
    rosas = await office.mission(ROSA, kickoff_minute=540)
    await office.until(MONDAY - DAY / 2)
    put_off = delivery(
        1, due=MONDAY - HOUR, kind=DeliveryKind.KICKOFF, mission_id=rosas.id, community_id=COMMUNITY, is_scheduled=True
    )
    async with office.store.write() as work:
        await work.deliveries.add(put_off)

    assert await _on_roll(office) == [200, 100]
    assert len(await office.services.departures.to_look_up(1)) == 1


@pytest.mark.parametrize("because", ["ended", "departed", "bot_left"])
async def test_nobody_is_looked_up_of_whom_nothing_would_follow(office: Office, because: str) -> None:
    await office.mission(KYLE)
    await office.until(MONDAY - DAY / 2)
    assert await _on_roll(office) == [100]

    if because == "ended":
        await office.services.missions.end(KYLE)
    elif because == "departed":
        await _leaves(office)
        await office.services.missions.resume(KYLE_OUTSIDE)
    else:
        await office.services.communities.left(COMMUNITY)

    assert await _on_roll(office) == []


# Leaving


async def test_leaving_pauses_the_mission_and_is_said_once(office: Office) -> None:
    await join(office, 100, 200)
    await office.mission(KYLE)
    for _ in range(2):
        await _leaves(office)

    home = await office.services.missions.home(KYLE_OUTSIDE)
    assert home.paused_since == START.date()
    assert home.mission.departed_at == START
    assert await _pauses(office) == 1
    assert await office.services.pool.pools(KYLE) == []
    assert len(await office.services.pool.pools(ROSA)) == 1
    [farewell] = _bodies(await office.until(MONDAY + 3 * WEEK))
    assert (farewell.community.name, farewell.is_back, farewell.was_paused) == ("Tweetup", False, False)
    assert len(await _farewells(office)) == 1
    assert (await overview(office.desk)).departed == 1


async def test_the_operator_sees_how_many_left(office: Office) -> None:
    await office.mission(KYLE)
    url = office.store.url.render_as_string(hide_password=False)
    settings = Settings(_env_file=None, database_url=url, discord_token=None)  # type: ignore[call-arg]
    for said in ("", "have left their server: 1."):
        out = Console(record=True, width=100)
        await show_status(settings, out)
        printed = out.export_text()
        assert said in printed
        assert ("left their server" in printed) == bool(said)
        await _leaves(office)


async def test_a_mission_that_rested_already_is_not_paused_again(office: Office) -> None:
    await office.mission(KYLE)
    await office.services.missions.pause(KYLE)
    await _leaves(office)

    [farewell] = _bodies(await office.carry())
    assert farewell.was_paused
    assert await _pauses(office) == 1


async def test_a_farewell_lets_its_reader_sleep(office: Office) -> None:
    await office.mission(KYLE)
    await office.until(datetime(2026, 1, 3, 23, tzinfo=UTC))
    await _leaves(office)

    assert [each.due for each in await _farewells(office)] == [datetime(2026, 1, 4, 7, tzinfo=UTC)]


async def test_nothing_is_noted_of_somebody_without_a_mission(office: Office) -> None:
    await join(office, 100)
    await _leaves(office)
    await office.services.departures.departed(PersonId(999), COMMUNITY)
    await office.services.departures.departed(KYLE.person_id, CommunityId(999))

    assert await office.services.pool.pools(KYLE) == []
    assert await _farewells(office) == []


async def test_whoever_shares_no_server_any_more_left_them_all(office: Office) -> None:
    await office.community(OTHER, name="Elsewhere")
    await office.mission(KYLE)
    there = replace(KYLE, community_id=OTHER)
    await office.services.pool.join(there, 0, Likes())
    await office.mission(ROSA)

    await office.services.departures.departed_everywhere(KYLE.person_id)

    assert (await _mission(office)).departed_at is not None
    assert await office.services.pool.pools(KYLE) == []
    assert (await _mission(office, ROSA.person_id)).departed_at is None


async def test_where_the_bot_was_put_out_nobody_has_left(office: Office) -> None:
    await office.mission(KYLE)
    await office.services.communities.left(COMMUNITY)
    await office.services.departures.departed_everywhere(KYLE.person_id)
    await office.services.communities.returned(COMMUNITY, "Tweetup")
    assert (await _mission(office)).departed_at is None
    assert await _pauses(office) == 0


async def test_nobody_is_mentioned_in_a_server_they_left(office: Office) -> None:
    await office.community(nudge_channel_id=NUDGES)
    await office.mission(KYLE, reachable=False)
    await office.until(MONDAY)
    assert await office.deliveries(kind=DeliveryKind.KNOCK, state=DeliveryState.SENT) != []
    knocks = await office.deliveries(kind=DeliveryKind.KNOCK)
    office.clock.forward(days=1)
    await office.services.deliveries.failed((await office.deliveries(kind=DeliveryKind.KICKOFF))[-1], Failure.DM_CLOSED)
    assert len(await office.deliveries(kind=DeliveryKind.KNOCK)) == len(knocks) + 1, "one that was not sent yet"

    await _leaves(office)
    await office.services.missions.resume(KYLE_OUTSIDE)
    await office.until(MONDAY + 2 * WEEK + HOUR)

    assert await office.deliveries(kind=DeliveryKind.KNOCK) == knocks
    assert await office.services.inbox.read(KYLE.person_id) != []


# Going on without the community


async def test_whoever_goes_on_gets_nudges_and_is_neither_paused_nor_told_again(office: Office) -> None:
    await office.mission(KYLE)
    await _leaves(office)
    await office.carry()

    home = await office.services.missions.resume(KYLE_OUTSIDE)
    assert (home.paused_since, home.mission.departed_at) == (None, START)
    await _leaves(office)
    sent = await office.until(MONDAY + WEEK + HOUR)

    assert [each.delivery.kind for each in sent].count(DeliveryKind.KICKOFF) == 3
    assert _bodies(sent) == []
    assert await _pauses(office) == 0
    assert await _on_roll(office) == []


async def test_changing_a_mission_from_outside_brings_nobody_back(office: Office) -> None:
    await office.mission(KYLE)
    await _leaves(office)

    proposal = await office.services.promises.propose_change(KYLE_OUTSIDE, Choices(target=2))
    await office.services.promises.confirm(KYLE_OUTSIDE, proposal.draft_id)

    mission = await _mission(office)
    assert (mission.target, mission.departed_at) == (2, START)


async def test_the_next_mission_of_somebody_who_went_on_goes_on_too(office: Office) -> None:
    await office.mission(KYLE)
    await _leaves(office)
    await office.services.missions.end(KYLE_OUTSIDE)

    for who, is_departed in ((KYLE_OUTSIDE, True), (KYLE, False)):
        proposal = await office.services.promises.propose(who, Choices(from_today=True), community_id=COMMUNITY)
        await office.services.promises.confirm(who, proposal.draft_id)
        mission = await _mission(office)
        assert (mission.departed_at is not None) == is_departed
        await office.services.missions.end(who)


# Posting


async def test_nothing_new_is_posted_for_whoever_left_and_what_stands_stays(office: Office) -> None:
    mission = await office.mission(KYLE)
    told = (await office.services.meetings.record(KYLE, People(names=("Chris",)))).meeting
    await office.services.stories.post(KYLE, told.id)
    untold = (await office.services.meetings.record(KYLE, People(names=("Dana",)))).meeting
    await office.carry()
    await _leaves(office)

    with pytest.raises(Refusal, match=r"departed\.story"):
        await office.services.stories.post(KYLE_OUTSIDE, untold.id)
    with pytest.raises(Refusal, match=r"departed\.announcement"):
        await office.services.missions.announce(KYLE_OUTSIDE, mission.id, names_first=False)
    with pytest.raises(Refusal, match=r"departed\.pool"):
        await office.services.pool.join(KYLE_OUTSIDE, COMMUNITY, Likes())
    [post] = await _posts(office)
    assert (post.subject, post.state) == (told.id, PostState.WANTED)
    assert (await office.services.stories.post(KYLE_OUTSIDE, told.id)).id == post.id

    await office.services.stories.post(KYLE, untold.id)
    await office.services.missions.announce(KYLE, mission.id, names_first=False)
    await office.services.pool.join(KYLE, COMMUNITY, Likes())
    assert len(await _posts(office)) == 3, "whoever presses it there is there"


async def test_an_announcement_that_stands_is_found_posted(office: Office) -> None:
    mission = await office.mission(KYLE)
    posted = await office.services.missions.announce(KYLE, mission.id, names_first=False)
    await office.carry()
    await _leaves(office)

    again = await office.services.missions.announce(KYLE_OUTSIDE, mission.id, names_first=False)

    assert again.id == posted.id


async def test_what_was_never_taken_goes_up_for_those_who_are_there(office: Office) -> None:
    for who in (KYLE, ROSA):
        await office.mission(who)
        told = (await office.services.meetings.record(who, People(names=("Chris",)))).meeting
        await office.services.stories.post(who, told.id)
        [row] = await office.services.deliveries.claim_due(1)
        await office.services.deliveries.failed(row, Failure.NOT_ALLOWED)
    await _leaves(office)

    await office.community(recap_channel_id=RECAPS)

    async with office.store.read() as work:
        posts = {each.author_id: each.revision for each in await work.posts.find(kind=PostKind.RECAP)}
    assert posts == {KYLE.person_id: 1, ROSA.person_id: 2}


# Coming back


async def test_acting_there_again_ends_it_and_the_mission_rests_until_resumed(office: Office) -> None:
    await office.mission(KYLE)
    await _leaves(office)
    office.clock.forward(days=1)
    there = await office.services.missions.home(KYLE)
    assert there.mission.departed_at is None, "they ask there, whatever was written down so far"

    await _returns(office)

    mission = await _mission(office)
    assert (mission.departed_at, mission.seen_here_at) == (None, office.clock.now)
    assert there.paused_since == START.date()
    assert (await office.services.missions.resume(KYLE)).paused_since is None
    assert (await overview(office.desk)).departed == 0


async def test_whoever_leaves_again_hears_of_it_again(office: Office) -> None:
    await office.mission(KYLE)
    for _ in range(2):
        await _leaves(office)
        await office.carry()
        office.clock.forward(minutes=1)
        await _returns(office)
        await office.services.missions.resume(KYLE)
        office.clock.forward(minutes=1)

    assert [each.state for each in await _farewells(office)] == [DeliveryState.SENT, DeliveryState.SENT]


async def test_a_farewell_that_waits_says_what_is_true_when_it_is_read(office: Office) -> None:
    await office.mission(KYLE, reachable=False)
    await _leaves(office)
    await office.carry()

    async def read() -> list[Farewell]:
        return _bodies(await office.services.inbox.read(KYLE.person_id))

    assert [each.is_back for each in await read()] == [False]
    await _returns(office)
    assert [each.is_back for each in await read()] == [True]
    await office.services.missions.resume(KYLE)
    assert await read() == []
    await office.services.missions.pause(KYLE)
    assert await read() == []


async def test_whoever_rested_before_they_left_needs_no_word_when_they_are_back(office: Office) -> None:
    await office.mission(KYLE)
    await office.services.missions.pause(KYLE)
    await _leaves(office)
    await _returns(office)

    assert await office.carry() == []


# What is kept of it


async def test_it_is_exported_and_forgotten(office: Office) -> None:
    await office.mission(KYLE)
    await _returns(office)
    await _leaves(office)
    [mission] = (await office.services.mydata.export(KYLE))["missions"]
    assert (mission["seen_here_at"], mission["departed_at"]) == (START.isoformat(), START.isoformat())

    await office.services.mydata.forget(KYLE)

    assert await _farewells(office) == []
    assert (await overview(office.desk)).departed == 0

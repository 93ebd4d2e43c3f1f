"""What becomes of a claimed delivery is decided at the moment it goes, from the facts of that moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from meetups.services.contacts import Details
from meetups.services.guests import People
from meetups.services.outgoing import Failure, Nudge
from meetups.services.profiles import Wishes
from meetups.values import Delivery, DeliveryKind, DeliveryState, DirectMessages, Mission
from tests.support.office import NUDGES, Office, account, actor, delivery, direct

KYLE, ROSA = actor(100), actor(200)
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


async def claim(office: Office, kind: DeliveryKind, at: datetime | None = None) -> Delivery:
    """The first row of a kind, claimed at an instant (by default when it is due) though others wait."""
    [row, *_] = await office.deliveries(kind=kind, state=DeliveryState.PLANNED)
    office.clock.now = at or row.due
    async with office.store.write() as work:
        [claimed] = await work.deliveries.claim([row.id], office.clock.now)
    return claimed


async def state_of(office: Office, row: Delivery) -> tuple[DeliveryState, str]:
    [found] = await office.deliveries(id=row.id)
    return found.state, found.reason


async def running(office: Office, **chosen: object) -> Mission:
    mission = await office.mission(KYLE, **{"time_zone": "UTC", "from_today": False, **chosen})  # type: ignore[arg-type]
    await office.carry()
    return mission


async def test_a_kickoff_goes_to_the_open_channel_with_a_suggestion(office: Office) -> None:
    await running(office)
    await office.services.contacts.add(KYLE, Details(name="Chris"))
    row = await claim(office, DeliveryKind.KICKOFF)

    outgoing = await office.services.deliveries.prepare(row)

    assert outgoing is not None
    assert outgoing.channel_id == direct(KYLE.person_id)
    assert isinstance(outgoing.body, Nudge)
    assert outgoing.body.suggestion is not None
    assert [each.contact.name for each in outgoing.body.suggestion.offers] == ["Chris"]
    assert not outgoing.body.is_late


async def test_a_nudge_late_by_hours_says_so(office: Office) -> None:
    await running(office)
    row = await claim(office, DeliveryKind.KICKOFF, MONDAY + timedelta(hours=15))

    outgoing = await office.services.deliveries.prepare(row)

    assert outgoing is not None
    assert isinstance(outgoing.body, Nudge)
    assert outgoing.body.is_late


async def test_quiet_hours_move_a_nudge_to_their_end(office: Office) -> None:
    await running(office)
    await office.services.profiles.change(KYLE, Wishes(quiet=(8 * 60, 11 * 60 + 30)))
    row = await claim(office, DeliveryKind.KICKOFF)

    assert await office.services.deliveries.prepare(row) is None

    [moved] = await office.deliveries(id=row.id)
    assert (moved.state, moved.claimed_at) == (DeliveryState.PLANNED, None)
    assert moved.due == MONDAY + timedelta(hours=11, minutes=30)
    office.clock.now = moved.due
    assert [each.delivery.id for each in await office.carry()] == [row.id]


async def test_quiet_hours_past_the_week_drop_a_nudge(office: Office) -> None:
    await running(office)
    await office.services.profiles.change(KYLE, Wishes(quiet=(16 * 60, 7 * 60)))
    row = await claim(office, DeliveryKind.LAST_CALL)

    assert await office.services.deliveries.prepare(row) is None
    assert await state_of(office, row) == (DeliveryState.DROPPED, "quiet_past_week")


async def test_a_meeting_logged_a_second_ago_counts(office: Office) -> None:
    await running(office)
    row = await claim(office, DeliveryKind.LAST_CALL)
    await office.services.meetings.record(KYLE, People(names=("Chris",)))

    assert await office.services.deliveries.prepare(row) is None
    assert await state_of(office, row) == (DeliveryState.DROPPED, "met")


@pytest.mark.parametrize("how_far", ["one of two", "both"])
async def test_a_week_of_two_is_met_by_two(office: Office, how_far: str) -> None:
    await running(office, target=2)
    row = await claim(office, DeliveryKind.LAST_CALL)
    await office.services.meetings.record(KYLE, People(names=("Chris",)))
    if how_far == "both":
        await office.services.meetings.record(KYLE, People(names=("Erin",)))

    outgoing = await office.services.deliveries.prepare(row)

    assert (outgoing is None) == (how_far == "both")


async def test_a_paused_mission_is_not_nudged(office: Office) -> None:
    mission = await running(office)
    row = await claim(office, DeliveryKind.KICKOFF)
    await office.services.missions.pause(KYLE, mission.id)

    assert await office.services.deliveries.prepare(row) is None
    assert await state_of(office, row) == (DeliveryState.DROPPED, "paused")
    assert await office.deliveries(kind=DeliveryKind.KICKOFF, state=DeliveryState.PLANNED), "the weeks go on"


async def test_a_week_off_is_not_nudged(office: Office) -> None:
    mission = await running(office)
    row = await claim(office, DeliveryKind.LAST_CALL)
    await office.services.days_off.take_week(KYLE, mission.id, date(2026, 1, 5))

    assert await office.services.deliveries.prepare(row) is None
    assert await state_of(office, row) == (DeliveryState.DROPPED, "excused")


async def test_an_ended_mission_is_not_nudged_even_when_claimed_before(office: Office) -> None:
    mission = await running(office)
    row = await claim(office, DeliveryKind.KICKOFF)
    await office.services.missions.end(KYLE, mission.id)

    assert await office.services.deliveries.prepare(row) is None
    assert await state_of(office, row) == (DeliveryState.DROPPED, "ended")


async def test_a_nudge_found_after_its_week_is_dropped(office: Office) -> None:
    await running(office)
    row = await claim(office, DeliveryKind.LAST_CALL, MONDAY + timedelta(days=7, hours=1))

    assert await office.services.deliveries.prepare(row) is None
    assert await state_of(office, row) == (DeliveryState.DROPPED, "week_over")


async def test_a_kickoff_found_on_sunday_evening_leaves_it_to_the_last_call(office: Office) -> None:
    await running(office)
    row = await claim(office, DeliveryKind.KICKOFF, MONDAY + timedelta(days=6, hours=18))

    assert await office.services.deliveries.prepare(row) is None
    assert await state_of(office, row) == (DeliveryState.DROPPED, "last_call_is_due")


async def test_nothing_is_sent_for_a_community_that_removed_the_bot(office: Office) -> None:
    mission = await running(office)
    row = await claim(office, DeliveryKind.KICKOFF)
    await office.services.communities.left(mission.community_id)

    assert await office.services.deliveries.prepare(row) is None
    assert await state_of(office, row) == (DeliveryState.DROPPED, "community_left")


async def test_who_has_no_open_channel_finds_it_in_the_inbox(office: Office) -> None:
    await office.community(nudge_channel_id=NUDGES)
    await office.mission(KYLE, reachable=False, time_zone="UTC", from_today=False)
    row = await claim(office, DeliveryKind.KICKOFF)

    assert await office.services.deliveries.prepare(row) is None

    assert await state_of(office, row) == (DeliveryState.UNDELIVERABLE, "no_open_dm")
    assert [each.delivery.id for each in await office.services.inbox.read(KYLE.person_id)] == [row.id]
    [knock] = await office.carry()
    assert (knock.delivery.kind, knock.channel_id) == (DeliveryKind.KNOCK, NUDGES)


async def test_there_is_one_neutral_line_a_day(office: Office) -> None:
    await office.community(nudge_channel_id=NUDGES)
    await office.services.profiles.show(ROSA)
    for name in ("Ann", "Ben"):
        other = actor(300 + len(name) + ord(name[0]))
        await office.services.meetings.record(other, People(accounts=(account(200),)))

    knocks = [each for each in await office.carry() if each.delivery.kind is DeliveryKind.KNOCK]
    assert len(knocks) == 1
    office.clock.forward(days=1)
    await office.services.meetings.record(actor(400), People(accounts=(account(200),)))
    assert [each.delivery.kind for each in await office.carry()] == [DeliveryKind.KNOCK]


async def test_no_line_is_written_for_an_inbox_that_was_read_meanwhile(office: Office) -> None:
    await office.community(nudge_channel_id=NUDGES)
    await office.mission(KYLE, reachable=False, time_zone="UTC", from_today=False)
    row = await claim(office, DeliveryKind.KICKOFF)
    await office.services.deliveries.prepare(row)
    await office.services.inbox.seen(KYLE.person_id, row.id)

    assert await office.carry() == []
    [knock] = await office.deliveries(kind=DeliveryKind.KNOCK)
    assert knock.state is DeliveryState.DROPPED


async def test_closed_direct_messages_are_remembered_and_fall_back_to_the_inbox(office: Office) -> None:
    await running(office)
    row = await claim(office, DeliveryKind.KICKOFF)

    await office.services.deliveries.failed(row, Failure.DM_CLOSED, "50007")

    assert await state_of(office, row) == (DeliveryState.UNDELIVERABLE, "dm_closed 50007")
    profile = await office.services.profiles.show(KYLE)
    assert profile.person.dm_state is DirectMessages.CLOSED
    assert [each.delivery.id for each in await office.services.inbox.read(KYLE.person_id)] == [row.id]


async def test_what_was_not_claimed_or_was_settled_is_not_prepared(office: Office) -> None:
    await running(office)
    [planned, *_] = await office.deliveries(kind=DeliveryKind.KICKOFF)

    assert await office.services.deliveries.prepare(planned) is None
    assert await office.services.deliveries.prepare(replace(planned, state=DeliveryState.CLAIMED)) is None
    assert await office.services.deliveries.prepare(delivery(1)) is None
    assert await state_of(office, planned) == (DeliveryState.PLANNED, "")


async def test_a_denied_or_answered_question_is_not_asked(office: Office) -> None:
    await office.services.reaching.opened(ROSA, direct(ROSA.person_id))
    told = await office.services.meetings.record(KYLE, People(accounts=(account(200),)))
    row = await claim(office, DeliveryKind.ASK)
    async with office.store.read() as work:
        [question] = await work.asks.find(subject=told.meeting.id)
    await office.services.asks.decline(ROSA, question.id)

    assert await office.services.deliveries.prepare(row) is None
    assert await state_of(office, row) == (DeliveryState.DROPPED, "no_longer_so")


async def test_a_question_from_the_never_list_goes_nowhere(office: Office) -> None:
    added = await office.services.contacts.add(ROSA, Details(), account(100, "Kyle"))
    await office.services.contacts.never(ROSA, added.contact.id)

    told = await office.services.meetings.record(KYLE, People(accounts=(account(200),)))

    assert await office.deliveries(kind=DeliveryKind.ASK) == []
    async with office.store.read() as work:
        assert len(await work.asks.find(subject=told.meeting.id)) == 1, "it was taken politely"


async def test_the_alarm_looks_again_at_what_is_uncertain(office: Office) -> None:
    await running(office)
    row = await claim(office, DeliveryKind.KICKOFF)
    services = office.services.deliveries

    assert await services.uncertain() == []
    assert await services.next_look() == row.due + services.windows.in_flight
    office.clock.now = row.due + services.windows.in_flight
    assert [each.id for each in await services.uncertain()] == [row.id]
    assert services.is_deduplicated(row)
    office.clock.now = row.due + services.windows.nonce
    assert not services.is_deduplicated(row)
    await services.again(row)
    assert await services.uncertain() == []

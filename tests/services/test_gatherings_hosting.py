"""Making, moving and calling off an evening, saying who was there, and what becomes of it when somebody is forgotten."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from meetups.refusals import Refusal
from meetups.services.common import AgeUnsaid
from meetups.services.conflicts import ConflictKind
from meetups.services.gatherings import About, GatheringPost, HostNews, Sketch, WhoCame
from meetups.services.outgoing import Failure, Outgoing
from meetups.values import AskKind, DeliveryKind, GatheringState, Part
from tests.services.gathering import (
    ALICE,
    BOB,
    CAROL,
    CHANNEL,
    DAVE,
    DAY,
    HOUR,
    NOON,
    TONIGHT,
    coming,
    hall,
    hosted,
    join,
    shun,
    told,
)
from tests.support.office import Office, actor


def sketch(**changed: Any) -> Sketch:
    return Sketch(**{"starts_at": TONIGHT, "channel_id": CHANNEL, "place": "my house", **changed})


def posts(sent: list[Outgoing]) -> list[GatheringPost]:
    return [each.body for each in sent if isinstance(each.body, GatheringPost)]


async def test_nothing_is_posted_before_the_host_says_so(office: Office) -> None:
    office.clock.now = NOON
    with pytest.raises(AgeUnsaid):
        await office.services.gatherings.propose(ALICE, sketch())

    proposal = await office.services.gatherings.propose(ALICE, sketch(words=" Bring cake. "), is_adult=True)
    assert posts(await office.carry()) == []
    with pytest.raises(Refusal, match=r"draft\.gone"):
        await office.services.gatherings.post(BOB, proposal.draft_id)
    again = await office.services.gatherings.proposed(ALICE, proposal.draft_id)
    await office.services.gatherings.post(ALICE, proposal.draft_id)
    with pytest.raises(Refusal, match=r"draft\.gone"):
        await office.services.gatherings.post(ALICE, proposal.draft_id)

    (post,) = posts(await office.carry())
    assert (post.gathering.words, post.gathering.seats, post.left) == ("Bring cake.", 6, 6)
    assert again.gathering.starts_at == TONIGHT


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"starts_at": NOON}, r"gathering\.past"),
        ({"starts_at": NOON + 91 * DAY}, r"gathering\.far"),
        ({"city": "Nowhereville"}, r"city\.unknown"),
        ({"seats": 51}, r"choice\.unreadable"),
        ({"minutes": 7}, r"choice\.unreadable"),
    ],
)
async def test_what_cannot_be_is_refused(office: Office, changed: dict[str, Any], key: str) -> None:
    office.clock.now = NOON

    with pytest.raises(Refusal, match=key):
        await office.services.gatherings.propose(ALICE, sketch(**changed), is_adult=True)


async def test_only_where_meetward_was_set_up(office: Office) -> None:
    office.clock.now = NOON

    with pytest.raises(Refusal, match=r"community\.only_here"):
        await office.services.gatherings.propose(actor(100, None), sketch(), is_adult=True)


async def test_a_draft_whose_time_has_passed_is_not_posted_and_not_lost(office: Office) -> None:
    office.clock.now = NOON
    proposal = await office.services.gatherings.propose(ALICE, sketch(), is_adult=True)
    office.clock.now = TONIGHT

    with pytest.raises(Refusal, match=r"gathering\.past"):
        await office.services.gatherings.post(ALICE, proposal.draft_id)

    assert (await office.services.gatherings.proposed(ALICE, proposal.draft_id)).gathering.place == "my house"
    await office.services.gatherings.discard(ALICE, proposal.draft_id)
    with pytest.raises(Refusal, match=r"draft\.gone"):
        await office.services.gatherings.proposed(ALICE, proposal.draft_id)


async def test_a_clash_is_pointed_out_and_not_forbidden(office: Office) -> None:
    await hosted(office)

    proposal = await office.services.gatherings.propose(ALICE, sketch(starts_at=TONIGHT + HOUR))

    assert [each.kind for each in proposal.conflicts] == [ConflictKind.GATHERING]
    assert await office.services.gatherings.post(ALICE, proposal.draft_id)


async def test_one_hosts_so_many_at_a_time(office: Office) -> None:
    for day in range(10):
        await hosted(office, starts_at=TONIGHT + day * DAY)

    with pytest.raises(Refusal, match=r"gathering\.many"):
        await hosted(office, starts_at=TONIGHT + 11 * DAY)
    assert len(await office.services.gatherings.mine(ALICE)) == 10
    assert await office.services.gatherings.mine(BOB) == []


async def test_a_move_tells_everybody_who_answered_once(office: Office) -> None:
    evening = await hosted(office, BOB, CAROL, DAVE, seats=1)
    for each in (BOB, CAROL):
        await join(office, each, evening)
    await office.services.seating.consider(DAVE, evening)
    await office.carry()

    await office.services.gatherings.move(ALICE, evening, starts_at=TONIGHT + HOUR)
    await office.services.gatherings.move(ALICE, evening, place="the park", activity="a walk")
    moved = await office.services.gatherings.move(ALICE, evening, place="the park")
    sent = await office.carry()

    assert moved.gathering.revision == 2, "what stays as it was is no change"
    for each in (BOB, CAROL, DAVE):
        assert told(sent, each) == [About.MOVED], "of two changes at once the last is told"
    assert posts(sent)[-1].gathering.starts_at == TONIGHT + HOUR
    with pytest.raises(Refusal, match=r"gathering\.past"):
        await office.services.gatherings.move(ALICE, evening, starts_at=NOON)


async def test_called_off_is_told_once_and_stays_on_the_post(office: Office) -> None:
    evening = await hosted(office, BOB)
    await join(office, BOB, evening)
    await office.carry()

    await office.services.gatherings.cancel(ALICE, evening)
    with pytest.raises(Refusal, match=r"gathering\.off"):
        await office.services.gatherings.cancel(ALICE, evening)
    for refused in (
        office.services.seating.join(CAROL, evening, is_adult=True),
        office.services.seating.let_in(ALICE, evening, BOB.person_id),
        office.services.gatherings.move(ALICE, evening, place="the park"),
        office.services.gatherings.record(ALICE, evening),
    ):
        with pytest.raises(Refusal, match=r"gathering\.off"):
            await refused
    sent = await office.until(TONIGHT + DAY)

    assert told(sent, BOB) == [About.OFF]
    assert [each.gathering.state for each in posts(sent)] == [GatheringState.CANCELLED]
    assert not [each for each in sent if isinstance(each.body, WhoCame)]

    await office.services.gatherings.cancel(ALICE, evening, removes=True)
    assert [each.delivery.kind for each in await office.carry()] == [DeliveryKind.REMOVE]


async def test_somebody_who_joins_while_the_host_calls_it_off_is_told_or_refused(office: Office) -> None:
    evening = await hosted(office, BOB)

    _, joined = await asyncio.gather(
        office.services.gatherings.cancel(ALICE, evening),
        office.services.seating.join(BOB, evening, is_adult=True),
        return_exceptions=True,
    )
    sent = await office.carry()

    if isinstance(joined, Refusal):
        assert joined.key == "gathering.off"
        assert told(sent, BOB) == []
    else:
        assert told(sent, BOB) == [About.OFF]
    assert not [each for each in sent if isinstance(each.body, HostNews)]


async def test_a_host_who_removes_it_while_letting_somebody_in_tells_them_only_that_it_is_off(office: Office) -> None:
    evening = await hosted(office, BOB)
    await join(office, BOB, evening)
    await office.carry()

    results = await asyncio.gather(
        office.services.seating.let_in(ALICE, evening, BOB.person_id),
        office.services.gatherings.cancel(ALICE, evening, removes=True),
        return_exceptions=True,
    )
    sent = await office.carry()

    assert [each.key for each in results if isinstance(each, Refusal)] in ([], ["gathering.off"])
    assert told(sent, BOB) == [About.OFF]
    assert [each.delivery.kind for each in sent if each.delivery.person_id is None] == [DeliveryKind.REMOVE]


async def test_whoever_was_there_is_recorded_in_one_go_and_once(office: Office) -> None:
    evening = await hosted(office, BOB, CAROL, seats=3)
    for each in (BOB, CAROL, DAVE):
        await join(office, each, evening)
    with pytest.raises(Refusal, match=r"gathering\.ahead"):
        await office.services.gatherings.record(ALICE, evening)
    (asked,) = [each for each in await office.until(TONIGHT + 12 * HOUR) if isinstance(each.body, WhoCame)]
    assert isinstance(asked.body, WhoCame)
    assert [each.person_id for each in asked.body.hall.roster.coming] == [
        BOB.person_id,
        CAROL.person_id,
        DAVE.person_id,
    ]
    assert asked.delivery.due == TONIGHT + 12 * HOUR, "two hours after the end is night: it waits for the morning"

    there = await office.services.gatherings.choose(ALICE, evening, [BOB.person_id, CAROL.person_id, 999])
    names = {BOB.person_id: "Bob", CAROL.person_id: "Carol"}
    first = await office.services.gatherings.record(ALICE, evening, there.draft_id, names)
    second = await office.services.gatherings.record(ALICE, evening, there.draft_id, names)

    assert (first.meeting.id, second.is_repeat) == (second.meeting.id, True)
    assert first.names == ("Bob", "Carol")
    assert first.meeting.place == "Bloomington, Indiana"
    assert [each.part for each in first.meeting.others] == [Part.ASKED, Part.ASKED]
    assert [each.name for each in first.added] == ["Bob", "Carol"]
    async with office.store.read() as work:
        asks = await work.asks.find(kind=AskKind.CONFIRM, subject=first.meeting.id)
    assert [each.to_id for each in asks] == [BOB.person_id, CAROL.person_id]


async def test_two_presses_at_once_are_one_meeting(office: Office) -> None:
    evening = await hosted(office)
    await join(office, BOB, evening)
    office.clock.now = TONIGHT + 4 * HOUR

    one, other = await asyncio.gather(*(office.services.gatherings.record(ALICE, evening) for _ in range(2)))

    assert one.meeting.id == other.meeting.id


async def test_who_was_there_belongs_to_the_host_and_to_this_evening(office: Office) -> None:
    evening, other = await hosted(office), await hosted(office)
    await join(office, BOB, evening)
    office.clock.now = TONIGHT + 4 * HOUR
    there = await office.services.gatherings.choose(ALICE, evening, [BOB.person_id])

    for who, which, key in ((BOB, evening, r"gathering\.gone"), (ALICE, other, r"draft\.gone")):
        with pytest.raises(Refusal, match=key):
            await office.services.gatherings.record(who, which, there.draft_id)
    with pytest.raises(Refusal, match=r"gathering\.nobody"):
        await office.services.gatherings.record(ALICE, other)


async def test_where_nobody_joined_nobody_is_asked_about(office: Office) -> None:
    evening = await hosted(office)
    await office.services.seating.consider(BOB, evening)

    sent = await office.until(TONIGHT + DAY)

    assert not [each for each in sent if isinstance(each.body, WhoCame)]
    assert [each.is_over for each in posts(sent)] == [False, True], "the post says by itself that it is over"


async def test_who_came_follows_a_move(office: Office) -> None:
    evening = await hosted(office, starts_at=NOON + HOUR)
    await join(office, BOB, evening)
    await office.services.gatherings.move(ALICE, evening, starts_at=NOON + 3 * HOUR)

    sent = await office.until(NOON + DAY)

    assert [each.delivery.due for each in sent if isinstance(each.body, WhoCame)] == [NOON + 7 * HOUR]


async def test_a_host_who_is_forgotten_takes_the_evening_along(office: Office) -> None:
    evening = await hosted(office, BOB, words="I am Alice")
    await join(office, BOB, evening)
    await office.carry()

    await office.services.mydata.forget(ALICE)
    sent = await office.until(TONIGHT + DAY)

    assert told(sent, BOB) == [About.OFF]
    assert [each.delivery.kind for each in sent if each.delivery.person_id is None] == [DeliveryKind.REMOVE]
    with pytest.raises(Refusal, match=r"gathering\.gone"):
        await office.services.seating.join(CAROL, evening, is_adult=True)


async def test_a_guest_who_is_forgotten_frees_the_place_without_a_trace(office: Office) -> None:
    evening = await hosted(office, CAROL, seats=1)
    for each in (BOB, CAROL):
        await join(office, each, evening)
    await office.carry()

    await office.services.mydata.forget(BOB)
    sent = await office.until(office.clock.now + HOUR)

    assert await coming(office, evening) == [CAROL.person_id]
    assert told(sent, CAROL) == [About.MOVED_UP]
    (news,) = [each.body for each in sent if isinstance(each.body, HostNews)]
    assert (news.came, news.left, news.gone) == ((CAROL.person_id,), (), 1)
    for row in await office.deliveries(kind=DeliveryKind.GATHERING):
        assert BOB.person_id not in [row.person_id, *row.data.get("came", ()), *row.data.get("left", ())]


@pytest.mark.parametrize("failure", [Failure.MESSAGE_GONE, Failure.CHANNEL_GONE])
async def test_a_post_deleted_on_discord_is_an_evening_called_off(office: Office, failure: Failure) -> None:
    evening = await hosted(office, BOB, CAROL)
    for each in (BOB, CAROL):
        await join(office, each, evening)
    await office.carry()
    await office.services.seating.consider(DAVE, evening)
    (edit,) = await office.services.deliveries.claim_due()
    await office.services.deliveries.failed(edit, failure)
    sent = await office.until(office.clock.now + HOUR)

    assert (await hall(office, evening)).gathering.state is GatheringState.CANCELLED
    for each in (ALICE, BOB, CAROL):
        assert told(sent, each) == [About.OFF]


async def test_whom_the_host_shuns_by_then_is_not_recorded(office: Office) -> None:
    evening = await hosted(office)
    for each in (BOB, CAROL):
        await join(office, each, evening)
    await shun(office, ALICE, BOB)
    office.clock.now = TONIGHT + 4 * HOUR

    meeting = (await office.services.gatherings.record(ALICE, evening)).meeting

    assert [each.person_id for each in meeting.others] == [CAROL.person_id]


async def test_more_than_a_meeting_usually_takes_are_recorded_in_one_go(office: Office) -> None:
    evening = await hosted(office, seats=30)
    guests = [actor(1_000 + each) for each in range(30)]
    for each in guests:
        await join(office, each, evening)
    office.clock.now = TONIGHT + 4 * HOUR

    meeting = (await office.services.gatherings.record(ALICE, evening)).meeting

    assert len(meeting.others) == 30

"""An evening among the events of the server: made with the invitation, following it, gone with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from meetups.refusals import Refusal
from meetups.services.gatherings import HostedEvent, Sketch
from meetups.services.outgoing import Failure, Outgoing, Report
from meetups.services.profiles import Wishes
from meetups.values import (
    ChannelId,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Gathering,
    GatheringId,
    MessageId,
    Naming,
)
from tests.services.gathering import ALICE, BOB, CHANNEL, DAY, HOUR, NOON, TONIGHT, hosted
from tests.support.office import COMMUNITY, Office, actor

ORGANISER = replace(actor(1), manages=True)
EVENT = MessageId(777)


async def turn(office: Office, *, is_on: bool) -> None:
    await office.services.communities.choose_events(ORGANISER, is_on=is_on)


async def evening_with_event(office: Office, **chosen: Any) -> GatheringId:
    """Alice's posted evening; the event it became is 777."""
    await turn(office, is_on=True)
    evening = await _posted(office, **chosen)
    delivery = await claimed(office)
    outgoing = await office.services.deliveries.prepare(delivery)
    assert outgoing is not None
    assert outgoing.message_id is None, "it is to be made"
    await office.services.deliveries.sent(delivery, outgoing.channel_id, EVENT)
    await office.carry()
    return evening


async def _posted(office: Office, **chosen: Any) -> GatheringId:
    """Alice's evening, posted just now: nothing about it went out yet."""
    office.clock.now = max(office.clock.now, NOON)
    sketch = {
        "starts_at": TONIGHT,
        "channel_id": CHANNEL,
        "city": "Bloomington, Indiana",
        "place": "my house",
        **chosen,
    }
    proposal = await office.services.gatherings.propose(ALICE, Sketch(**sketch), is_adult=True)
    return (await office.services.gatherings.post(ALICE, proposal.draft_id)).gathering.id


async def claimed(office: Office) -> Delivery:
    """The one delivery about an event that is due."""
    (delivery,) = [each for each in await office.services.deliveries.claim_due() if each.kind is DeliveryKind.EVENT]
    return delivery


async def gathering(office: Office, evening: GatheringId) -> Gathering:
    async with office.store.read() as work:
        found = await work.gatherings.get(evening)
        assert found is not None
        return found


async def outcomes(office: Office) -> list[tuple[DeliveryState, str]]:
    return [(each.state, each.reason) for each in await office.deliveries(kind=DeliveryKind.EVENT)]


def events(sent: list[Outgoing]) -> list[tuple[MessageId | None, HostedEvent | None]]:
    """Which event was to be made (None) or changed, and to what; nothing for one that is taken down."""
    found = [each for each in sent if each.delivery.kind is DeliveryKind.EVENT]
    assert all(each.channel_id == ChannelId(COMMUNITY) for each in found)
    return [(each.message_id, each.body if isinstance(each.body, HostedEvent) else None) for each in found]


async def test_where_events_are_off_nothing_is_planned(office: Office) -> None:
    evening = await hosted(office)
    await turn(office, is_on=True)

    await office.services.gatherings.move(ALICE, evening, starts_at=TONIGHT + HOUR)
    await office.services.profiles.change(ALICE, Wishes(naming=Naming.ALWAYS))
    await office.services.gatherings.cancel(ALICE, evening)

    assert await outcomes(office) == [], "they are for invitations posted from then on"


async def test_it_is_made_follows_and_goes(office: Office) -> None:
    evening = await evening_with_event(office, activity="Madden")
    assert (await gathering(office, evening)).event_id == EVENT

    await office.services.gatherings.move(ALICE, evening, starts_at=TONIGHT + HOUR)
    ((changed_id, changed),) = events(await office.carry())
    await office.services.gatherings.cancel(ALICE, evening)
    gone = events(await office.carry())

    assert changed is not None
    assert (changed_id, changed.gathering.starts_at, changed.has_begun) == (EVENT, TONIGHT + HOUR, False)
    assert gone == [(EVENT, None)]
    assert await outcomes(office) == [(DeliveryState.SENT, "")] * 3


async def test_turned_off_what_stands_still_follows(office: Office) -> None:
    evening = await evening_with_event(office)
    await turn(office, is_on=False)

    other = await hosted(office, starts_at=TONIGHT + DAY)
    await office.services.gatherings.move(ALICE, evening, activity="a walk")
    await office.services.gatherings.move(ALICE, other, activity="a walk")

    assert [event_id for event_id, _ in events(await office.carry())] == [EVENT]


async def test_turned_off_before_it_was_made_none_is(office: Office) -> None:
    await turn(office, is_on=True)
    await _posted(office)
    await turn(office, is_on=False)

    assert events(await office.carry()) == []
    assert await outcomes(office) == [(DeliveryState.DROPPED, "events_off")]


async def test_it_names_neither_the_exact_place_nor_a_host_who_did_not_agree(office: Office) -> None:
    await evening_with_event(office)
    await office.services.profiles.change(ALICE, Wishes(naming=Naming.ALWAYS))
    ((_, named),) = events(await office.carry())
    office.clock.forward(seconds=1)
    await office.services.profiles.change(ALICE, Wishes(naming=Naming.ASK))
    ((_, unnamed),) = events(await office.carry())

    assert named is not None
    assert unnamed is not None
    assert (named.host_id, named.place) == (ALICE.person_id, "")
    assert unnamed.host_id is None, "taken back it is taken back there, too"
    assert named.city is not None
    assert named.city.name == "Bloomington"


async def test_a_public_place_is_shown(office: Office) -> None:
    await turn(office, is_on=True)
    await _posted(office, place="Runcible Spoon", is_place_public=True)

    ((event_id, made),) = events(await office.carry())

    assert event_id is None
    assert made is not None
    assert made.place == "Runcible Spoon"


async def test_moved_before_it_was_made_it_is_made_once_as_it_is_now(office: Office) -> None:
    await turn(office, is_on=True)
    evening = await _posted(office)
    await office.services.gatherings.move(ALICE, evening, activity="a walk")

    ((event_id, made),) = events(await office.carry())

    assert event_id is None
    assert made is not None
    assert made.gathering.activity == "a walk"
    assert await outcomes(office) == [(DeliveryState.DROPPED, "superseded"), (DeliveryState.SENT, "")]


async def test_called_off_before_it_was_made_none_is(office: Office) -> None:
    await turn(office, is_on=True)
    evening = await _posted(office)
    await office.services.gatherings.cancel(ALICE, evening)

    assert events(await office.carry()) == []
    assert await outcomes(office) == [(DeliveryState.DROPPED, "never_made")] * 2


@pytest.mark.parametrize(("later", "reason"), [(0 * HOUR, "begun"), (2 * HOUR, "over")])
async def test_after_a_downtime_no_event_is_made_of_what_has_begun(office: Office, later: Any, reason: str) -> None:
    await turn(office, is_on=True)
    await _posted(office)
    office.clock.now = TONIGHT + later

    assert events(await office.carry()) == []
    assert await outcomes(office) == [(DeliveryState.DROPPED, reason)]


async def test_while_it_goes_on_its_beginning_is_left_alone(office: Office) -> None:
    evening = await evening_with_event(office)
    office.clock.now = TONIGHT + HOUR
    await office.services.gatherings.move(ALICE, evening, place="the park")

    ((_, changed),) = events(await office.carry())

    assert changed is not None
    assert changed.has_begun


async def test_a_host_who_is_forgotten_takes_the_event_along_also_afterwards(office: Office) -> None:
    await evening_with_event(office)
    office.clock.now = TONIGHT + DAY

    await office.services.mydata.forget(ALICE)

    assert events(await office.carry()) == [(EVENT, None)]


async def test_forgotten_while_it_was_being_made_it_is_taken_down(office: Office) -> None:
    await turn(office, is_on=True)
    await _posted(office)
    delivery = await claimed(office)
    outgoing = await office.services.deliveries.prepare(delivery)
    assert outgoing is not None
    await office.services.mydata.forget(ALICE)
    assert events(await office.carry()) == [], "its lane waits for what is under way"

    await office.services.deliveries.sent(delivery, outgoing.channel_id, EVENT)

    assert events(await office.carry()) == [(EVENT, None)]
    assert events(await office.carry()) == []


async def test_what_may_have_been_made_is_looked_for_before_anything_is_decided(office: Office) -> None:
    await turn(office, is_on=True)
    evening = await _posted(office)
    delivery = await claimed(office)
    await office.services.deliveries.prepare(delivery)
    await office.services.gatherings.cancel(ALICE, evening)
    office.clock.forward(minutes=5)

    assert await office.services.deliveries.prepare(delivery) is None
    assert await office.services.deliveries.reach(delivery) == (ChannelId(COMMUNITY), None)
    await office.services.deliveries.sent(delivery, ChannelId(COMMUNITY), EVENT)
    assert events(await office.carry()) == [(EVENT, None)]


async def test_a_change_that_may_have_been_made_is_made_again(office: Office) -> None:
    evening = await evening_with_event(office)
    await office.services.gatherings.move(ALICE, evening, activity="a walk")
    delivery = await claimed(office)
    await office.services.deliveries.prepare(delivery)
    office.clock.forward(minutes=5)

    again = await office.services.deliveries.prepare(delivery)

    assert again is not None
    assert again.message_id == EVENT
    assert await office.services.deliveries.reach(delivery) == (ChannelId(COMMUNITY), EVENT)


@pytest.mark.parametrize("failure", [Failure.NOT_ALLOWED, Failure.TOO_MANY])
async def test_organisers_hear_once_what_keeps_events_from_them(office: Office, failure: Failure) -> None:
    await office.community(organiser_channel_id=ChannelId(13))
    await turn(office, is_on=True)
    evenings = [await _posted(office, starts_at=TONIGHT + day * DAY) for day in range(2)]
    for delivery in await office.services.deliveries.claim_due():
        if delivery.kind is DeliveryKind.EVENT:
            await office.services.deliveries.failed(delivery, failure, "50013")

    reports = [each.body for each in await office.carry() if isinstance(each.body, Report)]

    assert reports == [Report(failure, ChannelId(COMMUNITY), is_event=True)]
    assert await outcomes(office) == [(DeliveryState.UNDELIVERABLE, f"{failure} 50013")] * 2
    await office.services.gatherings.move(ALICE, evenings[0], activity="a walk")
    assert [event_id for event_id, _ in events(await office.carry())] == [None], "mended, the next change makes it"


async def test_one_that_a_moderator_deleted_is_not_made_again(office: Office) -> None:
    await office.community(organiser_channel_id=ChannelId(13))
    evening = await evening_with_event(office)
    await office.services.gatherings.move(ALICE, evening, activity="a walk")
    await office.services.deliveries.failed(await claimed(office), Failure.MESSAGE_GONE, "10070")

    await office.services.gatherings.move(ALICE, evening, activity="a game")
    sent = await office.carry()

    assert events(sent) == []
    assert not [each for each in sent if isinstance(each.body, Report)]
    assert (await outcomes(office))[-1] == (DeliveryState.DROPPED, "event_gone")
    assert (await gathering(office, evening)).state == "open", "it takes place all the same"


async def test_what_was_missed_while_the_bot_was_out_is_caught_up(office: Office) -> None:
    evening = await evening_with_event(office)
    await office.services.communities.left(COMMUNITY)
    await office.services.gatherings.cancel(ALICE, evening)
    assert events(await office.carry()) == []

    await office.services.communities.returned(COMMUNITY, "Tweetup")

    assert events(await office.carry()) == [(EVENT, None)]


async def test_only_organisers_turn_them_on(office: Office) -> None:
    with pytest.raises(Refusal, match=r"community\.organisers_only"):
        await office.services.communities.choose_events(BOB, is_on=True)

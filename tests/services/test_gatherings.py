"""Who gets a place at somebody's evening, who waits for one, and what each of them is told."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from meetups.refusals import Refusal
from meetups.services.common import AgeUnsaid
from meetups.services.gatherings import About, GatheringAhead, GatheringPost, SeatNews, Standing, gathering_post
from meetups.services.outgoing import Failure
from meetups.services.profiles import Wishes
from meetups.values import Actor, CommunityId, DeliveryKind, DeliveryState, GatheringId, Naming, Strength
from tests.services.gathering import (
    ALICE,
    BOB,
    CAROL,
    DAVE,
    DAY,
    HOUR,
    MINUTE,
    NOON,
    TONIGHT,
    coming,
    hall,
    heard,
    hosted,
    join,
    shun,
    told,
)
from tests.support.office import COMMUNITY, NUDGES, Office, account, actor


async def test_whoever_joins_says_once_that_they_are_of_age_and_has_a_place(office: Office) -> None:
    evening = await hosted(office)
    with pytest.raises(AgeUnsaid):
        await office.services.seating.join(BOB, evening)
    assert await coming(office, evening) == []

    sight = await join(office, BOB, evening)
    again = await office.services.seating.join(BOB, evening)

    assert (sight.standing, sight.place, again.standing) == (Standing.ASKED, "", Standing.ASKED)
    assert await coming(office, evening) == [BOB.person_id]
    assert heard(await office.carry()) == [([BOB.person_id], [])]


async def test_the_last_place_taken_twice_at_once_is_taken_once(office: Office) -> None:
    evening = await hosted(office, seats=1)

    sights = await asyncio.gather(join(office, BOB, evening), join(office, CAROL, evening))

    assert sorted(each.standing for each in sights) == [Standing.ASKED, Standing.WAITING]
    assert len(await coming(office, evening)) == 1


async def test_the_exact_place_is_for_those_let_in(office: Office) -> None:
    evening = await hosted(office, BOB)
    await join(office, BOB, evening)
    await office.carry()

    for _ in range(2):
        await office.services.seating.let_in(ALICE, evening, BOB.person_id)
    sent = await office.carry()

    (news,) = [each.body for each in sent if isinstance(each.body, SeatNews)]
    assert news.about is About.LET_IN
    assert news.sight is not None
    assert news.sight.place == "my house"
    assert (await office.services.seating.see(BOB, evening)).place == "my house"


async def test_a_public_place_lets_everybody_in(office: Office) -> None:
    evening = await hosted(office, place="Runcible Spoon", is_place_public=True)

    sight = await join(office, BOB, evening)

    assert (sight.standing, sight.place) == (Standing.LET_IN, "Runcible Spoon")


async def test_nobody_else_lets_people_in_or_reads_who_comes(office: Office) -> None:
    evening = await hosted(office)
    await join(office, BOB, evening)

    for refused in (
        office.services.seating.let_in(BOB, evening, BOB.person_id),
        office.services.seating.turn_down(CAROL, evening, BOB.person_id),
        office.services.gatherings.show(BOB, evening),
        office.services.gatherings.cancel(BOB, evening),
        office.services.gatherings.move(BOB, evening, place="elsewhere"),
        office.services.seating.see(CAROL, evening),
        office.services.seating.join(actor(600, None), evening, is_adult=True),
    ):
        with pytest.raises(Refusal, match=r"gathering\.gone"):
            await refused


async def test_the_first_who_waits_moves_up_when_somebody_leaves(office: Office) -> None:
    evening = await hosted(office, BOB, CAROL, DAVE, seats=1)
    for each in (BOB, CAROL, DAVE):
        await join(office, each, evening)
    await office.carry()

    left = await office.services.seating.leave(BOB, evening)
    office.clock.forward(minutes=11)
    sent = await office.carry()

    assert left.standing is Standing.NONE
    assert await coming(office, evening) == [CAROL.person_id]
    assert (told(sent, CAROL), told(sent, DAVE)) == ([About.MOVED_UP], [])
    assert heard(sent) == [([CAROL.person_id], [BOB.person_id])]


async def test_who_waits_comes_before_who_asks_now(office: Office) -> None:
    evening = await hosted(office, seats=1)
    for each in (BOB, CAROL):
        await join(office, each, evening)
    await office.services.seating.consider(BOB, evening)
    sight = await join(office, BOB, evening)

    assert await coming(office, evening) == [CAROL.person_id]
    assert sight.standing is Standing.WAITING


async def test_a_maybe_becomes_a_yes_and_a_yes_a_maybe(office: Office) -> None:
    evening = await hosted(office)
    assert (await office.services.seating.consider(BOB, evening)).standing is Standing.MAYBE
    assert heard(await office.carry()) == [], "a maybe is a number on the post"
    assert (await join(office, BOB, evening)).standing is Standing.ASKED
    assert (await office.services.seating.consider(BOB, evening)).standing is Standing.MAYBE

    assert await coming(office, evening) == []
    assert heard(await office.carry()) == [], "who came and went again before the host heard was never there"


async def test_the_host_hears_of_many_at_once(office: Office) -> None:
    evening = await hosted(office, seats=9)
    await join(office, BOB, evening)
    assert heard(await office.carry()) == [([BOB.person_id], [])]

    for each in (CAROL, DAVE):
        await join(office, each, evening)
    await office.services.seating.leave(BOB, evening)
    assert heard(await office.carry()) == []

    sent = await office.until(office.clock.now + 10 * MINUTE)
    assert heard(sent) == [([CAROL.person_id, DAVE.person_id], [BOB.person_id])]
    assert heard(await office.until(office.clock.now + HOUR)) == []


async def test_a_host_without_direct_messages_finds_one_thing_in_the_inbox(office: Office) -> None:
    evening = await hosted(office, seats=9)
    async with office.store.write() as work:
        host = await work.persons.get(ALICE.person_id)
        assert host is not None
        await work.persons.save(replace(host, dm_channel_id=None))
    for each in (BOB, CAROL):
        await join(office, each, evening)
        await office.until(office.clock.now + HOUR)

    assert heard(await office.services.inbox.read(ALICE.person_id)) == [([BOB.person_id, CAROL.person_id], [])]
    await office.services.seating.leave(BOB, evening)
    await office.carry()
    assert heard(await office.services.inbox.read(ALICE.person_id)) == [([CAROL.person_id], [])]


async def test_whom_the_host_has_no_place_for_reads_no_more_than_that(office: Office) -> None:
    evening = await hosted(office, BOB, CAROL, seats=1)
    for each in (BOB, CAROL):
        await join(office, each, evening)
    await office.carry()

    await office.services.seating.turn_down(ALICE, evening, BOB.person_id)
    sent = await office.carry()

    assert told(sent, BOB) == [About.NO_PLACE]
    assert told(sent, CAROL) == [About.MOVED_UP]
    assert (await office.services.seating.join(BOB, evening)).standing is Standing.FULL
    assert (await office.services.seating.leave(BOB, evening)).standing is Standing.FULL
    await office.services.seating.leave(CAROL, evening)
    assert await coming(office, evening) == [], "nobody comes in by asking again"


async def test_who_left_meanwhile_is_not_let_in(office: Office) -> None:
    evening = await hosted(office)
    await join(office, BOB, evening)
    await office.services.seating.leave(BOB, evening)

    for verb in (office.services.seating.let_in, office.services.seating.turn_down):
        with pytest.raises(Refusal, match=r"gathering\.left"):
            await verb(ALICE, evening, BOB.person_id)


@pytest.mark.parametrize(("owner", "whom"), [(ALICE, BOB), (BOB, ALICE)])
async def test_a_never_list_looks_like_silence_both_ways(office: Office, owner: Actor, whom: Actor) -> None:
    evening = await hosted(office, BOB, CAROL)
    await shun(office, owner, whom)

    hers, his = await join(office, CAROL, evening), await join(office, BOB, evening)

    assert hers.standing is his.standing is Standing.ASKED, "the same words as anybody reads"
    assert await coming(office, evening) == [CAROL.person_id]
    post = await shown(office, evening)
    assert (post.left, post.others, post.waiting) == (1, 1, 0)
    assert heard(await office.carry()) == [([CAROL.person_id], [])]
    with pytest.raises(Refusal, match=r"gathering\.left"):
        await office.services.seating.let_in(ALICE, evening, BOB.person_id)
    await office.services.gatherings.move(ALICE, evening, place="the park")
    await office.services.gatherings.cancel(ALICE, evening)
    assert told(await office.until(TONIGHT + 9 * HOUR), BOB) == []


async def test_a_public_place_does_not_seat_the_shunned(office: Office) -> None:
    evening = await hosted(office, BOB, place="Runcible Spoon", is_place_public=True, seats=1)
    await shun(office, ALICE, BOB)

    assert (await join(office, BOB, evening)).standing is Standing.WAITING
    await join(office, CAROL, evening)
    await office.services.seating.leave(CAROL, evening)

    assert (await office.services.seating.see(BOB, evening)).standing is Standing.WAITING
    assert await coming(office, evening) == []


async def test_who_is_shunned_after_being_let_in_hears_nothing_more_and_frees_the_place(office: Office) -> None:
    evening = await hosted(office, BOB, seats=1)
    await join(office, BOB, evening)
    await office.services.seating.let_in(ALICE, evening, BOB.person_id)
    await shun(office, ALICE, BOB)

    assert (await office.services.seating.see(BOB, evening)).place == ""
    assert (await join(office, CAROL, evening)).standing is Standing.ASKED
    assert [each for each in await office.until(TONIGHT + HOUR) if each.delivery.person_id == BOB.person_id] == []


async def test_nobody_learns_of_somebody_they_shun_among_the_others(office: Office) -> None:
    evening = await hosted(office, BOB, CAROL)
    await join(office, BOB, evening)
    await shun(office, CAROL, BOB)

    assert (await join(office, CAROL, evening)).standing is Standing.ASKED
    assert await coming(office, evening) == [BOB.person_id, CAROL.person_id]


async def test_who_comes_is_a_number_unless_they_let_others_name_them(office: Office) -> None:
    evening = await hosted(office, seats=3)
    for each in (BOB, CAROL):
        await join(office, each, evening)
    await office.services.seating.consider(DAVE, evening)
    await office.services.profiles.change(BOB, Wishes(naming=Naming.ALWAYS))

    post = await shown(office, evening)

    assert (post.named, post.others, post.left, post.maybe) == ((BOB.person_id,), 1, 1, 1)
    await office.carry()
    await office.services.profiles.change(BOB, Wishes(naming=Naming.ASK))
    (followed,) = [each.body for each in await office.carry() if isinstance(each.body, GatheringPost)]
    assert followed.named == (), "taken back, it is gone at once"


async def test_reminders_come_a_day_and_two_hours_before_and_follow_a_move(office: Office) -> None:
    friday = NOON + 4 * DAY
    evening = await hosted(office, BOB, CAROL, starts_at=friday)
    for each in (BOB, CAROL):
        await join(office, each, evening)
    await office.services.profiles.change(BOB, Wishes(strength=Strength.STANDARD))
    await office.services.gatherings.move(ALICE, evening, starts_at=friday + 2 * HOUR)

    sent = await office.until(friday + 3 * HOUR)

    reminded = [
        (each.delivery.person_id, each.delivery.due)
        for each in sent
        if isinstance(each.body, GatheringAhead) and each.delivery.person_id is not None
    ]
    assert reminded == [
        (BOB.person_id, friday - 22 * HOUR),
        (BOB.person_id, friday),
        (CAROL.person_id, friday),
    ]


async def test_a_reminder_sleeps_through_quiet_hours_but_for_what_is_in_them(office: Office) -> None:
    breakfast, party = NOON + DAY - 4 * HOUR, NOON + 2 * DAY + 11 * HOUR  # at 8, and at 23 of the next day
    for at in (breakfast, party):
        evening = await hosted(office, BOB, starts_at=at)
        await join(office, BOB, evening)
    await office.services.profiles.change(BOB, Wishes(strength=Strength.STANDARD))

    sent = await office.until(party)

    dues = [each.delivery.due for each in sent if isinstance(each.body, GatheringAhead)]
    assert dues == [breakfast - HOUR, party - DAY, party - 2 * HOUR]


async def test_who_left_or_waits_is_not_reminded(office: Office) -> None:
    evening = await hosted(office, BOB, CAROL, DAVE, seats=1)
    for each in (BOB, CAROL, DAVE):
        await join(office, each, evening)
    await office.services.seating.leave(BOB, evening)

    sent = await office.until(TONIGHT)

    assert [each.delivery.person_id for each in sent if isinstance(each.body, GatheringAhead)] == [CAROL.person_id]


async def test_who_blocked_the_bot_finds_it_in_the_inbox(office: Office) -> None:
    evening = await hosted(office, BOB)
    await join(office, BOB, evening)
    await office.carry()
    await office.services.seating.let_in(ALICE, evening, BOB.person_id)

    (delivery,) = await office.services.deliveries.claim_due()
    assert await office.services.deliveries.prepare(delivery) is not None
    await office.services.deliveries.failed(delivery, Failure.DM_CLOSED, "50007")

    assert told(await office.services.inbox.read(BOB.person_id), BOB) == [About.LET_IN]
    (row,) = await office.deliveries(kind=DeliveryKind.GATHERING, person_id=BOB.person_id)
    assert row.state is DeliveryState.UNDELIVERABLE


async def test_the_channel_hears_that_something_waits_but_never_that_somebody_joined(office: Office) -> None:
    """A line for each who joins would tell by its absence whom the host shuns."""
    await office.community(nudge_channel_id=NUDGES)
    evening = await hosted(office)
    async with office.store.write() as work:
        host = await work.persons.get(ALICE.person_id)
        assert host is not None
        await work.persons.save(replace(host, dm_channel_id=None))
    await join(office, BOB, evening)
    await office.carry()
    assert await office.deliveries(kind=DeliveryKind.KNOCK) == []

    await office.services.seating.let_in(ALICE, evening, BOB.person_id)
    await office.carry()

    assert [each.person_id for each in await office.deliveries(kind=DeliveryKind.KNOCK)] == [BOB.person_id]


async def test_nobody_joins_what_is_over_or_their_own(office: Office) -> None:
    evening = await hosted(office)
    with pytest.raises(Refusal, match=r"gathering\.own"):
        await join(office, ALICE, evening)
    office.clock.now = TONIGHT + HOUR
    assert (await join(office, BOB, evening)).standing is Standing.ASKED, "one may come late"
    office.clock.now = TONIGHT + 2 * HOUR
    with pytest.raises(Refusal, match=r"gathering\.over"):
        await join(office, CAROL, evening)
    assert (await hall(office, evening)).is_over


async def shown(office: Office, gathering_id: GatheringId) -> GatheringPost:
    """What everybody reads by now."""
    async with office.store.read() as work:
        post = await gathering_post(work, office.desk, gathering_id)
    assert post is not None
    return post


@pytest.mark.parametrize(("owner", "whom"), [(ALICE, BOB), (BOB, ALICE)])
async def test_a_never_list_frees_a_place_at_once_and_taken_back_gives_it_again(
    office: Office, owner: Actor, whom: Actor
) -> None:
    evening = await hosted(office, BOB, CAROL, seats=1)
    for each in (BOB, CAROL):
        await join(office, each, evening)
    await office.carry()
    office.clock.forward(minutes=11)

    contact = await office.services.contacts.shun(owner, account(whom.person_id, "Somebody"))
    sent = await office.carry()

    assert await coming(office, evening) == [CAROL.person_id]
    assert (told(sent, CAROL), told(sent, BOB)) == ([About.MOVED_UP], [])
    assert heard(sent) == [([CAROL.person_id], [])], "of whom they lost the host reads nothing"
    (post,) = [each.body for each in sent if isinstance(each.body, GatheringPost)]
    assert (post.others, post.waiting) == (1, 0)
    await office.services.contacts.never(owner, contact.id, is_never=False)
    assert await coming(office, evening) == [BOB.person_id, CAROL.person_id]
    (post,) = [each.body for each in await office.carry() if isinstance(each.body, GatheringPost)]
    assert (post.left, post.others) == (0, 2)


async def test_a_never_list_about_somebody_else_changes_no_post(office: Office) -> None:
    evening = await hosted(office, BOB, CAROL)
    for each in (BOB, CAROL):
        await join(office, each, evening)
    await office.carry()

    await office.services.contacts.shun(CAROL, account(BOB.person_id, "Bob"))
    await office.services.contacts.shun(ALICE, account(DAVE.person_id, "Dave"))

    assert await office.carry() == []


async def test_a_guest_who_left_the_server_gives_up_the_place(office: Office) -> None:
    evening = await hosted(office, BOB, CAROL, seats=1)
    for each in (BOB, CAROL):
        await join(office, each, evening)
    await office.services.seating.consider(DAVE, evening)
    await office.carry()
    office.clock.forward(minutes=11)

    await office.services.departures.departed(BOB.person_id, CommunityId(99))
    assert await coming(office, evening) == [BOB.person_id], "they left another one"
    await office.services.departures.departed_everywhere(BOB.person_id)
    await office.services.departures.departed(BOB.person_id, COMMUNITY)
    await office.services.departures.departed(DAVE.person_id, COMMUNITY)
    sent = await office.carry()

    assert await coming(office, evening) == [CAROL.person_id]
    assert (told(sent, CAROL), told(sent, BOB)) == ([About.MOVED_UP], [])
    assert heard(sent) == [([CAROL.person_id], [BOB.person_id])]
    assert (await shown(office, evening)).maybe == 0


async def test_whom_the_host_has_no_place_for_has_none_after_coming_back_to_the_server(office: Office) -> None:
    evening = await hosted(office)
    await join(office, BOB, evening)
    await office.services.seating.turn_down(ALICE, evening, BOB.person_id)

    await office.services.departures.departed(BOB.person_id, COMMUNITY)

    assert (await join(office, BOB, evening)).standing is Standing.FULL

"""The digest: what was told since the last, once a week by the community's clocks, and nobody in it who did not say so."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from meetups.refusals import Refusal
from meetups.services.digests import Digest, DigestState, Thanks
from meetups.services.gatherings import Sketch
from meetups.services.guests import People
from meetups.services.outgoing import Failure, Outgoing
from meetups.services.profiles import Wishes
from meetups.services.stories import Shown
from meetups.services.zone_rules import follow_zone_rules
from meetups.values import (
    Actor,
    ChannelId,
    Delivery,
    DeliveryKind,
    DeliveryState,
    How,
    Meeting,
    MessageId,
    Naming,
    Post,
    PostKind,
    PostState,
)
from tests.support.office import COMMUNITY, RECAPS, START, Office, account, actor

ORGANISER = replace(actor(1), manages=True)
KYLE, ROSA, BEN, ERIN = actor(100), actor(200), actor(300), actor(400)
DAY, WEEK, HOUR = timedelta(days=1), timedelta(weeks=1), timedelta(hours=1)
SUNDAY = datetime(2026, 1, 4, 18, tzinfo=UTC)
PLANNED, SENT, DROPPED = DeliveryState.PLANNED, DeliveryState.SENT, DeliveryState.DROPPED


async def turn_on(office: Office, **chosen: Any) -> DigestState:
    return await office.services.digests.settle(ORGANISER, is_on=True, **chosen)


async def tell(office: Office, who: Actor, *accounts: Actor, names: Sequence[str] = ("Ted",), **met: Any) -> Meeting:
    """A story that stands in the channel."""
    office.clock.forward(hours=1)
    people = People(accounts=tuple(account(each.person_id) for each in accounts), names=tuple(names))
    told = await office.services.meetings.record(who, people, **met)
    await office.services.stories.post(who, told.meeting.id)
    await office.carry()
    return told.meeting


async def tell_three(office: Office) -> list[Meeting]:
    return [await tell(office, each) for each in (KYLE, ROSA, BEN)]


async def posts(office: Office) -> list[Post]:
    async with office.store.read() as work:
        found = await work.posts.find(kind=PostKind.DIGEST, subject=COMMUNITY)
    return sorted(found, key=lambda each: each.id)


async def fates(office: Office) -> list[tuple[datetime, DeliveryState, str]]:
    rows = await office.deliveries(kind=DeliveryKind.DIGEST)
    return [(each.due, each.state, each.reason) for each in rows]


def digests(sent: list[Outgoing]) -> list[Digest]:
    return [each.body for each in sent if isinstance(each.body, Digest)]


def authors(digest: Digest) -> list[int]:
    return [each.author_id for each in digest.entries]


async def drawn(office: Office) -> Digest:
    """What a digest would say that was posted now."""
    return (await office.services.digests.preview(ORGANISER)).digest


async def due_row(office: Office) -> Delivery:
    """The digest's row, claimed when it falls due."""
    [row] = await office.deliveries(kind=DeliveryKind.DIGEST, state=PLANNED)
    office.clock.now = row.due
    [claimed] = [each for each in await office.services.deliveries.claim_due() if each.kind is DeliveryKind.DIGEST]
    return claimed


async def test_it_comes_by_itself_with_what_was_told_since_the_last(office: Office) -> None:
    await turn_on(office)
    await tell_three(office)

    sent = await office.until(SUNDAY + HOUR)
    [first] = digests(sent)
    [out] = [each for each in sent if isinstance(each.body, Digest)]
    assert (authors(first), out.channel_id, out.delivery.kind) == ([100, 200, 300], RECAPS, DeliveryKind.POST)
    assert first.newcomers == (100, 200, 300)

    for each in (ROSA, BEN, ERIN):
        await tell(office, each, names=("Chris",))
    [second] = digests(await office.until(SUNDAY + WEEK + HOUR))
    assert (authors(second), second.since) == ([200, 300, 400], (await posts(office))[0].created_at)
    assert second.newcomers == (400,)
    assert [each for _, *each in await fates(office)] == [[SENT, "posted"], [SENT, "posted"], [PLANNED, ""]]


async def test_a_week_with_few_stories_is_left_out_and_its_stories_wait_for_the_next(office: Office) -> None:
    await turn_on(office)
    await tell(office, KYLE)
    await tell(office, ROSA)
    assert digests(await office.until(SUNDAY + HOUR)) == []

    await tell(office, BEN)
    [digest] = digests(await office.until(SUNDAY + WEEK + HOUR))

    assert authors(digest) == [100, 200, 300]
    assert await fates(office) == [
        (SUNDAY, DROPPED, "few_stories"),
        (SUNDAY + WEEK, SENT, "posted"),
        (SUNDAY + 2 * WEEK, PLANNED, ""),
    ]


async def test_the_first_looks_back_a_month_and_no_further(office: Office) -> None:
    await tell(office, KYLE)
    office.clock.now = START + 40 * DAY
    await tell(office, ROSA)

    digest = await drawn(office)

    assert authors(digest) == [200]
    assert digest.since == office.clock.now - 30 * DAY


async def test_a_digest_carried_twice_is_posted_once(office: Office) -> None:
    await turn_on(office)
    await tell_three(office)
    row = await due_row(office)

    await asyncio.gather(*(office.services.deliveries.prepare(row) for _ in range(3)))

    assert len(await posts(office)) == 1
    assert len(digests(await office.carry())) == 1
    assert [each for _, *each in await fates(office)] == [[SENT, "posted"], [PLANNED, ""]]


async def test_a_bot_killed_before_it_decided_posts_it_when_it_is_back(office: Office) -> None:
    await turn_on(office)
    await tell_three(office)
    row = await due_row(office)
    office.clock.forward(minutes=2)

    assert [each.id for each in await office.services.deliveries.uncertain()] == [row.id]
    await office.services.deliveries.prepare(row)

    assert len(digests(await office.carry())) == 1


async def test_after_weeks_of_downtime_it_comes_once(office: Office) -> None:
    await turn_on(office)
    await tell_three(office)
    office.clock.now = SUNDAY + 3 * WEEK + DAY

    assert len(digests(await office.carry())) == 1
    assert [at for at, state, _ in await fates(office) if state is PLANNED] == [SUNDAY + 4 * WEEK]


async def test_it_comes_at_the_time_on_the_wall_whatever_the_clocks_do(office: Office) -> None:
    await office.community(time_zone="Europe/Berlin")
    await turn_on(office, weekday=6, minute=2 * 60 + 30)
    office.clock.now = datetime(2026, 3, 21, 12, tzinfo=UTC)
    await office.carry()

    await office.until(datetime(2026, 4, 6, tzinfo=UTC))

    came = [at for at, _, _ in await fates(office)][1:]
    assert came == [
        datetime(2026, 3, 22, 1, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 1, tzinfo=UTC),  # half past two is skipped: the end of the gap
        datetime(2026, 4, 5, 0, 30, tzinfo=UTC),
        datetime(2026, 4, 12, 0, 30, tzinfo=UTC),
    ]


async def test_another_time_zone_or_hour_moves_what_is_planned(office: Office) -> None:
    await turn_on(office)
    await office.community(time_zone="America/Chicago")
    assert await fates(office) == [(SUNDAY + 6 * HOUR, PLANNED, "")]

    state = await office.services.digests.settle(ORGANISER, weekday=3, minute=13 * 60)
    today = START + 7 * HOUR
    assert (state.next_at, await fates(office)) == (today, [(today, PLANNED, "")])
    for day, minute in ((7, None), (-1, None), (None, 24 * 60), (None, -60)):
        with pytest.raises(Refusal, match=r"choice\.unreadable"):
            await office.services.digests.settle(ORGANISER, weekday=day, minute=minute)


async def test_a_time_moved_to_later_on_the_day_it_came_does_not_bring_it_twice(office: Office) -> None:
    await turn_on(office)
    await tell_three(office)
    await office.until(SUNDAY + HOUR)

    await office.services.digests.settle(ORGANISER, minute=21 * 60)
    for each in (KYLE, ROSA, BEN):
        await tell(office, each, names=("Chris",), how=How.CALL)
    assert digests(await office.until(SUNDAY + 4 * HOUR)) == []

    assert (SUNDAY + 3 * HOUR, DROPPED, "too_soon") in await fates(office)


async def test_turned_off_nothing_comes_and_what_is_under_way_is_dropped(office: Office) -> None:
    await turn_on(office)
    await tell_three(office)
    row = await due_row(office)
    state = await office.services.digests.settle(ORGANISER, is_on=False)
    await office.services.deliveries.prepare(row)

    assert await posts(office) == []
    assert await fates(office) == [(SUNDAY, DROPPED, "digest_off")]
    assert (await office.services.digests.state(ORGANISER)).next_at is None
    assert state.stories == 3


async def test_it_follows_a_zone_whose_rules_change(office: Office) -> None:
    await turn_on(office)
    await follow_zone_rules(office.desk, "old")
    [row] = await office.deliveries(kind=DeliveryKind.DIGEST)
    async with office.store.write() as work:
        await work.deliveries.save(replace(row, due=row.due + HOUR))

    await follow_zone_rules(office.desk, "new")

    assert await fates(office) == [(SUNDAY, PLANNED, "")]


async def test_what_is_not_planned_is_mended_once(office: Office) -> None:
    await turn_on(office)
    async with office.store.write() as work:
        await work.deliveries.remove(kind=DeliveryKind.DIGEST)

    await office.services.digests.mend()
    await office.services.digests.mend()

    assert await fates(office) == [(SUNDAY, PLANNED, "")]


async def test_a_community_the_bot_was_put_out_of_has_none_until_it_is_back(office: Office) -> None:
    await turn_on(office)
    await tell_three(office)
    await office.services.communities.left(COMMUNITY)
    await office.until(SUNDAY + HOUR)
    await office.services.digests.mend()
    assert await fates(office) == [(SUNDAY, DROPPED, "community_left")]

    office.clock.now = SUNDAY + DAY
    await office.services.communities.returned(COMMUNITY, "Tweetup")

    assert [at for at, state, _ in await fates(office) if state is PLANNED] == [SUNDAY + WEEK]


async def test_posted_by_hand_it_needs_one_story_and_a_second_press_changes_nothing(office: Office) -> None:
    services = office.services.digests
    assert (await services.post_now(ORGANISER)).stories == 0
    assert await posts(office) == []

    await tell(office, KYLE)
    await services.post_now(ORGANISER)
    await asyncio.gather(*(services.post_now(ORGANISER) for _ in range(3)))

    assert [authors(each) for each in digests(await office.carry())] == [[100]]
    assert len(await posts(office)) == 1
    assert (await services.state(ORGANISER)).last_at == office.clock.now


async def test_only_organisers_have_a_say(office: Office) -> None:
    services = office.services.digests
    for verb in (services.state, services.settle, services.preview, services.post_now):
        with pytest.raises(Refusal, match="organisers_only"):
            await verb(KYLE)


async def test_a_withdrawn_story_leaves_the_digest_that_told_of_it_and_no_other(office: Office) -> None:
    await turn_on(office)
    [first, *_] = await tell_three(office)
    await office.until(SUNDAY + HOUR)
    second = [await tell(office, each, names=("Chris",)) for each in (KYLE, ROSA, BEN)][1]
    await office.until(SUNDAY + WEEK + HOUR)
    older, newer = await posts(office)

    for who, told, digest, left in ((KYLE, first, older, [200, 300]), (ROSA, second, newer, [100, 300])):
        await office.services.stories.withdraw(who, told.id)
        [sent] = [each for each in await office.carry() if isinstance(each.body, Digest)]
        assert (sent.delivery.kind, sent.message_id) == (DeliveryKind.EDIT, digest.message_id)
        assert authors(digests([sent])[0]) == left


async def test_with_its_last_story_taken_back_it_says_no_more_than_that(office: Office) -> None:
    told = await tell(office, KYLE, place="Chicago")
    await office.services.digests.post_now(ORGANISER)
    await office.carry()

    await office.services.stories.withdraw(KYLE, told.id)
    [digest] = digests(await office.carry())

    assert (digest.entries, digest.met, digest.places, digest.newcomers, digest.thanks) == ((), 0, (), (), None)


async def test_a_recap_that_is_deleted_on_discord_leaves_it_too(office: Office) -> None:
    told = await tell(office, KYLE)
    await tell(office, ROSA)
    await office.services.digests.post_now(ORGANISER)
    await office.carry()
    await office.services.stories.tell(KYLE, told.id, "More words.", "")
    edits = {each.subject: each for each in await office.services.deliveries.claim_due()}
    changed = edits.pop((await posts(office))[0].id)
    outgoing = await office.services.deliveries.prepare(changed)
    assert outgoing is not None
    await office.services.deliveries.sent(changed, outgoing.channel_id, outgoing.message_id)
    [edit] = edits.values()

    await office.services.deliveries.failed(edit, Failure.MESSAGE_GONE)

    assert [authors(each) for each in digests(await office.carry())] == [[200]]


async def test_whoever_names_themselves_and_takes_it_back_is_followed(office: Office) -> None:
    told = await tell(office, KYLE, ROSA, names=())
    async with office.store.read() as work:
        [recap] = await work.posts.find(kind=PostKind.RECAP, subject=told.id)
    await office.services.digests.post_now(ORGANISER)
    [digest] = digests(await office.carry())
    assert (digest.entries[0].others, digest.met) == ((Shown(),), 1), "she is a friend, and not counted"

    named = []
    for is_named in (True, False):
        await office.services.taking_part.thats_me(ROSA, recap.id, is_named=is_named)
        [digest] = digests(await office.carry())
        named.append((digest.entries[0].others, digest.met))
    assert named == [((Shown(ROSA.person_id),), 2), ((Shown(),), 1)]

    await office.services.profiles.change(ROSA, Wishes(naming=Naming.ALWAYS))
    assert digests(await office.carry())[0].entries[0].others == (Shown(ROSA.person_id),)


async def test_two_friends_are_never_told_to_be_one(office: Office) -> None:
    for each in (KYLE, BEN):
        await tell(office, each, ROSA, names=())
    with_rosa = await drawn(office)
    await tell(office, ERIN, KYLE, names=())
    with_kyle = await drawn(office)

    assert (with_rosa.met, with_kyle.met) == (2, 3)
    assert all(each.others == (Shown(),) for each in with_kyle.entries)


async def test_a_story_that_arrives_late_is_told_by_the_digest_of_its_time(office: Office) -> None:
    """Its channel was closed meanwhile; without this it would be in no digest at all."""
    await tell(office, KYLE)
    told = (await office.services.meetings.record(ROSA, People(names=("Chris",)))).meeting
    await office.services.stories.post(ROSA, told.id)
    [row] = await office.services.deliveries.claim_due()
    await office.services.digests.post_now(ORGANISER)
    assert [authors(each) for each in digests(await office.carry())] == [[100]]

    outgoing = await office.services.deliveries.prepare(row)
    assert outgoing is not None
    await office.services.deliveries.sent(row, outgoing.channel_id, MessageId(777))

    assert [authors(each) for each in digests(await office.carry())] == [[100, 200]]


async def test_the_places_are_those_where_people_met(office: Office) -> None:
    await tell(office, KYLE, place="Chicago")
    await tell(office, ROSA, place="chicago ")
    await tell(office, BEN, place="Bloomington")
    await tell(office, ERIN, place="My kitchen", how=How.CALL)

    digest = await drawn(office)

    assert (digest.places, digest.met, len(digest.entries)) == (("Chicago", "Bloomington"), 3, 4)


async def test_whoever_clearly_met_the_most_is_thanked(office: Office) -> None:
    await tell(office, ROSA, names=("Ann", "Bea"))
    await tell(office, KYLE, names=("Chris", "Ted"))
    assert (await drawn(office)).thanks is None, "nobody stands out"
    await tell(office, KYLE, names=("Karen",))
    async with office.store.read() as work:
        mine = await work.meetings.touching(KYLE.person_id)
    assert (await drawn(office)).thanks is None, "they are all friends to who reads"

    for each in mine:
        for position in (one.position for one in each.others):
            await office.services.stories.show_outsider(KYLE, each.id, position)

    assert (await drawn(office)).thanks == Thanks(KYLE.person_id, is_host=False)


async def evening(office: Office, channel_id: ChannelId, **chosen: Any) -> int:
    sketch = {"starts_at": office.clock.now + DAY, "channel_id": channel_id, "activity": "Madden", **chosen}
    proposal = await office.services.gatherings.propose(ERIN, Sketch(**sketch), is_adult=True)
    hall = await office.services.gatherings.post(ERIN, proposal.draft_id)
    await office.carry()
    return hall.gathering.id


async def test_what_is_hosted_next_is_told_as_far_as_everybody_may_read_it(office: Office) -> None:
    await tell(office, KYLE)
    open_to_all = await evening(office, RECAPS, city="Bloomington, Indiana", place="my house")
    await evening(office, ChannelId(55), starts_at=office.clock.now + 2 * DAY)
    await evening(office, RECAPS, starts_at=office.clock.now + 15 * DAY)
    await office.services.digests.post_now(ORGANISER)
    [digest] = digests(await office.carry())
    assert [(each.activity, each.at.channel_id) for each in digest.ahead] == [("Madden", RECAPS), (None, 55)]
    assert (digest.ahead[0].city or "").startswith("Bloomington")
    assert digest.ahead[1].city is None

    await office.services.seating.join(ROSA, open_to_all, is_adult=True)
    assert digests(await office.carry()) == [], "who joins changes nothing in it"
    office.clock.forward(minutes=5)
    await office.services.gatherings.move(ERIN, open_to_all, starts_at=office.clock.now + 3 * DAY)
    assert [each.starts_at for each in digests(await office.carry())[0].ahead][1] == office.clock.now + 3 * DAY
    await office.services.gatherings.cancel(ERIN, open_to_all)
    assert [each.activity for each in digests(await office.carry())[0].ahead] == [None]


async def test_a_host_is_thanked_once_it_came_about_and_where_all_know_of_it(office: Office) -> None:
    for channel_id, thanked in ((ChannelId(55), None), (RECAPS, Thanks(ERIN.person_id, is_host=True))):
        hosted = await evening(office, channel_id)
        await office.services.seating.join(ROSA, hosted, is_adult=True)
        await office.until(office.clock.now + 2 * DAY)
        assert (await drawn(office)).thanks is None
        meeting = (await office.services.gatherings.record(ERIN, hosted)).meeting
        assert (await drawn(office)).thanks == thanked
    async with office.store.write() as work:
        await work.meetings.remove(meeting.id)
    assert (await drawn(office)).thanks is None


async def test_whoever_left_is_neither_welcomed_nor_thanked(office: Office) -> None:
    await office.mission(KYLE)
    meeting = await tell(office, KYLE, names=("Ann", "Bea", "Cem"))
    for position in (1, 2, 3):
        await office.services.stories.show_outsider(KYLE, meeting.id, position)
    before = await drawn(office)
    assert (before.newcomers, before.thanks) == ((100,), Thanks(KYLE.person_id, is_host=False))

    await office.services.departures.departed(KYLE.person_id, COMMUNITY)

    after = await drawn(office)
    assert (after.newcomers, after.thanks, authors(after)) == ((), None, [100]), "the story stands"


async def test_whoever_erases_themselves_is_gone_from_it_and_it_goes_on(office: Office) -> None:
    await turn_on(office)
    await tell_three(office)
    assert (await office.services.mydata.export(ORGANISER))["messages"][0]["kind"] == "digest"
    await office.until(SUNDAY + HOUR)

    await office.services.mydata.forget(KYLE)
    assert [authors(each) for each in digests(await office.carry())] == [[200, 300]]
    assert (await office.services.mydata.holdings(ORGANISER)).posts == 0
    await office.services.mydata.forget(ORGANISER)
    [post] = await posts(office)
    assert (post.state, post.author_id in (200, 300)) == (PostState.WANTED, True)
    for each in (ROSA, BEN, ERIN):
        await tell(office, each, names=("Chris",))
    assert len(digests(await office.until(SUNDAY + WEEK + HOUR))) == 1


async def test_a_digest_that_found_no_way_goes_up_where_the_organiser_points(office: Office) -> None:
    await office.mission(ORGANISER, from_today=False)
    await office.carry()
    await tell(office, KYLE)
    await office.services.digests.post_now(ORGANISER)
    [row] = await office.services.deliveries.claim_due()
    await office.services.deliveries.failed(row, Failure.NOT_ALLOWED)
    await office.services.departures.departed(ORGANISER.person_id, COMMUNITY)
    assert await office.deliveries(kind=DeliveryKind.NEWS) == [], "it is nobody's own post"

    await office.community(recap_channel_id=ChannelId(77))

    [sent] = [each for each in await office.carry() if isinstance(each.body, Digest)]
    assert sent.channel_id == ChannelId(77)

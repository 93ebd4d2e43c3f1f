"""The life of a post: up once, following its facts, down when its author says so, and never back by accident."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from meetups.refusals import Refusal
from meetups.services.communities import Settings
from meetups.services.guests import People
from meetups.services.outgoing import Failure
from meetups.services.stories import Recap
from meetups.values import (
    ChannelId,
    Contact,
    ContactId,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Meeting,
    MessageId,
    Naming,
    Post,
    PostState,
)
from tests.services.lists import everyone
from tests.support.office import COMMUNITY, RECAPS, Office, account, actor

KYLE, ROSA = actor(100), actor(200)
MESSAGE = MessageId(777)


async def met(office: Office) -> Meeting:
    told = await office.services.meetings.record(KYLE, People(accounts=(account(200),)))
    return told.meeting


async def posted(office: Office, meeting: Meeting) -> Post:
    """A recap that stands in the channel."""
    post = await office.services.stories.post(KYLE, meeting.id)
    await office.carry()
    return await stored(office, post)


async def stored(office: Office, post: Post) -> Post:
    async with office.store.read() as work:
        found = await work.posts.get(post.id)
    assert found is not None
    return found


async def claimed(office: Office) -> Delivery:
    """The next row of a post, claimed and not settled: it is on its way, or nobody knows."""
    found = await office.services.deliveries.claim_due()
    [row] = [each for each in found if each.lane.startswith("post:")]
    return row


async def fates(office: Office, post_id: int) -> list[tuple[DeliveryKind, DeliveryState, str]]:
    rows = await office.deliveries(lane=f"post:{post_id}")
    return [(each.kind, each.state, each.reason) for each in rows]


async def test_posting_twice_is_posting_once(office: Office) -> None:
    meeting = await met(office)

    first = await office.services.stories.post(KYLE, meeting.id)
    second = await office.services.stories.post(KYLE, meeting.id)

    assert first.id == second.id
    assert await fates(office, first.id) == [(DeliveryKind.POST, DeliveryState.PLANNED, "")]


async def test_a_post_is_drawn_from_the_facts_of_the_moment_it_goes(office: Office) -> None:
    meeting = await met(office)
    await office.services.stories.post(KYLE, meeting.id)
    await office.services.stories.tell(KYLE, meeting.id, "We talked.", "Bloomington")

    sent = [each for each in await office.carry() if isinstance(each.body, Recap)]

    assert [(each.delivery.kind, each.channel_id) for each in sent] == [
        (DeliveryKind.POST, RECAPS),
        (DeliveryKind.EDIT, RECAPS),
    ]
    body = sent[0].body
    assert isinstance(body, Recap)
    assert (body.meeting.story, body.meeting.place) == ("We talked.", "Bloomington")


async def test_a_recap_taken_down_before_it_went_is_never_posted(office: Office) -> None:
    meeting = await met(office)
    post = await office.services.stories.post(KYLE, meeting.id)
    await office.services.stories.withdraw(KYLE, meeting.id)

    assert [each for each in await office.carry() if each.delivery.lane.startswith("post:")] == []
    assert await fates(office, post.id) == [
        (DeliveryKind.POST, DeliveryState.DROPPED, "withdrawn"),
        (DeliveryKind.REMOVE, DeliveryState.DROPPED, "never_posted"),
    ]


async def test_a_recap_taken_down_on_its_way_comes_down_after_it_arrived(office: Office) -> None:
    meeting = await met(office)
    post = await office.services.stories.post(KYLE, meeting.id)
    row = await claimed(office)
    assert await office.services.deliveries.prepare(row) is not None
    await office.services.stories.withdraw(KYLE, meeting.id)
    assert await office.services.deliveries.claim_due() == [], "a removal waits for the post"

    await office.services.deliveries.sent(row, RECAPS, MESSAGE)

    [removal] = await office.carry()
    assert (removal.delivery.kind, removal.channel_id, removal.message_id) == (DeliveryKind.REMOVE, RECAPS, MESSAGE)
    assert (await stored(office, post)).state is PostState.REMOVED


async def test_a_recap_taken_down_while_nobody_knows_whether_it_arrived_is_looked_for(office: Office) -> None:
    """Discord's answer was lost and the author changed their mind: what may stand there is not simply forgotten."""
    meeting = await met(office)
    await office.services.stories.post(KYLE, meeting.id)
    row = await claimed(office)
    await office.services.stories.withdraw(KYLE, meeting.id)
    office.clock.forward(seconds=10)

    assert await office.services.deliveries.prepare(row) is None
    assert row.id in [each.id for each in await office.services.deliveries.uncertain()], "still to be looked for"
    assert await office.services.deliveries.reach(row) == (RECAPS, None)

    await office.services.deliveries.sent(row, RECAPS, MESSAGE)  # it was found in the channel
    [removal] = await office.carry()
    assert (removal.delivery.kind, removal.message_id) == (DeliveryKind.REMOVE, MESSAGE)


async def test_what_was_looked_for_in_vain_is_not_posted_after_all(office: Office) -> None:
    meeting = await met(office)
    post = await office.services.stories.post(KYLE, meeting.id)
    row = await claimed(office)
    await office.services.stories.withdraw(KYLE, meeting.id)
    office.clock.forward(minutes=2)
    assert await office.services.deliveries.prepare(row) is None

    await office.services.deliveries.again(row)

    assert await office.carry() == []
    assert [state for _kind, state, _reason in await fates(office, post.id)] == [DeliveryState.DROPPED] * 2


async def test_forgetting_while_a_post_is_on_its_way_takes_it_down(office: Office) -> None:
    meeting = await met(office)
    post = await office.services.stories.post(KYLE, meeting.id)
    row = await claimed(office)
    assert await office.services.deliveries.prepare(row) is not None

    await office.services.mydata.forget(KYLE)
    await office.services.deliveries.sent(row, RECAPS, MESSAGE)

    removals = [each for each in await office.carry() if each.delivery.kind is DeliveryKind.REMOVE]
    assert [(each.channel_id, each.message_id) for each in removals] == [(RECAPS, MESSAGE)]
    async with office.store.read() as work:
        assert await work.posts.get(post.id) is None


async def test_forgetting_while_nobody_knows_whether_a_post_arrived_has_it_looked_for(office: Office) -> None:
    meeting = await met(office)
    await office.services.stories.post(KYLE, meeting.id)
    row = await claimed(office)
    await office.services.mydata.forget(KYLE)
    office.clock.forward(seconds=10)

    assert await office.services.deliveries.prepare(row) is None
    assert await office.services.deliveries.reach(row) == (RECAPS, None)
    await office.services.deliveries.sent(row, RECAPS, MESSAGE)

    removals = [each for each in await office.carry() if each.delivery.kind is DeliveryKind.REMOVE]
    assert [each.message_id for each in removals] == [MESSAGE]


async def test_forgetting_takes_down_what_stands_and_names_nobody_again(office: Office) -> None:
    post = await posted(office, await met(office))
    assert post.message_id is not None

    await office.services.mydata.forget(KYLE)

    removals = [each for each in await office.carry() if each.delivery.kind is DeliveryKind.REMOVE]
    assert [(each.channel_id, each.message_id) for each in removals] == [(RECAPS, post.message_id)]
    for row in await office.deliveries(lane=f"post:{post.id}"):
        assert row.person_id is None
        assert str(KYLE.person_id) not in str(row.data)


async def test_a_recap_deleted_on_discord_stays_deleted(office: Office) -> None:
    meeting = await met(office)
    post = await posted(office, meeting)
    await office.services.stories.tell(KYLE, meeting.id, "More.", "")
    row = await claimed(office)

    await office.services.deliveries.failed(row, Failure.MESSAGE_GONE, "10008")

    assert (await stored(office, post)).state is PostState.GONE
    with pytest.raises(Refusal, match=r"story\.moderated"):
        await office.services.stories.post(KYLE, meeting.id)
    assert (await office.services.meetings.show(KYLE, meeting.id)).meeting.story == "More."


async def test_a_recap_may_go_up_again_after_its_author_took_it_down(office: Office) -> None:
    meeting = await met(office)
    first = await posted(office, meeting)
    await office.services.stories.withdraw(KYLE, meeting.id)
    await office.carry()

    second = await posted(office, meeting)

    assert second.id != first.id
    assert (second.state, (await stored(office, first)).state) == (PostState.WANTED, PostState.REMOVED)
    assert second.message_id is not None


async def test_a_post_that_failed_goes_up_where_an_organiser_sends_it(office: Office) -> None:
    meeting = await met(office)
    post = await office.services.stories.post(KYLE, meeting.id)
    await office.services.deliveries.failed(await claimed(office), Failure.NOT_ALLOWED, "50013")

    await office.community(recap_channel_id=ChannelId(99))

    sent = [each for each in await office.carry() if each.delivery.kind is DeliveryKind.POST]
    assert [each.channel_id for each in sent] == [ChannelId(99)]
    assert (await stored(office, post)).message_id is not None


async def test_saying_thats_me_names_me_and_taking_it_back_does_not(office: Office) -> None:
    meeting = await met(office)
    post = await posted(office, meeting)

    for _ in range(2):
        assert (await office.services.taking_part.thats_me(ROSA, post.id, is_named=True)).is_named, "twice is once"
    [edit] = [each for each in await office.carry() if each.delivery.kind is DeliveryKind.EDIT]
    assert isinstance(edit.body, Recap)
    assert [each.person_id for each in edit.body.others] == [ROSA.person_id]

    assert not (await office.services.taking_part.thats_me(ROSA, post.id, is_named=False)).is_named
    [edit] = [each for each in await office.carry() if each.delivery.kind is DeliveryKind.EDIT]
    assert isinstance(edit.body, Recap)
    assert [each.person_id for each in edit.body.others] == [None]


async def test_who_denied_is_named_in_no_edit_even_if_they_always_allow_it(office: Office) -> None:
    meeting = await met(office)
    post = await posted(office, meeting)
    async with office.store.write() as work:
        rosa = await work.persons.get(ROSA.person_id)
        assert rosa is not None
        await work.persons.save(replace(rosa, naming=Naming.ALWAYS))
        [question] = await work.asks.find(subject=meeting.id)

    await office.services.asks.decline(ROSA, question.id)

    edits = [each for each in await office.carry() if each.delivery.kind is DeliveryKind.EDIT]
    body = edits[-1].body
    assert isinstance(body, Recap)
    assert [each.person_id for each in body.others] == [None]
    with pytest.raises(Refusal, match=r"story\.not_you"):
        await office.services.taking_part.thats_me(ROSA, post.id, is_named=True)


async def test_nobody_else_posts_my_meeting(office: Office) -> None:
    meeting = await met(office)

    for other in (ROSA, actor(300)):
        with pytest.raises(Refusal, match=r"meeting\.gone"):
            await office.services.stories.post(other, meeting.id, COMMUNITY)


async def test_a_recap_taken_down_can_go_up_again_after_the_bot_was_out(office: Office) -> None:
    meeting = await met(office)
    await posted(office, meeting)
    await office.services.stories.withdraw(KYLE, meeting.id)
    await office.carry()

    await office.services.communities.left(COMMUNITY)
    await office.services.communities.returned(COMMUNITY, "Tweetup")
    await office.carry()

    again = await office.services.stories.post(KYLE, meeting.id)
    assert again.state is PostState.WANTED


async def test_an_edit_overtaken_by_a_newer_one_is_not_carried_out_twice(office: Office) -> None:
    meeting = await met(office)
    post = await posted(office, meeting)
    for words in ("One.", "Two.", "Three."):
        await office.services.stories.tell(KYLE, meeting.id, words, "")
    edits = [each for each in await office.carry() if each.delivery.kind is DeliveryKind.EDIT]
    [edit] = edits
    assert isinstance(edit.body, Recap)
    assert edit.body.meeting.story == "Three."
    assert [reason for kind, _, reason in await fates(office, post.id) if kind is DeliveryKind.EDIT][:2] == [
        "superseded",
        "superseded",
    ]


async def test_the_recap_of_somebody_forgotten_is_removed_as_soon_as_that_is_possible(office: Office) -> None:
    post = await posted(office, await met(office))
    await office.services.mydata.forget(KYLE)
    row = await claimed(office)
    await office.services.deliveries.failed(row, Failure.NOT_ALLOWED, "50013")
    reports = await office.deliveries(kind=DeliveryKind.REPORT)
    assert len(reports) == 1, "the organisers hear that something still stands"

    await office.services.communities.left(COMMUNITY)
    await office.services.communities.returned(COMMUNITY, "Tweetup")
    removal = next(each for each in await office.carry() if each.delivery.kind is DeliveryKind.REMOVE)
    assert removal.message_id == post.message_id


async def test_a_new_recap_channel_gets_the_invitation_and_the_old_one_loses_it(office: Office) -> None:
    organiser = replace(actor(1), manages=True)
    first = await office.services.communities.invite_everyone(organiser)
    await office.carry()
    assert (await office.services.communities.invite_everyone(organiser)).id == first.id, "twice is once"

    community = await office.services.communities.for_organiser(organiser)
    moved = Settings(name=community.name, recap_channel_id=ChannelId(99))
    await office.services.communities.set_up(organiser, moved)
    second = await office.services.communities.invite_everyone(organiser)
    assert (second.id, second.channel_id) != (first.id, first.channel_id)
    assert (await stored(office, first)).state is PostState.REMOVED


async def test_a_crowd_is_refused_before_anybody_is_looked_up(office: Office) -> None:
    crowd = tuple(f"Guest {number}" for number in range(1_000))
    with pytest.raises(Refusal, match=r"meeting\.too_many"):
        await office.services.meetings.record(KYLE, People(names=crowd))
    assert await everyone(office, KYLE) == []


async def test_a_failing_statement_does_not_say_what_somebody_wrote(office: Office) -> None:
    contact = Contact(ContactId(1), KYLE.person_id, "Secret Name", office.clock(), note="very private")
    async with office.store.write() as work:
        with pytest.raises(IntegrityError) as failed:
            await work.contacts.add(contact, contact)
    assert "Secret Name" not in str(failed.value)
    assert "very private" not in str(failed.value)

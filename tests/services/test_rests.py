"""The rest of a long story: a message in the thread of its recap, which stands, changes and goes with it."""

from __future__ import annotations

import pytest

from meetups.services.outgoing import Failure, Outgoing
from meetups.services.stories import Recap, Rest
from meetups.values import ChannelId, DeliveryKind, Post, PostKind, PostState
from tests.services.plans import KYLE
from tests.services.telling import Evening, evening
from tests.support.office import RECAPS, Office

SHORT = "We had tea."
LONG = "We had tea. " * 200
LONGER = "We had pie. " * 300


async def retell(office: Office, told: Evening, story: str) -> None:
    await office.services.stories.tell(KYLE, told.meeting_id, story, "")


async def whole(told: Evening) -> str:
    """Both parts as they are read one after the other."""
    await told.carry()
    assert told.recap is not None
    return f"{told.recap.story} {told.rest.words if told.rest else ''}".strip()


async def test_the_rest_of_a_long_story_follows_in_a_thread_of_its_post(office: Office) -> None:
    told = await evening(office, story=LONG)
    await told.post()
    recap, rest = await told.carry()
    assert isinstance(recap.body, Recap)
    assert isinstance(rest.body, Rest)
    assert f"{recap.body.story} {rest.body.words}" == LONG.strip()
    async with office.store.read() as work:
        [below] = await work.posts.find(kind=PostKind.REST, subject=told.meeting_id)
    assert (rest.channel_id, rest.body.under) == (await thread(office, told), RECAPS)
    assert below.author_id == KYLE.person_id


async def test_a_short_story_has_no_thread(office: Office) -> None:
    told = await evening(office, story=SHORT)
    await told.post()
    assert len(await told.carry()) == 1


@pytest.mark.parametrize("second", [SHORT, LONG])
async def test_it_is_shortened_and_lengthened(office: Office, second: str) -> None:
    """And what stands there now is the last, whatever stood there before."""
    told = await evening(office, story=LONG if second is SHORT else SHORT)
    await told.post()
    await told.carry()
    for story in (second, LONGER, SHORT, LONG, LONG, ""):
        await retell(office, told, story)
        assert await whole(told) == story.strip()
    assert told.rest is None


async def test_lengthened_and_shortened_before_anything_went_out(office: Office) -> None:
    told = await evening(office, story=SHORT)
    await told.post()
    for story in (LONG, SHORT, LONGER):
        await retell(office, told, story)
    assert await whole(told) == LONGER.strip()
    for story in (SHORT, LONG, SHORT):
        await retell(office, told, story)
    assert await whole(told) == SHORT


async def test_taken_down_both_go(office: Office) -> None:
    told = await evening(office, story=LONG)
    await told.post()
    await told.carry()
    await told.withdraw()
    removed = await told.carry()
    assert [each.delivery.kind for each in removed] == [DeliveryKind.REMOVE] * 2
    assert (told.recap, told.rest) == (None, None)
    await retell(office, told, LONGER)
    assert await told.carry() == []


@pytest.mark.parametrize("is_carried", [True, False])
async def test_put_up_again_it_goes_on_in_the_new_thread(office: Office, is_carried: bool) -> None:
    told = await evening(office, story=LONG)
    await told.post()
    before = await told.carry()
    await told.withdraw()
    if is_carried:
        await told.carry()
    await told.post()
    after = await told.carry()
    assert await whole(told) == LONG.strip()
    channels = [
        next(each.channel_id for each in some if isinstance(each.body, Rest) and each.message_id is None)
        for some in (before, after)
    ]
    assert channels[0] != channels[1]
    assert channels[1] == await thread(office, told)


async def thread(office: Office, told: Evening) -> ChannelId:
    """It bears the number of the message it is opened from."""
    message_id = (await standing(office, told)).message_id
    assert message_id is not None
    return ChannelId(message_id)


async def standing(office: Office, told: Evening, kind: PostKind = PostKind.RECAP) -> Post:
    async with office.store.read() as work:
        return (await work.posts.find(kind=kind, subject=told.meeting_id))[-1]


@pytest.mark.parametrize("way", ["meeting removed", "author forgotten"])
async def test_it_goes_with_the_meeting_and_with_its_author(office: Office, way: str) -> None:
    told = await evening(office, story=LONG)
    await told.post()
    await told.carry()
    if way == "meeting removed":
        await told.remove()
    else:
        await office.services.mydata.forget(KYLE)
    await told.carry()
    assert (told.recap, told.rest) == (None, None)


@pytest.mark.parametrize("way", ["withdrawn", "meeting removed", "author forgotten"])
async def test_on_its_way_it_is_not_sent_any_more(office: Office, way: str) -> None:
    """The recap has just been posted, and the rest was not yet."""
    told = await evening(office, story=LONG)
    await told.post()
    [recap] = await carry_once(office, told)
    assert isinstance(recap.body, Recap)
    if way == "withdrawn":
        await told.withdraw()
    elif way == "meeting removed":
        await told.remove()
    else:
        await office.services.mydata.forget(KYLE)
    sent = await told.carry()
    assert not [each for each in sent if each.body is not None]
    assert (told.recap, told.rest) == (None, None)


async def carry_once(office: Office, told: Evening) -> list[Outgoing]:
    return told.read(await office._send(await office.services.deliveries.claim_due()))


async def test_where_a_thread_cannot_be_opened_the_post_has_it_all_and_later_only_its_part(office: Office) -> None:
    told = await evening(office, story=LONG)
    await told.post()
    await arrive(office, told, is_whole=True)
    assert await told.carry() == []
    # The channel was changed meanwhile: the next edit brings the thread.
    await retell(office, told, LONGER)
    await arrive(office, told, is_whole=False)
    assert await whole(told) == LONGER.strip()
    # And back again.
    await retell(office, told, LONG)
    await arrive(office, told, is_whole=True)
    await told.carry()
    assert told.rest is None


async def arrive(office: Office, told: Evening, *, is_whole: bool) -> None:
    [claimed] = await office.services.deliveries.claim_due()
    outgoing = await office.services.deliveries.prepare(claimed)
    assert outgoing is not None
    told.read([outgoing])
    message_id = outgoing.message_id or office.desk.new_id()
    await office.services.deliveries.sent(claimed, outgoing.channel_id, message_id, is_whole=is_whole)  # type: ignore[arg-type]


async def test_the_rest_of_what_a_moderator_deleted_comes_down_too(office: Office) -> None:
    told = await evening(office, story=LONG)
    await told.post()
    await told.carry()
    await retell(office, told, LONGER)
    await fail(office, Failure.MESSAGE_GONE)
    removed = await told.carry()
    assert [(each.delivery.kind, each.body) for each in removed if each.delivery.person_id is None] == [
        (DeliveryKind.REMOVE, None)
    ]
    assert told.rest is None
    await retell(office, told, LONG)
    assert [each for each in await told.carry() if each.delivery.person_id is None] == []


async def test_a_rest_that_was_deleted_alone_comes_back_with_the_next_change(office: Office) -> None:
    told = await evening(office, story=LONG)
    await told.post()
    await told.carry()
    await retell(office, told, LONGER)
    await carry_once(office, told)
    await fail(office, Failure.MESSAGE_GONE)
    assert (await standing(office, told, PostKind.REST)).state is PostState.GONE
    assert (await standing(office, told)).state is PostState.WANTED
    await retell(office, told, LONG)
    assert await whole(told) == LONG.strip()


async def fail(office: Office, failure: Failure) -> None:
    [claimed] = await office.services.deliveries.claim_due()
    assert await office.services.deliveries.prepare(claimed) is not None
    await office.services.deliveries.failed(claimed, failure)


async def test_in_a_forum_it_stands_in_the_thread_of_its_post(office: Office) -> None:
    told = await evening(office, story=LONG)
    await told.post()
    [claimed] = await office.services.deliveries.claim_due()
    outgoing = await office.services.deliveries.prepare(claimed)
    assert outgoing is not None
    opened = office.desk.new_id()
    await office.services.deliveries.sent(claimed, outgoing.channel_id, opened, is_thread=True)  # type: ignore[arg-type]
    [rest] = await told.carry()
    assert isinstance(rest.body, Rest)
    assert (rest.channel_id, rest.body.under) == (opened, None)


async def test_both_stay_where_they_are_when_recaps_go_elsewhere_from_now_on(office: Office) -> None:
    told = await evening(office, story=LONG)
    await told.post()
    first = await told.carry()
    await office.community(recap_channel_id=99)
    assert await told.carry() == []
    await retell(office, told, LONGER)
    changed = await told.carry()
    assert [each.channel_id for each in changed] == [each.channel_id for each in first]


async def test_a_rest_on_its_way_goes_to_its_recap_wherever_recaps_go_from_now_on(office: Office) -> None:
    told = await evening(office, story=LONG)
    await told.post()
    [recap] = await carry_once(office, told)
    await office.community(recap_channel_id=98)
    [rest] = await told.carry()
    assert recap.channel_id == RECAPS
    assert rest.channel_id == await thread(office, told)

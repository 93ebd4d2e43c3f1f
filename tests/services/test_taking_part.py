"""Somebody else's story with oneself in it: named, a friend, one's own half, a change asked for, in whatever order."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest

from meetups.refusals import Refusal
from meetups.services.guests import People
from meetups.services.stories import ChangeWished, Untold
from meetups.values import Contact, ContactId, Naming, PostState
from tests.services.plans import BO, KYLE, ROSA, know, people, refused, shun
from tests.services.telling import STRANGER, Evening, another, call_me, evening
from tests.support.office import COMMUNITY, START, Office, account, actor

DAY = timedelta(days=1)


# Named or "a friend"


async def test_nobody_is_named_who_did_not_say_so_and_each_speaks_for_themselves(office: Office) -> None:
    told = await evening(office, ROSA, BO, "Ted")
    await told.post()
    assert await told.names() == []
    for _ in range(2):
        await told.name(ROSA)
        assert await told.names() == [ROSA.person_id]
    await told.name(BO)
    await told.befriend(ROSA)
    assert await told.names() == [BO.person_id]


async def test_naming_oneself_confirms_the_meeting_and_being_a_friend_again_does_not_deny_it(office: Office) -> None:
    told = await evening(office, ROSA)
    await told.post()
    for is_named in (True, False):
        await told.name(ROSA, is_named=is_named)
        [mine] = (await told.stored()).others
        assert (mine.counts, mine.is_named) == (True, is_named)


async def test_a_yes_after_a_no_counts_and_names_nobody(office: Office) -> None:
    told = await evening(office, ROSA)
    await told.post()
    await told.half(ROSA, "And cake!")
    await told.decide(ROSA, met=False)
    assert (await told.names(), await told.halves()) == ([], {})
    for act in (told.name(ROSA), told.half(ROSA, "More cake!"), told.befriend(ROSA)):
        assert await refused(act) == "story.not_you"
    await told.decide(ROSA, met=True)
    assert (await told.names(), await told.halves()) == ([], {})
    await told.name(ROSA)
    assert await told.halves() == {ROSA.person_id: "And cake!"}


@pytest.mark.parametrize("first", ["deny", "post"])
async def test_always_holds_until_they_say_they_were_not_there(office: Office, first: str) -> None:
    told = await evening(office, ROSA, naming=Naming.ALWAYS)
    if first == "deny":
        await told.decide(ROSA, met=False)
        await told.post()
    else:
        await told.post()
        assert await told.names() == [ROSA.person_id]
        await told.decide(ROSA, met=False)
    assert await told.names() == []


async def test_a_friend_again_in_one_story_is_asked_in_every_other(office: Office) -> None:
    first = await evening(office, ROSA, naming=Naming.ALWAYS)
    second = await another(office, ROSA)
    for each in (first, second):
        await each.post()
    second.read(await first.carry())
    await first.befriend(ROSA)
    second.read(await first.carry())
    assert [await each.names() for each in (first, second)] == [[], []]


async def test_the_word_of_the_author_that_names_a_guest_names_no_member(office: Office) -> None:
    """Somebody outside Discord, by first name and with their agreement, turns out to have an account."""
    await people(office)
    row = Contact(ContactId(77), KYLE.person_id, "Rosa", START, account_id=ROSA.person_id, account_is_seen=False)
    async with office.store.write() as work:
        await work.contacts.add(row)
    told = Evening(office, (await office.services.meetings.record(KYLE, People(contact_ids=(77,)))).meeting.id)
    await office.services.stories.show_outsider(KYLE, told.meeting_id, 1)
    await told.post()
    await told.carry()
    assert told.recap is not None
    assert [each.name for each in told.recap.others] == ["Rosa"]
    again = await office.services.meetings.record(KYLE, People(accounts=(account(200, "Rosa"),)))
    assert again.is_repeat
    preview = await office.services.stories.preview(KYLE, told.meeting_id)
    assert [each.person_id for each in preview.recap.others] == [None]


# Their half


async def test_a_half_stands_under_a_name_and_goes_with_it(office: Office) -> None:
    told = await evening(office, ROSA, BO)
    await told.post()
    await told.half(ROSA, "  And cake!\n\nTwice. ")
    assert (await told.names(), await told.halves()) == ([ROSA.person_id], {ROSA.person_id: "And cake!\n\nTwice."})
    await told.befriend(ROSA)
    assert (await told.names(), await told.halves()) == ([], {})
    await told.name(ROSA)
    assert await told.halves() == {ROSA.person_id: "And cake!\n\nTwice."}
    await told.half(ROSA, "Pie!")
    assert await told.halves() == {ROSA.person_id: "Pie!"}
    await told.half(ROSA, " ")
    assert (await told.names(), await told.halves()) == ([ROSA.person_id], {})


async def test_a_half_told_before_the_story_is_shown_with_it(office: Office) -> None:
    told = await evening(office, ROSA)
    await told.half(ROSA, "And cake!")
    assert await told.carry() is not None
    assert told.recap is None
    await told.post()
    assert await told.halves() == {ROSA.person_id: "And cake!"}


async def test_both_halves_written_at_once_are_both_there(office: Office) -> None:
    told = await evening(office, ROSA, BO)
    await told.post()
    for turn in range(3):
        edit = office.services.stories.tell(KYLE, told.meeting_id, f"Tea {turn}.", "Bloomington")
        await asyncio.gather(told.half(ROSA, f"Cake {turn}."), edit, told.half(BO, f"Pie {turn}."))
        assert await told.halves() == {ROSA.person_id: f"Cake {turn}.", BO.person_id: f"Pie {turn}."}
        assert told.recap is not None
        assert told.recap.story == f"Tea {turn}."


async def test_a_correction_begun_before_a_half_came_leaves_it(office: Office) -> None:
    told = await evening(office, ROSA)
    await told.post()
    meeting = await told.stored()
    change = await office.services.meetings.propose_change(
        KYLE, meeting.id, met_on=meeting.met_on, how=meeting.how, story="Coffee!", place=""
    )
    await told.half(ROSA, "And cake!")
    await office.services.meetings.confirm_change(KYLE, change.draft_id)
    assert await told.halves() == {ROSA.person_id: "And cake!"}
    assert told.recap is not None
    assert told.recap.story == "Coffee!"


async def test_whoever_is_never_named_is_told_so_before_they_type(office: Office) -> None:
    told = await evening(office, ROSA, naming=Naming.NEVER)
    await told.post()
    part = office.services.taking_part
    for act in (part.half(ROSA, told.meeting_id), told.half(ROSA, "And cake!"), told.name(ROSA)):
        assert await refused(act) == "story.never_named"
    assert (await told.names(), await told.halves()) == ([], {})
    # Nothing of it happened: not even that they met is confirmed by it.
    [mine] = (await told.stored()).others
    assert (mine.counts, mine.story) == (False, "")
    await call_me(office, ROSA, Naming.ASK)
    assert (await part.half(ROSA, told.meeting_id)).mine.story == ""


async def test_never_takes_the_half_out_and_ask_brings_back_what_was_agreed_to(office: Office) -> None:
    told = await evening(office, ROSA)
    await told.post()
    await told.half(ROSA, "And cake!")
    for naming, shown in ((Naming.NEVER, {}), (Naming.ASK, {ROSA.person_id: "And cake!"}), (Naming.NEVER, {})):
        await call_me(office, ROSA, naming)
        assert await told.halves() == shown
    # One's own half can be taken away all the same.
    await told.half(ROSA, "")
    await call_me(office, ROSA, Naming.ALWAYS)
    assert (await told.names(), await told.halves()) == ([ROSA.person_id], {})


async def test_whoever_is_forgotten_leaves_nothing_in_it_and_cannot_come_back_into_it(office: Office) -> None:
    told = await evening(office, ROSA, BO)
    await told.post()
    for who in (ROSA, BO):
        await told.half(who, "And cake!")
    await office.services.mydata.forget(ROSA)
    assert (await told.names(), await told.halves()) == ([BO.person_id], {BO.person_id: "And cake!"})
    for act in (told.name(ROSA), told.half(ROSA, "Me!")):
        assert await refused(act) == "story.not_you"
    assert "Me!" not in str(await told.stored())


async def test_strangers_and_the_author_have_no_part_of_their_own(office: Office) -> None:
    told = await evening(office, ROSA)
    await told.post()
    part = office.services.taking_part
    for who, key in ((STRANGER, "story.not_you"), (KYLE, "story.yours")):
        for act in (
            told.name(who),
            told.befriend(who),
            told.half(who, "Me!"),
            told.out(who, 1),
            part.show(who, told.meeting_id),
            part.ask_for_change(who, told.meeting_id, "Me!"),
        ):
            assert await refused(act) == key
    assert (await told.names(), await told.halves()) == ([], {})
    assert await refused(part.show(ROSA, 12345)) == "story.gone"


async def test_of_a_story_that_is_down_only_the_name_waits(office: Office) -> None:
    told = await evening(office, ROSA)
    await told.post()
    await told.half(ROSA, "And cake!")
    await told.withdraw()
    await told.carry()
    assert told.recap is None
    assert await refused(told.befriend(ROSA)) == "story.gone"
    await told.half(ROSA, "Pie.")
    assert not (await office.services.taking_part.show(ROSA, told.meeting_id)).is_told
    await told.post()
    assert await told.halves() == {ROSA.person_id: "Pie."}


# A change asked for


async def wish(office: Office, told: Evening, words: str = "Not the name of my town, please.") -> None:
    await office.services.taking_part.ask_for_change(ROSA, told.meeting_id, words)


async def test_a_change_is_asked_for_privately_and_as_often_as_wished(office: Office) -> None:
    told = await evening(office, ROSA)
    await told.post()
    for words in ("Not my town, please.", "Nor\nmy street. "):
        await wish(office, told, words)
    wishes = await told.told(KYLE, ChangeWished)
    assert [(each.person_id, each.words) for each in wishes] == [
        (ROSA.person_id, "Not my town, please."),
        (ROSA.person_id, "Nor my street."),
    ]
    assert await refused(wish(office, told, " \u200b ")) == "story.what_change"


async def test_nobody_is_told_of_a_wish_from_whom_they_want_nothing(office: Office) -> None:
    told = await evening(office, ROSA)
    await told.post()
    await know(office, KYLE, dm_state="closed")
    await wish(office, told)
    await told.carry()
    assert [type(each.body) for each in await office.services.inbox.read(KYLE.person_id)] == [ChangeWished]
    await shun(office, KYLE, ROSA)
    assert await office.services.inbox.read(KYLE.person_id) == []
    await wish(office, told)
    await told.carry()
    assert await office.services.inbox.read(KYLE.person_id) == []


@pytest.mark.parametrize("who", ["author", "one in it", "meeting"])
async def test_a_wish_on_its_way_goes_with_whom_or_what_it_is_about(office: Office, who: str) -> None:
    told = await evening(office, ROSA)
    await told.post()
    await told.carry()
    await wish(office, told)
    match who:
        case "author":
            await office.services.mydata.forget(KYLE)
        case "one in it":
            await office.services.mydata.forget(ROSA)
        case _:
            await told.remove()
    assert await told.told(KYLE, ChangeWished) == []
    if who != "one in it":
        assert await refused(wish(office, told)) == "story.gone"


async def test_of_somebody_forgotten_not_even_their_wishes_are_kept(office: Office) -> None:
    told = await evening(office, ROSA)
    await told.post()
    await wish(office, told, "Not Nashville, please.")
    await told.carry()
    await office.services.mydata.forget(ROSA)
    assert "Nashville" not in json.dumps(await office.services.mydata.export(KYLE))


async def test_an_author_who_left_the_server_hears_of_it_all_the_same(office: Office) -> None:
    told = await evening(office, ROSA)
    await office.mission(KYLE)
    await told.post()
    await office.services.departures.departed(KYLE.person_id, COMMUNITY)
    await wish(office, told)
    assert len(await told.told(KYLE, ChangeWished)) == 1
    await office.services.stories.tell(KYLE, told.meeting_id, "Changed.", "")
    await told.carry()
    assert told.recap is not None
    assert told.recap.story == "Changed."
    await told.withdraw()
    by_letter = actor(100, None)
    assert await refused(office.services.stories.post(by_letter, told.meeting_id, COMMUNITY)) == "departed.story"


# Later, never, and the page


async def test_later_asks_once_on_the_next_day(office: Office) -> None:
    told = await evening(office)
    for _ in range(3):
        await office.services.stories.later(KYLE, told.meeting_id)
        office.clock.forward(minutes=5)
    told.read(await office.until(office.clock() + DAY - timedelta(hours=1)))
    assert await told.told(KYLE, Untold) == []
    told.read(await office.until(office.clock() + 5 * DAY))
    [asked] = await told.told(KYLE, Untold)
    assert (asked.meeting.id, asked.names) == (told.meeting_id, ("Ted",))
    # And once more, where that is wished for.
    await office.services.stories.later(KYLE, told.meeting_id)
    told.read(await office.until(office.clock() + 5 * DAY))
    assert len(await told.told(KYLE, Untold)) == 2


@pytest.mark.parametrize("meanwhile", ["posted", "posted and taken down", "kept", "removed", "removed by others"])
async def test_nobody_asks_about_what_is_decided(office: Office, meanwhile: str) -> None:
    told = await evening(office)
    await office.services.stories.later(KYLE, told.meeting_id)
    if meanwhile.startswith("posted"):
        await told.post()
    if meanwhile == "posted and taken down":
        await told.withdraw()
    if meanwhile == "kept":
        await office.services.stories.keep(KYLE, told.meeting_id)
    if meanwhile == "removed":
        await told.remove()
    if meanwhile == "removed by others":
        await told.post()
        await told.carry()
        await moderate(office, told)
    told.read(await office.until(office.clock() + 3 * DAY))
    assert await told.told(KYLE, Untold) == []


async def moderate(office: Office, told: Evening) -> None:
    """Somebody who looks after the channel deletes the post, which the next edit finds."""
    await office.services.stories.tell(KYLE, told.meeting_id, "Changed.", "")
    [edit] = await office.services.deliveries.claim_due()
    await office.services.deliveries.failed(edit, "message_gone")  # type: ignore[arg-type]


async def test_keep_private_pressed_on_an_old_preview_does_what_it_says(office: Office) -> None:
    told = await evening(office)
    await told.post()
    await told.carry()
    kept = await office.services.stories.keep(KYLE, told.meeting_id)
    assert kept.post is not None
    assert kept.post.state is PostState.REMOVED
    await told.carry()
    assert told.recap is None


async def test_a_story_stands_on_the_page_or_not_as_its_author_last_said(office: Office) -> None:
    told, stories = await evening(office), office.services.stories
    for act in (True, False):
        assert await refused(stories.show_on_web(KYLE, told.meeting_id, is_shown=act)) == "story.gone"
    assert (await stories.post(KYLE, told.meeting_id)).is_on_web
    # Pressed on a preview from before: up it stays, but not on the page; and *Post* pressed again does not undo that.
    for is_on_web in (False, True):
        assert not (await stories.post(KYLE, told.meeting_id, is_on_web=is_on_web)).is_on_web
    for is_shown in (True, False):
        preview = await stories.show_on_web(KYLE, told.meeting_id, is_shown=is_shown)
        assert preview.recap.post is not None
        assert preview.recap.post.is_on_web is is_shown
    with pytest.raises(Refusal, match="meeting"):
        await stories.show_on_web(ROSA, told.meeting_id, is_shown=True)
    await told.withdraw()
    assert await refused(stories.show_on_web(KYLE, told.meeting_id, is_shown=True)) == "story.gone"

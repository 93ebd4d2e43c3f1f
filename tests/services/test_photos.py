"""Photos in a story: asked about with the photos before one's eyes, shown once everybody in them agreed, gone for good."""

from __future__ import annotations

from itertools import permutations

import pytest

from meetups.services.guests import People
from meetups.values import AskKind, Consent, Contact, ContactId, Naming
from tests.services.plans import BO, KYLE, ROSA, know, people, refused, shun
from tests.services.telling import STRANGER, Evening, another, call_me, evening
from tests.support.office import START, Office, account
from tests.support.pictures import jpeg

pytestmark = pytest.mark.filterwarnings("error")


# From the tag to the yes, in every order


async def test_a_photo_is_shown_once_it_was_posted_and_whoever_is_in_it_said_yes(office: Office) -> None:
    told = await evening(office, ROSA)
    photo = await told.photo(1)
    assert await told.asked(ROSA) == []
    await told.post()
    assert await told.photos() == []
    [question] = await told.asked(ROSA)
    assert ([each.id for each in question.photos], question.ask.from_id) == ([photo], KYLE.person_id)
    await told.answer(ROSA, is_agreed=True)
    assert await told.photos() == [photo]
    # Whoever agreed to be seen has not agreed to be named.
    assert await told.names() == []
    assert await told.waiting(ROSA) == []


async def test_tagging_after_the_post_asks_then(office: Office) -> None:
    told = await evening(office, ROSA, BO)
    await told.post()
    album = await told.add(jpeg(size=(9, 9)), jpeg(size=(8, 8)))
    first, second = (each.photo.id for each in album.photos)
    await told.sort(first, 1)
    # One question shows all of them, so it waits until it is said of each who is in it.
    assert await told.asked(ROSA) == []
    await told.sort(second, 1, 2)
    [question] = await told.asked(ROSA)
    assert [each.id for each in question.photos] == [first, second]
    await told.answer(ROSA, is_agreed=True)
    assert await told.photos() == [first]
    await told.answer(BO, is_agreed=True)
    assert await told.photos() == [first, second]


@pytest.mark.parametrize("order", [*permutations(["post", "rosa", "bo"])][:4])
async def test_everybody_in_it_has_to_agree(office: Office, order: tuple[str, ...]) -> None:
    """Whoever of them says so first, and whenever it was posted again."""
    told = await evening(office, ROSA, BO)
    photo = await told.photo(1, 2)
    await told.post()
    for number, each in enumerate(order, start=1):
        if each == "post":
            await told.carry()
            await told.withdraw()
            await told.carry()
            await told.post()
        else:
            await told.answer({"rosa": ROSA, "bo": BO}[each], is_agreed=True)
        is_agreed = {"rosa", "bo"} <= set(order[:number])
        assert await told.photos() == ([photo] if is_agreed else [])


async def test_a_no_and_silence_look_the_same_to_everybody_else(office: Office) -> None:
    told = await evening(office, ROSA, BO)
    no, silence = await told.photo(1), await told.photo(2)
    await told.post()
    await told.answer(ROSA, is_agreed=False)
    assert await told.photos() == []
    shown = await office.services.photos.album(KYLE, told.meeting_id)
    assert [[each.consent for each in photo.people] for photo in shown.photos] == [
        [Consent.REFUSED, None],
        [None, Consent.OPEN],
    ]
    # The card draws these two alike; here they are alike in what it goes by.
    assert [each.is_public for each in shown.photos] == [False, False]
    for photo in (no, silence):
        # Nor can it be found out by taking somebody off it: whoever was asked stays.
        await told.sort(photo)
    assert await told.photos() == []
    await office.until(START.replace(day=20))
    assert len(await told.asked(ROSA)) == 1


async def test_a_no_can_become_a_yes_and_a_yes_a_no(office: Office) -> None:
    told = await evening(office, ROSA)
    photo = await told.photo(1)
    await told.post()
    for is_agreed in (False, True, False):
        await told.answer(ROSA, is_agreed=is_agreed)
        assert await told.photos() == ([photo] if is_agreed else [])


async def test_somebody_outside_discord_is_there_by_the_word_of_whose_photo_it_is(office: Office) -> None:
    told = await evening(office, ROSA, "Ted")
    photo, both, nobody = await told.photo(2), await told.photo(1, 2), await told.photo()
    await told.post()
    assert await told.photos() == [photo, nobody]
    await told.answer(ROSA, is_agreed=True)
    assert await told.photos() == [photo, both, nobody]


async def test_until_it_is_said_who_is_in_it_nobody_sees_it(office: Office) -> None:
    told = await evening(office, "Ted")
    await told.post()
    unsorted = (await told.add()).photos[0].photo.id
    assert await told.photos() == []
    await told.sort(unsorted)
    assert await told.photos() == [unsorted]


# What a yes covers


async def test_a_photo_added_after_the_question_went_out_is_not_covered_by_its_yes(office: Office) -> None:
    told = await evening(office, ROSA)
    shown = await told.photo(1)
    await told.post()
    await told.answer(ROSA, is_agreed=True)
    later = await told.photo(1)
    assert await told.photos() == [shown]
    second = (await told.asked(ROSA))[-1]
    assert [each.id for each in second.photos] == [later]
    # What the first question showed was answered; the second is about the other photo alone.
    assert await refused(told.answer(ROSA, is_agreed=True, number=0)) == "ask.gone"
    await told.answer(ROSA, is_agreed=False)
    assert await told.photos() == [shown]


async def test_a_photo_added_before_an_answer_comes_with_a_new_question_for_all(office: Office) -> None:
    told = await evening(office, ROSA)
    first = await told.photo(1)
    await told.post()
    await told.carry()
    second = await told.photo(1)
    assert await refused(told.answer(ROSA, is_agreed=True, number=0)) == "ask.gone"
    assert await told.photos() == []
    assert [[each.id for each in one.photos] for one in await told.asked(ROSA)] == [[first], [first, second]]
    await told.answer(ROSA, is_agreed=True)
    assert await told.photos() == [first, second]


async def test_taken_off_and_put_on_again_nobody_is_asked_twice_and_what_they_said_holds(office: Office) -> None:
    told = await evening(office, ROSA)
    photo = await told.photo(1)
    await told.post()
    await told.answer(ROSA, is_agreed=False)
    for positions in ((), (1,), (), (1, 2, 7)):
        await told.sort(photo, *positions)
        assert await told.photos() == []
    assert len(await told.asked(ROSA)) == 1


async def test_a_tag_nobody_was_asked_about_can_be_taken_back(office: Office) -> None:
    told = await evening(office, ROSA, BO)
    photo = await told.photo(1)
    await told.sort(photo, 2)
    await told.post()
    assert await told.asked(ROSA) == []
    await told.answer(BO, is_agreed=True)
    assert await told.photos() == [photo]


async def test_the_last_photo_nobody_knew_of_who_is_in_it_is_removed_and_the_question_comes(office: Office) -> None:
    told = await evening(office, ROSA)
    await told.post()
    photo = await told.photo(1)
    unsorted = (await told.add()).photos[-1].photo.id
    other = (await told.add()).photos[-1].photo.id
    await told.sort(other, 1)
    await office.services.photos.remove(KYLE, unsorted)
    assert [[each.id for each in question.photos] for question in await told.asked(ROSA)] == [[photo, other]]


async def test_a_yes_by_the_authors_word_is_none_for_somebody_on_discord(office: Office) -> None:
    """Somebody only a file named turns out to be a member: now they are asked like everybody."""
    await people(office)
    row = Contact(ContactId(77), KYLE.person_id, "Rosa", START, account_id=ROSA.person_id, account_is_seen=False)
    async with office.store.write() as work:
        await work.contacts.add(row)
    meetings = office.services.meetings
    told = Evening(office, (await meetings.record(KYLE, People(contact_ids=(77,)))).meeting.id)
    photo = await told.photo(1)
    await told.post()
    assert await told.photos() == [photo]
    again = await meetings.record(KYLE, People(accounts=(account(200, "Rosa"),)))
    assert again.is_repeat
    other = await told.photo(1)
    assert await told.photos() == []
    [question] = await told.asked(ROSA)
    assert [each.id for each in question.photos] == [photo, other]
    await told.answer(ROSA, is_agreed=True)
    assert await told.photos() == [photo, other]


# Who is not asked


async def test_from_whom_they_want_nothing_it_goes_nowhere_and_looks_like_silence(office: Office) -> None:
    told = await evening(office, ROSA, BO)
    await shun(office, ROSA, KYLE)
    await told.photo(1)
    both = await told.photo(1, 2)
    await told.post()
    await told.answer(BO, is_agreed=True)
    assert await told.asked(ROSA) == []
    assert await told.waiting(ROSA) == []
    assert await told.photos() == []
    seen = await office.services.photos.album(KYLE, told.meeting_id)
    assert [each.people[0].consent for each in seen.photos] == [Consent.OPEN, Consent.OPEN]
    await told.sort(both, 2)
    assert await told.photos() == []


async def test_a_question_vanishes_when_whoever_asks_is_put_on_the_never_list(office: Office) -> None:
    told = await evening(office, ROSA)
    await told.photo(1)
    await told.post()
    await know(office, ROSA, dm_state="closed")
    await told.carry()
    assert len(await told.waiting(ROSA)) == 1
    await shun(office, ROSA, KYLE)
    assert await told.waiting(ROSA) == []


async def test_whoever_is_never_to_be_named_is_not_asked_and_never_shown(office: Office) -> None:
    told = await evening(office, ROSA, naming=Naming.NEVER)
    photo = await told.photo(1)
    await told.post()
    assert await told.asked(ROSA) == []
    assert await told.waiting(ROSA) == []
    await told.sort(photo)
    assert await told.photos() == []


async def test_never_said_later_holds_for_photos_agreed_to_and_for_questions_on_their_way(office: Office) -> None:
    told = await evening(office, ROSA)
    agreed = await told.photo(1)
    await told.post()
    await told.answer(ROSA, is_agreed=True)
    await told.name(ROSA)
    await told.photo(1)
    assert (await told.photos(), await told.names()) == ([agreed], [ROSA.person_id])
    await call_me(office, ROSA, Naming.NEVER)
    assert (await told.photos(), await told.names()) == ([], [])
    assert await told.waiting(ROSA) == []
    await call_me(office, ROSA, Naming.ASK)
    assert (await told.photos(), await told.names()) == ([agreed], [ROSA.person_id])


async def test_always_is_about_names_photos_are_asked_about_all_the_same(office: Office) -> None:
    told = await evening(office, ROSA, naming=Naming.ALWAYS)
    photo = await told.photo(1)
    await told.post()
    assert (await told.names(), await told.photos()) == ([ROSA.person_id], [])
    await told.answer(ROSA, is_agreed=True)
    assert await told.photos() == [photo]


# Taken back


async def test_a_friend_again_is_not_to_be_recognised_either_and_a_name_brings_no_photo_back(office: Office) -> None:
    told = await evening(office, ROSA, BO)
    mine, ours, theirs = await told.photo(1), await told.photo(1, 2), await told.photo(2)
    await told.post()
    for each in (ROSA, BO):
        await told.answer(each, is_agreed=True)
    await told.name(ROSA)
    assert await told.photos() == [mine, ours, theirs]
    await told.befriend(ROSA)
    assert (await told.names(), await told.photos()) == ([], [theirs])
    await told.name(ROSA)
    assert (await told.names(), await told.photos()) == ([ROSA.person_id], [theirs])
    await told.sort(mine)
    assert await told.photos() == [theirs]


async def test_a_photo_taken_out_stays_out_and_only_that(office: Office) -> None:
    told = await evening(office, ROSA)
    first, second = await told.photo(1), await told.photo(1)
    await told.post()
    await told.answer(ROSA, is_agreed=True, number=0)
    part = await office.services.taking_part.take_out(ROSA, told.meeting_id, first)
    assert [each.id for each in part.photos] == [second]
    assert await told.photos() == [second]
    await told.sort(first)
    await told.withdraw()
    await told.carry()
    await told.post()
    assert await told.photos() == [second]
    assert len(await told.asked(ROSA)) == 1


async def test_nobody_takes_a_photo_out_that_is_anothers(office: Office) -> None:
    """The number of a photo is what a client sends: somebody in one story cannot reach into another."""
    told = await evening(office, ROSA)
    photo = await told.photo(1)
    await told.post()
    await told.answer(ROSA, is_agreed=True)
    elsewhere = await another(office, BO)
    assert await refused(elsewhere.out(BO, photo)) == "photo.gone"
    assert await refused(told.out(BO, photo)) == "story.not_you"
    assert await refused(told.out(STRANGER, photo)) == "story.not_you"
    assert await told.photos() == [photo]


@pytest.mark.parametrize("when", ["before", "after"])
async def test_whoever_says_they_were_not_there_is_in_no_photo(office: Office, when: str) -> None:
    told = await evening(office, ROSA)
    await told.photo(1)
    if when == "before":
        await told.decide(ROSA, met=False)
        await told.post()
        assert await told.asked(ROSA) == []
    else:
        await told.post()
        await told.answer(ROSA, is_agreed=True)
        await told.decide(ROSA, met=False)
    assert await told.photos() == []
    [pictured] = (await office.services.photos.album(KYLE, told.meeting_id)).photos
    # It looks as if the answer were still to come.
    assert (pictured.is_public, pictured.people[0].consent, pictured.people[0].is_asked) == (False, Consent.OPEN, True)


@pytest.mark.parametrize("when", ["unasked", "asked", "agreed"])
async def test_whoever_was_forgotten_is_in_no_photo_for_good(office: Office, when: str) -> None:
    told = await evening(office, ROSA)
    photo = await told.photo(1)
    if when != "unasked":
        await told.post()
        await told.carry()
    if when == "agreed":
        await told.answer(ROSA, is_agreed=True)
    await office.services.mydata.forget(ROSA)
    if when == "unasked":
        await told.post()
    for positions in ((), (1,)) if when != "unasked" else ((1,),):
        await told.sort(photo, *positions)
        assert await told.photos() == []
    [pictured] = (await office.services.photos.album(KYLE, told.meeting_id)).photos
    assert not pictured.is_public
    assert await told.waiting(ROSA) == []


# The end of it


async def test_a_removed_meeting_takes_its_photos_and_questions_along(office: Office) -> None:
    told = await evening(office, ROSA, BO)
    await know(office, BO, dm_state="closed")
    await told.photo(1, 2)
    await told.post()
    [question] = await told.asked(ROSA)
    assert len(await told.waiting(BO)) == 1
    await told.remove()
    await told.carry()
    assert told.recap is None
    assert (await told.waiting(ROSA), await told.waiting(BO)) == ([], [])
    assert await refused(office.services.photos.answer(ROSA, question.ask.id, is_agreed=True)) == "ask.gone"
    async with office.store.read() as work:
        assert await work.photos.count(owner_id=KYLE.person_id) == 0
        assert await work.appearances.find(position=[1, 2]) == []
        assert await work.asks.count(kind=AskKind.PHOTOS) == 0
        assert await work.deliveries.count(kind="ask") == 0


async def test_a_forgotten_author_takes_them_along_too(office: Office) -> None:
    told = await evening(office, ROSA)
    photo = await told.photo(1)
    await told.post()
    await told.answer(ROSA, is_agreed=True)
    other = await told.photo(1)
    await told.carry()
    await office.services.mydata.forget(KYLE)
    await told.carry()
    assert told.recap is None
    assert await told.waiting(ROSA) == []
    async with office.store.read() as work:
        assert await work.photos.files([photo, other]) == {}  # type: ignore[list-item]


async def test_a_story_taken_down_is_asked_about_no_more_until_it_is_up_again(office: Office) -> None:
    told = await evening(office, ROSA, BO)
    await know(office, BO, dm_state="closed")
    photo = await told.photo(1, 2)
    await told.post()
    await told.withdraw()
    assert (await told.asked(ROSA), await told.waiting(BO)) == ([], [])
    await told.post()
    assert (len(await told.asked(ROSA)), len(await told.waiting(BO))) == (1, 1)
    await told.withdraw()
    await told.post()
    assert (len(await told.asked(ROSA)), len(await told.waiting(BO))) == (1, 1)
    await told.answer(ROSA, is_agreed=True)
    [question] = await told.waiting(BO)
    await office.services.photos.answer(BO, question.ask.id, is_agreed=True)
    assert await told.photos() == [photo]

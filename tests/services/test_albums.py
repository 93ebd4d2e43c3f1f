"""The photos of a meeting for their owner: how many there may be, whose they are, and what is said of them in words."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from meetups.refusals import Refusal
from meetups.services.guests import People
from meetups.services.stories import photos as album
from meetups.values import AskKind
from tests.services.plans import BO, KYLE, ROSA, refused
from tests.services.telling import STRANGER, Evening, another, evening
from tests.support.office import Office, account
from tests.support.pictures import SPOT, from_a_phone, jpeg

# Room


async def test_four_photos_and_no_fifth(office: Office) -> None:
    told = await evening(office)
    await told.add(*[jpeg()] * 3)
    assert await refused(told.add(jpeg(), jpeg())) == "photo.too_many"
    assert len((await told.add()).photos) == 4
    assert await refused(told.add()) == "photo.too_many"
    # Files that are no photos take no room.
    told = await another(office)
    added = await told.add(jpeg(), b"no", jpeg(), b"")
    assert (len(added.photos), added.faulty) == (2, ("2.jpg", "4.jpg"))


async def test_five_at_once_in_two_forms_are_four_at_most(office: Office) -> None:
    told = await evening(office)
    done = await asyncio.gather(told.add(jpeg(), jpeg(), jpeg()), told.add(jpeg(), jpeg()), return_exceptions=True)
    assert sorted(isinstance(each, Refusal) for each in done) == [False, True]
    assert len((await office.services.photos.album(KYLE, told.meeting_id)).photos) in (2, 3)


@pytest.mark.parametrize("whose", ["person", "community"])
async def test_the_room_for_photos_ends(office: Office, whose: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = await evening(office)
    first = (await told.add()).photos[0].photo
    monkeypatch.setattr(album, "QUOTA", int(first.size * 2.5))
    await told.add()
    if whose == "person":
        # Elsewhere there is room, but not for Kyle.
        async with office.store.write() as work:
            await work.meetings.save(replace(await told.stored(), community_id=None))
        told = await another(office, ROSA)
        assert await refused(told.add()) == "photo.no_room"
        await office.services.photos.remove(KYLE, first.id)
        assert len((await told.add()).photos) == 1
        return
    met = await office.services.meetings.record(ROSA, People(names=("Ted",)))
    upload = album.Upload("x.jpg", jpeg())
    assert await refused(office.services.photos.add(ROSA, met.meeting.id, [upload])) == "photo.no_room"


# Whose they are


async def test_two_tell_of_one_evening_and_each_says_who_is_in_their_own_photos(office: Office) -> None:
    kyles = await evening(office, ROSA)
    met = await office.services.meetings.record(ROSA, People(accounts=(account(100, "Kyle"),)))
    await kyles.photo(1)
    added = await office.services.photos.add(ROSA, met.meeting.id, [album.Upload("x.jpg", jpeg())])
    hers = added.photos[0].photo.id
    await office.services.photos.sort(ROSA, hers, [1])
    await office.services.stories.post(ROSA, met.meeting.id)
    await kyles.post()
    rosas = Evening(office, met.meeting.id)
    kyles.letters = rosas.letters = []
    rosas.read(await kyles.carry())
    await kyles.answer(ROSA, is_agreed=False)
    await rosas.answer(KYLE, is_agreed=True)
    kyles.read(await rosas.carry())
    assert (rosas.recap is not None and [each.id for each in rosas.recap.photos]) == [hers]
    assert (kyles.recap is not None and kyles.recap.photos) == ()
    for act in (kyles.sort(hers), office.services.photos.remove(KYLE, hers)):
        assert await refused(act) == "photo.gone"
    assert await refused(office.services.photos.add(KYLE, met.meeting.id, [])) == "meeting.gone"
    assert await refused(office.services.photos.album(KYLE, met.meeting.id)) == "meeting.gone"


async def test_a_question_is_answered_by_whom_it_was_put_to(office: Office) -> None:
    told = await evening(office, ROSA, BO)
    await told.photo(1)
    await told.post()
    [question] = await told.asked(ROSA)
    for who in (BO, KYLE, STRANGER):
        assert await refused(office.services.photos.answer(who, question.ask.id, is_agreed=True)) == "ask.gone"
    # Nor is it one of the questions that are answered elsewhere.
    assert await refused(office.services.asks.accept(ROSA, question.ask.id, "Kyle")) == "ask.gone"
    assert await refused(office.services.asks.decline(ROSA, question.ask.id)) == "ask.gone"
    async with office.store.read() as work:
        [confirm] = await work.asks.find(kind=AskKind.CONFIRM, to_id=ROSA.person_id)
    assert await refused(office.services.photos.answer(ROSA, confirm.id, is_agreed=True)) == "ask.gone"
    assert await told.photos() == []


async def test_words_for_whoever_cannot_see_them_go_along_and_only_to_ones_own(office: Office) -> None:
    told = await evening(office)
    photo = await told.photo()
    elsewhere = await another(office, "Ted")
    other = await elsewhere.photo()
    await told.post()
    await office.services.photos.describe(KYLE, told.meeting_id, {photo: " A\npie\u202e ", other: "Not this one"})
    await told.carry()
    assert told.recap is not None
    assert [each.alt for each in told.recap.photos] == ["A pie"]
    shown = await office.services.photos.album(KYLE, elsewhere.meeting_id)
    assert [each.photo.alt for each in shown.photos] == [""]


async def test_words_of_a_photo_that_give_somebody_away_are_warned_of(office: Office) -> None:
    told = await evening(office, "Ted")
    photo = await told.photo()
    await office.services.photos.describe(KYLE, told.meeting_id, {photo: "Ted with a pie"})
    assert (await office.services.stories.preview(KYLE, told.meeting_id)).given_away == ("Ted",)


async def test_what_is_kept_is_what_is_shown_and_nothing_of_the_camera(office: Office) -> None:
    told = await evening(office)
    photo = (await told.add(from_a_phone(orientation=6))).photos[0].photo
    assert (photo.width, photo.height) == (32, 64)
    async with office.store.read() as work:
        data = (await work.photos.files([photo.id]))[photo.id]
    assert (len(data), SPOT in data) == (photo.size, False)

"""Stories outside Discord: on a community's page exactly what its channel shows and its author lets stand there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from PIL import Image

from meetups.exchange.storybook import Book, Chapter, Plate
from meetups.refusals import Refusal
from meetups.services.guests import People
from meetups.services.stories import Shelf, Shown, Tale, Upload
from meetups.services.stories.shelf import PAGE_STORIES
from meetups.values import Actor, CommunityId, MeetingId, Naming, PersonId, PostState
from tests.support.office import COMMUNITY, Office, account, actor

KYLE, ROSA = actor(100), actor(200)
OLIVIA = Actor(PersonId(1), community_id=COMMUNITY, manages=True)
ADDRESS = "https://stories.example.org"


@dataclass
class Shelved:
    """A community whose page is on, and the key to it."""

    office: Office
    shelf: Shelf
    key: str

    async def tales(self) -> list[Tale]:
        page = await self.shelf.page(self.key)
        assert page is not None
        return list(page.tales)

    async def tell(self, words: str = "We talked.", *, is_on_web: bool = True, carry: bool = True) -> int:
        """Kyle met Rosa and Ted, and tells of it; gives the meeting."""
        people = People(accounts=(account(200),), names=("Ted",))
        told = await self.office.services.meetings.record(KYLE, people)
        await self.office.services.stories.tell(KYLE, told.meeting.id, words, "Bloomington")
        await self.office.services.stories.post(KYLE, told.meeting.id, is_on_web=is_on_web)
        if carry:
            await self.office.carry()
        self.office.clock.forward(minutes=11)
        return told.meeting.id

    async def photograph(self, meeting_id: int, *positions: int) -> int:
        """Kyle adds a photo in which these of the others are seen."""
        photos = self.office.services.photos
        album = await photos.add(KYLE, meeting_id, [Upload("x.jpg", picture())])
        photo_id = album.photos[-1].photo.id
        await photos.sort(KYLE, photo_id, positions)
        await photos.describe(KYLE, meeting_id, {photo_id: "Pie"})
        return photo_id


def picture(side: int = 900) -> bytes:
    out = BytesIO()
    Image.effect_noise((side, side), 70).convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()


@pytest.fixture
async def shelved(office: Office) -> Shelved:
    shelf = Shelf(office.desk, ADDRESS)
    door = await shelf.turn_on(OLIVIA)
    office.clock.forward(minutes=1)
    return Shelved(office, shelf, door.address.removeprefix(f"{ADDRESS}/s/"))


# The page


async def test_a_story_on_the_page_says_what_its_recap_says(shelved: Shelved) -> None:
    meeting_id = await shelved.tell()

    [tale] = await shelved.tales()

    assert (tale.story, tale.place, tale.met_on) == ("We talked.", "Bloomington", date(2026, 1, 1))
    assert tale.others == (Shown(), Shown())
    assert tale.named == {KYLE.person_id}
    async with shelved.office.store.read() as work:
        meeting = await work.meetings.get(MeetingId(meeting_id))
    assert meeting is not None
    assert tale.id != meeting_id


async def test_who_is_named_changes_at_once(shelved: Shelved) -> None:
    meeting_id = await shelved.tell()
    services = shelved.office.services
    part = await services.taking_part.tell_half(ROSA, meeting_id, "It was lovely.")
    assert part.post is not None

    [tale] = await shelved.tales()
    assert tale.others[0] == Shown(ROSA.person_id)
    assert [(each.person_id, each.words) for each in tale.halves] == [(ROSA.person_id, "It was lovely.")]
    assert tale.changed_at is not None
    assert tale.told_at is not None
    assert tale.changed_at > tale.told_at

    await services.taking_part.thats_me(ROSA, part.post.id, is_named=False)
    [tale] = await shelved.tales()
    assert (tale.others, tale.halves, tale.named) == ((Shown(), Shown()), (), {KYLE.person_id})


async def test_somebody_outside_discord_has_a_first_name_where_the_author_says_so(shelved: Shelved) -> None:
    meeting_id = await shelved.tell()
    await shelved.office.services.stories.show_outsider(KYLE, meeting_id, 2)

    [tale] = await shelved.tales()

    assert tale.others == (Shown(), Shown(name="Ted"))


async def test_whoever_is_never_named_is_not_named_here(shelved: Shelved) -> None:
    meeting_id = await shelved.tell()
    await shelved.office.services.taking_part.tell_half(ROSA, meeting_id, "It was lovely.")
    async with shelved.office.store.write() as work:
        rosa = await work.persons.get(ROSA.person_id)
        assert rosa is not None
        await work.persons.save(replace(rosa, naming=Naming.NEVER))

    [tale] = await shelved.tales()

    assert (tale.others[0], tale.halves) == (Shown(), ())


async def test_a_withdrawn_story_is_gone(shelved: Shelved) -> None:
    meeting_id = await shelved.tell()
    photo_id = await shelved.photograph(meeting_id)
    assert await shelved.shelf.photo(shelved.key, photo_id) is not None

    await shelved.office.services.stories.withdraw(KYLE, meeting_id)

    assert await shelved.tales() == []
    assert await shelved.shelf.photo(shelved.key, photo_id) is None


async def test_a_story_its_author_keeps_off_is_not_there(shelved: Shelved) -> None:
    off = await shelved.tell("Not for the web.", is_on_web=False)
    photo_id = await shelved.photograph(off)
    await shelved.tell("For everyone.")

    assert [each.story for each in await shelved.tales()] == ["For everyone."]
    assert await shelved.shelf.photo(shelved.key, photo_id) is None

    await shelved.office.services.stories.show_on_web(KYLE, off, is_shown=True)
    assert [each.story for each in await shelved.tales()] == ["For everyone.", "Not for the web."]


async def test_a_story_is_there_once_it_stands_in_the_channel(shelved: Shelved) -> None:
    await shelved.tell(carry=False)
    assert await shelved.tales() == []

    await shelved.office.carry()

    assert len(await shelved.tales()) == 1


async def test_what_was_told_before_the_page_is_not_there(office: Office) -> None:
    shelved = Shelved(office, Shelf(office.desk, ADDRESS), "")
    photo_id = await shelved.photograph(await shelved.tell())
    door = await shelved.shelf.turn_on(OLIVIA)
    shelved.key = door.community.web_key

    assert await shelved.tales() == []
    assert await shelved.shelf.photo(shelved.key, photo_id) is None


async def test_a_story_deleted_on_discord_is_gone(shelved: Shelved) -> None:
    meeting_id = await shelved.tell()
    async with shelved.office.store.write() as work:
        post = await work.posts.one(subject=meeting_id)
        assert post is not None
        await work.posts.save(replace(post, state=PostState.GONE))

    assert await shelved.tales() == []


async def test_a_removed_meeting_and_a_forgotten_author_leave_nothing(shelved: Shelved) -> None:
    removed = await shelved.tell("One")
    photo_id = await shelved.photograph(await shelved.tell("Two"))
    meetings = shelved.office.services.meetings
    await meetings.confirm_change(KYLE, (await meetings.propose_removal(KYLE, removed)).draft_id)
    assert [each.story for each in await shelved.tales()] == ["Two"]

    await shelved.office.services.mydata.forget(KYLE)

    assert await shelved.tales() == []
    assert await shelved.shelf.photo(shelved.key, photo_id) is None


async def test_twenty_stories_a_page_newest_first(shelved: Shelved) -> None:
    for number in range(PAGE_STORIES + 2):
        await shelved.tell(f"Story {number}")

    first, second = await shelved.shelf.page(shelved.key), await shelved.shelf.page(shelved.key, 2)

    assert first is not None
    assert second is not None
    assert (len(first.tales), first.tales[0].story, first.has_older) == (PAGE_STORIES, "Story 21", True)
    assert ([each.story for each in second.tales], second.has_older) == (["Story 1", "Story 0"], False)
    assert await shelved.shelf.page(shelved.key, 3) is None
    assert await shelved.shelf.page(shelved.key, 0) is None


# Photos


async def test_a_photo_is_there_once_everybody_in_it_agreed(shelved: Shelved) -> None:
    services = shelved.office.services
    meeting_id = await shelved.tell()
    with_rosa, alone = await shelved.photograph(meeting_id, 1), await shelved.photograph(meeting_id)

    assert [[each.id for each in tale.photos] for tale in await shelved.tales()] == [[alone]]
    assert await shelved.shelf.photo(shelved.key, with_rosa) is None

    async with shelved.office.store.read() as work:
        question = await work.asks.one(to_id=ROSA.person_id, kind="photos")
    assert question is not None
    await services.photos.answer(ROSA, question.id, is_agreed=True)
    shot = await shelved.shelf.photo(shelved.key, with_rosa)
    assert shot is not None
    assert (shot.alt, shot.data[:2]) == ("Pie", b"\xff\xd8")
    assert [[each.id for each in tale.photos] for tale in await shelved.tales()] == [[with_rosa, alone]]

    await services.taking_part.take_out(ROSA, meeting_id, with_rosa)
    assert await shelved.shelf.photo(shelved.key, with_rosa) is None
    assert [[each.id for each in tale.photos] for tale in await shelved.tales()] == [[alone]]


async def test_a_photo_of_another_community_is_not_found_by_this_key(shelved: Shelved) -> None:
    photo_id = await shelved.photograph(await shelved.tell())
    other = Actor(PersonId(1), community_id=CommunityId(20), manages=True)
    await shelved.office.community(CommunityId(20))
    door = await shelved.shelf.turn_on(other)

    assert await shelved.shelf.photo(door.community.web_key, photo_id) is None


# The key


async def test_only_the_key_of_now_opens_the_page(shelved: Shelved) -> None:
    await shelved.tell()
    renewed = await shelved.shelf.renew(OLIVIA)
    key = renewed.community.web_key

    assert await shelved.shelf.page(shelved.key) is None
    assert await shelved.shelf.community(shelved.key) is None
    page = await shelved.shelf.page(key)
    assert page is not None
    assert len(page.tales) == 1, "the stories are the same behind another address"
    assert renewed.address == f"{ADDRESS}/s/{key}"
    assert len(key) == 32


@pytest.mark.parametrize("key", ["", "x", "../..", "A" * 32, "%", "é" * 32, "' OR 1=1 --".ljust(32, "_"), "A" * 10_000])
async def test_no_other_key_opens_anything(office: Office, key: str) -> None:
    shelf = Shelf(office.desk, ADDRESS)

    assert await shelf.community(key) is None
    assert await shelf.page(key) is None
    assert await shelf.photo(key, 1) is None


async def test_a_key_differing_in_case_opens_nothing(shelved: Shelved) -> None:
    assert await shelved.shelf.community(shelved.key.swapcase()) is None


async def test_a_page_turned_off_and_on_begins_anew(shelved: Shelved) -> None:
    await shelved.tell()
    assert (await shelved.shelf.turn_off(OLIVIA)).address == ""
    assert await shelved.shelf.page(shelved.key) is None

    shelved.office.clock.forward(minutes=1)
    door = await shelved.shelf.turn_on(OLIVIA)
    assert door.community.web_key != shelved.key
    shelved.key = door.community.web_key
    assert await shelved.tales() == []

    again = await shelved.shelf.turn_on(OLIVIA)
    assert again == door, "a second press changes nothing"


async def test_a_community_the_bot_left_has_no_page(shelved: Shelved) -> None:
    await shelved.tell()
    await shelved.office.services.communities.left(COMMUNITY)
    assert await shelved.shelf.page(shelved.key) is None

    await shelved.office.services.communities.returned(COMMUNITY, "Tweetup")
    assert len(await shelved.tales()) == 1


async def test_only_organisers_decide(shelved: Shelved) -> None:
    for verb in (shelved.shelf.door, shelved.shelf.turn_on, shelved.shelf.renew, shelved.shelf.turn_off):
        with pytest.raises(Refusal) as refused:
            await verb(KYLE)
        assert refused.value.key == "community.organisers_only"
    assert await shelved.tales() == []


async def test_nothing_begins_where_no_pages_are_served(office: Office) -> None:
    door = await Shelf(office.desk).turn_on(OLIVIA)

    assert (door.community.web_key, door.address, door.is_served) == ("", "", False)


# The export


async def test_an_export_has_what_was_told_and_what_was_only_written(shelved: Shelved) -> None:
    services = shelved.office.services
    told = await shelved.tell("Told.")
    await services.taking_part.tell_half(ROSA, told, "It was lovely.")
    kept = await services.meetings.record(KYLE, People(names=("Zoë",)))
    await services.stories.tell(KYLE, kept.meeting.id, "Written.", "")
    photo_id = await shelved.photograph(kept.meeting.id, 1)
    shelved.office.clock.forward(minutes=11)
    await services.meetings.record(KYLE, People(names=("Nobody to tell of",)))

    tales = await shelved.shelf.mine(KYLE)

    assert [(each.story, each.told_at is not None) for each in tales] == [("Written.", False), ("Told.", True)]
    assert [each.id for each in tales[0].photos] == [photo_id]
    assert tales[0].others == (Shown(),)
    assert tales[1].others[0] == Shown(ROSA.person_id)
    assert [each.words for each in tales[1].halves] == ["It was lovely."]
    assert await shelved.shelf.mine(ROSA) == ()


async def test_an_archive_keeps_to_its_size(shelved: Shelved) -> None:
    meeting_id = await shelved.tell()
    ids = [await shelved.photograph(meeting_id) for _ in range(3)]
    book = a_book(ids)
    whole = await shelved.shelf.bind(KYLE, book, 25_000_000)
    assert (whole.is_smaller, whole.left_out) == (False, 0)
    assert len(names(whole.data)) == 5

    for part, left in ((0.6, False), (0.1, True)):
        limit = int(len(whole.data) * part)
        bound = await shelved.shelf.bind(KYLE, book, limit)
        assert len(bound.data) <= limit
        assert bound.is_smaller
        assert (bound.left_out > 0) is left
        assert len(names(bound.data)) == 5 - bound.left_out


async def test_an_archive_has_no_photo_of_anybody_else(shelved: Shelved) -> None:
    photo_id = await shelved.photograph(await shelved.tell())

    bound = await shelved.shelf.bind(ROSA, a_book([photo_id]), 25_000_000)

    assert names(bound.data) == {"stories.html", "2026-01-01.md"}


def a_book(photo_ids: list[int]) -> Book:
    plates = tuple(Plate(each, "Pie", 900, 900) for each in photo_ids)
    told = Chapter(1, "Kyle met Ted", "", date(2026, 1, 1), "January 1", "Kyle", ("Ted",), "in person", plates=plates)
    return Book("Mine", "", (told,))


def names(archive: bytes) -> set[str]:
    return set(ZipFile(BytesIO(archive)).namelist())

"""Kyle, who met Rosa and Bo and tells of it; and what everybody reads of that, and is asked, as it goes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

from meetups.services.guests import People
from meetups.services.outgoing import Outgoing
from meetups.services.profiles import Wishes
from meetups.services.stories import Album, ChangeWished, PhotoQuestion, Recap, Rest, Untold, Upload
from meetups.values import Actor, DeliveryKind, Meeting, MeetingId, Naming, Post, PostId
from tests.services.plans import BO, KYLE, ROSA, people
from tests.support.office import Office, account, actor
from tests.support.pictures import jpeg

STRANGER = actor(900)
_PHOTO = jpeg(size=(8, 6))
Letter = TypeVar("Letter", PhotoQuestion, ChangeWished, Untold)


@dataclass
class Evening:
    """A meeting of Kyle's with others by their positions, and its post as the channel shows it now."""

    office: Office
    meeting_id: MeetingId
    recap: Recap | None = None
    rest: Rest | None = None
    letters: list[Outgoing] = field(default_factory=list)
    _rest_post: int = 0

    async def carry(self) -> list[Outgoing]:
        """Let everything due arrive; gives it."""
        return self.read(await self.office.carry())

    def read(self, arrived: list[Outgoing]) -> list[Outgoing]:
        for each in arrived:
            if each.delivery.kind is DeliveryKind.REMOVE:
                self._removed(each.delivery.subject)
            elif isinstance(each.body, Recap) and each.body.meeting.id == self.meeting_id:
                self.recap = each.body
            elif isinstance(each.body, Rest):
                self.rest = each.body
                self._rest_post = each.delivery.subject
            elif each.delivery.person_id is not None:
                self.letters.append(each)
        return arrived

    def _removed(self, post_id: int) -> None:
        if post_id == self._rest_post:
            self.rest = None
        elif self.recap is not None and self.recap.post is not None and self.recap.post.id == post_id:
            self.recap = None

    # What the channel shows

    async def names(self) -> list[int]:
        """The accounts named."""
        await self.carry()
        assert self.recap is not None
        return [each.person_id for each in self.recap.others if each.person_id is not None]

    async def halves(self) -> dict[int, str]:
        await self.carry()
        assert self.recap is not None
        return {each.person_id: each.words for each in self.recap.halves}

    async def photos(self) -> list[int]:
        await self.carry()
        assert self.recap is not None
        return [each.id for each in self.recap.photos]

    # What Kyle does

    async def add(self, *files: bytes) -> Album:
        uploads = [Upload(f"{number}.jpg", each) for number, each in enumerate(files or (_PHOTO,), start=1)]
        return await self.office.services.photos.add(KYLE, self.meeting_id, uploads)

    async def photo(self, *positions: int) -> int:
        """A new photo in which these of the others can be seen."""
        photo_id = (await self.add()).photos[-1].photo.id
        await self.sort(photo_id, *positions)
        return photo_id

    async def sort(self, photo_id: int, *positions: int) -> Album:
        return await self.office.services.photos.sort(KYLE, photo_id, positions)

    async def post(self) -> Post:
        return await self.office.services.stories.post(KYLE, self.meeting_id)

    async def withdraw(self) -> None:
        await self.office.services.stories.withdraw(KYLE, self.meeting_id)

    async def remove(self) -> None:
        change = await self.office.services.meetings.propose_removal(KYLE, self.meeting_id)
        await self.office.services.meetings.confirm_change(KYLE, change.draft_id)

    # What the others do

    async def name(self, who: Actor, *, is_named: bool = True) -> None:
        await self.office.services.taking_part.thats_me(who, await self.post_id(), is_named=is_named)

    async def befriend(self, who: Actor) -> None:
        """Become "a friend" again."""
        await self.name(who, is_named=False)

    async def half(self, who: Actor, words: str) -> None:
        await self.office.services.taking_part.tell_half(who, self.meeting_id, words)

    async def out(self, who: Actor, photo_id: int) -> None:
        await self.office.services.taking_part.take_out(who, self.meeting_id, photo_id)

    async def asked(self, who: Actor) -> list[PhotoQuestion]:
        """The questions about photos that came to somebody so far."""
        return await self.told(who, PhotoQuestion)

    async def told(self, who: Actor, kind: type[Letter]) -> list[Letter]:
        await self.carry()
        letters = (each for each in self.letters if each.delivery.person_id == who.person_id)
        return [each.body for each in letters if isinstance(each.body, kind)]

    async def answer(self, who: Actor, *, is_agreed: bool, number: int = -1) -> None:
        question = (await self.asked(who))[number]
        await self.office.services.photos.answer(who, question.ask.id, is_agreed=is_agreed)

    async def waiting(self, who: Actor) -> list[PhotoQuestion]:
        """The questions about photos in somebody's inbox."""
        found = await self.office.services.inbox.read(who.person_id)
        return [each.body for each in found if isinstance(each.body, PhotoQuestion)]

    async def decide(self, who: Actor, *, met: bool) -> None:
        """Answer whether they met at all."""
        async with self.office.store.read() as work:
            [question] = await work.asks.find(kind="confirm", subject=self.meeting_id, to_id=who.person_id)
        if met:
            await self.office.services.asks.accept(who, question.id, "Kyle")
        else:
            await self.office.services.asks.decline(who, question.id)

    # What is kept

    async def post_id(self) -> PostId:
        async with self.office.store.read() as work:
            posts = await work.posts.find(kind="recap", subject=self.meeting_id)
        return posts[-1].id if posts else PostId(0)

    async def stored(self) -> Meeting:
        async with self.office.store.read() as work:
            meeting = await work.meetings.get(self.meeting_id)
        assert meeting is not None
        return meeting


async def evening(office: Office, *guests: Actor | str, story: str = "We had tea.", **known: Any) -> Evening:
    """Kyle met these people, who can be written to, or else Ted, and wrote a few words of it."""
    await people(office, KYLE, ROSA, BO, **known)
    return await another(office, *guests, story=story)


async def another(office: Office, *guests: Actor | str, story: str = "We had tea.") -> Evening:
    guests = guests or ("Ted",)
    # The same people within minutes would be the same meeting.
    office.clock.forward(minutes=11)
    met = People(
        accounts=tuple(account(each.person_id, f"P{each.person_id}") for each in guests if isinstance(each, Actor)),
        names=tuple(each for each in guests if isinstance(each, str)),
    )
    told = await office.services.meetings.record(KYLE, met)
    await office.services.stories.tell(KYLE, told.meeting.id, story, "Bloomington")
    return Evening(office, told.meeting.id)


async def call_me(office: Office, who: Actor, naming: Naming) -> None:
    await office.services.profiles.change(who, Wishes(naming=naming))

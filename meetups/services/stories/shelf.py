"""Stories where they are read outside Discord: an export for who told them, and the page of a community.

A page is for whoever has its address, which nobody can guess. On it stands what stands in the channel and was told since it
was turned on, unless its author keeps it off, and of people exactly what the recap shows at that moment.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Final

from meetups.exchange.storybook import Book
from meetups.ports import Desk, UnitOfWork
from meetups.services.common import organised
from meetups.services.posting import post_of
from meetups.services.stories.recaps import Half, Shot, Shown, halves_of, namings_of, public_photos, shown_to_all
from meetups.values import (
    Actor,
    Community,
    CommunityId,
    DeliveryKind,
    How,
    Meeting,
    MeetingId,
    PersonId,
    Photo,
    PhotoId,
    Post,
    PostKind,
    PostState,
)

PAGE_STORIES: Final = 20
_KEY_BYTES: Final = 24
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{32}", re.ASCII)
_RECENT: Final = 10_000
_AT_ONCE: Final = 8
"""Photos that are held in memory before they are made smaller."""


@dataclass(frozen=True, slots=True)
class Tale:
    """A story for readers outside Discord: of the meeting only what may be read there, of people what the recap shows.

    ``id`` is that of its post, or of the meeting where it was not told. ``photos`` are for these readers' eyes.
    """

    id: int
    author_id: PersonId
    community_id: CommunityId | None
    met_on: date
    how: How
    place: str
    story: str
    others: tuple[Shown, ...]
    halves: tuple[Half, ...]
    photos: tuple[Photo, ...]
    told_at: datetime | None = None
    changed_at: datetime | None = None

    @property
    def named(self) -> set[PersonId]:
        """The accounts whose names are read in it."""
        return {self.author_id, *(each.person_id for each in self.others if each.person_id)}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a community's stories, newest first; the first has ``number`` 1."""

    community: Community
    tales: tuple[Tale, ...]
    number: int
    has_older: bool


@dataclass(frozen=True, slots=True)
class Door:
    """How a community's page stands for its organisers: its whole address, empty where it is off.

    ``is_served``: whoever runs the bot has pages turned on at all.
    """

    community: Community
    address: str
    is_served: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """An archive of stories; photos in it may be smaller than they are kept, and some left out, for want of room."""

    data: bytes
    is_smaller: bool
    left_out: int


class Shelf:
    """``address`` is where pages are read from outside; empty where nothing serves them."""

    def __init__(self, desk: Desk, address: str = "") -> None:
        self._desk = desk
        self._address = address

    async def mine(self, actor: Actor) -> tuple[Tale, ...]:
        """What this person told, or wrote without telling it, newest first, with all of their own photos."""
        async with self._desk.store.read() as work:
            meetings = await work.meetings.recent(actor.person_id, _RECENT)
            own = [each for each in meetings if each.recorder_id == actor.person_id]
            tales = [await self._own(work, each) for each in own]
            return tuple(each for each in tales if each is not None)

    async def bind(self, actor: Actor, book: Book, limit: int) -> Bound:
        """A book of one's own stories as an archive of at most so many bytes; what is too much makes photos smaller,
        then leaves the oldest out.
        """
        from meetups.exchange.storybook import binding  # it brings libraries that nothing else needs

        async with self._desk.store.read() as work:
            owned = {each.id: each.size for each in await work.photos.find(owner_id=actor.person_id)}
        sizes = {
            PhotoId(plate.id): owned[PhotoId(plate.id)]
            for chapter in book.chapters
            for plate in chapter.plates
            if plate.id in owned
        }
        room = limit - len(await self._desk.aside(partial(binding.bound, book, {})))
        most = binding.share(sizes.values(), room)
        photos = await self._photos(list(sizes), room, most)
        data = await self._desk.aside(partial(binding.bound, book, photos))
        while len(data) > limit and photos:
            photos = dict(list(photos.items())[: len(photos) * 9 // 10])
            data = await self._desk.aside(partial(binding.bound, book, photos))
        return Bound(
            data,
            is_smaller=any(len(each) < sizes[PhotoId(key)] for key, each in photos.items()),
            left_out=len(sizes) - len(photos),
        )

    async def _photos(self, ids: Sequence[PhotoId], room: int, most: int | None) -> dict[int, bytes]:
        """The first of these photos, as many as there is room for, read a few at a time."""
        from meetups.exchange.storybook import binding

        photos: dict[int, bytes] = {}
        for start in range(0, len(ids), _AT_ONCE):
            some = await self._files(ids[start : start + _AT_ONCE])
            if most is not None:
                some = await self._desk.aside(partial(_all_smaller, some, most))
            for each, data in some.items():
                room -= binding.weight(data)
                if room < 0:
                    return photos
                photos[each] = data
        return photos

    async def community(self, key: str) -> Community | None:
        """The community whose page has this key now; None for any other."""
        async with self._desk.store.read() as work:
            return await _behind(work, key)

    async def page(self, key: str, number: int = 1) -> Page | None:
        """One page of the stories behind a key; None where there is no such page."""
        async with self._desk.store.read() as work:
            community = await _behind(work, key)
            if community is None or number < 1:
                return None
            posts = [
                each
                for each in await work.posts.find(
                    community_id=community.id, state=PostState.WANTED, kind=PostKind.RECAP, is_on_web=True
                )
                if _stands(each, community)
            ]
            posts.sort(key=lambda each: (each.created_at, each.id), reverse=True)
            here = posts[(number - 1) * PAGE_STORIES : number * PAGE_STORIES]
            if not here and number > 1:
                return None
            tales = await self._told(work, here)
            return Page(community, tales, number, has_older=len(posts) > number * PAGE_STORIES)

    async def photo(self, key: str, photo_id: int) -> Shot | None:
        """A photo that stands on the page behind a key now; None for any other."""
        async with self._desk.store.read() as work:
            community, photo = await _behind(work, key), await work.photos.get(photo_id)
            if community is None or photo is None:
                return None
            post, meeting = await post_of(work, photo.meeting_id), await work.meetings.get(photo.meeting_id)
            if post is None or meeting is None or not _stands(post, community):
                return None
            if photo not in await public_photos(work, meeting):
                return None
            files = await work.photos.files([photo.id])
            return Shot(photo.id, files[photo.id], photo.alt)

    async def door(self, actor: Actor) -> Door:
        async with self._desk.store.read() as work:
            return self._door(await organised(work, actor))

    async def turn_on(self, actor: Actor) -> Door:
        """Begin a page with what is told from now on; one that is there stays as it is, and nothing begins unserved."""
        async with self._desk.store.write() as work:
            community = await organised(work, actor)
            if not community.web_key and self._address:
                community = replace(community, web_key=_new_key(), web_since=self._desk.clock())
                await work.communities.save(community)
            return self._door(community)

    async def renew(self, actor: Actor) -> Door:
        """Give the page another address; the one before leads nowhere from now on."""
        async with self._desk.store.write() as work:
            community = await organised(work, actor)
            if community.web_key:
                community = replace(community, web_key=_new_key())
                await work.communities.save(community)
            return self._door(community)

    async def turn_off(self, actor: Actor) -> Door:
        """End the page; one turned on later begins anew, with another address."""
        async with self._desk.store.write() as work:
            community = replace(await organised(work, actor), web_key="", web_since=None)
            await work.communities.save(community)
            return self._door(community)

    def address(self, key: str) -> str:
        """Where the page of this key is read."""
        return f"{self._address}/s/{key}"

    def _door(self, community: Community) -> Door:
        is_open = bool(community.web_key and self._address)
        return Door(community, self.address(community.web_key) if is_open else "", bool(self._address))

    async def _own(self, work: UnitOfWork, meeting: Meeting) -> Tale | None:
        post = await post_of(work, meeting.id)
        photos = await work.photos.find(meeting_id=meeting.id)
        is_told = post is not None and post.state is PostState.WANTED
        if not (is_told or meeting.story or photos):
            return None
        tale = await _tale(work, meeting, meeting.id, tuple(photos))
        return replace(tale, told_at=post.created_at) if post is not None and is_told else tale

    async def _told(self, work: UnitOfWork, posts: Sequence[Post]) -> tuple[Tale, ...]:
        # A post is changed by deliveries, which know when.
        changes = [DeliveryKind.POST, DeliveryKind.EDIT]
        rows = await work.deliveries.find(kind=changes, subject=[each.id for each in posts]) if posts else []
        changed = {each.subject: each.created_at for each in sorted(rows, key=lambda each: each.created_at)}
        tales = []
        for post in posts:
            meeting = await work.meetings.get(MeetingId(post.subject))
            if meeting is not None:
                tale = await _tale(work, meeting, post.id, tuple(await public_photos(work, meeting)))
                changed_at = changed.get(post.id, post.created_at)
                tales.append(
                    replace(tale, community_id=post.community_id, told_at=post.created_at, changed_at=changed_at)
                )
        return tuple(tales)

    async def _files(self, ids: Sequence[PhotoId]) -> dict[PhotoId, bytes]:
        async with self._desk.store.read() as work:
            files = await work.photos.files(ids)
        return {each: files[each] for each in ids if each in files}


async def _tale(work: UnitOfWork, meeting: Meeting, tale_id: int, photos: tuple[Photo, ...]) -> Tale:
    namings = await namings_of(work, meeting)
    return Tale(
        id=tale_id,
        author_id=meeting.recorder_id,
        community_id=meeting.community_id,
        met_on=meeting.met_on,
        how=meeting.how,
        place=meeting.place,
        story=meeting.story,
        others=tuple(shown_to_all(each, namings) for each in meeting.others),
        halves=halves_of(meeting, namings),
        photos=photos,
    )


async def _behind(work: UnitOfWork, key: str) -> Community | None:
    """The community that may be read by this key."""
    if not _KEY.fullmatch(key):
        return None
    community = next(iter(await work.communities.find(web_key=key)), None)
    if community is None or not hmac.compare_digest(community.web_key, key):
        return None
    return community if community.is_ready else None


def _stands(post: Post, community: Community) -> bool:
    """Whether a recap is on the page of a community: it stands in the channel, its author agrees, it is new enough."""
    return (
        post.community_id == community.id
        and post.state is PostState.WANTED
        and post.message_id is not None
        and post.is_on_web
        and community.has_page_since(post.created_at)
    )


def _all_smaller(photos: dict[PhotoId, bytes], most: int) -> dict[PhotoId, bytes]:
    from meetups.exchange.storybook import binding

    return {each: binding.smaller(data, most) for each, data in photos.items()}


def _new_key() -> str:
    return secrets.token_urlsafe(_KEY_BYTES)

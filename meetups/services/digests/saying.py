"""What a digest says: what its community can read already, put together; nobody is in it who is not in public there.

Whoever is "a friend" in a story is one here, and is counted nowhere: how many different friends there were would tell
that two of them are one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from meetups.ports import Desk, UnitOfWork
from meetups.services.presence import has_departed
from meetups.services.stories import Shown
from meetups.services.stories.recaps import namings_of, shown_to_all
from meetups.values import (
    ChannelId,
    Community,
    CommunityId,
    Gathering,
    GatheringState,
    How,
    Meeting,
    MeetingId,
    MessageId,
    PersonId,
    Post,
    PostKind,
    PostState,
)

FIRST_SPAN: Final = timedelta(days=30)
"""How far the first digest of a community looks back."""
AHEAD: Final = timedelta(days=14)
MOST_PLACES: Final = 8
MANY: Final = 3
"""Whom somebody must have met, at least, to be thanked for meeting so many."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post stands, for a link to it; one that opened a thread of a forum bears the number of that."""

    community_id: CommunityId
    channel_id: ChannelId
    message_id: MessageId
    is_thread: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One story: who met whom as the public sees them, and where it stands."""

    author_id: PersonId
    others: tuple[Shown, ...]
    how: How
    at: Place


@dataclass(frozen=True, slots=True)
class Ahead:
    """An open invitation that is to come.

    ``activity`` and ``city`` are None where its channel may not be everybody's: there the link decides who reads more.
    """

    starts_at: datetime
    at: Place
    activity: str | None = None
    city: str | None = None


@dataclass(frozen=True, slots=True)
class Thanks:
    """Who is thanked: a host, or else whoever met the most people."""

    person_id: PersonId
    is_host: bool


@dataclass(frozen=True, slots=True)
class Digest:
    """What happened after ``since`` and up to ``until``; ``met`` are those named in stories of meetings in person."""

    community: Community
    since: datetime
    until: datetime
    entries: tuple[Entry, ...] = ()
    met: int = 0
    places: tuple[str, ...] = ()
    newcomers: tuple[PersonId, ...] = ()
    ahead: tuple[Ahead, ...] = ()
    thanks: Thanks | None = None


async def digest_of(work: UnitOfWork, desk: Desk, post: Post, community: Community) -> Digest:
    """The digest a post carries, as it stands now: stories withdrawn since then are not in it any more."""
    return await digest_between(work, desk, community, await since_when(work, community.id, post), post.created_at)


async def digest_between(
    work: UnitOfWork, desk: Desk, community: Community, since: datetime, until: datetime
) -> Digest:
    told = [
        (post, meeting)
        for post in await stories_between(work, community.id, since, until)
        if (meeting := await work.meetings.get(MeetingId(post.subject))) is not None
    ]
    entries = [await _entry(work, post, meeting) for post, meeting in told]
    gatherings = await work.gatherings.find(community_id=community.id, state=GatheringState.OPEN)
    in_person = [each for each in entries if each.how is How.IN_PERSON]
    return Digest(
        community=community,
        since=since,
        until=until,
        entries=tuple(entries),
        met=len({person_id for each in in_person for person_id in _accounts(each)}),
        places=_places(meeting for _, meeting in told),
        newcomers=await _newcomers(work, community.id, entries, since),
        ahead=await _ahead(work, desk, community, gatherings, until),
        thanks=await _host(work, community, gatherings, [meeting.id for _, meeting in told], since, until)
        or await _most_met(work, community.id, in_person),
    )


async def since_when(work: UnitOfWork, community_id: CommunityId, post: Post) -> datetime:
    """Where the span of a digest begins: with the one before it, whatever became of that."""
    earlier = [each for each in await work.posts.find(kind=PostKind.DIGEST, subject=community_id) if each.id < post.id]
    return max((each.created_at for each in earlier), default=post.created_at - FIRST_SPAN)


async def since_last(work: UnitOfWork, desk: Desk, community_id: CommunityId) -> datetime:
    """Where the span of a digest would begin that was posted now."""
    last = await last_digest(work, community_id)
    return desk.clock() - FIRST_SPAN if last is None else last.created_at


async def last_digest(work: UnitOfWork, community_id: CommunityId) -> Post | None:
    digests = await work.posts.find(kind=PostKind.DIGEST, subject=community_id)
    return max(digests, key=lambda each: each.id, default=None)


async def stories_between(work: UnitOfWork, community_id: CommunityId, since: datetime, until: datetime) -> list[Post]:
    """The recaps that stand of those that were posted in a span, oldest first."""
    recaps = await work.posts.find(kind=PostKind.RECAP, community_id=community_id, state=PostState.WANTED)
    here = [each for each in recaps if each.message_id is not None and since < each.created_at <= until]
    return sorted(here, key=lambda each: (each.created_at, each.id))


async def _entry(work: UnitOfWork, post: Post, meeting: Meeting) -> Entry:
    namings = await namings_of(work, meeting)
    shown = tuple(shown_to_all(each, namings) for each in meeting.others)
    return Entry(meeting.recorder_id, shown, meeting.how, _place(post))


def _place(post: Post) -> Place:
    assert post.message_id is not None
    return Place(post.community_id, post.channel_id, post.message_id, post.is_thread)


def _accounts(entry: Entry) -> set[PersonId]:
    return {entry.author_id, *(each.person_id for each in entry.others if each.person_id is not None)}


def _places(meetings: Iterable[Meeting]) -> tuple[str, ...]:
    """Where people met in person, each place once, however it was written."""
    found: dict[str, str] = {}
    for each in meetings:
        if each.place and each.how is How.IN_PERSON:
            found.setdefault(each.place.casefold(), each.place)
    return tuple(found.values())[:MOST_PLACES]


async def _newcomers(
    work: UnitOfWork, community_id: CommunityId, entries: Sequence[Entry], since: datetime
) -> tuple[PersonId, ...]:
    """Authors who told here for the first time, and are still there to be welcomed."""
    authors = list(dict.fromkeys(each.author_id for each in entries))
    if not authors:
        return ()
    told = await work.posts.find(kind=PostKind.RECAP, community_id=community_id, author_id=authors)
    earlier = {each.author_id for each in told if each.created_at <= since}
    return tuple([each for each in authors if each not in earlier and not await has_departed(work, each, community_id)])


async def _ahead(
    work: UnitOfWork, desk: Desk, community: Community, gatherings: Sequence[Gathering], until: datetime
) -> tuple[Ahead, ...]:
    coming = [each for each in gatherings if until < each.starts_at <= until + AHEAD]
    posts = await _standing(work, coming)
    return tuple(
        _announced(desk, community, each, posts[each.id])
        for each in sorted(coming, key=lambda each: (each.starts_at, each.id))
        if each.id in posts
    )


def _announced(desk: Desk, community: Community, gathering: Gathering, post: Post) -> Ahead:
    if post.channel_id != community.recap_channel_id and gathering.event_id is None:
        return Ahead(gathering.starts_at, _place(post))
    city = desk.places.by_id(gathering.city_id) if gathering.city_id else None
    return Ahead(gathering.starts_at, _place(post), gathering.activity, city.short if city else "")


async def _standing(work: UnitOfWork, gatherings: Sequence[Gathering]) -> dict[int, Post]:
    """The posts of open invitations that stand, by the invitation."""
    ids = [each.id for each in gatherings]
    posts = await work.posts.find(kind=PostKind.GATHERING, subject=ids, state=PostState.WANTED) if ids else []
    return {each.subject: each for each in posts if each.message_id is not None}


async def _host(
    work: UnitOfWork,
    community: Community,
    gatherings: Sequence[Gathering],
    told: Sequence[MeetingId],
    since: datetime,
    until: datetime,
) -> Thanks | None:
    """The last who hosted what came about, and of whom everybody here knows: by the post, or by their story of it."""
    over = [each for each in gatherings if each.meeting_id is not None and since < each.starts_at <= until]
    posts = await _standing(work, over)
    for each in sorted(over, key=lambda each: (each.starts_at, each.id), reverse=True):
        post = posts.get(each.id)
        is_public = each.meeting_id in told or (post is not None and post.channel_id == community.recap_channel_id)
        # The story may be removed, and the meeting with it.
        came_about = each.meeting_id is not None and await work.meetings.get(each.meeting_id) is not None
        if is_public and came_about and not await has_departed(work, each.host_id, community.id):
            return Thanks(each.host_id, is_host=True)
    return None


async def _most_met(work: UnitOfWork, community_id: CommunityId, entries: Sequence[Entry]) -> Thanks | None:
    """Whose stories show clearly more people than anybody else's; friends are taken as one for all of a story."""
    people: dict[PersonId, set[object]] = {}
    for each in entries:
        shown = {one.person_id or one.name or each.at for one in each.others}
        people.setdefault(each.author_id, set()).update(shown)
    ranked = Counter({author_id: len(met) for author_id, met in people.items()}).most_common(2)
    if not ranked or ranked[0][1] < MANY or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
        return None
    author_id = ranked[0][0]
    return None if await has_departed(work, author_id, community_id) else Thanks(author_id, is_host=False)

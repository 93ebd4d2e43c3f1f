"""What of a long story its recap has no room for: a message in the recap's thread, which follows it."""

from __future__ import annotations

from dataclasses import dataclass

from meetups.ports import Desk, UnitOfWork
from meetups.rules.telling import head_and_rest
from meetups.services.posting import post_of, put_up, refresh_post, take_down
from meetups.values import ChannelId, Meeting, MeetingId, Post, PostId, PostKind, PostState


@dataclass(frozen=True, slots=True)
class Rest:
    """The rest of a story; ``under`` is the channel of its recap where the thread is to be opened, None in a forum."""

    meeting: Meeting
    words: str
    under: ChannelId | None


async def follow_rest(work: UnitOfWork, desk: Desk, post_id: int, *, is_whole: bool = False) -> None:
    """Have the rest of a story stand, change or go as its recap just did; ``is_whole``: that had room for everything."""
    post = await work.posts.get(PostId(post_id))
    if post is None or post.kind is not PostKind.RECAP:
        return
    rest = "" if is_whole else await _words(work, post)
    standing = await post_of(work, post.subject, PostKind.REST)
    is_up = standing is not None and standing.state is PostState.WANTED
    if standing is not None and is_up and not rest:
        await take_down(work, desk, standing)
    elif is_up:
        await refresh_post(work, desk, post.subject, PostKind.REST)
    elif rest and post.message_id is not None:
        await put_up(
            work,
            desk,
            PostKind.REST,
            subject=post.subject,
            author_id=post.author_id,
            community_id=post.community_id,
            # A thread bears the number of the message it was opened from.
            channel_id=ChannelId(post.message_id),
        )


async def rest_of(work: UnitOfWork, meeting_id: int) -> Rest | None:
    """What stands in the thread now; None when there is nothing of it, or no recap."""
    recap = await post_of(work, meeting_id)
    meeting = await work.meetings.get(MeetingId(meeting_id))
    words = await _words(work, recap) if recap else ""
    if recap is None or meeting is None or not words:
        return None
    return Rest(meeting, words, None if recap.is_thread else recap.channel_id)


async def _words(work: UnitOfWork, recap: Post) -> str:
    meeting = await work.meetings.get(MeetingId(recap.subject))
    stands = recap.state is PostState.WANTED and recap.message_id is not None
    return head_and_rest(meeting.story)[1] if meeting is not None and stands else ""

"""Posts in a forum: a thread with a name of its own, opened by a message that bears the thread's number.

Discord recognises no repeated creation here, so one whose outcome is unknown is looked up among the threads.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Final

import discord

from cogs.kit.callings import called
from cogs.kit.cards import Card
from cogs.kit.text import shortened
from cogs.kit.words import Words
from cogs.once import gone, once
from meetups.folding import fold
from meetups.values import MessageId

NAME_LIMIT: Final = 100
TAGS_LIMIT: Final = 5
READ_BACK: Final = 1_000
_ARCHIVED: Final = 50083
_MENTION: Final = re.compile(r"<@(\d+)>")

IsOurs = Callable[[discord.Message], bool]


async def open_post(forum: discord.ForumChannel, t: Words, card: Card, delivery_id: int) -> MessageId:
    """Open a thread with this card. It is asked for once only: a repetition could open another."""
    name = await _name(forum.guild, t, card)
    tags = _tags(forum, card)
    with once():
        opened = await forum.create_thread(
            name=name,
            view=card.view(delivery_id),
            files=card.files(),
            allowed_mentions=card.mentions(),
            applied_tags=tags,
        )
    return MessageId(opened.thread.id)


def _tags(forum: discord.ForumChannel, card: Card) -> list[discord.ForumTag]:
    """The forum's tags that say what the card does; one at least where the forum wants it."""
    free = [each for each in forum.available_tags if not each.moderated]
    wanted = {fold(each) for each in card.tags}
    fitting = [each for each in free if fold(each.name) in wanted][:TAGS_LIMIT]
    return fitting or (free[:1] if forum.flags.require_tag else [])


async def edit_post(thread: discord.Thread, t: Words, card: Card, delivery_id: int) -> None:
    """Draw its first message anew, and name the thread as the card is titled now."""
    starter = thread.get_partial_message(thread.id)
    try:
        was_archived = await _opened_for(
            thread,
            lambda: starter.edit(
                view=card.view(delivery_id), attachments=card.files(), allowed_mentions=card.mentions()
            ),
        )
    except discord.NotFound:
        await _close(thread, t)
        raise
    name = await _name(thread.guild, t, card)
    # A thread may be renamed twice in ten minutes only, so it is left alone where nothing changes.
    if was_archived or thread.name != name:
        await thread.edit(name=name, archived=was_archived)


async def remove_post(thread: discord.Thread, t: Words, *, as_a_whole: bool) -> None:
    """Take down the whole thread where that is allowed; else its first message and its name, and close it."""
    if as_a_whole:
        await gone(thread.delete)
        return
    starter = thread.get_partial_message(thread.id)
    try:
        await _opened_for(thread, lambda: gone(starter.delete))
    finally:
        # What others said in it is theirs and stays, under a name that names nobody.
        await _close(thread, t)


async def find_post(forum: discord.ForumChannel, since: datetime, is_ours: IsOurs) -> MessageId | None:
    """The thread opened since then by us whose first message is the one looked for."""
    async for thread in _threads(forum, since):
        if thread.owner_id != forum.guild.me.id or discord.utils.snowflake_time(thread.id) < since:
            continue
        try:
            starter = await thread.fetch_message(thread.id)
        except discord.NotFound:
            continue
        if is_ours(starter):
            return MessageId(thread.id)
    return None


async def _threads(forum: discord.ForumChannel, since: datetime) -> AsyncIterator[discord.Thread]:
    """The active ones first, so that none is missed which is archived meanwhile; then those archived since then."""
    for thread in await forum.guild.active_threads():
        if thread.parent_id == forum.id:
            yield thread
    async for thread in forum.archived_threads(limit=READ_BACK):
        if thread.archive_timestamp < since:
            return
        yield thread


async def _opened_for(thread: discord.Thread, change: Callable[[], Awaitable[object]]) -> bool:
    """Do it, and open the thread first if it is archived; gives whether it was."""
    try:
        await change()
    except discord.HTTPException as error:
        if error.code != _ARCHIVED:
            raise
        await thread.edit(archived=False)
        await change()
        return True
    return False


async def _close(thread: discord.Thread, t: Words) -> None:
    await _opened_for(thread, lambda: thread.edit(name=t("Taken down"), archived=True))


async def _name(guild: discord.Guild, t: Words, card: Card) -> str:
    """The card's title with names for mentions, which nobody could read in the name of a thread."""
    found_ids = sorted(set(_MENTION.findall(card.title)))
    # Whoever left the server is not named.
    names = {each: await called(guild, int(each)) or t("somebody") for each in found_ids}
    return shortened(_MENTION.sub(lambda found: names[found[1]], card.title), NAME_LIMIT)

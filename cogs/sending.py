"""How a delivery becomes a message on Discord, and how one that may have arrived is recognised.

A message of ours bears its delivery's id in the custom ids of its buttons, an event of the server in its description. What
is posted into a forum is a thread there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord

from cogs.events import change_event, find_event, make_event, take_down_event
from cogs.forum_posts import edit_post, find_post, open_post, remove_post
from cogs.kit.actions import Called
from cogs.kit.cards import Card
from cogs.kit.registry import Registry
from cogs.kit.sketches import developed
from cogs.kit.words import Words
from cogs.once import gone
from meetups.services.gatherings import HostedEvent
from meetups.services.outgoing import Landed, Outgoing
from meetups.services.stories import Recap, Rest
from meetups.values import ChannelId, Delivery, DeliveryKind, MessageId

READ_BACK = 1_000
_OPENED_ALREADY = 160004
CLOCKS_APART = timedelta(minutes=2)
"""A message's time is Discord's, a claim's is ours: what is read begins this much before the claim."""
_PUBLIC = (DeliveryKind.POST, DeliveryKind.EDIT, DeliveryKind.REMOVE)
_IN_SERVERS = (*_PUBLIC, DeliveryKind.KNOCK, DeliveryKind.REPORT)

Seen = discord.abc.GuildChannel | discord.Thread | discord.abc.PrivateChannel


class HiddenError(Exception):
    """What stands where a delivery goes is not shown to us: Discord would show an empty channel."""


class Sender:
    """Sends, edits and removes through whichever client is connected. Raises what discord.py raises."""

    def __init__(self, client: Callable[[], discord.Client], registry: Registry) -> None:
        self._client = client
        self._registry = registry
        self._lexicon = registry.kit.lexicon

    async def send(self, outgoing: Outgoing) -> Landed:
        """Carry it out; gives the message, or event, that stands for it."""
        if outgoing.delivery.kind is DeliveryKind.EVENT:
            return Landed(await self._carry_event(outgoing))
        channel = await self._seen(outgoing.channel_id) if outgoing.delivery.kind in _PUBLIC else None
        may = self._granted(channel)
        outgoing = _fitted(outgoing, may)
        if outgoing.message_id is None:
            return await self._create(outgoing, channel)
        if outgoing.is_thread:
            await self._change_thread(outgoing, outgoing.message_id, may)
            return Landed(outgoing.message_id, is_thread=True, is_whole=_is_whole(outgoing))
        if outgoing.delivery.kind is DeliveryKind.REMOVE:
            await self._remove(outgoing.channel_id, outgoing.message_id, channel)
        else:
            await self._edit(outgoing, outgoing.message_id, may)
        return Landed(outgoing.message_id, is_whole=_is_whole(outgoing))

    async def _create(self, outgoing: Outgoing, place: Seen | None) -> Landed:
        delivery, t = outgoing.delivery, self._lexicon.words(outgoing.locale)
        card = await self._card(outgoing, self._granted(place))
        if isinstance(place, discord.ForumChannel):
            post_id = await open_post(place, t, card, delivery.id)
            return Landed(post_id, is_thread=True, is_whole=_is_whole(outgoing))
        if isinstance(outgoing.body, Rest):
            await self._open_thread(outgoing, outgoing.body, t)
        channel = self._client().get_partial_messageable(outgoing.channel_id)
        message = await channel.send(
            view=card.view(delivery.id), files=card.files(), nonce=str(delivery.id), allowed_mentions=card.mentions()
        )
        return Landed(MessageId(message.id), is_whole=_is_whole(outgoing))

    async def _open_thread(self, outgoing: Outgoing, rest: Rest, t: Words) -> None:
        """The thread a story goes on in; it bears the number of the recap it is opened from, so there is but one."""
        if rest.under is None:
            return
        channel = self._client().get_partial_messageable(rest.under, guild_id=outgoing.delivery.community_id)
        recap = channel.get_partial_message(outgoing.channel_id)
        try:
            await recap.create_thread(name=t("The rest of the story"))
        except discord.HTTPException as error:
            if error.code != _OPENED_ALREADY:
                raise

    async def _close_thread(self, thread: discord.Thread) -> None:
        """Put away the thread a story went on in, once nothing of ours is in it; what others wrote there stays."""
        if thread.owner_id != self._my_id or thread.archived:
            return
        if isinstance(await self._seen(thread.parent_id), discord.ForumChannel):
            return
        with suppress(discord.NotFound, discord.Forbidden):
            await thread.edit(archived=True)

    async def _carry_event(self, outgoing: Outgoing) -> MessageId:
        event, event_id, delivery_id = outgoing.body, outgoing.message_id, outgoing.delivery.id
        guild, t = await self._guild(outgoing.channel_id), self._lexicon.words(outgoing.locale)
        if event is None:
            assert event_id is not None
            await take_down_event(guild, event_id)
            return event_id
        assert isinstance(event, HostedEvent)
        if event_id is None:
            return await make_event(guild, t, event, delivery_id)
        await change_event(guild, t, event_id, event, delivery_id)
        return event_id

    async def _edit(self, outgoing: Outgoing, message_id: MessageId, may: discord.Permissions | None) -> None:
        channel = self._client().get_partial_messageable(outgoing.channel_id)
        card = await self._card(outgoing, may)
        await channel.get_partial_message(message_id).edit(
            view=card.view(outgoing.delivery.id), attachments=card.files(), allowed_mentions=card.mentions()
        )

    async def _remove(self, channel_id: ChannelId, message_id: MessageId, place: Seen | None) -> None:
        channel = self._client().get_partial_messageable(channel_id)
        await gone(channel.get_partial_message(message_id).delete)
        if isinstance(place, discord.Thread):
            await self._close_thread(place)

    async def _change_thread(self, outgoing: Outgoing, thread_id: MessageId, may: discord.Permissions | None) -> None:
        t, thread = self._lexicon.words(outgoing.locale), await self._client().fetch_channel(thread_id)
        assert isinstance(thread, discord.Thread)
        if outgoing.delivery.kind is DeliveryKind.REMOVE:
            await remove_post(thread, t, as_a_whole=may is not None and may.manage_threads)
        else:
            await edit_post(thread, t, await self._card(outgoing, may), outgoing.delivery.id)

    async def _card(self, outgoing: Outgoing, may: discord.Permissions | None) -> Card:
        assert outgoing.body is not None
        card = self._registry.render(self._lexicon.words(outgoing.locale), outgoing.body)
        if may is not None and not may.attach_files:
            return card.drawn({})
        return await developed(card, self._registry.kit.studio)

    @property
    def _my_id(self) -> int:
        user = self._client().user
        assert user is not None
        return user.id

    async def _seen(self, channel_id: int) -> Seen | None:
        """A channel or thread as it is now; None where there is none, such as a story's thread yet to be opened.

        Of any other that is gone it shows when it is written to.
        """
        try:
            return await self._client().fetch_channel(channel_id)
        except discord.NotFound:
            return None

    def _granted(self, place: Seen | None) -> discord.Permissions | None:
        """What we may do there; None in a thread, and where this process is not told of the server."""
        if not isinstance(place, discord.abc.GuildChannel):
            return None
        me = place.guild.get_member(self._my_id)
        return place.permissions_for(me) if me is not None else None

    async def _guild(self, guild_id: int) -> discord.Guild:
        return self._client().get_guild(guild_id) or await self._client().fetch_guild(guild_id)

    async def is_deduplicated(self, delivery: Delivery, channel_id: ChannelId) -> bool:
        """Whether there are nonces where it goes, for Discord to recognise it by."""
        if delivery.kind is DeliveryKind.POST:
            return not isinstance(await self._seen(channel_id), discord.ForumChannel)
        return delivery.kind is not DeliveryKind.EVENT

    async def find(self, delivery: Delivery, channel_id: ChannelId) -> Landed | None:
        """The message that a claimed delivery became, if it stands in the channel. Raises ``HiddenError``."""
        if delivery.kind is DeliveryKind.EVENT:
            made = await find_event(await self._guild(channel_id), self._my_id, delivery.id)
            return None if made is None else Landed(made)
        assert delivery.claimed_at is not None
        since = delivery.claimed_at - CLOCKS_APART
        place = await self._seen(channel_id) if delivery.kind in _IN_SERVERS else None
        may = self._granted(place)
        if may is not None and not may.read_message_history:
            raise HiddenError
        if isinstance(place, discord.ForumChannel):
            found = await find_post(place, since, lambda message: _became(delivery, message))
            return None if found is None else Landed(found, is_thread=True)
        channel = self._client().get_partial_messageable(channel_id)
        try:
            async for message in channel.history(limit=READ_BACK, after=since):
                if _became(delivery, message):
                    return Landed(MessageId(message.id))
        except discord.NotFound:
            # A thread that was to be opened was not; whether another channel is gone shows when it is written to.
            return None
        return None


def _fitted(outgoing: Outgoing, may: discord.Permissions | None) -> Outgoing:
    """A recap as its channel takes it: with all of its story where no thread may be opened, without photos where no
    files may be attached.
    """
    body = outgoing.body
    if not isinstance(body, Recap) or may is None:
        return outgoing
    if not (may.create_public_threads and may.send_messages_in_threads):
        body = replace(body, story=body.meeting.story, rest="")
    if not may.attach_files:
        body = replace(body, photos=())
    return replace(outgoing, body=body)


def _is_whole(outgoing: Outgoing) -> bool:
    """Whether nothing of a story is left for a thread."""
    return isinstance(outgoing.body, Recap) and not outgoing.body.rest


def _became(delivery: Delivery, message: discord.Message) -> bool:
    called = map(Called.read, _custom_ids(message.components))
    return any(each is not None and each.delivery_id == delivery.id for each in called)


def _custom_ids(components: Iterable[Any]) -> Iterable[str]:
    for component in components:
        yield from _custom_ids(getattr(component, "children", ()))
        custom_id = getattr(component, "custom_id", None)
        if isinstance(custom_id, str):
            yield custom_id

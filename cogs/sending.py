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
        outgoing = self._fitted(outgoing)
        if outgoing.message_id is None:
            return await self._create(outgoing)
        if outgoing.is_thread:
            await self._change_thread(outgoing, outgoing.message_id)
            return Landed(outgoing.message_id, is_thread=True, is_whole=_is_whole(outgoing))
        await self._change(outgoing, outgoing.message_id)
        return Landed(outgoing.message_id, is_whole=_is_whole(outgoing))

    async def _create(self, outgoing: Outgoing) -> Landed:
        delivery, t, card = outgoing.delivery, self._lexicon.words(outgoing.locale), await self._card(outgoing)
        forum = await self._forum(delivery, outgoing.channel_id)
        if forum is not None:
            post_id = await open_post(forum, t, card, delivery.id)
            return Landed(post_id, is_thread=True, is_whole=_is_whole(outgoing))
        if isinstance(outgoing.body, Rest):
            await self._open_thread(outgoing, outgoing.body, t)
        channel = self._client().get_partial_messageable(outgoing.channel_id)
        message = await channel.send(
            view=card.view(delivery.id), files=card.files(), nonce=str(delivery.id), allowed_mentions=card.mentions()
        )
        return Landed(MessageId(message.id), is_whole=_is_whole(outgoing))

    def _fitted(self, outgoing: Outgoing) -> Outgoing:
        """A recap as its channel takes it: with all of its story where no thread may be opened, without photos where no
        files may be attached.
        """
        body, channel = outgoing.body, self._client().get_channel(outgoing.channel_id)
        if not isinstance(body, Recap) or not isinstance(channel, discord.abc.GuildChannel):
            return outgoing
        may = channel.permissions_for(channel.guild.me)
        if not (may.create_public_threads and may.send_messages_in_threads):
            body = replace(body, story=body.meeting.story, rest="")
        if not self._may_attach(outgoing.channel_id):
            body = replace(body, photos=())
        return replace(outgoing, body=body)

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

    async def _close_thread(self, channel_id: ChannelId) -> None:
        """Put away the thread a story went on in, once nothing of ours is in it; what others wrote there stays."""
        thread = self._client().get_channel(channel_id)
        if not isinstance(thread, discord.Thread) or isinstance(thread.parent, discord.ForumChannel):
            return
        if thread.owner_id == thread.guild.me.id and not thread.archived:
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

    async def _change(self, outgoing: Outgoing, message_id: MessageId) -> None:
        channel = self._client().get_partial_messageable(outgoing.channel_id)
        message = channel.get_partial_message(message_id)
        if outgoing.delivery.kind is DeliveryKind.REMOVE:
            await gone(message.delete)
            await self._close_thread(outgoing.channel_id)
        else:
            card = await self._card(outgoing)
            await message.edit(
                view=card.view(outgoing.delivery.id), attachments=card.files(), allowed_mentions=card.mentions()
            )

    async def _change_thread(self, outgoing: Outgoing, thread_id: MessageId) -> None:
        client, t = self._client(), self._lexicon.words(outgoing.locale)
        thread = client.get_channel(thread_id) or await client.fetch_channel(thread_id)
        assert isinstance(thread, discord.Thread)
        if outgoing.delivery.kind is DeliveryKind.REMOVE:
            await remove_post(thread, t)
        else:
            await edit_post(thread, t, await self._card(outgoing), outgoing.delivery.id)

    async def _card(self, outgoing: Outgoing) -> Card:
        assert outgoing.body is not None
        card = self._registry.render(self._lexicon.words(outgoing.locale), outgoing.body)
        if not self._may_attach(outgoing.channel_id):
            return card.drawn({})
        return await developed(card, self._registry.kit.studio)

    def _may_attach(self, channel_id: ChannelId) -> bool:
        channel = self._client().get_channel(channel_id)
        return not isinstance(channel, discord.abc.GuildChannel) or (
            channel.permissions_for(channel.guild.me).attach_files
        )

    async def _forum(self, delivery: Delivery, channel_id: ChannelId) -> discord.ForumChannel | None:
        """The forum a post goes to, if it is one; nothing else that goes out is ever sent to a forum."""
        if delivery.kind is not DeliveryKind.POST:
            return None
        try:
            channel = self._client().get_channel(channel_id) or await self._client().fetch_channel(channel_id)
        except discord.NotFound:
            # The thread of a story that is yet to be opened; of another channel it shows when it is written to.
            return None
        return channel if isinstance(channel, discord.ForumChannel) else None

    async def _guild(self, guild_id: int) -> discord.Guild:
        return self._client().get_guild(guild_id) or await self._client().fetch_guild(guild_id)

    async def is_deduplicated(self, delivery: Delivery, channel_id: ChannelId) -> bool:
        """Whether there are nonces where it goes, for Discord to recognise it by."""
        return delivery.kind is not DeliveryKind.EVENT and await self._forum(delivery, channel_id) is None

    def may_read(self, delivery: Delivery, channel_id: ChannelId) -> bool:
        """Whether what stands where it goes would be shown to us; Discord shows an empty channel otherwise."""
        if delivery.kind is DeliveryKind.EVENT:
            return True
        channel = self._client().get_channel(channel_id)
        if not isinstance(channel, discord.abc.GuildChannel):
            return True
        return channel.permissions_for(channel.guild.me).read_message_history

    async def find(self, delivery: Delivery, channel_id: ChannelId) -> Landed | None:
        """The message that a claimed delivery became, if it stands in the channel."""
        if delivery.kind is DeliveryKind.EVENT:
            user = self._client().user
            assert user is not None
            made = await find_event(await self._guild(channel_id), user.id, delivery.id)
            return None if made is None else Landed(made)
        assert delivery.claimed_at is not None
        since = delivery.claimed_at - CLOCKS_APART
        forum = await self._forum(delivery, channel_id)
        if forum is not None:
            found = await find_post(forum, since, lambda message: _became(delivery, message))
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

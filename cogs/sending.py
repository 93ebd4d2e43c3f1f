"""How a delivery becomes a message on Discord, and how one that may have arrived is recognised.

A message of ours bears its delivery's id in the custom ids of its buttons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import discord

from cogs.kit.actions import Called
from cogs.kit.registry import Registry
from meetups.services.outgoing import Outgoing
from meetups.values import ChannelId, Delivery, DeliveryKind, MessageId

READ_BACK = 1_000
CLOCKS_APART = timedelta(minutes=2)
"""A message's time is Discord's, a claim's is ours: what is read begins this much before the claim."""


class Sender:
    """Sends, edits and removes through whichever client is connected. Raises what discord.py raises."""

    def __init__(self, client: Callable[[], discord.Client], registry: Registry) -> None:
        self._client = client
        self._registry = registry
        self._lexicon = registry.kit.lexicon

    async def send(self, outgoing: Outgoing) -> MessageId | None:
        """Carry it out; gives the message that stands for it."""
        delivery = outgoing.delivery
        channel = self._client().get_partial_messageable(outgoing.channel_id)
        if delivery.kind is DeliveryKind.REMOVE:
            assert outgoing.message_id is not None
            await channel.get_partial_message(outgoing.message_id).delete()
            return outgoing.message_id
        assert outgoing.body is not None
        card = self._registry.render(self._lexicon.words(outgoing.locale), outgoing.body)
        view, mentions = card.view(delivery.id), card.mentions()
        if delivery.kind is DeliveryKind.EDIT:
            assert outgoing.message_id is not None
            await channel.get_partial_message(outgoing.message_id).edit(view=view, allowed_mentions=mentions)
            return outgoing.message_id
        message = await channel.send(view=view, nonce=str(delivery.id), allowed_mentions=mentions)
        return MessageId(message.id)

    def may_read(self, channel_id: ChannelId) -> bool:
        """Whether what stands in a channel would be shown to us; Discord shows an empty one otherwise."""
        channel = self._client().get_channel(channel_id)
        if not isinstance(channel, discord.abc.GuildChannel):
            return True
        return channel.permissions_for(channel.guild.me).read_message_history

    async def find(self, delivery: Delivery, channel_id: ChannelId) -> MessageId | None:
        """The message that a claimed delivery became, if it stands in the channel."""
        assert delivery.claimed_at is not None
        channel = self._client().get_partial_messageable(channel_id)
        async for message in channel.history(limit=READ_BACK, after=delivery.claimed_at - CLOCKS_APART):
            if any(_bears(custom_id, delivery) for custom_id in _custom_ids(message.components)):
                return MessageId(message.id)
        return None


def _bears(custom_id: str, delivery: Delivery) -> bool:
    called = Called.read(custom_id)
    return called is not None and called.delivery_id == delivery.id


def _custom_ids(components: Iterable[Any]) -> Iterable[str]:
    for component in components:
        yield from _custom_ids(getattr(component, "children", ()))
        custom_id = getattr(component, "custom_id", None)
        if isinstance(custom_id, str):
            yield custom_id

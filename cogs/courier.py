"""Carries deliveries to Discord: each once, in the order of its lane, and never again when it may have arrived.

Discord itself recognises a repeated nonce for a while, so a claim whose outcome is unknown is sent again under
the same nonce. After that while the channel is read: a message of ours bears the delivery's id in the custom ids
of its buttons. Edits and removals may simply be repeated.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from typing import Any

import aiohttp
import discord
import structlog

from cogs.kit.actions import Called
from cogs.kit.registry import Registry
from meetups.services.deliveries import Deliveries
from meetups.services.outgoing import Failure, Outgoing
from meetups.values import ChannelId, Delivery, DeliveryKind, MessageId

AT_ONCE = 8
PATIENCE = 30.0
"""Seconds until a request that hangs counts as lost; aiohttp alone would wait for five minutes, and all others with it."""
READ_BACK = 1_000
CLOCKS_APART = timedelta(minutes=2)
"""A message's time is Discord's, a claim's is ours: what is read begins this much before the claim."""

_FAILURES = {
    50007: Failure.DM_CLOSED,
    50278: Failure.DM_CLOSED,
    10003: Failure.CHANNEL_GONE,
    10008: Failure.MESSAGE_GONE,
    50001: Failure.NOT_ALLOWED,
    50013: Failure.NOT_ALLOWED,
}
_UNKNOWN_MESSAGE = 10008

_log = structlog.get_logger(__name__)


class Courier:
    """One sweep at a time; whoever asks during a sweep is served by one more at its end."""

    def __init__(self, client: Callable[[], discord.Client], registry: Registry) -> None:
        self._client = client
        self._registry = registry
        self._lexicon = registry.kit.lexicon
        self._deliveries: Deliveries = registry.kit.services.deliveries
        self._sweeping = asyncio.Lock()
        self._asked = False
        self._room = asyncio.Semaphore(AT_ONCE)

    async def sweep(self) -> None:
        """Carry everything that is due, and settle what an earlier crash left uncertain."""
        self._asked = True
        if self._sweeping.locked():
            return
        async with self._sweeping:
            while self._asked:
                self._asked = False
                await self._recover()
                while claimed := await self._deliveries.claim_due():
                    await asyncio.gather(*(self._handle(each, self._carry) for each in claimed))

    async def _recover(self) -> None:
        """Rows claimed by a process that died, or by us when Discord's answer was lost."""
        await asyncio.gather(
            *(self._handle(each, self._settle_uncertain) for each in await self._deliveries.uncertain())
        )

    async def _handle(self, delivery: Delivery, how: Callable[[Delivery], Awaitable[None]]) -> None:
        """See to one delivery; what goes wrong with it is its own matter and keeps no other from arriving."""
        async with self._room:
            try:
                await how(delivery)
            except Exception as error:
                # It stays claimed: its lane waits, and it is tried again ever more rarely.
                _log.error("delivery_failed", delivery=delivery.id, kind=delivery.kind, exc_info=error)

    async def _settle_uncertain(self, delivery: Delivery) -> None:
        if not _creates(delivery) or self._deliveries.is_deduplicated(delivery):
            await self._carry(delivery)
        else:
            await self._look_up(delivery)

    async def _carry(self, delivery: Delivery) -> None:
        outgoing = await self._deliveries.prepare(delivery)
        if outgoing is None:
            return
        try:
            async with asyncio.timeout(PATIENCE):
                message_id = await self._send(outgoing)
        except discord.HTTPException as error:
            await self._settle_failure(outgoing, error)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            # The answer was lost, so the outcome is unknown: the row stays claimed and is looked at again.
            _log.warning("delivery_uncertain", delivery=delivery.id, kind=delivery.kind, cause=type(error).__name__)
        else:
            await self._deliveries.sent(delivery, outgoing.channel_id, message_id)

    async def _send(self, outgoing: Outgoing) -> MessageId | None:
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

    async def _settle_failure(self, outgoing: Outgoing, error: discord.HTTPException) -> None:
        delivery = outgoing.delivery
        is_gone = delivery.kind is DeliveryKind.REMOVE and error.code == _UNKNOWN_MESSAGE
        if is_gone and self._deliveries.was_tried(delivery):
            await self._deliveries.sent(delivery, outgoing.channel_id, outgoing.message_id)
        elif _is_passing(error):
            _log.warning("delivery_uncertain", delivery=delivery.id, kind=delivery.kind, status=error.status)
        else:
            failure = _FAILURES.get(error.code, Failure.REFUSED)
            _log.warning("undeliverable", delivery=delivery.id, kind=delivery.kind, why=failure, code=error.code)
            await self._deliveries.failed(delivery, failure, str(error.code))

    async def _look_up(self, delivery: Delivery) -> None:
        """Past the nonce's window: read what stands in the channel since the claim before anything is sent."""
        place = await self._deliveries.reach(delivery)
        if place is None or delivery.claimed_at is None:
            await self._deliveries.again(delivery)
            return
        if not self._may_read(place[0]):
            # Discord would show an empty channel; sending again could be the second time, so it is not sent.
            await self._deliveries.failed(delivery, Failure.NOT_ALLOWED, "read_message_history")
            return
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self._find(delivery, place[0])
        except discord.HTTPException as error:
            if not _is_passing(error):
                await self._deliveries.failed(delivery, _FAILURES.get(error.code, Failure.REFUSED), str(error.code))
            return
        except (aiohttp.ClientError, OSError, TimeoutError):
            return
        if found is None:
            await self._deliveries.again(delivery)
        else:
            await self._deliveries.sent(delivery, place[0], found)

    def _may_read(self, channel_id: ChannelId) -> bool:
        channel = self._client().get_channel(channel_id)
        if not isinstance(channel, discord.abc.GuildChannel):
            return True
        return channel.permissions_for(channel.guild.me).read_message_history

    async def _find(self, delivery: Delivery, channel_id: ChannelId) -> MessageId | None:
        assert delivery.claimed_at is not None
        channel = self._client().get_partial_messageable(channel_id)
        async for message in channel.history(limit=READ_BACK, after=delivery.claimed_at - CLOCKS_APART):
            if any(_bears(custom_id, delivery) for custom_id in _custom_ids(message.components)):
                return MessageId(message.id)
        return None


def _is_passing(error: discord.HTTPException) -> bool:
    """Whether the same request may succeed later: Discord is busy or broken, or the token was just replaced (401)."""
    return error.status in (401, 429) or error.status >= 500


def _creates(delivery: Delivery) -> bool:
    """Whether it is a message of its own, which could stand there twice."""
    return delivery.kind not in (DeliveryKind.EDIT, DeliveryKind.REMOVE, DeliveryKind.MATCHES)


def _bears(custom_id: str, delivery: Delivery) -> bool:
    called = Called.read(custom_id)
    return called is not None and called.delivery_id == delivery.id


def _custom_ids(components: Iterable[Any]) -> Iterable[str]:
    for component in components:
        yield from _custom_ids(getattr(component, "children", ()))
        custom_id = getattr(component, "custom_id", None)
        if isinstance(custom_id, str):
            yield custom_id

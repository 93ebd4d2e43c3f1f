"""Carries deliveries to Discord: each once, in the order of its lane, and never again when it may have arrived.

Discord itself recognises a repeated nonce for a while, so a claim whose outcome is unknown is sent again under
the same nonce. After that while, and where there are no nonces, the channel is read for it, or the server's events.
Edits and removals may simply be repeated.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any, Protocol, TypeVar

import aiohttp
import discord
import structlog

from cogs.events import UNKNOWN as UNKNOWN_EVENT
from cogs.kit.reaching import QUARANTINED, TOO_MANY_OPENED, tell_quarantine
from cogs.kit.registry import Registry
from cogs.kit.watch import Carried, Watch
from cogs.once import within
from cogs.pacing import Pacer, bulk
from cogs.sending import HiddenError, Sender
from meetups.services.deliveries import Deliveries
from meetups.services.outgoing import Failure, Landed, Outgoing
from meetups.values import ChannelId, Delivery, DeliveryId, DeliveryKind

AT_ONCE = 64
REFILL = 16
"""A claim is a transaction of its own, so while many are under way it waits until there is room for so many."""
PATIENCE = 30.0
"""Seconds until a request that hangs counts as lost; aiohttp alone would wait for five minutes, and all others with it."""
_LOOK_AGAIN = 1.0

_NOTHING_SHARED = 50278
_FAILURES = {
    QUARANTINED: Failure.QUARANTINED,
    50007: Failure.DM_CLOSED,
    _NOTHING_SHARED: Failure.DM_CLOSED,
    10003: Failure.CHANNEL_GONE,
    10008: Failure.MESSAGE_GONE,
    40066: Failure.NO_TAG,
    40067: Failure.NO_TAG,
    50001: Failure.NOT_ALLOWED,
    50013: Failure.NOT_ALLOWED,
    50083: Failure.LOCKED,
    160005: Failure.LOCKED,
    160006: Failure.FULL,
    30038: Failure.TOO_MANY,
}
_UNKNOWN_CHANNEL = 10003
_UNKNOWN_MESSAGE = 10008
_GONE = (_UNKNOWN_MESSAGE, UNKNOWN_EVENT)
MAKING_NONE = (DeliveryKind.EDIT, DeliveryKind.REMOVE, DeliveryKind.MATCHES, DeliveryKind.DIGEST)

T = TypeVar("T")
_log = structlog.get_logger(__name__)


class Beside(Protocol):
    """Where deliveries are decided and settled without keeping anybody waiting who acts meanwhile."""

    def __call__(self, verb: Callable[[Deliveries], Coroutine[Any, Any, T]], /) -> Awaitable[T]: ...


class Courier:
    """One sweep at a time; whoever asks during a sweep is served by it."""

    def __init__(self, client: Callable[[], discord.Client], registry: Registry, pacer: Pacer, beside: Beside) -> None:
        self._registry = registry
        self._pacer = pacer
        self._beside = beside
        self._sender = Sender(client, registry)
        self._deliveries: Deliveries = registry.kit.services.deliveries
        self._sweeping = asyncio.Lock()
        self._asked = asyncio.Event()
        self._under_way: dict[DeliveryId, asyncio.Task[None]] = {}

    @property
    def _watch(self) -> Watch:
        return self._registry.kit.watch

    async def sweep(self) -> None:
        """Carry everything that is due, and settle what an earlier crash left uncertain."""
        self._asked.set()
        if self._sweeping.locked():
            return
        async with self._sweeping:
            await self._registry.attendance.write_down()
            try:
                with bulk():
                    await self._clear()
                self._watch.swept()
            finally:
                tasks = list(self._under_way.values())
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def _clear(self) -> None:
        """Until nothing is due; a request that hangs holds up its own lane, and nobody else."""
        in_flight = self._deliveries.windows.in_flight.total_seconds()
        recovered_at = -in_flight
        while True:
            await self._pacer.room()
            if time.monotonic() - recovered_at >= in_flight:
                has_more = await self._recover()
                recovered_at = -in_flight if has_more else time.monotonic()
            room = AT_ONCE - len(self._under_way)
            if room >= REFILL or self._asked.is_set():
                self._asked.clear()
                self._start(await self._deliveries.claim_due(room), self._carry)
            if self._under_way:
                await self._some_news()
            elif not self._asked.is_set():
                return

    async def _recover(self) -> bool:
        """Rows claimed by a process that died, or by us when Discord's answer was lost; gives whether there are more.

        They take half of what is free, so that what is new goes on beside them.
        """
        room = (AT_ONCE - len(self._under_way)) // 2
        uncertain = await self._deliveries.uncertain(room, but=self._under_way) if room else []
        self._start(uncertain, self._settle_uncertain)
        return len(uncertain) == room

    def _start(self, deliveries: Iterable[Delivery], how: Callable[[Delivery], Awaitable[None]]) -> None:
        for each in deliveries:
            task = asyncio.create_task(self._handle(each, how), name=f"delivery {each.id}")
            task.add_done_callback(lambda _, done=each.id: self._under_way.pop(done))  # type: ignore[misc]
            self._under_way[each.id] = task

    async def _some_news(self) -> None:
        """Until one of those under way is through, somebody asks, or a moment is over in which more fell due."""
        asked = asyncio.create_task(self._asked.wait())
        await asyncio.wait({asked, *self._under_way.values()}, timeout=_LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()

    async def _handle(self, delivery: Delivery, how: Callable[[Delivery], Awaitable[None]]) -> None:
        """See to one delivery; what goes wrong with it is its own matter and keeps no other from arriving."""
        try:
            await how(delivery)
        except Exception as error:
            # It stays claimed and is tried again ever more rarely, and not for ever.
            _log.error("delivery_failed", delivery=delivery.id, kind=delivery.kind, exc_info=error)
            self._watch.carried(delivery.kind, Carried.FAILED)
            await self._deliveries.broke(delivery, type(error).__name__)

    async def _settle_uncertain(self, delivery: Delivery) -> None:
        place = await self._deliveries.reach(delivery) if _creates(delivery) else None
        channel_id, standing_id = place or (None, None)
        is_new = _creates(delivery) and standing_id is None
        is_known = is_new and self._deliveries.is_deduplicated(delivery)
        if is_known and await self._has_nonces(delivery, channel_id):
            await self._carry(delivery)
        elif self._deliveries.waits(delivery):
            return
        elif is_new:
            await self._look_up(delivery, channel_id)
        else:
            await self._carry(delivery)

    async def _has_nonces(self, delivery: Delivery, channel_id: ChannelId | None) -> bool:
        """Whether a nonce serves where it goes; where Discord does not say, looking it up will meet the reason."""
        if channel_id is None:
            return True
        try:
            return await within(PATIENCE, self._sender.is_deduplicated(delivery, channel_id))
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError):
            return False

    async def _carry(self, delivery: Delivery) -> None:
        outgoing = await self._decided(delivery)
        if outgoing is None:
            self._watch.carried(delivery.kind, Carried.NOT_NOW)
            return
        try:
            landed = await within(self._patience(outgoing), self._sender.send(outgoing))
        except discord.HTTPException as error:
            await self._settle_failure(outgoing, error)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            self._leave(delivery, cause=type(error).__name__)
        else:
            await self._arrived(delivery, outgoing.channel_id, landed)

    def _patience(self, outgoing: Outgoing) -> float:
        """Seconds for all attempts together: none begins when Discord may have forgotten the nonce of the first."""
        if not _creates(outgoing.delivery) or outgoing.message_id is not None:
            return PATIENCE
        return min(PATIENCE, max(self._deliveries.nonce_left(outgoing.delivery).total_seconds(), 0))

    def _leave(self, delivery: Delivery, **why: object) -> None:
        """The outcome is unknown: the row stays claimed, and is looked at again once nothing is on its way any more."""
        _log.warning("delivery_uncertain", delivery=delivery.id, kind=delivery.kind, **why)
        self._watch.carried(delivery.kind, Carried.UNCERTAIN)
        self._deliveries.unknown(delivery)

    async def _decided(self, delivery: Delivery) -> Outgoing | None:
        if delivery.kind is DeliveryKind.MATCHES:
            # It waits for the arithmetic, which has a thread of its own.
            return await self._deliveries.prepare(delivery)
        return await self._beside(lambda deliveries: deliveries.prepare(delivery))

    async def _arrived(self, delivery: Delivery, channel_id: ChannelId, landed: Landed) -> None:
        await self._beside(
            lambda deliveries: deliveries.sent(
                delivery, channel_id, landed.message_id, is_thread=landed.is_thread, is_whole=landed.is_whole
            )
        )
        self._watch.carried(delivery.kind, Carried.SENT)

    async def _settle_failure(self, outgoing: Outgoing, error: discord.HTTPException) -> None:
        delivery = outgoing.delivery
        is_gone = error.code in _GONE or (outgoing.is_thread and error.code == _UNKNOWN_CHANNEL)
        if is_gone and delivery.kind is DeliveryKind.REMOVE and self._deliveries.was_tried(delivery):
            await self._deliveries.sent(delivery, outgoing.channel_id, outgoing.message_id)
        elif _is_passing(error):
            self._leave(delivery, status=error.status)
        else:
            failure = Failure.MESSAGE_GONE if is_gone else _FAILURES.get(error.code, Failure.REFUSED)
            if failure is Failure.QUARANTINED:
                await tell_quarantine(self._registry.kit.services)
            _log.warning("undeliverable", delivery=delivery.id, kind=delivery.kind, why=failure, code=error.code)
            if error.code == _NOTHING_SHARED and delivery.person_id is not None:
                # Before it is settled, so that nobody is mentioned in a server they left.
                await self._registry.kit.services.departures.departed_everywhere(delivery.person_id)
                self._registry.attendance.left(delivery.person_id)
            await self._deliveries.failed(delivery, failure, str(error.code))
            self._watch.carried(delivery.kind, Carried.UNDELIVERABLE)

    async def _look_up(self, delivery: Delivery, channel_id: ChannelId | None) -> None:
        """No nonce serves (any more): read what stands in the channel since the claim before anything is sent."""
        if channel_id is None or delivery.claimed_at is None:
            await self._deliveries.again(delivery)
            return
        try:
            found = await within(PATIENCE, self._sender.find(delivery, channel_id))
        except HiddenError:
            # Sending again could be the second time, so it is not sent.
            await self._deliveries.failed(delivery, Failure.NOT_ALLOWED, "read_message_history")
            return
        except discord.HTTPException as error:
            if not _is_passing(error):
                await self._deliveries.failed(delivery, _FAILURES.get(error.code, Failure.REFUSED), str(error.code))
            return
        except (aiohttp.ClientError, OSError, TimeoutError):
            return
        if found is None:
            await self._deliveries.again(delivery)
        else:
            await self._arrived(delivery, channel_id, found)


def _is_passing(error: discord.HTTPException) -> bool:
    """Whether the same request may succeed later: Discord is busy or broken, or the token was just replaced (401)."""
    # Discord's own refusals have a code; a page without one comes from something between it and us.
    return error.status in (401, 429) or error.status >= 500 or error.code in (0, TOO_MANY_OPENED)


def _creates(delivery: Delivery) -> bool:
    """Whether it is a message of its own, which could stand there twice."""
    return delivery.kind not in MAKING_NONE

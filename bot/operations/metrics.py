"""What is counted for Prometheus: how much, how quick and how well, and never who, where or what was said.

Every label is one of a few words that are written in the program: command and action names, kinds, outcomes, routes
without what is filled into them. docs/watching.md says what each of these means.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final, Literal

import aiohttp
import discord
from discord.http import Route
from prometheus_client import CollectorRegistry, Counter, Gauge, GCCollector, Histogram, Info, ProcessCollector
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from bot.logs import counted
from cogs.kit.sketches import Studio
from cogs.kit.watch import Carried, Outcome, Watch
from meetups.pictures.outside import UndrawableError
from meetups.pictures.values import Picture
from meetups.values import DeliveryKind

FORGOTTEN: Final = 60.0
"""Seconds after which an interaction without an answer counts as unanswered; Discord gives it three."""
_TO_ANSWER: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
_TO_WRITE: Final = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0)
_TO_REQUEST: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_LATE: Final = (0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 3.0)
_CALLBACK: Final = re.compile(r"/interactions/(\d+)/[^/]+/callback")
_WORDS: Final = frozenset(
    re.findall(
        r"\S+",
        "@me @original active applications archived bot callback channels commands gateway guilds interactions members "
        "messages private public roles scheduled-events threads users webhooks",
    )
)
_WITH_TOKENS: Final = ("interactions", "webhooks")


def route(path: str) -> str:
    """Discord's route of a path: no number, token or anything unforeseen is left in it."""
    parts = path.partition("?")[0].strip("/").split("/")
    made = [
        "{token}"
        if number == 2 and parts[0] in _WITH_TOKENS
        else "{id}"
        if part.isdecimal()
        else part
        if part in _WORDS
        else "{other}"
        for number, part in enumerate(parts)
    ]
    return "/" + "/".join(made)


@dataclass(slots=True)
class _Open:
    """An interaction that waits for its first answer, since then; ``outcome`` once it is known."""

    kind: str
    name: str
    since: float
    outcome: Outcome = Outcome.ANSWERED


class Turn(asyncio.Lock):
    """The turn of whoever writes to the database, timed: how long it was waited for, and held."""

    def __init__(self, waited: Histogram, held: Histogram) -> None:
        super().__init__()
        self._waited = waited
        self._held = held
        self._since = 0.0

    async def acquire(self) -> Literal[True]:
        asked = time.monotonic()
        await super().acquire()
        self._since = time.monotonic()
        self._waited.observe(self._since - asked)
        return True

    def release(self) -> None:
        self._held.observe(time.monotonic() - self._since)
        super().release()


class _LogLines(Collector):
    """There from the start at nothing, so that the first of them is seen as an increase."""

    def collect(self) -> Iterator[CounterMetricFamily]:
        family = CounterMetricFamily("meetward_log_lines", "Lines of the log.", labels=["level"])
        for level in ("warning", "error", "critical"):
            family.add_metric([level], counted[level])
        yield family


class Metrics(Watch):
    """One process's numbers, in a registry of their own; told by the bot, and read at a scrape."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self.registry.register(_LogLines())
        self.client: discord.Client | None = None
        self.connected: dict[int, bool] = {}
        self.alive_at = time.monotonic()
        self._open: OrderedDict[int, _Open] = OrderedDict()
        self._have_been_up: set[int] = set()
        self._told_as_it_happens()
        self._read_at_a_scrape()

    def _told_as_it_happens(self) -> None:
        called = ["kind", "name"]
        self._interactions = self._counter("interactions", "Interactions by how they ended.", [*called, "outcome"])
        self._answers = self._histogram("interaction_answer_seconds", "Until the first answer.", _TO_ANSWER, called)
        self._deliveries = self._counter("deliveries", "Attempts to carry deliveries.", ["kind", "outcome"])
        self._requests = self._counter("discord_requests", "Requests to Discord.", ["method", "route", "status"])
        self._request_time = self._histogram("discord_request_seconds", "Until Discord answered.", _TO_REQUEST)
        self._reconnects = self._counter("gateway_reconnects", "Connections that were lost and stand again.", ["shard"])
        self._pictures = self._counter("pictures", "Pictures asked for.", ["outcome"])
        self.turn = Turn(
            self._histogram("database_write_wait_seconds", "Waiting for one's turn to write.", _TO_WRITE),
            self._histogram("database_write_seconds", "Writing, with the commit.", _TO_WRITE),
        )
        self.lag = self._histogram("event_loop_lag_seconds", "How late the event loop came.", _LATE)

    def _read_at_a_scrape(self) -> None:
        self.build = Info("meetward_build", "What is running.", registry=self.registry)
        self.database_up = self._gauge("database_up", "Whether the database answered in time.")
        self.due = self._gauge("deliveries_due", "Deliveries whose time has come.")
        self.claimed = self._gauge("deliveries_claimed", "Deliveries under way, or of unknown outcome.")
        self.delivery_lag = self._gauge("delivery_lag_seconds", "How long the oldest that is due has waited.")
        self.opened = self._gauge("direct_messages_opened", "Direct messages opened lately.", ["within"])
        self.budget = self._gauge("direct_messages_budget", "Direct messages that may be opened.", ["within"])
        self.quarantined = self._gauge("direct_messages_quarantined", "Whether Discord lets none be opened.")
        self.backup_age = self._gauge("backup_age_seconds", "Age of the newest backup.")
        self.waiting = self._gauge("discord_requests_waiting", "Requests that wait for their turn.")
        self.refused = self._gauge("discord_requests_refused", "Invalid requests in the last ten minutes.")
        self.servers = self._gauge("servers", "Servers this process is in.")
        self._connected = self._gauge("gateway_connected", "Whether a shard is connected.", ["shard"])
        self._latency = self._gauge("gateway_latency_seconds", "Heartbeat of a shard.", ["shard"])

    def _counter(self, name: str, means: str, labels: Sequence[str] = ()) -> Counter:
        return Counter(f"meetward_{name}", means, labels, registry=self.registry)

    def _gauge(self, name: str, means: str, labels: Sequence[str] = ()) -> Gauge:
        return Gauge(f"meetward_{name}", means, labels, registry=self.registry)

    def _histogram(self, name: str, means: str, buckets: Sequence[float], labels: Sequence[str] = ()) -> Histogram:
        return Histogram(f"meetward_{name}", means, labels, registry=self.registry, buckets=buckets)

    # Told by the bot

    def connects(self, client: discord.Client) -> None:
        trace = client.http.http_trace
        assert trace is not None, "the client has no trace"
        trace.on_request_start.append(self._begins)
        trace.on_request_end.append(self._answered)
        trace.on_request_exception.append(self._broke)
        self.client = client
        self.connected = dict.fromkeys(self.connected, False)
        of_shards = "shard_" if isinstance(client, discord.AutoShardedClient) else ""
        for heard, hears in (("ready", self._up), ("resumed", self._up), ("disconnect", self._down)):
            setattr(client, f"on_{of_shards}{heard}", hears)

    def arrived(self, interaction: discord.Interaction[Any], name: str) -> None:
        self._open[interaction.id] = _Open(interaction.type.name, name, time.monotonic())
        self._forget()

    def ended(self, interaction: discord.Interaction[Any], name: str, outcome: Outcome) -> None:
        waiting = self._open.get(interaction.id)
        if waiting is None:
            # It had its first answer already, and was counted.
            self._interactions.labels(interaction.type.name, name, outcome).inc()
        else:
            waiting.outcome = outcome

    def carried(self, kind: DeliveryKind, became: Carried) -> None:
        self.alive_at = time.monotonic()
        self._deliveries.labels(kind, became).inc()

    def swept(self) -> None:
        self.alive_at = time.monotonic()

    def counting(self, studio: Studio) -> Studio:
        """A studio whose pictures are counted."""

        async def drawn_or_not(picture: Picture) -> bytes:
            try:
                drawn = await studio(picture)
            except UndrawableError:
                self._pictures.labels("failed").inc()
                raise
            self._pictures.labels("drawn").inc()
            return drawn

        return drawn_or_not

    # Read at a scrape

    def look(self, waiting: int, refused: int) -> None:
        """Bring up to date what only the client and the pacer know."""
        self._forget()
        self.waiting.set(waiting)
        self.refused.set(refused)
        if self.client is None:
            return
        self.servers.set(len(self.client.guilds))
        for shard, is_up in self.connected.items():
            self._connected.labels(shard).set(is_up)
        for shard, latency in _latencies(self.client):
            self._latency.labels(shard).set(latency)

    def _forget(self) -> None:
        """Count those that nobody answered, the oldest of which are the first."""
        long_ago = time.monotonic() - FORGOTTEN
        while self._open and (first := next(iter(self._open.values()))).since < long_ago:
            self._open.popitem(last=False)
            lost = first.outcome if first.outcome is not Outcome.ANSWERED else Outcome.UNANSWERED
            self._interactions.labels(first.kind, first.name, lost).inc()

    async def _up(self, shard: int = 0) -> None:
        self.alive_at = time.monotonic()
        if self.connected.get(shard) is not True and shard in self._have_been_up:
            self._reconnects.labels(shard).inc()
        self._have_been_up.add(shard)
        self.connected[shard] = True

    async def _down(self, shard: int = 0) -> None:
        self.connected[shard] = False

    async def _begins(self, _session: object, context: SimpleNamespace, _request: object) -> None:
        context.begun = time.monotonic()

    async def _answered(
        self, _session: object, context: SimpleNamespace, request: aiohttp.TraceRequestEndParams
    ) -> None:
        status = request.response.status
        path = self._requested(context, request.method, str(request.url), f"{status // 100}xx")
        callback = _CALLBACK.match(path)
        if callback is None or status >= 300:
            return
        waited = self._open.pop(int(callback[1]), None)
        if waited is not None:
            # A command may have been at work before it was heard of here.
            since = min(waited.since, context.begun)
            self._answers.labels(waited.kind, waited.name).observe(time.monotonic() - since)
            self._interactions.labels(waited.kind, waited.name, waited.outcome).inc()

    async def _broke(
        self, _session: object, context: SimpleNamespace, request: aiohttp.TraceRequestExceptionParams
    ) -> None:
        self._requested(context, request.method, str(request.url), "broken")

    def _requested(self, context: SimpleNamespace, method: str, url: str, status: str) -> str:
        """Count a request; gives its path, empty where it wasn't asked of Discord's API."""
        path = url.removeprefix(Route.BASE) if url.startswith(Route.BASE) else ""
        self._requests.labels(method, route(path) if path else "elsewhere", status).inc()
        # Whoever wasn't let go at all has not begun.
        self._request_time.observe(time.monotonic() - getattr(context, "begun", time.monotonic()))
        return path


def _latencies(client: discord.Client) -> Iterable[tuple[int, float]]:
    if isinstance(client, discord.AutoShardedClient):
        return client.latencies
    return [(client.shard_id or 0, client.latency)]

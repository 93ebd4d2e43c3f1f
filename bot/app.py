"""The composition root: database, services, features, courier and client put together, and taken apart again."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import discord
import structlog
from sqlalchemy import make_url

from bot.beside import deciding
from bot.client import MeetwardClient, ShardedClient
from bot.darkroom import Darkroom
from bot.identity import Identifiers
from bot.memory import give_back
from bot.settings import Settings
from bot.studio import Studio
from bot.zone_rules import rules_in_use
from cogs.courier import Courier
from cogs.features import load_all
from cogs.kit.act import Kit
from cogs.kit.registry import Registry
from cogs.kit.words import Lexicon
from cogs.pacing import Pacer
from cogs.roll_call import RollCall
from data.replicas import Shards
from data.store import SqlStore
from meetups import holidays
from meetups.places import Places
from meetups.ports import Aside, Clock, Desk
from meetups.services.all import Services
from meetups.services.zone_rules import follow_zone_rules

RUN_TIME_FILES = Path("var")
T = TypeVar("T")

_log = structlog.get_logger(__name__)


def real_clock() -> datetime:
    return datetime.now(UTC)


@dataclass
class App:
    """Everything but the connection: ``client()`` makes a fresh client, ``courier`` sends through the newest."""

    settings: Settings
    store: SqlStore
    services: Services
    registry: Registry
    courier: Courier
    pacer: Pacer
    roll_call: RollCall
    shards: Shards
    _client: MeetwardClient | None = None
    _calling: asyncio.Task[None] | None = None

    def client(self) -> MeetwardClient:
        """A client that has not connected yet; a closed one cannot be used again."""
        self.registry.commands.clear()
        self.registry.actions.doings.clear()
        load_all(self.registry)
        if self.shards.count == 1:
            self._client = MeetwardClient(self.registry, self.store, self.pacer)
        else:
            self._client = ShardedClient(self.registry, self.store, self.pacer, self.shards)
        return self._client

    async def guild(self, guild_id: int) -> discord.Guild | None:
        """A server, as the newest client knows it; one of which another process is told, as Discord tells it to whoever asks.

        Raises what discord.py raises for the latter.
        """
        client = self._client
        if client is None or not client.is_ready():
            return None
        if self.shards.cover(guild_id):
            return client.get_guild(guild_id)
        return await client.fetch_guild(guild_id, with_counts=False)

    async def keep_house(self) -> None:
        """Throw away what nobody came back to, and plan for missions, pools and digests left without anything planned, or
        by zones whose rules have changed.

        While connected it also looks who left, beside everything else: that may take minutes, and nothing waits for it.
        """
        await self.services.drafts.tidy()
        await self.services.imports.tidy()
        await self.services.visits.tidy()
        await self.services.retention.tidy()
        while await self.services.deliveries.mend():
            pass
        await self.services.runs.mend()
        await self.services.digests.mend()
        await follow_zone_rules(self.services.desk, await asyncio.to_thread(rules_in_use))
        is_free = self._calling is None or self._calling.done()
        if is_free and self._client is not None and self._client.is_ready():
            self._calling = asyncio.create_task(self._call_the_roll(), name="roll call")

    async def rest(self) -> None:
        """End what is done beside."""
        if self._calling is not None:
            self._calling.cancel()
            await asyncio.gather(self._calling, return_exceptions=True)

    async def _call_the_roll(self) -> None:
        try:
            await self.roll_call.call()
        except Exception as error:
            # The next hour tries again; through a client that is closing it could only fail.
            if not self.current_client.is_closed():
                _log.error("roll_call_failed", exc_info=error)

    @property
    def current_client(self) -> MeetwardClient:
        assert self._client is not None, "no client was made yet"
        return self._client


@asynccontextmanager
async def open_app(
    settings: Settings, *, clock: Clock = real_clock, places: Places | None = None, lexicon: Lexicon | None = None
) -> AsyncIterator[App]:
    """The app over a migrated database; closes the database behind itself.

    Raises what the database raises when it cannot be opened, and ``FutureDatabase``.
    """
    _make_room(settings.database_url)
    store = SqlStore(settings.database_url, settings.shards)
    try:
        await store.migrate()
        places = places or Places(kept_in=RUN_TIME_FILES)
        with _worker() as aside:
            desk = Desk(store, clock, Identifiers(clock), places, aside, Darkroom())
            services = Services.over(desk, settings.windows, settings.budget, settings.served_address)
            studio = Studio(settings.font_folder)
            registry = Registry(Kit(services, lexicon or Lexicon(), studio))
            pacer = Pacer(settings.requests_a_second)
            roll_call = RollCall(lambda: app.current_client, registry, pacer)
            async with deciding(store, services) as beside:
                courier = Courier(lambda: app.current_client, registry, pacer, beside)
                app = App(settings, store, services, registry, courier, pacer, roll_call, settings.shards)
                try:
                    yield app
                finally:
                    await app.rest()
                    await studio.close()
    finally:
        await store.close()


@contextmanager
def _worker() -> Iterator[Aside]:
    """One thread for long arithmetic: files come in one after another, and the loop goes on meanwhile."""
    pool = ThreadPoolExecutor(1, "aside")

    async def aside(work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(pool, work)

    try:
        yield aside
    finally:
        # Whatever is being read will not be asked for any more.
        pool.shutdown(wait=False, cancel_futures=True)


def load_lists(app: App) -> None:
    """Read the lists of cities and holidays: beside the loop, so that nobody waits for them."""
    app.services.desk.places.load()
    holidays.load()


async def warm_up(app: App) -> None:
    """Be as quick as after a while of running."""
    await asyncio.to_thread(load_lists, app)
    rest_the_collector()


def rest_the_collector() -> None:
    """Let garbage collection pass over what is there by now and stays: looking through it takes a tenth of a second.

    What comes later and lasts is looked through a tenth as often as usual, for that stops the loop for some hundredths.
    """
    gc.collect()
    give_back()
    gc.freeze()
    gc.set_threshold(*gc.get_threshold()[:2], 100)


def _make_room(database_url: str) -> None:
    """The folder of an embedded database, which SQLite does not make; nobody else on the machine may look into it."""
    database = make_url(database_url).database
    if database_url.startswith("sqlite") and database and database != ":memory:":
        Path(database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)

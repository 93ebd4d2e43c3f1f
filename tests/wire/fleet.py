"""Several bots on one PostgreSQL and one Discord, and what is due in their database."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from aiohttp import ClientSession, web
from aiolimiter import AsyncLimiter
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import create_async_engine

from data import tables
from data.store import SqlStore
from meetups.values import (
    ChannelId,
    Community,
    CommunityId,
    Delivery,
    DeliveryId,
    DeliveryKind,
    DeliveryState,
    DirectMessages,
    Mission,
    MissionId,
    Person,
    PersonId,
)
from tests.support.postgres import fresh_postgres
from tests.wire.bot_process import BotProcess, settings_for
from tests.wire.discord_server import DiscordServer, Guild, User

WEEK = timedelta(days=7)


class Fleet:
    """Bots that share a database and a Discord; each has a folder of its own."""

    def __init__(self, server: DiscordServer, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.url = fresh_postgres()

    def bot(self, name: str, **settings: str) -> BotProcess:
        known = settings_for(self.server, self.folder / "unused.db") | {"DATABASE_URL": self.url}
        return BotProcess(self.folder / name, {**known, **settings}, is_forked=True)

    async def have_due(self, guilds: Sequence[Guild], count: int) -> list[User]:
        """Members on missions in these servers, one after another, each with this week's kickoff due a moment ago."""
        now = datetime.now(UTC)
        people = [self.server.add_user(f"member {number}") for number in range(count)]
        for number, user in enumerate(people):
            self.server.add_member(guilds[number % len(guilds)], user)
        store = SqlStore(self.url)
        async with store.write() as work:
            for guild in guilds:
                if await work.communities.get(guild.id) is None:
                    await work.communities.add(Community(CommunityId(guild.id), guild.name, now))
            places = [CommunityId(guilds[number % len(guilds)].id) for number in range(count)]
            await work.persons.add(*(self._person(user, now) for user in people))
            missions = [self._mission(*each, now) for each in zip(people, places, strict=True)]
            await work.missions.add(*missions)
            await work.deliveries.plan([self._kickoff(each, now) for each in missions])
        await store.close()
        return people

    async def claimed_by(self) -> Counter[int]:
        """How many deliveries each process has claimed, or taken over, and settled."""
        rows = tables.deliveries
        query = (
            select(rows.c.claimed_by, func.count())
            .where(rows.c.state == DeliveryState.SENT)
            .group_by(rows.c.claimed_by)
        )
        return Counter(dict(await self.asked(query)))

    async def states(self) -> dict[str, int]:
        """The states of what was due."""
        rows = tables.deliveries
        query = select(rows.c.state, func.count()).where(rows.c.due <= datetime.now(UTC)).group_by(rows.c.state)
        return {str(state): count for state, count in await self.asked(query)}

    async def asked(self, query: Any) -> list[Any]:
        engine = create_async_engine(self.url)
        try:
            async with engine.connect() as connection:
                return list((await connection.execute(query)).all())
        finally:
            await engine.dispose()

    async def settled(self, seconds: float) -> None:
        """Wait until nothing is due or claimed any more. Raises AssertionError."""
        deadline = time.monotonic() + seconds
        while {"planned", "claimed"} & (states := await self.states()).keys():
            assert time.monotonic() < deadline, f"not settled in {seconds} s: {states}"
            await asyncio.sleep(0.5)

    def heard(self, people: Sequence[User]) -> Counter[int]:
        """How many of them were written to so often."""
        return Counter(len(self.server.dm(each).posts()) for each in people)

    def _person(self, user: User, now: datetime) -> Person:
        channel = ChannelId(self.server.dm(user).id)
        return Person(
            PersonId(user.id), now, time_zone="UTC", quiet_from=0, quiet_until=0, adult_since=now, seen_at=now,
            dm_channel_id=channel, dm_state=DirectMessages.OPEN,
        )  # fmt: skip

    def _mission(self, user: User, community_id: CommunityId, now: datetime) -> Mission:
        monday = (now - timedelta(days=now.weekday())).date()
        return Mission(
            MissionId(self.server.snowflake()), PersonId(user.id), community_id, monday - WEEK, monday + 10 * WEEK, "UTC",
            now - WEEK, seen_here_at=now,
        )  # fmt: skip

    def _kickoff(self, mission: Mission, now: datetime) -> Delivery:
        return Delivery(
            DeliveryId(self.server.snowflake()), DeliveryKind.KICKOFF, mission.id,
            (mission.starts_on + WEEK).isoformat(), f"person:{mission.person_id}", now - timedelta(seconds=1), now,
            mission.person_id, mission.community_id, mission.id, is_scheduled=True,
        )  # fmt: skip


class Proxy:
    """What operators put between their bots and Discord: it lets so many requests go in a second, whoever asks.

    It stands for the proxies of the field (nirn-proxy, twilight-http-proxy): the same paths and headers, and every request
    waits its turn there rather than being refused.
    """

    def __init__(self, server: DiscordServer, a_second: float) -> None:
        self._server = server
        self._limiter = AsyncLimiter(1, 1 / a_second)
        self._session = ClientSession()
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=1)
        self.passed = 0

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        """For `DISCORD_API_URL`."""
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}{urlsplit(self._server.http_base).path}"

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=32 * 2**20)
        application.router.add_route("*", "/{path:.*}", self._pass_on)
        return application

    async def _pass_on(self, request: web.Request) -> web.Response:
        if not request.path.startswith(
            tuple(urlsplit(self.url).path + each for each in ("/interactions/", "/webhooks/"))
        ):
            await self._limiter.acquire()
        self.passed += 1
        headers = {name: value for name, value in request.headers.items() if name not in ("Host", "Content-Length")}
        url = self._server.public_base + request.path_qs
        async with self._session.request(
            request.method, url, headers=headers, data=await request.read(), skip_auto_headers=["User-Agent"]
        ) as answer:
            kept = {name: value for name, value in answer.headers.items() if name.startswith("X-RateLimit")}
            return web.Response(
                status=answer.status,
                body=await answer.read(),
                headers=kept
                | ({"Content-Type": answer.headers["Content-Type"]} if "Content-Type" in answer.headers else {}),
            )

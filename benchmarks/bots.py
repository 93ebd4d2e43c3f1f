"""A bot in a process of its own, connected to a small Discord in this one, and how long its answers take."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from benchmarks.filled import COMMUNITY
from tests.wire.bot_process import environment_for, settings_for
from tests.wire.discord_server import Act, DiscordServer, Guild, User

READY_WITHIN = 60.0


def community(server: DiscordServer) -> Guild:
    """A guild with the number the community has in the database."""
    guild = server.add_guild("Bloomington")
    server.guilds[COMMUNITY] = server.guilds.pop(guild.id)
    guild.roles[COMMUNITY] = guild.roles.pop(guild.id)
    guild.roles[COMMUNITY].id = guild.id = COMMUNITY
    return guild


def member(server: DiscordServer, guild: Guild, user_id: int) -> User:
    user = User(user_id, f"person {user_id}", None, False, True, "en-US")
    server.users[user_id] = user
    server.add_member(guild, user)
    return user


@asynccontextmanager
async def running_bot(server: DiscordServer, database: Path, folder: Path) -> AsyncIterator[None]:
    """The bot over this database, connected, until the end of the block."""
    settings = settings_for(server, database) | {"LOG_LEVEL": "warning"}
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.interaction_bot", cwd=folder, env=environment_for(settings)
    )
    try:
        await _connected(server, bot)
        yield
    finally:
        bot.kill()
        await bot.wait()


async def timed(act: Callable[[], Coroutine[Any, Any, Act]]) -> float:
    """Seconds from the act to its answer."""
    began = time.perf_counter()
    await (await act()).acknowledged()
    return time.perf_counter() - began


async def _connected(server: DiscordServer, bot: asyncio.subprocess.Process) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while not (server.gateway.is_connected and server.commands.synced()):
        if bot.returncode is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the bot did not connect (exit code {bot.returncode})")
        await asyncio.sleep(0.05)

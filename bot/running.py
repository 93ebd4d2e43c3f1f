"""Running against Discord: look before connecting, stay connected, leave cleanly.

What an operator must mend is said in a sentence and ends the process; what passes by itself (Discord is down,
the line drops) is said once and waited out.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import aiohttp
import discord
import structlog
from discord.http import Route
from filelock import FileLock, Timeout
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError
from yarl import URL

from bot.alarm import SchedulerAlarm
from bot.app import App, open_app, warm_up
from bot.client import invite_link
from bot.settings import Settings
from data.migrating import FutureDatabase

MOST_SKEW = timedelta(minutes=1)
FIRST_WAIT = 2.0
LONGEST_WAIT = 60.0

_log = structlog.get_logger(__name__)


class CannotRun(Exception):  # noqa: N818 - it is an answer to the operator
    """Why the bot cannot run until somebody does something; the text is for the operator."""


async def run(settings: Settings, say: Callable[[str], None]) -> None:
    """Run until told to stop. Raises ``CannotRun``."""
    if settings.discord_token is None:
        raise CannotRun("There is no DISCORD_TOKEN. Copy .env.example to .env and put your bot's token into it.")
    token = settings.discord_token.get_secret_value()
    Route.BASE = settings.discord_api_url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(settings.discord_gateway_url)
    with _alone(settings.database_url):
        try:
            async with open_app(settings) as app, _stopping() as stopped:
                application_id = await _first_look(settings.discord_api_url, token, stopped, say)
                if application_id is not None:
                    say(f"Add the bot to a server: {invite_link(application_id)}")
                    await _serve(app, token, stopped, say)
        except FutureDatabase as error:
            raise CannotRun(
                f"The database was written by a newer Meetward (schema {error}). Update the program, or restore a backup."
            ) from None
        except (SQLAlchemyError, OSError) as error:
            raise CannotRun(f"The database {_without_password(settings)} can't be used: {_first_line(error)}") from None
    say("Stopped cleanly.")


async def _serve(app: App, token: str, stopped: asyncio.Event, say: Callable[[str], None]) -> None:
    warming = asyncio.create_task(warm_up(app))
    alarm = SchedulerAlarm(app.courier.sweep, app.services.deliveries.next_look)
    app.store.on_planned = alarm.wake
    app.client()
    wait = FIRST_WAIT
    try:
        while not stopped.is_set():
            connected = await _connect_once(app, token, stopped, alarm, say)
            wait = FIRST_WAIT if connected else min(wait * 2, LONGEST_WAIT)
            if not stopped.is_set():
                _log.warning("disconnected", again_in_seconds=wait)
                await _rest(stopped, wait)
    finally:
        warming.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await warming


async def _connect_once(
    app: App, token: str, stopped: asyncio.Event, alarm: SchedulerAlarm, say: Callable[[str], None]
) -> bool:
    """One connection from login to its end; gives whether it ever stood."""
    client = app.client()
    running = asyncio.create_task(client.start(token, reconnect=True), name="discord")
    stopping = asyncio.create_task(stopped.wait(), name="stop")
    ready = asyncio.create_task(_ready(client, app, alarm, stopped, say), name="ready")
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await client.close()
        for task in (running, stopping, ready):
            task.cancel()
        results = await asyncio.gather(running, ready, return_exceptions=True)
    _judge(results[0])
    return client.is_ready() or results[1] is True


async def _ready(
    client: discord.Client, app: App, alarm: SchedulerAlarm, stopped: asyncio.Event, say: Callable[[str], None]
) -> bool:
    """While connected, the alarm rings; missions left without anything planned are mended first."""
    await client.wait_until_ready()
    say(f"Connected as {client.user}, in {len(client.guilds)} servers.")
    while await app.services.deliveries.mend():
        pass
    async with alarm:
        await stopped.wait()
    return True


def _judge(outcome: object) -> None:
    """Raise for what waiting cannot mend; log what it can."""
    if isinstance(outcome, discord.LoginFailure):
        raise CannotRun(_REFUSED_TOKEN) from None
    if isinstance(outcome, discord.PrivilegedIntentsRequired):
        raise CannotRun("Discord refused the connection because of privileged intents, which Meetward never asks for.")
    if isinstance(outcome, BaseException) and not isinstance(outcome, asyncio.CancelledError):
        # discord.py raises AttributeError when its very first connection fails.
        _log.warning("connection_failed", cause=type(outcome).__name__)


_REFUSED_TOKEN = (
    "Discord refused the token. Copy it again from the developer portal (Bot → Reset Token) into DISCORD_TOKEN."
)


async def _first_look(api_url: str, token: str, stopped: asyncio.Event, say: Callable[[str], None]) -> int | None:
    """Check network, token and clock before connecting; gives the application's id, or None when told to stop."""
    wait = FIRST_WAIT
    has_said = False
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
        while not stopped.is_set():
            try:
                async with session.get(f"{api_url}/users/@me", headers=_headers(token)) as answer:
                    _check_clock(answer.headers.get("Date"))
                    if answer.status == 401:
                        raise CannotRun(_REFUSED_TOKEN)
                    if answer.status == 200:
                        return int((await answer.json())["id"])
            except aiohttp.ClientConnectorDNSError:
                raise CannotRun(_unreachable(api_url)) from None
            except (aiohttp.ClientError, TimeoutError, socket.gaierror) as error:
                _log.info("not_reached", cause=type(error).__name__)
            if not has_said:
                say("Discord doesn't answer yet. I'll keep trying.")
                has_said = True
            await _rest(stopped, wait)
            wait = min(wait * 2, LONGEST_WAIT)
    return None


def _headers(token: str) -> dict[str, str]:
    return {
        "Authorization": f"Bot {token}",
        "User-Agent": f"DiscordBot (https://github.com/Rapptz/discord.py {discord.__version__})",
    }


def _unreachable(api_url: str) -> str:
    return (
        f"{URL(api_url).host} can't be found: this machine has no network, or no name server. Check both and try again."
    )


def _check_clock(date: str | None) -> None:
    if date is None:
        return
    try:
        skew = datetime.now(UTC) - parsedate_to_datetime(date)
    except ValueError:
        return
    if abs(skew) > MOST_SKEW:
        ahead = "ahead of" if skew > timedelta(0) else "behind"
        raise CannotRun(
            f"This machine's clock is {round(abs(skew).total_seconds())} seconds {ahead} Discord's. "
            "Nudges would come at the wrong time: set the clock (for instance with NTP) and try again."
        )


@asynccontextmanager
async def _stopping() -> AsyncIterator[asyncio.Event]:
    """An event set by SIGTERM or Ctrl-C."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    try:
        yield stopped
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


@contextlib.contextmanager
def _alone(database_url: str) -> Iterator[None]:
    """Hold the lock of an embedded database: two bots on one file would send twice."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        yield
        return
    path = Path(url.database)
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(f"{path}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise CannotRun(f"Another Meetward is already running on {path}. Stop it first.") from None
    try:
        yield
    finally:
        lock.release()


async def _rest(stopped: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stopped.wait(), seconds)


def _without_password(settings: Settings) -> str:
    return make_url(settings.database_url).render_as_string(hide_password=True)


def _first_line(error: BaseException) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]

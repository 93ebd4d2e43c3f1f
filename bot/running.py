"""Running against Discord: look before connecting, stay connected, leave cleanly.

What an operator must mend is said in a sentence and ends the process; what passes by itself (Discord is down,
the line drops) is said once and waited out.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
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
from bot.app import App, load_lists, open_app, rest_the_collector
from bot.client import invite_link
from bot.settings import Settings
from data.migrating import FutureDatabase

MOST_SKEW = timedelta(minutes=1)
FIRST_WAIT = 1.0
LONGEST_WAIT = 60.0
LONGEST_GOODBYE = 3.0

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
    async with _stopping() as stopped, _opened(settings) as app, _pages(app):
        reading = _read_cities(app)
        application_id = await _first_look(settings.discord_api_url, token, stopped, say)
        if application_id is not None:
            say(f"Add the bot to a server: {invite_link(application_id)}")
            await _either(reading, stopped)
            await _serve(app, token, stopped, say)
    say("Stopped cleanly.")


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[App]:
    """The app over its database, which no other bot uses. Raises ``CannotRun``."""
    async with AsyncExitStack() as stack:
        try:
            stack.enter_context(_alone(settings.database_url))
            app = await stack.enter_async_context(open_app(settings))
        except FutureDatabase as error:
            raise CannotRun(
                f"The database was written by a newer Meetward (schema {error}). Update the program, or restore a backup."
            ) from None
        except (SQLAlchemyError, OSError) as error:
            raise CannotRun(f"The database {_without_password(settings)} can't be used: {_first_line(error)}") from None
        yield app


@asynccontextmanager
async def _pages(app: App) -> AsyncIterator[None]:
    """Serve pages of stories where the operator wants them. Raises ``CannotRun``."""
    host, port = app.settings.web_host, app.settings.web_port
    if port is None:
        yield
        return
    from bot.web import serving  # it brings libraries that nothing else needs

    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(serving(app))
        except OSError as error:
            raise CannotRun(
                f"The pages of stories can't be served at {host}:{port} ({error.strerror or error}). Perhaps another "
                "program is there: choose another WEB_PORT, or correct WEB_HOST."
            ) from None
        yield


def _read_cities(app: App) -> asyncio.Event:
    """Start to read the lists of cities and holidays; the event says when they are there.

    Whoever names a city before would stop the loop, and with it every answer, until it is. It is a daemon's
    work, not a ``to_thread``, because that would keep a bot that was told to stop from ending.
    """
    loop, is_read = asyncio.get_running_loop(), asyncio.Event()

    def read() -> None:
        try:
            load_lists(app)
        finally:
            with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(is_read.set)

    threading.Thread(target=read, name="cities", daemon=True).start()
    return is_read


async def _either(first: asyncio.Event, second: asyncio.Event) -> None:
    """Wait until one of them is set."""
    waits = [asyncio.create_task(each.wait()) for each in (first, second)]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for each in waits:
        each.cancel()


async def _serve(app: App, token: str, stopped: asyncio.Event, say: Callable[[str], None]) -> None:
    alarm = SchedulerAlarm(app.courier.sweep, app.services.deliveries.next_look, app.keep_house)
    app.store.on_planned = alarm.wake
    wait = FIRST_WAIT
    while not stopped.is_set():
        connected = await _connect_once(app, token, stopped, alarm, say)
        if not stopped.is_set():
            wait = FIRST_WAIT if connected else min(wait * 2, LONGEST_WAIT)
            _log.warning("disconnected", again_in_seconds=wait)
            await _rest(stopped, wait)


async def _connect_once(
    app: App, token: str, stopped: asyncio.Event, alarm: SchedulerAlarm, say: Callable[[str], None]
) -> bool:
    """One connection from login to its end; gives whether it ever stood."""
    client, stood = app.client(), asyncio.Event()
    running = asyncio.create_task(client.start(token, reconnect=True), name="discord")
    stopping = asyncio.create_task(stopped.wait(), name="stop")
    ready = asyncio.create_task(_deliver(client, app, alarm, stood, say), name="deliver")
    try:
        await asyncio.wait({running, stopping, ready}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        # The alarm first: a sweep through a client that is closing would only fail.
        for task in (ready, stopping):
            task.cancel()
        delivered = (await asyncio.gather(ready, return_exceptions=True))[0]
        await _close(client)
        running.cancel()
        ran = (await asyncio.gather(running, return_exceptions=True))[0]
    for outcome in (ran, delivered):
        _judge(outcome)
    return stood.is_set()


async def _deliver(
    client: discord.Client, app: App, alarm: SchedulerAlarm, stood: asyncio.Event, say: Callable[[str], None]
) -> None:
    """While connected, the alarm rings; the house is put in order beside it."""
    await client.wait_until_ready()
    say(f"Connected as {client.user}, in {len(client.guilds)} servers.")
    stood.set()
    await app.services.communities.left_all_but({guild.id for guild in client.guilds})
    rest_the_collector()
    async with alarm:
        await alarm.tidy()
        await asyncio.Event().wait()


async def _close(client: discord.Client) -> None:
    """Say goodbye to Discord; one that doesn't answer any more is left after a while."""
    try:
        async with asyncio.timeout(LONGEST_GOODBYE):
            await client.close()
    except (aiohttp.ClientError, OSError) as error:
        _log.info("left_without_goodbye", cause=type(error).__name__)
        await client.http.close()


def _judge(outcome: object) -> None:
    """Raise for what waiting cannot mend; log what it can."""
    if isinstance(outcome, discord.LoginFailure):
        raise CannotRun(_REFUSED_TOKEN) from None
    if isinstance(outcome, discord.PrivilegedIntentsRequired):
        raise CannotRun("Discord refused the connection because of privileged intents, which Meetward never asks for.")
    if isinstance(outcome, BaseException) and not isinstance(outcome, asyncio.CancelledError):
        _log.warning(
            "connection_failed", cause=type(outcome).__name__, exc_info=None if _is_weather(outcome) else outcome
        )


def _is_weather(error: BaseException) -> bool:
    """Whether a line is enough; discord.py raises AttributeError when its very first connection fails."""
    if isinstance(error, discord.HTTPException):
        return error.status >= 500 or error.status == 429
    weather = (aiohttp.ClientError, OSError, discord.ConnectionClosed, discord.GatewayNotFound, AttributeError)
    return isinstance(error, weather)


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

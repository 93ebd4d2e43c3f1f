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
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
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
from bot.app import App, load_lists, open_app, real_clock, rest_the_collector
from bot.client import invite_link
from bot.first_look import REFUSED_TOKEN, clock_fault, glance, shards_wanted, unreachable
from bot.logs import hide
from bot.machine import machine_fault
from bot.operations.backing_up import DailyBackups, back_up_before_migrating
from bot.settings import Settings
from data.files import UnusableError, reason_of
from data.migrating import FutureDatabase
from data.replicas import all_of

FIRST_WAIT = 1.0
LONGEST_WAIT = 60.0
LONGEST_GOODBYE = 3.0
_TOO_FEW_SHARDS = 4011

_log = structlog.get_logger(__name__)


class CannotRun(Exception):  # noqa: N818 - it is an answer to the operator
    """Why the bot cannot run until somebody does something; the text is for the operator."""


async def run(settings: Settings, say: Callable[[str], None]) -> None:
    """Run until told to stop. Raises ``CannotRun``."""
    if fault := machine_fault():
        raise CannotRun(fault)
    if settings.discord_token is None:
        raise CannotRun("There is no DISCORD_TOKEN. Copy .env.example to .env and put your bot's token into it.")
    if not settings.shards.are_all and settings.database_url.startswith("sqlite"):
        raise CannotRun(
            "SHARD_IDS names some of the shards only, and one process alone can use a file. See docs/scaling.md."
        )
    token = settings.discord_token.get_secret_value()
    hide(token, make_url(settings.database_url).password)
    Route.BASE = settings.discord_api_url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(settings.discord_gateway_url)
    async with _stopping() as stopped, _opened(settings) as app, _watched(app), _pages(app):
        reading = _read_cities(app)
        application_id = await _first_look(app, token, stopped, say)
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
            stack.enter_context(alone(settings.database_url))
            await asyncio.to_thread(back_up_before_migrating, settings, real_clock)
            app = await stack.enter_async_context(open_app(settings))
        except FutureDatabase as error:
            raise CannotRun(written_later(error)) from None
        except UnusableError as error:
            raise CannotRun(
                f"The database was to be backed up before it is brought up to date, and that failed: {error} Mend that, "
                "or make a backup yourself and run python -m bot migrate --no-backup."
            ) from None
        except (SQLAlchemyError, OSError) as error:
            raise CannotRun(unusable(settings, error)) from None
        yield app


@asynccontextmanager
async def _pages(app: App) -> AsyncIterator[None]:
    """Serve pages of stories where the operator wants them. Raises ``CannotRun``."""
    host, port = app.settings.web_host, app.settings.web_port
    if port is None:
        yield
        return
    from bot.web import serving  # it brings libraries that nothing else needs

    async with _listening(serving(app), "The pages of stories", f"{host}:{port}", "WEB"):
        yield


@asynccontextmanager
async def _watched(app: App) -> AsyncIterator[None]:
    """Serve health and numbers where the operator wants them. Raises ``CannotRun``."""
    host, port = app.settings.health_host, app.settings.health_port
    if port is None:
        yield
        return
    from bot.operations.health import watching  # it brings libraries that nothing else needs

    async with _listening(watching(app), "Health", f"{host}:{port}", "HEALTH"):
        yield


@asynccontextmanager
async def _listening(
    served: AbstractAsyncContextManager[None], what: str, where: str, settings: str
) -> AsyncIterator[None]:
    """Serve meanwhile. Raises ``CannotRun`` where the port or host cannot be had."""
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(served)
        except OSError as error:
            raise CannotRun(
                f"{what} can't be served at {where} ({error.strerror or error}). Perhaps another program is there: "
                f"choose another {settings}_PORT, or correct {settings}_HOST."
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
    backups = DailyBackups(app.settings, app.store, app.services.desk.clock)

    async def keep_house() -> None:
        await app.keep_house()
        await backups.make()

    alarm = SchedulerAlarm(app.courier.sweep, app.services.deliveries.next_look, keep_house)
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
    app.registry.kit.watch.connects(client)
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
    await app.services.communities.left_all_but({guild.id for guild in client.guilds}, app.shards.cover)
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
    if isinstance(outcome, discord.ConnectionClosed) and outcome.code == _TOO_FEW_SHARDS:
        raise CannotRun(
            "The bot is in too many servers for SHARD_COUNT shards: raise it. See docs/scaling.md."
        ) from None
    if isinstance(outcome, discord.LoginFailure):
        raise CannotRun(REFUSED_TOKEN) from None
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


async def _first_look(app: App, token: str, stopped: asyncio.Event, say: Callable[[str], None]) -> int | None:
    """Check network, token and clock before connecting; gives the application's id, or None when told to stop.

    How many shards there are is asked too, where the operator leaves it to Discord.
    """
    api_url = app.settings.discord_api_url
    wait = FIRST_WAIT
    has_said = False
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
        while not stopped.is_set():
            try:
                found = await glance(session, api_url, token)
                if fault := clock_fault(found.skew):
                    raise CannotRun(fault)
                if found.status == 401:
                    raise CannotRun(REFUSED_TOKEN)
                if found.account_id is not None:
                    if app.settings.shard_count is None:
                        app.shards = all_of(await shards_wanted(session, api_url, token))
                    return found.account_id
            except aiohttp.ClientConnectorDNSError:
                raise CannotRun(unreachable(api_url)) from None
            except (aiohttp.ClientError, TimeoutError, socket.gaierror) as error:
                _log.info("not_reached", cause=type(error).__name__)
            if not has_said:
                say("Discord doesn't answer yet. I'll keep trying.")
                has_said = True
            await _rest(stopped, wait)
            wait = min(wait * 2, LONGEST_WAIT)
    return None


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
def alone(database_url: str) -> Iterator[None]:
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


def written_later(error: FutureDatabase) -> str:
    return f"The database was written by a newer Meetward (schema {error}). Update the program, or restore a backup."


def unusable(settings: Settings, error: BaseException) -> str:
    """Why a database can't be used, in a line and without its password."""
    shown = make_url(settings.database_url).render_as_string(hide_password=True)
    return f"The database {shown} can't be used: {reason_of(error)}"

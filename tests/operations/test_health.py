"""Health, readiness and numbers of the bot as it is shipped, read over real sockets while it works and while Discord is away."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from bot.app import App, open_app
from bot.operations import health, metrics
from bot.operations.health import watching
from bot.operations.metrics import Metrics, route
from bot.settings import Settings
from tests.support.sources import ROOT
from tests.wire.bot_process import settings_for
from tests.wire.redirect import redirected
from tests.wire.test_web import free_port
from tests.wire.town import Town, a_town, eventually

DOCUMENT = ROOT / "docs" / "watching.md"
LIBRARY = ("process_", "python_")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


class Watcher:
    """Whoever asks the bot how it is."""

    def __init__(self, session: ClientSession, port: int) -> None:
        self._session = session
        self._base = f"http://127.0.0.1:{port}"

    async def asks(self, path: str, method: str = "GET") -> tuple[int, str]:
        async with self._session.request(method, self._base + path) as answer:
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Server"] == "Meetward"
            return answer.status, await answer.text()

    async def scrapes(self) -> dict[str, Metric]:
        status, text = await self.asks("/metrics")
        assert status == 200
        return {each.name: each for each in text_string_to_metric_families(text)}

    async def until(self, status: int, *, seconds: float) -> str:
        """Wait for readiness, or its end; gives what is said then."""
        deadline = asyncio.get_running_loop().time() + seconds
        while (answer := await self.asks("/readyz"))[0] != status:
            assert asyncio.get_running_loop().time() < deadline, answer
            await asyncio.sleep(0.05)
        return answer[1]

    async def until_counted(self, number: float, of: str, *, seconds: float = 8, **labels: str) -> None:
        deadline = asyncio.get_running_loop().time() + seconds
        while (found := value(await self.scrapes(), of, **labels)) != number:
            assert asyncio.get_running_loop().time() < deadline, f"{of} is {found}"
            await asyncio.sleep(0.05)


def value(numbers: dict[str, Metric], of: str, **labels: str) -> float:
    """The sum of a metric's samples with these labels; nothing was counted yet where there are none."""
    family = numbers[of.removesuffix("_total").removesuffix("_count")]
    found = [each for each in family.samples if each.name == of and labels.items() <= each.labels.items()]
    return sum(each.value for each in found)


async def test_it_lives_works_and_counts_and_says_so_when_discord_is_away(town: Town) -> None:
    port = free_port()
    async with ClientSession() as session, town.bot(HEALTH_PORT=str(port)) as bot:
        watcher = Watcher(session, port)
        await bot.ready()
        ready = await watcher.until(200, seconds=5)
        assert ready == "database: ok\ncommands: ok\ndiscord: ok\nsweep: ok\n"
        await town.set_up()
        await town.start_mission(town.alice)
        await town.post_in(town.server.dm(town.alice))
        await town.slash(town.bob, "mission pause")
        preview = await town.tell(town.alice, await town.met(town.alice, "Chris Example"), "We had tea.")
        await town.click(town.alice, preview, "story.post")
        await town.post_in(town.recaps)
        await town.settled()

        numbers = await watcher.scrapes()
        _check_what_happened(numbers)
        _, text = await watcher.asks("/metrics")
        _check_nobody_is_told_of(town, text)
        _check_the_document(numbers)
        for path, method in (("/", "GET"), ("/metrics/..%2f", "GET"), ("/metrics", "POST")):
            assert await watcher.asks(path, method) in ((404, "Nothing here.\n"), (405, "Nothing here.\n"))

        await town.server.__aexit__(None, None, None)
        away = await watcher.until(503, seconds=5)
        assert "discord: shard 0 not connected" in away
        assert "database: ok" in away
        assert await watcher.asks("/healthz") == (200, "ok\n")
        assert value(await watcher.scrapes(), "meetward_gateway_connected") == 0
        await town.server.__aenter__()
        # discord.py waits by chance between its tries, ever longer.
        await watcher.until(200, seconds=60)
        await watcher.until_counted(1, "meetward_gateway_reconnects_total", shard="0")
        # What the database knows is asked once in a few seconds.
        await watcher.until_counted(1, "meetward_direct_messages_opened", within="hour")
        assert await bot.stopped() == 0
    assert "Traceback" not in bot.output


async def test_it_says_which_part_does_not_work(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "STUCK", 0.3)
    monkeypatch.setattr(health, "FRESH", 0.0)
    monkeypatch.setattr(metrics, "FORGOTTEN", 0.5)
    port = free_port()
    backups = town.folder / "backups"
    async with _watched_here(town, port, backups) as app, ClientSession() as session:
        watcher = Watcher(session, port)
        assert await watcher.asks("/readyz") == (
            503,
            "database: ok\ncommands: are not known to be Discord's yet\ndiscord: not connected\nsweep: ok\n",
        )
        assert value(await watcher.scrapes(), "meetward_backup_age_seconds") == float("inf")
        backups.mkdir()
        (backups / "daily-20261124T000000Z.db").touch()
        assert value(await watcher.scrapes(), "meetward_backup_age_seconds") < 60

        async with _connected(town, app):
            assert "sweep: no sign of life for" in await watcher.until(503, seconds=5)
            await app.courier.sweep()
            assert (await watcher.asks("/readyz"))[0] == 200

            fault = town.server.fail("POST", "/interactions/*/*/callback", "reset", 2)
            await town.server.slash(town.alice, town.general, "help")
            await eventually(lambda: fault.is_spent)
            await watcher.until_counted(1, "meetward_interactions_total", name="help", outcome="lost")
            assert value(await watcher.scrapes(), "meetward_interaction_answer_seconds_count", name="help") == 0

        async with AsyncExitStack() as readers:
            for _ in range(4):
                work = await readers.enter_async_context(app.store.read())
                await work.missions.departed()
            assert "database: gave no answer within 1 s" in (await watcher.asks("/readyz"))[1]
            assert value(await watcher.scrapes(), "meetward_database_up") == 0
            assert await watcher.asks("/healthz") == (200, "ok\n")
        assert value(await watcher.scrapes(), "meetward_database_up") == 1


@asynccontextmanager
async def _watched_here(town: Town, port: int, backups: Path) -> AsyncIterator[App]:
    """The bot in this process, watched and not connected."""
    known = settings_for(town.server, town.database)
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        database_url=known["DATABASE_URL"],
        discord_token=None,
        health_port=port,
        backup_folder=backups,
    )
    async with open_app(settings) as app, watching(app):
        yield app


@asynccontextmanager
async def _connected(town: Town, app: App) -> AsyncIterator[None]:
    with redirected(town.server):
        client = app.client()
        app.registry.kit.watch.connects(client)
        async with client:
            connection = asyncio.create_task(client.start(town.server.token))
            await client.wait_until_ready()
            yield
        await connection


def _check_what_happened(numbers: dict[str, Metric]) -> None:
    met = {"kind": "application_command", "name": "met"}
    assert value(numbers, "meetward_interactions_total", **met, outcome="answered") == 1
    assert value(numbers, "meetward_interaction_answer_seconds_count", **met) == 1
    assert value(numbers, "meetward_interactions_total", name="story.post", kind="component") == 1
    assert value(numbers, "meetward_interactions_total", name="mission pause", outcome="refused") == 1
    assert value(numbers, "meetward_deliveries_total", kind="post", outcome="sent") == 1
    assert value(numbers, "meetward_deliveries_total", kind="welcome", outcome="sent") == 1
    posted = {"method": "POST", "route": "/channels/{id}/messages", "status": "2xx"}
    assert value(numbers, "meetward_discord_requests_total", **posted) >= 2
    callbacks = {"route": "/interactions/{id}/{token}/callback", "status": "2xx"}
    assert value(numbers, "meetward_discord_requests_total", **callbacks) >= 5
    assert value(numbers, "meetward_gateway_connected", shard="0") == 1
    assert value(numbers, "meetward_servers") == 1
    assert value(numbers, "meetward_database_up") == 1
    assert value(numbers, "meetward_database_write_seconds_count") > 5
    assert value(numbers, "meetward_direct_messages_budget", within="day") == 100
    assert value(numbers, "meetward_deliveries_due") == 0
    assert value(numbers, "meetward_delivery_lag_seconds") == 0
    assert value(numbers, "process_resident_memory_bytes") > 10_000_000


def _check_nobody_is_told_of(town: Town, text: str) -> None:
    """Neither their ids nor names, words or tokens; an id has 17 digits at least."""
    words = ("alice", "olivia", "Chris", "Bloomington", "tea", town.server.token, "wire-token")
    assert [each for each in words if each in text] == []
    assert re.findall(r"(?<![.\d])\d{17,}", text) == []
    labels = {match[1] for match in re.finditer(r'="([^"]*)"', text)}
    assert [each for each in labels if not re.fullmatch(r"[\w ./{}@+:,()-]{0,60}", each)] == []


def _check_the_document(numbers: dict[str, Metric]) -> None:
    """The table names exactly what is served, by the names a query needs."""
    documented = set(re.findall(r"^\| `(meetward_\w+)", DOCUMENT.read_text("utf-8"), re.MULTILINE))
    served = {_queried(each) for each in numbers.values() if not each.name.startswith(LIBRARY)}
    assert served - documented == set()


def _queried(metric: Metric) -> str:
    return metric.name + {"counter": "_total"}.get(metric.type, "_info" if metric.name.endswith("_build") else "")


def test_the_document_names_no_number_that_is_gone() -> None:
    documented = set(re.findall(r"`(meetward_\w+)", DOCUMENT.read_text("utf-8")))
    known = {_queried(each) for each in Metrics().registry.collect() if not each.name.startswith(LIBRARY)}
    of_queries = {each + end for each in known for end in ("", "_bucket", "_count", "_sum")}
    assert documented >= known
    assert documented - of_queries == set()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/interactions/1234567890/aW50ZXJhY3Rpb24/callback?with_response=true", "/interactions/{id}/{token}/callback"),
        ("/webhooks/12/aW50/messages/@original", "/webhooks/{id}/{token}/messages/@original"),
        ("/webhooks/12/34", "/webhooks/{id}/{token}"),
        ("/users/@me/channels", "/users/@me/channels"),
        ("/guilds/1/members/2", "/guilds/{id}/members/{id}"),
        ("/guilds/Bloomington/alice", "/guilds/{other}/{other}"),
    ],
)
def test_a_route_holds_nothing_that_was_filled_in(path: str, expected: str) -> None:
    assert route(path) == expected


async def test_a_port_that_is_taken_is_said_in_a_sentence(town: Town) -> None:
    async with town.bot(HEALTH_PORT=str(town.server.port)) as bot:
        assert await bot.ended() == 3
        assert "choose another HEALTH_PORT" in bot.output

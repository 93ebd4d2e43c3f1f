"""What every story shares: a world, and a judge who reads all that was sent in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
import simcord

from bot import app
from cogs.kit.limits import LIMIT_OF
from tests.stories.browser import open_browser
from tests.stories.tour import Tour, open_tour
from tests.stories.world import World, open_world
from tests.support.judging import request_faults
from tests.support.kept import keep
from tests.support.painting import SharedStudio

if TYPE_CHECKING:
    from playwright.async_api import Browser


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture
async def tour(tmp_path: Path) -> AsyncIterator[Tour]:
    """The same read in a language nobody speaks; afterwards everything shown must have come from a catalogue."""
    async with open_tour(tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One for all stories of a process: to start it takes longer than most of them do in it."""
    async with open_browser() as opened:
        yield opened


@pytest.fixture(autouse=True)
def _judged(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Judge every request of every simulated Discord a story started, however it was opened.

    Where Discord's description is absent its limits alone are judged;
    `test_requests.py` is skipped then and says why.
    """
    started: list[simcord.Env] = []
    start = simcord.Env.start

    async def remembered(env: simcord.Env) -> None:
        started.append(env)
        await start(env)

    monkeypatch.setattr(simcord.Env, "start", remembered)
    yield
    faults = [fault for env in started for fault in request_faults(env.http_requests)]
    assert not faults, "Discord would refuse:\n" + "\n".join(faults)


@pytest.fixture(autouse=True)
def _kept(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(monkeypatch)
    monkeypatch.setattr(app, "Studio", SharedStudio)


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """For pressing everything at one moment of a clock that stands still, which is more than one member may."""
    for name, limit in LIMIT_OF.items():
        monkeypatch.setitem(LIMIT_OF, name, replace(limit, times=100_000))

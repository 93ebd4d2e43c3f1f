"""Chromium, for the stories told in a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

if TYPE_CHECKING:
    from playwright.async_api import Browser

try:
    from playwright.async_api import async_playwright
except ImportError:  # a machine without the browser's driver still runs the rest
    async_playwright = None  # type: ignore[assignment]

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Test = TypeVar("Test", bound=Callable[..., Any])

_missing = pytest.mark.skipif(
    async_playwright is None or not CHROMIUM.exists(), reason="needs playwright and Debian's chromium"
)


def needs_browser(test: Test) -> Test:
    """Skip it where there is none; it runs in the loop that the browser lives in."""
    marked: Test = _missing(pytest.mark.asyncio(loop_scope="session")(test))
    return marked


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_ARGS)
        yield browser
        await browser.close()

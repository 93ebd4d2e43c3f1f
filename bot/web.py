"""Communities' pages of stories, served by the bot's own process: read by whoever has the address, and by nobody else.

There is a page, its feed and its photos; everything else is not found, in the same words, whether a community has a page or
not. Nothing is taken in. A web server with TLS stands before it (docs/web.md).
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import structlog
from aiohttp import web
from cachetools import LRUCache

from bot.app import App
from cogs.kit.callings import Callings
from cogs.kit.chapters import book
from meetups.exchange.storybook import Book
from meetups.exchange.storybook.feed import to_feed
from meetups.exchange.storybook.html import STYLE_HASH, to_page
from meetups.services.common import identifier
from meetups.services.stories import Page

AT_ONCE: Final = 2
"""Looks into the database at once, which leaves most of its readers to the bot itself."""
MOST: Final = 256
"""Requests that are answered or wait; of more, each is asked to come back."""
_PAGES: Final = 256
_FEED: Final = 0
"""Among the numbers of pages, the feed."""
_NAMES_IN: Final = 4.0
_GOODBYE: Final = 1.0
_POLICY: Final = (
    f"default-src 'none'; img-src 'self'; style-src {STYLE_HASH}; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "Server": "Meetward",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
_OWN, _ANYWHERE = "same-origin", "cross-origin"
"""Who may embed what is answered: nobody else a page; readers of a feed show its photos."""

_log = structlog.get_logger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class NotYetError(Exception):
    """The bot is not connected, so that it does not know what people are called."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made, its mark, and when, by the monotonic clock."""

    body: bytes
    kind: str
    tag: str
    at: float


@asynccontextmanager
async def serving(app: App) -> AsyncIterator[None]:
    """Serve while the block runs. Raises ``OSError`` where the port or host cannot be had."""
    # What isn't HTTP at all would be logged with a traceback, which anybody could cause.
    silent = logging.Logger("web", logging.CRITICAL)
    runner = web.AppRunner(application(app), access_log=None, logger=silent, shutdown_timeout=_GOODBYE)
    await runner.setup()
    try:
        await web.TCPSite(runner, app.settings.web_host, app.settings.web_port).start()
        yield
    finally:
        await runner.cleanup()


def application(app: App) -> web.Application:
    pages = _Pages(app)
    served = web.Application(middlewares=[pages.guard], client_max_size=1024)
    served.router.add_get("/s/{key}", pages.page)
    served.router.add_get("/s/{key}/feed.atom", pages.feed)
    served.router.add_get("/s/{key}/photos/{photo_id}.jpg", pages.photo)
    served.router.add_route("*", "/{path:.*}", _nothing)
    served.on_response_prepare.append(_with_headers)
    served.on_cleanup.append(pages.rest)
    return served


class _Pages:
    """What is read often is made once in a while; whether it may be read is asked each time."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._shelf = app.services.shelf
        self._fresh = app.settings.web_cache_seconds
        self._callings = Callings()
        self._making: LRUCache[tuple[str, int], asyncio.Task[Made | None]] = LRUCache(_PAGES)
        self._looking = asyncio.Semaphore(AT_ONCE)
        self._here = 0

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer plainly whatever goes wrong, and only so many at once."""
        if self._here >= MOST:
            return _later("Too many readers at once. Please try again in a moment.")
        self._here += 1
        try:
            return await handler(request)
        except web.HTTPException:
            return _plain(404, "Nothing here.")
        except NotYetError:
            return _later("Just starting. Please try again in a minute.")
        except Exception as error:
            _log.error("web_request_failed", exc_info=error)
            return _plain(500, "Something went wrong here. Please try again later.")
        finally:
            self._here -= 1

    async def rest(self, _served: web.Application) -> None:
        """End what is being made; nobody reads it any more."""
        making = list(self._making.values())
        for each in making:
            each.cancel()
        await asyncio.gather(*making, return_exceptions=True)

    async def page(self, request: web.Request) -> web.StreamResponse:
        number = identifier(request.query.get("page", "1"))
        if number == _FEED:
            raise web.HTTPNotFound
        return await self._made(request, number)

    async def feed(self, request: web.Request) -> web.StreamResponse:
        return await self._made(request, _FEED)

    async def photo(self, request: web.Request) -> web.StreamResponse:
        async with self._looking:
            shot = await self._shelf.photo(request.match_info["key"], identifier(request.match_info["photo_id"]))
        if shot is None:
            raise web.HTTPNotFound
        # A photo is never changed: another one is another number.
        made = Made(shot.data, "image/jpeg", f"{shot.id}-{len(shot.data)}", time.monotonic())
        return self._answer(request, made, embedded=_ANYWHERE)

    async def _made(self, request: web.Request, number: int) -> web.StreamResponse:
        """A page by its number, or the feed."""
        key = request.match_info["key"]
        async with self._looking:
            community = await self._shelf.community(key)
        if community is None:
            raise web.HTTPNotFound
        making = self._making.get((key, number))
        if making is None or self._is_over(making):
            making = asyncio.create_task(self._make(key, number), name="page")
            self._making[key, number] = making
        # Whoever gives up waiting leaves it to the others.
        made = await asyncio.shield(making)
        if made is None:
            raise web.HTTPNotFound
        return self._answer(request, made)

    def _is_over(self, making: asyncio.Task[Made | None]) -> bool:
        """Whether to make it anew: it failed, or is too old."""
        if not making.done():
            return False
        made = None if making.cancelled() or making.exception() else making.result()
        return made is None or time.monotonic() - made.at >= self._fresh

    async def _make(self, key: str, number: int) -> Made | None:
        at = time.monotonic()
        async with self._looking:
            page = await self._shelf.page(key, 1 if number == _FEED else number)
        if page is None:
            return None
        found = await self._book(page)
        if number != _FEED:
            body = await asyncio.to_thread(to_page, found, key, number=number, has_older=page.has_older)
            kind = "text/html"
        else:
            since = page.community.web_since or page.community.created_at
            address = self._shelf.address(key)
            body = await asyncio.to_thread(to_feed, found, address, page.community.id, since)
            kind = "application/atom+xml"
        return Made(body, kind, hashlib.sha256(body).hexdigest()[:32], at)

    async def _book(self, page: Page) -> Book:
        guild = await self._app.guild(page.community.id)
        if guild is None:
            raise NotYetError
        named = {person_id for tale in page.tales for person_id in tale.named}
        names = await self._callings.of(guild, named, _NAMES_IN)
        t = self._app.registry.kit.lexicon.words(page.community.locale)
        about = t("People who know each other online tell of the day they met. Nobody is named who didn't agree.")
        return book(t, page.community.name, about, page.tales, names)

    def _answer(self, request: web.Request, made: Made, *, embedded: str = _OWN) -> web.Response:
        headers = {
            # Whoever keeps a copy counts from when it was made: nothing is read longer than that after it was taken down.
            "Age": str(int(time.monotonic() - made.at)),
            "Cache-Control": f"public, max-age={int(self._fresh)}",
            "Cross-Origin-Resource-Policy": embedded,
            "ETag": f'"{made.tag}"',
        }
        if any(each.value in (made.tag, "*") for each in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        charset = None if made.kind.startswith("image/") else "utf-8"
        return web.Response(body=made.body, content_type=made.kind, charset=charset, headers=headers)


async def _nothing(_request: web.Request) -> web.StreamResponse:
    raise web.HTTPNotFound


async def _with_headers(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.setdefault("Cross-Origin-Resource-Policy", _OWN)
    response.headers.update(_HEADERS)


def _plain(status: int, text: str) -> web.Response:
    return web.Response(status=status, text=f"{text}\n", headers={"Cache-Control": "no-store"})


def _later(text: str) -> web.Response:
    response = _plain(503, text)
    response.headers["Retry-After"] = "30"
    return response

"""The demo's web page: our panel around simcord's page, both from one loopback port.

simcord's own server moves, and changes its capability, with every preview. What we do not serve ourselves is handed
on to wherever it is now: the address told to the visitor stays, and one forwarded port is enough from afar. Only
loopback names are answered (a foreign name that leads to 127.0.0.1 is a rebinding attack), and whatever changes
something must come from our own page.
"""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, nullcontext
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from aiohttp import ClientConnectionError, ClientSession, ClientTimeout, DummyCookieJar, web
from simcord import SetupError
from yarl import URL

from bot.demo.stage import CannotDoError, Person, Place, Stage

STATIC = Path(__file__).with_name("static")
OURS = ("style.css", "app.js", "chat.css", "mark.svg")
FRAME = "/chat"  # simcord's "/" under a name that leaves "/" to us
LOOPBACK = {"127.0.0.1", "localhost"}  # with any port: a tunnel may start from another one
LARGEST_UPLOAD = 27 * 1024 * 1024  # simcord takes 26 MiB
PORTS_TRIED = 20

OUR_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
OUR_HEADERS = {
    "Content-Security-Policy": OUR_POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
# About one connection, not about the content; Host and Origin must name simcord's own address or be absent.
PER_HOP = {"connection", "content-length", "date", "host", "keep-alive", "origin", "transfer-encoding"}

STAGE = web.AppKey("stage", Stage)
UPSTREAM = web.AppKey("upstream", ClientSession)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serve(stage: Stage, port: int = 8765) -> AsyncIterator[str]:
    """Serve the page while the block runs; gives the address to open. A port in use means the next one."""
    runner = web.AppRunner(application(stage), access_log=None)
    await runner.setup()
    try:
        yield f"http://127.0.0.1:{await _listen(runner, port)}/"
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, port: int) -> int:
    for candidate in range(port, port + PORTS_TRIED):
        try:
            await web.TCPSite(runner, "127.0.0.1", candidate).start()
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
        else:
            return candidate
    raise CannotDoError(f"No free port between {port} and {port + PORTS_TRIED - 1}.")


def application(stage: Stage) -> web.Application:
    app = web.Application(middlewares=[_guard, _explain], client_max_size=LARGEST_UPLOAD)
    app[STAGE] = stage
    app.cleanup_ctx.append(_upstream)
    app.router.add_get("/", _ours("index.html"))
    for name in OURS:
        app.router.add_get(f"/demo/{name}", _ours(name))
    app.router.add_get("/demo/state", _state)
    app.router.add_post("/demo/look", _look)
    app.router.add_post("/demo/jump", _jump)
    app.router.add_post("/demo/menu", _menu)
    app.router.add_get(FRAME, _frame)
    app.router.add_route("*", "/{path:.*}", _relay)
    return app


async def _upstream(app: web.Application) -> AsyncIterator[None]:
    async with ClientSession(
        auto_decompress=False, cookie_jar=DummyCookieJar(), timeout=ClientTimeout(total=None)
    ) as session:
        app[UPSTREAM] = session
        yield


# ---------------------------------------------------------------------- doors


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer our own page only: by loopback name, and for changes by origin too."""
    if request.host.partition(":")[0] not in LOOPBACK:
        raise web.HTTPForbidden(text="The demo answers to 127.0.0.1 and localhost only.")
    origin = request.headers.get("Origin")
    if request.method not in {"GET", "HEAD"} and origin not in {None, f"http://{request.host}"}:
        raise web.HTTPForbidden(text="The demo takes orders from its own page only.")
    return await handler(request)


@web.middleware
async def _explain(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Say in words what could not be done; the page shows them."""
    try:
        return await handler(request)
    except (CannotDoError, SetupError) as error:
        return _answer({"error": str(error)}, status=409)
    except TimeoutError:
        return _answer({"error": "The bot is still busy with that. Give it a moment."}, status=504)
    except ClientConnectionError:
        return _answer({"error": "The conversation is just being changed."}, status=503)


# ---------------------------------------------------------------------- our page


def _ours(name: str) -> Handler:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.FileResponse(STATIC / name, headers={**OUR_HEADERS, "Cache-Control": "no-cache"})

    return answer


async def _state(request: web.Request) -> web.Response:
    stage = request.app[STAGE]
    await stage.catch_up()
    return _answer(state(stage))


async def _look(request: web.Request) -> web.Response:
    order = await _order(request)
    await request.app[STAGE].look(order.get("person", ""), order.get("place", ""))
    return await _state(request)


async def _jump(request: web.Request) -> web.Response:
    try:
        until = datetime.fromisoformat((await _order(request)).get("when", ""))
    except ValueError:
        raise CannotDoError("That is not a moment in time.") from None
    await request.app[STAGE].jump(until)
    return await _state(request)


async def _menu(request: web.Request) -> web.Response:
    order = await _order(request)
    await request.app[STAGE].menu(order.get("name", ""), order.get("target", ""))
    return await _state(request)


async def _order(request: web.Request) -> dict[str, str]:
    """The JSON object of a request; for its content type a browser must ask before it sends one from elsewhere."""
    try:
        order = await request.json() if request.content_type == "application/json" else None
    except ValueError:
        order = None
    if not isinstance(order, dict) or not all(isinstance(value, str) for value in order.values()):
        raise CannotDoError("The page sent something the demo does not understand.")
    return order


def _answer(value: dict[str, Any], status: int = 200) -> web.Response:
    return web.json_response(value, status=status, headers=OUR_HEADERS)


def state(stage: Stage) -> dict[str, Any]:
    """Everything the panel shows, as JSON."""
    _, capability = stage.address
    return {
        "community": stage.community,
        "people": [_person(stage, person) for person in stage.people],
        "places": [_place(stage, place) for place in stage.places(stage.person)],
        "clock": _clock(stage),
        "jumps": [{"label": jump.label, "when": jump.when.isoformat()} for jump in stage.jumps()],
        "menus": stage.menus(),
        "tips": [{"text": tip.text, "command": tip.command} for tip in stage.tips],
        "frame": f"{FRAME}?{stage.frame}#{capability}",
    }


def _person(stage: Stage, person: Person) -> dict[str, Any]:
    return {
        "key": person.key,
        "name": person.name,
        "mention": person.actor.mention,
        "here": person == stage.person,
        "unread": stage.waiting(person),
    }


def _place(stage: Stage, place: Place) -> dict[str, Any]:
    return {
        "key": place.key,
        "name": place.name,
        "direct": place.owner is not None,
        "here": place == stage.place,
        "unread": stage.unread(stage.person, place),
    }


def _clock(stage: Stage) -> dict[str, str]:
    local = stage.now.astimezone(stage.person.zone)
    return {
        "iso": local.isoformat(),
        "day": f"{local:%a} {local.day} {local:%b}",
        "time": f"{local:%H:%M}",
        "zone": stage.person.zone.key.rpartition("/")[2].replace("_", " "),
        "spoken": f"{local:%A} {local.day} {local:%B}, {local:%H:%M}",
    }


# ---------------------------------------------------------------------- simcord's page


async def _frame(request: web.Request) -> web.Response:
    """simcord's page in our clothes. The stylesheet that hides the workbench comes with it, so nothing flashes."""
    page = await _fetch(request, "/")
    assert isinstance(page.body, bytes)
    page.body = page.body.replace(b"</head>", b'<link rel="stylesheet" href="/demo/chat.css"></head>', 1)
    return page


async def _relay(request: web.Request) -> web.Response:
    """Hand on anything else. A click waits for its turn, so that it never overlaps with the panel's own acts."""
    async with request.app[STAGE].clicking() if request.path == "/api/action" else nullcontext():
        return await _fetch(request, request.raw_path)


async def _fetch(request: web.Request, path: str) -> web.Response:
    if not path.startswith("/"):
        raise web.HTTPBadRequest(text="The demo is no proxy to other places.")
    origin, _ = request.app[STAGE].address
    sent = await request.read()
    async with request.app[UPSTREAM].request(
        request.method,
        URL(origin + path, encoded=True),
        headers=_kept(request.headers),
        data=BytesIO(sent) if sent else None,  # sent in pieces: an attached file may be large
        allow_redirects=False,
    ) as answer:
        body, headers = await answer.read(), _kept(answer.headers)
    if "Content-Security-Policy" in headers:
        policy = headers["Content-Security-Policy"]
        headers["Content-Security-Policy"] = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
        headers["X-Frame-Options"] = "SAMEORIGIN"
    if path.startswith("/fonts/"):  # 30 MB that simcord would send again with every change of place
        headers["Cache-Control"] = "public, max-age=86400"
        headers.pop("Pragma", None)
    return web.Response(status=answer.status, body=body, headers=headers)


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in PER_HOP}

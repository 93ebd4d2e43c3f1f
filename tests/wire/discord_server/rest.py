"""The HTTP side: what happens to every request before and after the route that serves it.

In order: it is logged, delayed, counted against the global limit, met by an injected fault, checked for its token,
judged by Discord's description and limits, and served.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

from aiohttp import web

from tests.support.discord_description import description
from tests.support.discord_limits import limit_faults

from .errors import Json, Refused, invalid_form, refusal, unauthorized
from .messages import Upload
from .weather import Fault, Weather, reset
from .world import World

API = "/api/v10"
# The token in these paths is the authorization; discord.py sends no header with them.
_TOKEN_IN_PATH = re.compile(r"/interactions/.*|/webhooks/[^/]+/[^/]+.*")


@dataclass
class Call:
    """One request, read: `path` is relative to the API; `ids` are the parts its route's template names."""

    method: str
    path: str
    query: dict[str, str]
    body: Any = None
    files: dict[int, Upload] = field(default_factory=dict)
    at: float = field(default_factory=time.monotonic)  # seconds, monotonic
    status: int | None = None  # what was answered; None if the connection was cut or hung
    ids: dict[str, str] = field(default_factory=dict)

    def id(self, name: str) -> int:
        """A snowflake of the path. Raises Discord's 50035 where it is none."""
        text = self.ids[name]
        if not text.isdecimal():
            raise invalid_form([f"{name}: Value {text!r} is not snowflake."])
        return int(text)


Handler = Callable[[Call], "Json | list[Any] | None"]
Routes = dict[tuple[str, str], Handler]


class Rest:
    """All of REST v10 that the given routes serve; `faults` collects what the judges held against requests."""

    def __init__(self, world: World, weather: Weather, token: str, *, is_judging: bool = True) -> None:
        self._world = world
        self._weather = weather
        self._token = token
        self._is_judging = is_judging
        self._routes: list[tuple[str, re.Pattern[str], Handler]] = []
        self._closing = asyncio.Event()
        self.requests: list[Call] = []
        self.faults: list[str] = []
        self.is_v2: Callable[[Call], bool] = lambda _call: False

    def add(self, routes: Routes) -> None:
        """Serve these: (method, template such as `/channels/{channel}/messages`) to handler; first match wins."""
        for (method, template), handler in routes.items():
            pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template))
            self._routes.append((method, pattern, handler))

    def open(self) -> None:
        self._closing.clear()

    def close(self) -> None:
        """Let go of hanging requests."""
        self._closing.set()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """The aiohttp handler of everything below the API's base."""
        call = await _read(request)
        self.requests.append(call)
        await asyncio.sleep(self._weather.latency / 2)
        struck: Fault | None = None
        try:
            if not _TOKEN_IN_PATH.fullmatch(call.path):
                self._weather.count()
            struck = self._weather.strike(call.method, call.path)
            await asyncio.sleep(struck.delay if struck else 0)
            answer = None if struck and not struck.has_effect else self._answer(request, call)
            await asyncio.sleep(self._weather.latency / 2)
            if struck is not None and struck.outcome != "slow":
                await self._fail(request, struck)
            return self._respond(call, 204 if answer is None else 200, answer)
        except Refused as refused:
            return self._respond(call, refused.status, refused.body, refused.headers)

    async def _fail(self, request: web.Request, fault: Fault) -> None:
        """Answer (or not) as the fault wants; its status is raised."""
        if isinstance(fault.outcome, int):
            raise fault.refused()
        if fault.outcome == "hang":
            await self._closing.wait()
        reset(request)

    def _answer(self, request: web.Request, call: Call) -> Json | list[Any] | None:
        is_open = _TOKEN_IN_PATH.fullmatch(call.path)
        if not is_open and request.headers.get("Authorization") != f"Bot {self._token}":
            raise unauthorized()
        for method, pattern, handler in self._routes:
            found = pattern.fullmatch(call.path)
            if found and method == call.method:
                call.ids = found.groupdict()
                self._judge(call)
                return handler(call)
        self.faults.append(f"{call.method} {call.path}: not served here")
        raise refusal(0)

    def _judge(self, call: Call) -> None:
        if not self._is_judging:
            return
        described = description()
        faults = described.faults(call.method, call.path, call.body) if described else []
        faults += limit_faults(call.method, call.path, call.body, is_v2_message=self.is_v2(call))
        if faults:
            self.faults += [f"{call.method} {call.path}: {fault}" for fault in faults]
            raise invalid_form(faults)

    def _respond(self, call: Call, status: int, body: Any, headers: dict[str, str] | None = None) -> web.Response:
        call.status = status
        bucket = re.sub(r"\d{5,}", "*", call.path)[:60].encode().hex()
        # Without these discord.py would serialise every route (FINDINGS §1).
        limits = {
            "X-RateLimit-Limit": "1000",
            "X-RateLimit-Remaining": "999",
            "X-RateLimit-Reset": f"{self._world.now() + 1:.3f}",
            "X-RateLimit-Reset-After": "1.000",
            "X-RateLimit-Bucket": f"{call.method}{bucket}",
        }
        own = {"Date": formatdate(self._world.now(), usegmt=True), **limits, **(headers or {})}
        if body is None:
            return web.Response(status=status, headers=own)
        # exactly this content type: discord.py does not parse one with a charset
        own["Content-Type"] = "application/json"
        return web.Response(status=status, body=json.dumps(body).encode(), headers=own)


async def _read(request: web.Request) -> Call:
    call = Call(request.method, request.path.removeprefix(API), dict(request.query))
    if request.content_type == "multipart/form-data":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                index = int(re.sub(r"\D", "", name))
                call.files[index] = Upload(value.filename, value.file.read(), value.content_type)
            elif name == "payload_json":
                call.body = json.loads(str(value))
    elif request.can_read_body:
        text = await request.text()
        call.body = json.loads(text) if text else None
    return call

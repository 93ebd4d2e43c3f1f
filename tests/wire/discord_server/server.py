"""The server as tests hold it: the world, its two protocols on one port, people's acts, and faults on demand."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from aiohttp import web

from .acting import Acts
from .commands import Commands
from .gateway import Gateway
from .interactions import Act, Interactions
from .messages import Message
from .people import Channel, User
from .rest import API, Call, Rest
from .routes_events import EventRoutes
from .routes_interactions import InteractionRoutes
from .routes_messages import MessageRoutes
from .routes_threads import ThreadRoutes
from .routes_world import WorldRoutes
from .values import Value, Values
from .weather import Fault, Outcome, Weather, path_pattern
from .world import World

_LARGEST_REQUEST = 32 * 2**20  # bytes


class DiscordServer(World):
    """A world that is served while the `async with` lasts.

    Settings: `clock_skew`, `latency`, `nonce_window`, `interactions.answer_window`, `interactions.token_life`,
    `gateway.heartbeat_interval` (all in seconds) and `global_limit` (requests a second).
    Records: `requests`, `faults`, `gateway.identifies`, `gateway.resumes`, `commands.synced()`.
    """

    def __init__(self, *, token: str = "wire-token", port: int = 0, is_judging: bool = True) -> None:
        """`port` 0 takes a free one and keeps it when entered again; `is_judging` False is for benchmarks."""
        super().__init__()
        self.token = token
        self.port = port
        self.weather = Weather()
        self.gateway = Gateway(self, token, lambda: self.gateway_url)
        self.rest = Rest(self, self.weather, token, is_judging=is_judging)
        self.commands = Commands(self)
        self.interactions = Interactions()
        self.message_routes = MessageRoutes(self)
        self.acts = Acts(self, self.commands, self.interactions)
        answers = InteractionRoutes(self, self.interactions)
        self.rest.is_v2 = lambda call: _is_v2(self, answers, call)
        places = WorldRoutes(self, lambda: self.gateway_url)
        for part in (places, ThreadRoutes(self), self.message_routes, EventRoutes(self), self.commands, answers):
            self.rest.add(part.routes())
        self._runner: web.AppRunner | None = None

    # Life

    async def __aenter__(self) -> Self:
        self.rest.open()
        app = web.Application(client_max_size=_LARGEST_REQUEST)
        app.router.add_get("/", self.gateway.serve)
        app.router.add_get("/attachments/{id}/{name}", self._file)
        app.router.add_route("*", API + "/{path:.*}", self.rest.serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.public_base = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.rest.close()
        await self.gateway.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _file(self, request: web.Request) -> web.StreamResponse:
        upload = self.files.get(int(request.match_info["id"]))
        if upload is None:
            return web.Response(status=404)
        return web.Response(body=upload.data, headers={"Content-Type": upload.content_type})

    @property
    def http_base(self) -> str:
        """For `discord.http.Route.BASE`."""
        return self.public_base + API

    @property
    def gateway_url(self) -> str:
        """For `discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY`."""
        return f"ws://127.0.0.1:{self.port}/"

    # Records and settings

    @property
    def requests(self) -> list[Call]:
        """Every REST request in order, with method, path, body, monotonic time and the status answered."""
        return self.rest.requests

    @property
    def faults(self) -> list[str]:
        """What Discord's description and limits held against requests; a healthy test ends with none."""
        return self.rest.faults

    @property
    def nonce_window(self) -> float:
        return self.message_routes.nonce_window

    @nonce_window.setter
    def nonce_window(self, seconds: float) -> None:
        self.message_routes.nonce_window = seconds

    @property
    def latency(self) -> float:
        return self.weather.latency

    @latency.setter
    def latency(self, seconds: float) -> None:
        self.weather.latency = seconds

    @property
    def global_limit(self) -> int | None:
        return self.weather.global_limit

    @global_limit.setter
    def global_limit(self, requests_per_second: int | None) -> None:
        self.weather.global_limit = requests_per_second

    # What people do. Each raises NotOffered where Discord's client would not let them, and returns before the app
    # has answered: await the act's `answer()`.

    async def slash(self, user: User, channel: Channel, name: str, options: Values | None = None) -> Act:
        """Run `/name`, subcommands with spaces ("plan new"); options are values, users, roles, channels, uploads."""
        return self.acts.slash(user, channel, name, options)

    async def autocomplete(
        self, user: User, channel: Channel, name: str, focused: str, options: Values | None = None
    ) -> Act:
        """Type into the option `focused`; its text, and what was filled in before, are in `options`."""
        return self.acts.autocomplete(user, channel, name, focused, options or {})

    async def user_menu(self, user: User, channel: Channel, name: str, target: User) -> Act:
        return self.acts.user_menu(user, channel, name, target)

    async def message_menu(self, user: User, channel: Channel, name: str, target: Message) -> Act:
        return self.acts.message_menu(user, channel, name, target)

    async def click(self, user: User, message: Message, wanted: str, *, is_stale: bool = False) -> Act:
        """Press the button with this custom id or label; `is_stale`: a custom id the message lost, or never had."""
        if is_stale:
            return self.acts.use(user, message, wanted)
        return self.acts.click(user, message, wanted)

    async def select(self, user: User, message: Message, wanted: str, values: Sequence[Value]) -> Act:
        """Choose in the select with this custom id: option values or labels, users, roles or channels."""
        return self.acts.select(user, message, wanted, values)

    async def submit(self, user: User, custom_id: str, values: Values | None = None) -> Act:
        """Send the open form with this custom id; fields (by custom id) not named keep what was filled in."""
        return self.acts.submit(user, custom_id, values or {})

    # What goes wrong

    def fail(
        self,
        method: str,
        path: str,
        outcome: Outcome,
        times: int = 1,
        *,
        after_effect: bool = False,
        code: int | None = None,
        retry_after: float = 0.05,
        is_global: bool = False,
        delay: float = 0.0,
    ) -> Fault:
        """The next `times` requests of this method and path (`/channels/*/messages`) end in `outcome`.

        An HTTP status (with Discord's error `code`, or for 429 after `retry_after` seconds), "reset", "hang",
        "drop_answer" (the work is done, the answer lost) or "slow" (nothing goes wrong). `after_effect` does the work
        before the others, too; all of it happens `delay` seconds later than it would.
        """
        fault = Fault(method, path_pattern(path), outcome, times, after_effect, code, retry_after, is_global, delay)
        return self.weather.add(fault)

    async def drop_gateway(self, code: int = 4000, *, resumable: bool = True) -> None:
        """Close the websocket. Meanwhile people's acts wait in the session's ring, unless it is not resumable."""
        await self.gateway.drop(code, resumable=resumable)


def _is_v2(server: DiscordServer, answers: InteractionRoutes, call: Call) -> bool:
    """Whether the message this request edits already has the components-V2 flag."""
    message = answers.edited(call)
    if message is None and {"channel", "message"} <= call.ids.keys():
        channel = server.channels.get(call.id("channel"))
        message = channel.messages.get(call.id("message")) if channel else None
    return message is not None and message.is_v2

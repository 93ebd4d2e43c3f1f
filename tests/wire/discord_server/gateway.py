"""The websocket side: identify, heartbeat, dispatch, and RESUME out of a ring of recent events.

discord.py asks for `compress=zlib-stream` (one deflate stream per connection, every event ended by Z_SYNC_FLUSH);
that and plain JSON are spoken. `zstd-stream`, asked for only where the package `zstandard` is installed, is refused
with 400 rather than half spoken.

A session with shards is told of its servers only, one without of all; what has no server goes to the first shard.
"""

from __future__ import annotations

import asyncio
import json
import math
import secrets
import time
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from .errors import Json
from .world import World

_GUILD_MESSAGES, _DIRECT_MESSAGES = 1 << 9, 1 << 12
_SHARD_BITS = 22
_RING = 1000  # events kept for RESUME; Discord keeps minutes of them


class Op(IntEnum):
    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    RESUME = 6
    RECONNECT = 7
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


@dataclass(eq=False)
class _Connection:
    """One websocket, with the deflate stream that lives as long as it does."""

    socket: web.WebSocketResponse
    deflate: Any | None

    async def send(self, op: Op, data: Any, sequence: int | None = None, event: str | None = None) -> None:
        text = json.dumps({"op": op, "d": data, "s": sequence, "t": event})
        if self.socket.closed:
            return
        try:
            if self.deflate is None:
                await self.socket.send_str(text)
            else:
                packed = self.deflate.compress(text.encode()) + self.deflate.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(packed)
        except ConnectionError:  # gone without a word; the session's ring keeps the event
            await self.socket.close()


@dataclass(eq=False)
class _Session:
    """What outlives a connection: the sequence, the ring and, while connected, the queue to the socket."""

    id: str
    intents: int
    shard: tuple[int, int] = (0, 1)
    sequence: int = 0
    ring: deque[tuple[int, str, Json]] = field(default_factory=lambda: deque(maxlen=_RING))
    connection: _Connection | None = None
    outgoing: asyncio.Queue[tuple[int, str, Json]] = field(default_factory=asyncio.Queue)

    def push(self, event: str, data: Json) -> None:
        self.sequence += 1
        item = (self.sequence, event, data)
        self.ring.append(item)
        if self.connection is not None:
            self.outgoing.put_nowait(item)

    def covers(self, guild_id: int) -> bool:
        number, count = self.shard
        return (guild_id >> _SHARD_BITS) % count == number

    def wants(self, event: str, data: Json) -> bool:
        about = data["id"] if event.startswith("GUILD_") and "guild_id" not in data else data.get("guild_id")
        if not self.covers(int(about or 0)):
            return False
        if event not in {"MESSAGE_CREATE", "MESSAGE_DELETE"}:
            return True
        return bool(self.intents & (_GUILD_MESSAGES if "guild_id" in data else _DIRECT_MESSAGES))


class Gateway:
    """All sessions. `identifies` and `resumes` count the handshakes that succeeded."""

    heartbeat_interval = 41.25  # seconds, as Discord says it
    ack_after = 0.0  # seconds; discord.py takes an answer that beats its own clock for one 41 seconds late, and warns
    identify_every = 0.0  # seconds; Discord takes one IDENTIFY in five

    def __init__(self, world: World, token: str, url: Callable[[], str]) -> None:
        self._world = world
        self._token = token
        self._url = url
        self._sessions: dict[str, _Session] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._identified_at = -math.inf
        self.identifies = 0
        self.refused_identifies = 0
        self.resumes = 0
        world.dispatch = self.dispatch

    @property
    def shards(self) -> list[tuple[int, int]]:
        """Number and count of the shards that are connected."""
        return sorted(session.shard for session in self._sessions.values() if session.connection)

    @property
    def is_connected(self) -> bool:
        return any(session.connection for session in self._sessions.values())

    def dispatch(self, event: str, data: Json) -> None:
        """Send to every session; a disconnected one gets it with its RESUME."""
        for session in self._sessions.values():
            if session.wants(event, data):
                session.push(event, data)

    async def drop(self, code: int, *, resumable: bool) -> None:
        """Close every connection with this code; without `resumable` the sessions are forgotten."""
        connections = [session.connection for session in self._sessions.values() if session.connection]
        for session in self._sessions.values():
            session.connection = None
        if not resumable:
            self._sessions.clear()
        for connection in connections:
            await connection.socket.close(code=code)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """The aiohttp handler of one websocket, from HELLO to its end."""
        compress = request.query.get("compress")
        if compress not in {None, "zlib-stream"}:
            return web.Response(status=400, text=f"{compress} is not spoken here: uninstall zstandard")
        socket = web.WebSocketResponse(timeout=1.0)  # seconds a close waits for the other side
        await socket.prepare(request)
        connection = _Connection(socket, zlib.compressobj() if compress else None)
        await connection.send(Op.HELLO, {"heartbeat_interval": int(self.heartbeat_interval * 1000)})
        session: _Session | None = None
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    session = await self._receive(connection, session, json.loads(frame.data))
        finally:
            self._left(connection, session)
        return socket

    def _left(self, connection: _Connection, session: _Session | None) -> None:
        if session is None or session.connection is not connection:
            return
        session.connection = None
        if connection.socket.close_code in {WSCloseCode.OK, WSCloseCode.GOING_AWAY}:
            self._sessions.pop(session.id, None)  # a polite goodbye ends the session, as on Discord

    async def _receive(self, connection: _Connection, session: _Session | None, frame: Json) -> _Session | None:
        op, data = frame["op"], frame["d"]
        if op == Op.HEARTBEAT:
            await asyncio.sleep(self.ack_after)
            await connection.send(Op.HEARTBEAT_ACK, None)
        elif op in {Op.IDENTIFY, Op.RESUME} and data["token"] != self._token:
            await connection.socket.close(code=4004, message=b"Authentication failed.")
        elif op == Op.IDENTIFY and time.monotonic() < self._identified_at + self.identify_every:
            self.refused_identifies += 1
            await connection.send(Op.INVALID_SESSION, False)
        elif op == Op.IDENTIFY:
            return self._identify(connection, data)
        elif op == Op.RESUME:
            return await self._resume(connection, data)
        return session

    def _identify(self, connection: _Connection, data: Json) -> _Session:
        self._sessions = {key: one for key, one in self._sessions.items() if one.connection}
        number, count = data.get("shard", (0, 1))
        session = _Session(secrets.token_hex(16), data["intents"], (number, count))
        self._identified_at = time.monotonic()
        self._sessions[session.id] = session
        self.identifies += 1
        self._attach(session, connection)
        guilds = [each for each in self._world.guilds.values() if session.covers(each.id)]
        bot = self._world.bot
        ready = {
            "v": 10,
            "user": bot.payload(),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self._url(),
            "application": {"id": str(bot.id), "flags": 0},
            "shard": session.shard,
        }
        session.push("READY", ready)
        for guild in guilds:
            session.push("GUILD_CREATE", guild.payload(bot))
        return session

    async def _resume(self, connection: _Connection, data: Json) -> _Session | None:
        session, seen = self._sessions.get(data["session_id"]), data["seq"]
        oldest = session.ring[0][0] if session and session.ring else 1
        if session is None or seen is None or seen < oldest - 1 or seen > session.sequence:
            await connection.send(Op.INVALID_SESSION, False)
            return None
        self.resumes += 1
        missed = [item for item in session.ring if item[0] > seen]
        self._attach(session, connection)
        for item in missed:
            session.outgoing.put_nowait(item)
        session.push("RESUMED", {"_trace": []})
        return session

    def _attach(self, session: _Session, connection: _Connection) -> None:
        """Give the session this connection, and a task that sends to it while the two belong together."""
        session.connection, session.outgoing = connection, asyncio.Queue()
        self._tasks = {task for task in self._tasks if not task.done()}
        self._tasks.add(asyncio.create_task(_pump(session, connection, session.outgoing)))

    async def close(self) -> None:
        await self.drop(WSCloseCode.GOING_AWAY, resumable=False)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _pump(session: _Session, connection: _Connection, outgoing: asyncio.Queue[tuple[int, str, Json]]) -> None:
    while session.connection is connection:
        sequence, event, data = await outgoing.get()
        await connection.send(Op.DISPATCH, data, sequence, event)

"""Points discord.py at another Discord for as long as a block lasts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route


class Addressed(Protocol):
    """Anything with the two addresses of a Discord."""

    @property
    def http_base(self) -> str: ...

    @property
    def gateway_url(self) -> str: ...


@contextmanager
def redirected(server: Addressed) -> Iterator[None]:
    """All of discord.py's REST and gateway traffic goes to `server`; both are class attributes, so process-wide."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = server.http_base, yarl.URL(server.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway

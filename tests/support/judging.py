"""Judges what a story sent: every request against Discord's own description and the limits it does not state."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Protocol

from tests.support.discord_description import description
from tests.support.discord_limits import limit_faults

_LONG = 10_000
_FLAWLESS: set[tuple[str, str, str]] = set()
"""Long requests found without fault, above all the commands that every story sends again."""
NO_DESCRIPTION = "Discord's OpenAPI description is not beside the project (set DISCORD_OPENAPI)"


class Request(Protocol):
    """A request as simcord records it; ``json`` of a multipart request is its ``payload_json``."""

    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def json(self) -> Any: ...


def request_faults(requests: Iterable[Request]) -> list[str]:
    """Every fault of every request, a line each with the request it belongs to.

    Where Discord's description is absent only the limits are judged.
    """
    judge = description()
    faults = []
    for each in requests:
        seen = (each.method, each.path, json.dumps(each.json, sort_keys=True, default=str))
        if seen in _FLAWLESS:
            continue
        found = limit_faults(each.method, each.path, each.json)
        if judge is not None:
            found += judge.faults(each.method, each.path, each.json)
        if not found and len(seen[2]) > _LONG:
            _FLAWLESS.add(seen)
        faults += [f"{each.method} {each.path}: {fault}" for fault in found]
    return faults

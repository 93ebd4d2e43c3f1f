"""Judges what a story sent: every request against Discord's own description and the limits it does not state."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Protocol

from tests.support.discord_description import IDENTIFIER, description
from tests.support.discord_limits import limit_faults

_FLAWLESS: set[tuple[str, str, str]] = set()
"""Requests found without fault, but for which number stands where: stories send the same cards again and again."""
_TOKEN = re.compile(r"(?<=/interactions/)[^/]+/[^/]+|(?<=/webhooks/)[^/]+/[^/]+")
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
        seen = _shape(each)
        if seen in _FLAWLESS:
            continue
        found = limit_faults(each.method, each.path, each.json)
        if judge is not None:
            found += judge.faults(each.method, each.path, each.json)
        if not found:
            _FLAWLESS.add(seen)
        faults += [f"{each.method} {each.path}: {fault}" for fault in found]
    return faults


def _shape(request: Request) -> tuple[str, str, str]:
    """What there is to judge: each identifier is its place among those of the request, as long as it was."""
    places: dict[str, str] = {}

    def placed(found: re.Match[str]) -> str:
        return places.setdefault(found[0], str(len(places) + 1).zfill(len(found[0])))

    path = IDENTIFIER.sub("0", _TOKEN.sub("0/0", request.path))
    return request.method, path, IDENTIFIER.sub(placed, json.dumps(request.json, sort_keys=True, default=str))

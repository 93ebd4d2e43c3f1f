"""Durable buttons, selects and forms: what to do is written in the custom id, ``name:version:subject``.

Nothing is kept in memory, so a click works after a restart and a week later. Whose click it is and whether it
still makes sense is decided in the service; a custom id is never trusted. A message that was a delivery carries
that delivery's id behind ``~``, by which it is recognised after a crash.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from cogs.kit.act import Act

VERSION = 1
CUSTOM_ID_LIMIT = 100
_PATTERN = re.compile(r"(?P<name>[a-z_.]+):(?P<version>\d+):(?P<subject>[^~]*)(?:~(?P<delivery>\d+))?")

Doing = Callable[[Act], Awaitable[None]]


def action(name: str, *subject: object) -> str:
    """The custom id for an action about some things, given by their identifiers."""
    custom_id = f"{name}:{VERSION}:{'.'.join(str(each) for each in subject)}"
    if len(custom_id) > CUSTOM_ID_LIMIT - 20:
        raise ValueError(f"no room for a delivery id behind {custom_id!r}")
    return custom_id


@dataclass(frozen=True, slots=True)
class Called:
    """A custom id taken apart."""

    name: str
    version: int
    subject: str
    delivery_id: int | None

    @classmethod
    def read(cls, custom_id: str) -> Called | None:
        match = _PATTERN.fullmatch(custom_id)
        if match is None:
            return None
        delivery = match["delivery"]
        return cls(match["name"], int(match["version"]), match["subject"], int(delivery) if delivery else None)


@dataclass
class Actions:
    """What each action name does; features add theirs when they are loaded."""

    doings: dict[str, Doing] = field(default_factory=dict)

    def on(self, name: str) -> Callable[[Doing], Doing]:
        def add(doing: Doing) -> Doing:
            if name in self.doings:
                raise ValueError(f"two actions are called {name!r}")
            self.doings[name] = doing
            return doing

        return add

    def find(self, called: Called) -> Doing | None:
        return self.doings.get(called.name) if called.version == VERSION else None

"""The synced commands: their REST routes, and what a person typing `/plan new` is offered."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from discord import Permissions

from .errors import Json
from .people import Channel, User
from .rest import Call, Routes
from .world import World

CHAT_INPUT, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, GROUP = 1, 2
_IN_GUILD, _IN_BOT_DM = 0, 1


class NotOffered(LookupError):  # noqa: N818 - named for what happened
    """Discord would not let the person do this: no such command, option or component here for them."""


@dataclass(frozen=True)
class Found:
    """A command a person can run: the top-level definition, the names below it, and the options at its end."""

    command: Json
    groups: tuple[Json, ...]

    @property
    def options(self) -> dict[str, Json]:
        return {option["name"]: option for option in (self.groups or (self.command,))[-1].get("options") or []}

    def data(self, options: list[Json]) -> Json:
        """The interaction's `data`, the options wrapped in the subcommands they belong to."""
        for group in reversed(self.groups):
            options = [{"name": group["name"], "type": group["type"], "options": options}]
        kind = self.command["type"]
        return {"id": self.command["id"], "name": self.command["name"], "type": kind, "options": options}


class Commands:
    """Global commands under None, a guild's own under its id; an id stays as long as kind and name do."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sets: dict[int | None, list[Json]] = {}

    def routes(self) -> Routes:
        return {
            ("GET", "/applications/{app}/commands"): self.listed,
            ("PUT", "/applications/{app}/commands"): self.overwrite,
            ("GET", "/applications/{app}/guilds/{guild}/commands"): self.listed,
            ("PUT", "/applications/{app}/guilds/{guild}/commands"): self.overwrite,
        }

    def synced(self, guild_id: int | None = None) -> list[Json]:
        """What the app last put, with Discord's additions."""
        return self._sets.get(guild_id, [])

    def _scope(self, call: Call) -> int | None:
        return self._world.guild(call.id("guild")).id if "guild" in call.ids else None

    def listed(self, call: Call) -> list[Any]:
        return self.synced(self._scope(call))

    def overwrite(self, call: Call) -> list[Any]:
        scope = self._scope(call)
        known = {(one["type"], one["name"]): one["id"] for one in self.synced(scope)}
        self._sets[scope] = [self._complete(command, scope, known) for command in call.body]
        return self._sets[scope]

    def _complete(self, command: Json, scope: int | None, known: dict[tuple[int, str], str]) -> Json:
        kind = command.get("type") or CHAT_INPUT
        permissions = command.get("default_member_permissions")
        full = {
            "description": "",
            "nsfw": False,
            "options": [],
            "contexts": None,
            "integration_types": [0],
            **copy.deepcopy(command),
            "type": kind,
            "id": known.get((kind, command["name"])) or str(self._world.snowflake()),
            "application_id": str(self._world.bot.id),
            "version": str(self._world.snowflake()),
            "default_member_permissions": None if permissions is None else str(permissions),
            "dm_permission": True,
        }
        return {**full, "guild_id": str(scope)} if scope else full

    def find(self, user: User, channel: Channel, name: str, kind: int = CHAT_INPUT) -> Found:
        """The command `name` ("plan new", or a menu's name) as offered to this user here. Raises NotOffered."""
        first, *rest = name.split() if kind == CHAT_INPUT else [name]
        guild_id = channel.guild.id if channel.guild else None
        offered = (self.synced(guild_id) if guild_id else []) + self.synced()
        command = next((one for one in offered if (one["type"], one["name"]) == (kind, first)), None)
        if command is None:
            raise NotOffered(f"/{first} is not synced; there are {[one['name'] for one in offered]}")
        _check_offered(command, user, channel)
        groups: list[Json] = []
        for part in rest:
            below = (groups or [command])[-1].get("options") or []
            groups.append(_subcommand(below, part, name))
        if any(one["type"] in {SUBCOMMAND, GROUP} for one in (groups or [command])[-1].get("options") or []):
            raise NotOffered(f"/{name} is a group and cannot be called itself")
        return Found(command, tuple(groups))


def _subcommand(options: list[Json], part: str, name: str) -> Json:
    for option in options:
        if option["name"] == part and option["type"] in {SUBCOMMAND, GROUP}:
            return option
    raise NotOffered(f"/{name}: no {part!r} among {[option['name'] for option in options]}")


def _check_offered(command: Json, user: User, channel: Channel) -> None:
    contexts = command.get("contexts")
    context = _IN_GUILD if channel.guild else _IN_BOT_DM
    if contexts is not None and context not in contexts:
        raise NotOffered(f"/{command['name']} is not offered {'in guilds' if channel.guild else 'in direct messages'}")
    needed = command["default_member_permissions"]
    if channel.guild is None or needed is None:
        return
    held = channel.guild.permissions(user, channel)
    if not held.administrator and (needed == "0" or not held >= Permissions(int(needed))):
        raise NotOffered(f"/{command['name']} is hidden from {user.name}")

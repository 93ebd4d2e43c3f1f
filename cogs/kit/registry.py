"""How a feature is built into the bot: its commands and its actions, given the kit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from discord import app_commands

from cogs.kit.act import Kit
from cogs.kit.actions import Actions

Command = app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu


@dataclass
class Registry:
    """What the features bring along, collected before the bot connects."""

    kit: Kit
    actions: Actions = field(default_factory=Actions)
    commands: list[Command] = field(default_factory=list)


Feature = Callable[[Registry], None]

"""How a feature is built into the bot: its commands, its actions and the cards of what it sends, given the kit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from discord import app_commands

from cogs.kit.act import Kit
from cogs.kit.actions import Actions
from cogs.kit.attendance import Attendance
from cogs.kit.cards import Card
from cogs.kit.words import Words
from meetups.services.outgoing import Body

Renderer = Callable[[Words, Any], Card]
Command = app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu


@dataclass
class Registry:
    """What the features bring along, collected before the bot connects."""

    kit: Kit
    actions: Actions = field(default_factory=Actions)
    commands: list[Command] = field(default_factory=list)
    renderers: dict[type, Renderer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.attendance = Attendance(self.kit)

    def render(self, t: Words, body: Body) -> Card:
        """The card of something that goes out, drawn by the feature it belongs to."""
        return self.renderers[type(body)](t, body)


Feature = Callable[[Registry], None]

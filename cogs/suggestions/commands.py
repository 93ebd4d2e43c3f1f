"""`/suggest` and its buttons."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from cogs.kit.act import Act, Kit
from cogs.kit.registry import Registry
from cogs.kit.words import N_
from cogs.suggestions.cards import never_card, suggestion_card
from meetups.refusals import Refusal


def load(registry: Registry) -> None:
    registry.commands.append(_command(registry.kit))
    on = registry.actions.on

    @on("suggest.show")
    async def show(act: Act) -> None:
        await act.answer(
            suggestion_card(act.t, await act.services.suggestions.this_week(act.actor, act.number() or None))
        )

    @on("suggest.skip")
    async def skip(act: Act) -> None:
        suggestion = await act.services.suggestions.skip(act.actor, act.number(), act.number(1))
        await act.update(suggestion_card(act.t, suggestion))

    @on("suggest.else")
    async def someone_else(act: Act) -> None:
        suggestion = await act.services.suggestions.someone_else(act.actor, act.number(), act.number(1))
        await act.update(suggestion_card(act.t, suggestion))

    @on("suggest.never")
    async def never_again(act: Act) -> None:
        never = await act.services.contacts.never(act.actor, act.number(1))
        try:
            suggestion = await act.services.suggestions.this_week(act.actor, act.number())
        except Refusal:
            # What was done is said, also on the card of a mission that is over.
            await act.update(never_card(act.t, never))
        else:
            await act.update(never_card(act.t, never, suggestion))


def _command(kit: Kit) -> Any:
    @app_commands.command(name="suggest", description=N_("Whom to meet this week, and why"))
    async def suggest(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await act.answer(suggestion_card(act.t, await act.services.suggestions.this_week(act.actor)))

    return suggest

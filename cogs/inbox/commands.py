"""`/inbox` and its one button; each waiting message is shown as it would have been sent."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from cogs.kit.act import Act, Kit
from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Line, Style
from cogs.kit.registry import Registry
from cogs.kit.words import N_


def load(registry: Registry) -> None:
    registry.commands.append(_command(registry.kit, registry))
    on = registry.actions.on

    @on("inbox.open")
    async def open_inbox(act: Act) -> None:
        await act.answer(await _next(act, registry))

    @on("inbox.next")
    async def read_next(act: Act) -> None:
        await act.services.deliveries.seen(act.actor.person_id, act.number())
        await act.update(await _next(act, registry, after=act.number()))


def _command(kit: Kit, registry: Registry) -> Any:
    @app_commands.command(name="inbox", description=N_("What waits for you"))
    async def inbox(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await act.answer(await _next(act, registry))

    return inbox


async def _next(act: Act, registry: Registry, after: int = 0) -> Card:
    """The first waiting message, or the one after it: a question stays in the inbox until it is answered."""
    waiting = await act.services.deliveries.inbox(act.actor.person_id)
    later = [each for each in waiting if each.delivery.id > after]
    if not later or later[0].body is None:
        return Card.of(act.t("Nothing waits for you. All clear."))
    card = registry.render(act.t, later[0].body)
    more = Button(act.t("Next ({n} more)", n=len(later) - 1), action("inbox.next", later[0].delivery.id))
    done = Button(act.t("Done"), action("inbox.next", later[0].delivery.id), Style.PLAIN)
    return card.then(Line(), more if len(later) > 1 else done)

"""`/community health`: how a community is doing, in numbers of people."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from cogs.community.health_cards import health_card
from cogs.kit.act import Act, Kit
from cogs.kit.registry import Registry
from cogs.kit.words import N_


def add_health(group: app_commands.Group, kit: Kit) -> None:
    @group.command(name="health", description=N_("How things are going here: counts of people, never names"))
    async def health(interaction: discord.Interaction[Any]) -> None:
        await _show(Act(kit, interaction))


def load_health(registry: Registry) -> None:
    @registry.actions.on("community.health")
    async def show(act: Act) -> None:
        await _show(act)


async def _show(act: Act) -> None:
    # A large community takes some seconds.
    await act.defer()
    await act.update(health_card(act.t, await act.services.health.of(act.actor)))

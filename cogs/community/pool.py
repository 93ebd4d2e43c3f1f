"""`/community pool` and its buttons."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from cogs.community.pool_cards import dry_run_card, pool_card
from cogs.kit.act import Act, Kit
from cogs.kit.reading import read_weekly
from cogs.kit.registry import Registry
from cogs.kit.words import N_


def add_pool(group: app_commands.Group, kit: Kit) -> None:
    @group.command(name="pool", description=N_("Weekly introductions: when, how many, a dry run, start and undo"))
    @app_commands.rename(is_open="open")
    @app_commands.describe(
        at=N_("When introductions go out, such as “Monday 9:00”"), is_open=N_("Whether there is a pool here")
    )
    async def pool(interaction: discord.Interaction[Any], at: str | None = None, is_open: bool | None = None) -> None:
        act = Act(kit, interaction)
        weekly = read_weekly(act, at) if at else None
        state = await act.services.runs.settle(act.actor, weekly=weekly, is_open=is_open)
        await act.answer(pool_card(act.t, state))


def load_pool(registry: Registry) -> None:
    on = registry.actions.on

    @on("community.pool")
    async def show(act: Act) -> None:
        await act.update(pool_card(act.t, await act.services.runs.state(act.actor)))

    @on("community.dry_run")
    async def dry_run(act: Act) -> None:
        # A large pool takes some seconds.
        await act.defer()
        await act.update(dry_run_card(act.t, await act.services.runs.dry_run(act.actor)))

    @on("community.start")
    async def start(act: Act) -> None:
        await act.defer()
        await act.update(pool_card(act.t, await act.services.runs.start(act.actor)))

    @on("community.undo")
    async def undo(act: Act) -> None:
        await act.update(pool_card(act.t, await act.services.runs.undo(act.actor, act.number())))

"""`/mydata export` and `/mydata forget`."""

from __future__ import annotations

import io
from typing import Any, Final

import discord
from discord import app_commands

from cogs.kit.act import Act, Kit
from cogs.kit.cards import Card
from cogs.kit.registry import Registry
from cogs.kit.words import N_
from cogs.mydata.archive import files_of
from cogs.mydata.cards import forget_card, forgotten_card
from meetups.services.contacts.exporting import MOST_BYTES

_SLACK: Final = 50_000
"""What a request needs beside its file."""


def load(registry: Registry) -> None:
    registry.commands.append(_group(registry.kit))
    on = registry.actions.on

    @on("mydata.ask")
    async def ask(act: Act) -> None:
        await act.answer(forget_card(act.t, await act.services.mydata.holdings(act.actor)))

    @on("mydata.forget")
    async def forget(act: Act) -> None:
        await act.defer()
        await act.services.mydata.forget(act.actor)
        await act.update(forgotten_card(act.t))

    @on("mydata.keep")
    async def keep(act: Act) -> None:
        await act.update(Card.of(act.t("Everything stays as it is.")))


def _group(kit: Kit) -> app_commands.Group:
    group = app_commands.Group(name="mydata", description=N_("Everything I know about you, and its erasure"))

    @group.command(name="export", description=N_("Everything I know about you, in one file"))
    async def export(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await _hand_over(act)

    @group.command(name="forget", description=N_("Erase everything I know about you; you see what goes first"))
    async def forget(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await act.answer(forget_card(act.t, await act.services.mydata.holdings(act.actor)))

    return group


async def _hand_over(act: Act) -> None:
    """One archive, and as many more as it takes: each is sent before the next one is filled."""
    files, photos = await files_of(act)
    limit = min(act.interaction.filesize_limit, MOST_BYTES) - _SLACK
    words = act.t("Here is everything I know about you; README.txt says what is what. Only you can see this.")
    number = 1
    async for parcel in act.services.mydata.packed(act.actor, files, photos, limit):
        name = "meetward.zip" if number == 1 else f"meetward-{number}.zip"
        await act.interaction.followup.send(words, file=discord.File(io.BytesIO(parcel), name), ephemeral=True)
        number += 1
        words = act.t("All of it is more than one message holds, so here is archive {n}.", n=number)

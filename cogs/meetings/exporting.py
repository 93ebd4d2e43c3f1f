"""`/story export`: everything somebody told, to keep or to take elsewhere."""

from __future__ import annotations

import io
from typing import Any, Final

import discord
from discord import app_commands

from cogs.kit.act import Act, Kit
from cogs.kit.actions import action
from cogs.kit.callings import names_in
from cogs.kit.cards import Button, Card
from cogs.kit.chapters import book
from cogs.kit.words import N_, Words
from meetups.services.stories import Bound

_MOST_BYTES: Final = 25_000_000
_SLACK: Final = 50_000
"""What a request needs beside its file."""


def add_export(group: app_commands.Group, kit: Kit) -> None:
    @group.command(name="export", description=N_("All your stories as files: Markdown, photos and a page"))
    async def export(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        tales = await act.services.shelf.mine(act.actor)
        if not tales:
            await act.answer(nothing_card(act.t))
            return
        names = await names_in(interaction, tales)
        found = book(act.t, act.t("My stories"), act.t("The people I met, one at a time."), tales, names)
        limit = min(interaction.filesize_limit, _MOST_BYTES) - _SLACK
        bound = await act.services.shelf.bind(act.actor, found, limit)
        file = discord.File(io.BytesIO(bound.data), "stories.zip")
        await interaction.followup.send(exported(act.t, len(tales), bound), file=file, ephemeral=True)


def exported(t: Words, stories: int, bound: Bound) -> str:
    """What is in the archive, and what had no room in it."""
    return "\n".join(
        [
            t.plural("Here is your story.", "Here are your {n} stories.", stories),
            t("Open `stories.html` in any browser; the `.md` files are for programs and for later. Only you see this."),
            *(
                [t("The photos are smaller than I keep them, so that all fits into one file.")]
                if bound.is_smaller
                else []
            ),
            *(
                [
                    t.plural(
                        "{n} older photo had no room; it stands by its story: `/story edit`.",
                        "{n} older photos had no room; they stand by their stories: `/story edit`.",
                        bound.left_out,
                    )
                ]
                if bound.left_out
                else []
            ),
        ]
    )


def nothing_card(t: Words) -> Card:
    return Card.of(
        t("You have written no story yet. `/met` records whom you met, and asks for it."),
        Button(t("I met somebody"), action("met.open")),
    )

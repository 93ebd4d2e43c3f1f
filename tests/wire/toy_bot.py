"""A bot of forty lines with one of everything, and the small world in which it proves the wire server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import discord
from discord import app_commands, ui

from tests.wire.discord_server import (
    Channel,
    DiscordServer,
    Guild,
    User,
)


class Card(ui.LayoutView):
    """A V2 card with a button and a select whose answers are edits and forms."""

    def __init__(self, text: str) -> None:
        super().__init__(timeout=None)
        row: ui.ActionRow[Card] = ui.ActionRow(
            ui.Button(label="Edit", custom_id="edit", style=discord.ButtonStyle.primary),
            ui.Button(label="Form", custom_id="form"),
            ui.Button(label="Later", custom_id="later"),
            ui.Button(label="Gone", custom_id="gone", disabled=True),
        )
        pick: ui.ActionRow[Card] = ui.ActionRow(
            ui.Select(
                custom_id="pick", options=[discord.SelectOption(label="Chris"), discord.SelectOption(label="Erin")]
            )
        )
        people: ui.ActionRow[Card] = ui.ActionRow(ui.UserSelect(custom_id="people", max_values=5))
        self.add_item(ui.Container(ui.TextDisplay(text), row, pick, people))


class Form(ui.Modal, title="Tell it"):
    story: ui.Label[Any] = ui.Label(
        text="Story", component=ui.TextInput(custom_id="story", style=discord.TextStyle.paragraph)
    )
    mood: ui.Label[Any] = ui.Label(
        text="Mood",
        component=ui.Select(
            custom_id="mood", options=[discord.SelectOption(label="Good"), discord.SelectOption(label="Bad")]
        ),
    )
    photo: ui.Label[Any] = ui.Label(text="Photo", component=ui.FileUpload(custom_id="photo", required=False))

    def __init__(self) -> None:
        super().__init__(custom_id="tell")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        story, mood, photo = self.story.component, self.mood.component, self.photo.component
        assert isinstance(story, ui.TextInput)
        assert isinstance(mood, ui.Select)
        assert isinstance(photo, ui.FileUpload)
        sizes = [len(await file.read()) for file in photo.values]
        await interaction.response.send_message(f"{story.value} / {mood.values} / {sizes}", ephemeral=True)


class Bot(discord.Client):
    """The tiny bot; `interactions_seen` counts what reached it."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), guild_ready_timeout=0)
        self.tree = app_commands.CommandTree(self)
        self.interactions_seen = 0
        _add_commands(self.tree)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Not the five seconds discord.py waits before a later IDENTIFY."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.interactions_seen += 1
        if interaction.type is not discord.InteractionType.component:
            return
        data: dict[str, Any] = dict(interaction.data or {})
        match data["custom_id"]:
            case "edit":
                await interaction.response.edit_message(view=Card("edited"))
            case "form":
                await interaction.response.send_modal(Form())
            case "later":
                await interaction.response.defer()
                await interaction.edit_original_response(view=Card("later"))
            case "pick" | "people":
                await interaction.response.send_message(str(data["values"]), ephemeral=True)


def _add_commands(tree: app_commands.CommandTree[Bot]) -> None:
    @tree.command(description="Record a meeting")
    @app_commands.describe(contact="Who", member="Which member", photo="A picture")
    async def met(
        interaction: discord.Interaction[Bot],
        contact: str,
        member: discord.Member | discord.User | None = None,
        photo: discord.Attachment | None = None,
    ) -> None:
        size = len(await photo.read()) if photo else 0
        await interaction.response.send_message(view=Card(f"You met {contact} {member} {size}"), ephemeral=True)
        if contact == "follow":
            await interaction.followup.send("and then", ephemeral=True)
            await interaction.edit_original_response(view=Card("changed"))
        if photo and contact == "copy":
            await interaction.followup.send("and a copy", file=await photo.to_file(), ephemeral=True)
            kept = ui.LayoutView()
            kept.add_item(ui.TextDisplay("kept")).add_item(ui.File(f"attachment://{photo.filename}"))
            await interaction.edit_original_response(view=kept, attachments=[await photo.to_file()])

    @met.autocomplete("contact")
    async def _contacts(_: discord.Interaction[Bot], text: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=name, value=name) for name in ("Chris", "Erin") if name.startswith(text)]

    plan = app_commands.Group(
        name="plan", description="Plans", default_permissions=discord.Permissions(manage_guild=True)
    )

    @plan.command(name="new", description="A new plan")
    async def new(interaction: discord.Interaction[Bot], hours: app_commands.Range[int, 1, 5]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send(f"{hours} hours")

    @tree.command(description="Answers twice")
    async def twice(interaction: discord.Interaction[Bot]) -> None:
        await interaction.response.send_message("first")
        response = discord.InteractionResponse(interaction)
        try:
            await response.send_message("second")
        except (discord.HTTPException, discord.InteractionResponded) as error:
            await interaction.followup.send(str(error))

    @tree.command(description="Never answers")
    async def silent(_: discord.Interaction[Bot]) -> None:
        return

    @tree.context_menu(name="We met")
    async def we_met(interaction: discord.Interaction[Bot], user: discord.User) -> None:
        await interaction.response.send_message(f"You met {user.name}")

    tree.add_command(plan)


@asynccontextmanager
async def running(server: DiscordServer) -> AsyncIterator[Bot]:
    """The bot, connected and ready, for as long as the block lasts."""
    bot = Bot()
    async with bot:
        await bot.login(server.token)
        connection = asyncio.create_task(bot.connect())
        ready = asyncio.create_task(bot.wait_until_ready())
        await asyncio.wait({connection, ready}, return_when=asyncio.FIRST_COMPLETED, timeout=10)
        assert ready.done(), "the bot did not get ready"
        yield bot
        await bot.close()
        with suppress(asyncio.CancelledError):
            await connection


class Scene:
    """A guild with a channel and two people in it, and the bot of this file."""

    def __init__(self, server: DiscordServer) -> None:
        self.server = server
        self.alice: User = server.add_user("alice")
        self.bob: User = server.add_user("bob")
        self.guild: Guild = server.add_guild("Bloomington", self.alice)
        server.add_member(self.guild, self.bob)
        self.channel: Channel = server.add_channel(self.guild, "meetups")
        self.bot: Bot

"""The bot of the interaction benchmark: Meetward as composed by ``bot.app``, and a bare `/ping` beside its commands.

A process of its own, told where to go by the settings the shipped bot reads.
"""

from __future__ import annotations

import asyncio
from typing import Any

import discord
from discord import app_commands
from discord.http import Route
from yarl import URL

from bot.app import open_app, warm_up
from bot.logs import set_up_logs
from bot.settings import load_settings


@app_commands.command(name="ping", description="Answers, and does nothing else")
async def ping(interaction: discord.Interaction[Any]) -> None:
    await interaction.response.send_message("pong", ephemeral=True)


async def main() -> None:
    settings = load_settings(None)
    set_up_logs(settings.log_level)
    Route.BASE = settings.discord_api_url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(settings.discord_gateway_url)
    assert settings.discord_token is not None
    async with open_app(settings) as app:
        await warm_up(app)
        client = app.client()
        client.tree.add_command(ping)
        async with client:
            await client.start(settings.discord_token.get_secret_value())


if __name__ == "__main__":
    asyncio.run(main())

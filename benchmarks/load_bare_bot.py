"""The rival of the load benchmark: discord.py as it comes, with a `/ping`, in the same servers; a process of its own."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import discord
from discord import app_commands
from discord.http import Route
from yarl import URL


# Not the one of interaction_bot: importing that would bring all of Meetward along.
@app_commands.command(name="ping", description="Answers, and does nothing else")
async def ping(interaction: discord.Interaction[Any]) -> None:
    await interaction.response.send_message("pong", ephemeral=True)


class Bare(discord.Client):
    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(ping)

    async def setup_hook(self) -> None:
        await self.tree.sync()


async def main(told: str) -> None:
    where = json.loads(told)
    Route.BASE = where["base"]
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(where["gateway"])
    async with Bare() as client:
        await client.start(where["token"])


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))

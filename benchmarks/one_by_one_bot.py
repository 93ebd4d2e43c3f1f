"""The rival of the delivery benchmark: the same people, written to one after the other; a process of its own."""

from __future__ import annotations

import asyncio
import json
import sys

import discord
from discord import ui
from discord.http import Route

TEXT = "A new week! Who will it be? You have Friend 1, Friend 2 and Friend 3 on your list and have not met them yet."


async def main(told: str) -> None:
    where = json.loads(told)
    Route.BASE = where["base"]
    async with discord.Client(intents=discord.Intents.none()) as client:
        await client.login(where["token"])
        for channel_id in where["channels"]:
            view = ui.LayoutView(timeout=None)
            view.add_item(ui.Container(ui.TextDisplay(TEXT), ui.ActionRow(ui.Button(label="We met", custom_id="met"))))
            await client.get_partial_messageable(channel_id).send(view=view, nonce=str(channel_id))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))

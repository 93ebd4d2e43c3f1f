"""Commands that ask Discord: whether all is well, and to be told the bot's commands."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import aiohttp
import discord
import typer
from discord.http import Route
from rich.table import Table
from rich.text import Text

from bot.app import open_app, real_clock
from bot.client import SYNCED
from bot.commands.terminal import (
    CANNOT_RUN,
    WORTH_A_LOOK,
    err,
    failing_kindly,
    give_up,
    out,
    settings,
    settings_of_this_version,
)
from bot.first_look import REFUSED_TOKEN
from bot.operations.checking import findings
from bot.operations.findings import Finding, Stands
from bot.settings import Settings

AsJson = Annotated[bool, typer.Option("--json", help="As JSON, for scripts.")]
CHECK_CODES = (
    "Exit codes: 0 all is well, 1 something is worth a look, 2 the settings need mending, 3 the bot cannot do its work."
)
_STYLES = {Stands.WELL: "green", Stands.LOOK: "yellow", Stands.FAULT: "red"}


def check(is_json: AsJson = False) -> None:
    """Look whether all is well, and what to do.

    At this machine, settings, database, disk space, the age of the newest backup, the clock, the token, the
    application and its intents, shards, and what the bot may do in every server and configured channel. It changes
    nothing, prints no secret, works beside a running bot, and without a token looks at the rest.

    Example: python -m bot check --json
    """
    chosen = settings()
    with failing_kindly(chosen):
        found = asyncio.run(_checked(chosen))
    if is_json:
        shown = [{"what": each.what, "stands": each.stands, "says": each.says, "advice": each.advice} for each in found]
        typer.echo(json.dumps(shown, indent=2, ensure_ascii=False))
    else:
        out.print(_table(found))
    stands = {each.stands for each in found}
    raise typer.Exit(CANNOT_RUN if Stands.FAULT in stands else WORTH_A_LOOK if Stands.LOOK in stands else 0)


def sync() -> None:
    """Tell Discord the bot's commands now.

    Even if it was told the same before. The bot does it by itself whenever they changed. Use this where Discord
    lost them, at most a few times a day: it takes 200 new commands a day. It works beside a running bot.

    Example: python -m bot sync
    """
    chosen = settings_of_this_version()
    if chosen.discord_token is None:
        give_up("There is no DISCORD_TOKEN. Copy .env.example to .env and put your bot's token into it.")
    with failing_kindly(chosen):
        try:
            count = asyncio.run(_synced(chosen, chosen.discord_token.get_secret_value()))
        except discord.LoginFailure:
            give_up(REFUSED_TOKEN)
        except (discord.HTTPException, aiohttp.ClientError, TimeoutError) as error:
            give_up(f"Discord did not take the commands ({error}). Try again later.")
    out.print(f"Discord knows {count} commands now.")


async def _checked(chosen: Settings) -> list[Finding]:
    if err.is_terminal:
        with err.status("Looking..."):
            return [each async for each in findings(chosen, real_clock())]
    return [each async for each in findings(chosen, real_clock())]


def _table(found: list[Finding]) -> Table:
    """Text by itself: what servers are called is no markup."""
    table = Table("what", "stands", "how", "what to do")
    for each in found:
        table.add_row(
            Text(each.what), Text(each.stands, style=_STYLES[each.stands]), Text(each.says), Text(each.advice)
        )
    return table


async def _synced(chosen: Settings, token: str) -> int:
    Route.BASE = chosen.discord_api_url
    async with open_app(chosen) as app:
        async with app.store.write() as work:
            # The client tells Discord, when it logs in, what it does not remember having told it.
            await work.reminders.forget(SYNCED)
        async with app.client() as client:
            await client.login(token)
            return len(client.tree.get_commands())

"""The command line, ``python -m bot``: ``start`` (what `make run` does), ``run``, ``demo``; the rest is in ``commands``."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import Annotated

import typer

from bot.commands import database, discord, looking
from bot.commands.terminal import CANNOT_RUN, CODES, failing_kindly, give_up, out, settings
from bot.logs import set_up_logs
from bot.memory import share_one_heap
from bot.running import run
from bot.settings import Settings

RUN_CODES = (
    "Exit codes: 0 stopped as it was told to, 2 the settings need mending, 3 it cannot run until you do what it says."
)

app = typer.Typer(
    help="Meetward: once a week, meet one of your online contacts in person. What can be set is in .env.example.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)


@app.command(epilog=RUN_CODES)
def start() -> None:
    """Run the bot, or the demo without a token.

    With DISCORD_TOKEN in .env this is `run`, without it `demo`.

    Example: python -m bot start
    """
    chosen = settings()
    if chosen.discord_token is None:
        _demo(chosen, play=False, port=chosen.demo_port)
    else:
        _run(chosen)


@app.command("run", epilog=RUN_CODES)
def run_bot() -> None:
    """Connect to Discord and run until stopped.

    It needs DISCORD_TOKEN. A database of an earlier version is backed up to BACKUP_FOLDER and brought up to date
    before.

    Example: python -m bot run
    """
    _run(settings())


@app.command(epilog=RUN_CODES)
def demo(
    play: Annotated[
        bool, typer.Option("--play", help="Play a whole week by itself in this terminal, and end.")
    ] = False,
    port: Annotated[int | None, typer.Option(help="The page's port; the next free one if it is taken.")] = None,
) -> None:
    """Show a community of five in a simulation.

    Meetward in a simulated Discord, in your browser: no token, no network.

    Example: python -m bot demo --play
    """
    chosen = settings()
    _demo(chosen, play=play, port=port or chosen.demo_port)


app.command(epilog=discord.CHECK_CODES)(discord.check)
_rest: tuple[Callable[..., None], ...] = (
    looking.status,
    looking.stats,
    looking.release,
    discord.sync,
    database.migrate,
    database.backup,
    database.restore,
    database.import_db,
)
for _command in _rest:
    app.command(epilog=CODES)(_command)


def main() -> None:
    # What people trusted the bot with is for the account that runs it, and no other of the machine.
    os.umask(0o077)
    share_one_heap()
    app()


def _run(chosen: Settings) -> None:
    set_up_logs(chosen.log_level)
    with failing_kindly(chosen):
        asyncio.run(run(chosen, out.print))


def _demo(chosen: Settings, *, play: bool, port: int) -> None:
    try:
        from bot.demo.main import play_the_week, show_the_page
    except ModuleNotFoundError as error:
        give_up(
            f"The demo needs the package {error.name}: run `make run`, or pip install 'meetward[demo]'.", CANNOT_RUN
        )
    set_up_logs("warning")
    asyncio.run(play_the_week(out) if play else show_the_page(out, port))

"""The command line: ``start`` (what `make run` does), ``run``, ``status``, ``release``, ``demo``."""

from __future__ import annotations

import asyncio
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from bot.logs import set_up_logs
from bot.running import CannotRun, run
from bot.settings import Settings, SettingsError, load_settings
from bot.status import has_database, release, show_status

app = typer.Typer(
    help="Meetward: once a week, meet one of your online contacts in person.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)

CANNOT_RUN = 3
BAD_SETTINGS = 2


@app.command()
def start() -> None:
    """With a token in .env: the bot. Without: the demo community in a browser."""
    settings = _settings()
    if settings.discord_token is None:
        _demo(settings, play=False, port=settings.demo_port)
    else:
        _run(settings)


@app.command("run")
def run_bot() -> None:
    """Connect to Discord and run until stopped; needs DISCORD_TOKEN."""
    _run(_settings())


@app.command()
def status() -> None:
    """Show what goes out: how much waits, how late, and what could not be delivered. Names nobody."""
    asyncio.run(show_status(_settings_of_a_database(), _out))


@app.command("release")
def release_direct_messages() -> None:
    """Discord has lifted its quarantine: let the bot open direct messages again."""
    asyncio.run(release(_settings_of_a_database(), _out))


@app.command()
def demo(
    play: Annotated[
        bool, typer.Option("--play", help="Play a whole week by itself in this terminal, and end.")
    ] = False,
    port: Annotated[int | None, typer.Option(help="The page's port; the next free one if it is taken.")] = None,
) -> None:
    """A community of five in a simulated Discord: no token, no network."""
    settings = _settings()
    _demo(settings, play=play, port=port or settings.demo_port)


def main() -> None:
    app()


def _run(settings: Settings) -> None:
    set_up_logs(settings.log_level)
    try:
        asyncio.run(run(settings, _out.print))
    except CannotRun as error:
        _give_up(str(error), CANNOT_RUN)


def _demo(settings: Settings, *, play: bool, port: int) -> None:
    try:
        from bot.demo.main import play_the_week, show_the_page
    except ModuleNotFoundError as error:
        _give_up(
            f"The demo needs the package {error.name}: run `make run`, or pip install 'meetward[demo]'.", CANNOT_RUN
        )
    set_up_logs("warning")
    asyncio.run(play_the_week(_out) if play else show_the_page(_out, port))


def _settings() -> Settings:
    try:
        return load_settings()
    except SettingsError as error:
        _give_up(f"The settings (.env or environment) need mending:\n{error}", BAD_SETTINGS)


def _settings_of_a_database() -> Settings:
    settings = _settings()
    if not has_database(settings):
        _give_up("There is no database yet: the bot makes it when it starts.", CANNOT_RUN)
    return settings


def _give_up(text: str, code: int) -> NoReturn:
    _err.print(text)
    raise typer.Exit(code)

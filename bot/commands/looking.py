"""Commands that look: how what goes out stands, counts; and the one that lifts a quarantine."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import typer

from bot.commands.terminal import failing_kindly, out, settings_of_this_version
from bot.operations.stats import counts, shown
from bot.operations.status import release as release_messages
from bot.operations.status import show_status

AsJson = Annotated[bool, typer.Option("--json", help="As JSON, for scripts.")]


def status() -> None:
    """Show what waits, how late, and what failed.

    Every kind of message by its state, and the last that could not be delivered. It names nobody, and reads beside
    a running bot too.

    Example: python -m bot status
    """
    chosen = settings_of_this_version()
    with failing_kindly(chosen):
        asyncio.run(show_status(chosen, out))


def release() -> None:
    """Let the bot open direct messages again.

    For when Discord has lifted its quarantine. Only use it once Discord said so: trying before is what it punishes.
    It works beside a running bot.

    Example: python -m bot release
    """
    chosen = settings_of_this_version()
    with failing_kindly(chosen):
        asyncio.run(release_messages(chosen, out))


def stats(is_json: AsJson = False) -> None:
    """Count meetings, messages and so on.

    Communities, people on a mission, meetings by month, messages by state, photos, and the size of it all. It names
    nobody, and what would be about fewer than five people is not shown. It reads, beside a running bot too.

    Example: python -m bot stats --json
    """
    chosen = settings_of_this_version()
    with failing_kindly(chosen):
        found = counts(chosen)
    if is_json:
        typer.echo(json.dumps(found, indent=2))
    else:
        out.print(shown(found))

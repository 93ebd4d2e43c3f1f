"""All features loaded, with services over a database nobody opens: for looking at what the bot offers."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.identity import Identifiers
from cogs.features import load_all
from cogs.kit.act import Kit
from cogs.kit.registry import Registry
from cogs.kit.words import Lexicon
from data.store import SqlStore
from meetups.places import Places
from meetups.ports import Desk
from meetups.services.all import Services


def loaded_registry() -> Registry:
    """The registry as the bot has it before it connects."""
    clock = lambda: datetime(2026, 1, 1, tzinfo=UTC)  # noqa: E731 - a clock in a word
    desk = Desk(SqlStore("sqlite+aiosqlite:///never-opened.db"), clock, Identifiers(clock), Places())
    return load_all(Registry(Kit(Services.over(desk), Lexicon())))

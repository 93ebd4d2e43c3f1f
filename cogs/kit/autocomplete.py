"""Choices for options: they never fail, and a list that is empty says why."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import discord
import structlog
from discord.app_commands import Choice

from cogs.kit.act import Kit, actor_of
from cogs.kit.text import shortened
from meetups.rules.names import clean

CHOICES = 25
CHOICE_LIMIT = 100

_log = structlog.get_logger(__name__)
Completer = Callable[[discord.Interaction[Any], str], Coroutine[Any, Any, list[Choice[str]]]]


def completer(offer: Callable[[discord.Interaction[Any], str], Awaitable[list[tuple[str, str]]]]) -> Completer:
    """An autocompletion from (shown, value) pairs; a failure is logged and answered with no choices."""

    async def complete(interaction: discord.Interaction[Any], typed: str) -> list[Choice[str]]:
        try:
            offers = await offer(interaction, typed[:CHOICE_LIMIT])
        except Exception as error:
            _log.error("autocomplete_failed", exc_info=error)
            return []
        return [
            Choice(name=shortened(shown, CHOICE_LIMIT), value=value)
            for shown, value in offers[:CHOICES]
            if 0 < len(value) <= CHOICE_LIMIT
        ]

    return complete


def cities(kit: Kit) -> Completer:
    async def offer(interaction: discord.Interaction[Any], typed: str) -> list[tuple[str, str]]:
        return [(city.label, shortened(city.label, CHOICE_LIMIT)) for city in kit.services.desk.places.search(typed)]

    return completer(offer)


def zones(kit: Kit) -> Completer:
    async def offer(interaction: discord.Interaction[Any], typed: str) -> list[tuple[str, str]]:
        return [(zone.label, zone.key) for zone in kit.services.desk.places.zones(typed)]

    return completer(offer)


def contacts(kit: Kit, *, may_add: bool = False) -> Completer:
    """One's own contacts; behind a comma the next name is completed and the ones before it kept.

    With ``may_add`` a name that is not on the list is offered too.
    """

    async def offer(interaction: discord.Interaction[Any], typed: str) -> list[tuple[str, str]]:
        *before, last = typed.split(",")
        kept = [part.strip() for part in before if part.strip()]
        people = await kit.services.contacts.matching(actor_of(interaction), last, CHOICES)
        shown = [await _named(kit, interaction, part) for part in kept]
        found = [(", ".join([*shown, person.name]), ", ".join([*kept, f"id:{person.id}"])) for person in people]
        name = clean(last)
        if may_add and name and all(name.casefold() != person.name.casefold() for person in people):
            t = kit.lexicon.words(str(interaction.locale))
            fresh = ", ".join([*shown, t("{name} (new to your list)", name=name)])
            found.append((fresh, ", ".join([*kept, name])))
        return found

    return completer(offer)


async def _named(kit: Kit, interaction: discord.Interaction[Any], part: str) -> str:
    if not part.startswith("id:"):
        return part
    people = await kit.services.contacts.everyone(actor_of(interaction))
    return next((card.contact.name for card in people if f"id:{card.contact.id}" == part), part)

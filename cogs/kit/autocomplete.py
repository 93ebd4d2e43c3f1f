"""Choices for options: they never fail, and a list that is empty says why."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from time import monotonic
from typing import Any

import discord
import structlog
from discord.app_commands import Choice

from cogs.kit.act import Kit, actor_of
from cogs.kit.languages import languages_like
from cogs.kit.limits import Lately
from cogs.kit.text import shortened
from cogs.kit.watch import UNKNOWN
from meetups.exchange.handles import NETWORKS
from meetups.places import City
from meetups.rows import Listed
from meetups.rules.names import clean
from meetups.services.common import identifier

CHOICES = 25
CHOICE_LIMIT = 100
_FASTEST, _WITHIN = 60, 10.0
"""Letters of one person in so many seconds; Discord's own apps wait a moment after each."""
_REMEMBERED = 1_000

_log = structlog.get_logger(__name__)
Completer = Callable[[discord.Interaction[Any], str], Coroutine[Any, Any, list[Choice[str]]]]


def completer(offer: Callable[[discord.Interaction[Any], str], Awaitable[list[tuple[str, str]]]]) -> Completer:
    """An autocompletion from (shown, value) pairs; a failure is logged and answered with no choices.

    So is whoever asks faster than anybody types.
    """
    lately = Lately(_REMEMBERED)

    async def complete(interaction: discord.Interaction[Any], typed: str) -> list[Choice[str]]:
        if lately.again_at(interaction.user.id, _FASTEST, _WITHIN, monotonic()) is not None:
            return []
        try:
            offers = await offer(interaction, typed[:CHOICE_LIMIT])
        except Exception as error:
            command = interaction.command
            called = command.qualified_name if command is not None else UNKNOWN
            _log.error("autocomplete_failed", called=called, exc_info=error)
            return []
        return [
            Choice(name=shortened(shown, CHOICE_LIMIT), value=value)
            for shown, value in offers[:CHOICES]
            if 0 < len(value) <= CHOICE_LIMIT
        ]

    return complete


def cities(kit: Kit) -> Completer:
    """Cities of the world; before anything is typed, those one's own contacts live in."""

    async def offer(interaction: discord.Interaction[Any], typed: str) -> list[tuple[str, str]]:
        places = kit.services.desk.places
        found = places.search(typed) if typed.strip() else await _own_cities(kit, interaction)
        # Of two with one label the larger is meant: nobody could tell them apart here.
        labels = dict.fromkeys(city.label for city in found)
        return [(label, shortened(label, CHOICE_LIMIT)) for label in labels]

    return completer(offer)


async def _own_cities(kit: Kit, interaction: discord.Interaction[Any]) -> list[City]:
    book = await kit.services.contacts.book(actor_of(interaction))
    return [city for each, _ in book.cities() if (city := kit.services.desk.places.by_id(each))]


def zones(kit: Kit) -> Completer:
    async def offer(interaction: discord.Interaction[Any], typed: str) -> list[tuple[str, str]]:
        return [(zone.label, zone.key) for zone in kit.services.desk.places.zones(typed)]

    return completer(offer)


def contacts(kit: Kit, *, may_add: bool = False) -> Completer:
    """One's own contacts.

    With ``may_add`` several can be chosen, one behind a comma, and a name that is not on the list is offered too.
    """

    async def offer(interaction: discord.Interaction[Any], typed: str) -> list[tuple[str, str]]:
        kept, last = _split(typed) if may_add else ([], typed)
        book = await kit.services.contacts.book(actor_of(interaction))
        people = book.find(last, CHOICES)
        shown = await _named(kit, interaction, kept)
        found = [(", ".join([*shown, _labelled(kit, each)]), ", ".join([*kept, f"id:{each.id}"])) for each in people]
        name = clean(last)
        if may_add and name and all(name.casefold() != person.name.casefold() for person in people):
            t = kit.lexicon.words(str(interaction.locale))
            fresh = ", ".join([*shown, t("{name} (new to your list)", name=name)])
            found.append((fresh, ", ".join([*kept, name])))
        return found

    return completer(offer)


def tags(kit: Kit) -> Completer:
    """Tags in use on one's own list; behind a comma the next one."""

    async def offer(interaction: discord.Interaction[Any], typed: str) -> list[tuple[str, str]]:
        kept, last = _split(typed)
        book = await kit.services.contacts.book(actor_of(interaction))
        return _behind(kept, last, [tag for tag, _ in book.tags(last, CHOICES)])

    return completer(offer)


def sources(kit: Kit) -> Completer:
    """Where people know each other from: what is on one's own list first, then the networks there are."""

    async def offer(interaction: discord.Interaction[Any], typed: str) -> list[tuple[str, str]]:
        book = await kit.services.contacts.book(actor_of(interaction))
        known = [*(source for source, _ in book.sources()), *NETWORKS]
        wanted = typed.strip().casefold()
        found = {each.casefold(): each for each in reversed(known) if wanted in each.casefold()}
        return [(each, each) for each in dict.fromkeys(known) if found.get(each.casefold()) == each]

    return completer(offer)


def own_cities(kit: Kit) -> Completer:
    """The cities of one's own list, by how many live there."""

    async def offer(interaction: discord.Interaction[Any], typed: str) -> list[tuple[str, str]]:
        found = await _own_cities(kit, interaction)
        return [(city.label, f"id:{city.id}") for city in found if typed.strip().casefold() in city.label.casefold()]

    return completer(offer)


def languages(kit: Kit) -> Completer:
    async def offer(interaction: discord.Interaction[Any], typed: str) -> list[tuple[str, str]]:
        kept, last = _split(typed)
        return _behind(kept, last, languages_like(kit.lexicon.words(str(interaction.locale)), last))

    return completer(offer)


def _split(typed: str) -> tuple[list[str], str]:
    """What stands before the last comma, and what is being typed."""
    *before, last = typed.split(",")
    return [part.strip() for part in before if part.strip()], last


def _behind(kept: list[str], last: str, offered: list[str]) -> list[tuple[str, str]]:
    """Each offer behind what was chosen already; what is typed is offered as it stands, if nothing is like it."""
    before = {each.casefold() for each in kept}
    fresh = [each for each in offered if each.casefold() not in before] or [word for word in [clean(last)] if word]
    joined = [", ".join([*kept, each]) for each in fresh]
    return [(each, each) for each in joined]


def told_apart(kit: Kit, person: Listed) -> str:
    """What tells namesakes apart: the city, and where one knows them from."""
    city = kit.services.desk.places.by_id(person.city_id) if person.city_id else None
    return " · ".join(filter(None, [city.short if city else person.city_written, person.source]))


def _labelled(kit: Kit, person: Listed) -> str:
    return " · ".join(filter(None, [person.name, told_apart(kit, person)]))


async def _named(kit: Kit, interaction: discord.Interaction[Any], kept: list[str]) -> list[str]:
    """What was chosen before, by name."""
    ids = [identifier(part[3:]) for part in kept if part.startswith("id:")]
    names = await kit.services.contacts.names(actor_of(interaction), ids) if ids else {}
    return [names.get(identifier(part[3:]), part) if part.startswith("id:") else part for part in kept]

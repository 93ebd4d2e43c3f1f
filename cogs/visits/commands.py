"""`/visit`, its form and its buttons."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from cogs.kit.act import Act, Kit, actor_of
from cogs.kit.actions import action
from cogs.kit.autocomplete import Completer, cities, completer
from cogs.kit.reading import read_days
from cogs.kit.refilling import answer_faulty_form, kept_form
from cogs.kit.registry import Registry
from cogs.kit.words import N_
from cogs.visits.cards import days_shown, removed_card, visit_card, visit_form, visits_card
from meetups.refusals import Refusal
from meetups.services.common import identifier

_FORM = "visit.typed"
_REOPEN = "visit.retype"


def load(registry: Registry) -> None:
    registry.commands.append(_group(registry.kit))
    _load_cards(registry)
    _load_forms(registry)


def _group(kit: Kit) -> app_commands.Group:
    group = app_commands.Group(name="visit", description=N_("Where you'll be for a while, and who is there"))

    @group.command(name="add", description=N_("You'll be in another city: see who of your list is there"))
    @app_commands.describe(city=N_("Where you'll be"), dates=N_("When: “3–9 October”, “next weekend”, “Friday”"))
    @app_commands.autocomplete(city=cities(kit))
    async def add(interaction: discord.Interaction[Any], city: str, dates: str) -> None:
        await _add(Act(kit, interaction), {"city": city, "dates": dates})

    @group.command(name="list", description=N_("Your coming visits, and who is there then"))
    async def coming(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await act.answer(visits_card(act.t, *await act.services.visits.coming(act.actor)))

    @group.command(name="remove", description=N_("You won't be there after all; nobody is told"))
    @app_commands.describe(visit=N_("One of your coming visits"))
    @app_commands.autocomplete(visit=_visits(kit))
    async def remove(interaction: discord.Interaction[Any], visit: str) -> None:
        act = Act(kit, interaction)
        await _remove(act, await _meant(act, visit))

    return group


def _load_cards(registry: Registry) -> None:
    on = registry.actions.on

    @on("visit.list")
    async def coming(act: Act) -> None:
        await act.update(visits_card(act.t, *await act.services.visits.coming(act.actor)))

    @on("visit.open")
    async def chosen(act: Act) -> None:
        await act.update(visit_card(act.t, await act.services.visits.show(act.actor, identifier(act.chosen))))

    @on("visit.tell")
    async def tell(act: Act) -> None:
        await act.update(visit_card(act.t, await act.services.visits.tell(act.actor, act.number())))

    @on("visit.remove")
    async def remove(act: Act) -> None:
        await _remove(act, act.number())


def _load_forms(registry: Registry) -> None:
    on = registry.actions.on

    @on("visit.form")
    async def ask(act: Act) -> None:
        await act.ask(visit_form(act.t, action(_FORM), {"city": "", "dates": ""}))

    @on(_FORM)
    async def typed(act: Act) -> None:
        await _add(act, {name: act.field(name) for name in ("city", "dates")})

    @on(_REOPEN)
    async def ask_again(act: Act) -> None:
        await act.ask(visit_form(act.t, action(_FORM), await kept_form(act)))


async def _add(act: Act, typed: dict[str, str]) -> None:
    try:
        outlook = await act.services.visits.add(act.actor, typed["city"], *await read_days(act, typed["dates"]))
    except Refusal as refusal:
        await answer_faulty_form(act, refusal, typed, _REOPEN)
    else:
        await act.update(visit_card(act.t, outlook))


async def _remove(act: Act, visit_id: int) -> None:
    _, city = await act.services.visits.remove(act.actor, visit_id)
    await act.update(removed_card(act.t, city))


def _visits(kit: Kit) -> Completer:
    async def offer(interaction: discord.Interaction[Any], typed: str) -> list[tuple[str, str]]:
        t = kit.lexicon.words(str(interaction.locale))
        today, visits = await kit.services.visits.coming(actor_of(interaction))
        shown = [(f"{city.short}: {days_shown(t, visit, today)}", str(visit.id)) for visit, city in visits]
        return [each for each in shown if typed.strip().casefold() in each[0].casefold()]

    return completer(offer)


async def _meant(act: Act, typed: str) -> int:
    """The visit an option names: picked, or the only one to a city so called. Raises ``Refusal`` ``visit.which``."""
    if number := identifier(typed):
        return number
    _, visits = await act.services.visits.coming(act.actor)
    found = [visit.id for visit, city in visits if typed.strip().casefold() in city.label.casefold()]
    if len(found) != 1:
        raise Refusal("visit.which")
    return int(found[0])

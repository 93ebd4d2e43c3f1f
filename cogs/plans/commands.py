"""`/plan`, and everything a plan's people can press."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from cogs.kit.act import Act, Kit, account_of, actor_of
from cogs.kit.activities import LENGTH_CHOICES
from cogs.kit.autocomplete import cities, completer, contacts
from cogs.kit.moments import read_moments
from cogs.kit.registry import Registry
from cogs.kit.words import N_
from cogs.plans.answering import load_answering
from cogs.plans.around import load_around
from cogs.plans.cards import letter_card, plan_card
from cogs.plans.draft_cards import draft_card, new_form
from cogs.plans.drafting import begin, load_drafting, wishes_of
from cogs.plans.list_cards import option_name, plans_card
from cogs.plans.nudge_cards import ahead_card, home_safe_card, how_card, shared_card
from meetups.services.common import identifier
from meetups.services.guests import people_from
from meetups.services.plans import HomeSafe, HowDidItGo, PlanAhead, PlanLetter, SharedPlan


def load(registry: Registry) -> None:
    registry.commands.append(_group(registry.kit))
    registry.renderers |= {
        PlanLetter: letter_card,
        PlanAhead: ahead_card,
        HowDidItGo: how_card,
        SharedPlan: shared_card,
        HomeSafe: home_safe_card,
    }
    load_drafting(registry)
    load_answering(registry)
    load_around(registry)


def _group(kit: Kit) -> app_commands.Group:
    group = app_commands.Group(name="plan", description=N_("A time and a place with somebody you'd like to meet"))

    @group.command(name="new", description=N_("Propose up to three times; nobody is asked before you say so"))
    @app_commands.describe(
        contact=N_("Someone on your list, or a new name; several with commas"),
        member=N_("Someone of this server"),
        when=N_("Up to three: “tonight at 8, Fri 19:00 or Sun noon”, or @time"),
        what=N_("Coffee, a walk, lunch, a game, or your own words"),
        city=N_("The city (yours, if left out)"),
        place=N_("A public place; only the two of you see it"),
        length=N_("How long it takes (an hour, if left out)"),
        words=N_("A line to go with it"),
    )
    @app_commands.choices(length=LENGTH_CHOICES)
    @app_commands.autocomplete(contact=contacts(kit, may_add=True), city=cities(kit))
    async def new(
        interaction: discord.Interaction[Any],
        contact: app_commands.Range[str, 1, 400] | None = None,
        member: discord.User | None = None,
        when: app_commands.Range[str, 1, 160] | None = None,
        what: app_commands.Range[str, 1, 80] | None = None,
        city: str | None = None,
        place: app_commands.Range[str, 1, 160] | None = None,
        length: int | None = None,
        words: app_commands.Range[str, 1, 300] | None = None,
    ) -> None:
        act = Act(kit, interaction)
        if not contact and member is None:
            await act.ask(new_form(act.t, {"when": when or "", "what": what or "", "place": place or ""}))
            return
        typed = {"when": when, "what": what, "place": place, "words": words, "minutes": str(length or ""), "city": city}
        people = people_from(contact or "", [account_of(member)] if member else [])
        wishes = await wishes_of(act, {name: value or "" for name, value in typed.items()})
        await act.answer(draft_card(act.t, await begin(act, people, wishes)))

    @group.command(name="show", description=N_("What is agreed, and what waits for an answer"))
    @app_commands.describe(plan=N_("One of your plans"))
    @app_commands.autocomplete(plan=_plans(kit))
    async def show(interaction: discord.Interaction[Any], plan: str | None = None) -> None:
        act = Act(kit, interaction)
        if plan is None:
            await act.answer(plans_card(act.t, await act.services.plans.ahead(act.actor)))
        else:
            await act.answer(plan_card(act.t, await act.services.plans.show(act.actor, identifier(plan))))

    @group.command(name="move", description=N_("Offer other times; the others are told once"))
    @app_commands.describe(plan=N_("One of your plans"), when=N_("Up to three: “Fri 19:00 or Sun noon”, or @time"))
    @app_commands.autocomplete(plan=_plans(kit))
    async def move(interaction: discord.Interaction[Any], plan: str, when: app_commands.Range[str, 1, 160]) -> None:
        act = Act(kit, interaction)
        times = await read_moments(act, when)
        await act.answer(plan_card(act.t, await act.services.plans.offer(act.actor, identifier(plan), times)))

    @group.command(name="cancel", description=N_("Call a plan off; the others are told once"))
    @app_commands.describe(plan=N_("One of your plans"))
    @app_commands.autocomplete(plan=_plans(kit))
    async def cancel(interaction: discord.Interaction[Any], plan: str) -> None:
        act = Act(kit, interaction)
        await act.answer(plan_card(act.t, await act.services.plans.cancel(act.actor, identifier(plan))))

    return group


def _plans(kit: Kit) -> Any:
    async def offer(interaction: discord.Interaction[Any], typed: str) -> list[tuple[str, str]]:
        t = kit.lexicon.words(str(interaction.locale))
        found = [
            (option_name(t, each), str(each.plan.id)) for each in await kit.services.plans.ahead(actor_of(interaction))
        ]
        return [(shown, value) for shown, value in found if typed.casefold() in shown.casefold()]

    return completer(offer)

"""The user menus that ask, the button on posts, and the buttons of questions."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from cogs.asks.cards import (
    declined_card,
    listed_card,
    nominate_card,
    nominated_card,
    question_card,
    volunteered_card,
)
from cogs.kit.act import Act, Kit, account_of
from cogs.kit.common_cards import confirmed_card
from cogs.kit.people import name_of, somebody
from cogs.kit.registry import Registry
from cogs.kit.words import N_
from meetups.refusals import Refusal
from meetups.services.contacts import Account
from meetups.services.outgoing import Question


def load(registry: Registry) -> None:
    registry.commands += [_ask_menu(registry.kit), _suggest_menu(registry.kit)]
    registry.renderers[Question] = question_card
    _load_asking(registry)
    _load_answering(registry)


def _ask_menu(kit: Kit) -> app_commands.ContextMenu:
    async def ask_to_be_on_their_list(interaction: discord.Interaction[Any], user: discord.User) -> None:
        act = Act(kit, interaction)
        await act.answer(volunteered_card(act.t, await act.services.asks.volunteer_to(act.actor, account_of(user))))

    return app_commands.ContextMenu(name=N_("Ask to be on their list"), callback=ask_to_be_on_their_list)


def _suggest_menu(kit: Kit) -> app_commands.ContextMenu:
    async def suggest_them(interaction: discord.Interaction[Any], user: discord.User) -> None:
        act = Act(kit, interaction)
        nominee = account_of(user)
        await act.services.asks.may_nominate(act.actor, nominee)
        await act.answer(nominate_card(act.t, nominee.id))

    return app_commands.ContextMenu(name=N_("Suggest them to someone"), callback=suggest_them)


def _load_asking(registry: Registry) -> None:
    on = registry.actions.on

    @on("ask.volunteer")
    async def volunteer(act: Act) -> None:
        await act.answer(volunteered_card(act.t, await act.services.asks.volunteer(act.actor, act.number())))

    @on("ask.nominate")
    async def nominate(act: Act) -> None:
        owner = _picked(act)
        await act.defer()
        nominee = await somebody(act, act.number())
        await act.update(nominated_card(act.t, await act.services.asks.nominate(act.actor, nominee, owner)))


def _load_answering(registry: Registry) -> None:
    on = registry.actions.on

    @on("ask.yes")
    async def yes(act: Act) -> None:
        await act.defer()
        behind = await act.services.asks.behind(act.actor, act.number())
        introduced_by = await name_of(act, behind.introducer_id) if behind.introducer_id else ""
        asked = await act.services.asks.accept(
            act.actor, act.number(), await name_of(act, behind.asker_id), introduced_by
        )
        if asked.meeting is not None:
            await act.update(confirmed_card(act.t, await act.services.meetings.confirmed(act.actor, asked.meeting.id)))
        elif asked.offered is not None:
            await act.update(volunteered_card(act.t, asked.offered))
        else:
            await act.update(listed_card(act.t, asked.ask.from_id, asked.contact))

    @on("ask.no")
    async def no(act: Act) -> None:
        await act.services.asks.decline(act.actor, act.number())
        await act.update(declined_card(act.t))


def _picked(act: Act) -> Account:
    """Who was chosen in the people picker; Discord says who that is, or nobody was."""
    known = act.data.get("resolved", {}).get("users", {})
    accounts = act.accounts([each for each in act.values if each in known])
    if not accounts:
        raise Refusal("choice.unreadable")
    return accounts[0]

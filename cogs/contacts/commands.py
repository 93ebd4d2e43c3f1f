"""`/contact`, the user menu *Add to my list*, and the buttons of the list."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from cogs.contacts.cards import (
    added_card,
    contact_card,
    edit_form,
    filled_in,
    list_card,
    never_card,
    picked_card,
    remove_card,
    removed_card,
)
from cogs.kit.act import Act, Kit, account_of
from cogs.kit.autocomplete import cities, contacts
from cogs.kit.refilling import answer_faulty_form, kept_form
from cogs.kit.registry import Registry
from cogs.kit.words import N_
from meetups.refusals import Refusal
from meetups.services.common import identifier
from meetups.services.contacts import FEW_WORDS, SENTENCES, Details
from meetups.services.meetings import people_from


def load(registry: Registry) -> None:
    registry.commands += [_group(registry.kit), _menu(registry.kit)]
    _load_list(registry)
    _load_changes(registry)


def _group(kit: Kit) -> app_commands.Group:
    group = app_commands.Group(name="contact", description=N_("Your private list of people you know online"))

    @group.command(name="add", description=N_("Put someone on your list, on Discord or not"))
    @app_commands.describe(
        name=N_("What you call them"),
        member=N_("Their Discord account, if they are in this server"),
        city=N_("Where they live"),
        source=N_("Where you know them from: Mastodon, LinkedIn, a forum…"),
        met_online=N_("How you met online"),
        note=N_("Anything you want to remember"),
    )
    @app_commands.autocomplete(city=cities(kit))
    async def add(
        interaction: discord.Interaction[Any],
        name: str | None = None,
        member: discord.User | None = None,
        city: str | None = None,
        source: app_commands.Range[str, 1, FEW_WORDS] | None = None,
        met_online: app_commands.Range[str, 1, SENTENCES] | None = None,
        note: app_commands.Range[str, 1, SENTENCES] | None = None,
    ) -> None:
        act = Act(kit, interaction)
        account = account_of(member) if member else None
        added = await act.services.contacts.add(act.actor, Details(name, city, source, met_online, note), account)
        await act.answer(added_card(act.t, added))

    @group.command(name="list", description=N_("Everyone on your list"))
    async def everyone(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await act.answer(list_card(act.t, await act.services.contacts.everyone(act.actor), 0))

    @group.command(name="show", description=N_("What you know about someone, and when you last met"))
    @app_commands.describe(contact=N_("Someone on your list"))
    @app_commands.autocomplete(contact=contacts(kit))
    async def show(interaction: discord.Interaction[Any], contact: str) -> None:
        act = Act(kit, interaction)
        memory = await act.services.contacts.show(act.actor, await _meant(act, contact))
        await act.answer(contact_card(act.t, memory))

    @group.command(name="edit", description=N_("Change what you know about someone"))
    @app_commands.describe(contact=N_("Someone on your list"))
    @app_commands.autocomplete(contact=contacts(kit))
    async def edit(interaction: discord.Interaction[Any], contact: str) -> None:
        act = Act(kit, interaction)
        memory = await act.services.contacts.show(act.actor, await _meant(act, contact))
        await act.ask(edit_form(act.t, memory.contact.id, filled_in(memory)))

    @group.command(name="remove", description=N_("Take someone off your list"))
    @app_commands.describe(contact=N_("Someone on your list"))
    @app_commands.autocomplete(contact=contacts(kit))
    async def remove(interaction: discord.Interaction[Any], contact: str) -> None:
        act = Act(kit, interaction)
        await act.answer(remove_card(act.t, await act.services.contacts.show(act.actor, await _meant(act, contact))))

    @group.command(name="never", description=N_("Never suggest someone again; they are not told"))
    @app_commands.describe(contact=N_("Someone on your list"), member=N_("Someone of this server, listed or not"))
    @app_commands.autocomplete(contact=contacts(kit))
    async def never(
        interaction: discord.Interaction[Any], contact: str | None = None, member: discord.User | None = None
    ) -> None:
        act = Act(kit, interaction)
        if member is not None:
            added = await act.services.contacts.add(act.actor, Details(), account_of(member))
            contact_id = int(added.contact.id)
        else:
            contact_id = await _meant(act, contact or "")
        await act.answer(never_card(act.t, await act.services.contacts.never(act.actor, contact_id)))

    return group


def _menu(kit: Kit) -> app_commands.ContextMenu:
    async def add_to_my_list(interaction: discord.Interaction[Any], user: discord.User) -> None:
        act = Act(kit, interaction)
        await act.answer(added_card(act.t, await act.services.contacts.add(act.actor, Details(), account_of(user))))

    return app_commands.ContextMenu(name=N_("Add to my list"), callback=add_to_my_list)


def _load_list(registry: Registry) -> None:
    on = registry.actions.on

    @on("contact.list")
    async def everyone(act: Act) -> None:
        await act.update(list_card(act.t, await act.services.contacts.everyone(act.actor), act.number()))

    @on("contact.open")
    async def chosen(act: Act) -> None:
        await act.update(contact_card(act.t, await act.services.contacts.show(act.actor, identifier(act.chosen))))

    @on("contact.show")
    async def show(act: Act) -> None:
        await act.update(contact_card(act.t, await act.services.contacts.show(act.actor, act.number())))

    @on("contact.pick")
    async def pick(act: Act) -> None:
        added = await act.services.contacts.add_many(act.actor, act.accounts(act.values))
        mission = await act.services.missions.current(act.actor)
        await act.answer(picked_card(act.t, added, mission))


def _load_changes(registry: Registry) -> None:
    on = registry.actions.on

    @on("contact.edit")
    async def edit(act: Act) -> None:
        memory = await act.services.contacts.show(act.actor, act.number())
        await act.ask(edit_form(act.t, memory.contact.id, filled_in(memory)))

    @on("contact.edited")
    async def edited(act: Act) -> None:
        names = ("name", "city", "source", "met_online", "note")
        details = Details(**{name: act.field(name) for name in names})
        try:
            memory = await act.services.contacts.edit(act.actor, act.number(), details)
        except Refusal as refusal:
            typed = {**{name: act.field(name) for name in names}, "contact": str(act.number())}
            await answer_faulty_form(act, refusal, typed, "contact.refill")
        else:
            await act.update(contact_card(act.t, memory))

    @on("contact.refill")
    async def refill(act: Act) -> None:
        typed = await kept_form(act)
        await act.ask(edit_form(act.t, int(typed["contact"]), typed))

    @on("contact.never")
    async def never(act: Act) -> None:
        await act.update(never_card(act.t, await act.services.contacts.never(act.actor, act.number())))

    @on("contact.allow")
    async def allow(act: Act) -> None:
        contact = await act.services.contacts.never(act.actor, act.number(), is_never=False)
        await act.update(never_card(act.t, contact))

    @on("contact.remove")
    async def remove(act: Act) -> None:
        await act.update(remove_card(act.t, await act.services.contacts.show(act.actor, act.number())))

    @on("contact.remove_now")
    async def remove_now(act: Act) -> None:
        await act.update(removed_card(act.t, await act.services.contacts.remove(act.actor, act.number())))


async def _meant(act: Act, typed: str) -> int:
    """The one contact an option names, picked or typed."""
    people = people_from(typed)
    if people.contact_ids:
        return people.contact_ids[0]
    found = await act.services.contacts.called(act.actor, typed)
    if found is None:
        raise Refusal("contact.unknown", name=typed[:100])
    return int(found.id)

"""`/contact` but for files and doubles, and the user menu *Add to my list*."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from cogs.contacts.adding import add_typed, ask_whom_to_edit, edit_typed
from cogs.contacts.cards import added_card, contact_card, never_card, remove_card
from cogs.contacts.forms import edit_form, filled_in
from cogs.contacts.list_cards import list_card
from cogs.contacts.typed import MOST_WEEKS, contact_meant
from cogs.kit.act import Act, Kit, account_of
from cogs.kit.autocomplete import cities, contacts, languages, own_cities, sources, tags
from cogs.kit.words import N_
from meetups.exchange import entry
from meetups.refusals import Refusal
from meetups.services.common import WhichContact, city_named, identifier
from meetups.services.contacts import Details, Filter, tag_number

ONE = N_("Someone on your list")
_WORDS = app_commands.Range[str, 1, entry.MET_ONLINE]
_SOURCE = app_commands.Range[str, 1, entry.SOURCE]
_HANDLE = app_commands.Range[str, 1, entry.HANDLE]
_NOTE = app_commands.Range[str, 1, entry.NOTE]
_WEEKS = app_commands.Range[int, 0, MOST_WEEKS]
_ABOUT = {
    "city": N_("Where they live"),
    "source": N_("Where you know them from: Mastodon, LinkedIn, a forum…"),
    "handle": N_("What they are called there, or a link"),
    "tags": N_("Tags, with commas: wine, climbing"),
    "languages": N_("Languages they speak, with commas"),
    "met_online": N_("How you met online"),
    "introduced_by": N_("Who introduced you: someone on your list, or any name"),
    "birthday": N_("A day such as “May 14”, with the year if you know it"),
    "note": N_("Anything you want to remember"),
}


def group(kit: Kit) -> app_commands.Group:
    found = app_commands.Group(name="contact", description=N_("Your private list of people you know online"))
    _add_writing(found, kit)
    _add_reading(found, kit)
    _add_leaving(found, kit)
    return found


def menu(kit: Kit) -> app_commands.ContextMenu:
    async def add_to_my_list(interaction: discord.Interaction[Any], user: discord.User) -> None:
        act = Act(kit, interaction)
        await act.answer(added_card(act.t, await act.services.contacts.add(act.actor, Details(), account_of(user))))

    return app_commands.ContextMenu(name=N_("Add to my list"), callback=add_to_my_list)


def _add_writing(group: app_commands.Group, kit: Kit) -> None:
    completed = {
        "city": cities(kit),
        "source": sources(kit),
        "tags": tags(kit),
        "languages": languages(kit),
        "introduced_by": contacts(kit),
    }

    @group.command(name="add", description=N_("Put someone on your list, on Discord or not"))
    @app_commands.describe(
        name=N_("What you call them"), member=N_("Their Discord account, if they are in this server"), **_ABOUT
    )
    @app_commands.autocomplete(**completed)
    async def add(
        interaction: discord.Interaction[Any],
        name: str | None = None,
        member: discord.User | None = None,
        city: str | None = None,
        source: _SOURCE | None = None,
        handle: _HANDLE | None = None,
        tags: str | None = None,
        languages: str | None = None,
        met_online: _WORDS | None = None,
        introduced_by: str | None = None,
        birthday: str | None = None,
        note: _NOTE | None = None,
    ) -> None:
        act = Act(kit, interaction)
        typed = {each: value for each, value in interaction.namespace if isinstance(value, str)}
        if member is not None:
            account = account_of(member)
            is_bot = "yes" if account.is_bot else ""
            typed |= {"account": str(account.id), "account_name": account.name, "account_is_bot": is_bot}
        await add_typed(act, typed)

    @group.command(name="edit", description=N_("Change what you know about someone"))
    @app_commands.describe(
        contact=ONE,
        name=N_("What you call them"),
        promised=N_("What you promised them"),
        again_in=N_("Suggest them again in so many weeks; 0 for no wish"),
        not_for=N_("Don't suggest them for so many weeks; 0 ends that"),
        less_often=N_("Suggest them less often than the others"),
        next_time_near=N_("Wait until you two are near each other, and tell me then"),
        **_ABOUT,
    )
    @app_commands.autocomplete(contact=contacts(kit), **completed)
    async def edit(  # noqa: PLR0913, PLR0917 - an option each
        interaction: discord.Interaction[Any],
        contact: str,
        name: str | None = None,
        city: str | None = None,
        source: _SOURCE | None = None,
        handle: _HANDLE | None = None,
        tags: str | None = None,
        languages: str | None = None,
        met_online: _WORDS | None = None,
        introduced_by: str | None = None,
        birthday: str | None = None,
        note: _NOTE | None = None,
        promised: _WORDS | None = None,
        again_in: _WEEKS | None = None,
        not_for: _WEEKS | None = None,
        less_often: bool | None = None,
        next_time_near: bool | None = None,
    ) -> None:
        act = Act(kit, interaction)
        typed = {each: str(value) for each, value in interaction.namespace if value is not None}
        try:
            contact_id = await contact_meant(act, typed.pop("contact"))
        except WhichContact as which:
            if not typed:
                raise
            await ask_whom_to_edit(act, which, typed)
            return
        if typed:
            await edit_typed(act, {**typed, "contact": str(contact_id)})
        else:
            memory = await act.services.contacts.show(act.actor, contact_id)
            await act.ask(edit_form(act.t, memory.contact.id, filled_in(act.t, memory)))


def _add_reading(group: app_commands.Group, kit: Kit) -> None:
    @group.command(name="list", description=N_("Everyone on your list, or only some"))
    @app_commands.describe(
        city=N_("Only those who live there"),
        tag=N_("Only those with this tag"),
        never_met=N_("Only those you have not met in person yet"),
        not_met_for=N_("Only those you met before, but not for so many months"),
    )
    @app_commands.autocomplete(city=own_cities(kit), tag=tags(kit))
    async def everyone(
        interaction: discord.Interaction[Any],
        city: str | None = None,
        tag: str | None = None,
        never_met: bool = False,
        not_met_for: app_commands.Range[int, 1, 120] | None = None,
    ) -> None:
        act = Act(kit, interaction)
        wanted = Filter(_city_id(act, city or ""), await _tag(act, tag or ""), never_met, not_met_for or 0)
        await act.answer(list_card(act.t, await act.services.contacts.page(act.actor, wanted)))

    @group.command(name="show", description=N_("What you know about someone, and when you last met"))
    @app_commands.describe(contact=ONE)
    @app_commands.autocomplete(contact=contacts(kit))
    async def show(interaction: discord.Interaction[Any], contact: str) -> None:
        act = Act(kit, interaction)
        memory = await act.services.contacts.show(act.actor, await contact_meant(act, contact))
        await act.answer(contact_card(act.t, memory))


def _add_leaving(group: app_commands.Group, kit: Kit) -> None:
    @group.command(name="remove", description=N_("Take someone off your list"))
    @app_commands.describe(contact=ONE)
    @app_commands.autocomplete(contact=contacts(kit))
    async def remove(interaction: discord.Interaction[Any], contact: str) -> None:
        act = Act(kit, interaction)
        memory = await act.services.contacts.show(act.actor, await contact_meant(act, contact))
        await act.answer(remove_card(act.t, memory))

    @group.command(name="never", description=N_("Never suggest someone again; they are not told"))
    @app_commands.describe(contact=ONE, member=N_("Someone of this server, listed or not"))
    @app_commands.autocomplete(contact=contacts(kit))
    async def never(
        interaction: discord.Interaction[Any], contact: str | None = None, member: discord.User | None = None
    ) -> None:
        act = Act(kit, interaction)
        if member is not None:
            shunned = await act.services.contacts.shun(act.actor, account_of(member))
        else:
            shunned = await act.services.contacts.never(act.actor, await contact_meant(act, contact or ""))
        await act.answer(never_card(act.t, shunned))


async def _tag(act: Act, typed: str) -> int:
    """A tag of the list, as typed or the one most like it; 0 for none. Raises ``Refusal`` ``tag.unknown``."""
    wanted = typed.lstrip("#").strip()
    if not wanted:
        return 0
    found = (await act.services.contacts.book(act.actor)).tags(wanted)
    if not found:
        raise Refusal("tag.unknown", tag=wanted)
    return tag_number(next((tag for tag, _ in found if tag.casefold() == wanted.casefold()), found[0][0]))


def _city_id(act: Act, typed: str) -> int:
    """A city of the list picked from the choices, or one typed; 0 for none."""
    if not typed.strip():
        return 0
    return identifier(typed[3:]) if typed.startswith("id:") else int(city_named(act.services.desk, typed).id)

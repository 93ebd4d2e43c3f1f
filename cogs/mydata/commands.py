"""`/mydata export` and `/mydata forget`."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import discord
from discord import app_commands

from cogs.kit.act import Act, Kit
from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Style, Tone
from cogs.kit.registry import Registry
from cogs.kit.words import N_, Words
from meetups.services.contacts.exporting import MOST_BYTES
from meetups.services.mydata import Holdings


def load(registry: Registry) -> None:
    registry.commands.append(_group(registry.kit))
    on = registry.actions.on

    @on("mydata.ask")
    async def ask(act: Act) -> None:
        await act.answer(forget_card(act.t, await act.services.mydata.holdings(act.actor)))

    @on("mydata.forget")
    async def forget(act: Act) -> None:
        await act.defer()
        await act.services.mydata.forget(act.actor)
        await act.update(forgotten_card(act.t))

    @on("mydata.keep")
    async def keep(act: Act) -> None:
        await act.update(Card.of(act.t("Everything stays as it is.")))


def _group(kit: Kit) -> app_commands.Group:
    group = app_commands.Group(name="mydata", description=N_("Everything I know about you, and its erasure"))

    @group.command(name="export", description=N_("Everything I know about you, in one file"))
    async def export(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        data = json.dumps(await act.services.mydata.export(act.actor), indent=2, ensure_ascii=False)
        files = [_fitting("meetward.json", data.encode())]
        files += [_fitting(name, content) for name, content in await act.services.mydata.files(act.actor)]
        await interaction.followup.send(
            act.t("Here is everything I know about you. Only you can see this."), files=files, ephemeral=True
        )

    @group.command(name="forget", description=N_("Erase everything I know about you; you see what goes first"))
    async def forget(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await act.answer(forget_card(act.t, await act.services.mydata.holdings(act.actor)))

    return group


def _fitting(name: str, content: bytes) -> discord.File:
    """A file as it is, or packed where Discord would not take it."""
    if len(content) <= MOST_BYTES:
        return discord.File(io.BytesIO(content), name)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    packed.seek(0)
    return discord.File(packed, f"{name}.zip")


def forget_card(t: Words, holdings: Holdings) -> Card:
    """What would go and what remains for others, before anything does."""
    if holdings.is_empty:
        return Card.of(
            t("I know next to nothing about you: no missions, no contacts, no meetings."),
            Button(t("Erase even that"), action("mydata.forget"), Style.GRAVE),
        )
    goes = [
        t.plural("{n} mission", "{n} missions", holdings.missions),
        t.plural("{n} contact on your list", "{n} contacts on your list", holdings.contacts),
        t.plural("{n} meeting you recorded", "{n} meetings you recorded", holdings.meetings),
        t.plural("{n} public post, taken down", "{n} public posts, taken down", holdings.posts),
        t.plural("{n} visit you told me of", "{n} visits you told me of", holdings.visits) if holdings.visits else None,
        t.plural("your place in {n} pool", "your places in {n} pools", holdings.pools) if holdings.pools else None,
        t.plural("{n} plan to come", "{n} plans to come", holdings.plans) if holdings.plans else None,
        t.plural(
            "{n} open invitation to come, made or answered",
            "{n} open invitations to come, made or answered",
            holdings.gatherings,
        )
        if holdings.gatherings
        else None,
        t("your profile, your inbox, and everything not yet sent"),
    ]
    return Card.of(
        t("### Forget me"),
        t("This goes, at once and for good:"),
        "\n".join(f"- {each}" for each in goes if each),
        t.plural(
            "What remains: {n} meeting somebody else recorded, where you become “a friend” without a name.",
            "What remains: {n} meetings others recorded, where you become “a friend” without a name.",
            holdings.shared_meetings,
        )
        if holdings.shared_meetings
        else None,
        t("`/mydata export` gives you a copy first."),
        Button(t("Forget me"), action("mydata.forget"), Style.GRAVE),
        Button(t("Keep everything"), action("mydata.keep")),
        tone=Tone.WARM,
    )


def forgotten_card(t: Words) -> Card:
    return Card.of(t("Done. I've forgotten you. If you ever come back, we start as strangers: `/mission start`."))

"""`/community events`: whether what is hosted also stands among the events of the server."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from cogs.kit.act import Act, Kit
from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Style, Tone
from cogs.kit.registry import Registry
from cogs.kit.words import N_, Words
from meetups.refusals import Refusal
from meetups.values import Community

_ON, _OFF = 1, 0


def load_events(registry: Registry) -> None:
    @registry.actions.on("community.events")
    async def events(act: Act) -> None:
        await _choose(act, is_on=act.number() == _ON)


def add_events(group: app_commands.Group, kit: Kit) -> None:
    @group.command(name="events", description=N_("Show what members host among the server's events, too"))
    @app_commands.describe(on=N_("Whether new invitations become events"))
    async def events(interaction: discord.Interaction[Any], on: bool | None = None) -> None:
        act = Act(kit, interaction)
        if on is None:
            await act.answer(events_card(act.t, await act.services.communities.for_organiser(act.actor)))
        else:
            await _choose(act, is_on=on)


async def _choose(act: Act, *, is_on: bool) -> None:
    """Nothing is turned on that Discord would not let the bot do."""
    await act.services.communities.for_organiser(act.actor)
    guild = act.interaction.guild
    if guild is None:
        raise Refusal("community.only_here")
    if is_on and not guild.me.guild_permissions.create_events:
        await act.update(may_not_card(act.t))
        return
    await act.update(events_card(act.t, await act.services.communities.choose_events(act.actor, is_on=is_on)))


def events_card(t: Words, community: Community) -> Card:
    if not community.has_events:
        return Card.of(
            t("### Events are off"),
            t("What members host with `/host` is posted in a channel. It can stand among the server's events as well."),
            t("-# Events that stand already follow their invitation and go when it's called off."),
            Button(t("Turn events on"), action("community.events", _ON), Style.PRIMARY),
            Button(t("How Meetward runs here"), action("community.settings")),
            tone=Tone.CALM,
        )
    return Card.of(
        t("### Events are on"),
        t("What members host from now on stands among the server's events, too: what, when, the city and their words."),
        t(
            "-# Never the exact place unless it is public, nor a host who doesn't let others name them. Joining stays here."
        ),
        Button(t("Turn events off"), action("community.events", _OFF)),
        Button(t("How Meetward runs here"), action("community.settings")),
        tone=Tone.GLAD,
    )


def may_not_card(t: Words) -> Card:
    return Card.of(
        t("### Almost there"),
        t(
            "For that I need one permission more: **Create Events**. Give it to my role in *Server Settings* → *Roles*, "
            "then press *Check again*. Nothing has changed meanwhile."
        ),
        Button(t("Check again"), action("community.events", _ON), Style.PRIMARY),
        tone=Tone.WARM,
    )


def events_row(t: Words, community: Community) -> str:
    return (
        t("What members host is among the server's events, too (`/community events`)")
        if community.has_events
        else t("What members host makes no event of the server: `/community events`")
    )

"""`/profile`, its card and its buttons."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from cogs.kit.act import Act, Kit
from cogs.kit.actions import action
from cogs.kit.autocomplete import cities, zones
from cogs.kit.cards import Button, Card, Line, Option, Select, Style
from cogs.kit.reaching import open_channel
from cogs.kit.reading import read_quiet, read_word
from cogs.kit.registry import Registry
from cogs.kit.strengths import STRENGTHS
from cogs.kit.words import N_, Words
from meetups.services.profiles import Profile, Wishes
from meetups.values import DirectMessages, Naming, Strength


def load(registry: Registry) -> None:
    registry.commands.append(_command(registry.kit))
    on = registry.actions.on

    @on("profile.naming")
    async def naming(act: Act) -> None:
        profile = await act.services.profiles.show(act.actor)
        wished = Naming.ASK if profile.person.naming is Naming.ALWAYS else Naming.ALWAYS
        await act.update(profile_card(act.t, await act.services.profiles.change(act.actor, Wishes(naming=wished))))

    @on("profile.strength")
    async def strength(act: Act) -> None:
        wishes = Wishes(strength=read_word(Strength, act.chosen))
        await act.update(profile_card(act.t, await act.services.profiles.change(act.actor, wishes)))

    @on("profile.reach")
    async def reach(act: Act) -> None:
        await act.interaction.response.defer()
        await open_channel(act)
        await act.update(profile_card(act.t, await act.services.profiles.show(act.actor)))


def _command(kit: Kit) -> Any:
    @app_commands.command(name="profile", description=N_("Your city, quiet hours, and how you want to be reached"))
    @app_commands.describe(
        city=N_("Where you live; sets your time zone"),
        zone=N_("Your time zone, if it isn't your city's"),
        quiet_hours=N_("When I stay silent, such as “22-7”"),
    )
    @app_commands.autocomplete(city=cities(kit), zone=zones(kit))
    async def profile(
        interaction: discord.Interaction[Any],
        city: str | None = None,
        zone: str | None = None,
        quiet_hours: str | None = None,
    ) -> None:
        act = Act(kit, interaction)
        wishes = Wishes(city=city, zone=zone, quiet=read_quiet(quiet_hours) if quiet_hours else None)
        await act.answer(profile_card(act.t, await act.services.profiles.change(act.actor, wishes)))

    return profile


def profile_card(t: Words, profile: Profile) -> Card:
    """Everything a person has said about themselves, for their eyes only."""
    person = profile.person
    is_open = person.dm_state is DirectMessages.OPEN
    facts = [
        t("City: {city}", city=profile.city.label) if profile.city else t("City: not said"),
        t("Time zone: {zone}", zone=t.zone(person.time_zone)) if person.time_zone else t("Time zone: the community's"),
        t("Quiet hours: {start} to {end}", start=t.clock(person.quiet_from), end=t.clock(person.quiet_until)),
        t("I write to you by direct message")
        if is_open
        else t("I don't send you direct messages; everything waits in `/inbox`"),
        t("Others may name you in their stories")
        if person.naming is Naming.ALWAYS
        else t("In stories you are “a friend” until you say otherwise"),
    ]
    return Card.of(
        t("### You, as I know you"),
        "\n".join(f"- {fact}" for fact in facts),
        Line(),
        Select(
            action("profile.strength"),
            t("How much may I nudge you?"),
            tuple(Option(t(name), str(key), is_chosen=key is person.strength) for key, (name, _) in STRENGTHS.items()),
        ),
        Button(t("Ask me before naming me"), action("profile.naming"))
        if person.naming is Naming.ALWAYS
        else Button(t("You may name me"), action("profile.naming")),
        None if is_open else Button(t("Send me direct messages"), action("profile.reach"), Style.PRIMARY),
        t("-# `/profile city:` and its other options change the rest. Only you see this."),
    )

"""`/profile`, its buttons and its forms."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from cogs.kit.act import Act, Kit
from cogs.kit.autocomplete import cities, languages, tags, zones
from cogs.kit.parts import PARTS
from cogs.kit.reaching import open_channel
from cogs.kit.reading import read_word
from cogs.kit.refilling import answer_faulty_form, kept_form
from cogs.kit.registry import Registry
from cogs.kit.words import N_
from cogs.profile.cards import free_card, profile_card
from cogs.profile.forms import ABOUT, READ, about_form, filled_in, options_form, wishes_from
from meetups.refusals import Refusal
from meetups.services.profiles import Wishes
from meetups.values import Naming, Strength


def load(registry: Registry) -> None:
    registry.commands.append(_command(registry.kit))
    _load_buttons(registry)
    _load_forms(registry)


def _load_buttons(registry: Registry) -> None:
    on = registry.actions.on

    @on("profile.show")
    async def show(act: Act) -> None:
        await act.update(profile_card(act.t, await act.services.profiles.show(act.actor)))

    @on("profile.naming")
    async def naming(act: Act) -> None:
        wished = read_word(Naming, act.chosen)
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

    @on("profile.free")
    async def free(act: Act) -> None:
        profile = await act.services.profiles.show(act.actor)
        await act.update(free_card(act.t, profile.person))

    @on("profile.parts")
    async def parts(act: Act) -> None:
        await _be_free(act, Wishes(availability=_parts_chosen(act)))

    @on("profile.also_free")
    async def also_free(act: Act) -> None:
        await _be_free(act, Wishes(also_free=act.number()))

    @on("profile.not_free")
    async def not_free(act: Act) -> None:
        await _be_free(act, Wishes(availability=0))


def _load_forms(registry: Registry) -> None:
    on = registry.actions.on

    @on("profile.about")
    async def about(act: Act) -> None:
        profile = await act.services.profiles.show(act.actor)
        await act.ask(about_form(act.t, filled_in(act.t, profile.person)))

    @on("profile.told")
    async def told(act: Act) -> None:
        entered = {name: act.field(name) for name in ABOUT if name in act.fields}
        standing = (await act.services.profiles.show(act.actor)).person
        try:
            wishes = wishes_from(act, entered, filled_in(act.t, standing), standing.languages)
            profile = await act.services.profiles.change(act.actor, wishes)
        except Refusal as refusal:
            await answer_faulty_form(act, refusal, entered, "profile.retell")
        else:
            await act.update(profile_card(act.t, profile))

    @on("profile.retell")
    async def retell(act: Act) -> None:
        await act.ask(about_form(act.t, await kept_form(act)))

    @on("profile.retype")
    async def retype(act: Act) -> None:
        await act.ask(options_form(act.t, act.number(), await kept_form(act)))

    @on("profile.retyped")
    async def retyped(act: Act) -> None:
        entered = {name: act.field(name) for name in READ if name in act.fields}
        # An emptied field was taken back: it neither sets nor clears anything.
        await _change(act, {name: text for name, text in {**await kept_form(act), **entered}.items() if text})


def _command(kit: Kit) -> Any:
    @app_commands.command(name="profile", description=N_("What I know about you, and how you want to be reached"))
    @app_commands.describe(
        city=N_("Where you live; sets your time zone"),
        reach=N_("How far you travel to meet, such as “30 km” or “20 miles”"),
        languages=N_("Languages you speak, with commas; a dash clears them"),
        tags=N_("What you like to do, with commas; a dash clears them"),
        zone=N_("Your time zone, if it isn't your city's"),
        quiet_hours=N_("When I stay silent, such as “22-7”"),
    )
    @app_commands.autocomplete(city=cities(kit), languages=languages(kit), tags=tags(kit), zone=zones(kit))
    async def profile(
        interaction: discord.Interaction[Any],
        city: str | None = None,
        reach: str | None = None,
        languages: str | None = None,
        tags: str | None = None,
        zone: str | None = None,
        quiet_hours: str | None = None,
    ) -> None:
        given = {
            "city": city,
            "reach": reach,
            "languages": languages,
            "tags": tags,
            "zone": zone,
            "quiet_hours": quiet_hours,
        }
        await _change(Act(kit, interaction), {name: text for name, text in given.items() if text is not None})

    return profile


async def _change(act: Act, typed: dict[str, str]) -> None:
    """Take options; where one of several cannot be read, the others wait with it."""
    try:
        profile = await act.services.profiles.change(act.actor, wishes_from(act, typed))
    except Refusal as refusal:
        if len(typed) < 2:
            raise
        await answer_faulty_form(act, refusal, typed, "profile.retype")
    else:
        await act.update(profile_card(act.t, profile))


async def _be_free(act: Act, wishes: Wishes) -> None:
    profile = await act.services.profiles.change(act.actor, wishes)
    await act.update(free_card(act.t, profile.person))


def _parts_chosen(act: Act) -> int:
    """The parts chosen in the menu, as bits; of a crafted choice only what there is."""
    return sum(1 << bit for bit in range(PARTS) if str(bit) in act.values)

"""`/community`: hidden from everybody who does not manage the server, and checked again in the service."""

from __future__ import annotations

from typing import Any, Literal

import discord
from discord import app_commands

from cogs.community.breaks import add_break, load_breaks
from cogs.community.cards import invitation_card, invited_card, later_card, missing_card, ready_card, settings_card
from cogs.community.digest import add_digest, load_digest
from cogs.community.events import add_events, load_events
from cogs.community.health import add_health, load_health
from cogs.community.page import add_page, load_page
from cogs.community.pool import add_pool, load_pool
from cogs.community.safety import add_safety
from cogs.community.year import add_year, load_year
from cogs.kit.act import Act, Kit
from cogs.kit.autocomplete import completer, zones
from cogs.kit.channels import TELLING, WRITING, Chosen, TextChannel, lacking, look_up
from cogs.kit.registry import Registry
from cogs.kit.words import N_
from meetups.refusals import Refusal
from meetups.services.communities import Settings
from meetups.services.outgoing import Invitation

# No media channel: a recap has no picture, which every post there needs.
RecapChannel = app_commands.Transform[
    app_commands.AppCommandChannel,
    Chosen(discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum),
]
Weekday = Literal["Monday", "Saturday", "Sunday"]
_WEEKDAYS: dict[str, int] = {"Monday": 0, "Saturday": 5, "Sunday": 6}


def load(registry: Registry) -> None:
    kit = registry.kit
    registry.commands.append(_group(kit))
    registry.renderers[Invitation] = invitation_card
    load_breaks(registry)
    load_events(registry)
    load_page(registry)
    load_digest(registry)
    load_health(registry)
    load_pool(registry)
    load_year(registry)

    @registry.actions.on("community.setup")
    async def set_up_again(act: Act) -> None:
        data = await act.services.drafts.open(act.actor, "setup", act.number())
        await _set_up(act, data, act.number())

    @registry.actions.on("community.invite")
    async def invite(act: Act) -> None:
        await act.services.communities.invite_everyone(act.actor)
        await act.update(invited_card(act.t, await act.services.communities.for_organiser(act.actor)))

    @registry.actions.on("community.settings")
    async def settings(act: Act) -> None:
        await act.answer(settings_card(act.t, await act.services.communities.for_organiser(act.actor)))

    @registry.actions.on("community.later")
    async def later(act: Act) -> None:
        await act.update(later_card(act.t))


def _group(kit: Kit) -> app_commands.Group:
    group = app_commands.Group(
        name="community",
        description=N_("For organisers: set Meetward up in this server"),
        default_permissions=discord.Permissions(manage_guild=True),
        guild_only=True,
    )

    @group.command(name="setup", description=N_("Choose where recaps go, and how weeks run here"))
    @app_commands.describe(
        recap_channel=N_("Where stories of meetings are posted (the only thing you must choose)"),
        nudge_channel=N_("Where someone who can't be written to gets one neutral line"),
        organiser_channel=N_("A private channel for reports to organisers"),
        organiser_role=N_("A role whose members are organisers too"),
        first_weekday=N_("The day weeks begin on here"),
        time_zone=N_("The time zone for members who don't choose their own"),
        country=N_("Your country; weeks with its public holidays may be taken off"),
        answer_hours=N_("How many hours an invitation waits for an answer (24)"),
    )
    @app_commands.autocomplete(time_zone=zones(kit), country=_countries(kit))
    async def setup(
        interaction: discord.Interaction[Any],
        recap_channel: RecapChannel,
        nudge_channel: TextChannel | None = None,
        organiser_channel: TextChannel | None = None,
        organiser_role: discord.Role | None = None,
        first_weekday: Weekday | None = None,
        time_zone: str | None = None,
        country: str | None = None,
        answer_hours: app_commands.Range[int, 1, 168] | None = None,
    ) -> None:
        act = Act(kit, interaction)
        data = {
            "recap_channel_id": recap_channel.id,
            "nudge_channel_id": nudge_channel.id if nudge_channel else None,
            "organiser_channel_id": organiser_channel.id if organiser_channel else None,
            "organiser_role_id": organiser_role.id if organiser_role else None,
            "first_weekday": _WEEKDAYS[first_weekday] if first_weekday else None,
            "time_zone": _zone(act, time_zone),
            "country": _country(act, country),
            "answer_hours": answer_hours,
        }
        await _set_up(act, data, await act.services.drafts.keep(act.actor, "setup", data))

    @group.command(name="settings", description=N_("See how Meetward runs in this server"))
    async def settings(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await act.answer(settings_card(act.t, await act.services.communities.for_organiser(act.actor)))

    add_break(group, kit)
    add_pool(group, kit)
    add_safety(group, kit)
    add_events(group, kit)
    add_digest(group, kit)
    add_page(group, kit)
    add_year(group, kit)
    add_health(group, kit)
    return group


async def _set_up(act: Act, data: dict[str, Any], draft_id: int) -> None:
    """Check the bot's own permissions there and then; only with all of them is anything changed."""
    guild = act.interaction.guild
    if guild is None or act.actor.community_id is None:
        raise Refusal("community.only_here")
    if not await act.services.communities.organises(act.actor):
        raise Refusal("community.organisers_only")
    missing = {
        channel_id: names
        for channel_id, needed in (
            (data["recap_channel_id"], TELLING),
            (data["nudge_channel_id"], WRITING),
            (data["organiser_channel_id"], WRITING),
        )
        if channel_id and (names := lacking(await look_up(guild, channel_id), needed))
    }
    if missing:
        await act.update(missing_card(act.t, missing, draft_id))
        return
    known = await act.services.communities.get(act.actor.community_id)
    chosen = {name: value for name, value in data.items() if value is not None}
    kept = {name: getattr(known, name) for name in Settings.__dataclass_fields__} if known else {}
    settings = Settings(
        **{**kept, **chosen, "name": guild.name, "locale": str(guild.preferred_locale)},
    )
    community = await act.services.communities.set_up(act.actor, settings)
    await act.update(ready_card(act.t, community))


def _zone(act: Act, typed: str | None) -> str | None:
    if typed is None:
        return None
    zone = act.services.desk.places.zone(typed)
    if zone is None:
        raise Refusal("zone.unknown", typed=typed[:60])
    return zone


def _country(act: Act, typed: str | None) -> str | None:
    if typed is None:
        return None
    territories: dict[str, str] = {code: str(name) for code, name in act.t.locale.territories.items()}
    if typed.upper() in territories and len(typed) == 2:
        return typed.upper()
    named = [code for code, name in territories.items() if name.casefold() == typed.casefold() and len(code) == 2]
    if not named:
        raise Refusal("country.unknown", typed=typed[:60])
    return named[0]


def _countries(kit: Kit) -> Any:
    async def offer(interaction: discord.Interaction[Any], typed: str) -> list[tuple[str, str]]:
        territories = kit.lexicon.words(str(interaction.locale)).locale.territories
        named = ((str(name), code) for code, name in territories.items() if len(code) == 2 and code.isalpha())
        wanted = typed.casefold()
        return sorted((name, code) for name, code in named if wanted in name.casefold() or wanted == code.casefold())

    return completer(offer)

"""Who may do what is asked at each act: not when a card was drawn, and not of what a client sends along."""

from __future__ import annotations

from datetime import date
from typing import Any

import discord
import pytest
from discord import app_commands
from simcord import MemberActor

from cogs.kit.actions import VERSION
from meetups.values import CommunityId
from tests.stories.test_bad_clicks import show_to_everybody
from tests.stories.test_privacy import attached, hers, leaked, leaves, press_all, secretive
from tests.stories.world import World, custom_ids, text_of

ORGANISERS = ("community.", "digest.")
FOR_ALL = {"community.later", "community.setup"}
"""Drawing the card that says "later" does nothing; setting up again opens what one typed oneself, and asks then."""
A_WEEK = f"{date(2026, 3, 2).toordinal()}.{date(2026, 3, 8).toordinal()}"
"""A number as good as any, and days as a break has them."""


async def demoted(world: World) -> tuple[MemberActor, list[Any]]:
    """Somebody who was an organiser by role, saw every card of theirs, and is none any more; with those cards."""
    role = world.guild.create_role("hosts")
    await world.set_up(organiser_role=role)
    show_to_everybody(world, "community")
    kyle = world.people["kyle"] = world.guild.add_member(world.env.create_user("kyle"), roles=[role])
    cards = [
        await kyle.slash(world.general, f"community {name}", **options)
        for name, options in (
            ("settings", {}),
            ("break", {"days": "2 - 8 March"}),
            ("pool", {"open": True}),
            ("events", {}),
            ("digest", {"on": True}),
            ("page", {}),
            ("ranking", {"on": False}),
            ("health", {}),
        )
    ]
    assert not [each for each in cards if "Only the organisers" in text_of(each)]
    world.env.backend.remove_member_role(world.guild.id, kyle.id, role.id)
    await world.env.settle()
    return kyle, cards


async def of_the_community(world: World) -> list[Any]:
    """What organisers decide, and what of it anybody sees."""
    here = CommunityId(world.guild.id)
    async with world.app.store.read() as work:
        kept = [await work.communities.get(here), await work.breaks.find(community_id=here)]
        runs = await work.runs.find(community_id=here)
        return [*kept, runs, world.posts()]


async def test_an_organiser_who_is_none_any_more_does_nothing_with_old_cards_or_forged_ones(world: World) -> None:
    kyle, cards = await demoted(world)
    before = await of_the_community(world)
    real = {each for card in cards for each in custom_ids(card) if each.startswith(ORGANISERS)}
    names = [each for each in world.app.registry.actions.doings if each.startswith(ORGANISERS)]
    forged = {f"{each}:{VERSION}:{A_WEEK}" for each in set(names) - FOR_ALL}
    pressed = sorted((real | forged) - {f"{each}:{VERSION}:" for each in FOR_ALL})
    assert len(pressed) > 30
    for custom_id, result in zip(pressed, await press_all(world, kyle, world.general, pressed, 1), strict=True):
        assert "Only the organisers" in text_of(result), custom_id
    assert await of_the_community(world) == before


async def test_no_command_of_organisers_serves_somebody_else_even_where_it_is_shown_to_all(world: World) -> None:
    kyle, _ = await demoted(world)
    before = await of_the_community(world)
    commands = [each for each in leaves(world) if each.qualified_name.startswith("community ")]
    assert len(commands) > 9
    for each in commands:
        options: dict[str, Any] = attached(each, kyle.user)
        if each.name == "setup":
            options["recap_channel"] = world.general
        result = await kyle.slash(world.general, each.qualified_name, **options)
        assert "Only the organisers" in text_of(result), each.qualified_name
    assert await of_the_community(world) == before


@pytest.mark.usefixtures("unlimited")
async def test_no_option_takes_the_number_of_what_is_somebody_elses(world: World) -> None:
    """Whatever choices an option offers, their values are typed by hand: each number of hers, bare and as a contact's."""
    her = await secretive(world)
    bob = world.person("bob")
    await world.start_mission(bob)
    before = await hers(world, her.alice)
    tried = 0
    for command in leaves(world):
        if command.qualified_name not in bob.available_commands(world.general):
            continue
        for option in command.parameters:
            if option.type is not discord.AppCommandOptionType.string or not option.autocomplete:
                continue
            others = attached(command, her.alice.user) | filled(command, option)
            for number in her.ids.values():
                for typed in (str(number), f"id:{number}", f"Bo, id:{number}"):
                    tried += 1
                    result = await bob.slash(
                        world.general, command.qualified_name, **others, **{option.display_name: typed}
                    )
                    assert leaked(result) == [], f"{command.qualified_name} {option.display_name}:{typed}"
    assert tried > 300
    assert not world.blunders()
    assert await hers(world, her.alice) == before


def filled(command: app_commands.Command[Any, ..., Any], but: app_commands.Parameter) -> dict[str, Any]:
    """Something for each text that a command must have, other than this one."""
    texts = discord.AppCommandOptionType.string
    return {
        each.display_name: "2026-03-02"
        for each in command.parameters
        if each.required and each.type is texts and each.name != but.name
    }

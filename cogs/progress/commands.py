"""`/progress`: one's own mission, one's circle, the community's picture, and what another chose to show."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from cogs.kit.act import Act, Kit, account_of
from cogs.kit.actions import Doing
from cogs.kit.registry import Registry
from cogs.kit.words import N_
from cogs.progress.cards import (
    PICTURED,
    RANKED,
    SHOWN,
    circle_card,
    member_card,
    mine_card,
    no_mission_card,
    shows_card,
    together_card,
)
from cogs.progress.wraps import wrap_card, wrap_preview_card
from meetups.services.progress import Wrap
from meetups.values import Look, PersonId


def load(registry: Registry) -> None:
    registry.commands.append(_group(registry.kit))
    registry.renderers[Wrap] = wrap_card
    on = registry.actions.on

    @on("progress.me")
    async def me(act: Act) -> None:
        await _mine(act)

    @on("progress.circle")
    async def circle(act: Act) -> None:
        await _circle(act)

    @on("progress.community")
    async def community(act: Act) -> None:
        await _together(act)

    @on("progress.shows")
    async def shows(act: Act) -> None:
        await act.update(shows_card(act.t, await act.services.progress.shows(act.actor, _name(act))))

    @on("progress.show")
    async def show(act: Act) -> None:
        is_on = bool(act.number(1))
        changed = await act.services.progress.shows(
            act.actor,
            _name(act),
            is_shown=is_on if act.number() == SHOWN else None,
            is_pictured=is_on if act.number() == PICTURED else None,
            is_ranked=is_on if act.number() == RANKED else None,
        )
        await act.update(shows_card(act.t, changed))

    @on("progress.light")
    async def light(act: Act) -> None:
        await _look(act, Look.LIGHT)

    @on("progress.dark")
    async def dark(act: Act) -> None:
        await _look(act, Look.DARK)

    @on("progress.wrap")
    async def wrap(act: Act) -> None:
        await act.defer()
        await act.update(
            wrap_preview_card(act.t, await act.services.progress.wrap(act.actor, act.number()), _name(act))
        )

    @on("progress.share")
    async def share(act: Act) -> None:
        await act.defer()
        shared = await act.services.progress.share_wrap(act.actor, act.number())
        await act.update(wrap_preview_card(act.t, shared, _name(act)))

    @on("progress.unshare")
    async def unshare(act: Act) -> None:
        await act.defer()
        taken_back = await act.services.progress.take_back_wrap(act.actor, act.number())
        await act.update(wrap_preview_card(act.t, taken_back, _name(act)))


def _group(kit: Kit) -> app_commands.Group:
    group = app_commands.Group(name="progress", description=N_("How it goes: your weeks, your circle, your community"))

    @group.command(name="me", description=N_("Your mission as a picture and in words; only you see it"))
    async def me(interaction: discord.Interaction[Any]) -> None:
        await _mine(Act(kit, interaction))

    @group.command(name="circle", description=N_("Everyone you met, whoever you met last nearest to you"))
    async def circle(interaction: discord.Interaction[Any]) -> None:
        await _circle(Act(kit, interaction))

    @group.command(name="community", description=N_("Who met whom here, of those who want to be seen"))
    async def community(interaction: discord.Interaction[Any]) -> None:
        await _together(Act(kit, interaction))

    @group.command(name="member", description=N_("What somebody here chose to show of their progress"))
    @app_commands.describe(member=N_("Whose progress"))
    async def member(interaction: discord.Interaction[Any], member: discord.User) -> None:
        act = Act(kit, interaction)
        await act.defer()
        if member.id == act.actor.person_id:
            await _mine(act)
            return
        account = account_of(member)
        standing = await act.services.progress.of_member(act.actor, account.id)
        await act.update(member_card(act.t, standing, account.name))

    @group.command(name="sharing", description=N_("Choose what others here may see; nothing until you say so"))
    @app_commands.describe(
        progress=N_("Whether others may see your progress with /progress member"),
        picture=N_("Whether you are in the picture of who met whom"),
        ranking=N_("Whether you are in the list of who met most, if there is one"),
    )
    async def sharing(
        interaction: discord.Interaction[Any],
        progress: bool | None = None,
        picture: bool | None = None,
        ranking: bool | None = None,
    ) -> None:
        act = Act(kit, interaction)
        shows = await act.services.progress.shows(
            act.actor, _name(act), is_shown=progress, is_pictured=picture, is_ranked=ranking
        )
        await act.answer(shows_card(act.t, shows))

    return group


async def _mine(act: Act) -> None:
    await _wait(act)
    standing = await act.services.progress.mine(act.actor)
    is_here = act.actor.community_id is not None
    await act.update(
        no_mission_card(act.t) if standing is None else mine_card(act.t, standing, _name(act), is_here=is_here)
    )


async def _circle(act: Act) -> None:
    await _wait(act)
    circle = await act.services.progress.circle(act.actor)
    unlisted = [each.account_id for each in circle.friends if each.account_id and not each.name]
    await act.update(circle_card(act.t, circle, _name(act), _names_here(act, unlisted)))


async def _together(act: Act) -> None:
    await _wait(act)
    await act.update(together_card(act.t, await act.services.progress.together(act.actor)))


async def _look(act: Act, look: Look) -> None:
    """Draw the card it was pressed on, on the other ground."""
    await _wait(act)
    await act.services.progress.look(act.actor, look)
    await _BACK.get(act.subject, _mine)(act)


_BACK: dict[str, Doing] = {"me": _mine, "circle": _circle, "community": _together}


async def _wait(act: Act) -> None:
    """Ask for time, once: drawing may take some."""
    if not act.interaction.response.is_done():
        await act.defer()


def _name(act: Act) -> str:
    return act.interaction.user.display_name


def _names_here(act: Act, person_ids: list[PersonId]) -> dict[PersonId, str]:
    """What these are called in the server, as far as it is known without asking."""
    guild = act.interaction.guild
    members = ((each, guild.get_member(each)) for each in person_ids) if guild else ()
    return {person_id: member.display_name for person_id, member in members if member is not None}

"""`/community digest`: whether a summary of the stories is posted each week, when, what it would say, and posting it now."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from cogs.community.digest_cards import (
    ON,
    digest_card,
    digest_posted_card,
    digest_preview_card,
    digest_state_card,
)
from cogs.kit.act import Act, Kit
from cogs.kit.reading import read_weekly
from cogs.kit.registry import Registry
from cogs.kit.words import N_
from meetups.services.digests import Digest


def load_digest(registry: Registry) -> None:
    registry.renderers[Digest] = digest_card
    on = registry.actions.on

    @on("digest.show")
    async def show(act: Act) -> None:
        await act.update(digest_state_card(act.t, await act.services.digests.state(act.actor)))

    @on("digest.turn")
    async def turn(act: Act) -> None:
        state = await act.services.digests.settle(act.actor, is_on=act.number() == ON)
        await act.update(digest_state_card(act.t, state))

    @on("digest.day")
    async def day(act: Act) -> None:
        state = await act.services.digests.settle(act.actor, weekday=_chosen(act))
        await act.update(digest_state_card(act.t, state))

    @on("digest.hour")
    async def hour(act: Act) -> None:
        state = await act.services.digests.settle(act.actor, minute=_chosen(act) * 60)
        await act.update(digest_state_card(act.t, state))

    @on("digest.preview")
    async def preview(act: Act) -> None:
        await act.update(digest_preview_card(act.t, await act.services.digests.preview(act.actor)))

    @on("digest.post")
    async def post(act: Act) -> None:
        await act.update(digest_posted_card(act.t, await act.services.digests.post_now(act.actor)))


def add_digest(group: app_commands.Group, kit: Kit) -> None:
    @group.command(name="digest", description=N_("A weekly post of what members told: when, or right now"))
    @app_commands.describe(on=N_("Whether it is posted each week"), at=N_("When it comes, such as “Sunday 18:00”"))
    async def digest(interaction: discord.Interaction[Any], on: bool | None = None, at: str | None = None) -> None:
        act = Act(kit, interaction)
        weekday, minute = read_weekly(act, at) if at else (None, None)
        state = await act.services.digests.settle(act.actor, is_on=on, weekday=weekday, minute=minute)
        await act.answer(digest_state_card(act.t, state))


def _chosen(act: Act) -> int:
    """The number chosen in a menu; one there is not for a crafted answer."""
    return int(act.chosen) if act.chosen.isdecimal() and len(act.chosen) < 3 else -1

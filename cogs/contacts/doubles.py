"""`/contact merge`: two contacts that are one person, found, compared, made one, or told apart."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from cogs.contacts.commands import ONE
from cogs.contacts.double_cards import (
    apart_card,
    candidates_card,
    merged_card,
    merger_card,
    nobody_alike_card,
    pair_card,
)
from cogs.contacts.typed import contact_meant
from cogs.kit.act import Act, Kit
from cogs.kit.autocomplete import contacts
from cogs.kit.cards import Card
from cogs.kit.registry import Registry
from cogs.kit.words import N_
from meetups.services.common import identifier


def add_merging(group: app_commands.Group, kit: Kit) -> None:
    @group.command(name="merge", description=N_("Make one of two contacts that are the same person"))
    @app_commands.describe(contact=ONE, other=N_("The same person, a second time on your list"))
    @app_commands.autocomplete(contact=contacts(kit), other=contacts(kit))
    async def merge(
        interaction: discord.Interaction[Any], contact: str | None = None, other: str | None = None
    ) -> None:
        act = Act(kit, interaction)
        if contact and other:
            kept, gone = await contact_meant(act, contact), await contact_meant(act, other)
            await act.answer(merger_card(act.t, await act.services.merging.propose(act.actor, kept, gone)))
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        one = contact or other
        await act.answer(await _candidates(act, await contact_meant(act, one)) if one else await _pair(act, 0))


def load_merging(registry: Registry) -> None:
    on = registry.actions.on

    @on("merge.find")
    async def find(act: Act) -> None:
        await act.defer()
        await act.redraw(await _candidates(act, act.number()))

    @on("merge.chosen")
    async def chosen(act: Act) -> None:
        merger = await act.services.merging.propose(act.actor, act.number(), identifier(act.chosen))
        await act.update(merger_card(act.t, merger))

    @on("merge.pairs")
    async def pairs(act: Act) -> None:
        await act.defer()
        await act.redraw(await _pair(act, act.number()))

    @on("merge.propose")
    async def propose(act: Act) -> None:
        merger = await act.services.merging.propose(act.actor, act.number(), act.number(1))
        await act.update(merger_card(act.t, merger))

    @on("merge.now")
    async def now(act: Act) -> None:
        await act.defer()
        merged = await act.services.merging.merge(act.actor, act.number(), act.number(1))
        await act.redraw(await _pair(act, act.number(2) - 1) if act.number(2) else merged_card(act.t, merged))

    @on("merge.apart")
    async def apart(act: Act) -> None:
        await act.defer()
        await act.services.merging.tell_apart(act.actor, act.number(), act.number(1))
        await act.redraw(await _pair(act, act.number(2) - 1) if act.number(2) else apart_card(act.t))


async def _pair(act: Act, number: int) -> Card:
    """One of the pairs that look alike; after the last one the first again."""
    found = await act.services.merging.pairs(act.actor)
    if not found:
        return nobody_alike_card(act.t)
    number = number if 0 <= number < len(found) else 0
    pair = found[number]
    merger = await act.services.merging.propose(act.actor, pair.kept.id, pair.other.id)
    return pair_card(act.t, merger, number, len(found))


async def _candidates(act: Act, contact_id: int) -> Card:
    """Whom of the list somebody may be a second time."""
    return candidates_card(act.t, act.kit, *await act.services.merging.like(act.actor, contact_id))

"""`/pool`, and the buttons of its cards and of introductions."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from cogs.kit.act import Act, Kit
from cogs.kit.actions import action
from cogs.kit.cards import Card
from cogs.kit.common_cards import age_card
from cogs.kit.people import name_of
from cogs.kit.registry import Registry
from cogs.kit.words import N_
from cogs.pool.cards import (
    ADULT,
    FINDABLE,
    IN_PERSON,
    THREE,
    home_card,
    left_card,
    likes_of,
    never_in_card,
    rested_card,
    which_pool_card,
)
from cogs.pool.match_cards import answer_of, introduction_card, shunned_card, time_card, whom_card
from meetups.refusals import Refusal
from meetups.services.common import AgeUnsaid
from meetups.services.pool import Introduction, Rested
from meetups.values import MatchAnswer, PersonId


def load(registry: Registry) -> None:
    registry.commands.append(_group(registry.kit))
    registry.renderers |= {Introduction: introduction_card, Rested: rested_card}
    _load_membership(registry)
    _load_answers(registry)
    _load_shunning(registry)


def _group(kit: Kit) -> app_commands.Group:
    group = app_commands.Group(name="pool", description=N_("Be introduced to somebody of this server every week"))

    @group.command(name="join", description=N_("Be introduced to somebody new every week; you see first what it means"))
    async def join(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await act.answer(home_card(act.t, await act.services.pool.home(act.actor)))

    @group.command(name="show", description=N_("When your next introduction comes, and what you like"))
    async def show(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await act.answer(await _named(act, "pool.show") or await _home(act, await _only(act)))

    @group.command(name="leave", description=N_("No more introductions; nobody is told"))
    async def leave(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await act.answer(await _named(act, "pool.leave") or await _left_here(act))

    return group


def _load_membership(registry: Registry) -> None:
    on = registry.actions.on

    @on("pool.draft")
    async def draft(act: Act) -> None:
        home = await act.services.pool.home(act.actor, act.number())
        await act.update(home_card(act.t, home, likes_of(act.number(1))))

    @on("pool.join")
    async def join(act: Act) -> None:
        community_id, bits = act.number(), act.number(1)
        try:
            home = await act.services.pool.join(act.actor, community_id, likes_of(bits), is_adult=bool(bits & ADULT))
        except AgeUnsaid:
            await act.answer(age_card(act.t, action("pool.join", community_id, bits | ADULT)))
        else:
            await act.update(home_card(act.t, home))

    @on("pool.change")
    async def change(act: Act) -> None:
        bit, is_on = act.number(1), bool(act.number(2))
        home = await act.services.pool.change(
            act.actor,
            act.number(),
            in_person_only=is_on if bit == IN_PERSON else None,
            likes_three=is_on if bit == THREE else None,
            is_findable=is_on if bit == FINDABLE else None,
        )
        await act.update(home_card(act.t, home))

    @on("pool.show")
    async def show(act: Act) -> None:
        await act.answer(await _home(act, act.number()))

    @on("pool.leave")
    async def leave(act: Act) -> None:
        await act.update(await _left(act, act.number()))

    @on("pool.back")
    async def back(act: Act) -> None:
        await act.update(home_card(act.t, await act.services.pool.back(act.actor, act.number())))


def _load_answers(registry: Registry) -> None:
    on = registry.actions.on

    @on("match.show")
    async def show(act: Act) -> None:
        await act.update(introduction_card(act.t, await act.services.matches.show(act.actor, act.number())))

    @on("match.in")
    async def is_in(act: Act) -> None:
        introduction = await act.services.matches.answer(act.actor, act.number(), MatchAnswer.IN)
        await act.update(introduction_card(act.t, introduction))

    @on("match.out")
    async def is_out(act: Act) -> None:
        introduction = await act.services.matches.answer(act.actor, act.number(), MatchAnswer.OUT)
        await act.update(introduction_card(act.t, introduction))

    @on("match.time")
    async def find_time(act: Act) -> None:
        await act.update(time_card(act.t, await act.services.matches.show(act.actor, act.number())))


def _load_shunning(registry: Registry) -> None:
    on = registry.actions.on

    @on("match.never")
    async def never(act: Act) -> None:
        introduction = await act.services.matches.show(act.actor, act.number())
        others = [each.person_id for each in introduction.others]
        await act.defer()
        if len(others) == 1:
            await _shun(act, others[0])
        elif others:
            names = {each: await name_of(act, each) for each in others}
            await act.update(whom_card(act.t, introduction, names))
        else:
            await act.update(introduction_card(act.t, introduction))

    @on("match.shun")
    async def shun(act: Act) -> None:
        introduction = await act.services.matches.show(act.actor, act.number())
        if act.number(1) not in {each.person_id for each in introduction.others}:
            raise Refusal("match.gone")
        await act.defer()
        await _shun(act, PersonId(act.number(1)))

    @on("match.unshun")
    async def unshun(act: Act) -> None:
        introduction = await act.services.matches.unshun(
            act.actor,
            act.number(),
            act.number(1),
            was_added=bool(act.number(2)),
            answer=answer_of(act.number(3)),
        )
        await act.update(introduction_card(act.t, introduction))


async def _shun(act: Act, person_id: PersonId) -> None:
    name = await name_of(act, person_id)
    shunned = await act.services.matches.never(act.actor, act.number(), person_id, name)
    await act.update(shunned_card(act.t, shunned))


async def _home(act: Act, community_id: int) -> Card:
    return home_card(act.t, await act.services.pool.home(act.actor, community_id))


async def _left(act: Act, community_id: int) -> Card:
    return left_card(act.t, await act.services.pool.leave(act.actor, community_id))


async def _left_here(act: Act) -> Card:
    """By the command, which also those give who weren't in the pool."""
    home = await act.services.pool.leave(act.actor, await _only(act))
    return left_card(act.t, home) if home.has_left else never_in_card(act.t)


async def _named(act: Act, doing: str) -> Card | None:
    """The question which pool is meant, where somebody in a direct message is in several."""
    if act.actor.community_id is not None:
        return None
    pools = await act.services.pool.pools(act.actor)
    return which_pool_card(act.t, pools, doing) if len(pools) > 1 else None


async def _only(act: Act) -> int:
    """The only pool somebody in a direct message is in; 0 where that is not clear, and for the one here."""
    pools = [] if act.actor.community_id is not None else await act.services.pool.pools(act.actor)
    return pools[0].id if len(pools) == 1 else 0

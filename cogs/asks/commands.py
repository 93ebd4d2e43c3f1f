"""The buttons of questions."""

from __future__ import annotations

import discord

from cogs.asks.cards import confirmed_card, declined_card, listed_card, question_card, volunteered_card
from cogs.kit.act import Act
from cogs.kit.registry import Registry
from meetups.services.outgoing import Question
from meetups.values import PersonId


def load(registry: Registry) -> None:
    registry.renderers[Question] = question_card
    on = registry.actions.on

    @on("ask.volunteer")
    async def volunteer(act: Act) -> None:
        await act.answer(volunteered_card(act.t, await act.services.asks.volunteer(act.actor, act.number())))

    @on("ask.yes")
    async def yes(act: Act) -> None:
        await act.interaction.response.defer()
        asker = await act.services.asks.asker(act.actor, act.number())
        asked = await act.services.asks.accept(act.actor, act.number(), await _name(act, asker))
        if asked.meeting is None:
            await act.update(listed_card(act.t, asked.ask.from_id))
        else:
            await act.update(confirmed_card(act.t, await act.services.meetings.confirmed(act.actor, asked.meeting.id)))

    @on("ask.no")
    async def no(act: Act) -> None:
        await act.services.asks.decline(act.actor, act.number())
        await act.update(declined_card(act.t))


async def _name(act: Act, person_id: PersonId) -> str:
    """What somebody is called on Discord; their identifier where Discord does not say."""
    try:
        user: discord.User = await act.interaction.client.fetch_user(person_id)
    except discord.HTTPException:
        return str(person_id)
    return user.display_name

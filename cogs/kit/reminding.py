"""A line at somebody's next act when something new waits in their inbox; once for each thing that waits."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import discord

from cogs.kit.act import Act, Kit
from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Style
from meetups.values import DeliveryId, PersonId

_PEOPLE = 10_000
_SILENT = ("inbox", "mydata forget")


class Reminder:
    """Remembers in memory what it has pointed out; after a restart it may point something out again."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._told: OrderedDict[PersonId, frozenset[DeliveryId]] = OrderedDict()

    async def after_command(self, interaction: discord.Interaction[Any], name: str) -> None:
        """Point out what waits. Says nothing after a form, which takes no second answer."""
        if name in _SILENT or interaction.response.type is discord.InteractionResponseType.modal:
            return
        act = Act(self._kit, interaction)
        person_id = act.actor.person_id
        waiting = await act.services.inbox.waiting(person_id)
        fresh = waiting - self._told.get(person_id, frozenset())
        self._told[person_id] = waiting
        self._told.move_to_end(person_id)
        if len(self._told) > _PEOPLE:
            self._told.popitem(last=False)
        if fresh:
            await act.answer(
                Card.of(
                    act.t.plural("{n} thing waits for you.", "{n} things wait for you.", len(waiting)),
                    Button(act.t("Read"), action("inbox.open"), Style.PRIMARY),
                )
            )

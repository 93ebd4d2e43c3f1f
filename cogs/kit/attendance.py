"""Notes that somebody acted, once a day: whoever is not heard of for weeks is asked whether they are still on."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from typing import Any

import discord

from cogs.kit.act import Kit, actor_of
from meetups.values import PersonId

_PEOPLE = 10_000


class Attendance:
    """Remembers in memory whom it noted today, so that most acts cost nothing."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._noted: OrderedDict[PersonId, date] = OrderedDict()

    async def note(self, interaction: discord.Interaction[Any]) -> None:
        """Typing in an option is no act yet."""
        if interaction.type is discord.InteractionType.autocomplete:
            return
        person_id, today = actor_of(interaction).person_id, self._kit.services.desk.clock().date()
        if self._noted.get(person_id) == today or not await self._kit.services.profiles.seen(person_id):
            return
        self._noted[person_id] = today
        self._noted.move_to_end(person_id)
        if len(self._noted) > _PEOPLE:
            self._noted.popitem(last=False)

"""Notes that somebody acted: whoever is not heard of for weeks is asked whether they are still on."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from typing import Any

import discord

from cogs.kit.act import Kit, actor_of
from meetups.values import PersonId

_PEOPLE = 10_000


class Attendance:
    """Keeps in memory who acted today; `write_down` takes it to the database, many people at once.

    A crash forgets the last minute of it, which no decision about weeks of silence notices.
    """

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._noted: OrderedDict[PersonId, date] = OrderedDict()
        self._unwritten: set[PersonId] = set()

    def note(self, interaction: discord.Interaction[Any]) -> None:
        """Typing in an option is no act yet."""
        if interaction.type is discord.InteractionType.autocomplete:
            return
        person_id, today = actor_of(interaction).person_id, self._kit.services.desk.clock().date()
        if self._noted.get(person_id) == today:
            return
        self._unwritten.add(person_id)
        self._noted[person_id] = today
        self._noted.move_to_end(person_id)
        if len(self._noted) > _PEOPLE:
            self._noted.popitem(last=False)

    async def write_down(self) -> None:
        acted, self._unwritten = self._unwritten, set()
        if acted:
            await self._kit.services.profiles.seen(acted)

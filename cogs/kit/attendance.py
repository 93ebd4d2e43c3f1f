"""Notes who acted, and where: whoever is not heard of for weeks is asked whether they are still on, and who acts is there."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from typing import Any

import discord
import structlog

from cogs.kit.act import Kit, actor_of
from meetups.values import CommunityId, PersonId

_MEMBERS = 10_000
_log = structlog.get_logger(__name__)
Where = tuple[PersonId, CommunityId | None]


class Attendance:
    """Keeps in memory who acted today and where; `write_down` takes it to the database, many people at once.

    A crash forgets the last minute of it, which no decision about weeks of silence notices.
    """

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._noted: OrderedDict[Where, date] = OrderedDict()
        self._unwritten: set[Where] = set()

    def note(self, interaction: discord.Interaction[Any]) -> None:
        """Typing in an option is no act yet."""
        if interaction.type is discord.InteractionType.autocomplete:
            return
        actor, today = actor_of(interaction), self._kit.services.desk.clock().date()
        where = (actor.person_id, actor.community_id)
        if self._noted.get(where) == today:
            return
        self._unwritten.add(where)
        self._noted[where] = today
        self._noted.move_to_end(where)
        if len(self._noted) > _MEMBERS:
            self._noted.popitem(last=False)

    def left(self, person_id: PersonId) -> None:
        """They were found to have left a server: what they did in one before says nothing, and their next act does."""
        for where in [each for each in self._noted if each[0] == person_id]:
            del self._noted[where]
            if where in self._unwritten:
                self._unwritten.remove(where)
                self._unwritten.add((person_id, None))

    async def write_down(self) -> None:
        acted, self._unwritten = self._unwritten, set()
        if not acted:
            return
        services = self._kit.services
        try:
            await services.profiles.seen({person_id for person_id, _ in acted})
            await services.departures.present((who, where) for who, where in acted if where is not None)
        except Exception as error:
            # What is due goes out all the same; who acted is written down the next time.
            self._unwritten |= acted
            _log.error("attendance_not_written", exc_info=error)

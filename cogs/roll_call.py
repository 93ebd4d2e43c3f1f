"""Asks Discord, a little at a time and before their kickoff, who is still in the server of their community.

Discord tells of departures only those bots that may see all members; this one may not, and asks for one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import aiohttp
import discord
import structlog

from cogs.courier import PATIENCE
from cogs.kit.registry import Registry
from cogs.once import within
from cogs.pacing import Pacer, bulk
from meetups.services.departures import Departures, OnRoll

MOST: Final = 500
"""So many are looked up in an hour, which are 12,000 in the day before a kickoff."""
_AT_ONCE: Final = 25
_GONE: Final = (10007, 10013)
"""Unknown member, and unknown user: an account that was deleted."""

_log = structlog.get_logger(__name__)


class RollCall:
    """Through whichever client is connected; whom Discord says nothing of is asked for the next time."""

    def __init__(self, client: Callable[[], discord.Client], registry: Registry, pacer: Pacer) -> None:
        self._client = client
        self._pacer = pacer
        self._attendance = registry.attendance
        self._departures: Departures = registry.kit.services.departures

    async def call(self) -> None:
        """Look up those whose turn it is, one after another."""
        roll = await self._departures.to_look_up(MOST)
        with bulk():
            for some in _in_parts(roll):
                await self._pacer.room()
                try:
                    present = [each for each in some if await self._is_there(each)]
                except (discord.DiscordServerError, aiohttp.ClientError, OSError, TimeoutError) as error:
                    _log.warning("roll_call_broken_off", cause=type(error).__name__)
                    return
                await self._departures.present((each.person_id, each.community_id) for each in present)

    async def _is_there(self, each: OnRoll) -> bool:
        """Whether Discord says that they are; that they are not is noted at once."""
        client = self._client()
        guild = client.get_guild(each.community_id)
        if guild is None or client.is_closed():
            return False
        try:
            await within(PATIENCE, guild.fetch_member(each.person_id))
        except discord.DiscordServerError:
            raise
        except discord.HTTPException as error:
            if error.code in _GONE:
                await self._departures.departed(each.person_id, each.community_id)
                self._attendance.left(each.person_id)
                _log.info("departed", mission=each.mission_id)
            else:
                _log.warning("not_looked_up", mission=each.mission_id, status=error.status, code=error.code)
            return False
        return True


def _in_parts(roll: list[OnRoll]) -> Iterator[list[OnRoll]]:
    return (roll[start : start + _AT_ONCE] for start in range(0, len(roll), _AT_ONCE))

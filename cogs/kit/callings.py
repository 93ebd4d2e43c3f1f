"""What members are called in their server, asked of Discord, which need not be asked again for an hour."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

import aiohttp
import discord
from cachetools import TTLCache

from cogs.once import within
from cogs.pacing import bulk
from meetups.rules.names import clean
from meetups.services.stories import Tale
from meetups.values import CommunityId, PersonId

_HOUR: Final = 3_600
_MOST: Final = 20_000
_AT_ONCE: Final = 4
_PATIENCE: Final = 20.0


async def called(guild: discord.Guild, person_id: int) -> str:
    """What a member is called in the server; empty for whoever left it."""
    try:
        member = await guild.fetch_member(person_id)
    except discord.NotFound:
        return ""
    return clean(member.display_name)


class Callings:
    """Names of members, kept for an hour."""

    def __init__(self) -> None:
        self._known: TTLCache[tuple[int, int], str] = TTLCache(_MOST, _HOUR)

    async def of(self, guild: discord.Guild, person_ids: Iterable[PersonId], seconds: float) -> dict[PersonId, str]:
        """What these members are called, as far as Discord says so in time; who is not found is not among them.

        Nobody waits for it who waits for an answer of the bot.
        """
        wanted = set(person_ids)
        unknown = [each for each in sorted(wanted) if (guild.id, each) not in self._known]
        if unknown:
            with bulk():
                await self._ask(guild, unknown, time.monotonic() + seconds)
        found = {each: self._known.get((guild.id, each), "") for each in wanted}
        return {each: name for each, name in found.items() if name}

    async def _ask(self, guild: discord.Guild, person_ids: list[PersonId], deadline: float) -> None:
        turns = asyncio.Semaphore(_AT_ONCE)

        async def ask(person_id: PersonId) -> None:
            async with turns:
                left = deadline - time.monotonic()
                # Weather, or a client that is closing: asked again the next time.
                with contextlib.suppress(
                    TimeoutError, discord.HTTPException, aiohttp.ClientError, OSError, RuntimeError
                ):
                    if left > 0:
                        self._known[guild.id, person_id] = await within(left, called(guild, person_id))

        await asyncio.gather(*map(ask, person_ids))


async def names_in(interaction: discord.Interaction[Any], tales: Sequence[Tale]) -> dict[PersonId, str]:
    """What everybody named in somebody's own stories is called where they were told, and they themselves here."""
    me = PersonId(interaction.user.id)
    wanted: dict[CommunityId | int | None, set[PersonId]] = defaultdict(set)
    for each in tales:
        wanted[each.community_id or interaction.guild_id] |= each.named - {me}
    callings = Callings()
    names = {me: interaction.user.display_name}
    for community_id, person_ids in wanted.items():
        guild = interaction.client.get_guild(community_id) if community_id else None
        if guild is not None and person_ids:
            names |= await callings.of(guild, person_ids, _PATIENCE / len(wanted))
    return names

"""Opening somebody's direct messages, which only their own act may do, and only within the budget."""

from __future__ import annotations

from dataclasses import replace

import discord
import structlog

from cogs.kit.act import Act
from meetups.refusals import Refusal
from meetups.services.promises import Started
from meetups.values import ChannelId, Person

_log = structlog.get_logger(__name__)


async def open_direct_messages(act: Act, started: Started) -> Started:
    """Open the channel as part of starting; where that is not possible the inbox serves, and the card says so."""
    try:
        person = await open_channel(act, started.mission.id)
    except Refusal:
        return started
    return replace(started, person=person)


async def open_channel(act: Act, mission_id: int | None = None) -> Person:
    """Open the person's direct messages and keep the channel.

    Raises ``Refusal`` ``dm.later`` when the budget is used up, ``dm.refused`` when Discord says no.
    """
    if not await act.services.profiles.reserve_dm(act.actor):
        raise Refusal("dm.later")
    try:
        channel = await act.interaction.user.create_dm()
    except discord.HTTPException as error:
        _log.warning("dm_not_opened", code=error.code, status=error.status)
        raise Refusal("dm.refused") from error
    return await act.services.profiles.dm_opened(act.actor, ChannelId(channel.id), mission_id)

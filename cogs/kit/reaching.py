"""Opening somebody's direct messages, which only their own act may do, and only within the budget."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import discord
import structlog

from cogs.kit.act import Act
from meetups.refusals import Refusal
from meetups.services.all import Services
from meetups.services.promises import Started
from meetups.values import ChannelId, Person

TOO_MANY_OPENED: Final = 40003
QUARANTINED: Final = 20026
_WHAT_TO_DO: Final = (
    "Discord lets this bot open no new direct messages. Meetward opens none any more, and the inbox serves those it "
    "cannot write to. Appeal in the developer portal; when Discord has lifted it, run: python -m bot release"
)
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

    Raises ``Refusal`` ``dm.later`` when the budget is used up, ``dm.stopped`` when Discord lets the bot open none any
    more, and ``dm.refused`` when Discord says no.
    """
    reaching = act.services.reaching
    await reaching.reserve(act.actor)
    try:
        channel = await act.interaction.user.create_dm()
    except discord.HTTPException as error:
        _log.warning("dm_not_opened", code=error.code, status=error.status)
        if error.code == TOO_MANY_OPENED:
            await reaching.hold()
            raise Refusal("dm.later") from error
        if error.code == QUARANTINED:
            await tell_quarantine(act.services)
            raise Refusal("dm.stopped") from error
        raise Refusal("dm.refused") from error
    return await reaching.opened(act.actor, ChannelId(channel.id), mission_id)


async def tell_quarantine(services: Services) -> None:
    """Discord quarantined the bot: no channel is opened any more, and the operator reads why, once."""
    if await services.reaching.quarantine():
        _log.error("direct_messages_quarantined", what_to_do=_WHAT_TO_DO)

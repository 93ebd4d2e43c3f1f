"""What the bot may do in a channel it is to write in, asked before anything is promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import discord
from discord import app_commands

from cogs.kit.text import channel
from cogs.kit.words import N_, Words
from cogs.once import within

WRITING: Final = ("view_channel", "send_messages")
TELLING: Final = (*WRITING, "read_message_history")
_TELLING_IN_FORUM: Final = (*WRITING, "send_messages_in_threads", "read_message_history")

_PATIENCE: Final = 2.0
"""Seconds; an interaction is to be answered within three."""

_NAMES: Final = {
    "view_channel": N_("View Channel"),
    "send_messages": N_("Send Messages"),
    "read_message_history": N_("Read Message History"),
    "create_posts": N_("Create Posts"),
    "send_messages_in_threads": N_("Send Messages in Posts"),
}


class Chosen(app_commands.Transformer):
    """A channel of one of these kinds chosen for a command, as its request describes it.

    discord.py's own option for a kind of channel takes none but those a client keeps.
    """

    def __init__(self, *kinds: discord.ChannelType) -> None:
        super().__init__()
        self._kinds = kinds

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return list(self._kinds)

    async def transform(self, interaction: discord.Interaction[Any], value: Any, /) -> app_commands.AppCommandChannel:
        if not isinstance(value, app_commands.AppCommandChannel) or value.type not in self._kinds:
            raise app_commands.TransformerError(value, self.type, self)
        return value


TextChannel = app_commands.Transform[
    app_commands.AppCommandChannel, Chosen(discord.ChannelType.text, discord.ChannelType.news)
]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is to be written; ``holder`` is the channel whose permissions hold there, a thread's parent."""

    holder: discord.abc.GuildChannel
    is_thread: bool


async def look_up(guild: discord.Guild, channel_id: int) -> Place | None:
    """A channel or thread of this server as it is now; None where it is not to be seen.

    Raises what discord.py and aiohttp raise where Discord does not say so in time.
    """
    try:
        return await within(_PATIENCE, _asked(guild, channel_id))
    except (discord.NotFound, discord.Forbidden, discord.InvalidData):
        return None
    except TimeoutError as late:
        raise aiohttp.ServerTimeoutError from late


async def _asked(guild: discord.Guild, channel_id: int) -> Place | None:
    try:
        found = await guild.fetch_channel(channel_id)
    except discord.Forbidden:
        # In the list of all channels stand those too that the bot may not see.
        hidden = discord.utils.get(await guild.fetch_channels(), id=channel_id)
        return Place(hidden, is_thread=False) if hidden is not None else None
    if not isinstance(found, discord.Thread):
        return Place(found, is_thread=False)
    parent = await guild.fetch_channel(found.parent_id)
    return None if isinstance(parent, discord.Thread) else Place(parent, is_thread=True)


def lacking(place: Place | None, needed: Sequence[str]) -> list[str]:
    """Which of these permissions the bot lacks there; all of them where the channel is not to be seen."""
    if place is None:
        return list(needed)
    is_forum = not place.is_thread and isinstance(place.holder, discord.ForumChannel)
    granted = place.holder.permissions_for(place.holder.guild.me)
    names = _TELLING_IN_FORUM if is_forum else needed
    if place.is_thread:
        names = ["send_messages_in_threads" if name == "send_messages" else name for name in names]
    # In a forum Discord calls it by another name.
    missing = [name for name in names if not getattr(granted, name)]
    return ["create_posts" if is_forum and name == "send_messages" else name for name in missing]


def may_write(place: Place | None, member: discord.Member) -> bool:
    """Whether a member could write there themselves."""
    if place is None:
        return False
    granted = place.holder.permissions_for(member)
    return granted.view_channel and (granted.send_messages_in_threads if place.is_thread else granted.send_messages)


def lacking_shown(t: Words, missing: Mapping[int, Sequence[str]]) -> str:
    """What is still needed, channel by channel."""
    return "\n".join(
        t(
            "In {channel} I still need: **{permissions}**",
            channel=channel(channel_id),
            permissions=t.list(t(_NAMES[name]) for name in names),
        )
        for channel_id, names in missing.items()
    )

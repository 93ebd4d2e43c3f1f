"""What the bot may do in a channel it is to write in, asked before anything is promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import discord

from cogs.kit.text import channel
from cogs.kit.words import N_, Words

WRITING: Final = ("view_channel", "send_messages")
TELLING: Final = (*WRITING, "read_message_history")
_TELLING_IN_FORUM: Final = (*WRITING, "send_messages_in_threads", "read_message_history")

_NAMES: Final = {
    "view_channel": N_("View Channel"),
    "send_messages": N_("Send Messages"),
    "read_message_history": N_("Read Message History"),
    "create_posts": N_("Create Posts"),
    "send_messages_in_threads": N_("Send Messages in Posts"),
}


def lacking(guild: discord.Guild, channel_id: int, needed: Sequence[str]) -> list[str]:
    """Which of these permissions the bot lacks there; all of them where the channel is not to be seen."""
    found = guild.get_channel_or_thread(channel_id)
    if found is None:
        return list(needed)
    is_forum = isinstance(found, discord.ForumChannel)
    granted = found.permissions_for(guild.me)
    names = _TELLING_IN_FORUM if is_forum else needed
    if isinstance(found, discord.Thread):
        names = ["send_messages_in_threads" if name == "send_messages" else name for name in names]
    # In a forum Discord calls it by another name.
    missing = [name for name in names if not getattr(granted, name)]
    return ["create_posts" if is_forum and name == "send_messages" else name for name in missing]


def may_write(channel_id: int, member: discord.Member) -> bool:
    """Whether a member could write there themselves."""
    found = member.guild.get_channel_or_thread(channel_id)
    if found is None:
        return False
    granted = found.permissions_for(member)
    in_thread = isinstance(found, discord.Thread)
    return granted.view_channel and (granted.send_messages_in_threads if in_thread else granted.send_messages)


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

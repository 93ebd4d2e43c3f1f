"""Who and what exists on this Discord: users, roles, members, guilds, channels, with their API payloads.

Ids are ints inside and decimal strings in payloads, as Discord sends them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from discord import Permissions

from .errors import Json

if TYPE_CHECKING:
    from .messages import Message

EVERYONE_MAY = Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    add_reactions=True,
    create_events=True,
    use_application_commands=True,
)
_NEEDS_TAG = 1 << 4


class ChannelKind(IntEnum):
    """Discord's channel types, those this server knows."""

    TEXT = 0
    DM = 1
    VOICE = 2
    CATEGORY = 4
    NEWS = 5
    PUBLIC_THREAD = 11
    FORUM = 15


@dataclass(eq=False)
class User:
    """A Discord account. `takes_dms` False closes its direct messages to the bot (50007)."""

    id: int
    name: str
    global_name: str | None = None
    is_bot: bool = False
    takes_dms: bool = True
    locale: str = "en-US"

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

    def payload(self) -> Json:
        return {
            "id": str(self.id),
            "username": self.name,
            "global_name": self.global_name,
            "discriminator": "0",
            "avatar": None,
            "bot": self.is_bot,
            "public_flags": 0,
        }


@dataclass(eq=False)
class Role:
    id: int
    name: str
    permissions: Permissions
    position: int = 1
    is_managed: bool = False

    def payload(self) -> Json:
        return {
            "id": str(self.id),
            "name": self.name,
            "permissions": str(self.permissions.value),
            "position": self.position,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": self.is_managed,
            "mentionable": False,
            "flags": 0,
        }


@dataclass(eq=False)
class Member:
    user: User
    joined_at: str
    roles: list[Role] = field(default_factory=list)
    nick: str | None = None

    def payload(self, *, with_user: bool = True) -> Json:
        payload = {
            "nick": self.nick,
            "avatar": None,
            "roles": [str(role.id) for role in self.roles],
            "joined_at": self.joined_at,
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
            "communication_disabled_until": None,
        }
        return {**payload, "user": self.user.payload()} if with_user else payload


@dataclass(eq=False)
class Tag:
    """What posts of a forum can be marked with; a moderated one only by those who may manage threads."""

    id: int
    name: str
    is_moderated: bool = False

    def payload(self) -> Json:
        shown = {"id": str(self.id), "name": self.name, "moderated": self.is_moderated}
        return {**shown, "emoji_id": None, "emoji_name": None}


@dataclass(eq=False)
class Channel:
    """A text channel, forum, thread or direct message; `overwrites` maps a role or user id to (allow, deny).

    `tags` and `needs_tag` are a forum's, `applied_tags`, `archived_at` and what follows are a thread's.
    """

    id: int
    kind: ChannelKind
    name: str = ""
    guild: Guild | None = None
    recipient: User | None = None
    parent: Channel | None = None
    owner_id: int | None = None
    created_at: str = ""
    overwrites: dict[int, tuple[Permissions, Permissions]] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    tags: list[Tag] = field(default_factory=list)
    needs_tag: bool = False
    applied_tags: list[int] = field(default_factory=list)
    is_archived: bool = False
    is_locked: bool = False
    archived_at: str = ""  # when it was last archived or opened again; at first when it was made

    @property
    def is_thread(self) -> bool:
        return self.kind is ChannelKind.PUBLIC_THREAD

    def posts(self) -> list[Message]:
        """The messages that are there now, oldest first."""
        return [message for message in self.messages.values() if not message.is_deleted]

    def payload(self) -> Json:
        posts = self.posts()
        base: Json = {
            "id": str(self.id),
            "type": int(self.kind),
            "last_message_id": str(posts[-1].id) if posts else None,
            "flags": _NEEDS_TAG if self.needs_tag else 0,
        }
        if self.guild is None:
            return {**base, "recipients": [self.recipient.payload()] if self.recipient else []}
        base |= {"guild_id": str(self.guild.id), "name": self.name, "rate_limit_per_user": 0}
        base |= {"parent_id": str(self.parent.id) if self.parent else None, "nsfw": False}
        return base | (self._thread_part() if self.is_thread else self._guild_part())

    def _guild_part(self) -> Json:
        overwrites = [
            {
                "id": str(target),
                "type": 0 if self.guild and target in self.guild.roles else 1,
                "allow": str(allow.value),
                "deny": str(deny.value),
            }
            for target, (allow, deny) in self.overwrites.items()
        ]
        tags = [tag.payload() for tag in self.tags]
        voice = {"bitrate": 64_000, "user_limit": 0} if self.kind is ChannelKind.VOICE else {}
        return {"position": 0, "topic": None, "permission_overwrites": overwrites, "available_tags": tags, **voice}

    def _thread_part(self) -> Json:
        metadata = {
            "archived": self.is_archived,
            "auto_archive_duration": 1440,
            "archive_timestamp": self.archived_at or self.created_at,
            "locked": self.is_locked,
            "create_timestamp": self.created_at,
        }
        counts = {
            "message_count": len(self.posts()),
            "member_count": 1,
            "total_message_sent": len(self.messages),
        }
        tags = [str(tag) for tag in self.applied_tags]
        return {"owner_id": str(self.owner_id), "thread_metadata": metadata, "applied_tags": tags, **counts}


@dataclass(eq=False)
class Guild:
    id: int
    name: str
    owner: User
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    emojis: list[Json] = field(default_factory=list)
    locale: str = "en-US"

    @property
    def everyone(self) -> Role:
        return self.roles[self.id]

    def permissions(self, user: User, channel: Channel | None = None) -> Permissions:
        """What the user may do here, by Discord's own order: owner, roles, then the channel's overwrites."""
        member = self.members.get(user.id)
        if user is self.owner:
            return Permissions.all()
        if member is None:
            return Permissions.none()
        allowed = self.everyone.permissions.value
        for role in member.roles:
            allowed |= role.permissions.value
        if Permissions(allowed).administrator:
            return Permissions.all()
        holder = channel.parent if channel and channel.is_thread else channel
        return Permissions(_overwritten(allowed, holder, self.id, member) if holder else allowed)

    def summary(self) -> Json:
        """The guild as REST shows it."""
        return {
            "id": str(self.id),
            "name": self.name,
            "owner_id": str(self.owner.id),
            "icon": None,
            "banner": None,
            "splash": None,
            "description": None,
            "roles": [role.payload() for role in self.roles.values()],
            "emojis": self.emojis,
            "stickers": [],
            "features": ["COMMUNITY"],
            "preferred_locale": self.locale,
            "verification_level": 1,
            "default_message_notifications": 1,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "afk_channel_id": None,
            "afk_timeout": 300,
        }

    def payload(self, bot: User) -> Json:
        """The guild as GUILD_CREATE shows it to a bot without the members intent."""
        channels = self.channels.values()
        return {
            **self.summary(),
            "unavailable": False,
            "large": False,
            "member_count": len(self.members),
            "members": [self.members[bot.id].payload()],
            "joined_at": self.members[bot.id].joined_at,
            "channels": [channel.payload() for channel in channels if not channel.is_thread],
            "threads": [channel.payload() for channel in channels if channel.is_thread and not channel.is_archived],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }


def _overwritten(allowed: int, channel: Channel, everyone_id: int, member: Member) -> int:
    """Discord's order: the overwrite of everyone, of the roles together, of the member."""
    nothing = (Permissions.none(), Permissions.none())
    steps = [[everyone_id], [role.id for role in member.roles], [member.user.id]]
    for targets in steps:
        pairs = [channel.overwrites.get(target, nothing) for target in targets]
        denied = granted = 0
        for allow, deny in pairs:
            granted |= allow.value
            denied |= deny.value
        allowed = (allowed & ~denied) | granted
    return allowed

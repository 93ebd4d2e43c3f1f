"""The state of this Discord: accounts, guilds, channels, messages, files, and the clock they are stamped with.

It knows no sockets: what a running bot would hear of is handed to `dispatch`, which the gateway sets.
"""

from __future__ import annotations

import mimetypes
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from discord import Permissions

from .errors import Json, refusal
from .messages import EPHEMERAL, LOADING, Message, Upload
from .people import EVERYONE_MAY, Channel, ChannelKind, Guild, Member, Role, Tag, User

_EPOCH_MS = 1_420_070_400_000  # Discord's: the first second of 2015


class World:
    """A Discord without a network. Builders take effect at once, also while bots are connected."""

    def __init__(self, bot_name: str = "Meetward") -> None:
        self.application_flags = 0  # as the developer portal sets them, privileged intents among them
        self.shards_wanted = 1  # what Discord recommends
        self.clock_skew = 0.0  # seconds Discord's clock is ahead of this machine's
        self._last_id = 0
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.dms: dict[int, Channel] = {}  # by the recipient's user id
        self.files: dict[int, Upload] = {}
        self.events: dict[int, Json] = {}  # scheduled events, as their payloads
        self.bot = self.add_user(bot_name, is_bot=True)
        self.public_base = ""  # the address files are served from; set when the server listens
        self.dispatch: Callable[[str, Json], None] = lambda _event, _data: None

    # Clock and identity

    def now(self) -> float:
        """Seconds since 1970 by Discord's clock."""
        return time.time() + self.clock_skew

    def stamp(self) -> str:
        """Now as Discord writes it (ISO 8601, UTC)."""
        return datetime.fromtimestamp(self.now(), UTC).isoformat()

    def snowflake(self) -> int:
        """A new id: greater than all before it, its upper bits the milliseconds since 2015."""
        self._last_id = max(self._last_id + 1, (int(self.now() * 1000) - _EPOCH_MS) << 22)
        return self._last_id

    # Builders

    def add_user(
        self,
        name: str,
        *,
        global_name: str | None = None,
        is_bot: bool = False,
        takes_dms: bool = True,
        locale: str = "en-US",
    ) -> User:
        user = User(self.snowflake(), name, global_name, is_bot, takes_dms, locale)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, owner: User | None = None, *, bot_permissions: Permissions = EVERYONE_MAY) -> Guild:
        """A guild with the bot in it, whose own (managed) role carries `bot_permissions`; the owner is a member."""
        owner = owner or self.add_user(f"owner of {name}")
        guild = Guild(self.snowflake(), name, owner)
        guild.roles[guild.id] = Role(guild.id, "@everyone", EVERYONE_MAY, position=0)
        own = Role(self.snowflake(), self.bot.name, bot_permissions, is_managed=True)
        guild.roles[own.id] = own
        self.guilds[guild.id] = guild
        self.add_member(guild, owner)
        self.add_member(guild, self.bot, roles=[own])
        self.dispatch("GUILD_CREATE", guild.payload(self.bot))
        return guild

    def add_member(
        self, guild: Guild, user: User, *, roles: list[Role] | None = None, nick: str | None = None
    ) -> Member:
        member = Member(user, self.stamp(), list(roles or []), nick)
        guild.members[user.id] = member
        return member

    def remove_member(self, guild: Guild, user: User) -> None:
        """The user leaves. A bot without the members intent hears nothing of it; the bot itself hears of its own."""
        del guild.members[user.id]
        if user is self.bot:
            del self.guilds[guild.id]
            for channel in guild.channels.values():
                self.channels.pop(channel.id, None)
            self.dispatch("GUILD_DELETE", {"id": str(guild.id)})

    def add_role(self, guild: Guild, name: str, permissions: Permissions | None = None) -> Role:
        role = Role(self.snowflake(), name, permissions or Permissions.none(), position=len(guild.roles))
        guild.roles[role.id] = role
        self.dispatch("GUILD_ROLE_CREATE", {"guild_id": str(guild.id), "role": role.payload()})
        return role

    def add_channel(
        self,
        guild: Guild,
        name: str,
        *,
        kind: ChannelKind = ChannelKind.TEXT,
        overwrites: dict[int, tuple[Permissions, Permissions]] | None = None,
        needs_tag: bool = False,
    ) -> Channel:
        """A channel of the guild; `overwrites` maps a role's or user's id to what it allows and what it denies.

        `needs_tag` is for a forum in which every post is to be tagged.
        """
        channel = Channel(self.snowflake(), kind, name, guild, overwrites=dict(overwrites or {}), needs_tag=needs_tag)
        guild.channels[channel.id] = self.channels[channel.id] = channel
        self.dispatch("CHANNEL_CREATE", channel.payload())
        return channel

    def add_tag(self, forum: Channel, name: str, *, is_moderated: bool = False) -> Tag:
        tag = Tag(self.snowflake(), name, is_moderated)
        forum.tags.append(tag)
        self.dispatch("CHANNEL_UPDATE", forum.payload())
        return tag

    def add_thread(
        self,
        parent: Channel,
        name: str,
        owner: User,
        thread_id: int | None = None,
        *,
        applied_tags: Iterable[int] = (),
    ) -> Channel:
        """A public thread; one started from a message has that message's id."""
        thread = Channel(
            thread_id or self.snowflake(),
            ChannelKind.PUBLIC_THREAD,
            name,
            parent.guild,
            parent=parent,
            owner_id=owner.id,
            created_at=self.stamp(),
            applied_tags=list(applied_tags),
        )
        if parent.guild:
            parent.guild.channels[thread.id] = thread
        self.channels[thread.id] = thread
        self.dispatch("THREAD_CREATE", {**thread.payload(), "newly_created": True})
        return thread

    def archive(self, thread: Channel, *, is_archived: bool = True, is_locked: bool = False) -> None:
        """Close a thread, as Discord does where nobody wrote for a while; or open it again."""
        thread.is_archived, thread.is_locked = is_archived, is_locked
        thread.archived_at = self.stamp()
        self.dispatch("THREAD_UPDATE", thread.payload())

    def delete_channel(self, channel: Channel) -> None:
        del self.channels[channel.id]
        if channel.guild:
            del channel.guild.channels[channel.id]
            self.dispatch("THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE", channel.payload())

    def overwrite(self, channel: Channel, target: int, allow: int = 0, deny: int = 0) -> None:
        """Set what a role or user (by id) is allowed and denied in the channel, as permission bits."""
        channel.overwrites[target] = Permissions(allow), Permissions(deny)
        if channel.guild:
            self.dispatch("CHANNEL_UPDATE", channel.payload())

    def dm(self, user: User) -> Channel:
        """The direct-message channel of the bot and this user, opened if it was not."""
        if user.id not in self.dms:
            channel = Channel(self.snowflake(), ChannelKind.DM, recipient=user)
            self.dms[user.id] = self.channels[channel.id] = channel
        return self.dms[user.id]

    # Messages and files

    def post(
        self,
        channel: Channel,
        author: User,
        body: Json,
        files: dict[int, Upload] | None = None,
        *,
        seen_by: User | None = None,
        flags: int = 0,
        kind: int = 0,
        message_id: int | None = None,
    ) -> Message:
        """Put a message into the channel; one that only `seen_by` sees is no part of the channel's history."""
        message = Message(message_id or self.snowflake(), channel, author, self.stamp(), kind=kind)
        message.seen_by = seen_by
        message.write(self, body, files or {}, keep_flags=flags | (EPHEMERAL if seen_by else 0))
        if seen_by is None:
            channel.messages[message.id] = message
            self._tell("MESSAGE_CREATE", message, message.payload())
        return message

    def revise(self, message: Message, body: Json, files: dict[int, Upload] | None = None) -> None:
        """Edit: what the body does not name stays, so do V2 and ephemeral; "thinking…" ends."""
        message.write(self, body, files or {}, keep_flags=message.flags & ~LOADING)
        message.edited_at = self.stamp()

    def delete_message(self, message: Message) -> None:
        message.is_deleted = True
        if not message.is_ephemeral:
            payload = {"id": str(message.id), "channel_id": str(message.channel.id)}
            self._tell("MESSAGE_DELETE", message, payload)

    def _tell(self, event: str, message: Message, payload: Json) -> None:
        guild = message.channel.guild
        self.dispatch(event, {**payload, "guild_id": str(guild.id)} if guild else payload)

    def say(self, user: User, channel: Channel, text: str) -> Message:
        """The user writes into the channel. Bots see it only with the message intents."""
        return self.post(channel, user, {"content": text})

    def store(self, upload: Upload, filename: str | None = None) -> Json:
        """Keep a file and describe it as an attachment."""
        file_id, name = self.snowflake(), filename or upload.filename
        self.files[file_id] = upload
        url = f"{self.public_base}/attachments/{file_id}/{quote(name, safe='')}"
        kind = upload.content_type
        if kind == "application/octet-stream":
            kind = mimetypes.guess_type(name)[0] or kind
        return {
            "id": str(file_id),
            "filename": name,
            "size": len(upload.data),
            "url": url,
            "proxy_url": url,
            "content_type": kind,
        }

    def files_of(self, message: Message) -> dict[str, bytes]:
        """What is attached to the message, by file name."""
        attached = message.data.get("attachments") or []
        return {item["filename"]: self.files[int(item["id"])].data for item in attached}

    # Looking things up the way a request does

    def channel(self, channel_id: int) -> Channel:
        """The channel if the bot may see it. Raises 10003, or 50001 where it may not."""
        channel = self.channels.get(channel_id)
        if channel is None:
            raise refusal(10003)
        self.need(channel, "view_channel")
        return channel

    def message(self, channel: Channel, message_id: int) -> Message:
        message = channel.messages.get(message_id)
        if message is None or message.is_deleted:
            raise refusal(10008)
        return message

    def guild(self, guild_id: int) -> Guild:
        if guild_id not in self.guilds:
            raise refusal(10004)
        return self.guilds[guild_id]

    def need(self, channel: Channel, *names: str) -> None:
        """Raises 50001 where the bot cannot see the channel, 50013 where it lacks one of these permissions."""
        if channel.guild is None:
            return
        held: Any = channel.guild.permissions(self.bot, channel)
        if not held.view_channel:
            raise refusal(50001)
        if not all(getattr(held, name) for name in names):
            raise refusal(50013)

    def need_open_dm(self, channel: Channel) -> None:
        """Raises where the other side of a direct message cannot be written to: 50278 or 50007."""
        user = channel.recipient
        if user is None:
            return
        if not any(user.id in guild.members for guild in self.guilds.values()):
            raise refusal(50278)
        if not user.takes_dms or user.is_bot:
            raise refusal(50007)

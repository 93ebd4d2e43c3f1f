"""REST routes about threads and the posts of forums, and what may be changed about a channel."""

from __future__ import annotations

from typing import Any

from .errors import Json, invalid_form, refusal
from .people import Channel, ChannelKind
from .rest import Call, Routes
from .world import World

_PAGE = 50


class ThreadRoutes:
    """Nothing in an archived thread can be changed before it is opened again; its maker may name and close it."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> Routes:
        return {
            ("GET", "/guilds/{guild}/threads/active"): self.active,
            ("GET", "/channels/{channel}/threads/archived/public"): self.archived,
            ("POST", "/channels/{channel}/threads"): self.start,
            ("POST", "/channels/{channel}/messages/{message}/threads"): self.start_on_message,
            ("PATCH", "/channels/{channel}"): self.edit,
            ("DELETE", "/channels/{channel}"): self.delete,
        }

    def _channel(self, call: Call, *permissions: str) -> Channel:
        channel = self._world.channel(call.id("channel"))
        self._world.need(channel, *permissions)
        return channel

    def start(self, call: Call) -> Json:
        """A thread without a message in a text channel, or a post in a forum, which brings its first message."""
        first = call.body.get("message")
        parent = self._channel(call)
        if (parent.kind is ChannelKind.FORUM) != (first is not None):
            raise invalid_form(["message: a forum post needs one, any other thread has none"])
        self._world.need(parent, "send_messages" if first is not None else "create_public_threads")
        tags = self._tags(parent, call.body.get("applied_tags") or [])
        bot = self._world.bot
        thread = self._world.add_thread(parent, call.body["name"], bot, applied_tags=tags)
        if first is None:
            return thread.payload()
        message = self._world.post(thread, bot, first, call.files, message_id=thread.id)
        return {**thread.payload(), "message": message.payload()}

    def _tags(self, parent: Channel, chosen: list[Any]) -> list[int]:
        known = {tag.id: tag for tag in parent.tags}
        tags = [int(each) for each in chosen]
        if unknown := [tag for tag in tags if tag not in known]:
            raise invalid_form([f"applied_tags: unknown {unknown}"])
        if any(known[tag].is_moderated for tag in tags):
            self._world.need(parent, "manage_threads")
        if parent.needs_tag and not tags:
            raise refusal(40067)
        return tags

    def start_on_message(self, call: Call) -> Json:
        parent = self._channel(call, "create_public_threads")
        message = self._world.message(parent, call.id("message"))
        if message.id in self._world.channels:
            raise refusal(160004)
        return self._world.add_thread(parent, call.body["name"], self._world.bot, message.id).payload()

    def active(self, call: Call) -> Json:
        guild = self._world.guild(call.id("guild"))
        open_ones = [one for one in guild.channels.values() if one.is_thread and not one.is_archived]
        seen = [one for one in open_ones if guild.permissions(self._world.bot, one).view_channel]
        threads = [one.payload() for one in sorted(seen, key=lambda one: one.id, reverse=True)]
        return {"threads": threads, "members": []}

    def archived(self, call: Call) -> Json:
        """Those archived last come first; `before` is when."""
        parent = self._channel(call, "read_message_history")
        limit, before = int(call.query.get("limit", _PAGE)), call.query.get("before")
        if not 2 <= limit <= 100:
            raise invalid_form(["limit: int value should be between 2 and 100."])
        channels = parent.guild.channels.values() if parent.guild else []
        found = [one for one in channels if one.parent is parent and one.is_archived]
        found = [one for one in found if before is None or one.archived_at < before]
        found.sort(key=lambda one: one.archived_at, reverse=True)
        threads = [one.payload() for one in found[:limit]]
        return {"threads": threads, "members": [], "has_more": len(found) > limit}

    def edit(self, call: Call) -> Json:
        channel = self._channel(call)
        if not channel.is_thread:
            self._world.need(channel, "manage_channels")
            channel.name = call.body.get("name") or channel.name
            return channel.payload()
        is_archived = call.body.get("archived", channel.is_archived)
        if channel.is_archived and is_archived:
            raise refusal(50083)
        if channel.owner_id != self._world.bot.id or channel.is_locked:
            self._world.need(channel, "manage_threads")
        self._world.need(channel, "send_messages_in_threads")
        channel.name = call.body.get("name") or channel.name
        if is_archived != channel.is_archived:
            self._world.archive(channel, is_archived=is_archived, is_locked=channel.is_locked)
        else:
            self._world.dispatch("THREAD_UPDATE", channel.payload())
        return channel.payload()

    def delete(self, call: Call) -> Json:
        channel = self._channel(call)
        if channel.guild is not None:
            self._world.need(channel, "manage_threads" if channel.is_thread else "manage_channels")
            self._world.delete_channel(channel)
        return channel.payload()

"""REST routes about messages: sending once, editing, deleting, reading back."""

from __future__ import annotations

import time
from typing import Any

from .errors import Json, invalid_form, refusal
from .messages import Message
from .people import Channel
from .rest import Call, Routes
from .world import World


class MessageRoutes:
    """Sending honours `enforce_nonce` per author, across channels, for `nonce_window` seconds."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.nonce_window = 180.0  # seconds; Discord says "the past few minutes"
        self._nonces: dict[str, tuple[float, Message]] = {}

    def routes(self) -> Routes:
        one = "/channels/{channel}/messages/{message}"
        return {
            ("POST", "/channels/{channel}/messages"): self.send,
            ("GET", "/channels/{channel}/messages"): self.history,
            ("GET", one): self.fetch,
            ("PATCH", one): self.edit,
            ("DELETE", one): self.delete,
        }

    def send(self, call: Call) -> Json:
        channel = self._world.channel(call.id("channel"))
        self._world.need(channel, "send_messages_in_threads" if channel.is_thread else "send_messages")
        self._world.need_open_dm(channel)
        self._need_unlocked(channel)
        if call.files:
            self._world.need(channel, "attach_files")
        body, nonce = call.body, call.body.get("nonce")
        before = self._nonces.get(str(nonce)) if nonce is not None and body.get("enforce_nonce") else None
        if before is not None and time.monotonic() - before[0] < self.nonce_window:
            if before[1].is_deleted:
                raise refusal(10008)
            return {**before[1].payload(), "nonce": nonce}
        if channel.is_archived:
            self._world.archive(channel, is_archived=False)
        message = self._world.post(channel, self._world.bot, body, call.files)
        if nonce is None:
            return message.payload()
        self._nonces[str(nonce)] = time.monotonic(), message
        return {**message.payload(), "nonce": nonce}  # only here: a message read back later carries none

    def history(self, call: Call) -> list[Any]:
        """Newest first; `after` gives those right after it, `around` both sides of it, else the newest."""
        channel = self._world.channel(call.id("channel"))
        if channel.guild and not channel.guild.permissions(self._world.bot, channel).read_message_history:
            return []
        limit = int(call.query.get("limit", 50))
        if not 1 <= limit <= 100:
            raise invalid_form(["limit: int value should be between 1 and 100."])
        return [message.payload() for message in reversed(_page(channel, call.query, limit))]

    def _find(self, call: Call) -> Message:
        return self._world.message(self._world.channel(call.id("channel")), call.id("message"))

    def fetch(self, call: Call) -> Json:
        message = self._find(call)
        self._world.need(message.channel, "read_message_history")
        return message.payload()

    def edit(self, call: Call) -> Json:
        message = self._find(call)
        if message.author is not self._world.bot:
            raise refusal(50005)
        self._need_open(message.channel)
        self._world.revise(message, call.body, call.files)
        return message.payload()

    def delete(self, call: Call) -> None:
        message = self._find(call)
        if message.author is not self._world.bot:
            self._world.need(message.channel, "manage_messages")
            if message.channel.guild is None:
                raise refusal(50003)
        self._need_open(message.channel)
        self._world.delete_message(message)

    def _need_open(self, channel: Channel) -> None:
        """Raises 50083 in an archived thread, and 160005 as below."""
        if channel.is_archived:
            raise refusal(50083)
        self._need_unlocked(channel)

    def _need_unlocked(self, channel: Channel) -> None:
        """Raises 160005 in a locked thread where the bot may not manage threads."""
        is_moderator = channel.guild is not None and channel.guild.permissions(self._world.bot, channel).manage_threads
        if channel.is_locked and not is_moderator:
            raise refusal(160005)


def _page(channel: Channel, query: dict[str, str], limit: int) -> list[Message]:
    posts = channel.posts()
    if "around" in query:
        middle = int(query["around"])
        older = [post for post in posts if post.id < middle][-(limit // 2) :]
        newer = [post for post in posts if post.id >= middle]
        return older + newer[: limit - len(older)]
    if "after" in query:
        return [post for post in posts if post.id > int(query["after"])][:limit]
    if "before" in query:
        posts = [post for post in posts if post.id < int(query["before"])]
    return posts[-limit:]

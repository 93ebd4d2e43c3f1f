"""The Discord client: no privileged intents, no caches of people, messages or channels, application commands only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import discord
import structlog
from discord import app_commands

from cogs.kit.door import Door
from cogs.kit.localising import CatalogueTranslator
from cogs.kit.registry import Registry
from cogs.kit.reminding import Reminder
from cogs.once import watched
from cogs.pacing import Pacer
from data.replicas import Shards
from data.store import SqlStore
from meetups.values import CommunityId

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    attach_files=True,
    read_message_history=True,
)
SCOPES = ("bot", "applications.commands")
SYNCED = "commands_synced"
_ABOUT_CHANNELS = (
    *("CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE", "CHANNEL_PINS_UPDATE"),
    *("THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE", "THREAD_LIST_SYNC"),
    *("THREAD_MEMBER_UPDATE", "THREAD_MEMBERS_UPDATE"),
)
# It never joins a voice channel, so it need not warn that it could not.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False

_log = structlog.get_logger(__name__)


def invite_link(application_id: int) -> str:
    """The link that adds the bot with the least it needs."""
    return discord.utils.oauth_url(application_id, permissions=PERMISSIONS, scopes=SCOPES)


def _keep_no_channels(parsers: dict[str, Callable[[Any], None]]) -> None:
    """Have a connection forget the channels and threads of servers as it is told of them.

    In large servers they are most of what a client holds, and few are ever written in: about one of those Discord is
    asked. discord.py has no option for it.
    """
    for event in _ABOUT_CHANNELS:
        del parsers[event]
    parse = parsers["GUILD_CREATE"]
    parsers["GUILD_CREATE"] = lambda guild: parse({**guild, "channels": [], "threads": []})


class MeetwardClient(discord.Client):
    """Connects the features to Discord; everything they do is in the registry."""

    def __init__(self, registry: Registry, store: SqlStore, pacer: Pacer, **sharding: Any) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            allowed_mentions=discord.AllowedMentions.none(),
            # Waiting for guilds at start would only delay the first answer: nothing needs them all.
            guild_ready_timeout=0,
            http_trace=watched(pacer.trace()),
            **sharding,
        )
        _keep_no_channels(self._connection.parsers)
        self._registry = registry
        self._store = store
        self._door = Door(registry.kit, registry.actions)
        self._reminder = Reminder(registry.kit)
        self.tree = app_commands.CommandTree(
            self,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True),
        )
        self.tree.error(self._door.on_command_error)
        for command in registry.commands:
            self.tree.add_command(command)

    async def setup_hook(self) -> None:
        await self.tree.set_translator(CatalogueTranslator(self._registry.kit.lexicon))
        await self._sync()

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        await self._door.on_interaction(interaction)
        self._registry.attendance.note(interaction)

    async def on_app_command_completion(
        self,
        interaction: discord.Interaction[Any],
        command: app_commands.Command[Any, ..., Any] | app_commands.ContextMenu,
    ) -> None:
        await self._reminder.after_command(interaction, command.qualified_name)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        await self._returned(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._returned(guild)

    async def on_guild_update(self, _before: discord.Guild, after: discord.Guild) -> None:
        await self._returned(after)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self._registry.kit.services.communities.left(CommunityId(guild.id))

    async def _returned(self, guild: discord.Guild) -> None:
        await self._registry.kit.services.communities.returned(CommunityId(guild.id), guild.name)

    async def _sync(self) -> None:
        """Tell Discord the commands only when they changed: it allows 200 creations a day."""
        assert self.tree.translator is not None
        commands = self.tree.get_commands()
        payload = [await command.get_translated_payload(self.tree, self.tree.translator) for command in commands]
        digest = hashlib.sha256(json.dumps([self.application_id, payload], sort_keys=True).encode()).hexdigest()
        async with self._store.read() as work:
            if await work.reminders.recall(SYNCED) == digest:
                return
        await self.tree.sync()
        async with self._store.write() as work:
            await work.reminders.remember(SYNCED, digest)
        _log.info("commands_synced", commands=len(payload))


class ShardedClient(MeetwardClient, discord.AutoShardedClient):
    """The same over several connections, each told of a part of the servers."""

    def __init__(self, registry: Registry, store: SqlStore, pacer: Pacer, shards: Shards) -> None:
        super().__init__(registry, store, pacer, shard_count=shards.count, shard_ids=sorted(shards.ids))

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        if self._store.fleet is None:
            await super().before_identify_hook(shard_id, initial=initial)
        else:
            await self._store.fleet.turn_to_identify()

"""REST routes about accounts, the application, guilds and channels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .errors import Json, refusal
from .people import Channel
from .rest import Call, Routes
from .world import World


class WorldRoutes:
    """Mostly reading; the bot changes nothing here but opening direct messages and overwrites."""

    def __init__(self, world: World, gateway_url: Callable[[], str]) -> None:
        self._world = world
        self._gateway_url = gateway_url

    def routes(self) -> Routes:
        return {
            ("GET", "/users/@me"): self.me,
            ("GET", "/users/@me/guilds"): self.guilds,
            ("POST", "/users/@me/channels"): self.open_dm,
            ("GET", "/users/{user}"): self.user,
            ("GET", "/applications/@me"): self.application,
            ("GET", "/oauth2/applications/@me"): self.application,
            ("GET", "/gateway"): lambda _call: {"url": self._gateway_url()},
            ("GET", "/gateway/bot"): self.gateway,
            ("GET", "/guilds/{guild}"): lambda call: self._world.guild(call.id("guild")).summary(),
            ("GET", "/guilds/{guild}/channels"): self.guild_channels,
            ("GET", "/guilds/{guild}/roles"): self.roles,
            ("GET", "/guilds/{guild}/members/{user}"): self.member,
            ("GET", "/channels/{channel}"): lambda call: self._world.channel(call.id("channel")).payload(),
            ("PUT", "/channels/{channel}/permissions/{target}"): self.set_overwrite,
            ("DELETE", "/channels/{channel}/permissions/{target}"): self.delete_overwrite,
            ("POST", "/channels/{channel}/typing"): self.typing,
        }

    def me(self, _call: Call) -> Json:
        return {**self._world.bot.payload(), "verified": True, "mfa_enabled": True, "email": None, "flags": 0}

    def guilds(self, call: Call) -> list[Any]:
        """A page of the bot's guilds by id, each with what it may do there; no channel is looked at."""
        after, limit = int(call.query.get("after") or 0), int(call.query.get("limit") or 200)
        some = [guild for _, guild in sorted(self._world.guilds.items()) if guild.id > after][:limit]
        bot = self._world.bot
        return [
            {
                "id": str(guild.id),
                "name": guild.name,
                "icon": None,
                "owner": False,
                "permissions": str(guild.permissions(bot).value),
                "features": [],
            }
            for guild in some
        ]

    def user(self, call: Call) -> Json:
        user = self._world.users.get(call.id("user"))
        if user is None:
            raise refusal(10013)
        return user.payload()

    def application(self, _call: Call) -> Json:
        bot = self._world.bot
        return {
            "id": str(bot.id),
            "name": bot.name,
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "owner": next((guild.owner for guild in self._world.guilds.values()), bot).payload(),
            "bot": bot.payload(),
            "flags": self._world.application_flags,
            "integration_types_config": {"0": {}},
            "team": None,
            "approximate_guild_count": len(self._world.guilds),
        }

    def gateway(self, _call: Call) -> Json:
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        return {"url": self._gateway_url(), "shards": self._world.shards_wanted, "session_start_limit": limit}

    def open_dm(self, call: Call) -> Json:
        user = self._world.users.get(int(call.body.get("recipient_id") or 0))
        if user is None or user is self._world.bot:
            raise refusal(50033)
        return self._world.dm(user).payload()

    def guild_channels(self, call: Call) -> list[Any]:
        channels = self._world.guild(call.id("guild")).channels.values()
        return [channel.payload() for channel in channels if not channel.is_thread]

    def roles(self, call: Call) -> list[Any]:
        return [role.payload() for role in self._world.guild(call.id("guild")).roles.values()]

    def member(self, call: Call) -> Json:
        guild, user_id = self._world.guild(call.id("guild")), call.id("user")
        if user_id not in self._world.users:
            raise refusal(10013)
        if user_id not in guild.members:
            raise refusal(10007)
        return guild.members[user_id].payload()

    def _guild_channel(self, call: Call, *permissions: str) -> Channel:
        channel = self._world.channel(call.id("channel"))
        self._world.need(channel, *permissions)
        return channel

    def set_overwrite(self, call: Call) -> None:
        channel = self._guild_channel(call, "manage_roles")
        self._world.overwrite(
            channel, call.id("target"), int(call.body.get("allow") or 0), int(call.body.get("deny") or 0)
        )

    def delete_overwrite(self, call: Call) -> None:
        channel = self._guild_channel(call, "manage_roles")
        channel.overwrites.pop(call.id("target"), None)

    def typing(self, call: Call) -> None:
        self._guild_channel(call)

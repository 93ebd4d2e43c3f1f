"""REST routes about a guild's scheduled events: made, read back, edited, deleted; who is interested is not kept."""

from __future__ import annotations

from typing import Any

from .errors import Json, refusal
from .people import Guild
from .rest import Call, Routes
from .world import World

_SCHEDULED = 1


class EventRoutes:
    """The bot needs Create Events for its own, and Manage Events for what others made (10070 where none is)."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> Routes:
        every, one = "/guilds/{guild}/scheduled-events", "/guilds/{guild}/scheduled-events/{event}"
        return {
            ("GET", every): self.listed,
            ("POST", every): self.create,
            ("GET", one): self._find,
            ("PATCH", one): self.edit,
            ("DELETE", one): self.delete,
        }

    def _guild(self, call: Call, permission: str | None = None) -> Guild:
        guild = self._world.guild(call.id("guild"))
        if permission and not getattr(guild.permissions(self._world.bot), permission):
            raise refusal(50013)
        return guild

    def _find(self, call: Call) -> Json:
        event = self._world.events.get(call.id("event"))
        if event is None or event["guild_id"] != str(self._guild(call).id):
            raise refusal(10070)
        return event

    def listed(self, call: Call) -> list[Any]:
        guild = self._guild(call)
        return [event for event in self._world.events.values() if event["guild_id"] == str(guild.id)]

    def create(self, call: Call) -> Json:
        guild, bot = self._guild(call, "create_events"), self._world.bot
        event_id = self._world.snowflake()
        event = {
            "channel_id": None,
            "description": None,
            "scheduled_end_time": None,
            "entity_metadata": None,
            "image": None,
            **call.body,
            "id": str(event_id),
            "guild_id": str(guild.id),
            "creator_id": str(bot.id),
            "creator": bot.payload(),
            "status": _SCHEDULED,
            "entity_id": None,
            "user_count": 0,
        }
        self._world.events[event_id] = event
        self._world.dispatch("GUILD_SCHEDULED_EVENT_CREATE", dict(event))
        return event

    def edit(self, call: Call) -> Json:
        event = self._find(call)
        self._need_right_to_change(call, event)
        event |= call.body
        self._world.dispatch("GUILD_SCHEDULED_EVENT_UPDATE", dict(event))
        return event

    def delete(self, call: Call) -> None:
        event = self._find(call)
        self._need_right_to_change(call, event)
        del self._world.events[int(event["id"])]
        self._world.dispatch("GUILD_SCHEDULED_EVENT_DELETE", dict(event))

    def _need_right_to_change(self, call: Call, event: Json) -> None:
        is_own = event["creator_id"] == str(self._world.bot.id)
        self._guild(call, "create_events" if is_own else "manage_events")

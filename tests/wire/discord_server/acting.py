"""People at work: each act builds the INTERACTION_CREATE Discord would send and hands back the `Act` to await."""

from __future__ import annotations

from collections.abc import Sequence

from .commands import MESSAGE_MENU, USER_MENU, Commands, NotOffered
from .errors import Json
from .interactions import Act, Interactions, Kind
from .messages import Message
from .people import EVERYONE_MAY, Channel, User
from .values import Resolved, Value, Values, option_values, selected, submitted, typed_values
from .world import World

_UPLOAD_LIMIT = 10 * 2**20  # bytes, as in a guild without boosts
_BUTTON = 2


class Acts:
    """What users can do to the app; each act raises NotOffered where Discord's client would not let them."""

    def __init__(self, world: World, commands: Commands, interactions: Interactions) -> None:
        self._world = world
        self._commands = commands
        self._interactions = interactions

    def slash(self, user: User, channel: Channel, name: str, options: Values | None = None) -> Act:
        found = self._commands.find(user, channel, name)
        resolved = Resolved(self._world, channel.guild)
        data = found.data(option_values(found.options, options or {}, resolved))
        return self._send(Kind.COMMAND, user, channel, {**data, **_resolved_part(resolved)})

    def autocomplete(self, user: User, channel: Channel, name: str, focused: str, options: Values) -> Act:
        found = self._commands.find(user, channel, name)
        data = found.data(typed_values(found.options, options, focused))
        return self._send(Kind.AUTOCOMPLETE, user, channel, data)

    def user_menu(self, user: User, channel: Channel, name: str, target: User) -> Act:
        found = self._commands.find(user, channel, name, USER_MENU)
        resolved = Resolved(self._world, channel.guild)
        data = {**found.data([]), "target_id": resolved.id_of(target), **_resolved_part(resolved)}
        return self._send(Kind.COMMAND, user, channel, data)

    def message_menu(self, user: User, channel: Channel, name: str, target: Message) -> Act:
        found = self._commands.find(user, channel, name, MESSAGE_MENU)
        resolved = {"messages": {str(target.id): target.payload()}}
        data = {**found.data([]), "target_id": str(target.id), "resolved": resolved}
        return self._send(Kind.COMMAND, user, channel, data)

    def click(self, user: User, message: Message, wanted: str) -> Act:
        component = _usable(user, message, wanted)
        if component["type"] != _BUTTON or "custom_id" not in component:
            raise NotOffered(f"{wanted!r} is no button to press")
        return self.use(user, message, component["custom_id"])

    def use(self, user: User, message: Message, custom_id: str) -> Act:
        """Press a button of this custom id whether the message has it or not: a stale or forged click."""
        data = {"custom_id": custom_id, "component_type": _BUTTON, "id": 1}
        return self._send(Kind.COMPONENT, user, message.channel, data, message)

    def select(self, user: User, message: Message, wanted: str, values: Sequence[Value]) -> Act:
        component = _usable(user, message, wanted)
        resolved = Resolved(self._world, message.channel.guild)
        data = {
            "custom_id": component["custom_id"],
            "component_type": component["type"],
            "id": component["id"],
            "values": selected(component, values, resolved),
            **_resolved_part(resolved),
        }
        return self._send(Kind.COMPONENT, user, message.channel, data, message)

    def submit(self, user: User, custom_id: str, values: Values) -> Act:
        modal, opener = self._interactions.take_modal(user, custom_id)
        resolved = Resolved(self._world, opener.channel.guild)
        try:
            components = submitted(modal, values, resolved)
        except NotOffered:
            self._interactions.show(modal, opener)  # the form stays, the person corrects it
            raise
        data = {"custom_id": custom_id, "components": components, **_resolved_part(resolved)}
        return self._send(Kind.MODAL, user, opener.channel, data, opener.source)

    def _send(self, kind: Kind, user: User, channel: Channel, data: Json, source: Message | None = None) -> Act:
        act = self._interactions.begin(Act(self._world.snowflake(), kind, user, channel, data, source))
        self._world.dispatch("INTERACTION_CREATE", self._payload(act))
        return act

    def _payload(self, act: Act) -> Json:
        channel, guild, bot = act.channel, act.channel.guild, self._world.bot
        may = guild.permissions(bot, channel) if guild else EVERYONE_MAY
        payload: Json = {
            "id": str(act.id),
            "application_id": str(bot.id),
            "type": int(act.kind),
            "token": act.token,
            "version": 1,
            "data": act.data,
            "channel_id": str(channel.id),
            "channel": {**channel.payload(), "permissions": str(may.value)},
            "app_permissions": str(may.value),
            "locale": act.user.locale,
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(guild.id if guild else 0)},
            "context": 0 if guild else 1,
            "attachment_size_limit": _UPLOAD_LIMIT,
        }
        if act.source is not None:
            payload["message"] = act.source.payload()
        if guild is None:
            return {**payload, "user": act.user.payload()}
        held = str(guild.permissions(act.user, channel).value)
        return {
            **payload,
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
            "guild_locale": guild.locale,
            "member": {**guild.members[act.user.id].payload(), "permissions": held},
        }


def _usable(user: User, message: Message, wanted: str) -> Json:
    """The component on the message as it is now, if this user sees it and can use it."""
    if message.is_deleted or (message.seen_by is not None and message.seen_by is not user):
        raise NotOffered(f"{user.name} does not see this message")
    component = message.component(wanted)
    if component.get("disabled"):
        raise NotOffered(f"{wanted!r} is disabled")
    return component


def _resolved_part(resolved: Resolved) -> Json:
    return {"resolved": resolved.data} if resolved.data else {}

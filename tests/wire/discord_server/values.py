"""What people put into options, selects and forms, checked as Discord's client checks it and resolved for the app."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from .commands import NotOffered
from .errors import Json
from .interactions import Modal
from .messages import Upload
from .people import Channel, Guild, Role, User
from .world import World

Value: TypeAlias = str | int | float | bool | User | Role | Channel | Upload
Values: TypeAlias = Mapping[str, Value | Sequence[Value]]

_STRING, _INTEGER, _BOOLEAN, _USER, _CHANNEL, _ROLE, _MENTIONABLE, _NUMBER, _ATTACHMENT = range(3, 12)
_PYTHON_TYPES: dict[int, tuple[type, ...]] = {
    _STRING: (str,),
    _INTEGER: (int,),
    _BOOLEAN: (bool,),
    _USER: (User,),
    _CHANNEL: (Channel,),
    _ROLE: (Role,),
    _MENTIONABLE: (User, Role),
    _NUMBER: (int, float),
    _ATTACHMENT: (Upload,),
}
_ROW, _STRING_SELECT, _TEXT_INPUT, _TEXT_DISPLAY, _LABEL = 1, 3, 4, 10, 18
_FILE_FIELD, _RADIO, _CHECKBOX = 19, 21, 23
_SELECT_TAKES: dict[int, tuple[type, ...]] = {5: (User,), 6: (Role,), 7: (User, Role), 8: (Channel,)}


class Resolved:
    """Collects the `resolved` part of an interaction's data while values are turned into ids."""

    def __init__(self, world: World, guild: Guild | None) -> None:
        self._world = world
        self._guild = guild
        self.data: Json = {}

    def _put(self, kind: str, key: int, payload: Json) -> str:
        self.data.setdefault(kind, {})[str(key)] = payload
        return str(key)

    def id_of(self, value: Value) -> str:
        """The value's id, its payload put where the app finds it. A guild's member brings both parts."""
        if isinstance(value, User):
            member = self._guild.members.get(value.id) if self._guild else None
            if member is not None and self._guild is not None:
                held = self._guild.permissions(value)
                part = {**member.payload(with_user=False), "permissions": str(held.value)}
                self._put("members", value.id, part)
            return self._put("users", value.id, value.payload())
        if isinstance(value, Role):
            return self._put("roles", value.id, value.payload())
        if isinstance(value, Channel):
            may = value.guild.permissions(self._world.bot, value).value if value.guild else 0
            return self._put("channels", value.id, {**value.payload(), "permissions": str(may)})
        if isinstance(value, Upload):
            stored = self._world.store(value)
            return self._put("attachments", int(stored["id"]), stored)
        return str(value)


def option_values(options: dict[str, Json], values: Values, resolved: Resolved) -> list[Json]:
    """The options of a slash command. Raises NotOffered where Discord's client would not send them."""
    if unknown := values.keys() - options.keys():
        raise NotOffered(f"no options {sorted(unknown)}, only {sorted(options)}")
    if missing := {name for name, option in options.items() if option.get("required")} - values.keys():
        raise NotOffered(f"{sorted(missing)} must be given")
    return [_option_value(options[name], value, resolved) for name, value in values.items()]


def typed_values(options: dict[str, Json], values: Values, focused: str) -> list[Json]:
    """The options while one is being typed: nothing is required yet, and the focused one is text."""
    if focused not in options or not options[focused].get("autocomplete"):
        raise NotOffered(f"{focused!r} does not autocomplete")
    given: dict[str, Any] = {focused: "", **values}
    return [
        {
            "name": name,
            "type": options[name]["type"],
            "value": str(value.id) if isinstance(value, User | Role | Channel) else value,
            **({"focused": True} if name == focused else {}),
        }
        for name, value in given.items()
    ]


def _option_value(option: Json, value: Value | Sequence[Value], resolved: Resolved) -> Json:
    name, kind = option["name"], option["type"]
    is_bool_for_number = isinstance(value, bool) and kind != _BOOLEAN
    if not isinstance(value, _PYTHON_TYPES[kind]) or is_bool_for_number:
        raise NotOffered(f"{name}: {value!r} is not what this option takes")
    if choices := option.get("choices"):
        chosen = [one["value"] for one in choices if value in (one["value"], one["name"])]
        if not chosen:
            raise NotOffered(f"{name}: {value!r} is none of {[one['name'] for one in choices]}")
        value = chosen[0]
    size: Any = len(value) if isinstance(value, str) else value
    bounds = ("min_length", "max_length") if kind == _STRING else ("min_value", "max_value")
    if kind in {_STRING, _INTEGER, _NUMBER} and not _within(size, option.get(bounds[0]), option.get(bounds[1])):
        raise NotOffered(f"{name}: {value!r} is out of bounds")
    if isinstance(value, User | Role | Channel | Upload):
        value = resolved.id_of(value)
    return {"name": name, "type": kind, "value": value}


def _within(size: Any, low: float | None, high: float | None) -> bool:
    return (low is None or size >= low) and (high is None or size <= high)


def selected(component: Json, values: Sequence[Value], resolved: Resolved) -> list[str]:
    """What a select sends. Raises NotOffered for values, or a number of them, it does not offer."""
    name = component["custom_id"]
    default = 1
    fewest, most = component.get("min_values", default), component.get("max_values") or default
    if not component.get("required", True) and not values:
        fewest = 0
    if not fewest <= len(values) <= most:
        raise NotOffered(f"{name}: {len(values)} chosen, from {fewest} to {most} can be")
    takes = _SELECT_TAKES.get(component["type"])
    if takes is not None:
        if wrong := [value for value in values if not isinstance(value, takes)]:
            raise NotOffered(f"{name}: does not offer {wrong}")
        return [resolved.id_of(value) for value in values]
    offered = {option["label"]: option["value"] for option in component["options"]}
    chosen = [offered.get(str(value), str(value)) for value in values]
    if wrong := [value for value in chosen if value not in offered.values()]:
        raise NotOffered(f"{name}: {wrong} are none of {list(offered)}")
    return chosen


def submitted(modal: Modal, values: Values, resolved: Resolved) -> list[Json]:
    """The components of a submitted form: fields not named keep what the app filled in."""
    if unknown := values.keys() - modal.fields().keys():
        raise NotOffered(f"no fields {sorted(unknown)}, only {sorted(modal.fields())}")
    return [_submitted_row(number, row, values, resolved) for number, row in enumerate(modal.data["components"])]


def _submitted_row(number: int, row: Json, values: Values, resolved: Resolved) -> Json:
    shell = {"type": row["type"], "id": row.get("id") or number * 2 + 1}
    if row["type"] == _TEXT_DISPLAY:
        return shell
    if row["type"] == _LABEL:
        return {**shell, "component": _submitted_field(shell["id"] + 1, row["component"], values, resolved)}
    fields = [_submitted_field(shell["id"] + 1, item, values, resolved) for item in row["components"]]
    return {**shell, "components": fields}


def _submitted_field(number: int, field: Json, values: Values, resolved: Resolved) -> Json:
    name, kind = field["custom_id"], field["type"]
    shell = {"type": kind, "custom_id": name, "id": field.get("id") or number}
    if kind == _TEXT_INPUT:
        return {**shell, "value": _typed(field, values.get(name, field.get("value") or ""))}
    if kind == _CHECKBOX:
        return {**shell, "value": values.get(name, field.get("default", False))}
    preset = [option["value"] for option in field.get("options") or [] if option.get("default")]
    preset += [default["id"] for default in field.get("default_values") or []]
    if name not in values:
        if field.get("required", True) and not preset and field.get("min_values") != 0:
            raise NotOffered(f"{name}: must be filled in")
        chosen = preset
    else:
        given = values[name]
        many: Sequence[Value] = [given] if isinstance(given, str) or not isinstance(given, Sequence) else given
        chosen = [resolved.id_of(one) for one in many] if kind == _FILE_FIELD else selected(field, many, resolved)
    if kind == _RADIO:
        return {**shell, "value": chosen[0] if chosen else None}
    return {**shell, "values": chosen}


def _typed(field: Json, value: object) -> str:
    name = field["custom_id"]
    if not isinstance(value, str):
        raise NotOffered(f"{name}: text is typed, not {value!r}")
    if not value and not field.get("required", True):
        return value
    if not value or not _within(len(value), field.get("min_length"), field.get("max_length") or 4000):
        raise NotOffered(f"{name}: {len(value)} characters are too few or too many")
    return value

"""Judges request bodies against Discord's own OpenAPI description, stricter than Discord states it.

It refuses to guess: a route it does not know is a fault, and so is a key the description does not name. What
Discord enforces without describing it lives in `discord_limits`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

Json: TypeAlias = Any
Schema: TypeAlias = dict[str, Any]

_REFERENCE = "#/components/schemas/"
_MEDIA_TYPE = "application/json"
_BY_TAG = "x-by-tag"
_UNIONS = frozenset({"oneOf", "anyOf"})
_DIGITS: Schema = {"type": ["integer", "string"], "pattern": "^(0|[1-9][0-9]*)$", "minimum": 0}
_PERMISSIONS: Schema = {**_DIGITS, "type": ["integer", "string", "null"]}
_ANYTHING: Schema = {}
IDENTIFIER = re.compile(r"\d{15,19}")

# What Discord accepts and its description does not know (FINDINGS §2): a schema's name to further properties.
_ALLOWED: dict[str, Schema] = {
    **{
        name: {"nsfw": {"type": ["boolean", "null"]}, "default_member_permissions": _PERMISSIONS}
        for name in (
            "ApplicationCommandCreateRequest",
            "ApplicationCommandUpdateRequest",
            "ApplicationCommandPatchRequestPartial",
        )
    },
    **{
        name: {"tts": {"type": ["boolean", "null"]}}
        for name in (
            "MessageEditRequestPartial",
            "IncomingWebhookUpdateRequestPartial",
            "IncomingWebhookUpdateForInteractionCallbackRequestPartial",
        )
    },
    # discord.py's forum posts: `tts` in their first message, and the type of thread they become.
    "BaseCreateMessageCreateRequest": {"tts": {"type": ["boolean", "null"]}},
    "CreateForumThreadRequest": {"type": {"enum": [11]}},
    "RichEmbed": {"flags": {"type": "integer"}},
    "ChannelPermissionOverwriteRequest": {"allow": _PERMISSIONS, "deny": _PERMISSIONS},
    "MessageReferenceRequest": {"type": {"enum": [0, 1, None]}},
    "CreateRoleRequest": {"permissions": _PERMISSIONS},
    "UpdateRoleRequestPartial": {"permissions": _PERMISSIONS},
}
_ALLOWED_INLINE: dict[tuple[str, str], Schema] = {
    ("PUT", "/channels/{channel_id}/permissions/{overwrite_id}"): {
        "id": _DIGITS,
        "allow": _PERMISSIONS,
        "deny": _PERMISSIONS,
    },
}
_BODY_OPTIONAL = {
    ("PUT", "/guilds/{guild_id}/bans/{user_id}"),
    ("DELETE", "/guilds/{guild_id}/bans/{user_id}"),
}


@cache
def description() -> Description | None:
    """The description beside the project (or at `$DISCORD_OPENAPI`); None where the file is absent."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "discord-openapi.json"
    path = Path(os.environ.get("DISCORD_OPENAPI") or beside)
    return Description(json.loads(path.read_text("utf-8"))) if path.is_file() else None


@dataclass
class _Route:
    """One method of one described path, with its validator once it was needed."""

    method: str
    template: str
    pattern: re.Pattern[str]
    operation: Schema
    validator: Any = field(default=None, repr=False)


class Description:
    """Discord's description, its routes indexed and its schemas closed when first asked for."""

    def __init__(self, document: Schema) -> None:
        self._closer = _Closer(document["components"]["schemas"])
        self._routes: dict[tuple[str, int], list[_Route]] = {}
        for template, operations in document["paths"].items():
            for method, operation in operations.items():
                if method in {"get", "post", "put", "patch", "delete"}:
                    self._add(method.upper(), template, operation)
        for routes in self._routes.values():  # `/users/@me` is tried before `/users/{user_id}`
            routes.sort(key=lambda route: route.template.count("{"))

    def _add(self, method: str, template: str, operation: Schema) -> None:
        pattern = re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template)))
        route = _Route(method, template, pattern, operation)
        self._routes.setdefault((method, template.count("/")), []).append(route)

    def faults(self, method: str, path: str, body: Json = None) -> list[str]:
        """What Discord's description holds against this request; an empty list if nothing.

        `path` is relative to the API (`/channels/123/messages`), `body` the JSON value (of a multipart
        request its `payload_json`) or None where none is sent.
        """
        route = self._route(method.upper(), path.partition("?")[0])
        if route is None:
            return [f"{method} {path}: Discord describes no such route"]
        described = route.operation.get("requestBody")
        if described is None:
            return [] if body is None else [f"{method} {path}: takes no body"]
        if body is None:
            needed = described.get("required") and (route.method, route.template) not in _BODY_OPTIONAL
            return [f"{method} {path}: needs a body"] if needed else []
        validator = self._validator(route, described)
        return [text for error in validator.iter_errors(body) for text in _explain(error)]

    def _route(self, method: str, path: str) -> _Route | None:
        routes = self._routes.get((method, path.count("/")), [])
        return next((route for route in routes if route.pattern.fullmatch(path)), None)

    def _validator(self, route: _Route, described: Schema) -> Any:
        if route.validator is None:
            schema = described["content"].get(_MEDIA_TYPE, {}).get("schema", _ANYTHING)
            extra = _ALLOWED_INLINE.get((route.method, route.template), {})
            route.validator = _Judge(self._closer.close(_with_properties(schema, extra)))
        return route.validator


class _Closer:
    """Rewrites described schemas into closed ones with their references resolved.

    Three rewrites: an object refuses keys it does not name; a reference becomes the referenced schema itself
    (shared; the described request bodies have no cycles); a union whose branches differ by a constant, such as
    `type`, becomes a look-up of that constant: errors speak of the branch that was meant, and no other is tried,
    which is also what makes a check fast.
    """

    def __init__(self, schemas: dict[str, Schema]) -> None:
        self._schemas = schemas
        self._closed: dict[str, Schema] = {}

    def close(self, schema: Schema) -> Schema:
        if "$ref" in schema:
            return self._named(schema["$ref"].removeprefix(_REFERENCE))
        if _is_binary(schema):
            return _ANYTHING
        closed = {key: self._member(key, value) for key, value in schema.items() if key not in _UNIONS}
        if "properties" in closed:
            closed.setdefault("additionalProperties", False)
        if schema.get("format") == "snowflake":  # discord.py sends some ids as numbers; Discord takes them
            closed |= {"type": ["string", "integer"], "minimum": 0}
        for union in _UNIONS & schema.keys():
            closed |= self._union(schema[union])
        return closed

    def _named(self, name: str) -> Schema:
        if name not in self._closed:
            self._closed[name] = self.close(_with_properties(self._schemas[name], _ALLOWED.get(name, {})))
        return self._closed[name]

    def _member(self, key: str, value: Json) -> Json:
        if key == "properties":
            return {name: self.close(child) for name, child in value.items()}
        if key in {"items", "additionalProperties"} and isinstance(value, dict):
            return self.close(value)
        if key == "allOf":
            return [self.close(child) for child in value]
        return value

    def _union(self, branches: list[Schema]) -> Schema:
        if all("const" in branch for branch in branches):
            return {"enum": [branch["const"] for branch in branches]}
        closed = [self.close(branch) for branch in branches]
        choices = [branch for branch in closed if branch != {"type": "null"}]
        verdict = choices[0] if len(choices) == 1 else _tagged(choices) or {"anyOf": choices}
        return verdict if len(choices) == len(closed) else {"if": {"type": "null"}, "else": verdict}


def _is_binary(schema: Schema) -> bool:
    return schema.get("contentEncoding") == "binary"


def _with_properties(schema: Schema, extra: Schema) -> Schema:
    return {**schema, "properties": {**schema.get("properties", {}), **extra}} if extra else schema


def _tagged(branches: list[Schema]) -> Schema | None:
    """The branches by the constant that tells them apart, or None where there is none."""
    for tag in branches[0].get("properties", {}):
        values = [branch.get("properties", {}).get(tag, {}).get("enum") or [] for branch in branches]
        required = all(tag in branch.get("required", ()) for branch in branches)
        by_value = {value: branch for group, branch in zip(values, branches, strict=True) for value in group}
        if required and all(values) and len(by_value) == sum(map(len, values)):
            # What was found flawless, but for identifiers: buttons come again in cards that are new.
            return {_BY_TAG: {"tag": tag, "branches": by_value, "flawless": set()}}
    return None


def _check_by_tag(judge: Any, rule: Schema, value: Json, _schema: Schema) -> Iterator[ValidationError]:
    """The keyword `_tagged` writes: look the branch up instead of trying them all."""
    tag, branches, flawless = rule["tag"], rule["branches"], rule["flawless"]
    if not isinstance(value, dict):
        yield ValidationError(f"{value!r} is not of type 'object'")
    elif tag not in value:
        yield ValidationError(f"{tag!r} is a required property")
    elif not isinstance(value[tag], int | str) or value[tag] not in branches:
        yield ValidationError(f"{value[tag]!r} is not one of {list(branches)}", path=(tag,))
    else:
        seen = IDENTIFIER.sub(lambda found: "0" * len(found[0]), json.dumps(value, default=str))
        if seen in flawless:
            return
        errors = list(judge.descend(value, branches[value[tag]]))
        if not errors:
            flawless.add(seen)
        yield from errors


_Judge: Any = extend(Draft202012Validator, {_BY_TAG: _check_by_tag})


def _explain(error: ValidationError) -> Iterator[str]:
    """The error in words; of a union without a tag, the errors of the branch that fits best."""
    if error.validator == "anyOf" and error.context:
        branches: dict[Json, list[ValidationError]] = {}
        for inner in error.context:
            branches.setdefault(inner.schema_path[0], []).append(inner)
        for inner in min(branches.values(), key=_distance):
            yield from _explain(inner)
        return
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
    yield f"body{where}: {_shortened(error.message)}"


def _distance(errors: Iterable[ValidationError]) -> tuple[bool, int]:
    """How far a body is from a branch: a wrong kind of value is further than any number of wrong members."""
    found = list(errors)
    return any(error.validator == "type" and not error.path for error in found), len(found)


def _shortened(text: str, most: int = 300) -> str:
    return text if len(text) <= most else f"{text[: most // 2]} … {text[-most // 2 :]}"

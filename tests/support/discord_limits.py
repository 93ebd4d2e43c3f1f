"""The limits Discord enforces and its description does not state, as far as a request alone can break them.

Sources: Discord's reference (message resource, component reference, application commands) and FINDINGS §2.
Lengths are in characters. A body of the wrong shape is `discord_description`'s to judge, so malformed parts are
passed over here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

V2_FLAG = 1 << 15
_FORWARD = 1  # a message reference of this type carries the content of another message

_ACTION_ROW, _BUTTON, _STRING_SELECT, _TEXT_INPUT, _TEXT_DISPLAY, _LABEL = 1, 2, 3, 4, 10, 18
_SELECTS = frozenset({3, 5, 6, 7, 8})
_LINK, _PREMIUM = 5, 6
_SUBCOMMAND, _GROUP, _STRING, _INTEGER, _NUMBER = 1, 2, 3, 4, 10
_CHAT_INPUT = 1

_SENDS = re.compile(r"/channels/[^/]+/messages|/webhooks/[^/]+/[^/]+")
_EDITS = re.compile(r"/channels/[^/]+/messages/[^/]+|/webhooks/[^/]+/[^/]+/messages/[^/]+")
_CALLBACK = re.compile(r"/interactions/[^/]+/[^/]+/callback")
_FORUM_POST = re.compile(r"/channels/[^/]+/threads")
_COMMANDS = re.compile(r"/applications/[^/]+(?:/guilds/[^/]+)?/commands")
# Discord allows letters and numbers of any script, and the vowel signs of Devanagari and Thai.
_NAME = re.compile(r"[-_'\w\u0900-\u097F\u0E00-\u0E7F]{1,32}")


def limit_faults(method: str, path: str, body: object, *, is_v2_message: bool = False) -> list[str]:
    """What Discord would refuse in this request although its description allows it.

    `is_v2_message` says that an edit is of a message that already carries the components-V2 flag, which cannot be
    taken from it, so the edit need not repeat it.
    """
    path = path.partition("?")[0]
    if method == "PUT" and _COMMANDS.fullmatch(path) and isinstance(body, list):
        return list(_command_set_faults([command for command in body if isinstance(command, dict)]))
    if not isinstance(body, dict):
        return []
    if method == "POST" and _SENDS.fullmatch(path):
        return list(_message_faults(body, is_new=True, is_v2=False))
    if method == "POST" and _FORUM_POST.fullmatch(path) and isinstance(body.get("message"), dict):
        return list(_message_faults(body["message"], is_new=True, is_v2=False))
    if method == "PATCH" and _EDITS.fullmatch(path):
        return list(_message_faults(body, is_new=False, is_v2=is_v2_message))
    if method == "POST" and _CALLBACK.fullmatch(path):
        return list(_callback_faults(body, is_v2_message))
    return []


def _callback_faults(body: Json, is_v2_message: bool) -> Iterator[str]:
    data = body.get("data")
    if not isinstance(data, dict):
        if body.get("type") == 4:
            yield "Cannot send an empty message"
    elif body.get("type") in {4, 7}:
        yield from _message_faults(data, is_new=body["type"] == 4, is_v2=is_v2_message)
    elif body.get("type") == 8:
        yield from _choice_faults(_dicts(data.get("choices")), "autocomplete")
    elif body.get("type") == 9:
        yield from _modal_faults(data)


# Messages


def _message_faults(body: Json, *, is_new: bool, is_v2: bool) -> Iterator[str]:
    is_v2 = is_v2 or bool(_number(body.get("flags")) & V2_FLAG)
    top = _dicts(body.get("components"))
    components = list(_nested(top))
    if is_new and not _has_something(body):
        yield "Cannot send an empty message"
    if len(_text(body.get("content"))) > 2000:
        yield "content: must be 2000 or fewer in length"
    if sum(map(_embed_size, _dicts(body.get("embeds")))) > 6000:
        yield "embeds: all embeds together exceed 6000 characters"
    yield from _allowed_mentions_faults(body.get("allowed_mentions"))
    yield from _v2_faults(body, top, components) if is_v2 else _classic_faults(top)
    yield from _component_faults(components)
    if is_new:
        yield from _attachment_faults(body, components)


def _has_something(body: Json) -> bool:
    reference = body.get("message_reference")
    forwards = isinstance(reference, dict) and reference.get("type") == _FORWARD
    kinds = ("content", "embeds", "components", "sticker_ids", "attachments", "poll", "shared_client_theme")
    return forwards or any(body.get(kind) for kind in kinds)


def _v2_faults(body: Json, top: list[Json], components: list[Json]) -> Iterator[str]:
    for kind in ("content", "embeds", "poll", "sticker_ids"):
        if body.get(kind):
            yield f"{kind}: cannot be used in a message with the IS_COMPONENTS_V2 flag"
    if len(components) > 40:
        yield f"components: {len(components)} components in all, at most 40"
    length = sum(len(_text(item.get("content"))) for item in components if item.get("type") == _TEXT_DISPLAY)
    if length > 4000:
        yield f"components: {length} characters of text in all, at most 4000"
    if body.get("components") is not None and not top:
        yield "components: a message with the IS_COMPONENTS_V2 flag needs at least one"


def _classic_faults(top: list[Json]) -> Iterator[str]:
    if any(item.get("type") != _ACTION_ROW for item in top):
        yield "components: only action rows without the IS_COMPONENTS_V2 flag"
    if len(top) > 5:
        yield "components: at most 5 action rows"


def _embed_size(embed: Json) -> int:
    """Characters that count against the 6,000: title, description, field names and values, footer, author."""
    parts = [embed.get("title"), embed.get("description")]
    parts += [_dict(embed.get("footer")).get("text"), _dict(embed.get("author")).get("name")]
    for item in _dicts(embed.get("fields")):
        parts += [item.get("name"), item.get("value")]
    return sum(len(_text(part)) for part in parts)


def _allowed_mentions_faults(mentions: object) -> Iterator[str]:
    allowed = _dict(mentions)
    for kind in ("users", "roles"):
        if kind in (allowed.get("parse") or ()) and allowed.get(kind):
            yield f"allowed_mentions: parse:[{kind!r}] and {kind}: [ids...] are mutually exclusive"


def _attachment_faults(body: Json, components: list[Json]) -> Iterator[str]:
    names = {item.get("filename") for item in _dicts(body.get("attachments"))}
    for component in components:
        media = [component.get("media"), component.get("file")]
        media += [item.get("media") for item in _dicts(component.get("items"))]
        for item in map(_dict, media):
            url = _text(item.get("url"))
            if url.startswith("attachment://") and url.removeprefix("attachment://") not in names:
                yield f"{url}: the referenced attachment was not found"


# Components, of messages and modals alike


def _component_faults(components: list[Json]) -> Iterator[str]:
    yield from _repeated((item.get("custom_id") for item in components), "custom_id: duplicated")
    yield from _repeated((item.get("id") for item in components), "component id: duplicated")
    for item in components:
        name = item.get("custom_id") or item.get("type")
        if len(_text(item.get("custom_id"))) > 100:
            yield f"{name}: custom_id must be 100 or fewer in length"
        if len(_text(item.get("placeholder"))) > (100 if item.get("type") == _TEXT_INPUT else 150):
            yield f"{name}: placeholder is too long"
        if item.get("type") == _BUTTON:
            yield from (f"{name}: {fault}" for fault in _button_faults(item))
        elif item.get("type") in _SELECTS:
            yield from (f"{name}: {fault}" for fault in _select_faults(item))
        elif item.get("type") == _ACTION_ROW:
            yield from _row_faults(item)


def _row_faults(row: Json) -> Iterator[str]:
    types = [item.get("type") for item in _dicts(row.get("components"))]
    if len(types) > 5:
        yield "action row: at most 5 buttons"
    if len(types) > 1 and any(kind != _BUTTON for kind in types):
        yield "action row: a select or text input stands alone"


def _button_faults(button: Json) -> Iterator[str]:
    if len(_text(button.get("label"))) > 80:
        yield "label must be 80 or fewer in length"
    if button.get("style") == _LINK:
        if not button.get("url") or button.get("custom_id"):
            yield "a link button has a url and no custom_id"
        return
    if button.get("style") == _PREMIUM:
        return
    if not button.get("custom_id") or button.get("url"):
        yield "a button has a custom_id and no url"
    if not button.get("label") and not button.get("emoji"):
        yield "a button has a label or an emoji"


def _select_faults(select: Json) -> Iterator[str]:
    options = _dicts(select.get("options"))
    if len(options) > 25:
        yield "at most 25 options"
    yield from _repeated((option.get("value") for option in options), "option value: duplicated")
    for option in options:
        for key in ("label", "value", "description"):
            if len(_text(option.get(key))) > 100:
                yield f"option {key} must be 100 or fewer in length"
    fewest, most = _number(select.get("min_values"), 1), _number(select.get("max_values"), 1)
    if fewest > most:
        yield "min_values is greater than max_values"
    if select.get("type") == _STRING_SELECT and most > len(options):
        yield "max_values is greater than the number of options"
    if len(_dicts(select.get("default_values"))) > most or sum(bool(o.get("default")) for o in options) > most:
        yield "more defaults than max_values"


def _modal_faults(modal: Json) -> Iterator[str]:
    rows = _dicts(modal.get("components"))
    components = list(_nested(rows))
    if len(_text(modal.get("title"))) > 45:
        yield "title: must be 45 or fewer in length"
    if len(_text(modal.get("custom_id"))) > 100:
        yield "custom_id: must be 100 or fewer in length"
    if not 1 <= len(rows) <= 5:
        yield "components: a modal has 1 to 5 rows"
    yield from _component_faults(components)
    for item in components:
        if item.get("type") in {_LABEL, _TEXT_INPUT} and len(_text(item.get("label"))) > 45:
            yield "label: must be 45 or fewer in length"
        if item.get("type") == _LABEL and len(_text(item.get("description"))) > 100:
            yield "description: must be 100 or fewer in length"
        if item.get("type") == _TEXT_INPUT:
            yield from _text_input_faults(item)


def _text_input_faults(item: Json) -> Iterator[str]:
    fewest, most = _number(item.get("min_length"), 0), _number(item.get("max_length"), 4000)
    if fewest > most:
        yield f"{item.get('custom_id')}: min_length is greater than max_length"
    if len(_text(item.get("value"))) > most:
        yield f"{item.get('custom_id')}: value is longer than max_length"


# Commands


def _command_set_faults(commands: list[Json]) -> Iterator[str]:
    kinds = Counter(command.get("type") or _CHAT_INPUT for command in commands)
    if kinds[_CHAT_INPUT] > 100:
        yield f"{kinds[_CHAT_INPUT]} commands, at most 100"
    for kind, name in ((2, "user"), (3, "message")):
        if kinds[kind] > 15:
            yield f"{kinds[kind]} {name} menus, at most 15"
    names = [(command.get("type") or _CHAT_INPUT, command.get("name")) for command in commands]
    yield from _repeated(names, "command name: duplicated")
    for command in commands:
        yield from _command_faults(command)


def _command_faults(command: Json) -> Iterator[str]:
    name = _text(command.get("name"))
    if (command.get("type") or _CHAT_INPUT) != _CHAT_INPUT:
        if command.get("description") or command.get("options"):
            yield f"{name}: a menu has neither description nor options"
        return
    if not command.get("description"):
        yield f"{name}: description is required"
    if _command_size(command) > 8000:
        yield f"{name}: names, descriptions and values together exceed 8000 characters"
    yield from _option_faults(command, name, depth=0)


def _option_faults(parent: Json, path: str, depth: int) -> Iterator[str]:
    """Faults of a command's, group's or subcommand's name and of all that is below it; `path` is for people."""
    if not _is_name(_text(parent.get("name"))):
        yield f"{path}: name is invalid (lower-case letters, numbers, - and _, at most 32)"
    options = _dicts(parent.get("options"))
    yield from _repeated((option.get("name") for option in options), f"{path}: option name: duplicated")
    nesting = [option.get("type") in {_SUBCOMMAND, _GROUP} for option in options]
    if any(nesting) and not all(nesting):
        yield f"{path}: subcommands and other options cannot be mixed"
    seen_optional = False
    for option, nests in zip(options, nesting, strict=True):
        inner = f"{path} {option.get('name')}"
        if nests:
            if depth and option.get("type") == _GROUP:
                yield f"{inner}: a group cannot be in a group"
            yield from _option_faults(option, inner, depth + 1)
            continue
        if not _is_name(_text(option.get("name"))):
            yield f"{inner}: option name is invalid"
        if option.get("required") and seen_optional:
            yield f"{inner}: required options must be placed before optional ones"
        seen_optional = seen_optional or not option.get("required")
        yield from _value_option_faults(option, inner)


def _value_option_faults(option: Json, path: str) -> Iterator[str]:
    choices = _dicts(option.get("choices"))
    takes_choices = option.get("type") in {_STRING, _INTEGER, _NUMBER}
    if choices and option.get("autocomplete"):
        yield f"{path}: choices and autocomplete exclude each other"
    if (choices or option.get("autocomplete")) and not takes_choices:
        yield f"{path}: only text and numbers have choices or autocomplete"
    yield from _choice_faults(choices, path)
    yield from _repeated((choice.get("name") for choice in choices), f"{path}: choice name: duplicated")
    for low, high in (("min_value", "max_value"), ("min_length", "max_length")):
        if _number(option.get(low), 0) > _number(option.get(high), 2**53):
            yield f"{path}: {low} is greater than {high}"


def _choice_faults(choices: list[Json], path: str) -> Iterator[str]:
    if len(choices) > 25:
        yield f"{path}: at most 25 choices"
    for choice in choices:
        if not 1 <= len(_text(choice.get("name"))) <= 100 or len(_text(choice.get("value"))) > 100:
            yield f"{path}: choice names and values are 1 to 100 in length"


def _is_name(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and name == name.lower()


def _command_size(node: Json) -> int:
    own = sum(len(_text(node.get(key))) for key in ("name", "description", "value"))
    children = _dicts(node.get("options")) + _dicts(node.get("choices"))
    return own + sum(map(_command_size, children))


# Reading bodies that may be malformed


def _nested(components: Iterable[Json]) -> Iterator[Json]:
    """Every component, parents first: also sections' accessories and what labels hold."""
    for item in components:
        yield item
        yield from _nested(_dicts(item.get("components")))
        yield from _nested(_dicts([item.get("accessory"), item.get("component")]))


def _repeated(values: Iterable[object], what: str) -> Iterator[str]:
    counts = Counter(value for value in values if isinstance(value, str | int | tuple))
    yield from (f"{what} ({value!r})" for value, count in counts.items() if count > 1)


def _dicts(value: object) -> list[Json]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _dict(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object, default: int = 0) -> int:
    return value if isinstance(value, int) else default

"""Reading messages of the simulated Discord: their text, their buttons, and both as a terminal shows them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.markup import escape
from simcord.results import InteractionResult

_TEXT, _BUTTON, _SELECTS = 10, 2, range(3, 9)


def message_of(on: Any) -> Any:
    """The message of an answer: its newest follow-up, else its response; a message stays itself.

    The line that says that something waits in the inbox is passed over: it answers no question.
    """
    if isinstance(on, InteractionResult):
        followups = [each for each in on.followups if not is_reminder(each)]
        return followups[-1] if followups else on.response
    return on


def is_reminder(message: Any) -> bool:
    ids = [each["custom_id"] for each in walk(components_of(message)) if "custom_id" in each]
    return [each.split(":")[0] for each in ids] == ["inbox.open"]


def components_of(on: Any) -> list[dict[str, Any]]:
    message = message_of(on)
    if message is None:
        raise LookupError("there is no message")
    return [each if isinstance(each, dict) else each.to_dict() for each in message.components]


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in components:
        yield each
        yield from walk(each.get("components", []))
        if "component" in each:
            yield from walk([each["component"]])


def custom_id_of(on: Any, label: str) -> str:
    """The custom id of the button that says this. Raises ``LookupError`` naming the buttons there are."""
    buttons = {
        each["label"]: each.get("custom_id", "") for each in walk(components_of(on)) if each.get("type") == _BUTTON
    }
    if label not in buttons:
        raise LookupError(f"no button {label!r} among {sorted(buttons)}")
    return str(buttons[label])


def custom_id_named(on: Any, name: str) -> str:
    """The custom id of the control for this action."""
    ids = [each["custom_id"] for each in walk(components_of(on)) if "custom_id" in each]
    found = [each for each in ids if each.startswith(f"{name}:")]
    if not found:
        raise LookupError(f"no control for {name!r} among {ids}")
    return str(found[0])


def as_markup(components: list[dict[str, Any]], name_of: Callable[[str], str], zone: ZoneInfo) -> str:
    """Components as rich markup: text formatted, buttons in a row of brackets."""
    lines: list[str] = []
    row: list[str] = []
    for each in walk(components):
        if each.get("type") == _BUTTON:
            row.append(f"[reverse] {escape(each['label'])} [/reverse]")
            continue
        if row and each.get("type") != 1:
            lines, row = [*lines, " ".join(row)], []
        if each.get("type") == _TEXT:
            lines.append(_formatted(each["content"], name_of, zone))
        elif each.get("type") == 14:
            lines.append("[dim]─────[/dim]")
        elif each.get("type") in _SELECTS:
            lines.append(f"[dim]▾ {escape(_chosen(each))}[/dim]")
    return "\n".join([*lines, " ".join(row)] if row else lines)


def _chosen(select: dict[str, Any]) -> str:
    """What a menu shows while closed: the option chosen already, else its placeholder."""
    chosen = [each["label"] for each in select.get("options", []) if each.get("default")]
    return ", ".join(chosen) or str(select.get("placeholder", ""))


def _formatted(content: str, name_of: Callable[[str], str], zone: ZoneInfo) -> str:
    return "\n".join(_line(line, name_of, zone) for line in content.splitlines())


def _line(line: str, name_of: Callable[[str], str], zone: ZoneInfo) -> str:
    # How long it is until then changes as one reads; the day before it does not.
    line = re.sub(r" \(<t:\d+:R>\)", "", line)
    text = re.sub(r"<t:(\d+)(?::\w)?>", lambda found: _instant(int(found[1]), zone), line)
    text = re.sub(r"<(?:@[&!]?|#)\d+>", lambda found: name_of(found[0]), text)
    text = re.sub(r"\\([\\*_~`|<>\[\]()#-])", r"\1", escape(text))
    text = re.sub(r"\*\*(.+?)\*\*", r"[bold]\1[/bold]", text)
    text = re.sub(r"(?<![\w*])\*(?!\s)(.+?)\*(?![\w*])", r"[italic]\1[/italic]", text)
    text = re.sub(r"`(.+?)`", r"[cyan]\1[/cyan]", text)
    if heading := re.fullmatch(r"#{1,3} (.+)", text):
        return f"[bold]{heading[1]}[/bold]"
    if text.startswith("-# "):
        return f"[dim]{text[3:]}[/dim]"
    return f"[italic]│ {text[2:]}[/italic]" if text.startswith("> ") else text


def _instant(seconds: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(seconds, UTC).astimezone(zone).strftime("%A, %d %B %H:%M")

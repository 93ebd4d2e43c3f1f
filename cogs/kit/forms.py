"""Modals as values, and what was typed into them.

A form is answered by custom id like a button, so it works after a restart too. Discord allows five rows and
45 characters of title; a form can only be the first answer to an act and cannot answer a form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from cogs.kit.cards import Option
from cogs.kit.text import shortened

TITLE_LIMIT = 45
LABEL_LIMIT = 45
HINT_LIMIT = 100
ROWS = 5


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph above the fields."""

    text: str

    def item(self) -> ui.Item[Any]:
        return ui.TextDisplay(shortened(self.text, 1_000))


@dataclass(frozen=True, slots=True)
class TextField:
    name: str
    label: str
    hint: str = ""
    value: str = ""
    is_long: bool = False
    is_required: bool = False
    most: int = 100

    def item(self) -> ui.Item[Any]:
        style = discord.TextStyle.paragraph if self.is_long else discord.TextStyle.short
        component: ui.TextInput[Any] = ui.TextInput(
            custom_id=self.name,
            style=style,
            default=shortened(self.value, self.most) or None,
            required=self.is_required,
            max_length=self.most,
        )
        return _labelled(self.label, self.hint, component)


@dataclass(frozen=True, slots=True)
class ChoiceField:
    name: str
    label: str
    options: tuple[Option, ...]
    hint: str = ""
    is_required: bool = True

    def item(self) -> ui.Item[Any]:
        component: ui.Select[Any] = ui.Select(
            custom_id=self.name, options=[each.option() for each in self.options[:25]], required=self.is_required
        )
        return _labelled(self.label, self.hint, component)


@dataclass(frozen=True, slots=True)
class PeopleField:
    name: str
    label: str
    hint: str = ""
    most: int = 10
    chosen: tuple[int, ...] = ()

    def item(self) -> ui.Item[Any]:
        component: ui.UserSelect[Any] = ui.UserSelect(
            custom_id=self.name,
            required=False,
            max_values=self.most,
            default_values=[discord.Object(each, type=discord.User) for each in self.chosen],
        )
        return _labelled(self.label, self.hint, component)


@dataclass(frozen=True, slots=True)
class FilesField:
    """Files from the reader's own machine."""

    name: str
    label: str
    hint: str = ""
    most: int = 1
    is_required: bool = False

    def item(self) -> ui.Item[Any]:
        component: ui.FileUpload[Any] = ui.FileUpload(
            custom_id=self.name, required=self.is_required, min_values=int(self.is_required), max_values=self.most
        )
        return _labelled(self.label, self.hint, component)


Field = Note | TextField | ChoiceField | PeopleField | FilesField


@dataclass(frozen=True, slots=True)
class Form:
    """A modal whose answer comes to ``action``."""

    action: str
    title: str
    fields: tuple[Field, ...]

    def modal(self) -> ui.Modal:
        modal = ui.Modal(title=shortened(self.title, TITLE_LIMIT), custom_id=self.action)
        for each in self.fields[:ROWS]:
            modal.add_item(each.item())
        modal.stop()
        return modal


def _labelled(label: str, hint: str, component: ui.Item[Any]) -> ui.Item[Any]:
    text = shortened(label, LABEL_LIMIT)
    return ui.Label(text=text, description=shortened(hint, HINT_LIMIT) or None, component=component)


def typed(data: dict[str, Any]) -> dict[str, list[str]]:
    """What was entered, by field name: one text, or the values chosen."""
    return {each["custom_id"]: _values(each) for each in _controls(data.get("components", []))}


def _controls(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in components:
        if "component" in each:
            yield from _controls([each["component"]])
        elif "components" in each:
            yield from _controls(each["components"])
        elif "custom_id" in each:
            yield each


def _values(control: dict[str, Any]) -> list[str]:
    if "values" in control:
        return [str(each) for each in control["values"] or []]
    return [str(control.get("value") or "")]

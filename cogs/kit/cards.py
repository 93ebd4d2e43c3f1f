"""Messages as values: a card is drawn from what a service returned and trimmed to what Discord accepts.

Discord refuses more than 4,000 characters of text and 40 components in a message, labels over 80 and custom
ids over 100 characters. Buttons carry all their state in the custom id, so a card needs no memory here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from io import BytesIO
from typing import Any
from zlib import crc32

import discord
from discord import ui

from cogs.kit.text import shortened
from meetups.pictures.values import Picture as Drawing

TEXT_LIMIT = 4_000
LABEL_LIMIT = 80
OPTION_LIMIT = 100
OPTIONS_LIMIT = 25
PLACEHOLDER_LIMIT = 150
BUTTONS_A_ROW = 5
PICTURES_LIMIT = 10
DESCRIPTION_LIMIT = 1_024


class Tone(Enum):
    """The colour at a card's edge."""

    WARM = 0xFF7A6B
    GLAD = 0x57C785
    CALM = 0x6B7CFF
    QUIET = 0x80848E


class Style(Enum):
    PRIMARY = discord.ButtonStyle.primary
    PLAIN = discord.ButtonStyle.secondary
    GOOD = discord.ButtonStyle.success
    GRAVE = discord.ButtonStyle.danger


def _component_id(custom_id: str) -> int:
    """A number of its own for each menu, so that a client never shows one menu's choice in another's place."""
    return crc32(custom_id.encode()) & 0x7FFF_FFFF or 1


@dataclass(frozen=True, slots=True)
class Button:
    """A button; ``action`` is its custom id (see ``actions``), ``url`` makes it a link instead."""

    label: str
    action: str = ""
    style: Style = Style.PLAIN
    emoji: str | None = None
    url: str | None = None

    def item(self, suffix: str) -> ui.Button[Any]:
        label = shortened(self.label, LABEL_LIMIT)
        if self.url is not None:
            return ui.Button(label=label, url=self.url, emoji=self.emoji)
        return ui.Button(label=label, custom_id=self.action + suffix, style=self.style.value, emoji=self.emoji)


@dataclass(frozen=True, slots=True)
class Option:
    label: str
    value: str
    description: str = ""
    is_chosen: bool = False

    def option(self) -> discord.SelectOption:
        return discord.SelectOption(
            label=shortened(self.label, OPTION_LIMIT),
            value=self.value,
            description=shortened(self.description, OPTION_LIMIT) or None,
            default=self.is_chosen,
        )


@dataclass(frozen=True, slots=True)
class Select:
    """A menu of words; for accounts see ``PeoplePicker``. With ``least`` 0 nothing is a choice, too."""

    action: str
    placeholder: str
    options: tuple[Option, ...]
    most: int = 1
    least: int = 1

    def item(self, suffix: str) -> ui.Item[Any]:
        return ui.Select(
            id=_component_id(self.action),
            custom_id=self.action + suffix,
            placeholder=shortened(self.placeholder, PLACEHOLDER_LIMIT),
            options=[each.option() for each in self.options[:OPTIONS_LIMIT]],
            min_values=self.least,
            max_values=max(1, min(self.most, len(self.options))),
        )


@dataclass(frozen=True, slots=True)
class PeoplePicker:
    """Discord's own menu of members."""

    action: str
    placeholder: str
    most: int = 25

    def item(self, suffix: str) -> ui.Item[Any]:
        return ui.UserSelect(
            id=_component_id(self.action),
            custom_id=self.action + suffix,
            placeholder=shortened(self.placeholder, PLACEHOLDER_LIMIT),
            max_values=self.most,
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that comes with the message; ``description`` says in words what is to be seen."""

    name: str
    data: bytes
    description: str


@dataclass(frozen=True, slots=True)
class Gallery:
    """Pictures beside each other."""

    pictures: tuple[Picture, ...]

    def item(self) -> ui.Item[Any]:
        gallery: ui.MediaGallery[Any] = ui.MediaGallery()
        for each in self.pictures[:PICTURES_LIMIT]:
            gallery.add_item(
                media=f"attachment://{each.name}", description=shortened(each.description, DESCRIPTION_LIMIT) or None
            )
        return gallery


@dataclass(frozen=True, slots=True)
class Sketch:
    """A picture that is still to be drawn (see ``sketches``); ``description`` says in words what is to be seen."""

    name: str
    picture: Drawing
    description: str


@dataclass(frozen=True, slots=True)
class Line:
    """A thin line between two parts of a card."""


Control = Button | Select | PeoplePicker
Block = str | Line | Gallery | Sketch | Control


@dataclass(frozen=True, slots=True)
class Card:
    """A message: paragraphs (Markdown), lines and controls, in order; neighbouring buttons share rows.

    ``pings`` are the only accounts a send of this card may mention for real. ``title`` is what a forum calls it; people
    are mentioned in it, for whom their names are put in; ``tags`` are words by which it may be filed there.
    """

    blocks: tuple[Block, ...]
    tone: Tone = Tone.CALM
    pings: tuple[int, ...] = ()
    title: str = ""
    tags: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        *blocks: Block | None,
        tone: Tone = Tone.CALM,
        pings: Iterable[int] = (),
        title: str = "",
        tags: Iterable[str] = (),
    ) -> Card:
        """A card of the blocks that are there; None and empty text are left out."""
        kept = tuple(each for each in blocks if each is not None and each != "")
        return cls(kept, tone, tuple(pings), title, tuple(tags))

    def then(self, *blocks: Block | None) -> Card:
        return replace(self, blocks=(*self.blocks, *(each for each in blocks if each is not None and each != "")))

    def drawn(self, pictures: Mapping[Sketch, bytes]) -> Card:
        """The card with its sketches drawn; one that could not be is left out, for the words say the same."""
        return replace(
            self,
            blocks=tuple(
                _drawn(each, pictures) for each in self.blocks if each in pictures or not isinstance(each, Sketch)
            ),
        )

    def view(self, delivery_id: int | None = None) -> ui.LayoutView:
        """The components of this card; a delivery's id rides in every custom id, so that it can be recognised.

        The view is stopped at once: clicks are found by custom id, and discord.py need not keep it.
        """
        suffix = "" if delivery_id is None else f"~{delivery_id}"
        container: ui.Container[Any] = ui.Container(accent_colour=self.tone.value)
        for item in _items(_trimmed(self.blocks), suffix):
            container.add_item(item)
        view = ui.LayoutView(timeout=None)
        view.add_item(container)
        view.stop()
        return view

    def files(self) -> list[discord.File]:
        """What is to be sent along with it: its pictures."""
        galleries = [each for each in self.blocks if isinstance(each, Gallery)]
        return [
            discord.File(BytesIO(picture.data), picture.name)
            for gallery in galleries
            for picture in gallery.pictures[:PICTURES_LIMIT]
        ]

    def mentions(self) -> discord.AllowedMentions:
        users = [discord.Object(each) for each in self.pings]
        return discord.AllowedMentions(everyone=False, roles=False, replied_user=False, users=users or False)


def _drawn(block: Block, pictures: Mapping[Sketch, bytes]) -> Block:
    if not isinstance(block, Sketch):
        return block
    return Gallery((Picture(block.name, pictures[block], block.description),))


def _items(blocks: Sequence[Block], suffix: str) -> Iterable[ui.Item[Any]]:
    row: ui.ActionRow[Any] | None = None
    for block in blocks:
        if isinstance(block, Button):
            if row is None or len(row.children) == BUTTONS_A_ROW:
                row = ui.ActionRow()
                row.add_item(block.item(suffix))
                yield row
            else:
                row.add_item(block.item(suffix))
            continue
        row = None
        if isinstance(block, str):
            yield ui.TextDisplay(block)
        elif isinstance(block, Line):
            yield ui.Separator()
        elif isinstance(block, Gallery):
            yield block.item()
        elif isinstance(block, Sketch):
            raise TypeError(f"{block.name} was not drawn")
        else:
            holder: ui.ActionRow[Any] = ui.ActionRow()
            holder.add_item(block.item(suffix))
            yield holder


def _trimmed(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with their text within the limit; the longest paragraph gives way first."""
    trimmed = list(blocks)
    while (excess := sum(len(each) for each in trimmed if isinstance(each, str)) - TEXT_LIMIT) > 0:
        longest = max((each for each in trimmed if isinstance(each, str)), key=len)
        trimmed[trimmed.index(longest)] = shortened(longest, max(1, len(longest) - excess))
    return trimmed

"""`/contact import` and `/contact export`."""

from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any, TypeVar

import aiohttp
import discord
from discord import app_commands

from cogs.contacts.file_cards import (
    column_card,
    dropped_card,
    faults_card,
    imported_card,
    layout_card,
    likely_card,
    preview_card,
    undone_card,
    waiting_card,
)
from cogs.kit.act import Act, Kit
from cogs.kit.actions import action
from cogs.kit.cards import Block, Button, Card, Tone
from cogs.kit.common_cards import empty_list_card
from cogs.kit.reading import read_word
from cogs.kit.refusals import sentence
from cogs.kit.registry import Registry
from cogs.kit.words import N_
from meetups.refusals import Refusal
from meetups.services.contacts import Choice, Format, Layout, Preview, check_size
from meetups.values import ImportId

_FORMATS = [
    app_commands.Choice(name=N_("vCard, for address books"), value=str(Format.VCARD)),
    app_commands.Choice(name=N_("CSV, for spreadsheets"), value=str(Format.CSV)),
    app_commands.Choice(name=N_("JSON, for programs"), value=str(Format.JSON)),
]
_EVERY = 0.5
_AT_ONCE = 10
T = TypeVar("T")


def add_file_commands(group: app_commands.Group, kit: Kit) -> None:
    @group.command(name="import", description=N_("Bring the people you know from an address book or a table"))
    @app_commands.describe(file=N_("vCard, Google, Outlook or LinkedIn contacts, or any CSV"))
    async def import_(interaction: discord.Interaction[Any], file: discord.Attachment) -> None:
        act = Act(kit, interaction)
        check_size(file.size)
        await act.answer(waiting_card(act.t("Reading your file…")))
        async with _told_in_place(act):
            opened = await act.services.imports.open(act.actor, await _content(file))
            await act.redraw(_opened_card(act, opened))

    @group.command(name="export", description=N_("Your whole list as a file, to keep or to take elsewhere"))
    @app_commands.describe(format=N_("vCard unless you say otherwise"))
    @app_commands.choices(format=_FORMATS)
    async def export(interaction: discord.Interaction[Any], format: str = Format.VCARD) -> None:  # noqa: A002
        act = Act(kit, interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        files = await act.services.exports.export(act.actor, read_word(Format, format))
        if not files:
            await act.answer(empty_list_card(act.t))
        for start in range(0, len(files), _AT_ONCE):
            sent = [discord.File(io.BytesIO(content), name) for name, content in files[start : start + _AT_ONCE]]
            line = act.t("Here is your list. Only you can see this; `/contact import` reads it back.")
            await interaction.followup.send(line, files=sent, ephemeral=True)


def load_files(registry: Registry) -> None:
    on = registry.actions.on

    @on("import.preview")
    async def preview(act: Act) -> None:
        await _redraw_preview(act, lambda found: preview_card(act.t, found))

    @on("import.likely")
    async def likely(act: Act) -> None:
        await _redraw_preview(act, lambda found: likely_card(act.t, found, act.number(1)))

    @on("import.faults")
    async def faults(act: Act) -> None:
        await _redraw_preview(act, lambda found: faults_card(act.t, found, act.number(1)))

    @on("import.go")
    async def go(act: Act) -> None:
        choices = list(Choice)
        if not act.number(1) < len(choices):
            raise Refusal("choice.unreadable")
        await act.update(waiting_card(act.t("Comparing with your list…")))
        back = Button(act.t("Back to the file"), action("import.preview", act.number()))
        async with _told_in_place(act, back):
            shown = _Shown(act)
            working = act.services.imports.carry_out(act.actor, act.number(), choices[act.number(1)], shown.moved)
            imported = await shown.until_done(working)
            await act.redraw(imported_card(act.t, imported, await act.services.missions.current(act.actor)))

    @on("import.undo")
    async def undo(act: Act) -> None:
        await act.update(waiting_card(act.t("Taking the import back…")))
        async with _told_in_place(act):
            await act.redraw(undone_card(act.t, await act.services.imports.undo(act.actor, act.number())))

    @on("import.drop")
    async def drop(act: Act) -> None:
        await act.services.imports.put_away(act.actor, act.number())
        await act.update(dropped_card(act.t))

    _load_columns(registry)


def _load_columns(registry: Registry) -> None:
    on = registry.actions.on

    @on("import.layout")
    async def layout(act: Act) -> None:
        await act.defer()
        found = await act.services.imports.layout(act.actor, act.number())
        await act.redraw(layout_card(act.t, found, act.number(1)))

    @on("import.column")
    async def column(act: Act) -> None:
        await act.defer()
        found = await act.services.imports.layout(act.actor, act.number())
        at = int(act.chosen) if act.chosen.isdecimal() and len(act.chosen) < 5 else -1
        if not 0 <= at < len(found.columns):
            raise Refusal("choice.unreadable")
        await act.redraw(column_card(act.t, found, at))

    @on("import.field")
    async def field(act: Act) -> None:
        await act.defer()
        chosen = "" if act.chosen == "-" else act.chosen
        found = await act.services.imports.map_column(act.actor, act.number(), act.number(1), chosen)
        await act.redraw(layout_card(act.t, found))

    @on("import.header")
    async def header(act: Act) -> None:
        await act.defer()
        found = await act.services.imports.set_header(act.actor, act.number(), has_header=bool(act.number(1)))
        await act.redraw(layout_card(act.t, found))


@asynccontextmanager
async def _told_in_place(act: Act, *blocks: Block) -> AsyncIterator[None]:
    """Let a refusal stand where the card said that something is going on, with what can be done instead."""
    try:
        yield
    except Refusal as refusal:
        my_list = Button(act.t("My list"), action("contact.list", 0))
        await act.redraw(Card.of(sentence(act.t, refusal), *blocks, my_list, tone=Tone.QUIET))


async def _content(file: discord.Attachment) -> bytes:
    try:
        return await file.read()
    except (discord.HTTPException, aiohttp.ClientError) as error:
        raise Refusal("import.unavailable") from error


def _opened_card(act: Act, opened: Preview | Layout) -> Card:
    return preview_card(act.t, opened) if isinstance(opened, Preview) else layout_card(act.t, opened)


async def _redraw_preview(act: Act, card: Callable[[Preview], Card]) -> None:
    await act.defer()
    await act.redraw(card(await act.services.imports.preview(act.actor, ImportId(act.number()))))


class _Shown:
    """How far an import has come, shown while it goes on."""

    def __init__(self, act: Act) -> None:
        self._act = act
        self._has_moved = asyncio.Event()
        self._line = ""

    def moved(self, written: int, total: int) -> None:
        filled = round(10 * written / total)
        bar = "▰" * filled + "▱" * (10 - filled)
        self._line = self._act.t("Writing… {bar} {written} of {total}", bar=bar, written=written, total=total)
        self._has_moved.set()

    async def until_done(self, working: Coroutine[Any, Any, T]) -> T:
        """Wait for it, and draw the line again when it has changed, but not more often than once in a while."""
        task = asyncio.ensure_future(working)
        task.add_done_callback(lambda _: self._has_moved.set())
        last = perf_counter()
        try:
            while not task.done():
                await self._has_moved.wait()
                self._has_moved.clear()
                if not task.done() and perf_counter() - last >= _EVERY:
                    last = perf_counter()
                    await self._draw()
        finally:
            # Whatever becomes of the drawing, the work is seen to its end.
            await asyncio.wait({task})
        return task.result()

    async def _draw(self) -> None:
        """How far it has come is not worth failing for."""
        with contextlib.suppress(discord.HTTPException, aiohttp.ClientError):
            await self._act.redraw(waiting_card(self._line))

"""Photos: taken from a form, sorted by who can be seen in them, and asked about."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from cogs.kit.act import Act
from cogs.kit.registry import Registry
from cogs.meetings.photo_cards import (
    album_card,
    photo_form,
    photo_question_card,
    photos_answered_card,
    words_form,
)
from meetups.photographs import MOST_UPLOADED
from meetups.services.common import identifier
from meetups.services.stories import PhotoQuestion, Upload
from meetups.values import MOST_PHOTOS


def load_photos(registry: Registry) -> None:
    registry.renderers[PhotoQuestion] = photo_question_card
    _load_album(registry)
    _load_answering(registry)


def _load_album(registry: Registry) -> None:
    on = registry.actions.on

    @on("photo.album")
    async def album(act: Act) -> None:
        await act.update(album_card(act.t, await act.services.photos.album(act.actor, act.number())))

    @on("photo.new")
    async def new(act: Act) -> None:
        album = await act.services.photos.album(act.actor, act.number())
        await act.ask(photo_form(act.t, act.number(), max(1, MOST_PHOTOS - len(album.photos))))

    @on("photo.add")
    async def add(act: Act) -> None:
        await act.defer()
        uploads = await uploaded(act.uploads("photos"))
        await act.update(album_card(act.t, await act.services.photos.add(act.actor, act.number(), uploads)))

    @on("photo.sort")
    async def sort(act: Act) -> None:
        positions = [identifier(each) for each in act.values]
        await act.update(album_card(act.t, await act.services.photos.sort(act.actor, act.number(), positions)))

    @on("photo.words")
    async def words(act: Act) -> None:
        album = await act.services.photos.album(act.actor, act.number())
        if album.photos:
            await act.ask(words_form(act.t, album))
        else:
            await act.update(album_card(act.t, album))

    @on("photo.described")
    async def described(act: Act) -> None:
        words = {identifier(name): next(iter(typed), "") for name, typed in act.fields.items()}
        await act.update(album_card(act.t, await act.services.photos.describe(act.actor, act.number(), words)))

    @on("photo.remove")
    async def remove(act: Act) -> None:
        await act.update(album_card(act.t, await act.services.photos.remove(act.actor, act.number())))


def _load_answering(registry: Registry) -> None:
    on = registry.actions.on

    @on("photo.yes")
    async def yes(act: Act) -> None:
        meeting_id = await act.services.photos.answer(act.actor, act.number(), is_agreed=True)
        await act.update(photos_answered_card(act.t, meeting_id, is_agreed=True))

    @on("photo.no")
    async def no(act: Act) -> None:
        meeting_id = await act.services.photos.answer(act.actor, act.number(), is_agreed=False)
        await act.update(photos_answered_card(act.t, meeting_id, is_agreed=False))


async def uploaded(files: Sequence[discord.Attachment]) -> list[Upload]:
    """The files with what is in them; one too large, or that Discord does not give, is empty."""
    return [Upload(each.filename, await _content(each)) for each in files]


async def _content(file: discord.Attachment) -> bytes:
    if file.size > MOST_UPLOADED:
        return b""
    try:
        return await file.read()
    except discord.HTTPException:
        return b""

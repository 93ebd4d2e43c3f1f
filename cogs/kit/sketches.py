"""Cards with pictures: what a card only sketches is drawn before it goes out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog

from cogs.kit.cards import Card, Sketch
from meetups.pictures.outside import UndrawableError
from meetups.pictures.values import Picture

Studio = Callable[[Picture], Awaitable[bytes]]
"""Draws a PNG. Raises ``UndrawableError``."""

_log = structlog.get_logger(__name__)


async def developed(card: Card, studio: Studio) -> Card:
    """The card with its pictures. Where one cannot be drawn its words go without: they say the same."""
    drawn: dict[Sketch, bytes] = {}
    for each in card.blocks:
        if isinstance(each, Sketch):
            try:
                drawn[each] = await studio(each.picture)
            except UndrawableError as error:
                _log.warning("picture_failed", picture=each.name, cause=str(error))
    return card.drawn(drawn)


async def nothing_drawn(picture: Picture) -> bytes:
    """The plainest ``Studio``, for where nobody looks."""
    raise UndrawableError("there is no studio")

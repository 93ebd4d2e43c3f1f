"""`/mydata`: everything stored about a person, handed to them, and its erasure."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from zlib import decompress

from meetups.exchange.parcels import File, Packer
from meetups.ports import Desk
from meetups.services.contacts import Books
from meetups.services.gatherings import Hall, Sight, Standing
from meetups.services.gatherings.roster import hall_of, sight_of
from meetups.services.mydata.document import document_of
from meetups.services.mydata.forgetting import Holdings, erase, holdings_of
from meetups.services.plans import PlanView
from meetups.services.plans.views import view_of
from meetups.values import Actor, GatheringState, PhotoId

_AT_ONCE: Final = 8
"""Photos that are held in memory before they are packed."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """What somebody comes to or came to, and what they host, as they may see it."""

    plans: tuple[PlanView, ...]
    gatherings: tuple[Sight | Hall, ...]


class MyData:
    def __init__(self, desk: Desk, books: Books) -> None:
        self._desk = desk
        self._books = books

    async def holdings(self, actor: Actor) -> Holdings:
        async with self._desk.store.read() as work:
            return await holdings_of(work, self._desk, actor.person_id)

    async def export(self, actor: Actor) -> dict[str, Any]:
        """Everything about the person as plain values (see ``document``)."""
        async with self._desk.store.read() as work:
            return await document_of(work, self._desk, actor.person_id)

    async def agenda(self, actor: Actor) -> Agenda:
        me = actor.person_id
        async with self._desk.store.read() as work:
            plans = [await view_of(work, self._desk, each, me) for each in await work.plans.of(me)]
            open_to_all = [each for each in await work.gatherings.of(me) if each.state is GatheringState.OPEN]
            hosted = [await hall_of(work, self._desk, each) for each in open_to_all if each.host_id == me]
            joined = [await sight_of(work, self._desk, each, me) for each in open_to_all if each.host_id != me]
        coming = (each for each in joined if each.standing in (Standing.ASKED, Standing.LET_IN))
        return Agenda(tuple(each for each in plans if each.is_in), (*hosted, *coming))

    async def files(self, actor: Actor) -> list[File]:
        """The files of contacts the person sent and has not decided on, by name, as they came."""
        async with self._desk.store.read() as work:
            waiting = [each for each in await work.imports.find(person_id=actor.person_id) if each.file]
        return [(f"import-{number}", decompress(each.file)) for number, each in enumerate(waiting, start=1)]

    async def packed(
        self, actor: Actor, files: Sequence[File], photos: Mapping[int, str], limit: int
    ) -> AsyncIterator[bytes]:
        """Archives of at most so many bytes: the files, then the person's photos by the names given; one named by nobody is
        called by its number.
        """
        packer = Packer(limit)
        for each in await self._desk.aside(partial(packer.add, files)):
            yield each
        async with self._desk.store.read() as work:
            ids = [each.id for each in await work.photos.find(owner_id=actor.person_id)]
        for start in range(0, len(ids), _AT_ONCE):
            some = await self._photos(ids[start : start + _AT_ONCE], photos)
            for each in await self._desk.aside(partial(packer.add, some)):
                yield each
        yield await self._desk.aside(packer.close)

    async def forget(self, actor: Actor) -> Holdings:
        """Erase the person, at once and as a whole; gives what there was just before."""
        async with self._desk.store.write() as work:
            held = await holdings_of(work, self._desk, actor.person_id)
            await erase(work, self._desk, actor.person_id)
        self._books.forget(actor.person_id)
        return held

    async def _photos(self, ids: Sequence[PhotoId], names: Mapping[int, str]) -> list[File]:
        async with self._desk.store.read() as work:
            files = await work.photos.files(ids)
        return [(names.get(each, f"photos/{each}.jpg"), data) for each, data in files.items()]

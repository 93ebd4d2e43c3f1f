"""What somebody typed and has not confirmed yet, kept across restarts so that it need not be typed again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.services.common import known_person
from meetups.values import Actor, Draft, DraftId

KEPT = timedelta(days=14)


class Drafts:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def keep(self, actor: Actor, kind: str, data: dict[str, Any]) -> DraftId:
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            draft_id = DraftId(self._desk.new_id())
            draft = Draft(draft_id, actor.person_id, kind, self._desk.clock(), actor.community_id, data)
            await work.drafts.add(draft)
            return draft_id

    async def tidy(self) -> None:
        """Throw away what nobody came back to."""
        async with self._desk.store.write() as work:
            await work.drafts.remove_older(self._desk.clock() - KEPT)

    async def open(self, actor: Actor, kind: str, draft_id: int) -> dict[str, Any]:
        """What was kept. Raises ``Refusal`` ``draft.gone`` for anybody else's, or when it was put away."""
        async with self._desk.store.read() as work:
            return (await own_draft(work, actor, draft_id, kind)).data

    async def take(self, actor: Actor, kind: str, draft_id: int) -> dict[str, Any]:
        """What was kept, for the one time it may be used."""
        async with self._desk.store.write() as work:
            draft = await own_draft(work, actor, draft_id, kind)
            await work.drafts.remove(id=draft.id)
            return draft.data


async def own_draft(work: UnitOfWork, actor: Actor, draft_id: int, kind: str) -> Draft:
    """A draft of this person's and kind; anything else is as good as none. Raises ``Refusal`` ``draft.gone``."""
    draft = await work.drafts.get(draft_id)
    if draft is None or draft.person_id != actor.person_id or draft.kind != kind:
        raise Refusal("draft.gone")
    return draft

"""An organiser's side of the digest: on or off, its weekly time, what it would say now, and posting it at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.services.common import known_person, organised
from meetups.services.digests.planning import (
    FEWEST,
    plan_digest,
    put_up_digest,
    replan_digest,
    told_since,
    waiting_digests,
)
from meetups.services.digests.saying import Digest, digest_between, last_digest, since_last
from meetups.values import Actor, Community, CommunityId

_DAYS, _MINUTES = 7, 24 * 60


@dataclass(frozen=True, slots=True)
class DigestState:
    """The digest of a community for its organisers; ``stories`` is how many were told since the last."""

    community: Community
    next_at: datetime | None
    last_at: datetime | None
    stories: int

    @property
    def is_enough(self) -> bool:
        return self.stories >= FEWEST


@dataclass(frozen=True, slots=True)
class DigestPreview:
    """What a digest would say that was posted now."""

    state: DigestState
    digest: Digest


class Digests:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def state(self, actor: Actor) -> DigestState:
        async with self._desk.store.read() as work:
            return await self._state(work, await organised(work, actor))

    async def settle(
        self,
        actor: Actor,
        *,
        is_on: bool | None = None,
        weekday: int | None = None,
        minute: int | None = None,
    ) -> DigestState:
        """Turn the digest on or off, and choose when it comes; what is None stays as it is.

        Raises ``Refusal`` ``choice.unreadable`` for a day or minute there is not.
        """
        async with self._desk.store.write() as work:
            community = await organised(work, actor)
            changed = replace(
                community,
                has_digest=community.has_digest if is_on is None else is_on,
                digest_weekday=community.digest_weekday if weekday is None else weekday,
                digest_minute=community.digest_minute if minute is None else minute,
            )
            if not (0 <= changed.digest_weekday < _DAYS and 0 <= changed.digest_minute < _MINUTES):
                raise Refusal("choice.unreadable")
            if changed != community:
                by = (await known_person(work, self._desk, actor)).id
                await work.communities.save(changed)
                await replan_digest(work, self._desk, changed, by)
            return await self._state(work, changed)

    async def preview(self, actor: Actor) -> DigestPreview:
        async with self._desk.store.read() as work:
            community = await organised(work, actor)
            since = await since_last(work, self._desk, community.id)
            digest = await digest_between(work, self._desk, community, since, self._desk.clock())
            return DigestPreview(await self._state(work, community), digest)

    async def post_now(self, actor: Actor) -> DigestState:
        """Post a digest of what was told since the last, on or off; with nothing to tell, as at a second press, nothing."""
        async with self._desk.store.write() as work:
            community = await organised(work, actor)
            by = (await known_person(work, self._desk, actor)).id
            await put_up_digest(work, self._desk, community, by)
            return await self._state(work, community)

    async def mend(self) -> None:
        """Plan for communities that have digests and nothing planned."""
        async with self._desk.store.read() as work:
            communities = await work.communities.find(has_digest=True, left_at=None)
            lacking = [each.id for each in communities if not await waiting_digests(work, each.id)]
        for community_id in lacking:
            async with self._desk.store.write() as work:
                await self._plan(work, community_id)

    async def _plan(self, work: UnitOfWork, community_id: CommunityId) -> None:
        current = await work.communities.get(community_id)
        if current is not None:
            await plan_digest(work, self._desk, current)

    async def _state(self, work: UnitOfWork, community: Community) -> DigestState:
        waiting = await waiting_digests(work, community.id)
        last = await last_digest(work, community.id)
        return DigestState(
            community=community,
            next_at=min((each.due for each in waiting), default=None),
            last_at=last.created_at if last else None,
            stories=len(await told_since(work, self._desk, community.id)),
        )

"""Setting a community up, changing how it runs, and leaving it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any, Final

from meetups.ports import Desk
from meetups.refusals import Refusal
from meetups.rules.names import clean
from meetups.services.common import is_organiser, known_person, organised
from meetups.services.digests import plan_digest, replan_digest
from meetups.services.pool.planning import plan_weekly, replan_weekly
from meetups.services.posting import catch_up, put_up, put_up_again
from meetups.values import (
    Actor,
    ChannelId,
    Community,
    CommunityId,
    PersonId,
    Post,
    PostKind,
)

SAFETY_TEXT: Final = 400


@dataclass(frozen=True, slots=True)
class Settings:
    """What an organiser chooses; only the recap channel is required."""

    name: str
    recap_channel_id: ChannelId
    nudge_channel_id: ChannelId | None = None
    organiser_channel_id: ChannelId | None = None
    organiser_role_id: int | None = None
    first_weekday: int = 0
    time_zone: str = "UTC"
    country: str | None = None
    locale: str = "en-US"
    answer_hours: int = 24


class Communities:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def get(self, community_id: CommunityId) -> Community | None:
        async with self._desk.store.read() as work:
            return await work.communities.get(community_id)

    async def for_organiser(self, actor: Actor) -> Community:
        async with self._desk.store.read() as work:
            return await organised(work, actor)

    async def set_up(self, actor: Actor, settings: Settings) -> Community:
        """Create the community or change its settings; running missions keep the week they were promised in."""
        async with self._desk.store.write() as work:
            if actor.community_id is None:
                raise Refusal("community.only_here")
            known = await work.communities.get(actor.community_id)
            if not is_organiser(known, actor):
                raise Refusal("community.organisers_only")
            await known_person(work, self._desk, actor)
            chosen: dict[str, Any] = {name: getattr(settings, name) for name in Settings.__dataclass_fields__}
            if known is None:
                community = Community(
                    id=actor.community_id,
                    created_at=self._desk.clock(),
                    match_weekday=settings.first_weekday,
                    **chosen,
                )
                await work.communities.add(community)
            else:
                community = replace(known, left_at=None, **chosen)
                await work.communities.save(community)
                await put_up_again(work, self._desk, community.id, settings.recap_channel_id)
                await catch_up(work, self._desk, community.id)
                await replan_weekly(work, self._desk, community)
                await replan_digest(work, self._desk, community)
            return community

    async def keep_safe(self, actor: Actor, person_id: PersonId | None, text: str | None) -> Community:
        """Whom whoever needs help at a meeting is sent to, and what they read; None leaves either as it is."""
        async with self._desk.store.write() as work:
            community = await organised(work, actor)
            community = replace(
                community,
                safety_id=person_id or community.safety_id,
                safety_text=community.safety_text if text is None else clean(text)[:SAFETY_TEXT],
            )
            await work.communities.save(community)
            return community

    async def choose_events(self, actor: Actor, *, is_on: bool) -> Community:
        """Whether what is hosted from now on also becomes an event of the server; what was posted before stays as it is."""
        async with self._desk.store.write() as work:
            community = replace(await organised(work, actor), has_events=is_on)
            await work.communities.save(community)
            return community

    async def invite_everyone(self, actor: Actor) -> Post:
        """Post the one invitation of this community; a second press changes nothing."""
        async with self._desk.store.write() as work:
            community = await organised(work, actor)
            assert community.recap_channel_id is not None
            return await put_up(
                work,
                self._desk,
                PostKind.INVITATION,
                subject=community.id,
                author_id=actor.person_id,
                community_id=community.id,
                channel_id=community.recap_channel_id,
            )

    async def left(self, community_id: CommunityId) -> None:
        """The bot was removed: nothing is sent there until it is invited again; nothing is deleted."""
        async with self._desk.store.write() as work:
            community = await work.communities.get(community_id)
            if community is not None and community.left_at is None:
                await work.communities.save(replace(community, left_at=self._desk.clock()))

    async def left_all_but(self, present: Collection[int], is_told: Callable[[int], bool]) -> None:
        """Learn at connecting which communities removed the bot while it was away.

        ``is_told`` says of a community whether Discord tells this process of it at all.
        """
        async with self._desk.store.read() as work:
            known = await work.communities.find(left_at=None)
        for community in known:
            if community.id not in present and is_told(community.id):
                await self.left(community.id)

    async def organises(self, actor: Actor) -> bool:
        if actor.community_id is None:
            return False
        async with self._desk.store.read() as work:
            return is_organiser(await work.communities.get(actor.community_id), actor)

    async def returned(self, community_id: CommunityId, name: str) -> None:
        """The bot is in the community (again): what was set up there still holds, and what waited goes up."""
        async with self._desk.store.read() as work:
            community = await work.communities.get(community_id)
            if community is None or (community.left_at is None and community.name == name):
                return
        async with self._desk.store.write() as work:
            community = await work.communities.get(community_id)
            if community is None:
                return
            if community.left_at is not None or community.name != name:
                here = replace(community, left_at=None, name=name)
                await work.communities.save(here)
                await plan_weekly(work, self._desk, here)
                await plan_digest(work, self._desk, here)
            if community.left_at is not None and community.recap_channel_id is not None:
                await put_up_again(work, self._desk, community.id, community.recap_channel_id)
                await catch_up(work, self._desk, community.id)

"""How long things are kept: what belongs to a server that put the bot out, to members who left one, and to people long unseen.

A little at a time, each part a transaction of its own and whole in itself, so that nobody waits for it; after a crash
the next run goes on.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from meetups.keeping import WARNED, Window
from meetups.ports import Desk, UnitOfWork
from meetups.rules.weeks import out_of_quiet
from meetups.services.common import private_delivery, zone_of
from meetups.services.contacts import Books
from meetups.services.missions import end_mission
from meetups.services.mydata import erase
from meetups.services.pool.membership import leave_pool
from meetups.values import Community, CommunityId, Delivery, DeliveryKind, Mission, Person

SERVER_KEPT: Final = timedelta(days=30)
"""How long a server that put the bot out may come back as if nothing had been."""
DEPARTED_KEPT: Final = timedelta(days=90)
"""How long the mission of somebody who left its server waits for them."""
UNSEEN_KEPT: Final = timedelta(days=365)
"""How long somebody with nothing running is remembered after they did something last."""
WARNING: Final = timedelta(days=30)
"""How long before they are forgotten somebody is told."""
WARNING_COUNTS: Final = timedelta(days=90)
"""After so long it must be said anew: something ran meanwhile, or the bot did not."""
MESSAGES_KEPT: Final = timedelta(days=400)
"""How long what was sent, or not, is known."""
FORGOTTEN_SOON: Final = "forgotten_soon"
_AT_ONCE: Final = 50
_MESSAGES_AT_ONCE: Final = 500


class Retention:
    def __init__(self, desk: Desk, books: Books) -> None:
        self._desk = desk
        self._books = books

    async def tidy(self) -> None:
        """Let go of what has been kept long enough."""
        await self._leave_servers()
        await self._end_departed()
        await self._warn_unseen()
        await self._forget_unseen()
        await self._drop_messages()

    async def _leave_servers(self) -> None:
        before = self._desk.clock() - SERVER_KEPT
        async with self._desk.store.read() as work:
            found = await work.keeping.left_before(before)
        for community_id in found:
            while await self._has_more(community_id, before):
                pass

    async def _has_more(self, community_id: CommunityId, before: datetime) -> bool:
        """Remove a part of what belongs to a server; what people own stays with them, without the server."""
        async with self._desk.store.write() as work:
            community = await work.communities.get(community_id)
            if community is None or community.left_at is None or community.left_at > before:
                return False
            # From here on it would come back as a new one, whatever of it is still there.
            bare = Community(community.id, community.name, community.created_at, left_at=community.left_at)
            if community != bare:
                await work.communities.save(bare)
            if await work.keeping.remove_of(community_id, _AT_ONCE):
                return True
            await work.communities.remove(id=community_id)
            return False

    async def _end_departed(self) -> None:
        before = self._desk.clock() - DEPARTED_KEPT
        async with self._desk.store.read() as work:
            found = await work.keeping.departed_before(before, _AT_ONCE)
        for _ in found:
            async with self._desk.store.write() as work:
                # Whoever is back meanwhile is not among them any more.
                for mission in await work.keeping.departed_before(before, 1):
                    await self._end(work, mission)

    async def _end(self, work: UnitOfWork, mission: Mission) -> None:
        await end_mission(work, self._desk, mission)
        community = await work.communities.get(mission.community_id)
        if community is not None:
            await leave_pool(work, self._desk, mission.person_id, community)
        await work.showings.remove(person_id=mission.person_id, community_id=mission.community_id)

    async def _warn_unseen(self) -> None:
        window = self._window(UNSEEN_KEPT - WARNING)
        async with self._desk.store.read() as work:
            if not await work.keeping.to_warn(window, 1):
                return
        async with self._desk.store.write() as work:
            people = await work.keeping.to_warn(window, _AT_ONCE)
            await work.deliveries.plan(self._warning(each, window.now) for each in people)

    def _warning(self, person: Person, now: datetime) -> Delivery:
        last = person.seen_at or person.created_at
        when = max(last + UNSEEN_KEPT, now + WARNING)
        return private_delivery(
            self._desk,
            DeliveryKind.NEWS,
            person.id,
            subject=person.id,
            occasion=f"{WARNED}{now.date().isoformat()}",
            due=out_of_quiet(now, zone_of(person), person.quiet_from, person.quiet_until),
            data={"key": FORGOTTEN_SOON, "when": str(int(when.timestamp()))},
        )

    async def _forget_unseen(self) -> None:
        window = self._window(UNSEEN_KEPT)
        async with self._desk.store.read() as work:
            found = await work.keeping.to_forget(window, _AT_ONCE)
        for _ in found:
            async with self._desk.store.write() as work:
                people = await work.keeping.to_forget(window, 1)
                for person_id in people:
                    await erase(work, self._desk, person_id)
            for person_id in people:
                self._books.forget(person_id)

    def _window(self, unseen: timedelta) -> Window:
        now = self._desk.clock()
        return Window(now, now - unseen, told_since=now - WARNING_COUNTS, told_before=now - WARNING)

    async def _drop_messages(self) -> None:
        before = self._desk.clock() - MESSAGES_KEPT
        while True:
            async with self._desk.store.write() as work:
                if await work.keeping.remove_settled(before, _MESSAGES_AT_ONCE) < _MESSAGES_AT_ONCE:
                    return

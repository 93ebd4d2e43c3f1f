"""What a host does: making an open invitation, changing it, calling it off, and saying afterwards who was there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from meetups.places import City
from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.names import clean
from meetups.rules.weeks import local_day
from meetups.services.common import (
    add_account,
    adult,
    city_named,
    known_person,
    nearest_mission,
    ready_community,
    zone_here,
    zone_of,
)
from meetups.services.conflicts import Conflict, conflicts_of
from meetups.services.drafts import own_draft
from meetups.services.gatherings.events import make_event, refresh_event
from meetups.services.gatherings.letters import About, plan_end, plan_reminders, tell, withdraw_plans
from meetups.services.gatherings.roster import Hall, hall_of, is_on, open_gathering, own_gathering, roster_of
from meetups.services.meetings import Told, told
from meetups.services.posting import post_of, put_up, refresh_post, take_down
from meetups.services.recording import recorded
from meetups.values import (
    LENGTHS,
    Actor,
    ChannelId,
    Draft,
    DraftId,
    Gathering,
    GatheringId,
    GatheringState,
    How,
    MeetingId,
    PersonId,
    PostKind,
    PostState,
)

USUAL_LENGTH: Final = 120
USUAL_SEATS: Final = 6
MOST_SEATS: Final = 50
MOST: Final = 10
"""Open invitations of one person at a time."""
AHEAD: Final = timedelta(days=90)
PART: Final = 25
"""As many as one menu shows of those who joined."""
ACTIVITY_CHARACTERS, PLACE_CHARACTERS, WORDS_CHARACTERS = 100, 200, 400
_KIND, _CAME = "gathering", "came"


@dataclass(frozen=True, slots=True)
class Sketch:
    """An open invitation as its host describes it; ``city`` as it was typed, empty for the host's own."""

    starts_at: datetime
    channel_id: ChannelId
    minutes: int = USUAL_LENGTH
    activity: str = ""
    city: str = ""
    place: str = ""
    is_place_public: bool = False
    seats: int = USUAL_SEATS
    words: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An open invitation before its host posts it, with what is in the way of it."""

    draft_id: DraftId
    gathering: Gathering
    city: City | None
    zone: str
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class Choosing:
    """Who of those who came is ticked so far; kept as a draft."""

    hall: Hall
    draft_id: DraftId
    chosen: frozenset[PersonId]


class Gatherings:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def propose(self, actor: Actor, sketch: Sketch, *, is_adult: bool = False) -> Proposal:
        """Keep what was described and show what it would become; nobody is told. Raises ``AgeUnsaid``."""
        async with self._desk.store.write() as work:
            await ready_community(work, actor.community_id)
            person = await adult(work, self._desk, await known_person(work, self._desk, actor), is_said=is_adult)
            city = city_named(self._desk, sketch.city) if sketch.city.strip() else None
            city_id = city.id if city else person.city_id
            self._check_time(sketch.starts_at)
            if sketch.minutes not in LENGTHS or not 1 <= sketch.seats <= MOST_SEATS:
                raise Refusal("choice.unreadable")
            place = clean(sketch.place)[:PLACE_CHARACTERS]
            data = {
                **asdict(sketch),
                "starts_at": sketch.starts_at.isoformat(),
                "channel_id": str(sketch.channel_id),
                "city_id": city_id,
                "activity": clean(sketch.activity)[:ACTIVITY_CHARACTERS],
                "place": place,
                "is_place_public": sketch.is_place_public and bool(place),
                "words": sketch.words.strip()[:WORDS_CHARACTERS],
            }
            del data["city"]
            draft = Draft(
                DraftId(self._desk.new_id()), actor.person_id, _KIND, self._desk.clock(), actor.community_id, data
            )
            await work.drafts.add(draft)
            return await self._proposal(work, actor, draft)

    async def proposed(self, actor: Actor, draft_id: int) -> Proposal:
        """The same again, for changing it."""
        async with self._desk.store.read() as work:
            return await self._proposal(work, actor, await own_draft(work, actor, draft_id, _KIND))

    async def post(self, actor: Actor, draft_id: int) -> Hall:
        """Put it up; whoever reads it may join."""
        async with self._desk.store.write() as work:
            draft = await own_draft(work, actor, draft_id, _KIND)
            community = await ready_community(work, draft.community_id)
            gathering = self._made(draft)
            self._check_time(gathering.starts_at)
            mine = await work.gatherings.find(host_id=actor.person_id, state=GatheringState.OPEN)
            if len([each for each in mine if each.ends_at > self._desk.clock()]) >= MOST:
                raise Refusal("gathering.many", limit=MOST)
            await work.drafts.remove(id=draft.id)
            await work.gatherings.add(gathering)
            await put_up(
                work,
                self._desk,
                PostKind.GATHERING,
                subject=gathering.id,
                author_id=actor.person_id,
                community_id=community.id,
                channel_id=gathering.channel_id,
            )
            await plan_end(work, self._desk, gathering)
            await make_event(work, self._desk, gathering, community)
            return await hall_of(work, self._desk, gathering)

    async def discard(self, actor: Actor, draft_id: int) -> None:
        async with self._desk.store.write() as work:
            await work.drafts.remove(id=(await own_draft(work, actor, draft_id, _KIND)).id)

    async def mine(self, actor: Actor) -> list[Hall]:
        """What this person hosts and is not over, soonest first."""
        async with self._desk.store.read() as work:
            found = await work.gatherings.find(host_id=actor.person_id, state=GatheringState.OPEN)
            coming = sorted(
                (each for each in found if each.ends_at > self._desk.clock()), key=lambda each: each.starts_at
            )
            return [await hall_of(work, self._desk, each) for each in coming]

    async def show(self, actor: Actor, gathering_id: int) -> Hall:
        async with self._desk.store.read() as work:
            return await hall_of(work, self._desk, await own_gathering(work, actor, gathering_id))

    async def move(
        self,
        actor: Actor,
        gathering_id: int,
        *,
        starts_at: datetime | None = None,
        place: str | None = None,
        activity: str | None = None,
    ) -> Hall:
        """Change when, where or what; everybody who answered is told once. What stays as it was tells nobody."""
        async with self._desk.store.write() as work:
            await own_gathering(work, actor, gathering_id)
            gathering = await open_gathering(work, self._desk, gathering_id)
            if starts_at is not None and starts_at != gathering.starts_at:
                self._check_time(starts_at)
            place = gathering.place if place is None else clean(place)[:PLACE_CHARACTERS]
            changed = replace(
                gathering,
                starts_at=starts_at or gathering.starts_at,
                place=place,
                is_place_public=gathering.is_place_public and bool(place),
                activity=gathering.activity if activity is None else clean(activity)[:ACTIVITY_CHARACTERS],
            )
            if changed != gathering:
                changed = replace(changed, revision=gathering.revision + 1, changed_at=self._desk.clock())
                await work.gatherings.save(changed)
                roster = await roster_of(work, changed)
                await withdraw_plans(work, changed)
                await plan_reminders(work, self._desk, changed, [each.person_id for each in roster.coming])
                await plan_end(work, self._desk, changed)
                everyone = [each.person_id for each in roster.everyone]
                await tell(work, self._desk, changed, About.MOVED, everyone, changed.revision)
                await refresh_post(work, self._desk, changed.id, PostKind.GATHERING)
                await refresh_event(work, self._desk, changed)
            return await hall_of(work, self._desk, changed, warns=changed != gathering)

    async def cancel(self, actor: Actor, gathering_id: int, *, removes: bool = False) -> Hall:
        """Call it off: everybody who answered is told once. The post says so, or with ``removes`` is taken down."""
        async with self._desk.store.write() as work:
            gathering = await own_gathering(work, actor, gathering_id)
            if is_on(self._desk, gathering):
                gathering = await call_off(work, self._desk, gathering)
            elif not removes:
                raise Refusal("gathering.over" if gathering.state is GatheringState.OPEN else "gathering.off")
            post = await post_of(work, gathering.id, PostKind.GATHERING)
            if removes and post is not None and post.state is PostState.WANTED:
                await take_down(work, self._desk, post)
            return await hall_of(work, self._desk, gathering)

    async def choose(
        self, actor: Actor, gathering_id: int, person_ids: Sequence[int], *, part: int = 0, draft_id: int = 0
    ) -> Choosing:
        """Keep who of a ``part`` of those who joined was there, until the host says that these are all.

        The other parts stay as they were ticked in an earlier draft.
        """
        async with self._desk.store.write() as work:
            gathering = await self._held(work, actor, gathering_id)
            hall = await hall_of(work, self._desk, gathering)
            ticked = await self._there(work, actor, gathering, draft_id)
            chosen = [
                each.person_id
                for index, each in enumerate(hall.roster.coming)
                if each.person_id in (person_ids if index // PART == part else ticked)
            ]
            fresh = DraftId(self._desk.new_id())
            data = {"gathering_id": gathering.id, "ids": chosen}
            await work.drafts.add(
                Draft(fresh, actor.person_id, _CAME, self._desk.clock(), gathering.community_id, data)
            )
            return Choosing(hall, fresh, frozenset(chosen))

    async def those_there(self, actor: Actor, gathering_id: int, draft_id: int = 0) -> tuple[PersonId, ...]:
        """Whom ``record`` would record: those ticked, or without a draft everybody who joined."""
        async with self._desk.store.read() as work:
            gathering = await own_gathering(work, actor, gathering_id)
            return await self._there(work, actor, gathering, draft_id)

    async def record(
        self, actor: Actor, gathering_id: int, draft_id: int = 0, names: Mapping[PersonId, str] | None = None
    ) -> Told:
        """Record everybody who was there as one meeting, and ask each of them; twice is once.

        ``names`` are what those are called on Discord who are not on the host's list yet.
        """
        async with self._desk.store.write() as work:
            gathering = await self._held(work, actor, gathering_id)
            known = await work.meetings.get(MeetingId(gathering.meeting_id)) if gathering.meeting_id else None
            if known is not None:
                return replace(await told(work, self._desk, known, actor.person_id), is_repeat=True)
            there = await self._there(work, actor, gathering, draft_id)
            if not there:
                raise Refusal("gathering.nobody")
            person = await known_person(work, self._desk, actor)
            community = await work.communities.get(gathering.community_id)
            found = [
                await add_account(work, self._desk, person.id, each, (names or {}).get(each, "") or str(each))
                for each in there
            ]
            here = replace(actor, community_id=gathering.community_id)
            zone = zone_of(person, await nearest_mission(work, here), community)
            city = self._desk.places.by_id(gathering.city_id) if gathering.city_id else None
            meeting = await recorded(
                work,
                self._desk,
                here,
                community,
                [contact for contact, _ in found],
                local_day(gathering.starts_at, zone),
                how=How.IN_PERSON,
                place=city.short if city else "",
            )
            await work.gatherings.save(replace(gathering, meeting_id=meeting.id))
            added = tuple(contact for contact, is_new in found if is_new)
            return replace(await told(work, self._desk, meeting, person.id), added=added)

    async def _held(self, work: UnitOfWork, actor: Actor, gathering_id: int) -> Gathering:
        """One of this person's that has begun. Raises ``Refusal`` ``gathering.ahead`` or ``.off``."""
        gathering = await own_gathering(work, actor, gathering_id)
        if gathering.state is not GatheringState.OPEN:
            raise Refusal("gathering.off")
        if gathering.starts_at > self._desk.clock():
            raise Refusal("gathering.ahead")
        return gathering

    async def _there(self, work: UnitOfWork, actor: Actor, gathering: Gathering, draft_id: int) -> tuple[PersonId, ...]:
        coming = tuple(each.person_id for each in (await roster_of(work, gathering)).coming)
        if not draft_id:
            return coming
        draft = await own_draft(work, actor, draft_id, _CAME)
        if draft.data["gathering_id"] != gathering.id:
            raise Refusal("draft.gone")
        return tuple(each for each in coming if each in draft.data["ids"])

    async def _proposal(self, work: UnitOfWork, actor: Actor, draft: Draft) -> Proposal:
        gathering = self._made(draft)
        return Proposal(
            draft_id=draft.id,
            gathering=gathering,
            city=self._desk.places.by_id(gathering.city_id) if gathering.city_id else None,
            zone=await zone_here(work, self._desk, actor),
            conflicts=await conflicts_of(work, self._desk, actor.person_id, gathering.starts_at, gathering.ends_at),
        )

    def _made(self, draft: Draft) -> Gathering:
        data: dict[str, Any] = draft.data
        assert draft.community_id is not None
        now = self._desk.clock()
        return Gathering(
            id=GatheringId(self._desk.new_id()),
            host_id=draft.person_id,
            community_id=draft.community_id,
            channel_id=ChannelId(int(data["channel_id"])),
            created_at=now,
            changed_at=now,
            starts_at=datetime.fromisoformat(data["starts_at"]),
            minutes=data["minutes"],
            activity=data["activity"],
            city_id=data["city_id"],
            place=data["place"],
            is_place_public=data["is_place_public"],
            seats=data["seats"],
            words=data["words"],
        )

    def _check_time(self, starts_at: datetime) -> None:
        if starts_at <= self._desk.clock():
            raise Refusal("gathering.past")
        if starts_at > self._desk.clock() + AHEAD:
            raise Refusal("gathering.far", limit=AHEAD.days)


async def call_off(work: UnitOfWork, desk: Desk, gathering: Gathering) -> Gathering:
    """Nothing comes of it: everybody who answered is told once, and the post follows."""
    off = replace(gathering, state=GatheringState.CANCELLED, revision=gathering.revision + 1, changed_at=desk.clock())
    await work.gatherings.save(off)
    await withdraw_plans(work, off)
    everyone = [each.person_id for each in (await roster_of(work, off)).everyone]
    await tell(work, desk, off, About.OFF, everyone, off.revision)
    await refresh_post(work, desk, off.id, PostKind.GATHERING)
    await refresh_event(work, desk, off)
    return off

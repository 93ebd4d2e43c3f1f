"""The promise itself: drafted, started, changed, paused, given time off, and ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from meetups.places import City
from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.names import first_name
from meetups.rules.outcomes import Progress, excused_weeks, progress
from meetups.rules.weeks import Week, default_end, first_start, local_day, week_at
from meetups.services.common import (
    facts_of,
    is_organiser,
    known_person,
    ready_community,
    running_mission,
    today_of,
)
from meetups.services.planning import NUDGES, plan_nudges, replan_nudges
from meetups.services.posting import put_up, refresh_post
from meetups.values import (
    Actor,
    Community,
    CommunityId,
    Delivery,
    DeliveryState,
    Draft,
    DraftId,
    Excuse,
    ExcuseKind,
    Fills,
    Mission,
    MissionId,
    Person,
    Post,
    PostKind,
    PostState,
    Strength,
)

LONGEST_MISSION = timedelta(days=3 * 366)
PROMISE_CHARACTERS = 600
_KIND = "mission"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a member may choose about a mission; None leaves it as it is, or to its default."""

    city_id: int | None = None
    time_zone: str | None = None
    kickoff_weekday: int | None = None
    kickoff_minute: int | None = None
    strength: Strength | None = None
    from_today: bool | None = None
    ends_on: date | None = None
    is_adult: bool | None = None
    promise: str | None = None
    target: int | None = None
    every_weeks: int | None = None
    fills: Fills | None = None
    new_people_only: bool | None = None
    show_streak: bool | None = None

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Choices:
        """The choices a draft holds (see ``changes``)."""
        typed: dict[str, Callable[[str], Any]] = {"ends_on": date.fromisoformat, "strength": Strength, "fills": Fills}
        return cls(**{name: typed[name](value) if name in typed else value for name, value in kept.items()})

    def changes(self) -> dict[str, Any]:
        """The choices made, as plain values a draft can hold."""
        made = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in made.items()
            if value is not None
        }


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mission as it would be, for its member to confirm.

    ``before`` is set when it changes a running one, and ``filled`` counts its filled weeks before and after.
    """

    draft_id: DraftId
    mission: Mission
    strength: Strength
    is_adult: bool
    from_today: bool
    city: City | None
    community: Community
    before: Mission | None = None
    filled: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Started:
    mission: Mission
    community: Community
    person: Person
    is_new: bool


@dataclass(frozen=True, slots=True)
class Home:
    """Everything the home card shows."""

    mission: Mission
    community: Community
    person: Person
    today: date
    week: Week | None
    progress: Progress
    paused_since: date | None
    time_off: tuple[Excuse, ...]
    next_nudge: Delivery | None
    contacts: int
    waiting: int
    announcement: Post | None


@dataclass(frozen=True, slots=True)
class TimeOff:
    """Days off as they would be, and the weeks they would excuse."""

    draft_id: DraftId
    mission: Mission
    first_on: date
    last_on: date
    weeks: tuple[Week, ...]


class Missions:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def may_begin(self, actor: Actor, community_id: int = 0) -> None:
        """Raise the ``Refusal`` that would meet the filled-in form, before anybody fills it in."""
        async with self._desk.store.read() as work:
            await _beginning(work, actor, community_id)

    async def propose(
        self, actor: Actor, choices: Choices, draft_id: int | None = None, community_id: int = 0
    ) -> Proposal:
        """Write down the choices made so far and show the mission they make; nothing starts yet.

        ``community_id`` says in a direct message for which community the next mission is.
        """
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            if draft_id is None:
                community = await _beginning(work, actor, community_id)
                draft = await self._new_draft(work, person, community, {})
            else:
                draft = await _own_draft(work, actor, draft_id)
                assert draft.community_id is not None
                community = await ready_community(work, draft.community_id)
            draft = replace(draft, data={**draft.data, **choices.changes()})
            proposal = await self._proposal(work, person, community, draft)
            await work.drafts.save(draft)
            return proposal

    async def propose_change(self, actor: Actor, choices: Choices, mission_id: int | None = None) -> Proposal:
        """The running mission with some choices changed, to be confirmed like a new one."""
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            mission = await running_mission(work, actor, mission_id)
            community = await ready_community(work, mission.community_id)
            data = {"mission_id": mission.id, **choices.changes()}
            draft = await self._new_draft(work, person, community, data)
            return await self._proposal(work, person, community, draft)

    async def confirm(self, actor: Actor, draft_id: int) -> Started:
        """Start the drafted mission, or change the running one; a second press finds it done."""
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            if await work.drafts.get(draft_id) is None:
                return await self._confirmed(work, actor, person, draft_id)
            draft = await _own_draft(work, actor, draft_id)
            assert draft.community_id is not None
            community = await ready_community(work, draft.community_id)
            proposal = await self._proposal(work, person, community, draft)
            mission = proposal.mission
            if proposal.before is None:
                if any(each.community_id == community.id for each in await work.missions.running(person.id)):
                    raise Refusal("mission.already")
                await work.missions.add(mission)
                await plan_nudges(work, self._desk, mission)
            else:
                await work.missions.save(mission)
                await replan_nudges(work, self._desk, mission)
                await refresh_post(work, self._desk, mission.id, PostKind.ANNOUNCEMENT)
            person = _profile_after(person, proposal, self._desk.clock())
            await work.persons.save(person)
            await work.drafts.remove(id=draft.id)
            return Started(mission, community, person, is_new=proposal.before is None)

    async def _confirmed(self, work: UnitOfWork, actor: Actor, person: Person, draft_id: int) -> Started:
        """What a second press of the same button finds; a mission begun keeps the identifier of its draft."""
        begun = [each for each in await work.missions.running(person.id) if each.id == draft_id]
        mission = begun[0] if begun else await running_mission(work, actor)
        return Started(mission, await ready_community(work, mission.community_id), person, is_new=bool(begun))

    async def current(self, actor: Actor) -> Mission | None:
        """The mission running here, or the only one there is; None where that is not clear."""
        async with self._desk.store.read() as work:
            try:
                return await running_mission(work, actor)
            except Refusal:
                return None

    async def has_running(self, actor: Actor) -> bool:
        """Whether a mission is running here; in a direct message, anywhere."""
        async with self._desk.store.read() as work:
            running = await work.missions.running(actor.person_id)
            return any(actor.community_id in (None, each.community_id) for each in running)

    async def home(self, actor: Actor, mission_id: int | None = None) -> Home:
        async with self._desk.store.read() as work:
            mission = await running_mission(work, actor, mission_id)
            return await self._home(work, mission)

    async def pause(self, actor: Actor, mission_id: int | None = None) -> Home:
        """Ask for nothing from today on, until resumed; pausing twice is pausing once."""
        async with self._desk.store.write() as work:
            mission = await running_mission(work, actor, mission_id)
            if await _open_pause(work, mission) is None:
                today = local_day(self._desk.clock(), mission.time_zone)
                await work.excuses.add(self._excuse(mission, ExcuseKind.PAUSE, today, None))
            return await self._home(work, mission)

    async def resume(self, actor: Actor, mission_id: int | None = None) -> Home:
        """Go on from this week: the pause excuses the weeks before it."""
        async with self._desk.store.write() as work:
            mission = await running_mission(work, actor, mission_id)
            pause = await _open_pause(work, mission)
            if pause is not None:
                today = local_day(self._desk.clock(), mission.time_zone)
                week = week_at(mission, today)
                last_on = (week.starts_on if week else today) - timedelta(days=1)
                if last_on < pause.first_on:
                    await work.excuses.remove(id=pause.id)
                else:
                    await work.excuses.save(replace(pause, last_on=last_on))
                await plan_nudges(work, self._desk, mission)
            return await self._home(work, mission)

    async def end(self, actor: Actor, mission_id: int | None = None) -> Home:
        """End the promise early: what was met stays met, and nothing more is asked."""
        async with self._desk.store.write() as work:
            mission = await running_mission(work, actor, mission_id)
            mission = replace(mission, ended_at=self._desk.clock())
            await work.missions.save(mission)
            await work.deliveries.withdraw(mission.id, NUDGES)
            await refresh_post(work, self._desk, mission.id, PostKind.ANNOUNCEMENT)
            return await self._home(work, mission)

    async def propose_time_off(
        self, actor: Actor, first_on: date, last_on: date, mission_id: int | None = None
    ) -> TimeOff:
        """The weeks that days off, also past ones, would excuse; nothing is excused yet."""
        if last_on < first_on:
            raise Refusal("timeoff.backwards")
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            mission = await running_mission(work, actor, mission_id)
            if last_on < mission.starts_on or first_on > mission.ends_on:
                raise Refusal("timeoff.outside", starts_on=mission.starts_on, ends_on=mission.ends_on)
            draft = Draft(
                id=DraftId(self._desk.new_id()),
                person_id=person.id,
                kind="time_off",
                created_at=self._desk.clock(),
                community_id=mission.community_id,
                data={
                    "mission_id": mission.id,
                    "first_on": first_on.isoformat(),
                    "last_on": last_on.isoformat(),
                },
            )
            await work.drafts.add(draft)
            return await self._time_off(work, mission, draft)

    async def take_time_off(self, actor: Actor, draft_id: int) -> Home:
        """Take the days off that were shown; a second press finds them taken."""
        async with self._desk.store.write() as work:
            if await work.drafts.get(draft_id) is None:
                return await self._home(work, await running_mission(work, actor))
            draft = await _own_draft(work, actor, draft_id, "time_off")
            mission = await running_mission(work, actor, draft.data["mission_id"])
            shown = await self._time_off(work, mission, draft)
            await work.excuses.add(self._excuse(mission, ExcuseKind.TIME_OFF, shown.first_on, shown.last_on))
            await work.drafts.remove(id=draft.id)
            return await self._home(work, mission)

    async def take_this_week_off(self, actor: Actor, mission_id: int, week_on: date) -> Home:
        """Excuse one whole week, as the last call offers; twice is once."""
        async with self._desk.store.write() as work:
            mission = await running_mission(work, actor, mission_id)
            week = week_at(mission, max(week_on, mission.starts_on))
            if week is None:
                raise Refusal("mission.week_gone")
            already = await work.excuses.find(mission_id=mission.id, first_on=week.first_on, last_on=week.last_on)
            if not already:
                await work.excuses.add(self._excuse(mission, ExcuseKind.TIME_OFF, week.first_on, week.last_on))
            return await self._home(work, mission)

    async def cancel_time_off(self, actor: Actor, excuse_id: int) -> Home:
        async with self._desk.store.write() as work:
            excuse = await work.excuses.get(excuse_id)
            if excuse is None or excuse.kind is not ExcuseKind.TIME_OFF:
                raise Refusal("timeoff.gone")
            mission = await running_mission(work, actor, excuse.mission_id)
            await work.excuses.remove(id=excuse.id)
            return await self._home(work, mission)

    async def announcement(self, actor: Actor, mission_id: int | None = None) -> tuple[Mission, Community]:
        """What an announcement of this mission would say, for its member to see first."""
        async with self._desk.store.read() as work:
            mission = await running_mission(work, actor, mission_id)
            community = await ready_community(work, mission.community_id)
            return replace(mission, first_shown=await _first_shown(work, mission)), community

    async def promise(self, actor: Actor, mission_id: int, words: str) -> Mission:
        """The promise in the member's own words; an announcement that stands follows."""
        async with self._desk.store.write() as work:
            mission = await running_mission(work, actor, mission_id)
            mission = replace(mission, promise=words.strip()[:PROMISE_CHARACTERS])
            await work.missions.save(mission)
            await refresh_post(work, self._desk, mission.id, PostKind.ANNOUNCEMENT)
            return mission

    async def announce(self, actor: Actor, mission_id: int, *, names_first: bool) -> Post:
        """Post the promise in the community, with who is first or without; a second press finds it posted."""
        async with self._desk.store.write() as work:
            mission = await running_mission(work, actor, mission_id)
            community = await ready_community(work, mission.community_id)
            first_shown = await _first_shown(work, mission) if names_first else ""
            await work.missions.save(replace(mission, first_shown=first_shown))
            if first_shown != mission.first_shown:
                await refresh_post(work, self._desk, mission.id, PostKind.ANNOUNCEMENT)
            assert community.recap_channel_id is not None
            return await put_up(
                work,
                self._desk,
                PostKind.ANNOUNCEMENT,
                subject=mission.id,
                author_id=actor.person_id,
                community_id=community.id,
                channel_id=community.recap_channel_id,
            )

    async def organises(self, actor: Actor) -> bool:
        if actor.community_id is None:
            return False
        async with self._desk.store.read() as work:
            return is_organiser(await work.communities.get(actor.community_id), actor)

    async def _new_draft(self, work: UnitOfWork, person: Person, community: Community, data: dict[str, Any]) -> Draft:
        draft = Draft(
            id=DraftId(self._desk.new_id()),
            person_id=person.id,
            kind=_KIND,
            created_at=self._desk.clock(),
            community_id=community.id,
            data=data,
        )
        await work.drafts.add(draft)
        return draft

    async def _proposal(self, work: UnitOfWork, person: Person, community: Community, draft: Draft) -> Proposal:
        data = draft.data
        before = None
        if "mission_id" in data:
            actor = Actor(person.id, community_id=community.id)
            before = await running_mission(work, actor, data["mission_id"])
        city = self._desk.places.by_id(data.get("city_id") or person.city_id or 0)
        is_adult = bool(data.get("is_adult", person.adult_since is not None))
        mission = _drafted(
            before or self._blank(person, community, draft, city), data, city, is_adult, self._desk.clock()
        )
        return Proposal(
            draft_id=draft.id,
            mission=mission,
            strength=Strength(data.get("strength", person.strength)),
            is_adult=is_adult,
            from_today=bool(data.get("from_today")),
            city=city,
            community=community,
            before=before,
            filled=await self._filled(work, before, mission) if before else (0, 0),
        )

    async def _filled(self, work: UnitOfWork, before: Mission, after: Mission) -> tuple[int, int]:
        facts = facts_of(await work.meetings.encounters(before.person_id))
        excuses = await work.excuses.find(mission_id=before.id)
        today = local_day(self._desk.clock(), before.time_zone)
        return progress(before, facts, excuses, today).filled, progress(after, facts, excuses, today).filled

    def _blank(self, person: Person, community: Community, draft: Draft, city: City | None) -> Mission:
        data = draft.data
        zone = data.get("time_zone") or (city.zone if city else None) or person.time_zone or community.time_zone
        today = local_day(self._desk.clock(), zone)
        starts_on = first_start(today, community.first_weekday, from_today=bool(data.get("from_today")))
        return Mission(
            id=MissionId(draft.id),
            person_id=person.id,
            community_id=community.id,
            starts_on=starts_on,
            ends_on=default_end(starts_on),
            time_zone=zone,
            created_at=self._desk.clock(),
            first_weekday=community.first_weekday,
            kickoff_weekday=community.first_weekday,
        )

    async def _home(self, work: UnitOfWork, mission: Mission) -> Home:
        person = await work.persons.get(mission.person_id)
        community = await work.communities.get(mission.community_id)
        assert person is not None
        assert community is not None
        today = today_of(self._desk, person, mission)
        excuses = await work.excuses.find(mission_id=mission.id)
        pause = await _open_pause(work, mission)
        planned = await work.deliveries.find(mission_id=mission.id, state=DeliveryState.PLANNED)
        posts = await work.posts.find(kind=PostKind.ANNOUNCEMENT, subject=mission.id, state=PostState.WANTED)
        facts = facts_of(await work.meetings.encounters(person.id))
        return Home(
            mission=mission,
            community=community,
            person=person,
            today=today,
            week=week_at(mission, today),
            progress=progress(mission, facts, excuses, today),
            paused_since=pause.first_on if pause else None,
            time_off=tuple(each for each in excuses if each.kind is ExcuseKind.TIME_OFF),
            next_nudge=min(planned, key=lambda each: each.due, default=None),
            contacts=await work.contacts.count(owner_id=person.id),
            waiting=len(await work.deliveries.waiting_for(person.id)),
            announcement=posts[0] if posts else None,
        )

    async def _time_off(self, work: UnitOfWork, mission: Mission, draft: Draft) -> TimeOff:
        first_on = date.fromisoformat(draft.data["first_on"])
        last_on = date.fromisoformat(draft.data["last_on"])
        excuse = self._excuse(mission, ExcuseKind.TIME_OFF, first_on, last_on)
        standing = await work.excuses.find(mission_id=mission.id)
        before = set(excused_weeks(mission, standing))
        after = excused_weeks(mission, [*standing, excuse])
        return TimeOff(
            draft_id=draft.id,
            mission=mission,
            first_on=first_on,
            last_on=last_on,
            weeks=tuple(week for week in after if week not in before),
        )

    def _excuse(self, mission: Mission, kind: ExcuseKind, first_on: date, last_on: date | None) -> Excuse:
        return Excuse(self._desk.new_id(), mission.id, kind, first_on, last_on, self._desk.clock())


async def _beginning(work: UnitOfWork, actor: Actor, community_id: int) -> Community:
    """Where a new mission would be: here, or in a direct message where the person had one before."""
    where = actor.community_id
    if where is None and await work.missions.count(person_id=actor.person_id, community_id=community_id):
        where = CommunityId(community_id)
    community = await ready_community(work, where)
    if any(each.community_id == community.id for each in await work.missions.running(actor.person_id)):
        raise Refusal("mission.already")
    return community


async def _first_shown(work: UnitOfWork, mission: Mission) -> str:
    """Who would be met first, as the public may read it: the first name and source of someone not on Discord.

    Somebody on Discord is never named here: nobody asked them yet.
    """
    contacts = await work.contacts.find(owner_id=mission.person_id, is_never=False)
    outsider = next((each for each in contacts if each.account_id is None), None)
    if outsider is None:
        return ""
    name = first_name(outsider.name)
    return f"{name} ({outsider.source})" if outsider.source else name


async def _open_pause(work: UnitOfWork, mission: Mission) -> Excuse | None:
    open_ones = await work.excuses.find(mission_id=mission.id, kind=ExcuseKind.PAUSE, last_on=None)
    return open_ones[0] if open_ones else None


async def _own_draft(work: UnitOfWork, actor: Actor, draft_id: int, kind: str = _KIND) -> Draft:
    draft = await work.drafts.get(draft_id)
    if draft is None or draft.person_id != actor.person_id or draft.kind != kind:
        raise Refusal("draft.gone")
    return draft


def _drafted(mission: Mission, data: dict[str, Any], city: City | None, is_adult: bool, now: datetime) -> Mission:
    """The mission with the draft's choices applied.

    Raises ``Refusal`` ``mission.end_too_early``, ``mission.end_past`` or ``mission.too_long``.
    """
    zone = data.get("time_zone") or (city.zone if "city_id" in data and city else None) or mission.time_zone
    fills = Fills(data.get("fills", mission.fills))
    if not is_adult:
        fills = Fills.REMOTE
    elif fills is Fills.REMOTE:
        fills = Fills.IN_PERSON
    changed = replace(
        mission,
        time_zone=zone,
        ends_on=date.fromisoformat(data["ends_on"]) if "ends_on" in data else mission.ends_on,
        kickoff_weekday=data.get("kickoff_weekday", mission.kickoff_weekday),
        kickoff_minute=data.get("kickoff_minute", mission.kickoff_minute),
        target=data.get("target", mission.target),
        every_weeks=data.get("every_weeks", mission.every_weeks),
        fills=fills,
        new_people_only=data.get("new_people_only", mission.new_people_only),
        show_streak=data.get("show_streak", mission.show_streak),
        promise=data.get("promise", mission.promise)[:PROMISE_CHARACTERS],
    )
    if changed.ends_on < changed.starts_on:
        raise Refusal("mission.end_too_early", starts_on=changed.starts_on)
    if changed.ends_on < local_day(now, changed.time_zone):
        raise Refusal("mission.end_past", ends_on=changed.ends_on)
    if changed.ends_on - changed.starts_on > LONGEST_MISSION:
        raise Refusal("mission.too_long")
    return changed


def _profile_after(person: Person, proposal: Proposal, now: datetime) -> Person:
    """What starting or changing a mission says about the person: their city, zone, strength, and being of age."""
    return replace(
        person,
        city_id=proposal.city.id if proposal.city else person.city_id,
        time_zone=proposal.mission.time_zone,
        strength=proposal.strength,
        adult_since=(person.adult_since or now) if proposal.is_adult else None,
    )

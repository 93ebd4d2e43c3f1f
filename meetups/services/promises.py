"""Making a promise: drafted choice by choice, shown before it starts, started or changed in one step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from meetups.places import City
from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.outcomes import progress
from meetups.rules.weeks import default_end, first_start, local_day
from meetups.services.absences import excuses_of
from meetups.services.common import (
    facts_of,
    known_person,
    ready_community,
    running_mission,
)
from meetups.services.drafts import own_draft
from meetups.services.planning import plan_nudges, replan_nudges
from meetups.services.posting import refresh_post
from meetups.services.presence import is_outside
from meetups.services.wishes import tell_wisher
from meetups.values import (
    PROMISE_CHARACTERS,
    Actor,
    Community,
    CommunityId,
    Draft,
    DraftId,
    Fills,
    Mission,
    MissionId,
    Person,
    PostKind,
    Strength,
)

LONGEST_MISSION = timedelta(days=3 * 366)
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


class Promises:
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
                draft = await own_draft(work, actor, draft_id, _KIND)
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
            draft = await own_draft(work, actor, draft_id, _KIND)
            assert draft.community_id is not None
            community = await ready_community(work, draft.community_id)
            proposal = await self._proposal(work, person, community, draft)
            mission = proposal.mission
            moved_from, person = person.city_id, _profile_after(person, proposal, self._desk.clock())
            await work.persons.save(person)
            if person.city_id != moved_from:
                await tell_wisher(work, self._desk, person)
            if proposal.before is None:
                if any(each.community_id == community.id for each in await work.missions.running(person.id)):
                    raise Refusal("mission.already")
                if await is_outside(work, actor, community.id):
                    # They go on without the community, as before.
                    mission = replace(mission, departed_at=self._desk.clock())
                await work.missions.add(mission)
                await plan_nudges(work, self._desk, mission)
            else:
                await work.missions.save(mission)
                for each in await work.missions.running(person.id):
                    await replan_nudges(work, self._desk, each)
                await refresh_post(work, self._desk, mission.id, PostKind.ANNOUNCEMENT)
            await work.drafts.remove(id=draft.id)
            return Started(mission, community, person, is_new=proposal.before is None)

    async def _confirmed(self, work: UnitOfWork, actor: Actor, person: Person, draft_id: int) -> Started:
        """What a second press of the same button finds; a mission begun keeps the identifier of its draft."""
        begun = [each for each in await work.missions.running(person.id) if each.id == draft_id]
        mission = begun[0] if begun else await running_mission(work, actor)
        return Started(mission, await ready_community(work, mission.community_id), person, is_new=bool(begun))

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
            before = await running_mission(work, Actor(person.id), data["mission_id"])
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
        excuses = await excuses_of(work, before)
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


async def _beginning(work: UnitOfWork, actor: Actor, community_id: int) -> Community:
    """Where a new mission would be: here, or in a direct message where the person had one before."""
    where = actor.community_id
    if where is None and await work.missions.count(person_id=actor.person_id, community_id=community_id):
        where = CommunityId(community_id)
    community = await ready_community(work, where)
    if any(each.community_id == community.id for each in await work.missions.running(actor.person_id)):
        raise Refusal("mission.already")
    return community


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

"""Whom to meet this week, and why; the same answer however often it is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from meetups.places import City
from meetups.ports import Desk, UnitOfWork
from meetups.rules.outcomes import Outcome, progress
from meetups.rules.ranking import Candidate, Ranked, Reason, rank
from meetups.rules.weeks import Week, local_day, week_at, weeks_of
from meetups.services.common import History, facts_of, running_mission
from meetups.values import Actor, Community, Contact, Mission, Suggested

SPARES = 2
WALK = 200
"""How many people somebody may walk through in a week before the first comes again."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One contact with the reasons that speak for meeting them."""

    contact: Contact
    city: City | None
    reasons: tuple[Reason, ...]
    last_met_on: date | None


@dataclass(frozen=True, slots=True)
class WeekSuggestion:
    """The suggestion of a week (first) and its spares; empty when the list has nobody to offer."""

    mission: Mission
    community: Community
    week: Week
    offers: tuple[Offer, ...]
    is_met: bool
    list_is_empty: bool


class Suggestions:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def this_week(self, actor: Actor, mission_id: int | None = None) -> WeekSuggestion:
        async with self._desk.store.write() as work:
            mission = await running_mission(work, actor, mission_id)
            return await suggestion_for(work, self._desk, mission)

    async def skip(self, actor: Actor, mission_id: int, contact_id: int) -> WeekSuggestion:
        """Not this person this week; they come later for a while, then as before."""
        async with self._desk.store.write() as work:
            mission = await running_mission(work, actor, mission_id)
            week = _week(mission, local_day(self._desk.clock(), mission.time_zone))
            for each in await work.suggested.find(mission_id=mission.id, week_on=week.starts_on):
                if each.contact_id == contact_id:
                    await work.suggested.save(replace(each, is_skipped=True))
            return await suggestion_for(work, self._desk, mission)

    async def someone_else(self, actor: Actor, mission_id: int, contact_id: int) -> WeekSuggestion:
        """Walk on through the list; whoever was passed comes again after all the others."""
        async with self._desk.store.write() as work:
            mission = await running_mission(work, actor, mission_id)
            week = _week(mission, local_day(self._desk.clock(), mission.time_zone))
            await _fill(work, self._desk, mission, week, WALK)
            rows = await work.suggested.find(mission_id=mission.id, week_on=week.starts_on)
            current = next((each for each in rows if each.contact_id == contact_id and not each.is_skipped), None)
            if current is not None:
                await work.suggested.remove(mission_id=mission.id, week_on=week.starts_on, position=current.position)
                await work.suggested.add(replace(current, position=rows[-1].position + 1))
            return await suggestion_for(work, self._desk, mission)


async def suggestion_for(work: UnitOfWork, desk: Desk, mission: Mission) -> WeekSuggestion:
    """This week's suggestion, chosen now if it was not yet; the first week's before the mission begins."""
    today = local_day(desk.clock(), mission.time_zone)
    week = _week(mission, today)
    encounters = await work.meetings.encounters(mission.person_id)
    history = History(encounters)
    contacts = {each.id: each for each in await work.contacts.find(owner_id=mission.person_id)}
    met = {each.id for each in contacts.values() if any(one.met_on in week for one in history.in_person(each))}
    ranked = await _fill(work, desk, mission, week, SPARES + 1 + len(met))
    rows = await work.suggested.find(mission_id=mission.id, week_on=week.starts_on, is_skipped=False)
    rows.sort(key=lambda each: each.contact_id in met)  # whoever was met this very week comes after the others
    community = await work.communities.get(mission.community_id)
    assert community is not None
    excuses = await work.excuses.find(mission_id=mission.id)
    results = progress(mission, facts_of(encounters), excuses, today).results
    return WeekSuggestion(
        mission=mission,
        community=community,
        week=week,
        offers=tuple(
            Offer(
                contact=contact,
                city=desk.places.by_id(contact.city_id) if contact.city_id else None,
                reasons=tuple(each for each in ranked[contact.id].reasons if each.weight > 0),
                last_met_on=times[-1].met_on if (times := history.in_person(contact)) else None,
            )
            for row in rows[: SPARES + 1]
            if (contact := contacts[row.contact_id]).id in ranked
        ),
        is_met=results[week.number - 1].outcome is Outcome.MET if results else False,
        list_is_empty=not any(not each.is_never for each in contacts.values()),
    )


async def _fill(work: UnitOfWork, desk: Desk, mission: Mission, week: Week, wanted: int) -> dict[int, Ranked]:
    """Make the week's rows reach ``wanted`` offers where the list allows; gives everyone's rank."""
    ranked = await _ranked(work, desk, mission, week)
    rows = await work.suggested.find(mission_id=mission.id, week_on=week.starts_on)
    offered = {each.contact_id for each in rows}
    missing = wanted - sum(not each.is_skipped for each in rows)
    fresh = [each for each in ranked if each.contact_id not in offered][: max(0, missing)]
    position = rows[-1].position + 1 if rows else 0
    await work.suggested.add(
        *(Suggested(mission.id, week.starts_on, position + index, each.contact_id) for index, each in enumerate(fresh))
    )
    return {each.contact_id: each for each in ranked}


async def _ranked(work: UnitOfWork, desk: Desk, mission: Mission, week: Week) -> tuple[Ranked, ...]:
    person = await work.persons.get(mission.person_id)
    history = History(await work.meetings.encounters(mission.person_id))
    skipped = {
        each.contact_id: (week.starts_on - each.week_on).days // 7
        for each in await work.suggested.find(mission_id=mission.id, is_skipped=True)
        if each.week_on < week.starts_on
    }
    candidates = []
    for contact in await work.contacts.find(owner_id=mission.person_id, is_never=False):
        shared, in_person = history.of(contact), history.in_person(contact)
        candidates.append(
            Candidate(
                contact=contact,
                last_met_on=in_person[-1].met_on if in_person else None,
                times_met=len(in_person),
                last_contact_on=shared[-1].met_on if shared else None,
                same_city=bool(person and contact.city_id and contact.city_id == person.city_id),
                skipped_weeks_ago=skipped.get(contact.id),
            )
        )
    seed = mission.id ^ week.starts_on.toordinal()
    return rank(candidates, local_day(desk.clock(), mission.time_zone), seed)


def _week(mission: Mission, today: date) -> Week:
    """This week, the first one before the mission begins, the last one after it."""
    return week_at(mission, min(max(today, mission.starts_on), mission.ends_on)) or weeks_of(mission)[-1]

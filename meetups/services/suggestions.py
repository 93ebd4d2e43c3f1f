"""Whom to meet this week, and why; the same answer however often it is asked.

A list of ten thousand takes a tenth of a second to rank, so that happens beside the writer, which then only adds the
few rows that are missing. Whoever is shown is weighed again as they are at that moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from meetups.places import City
from meetups.ports import Desk, Encounter, Rankable, UnitOfWork
from meetups.rules.outcomes import Outcome, progress
from meetups.rules.ranking import Candidate, Moment, Reason, is_welcome, rank, reasons_for
from meetups.rules.weeks import Week, local_day, week_at, weeks_of
from meetups.services.common import facts_of, running_mission, who
from meetups.values import Actor, Community, Contact, ContactId, How, Mission, Suggested

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
        situation, choice = await self._look(actor, mission_id, SPARES + 1)
        if choice.contact_ids:
            async with self._desk.store.write() as work:
                await running_mission(work, actor, choice.mission.id)
                await _land(work, choice)
        async with self._desk.store.read() as work:
            return await _suggestion(work, self._desk, situation)

    async def skip(self, actor: Actor, mission_id: int, contact_id: int) -> WeekSuggestion:
        """Not this person this week; they come later for a while, then as before."""
        async with self._desk.store.write() as work:
            mission = await running_mission(work, actor, mission_id)
            for each in await _rows(work, mission, _this_week(self._desk, mission)):
                if each.contact_id == contact_id:
                    await work.suggested.save(replace(each, is_skipped=True))
        return await self.this_week(actor, mission_id)

    async def someone_else(self, actor: Actor, mission_id: int, contact_id: int) -> WeekSuggestion:
        """Walk on through the list; whoever was passed comes again after all the others."""
        situation, choice = await self._look(actor, mission_id, WALK)
        async with self._desk.store.write() as work:
            mission = await running_mission(work, actor, mission_id)
            await _land(work, choice)
            rows = await _rows(work, mission, choice.week)
            current = next((each for each in rows if each.contact_id == contact_id and not each.is_skipped), None)
            if current is not None:
                await work.suggested.remove(mission_id=mission.id, week_on=current.week_on, position=current.position)
                await work.suggested.add(replace(current, position=rows[-1].position + 1))
        async with self._desk.store.read() as work:
            return await _suggestion(work, self._desk, situation)

    async def _look(self, actor: Actor, mission_id: int | None, wanted: int) -> tuple[_Situation, _Choice]:
        async with self._desk.store.read() as work:
            mission = await running_mission(work, actor, mission_id)
            situation = await _situation(work, self._desk, mission)
            return situation, await _choice(work, situation, wanted)


async def suggestion_for(work: UnitOfWork, desk: Desk, mission: Mission) -> WeekSuggestion:
    """This week's suggestion, chosen now if it was not yet; the first week's before the mission begins."""
    situation = await _situation(work, desk, mission)
    await _land(work, await _choice(work, situation, SPARES + 1))
    return await _suggestion(work, desk, situation)


@dataclass(frozen=True, slots=True)
class _Situation:
    """What a person's contacts are weighed by in a week of a mission; days and meetings go by ``who`` they were with."""

    mission: Mission
    week: Week
    moment: Moment
    city_id: int | None
    encounters: list[Encounter]
    last_met: dict[object, date]
    last_contact: dict[object, date]
    met: set[object]
    skipped: dict[ContactId, int]

    def candidate(self, contact: Rankable) -> Candidate:
        return Candidate(
            contact_id=contact.id,
            added_on=contact.added_on,
            volunteered_on=contact.volunteered_on,
            birthday=contact.birthday,
            again_on=contact.again_on,
            is_never=contact.is_never,
            is_seldom=contact.is_seldom,
            snoozed_until=contact.snoozed_until,
            last_met_on=self.last_met.get(_identity(contact)),
            last_contact_on=self.last_contact.get(_identity(contact)),
            same_city=contact.city_id is not None and contact.city_id == self.city_id,
            skipped_weeks_ago=self.skipped.get(contact.id),
        )

    def ranked(self, contacts: list[Rankable]) -> list[ContactId]:
        """Those who may be suggested, best first, and whoever was met this very week after all the others."""
        seed = self.mission.id ^ self.week.starts_on.toordinal()
        ranked = rank(map(self.candidate, contacts), self.moment, seed)
        met = {each.id for each in contacts if self.is_met(each)}
        return sorted(ranked, key=met.__contains__)

    def is_met(self, contact: Rankable) -> bool:
        """Whether they were met in this very week, so that they come after the others."""
        return _identity(contact) in self.met


def _identity(contact: Rankable) -> tuple[str, int]:
    """A contact as ``who`` names the one met in an encounter."""
    return ("contact", contact.id) if contact.account_id is None else ("account", contact.account_id)


async def _situation(work: UnitOfWork, desk: Desk, mission: Mission) -> _Situation:
    week, today = _this_week(desk, mission), local_day(desk.clock(), mission.time_zone)
    person = await work.persons.get(mission.person_id)
    encounters = await work.meetings.encounters(mission.person_id)
    in_person = [each for each in encounters if each.how is How.IN_PERSON]
    return _Situation(
        mission=mission,
        week=week,
        moment=Moment(today, week.starts_on, week.ends_on),
        city_id=person.city_id if person else None,
        encounters=encounters,
        last_met={who(each): each.met_on for each in in_person},
        last_contact={who(each): each.met_on for each in encounters},
        met={who(each) for each in in_person if each.met_on in week},
        skipped={
            each.contact_id: (week.starts_on - each.week_on).days // 7
            for each in await work.suggested.find(mission_id=mission.id, is_skipped=True)
            if each.week_on < week.starts_on
        },
    )


@dataclass(frozen=True, slots=True)
class _Choice:
    """Who is to come into a week, best first, until it has ``rows`` rows."""

    mission: Mission
    week: Week
    contact_ids: tuple[ContactId, ...]
    rows: int


async def _choice(work: UnitOfWork, situation: _Situation, wanted: int) -> _Choice:
    """Whom the week lacks to offer ``wanted`` people not met in it, as far as the list allows."""
    mission, week = situation.mission, situation.week
    rows = await _rows(work, mission, week)
    there = await _offered(work, situation, rows)
    missing = wanted - sum(not situation.is_met(each) for each in there)
    if missing <= 0:
        return _Choice(mission, week, (), len(rows))
    offered = {each.contact_id for each in rows}
    everyone = await work.contacts.rankable(mission.person_id)
    best = [each for each in situation.ranked(everyone) if each not in offered][:missing]
    return _Choice(mission, week, tuple(best), len(rows) + len(best))


async def _land(work: UnitOfWork, choice: _Choice) -> None:
    """Add the rows of a choice that still make sense: something may have happened since it was made."""
    if not choice.contact_ids:
        return
    mission, week = choice.mission, choice.week
    rows = await _rows(work, mission, week)
    contacts = await work.contacts.rankable(mission.person_id, choice.contact_ids)
    welcome = {each.id for each in contacts if not each.is_never} - {each.contact_id for each in rows}
    fresh = [each for each in choice.contact_ids if each in welcome][: max(0, choice.rows - len(rows))]
    position = rows[-1].position + 1 if rows else 0
    await work.suggested.add(
        *(Suggested(mission.id, week.starts_on, position + index, each) for index, each in enumerate(fresh))
    )


async def _suggestion(work: UnitOfWork, desk: Desk, situation: _Situation) -> WeekSuggestion:
    mission, week = situation.mission, situation.week
    community = await work.communities.get(mission.community_id)
    assert community is not None
    there = await _offered(work, situation, await _rows(work, mission, week))
    shown = sorted(there, key=situation.is_met)[: SPARES + 1]
    contacts = {each.id: each for each in await work.contacts.find(id=[each.id for each in shown])}
    excuses = await work.excuses.find(mission_id=mission.id)
    results = progress(mission, facts_of(situation.encounters), excuses, situation.moment.today).results
    return WeekSuggestion(
        mission=mission,
        community=community,
        week=week,
        offers=tuple(_offer(desk, contacts[each.id], situation.candidate(each), situation.moment) for each in shown),
        is_met=results[week.number - 1].outcome is Outcome.MET if results else False,
        list_is_empty=not shown and not await work.contacts.count(owner_id=mission.person_id, is_never=False),
    )


def _offer(desk: Desk, contact: Contact, candidate: Candidate, moment: Moment) -> Offer:
    return Offer(
        contact=contact,
        city=desk.places.by_id(contact.city_id) if contact.city_id else None,
        reasons=tuple(each for each in reasons_for(candidate, moment) if each.weight > 0),
        last_met_on=candidate.last_met_on,
    )


async def _offered(work: UnitOfWork, situation: _Situation, rows: Sequence[Suggested]) -> list[Rankable]:
    """Those of a week's rows who may still be suggested, in their order."""
    ids = [each.contact_id for each in rows if not each.is_skipped]
    contacts = {each.id: each for each in await work.contacts.rankable(situation.mission.person_id, ids)} if ids else {}
    found = [contacts[each] for each in ids if each in contacts]
    return [each for each in found if is_welcome(situation.candidate(each), situation.moment)]


async def _rows(work: UnitOfWork, mission: Mission, week: Week) -> list[Suggested]:
    return await work.suggested.find(mission_id=mission.id, week_on=week.starts_on)


def _this_week(desk: Desk, mission: Mission) -> Week:
    """This week, the first one before the mission begins, the last one after it."""
    today = local_day(desk.clock(), mission.time_zone)
    return week_at(mission, min(max(today, mission.starts_on), mission.ends_on)) or weeks_of(mission)[-1]

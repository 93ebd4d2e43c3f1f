"""Whom to meet this week, and why; the same answer however often it is asked.

A list of ten thousand takes a tenth of a second to rank, so that happens beside the writer, which then only adds the
few rows that are missing. Whoever is shown is weighed again as they are at that moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from meetups.places import City
from meetups.ports import Desk, UnitOfWork
from meetups.rows import Rankable
from meetups.rules.outcomes import Outcome, progress
from meetups.rules.ranking import Candidate, Reason, is_welcome, reasons_for
from meetups.rules.weeks import Week
from meetups.services.absences import excuses_of
from meetups.services.common import facts_of, running_mission
from meetups.services.weighing import Situation, is_of, situation_of, this_weeks
from meetups.values import Actor, Community, Contact, ContactId, Invite, Mission, Reply, Suggested

SPARES = 2
WALK = 200
"""How many people somebody may walk through in a week before the first comes again."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One contact with the reasons that speak for meeting them; ``ask_from`` is set where they were asked lately."""

    contact: Contact
    city: City | None
    reasons: tuple[Reason, ...]
    last_met_on: date | None
    ask_from: date | None = None


class Standing(StrEnum):
    """What an asker may know of an invitation of this week: no and silence are one."""

    WAITING = "waiting"
    YES = "yes"
    ANOTHER_TIME = "another_time"
    LATER = "later"
    NOT_THIS_WEEK = "not_this_week"


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who was asked for this week, and how that stands; ``name`` is empty where they left the list."""

    invite: Invite
    name: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class WeekSuggestion:
    """The suggestion of a week (first) and its spares; empty when the list has nobody to offer."""

    mission: Mission
    community: Community
    week: Week
    offers: tuple[Offer, ...]
    is_met: bool
    list_is_empty: bool
    invited: tuple[Invited, ...] = ()


class Suggestions:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def this_week(self, actor: Actor, mission_id: int | None = None) -> WeekSuggestion:
        situation, choice = await self._look(actor, mission_id, SPARES + 1)
        if not choice.is_empty:
            async with self._desk.store.write() as work:
                await running_mission(work, actor, choice.mission.id)
                await _land(work, choice)
        async with self._desk.store.read() as work:
            return await _suggestion(work, self._desk, situation)

    async def skip(self, actor: Actor, mission_id: int, contact_id: int) -> WeekSuggestion:
        """Not this person this week; they come later for a while, then as before."""
        async with self._desk.store.write() as work:
            mission = await running_mission(work, actor, mission_id)
            for each in await _rows(work, mission, this_weeks(self._desk, mission)):
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

    async def _look(self, actor: Actor, mission_id: int | None, wanted: int) -> tuple[Situation, _Choice]:
        async with self._desk.store.read() as work:
            mission = await running_mission(work, actor, mission_id)
            situation = await situation_of(work, self._desk, mission)
            return situation, await _choice(work, self._desk, situation, wanted)


async def suggestion_for(work: UnitOfWork, desk: Desk, mission: Mission) -> WeekSuggestion:
    """This week's suggestion, chosen now if it was not yet; the first week's before the mission begins."""
    situation = await situation_of(work, desk, mission)
    await _land(work, await _choice(work, desk, situation, SPARES + 1))
    return await _suggestion(work, desk, situation)


@dataclass(frozen=True, slots=True)
class _Choice:
    """Who is to come into a week: ``in_town`` before all who are offered, the others after them, best first, until it has
    ``rows`` rows.
    """

    mission: Mission
    week: Week
    in_town: tuple[ContactId, ...]
    others: tuple[ContactId, ...]
    rows: int
    made_at: datetime

    @property
    def is_empty(self) -> bool:
        return not self.in_town and not self.others


async def _choice(work: UnitOfWork, desk: Desk, situation: Situation, wanted: int) -> _Choice:
    """Whom the week lacks to offer ``wanted`` people not met in it, as far as the list allows; and who is in town since
    it was looked at.
    """
    mission, week = situation.mission, situation.week
    rows = await _rows(work, mission, week)
    there = await _offered(work, situation, rows)
    missing = wanted - sum(not situation.is_met(each) for each in there)
    looked_at = max((each.added_at for each in rows if each.added_at is not None), default=None)
    is_visited = looked_at is not None and situation.where.has_changed(looked_at)
    if missing <= 0 and not is_visited:
        return _Choice(mission, week, (), (), len(rows), desk.clock())
    offered = {each.contact_id for each in rows}
    everyone = {each.id: each for each in await work.contacts.rankable(mission.person_id)}
    ranked = [each for each in situation.ranked(list(everyone.values())) if each not in offered]
    in_town = [each for each in ranked if is_visited and situation.is_in_town(everyone[each])][: SPARES + 1]
    best = [each for each in ranked if each not in in_town][: max(0, missing - len(in_town))]
    return _Choice(mission, week, tuple(in_town), tuple(best), len(rows) + len(in_town) + len(best), desk.clock())


async def _land(work: UnitOfWork, choice: _Choice) -> None:
    """Add the rows of a choice that still make sense: something may have happened since it was made."""
    if choice.is_empty:
        return
    mission, week = choice.mission, choice.week
    rows = await _rows(work, mission, week)
    contacts = await work.contacts.rankable(mission.person_id, choice.in_town + choice.others)
    welcome = {each.id for each in contacts if not each.is_never} - {each.contact_id for each in rows}
    first = [each for each in choice.in_town if each in welcome]
    after = [each for each in choice.others if each in welcome][: max(0, choice.rows - len(rows) - len(first))]
    before_all = rows[0].position - len(first) if rows else 0
    after_all = rows[-1].position + 1 if rows else len(first)
    places = [*enumerate(first, before_all), *enumerate(after, after_all)]
    await work.suggested.add(
        *(Suggested(mission.id, week.starts_on, place, each, added_at=choice.made_at) for place, each in places)
    )


async def _suggestion(work: UnitOfWork, desk: Desk, situation: Situation) -> WeekSuggestion:
    mission, week = situation.mission, situation.week
    community = await work.communities.get(mission.community_id)
    assert community is not None
    there = await _offered(work, situation, await _rows(work, mission, week))
    shown = sorted(there, key=situation.is_met)[: SPARES + 1]
    contacts = {each.id: each for each in await work.contacts.find(id=[each.id for each in shown])}
    excuses = await excuses_of(work, mission)
    results = progress(mission, facts_of(situation.encounters), excuses, situation.moment.today).results
    return WeekSuggestion(
        mission=mission,
        community=community,
        week=week,
        offers=tuple(_offer(desk, contacts[each.id], situation.candidate(each), situation) for each in shown),
        is_met=results[week.number - 1].outcome is Outcome.MET if results else False,
        list_is_empty=not shown and not await work.contacts.count(owner_id=mission.person_id, is_never=False),
        invited=await _invited(work, desk, mission, week),
    )


async def _invited(work: UnitOfWork, desk: Desk, mission: Mission, week: Week) -> tuple[Invited, ...]:
    now = desk.clock()
    made = await work.invites.find(asker_id=mission.person_id)
    invites = [each for each in made if is_of(each, mission, week, now)]
    ids = [each.account_id for each in invites]
    contacts = await work.contacts.find(owner_id=mission.person_id, account_id=ids) if ids else []
    names = {each.account_id: each.name for each in contacts}
    unwanted = {each.account_id for each in contacts if each.is_never}
    return tuple(
        Invited(each, names.get(each.account_id, ""), standing(each, now))
        for each in invites
        if each.account_id not in unwanted
    )


def standing(invite: Invite, now: datetime) -> Standing:
    """What the asker may know at this moment."""
    if invite.is_welcome:
        return Standing.YES if invite.reply is Reply.YES else Standing.ANOTHER_TIME
    if now < invite.closes_at:
        return Standing.WAITING
    return Standing.LATER if invite.reply is Reply.LATER else Standing.NOT_THIS_WEEK


def _offer(desk: Desk, contact: Contact, candidate: Candidate, situation: Situation) -> Offer:
    return Offer(
        contact=contact,
        city=desk.places.by_id(contact.city_id) if contact.city_id else None,
        reasons=tuple(each for each in reasons_for(candidate, situation.moment) if each.weight > 0),
        last_met_on=candidate.last_met_on,
        ask_from=situation.ask_from(contact),
    )


async def _offered(work: UnitOfWork, situation: Situation, rows: Sequence[Suggested]) -> list[Rankable]:
    """Those of a week's rows who may still be suggested, in their order."""
    ids = [each.contact_id for each in rows if not each.is_skipped]
    contacts = {each.id: each for each in await work.contacts.rankable(situation.mission.person_id, ids)} if ids else {}
    found = [contacts[each] for each in ids if each in contacts]
    return [each for each in found if is_welcome(situation.candidate(each), situation.moment)]


async def _rows(work: UnitOfWork, mission: Mission, week: Week) -> list[Suggested]:
    return await work.suggested.find(mission_id=mission.id, week_on=week.starts_on)

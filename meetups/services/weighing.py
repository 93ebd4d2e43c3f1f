"""What a person's contacts are weighed by in a week of a mission: where everybody is, what was lived through, who was asked.

Of other people only that is used which they let be known: a visit they told of, and in a common pool what they say about
themselves there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from meetups.folding import fold
from meetups.ports import Desk, UnitOfWork
from meetups.rows import Encounter, Rankable
from meetups.rules.ranking import Candidate, Moment, rank
from meetups.rules.weeks import Week, local_day, week_at, weeks_of
from meetups.services.common import is_usual, who
from meetups.services.nearby import Compass, Stays, Together, roughly
from meetups.values import (
    Answer,
    AskKind,
    Contact,
    ContactId,
    Fills,
    How,
    Invite,
    Mission,
    Person,
    PersonId,
    PlanState,
    Reply,
    Visit,
)

AGAIN_AFTER: Final = timedelta(weeks=4)
"""How long whoever was asked is left in peace: unless it was yes, or a "later" that says itself how long."""
_NOBODY = PersonId(0)


@dataclass(frozen=True, slots=True)
class Fellow:
    """What another member of a common pool lets be known there; of their city, only roughly how far it is."""

    city_id: int | None = None
    tags: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    availability: int = 0


@dataclass(frozen=True, slots=True)
class Near:
    """How near a city is, and which visit of one's own brings it within reach."""

    km: int | None
    visit: Visit | None = None
    visit_city: str = ""


@dataclass(slots=True)
class Whereabouts:
    """Where a person is in a week, and who comes to them; each city is measured once."""

    desk: Desk
    stays: Stays
    coming: dict[PersonId, list[Visit]]
    known: dict[tuple[int | None, bool], Near] = field(default_factory=dict)

    def has_changed(self, since: datetime) -> bool:
        """Whether the person, or somebody they would hear of, is away from home by a visit told of since."""
        told = [each.told_at for visits in self.coming.values() for each in visits]
        own = [visit.created_at for visit, _ in self.stays.away]
        return any(each is not None and each >= since for each in (*own, *told))

    def of(self, city_id: int | None, *, is_rough: bool = False) -> Near:
        """How near a city is; roughly where it is not the person's to know, so that no reach and no visit finds it."""
        near = self.known.get((city_id, is_rough))
        if near is None:
            near = self.known[city_id, is_rough] = self._measured(city_id, is_rough)
        return near

    def visitor(self, account_id: PersonId | None) -> tuple[Visit, Together] | None:
        """The visit that brings somebody within reach, and when."""
        for visit in self.coming.get(account_id, ()) if account_id is not None else ():
            if together := self.stays.together(visit):
                return visit, together
        return None

    def name(self, visit: Visit) -> str:
        city = self.desk.places.by_id(visit.city_id)
        return city.short if city else ""

    def _measured(self, city_id: int | None, is_rough: bool) -> Near:
        at_home = _km(self.stays.home, city_id, is_rough)
        if at_home is not None and at_home <= self.stays.reach_km:
            return Near(at_home)
        for visit, compass in self.stays.away:
            km = _km(compass, city_id, is_rough)
            if km is not None and km <= self.stays.reach_km:
                return Near(km, visit, self.name(visit))
        return Near(at_home)


@dataclass(frozen=True, slots=True)
class Situation:
    """A week of a mission as contacts are weighed in it; days and meetings go by ``who`` they were with."""

    mission: Mission
    week: Week
    moment: Moment
    where: Whereabouts
    tags: frozenset[str]
    languages: frozenset[str]
    availability: int
    encounters: list[Encounter]
    last_met: dict[object, date]
    last_contact: dict[object, date]
    met: set[object]
    skipped: dict[ContactId, int]
    declined: dict[PersonId, int]
    later: dict[PersonId, date]
    asked: set[PersonId]
    planned: set[object]
    in_peace: dict[PersonId, date]
    sought: set[PersonId]
    fellows: dict[PersonId, Fellow]
    load: dict[PersonId, int]
    tags_known: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)

    def candidate(self, contact: Rankable) -> Candidate:
        account_id = contact.account_id or _NOBODY
        identity = _identity(contact)
        fellow = self.fellows.get(account_id)
        if contact.city_id is None and fellow is not None:
            near = self.where.of(fellow.city_id, is_rough=True)
        else:
            near = self.where.of(contact.city_id)
        # A neighbour who visits the next town is near anyway.
        is_near = near.visit is None and near.km is not None and near.km <= self.where.stays.reach_km
        visit, together = (None if is_near else self.where.visitor(contact.account_id)) or (None, None)
        km = near.km if together is None or (near.km is not None and near.km <= together.km) else together.km
        return Candidate(
            contact_id=contact.id,
            added_on=contact.added_on,
            volunteered_on=contact.volunteered_on,
            birthday=contact.birthday,
            again_on=contact.again_on,
            is_never=contact.is_never,
            is_seldom=contact.is_seldom,
            snoozed_until=contact.snoozed_until,
            last_met_on=self.last_met.get(identity),
            last_contact_on=self.last_contact.get(identity),
            skipped_weeks_ago=self._passed_over(contact),
            km=km,
            reach_km=self.where.stays.reach_km,
            own_visit_from=near.visit.first_on if near.visit else None,
            own_visit_until=near.visit.last_on if near.visit else None,
            own_visit_city=near.visit_city,
            their_visit_from=together.first_on if together else None,
            their_visit_until=together.last_on if together else None,
            their_visit_city=self.where.name(visit) if visit else "",
            waits_near=contact.waits_near,
            is_mutual=contact.volunteered_on is not None and account_id in self.sought,
            in_pool=fellow is not None,
            load=self.load.get(account_id, 0),
            later_on=self.later.get(account_id),
            asked_this_week=account_id in self.asked or _identity(contact) in self.planned,
            shared_tags=self._shared_tags(contact, fellow) if contact.tags or fellow else (),
            shared_languages=self._shared_languages(contact, fellow) if contact.languages or fellow else (),
            shared_parts=self.availability & fellow.availability if fellow else 0,
        )

    def ranked(self, contacts: list[Rankable]) -> list[ContactId]:
        """Those who may be suggested, best first; after all the others whoever was asked lately, and was met this week."""
        seed = self.mission.id ^ self.week.starts_on.toordinal()
        ranked = rank(map(self.candidate, contacts), self.moment, seed)
        met = {each.id for each in contacts if self.is_met(each)} if self.met else set()
        in_peace = {each.id for each in contacts if self.ask_from(each)} if self.in_peace else set()
        return sorted(ranked, key=lambda each: (each in met, each in in_peace)) if met or in_peace else ranked

    def ask_from(self, contact: Rankable | Contact) -> date | None:
        """From when on somebody asked lately may be asked again; None for everybody else."""
        return self.in_peace.get(contact.account_id) if contact.account_id is not None else None

    def is_met(self, contact: Rankable) -> bool:
        """Whether they were met in this very week, so that they come after the others."""
        return _identity(contact) in self.met

    def is_in_town(self, contact: Rankable) -> bool:
        """Whether a visit, of either side, brings them near in this week."""
        candidate = self.candidate(contact)
        return candidate.own_visit_until is not None or candidate.their_visit_until is not None

    def _passed_over(self, contact: Rankable) -> int | None:
        """How many weeks ago they were skipped, or asked without a yes."""
        skipped = self.skipped.get(contact.id)
        declined = self.declined.get(contact.account_id) if contact.account_id is not None else None
        return declined if skipped is None else skipped if declined is None else min(skipped, declined)

    def _shared_tags(self, contact: Rankable, fellow: Fellow | None) -> tuple[str, ...]:
        if not self.tags:
            return ()
        if fellow is None:
            # Most people of a list bear one of a few sets of tags.
            known = self.tags_known.get(contact.tags)
            if known is None:
                known = self.tags_known[contact.tags] = self._tags_among({fold(each): each for each in contact.tags})
            return known
        return self._tags_among({each: each for each in fellow.tags} | {fold(each): each for each in contact.tags})

    def _tags_among(self, theirs: dict[str, str]) -> tuple[str, ...]:
        return tuple(sorted(shown for key, shown in theirs.items() if key in self.tags))

    def _shared_languages(self, contact: Rankable, fellow: Fellow | None) -> tuple[str, ...]:
        shared = self.languages.intersection(contact.languages)
        return tuple(sorted(shared if fellow is None else shared | (self.languages & fellow.languages)))


def _km(compass: Compass, city_id: int | None, is_rough: bool) -> int | None:
    km = compass.km(city_id)
    return roughly(km) if is_rough and km is not None else km


def _identity(contact: Rankable) -> tuple[str, int]:
    """A contact as ``who`` names the one met in an encounter."""
    return ("contact", contact.id) if contact.account_id is None else ("account", contact.account_id)


def this_weeks(desk: Desk, mission: Mission) -> Week:
    """This week, the first one before the mission begins, the last one after it."""
    today = local_day(desk.clock(), mission.time_zone)
    return week_at(mission, min(max(today, mission.starts_on), mission.ends_on)) or weeks_of(mission)[-1]


async def situation_of(work: UnitOfWork, desk: Desk, mission: Mission) -> Situation:
    week, today = this_weeks(desk, mission), local_day(desk.clock(), mission.time_zone)
    person = await work.persons.get(mission.person_id) or Person(mission.person_id, desk.clock())
    encounters = await work.meetings.encounters(mission.person_id)
    in_person = [each for each in encounters if each.how is How.IN_PERSON]
    last_met: dict[object, date] = {who(each): each.met_on for each in in_person}
    invites = _latest(await work.invites.find(asker_id=person.id))
    community = await work.communities.get(mission.community_id)
    now = desk.clock()
    return Situation(
        mission=mission,
        week=week,
        moment=Moment(today, week.starts_on, week.ends_on, in_person_only=mission.fills is Fills.IN_PERSON),
        where=await _whereabouts(work, desk, person, today, week),
        tags=frozenset(fold(each) for each in person.tags),
        languages=frozenset(each for each in person.languages if not (community and is_usual(each, community.locale))),
        availability=person.availability,
        encounters=encounters,
        last_met=last_met,
        last_contact={who(each): each.met_on for each in encounters},
        met={who(each) for each in in_person if each.met_on in week},
        skipped={
            each.contact_id: (week.starts_on - each.week_on).days // 7
            for each in await work.suggested.find(mission_id=mission.id, is_skipped=True)
            if each.week_on < week.starts_on
        },
        declined=_declined(invites, week, now),
        later={
            each.account_id: each.again_on
            for each in invites
            if each.again_on is not None
            and each.closes_at <= now
            and last_met.get(("account", each.account_id), date.min) < local_day(each.created_at, mission.time_zone)
        },
        # Whoever one said yes to has asked, and waits to hear more.
        asked={each.account_id for each in invites if is_of(each, mission, week, now)}
        | {
            each.asker_id
            for each in await work.invites.find(account_id=person.id)
            if each.is_welcome and is_of(each, mission, week, now)
        },
        planned=await _planned(work, person.id, now),
        in_peace={
            each.account_id: rests_until(each, mission)
            for each in invites
            if each.closes_at <= now and is_in_peace(each, mission, week, today)
        },
        sought={each.to_id for each in await work.asks.find(kind=AskKind.VOLUNTEER, from_id=person.id)},
        fellows=await _fellows(work, person),
        load=await work.suggested.load(person.id, week.starts_on - (week.ends_on - week.starts_on), week.ends_on),
    )


async def _planned(work: UnitOfWork, person_id: PersonId, now: datetime) -> set[object]:
    """Those with whom a plan is agreed or waits for an answer; for the host a quiet no is one that waits."""
    found: set[object] = set()
    for plan in await work.plans.of(person_id, since=now):
        mine = plan.guest(person_id)
        if plan.state is PlanState.CANCELLED:
            continue
        if mine is not None and mine.answer in (Answer.WAITING, Answer.YES, Answer.OTHER_TIMES):
            found.add(("account", plan.host_id))
        for guest in plan.guests if mine is None else ():
            if guest.answer is not Answer.GONE:
                found |= {("account", guest.person_id), ("contact", guest.contact_id)}
    return found


def is_of(invite: Invite, mission: Mission, week: Week, now: datetime) -> bool:
    """Whether somebody was asked for this very week, through whichever mission, or is still waited for."""
    if invite.closes_at > now:
        return True
    if invite.mission_id == mission.id:
        return invite.week_on == week.starts_on
    return week.starts_on <= local_day(invite.created_at, mission.time_zone) <= week.ends_on


def rests_until(invite: Invite, mission: Mission) -> date:
    """Until when whoever was asked and did not say yes is left in peace: as long as their "later" says, or four weeks."""
    return invite.again_on or local_day(invite.created_at + AGAIN_AFTER, mission.time_zone)


def is_in_peace(invite: Invite, mission: Mission, week: Week, today: date) -> bool:
    """Whether they are; a "later" comes back with its week."""
    return not invite.is_welcome and rests_until(invite, mission) > (week.ends_on if invite.again_on else today)


def _latest(invites: Iterable[Invite]) -> list[Invite]:
    """The last invitation of each who was asked."""
    return list({each.account_id: each for each in sorted(invites, key=lambda each: each.created_at)}.values())


def _declined(invites: Iterable[Invite], week: Week, now: datetime) -> dict[PersonId, int]:
    """How many weeks ago somebody was asked who gave no yes; why not makes no difference."""
    return {
        each.account_id: (week.starts_on - each.week_on).days // 7
        for each in invites
        if not each.is_welcome and each.reply is not Reply.LATER and each.closes_at <= now
    }


async def _whereabouts(work: UnitOfWork, desk: Desk, person: Person, today: date, week: Week) -> Whereabouts:
    first_on = max(today, week.starts_on)
    own = await work.visits.overlapping([person.id], first_on, week.ends_on)
    coming: dict[PersonId, list[Visit]] = defaultdict(list)
    for each in await work.visits.visible_to(person.id, first_on, week.ends_on):
        coming[each.person_id].append(each)
    return Whereabouts(
        desk=desk,
        stays=Stays(desk.places, person, own),
        coming=coming,
    )


async def _fellows(work: UnitOfWork, person: Person) -> dict[PersonId, Fellow]:
    """The contacts of a person who are in a pool with them, but those who shun them."""
    return {
        each.person_id: Fellow(
            city_id=each.city_id if each.is_findable else None,
            tags=frozenset(fold(tag) for tag in each.tags),
            languages=frozenset(each.languages),
            availability=each.availability,
        )
        for each in await work.visits.fellows(person.id)
    }

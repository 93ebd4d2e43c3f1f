"""Making a plan: whom, when, where and for what, kept as a draft until it is sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from meetups.moments import MOST
from meetups.places import City
from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.names import clean
from meetups.rules.weeks import DAY, WEEK, at_local, local_day
from meetups.services.common import adult, city_named, known_person, zone_here
from meetups.services.conflicts import Agenda, Conflict, agenda_of
from meetups.services.contacts import Books
from meetups.services.drafts import own_draft
from meetups.services.guests import People, listed
from meetups.services.plans.letters import tell
from meetups.services.plans.views import About, PlanView, met_in_person, own_zone, view_of
from meetups.services.questions import asked_person
from meetups.values import (
    LENGTHS,
    Activity,
    Actor,
    Answer,
    Community,
    CommunityId,
    Contact,
    Draft,
    DraftId,
    Guest,
    Invite,
    Person,
    PersonId,
    Plan,
    PlanId,
    PlanState,
)

MOST_GUESTS: Final = 8
MOST_A_WEEK: Final = 15
ACTIVITY: Final = 80
PLACE: Final = 160
WORDS: Final = 300
_KIND: Final = "plan"
_REST: Final = 2 * WEEK
_ANSWER_HOURS: Final = 24
_AHEAD: Final = 14
_HOURS: Final = (10, 15, 19)
"""The hours by which parts of a day are offered: morning, afternoon and evening."""
_OFFERED: Final = 20
_SOON: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class PlanWishes:
    """Changes to a draft or plan; None leaves a thing as it is. ``city`` is as typed."""

    times: tuple[datetime, ...] | None = None
    also: tuple[datetime, ...] = ()
    minutes: int | None = None
    activity: str | None = None
    city: str | None = None
    place: str | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A plan not yet sent, with what speaks against each of its times, and times that suit to choose from.

    ``is_first``: they never met one of these in person. ``added`` came onto the list on the way.
    """

    id: DraftId
    people: tuple[Contact, ...]
    times: tuple[datetime, ...]
    minutes: int
    activity: str
    city: City | None
    place: str
    words: str
    zone: str
    in_the_way: tuple[tuple[Conflict, ...], ...]
    choices: tuple[datetime, ...]
    is_first: bool
    added: tuple[Contact, ...] = ()


class Proposals:
    def __init__(self, desk: Desk, books: Books) -> None:
        self._desk = desk
        self._books = books

    async def begin(self, actor: Actor, people: People, wishes: PlanWishes) -> PlanDraft:
        """A draft with these people; whoever is not on the list yet comes onto it.

        Raises what ``listed`` raises, and ``Refusal`` ``plan.crowd``, ``invite.never``, ``city.which`` or ``city.unknown``.
        """
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            if len(people.contact_ids) + len(people.accounts) + len(people.names) > MOST_GUESTS:
                raise Refusal("plan.crowd", limit=MOST_GUESTS)
            guests, added = await listed(work, self._desk, self._books, actor, people)
            for each in guests:
                if each.is_never:
                    raise Refusal("invite.never", name=each.name)
            data: dict[str, Any] = {
                "contacts": [str(each.id) for each in guests],
                "times": [],
                "minutes": 60,
                "activity": str(Activity.COFFEE),
                "city_id": _usual_city(person, guests),
                "place": "",
                "words": "",
            }
            draft = Draft(
                id=DraftId(self._desk.new_id()),
                person_id=person.id,
                kind=_KIND,
                created_at=self._desk.clock(),
                community_id=actor.community_id or await _only_community(work, person),
                data=self._wished(data, wishes),
            )
            await work.drafts.add(draft)
            return replace(await self._drawn(work, actor, draft), added=tuple(added))

    async def change(self, actor: Actor, draft_id: int, wishes: PlanWishes) -> PlanDraft:
        async with self._desk.store.write() as work:
            draft = await own_draft(work, actor, draft_id, _KIND)
            draft = replace(draft, data=self._wished(draft.data, wishes))
            await work.drafts.save(draft)
            return await self._drawn(work, actor, draft)

    async def show(self, actor: Actor, draft_id: int) -> PlanDraft:
        async with self._desk.store.read() as work:
            return await self._drawn(work, actor, await own_draft(work, actor, draft_id, _KIND))

    async def discard(self, actor: Actor, draft_id: int) -> None:
        async with self._desk.store.write() as work:
            await work.drafts.remove(id=(await own_draft(work, actor, draft_id, _KIND)).id)

    async def send(self, actor: Actor, draft_id: int, *, is_adult: bool = False) -> PlanView:
        """Ask everybody of a draft; a second press finds it sent.

        Raises ``AgeUnsaid``, and ``Refusal`` ``draft.gone``, ``plan.no_time``, ``plan.past``, ``plan.open``,
        ``plan.lately`` or ``plan.enough``.
        """
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            # A plan keeps the identifier of its draft.
            sent = await work.plans.get(PlanId(draft_id))
            if sent is not None and sent.host_id == person.id:
                return await view_of(work, self._desk, sent, person.id)
            draft = await own_draft(work, actor, draft_id, _KIND)
            people = await self._people(work, actor, draft)
            times = _times(draft)
            if not times:
                raise Refusal("plan.no_time")
            if any(each <= self._desk.clock() for each in times):
                raise Refusal("plan.past")
            await self._check(work, actor, people)
            await adult(work, self._desk, person, is_said=is_adult)
            plan = await self._made(work, actor, draft, people, times)
            await work.plans.add(plan)
            await work.drafts.remove(id=draft.id)
            for guest in plan.guests:
                if guest.person_id is not None:
                    await tell(work, self._desk, plan, guest.person_id, About.ASKED)
            if any(each.person_id is not None for each in plan.guests):
                await tell(work, self._desk, plan, plan.host_id, About.CLOSED, due=plan.closes_at)
            return await view_of(work, self._desk, plan, actor.person_id)

    async def _made(
        self, work: UnitOfWork, actor: Actor, draft: Draft, people: list[Contact], times: tuple[datetime, ...]
    ) -> Plan:
        now, plan_id, data = self._desk.clock(), PlanId(draft.id), draft.data
        community = await work.communities.get(draft.community_id) if draft.community_id else None
        guests = []
        for position, each in enumerate(people):
            account_id = each.account_id if each.account_is_seen else None
            if account_id is not None:
                await asked_person(work, self._desk, account_id)
            guests.append(Guest(plan_id, position, each.id, account_id))
        return Plan(
            id=plan_id,
            host_id=actor.person_id,
            created_at=now,
            changed_at=now,
            closes_at=closing_at(now, times, community),
            times=times,
            community_id=community.id if community and community.is_ready else None,
            minutes=data["minutes"],
            activity=data["activity"],
            city_id=data["city_id"],
            place=data["place"],
            words=data["words"],
            guests=tuple(guests),
        )

    async def _check(self, work: UnitOfWork, actor: Actor, people: list[Contact]) -> None:
        """Nobody is asked twice at once, nor again right after they were asked in vain; a no and silence weigh the same."""
        now = self._desk.clock()
        today = local_day(now, await own_zone(work, self._desk, actor.person_id))
        plans = await work.plans.of(actor.person_id)
        mine = [each for each in plans if each.host_id == actor.person_id]
        if sum(each.created_at > now - WEEK for each in mine) >= MOST_A_WEEK:
            raise Refusal("plan.enough", limit=MOST_A_WEEK)
        for contact in people:
            if contact.is_never:
                raise Refusal("invite.never", name=contact.name)
            if contact.account_id is None:
                continue
            theirs = [each for each in plans if contact.account_id in (each.host_id, *_accounts(each))]
            if any(_waits(each, now) and not is_later(each.guest(contact.account_id), today) for each in theirs):
                raise Refusal("plan.open", name=contact.name)
            last = max((each for each in theirs if each.host_id == actor.person_id), key=_made_at, default=None)
            if last is not None and await self._rests(work, last, contact.account_id, today):
                raise Refusal("plan.lately", name=contact.name)

    async def _rests(self, work: UnitOfWork, last: Plan, account_id: PersonId, today: date) -> bool:
        """Whether somebody was asked in vain just now and has not said since that they want to meet."""
        guest = last.guest(account_id)
        if guest is None or guest.answer not in (Answer.WAITING, Answer.NO, Answer.LATER):
            return False
        welcome = [each for each in await _invites(work, last.host_id, account_id) if each.is_welcome]
        if any(each.created_at > last.created_at for each in welcome) or last.state is PlanState.CANCELLED:
            return False
        if guest.answer is Answer.LATER and guest.again_on is not None:
            return today < guest.again_on
        return self._desk.clock() < last.closes_at + _REST

    async def _people(self, work: UnitOfWork, actor: Actor, draft: Draft) -> list[Contact]:
        found = {each.id: each for each in await work.contacts.find(id=_contact_ids(draft), owner_id=actor.person_id)}
        people = [found[each] for each in _contact_ids(draft) if each in found]  # type: ignore[index]
        if not people:
            raise Refusal("contact.gone")
        return people

    async def _drawn(self, work: UnitOfWork, actor: Actor, draft: Draft) -> PlanDraft:
        people, data, times = await self._people(work, actor, draft), draft.data, _times(draft)
        zone, length = await zone_here(work, self._desk, actor), timedelta(minutes=data["minutes"])
        agenda = await agenda_of(work, self._desk, actor.person_id, min((self._desk.clock(), *times)))
        met = await met_in_person(work, actor.person_id)
        is_first = any(each.id not in met and each.account_id not in met for each in people)
        return PlanDraft(
            id=draft.id,
            people=tuple(people),
            times=times,
            minutes=data["minutes"],
            activity=data["activity"],
            city=self._desk.places.by_id(data["city_id"]) if data["city_id"] else None,
            place=data["place"],
            words=data["words"],
            zone=zone,
            in_the_way=tuple(agenda.conflicts(each, each + length) for each in times),
            choices=await self._choices(work, agenda, people, zone, length, by_day=is_first),
            is_first=is_first,
        )

    async def _choices(
        self,
        work: UnitOfWork,
        agenda: Agenda,
        people: list[Contact],
        zone: str,
        length: timedelta,
        *,
        by_day: bool,
    ) -> tuple[datetime, ...]:
        """Times of the coming two weeks in the parts of the week that suit, in whose way nothing is.

        With ``by_day`` those in the daytime come before the evenings, as is good for a first meeting.

        The other's parts count where they have said that they want to meet; else one's own alone.
        """
        parts = agenda.person.availability
        for each in people:
            if each.account_id is not None and await _wants_to_meet(work, agenda.person.id, each.account_id):
                other = await work.persons.get(each.account_id)
                theirs = other.availability if other else 0
                parts = (parts & theirs) or parts or theirs
        now, found = self._desk.clock(), []
        today = local_day(now, zone)
        for day in (today + ahead * DAY for ahead in range(_AHEAD)):
            for part, hour in enumerate(_HOURS):
                at = at_local(day, hour * 60, zone)
                is_free = not parts or parts >> (3 * day.weekday() + part) & 1
                if at is None or at < now + _SOON or not is_free:
                    continue
                if not agenda.conflicts(at, at + length):
                    found.append(at)
        evening = _HOURS[-1]
        found.sort(key=lambda at: (by_day and at.astimezone(ZoneInfo(zone)).hour >= evening, at))
        return tuple(found[:_OFFERED])

    def _wished(self, data: dict[str, Any], wishes: PlanWishes) -> dict[str, Any]:
        times = [each.isoformat() for each in wishes.times] if wishes.times is not None else list(data["times"])
        times = list(dict.fromkeys([*times, *(each.isoformat() for each in wishes.also)]))
        if len(times) > MOST:
            raise Refusal("moment.many", limit=MOST)
        return {**data, "times": times, **fields_wished(self._desk, wishes)}


def fields_wished(desk: Desk, wishes: PlanWishes) -> dict[str, Any]:
    """What is wished but for times, cleaned, by the fields of a plan; what is to stay is left out.

    Raises ``Refusal`` ``choice.unreadable``, ``city.which`` or ``city.unknown``.
    """
    if wishes.minutes is not None and wishes.minutes not in LENGTHS:
        raise Refusal("choice.unreadable")
    wished: dict[str, Any] = {} if wishes.minutes is None else {"minutes": wishes.minutes}
    if wishes.city is not None:
        wished["city_id"] = city_named(desk, wishes.city).id if wishes.city.strip() else None
    for name, typed, most in (
        ("activity", wishes.activity, ACTIVITY),
        ("place", wishes.place, PLACE),
        ("words", wishes.words, WORDS),
    ):
        if typed is not None:
            wished[name] = clean(typed)[:most]
    return wished


def closing_at(now: datetime, times: tuple[datetime, ...], community: Community | None) -> datetime:
    """When the waiting is over: after the community's time, and before the last of the times at the latest."""
    return min(now + timedelta(hours=community.answer_hours if community else _ANSWER_HOURS), max(times))


def _usual_city(person: Person, people: list[Contact]) -> int | None:
    """Where the person lives, else where the first of the people does whose city is known."""
    return person.city_id or next((each.city_id for each in people if each.city_id), None)


async def _only_community(work: UnitOfWork, person: Person) -> CommunityId | None:
    """Where a plan made in a direct message belongs: to the only community the person has a mission in."""
    running = {each.community_id for each in await work.missions.running(person.id)}
    return running.pop() if len(running) == 1 else None


def _waits(plan: Plan, now: datetime) -> bool:
    """Whether a plan between two is still to be answered."""
    return plan.state is PlanState.OPEN and plan.until > now and len(plan.guests) == 1


def is_later(guest: Guest | None, today: date) -> bool:
    """Whether the day has come to which somebody put it off."""
    return guest is not None and guest.answer is Answer.LATER and guest.again_on is not None and guest.again_on <= today


def _times(draft: Draft) -> tuple[datetime, ...]:
    return tuple(sorted(map(datetime.fromisoformat, draft.data["times"])))


def _contact_ids(draft: Draft) -> list[int]:
    return [int(each) for each in draft.data["contacts"]]


def _accounts(plan: Plan) -> list[PersonId | None]:
    return [each.person_id for each in plan.guests]


def _made_at(plan: Plan) -> datetime:
    return plan.created_at


async def _invites(work: UnitOfWork, one: PersonId, other: PersonId) -> list[Invite]:
    return [
        *await work.invites.find(asker_id=one, account_id=other),
        *await work.invites.find(asker_id=other, account_id=one),
    ]


async def _wants_to_meet(work: UnitOfWork, one: PersonId, other: PersonId) -> bool:
    return any(each.is_welcome for each in await _invites(work, one, other))

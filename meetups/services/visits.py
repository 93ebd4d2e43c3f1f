"""Where somebody will be for a while: who is there then, and letting those know who wish to.

A visit is its visitor's alone until they let others know of it; of the others' places only that is shown which they let
be found in a common pool.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from meetups.places import City
from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.outcomes import is_away
from meetups.rules.weeks import DAY
from meetups.services.common import city_named, known_person, nearest_mission, today_here, today_of
from meetups.services.nearby import Compass, Nearby, contacts_near, days_shared
from meetups.services.outgoing import News
from meetups.services.weighing import this_weeks
from meetups.services.wishes import tell_all, told_of
from meetups.values import Actor, Delivery, MissionId, Person, PersonId, Visit, VisitId

MOST = 20
AHEAD = timedelta(days=366)
LONGEST = timedelta(days=92)
KEPT = timedelta(weeks=4)
"""How long a visit is kept after it."""


class Became(Enum):
    """What adding a visit did."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Pool:
    """The members of this community's pool who are near then; whoever they cannot find themselves is shown nobody.

    ``is_seen``: visitors find the member as well; not those who rest, or do not want to be found.
    """

    is_in: bool
    is_seen: bool = False
    people: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """A visit, and who is there then: of one's own list, and of the pool here, if there is one.

    Nothing of it depends on who asked to be told of it. ``mission_id`` is the mission it may serve.
    """

    visit: Visit
    city: City
    today: date
    on_list: tuple[Nearby, ...]
    pool: Pool | None
    mission_id: MissionId | None
    became: Became | None = None


class Visits:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def add(self, actor: Actor, city: str, first_on: date, last_on: date) -> Outlook:
        """Say that one will be in a city. A visit to it that shares a day is changed instead, and must be told anew.

        Raises ``Refusal`` for a city nobody could find, and for days that are over, too many or too far ahead.
        """
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            today = await today_here(work, self._desk, actor)
            found = city_named(self._desk, city)
            _check(first_on, last_on, today)
            new = Visit(VisitId(self._desk.new_id()), actor.person_id, found.id, first_on, last_on, self._desk.clock())
            visit, became = await self._written(work, new, today)
        return replace(await self.show(actor, visit.id), became=became)

    async def coming(self, actor: Actor) -> tuple[date, tuple[tuple[Visit, City], ...]]:
        """Today, and the visits that are not over, the next one first."""
        async with self._desk.store.read() as work:
            today = await today_here(work, self._desk, actor)
            visits = sorted(
                await _coming(work, actor.person_id, today), key=lambda each: (each.first_on, each.last_on, each.id)
            )
            return today, tuple((each, city) for each in visits if (city := self._desk.places.by_id(each.city_id)))

    async def show(self, actor: Actor, visit_id: int) -> Outlook:
        async with self._desk.store.read() as work:
            return await self._outlook(work, actor, await _own(work, actor, visit_id))

    async def tell(self, actor: Actor, visit_id: int) -> Outlook:
        """Let those know of a visit who asked to; whoever asks later is told, too."""
        async with self._desk.store.write() as work:
            visit = await _own(work, actor, visit_id)
            if visit.last_on < await today_here(work, self._desk, actor):
                raise Refusal("visit.over")
            if visit.told_at is None:
                visit = replace(visit, told_at=self._desk.clock())
                await work.visits.save(visit)
            await tell_all(work, self._desk, visit)
        return await self.show(actor, visit_id)

    async def remove(self, actor: Actor, visit_id: int) -> tuple[Visit, City | None]:
        """Take a visit back; nobody is told anything."""
        async with self._desk.store.write() as work:
            visit = await _own(work, actor, visit_id)
            await work.visits.remove(id=visit.id)
            return visit, self._desk.places.by_id(visit.city_id)

    async def tidy(self) -> None:
        """Forget visits that were over a while ago."""
        async with self._desk.store.write() as work:
            await work.visits.remove_over(self._desk.clock().date() - KEPT)

    async def _written(self, work: UnitOfWork, new: Visit, today: date) -> tuple[Visit, Became]:
        coming = await _coming(work, new.person_id, today)
        shared = [each for each in coming if each.city_id == new.city_id and days_shared(each, new)]
        if not shared:
            if len(coming) >= MOST:
                raise Refusal("visit.many", limit=MOST)
            await work.visits.add(new)
            return new, Became.NEW
        standing, *others = shared
        if not others and (standing.first_on, standing.last_on) == (new.first_on, new.last_on):
            return standing, Became.SAME
        for each in others:
            await work.visits.remove(id=each.id)
        changed = replace(standing, first_on=new.first_on, last_on=new.last_on, told_at=None)
        await work.visits.save(changed)
        return changed, Became.CHANGED

    async def _outlook(self, work: UnitOfWork, actor: Actor, visit: Visit) -> Outlook:
        person = await work.persons.get(actor.person_id)
        city = self._desk.places.by_id(visit.city_id)
        if person is None or city is None:
            raise Refusal("visit.gone")
        near = await contacts_near(work, self._desk, person, city.id, (visit.first_on, visit.last_on))
        mission = await nearest_mission(work, actor)
        return Outlook(
            visit=visit,
            city=city,
            today=await today_here(work, self._desk, actor),
            on_list=tuple(sorted(near, key=lambda each: not each.waits_near)),
            pool=await self._pool(work, actor, person, visit, {each.contact.account_id for each in near}),
            mission_id=mission.id if mission else None,
        )

    async def _pool(
        self, work: UnitOfWork, actor: Actor, person: Person, visit: Visit, listed: set[PersonId | None]
    ) -> Pool | None:
        """Those who let visitors find them: who sees them is one of them."""
        community = await work.communities.get(actor.community_id) if actor.community_id else None
        if community is None or not community.is_ready or not community.has_pool:
            return None
        member = await work.pool.get(person.id, community.id)
        if member is None or not member.is_findable or member.rested_at is not None:
            return Pool(is_in=member is not None)
        # Whoever takes that week off is not looked for either.
        absences = await work.pool.absences(community.id, visit.first_on, visit.first_on + 6 * DAY)
        hidden = listed | {each.person_id for each, excuses in absences if is_away(visit.first_on, excuses)}
        compass = Compass(self._desk.places, [visit.city_id])
        near = [
            each.person_id
            for each in await work.visits.findable(community.id, person.id)
            if each.person_id not in hidden and compass.reaches(each.city_id, max(each.reach_km, person.reach_km))
        ]
        return Pool(is_in=True, is_seen=True, people=tuple(near))


async def visit_news(work: UnitOfWork, desk: Desk, delivery: Delivery) -> News | None:
    """The sentence about somebody's visit; None where it is not to be said any more."""
    told = await told_of(work, desk, delivery)
    if told is None:
        return None
    visit, person, contact = told
    city = desk.places.by_id(visit.city_id)
    running = await work.missions.running(person.id)
    if city is None:
        return None
    return News(
        delivery.data["key"],
        {
            "person_id": str(visit.person_id),
            "contact_id": str(contact.id),
            "name": contact.name,
            "city": city.short,
            "first_on": visit.first_on.isoformat(),
            "last_on": visit.last_on.isoformat(),
            "has_begun": "yes" if visit.first_on <= today_of(desk, person) else "",
            "mission_id": str(running[0].id) if running else "",
            # Only who is there in the week that runs can be asked to meet in it.
            "is_this_week": "yes" if running and visit.first_on <= this_weeks(desk, running[0]).last_on else "",
        },
    )


def _check(first_on: date, last_on: date, today: date) -> None:
    """Raises ``Refusal`` for days nobody can plan with."""
    if last_on < today:
        raise Refusal("visit.past", ends_on=last_on)
    if first_on > today + AHEAD:
        raise Refusal("visit.far", starts_on=first_on)
    if last_on - first_on >= LONGEST:
        raise Refusal("visit.long", limit=LONGEST.days)


async def _coming(work: UnitOfWork, person_id: PersonId, today: date) -> list[Visit]:
    return [each for each in await work.visits.find(person_id=person_id) if each.last_on >= today]


async def _own(work: UnitOfWork, actor: Actor, visit_id: int) -> Visit:
    """A visit of this person; anybody else's is as good as none."""
    visit = await work.visits.get(visit_id)
    if visit is None or visit.person_id != actor.person_id:
        raise Refusal("visit.gone")
    return visit

"""Who is near whom: a person is at home, and wherever they visit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from meetups.distance import km_between
from meetups.folding import fold
from meetups.places import City, Places
from meetups.ports import Desk, UnitOfWork
from meetups.rows import Listed
from meetups.rules.reasons import SAME_CITY_KM
from meetups.values import Contact, Person, PersonId, Visit

AHEAD = timedelta(days=500)
"""Further ahead nobody says where they will be."""


def roughly(km: int) -> int:
    """A distance from which nobody finds a city on a map; 0 in the same city."""
    if km <= SAME_CITY_KM:
        return 0
    step = 10 if km < 100 else 50
    return max(1, round(km / step)) * step


def days_shared(one: Visit, other: Visit) -> tuple[date, date] | None:
    """The first and the last day that two visits have in common."""
    first_on, last_on = max(one.first_on, other.first_on), min(one.last_on, other.last_on)
    return (first_on, last_on) if first_on <= last_on else None


@dataclass(frozen=True, slots=True)
class Nearby:
    """Somebody of one's own list within reach of a city: where they are, and how far that is.

    ``waits_near``: they were parked until the two are near. ``visit`` is set where they do not live there, but come
    there meanwhile.
    """

    contact: Listed
    city: City
    km: int
    waits_near: bool = False
    visit: Visit | None = None


@dataclass(frozen=True, slots=True)
class Prospect:
    """Where and when two people are near each other next; without a city nothing is known of it, without days they
    live so. ``is_theirs``: it is the other one who comes; ``has_home``: one's own city is known.
    """

    city: City | None = None
    first_on: date | None = None
    last_on: date | None = None
    is_theirs: bool = False
    has_home: bool = True


class Compass:
    """How far cities are from some places, in kilometres; of several places the nearest counts.

    Each city of a list is measured once: a list of ten thousand people has a few hundred.
    """

    def __init__(self, places: Places, city_ids: Iterable[int | None]) -> None:
        self._places = places
        self._from = [city for each in city_ids if each is not None and (city := places.by_id(each)) is not None]
        self._known: dict[int | None, int | None] = {None: None}

    def km(self, city_id: int | None) -> int | None:
        """The whole kilometres to a city; None where it, or every place to measure from, is not known."""
        if city_id not in self._known:
            self._known[city_id] = self._measured(city_id)
        return self._known[city_id]

    def reaches(self, city_id: int | None, reach_km: int) -> bool:
        km = self.km(city_id)
        return km is not None and km <= reach_km

    def _measured(self, city_id: int | None) -> int | None:
        city = self._places.by_id(city_id) if city_id is not None else None
        if city is None:
            return None
        distances = (km_between(city.latitude, city.longitude, each.latitude, each.longitude) for each in self._from)
        nearest = min(distances, default=None)
        return None if nearest is None else round(nearest)


class Together(NamedTuple):
    """The days on which two people are near each other, and how near."""

    first_on: date
    last_on: date
    km: int


class Stays:
    """Where a person is, and how far they travel from there: at home, and on some of their visits."""

    def __init__(self, places: Places, person: Person, visits: Iterable[Visit]) -> None:
        self.home = Compass(places, [person.city_id])
        self.away = [(each, Compass(places, [each.city_id])) for each in visits]
        self.reach_km = person.reach_km

    def together(self, visit: Visit) -> Together | None:
        """When a visitor is within reach first: of their home while the visit lasts, elsewhere on the days of both."""
        if self.home.reaches(visit.city_id, self.reach_km):
            return Together(visit.first_on, visit.last_on, self.home.km(visit.city_id) or 0)
        shared = (
            Together(*days, compass.km(visit.city_id) or 0)
            for own, compass in self.away
            if (days := days_shared(own, visit)) and compass.reaches(visit.city_id, self.reach_km)
        )
        return min(shared, default=None)


async def contacts_near(
    work: UnitOfWork, desk: Desk, person: Person, city_id: int, span: tuple[date, date] | None = None
) -> tuple[Nearby, ...]:
    """Who of a person's list is within their reach of a city, the nearest first, then by name.

    It goes by what the person wrote about them, and for a ``span`` of days also by the visits they may know of; nobody
    of their never-list is named.
    """
    compass = Compass(desk.places, [city_id])
    waiting = {each.id for each in await work.contacts.find(owner_id=person.id, waits_near=True)}
    coming: dict[PersonId | None, Visit] = {}
    for visit in await work.visits.visible_to(person.id, *span) if span else []:
        if compass.reaches(visit.city_id, person.reach_km):
            coming.setdefault(visit.person_id, visit)
    found = []
    for each in await work.contacts.listed(person.id):
        lives_there = compass.reaches(each.city_id, person.reach_km)
        guest = None if lives_there else coming.get(each.account_id)
        city_id_then = guest.city_id if guest else each.city_id
        city, km = desk.places.by_id(city_id_then) if city_id_then else None, compass.km(city_id_then)
        if not each.is_never and city is not None and km is not None and km <= person.reach_km:
            found.append(Nearby(each, city, km, each.id in waiting, guest))
    return tuple(sorted(found, key=lambda each: (each.km, fold(each.contact.name), each.contact.id)))


async def prospect_of(work: UnitOfWork, desk: Desk, person: Person, contact: Contact, today: date) -> Prospect:
    """When somebody of a person's list is near them next, by what the person wrote and the visits they may know of."""
    city = desk.places.by_id(contact.city_id) if contact.city_id else None
    stays = Stays(desk.places, person, await work.visits.overlapping([person.id], today, today + AHEAD))
    if city is not None and stays.home.reaches(city.id, person.reach_km):
        return Prospect(city)
    spans = [
        (own.first_on, own.last_on, own.city_id, False)
        for own, compass in stays.away
        if city is not None and compass.reaches(city.id, person.reach_km)
    ]
    spans += [
        (found.first_on, found.last_on, each.city_id, True)
        for each in await work.visits.visible_to(person.id, today, today + AHEAD)
        if each.person_id == contact.account_id and (found := stays.together(each))
    ]
    if not spans:
        return Prospect(has_home=person.city_id is not None)
    first_on, last_on, city_id, is_theirs = min(spans)
    return Prospect(desk.places.by_id(city_id), first_on, last_on, is_theirs)

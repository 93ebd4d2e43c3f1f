"""What a person says about themselves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from meetups.exchange.entry import Rough, fit, shown
from meetups.places import City
from meetups.ports import Desk
from meetups.refusals import Refusal
from meetups.rules.names import clean
from meetups.services.common import city_named, known_person, today_here, zone_here
from meetups.services.nearby import Nearby, contacts_near
from meetups.services.planning import replan_nudges
from meetups.services.stories import refresh_told
from meetups.services.wishes import tell_wisher
from meetups.values import (
    Actor,
    Naming,
    Person,
    PersonId,
    Strength,
)

MOST_REACH_KM: Final = 1_000
INTRODUCTION: Final = 300
"""The most characters of the line by which somebody is introduced."""
_WEEK: Final = (1 << 21) - 1


@dataclass(frozen=True, slots=True)
class Profile:
    """A person and their city; ``there`` are those of their list near it, where they have just moved."""

    person: Person
    city: City | None
    there: tuple[Nearby, ...] | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """Changes to a profile; None leaves it as it is, an empty value clears it. ``city`` and ``zone`` are as typed.

    ``availability`` are all parts of the week that suit, as bits (see ``Person``); ``also_free`` adds some.
    """

    city: str | None = None
    zone: str | None = None
    strength: Strength | None = None
    quiet: tuple[int, int] | None = None
    naming: Naming | None = None
    reach_km: int | None = None
    availability: int | None = None
    also_free: int = 0
    languages: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    introduction: str | None = None


class Profiles:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def show(self, actor: Actor) -> Profile:
        async with self._desk.store.write() as work:
            return self._profile(await known_person(work, self._desk, actor))

    async def today(self, actor: Actor) -> date:
        """Today where this person is: by their mission here, their own zone, or the community's."""
        async with self._desk.store.read() as work:
            return await today_here(work, self._desk, actor)

    async def here(self, actor: Actor) -> tuple[datetime, str]:
        """Now, and the zone this person acts in."""
        async with self._desk.store.read() as work:
            return self._desk.clock(), await zone_here(work, self._desk, actor)

    async def change(self, actor: Actor, wishes: Wishes) -> Profile:
        """Change what was given; a new zone or strength moves every running mission's coming nudges with it.

        Whoever moves is told who of their list is there: looked up beside the writer, for a list may be long.
        """
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            changed = self._changed(person, wishes)
            await work.persons.save(changed)
            if (changed.time_zone, changed.strength) != (person.time_zone, person.strength):
                for mission in await work.missions.running(person.id):
                    moved = replace(mission, time_zone=changed.time_zone or mission.time_zone)
                    await work.missions.save(moved)
                    await replan_nudges(work, self._desk, moved)
            if changed.naming is not person.naming:
                await refresh_told(work, self._desk, person.id)
            if (changed.city_id, changed.reach_km) != (person.city_id, person.reach_km):
                await tell_wisher(work, self._desk, changed)
        if changed.city_id is None or changed.city_id == person.city_id:
            return self._profile(changed)
        async with self._desk.store.read() as work:
            there = await contacts_near(work, self._desk, changed, changed.city_id)
        return replace(self._profile(changed), there=there)

    async def seen(self, person_ids: Collection[PersonId]) -> None:
        """Note that these people acted, as far as they are known."""
        async with self._desk.store.write() as work:
            await work.persons.seen(person_ids, self._desk.clock())

    def _changed(self, person: Person, wishes: Wishes) -> Person:
        city_id, zone = person.city_id, person.time_zone
        if wishes.city is not None:
            city = city_named(self._desk, wishes.city)
            city_id, zone = city.id, city.zone
        if wishes.zone is not None:
            zone = self._desk.places.zone(wishes.zone)
            if zone is None:
                raise Refusal("zone.unknown", typed=clean(wishes.zone)[:60])
        if wishes.reach_km is not None and not 1 <= wishes.reach_km <= MOST_REACH_KM:
            raise Refusal("reach.outside", limit=MOST_REACH_KM)
        cleaned, _ = fit(Rough(tags=list(wishes.tags or ()), languages=list(wishes.languages or ())))
        quiet_from, quiet_until = wishes.quiet or (person.quiet_from, person.quiet_until)
        availability = person.availability if wishes.availability is None else wishes.availability
        return replace(
            person,
            city_id=city_id,
            time_zone=zone,
            strength=wishes.strength or person.strength,
            quiet_from=quiet_from,
            quiet_until=quiet_until,
            naming=wishes.naming or person.naming,
            reach_km=wishes.reach_km or person.reach_km,
            availability=(availability | wishes.also_free) & _WEEK,
            tags=person.tags if wishes.tags is None else cleaned.tags,
            languages=person.languages if wishes.languages is None else cleaned.languages,
            introduction=person.introduction
            if wishes.introduction is None
            else shown(wishes.introduction, INTRODUCTION),
        )

    def _profile(self, person: Person) -> Profile:
        return Profile(person, self._desk.places.by_id(person.city_id) if person.city_id else None)

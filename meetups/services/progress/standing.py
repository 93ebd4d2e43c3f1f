"""How somebody's mission stands in numbers, and what was reached with which meeting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from meetups.distance import km_between
from meetups.places import City
from meetups.ports import Desk, UnitOfWork
from meetups.rows import Encounter
from meetups.rules.milestones import Milestone, NextMilestone, milestones, next_milestone
from meetups.rules.outcomes import Progress, Span, progress
from meetups.rules.weeks import Week, last_day, week_at
from meetups.services.absences import excuses_of
from meetups.services.common import facts_of, today_of, who
from meetups.values import Community, How, Meeting, Mission, Person, PersonId

Home = tuple[City, int]
"""Where somebody lives, and how many kilometres they usually go from there."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a span of days held.

    ``new`` people were met in person for the first time ever, ``again`` had been before. ``places`` are cities, or whatever else
    was written about where it was. ``rungs`` counts the meetings of each kind, highest first.
    """

    new: int = 0
    again: int = 0
    places: tuple[str, ...] = ()
    rungs: tuple[tuple[How, int], ...] = ()

    @property
    def people(self) -> int:
        return self.new + self.again

    @property
    def is_empty(self) -> bool:
        return not self.rungs


@dataclass(frozen=True, slots=True)
class Standing:
    """A mission as its member may look at it, on a day of theirs; ``week`` is the one that day is in."""

    person: Person
    mission: Mission
    community: Community
    today: date
    week: Week | None
    progress: Progress
    tally: Tally
    milestones: tuple[Milestone, ...]
    next_milestone: NextMilestone | None


async def standing_of(work: UnitOfWork, desk: Desk, mission: Mission) -> Standing:
    person = await work.persons.get(mission.person_id)
    community = await work.communities.get(mission.community_id)
    assert person is not None
    assert community is not None
    today = today_of(desk, person, mission)
    encounters = await work.meetings.encounters(person.id)
    facts, excuses = facts_of(encounters), await excuses_of(work, mission)
    own = await _own_in_person(work, person.id)
    towns = _towns(desk, own)
    state = progress(mission, facts, excuses, today)
    return Standing(
        person=person,
        mission=mission,
        community=community,
        today=today,
        week=week_at(mission, today),
        progress=state,
        tally=_tally(encounters, own, towns, (mission.starts_on, min(today, last_day(mission)))),
        milestones=milestones(mission, facts, excuses, today, _away(_home(desk, person), own, towns)),
        next_milestone=next_milestone(state.meetings, state.streak) if mission.ended_at is None else None,
    )


async def milestones_with(work: UnitOfWork, desk: Desk, mission: Mission, meeting: Meeting) -> tuple[Milestone, ...]:
    """What the mission's member reached with just this meeting."""
    person = await work.persons.get(mission.person_id)
    assert person is not None
    facts = facts_of(await work.meetings.encounters(person.id))
    home, away = _home(desk, person), set[int]()
    if _away(home, [meeting], _towns(desk, [meeting])):
        own = await _own_in_person(work, person.id)
        away = _away(home, own, _towns(desk, own))
    reached = milestones(mission, facts, await excuses_of(work, mission), today_of(desk, person, mission), away)
    return tuple(each for each in reached if each.meeting_id == meeting.id)


def _tally(
    encounters: Sequence[Encounter], own: Sequence[Meeting], towns: Mapping[str, City | None], span: Span
) -> Tally:
    met: set[object] = set()
    new: set[object] = set()
    again: set[object] = set()
    rungs: dict[int, How] = {}
    for each in encounters:
        # Whoever is on no list any more cannot be told from anybody else.
        key = who(each) or ("meeting", each.meeting_id)
        is_within = span[0] <= each.met_on <= span[1]
        if is_within:
            rungs[each.meeting_id] = each.how
        if each.how is How.IN_PERSON:
            if is_within and key not in new:
                (again if key in met else new).add(key)
            met.add(key)
    counts = Counter(rungs.values())
    return Tally(
        new=len(new),
        again=len(again),
        places=_places(own, towns, span),
        rungs=tuple((how, counts[how]) for how in How if counts[how]),
    )


def _places(own: Sequence[Meeting], towns: Mapping[str, City | None], span: Span) -> tuple[str, ...]:
    """Where they were, each city once, however it was written."""
    found: dict[object, str] = {}
    for each in own:
        if each.place and span[0] <= each.met_on <= span[1]:
            city = towns[each.place]
            found.setdefault(city.id if city else each.place.casefold(), city.name if city else each.place)
    return tuple(found.values())


async def _own_in_person(work: UnitOfWork, person_id: PersonId) -> list[Meeting]:
    """The meetings somebody wrote down themselves: where others say they were is the others'."""
    meetings = await work.meetings.touching(person_id)
    return [each for each in meetings if each.recorder_id == person_id and each.how is How.IN_PERSON]


def _home(desk: Desk, person: Person) -> Home | None:
    city = desk.places.by_id(person.city_id) if person.city_id else None
    return None if city is None else (city, person.reach_km)


def _towns(desk: Desk, meetings: Iterable[Meeting]) -> dict[str, City | None]:
    """The cities meant by what was written about where it was."""
    return {text: desk.places.find(text) for text in {each.place for each in meetings if each.place}}


def _away(home: Home | None, meetings: Iterable[Meeting], towns: Mapping[str, City | None]) -> set[int]:
    """The meetings that were farther from home than somebody usually goes."""
    if home is None:
        return set()
    city, reach_km = home
    return {
        each.id
        for each in meetings
        if each.how is How.IN_PERSON
        and (town := towns.get(each.place)) is not None
        and km_between(city.latitude, city.longitude, town.latitude, town.longitude) > reach_km
    }

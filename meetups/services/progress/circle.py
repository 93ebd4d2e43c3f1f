"""The people somebody met in person: how often, and how long ago."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

from meetups.ports import Desk, UnitOfWork
from meetups.rows import Encounter
from meetups.rules.outcomes import Span
from meetups.services.common import today_of, who
from meetups.values import ContactId, How, Person, PersonId


@dataclass(frozen=True, slots=True)
class Friend:
    """Somebody who was met. ``name`` is what they are called on the list of whoever looks, empty for whoever is on none."""

    name: str
    account_id: PersonId | None
    meetings: int
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class Circle:
    """Everybody met by ``today``, whoever was met last first."""

    person: Person
    today: date
    friends: tuple[Friend, ...]


async def circle_of(work: UnitOfWork, desk: Desk, person: Person, span: Span = (date.min, date.max)) -> Circle:
    """Whom somebody met in these days."""
    names = await _names(work, person.id)
    shared: dict[Hashable, list[Encounter]] = defaultdict(list)
    for each in await work.meetings.encounters(person.id):
        if each.how is How.IN_PERSON and span[0] <= each.met_on <= span[1]:
            shared[who(each) or ("meeting", each.meeting_id)].append(each)
    friends = [
        Friend(
            name=names.get(key, ""),
            account_id=encounters[0].account_id,
            meetings=len({each.meeting_id for each in encounters}),
            first_on=min(each.met_on for each in encounters),
            last_on=max(each.met_on for each in encounters),
        )
        for key, encounters in shared.items()
    ]
    newest_first = sorted(friends, key=lambda each: (-each.last_on.toordinal(), -each.meetings, each.name))
    return Circle(person, today_of(desk, person), tuple(newest_first))


async def _names(work: UnitOfWork, owner_id: PersonId) -> dict[Hashable, str]:
    """What people are called on a list, under the identities they are met by."""
    listed = await work.contacts.listed(owner_id)
    by_contact: dict[Hashable, str] = {("contact", ContactId(each.id)): each.name for each in listed}
    return by_contact | {("account", each.account_id): each.name for each in listed if each.account_id is not None}

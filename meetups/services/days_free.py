"""The public holidays around a mission's week, which the bot offers to keep free; it never decides (rule 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from meetups.holidays import Holiday, public_holidays
from meetups.ports import Desk, UnitOfWork
from meetups.rules.outcomes import is_excused
from meetups.rules.weeks import DAY, Week, week_at
from meetups.services.absences import excuses_of
from meetups.values import Community, Mission

MANY: Final = 3
"""From so many holidays on, a week is offered to be taken off one week ahead."""


@dataclass(frozen=True, slots=True)
class Free:
    """Holidays left in a week, and the week after it where that has many; ``ahead`` is empty where it has not."""

    today: date | None = None
    now: tuple[Holiday, ...] = ()
    next_week: Week | None = None
    ahead: tuple[Holiday, ...] = ()


async def free_days(
    work: UnitOfWork, desk: Desk, mission: Mission, community: Community, week: Week, today: date
) -> Free:
    """By where the member lives, else by the community's country."""
    person = await work.persons.get(mission.person_id)
    city = desk.places.by_id(person.city_id) if person is not None and person.city_id is not None else None
    country, region = (city.country_code, city.region) if city else (community.country or "", "")
    if person is None or not country:
        return Free()
    now = public_holidays(country, region, max(today, week.first_on), week.last_on, person.locale)
    following = week_at(mission, week.ends_on + DAY)
    if following is None or is_excused(mission, following, await excuses_of(work, mission)):
        return Free(today, now)
    ahead = public_holidays(country, region, following.first_on, following.last_on, person.locale)
    return Free(today, now, following, ahead) if len(ahead) >= MANY else Free(today, now)

"""Where somebody will be for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from meetups.values.ids import PersonId, VisitId


@dataclass(frozen=True, slots=True)
class Visit:
    """ "I am in this city from ... to ...", both days included; ``told_at``: since when those who wished to know may."""

    id: VisitId
    person_id: PersonId
    city_id: int
    first_on: date
    last_on: date
    created_at: datetime
    told_at: datetime | None = None

"""Counts over everything this installation holds; whoever shows them hides what is about too few people."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, extract, func, select

from data import tables


@dataclass(frozen=True, slots=True)
class Month:
    """``recorders`` is how many people recorded the meetings."""

    year: int
    month: int
    meetings: int
    recorders: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """``size`` of the photos in bytes; months oldest first, those without a meeting left out."""

    communities: int
    on_a_mission: int
    months: tuple[Month, ...]
    deliveries: dict[str, int]
    photos: int
    photos_size: int


def statistics_of(connection: Connection) -> Statistics:
    communities, missions, meetings = tables.communities, tables.missions, tables.meetings
    photos, deliveries = tables.photos, tables.deliveries
    year, month = extract("year", meetings.c.recorded_at), extract("month", meetings.c.recorded_at)
    by_month = (
        select(year, month, func.count(), func.count(meetings.c.recorder_id.distinct()))
        .group_by(year, month)
        .order_by(year, month)
    )
    here = select(func.count()).select_from(communities).where(communities.c.left_at.is_(None))
    running = select(func.count(missions.c.person_id.distinct())).where(
        missions.c.ended_at.is_(None), missions.c.departed_at.is_(None)
    )
    by_state = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
    count, size = connection.execute(select(func.count(), func.coalesce(func.sum(photos.c.size), 0))).one()
    return Statistics(
        communities=connection.execute(here).scalar_one(),
        on_a_mission=connection.execute(running).scalar_one(),
        months=tuple(Month(int(row[0]), int(row[1]), row[2], row[3]) for row in connection.execute(by_month)),
        deliveries={str(row[0]): row[1] for row in connection.execute(by_state)},
        photos=count,
        photos_size=int(size),
    )

"""What excuses the weeks of a mission: its member's own days, and the breaks of its community."""

from __future__ import annotations

from datetime import date

from meetups.ports import Desk, UnitOfWork
from meetups.values import Excuse, ExcuseKind, Mission


async def excuses_of(work: UnitOfWork, mission: Mission) -> list[Excuse]:
    """All there is, a break as an excuse of its kind."""
    own = await work.excuses.find(mission_id=mission.id)
    breaks = await work.breaks.find(community_id=mission.community_id)
    return own + [
        Excuse(each.id, mission.id, ExcuseKind.BREAK, each.first_on, each.last_on, each.created_at) for each in breaks
    ]


def new_excuse(desk: Desk, mission: Mission, kind: ExcuseKind, first_on: date, last_on: date | None) -> Excuse:
    return Excuse(desk.new_id(), mission.id, kind, first_on, last_on, desk.clock())

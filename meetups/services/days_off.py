"""Days off: the weeks they would excuse are shown before they do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.outcomes import excused_weeks
from meetups.rules.weeks import Week, week_at
from meetups.services.absences import excuses_of, new_excuse
from meetups.services.common import (
    known_person,
    running_mission,
)
from meetups.services.drafts import own_draft
from meetups.services.missions import Home, home_of
from meetups.values import (
    Actor,
    Draft,
    DraftId,
    ExcuseKind,
    Mission,
)


@dataclass(frozen=True, slots=True)
class TimeOff:
    """Days off as they would be, and the weeks they would excuse."""

    draft_id: DraftId
    mission: Mission
    first_on: date
    last_on: date
    weeks: tuple[Week, ...]


class DaysOff:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def propose(self, actor: Actor, first_on: date, last_on: date, mission_id: int | None = None) -> TimeOff:
        """The weeks that days off, also past ones, would excuse; nothing is excused yet."""
        if last_on < first_on:
            raise Refusal("timeoff.backwards")
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            mission = await running_mission(work, actor, mission_id)
            if last_on < mission.starts_on or first_on > mission.ends_on:
                raise Refusal("timeoff.outside", starts_on=mission.starts_on, ends_on=mission.ends_on)
            draft = Draft(
                id=DraftId(self._desk.new_id()),
                person_id=person.id,
                kind="time_off",
                created_at=self._desk.clock(),
                community_id=mission.community_id,
                data={
                    "mission_id": mission.id,
                    "first_on": first_on.isoformat(),
                    "last_on": last_on.isoformat(),
                },
            )
            await work.drafts.add(draft)
            return await self._time_off(work, mission, draft)

    async def take(self, actor: Actor, draft_id: int) -> Home:
        """Take the days off that were shown; a second press finds them taken."""
        async with self._desk.store.write() as work:
            if await work.drafts.get(draft_id) is None:
                return await home_of(work, self._desk, await running_mission(work, actor))
            draft = await own_draft(work, actor, draft_id, "time_off")
            mission = await running_mission(work, actor, draft.data["mission_id"])
            shown = await self._time_off(work, mission, draft)
            await work.excuses.add(new_excuse(self._desk, mission, ExcuseKind.TIME_OFF, shown.first_on, shown.last_on))
            await work.drafts.remove(id=draft.id)
            return await home_of(work, self._desk, mission)

    async def take_week(self, actor: Actor, mission_id: int, week_on: date) -> Home:
        """Excuse one whole week, as the last call offers; twice is once."""
        async with self._desk.store.write() as work:
            mission = await running_mission(work, actor, mission_id)
            week = week_at(mission, max(week_on, mission.starts_on))
            if week is None:
                raise Refusal("mission.week_gone")
            already = await work.excuses.find(mission_id=mission.id, first_on=week.first_on, last_on=week.last_on)
            if not already:
                await work.excuses.add(
                    new_excuse(self._desk, mission, ExcuseKind.TIME_OFF, week.first_on, week.last_on)
                )
            return await home_of(work, self._desk, mission)

    async def cancel(self, actor: Actor, excuse_id: int) -> Home:
        async with self._desk.store.write() as work:
            excuse = await work.excuses.get(excuse_id)
            if excuse is None or excuse.kind is not ExcuseKind.TIME_OFF:
                raise Refusal("timeoff.gone")
            mission = await running_mission(work, actor, excuse.mission_id)
            await work.excuses.remove(id=excuse.id)
            return await home_of(work, self._desk, mission)

    async def _time_off(self, work: UnitOfWork, mission: Mission, draft: Draft) -> TimeOff:
        first_on = date.fromisoformat(draft.data["first_on"])
        last_on = date.fromisoformat(draft.data["last_on"])
        excuse = new_excuse(self._desk, mission, ExcuseKind.TIME_OFF, first_on, last_on)
        standing = await excuses_of(work, mission)
        before = set(excused_weeks(mission, standing))
        after = excused_weeks(mission, [*standing, excuse])
        return TimeOff(
            draft_id=draft.id,
            mission=mission,
            first_on=first_on,
            last_on=last_on,
            weeks=tuple(week for week in after if week not in before),
        )

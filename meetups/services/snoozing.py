"""Putting one nudge off: it comes back once, decided anew from the facts of then; the schedule stays as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.snoozing import Snooze, Until, snooze
from meetups.rules.weeks import week_at
from meetups.services.common import known_person, private_delivery, running_mission
from meetups.services.planning import is_snoozed, snoozed_occasion, week_on
from meetups.values import Actor, Delivery, DeliveryKind, DeliveryState, Mission, MissionId

SNOOZABLE: Final = (
    DeliveryKind.KICKOFF,
    DeliveryKind.MIDWEEK,
    DeliveryKind.SECOND_MIDWEEK,
    DeliveryKind.LAST_CALL,
)


@dataclass(frozen=True, slots=True)
class Nudged:
    """The nudge an act is about: of which mission, which kind, and the first day of its week."""

    mission_id: MissionId
    kind: DeliveryKind
    week_on: date


@dataclass(frozen=True, slots=True)
class Snoozing:
    """How a nudge can be put off, or until when it is (``due``)."""

    nudged: Nudged
    mission: Mission
    ways: Snooze
    due: datetime | None = None


class Snoozes:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def ways(self, actor: Actor, nudged: Nudged) -> Snoozing:
        """Raises ``Refusal`` ``nudge.no_time`` once nothing of its week is left to come back in."""
        async with self._desk.store.write() as work:
            return await self._ways(work, actor, nudged)

    async def until(self, actor: Actor, nudged: Nudged, until: Until | datetime) -> Snoozing:
        """Let a nudge come back then, and not at another time it was put off until before.

        Raises ``Refusal`` ``nudge.no_time`` for a time that has passed, or is not offered any more.
        """
        async with self._desk.store.write() as work:
            found = await self._ways(work, actor, nudged)
            due = found.ways.soon.get(until) if isinstance(until, Until) else until
            if due is None or (not isinstance(until, Until) and due not in found.ways.later):
                raise Refusal("nudge.no_time")
            waiting, earlier = await self._rows(work, nudged)
            if waiting is not None:
                await work.deliveries.save(replace(waiting, due=due))
            else:
                await work.deliveries.plan([self._again(found.mission, nudged, due, earlier + 1)])
            return replace(found, due=due)

    async def undo(self, actor: Actor, nudged: Nudged) -> None:
        """Let it not come back; what is scheduled comes as before. Twice is once."""
        async with self._desk.store.write() as work:
            await running_mission(work, actor, nudged.mission_id)
            waiting, _ = await self._rows(work, nudged)
            if waiting is not None:
                await work.deliveries.remove(id=waiting.id)

    async def _ways(self, work: UnitOfWork, actor: Actor, nudged: Nudged) -> Snoozing:
        person = await known_person(work, self._desk, actor)
        mission = await running_mission(work, actor, nudged.mission_id)
        week = week_at(mission, max(nudged.week_on, mission.starts_on))
        ways = week and snooze(mission, week, self._desk.clock(), (person.quiet_from, person.quiet_until))
        if not ways:
            raise Refusal("nudge.no_time")
        return Snoozing(nudged, mission, ways)

    async def _rows(self, work: UnitOfWork, nudged: Nudged) -> tuple[Delivery | None, int]:
        """The row by which a nudge waits to come back, and how often it was put off before."""
        rows = await work.deliveries.find(kind=nudged.kind, subject=nudged.mission_id)
        snoozed = [each for each in rows if is_snoozed(each) and week_on(each) == nudged.week_on]
        waiting = next((each for each in snoozed if each.state is DeliveryState.PLANNED), None)
        return waiting, len(snoozed)

    def _again(self, mission: Mission, nudged: Nudged, due: datetime, number: int) -> Delivery:
        return private_delivery(
            self._desk,
            nudged.kind,
            mission.person_id,
            subject=mission.id,
            occasion=snoozed_occasion(nudged.week_on, number),
            due=due,
            mission_id=mission.id,
            community_id=mission.community_id,
        )

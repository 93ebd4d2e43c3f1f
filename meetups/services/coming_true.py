"""A plan that came true: recorded once, by whoever says so first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.weeks import local_day
from meetups.services.asks import confirm_part
from meetups.services.common import add_account, known_person, zone_here
from meetups.services.meetings import Told, told
from meetups.services.plans import coming, known_plan
from meetups.services.recording import recorded
from meetups.values import Actor, Contact, How, Part, PersonId, Plan, PlanState


class PlansComeTrue:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def record(
        self, actor: Actor, plan_id: int, how: How = How.IN_PERSON, names: Mapping[PersonId, str] | None = None
    ) -> Told:
        """A plan came true: recorded with what it knows by whoever says so first, confirmed by whoever says so after.

        ``names`` are what those are called on Discord who are not on this person's list yet. Raises ``Refusal``
        ``plan.gone``, ``plan.not_agreed`` or ``plan.ahead``.
        """
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            plan = await known_plan(work, actor.person_id, plan_id)
            if plan.state is not PlanState.AGREED or plan.starts_at is None or actor.person_id not in coming(plan):
                raise Refusal("plan.not_agreed")
            if plan.starts_at > self._desk.clock():
                raise Refusal("plan.ahead")
            known = await work.meetings.get(plan.meeting_id) if plan.meeting_id else None
            mine = known.part_of(actor.person_id) if known else None
            if known is not None and mine is not None:
                if mine.part is Part.RECORDER:
                    return replace(await told(work, self._desk, known, actor.person_id), is_repeat=True)
                known = await confirm_part(work, self._desk, actor, known.id)
                return replace(await told(work, self._desk, known, actor.person_id), names=(), unreachable=())
            guests = await self._guests_of(work, actor, plan, names or {})
            zone, city = await zone_here(work, self._desk, actor), self._desk.places.by_id(plan.city_id or 0)
            met_on = local_day(plan.starts_at, zone)
            community = await work.communities.get(plan.community_id) if plan.community_id else None
            place = city.short if city else ""
            meeting = await recorded(work, self._desk, actor, community, guests, met_on, how=how, place=place)
            await work.plans.save(replace(plan, meeting_id=meeting.id))
            return await told(work, self._desk, meeting, actor.person_id)

    async def _guests_of(
        self, work: UnitOfWork, actor: Actor, plan: Plan, names: Mapping[PersonId, str]
    ) -> list[Contact]:
        """The others who came, as contacts of the recorder's own list."""
        if plan.host_id == actor.person_id:
            ids = [each.contact_id for each in plan.guests if each.is_in and each.contact_id is not None]
            found = await work.contacts.find(id=ids, owner_id=actor.person_id) if ids else []
        else:
            others = [each for each in coming(plan) if each != actor.person_id]
            found = [
                (await add_account(work, self._desk, actor.person_id, each, names.get(each, "")))[0] for each in others
            ]
        if not found:
            raise Refusal("plan.nobody")
        return found

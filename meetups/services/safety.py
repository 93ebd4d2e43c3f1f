"""Whom somebody can turn to when a meeting went wrong."""

from __future__ import annotations

from dataclasses import dataclass

from meetups.ports import Desk, UnitOfWork
from meetups.values import Actor, CommunityId, GatheringId, PersonId, PlanId


@dataclass(frozen=True, slots=True)
class Help:
    """What a community says to whoever needs help; ``person_id`` is never one of those they met."""

    community: str
    person_id: PersonId | None
    text: str


class Safety:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def help(self, actor: Actor, subject: int) -> Help:
        """Help around a plan or an open invitation of one's own; around anything else only what the community says here.

        Nothing is written down and nobody is told.
        """
        async with self._desk.store.read() as work:
            community_id, met = await _around(work, actor, subject)
            community = await work.communities.get(community_id or actor.community_id or 0)
            if community is None:
                return Help("", None, "")
            person_id = community.safety_id if community.safety_id not in (*met, actor.person_id) else None
            return Help(community.name, person_id, community.safety_text)


async def _around(work: UnitOfWork, actor: Actor, subject: int) -> tuple[CommunityId | None, set[PersonId]]:
    plan = await work.plans.get(PlanId(subject))
    if plan is not None and (plan.host_id == actor.person_id or plan.guest(actor.person_id) is not None):
        return plan.community_id, {
            plan.host_id,
            *(each.person_id for each in plan.guests if each.person_id is not None),
        }
    gathering = await work.gatherings.get(GatheringId(subject))
    if gathering is not None:
        there = {gathering.host_id, *(each.person_id for each in await work.seats.find(gathering_id=gathering.id))}
        if actor.person_id in there:
            return gathering.community_id, there
    return None, set()

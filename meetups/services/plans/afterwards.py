"""Around a plan: sharing it with somebody trusted, being asked afterwards, and taking oneself out of it for good."""

from __future__ import annotations

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.services.common import known_person, private_delivery
from meetups.services.plans.answering import called_off
from meetups.services.plans.letters import CHECK_AFTER, redraw, share_delivery, tell
from meetups.services.plans.views import About, PlanView, answer_known, known_plan, view_of
from meetups.services.questions import asked_person
from meetups.values import Actor, Answer, DeliveryKind, PersonId, Plan, PlanState


class PlanSafety:
    """What makes a meeting safer, each by the wish of one of its people; the other is told nothing of it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def share(self, actor: Actor, plan_id: int, with_id: PersonId) -> PlanView:
        """Let somebody trusted know of an agreed plan and of every change of it.

        Raises ``Refusal`` ``plan.gone``, ``plan.not_agreed``, ``plan.share_oneself`` or ``plan.share_party``.
        """
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            plan = await self._agreed(work, actor, plan_id)
            if with_id == actor.person_id:
                raise Refusal("plan.share_oneself")
            if with_id == plan.host_id or plan.guest(with_id) is not None:
                raise Refusal("plan.share_party")
            await asked_person(work, self._desk, with_id)
            await work.deliveries.plan([share_delivery(self._desk, plan, actor.person_id, with_id)])
            return await view_of(work, self._desk, plan, actor.person_id)

    async def check_on_me(self, actor: Actor, plan_id: int) -> PlanView:
        """Ask this person after the end whether they are home safe. Raises ``Refusal`` ``plan.gone`` or ``plan.not_agreed``."""
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            plan = await self._agreed(work, actor, plan_id)
            assert plan.ends_at is not None
            check = private_delivery(
                self._desk,
                DeliveryKind.HOME_SAFE,
                actor.person_id,
                subject=plan.id,
                occasion=str(actor.person_id),
                due=plan.ends_at + CHECK_AFTER,
                community_id=plan.community_id,
            )
            await work.deliveries.plan([check])
            return await view_of(work, self._desk, plan, actor.person_id)

    async def _agreed(self, work: UnitOfWork, actor: Actor, plan_id: int) -> Plan:
        plan = await known_plan(work, actor.person_id, plan_id)
        guest = plan.guest(actor.person_id)
        if plan.state is not PlanState.AGREED or plan.ends_at is None or (guest is not None and not guest.is_in):
            raise Refusal("plan.not_agreed")
        return plan


async def leave_plans(work: UnitOfWork, desk: Desk, person_id: PersonId) -> None:
    """Somebody's data goes: what they agreed to and what they asked is off, and the others are told once, without why."""
    for plan in await work.plans.of(person_id, since=desk.clock()):
        if plan.state is PlanState.CANCELLED or plan.meeting_id is not None:
            continue
        if plan.host_id == person_id:
            # The plan goes with its host; a sentence of news outlives it.
            await _tell_without(work, desk, plan)
        else:
            # What they said goes with them; the host's card follows, the same after a no as after silence.
            left = await called_off(work, desk, plan, person_id)
            await redraw(work, desk, left, left.host_id)


async def _tell_without(work: UnitOfWork, desk: Desk, plan: Plan) -> None:
    await work.deliveries.plan(
        private_delivery(
            desk,
            DeliveryKind.NEWS,
            each.person_id,
            subject=plan.id,
            occasion=f"off.{each.person_id}",
            community_id=plan.community_id,
            data={"key": "plan_off", "when": str(int((plan.starts_at or min(plan.times or each.times)).timestamp()))},
        )
        for each in plan.guests
        if each.person_id is not None and (each.is_in or each.answer is Answer.OTHER_TIMES)
    )


async def note_departure(work: UnitOfWork, desk: Desk, person_id: PersonId) -> None:
    """Somebody left a server they shared with the bot: those who wait for them hear once that they may be out of reach."""
    for plan in await work.plans.of(person_id, since=desk.clock()):
        guest = plan.guest(person_id)
        if plan.state is PlanState.CANCELLED:
            continue
        who = {"who": str(guest.position) if guest else "host"}
        # A no is told as silence is.
        if guest is not None and answer_known(plan, guest, desk.clock()) in (Answer.WAITING, Answer.YES):
            await tell(work, desk, plan, plan.host_id, About.OUT_OF_REACH, once=who)
        elif guest is None and plan.state is PlanState.AGREED:
            for each in plan.guests:
                if each.is_in and each.person_id is not None:
                    await tell(work, desk, plan, each.person_id, About.OUT_OF_REACH, once=who)

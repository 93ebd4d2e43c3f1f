"""What a plan's people do with it: say yes, offer other times, decline, move it, call it off.

Whoever writes first decides: a time is agreed on once, every later act is about the plan as it is then, and one made on
an older card is answered with the new one. So no plan is ever half agreed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from meetups.moments import MOST
from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.weeks import WEEK, at_local, local_day
from meetups.services.common import adult, known_person, zone_of
from meetups.services.plans.letters import coming, is_apart, redraw, reshare, schedule, tell
from meetups.services.plans.memory import Prompts, prompts_of
from meetups.services.plans.proposing import PlanWishes, closing_at, fields_wished, is_later
from meetups.services.plans.views import (
    About,
    PlanView,
    StalePlan,
    changed,
    known_plan,
    own_plan,
    own_zone,
    view_of,
)
from meetups.services.questions import shuns
from meetups.values import (
    LATER_WEEKS,
    Actor,
    Answer,
    DeliveryKind,
    DeliveryState,
    Guest,
    PersonId,
    Plan,
    PlanState,
)

_MORNING: Final = 10 * 60
_ASKED: Final = (Answer.WAITING, Answer.YES, Answer.OTHER_TIMES, Answer.NOT_THEN)


class Plans:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def show(self, actor: Actor, plan_id: int) -> PlanView:
        """One's own plan, made or asked to. Raises ``Refusal`` ``plan.gone``."""
        async with self._desk.store.read() as work:
            return await view_of(work, self._desk, await known_plan(work, actor.person_id, plan_id), actor.person_id)

    async def remember(self, actor: Actor, plan_id: int) -> Prompts:
        """What helps on its day, for those who come. Raises ``Refusal`` ``plan.gone`` or ``plan.not_agreed``."""
        async with self._desk.store.read() as work:
            plan = await known_plan(work, actor.person_id, plan_id)
            view = await view_of(work, self._desk, plan, actor.person_id)
            if not view.is_in:
                raise Refusal("plan.not_agreed")
            return await prompts_of(work, self._desk, view)

    async def ahead(self, actor: Actor) -> list[PlanView]:
        """What is agreed or waits for an answer, the soonest first; what one declined or called off is left out."""
        async with self._desk.store.read() as work:
            plans = await work.plans.of(actor.person_id, since=self._desk.clock())
            plans = [each for each in plans if not await is_apart(work, each, actor.person_id)]
            views = [await view_of(work, self._desk, each, actor.person_id) for each in plans]
        return sorted(filter(_is_ahead, views), key=_soonest)

    async def accept(
        self, actor: Actor, plan_id: int, revision: int, index: int, *, is_adult: bool = False
    ) -> PlanView:
        """Say yes to one of the times a plan had at a revision; the first yes fixes the time for everybody.

        Raises ``AgeUnsaid``, ``StalePlan``, and ``Refusal`` ``plan.gone``, ``plan.over`` or ``plan.cancelled``.
        """
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            plan, guest = await self._asked(work, actor, plan_id)
            offered = plan.offered
            if guest.is_in and plan.state is PlanState.AGREED and _is_of(plan, revision, index):
                return await view_of(work, self._desk, plan, person.id)
            if guest.is_in or revision != plan.revision or index >= len(offered):
                raise StalePlan(await view_of(work, self._desk, plan, person.id))
            self._check_ahead(offered[index])
            await adult(work, self._desk, person, is_said=is_adult)
            yes = replace(guest, answer=Answer.YES, answered_at=self._desk.clock(), times=(), again_on=None)
            plan = await self._agree(work, plan.with_guest(yes), offered[index])
            await self._tell_others(work, plan, About.AGREED, but=person.id)
            return await self._done(work, plan, person.id)

    async def take(
        self, actor: Actor, plan_id: int, revision: int, position: int, index: int, *, is_adult: bool = False
    ) -> PlanView:
        """As the host, agree to a time a guest offered; the other guests are asked anew where that moves the plan.

        ``position`` is the guest's. For somebody without an account the host says which of the host's own times suits.
        Raises as ``accept`` does.
        """
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            plan = await own_plan(work, actor, plan_id)
            self._check_stands(plan)
            guest = next((each for each in plan.guests if each.position == position), None)
            if guest is None or revision != plan.revision:
                raise StalePlan(await view_of(work, self._desk, plan, person.id))
            here = guest.person_id is not None
            offered = guest.times if here else plan.offered
            if index >= len(offered) or guest.is_in:
                raise StalePlan(await view_of(work, self._desk, plan, person.id))
            at = offered[index]
            self._check_ahead(at)
            await adult(work, self._desk, person, is_said=is_adult)
            moves = plan.starts_at != at and any(each.is_in for each in plan.guests)
            yes = replace(guest, answer=Answer.YES, answered_at=self._desk.clock(), times=())
            plan = plan.with_guest(yes)
            if moves:
                plan = replace(plan, guests=tuple(_asked_anew(each, but=position) for each in plan.guests))
            plan = await self._agree(work, plan, at)
            await self._tell_others(work, plan, About.AGREED, but=person.id)
            return await self._done(work, plan, person.id)

    async def offer(self, actor: Actor, plan_id: int, times: Sequence[datetime]) -> PlanView:
        """Offer other times: the host's take the place of the old ones and everybody is asked anew, a guest's are for the
        host to agree to. What was agreed on between two is off until one of them is.

        Raises ``Refusal`` ``plan.gone``, ``plan.over``, ``plan.cancelled``, ``plan.past`` or ``moment.many``.
        """
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            plan = await known_plan(work, actor.person_id, plan_id)
            self._check_stands(plan, may_be_over=True)
            times = tuple(sorted(set(times)))
            if not 1 <= len(times) <= MOST:
                raise Refusal("moment.many", limit=MOST)
            for each in times:
                self._check_ahead(each)
            guest = plan.guest(person.id)
            plan = await self._offer_anew(work, plan, times) if guest is None else self._counter(plan, guest, times)
            await work.plans.save(plan)
            if guest is None:
                await self._tell_others(work, plan, About.CHANGED, but=person.id)
                if any(each.person_id is not None for each in plan.guests):
                    await tell(work, self._desk, plan, plan.host_id, About.CLOSED, due=plan.closes_at)
                await reshare(work, self._desk, plan)
            elif not await shuns(work, plan.host_id, person.id):
                await tell(work, self._desk, plan, plan.host_id, About.TIMES)
                await reshare(work, self._desk, plan)
            if guest is not None and guest.is_in:
                await redraw(work, self._desk, plan, *_others(plan, but=person.id))
            return await self._done(work, plan, person.id)

    async def decline(self, actor: Actor, plan_id: int, answer: Answer, weeks: int = 0) -> PlanView:
        """None of these times, which the host hears at once; later, which comes back in so many weeks; or no.

        A no reaches the host as silence does, when the waiting is over. Raises ``Refusal`` ``plan.gone``, ``plan.over``,
        ``plan.cancelled``, ``plan.agreed`` after a yes, or ``choice.unreadable``.
        """
        if answer not in (Answer.NOT_THEN, Answer.LATER, Answer.NO):
            raise Refusal("choice.unreadable")
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            plan, guest = await self._asked(work, actor, plan_id)
            if guest.is_in:
                raise Refusal("plan.agreed")
            is_gone = guest.answer is Answer.GONE and answer is Answer.NO
            if is_gone or (guest.answer is answer and not weeks):
                return await view_of(work, self._desk, plan, person.id)
            again_on = None
            if answer is Answer.LATER:
                if weeks not in LATER_WEEKS:
                    raise Refusal("choice.unreadable")
                again_on = local_day(self._desk.clock(), zone_of(person)) + weeks * WEEK
            now = self._desk.clock()
            plan = plan.with_guest(replace(guest, answer=answer, answered_at=now, times=(), again_on=again_on))
            await work.plans.save(plan)
            if answer is Answer.NOT_THEN and not await shuns(work, plan.host_id, person.id):
                await tell(work, self._desk, plan, plan.host_id, About.NOT_THEN)
            if again_on is not None:
                await self._bring_back(work, plan, again_on)
            return await self._done(work, plan, person.id)

    async def cancel(self, actor: Actor, plan_id: int) -> PlanView:
        """Call it off, as the host for everybody, as a guest for oneself; twice is once.

        Where nobody else comes a guest's leaving calls it off too. Raises ``Refusal`` ``plan.gone`` or ``plan.over``.
        """
        async with self._desk.store.write() as work:
            person = await known_person(work, self._desk, actor)
            plan = await known_plan(work, actor.person_id, plan_id)
            if plan.state is PlanState.CANCELLED:
                return await view_of(work, self._desk, plan, person.id)
            self._check_stands(plan)
            plan = await called_off(work, self._desk, plan, person.id)
            return await self._done(work, plan, person.id)

    async def change(self, actor: Actor, plan_id: int, wishes: PlanWishes) -> PlanView:
        """As the host, change where, what or how long; everybody is told once. Times are changed by ``offer``."""
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            plan = await own_plan(work, actor, plan_id)
            self._check_stands(plan)
            wished = replace(plan, **fields_wished(self._desk, wishes))
            if wished != plan:
                plan = changed(wished, self._desk)
                await work.plans.save(plan)
                await schedule(work, self._desk, plan)
                await self._tell_others(work, plan, About.CHANGED, but=actor.person_id)
            return await self._done(work, plan, actor.person_id)

    async def moved(self, actor: Actor, plan_id: int, at: datetime) -> PlanView:
        """They agreed on another time between themselves; the others are told, and may move it again."""
        async with self._desk.store.write() as work:
            await known_person(work, self._desk, actor)
            plan = await known_plan(work, actor.person_id, plan_id)
            self._check_stands(plan, may_be_over=True)
            if actor.person_id not in coming(plan) or plan.starts_at is None:
                raise Refusal("plan.gone")
            self._check_ahead(at)
            if at != plan.starts_at:
                plan = await self._agree(work, plan, at)
                await self._tell_others(work, plan, About.MOVED, but=actor.person_id)
            return await self._done(work, plan, actor.person_id)

    # ------------------------------------------------------------------ what the verbs share

    async def _asked(self, work: UnitOfWork, actor: Actor, plan_id: int) -> tuple[Plan, Guest]:
        """A plan one was asked to and may answer; whoever the host does not want any more finds it gone."""
        plan = await known_plan(work, actor.person_id, plan_id)
        guest = plan.guest(actor.person_id)
        if guest is None or (not guest.is_in and await shuns(work, plan.host_id, actor.person_id)):
            raise Refusal("plan.gone")
        self._check_stands(plan)
        return plan, guest

    def _check_stands(self, plan: Plan, *, may_be_over: bool = False) -> None:
        if plan.state is PlanState.CANCELLED:
            raise Refusal("plan.cancelled")
        if plan.meeting_id is not None or (not may_be_over and plan.until <= self._desk.clock()):
            raise Refusal("plan.over")

    def _check_ahead(self, at: datetime) -> None:
        if at <= self._desk.clock():
            raise Refusal("plan.past")

    async def _agree(self, work: UnitOfWork, plan: Plan, at: datetime) -> Plan:
        plan = changed(plan, self._desk, state=PlanState.AGREED, starts_at=at) if plan.starts_at != at else plan
        plan = replace(plan, state=PlanState.AGREED)
        await work.plans.save(plan)
        await schedule(work, self._desk, plan)
        return plan

    async def _offer_anew(self, work: UnitOfWork, plan: Plan, times: tuple[datetime, ...]) -> Plan:
        community = await work.communities.get(plan.community_id) if plan.community_id else None
        today = local_day(self._desk.clock(), await own_zone(work, self._desk, plan.host_id))
        return changed(
            plan,
            self._desk,
            state=PlanState.OPEN,
            times=times,
            starts_at=None,
            closes_at=closing_at(self._desk.clock(), times, community),
            guests=tuple(_asked_anew(each, today=today) for each in plan.guests),
        )

    def _counter(self, plan: Plan, guest: Guest, times: tuple[datetime, ...]) -> Plan:
        offer = replace(guest, answer=Answer.OTHER_TIMES, answered_at=self._desk.clock(), times=times, again_on=None)
        plan = plan.with_guest(offer)
        if plan.state is PlanState.AGREED and not any(each.is_in for each in plan.guests):
            return changed(plan, self._desk, state=PlanState.OPEN, starts_at=None, times=())
        return plan

    async def _bring_back(self, work: UnitOfWork, plan: Plan, again_on: Any) -> None:
        """A soft maybe comes back to the host in the morning of its day."""
        zone = await own_zone(work, self._desk, plan.host_id)
        due = at_local(again_on, _MORNING, zone) or plan.closes_at
        planned = await work.deliveries.find(kind=DeliveryKind.PLAN, subject=plan.id, state=DeliveryState.PLANNED)
        if not any(each.data["about"] == About.AGAIN and each.due == due for each in planned):
            await tell(work, self._desk, plan, plan.host_id, About.AGAIN, due=due)

    async def _tell_others(self, work: UnitOfWork, plan: Plan, about: About, but: PersonId) -> None:
        """Those who still take part, the host among them."""
        for each in _others(plan, but):
            await tell(work, self._desk, plan, each, about)

    async def _done(self, work: UnitOfWork, plan: Plan, person_id: PersonId) -> PlanView:
        await redraw(work, self._desk, plan, person_id)
        return await view_of(work, self._desk, plan, person_id)


async def called_off(work: UnitOfWork, desk: Desk, plan: Plan, by: PersonId) -> Plan:
    """The plan without one of its people, and off where that was the host or the last who came; the others are told."""
    guest = plan.guest(by)
    if guest is not None and guest.answer in (Answer.GONE, Answer.NO):
        return plan
    if guest is not None:
        was_in = guest.is_in
        said = Answer.GONE if was_in else Answer.NO
        plan = plan.with_guest(replace(guest, answer=said, answered_at=desk.clock(), times=(), again_on=None))
        if not was_in or any(each.is_in for each in plan.guests):
            await work.plans.save(plan)
            if was_in:
                for each in coming(plan):
                    await tell(work, desk, plan, each, About.LEFT)
                await redraw(work, desk, plan, *(each for each in _others(plan, by) if each not in coming(plan)))
            return plan
    plan = changed(plan, desk, state=PlanState.CANCELLED)
    await work.plans.save(plan)
    await reshare(work, desk, plan)
    for person_id in _others(plan, by):
        await tell(work, desk, plan, person_id, About.CANCELLED)
    return plan


def _others(plan: Plan, but: PersonId) -> list[PersonId]:
    """Those on Discord who still take part, the host among them."""
    asked = [each.person_id for each in plan.guests if each.answer in _ASKED and each.person_id is not None]
    return [each for each in (plan.host_id, *asked) if each != but]


def _is_of(plan: Plan, revision: int, index: int) -> bool:
    """Whether a press on one of the times a plan had is about the time agreed on."""
    return revision == plan.revision or plan.times[index : index + 1] == (plan.starts_at,)


def _asked_anew(guest: Guest, but: int | None = None, today: date | None = None) -> Guest:
    """Whoever did not say no for now is asked about the new times; a soft maybe is one until the day it comes back."""
    is_back = today is not None and is_later(guest, today)
    if guest.position == but or (guest.answer in (Answer.NO, Answer.LATER, Answer.GONE) and not is_back):
        return guest
    return replace(guest, answer=Answer.WAITING, answered_at=None, times=(), again_on=None)


def _is_ahead(view: PlanView) -> bool:
    if view.plan.state is PlanState.CANCELLED or view.is_over:
        return False
    return view.mine is None or view.mine.answer not in (Answer.NO, Answer.GONE, Answer.LATER)


def _soonest(view: PlanView) -> datetime:
    return view.plan.starts_at or min((*view.plan.times, view.plan.until))

"""What the people of a plan are told, when, and how what they were told before follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from meetups.ports import Desk, UnitOfWork
from meetups.rules.weeks import local_day
from meetups.services.common import private_delivery
from meetups.services.plans.memory import Prompts, prompts_of
from meetups.services.plans.views import About, PlanView, view_of
from meetups.services.questions import asked_person, shuns
from meetups.values import (
    Answer,
    ChannelId,
    Delivery,
    DeliveryId,
    DeliveryKind,
    DeliveryState,
    MessageId,
    Person,
    PersonId,
    Plan,
    PlanId,
    PlanState,
    Strength,
)

PLAN_KINDS: Final = (
    DeliveryKind.PLAN,
    DeliveryKind.REDRAW,
    DeliveryKind.PLAN_AHEAD,
    DeliveryKind.HOW_DID_IT_GO,
    DeliveryKind.SHARED_PLAN,
    DeliveryKind.HOME_SAFE,
)
BEFORE: Final = (timedelta(hours=24), timedelta(hours=2))
AFTER: Final = timedelta(hours=2)
_KEPT: Final = timedelta(days=3)
"""How long after a plan it still makes sense to ask how it went."""


_SCHEDULED: Final = (About.CLOSED, About.AGAIN)
_ARRIVED: Final = (DeliveryState.SENT, DeliveryState.UNDELIVERABLE)


@dataclass(frozen=True, slots=True)
class PlanLetter:
    """A plan for one reader and what is new about it; None says only that a newer letter counts."""

    view: PlanView
    about: About | None

    @property
    def is_question(self) -> bool:
        """Whether the plan waits for an answer of the reader's."""
        view = self.view
        if view.is_over or view.plan.state is PlanState.CANCELLED:
            return False
        if view.mine is not None:
            return view.mine.answer is Answer.WAITING
        return any(each.answer is Answer.OTHER_TIMES for each in view.others)


@dataclass(frozen=True, slots=True)
class PlanAhead:
    """A plan begins soon; ``prompts`` come with the last reminder, on its day."""

    view: PlanView
    prompts: Prompts | None = None


@dataclass(frozen=True, slots=True)
class HowDidItGo:
    """A plan is over by now."""

    view: PlanView


@dataclass(frozen=True, slots=True)
class SharedPlan:
    """A plan that one of its people shares with somebody they trust; ``view`` is the sharer's."""

    view: PlanView


@dataclass(frozen=True, slots=True)
class HomeSafe:
    """A question somebody wanted to be asked after a plan."""

    view: PlanView


Letter = PlanLetter | PlanAhead | HowDidItGo | SharedPlan | HomeSafe


async def tell(
    work: UnitOfWork,
    desk: Desk,
    plan: Plan,
    person_id: PersonId,
    about: About,
    due: datetime | None = None,
    once: dict[str, str] | None = None,
) -> None:
    """Bring one of a plan's people what is new; whoever shuns the host is brought nothing, which looks like silence.

    ``once`` marks what is not told again.
    """
    if await is_apart(work, plan, person_id):
        return
    await asked_person(work, desk, person_id)
    # Counted by person and kind: others' rows may go with them, and how many there are would tell of a quiet answer.
    mine = await work.deliveries.find(kind=DeliveryKind.PLAN, subject=plan.id, person_id=person_id)
    same = [each for each in mine if each.data["about"] == about]
    if once and any(once.items() <= each.data.items() for each in same):
        return
    letter = private_delivery(
        desk,
        DeliveryKind.PLAN,
        person_id,
        subject=plan.id,
        occasion=f"{person_id}.{about}.{len(same) + 1}",
        due=due,
        community_id=plan.community_id,
        data={"about": str(about), "revision": plan.revision, **(once or {})},
    )
    await work.deliveries.plan([letter])
    if due is None:
        await redraw(work, desk, plan, person_id)


async def is_apart(work: UnitOfWork, plan: Plan, person_id: PersonId) -> bool:
    """Whether the host and a guest want nothing of each other; a guest who comes still hears what becomes of it."""
    guest = plan.guest(person_id)
    if person_id == plan.host_id or guest is None or guest.is_in:
        return False
    return await shuns(work, person_id, plan.host_id) or await shuns(work, plan.host_id, person_id)


async def redraw(work: UnitOfWork, desk: Desk, plan: Plan, *person_ids: PersonId) -> None:
    """Have what these people were sent about a plan follow it."""
    letters = await work.deliveries.find(kind=DeliveryKind.PLAN, subject=plan.id, state=DeliveryState.SENT)
    drawn = await work.deliveries.find(kind=DeliveryKind.REDRAW, subject=plan.id)
    waiting = {each.data["of"] for each in drawn if each.state is DeliveryState.PLANNED}
    for letter in letters:
        if letter.person_id not in person_ids or letter.message_id is None or str(letter.id) in waiting:
            continue
        if any(_is_later(each, letter) for each in letters):
            continue
        earlier = sum(each.data["of"] == str(letter.id) for each in drawn)
        edit = private_delivery(
            desk,
            DeliveryKind.REDRAW,
            letter.person_id,
            subject=plan.id,
            occasion=f"{letter.id}.{earlier + 1}",
            community_id=plan.community_id,
            data={"of": str(letter.id)},
        )
        await work.deliveries.plan([edit])


async def schedule(work: UnitOfWork, desk: Desk, plan: Plan) -> None:
    """Plan what follows from an agreed time: reminders before it, and the question how it went."""
    if plan.state is not PlanState.AGREED or plan.starts_at is None or plan.ends_at is None:
        return
    due = [
        *((DeliveryKind.PLAN_AHEAD, plan.starts_at - each) for each in BEFORE),
        (DeliveryKind.HOW_DID_IT_GO, plan.ends_at + AFTER),
    ]
    rows = [
        private_delivery(
            desk,
            kind,
            person_id,
            subject=plan.id,
            occasion=f"{person_id}.{plan.revision}.{int(at.timestamp())}",
            due=at,
            community_id=plan.community_id,
            data={"revision": plan.revision},
        )
        for person_id in coming(plan)
        for kind, at in due
        if at > desk.clock()
    ]
    await work.deliveries.plan(rows)
    await _follow(work, desk, plan)


async def _follow(work: UnitOfWork, desk: Desk, plan: Plan) -> None:
    """What people asked for of their own goes along with a plan that moves: the check afterwards, and who it was shared with."""
    assert plan.ends_at is not None
    for each in await work.deliveries.find(kind=DeliveryKind.HOME_SAFE, subject=plan.id, state=DeliveryState.PLANNED):
        await work.deliveries.save(replace(each, due=plan.ends_at + CHECK_AFTER))
    await reshare(work, desk, plan)


CHECK_AFTER: Final = timedelta(minutes=30)


async def reshare(work: UnitOfWork, desk: Desk, plan: Plan) -> None:
    """Let those know whom it was shared with, once each revision."""
    shared = await work.deliveries.find(kind=DeliveryKind.SHARED_PLAN, subject=plan.id)
    pairs = {(each.data["by"], each.person_id) for each in shared}
    await work.deliveries.plan(share_delivery(desk, plan, PersonId(int(by)), to) for by, to in pairs if to is not None)


def share_delivery(desk: Desk, plan: Plan, by: PersonId, to: PersonId) -> Delivery:
    return private_delivery(
        desk,
        DeliveryKind.SHARED_PLAN,
        to,
        subject=plan.id,
        occasion=f"{by}.{to}.{plan.revision}",
        community_id=plan.community_id,
        data={"by": str(by)},
    )


def coming(plan: Plan) -> list[PersonId]:
    """Those on Discord who agreed to come, the host first."""
    return [plan.host_id, *(each.person_id for each in plan.guests if each.is_in and each.person_id is not None)]


async def letter_of(work: UnitOfWork, desk: Desk, delivery: Delivery) -> Letter | None:
    """What a delivery about a plan says now; None when it is no longer so."""
    plan = await work.plans.get(PlanId(delivery.subject))
    person = await work.persons.get(delivery.person_id)
    if plan is None or person is None:
        return None
    if delivery.kind is DeliveryKind.SHARED_PLAN:
        return await _shared(work, desk, plan, delivery)
    if plan.host_id != person.id and plan.guest(person.id) is None:
        return None
    if await is_apart(work, plan, person.id):
        return None
    view = await view_of(work, desk, plan, person.id)
    if delivery.kind is DeliveryKind.REDRAW:
        return await _redrawn(work, view, delivery)
    if delivery.kind is DeliveryKind.PLAN:
        return await _news(work, desk, view, delivery)
    if not view.is_in or plan.meeting_id is not None:
        return None
    if delivery.kind is DeliveryKind.HOME_SAFE:
        return HomeSafe(view)
    return await _nudge(work, desk, view, delivery, person)


async def _nudge(
    work: UnitOfWork, desk: Desk, view: PlanView, delivery: Delivery, person: Person
) -> PlanAhead | HowDidItGo | None:
    plan, now = view.plan, desk.clock()
    if delivery.data["revision"] != plan.revision or plan.starts_at is None or plan.ends_at is None:
        return None
    if delivery.kind is DeliveryKind.HOW_DID_IT_GO:
        return HowDidItGo(view) if plan.ends_at <= now < plan.ends_at + _KEPT else None
    # A reminder that waited for the end of the quiet hours is one as long as the plan is ahead; of two one is enough.
    last = int((plan.starts_at - BEFORE[-1]).timestamp())
    is_last = delivery.occasion.endswith(f".{last}")
    is_outdone = last <= now.timestamp() and not is_last
    if person.strength is Strength.GENTLE or now >= plan.starts_at or is_outdone:
        return None
    return PlanAhead(view, await prompts_of(work, desk, view) if is_last else None)


async def _news(work: UnitOfWork, desk: Desk, view: PlanView, delivery: Delivery) -> PlanLetter | None:
    """A letter, unless a newer one says how the plan stands, or what it was about is no more."""
    about = About(delivery.data["about"])
    letters = await work.deliveries.find(kind=DeliveryKind.PLAN, subject=delivery.subject, person_id=delivery.person_id)
    if any(_is_later(each, delivery) for each in letters if each.state is not DeliveryState.DROPPED):
        return None
    if delivery.state is DeliveryState.SENT:
        return PlanLetter(view, about)
    if not _is_so(desk, view, about):
        return None
    if about is About.CLOSED:
        # Whoever offers anew waits anew.
        is_last = not any(each.id > delivery.id and each.data["about"] == about for each in letters)
        return PlanLetter(view, about) if is_last else None
    if view.mine is not None and not any(each.state in _ARRIVED for each in letters):
        # They have not heard of the plan yet.
        return PlanLetter(view, About.ASKED if _waits(view) else about) if about is not About.CANCELLED else None
    return PlanLetter(view, about)


def _is_so(desk: Desk, view: PlanView, about: About) -> bool:
    """Whether what a letter was to tell is still so for its reader."""
    plan, said = view.plan, {each.answer for each in view.others}
    if view.mine is not None and view.mine.answer in (Answer.NO, Answer.LATER, Answer.GONE):
        return False
    if plan.state is PlanState.CANCELLED:
        return about is About.CANCELLED
    today = local_day(desk.clock(), view.zone)
    match about:
        case About.ASKED:
            return _waits(view)
        case About.AGREED | About.MOVED:
            return plan.state is PlanState.AGREED
        case About.TIMES:
            return Answer.OTHER_TIMES in said
        case About.NOT_THEN:
            return Answer.NOT_THEN in said
        case About.CLOSED:
            return plan.state is PlanState.OPEN and view.is_closed and Answer.OTHER_TIMES not in said
        case About.AGAIN:
            back = (each.again_on for each in plan.guests if each.answer is Answer.LATER)
            return plan.state is PlanState.OPEN and any(on is not None and on <= today for on in back)
        case _:
            return True


def _waits(view: PlanView) -> bool:
    """Whether a guest has times to answer about and did not yet."""
    return view.is_asked and view.mine is not None and view.mine.answer is Answer.WAITING


def _is_later(one: Delivery, other: Delivery) -> bool:
    """Whether a letter to the same person tells of the plan after another did, one with a time of its own at that time."""
    if one.person_id != other.person_id or one.id == other.id or one.data["about"] in _SCHEDULED:
        return False
    if other.data["about"] in _SCHEDULED:
        return one.created_at >= (other.settled_at or other.due)
    return one.id > other.id


async def _redrawn(work: UnitOfWork, view: PlanView, delivery: Delivery) -> PlanLetter | None:
    letter = await work.deliveries.get(DeliveryId(int(delivery.data["of"])))
    if letter is None:
        return None
    letters = await work.deliveries.find(kind=DeliveryKind.PLAN, subject=letter.subject, person_id=letter.person_id)
    if any(_is_later(each, letter) for each in letters if each.state is not DeliveryState.DROPPED):
        return PlanLetter(view, None)
    return PlanLetter(view, About(letter.data["about"]))


async def letter_can_wait(work: UnitOfWork, delivery: Delivery, awake: datetime) -> bool:
    """Whether the reader may sleep until then: a plan is still ahead in the morning, and nobody waits for their safety."""
    if delivery.kind in (DeliveryKind.REDRAW, DeliveryKind.SHARED_PLAN, DeliveryKind.HOME_SAFE):
        return False
    plan = await work.plans.get(PlanId(delivery.subject))
    if plan is None or delivery.kind is DeliveryKind.HOW_DID_IT_GO:
        return True
    first = min(plan.offered, default=None)
    return first is None or first > awake


async def has_plan(work: UnitOfWork, person_id: PersonId, since: datetime, until: datetime, now: datetime) -> bool:
    """Whether a person is to meet somebody between two instants, or did and is yet to be asked how it went."""
    return any(
        plan.state is PlanState.AGREED
        and plan.starts_at is not None
        and plan.meeting_id is None
        and person_id in coming(plan)
        and since <= plan.starts_at < until
        and plan.starts_at + plan.length + AFTER > now
        for plan in await work.plans.of(person_id, since=now - AFTER)
    )


async def standing(work: UnitOfWork, delivery: Delivery) -> tuple[ChannelId, MessageId]:
    """The letter that is to be drawn anew. Raises ``LookupError`` where there is none."""
    letter = await work.deliveries.get(DeliveryId(int(delivery.data["of"])))
    if letter is None or letter.channel_id is None or letter.message_id is None:
        raise LookupError(f"no letter for {delivery.id}")
    return letter.channel_id, letter.message_id


async def _shared(work: UnitOfWork, desk: Desk, plan: Plan, delivery: Delivery) -> SharedPlan | None:
    by = PersonId(int(delivery.data["by"]))
    if plan.host_id != by and plan.guest(by) is None:
        return None
    if delivery.person_id is None or await shuns(work, delivery.person_id, by):
        return None
    return SharedPlan(await view_of(work, desk, plan, by))

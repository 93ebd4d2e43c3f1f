"""A plan as one of its people may see it: a no looks like silence, and nobody reads the names of another's list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from meetups.places import City
from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.services.common import contact_of_account, zone_of
from meetups.services.conflicts import Conflict, agenda_of
from meetups.values import Actor, Answer, Contact, DirectMessages, Guest, How, Person, PersonId, Plan, PlanId, PlanState

_SILENT: Final = (Answer.WAITING, Answer.NO, Answer.LATER)
"""A quiet no among these stays quiet."""


class About(StrEnum):
    """What a letter about a plan brings its reader."""

    ASKED = "asked"
    AGREED = "agreed"
    TIMES = "times"
    NOT_THEN = "not_then"
    CLOSED = "closed"
    AGAIN = "again"
    CHANGED = "changed"
    MOVED = "moved"
    CANCELLED = "cancelled"
    LEFT = "left"
    OUT_OF_REACH = "out_of_reach"


@dataclass(frozen=True, slots=True)
class Party:
    """One of those a plan is for; ``name`` is that of the reader's own list, and ``answer`` what the reader may know."""

    name: str
    person_id: PersonId | None
    contact_id: int | None = None
    position: int = 0
    answer: Answer = Answer.YES
    times: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan for one reader, the host or a guest; ``others`` are whom they are to meet, as far as they may know.

    ``mine`` is the reader's own answer where they are a guest. ``in_the_way`` has what speaks against each of ``plan.times``
    or against the time agreed on. ``is_first``: the host never met one of them in person. ``unreachable`` are those asked whom only their inbox reaches.
    """

    plan: Plan
    reader_id: PersonId
    host: Party
    others: tuple[Party, ...]
    zone: str
    city: City | None = None
    mine: Guest | None = None
    introduction: str = ""
    in_the_way: tuple[tuple[Conflict, ...], ...] = ()
    is_over: bool = False
    is_first: bool = False
    is_closed: bool = False
    unreachable: tuple[PersonId, ...] = ()

    @property
    def is_host(self) -> bool:
        return self.mine is None

    @property
    def is_in(self) -> bool:
        """Whether the reader comes."""
        return self.plan.state is PlanState.AGREED and (self.mine is None or self.mine.is_in)

    @property
    def coming(self) -> tuple[Party, ...]:
        """Those of the others who said yes."""
        return tuple(each for each in self.others if each.answer is Answer.YES)

    @property
    def is_asked(self) -> bool:
        """Whether the reader has a time to say yes to."""
        return (
            self.mine is not None and self.plan.state is not PlanState.CANCELLED and not self.is_over and not self.is_in
        )


class StalePlan(Refusal):
    """The plan changed since its reader saw it; ``view`` is how it stands."""

    def __init__(self, view: PlanView) -> None:
        super().__init__("plan.changed")
        self.view = view


async def known_plan(work: UnitOfWork, person_id: PersonId, plan_id: int) -> Plan:
    """A plan of this person's, made or asked to. Raises ``Refusal`` ``plan.gone``."""
    plan = await work.plans.get(PlanId(plan_id))
    if plan is None or (plan.host_id != person_id and plan.guest(person_id) is None):
        raise Refusal("plan.gone")
    return plan


async def own_plan(work: UnitOfWork, actor: Actor, plan_id: int) -> Plan:
    """A plan this person made. Raises ``Refusal`` ``plan.gone``."""
    plan = await known_plan(work, actor.person_id, plan_id)
    if plan.host_id != actor.person_id:
        raise Refusal("plan.gone")
    return plan


def answer_known(plan: Plan, guest: Guest, now: datetime) -> Answer:
    """What the host may know of an answer: a no never, a soft maybe once the waiting time is over."""
    if guest.answer is Answer.NO or (guest.answer is Answer.LATER and now < plan.closes_at):
        return Answer.WAITING
    return guest.answer


def _as_known(plan: Plan, reader_id: PersonId, now: datetime) -> Plan:
    """A plan with the answers its reader may know: a guest their own and who comes, the host no no."""
    return replace(plan, guests=tuple(_guest_known(plan, each, reader_id, now) for each in plan.guests))


def _guest_known(plan: Plan, guest: Guest, reader_id: PersonId, now: datetime) -> Guest:
    if guest.person_id == reader_id:
        return guest
    known = answer_known(plan, guest, now)
    if reader_id != plan.host_id and not guest.is_in:
        known = Answer.WAITING
    if known is guest.answer:
        return guest
    return replace(guest, answer=known, answered_at=None, times=(), again_on=None)


async def view_of(work: UnitOfWork, desk: Desk, plan: Plan, reader_id: PersonId) -> PlanView:
    now, mine = desk.clock(), plan.guest(reader_id)
    others = await (_for_host(work, plan, now) if mine is None else _for_guest(work, plan, reader_id))
    host = await work.persons.get(plan.host_id) if mine is not None else None
    met = await met_in_person(work, plan.host_id)
    is_asked = plan.state is not PlanState.CANCELLED and not (mine and mine.is_in) and plan.until > now
    return PlanView(
        plan=_as_known(plan, reader_id, now),
        reader_id=reader_id,
        host=await _party(work, reader_id, plan.host_id),
        others=tuple(others),
        zone=await own_zone(work, desk, reader_id),
        city=desk.places.by_id(plan.city_id) if plan.city_id else None,
        mine=mine,
        introduction=host.introduction if host else "",
        in_the_way=await _in_the_way(work, desk, plan, reader_id) if is_asked else (),
        is_over=plan.until <= now,
        is_first=any(each.contact_id not in met and each.person_id not in met for each in plan.guests),
        is_closed=now >= plan.closes_at,
        unreachable=await _unreachable(work, plan) if mine is None else (),
    )


async def _in_the_way(
    work: UnitOfWork, desk: Desk, plan: Plan, reader_id: PersonId
) -> tuple[tuple[Conflict, ...], ...]:
    agenda = await agenda_of(work, desk, reader_id, min(plan.offered, default=None))
    return tuple(agenda.conflicts(at, at + plan.length, plan.id) for at in plan.offered)


async def own_zone(work: UnitOfWork, desk: Desk, person_id: PersonId) -> str:
    """The zone a person lives by, wherever they act."""
    return zone_of(await work.persons.get(person_id) or Person(person_id, desk.clock()))


async def _for_host(work: UnitOfWork, plan: Plan, now: datetime) -> list[Party]:
    ids = [each.contact_id for each in plan.guests if each.contact_id is not None]
    contacts: dict[int, Contact] = {each.id: each for each in await work.contacts.find(id=ids)} if ids else {}
    return [
        Party(
            name=contacts[each.contact_id].name if each.contact_id in contacts else "",
            person_id=each.person_id,
            contact_id=each.contact_id,
            position=each.position,
            answer=answer_known(plan, each, now),
            times=each.times if each.answer is Answer.OTHER_TIMES else (),
        )
        for each in plan.guests
    ]


async def _for_guest(work: UnitOfWork, plan: Plan, reader_id: PersonId) -> list[Party]:
    """The host, and the other guests who come: they are to meet each other."""
    coming = [each.person_id for each in plan.guests if each.is_in and each.person_id not in (None, reader_id)]
    return [await _party(work, reader_id, each) for each in (plan.host_id, *coming) if each is not None]


async def _unreachable(work: UnitOfWork, plan: Plan) -> tuple[PersonId, ...]:
    asked = [each.person_id for each in plan.guests if each.person_id is not None and each.answer in _SILENT]
    persons = await work.persons.find(id=asked) if asked else []
    return tuple(each.id for each in persons if each.dm_state is not DirectMessages.OPEN)


async def _party(work: UnitOfWork, reader_id: PersonId, person_id: PersonId) -> Party:
    contact = await contact_of_account(work, reader_id, person_id)
    return Party(contact.name if contact else "", person_id, contact.id if contact else None)


async def met_in_person(work: UnitOfWork, person_id: PersonId) -> set[int]:
    """The contacts and accounts of those a person met in person."""
    encounters = [each for each in await work.meetings.encounters(person_id) if each.how is How.IN_PERSON]
    return {key for each in encounters for key in (each.contact_id, each.account_id) if key is not None}


def changed(plan: Plan, desk: Desk, **values: object) -> Plan:
    """The plan with other values, as its next revision."""
    return replace(plan, revision=plan.revision + 1, changed_at=desk.clock(), **values)  # type: ignore[arg-type]

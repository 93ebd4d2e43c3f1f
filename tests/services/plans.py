"""Kyle, who asks people to meet him, the people he asks, and what each of them is told."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from meetups.refusals import Refusal
from meetups.services.contacts import Details
from meetups.services.guests import People
from meetups.services.outgoing import Outgoing
from meetups.services.plans import PlanLetter, PlanView, PlanWishes
from meetups.values import (
    Actor,
    Answer,
    Contact,
    DeliveryKind,
    DeliveryState,
    DirectMessages,
    Person,
    Plan,
    PlanId,
)
from tests.support.office import START, Office, account, actor, direct

KYLE, ROSA, BO, CHRIS, ZOE = actor(100), actor(200), actor(300), actor(400), actor(500)
NAMES = {100: "kyle", 200: "rosa", 300: "bo", 400: "chris", 500: "zoe"}
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
SATURDAY = datetime(2026, 1, 3, 15, tzinfo=UTC)
SUNDAY, MONDAY, TUESDAY, WEDNESDAY = (SATURDAY + days * DAY for days in range(1, 5))
TIMES = (SATURDAY, SUNDAY, MONDAY)
CLOSES = START + DAY
"""When the host of a plan made at the start hears that nobody said yes."""


async def people(office: Office, *who: Actor, **known: Any) -> None:
    """Adults who can be written to."""
    async with office.store.write() as work:
        for each in who or (KYLE, ROSA, BO, CHRIS, ZOE):
            person = Person(each.person_id, START, time_zone="UTC", adult_since=START)
            channel = direct(each.person_id)
            await work.persons.add(replace(person, dm_channel_id=channel, dm_state=DirectMessages.OPEN, **known))


async def know(office: Office, who: Actor, **known: Any) -> Person:
    """Somebody's profile, with what is known about them."""
    async with office.store.write() as work:
        found = await work.persons.get(who.person_id)
        if found is None:
            found = Person(who.person_id, office.clock())
            await work.persons.add(found)
        person = replace(found, **known)
        await work.persons.save(person)
    return person


async def drafted(office: Office, *guests: Actor | str, times: tuple[datetime, ...] = TIMES, **more: Any) -> int:
    """A draft of Kyle's with these people, those who are not on Discord by name."""
    chosen = People(
        accounts=tuple(account(each.person_id, name_of(each)) for each in guests if isinstance(each, Actor)),
        names=tuple(each for each in guests if isinstance(each, str)),
    )
    host = more.pop("host", KYLE)
    return (await office.services.proposals.begin(host, chosen, PlanWishes(times=times, **more))).id


async def sent(office: Office, *guests: Actor | str, **more: Any) -> PlanView:
    """A plan that was sent and has not been brought to anybody yet."""
    draft = await drafted(office, *guests, **more)
    return await office.services.proposals.send(more.get("host", KYLE), draft)


async def asked(office: Office, *guests: Actor | str, **more: Any) -> PlanId:
    """A plan whose guests have been asked."""
    view = await sent(office, *guests, **more)
    await office.carry()
    return view.plan.id


async def agreed(office: Office, *guests: Actor, at: datetime = SATURDAY, **more: Any) -> PlanId:
    """A plan everybody said yes to, and was told so."""
    plan_id = await asked(office, *guests, times=(at,), **more)
    for each in guests:
        await accept(office, each, plan_id)
    await office.carry()
    return plan_id


async def accept(office: Office, who: Actor, plan_id: int, index: int = 0, **more: Any) -> PlanView:
    """Say yes to a time of the plan as it is now, unless ``revision`` says of which card."""
    revision = more.pop("revision", None)
    revision = (await stored(office, plan_id)).revision if revision is None else revision
    return await office.services.plans.accept(who, plan_id, revision, index, **more)


async def take(office: Office, plan_id: int, index: int = 0, position: int = 0, **more: Any) -> PlanView:
    """Kyle agrees to a time a guest offered."""
    revision = more.pop("revision", None)
    revision = (await stored(office, plan_id)).revision if revision is None else revision
    return await office.services.plans.take(KYLE, plan_id, revision, position, index, **more)


async def say(office: Office, who: Actor, plan_id: int, answer: Answer, weeks: int = 0) -> PlanView:
    return await office.services.plans.decline(who, plan_id, answer, weeks)


async def stored(office: Office, plan_id: int) -> Plan:
    async with office.store.read() as work:
        plan = await work.plans.get(PlanId(plan_id))
    assert plan is not None
    return plan


async def answers(office: Office, plan_id: int) -> list[Answer]:
    return [each.answer for each in (await stored(office, plan_id)).guests]


async def contact(office: Office, owner: Actor, whom: Actor) -> Contact:
    """Somebody's contact for an account."""
    added = await office.services.contacts.add(owner, Details(), account(whom.person_id, name_of(whom)))
    return added.contact


async def shun(office: Office, owner: Actor, whom: Actor) -> None:
    """Put somebody on a never-list."""
    await office.services.contacts.shun(owner, account(whom.person_id, name_of(whom)))


def name_of(who: Actor) -> str:
    return NAMES[who.person_id].title()


def told(outgoing: Iterable[Outgoing]) -> list[str]:
    """Who was told what: a letter by what it is about, one drawn anew in brackets, others by their kind."""
    found = []
    for each in outgoing:
        name = NAMES[each.delivery.person_id or 0]
        if not isinstance(each.body, PlanLetter):
            found.append(f"{name}: {type(each.body).__name__}")
        elif each.delivery.kind is DeliveryKind.REDRAW:
            found.append(f"{name}: ({each.body.about or ''})")
        else:
            found.append(f"{name}: {each.body.about}")
    return sorted(found)


async def hear(office: Office, until: datetime | None = None) -> list[str]:
    """What is told now, or until then, without what is drawn anew."""
    outgoing = await (office.until(until) if until else office.carry())
    return [each for each in told(outgoing) if not each.endswith(")")]


async def times_of(office: Office, until: datetime) -> list[tuple[datetime, str]]:
    """What is told until then, and when."""
    return sorted((each.delivery.due, line) for each in await office.until(until) for line in told([each]))


async def planned(office: Office, kind: DeliveryKind, who: Actor) -> list[datetime]:
    found = await office.deliveries(kind=kind, person_id=who.person_id, state=DeliveryState.PLANNED)
    return [each.due for each in found]


async def inbox(office: Office, who: Actor) -> list[str]:
    """What waits for somebody."""
    return told(await office.services.inbox.read(who.person_id))


async def refused(act: Awaitable[Any]) -> str:
    """The key of what an act is refused with."""
    with pytest.raises(Refusal) as refusal:
        await act
    return refusal.value.key

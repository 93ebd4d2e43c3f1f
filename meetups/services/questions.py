"""A question on its way to somebody: whom it must not reach, how often it is put, and whose idea it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from meetups.ports import Desk, UnitOfWork
from meetups.services.common import private_delivery
from meetups.values import Ask, AskKind, DeliveryKind, DeliveryState, Person, PersonId

MOST_A_DAY: Final = 20
"""Questions of one kind that reach somebody from one person within a day; months of meetings can be recorded at once."""
_DAY: Final = timedelta(days=1)


async def asked_person(work: UnitOfWork, desk: Desk, person_id: PersonId) -> Person:
    """Whoever is asked, stored from now on: their inbox serves before they ever came here."""
    person: Person | None = await work.persons.get(person_id)
    if person is None:
        person = Person(person_id, desk.clock())
        await work.persons.add(person)
    return person


async def shuns(work: UnitOfWork, owner_id: PersonId, *account_ids: PersonId) -> bool:
    """Whether one of these is on the owner's never-list."""
    return await work.contacts.count(owner_id=owner_id, account_id=account_ids, is_never=True) > 0


async def is_unwanted(work: UnitOfWork, question: Ask) -> bool:
    """Whether the one asked wants nothing of who asks, nor of whom a nomination is about."""
    others = [question.from_id]
    if question.kind is AskKind.NOMINATE:
        others.append(PersonId(question.subject))
    return await shuns(work, question.to_id, *others)


async def is_flooding(work: UnitOfWork, desk: Desk, question: Ask) -> bool:
    """Whether this person put more of these questions to the same one within a day than anybody does who means well."""
    alike = await work.asks.find(kind=question.kind, from_id=question.from_id, to_id=question.to_id)
    return sum(each.created_at > desk.clock() - _DAY for each in alike) > MOST_A_DAY


async def deliver(work: UnitOfWork, desk: Desk, question: Ask) -> None:
    """Bring a question to whom it is for; one put again after a long time comes again, and waits once."""
    earlier = await put_away(work, desk, question)
    await work.deliveries.plan(
        [
            private_delivery(
                desk,
                DeliveryKind.ASK,
                question.to_id,
                subject=question.id,
                occasion=str(earlier + 1),
                community_id=question.community_id,
            )
        ]
    )


async def put_away(work: UnitOfWork, desk: Desk, question: Ask) -> int:
    """A question waits no more; gives how often it was delivered."""
    delivered = await work.deliveries.find(kind=DeliveryKind.ASK, subject=question.id)
    for each in delivered:
        if each.seen_at is None:
            await work.deliveries.save(replace(each, seen_at=desk.clock()))
    return len(delivered)


async def still_waits(work: UnitOfWork, question: Ask) -> bool:
    """Whether the question stands before the one asked, in a direct message or the inbox."""
    delivered = await work.deliveries.find(kind=DeliveryKind.ASK, subject=question.id)
    return any(each.seen_at is None and each.state is not DeliveryState.DROPPED for each in delivered)


async def introducer_of(work: UnitOfWork, question: Ask) -> PersonId | None:
    """Whose idea an offer was; None for one's own, and where the one asked wants nothing of them."""
    nomination = await work.asks.get(question.subject) if question.kind is AskKind.VOLUNTEER else None
    if (
        nomination is None
        or nomination.kind is not AskKind.NOMINATE
        or (nomination.to_id, nomination.subject) != (question.from_id, question.to_id)
        or await shuns(work, question.to_id, nomination.from_id)
    ):
        return None
    return nomination.from_id

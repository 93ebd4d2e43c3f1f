"""Those who wish to be told when somebody is near them, and telling them once their visitor lets them know."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from meetups.ports import Desk, UnitOfWork
from meetups.rules.weeks import out_of_quiet
from meetups.services.common import private_delivery, today_of
from meetups.services.nearby import Compass
from meetups.values import Contact, Delivery, DeliveryKind, Person, PersonId, Visit


async def wishes_for(work: UnitOfWork, desk: Desk, visit: Visit) -> list[tuple[Person, Contact]]:
    """Who waits for this visitor and is near them then, at home or on a visit, and by which contact of theirs.

    An account that only a file named may be anybody's: such a wish is none.
    """
    wishes = [each for each in await work.visits.wishers(visit.person_id) if each.account_is_seen]
    if not wishes:
        return []
    owners = {each.id: each for each in await work.persons.find(id=[each.owner_id for each in wishes])}
    cities: dict[PersonId, list[int | None]] = defaultdict(list, {each: [one.city_id] for each, one in owners.items()})
    for each in await work.visits.overlapping(list(owners), visit.first_on, visit.last_on):
        cities[each.person_id].append(each.city_id)
    return [
        (owners[each.owner_id], each)
        for each in wishes
        if Compass(desk.places, cities[each.owner_id]).reaches(visit.city_id, owners[each.owner_id].reach_km)
    ]


async def tell_all(work: UnitOfWork, desk: Desk, visit: Visit) -> None:
    """Tell everybody who wishes to know of a visit; telling twice tells nobody anew."""
    await work.deliveries.plan([_news(desk, visit, person) for person, _ in await wishes_for(work, desk, visit)])


async def tell_of_all(work: UnitOfWork, desk: Desk, contact: Contact, today: date) -> None:
    """Somebody has just wished to be told of a contact: tell them of the visits others were told of."""
    if contact.account_id is None:
        return
    coming = await work.visits.find(person_id=contact.account_id)
    for visit in (each for each in coming if each.told_at is not None and each.last_on >= today):
        for person, wish in await wishes_for(work, desk, visit):
            if wish.id == contact.id:
                await work.deliveries.plan([_news(desk, visit, person)])


async def told_of(work: UnitOfWork, desk: Desk, delivery: Delivery) -> tuple[Visit, Person, Contact] | None:
    """What a delivery tells whom of, as it is now; None where it is over, changed, or not to be told any more."""
    visit = await work.visits.get(delivery.subject)
    if visit is None or visit.told_at is None:
        return None
    for person, contact in await wishes_for(work, desk, visit):
        if delivery.occasion == _occasion(visit, person) and visit.last_on >= today_of(desk, person):
            return visit, person, contact
    return None


def _news(desk: Desk, visit: Visit, person: Person) -> Delivery:
    """One message about a visit, after the quiet hours."""
    due = out_of_quiet(desk.clock(), person.time_zone or "UTC", person.quiet_from, person.quiet_until)
    return private_delivery(
        desk,
        DeliveryKind.NEWS,
        person.id,
        subject=visit.id,
        occasion=_occasion(visit, person),
        due=due,
        data={"key": "visit"},
    )


def _occasion(visit: Visit, person: Person) -> str:
    """Other days are other news."""
    return f"visit:{person.id}:{visit.first_on.toordinal()}:{visit.last_on.toordinal()}"

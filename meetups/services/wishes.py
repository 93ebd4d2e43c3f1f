"""Those who wish to be told when somebody is near them, and telling them once their visitor lets them know."""

from __future__ import annotations

from collections import defaultdict

from meetups.ports import Desk, UnitOfWork
from meetups.rules.weeks import out_of_quiet
from meetups.services.common import private_delivery, today_of
from meetups.services.nearby import AHEAD, Stays
from meetups.values import Contact, Delivery, DeliveryKind, DeliveryState, Person, PersonId, Visit


async def wishes_for(work: UnitOfWork, desk: Desk, visit: Visit) -> list[tuple[Person, Contact]]:
    """Who waits for this visitor and is near them then, at home or on a visit, and by which contact of theirs."""
    wishes = await work.visits.wishers(visit.person_id)
    if not wishes:
        return []
    owners = {each.id: each for each in await work.persons.find(id=[each.owner_id for each in wishes])}
    away: dict[PersonId, list[Visit]] = defaultdict(list)
    for each in await work.visits.overlapping(list(owners), visit.first_on, visit.last_on):
        away[each.person_id].append(each)
    stays = {each: Stays(desk.places, owner, away[each]) for each, owner in owners.items()}
    return [(owners[each.owner_id], each) for each in wishes if stays[each.owner_id].together(visit)]


async def tell_all(work: UnitOfWork, desk: Desk, visit: Visit) -> None:
    """Tell everybody who wishes to know of a visit; telling twice tells nobody anew."""
    for person, _ in await wishes_for(work, desk, visit):
        await _tell(work, desk, visit, person)


async def tell_of_all(work: UnitOfWork, desk: Desk, contact: Contact) -> None:
    """Tell the owner of a contact they wait for of the visits others were told of; after whatever may make it so."""
    owner = await work.persons.get(contact.owner_id) if contact.waits_near else None
    if owner is not None and contact.account_id is not None:
        await tell_wisher(work, desk, owner, contact.account_id)


async def tell_wisher(work: UnitOfWork, desk: Desk, owner: Person, account_id: PersonId | None = None) -> None:
    """Tell somebody of the visits others were told of, of one visitor or of all they wait for; of none anew."""
    today = today_of(desk, owner)
    told = await work.visits.visible_to(owner.id, today, today + AHEAD)
    wanted = [each for each in told if account_id in (None, each.person_id)]
    if not wanted:
        return
    stays = Stays(desk.places, owner, await work.visits.overlapping([owner.id], today, today + AHEAD))
    for each in wanted:
        if stays.together(each):
            await _tell(work, desk, each, owner)


async def told_of(work: UnitOfWork, desk: Desk, delivery: Delivery) -> tuple[Visit, Person, Contact] | None:
    """What a delivery tells whom of, as it is now; None where it is over, changed, or not to be told any more."""
    visit = await work.visits.get(delivery.subject)
    if visit is None or visit.told_at is None:
        return None
    for person, contact in await wishes_for(work, desk, visit):
        if delivery.occasion == _occasion(visit, person) and visit.last_on >= today_of(desk, person):
            return visit, person, contact
    return None


async def _tell(work: UnitOfWork, desk: Desk, visit: Visit, person: Person) -> None:
    """One message about a visit, after the quiet hours."""
    occasion = _occasion(visit, person)
    # What was not sent, because it was not to be said just then, is still to be told.
    await work.deliveries.remove(
        kind=DeliveryKind.NEWS, subject=visit.id, occasion=occasion, state=DeliveryState.DROPPED
    )
    due = out_of_quiet(desk.clock(), person.time_zone or "UTC", person.quiet_from, person.quiet_until)
    news = private_delivery(
        desk, DeliveryKind.NEWS, person.id, subject=visit.id, occasion=occasion, due=due, data={"key": "visit"}
    )
    await work.deliveries.plan([news])


def _occasion(visit: Visit, person: Person) -> str:
    """Other days are other news."""
    return f"visit:{person.id}:{visit.first_on.toordinal()}:{visit.last_on.toordinal()}"

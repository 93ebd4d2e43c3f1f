"""People who live somewhere and travel: what the tests of visits and of wishes to be told of them share."""

from __future__ import annotations

from datetime import date
from typing import Any

from meetups.services.contacts import Details
from meetups.services.contacts.verbs import Contacts
from meetups.services.outgoing import News, Outgoing
from meetups.services.profiles import Wishes
from meetups.services.visits import Outlook
from meetups.values import Actor, Contact
from tests.support.office import Office, account, actor, direct

KYLE, ROSA, BEN = actor(100), actor(200), actor(300)
HOME = "Bloomington, Indiana"
EVANSVILLE = "Evansville, Indiana"
HENDERSON = "Henderson, Kentucky"  # 16 km from Evansville, and on its clocks
TODAY = date(2026, 1, 1)
FIRST, LAST = date(2026, 1, 10), date(2026, 1, 16)


async def lives(office: Office, who: Actor, city: str, **wishes: Any) -> None:
    """A person with a city, who can be written to from five in the morning on."""
    await office.services.profiles.change(who, Wishes(**{"city": city, "quiet": (22 * 60, 5 * 60), **wishes}))
    await office.services.reaching.opened(who, direct(who.person_id))


async def has(
    office: Office, owner: Actor, name: str, city: str | None = None, number: int = 0, **about: Any
) -> Contact:
    """Somebody on a list, with an account where a number is given."""
    contacts: Contacts = office.services.contacts
    added = await contacts.add(owner, Details(name=name, city=city), account(number, name) if number else None)
    return (await contacts.edit(owner, added.contact.id, Details(name=name, city=city, **about))).contact


async def goes(
    office: Office, who: Actor = KYLE, city: str = EVANSVILLE, first: date = FIRST, last: date = LAST
) -> Outlook:
    return await office.services.visits.add(who, city, first, last)


def told(sent: list[Outgoing]) -> list[tuple[int | None, dict[str, str]]]:
    """Who was told what of visits."""
    bodies = [(each.delivery.person_id, each.body) for each in sent]
    return [(who, body.values) for who, body in bodies if isinstance(body, News) and body.key == "visit"]


async def a_wish(office: Office, owner: Actor = ROSA, of: int = 100) -> Contact:
    """Somebody who lives near Evansville waits until a contact with an account is near."""
    await lives(office, owner, HENDERSON)
    return await has(office, owner, "Kyle", number=of, waits_near=True)

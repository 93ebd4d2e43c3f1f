"""What several services ask of one transaction: who is acting, which mission is meant, what lands in which lane."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from meetups.places import City
from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rows import Encounter, Listed
from meetups.rules.names import LONGEST_NAME, clean
from meetups.rules.outcomes import Fact
from meetups.rules.weeks import local_day
from meetups.values import (
    Actor,
    Community,
    CommunityId,
    Contact,
    ContactId,
    Delivery,
    DeliveryId,
    DeliveryKind,
    How,
    Mission,
    MissionId,
    Person,
    PersonId,
)

MOST_CONTACTS = 20_000
# Letters and signs that Unicode calls neither space nor invisible, and that show nothing.
_BLANK = " \u115f\u1160\u2800\u3164\uffa0"


def identifier(text: str) -> int:
    """The identifier written in a text; 0, which nothing has, for any other text."""
    number = int(text) if text.isdecimal() and len(text) < 20 else 0
    return number if number < 2**63 else 0


def visible_name(typed: str) -> str:
    """A name cleaned for a card; empty where nothing of it would be seen."""
    name = clean(typed)
    return name if name.strip(_BLANK) else ""


async def known_person(work: UnitOfWork, desk: Desk, actor: Actor) -> Person:
    """The acting person's profile, stored from now on; the locale follows their client."""
    person: Person | None = await work.persons.get(actor.person_id)
    if person is None:
        person = Person(actor.person_id, desk.clock(), locale=actor.locale)
        await work.persons.add(person)
    elif person.locale != actor.locale:
        person = replace(person, locale=actor.locale)
        await work.persons.save(person)
    return person


async def ready_community(work: UnitOfWork, community_id: CommunityId | None) -> Community:
    """The community of this act, set up and not left.

    Raises ``Refusal`` ``community.only_here`` in a direct message, ``community.not_ready`` before set-up,
    ``community.left`` after the bot was removed.
    """
    if community_id is None:
        raise Refusal("community.only_here")
    community = await work.communities.get(community_id)
    if community is not None and community.left_at is not None:
        raise Refusal("community.left")
    if community is None or not community.is_ready:
        raise Refusal("community.not_ready")
    return community


def is_organiser(community: Community | None, actor: Actor) -> bool:
    if actor.manages:
        return True
    return community is not None and community.organiser_role_id in actor.role_ids


async def organised(work: UnitOfWork, actor: Actor) -> Community:
    """The community of this act, for one of its organisers. Raises ``Refusal`` ``community.organisers_only``."""
    community = await ready_community(work, actor.community_id)
    if not is_organiser(community, actor):
        raise Refusal("community.organisers_only")
    return community


def is_usual(language: str, community_locale: str) -> bool:
    """Whether everybody in a community of this locale speaks a language anyway, so that it says nothing of two of them."""
    return language.partition("-")[0] == community_locale.partition("-")[0]


class AgeUnsaid(Refusal):
    """Meeting in person is for adults, and this person has not said yet that they are one."""

    def __init__(self) -> None:
        super().__init__("adult.unsaid")


async def adult(work: UnitOfWork, desk: Desk, person: Person, *, is_said: bool) -> Person:
    """The person as one who is 18 or older, of which only the yes is kept (§9). Raises ``AgeUnsaid``."""
    if person.adult_since is not None:
        return person
    if not is_said:
        raise AgeUnsaid
    person = replace(person, adult_since=desk.clock())
    await work.persons.save(person)
    return person


class WhichMission(Refusal):
    """Several missions are running and the act did not say which one is meant."""

    def __init__(self, missions: tuple[tuple[Mission, str], ...]) -> None:
        super().__init__("mission.which")
        self.missions = missions


class WhichContact(Refusal):
    """A name does not tell which contact is meant; ``people`` are those who may be."""

    people: tuple[Listed, ...] = ()


class Namesakes(WhichContact):
    """Several people of the list bear the name."""

    def __init__(self, name: str, people: tuple[Listed, ...]) -> None:
        super().__init__("contact.ambiguous", name=name, count=len(people))
        self.people = people


class Nobody(WhichContact):
    """Nobody bears the name, but these are called much like it."""

    def __init__(self, name: str, people: tuple[Listed, ...]) -> None:
        super().__init__("contact.nearly", name=name)
        self.people = people


async def running_mission(work: UnitOfWork, actor: Actor, mission_id: int | None = None) -> Mission:
    """The mission an act is about: the one named, else the one of this community, else the only one running.

    Whoever acts in its community is there, whatever was known before.
    """
    running = [
        replace(each, departed_at=None) if each.community_id == actor.community_id else each
        for each in await work.missions.running(actor.person_id)
    ]
    if mission_id is not None:
        running = [each for each in running if each.id == mission_id]
    elif actor.community_id is not None:
        running = [each for each in running if each.community_id == actor.community_id]
    if not running:
        raise Refusal("mission.none" if mission_id is None else "mission.ended")
    if len(running) > 1:
        communities = {each.id: each.name for each in await _communities(work, running)}
        raise WhichMission(tuple((each, communities[each.community_id]) for each in running))
    return running[0]


async def _communities(work: UnitOfWork, missions: list[Mission]) -> list[Community]:
    return await work.communities.find(id=[each.community_id for each in missions])


async def nearest_mission(work: UnitOfWork, actor: Actor) -> Mission | None:
    """The mission of this community, else any that runs: whose days an act goes by when it names none."""
    running = await work.missions.running(actor.person_id)
    here = [each for each in running if each.community_id == actor.community_id]
    return next(iter(here or running), None)


async def today_here(work: UnitOfWork, desk: Desk, actor: Actor) -> date:
    """Today where a person is: by their mission here, their own zone, or the community's."""
    return local_day(desk.clock(), await zone_here(work, desk, actor))


async def zone_here(work: UnitOfWork, desk: Desk, actor: Actor) -> str:
    """The zone a person acts in: by their mission here, their own, or the community's."""
    person = await work.persons.get(actor.person_id) or Person(actor.person_id, desk.clock())
    community = await work.communities.get(actor.community_id) if actor.community_id else None
    return zone_of(person, await nearest_mission(work, actor), community)


async def own_contact(work: UnitOfWork, actor: Actor, contact_id: int) -> Contact:
    """A contact of this person's own list; anybody else's is as good as none."""
    contact = await work.contacts.get(contact_id)
    if contact is None or contact.owner_id != actor.person_id:
        raise Refusal("contact.gone")
    return contact


def today_of(desk: Desk, person: Person, mission: Mission | None = None, community: Community | None = None) -> date:
    """Today where the person is."""
    return local_day(desk.clock(), zone_of(person, mission, community))


def zone_of(person: Person, mission: Mission | None = None, community: Community | None = None) -> str:
    """The zone a person lives by: the mission's, else theirs, else the community's."""
    return (
        (mission.time_zone if mission else None)
        or person.time_zone
        or (community.time_zone if community else None)
        or "UTC"
    )


def who(encounter: Encounter) -> tuple[str, int] | None:
    """One identity for a person met, so that the same account recorded by either side is one person."""
    if encounter.account_id is not None:
        return ("account", encounter.account_id)
    if encounter.contact_id is not None:
        return ("contact", encounter.contact_id)
    return None


def facts_of(encounters: list[Encounter]) -> list[Fact]:
    """Meetings as the rules see them, oldest first; new when somebody in it was met in person first."""
    seen: set[tuple[str, int]] = set()
    facts: dict[int, Fact] = {}
    for each in encounters:
        key = who(each)
        is_new = key is None or key not in seen
        earlier = facts.get(each.meeting_id)
        facts[each.meeting_id] = Fact(
            met_on=each.met_on,
            how=each.how,
            recorded_at=each.recorded_at,
            meeting_id=each.meeting_id,
            is_new=is_new or (earlier is not None and earlier.is_new),
        )
        if key is not None and each.how is How.IN_PERSON:
            seen.add(key)
    return list(facts.values())


class History:
    """A person's encounters by the contact they were with, however the meeting was recorded."""

    def __init__(self, encounters: Iterable[Encounter]) -> None:
        self._by_account: dict[PersonId, list[Encounter]] = defaultdict(list)
        self._by_contact: dict[ContactId, list[Encounter]] = defaultdict(list)
        for each in encounters:
            if each.account_id is not None:
                self._by_account[each.account_id].append(each)
            elif each.contact_id is not None:
                self._by_contact[each.contact_id].append(each)

    def of(self, contact: Contact | Listed) -> list[Encounter]:
        """Encounters with a contact, oldest first; each bears the account the contact has by now."""
        if contact.account_id is None:
            return self._by_contact.get(contact.id, [])
        return self._by_account.get(contact.account_id, [])

    def in_person(self, contact: Contact | Listed) -> list[Encounter]:
        return [each for each in self.of(contact) if each.how is How.IN_PERSON]

    def last_met_on(self, contact: Contact | Listed) -> date | None:
        """The day of the last meeting in person."""
        return max((each.met_on for each in self.in_person(contact)), default=None)


def private_delivery(
    desk: Desk,
    kind: DeliveryKind,
    person_id: PersonId,
    *,
    subject: int,
    occasion: str,
    due: datetime | None = None,
    mission_id: MissionId | None = None,
    community_id: CommunityId | None = None,
    data: dict[str, Any] | None = None,
) -> Delivery:
    """A message to one person: a direct message where a channel is open, else their inbox.

    One with a time of its own (``due``) is scheduled: it lets go first what follows from somebody's act.
    """
    now = desk.clock()
    return Delivery(
        id=DeliveryId(desk.new_id()),
        kind=kind,
        subject=subject,
        occasion=occasion,
        lane=f"person:{person_id}",
        due=due or now,
        created_at=now,
        person_id=person_id,
        mission_id=mission_id,
        community_id=community_id,
        data=data or {},
        is_scheduled=due is not None,
    )


def public_delivery(
    desk: Desk,
    kind: DeliveryKind,
    community_id: CommunityId,
    *,
    subject: int,
    occasion: str,
    data: dict[str, Any] | None = None,
) -> Delivery:
    """A post, its edit or its removal; rows about the same post go in order, and outlive the author's data."""
    now = desk.clock()
    return Delivery(
        id=DeliveryId(desk.new_id()),
        kind=kind,
        subject=subject,
        occasion=occasion,
        lane=f"post:{subject}",
        due=now,
        created_at=now,
        community_id=community_id,
        data=data or {},
    )


def city_named(desk: Desk, typed: str) -> City:
    """The city meant by what was typed. Raises ``Refusal`` ``city.which`` or ``city.unknown``."""
    city = desk.places.find(typed)
    if city is not None:
        return city
    raise unknown_city(desk, typed)


def unknown_city(desk: Desk, typed: str) -> Refusal:
    """Why a place could not be found: it is not known, or several bear its name."""
    shown = clean(typed)[:60]
    alike = [each for each in desk.places.search(typed, 3) if each.name.casefold() == shown.split(",")[0].casefold()]
    if alike:
        return Refusal("city.which", typed=shown, example=alike[0].label)
    return Refusal("city.unknown", typed=shown)


async def contact_of_account(work: UnitOfWork, owner_id: PersonId, account_id: PersonId) -> Contact | None:
    return await work.contacts.one(owner_id=owner_id, account_id=account_id)


async def check_room(work: UnitOfWork, owner_id: PersonId, more: int = 1) -> None:
    """Raises ``Refusal`` ``contact.full`` where so many more do not fit on a list."""
    if await work.contacts.count(owner_id=owner_id) + more > MOST_CONTACTS:
        raise Refusal("contact.full", limit=MOST_CONTACTS)


async def add_account(
    work: UnitOfWork,
    desk: Desk,
    owner_id: PersonId,
    account_id: PersonId,
    name: str,
    *,
    volunteered: bool = False,
    is_never: bool = False,
) -> tuple[Contact, bool]:
    """The contact for a Discord account, added if it is not on the list yet; and whether it was added.

    ``is_never`` puts them on the never-list, for which there is always room.
    """
    # It asks this module for days and lanes.
    from meetups.services.wishes import tell_of_all

    if owner_id == account_id:
        raise Refusal("contact.oneself")
    now = desk.clock()
    known = await contact_of_account(work, owner_id, account_id)
    if known is not None:
        changed = replace(
            known,
            account_is_seen=True,
            volunteered_at=known.volunteered_at or (now if volunteered else None),
            is_never=known.is_never or is_never,
        )
        if changed != known:
            await work.contacts.save(changed)
            await tell_of_all(work, desk, changed)
        return changed, False
    if not is_never:
        await check_room(work, owner_id)
    contact = Contact(
        id=ContactId(desk.new_id()),
        owner_id=owner_id,
        name=visible_name(name)[:LONGEST_NAME] or str(account_id),
        added_at=now,
        account_id=account_id,
        volunteered_at=now if volunteered else None,
        is_never=is_never,
    )
    await work.contacts.add(contact)
    return contact, True

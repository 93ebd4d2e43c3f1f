"""What helps somebody on the day of a plan: what they know of whom they meet, and two questions for when talk runs dry.

All of it is of the reader's own list, but what others say about themselves in a common pool. Of whoever is on the
reader's never-list nothing is brought up.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from meetups.folding import fold
from meetups.ports import Desk, UnitOfWork
from meetups.rows import Encounter, PoolFellow
from meetups.rules.prompts import Ground, Question, turn_of, two_questions
from meetups.rules.weeks import local_day
from meetups.services.common import contact_of_account, is_usual, who
from meetups.services.contacts.memories import Memory, memory_of
from meetups.services.plans.views import Party, PlanView
from meetups.values import Contact, How, Person, PersonId, Plan, PlanState

MOST_REMEMBERED = 3

Identity = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Known:
    """One of those the reader meets, with what their own list has on them; None where they are not on it."""

    party: Party
    memory: Memory | None


@dataclass(frozen=True, slots=True)
class Prompts:
    """What helps on the day of a plan: up to three of those who come, and two questions."""

    view: PlanView
    people: tuple[Known, ...]
    questions: tuple[Question, Question]


async def prompts_of(work: UnitOfWork, desk: Desk, view: PlanView) -> Prompts:
    """For one of those who come."""
    plan, reader_id = view.plan, view.reader_id
    assert plan.starts_at is not None
    reader = await work.persons.get(reader_id) or Person(reader_id, desk.clock())
    listed = [(each, await _contact(work, reader_id, each)) for each in view.coming]
    listed = [(party, contact) for party, contact in listed if contact is None or not contact.is_never]
    today = local_day(desk.clock(), view.zone)
    people = [
        Known(party, await memory_of(work, desk, contact, today) if contact else None)
        for party, contact in listed[:MOST_REMEMBERED]
    ]
    seat, turn = _seat(plan, reader_id), turn_of(await _plans_before(work, plan, reader_id))
    questions = two_questions(await _ground(work, view, reader, listed), plan.id ^ reader_id, seat, turn)
    return Prompts(view, tuple(people), questions)


async def _contact(work: UnitOfWork, reader_id: PersonId, party: Party) -> Contact | None:
    """Whom of the reader's own list somebody is."""
    if party.contact_id is not None:
        return await work.contacts.one(id=party.contact_id, owner_id=reader_id)
    return await contact_of_account(work, reader_id, party.person_id) if party.person_id is not None else None


# ---------------------------------------------------------------------- what they share


async def _ground(
    work: UnitOfWork, view: PlanView, reader: Person, listed: Sequence[tuple[Party, Contact | None]]
) -> Ground:
    """What the reader shares with all of these; as it was before that day, so that the same is said after it, too."""
    assert view.plan.starts_at is not None
    day = local_day(view.plan.starts_at, view.zone)
    before = [each for each in await work.meetings.encounters(reader.id) if each.met_on < day]
    fellows = {each.person_id: each for each in await work.visits.fellows(reader.id)}
    contacts = [contact for _, contact in listed]
    said = [(contact, fellows.get(party.person_id) if party.person_id else None) for party, contact in listed]
    community = await work.communities.get(view.plan.community_id) if view.plan.community_id else None
    usual = community.locale if community else reader.locale
    tags = {fold(each): each for each in reader.tags}
    languages = {each for each in reader.languages if not is_usual(each, usual)}
    return Ground(
        others=len(view.coming),
        tags=tuple(tags[each] for each in sorted(_shared(tags, [_tags(*each) for each in said]))),
        languages=tuple(sorted(_shared(languages, [_languages(*each) for each in said]))),
        met_online=bool(contacts) and all(each and (each.met_online or each.source) for each in contacts),
        promised=any(each and each.promised for each in contacts),
        weeks_since=_weeks_since(before, [_identity(party, contact) for party, contact in listed], day),
        activity=view.plan.activity,
    )


def _shared(own: Collection[str], theirs: Sequence[Collection[str]]) -> set[str]:
    return set(own).intersection(*theirs) if theirs else set()


def _tags(contact: Contact | None, fellow: PoolFellow | None) -> set[str]:
    return {fold(each) for each in (*(contact.tags if contact else ()), *(fellow.tags if fellow else ()))}


def _languages(contact: Contact | None, fellow: PoolFellow | None) -> set[str]:
    return {*(contact.languages if contact else ()), *(fellow.languages if fellow else ())}


def _weeks_since(before: Sequence[Encounter], people: Sequence[Identity], day: date) -> int | None:
    """Since the reader was in touch with one of them; None where one was never met in person."""
    met = {who(each) for each in before if each.how is How.IN_PERSON}
    last = max((each.met_on for each in before if who(each) in people), default=None)
    return (day - last).days // 7 if last is not None and met.issuperset(people) else None


def _identity(party: Party, contact: Contact | None) -> Identity:
    """Somebody as ``who`` names the one met in an encounter."""
    account_id = party.person_id or (contact.account_id if contact else None)
    return ("account", account_id) if account_id else ("contact", contact.id if contact else 0)


# ---------------------------------------------------------------------- whose questions are whose


def _seat(plan: Plan, reader_id: PersonId) -> int:
    """Another one for each of a plan's people on Discord, and of two the same in every plan of theirs."""
    accounts = {plan.host_id, *(each.person_id for each in plan.guests if each.person_id is not None)}
    return sorted(accounts).index(reader_id)


async def _plans_before(work: UnitOfWork, plan: Plan, reader_id: PersonId) -> list[tuple[int, list[Identity]]]:
    """The reader's agreed plans up to this one, oldest first: which, and whom they met."""
    agreed = [
        each
        for each in await work.plans.of(reader_id)
        if each.state is PlanState.AGREED and _comes(each, reader_id) and _order(each) <= _order(plan)
    ]
    return [(each.id, _met(each, reader_id)) for each in sorted(agreed, key=_order)]


def _order(plan: Plan) -> tuple[datetime, int]:
    return plan.starts_at or plan.created_at, plan.id


def _comes(plan: Plan, person_id: PersonId) -> bool:
    guest = plan.guest(person_id)
    return plan.host_id == person_id or (guest is not None and guest.is_in)


def _met(plan: Plan, reader_id: PersonId) -> list[Identity]:
    """The others who come to a plan."""
    guests = [
        ("account", each.person_id) if each.person_id is not None else ("contact", each.contact_id or 0)
        for each in plan.guests
        if each.is_in
    ]
    return [each for each in (("account", plan.host_id), *guests) if each != ("account", reader_id)]

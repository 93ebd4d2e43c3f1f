"""A pool of people in an office: who they are, and what became of a run; an hour is a step, not a wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from meetups.services.contacts import Details
from meetups.services.outgoing import Outgoing
from meetups.services.pool import Introduction, Likes
from meetups.values import (
    Actor,
    DeliveryKind,
    DeliveryState,
    MatchAnswer,
    Matched,
    MatchRun,
    PersonId,
    PoolMember,
    RunPart,
    Visit,
    VisitId,
)
from tests.support.office import COMMUNITY, Office, account, actor, direct

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""When introductions go out for the first time; a run is made an hour before."""
MADE = MONDAY - timedelta(hours=1)
THURSDAY = MONDAY + timedelta(days=3)
SOON = timedelta(minutes=5)
WEEK, DAY, HOUR = timedelta(weeks=1), timedelta(days=1), timedelta(hours=1)
BLOOMINGTON, INDIANAPOLIS, CHICAGO = 4254679, 4259418, 4887398


async def join(office: Office, *numbers: int, likes: Likes | None = None, **profile: Any) -> list[Actor]:
    """Adults with open direct messages join the pool; ``profile`` is what they say about themselves."""
    people = [actor(each) for each in numbers]
    for each in people:
        await office.services.pool.join(each, 0, likes or Likes(), is_adult=True)
        await office.services.reaching.opened(each, direct(each.person_id))
        await describe(office, each, **profile)
    return people


async def describe(office: Office, who: Actor, **profile: Any) -> None:
    async with office.store.write() as work:
        person = await work.persons.get(who.person_id)
        assert person is not None
        await work.persons.save(replace(person, **profile))


async def shun(office: Office, who: Actor, whom: Actor) -> None:
    added = await office.services.contacts.add(who, Details(), account(whom.person_id))
    await office.services.contacts.never(who, added.contact.id)


async def visit(
    office: Office, who: Actor, city_id: int, *, last: date = date(2026, 1, 11), is_told: bool = True
) -> None:
    """Somebody is somewhere from the first Monday to this day, and told whoever wished to know, or nobody."""
    now = office.clock.now
    async with office.store.write() as work:
        stay = Visit(
            VisitId(who.person_id), who.person_id, city_id, MONDAY.date(), last, now, told_at=now if is_told else None
        )
        await work.visits.add(stay)


async def runs(office: Office, part: RunPart | None = None) -> list[MatchRun]:
    async with office.store.read() as work:
        found = await work.runs.find(community_id=COMMUNITY)
    return [each for each in found if part in (None, each.part)]


async def places(office: Office, run: MatchRun) -> list[Matched]:
    async with office.store.read() as work:
        return await work.matched.find(run_id=run.id)


async def groups(office: Office, run: MatchRun) -> list[set[int]]:
    """Who was matched together, by number; those left over as a group of their own."""
    found: dict[tuple[int, int], set[int]] = {}
    for each in await places(office, run):
        found.setdefault((each.group, each.group or each.person_id), set()).add(each.person_id)
    return sorted(found.values(), key=min)


async def partner(office: Office, run: MatchRun, who: Actor) -> Actor:
    """The one other of a pair."""
    [pair] = [each for each in await groups(office, run) if who.person_id in each]
    [other] = pair - {who.person_id}
    return actor(other)


async def member(office: Office, who: Actor) -> PoolMember | None:
    async with office.store.read() as work:
        return await work.pool.get(who.person_id, COMMUNITY)


async def say(office: Office, run: MatchRun, answer: MatchAnswer, *people: Actor) -> Introduction:
    """Some people answer one after another; gives what the last of them sees."""
    seen = None
    for each in people:
        seen = await office.services.matches.answer(each, run.id, answer)
    assert seen is not None
    return seen


async def planned(office: Office) -> list[tuple[str, datetime]]:
    """The runs that are to come, and when they are made."""
    rows = await office.deliveries(kind=DeliveryKind.MATCHES, state=DeliveryState.PLANNED)
    return [(each.occasion, each.due) for each in rows]


def heard(sent: list[Outgoing], who: Actor) -> list[Outgoing]:
    """What of all that was sent came to one person."""
    return [each for each in sent if each.channel_id == direct(who.person_id)]


def met_by(outgoing: Outgoing) -> set[PersonId]:
    """Whom an introduction names."""
    assert isinstance(outgoing.body, Introduction)
    return {each.person_id for each in outgoing.body.others}

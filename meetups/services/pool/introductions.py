"""What a member reads of a run, drawn from the facts of that moment: whom they are introduced to, and who said yes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from meetups.folding import fold
from meetups.matching import Reason, ReasonKey, reasons
from meetups.ports import Desk, UnitOfWork
from meetups.rules.weeks import WEEK
from meetups.services.common import is_usual
from meetups.services.nearby import Compass, roughly
from meetups.services.pool.entrants import Entrant, as_member, entrants_of
from meetups.services.pool.making import BOTH_IN, LEFT_OVER, OUT_OF_REACH, RESTED
from meetups.services.pool.planning import ahead, coming
from meetups.services.pool.slots import days_of, is_over
from meetups.values import (
    Community,
    CommunityId,
    Delivery,
    DeliveryKind,
    DeliveryState,
    How,
    MatchAnswer,
    Matched,
    MatchRun,
    Person,
    PersonId,
    PoolMember,
    RunPart,
)

NEWS: Final = (LEFT_OVER, RESTED, BOTH_IN)


@dataclass(frozen=True, slots=True)
class Introduced:
    """Somebody to meet: their own line about themselves, and what the two have in common.

    ``km`` says roughly how far apart they live, 0 in the same city; it is all there is of where that is. ``is_far``: neither
    would usually travel as far. ``is_near_then``: a visit that was told of brings them near each other, and nothing is
    said of where they live. In these ``parts`` of the week both have time. ``met_weeks_ago`` is when the reader last met
    them.
    """

    person_id: PersonId
    line: str
    is_in: bool
    km: int | None = None
    is_far: bool = False
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    parts: int = 0
    met_weeks_ago: int | None = None
    is_near_then: bool = False


@dataclass(frozen=True, slots=True)
class Introduction:
    """A member's place in a run as it is now; ``others`` is empty where nobody was left for them.

    Whoever was shown once stays, and looks silent whatever they did since: that they left, or want nothing of the reader,
    leaves no trace.

    ``is_over``: the days it was for are past. ``next_at`` is when the next introductions come, after the community's break
    (``break_until``), and ``midweek_at`` when those of this week do who are left without company. ``has_home``: the reader said where they live. ``is_out_of_reach``: nobody was left for them, and when the run was made
    all others lived too far; ``in_person_only`` is what they like now.
    """

    run: MatchRun
    community: Community
    answer: MatchAnswer
    others: tuple[Introduced, ...]
    is_over: bool
    next_at: datetime | None
    midweek_at: datetime | None = None
    has_home: bool = True
    break_until: date | None = None
    is_out_of_reach: bool = False
    in_person_only: bool = False

    @property
    def together(self) -> tuple[PersonId, ...]:
        """Who said yes as the reader did."""
        return tuple(each.person_id for each in self.others if each.is_in and self.answer is MatchAnswer.IN)


@dataclass(frozen=True, slots=True)
class Rested:
    """Somebody is left out of the matches until they say that they are back."""

    community: Community


async def news_of(work: UnitOfWork, desk: Desk, delivery: Delivery) -> Introduction | Rested | None:
    """What a delivery about matches says now; None when it is no longer so."""
    key = delivery.data.get("key")
    assert delivery.person_id is not None
    if key == RESTED:
        return await _rested(work, CommunityId(delivery.subject), delivery.person_id)
    found = await introduction_of(work, desk, delivery.subject, delivery.person_id)
    if found is None or found.is_over:
        return None
    if delivery.kind is DeliveryKind.INTRODUCTION:
        return found if found.answer is MatchAnswer.NONE else None
    if key == BOTH_IN:
        return found if found.together else None
    return found if not found.others else None


async def introduction_of(work: UnitOfWork, desk: Desk, run_id: int, person_id: PersonId) -> Introduction | None:
    """A person's place in a run, for them to see from now on.

    None where they have none, or the run was undone or not announced yet.
    """
    run, mine = await work.runs.get(run_id), await work.matched.get(run_id, person_id)
    if run is None or mine is None or run.undone_at is not None or run.announce_at > desk.clock():
        return None
    community = await work.communities.get(run.community_id)
    if community is None or community.left_at is not None or not community.has_pool:
        return None
    others = await _others(work, desk, run, mine)
    slots, following = await coming(work, community.id), await ahead(work, community)
    midweek = [each.announce_at for each in slots if each.part is RunPart.MIDWEEK and each.week_on == run.week_on]
    person, member = await work.persons.get(person_id), await work.pool.get(person_id, community.id)
    return Introduction(
        run=run,
        community=community,
        answer=mine.answer,
        others=tuple(await _introduce(work, desk, community, run, mine, others)),
        is_over=is_over(community, run, desk.clock()),
        next_at=following.announce_at,
        midweek_at=next((each for each in midweek if each > desk.clock()), None),
        has_home=person is not None and person.city_id is not None,
        break_until=following.break_until,
        is_out_of_reach=not others and await _is_out_of_reach(work, run, person_id),
        in_person_only=member is not None and member.in_person_only,
    )


async def _is_out_of_reach(work: UnitOfWork, run: MatchRun, person_id: PersonId) -> bool:
    """Whether all others lived too far when the run was made, as its news says."""
    news = await work.deliveries.one(kind=DeliveryKind.NEWS, subject=run.id, occasion=f"{LEFT_OVER}:{person_id}")
    return news is not None and bool(news.data.get(OUT_OF_REACH))


async def _others(work: UnitOfWork, desk: Desk, run: MatchRun, mine: Matched) -> list[Matched]:
    """Whom somebody sees of those they were matched with.

    What happened before they saw them first makes them one for whom nobody was left, and nothing of it shows to the
    others; afterwards only their own never-list changes what they see. Somebody who shuns them, or sees nobody, has said
    nothing.
    """
    if mine.is_alone:
        return []
    places = await work.matched.find(run_id=run.id, group=mine.group) if mine.group else []
    party = [each for each in places if each.person_id != mine.person_id]
    ids = [each.person_id for each in party]
    shunned = await work.contacts.find(owner_id=mine.person_id, account_id=ids, is_never=True)
    shunning = await work.contacts.find(owner_id=ids, account_id=mine.person_id, is_never=True)
    by_me, of_me = {each.account_id for each in shunned}, {each.owner_id for each in shunning}
    members = {each.person_id for each in await work.pool.find(person_id=ids, community_id=run.community_id)}
    shown_at = await _shown_at(work, desk, run, mine)
    if shown_at is None:
        party = [each for each in party if each.person_id in members or each.answer is MatchAnswer.IN]
        if mine.group and (by_me or of_me or all(each.is_alone for each in party)):
            await work.matched.save(replace(mine, is_alone=True))
            return []
    return [
        replace(each, answer=MatchAnswer.NONE) if each.is_alone or each.person_id in of_me else each
        for each in party
        if each.person_id not in by_me and (shown_at is None or not _left_before(each, members, shown_at))
    ]


async def _shown_at(work: UnitOfWork, desk: Desk, run: MatchRun, mine: Matched) -> datetime | None:
    """When the person saw this introduction first; None where that is now, which is written down."""
    row = await work.deliveries.one(kind=DeliveryKind.INTRODUCTION, subject=run.id, occasion=str(mine.person_id))
    if row is None:
        return None
    if "shown_at" in row.data:
        return datetime.fromisoformat(row.data["shown_at"])
    if row.state is DeliveryState.SENT:
        return row.settled_at
    await work.deliveries.save(replace(row, data={**row.data, "shown_at": desk.clock().isoformat()}))
    return None


def _left_before(place: Matched, members: Collection[PersonId], instant: datetime) -> bool:
    """Whether somebody left the pool before an instant, which is when they answered last."""
    is_away = place.person_id not in members and place.answer is MatchAnswer.OUT
    return is_away and place.answered_at is not None and place.answered_at <= instant


async def _rested(work: UnitOfWork, community_id: CommunityId, person_id: PersonId) -> Rested | None:
    community, member = await work.communities.get(community_id), await work.pool.get(person_id, community_id)
    if community is None or community.left_at is not None or member is None or member.rested_at is None:
        return None
    return Rested(community)


async def _introduce(
    work: UnitOfWork, desk: Desk, community: Community, run: MatchRun, mine: Matched, others: Sequence[Matched]
) -> list[Introduced]:
    """What there is to read of each; they are described as they were matched, also if one has left the pool since."""
    ids = [mine.person_id, *(each.person_id for each in others)]
    members = {each.person_id: each for each in await work.pool.find(person_id=ids, community_id=community.id)}
    everybody = [members.get(each) or PoolMember(each, community.id, run.made_at) for each in ids]
    entrants = {each.person.id: each for each in await entrants_of(work, everybody, days_of(community, run))}
    me = entrants.get(mine.person_id)
    if me is None:
        return []
    return [
        await _introduced(work, desk, community, me, theirs, each)
        for each in others
        if (theirs := entrants.get(each.person_id)) is not None
    ]


async def _introduced(
    work: UnitOfWork, desk: Desk, community: Community, me: Entrant, theirs: Entrant, place: Matched
) -> Introduced:
    shared = {each.key: each for each in reasons(as_member(desk.places, me), as_member(desk.places, theirs))}
    reach_km = max(me.person.reach_km, theirs.person.reach_km)
    km = Compass(desk.places, [me.person.city_id]).km(theirs.person.city_id)
    is_far = km is not None and km > reach_km
    is_near_then = (km is None or is_far) and Compass(desk.places, [me.city_id]).reaches(theirs.city_id, reach_km)
    return Introduced(
        person_id=theirs.person.id,
        line=theirs.person.introduction,
        is_in=place.answer is MatchAnswer.IN,
        km=None if km is None or is_near_then else roughly(km),
        is_far=is_far and not is_near_then,
        languages=tuple(each for each in _shared(shared, ReasonKey.LANGUAGES) if not is_usual(each, community.locale)),
        # As the reader writes them.
        tags=tuple(each for each in me.person.tags if fold(each) in _shared(shared, ReasonKey.TAGS)),
        parts=me.person.availability & theirs.person.availability,
        met_weeks_ago=await _met_weeks_ago(work, desk, me.person, theirs.person),
        is_near_then=is_near_then,
    )


async def _met_weeks_ago(work: UnitOfWork, desk: Desk, me: Person, other: Person) -> int | None:
    encounters = await work.meetings.encounters(me.id)
    days = [each.met_on for each in encounters if each.account_id == other.id and each.how is How.IN_PERSON]
    return max(0, (desk.clock().date() - max(days)) // WEEK) if days else None


def _shared(found: dict[ReasonKey, Reason], key: ReasonKey) -> tuple[str, ...]:
    return found[key].shared if key in found else ()

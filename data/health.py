"""How a community is doing, counted where the rows are: numbers of people come out of here, never who they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Date,
    FromClause,
    Integer,
    Select,
    String,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from data import tables
from data.types import Instant
from meetups.rows import CareWeek, Step, StepCount
from meetups.rules.outcomes import RUNGS
from meetups.rules.weeks import WEEK
from meetups.values import (
    COUNTING,
    Answer,
    CommunityId,
    GatheringState,
    How,
    MatchAnswer,
    PlanState,
    PostKind,
    PostState,
    Reply,
    SeatState,
)

_HALF_WEEK = timedelta(days=3)
_invites, _asks, _missions = tables.invites, tables.asks, tables.missions
_plans, _guests, _gatherings, _seats = tables.plans, tables.guests, tables.gatherings, tables.seats
_meetings, _participants, _suggested = tables.meetings, tables.participants, tables.suggested
_Deed = Select[int, str, int]
_When = ColumnElement[Any]


class HealthRecords:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def members(self, community_id: CommunityId) -> int:
        return await self._number(select(func.count()).select_from(_here(community_id).subquery()))

    async def funnel(self, community_id: CommunityId, weeks: Sequence[CareWeek]) -> list[StepCount]:
        found = await self._connection.execute(_counted(weeks, community_id))
        return [StepCount(weeks[row[0]].first_on, Step(row[1]), row[2]) for row in found]

    async def newcomers(self, community_id: CommunityId, first_on: date, last_on: date) -> int:
        earlier = _missions.alias("earlier")
        has_been_here = exists().where(
            earlier.c.person_id == _missions.c.person_id,
            earlier.c.community_id == community_id,
            earlier.c.starts_on < _missions.c.starts_on,
        )
        has_met = (
            exists()
            .where(
                _participants.c.person_id == _missions.c.person_id,
                _participants.c.part.in_(COUNTING),
                _meetings.c.id == _participants.c.meeting_id,
                _meetings.c.met_on >= _missions.c.starts_on,
                or_(*(and_(_missions.c.fills == each, _meetings.c.how.in_(rungs)) for each, rungs in RUNGS.items())),
            )
            .correlate(_missions)
        )
        return await self._number(
            select(func.count(_missions.c.person_id.distinct())).where(
                _missions.c.community_id == community_id,
                _missions.c.starts_on.between(first_on, last_on),
                *_running(),
                ~has_been_here,
                ~has_met,
            )
        )

    async def alone(self, community_id: CommunityId) -> int:
        persons = tables.persons
        single = (
            select(persons.c.city_id)
            .where(persons.c.id.in_(_here(community_id)), persons.c.city_id.is_not(None))
            .group_by(persons.c.city_id)
            .having(func.count() == 1)
        )
        return await self._number(select(func.count()).select_from(single.subquery()))

    async def passed_over(self, community_id: CommunityId, since: date, times: int) -> int:
        contacts, before = tables.contacts, _suggested.alias("before")
        is_preceded = exists().where(
            before.c.mission_id == _suggested.c.mission_id,
            before.c.week_on == _suggested.c.week_on,
            before.c.position < _suggested.c.position,
            before.c.is_skipped.is_(False),
        )
        is_first = case((or_(_suggested.c.is_skipped.is_(True), is_preceded), 0), else_=1)
        passed = (
            select(contacts.c.account_id)
            .select_from(_suggested)
            .join(_missions, _missions.c.id == _suggested.c.mission_id)
            .join(contacts, contacts.c.id == _suggested.c.contact_id)
            .where(
                _missions.c.community_id == community_id,
                _suggested.c.week_on >= since,
                contacts.c.account_id.in_(_here(community_id)),
            )
            .group_by(contacts.c.account_id)
            .having(func.count() >= times, func.sum(is_first) == 0)
        )
        return await self._number(select(func.count()).select_from(passed.subquery()))

    async def _number(self, query: Select[int]) -> int:
        return (await self._connection.execute(query)).scalar_one()


def _running() -> tuple[ColumnElement[bool], ...]:
    return _missions.c.ended_at.is_(None), _missions.c.departed_at.is_(None)


def _here(community_id: CommunityId) -> CompoundSelect[int]:
    """Whoever has a mission running in a community or is in its pool, each once."""
    pool = tables.pool_members
    return union(
        select(_missions.c.person_id).where(_missions.c.community_id == community_id, *_running()),
        select(pool.c.person_id).where(pool.c.community_id == community_id),
    )


class _Starts(NamedTuple):
    """When a row of weeks begin one after another, and the last is over: as instants, as days, and as the days from which
    a week of somebody's own that begins on another weekday is of each, because it has four days in it.
    """

    instants: list[datetime]
    days: list[date]
    own: list[date]

    @classmethod
    def of(cls, weeks: Sequence[CareWeek]) -> _Starts:
        days = [*(each.first_on for each in weeks), weeks[-1].first_on + WEEK]
        return cls([*(each.since for each in weeks), weeks[-1].until], days, [each - _HALF_WEEK for each in days])


def _counted(weeks: Sequence[CareWeek], community_id: CommunityId) -> Select[int, str, int]:
    """How many of a week's members took each step in it; nobody is counted twice, nor is there a row where nobody did."""
    members = _members(weeks, community_id)
    deeds = union_all(*_deeds(_Starts.of(weeks), community_id)).cte("deeds")
    did = and_(members.c.number == deeds.c.number, members.c.person_id == deeds.c.person_id)
    return (
        select(deeds.c.number, deeds.c.step, func.count(deeds.c.person_id.distinct()))
        .join_from(deeds, members, did)
        .group_by(deeds.c.number, deeds.c.step)
    )


def _members(weeks: Sequence[CareWeek], community_id: CommunityId) -> CTE:
    """Who had a mission here in a week or was in the pool; leaving does not change the weeks before it."""
    pool = tables.pool_members
    each = union_all(*(_numbered(number, week) for number, week in enumerate(weeks))).cte("weeks")
    on_a_mission = and_(
        _missions.c.community_id == community_id,
        _missions.c.starts_on < each.c.next_on,
        _missions.c.ends_on >= each.c.first_on,
        or_(_missions.c.ended_at.is_(None), _missions.c.ended_at >= each.c.since),
        or_(_missions.c.departed_at.is_(None), _missions.c.departed_at >= each.c.since),
    )
    in_the_pool = and_(pool.c.community_id == community_id, pool.c.joined_at < each.c.until)
    return union(
        select(each.c.number, _missions.c.person_id).join_from(each, _missions, on_a_mission),
        select(each.c.number, pool.c.person_id).join_from(each, pool, in_the_pool),
    ).cte("members")


def _numbered(number: int, week: CareWeek) -> Select[int, date, date, datetime, datetime]:
    return select(
        literal(number, Integer).label("number"),
        literal(week.first_on, Date).label("first_on"),
        literal(week.first_on + WEEK, Date).label("next_on"),
        literal(week.since, Instant).label("since"),
        literal(week.until, Instant).label("until"),
    )


def _deeds(starts: _Starts, community_id: CommunityId) -> list[_Deed]:
    return [
        *_suggesting(starts, community_id),
        *_asking(starts, community_id),
        *_agreeing(starts, community_id),
        *_planning(starts, community_id),
        *_meeting(starts),
        *_telling(starts, community_id),
    ]


def _suggesting(starts: _Starts, community_id: CommunityId) -> list[_Deed]:
    here = _suggested.join(
        _missions, and_(_missions.c.id == _suggested.c.mission_id, _missions.c.community_id == community_id)
    )
    return [_done(Step.SUGGESTED, _missions.c.person_id, here, _suggested.c.week_on, starts.own)]


def _asking(starts: _Starts, community_id: CommunityId) -> list[_Deed]:
    invited, hosted = _invited(community_id), _gatherings.c.community_id == community_id
    return [
        _done(Step.ASKED, _invites.c.asker_id, invited, _invites.c.created_at, starts.instants),
        _done(Step.ASKED, _plans.c.host_id, _plans, _plans.c.created_at, starts.instants),
        _done(Step.ASKED, _gatherings.c.host_id, _gatherings, _gatherings.c.created_at, starts.instants, hosted),
    ]


def _agreeing(starts: _Starts, community_id: CommunityId) -> list[_Deed]:
    invited = _invited(community_id).join(_asks, _asks.c.id == _invites.c.id)
    is_welcome = _invites.c.reply.in_((Reply.YES, Reply.ANOTHER_TIME))
    matched, runs = tables.matched, tables.match_runs
    introduced = matched.join(runs, and_(runs.c.id == matched.c.run_id, runs.c.community_id == community_id))
    is_in = and_(matched.c.answer == MatchAnswer.IN, runs.c.undone_at.is_(None))
    said_yes = func.coalesce(_guests.c.answered_at, _plans.c.changed_at)
    return [
        *(
            _done(Step.AGREED, who, invited, _asks.c.answered_at, starts.instants, is_welcome)
            for who in (_invites.c.asker_id, _invites.c.account_id)
        ),
        _done(Step.AGREED, matched.c.person_id, introduced, matched.c.answered_at, starts.instants, is_in),
        *_together(Step.AGREED, community_id, said_yes, _seats.c.asked_at, starts),
    ]


def _planning(starts: _Starts, community_id: CommunityId) -> list[_Deed]:
    return _together(Step.PLANNED, community_id, _plans.c.starts_at, _gatherings.c.starts_at, starts)


def _together(
    step: Step, community_id: CommunityId, plans_at: _When, gatherings_at: _When, starts: _Starts
) -> list[_Deed]:
    """The hosts and guests of plans that stand, and of open invitations here with somebody in."""
    plan = and_(_guests.c.plan_id == _plans.c.id, _guests.c.answer == Answer.YES, _plans.c.state == PlanState.AGREED)
    evening = and_(
        _seats.c.gathering_id == _gatherings.c.id,
        _seats.c.state == SeatState.IN,
        _gatherings.c.community_id == community_id,
        _gatherings.c.state == GatheringState.OPEN,
    )
    plans, gatherings = _plans.join(_guests, plan), _gatherings.join(_seats, evening)
    return [
        *(_done(step, who, plans, plans_at, starts.instants) for who in (_plans.c.host_id, _guests.c.person_id)),
        *(
            _done(step, who, gatherings, gatherings_at, starts.instants)
            for who in (_gatherings.c.host_id, _seats.c.person_id)
        ),
    ]


def _meeting(starts: _Starts) -> list[_Deed]:
    took_part = _participants.join(_meetings, _meetings.c.id == _participants.c.meeting_id)
    counts = and_(_meetings.c.how == How.IN_PERSON, _participants.c.part.in_(COUNTING))
    return [_done(Step.MET, _participants.c.person_id, took_part, _meetings.c.met_on, starts.days, counts)]


def _telling(starts: _Starts, community_id: CommunityId) -> list[_Deed]:
    posts = tables.posts
    stands = and_(
        posts.c.community_id == community_id, posts.c.kind == PostKind.RECAP, posts.c.state == PostState.WANTED
    )
    return [_done(Step.TOLD, posts.c.author_id, posts, posts.c.created_at, starts.instants, stands)]


def _done(
    step: Step,
    who: ColumnElement[int],
    where: FromClause,
    when: _When,
    starts: Sequence[date],
    *conditions: ColumnElement[bool],
) -> _Deed:
    """Who took a step in which of these weeks, by its number, as often as they did."""
    number = case(*((when < start, number) for number, start in enumerate(starts[1:])))
    within = (when >= starts[0], when < starts[-1])
    taken = literal(step.value, String)
    chosen = select(number.label("number"), taken.label("step"), who.label("person_id"))
    return chosen.select_from(where).where(*within, *conditions)


def _invited(community_id: CommunityId) -> FromClause:
    return _invites.join(
        _missions, and_(_missions.c.id == _invites.c.mission_id, _missions.c.community_id == community_id)
    )

"""The end of a mission, and of a community's year: something to look at, and to share only by somebody's choice.

What is shared of a mission names nobody but its member; what is shown of a community's year are counts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.weeks import last_day, local_day, week_start
from meetups.services.common import known_person, organised, ready_community
from meetups.services.pool import FLOOR
from meetups.services.posting import post_of, put_up
from meetups.services.presence import has_departed
from meetups.services.progress.circle import Friend, circle_of
from meetups.services.progress.showing import look_of
from meetups.services.progress.standing import Standing, standing_of
from meetups.values import Actor, Community, Look, MeetingId, Mission, MissionId, PersonId, Post, PostKind, PostState

MOST_FRIENDS = 6
LOOKING_BACK = timedelta(days=90)
"""How far into a year the one before is still looked back on."""


@dataclass(frozen=True, slots=True)
class Wrap:
    """A mission looked back on; ``friends`` are those met most, and only for its member's eyes."""

    standing: Standing
    friends: tuple[Friend, ...] = ()


@dataclass(frozen=True, slots=True)
class WrapPreview:
    """``wrap`` as its member sees it; ``post`` is where it was shared, if it was. ``may_share``: it can be by now."""

    wrap: Wrap
    post: Post | None
    may_share: bool


@dataclass(frozen=True, slots=True)
class Year:
    """A community's year in numbers, up to a day; ``weeks`` are how many meetings each week held.

    ``first_times`` are pairs of members who met for the first time in it.
    """

    community: Community
    year: int
    until: date
    people: int
    meetings: int
    first_times: int
    weeks: tuple[int, ...]
    look: Look = Look.DARK


@dataclass(frozen=True, slots=True)
class YearPreview:
    year: Year
    post: Post | None


async def wrap_of(work: UnitOfWork, desk: Desk, mission: Mission, *, is_private: bool) -> Wrap:
    standing = await standing_of(work, desk, mission)
    if not is_private:
        return Wrap(standing)
    circle = await circle_of(work, desk, standing.person, (mission.starts_on, last_day(mission)))
    return Wrap(standing, tuple(sorted(circle.friends, key=lambda each: (-each.meetings, each.name))[:MOST_FRIENDS]))


async def preview_of(work: UnitOfWork, desk: Desk, actor: Actor, mission: Mission) -> WrapPreview:
    post = await post_of(work, mission.id, PostKind.WRAP)
    wrap = await wrap_of(work, desk, mission, is_private=True)
    is_there = wrap.standing.community.is_ready and not await has_departed(work, actor.person_id, mission.community_id)
    return WrapPreview(
        wrap=wrap,
        post=post if post is not None and post.state is PostState.WANTED else None,
        may_share=is_there and bool(wrap.standing.progress.meetings),
    )


async def own_mission(work: UnitOfWork, actor: Actor, mission_id: int) -> Mission:
    """A mission of the actor's, running or over. Raises ``Refusal`` ``mission.gone``."""
    mission = await work.missions.get(MissionId(mission_id))
    if mission is None or mission.person_id != actor.person_id:
        raise Refusal("mission.gone")
    return mission


async def share_wrap(work: UnitOfWork, desk: Desk, actor: Actor, mission: Mission) -> WrapPreview:
    """Put it up in its community. Raises ``Refusal`` ``progress.departed``, ``progress.nothing_yet``."""
    community = await ready_community(work, mission.community_id)
    if await has_departed(work, actor.person_id, community.id):
        raise Refusal("progress.departed", name=community.name)
    preview = await preview_of(work, desk, actor, mission)
    if not preview.may_share:
        raise Refusal("progress.nothing_yet")
    assert community.recap_channel_id is not None
    post = await put_up(
        work,
        desk,
        PostKind.WRAP,
        subject=mission.id,
        author_id=actor.person_id,
        community_id=community.id,
        channel_id=community.recap_channel_id,
    )
    return replace(preview, post=post)


async def year_of(work: UnitOfWork, community: Community, today: date) -> Year | None:
    """The year there is to look back on: until March the one before. None where fewer than five people met in it."""
    year = (today - LOOKING_BACK).year
    first_on, last_on = date(year, 1, 1), date(year, 12, 31)
    until = min(last_on, today)
    rows = await work.showings.attended(community.id, date.min, until)
    within = [each for each in rows if each.met_on >= first_on]
    people = {each.person_id for each in within}
    if len(people) < FLOOR:
        return None
    present: dict[MeetingId, list[PersonId]] = {}
    for each in rows:
        present.setdefault(each.meeting_id, []).append(each.person_id)
    days = {each.meeting_id: each.met_on for each in rows}
    first_met: dict[tuple[PersonId, ...], date] = {}
    for meeting_id, there in present.items():
        for pair in combinations(sorted(there), 2):
            first_met.setdefault(pair, days[meeting_id])
    starts = week_start(first_on, community.first_weekday)
    weekly = Counter((day - starts).days // 7 for day in days.values() if day >= first_on)
    return Year(
        community=community,
        year=year,
        until=until,
        people=len(people),
        meetings=len({each.meeting_id for each in within}),
        first_times=sum(day >= first_on for day in first_met.values()),
        weeks=tuple(weekly[number] for number in range((until - starts).days // 7 + 1)),
    )


async def year_told(work: UnitOfWork, post: Post, community: Community) -> Year | None:
    """What a post tells of a community's year, as it was when it was put up."""
    return await year_of(work, community, local_day(post.created_at, community.time_zone))


async def year_preview(work: UnitOfWork, desk: Desk, actor: Actor) -> YearPreview:
    """A community's year for its organisers. Raises ``Refusal`` ``community.year_too_few``."""
    community = await organised(work, actor)
    found = await year_of(work, community, local_day(desk.clock(), community.time_zone))
    if found is None:
        raise Refusal("community.year_too_few", fewest=FLOOR)
    told = await work.posts.find(kind=PostKind.YEAR, subject=community.id, state=PostState.WANTED)
    days = {each.id: local_day(each.created_at, community.time_zone) for each in told}
    # What was told before the year was over is told again once it is.
    is_over = found.until == date(found.year, 12, 31)
    of_this_year = (
        each
        for each in told
        if (days[each.id] - LOOKING_BACK).year == found.year and (days[each.id].year > found.year) == is_over
    )
    return YearPreview(replace(found, look=await look_of(work, actor.person_id)), next(of_this_year, None))


async def share_year(work: UnitOfWork, desk: Desk, actor: Actor) -> YearPreview:
    """Put a community's year up; one that stands stays. Raises ``Refusal`` like ``year_preview``."""
    preview = await year_preview(work, desk, actor)
    if preview.post is not None:
        return preview
    await known_person(work, desk, actor)
    community = preview.year.community
    assert community.recap_channel_id is not None
    post = await put_up(
        work,
        desk,
        PostKind.YEAR,
        subject=community.id,
        author_id=actor.person_id,
        community_id=community.id,
        channel_id=community.recap_channel_id,
    )
    return YearPreview(preview.year, post)

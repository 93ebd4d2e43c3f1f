"""A running mission: its home, its rest, its end, and telling the community about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.names import first_name
from meetups.rules.outcomes import Outcome, Progress, progress
from meetups.rules.weeks import Week, local_day, week_at
from meetups.services.absences import excuses_of, new_excuse
from meetups.services.common import (
    facts_of,
    ready_community,
    running_mission,
    today_of,
)
from meetups.services.planning import NUDGES, plan_nudges, week_on
from meetups.services.posting import post_of, put_up, refresh_post
from meetups.values import (
    PROMISE_CHARACTERS,
    Actor,
    Community,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Excuse,
    ExcuseKind,
    Mission,
    Person,
    Post,
    PostKind,
    PostState,
)


@dataclass(frozen=True, slots=True)
class Home:
    """Everything the home card shows."""

    mission: Mission
    community: Community
    person: Person
    today: date
    week: Week | None
    progress: Progress
    paused_since: date | None
    time_off: tuple[Excuse, ...]
    breaks: tuple[Excuse, ...]
    next_nudge: Delivery | None
    contacts: int
    waiting: int
    announcement: Post | None


class Missions:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def current(self, actor: Actor) -> Mission | None:
        """The mission running here, or the only one there is; None where that is not clear."""
        async with self._desk.store.read() as work:
            try:
                return await running_mission(work, actor)
            except Refusal:
                return None

    async def has_running(self, actor: Actor) -> bool:
        """Whether a mission is running here; in a direct message, anywhere."""
        async with self._desk.store.read() as work:
            running = await work.missions.running(actor.person_id)
            return any(actor.community_id in (None, each.community_id) for each in running)

    async def home(self, actor: Actor, mission_id: int | None = None) -> Home:
        async with self._desk.store.read() as work:
            mission = await running_mission(work, actor, mission_id)
            return await home_of(work, self._desk, mission)

    async def pause(self, actor: Actor, mission_id: int | None = None) -> Home:
        """Ask for nothing from today on, until resumed; pausing twice is pausing once."""
        async with self._desk.store.write() as work:
            mission = await running_mission(work, actor, mission_id)
            if await _open_pause(work, mission) is None:
                today = local_day(self._desk.clock(), mission.time_zone)
                await work.excuses.add(new_excuse(self._desk, mission, ExcuseKind.PAUSE, today, None))
            return await home_of(work, self._desk, mission)

    async def resume(self, actor: Actor, mission_id: int | None = None) -> Home:
        """Go on from this week: the pause excuses the weeks before it."""
        async with self._desk.store.write() as work:
            mission = await running_mission(work, actor, mission_id)
            pause = await _open_pause(work, mission)
            if pause is not None:
                today = local_day(self._desk.clock(), mission.time_zone)
                week = week_at(mission, today)
                last_on = (week.starts_on if week else today) - timedelta(days=1)
                if last_on < pause.first_on:
                    await work.excuses.remove(id=pause.id)
                else:
                    await work.excuses.save(replace(pause, last_on=last_on))
                await plan_nudges(work, self._desk, mission)
            return await home_of(work, self._desk, mission)

    async def end(self, actor: Actor, mission_id: int | None = None) -> Home:
        """End the promise early: what was met stays met, and nothing more is asked."""
        async with self._desk.store.write() as work:
            mission = await running_mission(work, actor, mission_id)
            return await home_of(work, self._desk, await end_mission(work, self._desk, mission))

    async def announcement(self, actor: Actor, mission_id: int | None = None) -> tuple[Mission, Community]:
        """What an announcement of this mission would say, for its member to see first."""
        async with self._desk.store.read() as work:
            mission = await running_mission(work, actor, mission_id)
            community = await ready_community(work, mission.community_id)
            return replace(mission, first_shown=await _first_shown(work, mission)), community

    async def promise(self, actor: Actor, mission_id: int, words: str) -> Mission:
        """The promise in the member's own words; an announcement that stands follows."""
        async with self._desk.store.write() as work:
            mission = await running_mission(work, actor, mission_id)
            mission = replace(mission, promise=words.strip()[:PROMISE_CHARACTERS])
            await work.missions.save(mission)
            await refresh_post(work, self._desk, mission.id, PostKind.ANNOUNCEMENT)
            return mission

    async def announce(self, actor: Actor, mission_id: int, *, names_first: bool) -> Post:
        """Post the promise in the community, with who is first or without; a second press finds it posted.

        Raises ``Refusal`` ``departed.announcement`` for whoever left the community.
        """
        async with self._desk.store.write() as work:
            mission = await running_mission(work, actor, mission_id)
            community = await ready_community(work, mission.community_id)
            earlier = await post_of(work, mission.id, PostKind.ANNOUNCEMENT)
            stands = earlier is not None and earlier.state is PostState.WANTED
            if not stands and mission.departed_at is not None:
                raise Refusal("departed.announcement", name=community.name)
            first_shown = await _first_shown(work, mission) if names_first else ""
            await work.missions.save(replace(mission, first_shown=first_shown))
            if first_shown != mission.first_shown:
                await refresh_post(work, self._desk, mission.id, PostKind.ANNOUNCEMENT)
            assert community.recap_channel_id is not None
            return await put_up(
                work,
                self._desk,
                PostKind.ANNOUNCEMENT,
                subject=mission.id,
                author_id=actor.person_id,
                community_id=community.id,
                channel_id=community.recap_channel_id,
            )


async def end_mission(work: UnitOfWork, desk: Desk, mission: Mission) -> Mission:
    """Nothing more is asked, and an announcement that stands follows."""
    ended = replace(mission, ended_at=desk.clock())
    await work.missions.save(ended)
    await work.deliveries.withdraw(mission.id, NUDGES)
    await refresh_post(work, desk, mission.id, PostKind.ANNOUNCEMENT)
    return ended


async def home_of(work: UnitOfWork, desk: Desk, mission: Mission) -> Home:
    person = await work.persons.get(mission.person_id)
    community = await work.communities.get(mission.community_id)
    assert person is not None
    assert community is not None
    today = today_of(desk, person, mission)
    excuses = await excuses_of(work, mission)
    pause = await _open_pause(work, mission)
    planned = await work.deliveries.find(mission_id=mission.id, state=DeliveryState.PLANNED)
    posts = await work.posts.find(kind=PostKind.ANNOUNCEMENT, subject=mission.id, state=PostState.WANTED)
    facts = facts_of(await work.meetings.encounters(person.id))
    standing = progress(mission, facts, excuses, today)
    return Home(
        mission=mission,
        community=community,
        person=person,
        today=today,
        week=week_at(mission, today),
        progress=standing,
        paused_since=pause.first_on if pause else None,
        time_off=tuple(each for each in excuses if each.kind is ExcuseKind.TIME_OFF),
        breaks=tuple(each for each in excuses if each.kind is ExcuseKind.BREAK),
        next_nudge=min(_likely(planned, standing), key=lambda each: each.due, default=None),
        contacts=await work.contacts.count(owner_id=person.id),
        waiting=len(await work.deliveries.waiting_for(person.id)),
        announcement=posts[0] if posts else None,
    )


def _likely(planned: Iterable[Delivery], standing: Progress) -> Iterator[Delivery]:
    """What comes by all that is known: no nudge of a week that is off, or met."""
    done = {each.week.starts_on for each in standing.results if each.outcome in (Outcome.EXCUSED, Outcome.MET)}
    for each in planned:
        if each.kind not in NUDGES or each.kind is DeliveryKind.CLOSING or week_on(each) not in done:
            yield each


async def _first_shown(work: UnitOfWork, mission: Mission) -> str:
    """Who would be met first, as the public may read it: the first name and source of someone not on Discord.

    Somebody on Discord is never named here: nobody asked them yet.
    """
    contacts = await work.contacts.find(owner_id=mission.person_id, is_never=False)
    outsider = next((each for each in contacts if each.account_id is None), None)
    if outsider is None:
        return ""
    name = first_name(outsider.name)
    return f"{name} ({outsider.source})" if outsider.source else name


async def _open_pause(work: UnitOfWork, mission: Mission) -> Excuse | None:
    open_ones = await work.excuses.find(mission_id=mission.id, kind=ExcuseKind.PAUSE, last_on=None)
    return open_ones[0] if open_ones else None

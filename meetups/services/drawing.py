"""Drawing a delivery from the facts of this moment: what it says now, or that it no longer makes sense."""

from __future__ import annotations

from datetime import datetime

from meetups.ports import Desk, UnitOfWork
from meetups.rows import Encounter
from meetups.rules.nudges import ABOUT_THE_OPEN_WEEK, NudgeFacts
from meetups.rules.outcomes import filling, is_excused, progress
from meetups.rules.weeks import DAY, Week, at_local, is_ended_early, local_day, weeks_of
from meetups.services.absences import excuses_of
from meetups.services.checking_in import silence_of, was_late
from meetups.services.common import facts_of
from meetups.services.days_free import Free, free_days
from meetups.services.departures import farewell_of
from meetups.services.digests import digest_of
from meetups.services.gatherings import GATHERING_KINDS, gathering_letter, gathering_post
from meetups.services.invites import invitation_of, outcome_of
from meetups.services.outgoing import Announcement, Body, Invitation, News, Nudge, Question, Welcome
from meetups.services.planning import is_snoozed, week_on
from meetups.services.plans import PLAN_KINDS, has_plan, letter_of
from meetups.services.pool.introductions import NEWS as MATCH_NEWS
from meetups.services.pool.introductions import news_of as match_news
from meetups.services.progress import standing_of, wrap_of, year_told
from meetups.services.questions import introducer_of, is_unwanted
from meetups.services.stories import (
    CHANGE_WISHED,
    PhotoQuestion,
    change_wished,
    photo_question,
    recap,
    rest_of,
    untold_of,
)
from meetups.services.suggestions import suggestion_for
from meetups.services.visits import visit_news
from meetups.values import (
    AskKind,
    AskState,
    Community,
    ContactId,
    Delivery,
    DeliveryKind,
    DeliveryState,
    ExcuseKind,
    MeetingId,
    Mission,
    Part,
    Person,
    PersonId,
    Post,
    PostKind,
)


async def nudge_facts(work: UnitOfWork, desk: Desk, delivery: Delivery, person: Person) -> NudgeFacts:
    """What is true for a nudge at this moment, for the rules to decide by."""
    mission = await work.missions.get(delivery.mission_id)
    assert mission is not None
    excuses = await excuses_of(work, mission)
    week = _week_of(mission, delivery)
    result = None
    if week is not None:
        facts = facts_of(await work.meetings.encounters(person.id))
        result = progress(mission, facts, excuses, week.last_on).results[week.number - 1]
    silence = await silence_of(work, mission, person)
    return NudgeFacts(
        mission=mission,
        week=week,
        quiet_from=person.quiet_from,
        quiet_until=person.quiet_until,
        is_met_this_week=result is not None and result.met >= result.wanted,
        is_planned=week is not None
        and delivery.kind in ABOUT_THE_OPEN_WEEK
        and await _is_planned(work, desk, mission, week),
        is_excused=week is not None and is_excused(mission, week, excuses),
        is_paused=any(each.kind is ExcuseKind.PAUSE and each.last_on is None for each in excuses),
        is_ended=is_ended_early(mission),
        silent_weeks=silence.weeks,
        is_checked_in=silence.is_asked,
        was_late=was_late(delivery, delivery.due),
        suggested_at=await _suggested_at(work, delivery),
    )


async def _is_planned(work: UnitOfWork, desk: Desk, mission: Mission, week: Week) -> bool:
    begins = at_local(week.first_on, 0, mission.time_zone)
    ends = at_local(week.last_on + DAY, 0, mission.time_zone)
    if begins is None or ends is None:
        return False
    return await has_plan(work, mission.person_id, begins, ends, desk.clock())


async def _suggested_at(work: UnitOfWork, delivery: Delivery) -> datetime | None:
    """When the kickoff before a reminder came; a reminder that was put off comes when its reader said."""
    if delivery.kind not in (DeliveryKind.MIDWEEK, DeliveryKind.SECOND_MIDWEEK) or is_snoozed(delivery):
        return None
    kickoffs = await work.deliveries.find(
        mission_id=delivery.mission_id, kind=DeliveryKind.KICKOFF, state=DeliveryState.SENT
    )
    return max((each.settled_at for each in kickoffs if each.settled_at is not None), default=None)


async def private_body(work: UnitOfWork, desk: Desk, delivery: Delivery, *, is_late: bool) -> Body | None:
    """What a private delivery says now; None when it is no longer so."""
    if delivery.kind is DeliveryKind.ASK:
        return await _question(work, desk, delivery)
    if delivery.kind is DeliveryKind.INTRODUCTION or delivery.data.get("key") in MATCH_NEWS:
        return await match_news(work, desk, delivery)
    if delivery.kind is DeliveryKind.NEWS and delivery.data["key"] == "visit":
        return await visit_news(work, desk, delivery)
    if delivery.kind is DeliveryKind.NEWS and delivery.data["key"] == CHANGE_WISHED:
        return await change_wished(work, delivery)
    if delivery.kind is DeliveryKind.NEWS:
        return News(delivery.data["key"], {k: v for k, v in delivery.data.items() if k != "key"})
    if delivery.kind is DeliveryKind.OUTCOME:
        return await outcome_of(work, desk, delivery)
    if delivery.kind in PLAN_KINDS:
        return await letter_of(work, desk, delivery)
    if delivery.kind in GATHERING_KINDS:
        return await gathering_letter(work, desk, delivery)
    if delivery.kind is DeliveryKind.TELL:
        return await untold_of(work, delivery.subject)
    if delivery.kind is DeliveryKind.FAREWELL:
        return await farewell_of(work, delivery)
    mission = await work.missions.get(delivery.mission_id)
    community = await work.communities.get(delivery.community_id)
    if mission is None or community is None:
        return None
    if delivery.kind is DeliveryKind.WELCOME:
        return Welcome(mission, community) if _is_fresh(desk, delivery, mission) else None
    return await _nudge(work, desk, delivery, mission, community, is_late=is_late)


def _is_fresh(desk: Desk, greeting: Delivery, mission: Mission) -> bool:
    """Whether a greeting still comes before anything it tells of, or at least on the day it was meant for."""
    now = desk.clock()
    return local_day(now, mission.time_zone) < mission.starts_on or now - greeting.due < DAY


async def post_body(work: UnitOfWork, desk: Desk, post: Post, community: Community) -> Body | None:
    """What a post says now; None when what it is about is gone."""
    if post.kind is PostKind.INVITATION:
        return Invitation(community)
    if post.kind is PostKind.ANNOUNCEMENT:
        mission = await work.missions.get(post.subject)
        offered = await work.asks.count(kind=AskKind.VOLUNTEER, subject=post.subject)
        return Announcement(mission, offered) if mission else None
    if post.kind is PostKind.GATHERING:
        return await gathering_post(work, desk, post.subject)
    if post.kind is PostKind.REST:
        return await rest_of(work, post.subject)
    if post.kind is PostKind.DIGEST:
        return await digest_of(work, desk, post, community)
    if post.kind is PostKind.YEAR:
        return await year_told(work, post, community)
    if post.kind is PostKind.WRAP:
        mission = await work.missions.get(post.subject)
        return await wrap_of(work, desk, mission, is_private=False) if mission else None
    meeting = await work.meetings.get(MeetingId(post.subject))
    return None if meeting is None else await recap(work, desk, meeting, community.id)


async def _nudge(
    work: UnitOfWork, desk: Desk, delivery: Delivery, mission: Mission, community: Community, *, is_late: bool
) -> Nudge | None:
    today = local_day(desk.clock(), mission.time_zone)
    week = _week_of(mission, delivery)
    if delivery.kind is not DeliveryKind.CLOSING and (
        mission.ended_at is not None or week is None or week.last_on < today
    ):
        return None
    encounters = await work.meetings.encounters(mission.person_id)
    suggests = delivery.kind not in (DeliveryKind.LAST_CALL, DeliveryKind.CLOSING, DeliveryKind.CHECKIN)
    is_closing = delivery.kind is DeliveryKind.CLOSING
    earlier = await work.deliveries.count(person_id=mission.person_id, kind=delivery.kind, state=DeliveryState.SENT)
    return Nudge(
        kind=delivery.kind,
        mission=mission,
        community=community,
        week=week,
        progress=progress(mission, facts_of(encounters), await excuses_of(work, mission), today),
        standing=await standing_of(work, desk, mission) if is_closing else None,
        suggestion=await suggestion_for(work, desk, mission) if suggests else None,
        met=await _people_met(work, mission, encounters) if is_closing else (),
        is_late=is_late,
        wording=earlier,
        free=await free_days(work, desk, mission, community, week, today)
        if week is not None and delivery.kind is DeliveryKind.KICKOFF
        else Free(),
    )


async def _people_met(work: UnitOfWork, mission: Mission, encounters: list[Encounter]) -> tuple[str, ...]:
    """Whom the meetings of a mission were with, by the names of its member's own list, each once."""
    contacts = await work.contacts.find(owner_id=mission.person_id)
    by_id = {each.id: each.name for each in contacts}
    by_account = {each.account_id: each.name for each in contacts if each.account_id is not None}
    counting = [
        each
        for each in encounters
        if mission.starts_on <= each.met_on <= mission.ends_on and filling(mission, each.how)
    ]
    names = (
        by_id.get(each.contact_id or ContactId(0)) or by_account.get(each.account_id or PersonId(0)) or ""
        for each in counting
    )
    return tuple(dict.fromkeys(names))


async def _question(work: UnitOfWork, desk: Desk, delivery: Delivery) -> Question | PhotoQuestion | None:
    ask = await work.asks.get(delivery.subject)
    if ask is None or ask.state is not AskState.OPEN:
        return None
    if await is_unwanted(work, ask):
        return None
    if ask.kind is AskKind.INVITE:
        return await invitation_of(work, desk, ask)
    if ask.kind is AskKind.PHOTOS:
        return await photo_question(work, ask)
    if ask.kind is not AskKind.CONFIRM:
        return Question(ask, introducer_id=await introducer_of(work, ask))
    meeting = await work.meetings.get(MeetingId(ask.subject))
    mine = meeting.part_of(ask.to_id) if meeting else None
    if meeting is None or mine is None or mine.part is not Part.ASKED:
        return None
    return Question(ask, meeting)


def _week_of(mission: Mission, delivery: Delivery) -> Week | None:
    if delivery.kind is DeliveryKind.CLOSING:
        return None
    starts_on = week_on(delivery)
    return next((each for each in weeks_of(mission) if each.starts_on == starts_on), None)

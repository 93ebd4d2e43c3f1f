"""Offers to be on somebody's list, through whatever door they come: a post, a profile, or somebody else's idea.

One pair, one question: while an offer stands, or was made or answered less than twelve weeks ago, another is taken
as politely and goes nowhere. What the asker is told never depends on that, nor on anybody's never-list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.rules.names import LONGEST_NAME
from meetups.services.common import add_account, contact_of_account, private_delivery, ready_community, visible_name
from meetups.services.contacts import Account
from meetups.services.posting import post_of
from meetups.services.questions import asked_person, deliver, introducer_of, is_unwanted, put_away, shuns, still_waits
from meetups.values import (
    Actor,
    Ask,
    AskId,
    AskKind,
    AskState,
    Community,
    CommunityId,
    Contact,
    DeliveryKind,
    DirectMessages,
    MissionId,
    PersonId,
    PostKind,
    PostState,
)

AGAIN_AFTER = timedelta(weeks=12)
NOMINATIONS_A_WEEK = 5
OFFERS_A_WEEK = 20


@dataclass(frozen=True, slots=True)
class Offered:
    """Who was asked, and whether a direct message reaches them: all that the asker may know."""

    person_id: PersonId
    is_reachable: bool


async def owner_behind(work: UnitOfWork, actor: Actor, subject: int) -> tuple[PersonId, CommunityId]:
    """Whose list an announcement or a recap leads to, and where it stands.

    Raises ``Refusal`` ``mission.over`` or ``story.gone`` where it leads nowhere any more, ``ask.oneself`` or
    ``ask.own_story`` for one's own.
    """
    mission = await work.missions.get(MissionId(subject))
    if mission is not None:
        if mission.ended_at is not None or await post_of(work, subject, PostKind.ANNOUNCEMENT) is None:
            raise Refusal("mission.over")
        if mission.person_id == actor.person_id:
            raise Refusal("ask.oneself")
        return mission.person_id, mission.community_id
    recap = await post_of(work, subject)
    if recap is None or recap.state is not PostState.WANTED:
        raise Refusal("story.gone")
    if recap.author_id == actor.person_id:
        raise Refusal("ask.own_story")
    return recap.author_id, recap.community_id


async def check_offers(work: UnitOfWork, desk: Desk, actor: Actor, community: Community) -> None:
    """Raises ``Refusal`` ``ask.offered_enough`` for whoever works through the members of a community."""
    made = await work.asks.find(kind=AskKind.VOLUNTEER, from_id=actor.person_id, subject=community.id)
    if _of_this_week(desk, made) >= OFFERS_A_WEEK:
        raise Refusal("ask.offered_enough", limit=OFFERS_A_WEEK)


async def offer(
    work: UnitOfWork, desk: Desk, *, from_id: PersonId, to_id: PersonId, door: int, community_id: CommunityId | None
) -> Offered:
    """Ask whether one person may come on another's list.

    Every door has its row, so that an announcement counts whoever pressed its button; one of them is delivered.
    """
    owner = await asked_person(work, desk, to_id)
    earlier = await work.asks.find(kind=AskKind.VOLUNTEER, from_id=from_id, to_id=to_id)
    here = next((each for each in earlier if each.subject == door), None)
    standing = await _standing(work, earlier, since=desk.clock() - AGAIN_AFTER)
    new = Ask(AskId(desk.new_id()), AskKind.VOLUNTEER, from_id, to_id, door, desk.clock(), community_id)
    if standing is None:
        question = await _put_again(work, here, new)
        contact = await contact_of_account(work, to_id, from_id)
        if contact is None or (contact.volunteered_at is None and not contact.is_never):
            await deliver(work, desk, question)
    elif here is None:
        # As good as asked with the standing one: answered if that is, and answered with it otherwise.
        await work.asks.add(replace(new, state=standing.state, answered_at=standing.answered_at))
    return Offered(owner.id, owner.dm_state is DirectMessages.OPEN)


async def take_on(
    work: UnitOfWork, desk: Desk, actor: Actor, question: Ask, *, name: str, introduced_by: str = ""
) -> Contact:
    """The owner said yes: the asker is on the list, with whose idea it was, and hears of it once."""
    contact, _ = await add_account(work, desk, actor.person_id, question.from_id, name, volunteered=True)
    introducer_id = await introducer_of(work, question)
    shown = visible_name(introduced_by)[:LONGEST_NAME]
    if introducer_id is not None and shown and not contact.introduced_by:
        introducer = await contact_of_account(work, actor.person_id, introducer_id)
        known_as = introducer.id if introducer else None
        contact = replace(contact, introduced_by=shown, introducer_id=known_as)
        await work.contacts.save(contact)
    times = await work.deliveries.count(kind=DeliveryKind.ASK, subject=question.id)
    await work.deliveries.plan(
        [
            private_delivery(
                desk,
                DeliveryKind.NEWS,
                question.from_id,
                subject=question.id,
                occasion="on_the_list" if times < 2 else f"on_the_list:{times}",
                community_id=question.community_id,
                data={"key": "on_the_list", "person_id": str(actor.person_id)},
            )
        ]
    )
    return contact


async def settle_alike(work: UnitOfWork, desk: Desk, answered: Ask) -> None:
    """The answer to an offer holds for the same offer made through other doors."""
    for each in await work.asks.find(
        kind=AskKind.VOLUNTEER, from_id=answered.from_id, to_id=answered.to_id, state=AskState.OPEN
    ):
        await work.asks.save(replace(each, state=answered.state, answered_at=answered.answered_at))
        await put_away(work, desk, each)


async def may_nominate(work: UnitOfWork, desk: Desk, actor: Actor, nominee: Account) -> Community:
    """Raises ``Refusal`` where this person cannot be suggested to anybody, or not by this one, or not now.

    All nominations of a week are limited, not those still open: or the limit would tell who has answered.
    """
    community = await ready_community(work, actor.community_id)
    if nominee.is_bot:
        raise Refusal("contact.bot")
    if nominee.id == actor.person_id:
        raise Refusal("ask.nominate_oneself")
    made = await work.asks.find(kind=AskKind.NOMINATE, from_id=actor.person_id)
    if _of_this_week(desk, made) >= NOMINATIONS_A_WEEK:
        raise Refusal("ask.nominated_enough", limit=NOMINATIONS_A_WEEK)
    return community


async def nominate(work: UnitOfWork, desk: Desk, actor: Actor, nominee: Account, owner: Account) -> Offered:
    """Ask somebody whether they want to be offered to another's list; the other hears nothing before they say yes."""
    community = await may_nominate(work, desk, actor, nominee)
    if owner.is_bot:
        raise Refusal("contact.bot")
    if owner.id == actor.person_id:
        raise Refusal("ask.nominate_own_list")
    if owner.id == nominee.id:
        raise Refusal("ask.nominate_same")
    asked = await asked_person(work, desk, nominee.id)
    offered = Offered(asked.id, asked.dm_state is DirectMessages.OPEN)
    since = desk.clock() - AGAIN_AFTER
    earlier = await work.asks.find(kind=AskKind.NOMINATE, to_id=nominee.id, subject=owner.id)
    mine = next((each for each in earlier if each.from_id == actor.person_id), None)
    if mine is not None and mine.created_at > since:
        return offered
    is_asked = any([await _was_put(work, each, since) for each in earlier])
    new_id = AskId(desk.new_id())
    new = Ask(new_id, AskKind.NOMINATE, actor.person_id, nominee.id, owner.id, desk.clock(), community.id)
    question = await _put_again(work, mine, new)
    if not is_asked and not await _is_pointless(work, question, since):
        await deliver(work, desk, question)
    return offered


def _of_this_week(desk: Desk, asks: Sequence[Ask]) -> int:
    since = desk.clock() - timedelta(weeks=1)
    return sum(each.created_at > since for each in asks)


async def _put_again(work: UnitOfWork, earlier: Ask | None, new: Ask) -> Ask:
    """A question put for the first time, or its old row as if it were."""
    if earlier is None:
        await work.asks.add(new)
        return new
    again = replace(new, id=earlier.id)
    await work.asks.save(again)
    return again


async def _standing(work: UnitOfWork, offers: Sequence[Ask], since: datetime) -> Ask | None:
    """The offer of a pair that another one would only repeat."""
    standing = [
        each
        for each in offers
        if _last_touched(each) > since or (each.state is AskState.OPEN and await still_waits(work, each))
    ]
    return max(standing, key=_last_touched, default=None)


def _last_touched(question: Ask) -> datetime:
    return question.answered_at or question.created_at


async def _was_put(work: UnitOfWork, nomination: Ask, since: datetime) -> bool:
    """Whether the nominee was asked this lately, or has it before them still."""
    delivered = await work.deliveries.find(kind=DeliveryKind.ASK, subject=nomination.id)
    if any(each.created_at > since for each in delivered):
        return True
    return nomination.state is AskState.OPEN and await still_waits(work, nomination)


async def _is_pointless(work: UnitOfWork, nomination: Ask, since: datetime) -> bool:
    """Whether somebody wants nothing of somebody here, or the nominee has offered themselves already."""
    nominee_id, owner_id = nomination.to_id, PersonId(nomination.subject)
    if await is_unwanted(work, nomination) or await shuns(work, owner_id, nominee_id, nomination.from_id):
        return True
    contact = await contact_of_account(work, owner_id, nominee_id)
    offers = await work.asks.find(kind=AskKind.VOLUNTEER, from_id=nominee_id, to_id=owner_id)
    has_volunteered = contact is not None and contact.volunteered_at is not None
    return has_volunteered or await _standing(work, offers, since) is not None

"""What the people of an open invitation are told, and when; each drawn from the facts of the moment it goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from meetups.places import City
from meetups.ports import Desk, UnitOfWork
from meetups.rules.weeks import DAY, out_of_quiet
from meetups.services.common import private_delivery, public_delivery, zone_of
from meetups.services.gatherings.events import refresh_event
from meetups.services.gatherings.roster import Hall, Sight, hall_of, is_apart, roster_of, sight_of
from meetups.services.posting import post_of, refresh_post
from meetups.values import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Gathering,
    GatheringId,
    GatheringState,
    Naming,
    PersonId,
    PostKind,
    PostState,
    Seat,
    SeatState,
    Strength,
)

GATHERING_KINDS: Final = (DeliveryKind.GATHERING, DeliveryKind.GATHERING_AHEAD, DeliveryKind.WHO_CAME)
HOST: Final = "host"
"""The key of what a host is told of who joined and left; all else is for one of the others."""
GATHERED: Final = timedelta(minutes=10)
"""A host hears at most this often who joined and left, of all at once."""
AFTER: Final = timedelta(hours=2)
_LONG, _SHORT = 24, 2
"""Hours before it begins."""


class About(StrEnum):
    """What one of the others is told."""

    LET_IN = "let_in"
    MOVED_UP = "moved_up"
    NO_PLACE = "no_place"
    MOVED = "moved"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class SeatNews:
    """What became of an invitation for one of its people; ``sight`` is None once nothing is known of it any more."""

    about: About
    starts_at: datetime
    sight: Sight | None


@dataclass(frozen=True, slots=True)
class HostNews:
    """Who joined and left since the host heard last; ``gone`` left Meetward altogether and have no name any more."""

    hall: Hall
    came: tuple[PersonId, ...]
    left: tuple[PersonId, ...]
    gone: int


@dataclass(frozen=True, slots=True)
class GatheringAhead:
    """A reminder for somebody who joined."""

    sight: Sight


@dataclass(frozen=True, slots=True)
class WhoCame:
    """The question to the host afterwards."""

    hall: Hall


@dataclass(frozen=True, slots=True)
class GatheringPost:
    """What everybody reads: ``named`` are those who let others name them, ``others`` how many come besides."""

    gathering: Gathering
    city: City | None
    is_over: bool
    left: int
    named: tuple[PersonId, ...]
    others: int
    waiting: int
    maybe: int


GatheringLetter = SeatNews | HostNews | GatheringAhead | WhoCame


async def tell(
    work: UnitOfWork, desk: Desk, gathering: Gathering, about: About, person_ids: Sequence[PersonId], turn: int
) -> None:
    """Tell some of the others, each once for a ``turn``, which is the invitation's revision or when they asked."""
    data = {"key": str(about), "revision": gathering.revision, "starts_at": gathering.starts_at.isoformat()}
    await work.deliveries.plan(
        private_delivery(
            desk,
            DeliveryKind.GATHERING,
            each,
            subject=gathering.id,
            occasion=f"{about}:{each}:{turn}",
            community_id=gathering.community_id,
            data=data,
        )
        for each in person_ids
    )


def turn_of(seat: Seat) -> int:
    return int(seat.asked_at.timestamp() * 1000)


async def tell_host(
    work: UnitOfWork,
    desk: Desk,
    gathering: Gathering,
    *,
    came: Sequence[PersonId] = (),
    left: Sequence[PersonId] = (),
    gone: int = 0,
) -> None:
    """Tell the host at once, or add it to what they hear ten minutes after the last time; what they did not read joins it."""
    rows = await work.deliveries.find(kind=DeliveryKind.GATHERING, subject=gathering.id, person_id=gathering.host_id)
    told = [each for each in rows if each.data.get("key") == HOST]
    planned = next((each for each in told if each.state is DeliveryState.PLANNED), None)
    if planned is not None:
        await work.deliveries.save(replace(planned, data=_merged([planned], came, left, gone)))
        return
    unread = [each for each in told if each.state is DeliveryState.UNDELIVERABLE and each.seen_at is None]
    for each in unread:
        await work.deliveries.save(replace(each, seen_at=desk.clock()))
    last = max((each.settled_at or each.claimed_at or each.due for each in told), default=None)
    # What waits in the inbox anyway need not wait longer.
    is_early = last is not None and last + GATHERED > desk.clock() and not unread
    due = last + GATHERED if last is not None and is_early else None
    news = private_delivery(
        desk,
        DeliveryKind.GATHERING,
        gathering.host_id,
        subject=gathering.id,
        occasion=f"{HOST}:{len(told)}",
        due=due,
        community_id=gathering.community_id,
        data=_merged(unread, came, left, gone),
    )
    await work.deliveries.plan([news])


def _merged(rows: Sequence[Delivery], came: Sequence[int], left: Sequence[int], gone: int) -> dict[str, Any]:
    """What a host has not heard yet, together with what is new; who came and left again in between was never there."""
    joined: dict[int, None] = {}
    parted: dict[int, None] = {}
    for each in rows:
        joined |= dict.fromkeys(each.data["came"])
        parted |= dict.fromkeys(each.data["left"])
        gone += each.data["gone"]
    for person_id in left:
        if person_id in joined:
            del joined[person_id]
        else:
            parted[person_id] = None
    for person_id in came:
        parted.pop(person_id, None)
        joined[person_id] = None
    return {"key": HOST, "came": list(joined), "left": list(parted), "gone": gone}


async def erase_from_news(work: UnitOfWork, gathering_id: GatheringId, person_id: PersonId) -> None:
    """What a host was told keeps no trace of whoever asked to be forgotten."""
    for each in await work.deliveries.find(kind=DeliveryKind.GATHERING, subject=gathering_id):
        if each.data.get("key") == HOST and person_id in (*each.data["came"], *each.data["left"]):
            kept = {name: [one for one in each.data[name] if one != person_id] for name in ("came", "left")}
            await work.deliveries.save(replace(each, data={**each.data, **kept}))


async def plan_reminders(work: UnitOfWork, desk: Desk, gathering: Gathering, person_ids: Sequence[PersonId]) -> None:
    """Remind those who come a day and two hours before, as far as that is still ahead."""
    dues = {hours: gathering.starts_at - timedelta(hours=hours) for hours in (_LONG, _SHORT)}
    await work.deliveries.plan(
        private_delivery(
            desk,
            DeliveryKind.GATHERING_AHEAD,
            person_id,
            subject=gathering.id,
            occasion=f"{gathering.revision}:{hours}:{person_id}",
            due=due,
            community_id=gathering.community_id,
            data={"revision": gathering.revision, "hours": hours},
        )
        for person_id in person_ids
        for hours, due in dues.items()
        if due > desk.clock()
    )


async def plan_end(work: UnitOfWork, desk: Desk, gathering: Gathering) -> None:
    """Ask the host afterwards who was there, and let the post say that it is over."""
    question = private_delivery(
        desk,
        DeliveryKind.WHO_CAME,
        gathering.host_id,
        subject=gathering.id,
        occasion=str(gathering.revision),
        due=gathering.ends_at + AFTER,
        community_id=gathering.community_id,
        data={"revision": gathering.revision},
    )
    await work.deliveries.plan([question])
    post = await post_of(work, gathering.id, PostKind.GATHERING)
    if post is not None and post.state is PostState.WANTED:
        edit = public_delivery(
            desk,
            DeliveryKind.EDIT,
            post.community_id,
            subject=post.id,
            occasion=f"over:{gathering.revision}",
            data={"channel_id": str(post.channel_id)},
        )
        await work.deliveries.plan([replace(edit, due=gathering.ends_at, is_scheduled=True)])


async def withdraw_plans(work: UnitOfWork, gathering: Gathering) -> None:
    """What was to come at times that do not hold any more."""
    kinds = [DeliveryKind.GATHERING_AHEAD, DeliveryKind.WHO_CAME]
    await work.deliveries.remove(kind=kinds, subject=gathering.id, state=DeliveryState.PLANNED)
    post = await post_of(work, gathering.id, PostKind.GATHERING)
    if post is not None:
        await work.deliveries.remove(
            kind=DeliveryKind.EDIT, subject=post.id, state=DeliveryState.PLANNED, is_scheduled=True
        )


async def gathering_letter(work: UnitOfWork, desk: Desk, delivery: Delivery) -> GatheringLetter | None:
    """What a delivery about an open invitation says now; None where it is not to be said any more."""
    assert delivery.person_id is not None
    gathering = await work.gatherings.get(GatheringId(delivery.subject))
    if delivery.kind is DeliveryKind.GATHERING and delivery.data["key"] != HOST:
        return await _seat_news(work, desk, delivery, delivery.person_id, gathering)
    if gathering is None or gathering.state is not GatheringState.OPEN:
        return None
    if delivery.kind is DeliveryKind.WHO_CAME:
        return await _who_came(work, desk, delivery, gathering)
    if gathering.ends_at <= desk.clock():
        return None
    if delivery.kind is DeliveryKind.GATHERING_AHEAD:
        return await _reminder(work, desk, delivery, delivery.person_id, gathering)
    return await _host_news(work, desk, delivery, gathering)


async def _seat_news(
    work: UnitOfWork, desk: Desk, delivery: Delivery, person_id: PersonId, gathering: Gathering | None
) -> SeatNews | None:
    about = About(delivery.data["key"])
    starts_at = datetime.fromisoformat(delivery.data["starts_at"])
    if gathering is None:
        return SeatNews(about, starts_at, None) if about is About.OFF and starts_at > desk.clock() else None
    if gathering.ends_at <= desk.clock() or await is_apart(work, gathering.host_id, person_id):
        return None
    if (about is About.OFF) is (gathering.state is GatheringState.OPEN):
        return None
    seat = await work.seats.get(gathering.id, person_id)
    state = seat.state if seat else None
    is_so = {
        About.LET_IN: seat is not None and state is SeatState.IN and seat.is_let_in,
        About.MOVED_UP: state is SeatState.IN,
        About.NO_PLACE: state is SeatState.DECLINED,
        About.MOVED: state not in (None, SeatState.DECLINED) and delivery.data["revision"] == gathering.revision,
        About.OFF: True,
    }
    if not is_so[about]:
        return None
    return SeatNews(about, starts_at, await sight_of(work, desk, gathering, person_id))


async def _host_news(work: UnitOfWork, desk: Desk, delivery: Delivery, gathering: Gathering) -> HostNews | None:
    hall = await hall_of(work, desk, gathering)
    came = tuple(PersonId(each) for each in delivery.data["came"] if hall.roster.comes(PersonId(each)))
    left = tuple(PersonId(each) for each in delivery.data["left"] if not hall.roster.comes(PersonId(each)))
    apart = [each for each in left if await is_apart(work, gathering.host_id, each)]
    left = tuple(each for each in left if each not in apart)
    gone = delivery.data["gone"]
    return HostNews(hall, came, left, gone) if came or left or gone else None


async def _reminder(
    work: UnitOfWork, desk: Desk, delivery: Delivery, person_id: PersonId, gathering: Gathering
) -> GatheringAhead | None:
    """Of the two, those who like gentle nudges hear the one shortly before only."""
    person = await work.persons.get(person_id)
    roster = await roster_of(work, gathering)
    if person is None or roster.comes(person_id) is None:
        return None
    if delivery.data["revision"] != gathering.revision or gathering.starts_at <= desk.clock():
        return None
    if person.strength is Strength.GENTLE and delivery.data["hours"] > _SHORT:
        return None
    return GatheringAhead(await sight_of(work, desk, gathering, person_id))


async def _who_came(work: UnitOfWork, desk: Desk, delivery: Delivery, gathering: Gathering) -> WhoCame | None:
    if delivery.data["revision"] != gathering.revision or gathering.meeting_id is not None:
        return None
    hall = await hall_of(work, desk, gathering)
    return WhoCame(hall) if hall.roster.coming else None


async def gathering_post(work: UnitOfWork, desk: Desk, gathering_id: int) -> GatheringPost | None:
    """What the post says now."""
    gathering = await work.gatherings.get(GatheringId(gathering_id))
    if gathering is None:
        return None
    roster = await roster_of(work, gathering)
    ids = [each.person_id for each in roster.coming]
    agreed = await work.persons.find(id=ids, naming=Naming.ALWAYS) if ids else []
    named = tuple(each for each in ids if each in {person.id for person in agreed})
    return GatheringPost(
        gathering=gathering,
        city=desk.places.by_id(gathering.city_id) if gathering.city_id else None,
        is_over=gathering.ends_at <= desk.clock(),
        left=roster.left(gathering),
        named=named,
        others=len(ids) - len(named),
        waiting=len(roster.waiting),
        maybe=len(roster.maybe),
    )


async def refresh_gatherings(work: UnitOfWork, desk: Desk, person_id: PersonId) -> None:
    """Have the posts of what somebody comes to, and the events of what they host, follow what they allow of their name."""
    for gathering in await work.gatherings.of(person_id, since=desk.clock() - DAY):
        if gathering.host_id != person_id:
            await refresh_post(work, desk, gathering.id, PostKind.GATHERING)
        elif gathering.state is GatheringState.OPEN:
            await refresh_event(work, desk, gathering, desk.clock().isoformat())


async def gathering_can_wait(work: UnitOfWork, delivery: Delivery, awake: datetime) -> bool:
    """Whether it may as well be read in the morning: not if it begins before, nor if its own hour is a quiet one."""
    if delivery.kind is DeliveryKind.WHO_CAME:
        return True
    gathering = await work.gatherings.get(GatheringId(delivery.subject))
    if gathering is None:
        return datetime.fromisoformat(delivery.data["starts_at"]) > awake if "starts_at" in delivery.data else True
    if delivery.kind is DeliveryKind.GATHERING:
        return gathering.starts_at > awake
    person = await work.persons.get(delivery.person_id)
    if person is None:
        return True
    zone = zone_of(person, None, await work.communities.get(gathering.community_id))
    return out_of_quiet(gathering.starts_at, zone, person.quiet_from, person.quiet_until) == gathering.starts_at

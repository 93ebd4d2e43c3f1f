"""Who takes part in an open invitation, as its host may know it, and what one person may see of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from meetups.places import City
from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.services.common import zone_of
from meetups.services.conflicts import Conflict, conflicts_of
from meetups.services.posting import post_of
from meetups.services.questions import shuns
from meetups.values import (
    Actor,
    DirectMessages,
    Gathering,
    GatheringId,
    GatheringState,
    Person,
    PersonId,
    PostKind,
    PostState,
    Seat,
    SeatState,
)


@dataclass(frozen=True, slots=True)
class Roster:
    """Who takes part, in the order they asked; whoever is apart from the host by a never-list is not in it."""

    coming: tuple[Seat, ...] = ()
    waiting: tuple[Seat, ...] = ()
    maybe: tuple[Seat, ...] = ()

    @property
    def everyone(self) -> tuple[Seat, ...]:
        return (*self.coming, *self.waiting, *self.maybe)

    def left(self, gathering: Gathering) -> int:
        """How many places are free."""
        return max(0, gathering.seats - len(self.coming))

    def comes(self, person_id: PersonId) -> Seat | None:
        return next((each for each in self.coming if each.person_id == person_id), None)

    def has(self, person_id: PersonId) -> bool:
        return any(each.person_id == person_id for each in self.everyone)


class Standing(StrEnum):
    """How somebody stands to an open invitation, as far as they are told."""

    NONE = "none"
    HOST = "host"
    ASKED = "asked"
    LET_IN = "let_in"
    WAITING = "waiting"
    MAYBE = "maybe"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Sight:
    """An open invitation as one person may see it; ``place`` is empty unless they may know it."""

    gathering: Gathering
    city: City | None
    standing: Standing
    is_over: bool
    place: str = ""
    zone: str = "UTC"
    is_reachable: bool = True
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Hall:
    """An open invitation as its host sees it; ``names`` are those of the host's own list."""

    gathering: Gathering
    city: City | None
    roster: Roster
    is_over: bool
    has_begun: bool
    has_post: bool = True
    zone: str = "UTC"
    names: dict[PersonId, str] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()


async def roster_of(work: UnitOfWork, gathering: Gathering) -> Roster:
    seats = await work.seats.find(gathering_id=gathering.id)
    apart = await _apart_among(work, gathering.host_id, [each.person_id for each in seats])
    shown = sorted(
        (each for each in seats if each.person_id not in apart), key=lambda each: (each.asked_at, each.person_id)
    )
    by_state = {state: tuple(each for each in shown if each.state is state) for state in SeatState}
    return Roster(by_state[SeatState.IN], by_state[SeatState.WAITING], by_state[SeatState.MAYBE])


async def is_apart(work: UnitOfWork, one: PersonId, other: PersonId) -> bool:
    """Whether either has the other on their never-list, which says no both ways."""
    return await shuns(work, one, other) or await shuns(work, other, one)


async def _apart_among(work: UnitOfWork, host_id: PersonId, ids: list[PersonId]) -> set[PersonId | None]:
    if not ids:
        return set()
    by_host = await work.contacts.find(owner_id=host_id, account_id=ids, is_never=True)
    of_host = await work.contacts.find(owner_id=ids, account_id=host_id, is_never=True)
    return {each.account_id for each in by_host} | {each.owner_id for each in of_host}


def is_on(desk: Desk, gathering: Gathering) -> bool:
    """Whether it is still to come or going on."""
    return gathering.state is GatheringState.OPEN and gathering.ends_at > desk.clock()


async def known_gathering(work: UnitOfWork, gathering_id: int) -> Gathering:
    gathering = await work.gatherings.get(GatheringId(gathering_id))
    if gathering is None:
        raise Refusal("gathering.gone")
    return gathering


async def open_gathering(work: UnitOfWork, desk: Desk, gathering_id: int) -> Gathering:
    """One that is still to come or going on. Raises ``Refusal`` ``gathering.gone``, ``.off`` or ``.over``."""
    gathering = await known_gathering(work, gathering_id)
    if gathering.state is not GatheringState.OPEN:
        raise Refusal("gathering.off")
    if gathering.ends_at <= desk.clock():
        raise Refusal("gathering.over")
    return gathering


async def own_gathering(work: UnitOfWork, actor: Actor, gathering_id: int) -> Gathering:
    """One this person hosts; anybody else's is as good as none."""
    gathering = await known_gathering(work, gathering_id)
    if gathering.host_id != actor.person_id:
        raise Refusal("gathering.gone")
    return gathering


async def sight_of(
    work: UnitOfWork, desk: Desk, gathering: Gathering, person_id: PersonId, *, warns: bool = False
) -> Sight:
    """What this person may see; ``warns`` also looks for what is in the way of it."""
    person = await work.persons.get(person_id) or Person(person_id, desk.clock())
    community = await work.communities.get(gathering.community_id)
    standing = await _standing(work, gathering, person_id)
    knows_place = gathering.is_place_public or standing in (Standing.HOST, Standing.LET_IN)
    return Sight(
        gathering=gathering,
        city=desk.places.by_id(gathering.city_id) if gathering.city_id else None,
        standing=standing,
        is_over=gathering.ends_at <= desk.clock(),
        place=gathering.place if knows_place else "",
        zone=zone_of(person, None, community),
        is_reachable=person.dm_state is DirectMessages.OPEN,
        conflicts=await conflicts_of(work, desk, person_id, gathering.starts_at, gathering.ends_at, but=gathering.id)
        if warns
        else (),
    )


async def _standing(work: UnitOfWork, gathering: Gathering, person_id: PersonId) -> Standing:
    """As they are told: whoever is apart from the host reads what anybody reads whom the host has not let in."""
    if gathering.host_id == person_id:
        return Standing.HOST
    seat = await work.seats.get(gathering.id, person_id)
    if seat is None:
        return Standing.NONE
    if seat.state is SeatState.IN:
        if gathering.is_place_public:
            return Standing.LET_IN
        is_let_in = seat.is_let_in and not await is_apart(work, gathering.host_id, person_id)
        return Standing.LET_IN if is_let_in else Standing.ASKED
    return {
        SeatState.WAITING: Standing.WAITING,
        SeatState.MAYBE: Standing.MAYBE,
        SeatState.DECLINED: Standing.FULL,
    }[seat.state]


async def hall_of(work: UnitOfWork, desk: Desk, gathering: Gathering, *, warns: bool = False) -> Hall:
    roster = await roster_of(work, gathering)
    ids = [each.person_id for each in roster.everyone]
    contacts = await work.contacts.find(owner_id=gathering.host_id, account_id=ids) if ids else []
    host = await work.persons.get(gathering.host_id) or Person(gathering.host_id, desk.clock())
    post = await post_of(work, gathering.id, PostKind.GATHERING)
    return Hall(
        gathering=gathering,
        city=desk.places.by_id(gathering.city_id) if gathering.city_id else None,
        roster=roster,
        is_over=gathering.ends_at <= desk.clock(),
        has_begun=gathering.starts_at <= desk.clock(),
        has_post=post is not None and post.state is PostState.WANTED,
        zone=zone_of(host, None, await work.communities.get(gathering.community_id)),
        names={each.account_id: each.name for each in contacts if each.account_id is not None},
        conflicts=await conflicts_of(work, desk, host.id, gathering.starts_at, gathering.ends_at, but=gathering.id)
        if warns
        else (),
    )

"""Taking a place, waiting for one, and leaving; nobody is ever moved but by these."""

from __future__ import annotations

from dataclasses import replace

from meetups.ports import Desk, UnitOfWork
from meetups.refusals import Refusal
from meetups.services.common import adult, known_person
from meetups.services.gatherings.letters import About, plan_reminders, tell, tell_host, turn_of
from meetups.services.gatherings.roster import (
    Hall,
    Sight,
    Standing,
    hall_of,
    is_apart,
    known_gathering,
    open_gathering,
    own_gathering,
    roster_of,
    sight_of,
)
from meetups.services.posting import refresh_post
from meetups.values import Actor, Gathering, PersonId, PostKind, Seat, SeatState


class Seating:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def see(self, actor: Actor, gathering_id: int) -> Sight:
        """How an open invitation stands for its host, or for somebody who answered it."""
        async with self._desk.store.read() as work:
            gathering = await known_gathering(work, gathering_id)
            sight = await sight_of(work, self._desk, gathering, actor.person_id)
            if sight.standing is Standing.NONE:
                raise Refusal("gathering.gone")
            return sight

    async def join(self, actor: Actor, gathering_id: int, *, is_adult: bool = False) -> Sight:
        """Take a place, or wait for one; twice is once. Raises ``AgeUnsaid``.

        Whoever is apart from the host reads the same and waits for ever; where the place is public they are never given one.
        """
        async with self._desk.store.write() as work:
            gathering = await self._joinable(work, actor, gathering_id)
            person = await known_person(work, self._desk, actor)
            await adult(work, self._desk, person, is_said=is_adult)
            seat = await work.seats.get(gathering.id, person.id)
            if seat is None or seat.state is SeatState.MAYBE:
                await self._seat(work, gathering, person.id, seat)
            return await sight_of(work, self._desk, gathering, person.id, warns=True)

    async def consider(self, actor: Actor, gathering_id: int) -> Sight:
        """Say maybe; whoever had a place gives it up."""
        async with self._desk.store.write() as work:
            gathering = await self._joinable(work, actor, gathering_id)
            person = await known_person(work, self._desk, actor)
            seat = await work.seats.get(gathering.id, person.id)
            if seat is None:
                seat = Seat(gathering.id, person.id, SeatState.MAYBE, self._desk.clock())
                await work.seats.add(seat)
            elif seat.state in (SeatState.IN, SeatState.WAITING):
                had_place = (await roster_of(work, gathering)).comes(person.id) is not None
                await work.seats.save(replace(seat, state=SeatState.MAYBE, is_let_in=False))
                await _gave_up(work, self._desk, gathering, person.id, had_place=had_place)
            await refresh_post(work, self._desk, gathering.id, PostKind.GATHERING)
            return await sight_of(work, self._desk, gathering, person.id)

    async def leave(self, actor: Actor, gathering_id: int) -> Sight:
        """Give up a place or waiting for one; the first who waits moves up."""
        async with self._desk.store.write() as work:
            gathering = await open_gathering(work, self._desk, gathering_id)
            seat = await work.seats.get(gathering.id, actor.person_id)
            if seat is None and actor.community_id != gathering.community_id:
                raise Refusal("gathering.gone")
            # Whom the host has no place for is not asked about again.
            if seat is not None and seat.state is not SeatState.DECLINED:
                await give_up(work, self._desk, gathering, actor.person_id)
            return await sight_of(work, self._desk, gathering, actor.person_id)

    async def let_in(self, actor: Actor, gathering_id: int, person_id: int) -> Hall:
        """The host tells somebody who joined the exact place; twice is once."""
        async with self._desk.store.write() as work:
            gathering, seat = await self._guest(work, actor, gathering_id, person_id)
            if seat.state is not SeatState.IN:
                raise Refusal("gathering.left")
            if not seat.is_let_in:
                await work.seats.save(replace(seat, is_let_in=True))
                await tell(work, self._desk, gathering, About.LET_IN, [seat.person_id], turn_of(seat))
            return await hall_of(work, self._desk, gathering)

    async def turn_down(self, actor: Actor, gathering_id: int, person_id: int) -> Hall:
        """The host has no place for somebody, who reads no more than that; twice is once."""
        async with self._desk.store.write() as work:
            gathering, seat = await self._guest(work, actor, gathering_id, person_id)
            await work.seats.save(replace(seat, state=SeatState.DECLINED, is_let_in=False))
            await tell(work, self._desk, gathering, About.NO_PLACE, [seat.person_id], turn_of(seat))
            await move_up(work, self._desk, gathering)
            await refresh_post(work, self._desk, gathering.id, PostKind.GATHERING)
            return await hall_of(work, self._desk, gathering)

    async def _joinable(self, work: UnitOfWork, actor: Actor, gathering_id: int) -> Gathering:
        """Where the post stands; somebody who joined may act from their direct messages too."""
        gathering = await open_gathering(work, self._desk, gathering_id)
        if actor.community_id != gathering.community_id and await work.seats.get(gathering.id, actor.person_id) is None:
            raise Refusal("gathering.gone")
        if gathering.host_id == actor.person_id:
            raise Refusal("gathering.own")
        return gathering

    async def _seat(self, work: UnitOfWork, gathering: Gathering, person_id: PersonId, seat: Seat | None) -> None:
        roster = await roster_of(work, gathering)
        apart = await is_apart(work, gathering.host_id, person_id)
        # Those who wait come first.
        is_in = roster.left(gathering) > 0 and not roster.waiting and not (apart and gathering.is_place_public)
        new = Seat(
            gathering_id=gathering.id,
            person_id=person_id,
            state=SeatState.IN if is_in else SeatState.WAITING,
            asked_at=self._desk.clock(),
            is_let_in=is_in and gathering.is_place_public,
        )
        if seat is None:
            await work.seats.add(new)
        else:
            await work.seats.save(new)
        if not apart:
            if is_in:
                await plan_reminders(work, self._desk, gathering, [person_id])
                await tell_host(work, self._desk, gathering, came=[person_id])
            await refresh_post(work, self._desk, gathering.id, PostKind.GATHERING)

    async def _guest(self, work: UnitOfWork, actor: Actor, gathering_id: int, person_id: int) -> tuple[Gathering, Seat]:
        """Somebody who takes part in what this person hosts. Raises ``Refusal`` ``gathering.left``."""
        await own_gathering(work, actor, gathering_id)
        gathering = await open_gathering(work, self._desk, gathering_id)
        seat = next((each for each in (await roster_of(work, gathering)).everyone if each.person_id == person_id), None)
        if seat is None:
            raise Refusal("gathering.left")
        return gathering, seat


async def give_up(work: UnitOfWork, desk: Desk, gathering: Gathering, person_id: PersonId) -> None:
    """Take somebody who answered off the list; the post follows."""
    had_place = (await roster_of(work, gathering)).comes(person_id) is not None
    await work.seats.remove(gathering_id=gathering.id, person_id=person_id)
    await _gave_up(work, desk, gathering, person_id, had_place=had_place)
    await refresh_post(work, desk, gathering.id, PostKind.GATHERING)


async def _gave_up(work: UnitOfWork, desk: Desk, gathering: Gathering, person_id: PersonId, *, had_place: bool) -> None:
    """Somebody does not come after all: the host hears of it, and the first who wait move up."""
    if had_place:
        await tell_host(work, desk, gathering, left=[person_id])
    await move_up(work, desk, gathering)


async def move_up(work: UnitOfWork, desk: Desk, gathering: Gathering) -> None:
    """Give every free place to who has waited longest."""
    roster = await roster_of(work, gathering)
    for seat in roster.waiting[: roster.left(gathering)]:
        await work.seats.save(replace(seat, state=SeatState.IN, is_let_in=gathering.is_place_public))
        await plan_reminders(work, desk, gathering, [seat.person_id])
        await tell(work, desk, gathering, About.MOVED_UP, [seat.person_id], turn_of(seat))
        await tell_host(work, desk, gathering, came=[seat.person_id])

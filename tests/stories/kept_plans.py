"""Plans and open invitations as stored, for stories about whose they are; by the front door they are made elsewhere."""

from __future__ import annotations

from datetime import timedelta

from simcord import MemberActor

from meetups.values import (
    ChannelId,
    CommunityId,
    Gathering,
    GatheringId,
    Guest,
    PersonId,
    Plan,
    PlanId,
    Seat,
    SeatState,
)
from tests.stories.world import World

DAY = timedelta(days=1)


async def asked(world: World, host: MemberActor, guest: MemberActor, place: str) -> PlanId:
    """Somebody asks another, and all of their list without an account, to meet in two days; nobody has answered."""
    desk, now = world.app.services.desk, world.env.now()
    plan_id, host_id, guest_id = PlanId(desk.new_id()), PersonId(host.id), PersonId(guest.id)
    async with desk.store.write() as work:
        listed = await work.contacts.find(owner_id=host_id, account_id=[guest_id])
        others = await work.contacts.find(owner_id=host_id, account_id=None)
        guests = [Guest(plan_id, 0, listed[0].id if listed else None, guest_id)]
        guests += [Guest(plan_id, position, each.id) for position, each in enumerate(others, start=1)]
        plan = Plan(
            id=plan_id,
            host_id=host_id,
            created_at=now,
            changed_at=now,
            closes_at=now + DAY,
            times=(now + 2 * DAY,),
            community_id=CommunityId(world.guild.id),
            place=place,
            words=f"{host.name} would like that",
            guests=tuple(guests),
        )
        await work.plans.add(plan)
    return plan_id


async def hosted(world: World, host: MemberActor, place: str, *guests: MemberActor) -> GatheringId:
    """Somebody invites everybody for the day after tomorrow, and these come; the place is for those let in."""
    desk, now = world.app.services.desk, world.env.now()
    gathering = Gathering(
        id=GatheringId(desk.new_id()),
        host_id=PersonId(host.id),
        community_id=CommunityId(world.guild.id),
        channel_id=ChannelId(world.general.id),
        created_at=now,
        changed_at=now,
        starts_at=now + 2 * DAY,
        place=place,
        words=f"{host.name} invites everybody",
    )
    async with desk.store.write() as work:
        await work.gatherings.add(gathering)
        await work.seats.add(*(Seat(gathering.id, PersonId(each.id), SeatState.IN, now) for each in guests))
    return gathering.id

"""`/host`: its commands, and the buttons of its post, its letters and its cards."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from cogs.hosting.cards import (
    ahead_card,
    post_card,
    seat_news_card,
    sight_card,
)
from cogs.hosting.host_cards import (
    A_PAGE,
    filled_in,
    hall_card,
    halls_card,
    host_news_card,
    move_form,
    never_again_card,
    never_whom_card,
    nobody_card,
    off_card,
    recorded_card,
    who_came_card,
)
from cogs.hosting.sketching import activities, add_new, load_sketching
from cogs.hosting.wording import in_short
from cogs.kit.act import Act, Kit, actor_of
from cogs.kit.actions import action
from cogs.kit.activities import activity_read
from cogs.kit.autocomplete import Completer, completer
from cogs.kit.calendars import send_calendar
from cogs.kit.common_cards import IS_ADULT, age_card
from cogs.kit.entries import gathering_entry
from cogs.kit.moments import read_moment
from cogs.kit.people import name_of
from cogs.kit.refilling import answer_faulty_form, kept_form
from cogs.kit.registry import Registry
from cogs.kit.words import N_
from meetups.refusals import Refusal
from meetups.services.common import AgeUnsaid, identifier
from meetups.services.contacts import Account
from meetups.services.gatherings import GatheringAhead, GatheringPost, Hall, HostNews, SeatNews, WhoCame
from meetups.values import PersonId

_MOVED = "host.moved"
_MOVE_AGAIN = "host.move_again"


def load(registry: Registry) -> None:
    registry.commands.append(_group(registry.kit))
    registry.renderers |= {
        GatheringPost: post_card,
        SeatNews: seat_news_card,
        GatheringAhead: ahead_card,
        HostNews: host_news_card,
        WhoCame: who_came_card,
    }
    load_sketching(registry)
    _load_seating(registry)
    _load_hosting(registry)
    _load_changing(registry)
    _load_recording(registry)


def _group(kit: Kit) -> app_commands.Group:
    group = app_commands.Group(name="host", description=N_("An open invitation: who comes, comes"))
    add_new(group, kit)

    @group.command(name="show", description=N_("What you host, and who has joined"))
    async def show(interaction: discord.Interaction[Any]) -> None:
        act = Act(kit, interaction)
        await _list(act)

    @group.command(name="cancel", description=N_("Call it off; everybody who joined is told"))
    @app_commands.describe(invitation=N_("One of those you host"))
    @app_commands.autocomplete(invitation=_hosted(kit))
    async def cancel(interaction: discord.Interaction[Any], invitation: str | None = None) -> None:
        act = Act(kit, interaction)
        await act.answer(off_card(act.t, await _meant(act, invitation)))

    @group.command(name="move", description=N_("Another time or place; everybody who joined is told"))
    @app_commands.describe(
        invitation=N_("One of those you host"),
        when=N_("“Tonight at 8”, “Fri 19:00”, or type @time"),
        what=N_("Coffee, a walk, lunch, a game, or your own words"),
        place=N_("The exact place; “my living room” is fine"),
    )
    @app_commands.autocomplete(invitation=_hosted(kit), what=activities(kit))
    async def move(
        interaction: discord.Interaction[Any],
        invitation: str | None = None,
        when: app_commands.Range[str, 1, 60] | None = None,
        what: app_commands.Range[str, 1, 100] | None = None,
        place: app_commands.Range[str, 1, 200] | None = None,
    ) -> None:
        act = Act(kit, interaction)
        hall = await _meant(act, invitation)
        if when is None and what is None and place is None:
            await act.ask(move_form(act.t, action(_MOVED, hall.gathering.id), filled_in(act.t, hall)))
            return
        given = {"when": when, "what": what, "place": place}
        await _move(act, hall, {**filled_in(act.t, hall), **{k: v for k, v in given.items() if v is not None}})

    return group


def _load_seating(registry: Registry) -> None:
    on = registry.actions.on

    @on("host.join")
    async def join(act: Act) -> None:
        try:
            sight = await act.services.seating.join(act.actor, act.number(), is_adult=act.number(1) == IS_ADULT)
        except AgeUnsaid:
            await act.answer(age_card(act.t, action("host.join", act.number(), IS_ADULT)))
        else:
            await act.update(sight_card(act.t, sight))

    @on("host.maybe")
    async def maybe(act: Act) -> None:
        await act.update(sight_card(act.t, await act.services.seating.consider(act.actor, act.number())))

    @on("host.leave")
    async def leave(act: Act) -> None:
        await act.update(sight_card(act.t, await act.services.seating.leave(act.actor, act.number())))

    @on("host.calendar")
    async def calendar(act: Act) -> None:
        await send_calendar(act, gathering_entry(act.t, await act.services.seating.see(act.actor, act.number())))


def _load_hosting(registry: Registry) -> None:
    on = registry.actions.on

    @on("host.list")
    async def coming(act: Act) -> None:
        await _list(act)

    @on("host.open")
    async def chosen(act: Act) -> None:
        await act.update(hall_card(act.t, await act.services.gatherings.show(act.actor, identifier(act.chosen))))

    @on("host.show")
    async def show(act: Act) -> None:
        hall = await act.services.gatherings.show(act.actor, act.number())
        await act.update(hall_card(act.t, hall, act.number(1)))

    @on("host.let_in")
    async def let_in(act: Act) -> None:
        hall = await act.services.seating.let_in(act.actor, act.number(), act.number(1))
        await act.update(hall_card(act.t, hall, _page(hall, act.number(1))))

    @on("host.not_now")
    async def not_now(act: Act) -> None:
        hall = await act.services.seating.turn_down(act.actor, act.number(), act.number(1))
        note = act.t("Their place is free again. They only read that there's none for them after all.")
        await act.update(hall_card(act.t, hall, note=note))


def _load_changing(registry: Registry) -> None:
    on = registry.actions.on

    @on("host.move")
    async def move(act: Act) -> None:
        hall = await act.services.gatherings.show(act.actor, act.number())
        await act.ask(move_form(act.t, action(_MOVED, act.number()), filled_in(act.t, hall)))

    @on(_MOVED)
    async def moved(act: Act) -> None:
        hall = await act.services.gatherings.show(act.actor, act.number())
        await _move(act, hall, {name: act.field(name) for name in ("when", "what", "place")})

    @on(_MOVE_AGAIN)
    async def move_again(act: Act) -> None:
        typed = await kept_form(act)
        await act.ask(move_form(act.t, action(_MOVED, identifier(typed["gathering"])), typed))

    @on("host.off")
    async def ask_off(act: Act) -> None:
        await act.update(off_card(act.t, await act.services.gatherings.show(act.actor, act.number())))

    @on("host.off_now")
    async def off(act: Act) -> None:
        hall = await act.services.gatherings.cancel(act.actor, act.number())
        await act.update(hall_card(act.t, hall, note=act.t("Everybody who answered is told.")))

    @on("host.remove")
    async def remove(act: Act) -> None:
        hall = await act.services.gatherings.cancel(act.actor, act.number(), removes=True)
        await act.update(hall_card(act.t, hall, note=act.t("The post comes down.")))


def _load_recording(registry: Registry) -> None:
    on = registry.actions.on

    @on("host.ask")
    async def ask(act: Act) -> None:
        await act.update(who_came_card(act.t, WhoCame(await act.services.gatherings.show(act.actor, act.number()))))

    @on("host.came")
    async def came(act: Act) -> None:
        ids = [identifier(each) for each in act.values]
        gatherings = act.services.gatherings
        choosing = await gatherings.choose(act.actor, act.number(), ids, part=act.number(1), draft_id=act.number(2))
        await act.update(who_came_card(act.t, choosing))

    @on("host.recorded")
    async def record(act: Act) -> None:
        gathering_id, draft_id = act.number(), act.number(1)
        hall = await act.services.gatherings.show(act.actor, gathering_id)
        there = await act.services.gatherings.those_there(act.actor, gathering_id, draft_id)
        await act.defer()
        names = {each: await _name(act, hall, each) for each in there if each not in hall.names}
        told = await act.services.gatherings.record(act.actor, gathering_id, draft_id, names)
        await act.update(recorded_card(act.t, told))

    @on("host.nobody")
    async def nobody(act: Act) -> None:
        await act.update(nobody_card(act.t, await act.services.gatherings.show(act.actor, act.number())))

    @on("host.never")
    async def never(act: Act) -> None:
        await act.answer(never_whom_card(act.t, await act.services.gatherings.show(act.actor, act.number())))

    @on("host.nevernow")
    async def never_now(act: Act) -> None:
        hall = await act.services.gatherings.show(act.actor, act.number())
        seat = hall.roster.comes(PersonId(identifier(act.chosen)))
        if seat is None:
            raise Refusal("choice.unreadable")
        name = hall.names.get(seat.person_id) or await _name(act, hall, seat.person_id)
        contact = await act.services.contacts.shun(act.actor, Account(seat.person_id, name))
        await act.update(never_again_card(act.t, hall, contact))


async def _list(act: Act) -> None:
    halls = await act.services.gatherings.mine(act.actor)
    await act.update(hall_card(act.t, halls[0]) if len(halls) == 1 else halls_card(act.t, halls))


async def _move(act: Act, hall: Hall, typed: dict[str, str]) -> None:
    """What is as it was filled in stays as it is, also where it would be read otherwise by now."""
    before = filled_in(act.t, hall)
    changed = {name: text for name, text in typed.items() if text.strip() != before[name]}
    try:
        moved = await act.services.gatherings.move(
            act.actor,
            hall.gathering.id,
            starts_at=await read_moment(act, changed["when"]) if "when" in changed else None,
            place=changed.get("place"),
            activity=activity_read(act.t, changed["what"]) if "what" in changed else None,
        )
    except Refusal as refusal:
        await answer_faulty_form(act, refusal, {**typed, "gathering": str(hall.gathering.id)}, _MOVE_AGAIN)
        return
    is_new = moved.gathering.revision != hall.gathering.revision
    note = act.t("Changed. Everybody who answered is told.") if is_new else act.t("All is as it was; nobody is told.")
    await act.update(hall_card(act.t, moved, note=note))


async def _meant(act: Act, typed: str | None) -> Hall:
    """What an option names; the only one without it. Raises ``Refusal`` ``gathering.which``."""
    if number := identifier(typed or ""):
        return await act.services.gatherings.show(act.actor, number)
    halls = await act.services.gatherings.mine(act.actor)
    if not halls:
        raise Refusal("gathering.none")
    if len(halls) > 1 or typed:
        raise Refusal("gathering.which")
    return halls[0]


def _hosted(kit: Kit) -> Completer:
    async def offer(interaction: discord.Interaction[Any], typed: str) -> list[tuple[str, str]]:
        t = kit.lexicon.words(str(interaction.locale))
        halls = await kit.services.gatherings.mine(actor_of(interaction))
        shown = [(in_short(t, each.gathering, each.zone), str(each.gathering.id)) for each in halls]
        return [each for each in shown if typed.strip().casefold() in each[0].casefold()]

    return completer(offer)


def _page(hall: Hall, person_id: int) -> int:
    ids = [each.person_id for each in hall.roster.coming]
    return ids.index(PersonId(person_id)) // A_PAGE if person_id in ids else 0


async def _name(act: Act, hall: Hall, person_id: PersonId) -> str:
    """What somebody is called where they joined."""
    client: discord.Client = act.interaction.client
    guild = client.get_guild(hall.gathering.community_id)
    member = guild.get_member(person_id) if guild else None
    return member.display_name if member else await name_of(act, person_id)

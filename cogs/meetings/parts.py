"""What those in somebody else's story can do about it, from the button on its post."""

from __future__ import annotations

from cogs.kit.act import Act
from cogs.kit.registry import Registry
from cogs.meetings.part_cards import change_wished_card, half_form, part_card, wish_form, wished_card
from meetups.services.stories import ChangeWished


def load_parts(registry: Registry) -> None:
    registry.renderers[ChangeWished] = change_wished_card
    on = registry.actions.on

    @on("story.me")
    async def thats_me(act: Act) -> None:
        is_named = bool(act.number(1))
        part = await act.services.taking_part.thats_me(act.actor, act.number(), is_named=is_named)
        await act.update(part_card(act.t, part, is_back=not is_named))

    @on("story.mine")
    async def mine(act: Act) -> None:
        await act.update(part_card(act.t, await act.services.taking_part.show(act.actor, act.number())))

    @on("story.half")
    async def half(act: Act) -> None:
        part = await act.services.taking_part.half(act.actor, act.number())
        await act.ask(half_form(act.t, part.meeting, part.mine.story))

    @on("story.halved")
    async def halved(act: Act) -> None:
        part = await act.services.taking_part.tell_half(act.actor, act.number(), act.field("half"))
        await act.update(part_card(act.t, part))

    @on("story.wish")
    async def wish(act: Act) -> None:
        part = await act.services.taking_part.show(act.actor, act.number())
        await act.ask(wish_form(act.t, part.meeting))

    @on("story.wished")
    async def wished(act: Act) -> None:
        part = await act.services.taking_part.ask_for_change(act.actor, act.number(), act.field("words"))
        await act.update(wished_card(act.t, part))

    @on("photo.out")
    async def out(act: Act) -> None:
        part = await act.services.taking_part.take_out(act.actor, act.number(), act.number(1))
        await act.update(part_card(act.t, part))

"""The buttons, menus and forms of the list and of a contact."""

from __future__ import annotations

from collections.abc import Callable

from cogs.contacts.cards import contact_card, never_card, picked_card, remove_card, removed_card
from cogs.contacts.forms import EDITED, MORE, NEXT, as_shown, edit_form, filled_in, more_form, next_form
from cogs.contacts.list_cards import filter_from, list_action, list_card
from cogs.contacts.typed import MOST_WEEKS, again_from, details_from, weeks_from_now, when_chosen
from cogs.kit.act import Act
from cogs.kit.cards import Card
from cogs.kit.forms import Form
from cogs.kit.refilling import answer_faulty_form, kept_form
from cogs.kit.registry import Registry
from cogs.kit.text import safe
from cogs.kit.words import Words
from meetups.refusals import Refusal
from meetups.services.common import identifier
from meetups.services.contacts import Details, Filter, Memory


def load_list(registry: Registry) -> None:
    on = registry.actions.on

    @on("contact.list")
    async def everyone(act: Act) -> None:
        await _turn_to(act, _filter(act), act.number())

    @on("contact.narrow")
    async def narrow(act: Act) -> None:
        parts = [identifier(each) for each in act.chosen.split(".")]
        if len(parts) != 4:
            raise Refusal("choice.unreadable")
        await _turn_to(act, filter_from((parts[0], parts[1], parts[2], parts[3])), 0)

    @on("contact.open")
    async def chosen(act: Act) -> None:
        memory = await act.services.contacts.show(act.actor, identifier(act.chosen))
        await act.update(contact_card(act.t, memory, list_action(_filter(act), act.number())))

    @on("contact.show")
    async def show(act: Act) -> None:
        await _show(act, act.number())

    @on("contact.pick")
    async def pick(act: Act) -> None:
        added = await act.services.contacts.add_many(act.actor, act.accounts(act.values))
        mission = await act.services.missions.current(act.actor)
        await act.answer(picked_card(act.t, added, mission))


def load_changes(registry: Registry) -> None:
    on = registry.actions.on

    @on("contact.never")
    async def never(act: Act) -> None:
        await act.update(never_card(act.t, await act.services.contacts.never(act.actor, act.number())))

    @on("contact.allow")
    async def allow(act: Act) -> None:
        contact = await act.services.contacts.never(act.actor, act.number(), is_never=False)
        await act.update(never_card(act.t, contact))

    @on("contact.remove")
    async def remove(act: Act) -> None:
        await act.update(remove_card(act.t, await act.services.contacts.show(act.actor, act.number())))

    @on("contact.remove_now")
    async def remove_now(act: Act) -> None:
        await act.update(removed_card(act.t, await act.services.contacts.remove(act.actor, act.number())))

    @on("contact.when")
    async def when(act: Act) -> None:
        memory = await act.services.contacts.edit(act.actor, act.number(), await when_chosen(act))
        await act.update(contact_card(act.t, memory))

    @on("contact.city")
    async def city(act: Act) -> None:
        memory = await act.services.contacts.place(act.actor, act.number(), identifier(act.chosen))
        await act.update(contact_card(act.t, memory))

    @on("contact.again")
    async def again(act: Act) -> None:
        day = await weeks_from_now(act, min(act.number(1), MOST_WEEKS))
        # Of two wishes the later one holds.
        details = Details(again_on=day, waits_near=False)
        memory = await act.services.contacts.edit(act.actor, act.number(), details)
        await act.answer(_again_card(act, memory))


def load_forms(registry: Registry) -> None:
    on = registry.actions.on

    @on("contact.edit")
    async def edit(act: Act) -> None:
        memory = await act.services.contacts.show(act.actor, act.number())
        await act.ask(edit_form(act.t, memory.contact.id, filled_in(act.t, memory)))

    @on("contact.more")
    async def more(act: Act) -> None:
        memory = await act.services.contacts.show(act.actor, act.number())
        await act.ask(more_form(act.t, memory.contact.id, filled_in(act.t, memory)))

    @on("contact.next")
    async def next_time(act: Act) -> None:
        memory = await act.services.contacts.show(act.actor, act.number())
        await act.ask(next_form(act.t, memory.contact.id, filled_in(act.t, memory)))

    @on("contact.edited")
    async def edited(act: Act) -> None:
        await _change(act, EDITED, edit_form, "contact.refill")

    @on("contact.refill")
    async def refill(act: Act) -> None:
        typed = await kept_form(act)
        await act.ask(edit_form(act.t, identifier(typed["contact"]), typed))

    @on("contact.told_more")
    async def told_more(act: Act) -> None:
        await _change(act, MORE, more_form, "contact.more_kept")

    @on("contact.more_kept")
    async def refill_more(act: Act) -> None:
        typed = await kept_form(act)
        await act.ask(more_form(act.t, identifier(typed["contact"]), typed))

    @on("contact.remembered")
    async def remembered(act: Act) -> None:
        typed = {name: act.field(name) for name in NEXT}
        try:
            memory = await act.services.contacts.remember(
                act.actor,
                act.number(),
                meeting_id=act.number(1) if "topics" in act.fields else 0,
                topics=typed["topics"],
                promised=typed["promised"],
                again_on=await again_from(act, typed["again"]),
            )
        except Refusal as refusal:
            kept = {**typed, "contact": str(act.number()), "meeting": str(act.number(1))}
            await answer_faulty_form(act, refusal, kept, "contact.next_kept")
        else:
            await act.update(contact_card(act.t, memory))

    @on("contact.next_kept")
    async def refill_next(act: Act) -> None:
        typed = await kept_form(act)
        await act.ask(next_form(act.t, identifier(typed["contact"]), typed))


def _filter(act: Act) -> Filter:
    return filter_from((act.number(1), act.number(2), act.number(3), act.number(4)))


async def _turn_to(act: Act, wanted: Filter, number: int) -> None:
    await act.update(list_card(act.t, await act.services.contacts.page(act.actor, wanted, number)))


async def _show(act: Act, contact_id: int) -> None:
    await act.update(contact_card(act.t, await act.services.contacts.show(act.actor, contact_id)))


async def _change(
    act: Act, names: tuple[str, ...], as_asked: Callable[[Words, int, dict[str, str]], Form], reopen: str
) -> None:
    """Take a form about a contact; what was left as it stood is not read again."""
    typed = {name: act.field(name) for name in names}
    try:
        standing = await act.services.contacts.show(act.actor, act.number())
        form = as_asked(act.t, act.number(), filled_in(act.t, standing))
        details = details_from(act, typed, as_shown(form), standing.contact.languages)
        memory = await act.services.contacts.edit(act.actor, act.number(), details)
    except Refusal as refusal:
        await answer_faulty_form(act, refusal, {**typed, "contact": str(act.number())}, reopen)
    else:
        await act.update(contact_card(act.t, memory))


def _again_card(act: Act, memory: Memory) -> Card:
    assert memory.contact.again_on is not None
    return Card.of(
        act.t(
            "From {day} on I suggest **{name}** again.",
            day=act.t.full_day(memory.contact.again_on),
            name=safe(memory.contact.name),
        )
    )

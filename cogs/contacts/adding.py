"""Somebody added or changed by a command: what cannot be read is asked again, and nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cogs.contacts.cards import added_card, contact_card, same_name_card
from cogs.contacts.forms import added_form
from cogs.contacts.typed import MOST_WEEKS, details_from, weeks_from_now
from cogs.kit.act import Act
from cogs.kit.refilling import answer_faulty_form, keep_form, kept_form, take_form
from cogs.kit.registry import Registry
from cogs.kit.whom import which_contact_card, which_menu
from meetups.refusals import Refusal
from meetups.services.common import WhichContact, identifier
from meetups.services.contacts import CLEAR, Account, Clear, Details
from meetups.values import PersonId

_REOPEN = "contact.retype"


async def add_typed(act: Act, typed: dict[str, str], into: int | None = None, *, is_another: bool = False) -> None:
    """Add somebody as typed, by option or field; ``account`` is the number of a Discord account, if one was given."""
    number = identifier(typed.get("account", ""))
    account = (
        Account(PersonId(number), typed.get("account_name", ""), bool(typed.get("account_is_bot"))) if number else None
    )
    try:
        details = details_from(act, typed)
        added = await act.services.contacts.add(act.actor, details, account, into=into, is_another=is_another)
    except Refusal as refusal:
        await _again(act, refusal, typed)
        return
    if added.is_open:
        memory = await act.services.contacts.show(act.actor, added.contact.id)
        draft_id = await keep_form(act, typed)
        several = added.namesakes[1:] and which_menu(act, "contact.same", draft_id, added.namesakes)
        await act.answer(same_name_card(act.t, memory, draft_id, several or None))
    else:
        await act.update(added_card(act.t, added))


async def edit_typed(act: Act, typed: dict[str, str]) -> None:
    """Change the contact whose number is in ``contact``."""
    try:
        details = await _with_wishes(act, details_from(act, typed), typed)
        memory = await act.services.contacts.edit(act.actor, identifier(typed["contact"]), details)
    except Refusal as refusal:
        await _again(act, refusal, typed)
    else:
        await act.update(contact_card(act.t, memory))


def load_adding(registry: Registry) -> None:
    on = registry.actions.on

    @on(_REOPEN)
    async def retype(act: Act) -> None:
        await act.ask(added_form(act.t, act.number(), await kept_form(act)))

    @on("contact.typed")
    async def typed_again(act: Act) -> None:
        before = await kept_form(act)
        entered = {name: act.field(name) for name in act.fields}
        # An emptied field was taken back: it neither adds nor clears anything.
        typed = {name: text for name, text in {**before, **entered}.items() if text}
        await (edit_typed(act, typed) if "contact" in typed else add_typed(act, typed))

    @on("contact.fill")
    async def fill(act: Act) -> None:
        await add_typed(act, await kept_form(act, 1), into=act.number())

    @on("contact.same")
    async def same(act: Act) -> None:
        await add_typed(act, await kept_form(act), into=identifier(act.chosen))

    @on("contact.meant")
    async def meant(act: Act) -> None:
        await edit_typed(act, {**await kept_form(act), "contact": str(identifier(act.chosen))})

    @on("contact.another")
    async def another(act: Act) -> None:
        await add_typed(act, await take_form(act), is_another=True)


async def ask_whom_to_edit(act: Act, which: WhichContact, typed: dict[str, str]) -> None:
    """The name does not tell whom to change: what is to be changed waits until somebody is chosen."""
    await act.answer(which_contact_card(act, which, "contact.meant", await keep_form(act, typed)))


async def _again(act: Act, refusal: Refusal, typed: dict[str, str]) -> None:
    """Offer to mend what a form can hold; anything else is the refusal itself."""
    if len(typed) < 2 or refusal.key in ("contact.bot", "contact.oneself", "contact.full", "contact.gone"):
        raise refusal
    await answer_faulty_form(act, refusal, typed, _REOPEN)


async def _with_wishes(act: Act, details: Details, typed: dict[str, str]) -> Details:
    """With when to suggest them, in weeks, of which 0 takes a wish back, or next time near; the later wish holds."""
    if typed.get("next_time_near") == "True":
        details = replace(details, again_on=CLEAR, snoozed_until=CLEAR)
    if "again_in" in typed:
        details = replace(details, again_on=await _wished(act, typed["again_in"]))
    if "not_for" in typed:
        details = replace(details, snoozed_until=await _wished(act, typed["not_for"]))
    if "next_time_near" in typed:
        details = replace(details, waits_near=typed["next_time_near"] == "True")
    elif isinstance(details.again_on, date) or isinstance(details.snoozed_until, date):
        details = replace(details, waits_near=False)
    if "less_often" in typed:
        details = replace(details, is_seldom=typed["less_often"] == "True")
    return details


async def _wished(act: Act, weeks: str) -> date | Clear:
    number = min(identifier(weeks), MOST_WEEKS)
    return await weeks_from_now(act, number) if number else CLEAR

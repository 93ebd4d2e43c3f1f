"""`/met`, `/story`, the user menu *We met*, and the buttons of a meeting and its recap.

A form can only be the first answer, so `/met` records in one transaction and then opens the form for the story;
closing it loses nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord
from discord import app_commands

from cogs.kit.act import Act, Kit, account_of, actor_of
from cogs.kit.autocomplete import completer, contacts
from cogs.kit.common_cards import confirmed_card
from cogs.kit.people import name_of
from cogs.kit.reading import read_day, read_word
from cogs.kit.refilling import answer_faulty_form, kept_form
from cogs.kit.registry import Registry
from cogs.kit.rulings import HOW, rulings
from cogs.kit.words import N_
from cogs.meetings.cards import change_card, recorded, removed_card, told_card
from cogs.meetings.exporting import add_export
from cogs.meetings.forms import contact_form, edit_form, filled_in, met_form, story_form
from cogs.meetings.parts import load_parts
from cogs.meetings.photos import load_photos
from cogs.meetings.recap_cards import preview_card
from cogs.meetings.telling import load_telling
from meetups.refusals import Refusal
from meetups.services.common import identifier
from meetups.services.guests import People, people_from
from meetups.services.meetings import Told
from meetups.values import How

HOWS = [app_commands.Choice(name=name, value=str(key)) for key, name in HOW.items()]


def load(registry: Registry) -> None:
    registry.commands += [_met(registry.kit), _story_group(registry.kit), _menu(registry.kit)]
    _load_recording(registry)
    _load_correcting(registry)
    load_telling(registry)
    load_photos(registry)
    load_parts(registry)


def _met(kit: Kit) -> Any:
    @app_commands.command(name="met", description=N_("You met someone? Record it in a few seconds"))
    @app_commands.describe(
        contact=N_("Someone on your list, or a new name; several with commas"),
        member=N_("Someone of this server"),
        when=N_("Which day: “yesterday”, “last Friday”, “2026-11-20” (today if left out)"),
        how=N_("In person, unless you say otherwise"),
        introduced_by=N_("Who brought you together, if somebody did"),
    )
    @app_commands.choices(how=HOWS)
    @app_commands.autocomplete(contact=contacts(kit, may_add=True), introduced_by=contacts(kit, may_add=True))
    async def met(
        interaction: discord.Interaction[Any],
        contact: app_commands.Range[str, 1, 400] | None = None,
        member: discord.User | None = None,
        when: str | None = None,
        how: str | None = None,
        introduced_by: app_commands.Range[str, 1, 100] | None = None,
    ) -> None:
        act = Act(kit, interaction)
        if not contact and member is None:
            await act.ask(met_form(act.t, {"when": when or "", "how": how or ""}))
            return
        people = people_from(contact or "", [account_of(member)] if member else [])
        await _record_then_ask(act, replace(people, introduced_by=introduced_by or ""), when or "", how or "")

    return met


def _menu(kit: Kit) -> app_commands.ContextMenu:
    async def we_met(interaction: discord.Interaction[Any], user: discord.User) -> None:
        act = Act(kit, interaction)
        await _record_then_ask(act, People(accounts=(account_of(user),)), "", "")

    return app_commands.ContextMenu(name=N_("We met"), callback=we_met)


def _story_group(kit: Kit) -> app_commands.Group:
    group = app_commands.Group(name="story", description=N_("The meetings you recorded, and what is told of them"))

    @group.command(name="edit", description=N_("Correct a meeting or its story"))
    @app_commands.describe(meeting=N_("One of the meetings you recorded"))
    @app_commands.autocomplete(meeting=_recorded(kit))
    async def edit(interaction: discord.Interaction[Any], meeting: str) -> None:
        act = Act(kit, interaction)
        told = await act.services.meetings.show(act.actor, identifier(meeting))
        await act.answer(told_card(act.t, told))

    @group.command(name="remove", description=N_("Remove a meeting, or only take its recap down"))
    @app_commands.describe(meeting=N_("One of the meetings you recorded"))
    @app_commands.autocomplete(meeting=_recorded(kit))
    async def remove(interaction: discord.Interaction[Any], meeting: str) -> None:
        act = Act(kit, interaction)
        await act.answer(
            change_card(act.t, await act.services.meetings.propose_removal(act.actor, identifier(meeting)))
        )

    add_export(group, kit)
    return group


def _load_recording(registry: Registry) -> None:
    on = registry.actions.on

    @on("met.open")
    async def open_form(act: Act) -> None:
        await act.ask(met_form(act.t, {}))

    @on("met.entered")
    async def entered(act: Act) -> None:
        typed = {name: act.field(name) for name in ("names", "when", "how", "story")}
        people = people_from(typed["names"], act.accounts([each for each in act.fields.get("members", []) if each]))
        await _record_from_form(act, people, typed, "met.refill")

    @on("met.refill")
    async def refill(act: Act) -> None:
        await act.ask(met_form(act.t, await kept_form(act)))

    @on("met.contact")
    async def contact(act: Act) -> None:
        memory = await act.services.contacts.show(act.actor, act.number())
        await act.ask(contact_form(act.t, act.number(), memory.contact.name, {}))

    @on("met.with")
    async def with_contact(act: Act) -> None:
        typed = {name: act.field(name) for name in ("when", "how", "story", "place")}
        typed["contact"] = str(act.number())
        await _record_from_form(act, People(contact_ids=(act.number(),)), typed, "met.refill_with")

    @on("met.refill_with")
    async def refill_with(act: Act) -> None:
        typed = await kept_form(act)
        try:
            memory = await act.services.contacts.show(act.actor, identifier(typed["contact"]))
        except Refusal:
            # Taken off the list meanwhile: the words typed are for somebody else then, or for a name.
            await act.ask(met_form(act.t, typed))
        else:
            await act.ask(contact_form(act.t, memory.contact.id, memory.contact.name, typed))

    @on("met.plan")
    async def plan(act: Act) -> None:
        how = list(How)[act.number(1)] if act.number(1) < len(How) else How.IN_PERSON
        view = await act.services.plans.show(act.actor, act.number())
        unnamed = [each.person_id for each in view.others if not each.name and each.person_id is not None]
        names = {each: await name_of(act, each) for each in unnamed}
        told = await act.services.plans_come_true.record(act.actor, act.number(), how, names)
        if told.meeting.recorder_id == act.actor.person_id:
            await _ask_for_story(act, told)
        else:
            await act.update(confirmed_card(act.t, told))

    @on("met.show")
    async def show(act: Act) -> None:
        await act.update(told_card(act.t, await act.services.meetings.show(act.actor, act.number())))


def _load_correcting(registry: Registry) -> None:
    on = registry.actions.on

    @on("met.edit")
    async def edit(act: Act) -> None:
        told = await act.services.meetings.show(act.actor, act.number())
        await act.ask(edit_form(act.t, act.number(), filled_in(told.meeting)))

    @on("met.edited")
    async def edited(act: Act) -> None:
        typed = {name: act.field(name) for name in ("when", "how", "story", "place")}
        try:
            change = await act.services.meetings.propose_change(
                act.actor,
                act.number(),
                met_on=await read_day(act, typed["when"]),
                how=read_word(How, typed["how"]),
                story=typed["story"],
                place=typed["place"],
            )
        except Refusal as refusal:
            await answer_faulty_form(act, refusal, {**typed, "meeting": str(act.number())}, "met.reedit")
        else:
            await act.update(change_card(act.t, change))

    @on("met.reedit")
    async def reedit(act: Act) -> None:
        typed = await kept_form(act)
        await act.ask(edit_form(act.t, identifier(typed["meeting"]), typed))

    @on("met.remove")
    async def remove(act: Act) -> None:
        await act.update(change_card(act.t, await act.services.meetings.propose_removal(act.actor, act.number())))

    @on("met.change")
    async def change(act: Act) -> None:
        told = await act.services.meetings.confirm_change(act.actor, act.number())
        await act.update(told_card(act.t, told) if told else removed_card(act.t))


async def _record_then_ask(act: Act, people: People, when: str, how: str) -> None:
    """Record at once, then offer the form for the story; what was recorded stands in the form's first line."""
    await _ask_for_story(act, await _record(act, people, when, how))


async def _ask_for_story(act: Act, told: Told) -> None:
    recorded_already = act.t("-# It's recorded already: closing this keeps it, and `/story remove` takes it back.")
    note = "\n".join([recorded(act.t, told), rulings(act.t, told), recorded_already])
    await act.ask(story_form(act.t, told.meeting, note))


async def _record_from_form(act: Act, people: People, typed: dict[str, str], reopen: str) -> None:
    try:
        told = await _record(act, people, typed["when"], typed["how"])
    except Refusal as refusal:
        await answer_faulty_form(act, refusal, typed, reopen)
        return
    if typed["story"].strip() or typed.get("place", "").strip():
        await act.services.stories.tell(act.actor, told.meeting.id, typed["story"], typed.get("place", ""))
    await act.answer(told_card(act.t, told))
    if typed["story"].strip():
        await act.answer(preview_card(act.t, await act.services.stories.preview(act.actor, told.meeting.id)))


async def _record(act: Act, people: People, when: str, how: str) -> Told:
    met_on = await read_day(act, when) if when.strip() else None
    return await act.services.meetings.record(act.actor, people, met_on, read_word(How, how or How.IN_PERSON))


def _recorded(kit: Kit) -> Any:
    async def offer(interaction: discord.Interaction[Any], typed: str) -> list[tuple[str, str]]:
        t = kit.lexicon.words(str(interaction.locale))
        found = [
            (f"{t.full_day(meeting.met_on)} · {t.list(each or t('a friend') for each in people)}", str(meeting.id))
            for meeting, people in await kit.services.meetings.recent(actor_of(interaction), 50)
        ]
        return [(shown, value) for shown, value in found if typed.casefold() in shown.casefold()]

    return completer(offer)

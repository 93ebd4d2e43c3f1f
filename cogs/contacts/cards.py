"""How a contact and the list look; always for their owner alone."""

from __future__ import annotations

from collections.abc import Sequence

from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Line, Option, Select, Style, Tone
from cogs.kit.common_cards import empty_list_card
from cogs.kit.forms import Form, TextField
from cogs.kit.text import mention, quoted, safe
from cogs.kit.words import N_, Words
from meetups.rules.names import LONGEST_NAME
from meetups.services.contacts import FEW_WORDS, SENTENCES, Added
from meetups.services.contacts import Card as Memory
from meetups.values import Contact, How, Mission

PAGE = 10
RUNGS = {
    How.IN_PERSON: N_("met in person"),
    How.VIDEO: N_("a video call"),
    How.CALL: N_("a phone call"),
    How.TEXT: N_("messages"),
}


def added_card(t: Words, added: Added) -> Card:
    name = safe(added.contact.name)
    line = (
        t("**{name}** is on your list.", name=name)
        if added.is_new
        else t("**{name}** was on your list already.", name=name)
    )
    return Card.of(
        line,
        t("-# Only you can see your list."),
        Button(t("Open"), action("contact.show", added.contact.id)),
        Button(t("My list"), action("contact.list", 0)),
        tone=Tone.GLAD if added.is_new else Tone.CALM,
    )


def picked_card(t: Words, added: Sequence[Added], mission: Mission | None) -> Card:
    """Who came onto the list with the people picker."""
    fresh = [each for each in added if each.is_new]
    if not added:
        line = t("Nobody was added: bots and you yourself don't go on the list.")
    elif not fresh:
        line = t("Nobody new: they were on your list already.")
    else:
        line = t.plural("{n} person is new on your list.", "{n} people are new on your list.", len(fresh))
    return Card.of(
        line,
        t.list(f"**{safe(each.contact.name)}**" for each in added),
        Button(t("Whom shall I meet?"), action("suggest.show", mission.id), Style.PRIMARY) if mission else None,
        Button(t("My list"), action("contact.list", 0)),
        tone=Tone.GLAD if fresh else Tone.CALM,
    )


def contact_card(t: Words, memory: Memory) -> Card:
    """The memory card: how you know each other, and what you have lived through."""
    contact = memory.contact
    account = f" · {mention(contact.account_id)}" if contact.account_id else ""
    return Card.of(
        f"### {safe(contact.name)}{account}",
        _facts(t, memory),
        quoted(contact.note) if contact.note else None,
        t("*On your never-list: I don't suggest them, and nothing of theirs reaches you. They are not told.*")
        if contact.is_never
        else None,
        Line(),
        Button(t("We met"), action("met.contact", contact.id), Style.GOOD),
        Button(t("Edit"), action("contact.edit", contact.id)),
        Button(t("Allow again"), action("contact.allow", contact.id))
        if contact.is_never
        else Button(t("Never suggest"), action("contact.never", contact.id)),
        Button(t("Remove"), action("contact.remove", contact.id), Style.GRAVE),
        Button(t("My list"), action("contact.list", 0)),
    )


def list_card(t: Words, memories: Sequence[Memory], page: int) -> Card:
    """One page of the list, with a menu that opens somebody."""
    if not memories:
        return empty_list_card(t)
    pages = (len(memories) + PAGE - 1) // PAGE
    page = min(max(page, 0), pages - 1)
    shown = memories[page * PAGE : (page + 1) * PAGE]
    return Card.of(
        t.plural("### Your list: {n} person", "### Your list: {n} people", len(memories)),
        "\n".join(f"- {_row(t, each)}" for each in shown),
        Select(
            action("contact.open"),
            t("Open somebody"),
            tuple(Option(each.contact.name, str(each.contact.id), _since(t, each)) for each in shown),
        ),
        Button(t("Back"), action("contact.list", page - 1)) if page > 0 else None,
        Button(t("More"), action("contact.list", page + 1)) if page < pages - 1 else None,
        t("-# Page {page} of {pages} · only you can see this", page=page + 1, pages=pages),
    )


def remove_card(t: Words, memory: Memory) -> Card:
    contact = memory.contact
    return Card.of(
        t("Take **{name}** off your list?", name=safe(contact.name)),
        t("Your notes about them go; meetings with them stay in your history.")
        if memory.last_contact
        else t("Your notes about them go with them."),
        Button(t("Remove"), action("contact.remove_now", contact.id), Style.GRAVE),
        Button(t("Keep"), action("contact.show", contact.id)),
    )


def removed_card(t: Words, contact: Contact) -> Card:
    return Card.of(
        t("**{name}** is off your list.", name=safe(contact.name)), Button(t("My list"), action("contact.list", 0))
    )


def never_card(t: Words, contact: Contact) -> Card:
    name = safe(contact.name)
    if contact.is_never:
        line = t("I won't suggest **{name}**, and nothing of theirs reaches you. Nobody is told.", name=name)
    else:
        line = t("**{name}** may be suggested again.", name=name)
    return Card.of(line, Button(t("Open"), action("contact.show", contact.id)))


def edit_form(t: Words, contact_id: int, typed: dict[str, str]) -> Form:
    return Form(
        action("contact.edited", contact_id),
        t("Edit"),
        (
            TextField("name", t("Name"), value=typed["name"], is_required=True, most=LONGEST_NAME),
            TextField("city", t("City"), value=typed["city"]),
            TextField(
                "source",
                t("Where you know them from"),
                t("Mastodon, LinkedIn, a forum…"),
                typed["source"],
                most=FEW_WORDS,
            ),
            TextField("met_online", t("How you met online"), value=typed["met_online"], is_long=True, most=SENTENCES),
            TextField("note", t("Note to yourself"), value=typed["note"], is_long=True, most=SENTENCES),
        ),
    )


def filled_in(memory: Memory) -> dict[str, str]:
    """The form's fields as the contact has them."""
    contact, city = memory.contact, memory.city
    return {
        "name": contact.name,
        "city": city.label if city else "",
        "source": contact.source,
        "met_online": contact.met_online,
        "note": contact.note,
    }


def _facts(t: Words, memory: Memory) -> str:
    contact = memory.contact
    facts = [
        memory.city.label if memory.city else None,
        t("from {source}", source=safe(contact.source)) if contact.source else None,
        t("You met online: {how}", how=safe(contact.met_online)) if contact.met_online else None,
        _since(t, memory),
        t("Volunteered to be on your list") if contact.volunteered_at else None,
    ]
    return "\n".join(f"- {fact}" for fact in facts if fact)


def _row(t: Words, memory: Memory) -> str:
    details: list[str] = [memory.city.name] if memory.city else []
    details += [safe(memory.contact.source)] if memory.contact.source else []
    name = f"~~{safe(memory.contact.name)}~~" if memory.contact.is_never else f"**{safe(memory.contact.name)}**"
    return " · ".join([name, *details, _since(t, memory)])


def _since(t: Words, memory: Memory) -> str:
    if memory.last_met_on is not None:
        return t.plural(
            "met once, on {day}", "met {n} times, last on {day}", memory.times_met, day=t.full_day(memory.last_met_on)
        )
    if memory.last_contact is not None:
        what, day = t(RUNGS[memory.last_contact.how]), t.full_day(memory.last_contact.met_on)
        return t("not met in person yet; {what} on {day}", what=what, day=day)
    return t("not met yet")

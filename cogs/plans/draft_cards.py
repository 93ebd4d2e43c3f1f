"""A plan on its way: what it says so far, what speaks against it, and one tap for the usual choices."""

from __future__ import annotations

from collections.abc import Iterator

from cogs.kit.actions import action
from cogs.kit.activities import ACTIVITIES, activity_named, length_shown
from cogs.kit.cards import Block, Button, Card, Line, Option, Select, Style, Tone
from cogs.kit.forms import ChoiceField, Form, PeopleField, TextField
from cogs.kit.moments import instant
from cogs.kit.text import mention, quoted, safe
from cogs.kit.words import Words
from cogs.plans.wording import first_meeting, numbered, what_and_where
from meetups.moments import MOST
from meetups.services.common import identifier
from meetups.services.plans import ACTIVITY, PLACE, WORDS, PlanDraft
from meetups.values import LENGTHS, Activity, Contact

QUICK = (30, 45, 60)


def draft_card(t: Words, draft: PlanDraft) -> Card:
    people = t.list(_contact(each) for each in draft.people)
    return Card.of(
        t("### A plan with {people}", people=people),
        numbered(t, draft.times, draft.in_the_way) or t("*No time yet.* Pick some below, or press *Change it*."),
        what_and_where(t, draft.activity, draft.minutes, draft.city, draft.place),
        quoted(draft.words) if draft.words else None,
        first_meeting(t) if draft.is_first else None,
        _added(t, draft),
        _elsewhere(t, draft),
        Line(),
        _more_times(t, draft),
        *_quick(t, draft),
        Line(),
        *_activities(t, draft),
        Line(),
        Button(t("Send it"), action("plan.send", draft.id), Style.PRIMARY) if draft.times else None,
        Button(t("Change it"), action("plan.edit", draft.id)),
        Button(t("Discard"), action("plan.discard", draft.id)),
        t("-# Only you can see this. Nobody is asked before you press *Send it*.") if draft.times else None,
        tone=Tone.WARM,
    )


def discarded_card(t: Words) -> Card:
    return Card.of(t("Discarded; nobody was asked."), Button(t("My plans"), action("plan.list")))


def _contact(contact: Contact) -> str:
    name = f"**{safe(contact.name)}**"
    return f"{name} ({mention(contact.account_id)})" if contact.account_id and contact.account_is_seen else name


def _added(t: Words, draft: PlanDraft) -> str | None:
    if not draft.added:
        return None
    return t("-# New on your list: {names}.", names=t.list(safe(each.name) for each in draft.added))


def _elsewhere(t: Words, draft: PlanDraft) -> str | None:
    names = [safe(each.name) for each in draft.people if not (each.account_id and each.account_is_seen)]
    if not names:
        return None
    return t("-# I can't write to {names}: I give you a text to send.", names=t.list(names))


def _more_times(t: Words, draft: PlanDraft) -> Select | None:
    left = MOST - len(draft.times)
    choices = [each for each in draft.choices if each not in draft.times]
    if not left or not choices:
        return None
    options = tuple(Option(instant(t, each, draft.zone), str(int(each.timestamp()))) for each in choices)
    return Select(action("plan.also", draft.id), t("Times that suit you"), options, most=left)


def _quick(t: Words, draft: PlanDraft) -> Iterator[Block]:
    for minutes in QUICK if draft.minutes in QUICK else (*QUICK, draft.minutes):
        style = Style.GOOD if minutes == draft.minutes else Style.PLAIN
        yield Button(length_shown(t, minutes), action("plan.long", draft.id, minutes), style)


def _activities(t: Words, draft: PlanDraft) -> Iterator[Block]:
    for number, each in enumerate(Activity):
        style = Style.GOOD if draft.activity == each else Style.PLAIN
        yield Button(t(ACTIVITIES[each]), action("plan.what", draft.id, number), style)
    if draft.activity and draft.activity not in ACTIVITIES:
        yield Button(activity_named(t, draft.activity), action("plan.edit", draft.id, 1), Style.GOOD)


# ---------------------------------------------------------------------- forms


def new_form(t: Words, typed: dict[str, str]) -> Form:
    """Nobody named yet: who, when, what and where."""
    return Form(
        action("plan.entered"),
        t("A plan"),
        (
            PeopleField("members", t("With members of this server"), chosen=numbers(typed.get("members", ""))),
            TextField("names", t("Or anyone else, by name"), t("Several with commas"), typed.get("names", "")),
            _when(t, typed),
            _what(t, typed),
            _place(t, typed),
        ),
    )


def numbers(dotted: str) -> tuple[int, ...]:
    """The accounts a form or a custom id names."""
    return tuple(each for each in map(identifier, dotted.split(".")) if each)


def details_form(t: Words, reply_to: str, typed: dict[str, str]) -> Form:
    """For people chosen already."""
    return Form(
        reply_to,
        t("When, where and for what"),
        (
            _when(t, typed),
            _minutes(t, typed),
            _what(t, typed),
            _place(t, typed),
            _words(t, typed),
        ),
    )


def place_form(t: Words, reply_to: str, typed: dict[str, str]) -> Form:
    """What may change of a plan without asking everybody for another time."""
    return Form(
        reply_to,
        t("Where and for what"),
        (
            _minutes(t, typed),
            _what(t, typed),
            TextField("city", t("City"), "", typed.get("city", "")),
            _place(t, typed),
            _words(t, typed),
        ),
    )


def times_form(t: Words, reply_to: str, heading: str, typed: str = "", *, most: int = MOST) -> Form:
    hint = t("Such as “Fri 19:00, Sat 11:00 or Sun noon”") if most > 1 else t("Such as “Fri 19:00”")
    field = TextField("when", t("When?"), hint, typed, is_required=True, most=160)
    return Form(reply_to, heading, (field,))


def _when(t: Words, typed: dict[str, str]) -> TextField:
    hint = t("Up to three: “tonight at 8, Fri 19:00 or Sun noon”")
    return TextField("when", t("When?"), hint, typed.get("when", ""), most=160)


def _what(t: Words, typed: dict[str, str]) -> TextField:
    return TextField("what", t("What?"), t("Coffee, a walk, lunch, a game…"), typed.get("what", ""), most=ACTIVITY)


def _place(t: Words, typed: dict[str, str]) -> TextField:
    return TextField("place", t("Where?"), t("A public place; only they see it"), typed.get("place", ""), most=PLACE)


def _minutes(t: Words, typed: dict[str, str]) -> ChoiceField:
    chosen = typed.get("minutes") or "60"
    options = (Option(length_shown(t, each), str(each), is_chosen=str(each) == chosen) for each in LENGTHS)
    return ChoiceField("minutes", t("How long?"), tuple(options))


def _words(t: Words, typed: dict[str, str]) -> TextField:
    return TextField("words", t("A line to go with it"), "", typed.get("words", ""), is_long=True, most=WORDS)

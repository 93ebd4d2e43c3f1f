"""How a suggestion looks."""

from __future__ import annotations

from dataclasses import replace

from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Line, Style, Tone
from cogs.kit.common_cards import empty_list_card
from cogs.kit.reasons import how_you_met, who, why
from cogs.kit.text import safe
from cogs.kit.words import Words
from meetups.services.suggestions import WeekSuggestion
from meetups.values import Contact


def never_card(t: Words, suggestion: WeekSuggestion, never: Contact) -> Card:
    """The next suggestion, with what just happened and the way back."""
    said = t("I won't suggest **{name}** any more. They are not told.", name=safe(never.name))
    undo = Button(t("Undo"), action("contact.allow", never.id))
    following = suggestion_card(t, suggestion)
    return replace(following, blocks=(said, undo, Line(), *following.blocks))


def suggestion_card(t: Words, suggestion: WeekSuggestion) -> Card:
    """This week's contact with the reasons, two spares, and what one can do about them."""
    mission = suggestion.mission
    if not suggestion.offers:
        return nobody_card(t, suggestion)
    first, *spares = suggestion.offers
    contact = first.contact.id
    return Card.of(
        t("### You've met this week already!") if suggestion.is_met else t("### This week: how about…"),
        who(first),
        why(t, first),
        how_you_met(t, first),
        t("Or: {spares}", spares=t.list([who(each) for each in spares], style="or")) if spares else None,
        Line(),
        Button(t("We met"), action("met.contact", contact), Style.GOOD),
        Button(t("Someone else"), action("suggest.else", mission.id, contact)),
        Button(t("Not this week"), action("suggest.skip", mission.id, contact)),
        Button(t("Never"), action("suggest.never", mission.id, contact)),
        t("-# Only you can see this."),
        tone=Tone.WARM,
    )


def nobody_card(t: Words, suggestion: WeekSuggestion) -> Card:
    if suggestion.list_is_empty:
        return empty_list_card(t)
    return Card.of(
        t("### Nobody left for this week"),
        t(
            "Everyone on your list was passed over, or you asked me to wait with them. Add someone new with "
            "`/contact add`, or ask again next week."
        ),
        Button(t("My list"), action("contact.list", 0)),
    )

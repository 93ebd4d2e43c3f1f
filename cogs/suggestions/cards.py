"""How a suggestion looks."""

from __future__ import annotations

from dataclasses import replace

from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Line, Style, Tone
from cogs.kit.common_cards import empty_list_card
from cogs.kit.offers import agreed_buttons, invite_button, offer_blocks, standings
from cogs.kit.text import safe
from cogs.kit.words import Words
from meetups.services.suggestions import Standing, WeekSuggestion
from meetups.values import Contact


def never_card(t: Words, never: Contact, suggestion: WeekSuggestion | None = None) -> Card:
    """What just happened and the way back, before the next suggestion."""
    said = t("I won't suggest **{name}** any more. They are not told.", name=safe(never.name))
    undo = Button(t("Undo"), action("contact.allow", never.id))
    if suggestion is None:
        return Card.of(said, undo)
    following = suggestion_card(t, suggestion)
    return replace(following, blocks=(said, undo, Line(), *following.blocks))


def suggestion_card(t: Words, suggestion: WeekSuggestion) -> Card:
    """This week's contact with the reasons, two spares, and what one can do about them."""
    mission = suggestion.mission
    if not suggestion.offers:
        return nobody_card(t, suggestion)
    contact = suggestion.offers[0].contact.id
    return Card.of(
        standings(t, suggestion),
        *agreed_buttons(t, suggestion),
        Line() if suggestion.invited else None,
        *offer_blocks(t, suggestion, _head(t, suggestion)),
        Line(),
        invite_button(t, suggestion),
        Button(t("Plan it"), action("plan.with", contact)),
        Button(t("We met"), action("met.contact", contact), Style.GOOD),
        Button(t("Someone else"), action("suggest.else", mission.id, contact)),
        Button(t("Not this week"), action("suggest.skip", mission.id, contact)),
        Button(t("Never"), action("suggest.never", mission.id, contact)),
        t("-# Only you can see this."),
        tone=Tone.WARM,
    )


def _head(t: Words, suggestion: WeekSuggestion) -> str:
    if suggestion.is_met:
        return t("### You've met this week already!")
    return t("### Or how about…") if suggestion.invited else t("### This week: how about…")


def nobody_card(t: Words, suggestion: WeekSuggestion) -> Card:
    if suggestion.list_is_empty:
        return empty_list_card(t)
    return Card.of(
        standings(t, suggestion),
        *agreed_buttons(t, suggestion),
        t("### You have company this week")
        if any(each.invite.is_welcome for each in suggestion.invited)
        else t("### Everybody for this week is asked")
        if any(each.standing is Standing.WAITING for each in suggestion.invited)
        else t("### Nobody left for this week"),
        t("As soon as somebody says yes, you hear from me. Somebody new comes in with `/contact add`.")
        if suggestion.invited
        else t(
            "Everyone on your list was passed over, or you asked me to wait with them. Add someone new with "
            "`/contact add`, or ask again next week."
        ),
        Button(t("My list"), action("contact.list", 0)),
    )

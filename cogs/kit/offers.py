"""What a week proposes, as the suggestion, the nudges and the end of an invitation show it."""

from __future__ import annotations

from cogs.kit.actions import action
from cogs.kit.cards import Block, Button, Style
from cogs.kit.reasons import how_you_met, who, why
from cogs.kit.text import mention, safe
from cogs.kit.words import Words, stamp
from meetups.services.suggestions import Invited, Standing, WeekSuggestion


def offer_blocks(t: Words, suggestion: WeekSuggestion, head: str) -> tuple[Block | None, ...]:
    """The first offer with its reasons, and the spares; nothing where there is nobody to offer."""
    if not suggestion.offers:
        return ()
    first, *spares = suggestion.offers
    return (
        head,
        who(first),
        why(t, first),
        how_you_met(t, first),
        t(
            "-# You've asked them not long ago. I can do so again from {day}; you can at any time.",
            day=t.day(first.ask_from),
        )
        if first.ask_from is not None
        else None,
        t("Or: {spares}", spares=t.list([who(each) for each in spares], style="or")) if spares else None,
    )


def invite_button(t: Words, suggestion: WeekSuggestion) -> Button | None:
    """Asks the first of the offers, where they may be asked."""
    if suggestion.offers[0].ask_from is not None:
        return None
    return Button(
        t("Invite"), action("invite.ask", suggestion.mission.id, suggestion.offers[0].contact.id), Style.PRIMARY
    )


def standings(t: Words, suggestion: WeekSuggestion) -> str | None:
    """How this week's invitations stand, a line each."""
    return "\n".join(stands(t, each) for each in suggestion.invited) or None


def agreed_buttons(t: Words, suggestion: WeekSuggestion) -> tuple[Button, ...]:
    """The next step with each who said yes."""
    return tuple(
        Button(t("Find a time with {name}", name=each.name or t("them")), action("invite.plan", each.invite.id))
        for each in suggestion.invited
        if each.invite.is_welcome
    )


def stands(t: Words, invited: Invited) -> str:
    """How one invitation stands, as far as its asker may know."""
    invite = invited.invite
    name = f"**{safe(invited.name)}**" if invited.name else mention(invite.account_id)
    match invited.standing:
        case Standing.WAITING:
            return t("You've asked {name}; you hear from me by {when}.", name=name, when=stamp(invite.closes_at, "f"))
        case Standing.YES:
            return t("{name} said yes!", name=name)
        case Standing.ANOTHER_TIME:
            return t("{name} would like to, at another time: “{words}”", name=name, words=safe(invite.words))
        case Standing.LATER:
            return t("Not this week with {name}; they said “later”, and I'll remember.", name=name)
        case Standing.NOT_THIS_WEEK:
            return t("Not this week with {name}.", name=name)

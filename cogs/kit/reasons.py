"""Why somebody is suggested, in words a person would say; shared by the suggestion and the kickoff."""

from __future__ import annotations

from cogs.kit.text import mention, safe
from cogs.kit.words import N_, Words
from meetups.rules.ranking import Reason, ReasonKey
from meetups.services.suggestions import Offer

SENTENCES = {
    ReasonKey.NEVER_MET: N_("you haven't met in person yet"),
    ReasonKey.AGAIN: N_("you wanted to meet again about now"),
    ReasonKey.SAME_CITY: N_("lives in your city"),
    ReasonKey.VOLUNTEERED: N_("asked to be on your list"),
    ReasonKey.BIRTHDAY: N_("has a birthday soon"),
    ReasonKey.FRESH_ON_LIST: N_("new on your list"),
}


def who(offer: Offer) -> str:
    account = offer.contact.account_id
    return f"**{safe(offer.contact.name)}**" + (f" ({mention(account)})" if account else "")


def why(t: Words, offer: Offer) -> str:
    """The reasons on one line: "lives in your city · you haven't met in person yet"."""
    return " · ".join(_reason(t, each) for each in offer.reasons)


def how_you_met(t: Words, offer: Offer) -> str | None:
    contact = offer.contact
    if contact.met_online:
        return t("You met online: {how}", how=safe(contact.met_online))
    return t("You know each other from {source}.", source=safe(contact.source)) if contact.source else None


def _reason(t: Words, reason: Reason) -> str:
    if reason.key is ReasonKey.LONG_SINCE:
        return t.plural("{n} week since you were in touch", "{n} weeks since you were in touch", reason.weeks or 0)
    if reason.key is ReasonKey.BIRTHDAY and reason.day is not None:
        return t("has a birthday on {weekday}", weekday=t.weekday(reason.day.weekday()))
    if reason.key is ReasonKey.HAD_BIRTHDAY and reason.day is not None:
        return t("had a birthday on {weekday}", weekday=t.weekday(reason.day.weekday()))
    return t(SENTENCES[reason.key])

"""Why somebody is suggested, in words a person would say; shared by the suggestion and the kickoff."""

from __future__ import annotations

from datetime import date

from cogs.kit.languages import language_names
from cogs.kit.parts import parts_shown
from cogs.kit.text import mention, safe
from cogs.kit.words import N_, Words
from meetups.rules.ranking import Reason, ReasonKey
from meetups.services.suggestions import Offer

_SHOWN = 4
SENTENCES = {
    ReasonKey.NEVER_MET: N_("you haven't met in person yet"),
    ReasonKey.AGAIN: N_("you wanted to meet again about now"),
    ReasonKey.LATER: N_("said “later” to you, and later is now"),
    ReasonKey.SAME_CITY: N_("lives in your city"),
    ReasonKey.VOLUNTEERED: N_("asked to be on your list"),
    ReasonKey.MUTUAL: N_("you asked to be on theirs too"),
    ReasonKey.IN_POOL: N_("in the pool, as you are"),
    ReasonKey.BIRTHDAY: N_("has a birthday soon"),
    ReasonKey.FRESH_ON_LIST: N_("new on your list"),
}


def who(offer: Offer) -> str:
    account = offer.contact.account_id
    return f"**{safe(offer.contact.name)}**" + (f" ({mention(account)})" if account else "")


def why(t: Words, offer: Offer) -> str:
    """What speaks most for them on one line: "lives in your city · you haven't met in person yet"."""
    most = sorted(offer.reasons, key=lambda each: -each.weight)[:_SHOWN]
    return " · ".join(_reason(t, each) for each in offer.reasons if each in most)


def how_you_met(t: Words, offer: Offer) -> str | None:
    contact = offer.contact
    if contact.met_online:
        return t("You met online: {how}", how=safe(contact.met_online))
    return t("You know each other from {source}.", source=safe(contact.source)) if contact.source else None


def _reason(t: Words, reason: Reason) -> str:
    day = t.weekday(reason.day.weekday()) if reason.day is not None else ""
    match reason.key:
        case ReasonKey.LONG_SINCE:
            return t.plural("{n} week since you were in touch", "{n} weeks since you were in touch", reason.weeks or 0)
        case ReasonKey.BIRTHDAY if day:
            return t("has a birthday on {weekday}", weekday=day)
        case ReasonKey.HAD_BIRTHDAY if day:
            return t("had a birthday on {weekday}", weekday=day)
        case ReasonKey.VISIT_HERE if reason.day is not None:
            return _their_visit(t, safe(reason.place), reason.first_on, reason.day)
        case ReasonKey.VISIT_THERE if reason.day is not None:
            return _own_visit(t, safe(reason.place), reason.first_on, reason.day)
        case ReasonKey.WITHIN_REACH:
            return t("{distance} away", distance=t.distance(reason.km or 0))
        case ReasonKey.SHARED_TAGS:
            return t("you both like {tags}", tags=t.list(f"#{safe(each)}" for each in reason.shared))
        case ReasonKey.SHARED_LANGUAGE:
            return t("you both speak {languages}", languages=t.list(map(safe, language_names(t, reason.shared))))
        case ReasonKey.AVAILABILITY:
            return t("you are both free {parts}", parts=parts_shown(t, reason.parts))
        case key:
            return t(SENTENCES[key])


def _their_visit(t: Words, city: str, first_on: date | None, last_on: date) -> str:
    """Where they are, or will be from a first day on."""
    if first_on is None:
        return t("in {city} until {day}", city=city, day=t.day(last_on))
    if first_on == last_on:
        return t("will be in {city} on {day}", city=city, day=t.day(last_on))
    return t("will be in {city} from {first} to {last}", city=city, first=t.day(first_on), last=t.day(last_on))


def _own_visit(t: Words, city: str, first_on: date | None, last_on: date) -> str:
    """Where the reader is, or will be from a first day on."""
    if first_on is None:
        return t("near {city}, where you are until {day}", city=city, day=t.day(last_on))
    if first_on == last_on:
        return t("near {city}, where you'll be on {day}", city=city, day=t.day(last_on))
    return t(
        "near {city}, where you'll be from {first} to {last}", city=city, first=t.day(first_on), last=t.day(last_on)
    )

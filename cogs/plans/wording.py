"""The parts of a plan in words: who, when, what and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from cogs.kit.actions import action
from cogs.kit.activities import activity_shown, length_shown
from cogs.kit.conflicts import conflicts_shown
from cogs.kit.text import mention, safe
from cogs.kit.words import Words, stamp
from meetups.places import City
from meetups.services.conflicts import Conflict
from meetups.services.plans import Party, PlanView

_ACCOUNTS: Final = 3
"""As many accounts as a custom id has room for."""


def party(t: Words, one: Party) -> str:
    if one.name and one.person_id is not None:
        return f"**{safe(one.name)}** ({mention(one.person_id)})"
    if one.name:
        return f"**{safe(one.name)}**"
    return mention(one.person_id) if one.person_id is not None else t("a friend")


def parties(t: Words, some: Iterable[Party]) -> str:
    """Of somebody who is known to nobody any more only that there was somebody."""
    return t.list(party(t, each) for each in some) or t("a friend")


def numbered(t: Words, times: Sequence[datetime], in_the_way: Sequence[Sequence[Conflict]] = (), start: int = 1) -> str:
    """Times of a plan a line each, with what is in the reader's way."""
    lines = []
    for index, at in enumerate(times):
        against = conflicts_shown(t, in_the_way[index]) if index < len(in_the_way) else ""
        number = f"{start + index}. " if len(times) > 1 or start > 1 else ""
        lines.append(f"{number}{stamp(at, 'F')} ({stamp(at, 'R')})" + (f"\n-# {against}" if against else ""))
    return "\n".join(lines)


def what_and_where(t: Words, activity: str, minutes: int, city: City | None, place: str) -> str:
    parts = [f"**{activity_shown(t, activity)}**", length_shown(t, minutes), safe(city.label) if city else ""]
    line = " · ".join(filter(None, parts))
    return f"{line}\n{t('Where: {place}', place=safe(place))}" if place else line


def first_meeting(t: Words) -> str:
    return t("-# A first meeting? A public place and the daytime are good for it.")


def plan_anew(view: PlanView) -> str | None:
    """The action that plans with the same people again; None where nobody is left to plan with."""
    accounts = [each.person_id for each in view.others if each.person_id is not None]
    if len(accounts) == len(view.others) <= _ACCOUNTS:
        return action("plan.member", *accounts)
    contact_id = next((each.contact_id for each in view.others if each.contact_id is not None), None)
    return action("plan.with", contact_id) if contact_id is not None else None

"""What people do together, in the reader's words where it is one of the usual things."""

from __future__ import annotations

from typing import Final

from babel.units import format_unit
from discord import app_commands

from cogs.kit.text import safe
from cogs.kit.words import N_, Words
from meetups.values import LENGTHS, Activity

ACTIVITIES: Final[dict[Activity, str]] = {
    Activity.COFFEE: N_("Coffee"),
    Activity.WALK: N_("A walk"),
    Activity.LUNCH: N_("Lunch"),
    Activity.GAME: N_("A game"),
}

_LENGTHS: Final = {
    30: N_("30 minutes"),
    45: N_("45 minutes"),
    60: N_("1 hour"),
    90: N_("1 hour 30 minutes"),
    120: N_("2 hours"),
    180: N_("3 hours"),
    240: N_("4 hours"),
}
LENGTH_CHOICES: Final = [app_commands.Choice(name=_LENGTHS[each], value=each) for each in LENGTHS]
"""How long it takes, as the options of commands offer it."""


def activity_shown(t: Words, activity: str) -> str:
    """As a card shows it; a meeting where nothing was said."""
    return safe(activity_named(t, activity))


def activity_named(t: Words, activity: str) -> str:
    """In plain characters, for menus and calendars."""
    if activity in ACTIVITIES:
        return t(ACTIVITIES[Activity(activity)])
    return activity or t("Meeting up")


def length_shown(t: Words, minutes: int) -> str:
    """ "45 minutes", "1 hour", "1 hour 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = [("duration-hour", hours), ("duration-minute", rest)]
    return " ".join(str(format_unit(n, unit, length="long", locale=t.locale)) for unit, n in parts if n)


def activity_read(t: Words, typed: str) -> str:
    """One of the usual things where its word was typed, in the reader's language or in English; else the words."""
    word = typed.strip().casefold()
    usual = (each for each, name in ACTIVITIES.items() if word in (each.value, name.casefold(), t(name).casefold()))
    return next(usual, typed.strip())

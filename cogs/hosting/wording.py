"""The parts of an open invitation in words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from cogs.kit.activities import activity_named, activity_shown, length_shown
from cogs.kit.moments import instant
from cogs.kit.text import mention, safe
from cogs.kit.words import Words, stamp
from meetups.places import City
from meetups.values import Gathering


def what_and_when(t: Words, gathering: Gathering) -> str:
    at = gathering.starts_at
    length = length_shown(t, gathering.minutes)
    return f"**{activity_shown(t, gathering.activity)}** · {length}\n{stamp(at, 'F')} ({stamp(at, 'R')})"


def where(t: Words, city: City | None, place: str) -> str | None:
    shown = ", ".join(filter(None, [safe(place), safe(city.label) if city else ""]))
    return t("Where: {place}", place=shown) if shown else None


def in_short(t: Words, gathering: Gathering, zone: str) -> str:
    """In plain characters, for a menu: what and when."""
    return t(
        "{activity} on {day}", activity=activity_named(t, gathering.activity), day=instant(t, gathering.starts_at, zone)
    )


def typed_instant(at: datetime, zone: str) -> str:
    """As a form is filled with it, so that it reads the same whenever it is sent."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def hosted_by(t: Words, gathering: Gathering) -> str:
    return t("{person} invites you", person=mention(gathering.host_id))

"""The parts of an open invitation in words, and as an entry of a calendar."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from cogs.kit.activities import activity_named, activity_shown, length_shown
from cogs.kit.calendars import ALARM
from cogs.kit.moments import instant
from cogs.kit.text import mention, safe
from cogs.kit.words import Words, stamp
from meetups.calendar import Event
from meetups.places import City
from meetups.services.gatherings import Hall, Sight
from meetups.values import Gathering, GatheringState


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


def event_of(t: Words, view: Sight | Hall) -> Event:
    """The invitation as an entry of its reader's calendar, with the exact place only for who may know it."""
    gathering = view.gathering
    place = gathering.place if isinstance(view, Hall) else view.place
    return Event(
        uid=f"gathering-{gathering.id}@meetward",
        sequence=gathering.revision,
        begins=gathering.starts_at,
        ends=gathering.ends_at,
        zone=view.zone,
        title=activity_named(t, gathering.activity),
        place=", ".join(filter(None, [place, view.city.label if view.city else ""])),
        notes=gathering.words,
        url=None,
        is_cancelled=gathering.state is GatheringState.CANCELLED,
        stamped=gathering.changed_at,
        alarms=(ALARM,),
    )

"""A file with plans for any calendar (RFC 5545): published, never an invitation, so it names nobody and mails nobody.

RFC 5546 wants an ORGANIZER in what is published. An organiser has an address, which we neither know nor would give
away; calendars take a file without.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import icalendar

from meetups.calendar.event import Event
from meetups.calendar.texts import lines, link, one_line
from meetups.calendar.zones import described

_PRODUCT: Final = "-//Meetward//Meetward//EN"
_UTC: Final = frozenset({"UTC", "Etc/UTC", "UCT", "Etc/UCT", "Universal", "Etc/Universal", "Zulu", "Etc/Zulu"})


def to_ics(*events: Event) -> bytes:
    """The events in one calendar, the same bytes for the same events. Raises ValueError for one uid given twice.

    Local times where they name one instant, with the zone's changes from the year before to the year after; else UTC.
    """
    if len({event.uid for event in events}) < len(events):
        raise ValueError("two events with one uid")
    calendar = icalendar.Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", _PRODUCT)
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    for zone in sorted({event.zone for event in events if _is_local(event)}):
        years = [each.year for event in events if event.zone == zone for each in _ends(event)]
        calendar.add_component(described(zone, min(years) - 1, max(years) + 1))
    for event in events:
        calendar.add_component(_written(event))
    return bytes(calendar.to_ical())


def _written(event: Event) -> icalendar.Event:
    written = icalendar.Event()
    written.add("UID", event.uid)
    written.add("SEQUENCE", event.sequence)
    written.add("DTSTAMP", event.stamped.astimezone(UTC).replace(microsecond=0))
    for name, instant in zip(("DTSTART", "DTEND"), _ends(event), strict=True):
        # The zone by its own name: of one without summer time the library may make UTC.
        local = (instant.replace(tzinfo=None), {"TZID": event.zone}) if _is_local(event) else (instant, None)
        written.add(name, *local)
    written.add("SUMMARY", one_line(event.title))
    written.add("STATUS", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    written.add("TRANSP", "TRANSPARENT" if event.is_cancelled else "OPAQUE")
    if place := one_line(event.place):
        written.add("LOCATION", place)
    if notes := lines(event.notes):
        written.add("DESCRIPTION", notes)
    if event.url:
        written.add("URL", link(event.url))
    for alarm in _alarms(event):
        written.add_component(alarm)
    return written


def _alarms(event: Event) -> Iterator[icalendar.Alarm]:
    """Nothing rings for what is called off."""
    for before in () if event.is_cancelled else sorted(set(event.alarms), reverse=True):
        alarm = icalendar.Alarm()
        alarm.add("ACTION", "DISPLAY")
        alarm.add("DESCRIPTION", one_line(event.title))
        alarm.add("TRIGGER", -before)
        yield alarm


def _ends(event: Event) -> tuple[datetime, datetime]:
    zone = ZoneInfo(event.zone) if _is_local(event) else UTC
    begins, ends = (each.astimezone(zone).replace(microsecond=0) for each in (event.begins, event.ends))
    return begins, ends


def _is_local(event: Event) -> bool:
    """Whether its times can be local: one that the clocks show again means the first of the two (RFC 5545 §3.3.5)."""
    zone = ZoneInfo(event.zone)
    return event.zone not in _UTC and not any(each.astimezone(zone).fold for each in (event.begins, event.ends))

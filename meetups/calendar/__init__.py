"""Plans on their way into people's own calendars: files and links; no clock, no network, and nobody else's name or address.

- event: what a calendar is told about one plan
- texts: words as a calendar can hold them
- zones: a time zone with the changes of its clocks, as RFC 5545 describes one
- events: the file, RFC 5545
- links: links that open Google's and Outlook's own form, filled in
"""

from meetups.calendar.event import Event
from meetups.calendar.events import to_ics
from meetups.calendar.links import LONGEST_BUTTON, LONGEST_LINK, google_link, office_link, outlook_link

__all__ = ["LONGEST_BUTTON", "LONGEST_LINK", "Event", "google_link", "office_link", "outlook_link", "to_ics"]

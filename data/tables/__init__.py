"""Every table, constraint and index; an index says which question it answers."""

from data.tables.asking import asks, deliveries, invites
from data.tables.base import metadata
from data.tables.lists import apart, contacts, imports, lists
from data.tables.meetings import appearances, meetings, participants, photo_files, photos, posts
from data.tables.missions import breaks, excuses, missions, suggested
from data.tables.people import communities, drafts, persons, reminders, showings
from data.tables.plans import gatherings, guests, plans, seats
from data.tables.pools import match_runs, matched, pool_members, visits

__all__ = [
    "apart",
    "appearances",
    "asks",
    "breaks",
    "communities",
    "contacts",
    "deliveries",
    "drafts",
    "excuses",
    "gatherings",
    "guests",
    "imports",
    "invites",
    "lists",
    "match_runs",
    "matched",
    "meetings",
    "metadata",
    "missions",
    "participants",
    "persons",
    "photo_files",
    "photos",
    "plans",
    "pool_members",
    "posts",
    "reminders",
    "seats",
    "showings",
    "suggested",
    "visits",
]

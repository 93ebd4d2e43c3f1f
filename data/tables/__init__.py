"""Every table, constraint and index; an index says which question it answers."""

from data.tables.asking import asks, deliveries, invites
from data.tables.base import metadata
from data.tables.lists import apart, contacts, imports, lists
from data.tables.meetings import meetings, participants, posts
from data.tables.missions import breaks, excuses, missions, suggested
from data.tables.people import communities, drafts, persons, reminders
from data.tables.plans import gatherings, guests, plans, seats
from data.tables.pools import match_runs, matched, pool_members, visits

__all__ = [
    "apart",
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
    "plans",
    "pool_members",
    "posts",
    "reminders",
    "seats",
    "suggested",
    "visits",
]

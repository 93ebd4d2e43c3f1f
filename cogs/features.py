"""Every feature of the bot, in the order their commands are shown."""

from __future__ import annotations

from cogs import asks, community, contacts, inbox, meetings, missions, mydata, nudges, profile, suggestions
from cogs import help as help_
from cogs.kit.registry import Feature, Registry

FEATURES: tuple[Feature, ...] = (
    help_.load,
    missions.load,
    contacts.load,
    suggestions.load,
    meetings.load,
    asks.load,
    nudges.load,
    inbox.load,
    profile.load,
    mydata.load,
    community.load,
)


def load_all(registry: Registry) -> Registry:
    for load in FEATURES:
        load(registry)
    return registry

"""Every feature of the bot, in the order their commands are shown."""

from __future__ import annotations

from cogs import (
    asks,
    community,
    contacts,
    hosting,
    inbox,
    invites,
    meetings,
    missions,
    mydata,
    nudges,
    plans,
    pool,
    profile,
    progress,
    suggestions,
    visits,
)
from cogs import help as help_
from cogs.kit.limits import keep_within_limits
from cogs.kit.registry import Feature, Registry

FEATURES: tuple[Feature, ...] = (
    help_.load,
    missions.load,
    contacts.load,
    visits.load,
    suggestions.load,
    invites.load,
    hosting.load,
    plans.load,
    meetings.load,
    asks.load,
    pool.load,
    nudges.load,
    inbox.load,
    progress.load,
    profile.load,
    mydata.load,
    community.load,
)


def load_all(registry: Registry) -> Registry:
    for load in FEATURES:
        load(registry)
    keep_within_limits(registry)
    return registry

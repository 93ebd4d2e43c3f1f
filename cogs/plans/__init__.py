"""Plans: from a name to a time and a place."""

from cogs.plans.commands import load

__all__ = ["load"]

"""The promise: starting, seeing, changing, pausing and ending it, and telling the community about it."""

from cogs.missions.commands import load

__all__ = ["load"]

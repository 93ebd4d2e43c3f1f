"""Visits: where somebody will be for a while, who is there then, and letting those know who wish to."""

from cogs.visits.commands import load

__all__ = ["load"]

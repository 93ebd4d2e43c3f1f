"""Whom to meet this week: the suggestion, its spares, and moving on to somebody else."""

from cogs.suggestions.commands import load

__all__ = ["load"]

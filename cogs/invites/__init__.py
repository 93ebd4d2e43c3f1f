"""Asking somebody privately whether they want to meet this week, and their answer."""

from cogs.invites.commands import load

__all__ = ["load"]

"""Organisers: setting a server up, its settings, and the one invitation that tells everyone."""

from cogs.community.commands import load

__all__ = ["load"]

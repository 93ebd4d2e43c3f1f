"""`/help`, for someone who has never used a bot."""

from cogs.help.commands import load

__all__ = ["load"]

"""`/mydata`: everything the bot knows about a person, and its erasure."""

from cogs.mydata.commands import load

__all__ = ["load"]

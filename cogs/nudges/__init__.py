"""What the bot writes of its own accord: kickoff, last call, closing, welcome, news, and the neutral line."""

from cogs.nudges.commands import load

__all__ = ["load"]

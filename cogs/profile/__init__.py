"""`/profile`: what a person says about themselves, and how they want to be reached."""

from cogs.profile.commands import load

__all__ = ["load"]

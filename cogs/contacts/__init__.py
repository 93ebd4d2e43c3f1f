"""The private list: adding, finding, changing and removing the people somebody knows online."""

from cogs.contacts.commands import load

__all__ = ["load"]

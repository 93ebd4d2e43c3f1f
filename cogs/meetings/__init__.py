"""Recording that people met, and telling it: `/met`, `/story`, the recap and its consent."""

from cogs.meetings.commands import load

__all__ = ["load"]

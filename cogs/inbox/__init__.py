"""What waits for somebody who cannot be written to: `/inbox`, and a line at their next act."""

from cogs.inbox.commands import load

__all__ = ["load"]

"""Progress: what somebody promised and met, their circle, and who met whom in a community, as pictures and in words."""

from cogs.progress.commands import load

__all__ = ["load"]

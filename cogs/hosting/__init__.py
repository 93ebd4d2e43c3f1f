"""Open invitations: `/host`, the post everybody reads, and what its people are told."""

from cogs.hosting.commands import load

__all__ = ["load"]

"""The pool: joining and leaving it, and whom it introduces to each other."""

from cogs.pool.commands import load

__all__ = ["load"]

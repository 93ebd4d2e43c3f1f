"""Questions between people: "put me on your list" and "you met, is that so?"."""

from cogs.asks.commands import load

__all__ = ["load"]

"""Text written by people, made harmless at the card's edge: it cannot format, link, ping or reverse anything."""

from __future__ import annotations

import re
from typing import Final

import discord

from meetups.rules.names import clean

_LINK: Final = re.compile(r"https?://[\w.~:/?#@!$&'*+,;=%-]+", re.ASCII)


def safe(text: str) -> str:
    """One line of somebody's words, shown as they typed it."""
    escaped = discord.utils.escape_markdown(clean(text), ignore_links=False)
    # discord.py escapes only the first of several links.
    return escaped.replace("](", "]\\(").replace("<", "\\<").replace("@", "@\u200b")


def plain(text: str) -> str:
    """One line of somebody's words where nothing is formatted, as in the name of a thread; it mentions nobody."""
    return clean(text).replace("<", "‹").replace(">", "›")


def quoted(text: str) -> str:
    """Somebody's paragraphs as a quotation; empty lines at the ends are dropped."""
    lines = [safe(line) for line in text.strip().splitlines()]
    return "\n".join(f"> {line}" if line else ">" for line in lines)


def linked(text: str) -> str:
    """A handle, or a link that can be followed; within the angle brackets nothing of it is read as formatting."""
    return f"<{text}>" if _LINK.fullmatch(text) else safe(text)


def mention(person_id: int) -> str:
    return f"<@{person_id}>"


def channel(channel_id: int) -> str:
    return f"<#{channel_id}>"


def shortened(text: str, limit: int) -> str:
    """At most ``limit`` characters, with an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"

"""Names as people type them: cleaned of what could break or spoof a card, and split where several are given."""

from __future__ import annotations

import unicodedata

LONGEST_NAME = 100
"""Characters; also the limit of an autocomplete choice on Discord."""


def clean(text: str) -> str:
    """Text without control, direction and other invisible format characters, its white space folded.

    Joiners stay, because names in Persian and Hindi and composed emoji are written with them.
    """
    kept = (
        " " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char
        for char in text
        if unicodedata.category(char) not in ("Cf", "Cs", "Co", "Cn") or char in "\u200c\u200d"
    )
    return " ".join("".join(kept).split()).strip("\u200c\u200d ")


def split_names(text: str) -> list[str]:
    """Several people in one field, with commas; each once, in order."""
    return list(dict.fromkeys(name for part in text.split(",") if (name := clean(part))))


def first_name(name: str) -> str:
    return name.split(" ", 1)[0]

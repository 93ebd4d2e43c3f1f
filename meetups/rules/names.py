"""Names as people type them: cleaned of what could break or spoof a card, and split where several are given."""

from __future__ import annotations

import unicodedata

LONGEST_NAME = 100
"""Characters; also the limit of an autocomplete choice on Discord."""
_MOST_MARKS = 8
"""On one letter; no language writes as many."""


def clean(text: str) -> str:
    """Text without control, direction and other invisible format characters, its white space folded.

    Of marks above and below a letter there are only so many, so that none reaches into the lines around it.
    Joiners stay, because names in Persian and Hindi and composed emoji are written with them.
    """
    kept: list[str] = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        # What cannot be seen begins no new letter.
        marks = marks + 1 if category in ("Mn", "Me") else marks if category == "Cf" else 0
        if marks <= _MOST_MARKS and (category not in ("Cf", "Cs", "Co", "Cn") or char in "\u200c\u200d"):
            kept.append(" " if category in ("Cc", "Zl", "Zp") else char)
    return " ".join("".join(kept).split()).strip("\u200c\u200d ")


def split_names(text: str) -> list[str]:
    """Several people in one field, with commas; each once, in order."""
    return list(dict.fromkeys(name for part in text.split(",") if (name := clean(part))))


def first_name(name: str) -> str:
    return name.split(" ", 1)[0]

"""In which order characters of both directions stand on a line: https://www.unicode.org/reports/tr9/.

Python-bidi knows all of it but the pairs of brackets, which names have: "שרה (she/her)". Nothing here embeds or overrides;
characters that do are gone before.
"""

from __future__ import annotations

import unicodedata
from functools import partial
from itertools import groupby
from typing import Any, Final

from bidi import algorithm as bidi

_BRACKETS: Final = {"(": ")", "[": "]", "{": "}", "（": "）", "「": "」", "『": "』", "【": "】", "《": "》"}
_LEFTWARDS: Final = frozenset(("R", "AL", "AN"))
_KNOWN: Final = frozenset(("L", "R", "AL", "EN", "AN", "ES", "ET", "CS", "WS", "ON"))


def levels(signs: str) -> list[int]:
    """How deep each character is nested; an odd one reads leftwards."""
    if _LEFTWARDS.isdisjoint(map(unicodedata.bidirectional, signs)):
        return [0] * len(signs)
    # Python's tables may lag behind the newest characters.
    signs = "".join(each if unicodedata.bidirectional(each) in _KNOWN else "a" for each in signs)
    base = bidi.get_base_level(signs)
    storage: dict[str, Any] = bidi.get_empty_storage()
    storage |= {"base_level": base, "base_dir": "LR"[base]}
    bidi.get_embedding_levels(signs, storage)
    bidi.explicit_embed_and_overrides(storage)
    bidi.resolve_weak_types(storage)
    _resolve_brackets(storage["chars"], "LR"[base])
    bidi.resolve_neutral_types(storage, False)
    bidi.resolve_implicit_levels(storage, False)
    return [each["level"] for each in storage["chars"]]


def reordered(runs: list[tuple[int, list[int]]]) -> list[tuple[int, list[int]]]:
    """Runs of a level each, from left to right (rule L2): from the deepest up, what is at least that deep is turned around."""
    for deep in range(max((level for level, _ in runs), default=0), 0, -1):
        turned: list[tuple[int, list[int]]] = []
        for is_deep, group in groupby(runs, key=partial(_is_as_deep, deep)):
            found = list(group)
            turned += found[::-1] if is_deep else found
        runs = turned
    return runs


def _is_as_deep(deep: int, run: tuple[int, list[int]]) -> bool:
    return run[0] >= deep


def _resolve_brackets(characters: list[dict[str, Any]], base: str) -> None:
    """Rule N0: a pair goes with the line if anything in it does, else with what is in it and before it."""
    for opened, closed in sorted(_pairs(characters)):
        inside = {_strong(each["type"]) for each in characters[opened + 1 : closed]} - {""}
        if not inside:
            continue
        before = next((found for each in characters[opened - 1 :: -1] if (found := _strong(each["type"]))), base)
        direction = base if base in inside or not opened else before
        characters[opened]["type"] = characters[closed]["type"] = direction


def _pairs(characters: list[dict[str, Any]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    waiting: list[tuple[str, int]] = []
    for at, each in enumerate(characters):
        if each["ch"] in _BRACKETS:
            waiting.append((_BRACKETS[each["ch"]], at))
        elif (
            closes := next((n for n in reversed(range(len(waiting))) if waiting[n][0] == each["ch"]), None)
        ) is not None:
            found.append((waiting[closes][1], at))
            del waiting[closes:]
    return found


def _strong(kind: str) -> str:
    """Numbers count as reading leftwards here."""
    return {"L": "L", "R": "R", "EN": "R", "AN": "R"}.get(kind, "")

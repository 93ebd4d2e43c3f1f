"""How much of a story a recap shows, and what is left for its thread."""

from __future__ import annotations

import re
from typing import Final

WHOLE: Final = 1_500
"""Characters that are shown without a cut."""
HEAD: Final = 1_100
"""About how many are shown of a longer story."""
_ENDS: Final = ("\n\n", "\n", r"[.!?…]\s", r"\s")


def head_and_rest(story: str) -> tuple[str, str]:
    """A story in two parts, cut where its reader would pause; the second is empty where the whole is shown."""
    if len(story) <= WHOLE:
        return story, ""
    at = next(filter(None, (_last(end, story) for end in _ENDS)), HEAD)
    return story[:at].rstrip(), story[at:].lstrip()


def _last(end: str, story: str) -> int:
    """Where the last such end within the head is; 0 where there is none in its second half."""
    found = [match.end() for match in re.finditer(end, story[:HEAD])]
    return found[-1] if found and found[-1] > HEAD // 2 else 0

"""What speaks against a time, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cogs.kit.words import N_, Words, stamp
from meetups.services.conflicts import Conflict, ConflictKind

_SENTENCES: Final[dict[ConflictKind, str]] = {
    ConflictKind.PLAN: N_("you have another plan at {when}"),
    ConflictKind.OFFERED: N_("you've offered {when} to somebody else"),
    ConflictKind.GATHERING: N_("you're at an open invitation at {when}"),
    ConflictKind.QUIET: N_("it is in your quiet hours"),
    ConflictKind.EXCUSED: N_("you've taken that week off"),
    ConflictKind.PAUSED: N_("your mission rests then"),
}


def conflicts_shown(t: Words, conflicts: Iterable[Conflict]) -> str:
    """What is in the way, for behind a time; empty where nothing is."""
    shown = [t(_SENTENCES[each.kind], when=stamp(each.since, "f") if each.since else "") for each in conflicts]
    return t("⚠️ {conflicts}", conflicts=t.list(shown)) if shown else ""

"""Why two seem to be one person, in words."""

from __future__ import annotations

from cogs.kit.words import N_, Words
from meetups.exchange.likeness import Likeness

_WHY = {
    Likeness.SAME_ACCOUNT: N_("the same Discord account"),
    Likeness.SAME_HANDLE: N_("the same handle"),
    Likeness.CLOSE_NAME_SAME_CITY: N_("much the same name in the same city"),
    Likeness.SAME_NAME: N_("the same name"),
}


def why_alike(t: Words, likeness: Likeness | None) -> str:
    return t(_WHY[likeness]) if likeness else t("you say so")

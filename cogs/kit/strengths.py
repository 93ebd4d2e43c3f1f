"""What the strengths of nudges are called, and what each of them brings."""

from __future__ import annotations

from cogs.kit.words import N_
from meetups.values import Strength

STRENGTHS = {
    Strength.GENTLE: (N_("Gentle"), N_("A suggestion when the week begins, one question when it ends")),
    Strength.STANDARD: (N_("Standard"), N_("Also a reminder midweek, if you haven't met by then")),
    Strength.PERSISTENT: (N_("Persistent"), N_("Also one more, two days before the week ends")),
}

"""The weeks of a mission in a message: a row of squares, and what they mean in words."""

from __future__ import annotations

from cogs.kit.words import N_, Words
from meetups.rules.outcomes import Outcome, Progress

SQUARES = {
    Outcome.MET: "🟩",
    Outcome.IN_TOUCH: "🟦",
    Outcome.OPEN: "🟧",
    Outcome.NO_MEETING: "⬜",
    Outcome.EXCUSED: "➖",
    Outcome.AHEAD: "▫️",
}
NAMES = {
    Outcome.MET: N_("met"),
    Outcome.IN_TOUCH: N_("in touch"),
    Outcome.OPEN: N_("this week"),
    Outcome.NO_MEETING: N_("no meeting"),
    Outcome.EXCUSED: N_("time off"),
    Outcome.AHEAD: N_("ahead"),
}
WEEKS_A_LINE = 13


def strip(t: Words, progress: Progress) -> str:
    """The weeks as a row of squares, and the same in words."""
    outcomes = [each.outcome for each in progress.results]
    squares = [SQUARES[each] for each in outcomes]
    rows = ["".join(squares[start : start + WEEKS_A_LINE]) for start in range(0, len(squares), WEEKS_A_LINE)]
    legend = " · ".join(f"{SQUARES[each]} {t(NAMES[each])}" for each in SQUARES if each in outcomes)
    partly = [
        t("{met} of {wanted} this week", met=each.met, wanted=each.wanted)
        for each in progress.results
        if each.outcome is Outcome.OPEN and each.wanted > 1
    ]
    return "\n".join([*rows, f"-# {legend}" + (f" · {partly[0]}" if partly else "")])

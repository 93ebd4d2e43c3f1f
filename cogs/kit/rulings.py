"""Does it count? The answer with its reason, in words; shared by recording and by confirming."""

from __future__ import annotations

from cogs.kit.text import safe
from cogs.kit.words import N_, Words
from meetups.rules.ruling import Reason
from meetups.services.meetings import MissionRuling, Told
from meetups.values import How

HOW = {
    How.IN_PERSON: N_("in person"),
    How.VIDEO: N_("by video"),
    How.CALL: N_("by phone"),
    How.TEXT: N_("in writing"),
}

_SENTENCES = {
    Reason.FILLS_EXCUSED: N_("**It counts.** You had taken that week off; it counts as met all the same."),
    Reason.ALREADY_FILLED: N_("**It counts.** That week was filled already, so it's one more."),
    Reason.BEFORE_MISSION: N_(
        "**It doesn't count for your mission**: that was before it began on {starts_on}. "
        "It's in your history, and you can meet again, don't you worry."
    ),
    Reason.AFTER_MISSION: N_("**It doesn't count for your mission**, which ended on {ends_on}. It's in your history."),
    Reason.ENDED: N_("**It doesn't count for your mission**, which you ended. It's in your history."),
    Reason.IN_FUTURE: N_("**It doesn't count yet**: that day is still to come."),
    Reason.NOT_NEW: N_("**It doesn't fill your week**: your mission counts new people only. It's in your history."),
}


def rulings(t: Words, told: Told) -> str:
    """One line for each running mission; one line that says so when there is none."""
    if not told.rulings:
        return t("You have no mission running, so it's kept in your history.")
    several = len(told.rulings) > 1
    lines = []
    for each in told.rulings:
        line = _ruling(t, each, told.meeting.how)
        lines.append(f"{safe(each.community.name)}: {line}" if several else line)
    return "\n".join(lines)


def _ruling(t: Words, ruled: MissionRuling, how: How) -> str:
    mission, ruling = ruled.mission, ruled.ruling
    if ruling.reason is Reason.LOWER_RUNG and how is How.IN_PERSON:
        return t(
            "**It's kept.** Meetings in person fill your weeks once you've said that you are 18 or older: `/mission edit`."
        )
    if ruling.reason is Reason.LOWER_RUNG:
        return t(
            "**In touch.** Meeting {how} doesn't fill a week of this mission, but it's a real step, and it's kept.",
            how=t(HOW[how]),
        )
    if ruling.reason in (Reason.COUNTS, Reason.COUNTS_AGAIN):
        assert ruling.week is not None
        again = " " + t("You've met before: that counts too.") if ruling.reason is Reason.COUNTS_AGAIN else ""
        if ruling.fills_week:
            return t("**It counts:** the week of {day} is filled.", day=t.day(ruling.week.first_on)) + again
        return t("**It counts** towards the week of {day}.", day=t.day(ruling.week.first_on)) + again
    return t(_SENTENCES[ruling.reason], starts_on=t.full_day(mission.starts_on), ends_on=t.full_day(mission.ends_on))

"""What was reached on the way, in warm words: for the recap it belongs to, and for whoever reached it."""

from __future__ import annotations

from cogs.kit.text import mention
from cogs.kit.words import N_, Words
from meetups.rules.milestones import Feat, Milestone, NextMilestone
from meetups.values import PersonId

_SPANS = {
    4: N_("a month without a gap"),
    13: N_("three months without a gap"),
    26: N_("half a year without a gap"),
    52: N_("a whole year without a gap"),
}


def milestone_named(t: Words, milestone: Milestone) -> str:
    if milestone.feat is Feat.UNBROKEN:
        return t(_SPANS[milestone.n])
    if milestone.feat is Feat.AWAY:
        return t("the first meeting away from home")
    return t("the first meeting") if milestone.n == 1 else t("meeting no. {n}", n=milestone.n)


def milestone_told(t: Words, milestone: Milestone, person_id: PersonId) -> str:
    """As a recap says it to everybody."""
    person = mention(person_id)
    if milestone.feat is Feat.UNBROKEN:
        return t("🎉 That makes {span} for {person}!", span=t(_SPANS[milestone.n]), person=person)
    if milestone.feat is Feat.AWAY:
        return t("🎉 {person}'s first meeting away from home!", person=person)
    if milestone.n == 1:
        return t("🎉 {person}'s very first meeting. Here's to many more!", person=person)
    return t("🎉 {n} meetings: well done, {person}!", n=milestone.n, person=person)


def next_milestone_told(t: Words, ahead: NextMilestone) -> str:
    if ahead.feat is Feat.UNBROKEN:
        return t.plural("{n} more week to {span}", "{n} more weeks to {span}", ahead.missing, span=t(_SPANS[ahead.n]))
    if ahead.n == 1:
        return t("Your first meeting is next")
    return t.plural("{n} more to meeting no. {goal}", "{n} more to meeting no. {goal}", ahead.missing, goal=ahead.n)

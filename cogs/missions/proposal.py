"""A promise before it starts and as it starts: each part shown, and changeable before it is confirmed."""

from __future__ import annotations

from dataclasses import replace

from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Line, Option, PeoplePicker, Select, Style, Tone
from cogs.kit.strengths import STRENGTHS
from cogs.kit.text import quoted, safe
from cogs.kit.words import N_, Words
from meetups.rules.weeks import weeks_of
from meetups.services.promises import Proposal, Started
from meetups.values import DirectMessages, Fills, Mission

FILLS = {
    Fills.IN_PERSON: N_("Meeting in person fills a week. Video, calls and messages are kept as *in touch*."),
    Fills.OR_VIDEO: N_("Meeting in person or by video fills a week. Calls and messages are kept as *in touch*."),
    Fills.REMOTE: N_("A video meeting or a call fills a week, because meeting in person is for adults here."),
}


def proposal_card(t: Words, proposal: Proposal) -> Card:
    """The promise as it would be, each part changeable before it is confirmed."""
    mission, draft = proposal.mission, proposal.draft_id
    is_new = proposal.before is None
    return Card.of(
        _proposal_head(t, proposal),
        _promise(t, mission),
        _schedule(t, proposal),
        t(FILLS[mission.fills])
        if proposal.is_adult
        else t(
            "**Are you 18 or older?** Then say so below, because meeting in person is for adults; only your yes is kept. "
            "Otherwise video meetings and calls fill your weeks."
        ),
        quoted(mission.promise) if mission.promise else None,
        _until_now(t, proposal),
        Line(),
        Select(
            action("mission.strength", draft),
            t("How much may I nudge you?"),
            tuple(
                Option(t(name), str(key), t(what), is_chosen=key is proposal.strength)
                for key, (name, what) in STRENGTHS.items()
            ),
        ),
        _start_select(t, proposal) if is_new else None,
        Button(
            t("I am 18 or older: yes") if proposal.is_adult else t("I am 18 or older"),
            action("mission.adult", draft),
            Style.GOOD if proposal.is_adult else Style.PLAIN,
            "✅" if proposal.is_adult else None,
        ),
        Button(t("City, time, end, words…"), action("mission.details", draft)),
        Button(
            t("Start my mission") if is_new else t("Save the changes"), action("mission.confirm", draft), Style.PRIMARY
        ),
        tone=Tone.WARM,
    )


def _proposal_head(t: Words, proposal: Proposal) -> str:
    if proposal.before is None:
        return t("### Your promise")
    is_changed = proposal.before != proposal.mission
    return t("### Your mission would become") if is_changed else t("### Your mission, as it is")


def _until_now(t: Words, proposal: Proposal) -> str | None:
    """What an edit replaces, and what it does to the weeks filled so far."""
    before, mission = proposal.before, proposal.mission
    if before is None or before == mission:
        return None
    was = replace(proposal, mission=before)
    pairs = (
        (_promise(t, before), _promise(t, mission)),
        (_schedule(t, was), _schedule(t, proposal)),
        (t(FILLS[before.fills]), t(FILLS[mission.fills])),
        (whom(t, before), whom(t, mission)),
        (quoted(before.promise), quoted(mission.promise)),
        (_streaks(t, before), _streaks(t, mission)),
    )
    lines = [old for old, new in pairs if old and old != new]
    filled, then = proposal.filled
    if filled != then:
        lines.append(t("Weeks filled: {filled}; with this change: {then}.", filled=filled, then=then))
    return t("**Until now**") + "\n" + "\n".join(lines) if lines else None


def started_card(t: Words, started: Started) -> Card:
    """What just began, and the two things worth doing next: filling the list, telling the others."""
    mission = started.mission
    if not started.is_new:
        return Card.of(t("### Your mission is as you want it"), _promise(t, mission), home_button(t, mission))
    reachable = started.person.dm_state is DirectMessages.OPEN
    return Card.of(
        t("### It's a promise!"),
        _promise(t, mission),
        t("I'm greeting you in a direct message; that is where I'll write. If none arrives, look into `/inbox`.")
        if reachable
        else t("I can't write to you directly, so everything will wait for you in `/inbox`."),
        Line(),
        t(
            "**Who would you like to meet?** Pick up to 25 people of this server at once. "
            "Anyone from elsewhere goes on your list with `/contact add`. Only you ever see it."
        ),
        PeoplePicker(action("contact.pick", mission.id), t("People you know from here")),
        Button(t("Whom shall I meet?"), action("suggest.show", mission.id), Style.PRIMARY),
        Button(t("Announce it"), action("mission.announce", mission.id)),
        home_button(t, mission),
        tone=Tone.GLAD,
    )


def _promise(t: Words, mission: Mission) -> str:
    every = (
        t("every second week")
        if mission.every_weeks == 2
        else t.plural("once a week", "{n} times a week", mission.target)
    )
    weeks = t.plural("{n} week", "{n} weeks", len(weeks_of(mission)))
    return t(
        "Meet one of your online contacts **{every}**, from **{starts_on}** to **{ends_on}** ({weeks}).",
        every=every,
        starts_on=t.day(mission.starts_on),
        ends_on=t.full_day(mission.ends_on),
        weeks=weeks,
    )


def whom(t: Words, mission: Mission) -> str:
    if mission.new_people_only:
        return t("Only people you haven't met in person before count.")
    return t("Meeting somebody again counts too.")


def _streaks(t: Words, mission: Mission) -> str:
    if mission.show_streak:
        return t("Your stories show a streak of three weeks or more.")
    return t("Your stories don't show your streak.")


def _schedule(t: Words, proposal: Proposal) -> str:
    mission, city = proposal.mission, proposal.city
    return t(
        "I'll suggest somebody every **{weekday} at {time}** ({where}).",
        weekday=t.weekday(mission.kickoff_weekday),
        time=t.clock(mission.kickoff_minute),
        where=safe(city.label) if city and city.zone == mission.time_zone else t.zone(mission.time_zone),
    )


def _start_select(t: Words, proposal: Proposal) -> Select:
    return Select(
        action("mission.begins", proposal.draft_id),
        t("When does it start?"),
        (
            Option(t("It starts next week"), "next", is_chosen=not proposal.from_today),
            Option(t("It starts today"), "today", is_chosen=proposal.from_today),
        ),
    )


def home_button(t: Words, mission: Mission) -> Button:
    return Button(t("My mission"), action("mission.show", mission.id))

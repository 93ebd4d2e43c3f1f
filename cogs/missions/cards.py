"""A running mission: its home card, its rules, its end, and days off."""

from __future__ import annotations

from cogs.kit.actions import action
from cogs.kit.cards import Block, Button, Card, Line, Style
from cogs.kit.text import safe
from cogs.kit.weeks import strip
from cogs.kit.words import N_, Words, stamp
from cogs.missions.proposal import FILLS, home_button, whom
from meetups.rules.weeks import Week
from meetups.services.days_off import TimeOff
from meetups.services.missions import Home
from meetups.values import DeliveryKind, Excuse

NUDGES = {
    DeliveryKind.KICKOFF: N_("a suggestion, unless you have met by then"),
    DeliveryKind.MIDWEEK: N_("a reminder, unless you have met by then"),
    DeliveryKind.SECOND_MIDWEEK: N_("a reminder, unless you have met by then"),
    DeliveryKind.LAST_CALL: N_("one question, only if the week is still open"),
    DeliveryKind.CLOSING: N_("a look back on the whole mission"),
    DeliveryKind.CHECKIN: N_("a question how it goes"),
}


def home_card(t: Words, home: Home) -> Card:
    """The home card: where the mission stands and a button for everything below it."""
    mission = home.mission
    if mission.ended_at is not None:
        return ended_card(t, home)
    return Card.of(
        t("### Your mission in {community}", community=safe(home.community.name)),
        _departed(t, home),
        _standing(t, home),
        strip(t, home.progress),
        _next_nudge(t, home),
        *_breaks(t, home),
        *_time_off(t, home.time_off, home),
        Line(),
        *_home_buttons(t, home),
    )


def ended_card(t: Words, home: Home) -> Card:
    return Card.of(
        t("### Your mission has ended"),
        t(
            "You filled **{filled} of {possible}** weeks. Everything you recorded stays yours.",
            filled=home.progress.filled,
            possible=home.progress.possible,
        ),
        strip(t, home.progress),
        Button(t("Start the next one"), action("mission.begin", home.mission.community_id), Style.PRIMARY),
        Button(t("Look back"), action("progress.wrap", home.mission.id)) if home.progress.meetings else None,
    )


def end_card(t: Words, home: Home) -> Card:
    return Card.of(
        t("### End your mission now?"),
        t(
            "You have filled {filled} of {possible} weeks so far. What you met stays met, and I'll ask nothing more. "
            "To rest for a while instead, pause it.",
            filled=home.progress.filled,
            possible=home.progress.possible,
        ),
        Button(t("Pause instead"), action("mission.pause", home.mission.id), Style.PRIMARY),
        Button(t("End it"), action("mission.end_now", home.mission.id), Style.GRAVE),
        Button(t("Keep it"), action("mission.show", home.mission.id)),
    )


def rules_card(t: Words, home: Home) -> Card:
    """The rules of this very mission, in a member's words."""
    mission = home.mission
    target = t.plural("Meet someone once a week.", "Meet {n} times a week.", mission.target)
    rules = [
        target if mission.every_weeks == 1 else t("Meet someone every second week; the weeks between are off."),
        t(FILLS[mission.fills]),
        t("A meeting counts for the week of its day. From before your mission began it stays in your history."),
        whom(t, mission),
        t("Meeting several people at once is one meeting, and all of them are met."),
        t("Nothing is carried over, and recording late is always welcome."),
        t(
            "Days off excuse a week when they cover four days of it or more. An excused week breaks no streak, "
            "and meeting someone in it still counts."
        ),
        t("Nobody is told about a week without a meeting."),
    ]
    return Card.of(
        t("### What counts"),
        "\n".join(f"{number}. {rule}" for number, rule in enumerate(rules, start=1)),
        home_button(t, mission),
    )


def time_off_card(t: Words, off: TimeOff) -> Card:
    """The weeks that days off would excuse, before they do."""
    if off.weeks:
        weeks = t("These weeks would be excused: {weeks}.", weeks=t.list(_week_name(t, each) for each in off.weeks))
    else:
        weeks = t("No week would be excused by that: it takes four days of a week, or the week is off already.")
    return Card.of(
        t("### Time off: {days}?", days=t.days(off.first_on, off.last_on)),
        weeks,
        Button(t("Take it off"), action("mission.off", off.draft_id), Style.PRIMARY),
        Button(t("Never mind"), action("mission.show", off.mission.id)),
    )


def _departed(t: Words, home: Home) -> str | None:
    """What it means that they left the community: other than a pause alone where they do not go on."""
    if home.mission.departed_at is None:
        return None
    if home.paused_since is None:
        return t("You are no longer in that server: I write to you alone, and post nothing new there.")
    return t(
        "You are no longer in that server, so your mission rests. *Keep going without the community*, or come back and "
        "resume it there."
    )


def _standing(t: Words, home: Home) -> str:
    progress, mission = home.progress, home.mission
    if home.week is None and home.today < mission.starts_on:
        lines = [t("It starts on **{day}**.", day=t.day(mission.starts_on))]
    else:
        lines = [
            t(
                "**{filled} of {possible}** weeks filled so far; {reachable} if you meet someone every remaining week.",
                filled=progress.filled,
                possible=progress.possible,
                reachable=progress.reachable,
            )
        ]
    if progress.streak:
        lines.append(t.plural("Streak: **{n} week**.", "Streak: **{n} weeks**.", progress.streak))
    if home.paused_since is not None:
        resting = t("Paused since {day}: no nudges, and these weeks don't count.", day=t.day(home.paused_since))
        lines = [resting, *lines] if progress.filled else [resting]
    return " ".join(lines)


def _next_nudge(t: Words, home: Home) -> str | None:
    if home.next_nudge is None or home.paused_since is not None:
        return None
    return t(
        "-# Next from me: {when} — {what}.",
        when=stamp(home.next_nudge.due, "f"),
        what=t(NUDGES[home.next_nudge.kind]) if home.next_nudge.kind in NUDGES else t("a message"),
    )


def _breaks(t: Words, home: Home) -> list[Block]:
    coming = [
        t.days(each.first_on, each.last_on) for each in home.breaks if each.last_on and each.last_on >= home.today
    ]
    return [t("-# A break for everybody here: {days}.", days=t.list(coming))] if coming else []


def _time_off(t: Words, excuses: tuple[Excuse, ...], home: Home) -> list[Block]:
    coming = [each for each in excuses if each.last_on is not None and each.last_on >= home.today][:3]
    return [
        Button(
            t("Cancel time off {days}", days=t.days(each.first_on, each.last_on)), action("mission.on_again", each.id)
        )
        for each in coming
        if each.last_on is not None
    ]


def _home_buttons(t: Words, home: Home) -> list[Block]:
    mission = home.mission
    is_there = mission.departed_at is None
    resume = t("Resume") if is_there else t("Keep going without the community")
    waiting = t("Inbox ({n})", n=home.waiting)
    buttons: list[Block] = [
        Button(t("Whom shall I meet?"), action("suggest.show", mission.id), Style.PRIMARY),
        Button(t("We met"), action("met.open"), Style.GOOD),
        Button(t("My plans"), action("plan.list")),
        Button(t("My list ({n})", n=home.contacts), action("contact.list", 0)),
        Button(t("My progress"), action("progress.me")),
    ]
    if home.waiting:
        buttons.append(Button(waiting, action("inbox.open"), Style.PRIMARY))
    if home.announcement is None and is_there:
        buttons.append(Button(t("Announce it"), action("mission.announce", mission.id)))
    if is_there:
        buttons.append(Button(t("The pool"), action("pool.show", mission.community_id)))
    return [
        *buttons,
        Button(t("What counts"), action("mission.rules", mission.id)),
        Button(t("Time off"), action("mission.days_off", mission.id)),
        Button(t("Change it"), action("mission.change", mission.id)),
        Button(resume, action("mission.resume", mission.id), Style.PRIMARY)
        if home.paused_since is not None
        else Button(t("Pause"), action("mission.pause", mission.id)),
        Button(t("End it"), action("mission.end", mission.id)),
    ]


def _week_name(t: Words, week: Week) -> str:
    return t("the week of {day}", day=t.day(week.first_on))

"""How a mission looks: the proposal before it starts, its home, its rules, its announcement."""

from __future__ import annotations

from dataclasses import replace

from cogs.kit.actions import action
from cogs.kit.cards import Block, Button, Card, Line, Option, PeoplePicker, Select, Style, Tone
from cogs.kit.text import channel, mention, quoted, safe
from cogs.kit.words import N_, Words, stamp
from meetups.rules.outcomes import Outcome, Progress
from meetups.rules.weeks import Week, weeks_of
from meetups.services.missions import Home, Proposal, Started, TimeOff
from meetups.services.outgoing import Announcement
from meetups.values import Community, DeliveryKind, DirectMessages, Excuse, Fills, Mission, Strength

STRENGTHS = {
    Strength.GENTLE: (N_("Gentle"), N_("A suggestion when the week begins, one question when it ends")),
    Strength.STANDARD: (N_("Standard"), N_("Also a reminder midweek and before a plan")),
    Strength.PERSISTENT: (N_("Persistent"), N_("Also one more, two days before the week ends")),
}
FILLS = {
    Fills.IN_PERSON: N_("Meeting in person fills a week. Video, calls and messages are kept as *in touch*."),
    Fills.OR_VIDEO: N_("Meeting in person or by video fills a week. Calls and messages are kept as *in touch*."),
    Fills.REMOTE: N_("A video meeting or a call fills a week, because meeting in person is for adults here."),
}
NUDGES = {
    DeliveryKind.KICKOFF: N_("a suggestion, unless you have met by then"),
    DeliveryKind.LAST_CALL: N_("one question, only if the week is still open"),
    DeliveryKind.CLOSING: N_("a look back on the whole mission"),
}
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
        (_whom(t, before), _whom(t, mission)),
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
        return Card.of(t("### Your mission is as you want it"), _promise(t, mission), _home_button(t, mission))
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
        _home_button(t, mission),
        tone=Tone.GLAD,
    )


def home_card(t: Words, home: Home) -> Card:
    """The home card: where the mission stands and a button for everything below it."""
    mission = home.mission
    if mission.ended_at is not None:
        return ended_card(t, home)
    return Card.of(
        t("### Your mission in {community}", community=safe(home.community.name)),
        _standing(t, home),
        strip(t, home.progress),
        _next_nudge(t, home),
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
        _whom(t, mission),
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
        _home_button(t, mission),
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


def announce_preview_card(t: Words, mission: Mission, community: Community) -> Card:
    """The announcement as the community would read it; nothing is posted before *Post it*."""
    assert community.recap_channel_id is not None
    first = mission.first_shown
    return Card.of(
        t("This would go to {channel}:", channel=channel(community.recap_channel_id)),
        Line(),
        *_announcement(t, mission),
        Line(),
        Button(t("Post it"), action("mission.post", mission.id, 1), Style.PRIMARY),
        Button(t("Post it without the name"), action("mission.post", mission.id, 0)) if first else None,
        Button(t("In my own words…"), action("mission.promise", mission.id)),
        Button(t("Not now"), action("mission.show", mission.id)),
        tone=Tone.WARM,
    )


def announced_card(t: Words, mission: Mission) -> Card:
    return Card.of(
        t("It's on its way. Whoever presses *Put me on your list* is asked about to you first."),
        _home_button(t, mission),
        tone=Tone.GLAD,
    )


def announcement_card(t: Words, announcement: Announcement) -> Card:
    """The public post of a promise."""
    mission = announcement.mission
    if mission.ended_at is not None:
        return Card.of(
            *_announcement(t, mission),
            t("-# This mission is over."),
            Button(t("Start your own"), action("mission.begin"), Style.PRIMARY),
            tone=Tone.QUIET,
        )
    volunteers = announcement.volunteers
    return Card.of(
        *_announcement(t, mission),
        t.plural("🙋 {n} person has offered so far.", "🙋 {n} people have offered so far.", volunteers)
        if volunteers
        else None,
        Button(t("Put me on your list"), action("ask.volunteer", mission.id), Style.PRIMARY, "🙋"),
        Button(t("Start your own"), action("mission.begin")),
        tone=Tone.WARM,
    )


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


def _announcement(t: Words, mission: Mission) -> tuple[Block, ...]:
    blocks: list[Block] = [
        t("## {person} made a promise", person=mention(mission.person_id)),
        quoted(mission.promise)
        if mission.promise
        else t("To meet one online contact in person every week, and to tell about it here."),
    ]
    until = t("Until **{ends_on}**.", ends_on=t.full_day(mission.ends_on))
    if mission.first_shown:
        until += " " + t("First one: **{name}**.", name=safe(mission.first_shown))
    return (*blocks, until)


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


def _whom(t: Words, mission: Mission) -> str:
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


def _standing(t: Words, home: Home) -> str:
    progress, mission = home.progress, home.mission
    if home.week is None and home.today < mission.starts_on:
        lines = [t("It starts on **{day}**.", day=t.day(mission.starts_on))]
    else:
        lines = [
            t(
                "**{filled} of {possible}** weeks filled so far; all remaining weeks bring you to {reachable}.",
                filled=progress.filled,
                possible=progress.possible,
                reachable=progress.reachable,
            )
        ]
    if progress.streak:
        lines.append(t.plural("Streak: **{n} week**.", "Streak: **{n} weeks**.", progress.streak))
    if home.paused_since is not None:
        lines.append(t("Paused since {day}: no nudges, and these weeks don't count.", day=t.day(home.paused_since)))
    return " ".join(lines)


def _next_nudge(t: Words, home: Home) -> str | None:
    if home.next_nudge is None or home.paused_since is not None:
        return None
    return t(
        "-# Next from me: {when} — {what}.",
        when=stamp(home.next_nudge.due, "f"),
        what=t(NUDGES[home.next_nudge.kind]) if home.next_nudge.kind in NUDGES else t("a message"),
    )


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
    waiting = t("Inbox ({n})", n=home.waiting)
    buttons: list[Block] = [
        Button(t("Whom shall I meet?"), action("suggest.show", mission.id), Style.PRIMARY),
        Button(t("We met"), action("met.open"), Style.GOOD),
        Button(t("My list ({n})", n=home.contacts), action("contact.list", 0)),
    ]
    if home.waiting:
        buttons.append(Button(waiting, action("inbox.open"), Style.PRIMARY))
    if home.announcement is None:
        buttons.append(Button(t("Announce it"), action("mission.announce", mission.id)))
    return [
        *buttons,
        Button(t("What counts"), action("mission.rules", mission.id)),
        Button(t("Change it"), action("mission.change", mission.id)),
        Button(t("Resume"), action("mission.resume", mission.id), Style.PRIMARY)
        if home.paused_since is not None
        else Button(t("Pause"), action("mission.pause", mission.id)),
        Button(t("End it"), action("mission.end", mission.id)),
    ]


def _home_button(t: Words, mission: Mission) -> Button:
    return Button(t("My mission"), action("mission.show", mission.id))


def _week_name(t: Words, week: Week) -> str:
    return t("the week of {day}", day=t.day(week.first_on))

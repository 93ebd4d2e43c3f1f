"""How a nudge reads: short, warm, with the buttons its reader needs next; never a word about missing anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from cogs.kit.actions import action
from cogs.kit.cards import Block, Button, Card, Line, Style, Tone
from cogs.kit.offers import agreed_buttons, invite_button, offer_blocks, standings
from cogs.kit.reasons import how_you_met, who
from cogs.kit.standings import own_sketch
from cogs.kit.text import channel, mention, safe
from cogs.kit.words import N_, Words, stamp
from cogs.nudges.snoozing import later_button
from meetups.holidays import Holiday
from meetups.rules.weeks import DAY
from meetups.services.missions import Home
from meetups.services.outgoing import Knock, News, Nudge, Report, Welcome
from meetups.services.suggestions import WeekSuggestion
from meetups.values import DeliveryKind

_BY_NAME = 15
_KICKOFFS = (
    N_("### A new week! How about…"),
    N_("### Who's it going to be? How about…"),
    N_("### Coffee weather, wherever you are. How about…"),
    N_("### One week, one person. How about…"),
    N_("### Somebody would be glad to hear from you. How about…"),
    N_("### Hello again! This week, maybe…"),
    N_("### Here's a thought for this week:"),
)
_LONELY_KICKOFFS = (N_("### A new week!"), N_("### Here comes another week!"))
_NEWS = {
    "on_the_list": N_("You're on {person}'s list! They may well get in touch."),
    "plan_off": N_("The plan you had for {when} is off."),
    "forgotten_soon": N_(
        "You haven't used me for a long time. On {when} I'll forget everything I know about you, as after `/mydata forget`. "
        "Any command or button before then keeps it all; `/mydata export` gives you a copy."
    ),
    "post_failed": N_(
        "I couldn't put your post up in {channel}: {why}. It's kept. Tell an organiser: once that is mended, "
        "`/community setup` posts it."
    ),
    "change_failed": N_(
        "I couldn't change or take down your post in {channel}: {why}. Ask an organiser to let me in again or to delete "
        "it, then make the change once more."
    ),
}
_FAILURES = {
    "channel_gone": N_("the channel is gone"),
    "not_allowed": N_("I'm not allowed to write there"),
    "locked": N_("a moderator locked the post there"),
    "full": N_("there are as many open threads as Discord allows"),
    "no_tag": N_("every post there needs a tag, and there is none I may give"),
    "refused": N_("Discord didn't take it"),
}
_MENDING = N_(
    "Give me View Channel, Send Messages and Read Message History there, in a forum Send Messages in Posts as well, or "
    "choose another channel with `/community setup`."
)
_MENDINGS = {
    "locked": N_("Unlock it, or take it down yourself."),
    "full": N_("Archive some threads, then choose the channel again with `/community setup`."),
    "no_tag": N_(
        "Make a tag that everybody may use, then choose the channel again with `/community setup`; or choose another one."
    ),
}
_EVENT_FAILURES = {
    "not_allowed": N_("I'm not allowed to create events"),
    "too_many": N_("the server has as many events as Discord allows"),
}
_EVENT_MENDING = N_("`/community events` turns events on and off.")
_EVENT_MENDINGS = {
    "not_allowed": N_("Give my role the permission Create Events, or turn events off with `/community events`."),
    "too_many": N_("Take down events that aren't needed any more."),
}


def nudge_card(t: Words, nudge: Nudge) -> Card:
    if nudge.suggestion is not None:
        is_kickoff = nudge.kind is DeliveryKind.KICKOFF
        return kickoff_card(t, nudge, nudge.suggestion) if is_kickoff else midweek_card(t, nudge, nudge.suggestion)
    if nudge.kind is DeliveryKind.CHECKIN:
        return checkin_card(t, nudge)
    return closing_card(t, nudge) if nudge.kind is DeliveryKind.CLOSING else last_call_card(t, nudge)


def kickoff_card(t: Words, nudge: Nudge, suggestion: WeekSuggestion) -> Card:
    """The week's first message; its wording is never the same twice running."""
    mission = nudge.mission
    head = t(_KICKOFFS[nudge.wording % len(_KICKOFFS)])
    if not suggestion.offers:
        return Card.of(
            t(_LONELY_KICKOFFS[nudge.wording % len(_LONELY_KICKOFFS)]),
            standings(t, suggestion),
            *agreed_buttons(t, suggestion),
            t("Your list is empty so far. Add someone with `/contact add`, or pick people in the server.")
            if suggestion.list_is_empty
            else t("There is nobody else to suggest just now. Add someone new with `/contact add`."),
            *_holidays(t, nudge),
            _late(t, nudge),
            Line(),
            Button(t("My list"), action("contact.list", 0), Style.PRIMARY),
            Button(t("Take the week off"), action("nudge.off", mission.id, suggestion.week.starts_on.toordinal())),
            tone=Tone.WARM,
        )
    first = suggestion.offers[0]
    return Card.of(
        standings(t, suggestion),
        *offer_blocks(t, suggestion, head),
        *_holidays(t, nudge),
        _late(t, nudge),
        Line(),
        invite_button(t, suggestion),
        Button(t("Plan it"), action("plan.with", first.contact.id)),
        Button(t("We met"), action("met.contact", first.contact.id), Style.GOOD),
        Button(t("Someone else"), action("suggest.else", mission.id, first.contact.id)),
        Button(t("Take the week off"), action("nudge.off", mission.id, suggestion.week.starts_on.toordinal())),
        later_button(t, mission.id, nudge.kind, suggestion.week.starts_on),
        tone=Tone.WARM,
    )


def _holidays(t: Words, nudge: Nudge) -> Iterator[Block]:
    """What is free this week, and the next one where much of it is; the member decides."""
    free = nudge.free
    if free.now:
        yield t.plural(
            "This week has a holiday: {holidays}. If the week is for that, *Take the week off*; it breaks no streak.",
            "This week has holidays: {holidays}. If the week is for them, *Take the week off*; it breaks no streak.",
            len(free.now),
            holidays=_named(t, free.now, free.today),
        )
    if free.next_week is not None:
        yield t("Next week is full of holidays: {holidays}.", holidays=_named(t, free.ahead))
        off = action("nudge.off", nudge.mission.id, free.next_week.starts_on.toordinal())
        yield Button(t("Take next week off"), off)


def _named(t: Words, found: tuple[Holiday, ...], today: date | None = None) -> str:
    return t.list(
        t("{holiday} today", holiday=safe(each.name))
        if each.day == today
        else t("{holiday} on {weekday}", holiday=safe(each.name), weekday=t.weekday(each.day.weekday()))
        for each in found
    )


def midweek_card(t: Words, nudge: Nudge, suggestion: WeekSuggestion) -> Card:
    """A reminder for those who asked for one: the suggestion again, and ways to say that all is well."""
    assert nudge.week is not None
    first = suggestion.offers[0] if suggestion.offers else None
    return Card.of(
        t("### There's still time this week"),
        standings(t, suggestion),
        t("How about {person}?", person=who(first)) if first else None,
        how_you_met(t, first) if first else None,
        Line(),
        invite_button(t, suggestion) if first else None,
        Button(t("We met"), action("met.contact", first.contact.id), Style.GOOD)
        if first
        else Button(t("We met"), action("met.open"), Style.GOOD),
        Button(t("Whom else?"), action("suggest.show", nudge.mission.id)),
        Button(t("Take the week off"), action("nudge.off", nudge.mission.id, nudge.week.starts_on.toordinal())),
        later_button(t, nudge.mission.id, nudge.kind, nudge.week.starts_on),
        tone=Tone.WARM,
    )


def last_call_card(t: Words, nudge: Nudge) -> Card:
    """One question, only while the week is open."""
    assert nudge.week is not None
    result = nudge.progress.of(nudge.week)
    return Card.of(
        t("### Did you meet someone this week?")
        if not result.met
        else t("### {met} of {wanted} this week. Did you meet someone else?", met=result.met, wanted=result.wanted),
        t("Any answer is a good one."),
        _late(t, nudge),
        Line(),
        Button(t("Yes"), action("met.open"), Style.GOOD),
        Button(t("Not this week"), action("nudge.not", nudge.mission.id)),
        Button(t("Take the week off"), action("nudge.off", nudge.mission.id, nudge.week.starts_on.toordinal())),
        later_button(t, nudge.mission.id, nudge.kind, nudge.week.starts_on),
        tone=Tone.WARM,
    )


def checkin_card(t: Words, nudge: Nudge) -> Card:
    """After weeks without a word: what would suit them, and what happens without an answer."""
    mission = nudge.mission
    return Card.of(
        t("### Still on?"),
        t("It's been quiet for a while, and that's all right. What would suit you just now?"),
        Line(),
        Button(t("Still on"), action("nudge.still", mission.id), Style.GOOD),
        Button(t("Lighter"), action("nudge.lighter", mission.id)),
        Button(t("Pause"), action("mission.pause", mission.id)),
        Button(t("End it"), action("mission.end", mission.id)),
        t(
            "-# Without an answer I pause your mission next week, and write no more until you come back. Nothing is lost."
        ),
        tone=Tone.WARM,
    )


def lighter_card(t: Words, home: Home, *, is_lighter: bool) -> Card:
    """Fewer messages from now on; for whom there are few already, fewer weeks."""
    return Card.of(
        t("### Lighter it is") if is_lighter else t("### You get the fewest messages there are already"),
        t("One suggestion and one question a week, and nothing else."),
        Button(t("Every second week…"), action("mission.change", home.mission.id)),
        Button(t("Pause"), action("mission.pause", home.mission.id)),
        _home(t, home.mission.id),
        tone=Tone.WARM,
    )


def still_card(t: Words, home: Home) -> Card:
    """Back again: what comes next, not what was."""
    return Card.of(
        t("### Good to have you!"),
        t("The next suggestion comes {when}. Or now, if you like:", when=stamp(home.next_nudge.due, "F"))
        if home.next_nudge is not None
        else None,
        Button(t("Whom shall I meet?"), action("suggest.show", home.mission.id), Style.PRIMARY),
        _home(t, home.mission.id),
        tone=Tone.GLAD,
    )


def closing_card(t: Words, nudge: Nudge) -> Card:
    """The day after the last week: what came of the promise, and the way to the next one."""
    progress = nudge.progress
    return Card.of(
        t("### 🎉 Your mission is complete"),
        own_sketch(t, nudge.standing, t("What you promised, and did"))
        if nudge.standing and progress.meetings
        else None,
        t(
            "**{filled} of {possible}** weeks filled since {starts_on}.",
            filled=progress.filled,
            possible=progress.possible,
            starts_on=t.full_day(nudge.mission.starts_on),
        ),
        t("You met {people}.", people=_people(t, nudge.met)) if nudge.met else None,
        t.plural("Your longest streak: {n} week.", "Your longest streak: {n} weeks.", progress.longest)
        if progress.longest > 1
        else None,
        _late(t, nudge),
        Line(),
        Button(t("Start the next one"), action("mission.begin", nudge.community.id), Style.PRIMARY),
        Button(t("Look back"), action("progress.wrap", nudge.mission.id)) if progress.meetings else None,
        tone=Tone.GLAD,
    )


def welcome_card(t: Words, welcome: Welcome) -> Card:
    """The greeting in a direct message just opened."""
    mission = welcome.mission
    return Card.of(
        t("### Hello! This is where I'll write"),
        t(
            "Your mission in **{community}** starts on **{day}**. Every {weekday} at {time} I suggest somebody to meet.",
            community=safe(welcome.community.name),
            day=t.day(mission.starts_on),
            weekday=t.weekday(mission.kickoff_weekday),
            time=t.clock(mission.kickoff_minute),
        ),
        t("Once you've met, press *We met* or type `/met` — here or in the server."),
        Line(),
        Button(t("Whom shall I meet?"), action("suggest.show", mission.id), Style.PRIMARY),
        Button(t("We met"), action("met.open"), Style.GOOD),
        Button(t("My mission"), action("mission.show", mission.id)),
        tone=Tone.WARM,
    )


def news_card(t: Words, news: News) -> Card:
    if news.key == "visit":
        return _visit_card(t, news.values)
    values = {
        "person": mention(int(news.values.get("person_id", 0))),
        "channel": channel(int(news.values.get("channel_id", 0))),
        "when": stamp(datetime.fromtimestamp(int(news.values.get("when", 0)), UTC), "F"),
        "why": t(_FAILURES.get(news.values.get("failure", ""), _FAILURES["refused"])),
    }
    return Card.of(t(_NEWS[news.key], **values), Button(t("My mission"), action("mission.show")))


def _visit_card(t: Words, values: dict[str, str]) -> Card:
    """Somebody of the reader's list will be near them, as the reader asked to be told."""
    first_on, last_on = date.fromisoformat(values["first_on"]), date.fromisoformat(values["last_on"])
    person = f"**{safe(values['name'])}** ({mention(int(values['person_id']))})"
    city, first, last = values["city"], t.day(first_on), t.day(last_on)
    return Card.of(
        t("{person} is in {city} until {day}.", person=person, city=city, day=last)
        if values["has_begun"]
        else t("{person} will be in {city} on {day}.", person=person, city=city, day=first)
        if first_on == last_on
        else t("{person} will be in {city} from {first} to {last}.", person=person, city=city, first=first, last=last),
        t("-# You asked me to tell you when they're near."),
        Button(t("Invite"), action("invite.ask", values["mission_id"], values["contact_id"]), Style.PRIMARY)
        if values["is_this_week"]
        else None,
        Button(t("Open"), action("contact.show", values["contact_id"])),
        Button(t("Whom shall I meet?"), action("suggest.show", values["mission_id"])) if values["mission_id"] else None,
        tone=Tone.WARM,
    )


def knock_card(t: Words, knock: Knock) -> Card:
    """The same line for every kind of question: never who asks, never why."""
    return Card.of(
        t("{person}, someone has a question for you.", person=mention(knock.person_id)),
        Button(t("Read"), action("inbox.open"), Style.PRIMARY),
        pings=(knock.person_id,),
    )


def report_card(t: Words, report: Report) -> Card:
    """For organisers: what stopped working where, and how to mend it."""
    if report.is_event:
        return Card.of(
            t(
                "I couldn't keep an event of the server up to date: {why}. The invitation in its channel is as it should "
                "be. {how}",
                why=t(_EVENT_FAILURES.get(report.failure, _FAILURES["refused"])),
                how=t(_EVENT_MENDINGS.get(report.failure, _EVENT_MENDING)),
            ),
            Button(t("How Meetward runs here"), action("community.settings")),
        )
    return Card.of(
        t(
            "I couldn't post in {channel}: {why}. Nothing is lost; what waits goes up once that is mended. {how}",
            channel=channel(report.channel_id),
            why=t(_FAILURES.get(report.failure, _FAILURES["refused"])),
            how=t(_MENDINGS.get(report.failure, _MENDING)),
        ),
        Button(t("How Meetward runs here"), action("community.settings")),
    )


def off_card(t: Words, home: Home, first_on: date) -> Card:
    taken = [each for each in home.time_off if each.last_on and first_on <= each.last_on <= first_on + 6 * DAY]
    return Card.of(
        t(
            "The week of {day} is off. It breaks no streak, and meeting someone anyway still counts.",
            day=t.day(first_on),
        ),
        Button(t("Undo"), action("mission.on_again", taken[-1].id)) if taken else None,
        _home(t, home.mission.id),
    )


def not_this_week_card(t: Words, mission_id: int) -> Card:
    return Card.of(
        t("All right. A new week comes with a new suggestion; if you met someone after all, `/met` takes any day."),
        _home(t, mission_id),
    )


def _home(t: Words, mission_id: int) -> Block:
    return Button(t("My mission"), action("mission.show", mission_id))


def _people(t: Words, names: tuple[str, ...]) -> str:
    """Whom one met, by name as far as they go on a card."""
    shown = [f"**{safe(each)}**" if each else t("a friend") for each in names[:_BY_NAME]]
    more = len(names) - len(shown)
    return t.list([*shown, *([t.plural("{n} more", "{n} more", more)] if more else [])])


def _late(t: Words, nudge: Nudge) -> str | None:
    return t("-# This comes late: I was away for a while.") if nudge.is_late else None

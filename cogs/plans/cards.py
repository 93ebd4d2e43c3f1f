"""A plan as one of its people sees it: how it stands, and what they can do about it now."""

from __future__ import annotations

from collections.abc import Iterator

from cogs.kit.actions import action
from cogs.kit.activities import length_shown
from cogs.kit.calendars import calendar_buttons
from cogs.kit.cards import Block, Button, Card, Line, Option, Select, Style, Tone
from cogs.kit.common_cards import line_to_send
from cogs.kit.entries import plan_entry
from cogs.kit.moments import instant
from cogs.kit.text import quoted, safe
from cogs.kit.words import N_, Words, stamp
from cogs.plans.wording import (
    first_meeting,
    numbered,
    parties,
    party,
    plan_anew,
    what_and_where,
)
from meetups.services.plans import About, Party, PlanLetter, PlanView
from meetups.values import LATER_WEEKS, Activity, Answer, PlanState

_INVITATION = N_(
    "Hi {name}! I've promised myself to meet one of my online contacts in person every week. Would you be one of them? "
    "How about {what} for {long}, {times} ({zone})?"
)
_ANSWERS = {
    Answer.WAITING: N_("{person}: no answer yet"),
    Answer.YES: N_("{person}: yes"),
    Answer.NOT_THEN: N_("{person}: not at these times"),
    Answer.LATER: N_("{person}: later, perhaps"),
    Answer.GONE: N_("{person}: can't come any more"),
}


def letter_card(t: Words, letter: PlanLetter) -> Card:
    if letter.about is None:
        return superseded_card(t, letter.view)
    return plan_card(t, letter.view, letter.about)


def superseded_card(t: Words, view: PlanView) -> Card:
    """An earlier message about a plan that has changed since."""
    return Card.of(
        t("This plan has changed since: the newer message counts."),
        Button(t("Open the plan"), action("plan.show", view.plan.id)),
        tone=Tone.QUIET,
    )


def plan_card(t: Words, view: PlanView, about: About | None = None, note: str = "") -> Card:
    """``about`` is the news that brings it, ``note`` a line above all."""
    if view.plan.state is PlanState.CANCELLED:
        return _cancelled_card(t, view)
    if view.is_in:
        return _agreed_card(t, view, about, note)
    return _host_card(t, view, about, note) if view.is_host else _guest_card(t, view, about, note)


def _cancelled_card(t: Words, view: PlanView) -> Card:
    who = parties(t, view.others)
    when = stamp(view.plan.starts_at, "F") if view.plan.starts_at else ""
    event = plan_entry(t, view)
    return Card.of(
        t("### The plan with {people} is off", people=who),
        t("It was for {when}. These things happen; another time, perhaps.", when=when)
        if when
        else t("These things happen; another time, perhaps."),
        Button(t("Take it out of my calendar"), action("plan.file", view.plan.id)) if event else None,
        Button(t("Plan anew"), anew) if (anew := plan_anew(view)) else None,
        Button(t("My plans"), action("plan.list")),
        tone=Tone.QUIET,
    )


# ---------------------------------------------------------------------- agreed


def _agreed_card(t: Words, view: PlanView, about: About | None, note: str) -> Card:
    plan = view.plan
    assert plan.starts_at is not None
    event = plan_entry(t, view)
    return Card.of(
        note,
        _agreed_head(t, view, about),
        f"{stamp(plan.starts_at, 'F')} ({stamp(plan.starts_at, 'R')})",
        what_and_where(t, plan.activity, plan.minutes, view.city, plan.place),
        quoted(plan.words) if plan.words else None,
        _others_lines(t, view) if view.is_host and len(view.others) > 1 else None,
        first_meeting(t) if view.is_first else None,
        Line(),
        *(calendar_buttons(t, event, action("plan.file", plan.id)) if event else ()),
        Line(),
        *_take_buttons(t, view),
        Button(t("Move it"), action("plan.move", plan.id)),
        Button(t("Change it"), action("plan.change", plan.id)) if view.is_host else None,
        Button(t("What do I know about them?"), action("plan.recall", plan.id)),
        Button(t("Share my plan"), action("plan.share", plan.id)),
        Button(t("Check on me after"), action("plan.check", plan.id)),
        Button(t("Call it off"), action("plan.off", plan.id)),
        tone=Tone.GLAD,
    )


def _agreed_head(t: Words, view: PlanView, about: About | None) -> str:
    people, offering = parties(t, view.coming), [each for each in view.others if each.times]
    match about:
        case About.MOVED:
            return t("### Moved: you meet {people} at another time", people=people)
        case About.CHANGED:
            return t("### You meet {people}: the plan as it is now", people=people)
        case About.LEFT:
            return t("### Somebody can't come any more. You still meet {people}", people=people)
        case About.OUT_OF_REACH:
            return t(
                "### Your plan with {people} stands, but I may not reach them any more\n"
                "They seem to have left the server. Better ask them yourself whether it stays.",
                people=people,
            )
        case About.TIMES if offering:
            return t("### {people} would rather meet at another time", people=parties(t, offering))
        case _:
            return t("### It's agreed: you meet {people}", people=people)


# ---------------------------------------------------------------------- for the host, not yet agreed


def _host_card(t: Words, view: PlanView, about: About | None, note: str) -> Card:
    plan = view.plan
    is_waiting = any(each.person_id is not None and each.answer is Answer.WAITING for each in view.others)
    return Card.of(
        note,
        _host_head(t, view, about),
        numbered(t, plan.times),
        what_and_where(t, plan.activity, plan.minutes, view.city, plan.place),
        quoted(plan.words) if plan.words else None,
        _others_lines(t, view),
        t("What you had agreed on is off until you say yes to one of these.") if not plan.times else None,
        line_to_send(t, view.unreachable, t("I've made a plan for us in Meetward. Type /inbox to answer.")),
        *_lines_to_send(t, view),
        t(
            "-# I tell you at once of a yes or of other times, and by {when} if there is none. A no and no answer look the "
            "same to you.",
            when=stamp(plan.closes_at, "f"),
        )
        if is_waiting and not view.is_closed
        else None,
        Line(),
        *_take_buttons(t, view),
        *_host_buttons(t, view),
        Button(t("Whom else?"), action("suggest.show", 0)) if view.is_closed else None,
        tone=Tone.WARM,
    )


def _host_buttons(t: Words, view: PlanView) -> Iterator[Block]:
    """What is over can only be planned anew."""
    plan = view.plan
    if view.is_over and (anew := plan_anew(view)):
        yield Button(t("Plan anew"), anew, Style.PRIMARY)
        return
    yield Button(t("Other times"), action("plan.move", plan.id))
    yield Button(t("Change it"), action("plan.change", plan.id))
    yield Button(t("Call it off"), action("plan.off", plan.id))


def _host_head(t: Words, view: PlanView, about: About | None) -> str:
    """The news as long as it is so; a letter is drawn anew when the plan goes on."""
    people = parties(t, view.others)

    def who(answer: Answer) -> list[Party]:
        return [each for each in view.others if each.answer is answer]

    match about:
        case About.TIMES if offering := [each for each in view.others if each.times]:
            return t("### {people} would rather meet at another time", people=parties(t, offering))
        case About.NOT_THEN if unsuited := who(Answer.NOT_THEN):
            return t(
                "### These times don't suit {people}\nIt's the times, not you: offer others?",
                people=parties(t, unsuited),
            )
        case About.CLOSED:
            return t("### It doesn't work out with {people} this time", people=people)
        case About.AGAIN if waiting := who(Answer.LATER):
            return t("### {people} said “later”, and later is now\nAsk again?", people=parties(t, waiting))
        case About.LEFT if gone := who(Answer.GONE):
            return t("### {people} can't come any more", people=parties(t, gone))
        case About.OUT_OF_REACH if len(view.others) == 1:
            return t(
                "### I may not reach {people} any more\nThey seem to have left the server. Ask them yourself, if you can.",
                people=people,
            )
        case _ if all(each.person_id is None for each in view.others):
            return t("### Your plan with {people}: now ask them", people=people)
        case _:
            return t("### You've asked {people}", people=people)


def _others_lines(t: Words, view: PlanView) -> str:
    """How the answers stand, where there are several; of one alone the heading tells."""
    lines, number = [], 1
    for each in view.others:
        if each.times:
            lines.append(t("{person} suggests:", person=party(t, each)))
            lines.append(numbered(t, each.times, start=number if _offers(view) > 1 else 1))
            number += len(each.times)
        elif len(view.others) > 1:
            lines.append("- " + t(_ANSWERS[each.answer], person=party(t, each)))
    return "\n".join(lines)


def _offers(view: PlanView) -> int:
    return sum(len(each.times) for each in view.others)


def _take_buttons(t: Words, view: PlanView) -> Iterator[Block]:
    """Yes to what guests suggest; and what somebody without an account said elsewhere."""
    if not view.is_host:
        return
    plan, number = view.plan, 1
    for each in view.others:
        for index, _ in enumerate(each.times):
            label = t("Yes to {number}", number=number) if _offers(view) > 1 else t("Yes, then")
            yield Button(label, action("plan.take", plan.id, plan.revision, each.position, index), Style.GOOD)
            number += 1
    for each in view.others:
        if each.person_id is None and each.answer is Answer.WAITING:
            for index, _ in enumerate(plan.offered):
                said = (
                    t("{name} said yes to {number}", name=each.name, number=index + 1)
                    if len(plan.offered) > 1
                    else t("{name} said yes", name=each.name)
                )
                yield Button(said, action("plan.take", plan.id, plan.revision, each.position, index), Style.GOOD)


def _lines_to_send(t: Words, view: PlanView) -> Iterator[Block]:
    """For each who has no account here: an invitation in the member's words, to send wherever they know each other."""
    plan = view.plan
    times = t.list([instant(t, at, view.zone) for at in plan.times], style="or")
    where = plan.place or (view.city.short if view.city else "")
    for each in view.others:
        if each.person_id is not None or each.answer is not Answer.WAITING:
            continue
        line = (
            N_("Hi {name}! A change of plan: how about {what} for {long}, {times} ({zone})?")
            if plan.revision
            else _INVITATION
        )
        text = t(
            line,
            name=safe(each.name),
            what=title_of_activity(t, plan.activity),
            long=length_shown(t, plan.minutes),
            times=times,
            zone=t.zone(view.zone),
        )
        place = " " + t("I thought of {place}.", place=safe(where)) if where else ""
        words = f"\n> {safe(plan.words)}" if plan.words else ""
        yield t("A line for **{name}**, to send wherever you know each other:", name=safe(each.name))
        yield f"> {text}{place}{words}"


def title_of_activity(t: Words, activity: str) -> str:
    usual = {
        Activity.COFFEE: t("a coffee"),
        Activity.WALK: t("a walk"),
        Activity.LUNCH: t("lunch"),
        Activity.GAME: t("a game"),
    }
    return usual[Activity(activity)] if activity in usual else safe(activity) or t("meeting")


# ---------------------------------------------------------------------- for whoever is asked


def _guest_card(t: Words, view: PlanView, about: About | None, note: str) -> Card:
    plan, mine = view.plan, view.mine
    assert mine is not None
    is_waiting = mine.answer is Answer.WAITING
    return Card.of(
        note,
        _guest_head(t, view, about),
        quoted(view.introduction) if view.introduction and about is About.ASKED else None,
        numbered(t, plan.offered, view.in_the_way),
        what_and_where(t, plan.activity, plan.minutes, view.city, plan.place),
        quoted(plan.words) if plan.words else None,
        _with_others(t, view),
        _my_answer(t, view),
        first_meeting(t) if view.is_first and is_waiting else None,
        t(
            "-# A yes and other times reach them at once, “not then” too. A “later” reaches them tomorrow, and a no "
            "looks like no answer."
        )
        if is_waiting
        else None,
        Line(),
        *_answer_buttons(t, view),
        tone=Tone.WARM,
    )


def _guest_head(t: Words, view: PlanView, about: About | None) -> str:
    host, is_waiting = party(t, view.host), view.mine is not None and view.mine.answer is Answer.WAITING
    match about:
        case About.CHANGED | About.MOVED if is_waiting:
            return t("### {person} has changed the plan: does this suit you?", person=host)
        case About.AGREED if is_waiting:
            return t("### {person}'s plan has a time now: does it suit you?", person=host)
        case About.OUT_OF_REACH:
            return t("### I may not reach {person} any more", person=host)
        case _ if is_waiting:
            return t("### {person} would like to meet you", person=host)
        case _:
            return t("### A plan with {person}", person=host)


def _with_others(t: Words, view: PlanView) -> str | None:
    others = [each for each in view.others if each.person_id != view.plan.host_id]
    return t("{people} will be there, too.", people=parties(t, others)) if others else None


def _my_answer(t: Words, view: PlanView) -> str | None:
    mine = view.mine
    assert mine is not None
    match mine.answer:
        case Answer.OTHER_TIMES:
            off = (
                "" if view.plan.times else "\n" + t("What you had agreed on is off until they say yes to one of these.")
            )
            return t("You suggested:") + "\n" + numbered(t, mine.times) + off
        case Answer.NOT_THEN:
            return t("You said that these times don't suit you.")
        case Answer.LATER if mine.again_on is not None:
            return t("You said “later”: it comes up again from {day} on.", day=t.full_day(mine.again_on))
        case Answer.NO:
            return t("You said no. They hear “it doesn't work out”, as if you hadn't answered.")
        case Answer.GONE:
            return t("You've said that you can't come.")
        case _:
            return None


def _answer_buttons(t: Words, view: PlanView) -> Iterator[Block]:
    plan, mine = view.plan, view.mine
    assert mine is not None
    for index, _ in enumerate(plan.offered):
        label = t("Yes to {number}", number=index + 1) if len(plan.offered) > 1 else t("Yes, gladly")
        yield Button(label, action("plan.yes", plan.id, plan.revision, index), Style.GOOD)
    yield Button(t("Other times"), action("plan.move", plan.id))
    if mine.answer is not Answer.NOT_THEN:
        yield Button(t("Not then"), action("plan.notthen", plan.id))
    if mine.answer is not Answer.LATER:
        yield Button(t("Later"), action("plan.later", plan.id))
    if mine.answer is not Answer.NO:
        yield Button(t("No"), action("plan.no", plan.id))


def off_card(t: Words, view: PlanView) -> Card:
    """Asked once more, for somebody counts on it."""
    return Card.of(
        t("### Call it off?"),
        t("{people}: told once, without why.", people=parties(t, view.others)),
        Button(t("Call it off"), action("plan.offnow", view.plan.id), Style.GRAVE),
        Button(t("Move it"), action("plan.move", view.plan.id)),
        Button(t("Keep it"), action("plan.show", view.plan.id)),
    )


def later_card(t: Words, view: PlanView) -> Card:
    """A soft maybe: in how many weeks it comes back."""
    weeks = tuple(Option(t.plural("In {n} week", "In {n} weeks", each), str(each)) for each in LATER_WEEKS)
    return Card.of(
        t("### Later: when shall I bring it up again?"),
        t("{person} then reads that it may be now.", person=party(t, view.host)),
        Select(action("plan.weeks", view.plan.id), t("In how many weeks?"), weeks),
        Button(t("Back"), action("plan.show", view.plan.id)),
    )

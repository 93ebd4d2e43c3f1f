"""How an invitation looks to the one asked, and what its asker hears of it."""

from __future__ import annotations

from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Line, Option, Select, Style, Tone
from cogs.kit.common_cards import line_to_send
from cogs.kit.forms import Form, TextField
from cogs.kit.offers import invite_button, offer_blocks, stands
from cogs.kit.parts import parts_shown
from cogs.kit.text import mention, quoted, safe
from cogs.kit.words import Words, stamp
from meetups.services.invites import WORDS, Asking, Replied
from meetups.services.outgoing import InviteOutcome, InviteQuestion
from meetups.services.suggestions import Standing, WeekSuggestion
from meetups.values import LATER_WEEKS, Invite, Reply


def asked_card(t: Words, asking: Asking) -> Card:
    """For the asker: what happens now, which is the same whoever was asked."""
    if asking.invite is None:
        return _elsewhere_card(t, asking)
    invite = asking.invite
    return Card.of(
        t("### I've asked **{name}**, privately", name=safe(asking.contact.name)),
        t(
            "You hear of a yes at once. If there is none by {when}, I say “not this week” and bring somebody else; a no "
            "and no answer look the same to you, so nobody has to turn anybody down.",
            when=stamp(asking.hears_at or invite.closes_at, "f"),
        ),
        None
        if asking.is_reachable
        else line_to_send(t, (invite.account_id,), t("I've asked you something in Meetward. Type /inbox to answer.")),
        Line(),
        Button(t("Whom else?"), action("suggest.show", asking.mission.id)),
        Button(t("My mission"), action("mission.show", asking.mission.id)),
        tone=Tone.GLAD,
    )


def _elsewhere_card(t: Words, asking: Asking) -> Card:
    """Somebody without an account here is asked by their own words."""
    return Card.of(
        t("### A line for **{name}**", name=safe(asking.contact.name)),
        t("I can't write to them, so send this wherever you know each other:"),
        "> "
        + t(
            "I've promised myself to meet one of my online contacts in person every week. Would you be one of them? "
            "I'd be free for a coffee or a walk this week or next."
        ),
        Button(t("We met"), action("met.contact", asking.contact.id), Style.GOOD),
        Button(t("Whom else?"), action("suggest.show", asking.mission.id)),
        tone=Tone.WARM,
    )


def question_card(t: Words, question: InviteQuestion) -> Card:
    """For the one asked: who, until when, and four ways to answer."""
    invite = question.invite
    return Card.of(
        t("### {person} would like to meet you", person=mention(invite.asker_id)),
        quoted(question.introduction) if question.introduction else None,
        _when(t, question),
        t(
            "-# A yes or another time reaches them at once, a “later” tomorrow. A no looks like no answer: “not this week”."
        ),
        Line(),
        Button(t("Yes, gladly"), action("invite.yes", invite.id), Style.GOOD),
        Button(t("Another time"), action("invite.time", invite.id)),
        Button(t("Later"), action("invite.later", invite.id)),
        Button(t("No"), action("invite.no", invite.id)),
        tone=Tone.WARM,
    )


def _when(t: Words, question: InviteQuestion) -> str:
    week = question.week
    if question.is_ahead:
        return t("In person, in the week from {first} to {last}.", first=t.day(week.first_on), last=t.day(week.last_on))
    if question.until > week.last_on:
        return t("In person, in the days to come. An answer is in time until {day}.", day=t.day(question.until))
    return t("In person, this week: until {day}.", day=t.day(question.until))


def another_time_form(t: Words, ask_id: int, flag: int, words: str = "") -> Form:
    field = TextField(
        "words",
        t("When would suit you better?"),
        t("They read this as you write it"),
        words,
        is_required=True,
        most=WORDS,
    )
    return Form(action("invite.said", ask_id, flag), t("Another time"), (field,))


def later_card(t: Words, invite: Invite) -> Card:
    """A soft maybe: in how many weeks it comes back."""
    weeks = tuple(Option(t.plural("In {n} week", "In {n} weeks", each), str(each)) for each in LATER_WEEKS)
    return Card.of(
        t("### Later: when shall I bring it up again?"),
        t("{person} then reads that you said “later”, and may ask you again.", person=mention(invite.asker_id)),
        Select(action("invite.weeks", invite.id), t("In how many weeks?"), weeks),
        Button(t("Yes, gladly"), action("invite.yes", invite.id)),
        Button(t("No"), action("invite.no", invite.id)),
    )


def replied_card(t: Words, replied: Replied) -> Card:
    """For the one asked, when they have answered."""
    invite = replied.invite
    if not invite.is_welcome:
        line = (
            t("All right: I'll bring it up again from {day} on.", day=t.full_day(invite.again_on))
            if invite.again_on is not None
            else t("All right. They hear “not this week”, as if you hadn't answered.")
        )
        return Card.of(
            line,
            t("Changed your mind? While the week lasts, you can still say yes."),
            Button(t("Yes, gladly"), action("invite.yes", invite.id)),
            Button(t("Inbox"), action("inbox.open")),
        )
    return Card.of(
        t("### Lovely! {person} knows now", person=mention(invite.asker_id)),
        t("You are both free: {parts}.", parts=parts_shown(t, replied.parts)) if replied.parts else None,
        Button(t("Find a time"), action("invite.plan", invite.id), Style.PRIMARY),
        Button(t("Inbox"), action("inbox.open")),
        tone=Tone.GLAD,
    )


def outcome_card(t: Words, outcome: InviteOutcome) -> Card:
    """For the asker: a yes and the next step, or not this week and who could come instead."""
    invited, invite = outcome.invited, outcome.invited.invite
    if invited.standing is Standing.YES or invited.standing is Standing.ANOTHER_TIME:
        who = mention(invite.account_id)
        return Card.of(
            t("### {person} says yes!", person=who)
            if invite.reply is Reply.YES
            else t("### {person} would like to, at another time", person=who),
            quoted(invite.words) if invite.words else None,
            t("You are both free: {parts}.", parts=parts_shown(t, outcome.parts)) if outcome.parts else None,
            Line(),
            Button(t("Find a time"), action("invite.plan", invite.id), Style.PRIMARY),
            Button(t("We met"), action("met.contact", invite.contact_id), Style.GOOD)
            if invite.contact_id is not None
            else None,
            Button(t("My mission"), action("mission.show", outcome.mission.id)),
            tone=Tone.GLAD,
        )
    following = outcome.suggestion
    return Card.of(
        stands(t, invited),
        *(offer_blocks(t, following, t("### How about…")) if following is not None else ()),
        Line(),
        *_next_buttons(t, following),
        Button(t("My mission"), action("mission.show", outcome.mission.id)),
        tone=Tone.WARM,
    )


def _next_buttons(t: Words, following: WeekSuggestion | None) -> tuple[Button | None, ...]:
    if following is None or not following.offers:
        return ()
    mission_id, contact_id = following.mission.id, following.offers[0].contact.id
    return (
        invite_button(t, following),
        Button(t("We met"), action("met.contact", contact_id), Style.GOOD),
        Button(t("Someone else"), action("suggest.else", mission_id, contact_id)),
    )

"""How a question looks to the one asked, and its answer."""

from __future__ import annotations

from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Style, Tone
from cogs.kit.rulings import HOW, rulings
from cogs.kit.text import mention
from cogs.kit.words import Words
from meetups.services.meetings import Told
from meetups.services.outgoing import Question
from meetups.values import AskKind, PersonId


def question_card(t: Words, question: Question) -> Card:
    ask, meeting = question.ask, question.meeting
    if ask.kind is AskKind.VOLUNTEER or meeting is None:
        return Card.of(
            t("### {person} would like to be on your list", person=mention(ask.from_id)),
            t("They offered to meet you. Saying no is quiet: they are not told."),
            Button(t("Put them on my list"), action("ask.yes", ask.id), Style.GOOD),
            Button(t("Not now"), action("ask.no", ask.id)),
            tone=Tone.WARM,
        )
    return Card.of(
        t("### You met {person}?", person=mention(ask.from_id)),
        t(
            "They recorded that you met on {day}, {how}. Say yes and it counts for you too. "
            "Nobody is named anywhere by that.",
            day=t.full_day(meeting.met_on),
            how=t(HOW[meeting.how]),
        ),
        Button(t("Yes, we met"), action("ask.yes", ask.id), Style.GOOD),
        Button(t("No"), action("ask.no", ask.id)),
        tone=Tone.WARM,
    )


def confirmed_card(t: Words, told: Told) -> Card:
    return Card.of(
        t("### It counts for you too"),
        rulings(t, told),
        t("-# In a story you stay “a friend” until you press *That's me* on it, or allow it always in `/profile`."),
        tone=Tone.GLAD,
    )


def listed_card(t: Words, person_id: PersonId) -> Card:
    return Card.of(
        t("{person} is on your list. I'll let them know.", person=mention(person_id)),
        Button(t("My list"), action("contact.list", 0)),
        tone=Tone.GLAD,
    )


def declined_card(t: Words) -> Card:
    return Card.of(t("All right. Nobody is told."))


def volunteered_card(t: Words, owner_id: PersonId) -> Card:
    """For whoever pressed *Put me on your list*: the same whatever the owner does with it."""
    return Card.of(
        t(
            "Thank you! {person} will see it. If they put you on their list, you'll hear from me.",
            person=mention(owner_id),
        ),
        tone=Tone.GLAD,
    )

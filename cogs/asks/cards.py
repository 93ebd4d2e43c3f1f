"""How a question looks to the one asked, its answer, and what the asker is told meanwhile."""

from __future__ import annotations

from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, PeoplePicker, Style, Tone
from cogs.kit.common_cards import line_to_send
from cogs.kit.rulings import HOW
from cogs.kit.text import mention
from cogs.kit.words import Words
from meetups.services.outgoing import Question
from meetups.services.volunteering import Offered
from meetups.values import Ask, AskKind, Contact, Meeting, PersonId


def question_card(t: Words, question: Question) -> Card:
    if question.ask.kind is AskKind.NOMINATE:
        return _nomination_card(t, question.ask)
    if question.ask.kind is AskKind.VOLUNTEER or question.meeting is None:
        return _offer_card(t, question)
    return _confirmation_card(t, question.ask, question.meeting)


def _offer_card(t: Words, question: Question) -> Card:
    ask = question.ask
    return Card.of(
        t("### {person} would like to be on your list", person=mention(ask.from_id)),
        t("{person} thought of it.", person=mention(question.introducer_id)) if question.introducer_id else None,
        t("They offered to meet you. Saying no is quiet: they are not told."),
        Button(t("Put them on my list"), action("ask.yes", ask.id), Style.GOOD),
        Button(t("Not now"), action("ask.no", ask.id)),
        tone=Tone.WARM,
    )


def _nomination_card(t: Words, ask: Ask) -> Card:
    other = mention(ask.subject)
    return Card.of(
        t("### {person} thinks you and {other} should meet", person=mention(ask.from_id), other=other),
        t(
            "Shall I offer you to {other}'s list? {other} then reads whose idea it was, and decides. "
            "Saying no is quiet: nobody is told.",
            other=other,
        ),
        Button(t("Yes, offer me"), action("ask.yes", ask.id), Style.GOOD),
        Button(t("No"), action("ask.no", ask.id)),
        tone=Tone.WARM,
    )


def _confirmation_card(t: Words, ask: Ask, meeting: Meeting) -> Card:
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


def listed_card(t: Words, person_id: PersonId, contact: Contact | None) -> Card:
    return Card.of(
        t("{person} is on your list. I'll let them know.", person=mention(person_id)),
        Button(t("Open"), action("contact.show", contact.id)) if contact else None,
        Button(t("My list"), action("contact.list", 0)),
        Button(t("Inbox"), action("inbox.open")),
        tone=Tone.GLAD,
    )


def declined_card(t: Words) -> Card:
    return Card.of(t("All right. Nobody is told."), Button(t("Inbox"), action("inbox.open")))


def volunteered_card(t: Words, offered: Offered) -> Card:
    """For whoever offered to be on a list: the same whatever its owner does with it, or did before."""
    owner = mention(offered.person_id)
    return Card.of(
        t("Thank you! {person} will see it. If they put you on their list, you'll hear from me.", person=owner)
        if offered.is_reachable
        else t("Thank you! If {person} puts you on their list, you'll hear from me.", person=owner),
        _unreachable(t, offered, t("I'd like to be on your list in Meetward. Type /inbox there to answer.")),
        tone=Tone.GLAD,
    )


def nominate_card(t: Words, nominee_id: PersonId) -> Card:
    """Whom somebody should meet, picked from Discord's own menu; says beforehand what the two will read."""
    return Card.of(
        t("### On whose list should {person} come?", person=mention(nominee_id)),
        t(
            "I ask {person} first, and whoever you pick only after their yes. Both will see that it came from you. "
            "A no is quiet: you won't hear of it.",
            person=mention(nominee_id),
        ),
        PeoplePicker(action("ask.nominate", nominee_id), t("Pick somebody of this server"), most=1),
        tone=Tone.WARM,
    )


def nominated_card(t: Words, offered: Offered) -> Card:
    """For whoever suggested somebody: the same whatever comes of it."""
    return Card.of(
        t(
            "Thank you! The next step is up to {person}; I keep their answer to myself.",
            person=mention(offered.person_id),
        ),
        _unreachable(t, offered, t("I had an idea whom you could meet. Type /inbox in Meetward to read it.")),
        tone=Tone.GLAD,
    )


def _unreachable(t: Words, offered: Offered, line: str) -> str | None:
    return line_to_send(t, () if offered.is_reachable else (offered.person_id,), line)

"""Cards that more than one feature answers with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, PeoplePicker, Style, Tone
from cogs.kit.refusals import sentence
from cogs.kit.rulings import rulings
from cogs.kit.text import mention, safe
from cogs.kit.words import Words
from meetups.services.common import WhichMission
from meetups.services.meetings import Told
from meetups.services.nearby import Nearby
from meetups.values import PersonId

IS_ADULT: Final = 1
"""Behind a custom id: whoever pressed it said that they are 18 or older (see ``age_card``)."""


def which_card(t: Words, which: WhichMission, doing: str, *subject: object) -> Card:
    """Ask which mission is meant; each button does for it what was asked."""
    buttons = [Button(name, action(doing, mission.id, *subject)) for mission, name in which.missions]
    return Card.of(sentence(t, which), *buttons)


def line_to_send(t: Words, person_ids: Sequence[PersonId], line: str) -> str | None:
    """For people whom only their inbox reaches: a line the asker can send themselves; None where there are none."""
    if not person_ids:
        return None
    return t(
        "I can't write to {people}, so the question waits in their `/inbox`. You could send them this:\n> {line}",
        people=t.list(mention(each) for each in person_ids),
        line=line,
    )


def empty_list_card(t: Words) -> Card:
    """An empty list says every way to fill it."""
    return Card.of(
        t("### Your list is empty"),
        t(
            "Three ways to fill it: pick people of this server below, up to 25 at once; bring your address book or "
            "LinkedIn contacts with `/contact import`; or add anyone you know from elsewhere with `/contact add`."
        ),
        PeoplePicker(action("contact.pick", 0), t("People you know from here")),
    )


def some_of(t: Words, people: Sequence[str], most: int) -> str:
    """The first people of a list, one on a line, and how many more there are."""
    lines = [f"- {each}" for each in people[:most]]
    if (more := len(people) - most) > 0:
        lines.append("- " + t.plural("and {n} more", "and {n} more", more))
    return "\n".join(lines)


def people_near(t: Words, people: Sequence[Nearby], most: int) -> str:
    """Some people of one's own list near a place: how far from it they are, and when, if they do not live there."""
    return some_of(t, [_near(t, each) for each in people], most)


def _near(t: Words, person: Nearby) -> str:
    account, visit = person.contact.account_id, person.visit
    parts = [
        f"**{safe(person.contact.name)}**" + (f" ({mention(account)})" if account else ""),
        t("waits until you're near") if person.waits_near else None,
        t("visiting: {days}", days=t.days(visit.first_on, visit.last_on)) if visit else None,
        t("{city}, {distance} away", city=person.city.short, distance=t.distance(person.km)) if person.km else None,
    ]
    return " · ".join(filter(None, parts))


def age_card(t: Words, adult_action: str) -> Card:
    """Meeting in person is for adults; pressing the button says so once, and does what was asked."""
    return Card.of(
        t("### Are you 18 or older?"),
        t("Meeting in person is for adults. Say so once; only your yes is kept."),
        Button(t("I am 18 or older"), adult_action, Style.PRIMARY),
    )


def confirmed_card(t: Words, told: Told) -> Card:
    """A meeting that somebody else recorded counts for its reader, too."""
    return Card.of(
        t("### It counts for you too"),
        rulings(t, told),
        t("-# In a story you stay “a friend” until you press *That's me* on it, or allow it always in `/profile`."),
        Button(t("Your part in the story"), action("story.mine", told.meeting.id)),
        tone=Tone.GLAD,
    )

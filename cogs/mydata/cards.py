"""What goes and what remains, before anything does, and what is said afterwards."""

from __future__ import annotations

from cogs.kit.actions import action
from cogs.kit.cards import Button, Card, Style, Tone
from cogs.kit.words import Words
from meetups.services.mydata import Holdings


def forget_card(t: Words, holdings: Holdings) -> Card:
    """What would go and what remains for others, before anything does."""
    if holdings.is_empty:
        return Card.of(
            t("I know next to nothing about you: no missions, no contacts, no meetings."),
            t("Where somebody else's private list names your account, erasing takes your account out of it."),
            Button(t("Erase even that"), action("mydata.forget"), Style.GRAVE),
        )
    return Card.of(
        t("### Forget me"),
        t("This goes, at once and for good:"),
        "\n".join(f"- {each}" for each in _going(t, holdings)),
        t("What remains for others:"),
        "\n".join(f"- {each}" for each in _remaining(t, holdings)),
        t("`/mydata export` gives you a copy first."),
        Button(t("Forget me"), action("mydata.forget"), Style.GRAVE),
        Button(t("Keep everything"), action("mydata.keep")),
        tone=Tone.WARM,
    )


def forgotten_card(t: Words) -> Card:
    return Card.of(t("Done. I've forgotten you. If you ever come back, we start as strangers: `/mission start`."))


def _going(t: Words, held: Holdings) -> list[str]:
    always = [
        t.plural("{n} mission", "{n} missions", held.missions),
        t.plural("{n} contact on your list", "{n} contacts on your list", held.contacts),
        t.plural("{n} meeting you recorded", "{n} meetings you recorded", held.meetings),
        t.plural("{n} public post, taken down", "{n} public posts, taken down", held.posts),
    ]
    counted = (
        (held.halves, t.plural("{n} story you told in another's", "{n} stories you told in others'", held.halves)),
        (held.photos, t.plural("{n} photo", "{n} photos", held.photos)),
        (held.visits, t.plural("{n} visit you told me of", "{n} visits you told me of", held.visits)),
        (held.pools, t.plural("your place in {n} pool", "your places in {n} pools", held.pools)),
        (held.matches, t.plural("{n} match", "{n} matches", held.matches)),
        (held.plans, t.plural("{n} plan to come", "{n} plans to come", held.plans)),
        (
            held.gatherings,
            t.plural(
                "{n} open invitation to come, made or answered",
                "{n} open invitations to come, made or answered",
                held.gatherings,
            ),
        ),
        (
            held.questions,
            t.plural("{n} question you asked or were asked", "{n} questions you asked or were asked", held.questions),
        ),
    )
    return [
        *always,
        *(words for number, words in counted if number),
        t("your profile, your inbox, and everything not yet sent"),
    ]


def _remaining(t: Words, held: Holdings) -> list[str]:
    found = []
    if held.shared_meetings:
        found.append(
            t.plural(
                "{n} meeting somebody else recorded, where you become “a friend” without a name",
                "{n} meetings others recorded, where you become “a friend” without a name",
                held.shared_meetings,
            )
        )
    if held.kept_meetings:
        found.append(
            t.plural(
                "{n} meeting you recorded that somebody confirmed: theirs from now on, with none of your words or photos",
                "{n} meetings you recorded that others confirmed: theirs from now on, with none of your words or photos",
                held.kept_meetings,
            )
        )
    found.append(t("what others wrote about you on their own private lists, without your account"))
    found.append(t("messages I already brought to others, which are theirs"))
    return found

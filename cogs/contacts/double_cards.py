"""Two contacts beside each other: are they one person?"""

from __future__ import annotations

from collections.abc import Sequence

from cogs.contacts.cards import birthday_shown
from cogs.contacts.likeness import why_alike
from cogs.kit.actions import action
from cogs.kit.cards import Block, Button, Card, Line, Option, Select, Style, Tone
from cogs.kit.text import linked, mention, quoted, safe
from cogs.kit.words import Words
from meetups.ports import Listed
from meetups.services.contacts import Merger
from meetups.values import Contact


def merger_card(t: Words, merger: Merger) -> Card:
    """What would become of two contacts; nothing changes before *Merge*."""
    return Card.of(t("### Make these two one?"), *_beside(t, merger), *_choices(t, merger), tone=Tone.WARM)


def pair_card(t: Words, merger: Merger, number: int, total: int) -> Card:
    """One of the pairs that look alike."""
    following = Button(t("Next pair"), action("merge.pairs", number + 1)) if number + 1 < total else None
    return Card.of(
        t.plural("### {n} pair looks alike", "### {n} pairs look alike", total),
        t("These two: {why}.", why=why_alike(t, merger.likeness)),
        *_beside(t, merger),
        *_choices(t, merger),
        following,
        tone=Tone.WARM,
    )


def candidates_card(t: Words, contact: Contact, others: Sequence[Listed]) -> Card:
    """Who else of the list may be this person."""
    if not others:
        return Card.of(
            t("Nobody else on your list is called anything like **{name}**.", name=safe(contact.name)),
            t("`/contact merge` takes any two you name."),
            Button(t("Open"), action("contact.show", contact.id)),
        )
    return Card.of(
        t("### Who is **{name}** a second time?", name=safe(contact.name)),
        t("You'll see what becomes of the two before anything changes."),
        Select(
            action("merge.chosen", contact.id),
            t("The same person as…"),
            tuple(Option(each.name, str(each.id), each.source or each.handle) for each in others),
        ),
        Button(t("Back"), action("contact.show", contact.id)),
    )


def merged_card(t: Words, merged: Contact) -> Card:
    return Card.of(
        t("**{name}** is one person now; nothing of either was lost.", name=safe(merged.name)),
        Button(t("Open"), action("contact.show", merged.id), Style.PRIMARY),
        Button(t("Look for more"), action("merge.pairs", 0)),
        tone=Tone.GLAD,
    )


def apart_card(t: Words) -> Card:
    return Card.of(
        t("Noted: two people. I won't ask about these two again."),
        Button(t("Look for more"), action("merge.pairs", 0)),
        Button(t("My list"), action("contact.list", 0)),
    )


def nobody_alike_card(t: Words) -> Card:
    return Card.of(
        t("No two people on your list look alike."),
        t("If you know better: `/contact merge` takes any two you name."),
        Button(t("My list"), action("contact.list", 0)),
        tone=Tone.GLAD,
    )


def _beside(t: Words, merger: Merger) -> list[Block]:
    kept, other, merged = (_described(t, each, merger.cities) for each in (merger.kept, merger.other, merger.merged))
    return [kept, other, Line(), t("**Together**") + "\n" + merged]


def _described(t: Words, contact: Contact, cities: dict[int, str]) -> str:
    """One contact in a few lines, as far as it says something."""
    account = f" · {mention(contact.account_id)}" if contact.account_id else ""
    network = " ".join(filter(None, [safe(contact.source), linked(contact.handle)]))
    tags = " ".join(f"#{safe(tag)}" for tag in contact.tags)
    city = cities.get(contact.city_id or 0, "") or safe(contact.city_written)
    birthday = t("birthday on {day}", day=birthday_shown(t, contact.birthday)) if contact.birthday else ""
    facts = " · ".join(filter(None, [city, network, tags, birthday, safe(contact.met_online)]))
    return "\n".join(filter(None, [f"**{safe(contact.name)}**{account}", facts, quoted(contact.note)]))


def _choices(t: Words, merger: Merger) -> list[Block]:
    kept, other = merger.kept, merger.other
    return [
        t("-# All meetings with either, and all notes of both, stay."),
        Button(t("Merge"), action("merge.now", kept.id, other.id), Style.PRIMARY),
        Button(t("Keep the other name"), action("merge.propose", other.id, kept.id)),
        Button(t("Two people"), action("merge.apart", kept.id, other.id)),
        Button(t("Not now"), action("contact.show", kept.id)),
    ]
